"""The page of a figure as a picture: from the file that a person names, or from the one that was kept when it was loaded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from etl.errors import DocumentError
from etl.evidence.figure import Evidence
from etl.evidence.marked_page import FORMATS, marked_page
from etl.loading.reading import TIMEOUT, read_apart
from etl.loading.sources import find_files
from etl.warehouse.originals import Originals


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG of a page with the figure's cell marked; None where there is none, and `why` says the reason in words."""

    png: bytes | None
    why: str = ""


def has_pages(evidence: Evidence) -> bool:
    """Whether the figure's document is of a format whose pages can be drawn, and its page is known."""
    return evidence.format in FORMATS and evidence.page is not None


def draw(evidence: Evidence, document: Path) -> bytes:
    """PNG of the figure's page. Raises DocumentError where `document` is not the file that was loaded, or has no pages to draw."""
    if not has_pages(evidence) or evidence.page is None:
        raise DocumentError(
            f"pages of {evidence.format} can't be drawn",
            place=evidence.file_name,
            next_step="open it at the table and row named above",
        )
    for path in find_files([document]):
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == evidence.sha256:
            return marked_page(data, evidence.format, evidence.page, evidence.box, place=path.name)
    raise DocumentError(
        f"not the document that was loaded as {evidence.file_name}",
        place=str(document),
        next_step=f"find the file with SHA-256 {evidence.sha256}",
    )


def picture_of(evidence: Evidence, document: Path, *, timeout: float = TIMEOUT) -> Picture:
    """The picture from a file, or from a folder that holds it, drawn in a process of its own with a limit in seconds. Raises as `draw`."""
    return Picture(read_apart(partial(draw, evidence), document, timeout=timeout))


def kept_picture(evidence: Evidence, originals: Originals | None, *, timeout: float = TIMEOUT) -> Picture:
    """The picture from the file as it was kept when it was loaded. That there is none is told, no error; DocumentError where drawing fails."""
    if originals is None:
        return Picture(None, "originals aren't kept (GONGKAI_KEEP_DOCUMENTS)")
    if not has_pages(evidence):
        return Picture(None, f"pages of {evidence.format} can't be drawn")
    if not originals.has(evidence.sha256):
        return Picture(None, "its original isn't kept")
    with originals.opened(evidence.sha256) as kept:
        if kept is None:
            return Picture(None, "the original that was kept is damaged")
        return picture_of(evidence, kept, timeout=timeout)
