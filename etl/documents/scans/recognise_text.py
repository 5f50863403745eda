"""Recognises the text of a page's picture, cell by cell where ruling lines make cells."""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any

import numpy as np

from etl.documents.page.geometry import Area, Glyph, Rule, Sheet
from etl.documents.page.grid import grid
from etl.documents.page.ruled_regions import regions
from etl.documents.scans.render import Grey, Picture
from etl.documents.scans.rulings import blots, inked, ruling_lines, straightened, without
from etl.documents.scans.scanned_page import Scan
from etl.documents.scans.second_look import looked_at_again

_SMALLEST = 3.0
"""Ink lower than this (points) is no character: a speck, a dot of the scanner."""
_NOISE = 0.25
"""A recognised piece with less confidence than this, and no letter or digit in it, is dirt."""
_READABLE = 0.75
"""Mean confidence of text that stands upright; upside down it is half of that."""
_STROKE_TWICE = re.compile(r"一\s*[-—–一]\s*(?=般)")
"""The 一 of 一般, a single low stroke that begins a title, is now and then read twice."""
_GAP_IN_NUMBER = re.compile(r"(?<=[\d,.，．])\s+(?=[\d,.，．])")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A rectangle of pixels that holds one printed line, or a part of it."""

    x0: int
    top: int
    x1: int
    bottom: int

    def crop(self, pixels: Grey, margin: int) -> Grey:
        return pixels[max(0, self.top - margin) : self.bottom + margin, max(0, self.x0 - margin) : self.x1 + margin]


@cache
def _engine() -> Any:
    """The recogniser with the models of its package, made once."""
    rapidocr = importlib.import_module("rapidocr")
    return rapidocr.RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False})


def scan(picture: Picture, number: int) -> Scan:
    """Read a page's picture. `number` is the page's, from 1. Positions are in points on the straightened page."""
    pixels = straightened(picture.pixels)
    boxes = _boxes(pixels)
    turned = _direction(pixels, boxes)
    if turned:
        pixels = np.ascontiguousarray(np.rot90(pixels, -turned // 90))
        boxes = _boxes(pixels)
    scale = picture.scale
    ink = inked(pixels, scale)
    areas = [Area(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale) for box in boxes]
    rules, cells = _cells(ruling_lines(ink, scale, areas), boxes, scale)
    ink, cleaned = without(rules, ink, pixels, scale)
    height, width = pixels.shape
    sheet = Sheet(number, width * scale, height * scale, rules=rules, turned=turned)
    scores: dict[int, float] = {}
    for piece, text, score in _recognised(_pieces(boxes, cells, ink, scale), cleaned):
        if score < _NOISE and not any(char.isalnum() for char in text):
            continue
        run = len(scores)
        scores[run] = score
        sheet.glyphs += _glyphs(piece, text, run, scale)
    return Scan(sheet, scores)


def _boxes(pixels: Grey) -> list[_Piece]:
    """Where the picture has text, as the detector sees it."""
    output = _engine()(pixels, use_det=True, use_cls=False, use_rec=False)
    if getattr(output, "boxes", None) is None:
        return []
    height, width = pixels.shape
    pieces = []
    for corners in output.boxes:
        x0, top = (max(0, int(value)) for value in np.min(corners, axis=0))
        x1, bottom = (int(np.ceil(value)) for value in np.max(corners, axis=0))
        pieces.append(_Piece(x0, top, min(x1, width), min(bottom, height)))
    return [piece for piece in pieces if piece.x1 > piece.x0 and piece.bottom > piece.top]


def _direction(pixels: Grey, boxes: Sequence[_Piece]) -> int:
    """In which direction the text runs, in degrees counter-clockwise: 0, 90 (upwards), 180 or 270 (downwards)."""
    boxes = [piece for piece in boxes if _is_line(piece)]
    if not boxes:
        return 0
    sideways = sum(1 for piece in boxes if piece.bottom - piece.top > piece.x1 - piece.x0) > 0.6 * len(boxes)
    largest = sorted(boxes, key=lambda piece: (piece.x1 - piece.x0) * (piece.bottom - piece.top))[-6:]
    crops = [piece.crop(pixels, 0) for piece in largest]
    upright = _mean_score(crops) if not sideways else 0.0
    if upright > _READABLE:
        return 0
    quarters = (1, 3) if sideways else (0, 2)
    scores = {turns: _mean_score([np.rot90(crop, -turns) for crop in crops]) for turns in quarters}
    return 90 * max(quarters, key=lambda one: (scores[one], -one))


def _is_line(piece: _Piece) -> bool:
    """Whether a piece is long enough to show in which direction its text runs."""
    width, height = piece.x1 - piece.x0, piece.bottom - piece.top
    return max(width, height) > 2 * min(width, height)


def _mean_score(crops: Sequence[Grey]) -> float:
    return float(np.mean([score for _, score in _texts([np.ascontiguousarray(crop) for crop in crops])]))


def _cells(rules: Sequence[Rule], boxes: Iterable[_Piece], scale: float) -> tuple[list[Rule], list[_Piece]]:
    """The lines that make cells, and the cells, in pixels. Other lines (underlines, strokes of large print) are text."""
    marks = [
        Glyph("字", p.x0 * scale, p.top * scale, p.x1 * scale, p.bottom * scale, (p.bottom - p.top) * scale)
        for p in boxes
    ]
    kept: list[Rule] = []
    found: list[_Piece] = []
    for region in regions(rules)[0]:
        one = grid(region, marks)
        if one is None:
            continue
        kept += [*region.horizontals, *region.verticals]
        for cell in one.cells:
            x0, top, x1, bottom = (
                round(value / scale) for value in (cell.area.x0, cell.area.top, cell.area.x1, cell.area.bottom)
            )
            found.append(_Piece(x0, top, x1, bottom))
    return kept, found


def _pieces(boxes: Sequence[_Piece], cells: Sequence[_Piece], ink: Grey, scale: float) -> list[_Piece]:
    """What to recognise: the detector's boxes parted at the borders of cells, and ink in cells that it did not see."""
    smallest = max(3, round(_SMALLEST / scale))
    pieces: list[_Piece] = []
    left = ink.copy()
    outside = ink.copy()
    for cell in cells:
        outside[cell.top : cell.bottom, cell.x0 : cell.x1] = 0
    usual = median(box.bottom - box.top for box in boxes) if boxes else 0
    for cell in cells:
        inner = _Piece(cell.x0 + 2, cell.top + 2, cell.x1 - 2, cell.bottom - 2)
        if inner.x1 - inner.x0 < smallest or inner.bottom - inner.top < smallest:
            continue
        for box in boxes:
            part = _Piece(
                max(box.x0, inner.x0), max(box.top, inner.top), min(box.x1, inner.x1), min(box.bottom, inner.bottom)
            )
            if part.x1 - part.x0 < smallest or part.bottom - part.top < max(smallest, 0.4 * (box.bottom - box.top)):
                continue
            piece = _shrunk(_with_cut_strokes(part, left, inner), left, smallest)
            if piece is not None:
                pieces += _upright_parts(piece, ink, usual)
                left[max(0, part.top - 2) : part.bottom + 2, max(0, part.x0 - 2) : part.x1 + 2] = 0
        missed = _missed(inner, left, usual)
        if missed is not None:
            pieces.append(missed)
    height, width = ink.shape
    for box in boxes:
        piece = _shrunk(_with_cut_strokes(box, outside, _Piece(0, 0, width, height)), outside, smallest)
        if piece is not None:
            pieces.append(piece)
    return pieces


def _with_cut_strokes(piece: _Piece, ink: Grey, within: _Piece) -> _Piece:
    """A piece widened to hold the strokes that its sides cut through: half a 一 is read as a dash, and the other half again."""
    reach = piece.bottom - piece.top
    x0, x1 = piece.x0, piece.x1
    while x0 > max(within.x0, piece.x0 - reach) and ink[piece.top : piece.bottom, x0 - 1].any():
        x0 -= 1
    while x1 < min(within.x1, piece.x1 + reach) and ink[piece.top : piece.bottom, x1].any():
        x1 += 1
    return _Piece(x0, piece.top, x1, piece.bottom)


def _missed(cell: _Piece, ink: Grey, usual: float) -> _Piece | None:
    """The characters in a cell that the detector did not see: often a single digit or a dash."""
    characters = [
        _Piece(cell.x0 + x0, cell.top + top, cell.x0 + x1, cell.top + bottom)
        for x0, top, x1, bottom in blots(ink[cell.top : cell.bottom, cell.x0 : cell.x1])
        if _is_character(x1 - x0, bottom - top, usual)
    ]
    if not characters:
        return None
    around = _Piece(
        min(one.x0 for one in characters),
        min(one.top for one in characters),
        max(one.x1 for one in characters),
        max(one.bottom for one in characters),
    )
    return around if around.bottom - around.top <= 2 * max(usual, 1.0) else None


def _is_character(width: int, height: int, usual: float) -> bool:
    """Whether ink of this size (pixels) is a character beside others of a usual height, no dirt and no rest of a line."""
    if height > 1.3 * usual or width > 1.6 * usual:
        return False
    return height >= 0.35 * usual or (width >= 0.25 * usual and height >= 0.05 * usual and width <= 1.2 * usual)


def _shrunk(piece: _Piece, ink: Grey, smallest: int) -> _Piece | None:
    """A piece drawn close around its ink. None where there is none, or a speck."""
    part = ink[piece.top : piece.bottom, piece.x0 : piece.x1] > 0
    columns, rows = np.flatnonzero(part.sum(axis=0) > 0), np.flatnonzero(part.sum(axis=1) > 0)
    if not len(rows) or not len(columns):
        return None
    tight = _Piece(
        piece.x0 + int(columns[0]),
        piece.top + int(rows[0]),
        piece.x0 + int(columns[-1]) + 1,
        piece.top + int(rows[-1]) + 1,
    )
    # a dash or 一 is low but wide
    if max(tight.bottom - tight.top, tight.x1 - tight.x0) < smallest or int(part.sum()) < smallest * 2:
        return None
    return tight


def _upright_parts(piece: _Piece, ink: Grey, usual: float) -> list[_Piece]:
    """A label set downwards, a character a line, as its characters; anything else as it is."""
    width, height = piece.x1 - piece.x0, piece.bottom - piece.top
    if height < 1.8 * width or not usual or width > 1.6 * usual:
        return [piece]
    filled = ink[piece.top : piece.bottom, piece.x0 : piece.x1].max(axis=1) > 0
    parts: list[_Piece] = []
    start = 0
    for row in range(1, height + 1):
        # characters are about as high as wide, so that the gap within 二 parts nothing
        if row == height or (not filled[row] and row - start > 0.75 * width and bool(filled[start:row].any())):
            parts.append(_Piece(piece.x0, piece.top + start, piece.x1, piece.top + row))
            start = row
    return parts


def _recognised(pieces: Sequence[_Piece], pixels: Grey) -> list[tuple[_Piece, str, float]]:
    crops = []
    for piece in pieces:
        crop = piece.crop(pixels, max(2, round(0.15 * (piece.bottom - piece.top))))
        crops.append(np.ascontiguousarray(_roomy(crop)))
    texts = looked_at_again(_texts(crops), crops, _texts)
    return [(piece, text, score) for piece, (text, score) in zip(pieces, texts, strict=True) if text]


def _roomy(crop: Grey) -> Grey:
    """A low piece (a dash, 一) with paper above and below, so that it isn't blown up to a block."""
    height, width = crop.shape
    missing = max(0, min(width, 24) - height)
    return np.pad(crop, ((missing // 2 + 1, missing // 2 + 1), (2, 2)), constant_values=255)


def _texts(crops: list[Grey]) -> list[tuple[str, float]]:
    """The text and confidence of each crop."""
    if not crops:
        return []
    coloured = [np.repeat(crop[:, :, None], 3, axis=2) for crop in crops]
    output = _engine().recognize_txt(coloured)
    return [
        (_STROKE_TWICE.sub("一", _GAP_IN_NUMBER.sub("", str(text).strip())), round(float(score), 4))
        for text, score in zip(output.txts, output.scores, strict=True)
    ]


def _glyphs(piece: _Piece, text: str, run: int, scale: float) -> list[Glyph]:
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
