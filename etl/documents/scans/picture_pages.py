"""Which pages of a PDF are pictures, and reading them where the extra `ocr` is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

from etl.documents.page.geometry import Glyph, Sheet
from etl.documents.scans.scanned_page import Scan

MAX_SCANS = 300
"""Pages of a document that are recognised: each takes some seconds."""
_PACKAGES = ("rapidocr", "onnxruntime", "cv2")
_COVERS = 0.4
"""A picture of at least this share of the page holds the page's content, unless there is text beside it."""
_FEW = 30
"""So many characters are a page number, a running head, the note of the scanning program."""
_OUTLINES = 1_000
"""Drawn segments on a page without text: a form's lines are fewer, the outlines of ten characters more."""
INSTALL = "install the extra for scans (pip install 'gongkai[ocr]')"


def available() -> bool:
    """Whether the packages of the extra `ocr` are installed."""
    return all(importlib.util.find_spec(name) is not None for name in _PACKAGES)


def is_scanned(sheet: Sheet, glyphs: Sequence[Glyph]) -> bool:
    """Whether a page's content is a picture, or text drawn as outlines. `glyphs` is its visible text."""
    if not glyphs and sheet.segments > _OUTLINES:
        return True
    if not sheet.pictures:
        return False
    covered = sum(one.size for one in sheet.pictures) >= _COVERS * sheet.width * sheet.height
    return not glyphs or (covered and (len(glyphs) <= _FEW or len(sheet.unseen) > len(sheet.glyphs)))


class Reader:
    """Reads the pages of one PDF that are pictures, and notes what it did among the document's warnings."""

    def __init__(self, data: bytes, warnings: list[str]) -> None:
        self._data = data
        self._warnings = warnings
        self._count = 0

    def next_step(self) -> str:
        """What to do with a document that no text was found in."""
        if available():
            return "OCR recognised nothing on its pages; ask the agency for the document"
        return f"{INSTALL}, or ask the agency for the document"

    def page(self, number: int, what: str) -> Scan | None:
        """Recognise page `number` (from 1); `what` says why. None where it can't be: the warnings say so."""
        if not available():
            self._warnings.append(f"page {number}: {what}; its text wasn't read: {INSTALL}")
            return None
        self._count += 1
        if self._count > MAX_SCANS:
            self._warnings.append(f"page {number}: {what}; not read, as {MAX_SCANS} pages before it: split the file")
            return None
        from etl.documents.scans.recognise_text import scan
        from etl.documents.scans.render import rendered

        try:
            found = scan(rendered(self._data, number - 1), number)
        except Exception as error:  # noqa: BLE001 - a damaged picture fails anywhere in the decoder
            self._warnings.append(f"page {number}: {what} that can't be read ({type(error).__name__})")
            return None
        self._warnings.append(f"page {number}: {what}, read by OCR: {found.summary()}")
        return found
