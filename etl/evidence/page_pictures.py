"""Pages of a file as small pictures, and where on them words stand that have no cell.

For pages that many people look at in a browser: the picture is plain, whoever shows it draws the marks.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.documents.model import Box
from etl.documents.page.drawn import Letter, Run
from etl.documents.pdf.pdfium import PdfiumDocument, TooDenseError, UnreadableError
from etl.errors import DocumentError
from etl.evidence.marked_page import page_image
from etl.words.folding import fold

DPI = 110
"""Figures of 8 points are 12 pixels high: read without effort where the picture fills a screen's width."""
_QUALITY = 62
_SHORTEST = 4
"""What is shorter stands on a page too often to be marked by itself."""
_BEGINNING = 12
"""Characters by which a long sentence is found, and then as far as the page has it: its end may stand on the next one."""
_LINE = 0.6
"""Letters whose heights overlap by this share stand in one line."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page: its size in points, a WebP picture of it, and for each key asked for the boxes of its words, a line a box."""

    width: float
    height: float
    webp: bytes
    words: Mapping[str, tuple[Box, ...]]


@dataclass(frozen=True, slots=True)
class Sought:
    """Words to look for: the first of several that the page has is meant, and of it, where that stands in it, the part `within`."""

    words: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to draw (from 1), and by key the words to look for on it."""

    page: int
    words: Mapping[str, Sought]


def page_pictures(wanted: Sequence[Wanted], format_: str, path: Path) -> dict[int, PagePicture]:
    """The pages that can be drawn. pdfium isn't safe for hostile files: call it with `etl.loading.reading.read_apart`."""
    data = path.read_bytes()
    found: dict[int, PagePicture] = {}
    for one in wanted:
        try:
            image, zoom = page_image(data, format_, one.page, place=path.name, dpi=DPI)
        except DocumentError:
            continue
        output = io.BytesIO()
        image.convert("RGB").save(output, "WEBP", quality=_QUALITY, method=4)
        words = _words_on(data, one) if format_ == "pdf" and one.words else {}
        found[one.page] = PagePicture(image.width / zoom, image.height / zoom, output.getvalue(), words)
    return found


def _words_on(data: bytes, wanted: Wanted) -> dict[str, tuple[Box, ...]]:
    try:
        items = PdfiumDocument(data).page(wanted.page - 1).items
    except (TooDenseError, UnreadableError):
        return {}
    letters = [letter for item in items if isinstance(item, Run) and not item.hidden for letter in item.letters]
    text = PageText(letters)
    return {key: boxes for key, sought in wanted.words.items() if (boxes := text.boxes_of(sought))}


class PageText:
    """The letters of a page in the order of drawing, folded, so that words are found whatever breaks or spaces are within them."""

    def __init__(self, letters: Iterable[Letter]) -> None:
        characters: list[str] = []
        self._boxes: list[Box] = []
        for character, *box in letters:
            for each in fold(character):
                if not each.isspace():
                    characters.append(each)
                    self._boxes.append(Box(*box))
        self._text = "".join(characters)

    def boxes_of(self, sought: Sought) -> tuple[Box, ...]:
        """Where the words stand, a box a line; of long ones whose end the page hasn't, the beginning."""
        for each in sought.words:
            wanted = _folded(each)
            at = self._text.find(wanted) if len(wanted) >= _SHORTEST else -1
            if at < 0 and len(wanted) > _BEGINNING:
                at = self._text.find(wanted[:_BEGINNING])
            if at >= 0:
                end = at + _in_common(self._text[at : at + len(wanted)], wanted)
                part = _folded(sought.within)
                inner = self._text.find(part, at, end) if len(part) >= _SHORTEST else -1
                return _lines(self._boxes[at:end] if inner < 0 else self._boxes[inner : inner + len(part)])
        return ()


def _in_common(one: str, other: str) -> int:
    """With how many characters both begin."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _folded(text: str) -> str:
    """As the letters are: each by itself."""
    return "".join(each for character in text for each in fold(character) if not each.isspace())


def _lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """One box a line of letters that follow each other."""
    lines: list[Box] = []
    for box in boxes:
        last = lines[-1] if lines else None
        if last is not None and _is_beside(last, box):
            lines[-1] = Box(
                min(last.left, box.left),
                min(last.top, box.top),
                max(last.right, box.right),
                max(last.bottom, box.bottom),
            )
        else:
            lines.append(box)
    return tuple(lines)


def _is_beside(line: Box, box: Box) -> bool:
    overlap = min(line.bottom, box.bottom) - max(line.top, box.top)
    return overlap >= _LINE * min(line.bottom - line.top, box.bottom - box.top)


__all__ = ["PagePicture", "PageText", "Sought", "Wanted", "page_pictures"]
