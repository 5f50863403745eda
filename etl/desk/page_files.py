"""Pictures of pages as files in a folder: each page is drawn once, from the file as it was kept, and has a place of its own whoever shows it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from etl.documents.model import Box
from etl.errors import GongkaiError
from etl.evidence.marked_page import FORMATS
from etl.evidence.page_pictures import PagePicture, Wanted, page_pictures
from etl.loading.reading import TIMEOUT, read_apart
from etl.output import replacing, write_changed
from etl.warehouse.originals import Originals

_PIXELS = 110 / 72
"""Pixels of a picture per point of its page (`etl.evidence.page_pictures.DPI`)."""

Size = tuple[int, int]


class PageFiles:
    """The pictures below `folder`, named after the content of their file; `new` counts those drawn now."""

    def __init__(self, originals: Originals | None, folder: Path) -> None:
        self._originals, self._folder = originals, folder
        self.new = 0

    def drawn(self, sha256: str, format_: str, pages: Sequence[int]) -> dict[int, Size]:
        """Sizes in pixels of those of a file's pages that have a picture; those that had none are drawn, as far as they can be."""
        if format_ not in FORMATS:
            return {}
        there = {number: size for number in pages if (size := self._size(sha256, number)) is not None}
        missing = [number for number in pages if number not in there]
        if not missing or self._originals is None or not self._originals.has(sha256):
            return there
        work = partial(page_pictures, tuple(Wanted(number, {}) for number in missing), format_)
        made: dict[int, PagePicture] = {}
        with suppress(GongkaiError), self._originals.opened(sha256) as path:
            made = read_apart(work, path, timeout=TIMEOUT) if path is not None else {}
        for number, picture in made.items():
            size = round(picture.width * _PIXELS), round(picture.height * _PIXELS)
            with replacing(self._path(sha256, number)) as new:
                new.write_bytes(picture.webp)
            write_changed(self._path(sha256, number).with_suffix(".json"), json.dumps(size))
            there[number] = size
            self.new += 1
        return there

    def _size(self, sha256: str, page: int) -> Size | None:
        path = self._path(sha256, page)
        try:
            width, height = json.loads(path.with_suffix(".json").read_text("utf-8"))
            return (int(width), int(height)) if path.is_file() else None
        except (OSError, ValueError, TypeError):
            return None

    def _path(self, sha256: str, page: int) -> Path:
        return self._folder / "pages" / file_name(sha256, page)


def file_name(sha256: str, page: int) -> str:
    """The name of a page's picture."""
    return f"{sha256[:32]}-{page}.webp"


def in_percent(box: Box, size: Size) -> tuple[float, float, float, float]:
    """Left, top, width and height of a cell in percent of its page, of which `size` are the picture's pixels."""
    width, height = size[0] / _PIXELS, size[1] / _PIXELS
    return (
        round(100 * box.left / width, 2),
        round(100 * box.top / height, 2),
        round(100 * (box.right - box.left) / width, 2),
        round(100 * (box.bottom - box.top) / height, 2),
    )
