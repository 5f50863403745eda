"""Recognises the text of a page's picture, cell by cell where ruling lines make cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from etl.documents.page.geometry import Area, Glyph, Rule, Sheet
from etl.documents.page.grid import grid
from etl.documents.page.ruled_regions import regions
from etl.documents.scans.grey_seals import rings, without_rings
from etl.documents.scans.paper import on_white
from etl.documents.scans.pieces import Piece, on_turned_page, pieces_of
from etl.documents.scans.recogniser import read_lines, text_places
from etl.documents.scans.render import Grey, Picture
from etl.documents.scans.rulings import inked, ruling_lines, slant, straightened, without
from etl.documents.scans.scanned_page import DOUBTFUL, Scan
from etl.documents.scans.seals import without_seals
from etl.documents.scans.second_look import looked_at_again, of_both

_NOISE = 0.25
"""A recognised piece with less confidence than this, and no letter or digit in it, is dirt."""
_SEEN = 0.5
"""A dash that is read with less confidence, where the detector saw no text, is dirt too."""
_DASH = re.compile(r"[-—–一_]+")
_AMOUNT = re.compile(r"-?[\d,]+\.\d+")
"""An amount stands alone in its cell."""
_PASSED_OVER = re.compile(r"-?\d[\d,]*[.．\-—·:]\d\d")
"""An amount in a cell of its own that the detector passed over, its point read as another mark perhaps."""
_AS_HIGH = 0.3
"""A digit that the detector didn't see is as high as the others on the page, by this share more or less: no dot, and no piece of a streak."""
_FRACTION = 2
"""Dirt beside print is smaller than the print by so many times."""
_READABLE = 0.75
"""Mean confidence of text that stands upright; upside down it is half of that."""
_TELLING = 6
"""So many times as long as high, a piece of a line tells in which direction it runs."""
_GRAIN, _SPOTS = 30, 4
"""Pictures differ where so many pixels differ by more (of 255) than grain does."""
_GLANCE, _LOOK = 1216, 2016
"""Pixels of the page's longer side as the detector sees it: enough for what stands around a ruled table; for a page without one."""


def scan(picture: Picture, number: int) -> Scan:
    """Read a page's picture. `number` is the page's, from 1. Positions are in points on the straightened page."""
    scale = picture.scale
    unsealed = without_seals(picture.pixels, scale)
    pixels, lines, cautious = (on_white(grey, scale) for grey in (unsealed.print, unsealed.lines, unsealed.cautious))
    pixels, lines, cautious = _without_grey_seals(pixels, lines, cautious, scale)
    angle = slant(pixels, scale)
    pixels, lines, cautious = (straightened(one, angle) for one in (pixels, lines, cautious))
    boxes = _boxes(pixels, _GLANCE)
    turned = _direction(pixels, boxes)
    if turned:
        pixels, lines, cautious = (
            np.ascontiguousarray(np.rot90(one, -turned // 90)) for one in (pixels, lines, cautious)
        )
        boxes = on_turned_page(boxes, *pixels.shape[::-1]) if turned == 180 else _boxes(pixels, _GLANCE)
    areas = [Area(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale) for box in boxes]
    rules, cells = _cells(ruling_lines(lines, scale, areas), boxes, scale)
    if not cells:
        boxes = _boxes(pixels, _LOOK)
    ink, cleaned = without(rules, inked(pixels, scale), pixels, scale)
    _, cautious = without(rules, ink, cautious, scale)
    height, width = pixels.shape
    sheet = Sheet(number, width * scale, height * scale, rules=rules, turned=turned)
    scores: dict[int, float] = {}
    for piece, text, score in without_dirt(_recognised(pieces_of(boxes, cells, ink, scale), cleaned, cautious), boxes):
        run = len(scores)
        scores[run] = score
        sheet.glyphs += _glyphs(piece, text, run, scale)
    return Scan(sheet, scores)


def _without_grey_seals(pixels: Grey, lines: Grey, cautious: Grey, scale: float) -> tuple[Grey, Grey, Grey]:
    """The three pictures of a page without seals that a copy has left no colour."""
    found = rings(lines, scale)
    if not found:
        return pixels, lines, cautious
    return (
        without_rings(pixels, found, scale)[0],
        without_rings(lines, found, scale)[1],
        without_rings(cautious, found, scale)[1],
    )


def without_dirt(
    recognised: Sequence[tuple[Piece, str, float]], boxes: Sequence[Piece]
) -> Iterator[tuple[Piece, str, float]]:
    """What was recognised without what is no print: read with little confidence, and no letter, or nothing that the detector saw.

    The detector passes over dashes and single digits. Beside text of the same cell that it saw and that is read surely, they are dirt; so
    is a single stroke beside an amount, and one that isn't as high as the page's digits.
    """
    seen = [any(_lies_in(piece, box) for box in boxes) for piece, _, _ in recognised]
    sure: dict[int, int] = {}
    numbers: set[int] = set()
    for (piece, text, score), is_seen in zip(recognised, seen, strict=True):
        if is_seen and score >= DOUBTFUL and piece.cell >= 0:
            sure[piece.cell] = max(sure.get(piece.cell, 0), piece.size)
            if _AMOUNT.fullmatch(text):
                numbers.add(piece.cell)
    digits = median([piece.height for piece, text, _ in recognised if _AMOUNT.fullmatch(text)] or [0])
    for (piece, text, score), is_seen in zip(recognised, seen, strict=True):
        if score < _NOISE and not any(char.isalnum() for char in text):
            continue
        beside = sure.get(piece.cell, 0)
        is_small = _FRACTION * piece.size < beside
        if is_small and piece.cell in numbers and len(text) == 1:
            continue
        if is_seen and score < (DOUBTFUL if piece.cell in numbers else _SEEN) and is_small:
            continue
        if not is_seen and _is_dirt(piece, text, score, beside, digits):
            continue
        yield piece, text, score


def _is_dirt(piece: Piece, text: str, score: float, beside: int, digits: float) -> bool:
    """Whether what the detector didn't see is no print. `beside`: the size of what it saw in the cell; `digits`: how high digits are."""
    dash = _DASH.fullmatch(text) is not None
    if beside and (dash or text.isdecimal()):
        return True
    if piece.cell >= 0 and not beside and _PASSED_OVER.fullmatch(text):
        return score < _SEEN
    if len(text) == 1 and text.isdecimal() and digits and abs(piece.height / digits - 1) > _AS_HIGH:
        return True
    return score < (_SEEN if dash else DOUBTFUL)


def _lies_in(piece: Piece, box: Piece) -> bool:
    x, y = (piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _boxes(pixels: Grey, longest: int) -> list[Piece]:
    """Where the picture has text, as the detector sees it."""
    return [Piece(*corners) for corners in text_places(pixels, longest)]


def _direction(pixels: Grey, boxes: Sequence[Piece]) -> int:
    """In which direction the text runs, in degrees counter-clockwise: 0, 90 (upwards), 180 or 270 (downwards)."""
    boxes = [piece for piece in boxes if _is_line(piece)]
    if not boxes:
        return 0
    sideways = sum(piece.height > piece.width for piece in boxes) > 0.6 * len(boxes)
    # of many characters, none longer than it takes to tell
    largest = sorted(boxes, key=lambda piece: min(piece.width * piece.height, 8 * min(piece.width, piece.height) ** 2))
    crops = [_beginning(piece).crop(pixels, 0) for piece in largest[-6:]]
    if not sideways and _mean_score(crops) > _READABLE:
        return 0
    quarters = (1, 3) if sideways else (0, 2)
    scores = {turns: _mean_score([np.rot90(crop, -turns) for crop in crops]) for turns in quarters}
    return 90 * max(quarters, key=lambda one: (scores[one], -one))


def _beginning(piece: Piece) -> Piece:
    """So much of a line as tells in which direction its text runs."""
    if piece.height > piece.width:
        return replace(piece, bottom=min(piece.bottom, piece.top + _TELLING * piece.width))
    return replace(piece, x1=min(piece.x1, piece.x0 + _TELLING * piece.height))


def _is_line(piece: Piece) -> bool:
    """Whether a piece is long enough to show in which direction its text runs."""
    return max(piece.width, piece.height) > 2 * min(piece.width, piece.height)


def _mean_score(crops: Sequence[Grey]) -> float:
    return float(np.mean([score for _, score in read_lines([np.ascontiguousarray(crop) for crop in crops])]))


def _cells(rules: Sequence[Rule], boxes: Iterable[Piece], scale: float) -> tuple[list[Rule], list[Piece]]:
    """The lines that make cells, and the cells, in pixels. Other lines (underlines, strokes of large print) are text."""
    marks = [
        Glyph("字", p.x0 * scale, p.top * scale, p.x1 * scale, p.bottom * scale, (p.bottom - p.top) * scale)
        for p in boxes
    ]
    kept: list[Rule] = []
    found: list[Piece] = []
    for region in regions(rules)[0]:
        one = grid(region, marks)
        if one is None:
            continue
        kept += [*region.horizontals, *region.verticals]
        for cell in one.cells:
            x0, top, x1, bottom = (
                round(value / scale) for value in (cell.area.x0, cell.area.top, cell.area.x1, cell.area.bottom)
            )
            found.append(Piece(x0, top, x1, bottom))
    return kept, found


def _recognised(pieces: Sequence[Piece], pixels: Grey, cautious: Grey) -> list[tuple[Piece, str, float]]:
    """The text of each piece with its confidence; what a seal covered is read twice, from both pictures."""
    crops, others = ([_crop(piece, picture) for piece in pieces] for picture in (pixels, cautious))
    texts = looked_at_again(read_lines(crops), crops, read_lines)
    sealed = [i for i, (crop, other) in enumerate(zip(crops, others, strict=True)) if _differ(crop, other)]
    again = [others[i] for i in sealed]
    for i, other in zip(sealed, looked_at_again(read_lines(again), again, read_lines), strict=True):
        texts[i] = of_both(texts[i], other)
    return [(piece, text, score) for piece, (text, score) in zip(pieces, texts, strict=True) if text]


def _crop(piece: Piece, pixels: Grey) -> Grey:
    return np.ascontiguousarray(_roomy(piece.crop(pixels, max(2, round(0.15 * piece.height)))))


def _differ(crop: Grey, other: Grey) -> bool:
    """Whether two pictures of a piece differ by more than grain."""
    return int((cv2.absdiff(crop, other) > _GRAIN).sum()) >= _SPOTS


def _roomy(crop: Grey) -> Grey:
    """A low piece (a dash, 一) with paper above and below, so that it isn't blown up to a block."""
    height, width = crop.shape
    missing = max(0, min(width, 24) - height)
    return np.pad(crop, ((missing // 2 + 1, missing // 2 + 1), (2, 2)), constant_values=255)


def _glyphs(piece: Piece, text: str, run: int, scale: float) -> list[Glyph]:
    """The characters of a recognised line, spread over its width; a wide one takes the room of two narrow ones."""
    weights = [1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5 for char in text]
    step = (piece.x1 - piece.x0) * scale / sum(weights)
    top, bottom = piece.top * scale, piece.bottom * scale
    size = max(bottom - top, step)
    glyphs: list[Glyph] = []
    x = piece.x0 * scale
    for char, weight in zip(text, weights, strict=True):
        if not char.isspace():
            glyphs.append(Glyph(char, x, top, x + weight * step, bottom, size, run=run))
        x += weight * step
    return glyphs
