"""Reader for OFD (GB/T 33190), the state's own format of printed pages: its texts and paths, laid out as those of a PDF are.

Instead of a library (easyofd 0.5), because it
- makes pictures and PDFs of pages, and gives no places of characters or lines;
- needs opencv, fonttools and a PDF writer for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from etl.documents.model import Document
from etl.documents.ofd.drawing import TooDenseError, drawn
from etl.documents.ofd.parts import Page, Parts
from etl.documents.page.drawn import Drawn, Fault
from etl.documents.pdf import guard
from etl.documents.pdf.pages import File, laid_out
from etl.documents.scans.scanned_page import Scan
from etl.errors import DocumentError

PAGE_SECONDS = 30.0


def read_ofd(path: Path, data: bytes | None = None) -> Document:
    """Read an OFD file: text and lines of its pages and of their templates; stamps and other annotations are no text of the document.

    Raises DocumentError: damaged, encrypted, a part that lies outside of the file, beyond the bounds of a report, or without text.
    """
    data = path.read_bytes() if data is None else data
    name = path.name
    parts = Parts(data, name)
    pages = parts.pages()
    warnings: list[str] = []
    blocks = laid_out(File(name, "OFD", len(pages)), _outcomes(parts, pages), _Pictures(warnings), warnings)
    return Document(
        file_name=name,
        format="ofd",
        sha256=hashlib.sha256(data).hexdigest(),
        byte_size=len(data),
        page_count=len(pages),
        blocks=blocks,
        warnings=tuple(warnings),
    )


def _outcomes(parts: Parts, pages: list[Page]) -> Iterator[Drawn | Fault]:
    """What each page draws, or why it can't be told."""
    for page in pages:
        try:
            with guard.bounded(PAGE_SECONDS):
                outcome: Drawn | Fault = drawn(parts, page)
        except guard.TimeUpError:
            outcome = Fault(f"not read within {PAGE_SECONDS:.0f} s")
        except TooDenseError as error:
            outcome = Fault(str(error))
        except DocumentError as error:
            outcome = Fault(f"damaged ({error.place}: {error.message})")
        yield outcome


class _Pictures:
    """Pages of an OFD file that are pictures are told, not recognised: agencies publish scans as PDF."""

    def __init__(self, warnings: list[str]) -> None:
        self._warnings = warnings

    def page(self, number: int, what: str) -> Scan | None:
        """Tell that a page wasn't read."""
        self._warnings.append(f"page {number}: {what}; its text wasn't read: load the published PDF")
        return None

    def next_step(self) -> str:
        """What to do with a document that no text was found in."""
        return "load the published PDF"
