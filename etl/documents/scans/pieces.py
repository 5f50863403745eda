"""What to recognise on a page's picture: the lines of print in each cell, told by their ink, and the text outside the cells, as the detector sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from etl.documents.scans.render import Grey

_SMALLEST = 3.0
"""Ink lower than this (points) is no character: a speck, a dot of the scanner."""
_GAP = 1.2
"""Print of one line has no wider gap, in heights of a line; a form's columns whose border is lost have."""
_ROOM = 1.25
"""A line of print is so many times as high as its digits."""
_RIM = 1.2
"""What lies nearer to a cell's border (points) and is thin is left of the border."""
_SAME = 0.5
"""A piece outside the cells is a line in one of them if so much of it lies there."""
_OVER, _AS_WIDE = 0.25, 0.6
"""The stroke that a character begins with (元, 云, 示) stands no further above the rest, in heights of a line, and is no wider; the rest is
at least so wide (in heights of a line), wider than a digit."""
_MOST_STROKES = 1000
"""More loose strokes in one cell than any print has: dirt, whose strokes aren't looked at one by one."""

Blots = npt.NDArray[np.int32]
"""Connected pieces of ink, one a row: left, top, right, bottom, pixels of ink."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of pixels that holds one printed line, or a part of it; `cell` is the number of its cell, -1 outside of all."""

    x0: int
    top: int
    x1: int
    bottom: int
    cell: int = -1

    @property
    def width(self) -> int:
        """In pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top

    @property
    def size(self) -> int:
        """In square pixels."""
        return self.width * self.height

    def crop(self, pixels: Grey, margin: int) -> Grey:
        """The picture of the piece with so many pixels around it."""
        return pixels[max(0, self.top - margin) : self.bottom + margin, max(0, self.x0 - margin) : self.x1 + margin]


def pieces_of(boxes: Sequence[Piece], cells: Sequence[Piece], ink: Grey, scale: float) -> list[Piece]:
    """What to recognise: the lines of print in the cells, and what the detector saw outside of them (`boxes`)."""
    smallest = max(3, round(_SMALLEST / scale))
    blots = blots_of(ink)
    usual = _usual(boxes, blots)
    middle = (blots[:, :4].reshape(-1, 2, 2).sum(axis=1)) / 2
    pieces: list[Piece] = []
    outside = ink.copy()
    for number, cell in enumerate(cells):
        outside[cell.top : cell.bottom, cell.x0 : cell.x1] = 0
        if cell.width - 4 < smallest or cell.height - 4 < smallest:
            continue
        x, y = middle[:, 0], middle[:, 1]
        within = blots[(x > cell.x0) & (x < cell.x1) & (y > cell.top) & (y < cell.bottom)]
        lines = lines_of(cell, within, usual, max(2, round(_RIM / scale)))
        pieces += [replace(line, cell=number) for line in lines]
    height, width = ink.shape
    page = Piece(0, 0, width, height)
    around = [_shrunk(_with_cut_strokes(box, outside, page), outside, smallest) for box in boxes]
    return [*pieces, *(one for one in around if one is not None and not _is_found(one, pieces))]


def _is_found(piece: Piece, lines: Sequence[Piece]) -> bool:
    """Whether most of a piece is a line of a cell, whose border bends at a fold and leaves the feet of its print outside."""
    for line in lines:
        across = min(piece.x1, line.x1) - max(piece.x0, line.x0)
        down = min(piece.bottom, line.bottom) - max(piece.top, line.top)
        if across > 0 and down > 0 and across * down >= _SAME * piece.size:
            return True
    return False


def _usual(boxes: Sequence[Piece], blots: Blots) -> float:
    """How high a line of print usually is, in pixels: somewhat higher than the tallest character in each of the boxes."""
    x, y, height = blots[:, :3:2].mean(axis=1), blots[:, 1:4:2].mean(axis=1), blots[:, 3] - blots[:, 1]
    tallest = []
    for box in boxes:
        own = height[(x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom) & (height < box.height)]
        if len(own):
            tallest.append(int(own.max()))
    return _ROOM * float(median(tallest or [0]))


def blots_of(ink: Grey) -> Blots:
    """The connected pieces of ink."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink), connectivity=8)
    found = np.asarray(stats[1:, :5], dtype=np.int32).copy()
    found[:, 2:4] += found[:, :2]
    return found


def lines_of(cell: Piece, blots: Blots, usual: float, rim: int) -> list[Piece]:
    """The lines of print in a cell from the ink in it. `usual`: the height of a line; `rim`: how near the border its remains lie (pixels)."""
    blots = blots[~_is_rest_of_border(cell, blots, usual, rim)]
    width, height = blots[:, 2] - blots[:, 0], blots[:, 3] - blots[:, 1]
    is_character = (height <= 1.5 * usual) & ((height >= 0.35 * usual) | (_is_dash(width, height, usual)))
    characters, dots = (
        blots[is_character],
        blots[~is_character & (height < 0.35 * usual) & (width < usual) & (blots[:, 4] >= 3)],
    )
    if not len(characters):
        return []
    characters = _with_first_strokes(characters, usual)
    found: list[Piece] = []
    for top, bottom in _bands(characters, usual):
        middle = (characters[:, 1] + characters[:, 3]) / 2
        own = characters[(middle >= top) & (middle <= bottom)]
        if len(own):
            found += [_with_dots(part, dots, usual) for part in _parted(own[np.argsort(own[:, 0])], _GAP * usual)]
    return _with_feet(found, usual)


def _with_first_strokes(characters: Blots, usual: float) -> Blots:
    """Characters that begin with a loose stroke as one piece of ink each: a line of its own would be made of the stroke.

    A stroke beside a whole character is of that one's line: the last of 三 in the line above, or the first of 元 behind 万.
    """
    width, height = characters[:, 2] - characters[:, 0], characters[:, 3] - characters[:, 1]
    whole, loose = characters.copy(), np.zeros(len(characters), dtype=np.bool_)
    tall = height >= 0.35 * usual
    strokes = np.flatnonzero(~tall).tolist()
    if len(strokes) > _MOST_STROKES:
        return characters
    for n in strokes:
        x0, top, x1, bottom, size = characters[n].tolist()
        middle = (top + bottom) / 2
        gap = characters[:, 1] - bottom
        below = np.flatnonzero(
            (gap >= 0)
            & (gap <= _OVER * usual)
            & tall
            & (width >= _AS_WIDE * usual)
            & (characters[:, 0] <= x0)
            & (x1 <= characters[:, 2])
        )
        if len(below) == 1 and not (tall & (characters[:, 1] <= middle) & (middle <= characters[:, 3])).any():
            whole[below[0], 1] = min(int(whole[below[0], 1]), top)
            whole[below[0], 4] += size
            loose[n] = True
    return whole[~loose]


def _with_feet(pieces: Sequence[Piece], usual: float) -> list[Piece]:
    """Pieces with the commas below them that dirt made as tall as characters."""
    found: list[Piece] = []
    for piece in pieces:
        over = found[-1] if found else None
        if (
            over is not None
            and piece.height < 0.7 * usual
            and piece.width < 0.5 * usual
            and over.x0 < piece.x0
            and piece.x1 < over.x1
            and piece.top <= over.bottom + 0.15 * usual
        ):
            found[-1] = replace(over, bottom=max(over.bottom, piece.bottom))
        else:
            found.append(piece)
    return found


def _is_rest_of_border(cell: Piece, blots: Blots, usual: float, rim: int) -> npt.NDArray[np.bool_]:
    """Thin ink along the cell's border, ink that goes on beyond it, and ink too long for a character or a dash."""
    width, height = blots[:, 2] - blots[:, 0], blots[:, 3] - blots[:, 1]
    high_or_low = (blots[:, 1] <= cell.top + rim) | (blots[:, 3] >= cell.bottom - rim)
    beside = (blots[:, 0] <= cell.x0 + rim) | (blots[:, 2] >= cell.x1 - rim)
    found: npt.NDArray[np.bool_] = (
        (high_or_low & (height <= 0.3 * usual))
        | (beside & (width <= max(rim, 0.15 * usual)))
        | (height > 2.2 * usual)
        | ((width > 3 * usual) & (height <= 0.4 * usual))
        | (blots[:, 0] < cell.x0 - 0.5 * usual)
        | (blots[:, 2] > cell.x1 + 0.5 * usual)
    )
    return found


def _is_dash(width: npt.NDArray[np.int32], height: npt.NDArray[np.int32], usual: float) -> npt.NDArray[np.bool_]:
    """A dash, a minus or 一: low and wide."""
    found: npt.NDArray[np.bool_] = (
        (width >= 0.4 * usual) & (height >= 0.05 * usual) & (width <= 2.2 * usual) & (width >= 2 * height)
    )
    return found


def _bands(characters: Blots, usual: float) -> list[tuple[float, float]]:
    """The heights at which lines of print stand: top and bottom, from the top."""
    trim = 0.12 * (characters[:, 3] - characters[:, 1])
    order = np.argsort(characters[:, 1] + trim)
    bands: list[list[float]] = []
    for top, bottom in zip((characters[:, 1] + trim)[order], (characters[:, 3] - trim)[order], strict=True):
        if bands and (top <= bands[-1][1] or bottom - bands[-1][0] <= 0.85 * usual):
            bands[-1][1] = max(bands[-1][1], float(bottom))
        else:
            bands.append([float(top), float(bottom)])
    return [(top, bottom) for top, bottom in bands]


def _parted(characters: Blots, gap: float) -> list[Piece]:
    """Characters of one line, from the left, parted where there is a gap too wide for a word."""
    parts: list[Piece] = []
    for x0, top, x1, bottom in characters[:, :4].tolist():
        if parts and x0 - parts[-1].x1 <= gap:
            last = parts[-1]
            parts[-1] = Piece(last.x0, min(last.top, top), max(last.x1, x1), max(last.bottom, bottom))
        else:
            parts.append(Piece(x0, top, x1, bottom))
    return parts


def _with_dots(piece: Piece, dots: Blots, usual: float) -> Piece:
    """A piece with the points, commas, minus and loose strokes beside its characters."""
    reach = 0.4 * usual
    x0, top, x1, bottom = piece.x0, piece.top, piece.x1, piece.bottom
    for left, upper, right, lower in dots[:, :4].tolist():
        level = piece.top - 0.1 * usual <= (upper + lower) / 2 <= piece.bottom + 0.25 * usual
        if level and right >= piece.x0 - reach and left <= piece.x1 + reach:
            x0, top, x1, bottom = min(x0, left), min(top, upper), max(x1, right), max(bottom, lower)
    return Piece(x0, top, x1, bottom)


def _with_cut_strokes(piece: Piece, ink: Grey, within: Piece) -> Piece:
    """A piece widened to hold the strokes that its sides cut through: half a 一 is read as a dash, and the other half again."""
    reach = piece.height
    x0, x1 = piece.x0, piece.x1
    while x0 > max(within.x0, piece.x0 - reach) and ink[piece.top : piece.bottom, x0 - 1].any():
        x0 -= 1
    while x1 < min(within.x1, piece.x1 + reach) and ink[piece.top : piece.bottom, x1].any():
        x1 += 1
    return Piece(x0, piece.top, x1, piece.bottom)


def _shrunk(piece: Piece, ink: Grey, smallest: int) -> Piece | None:
    """A piece drawn close around its ink. None where there is none, or a speck."""
    part = ink[piece.top : piece.bottom, piece.x0 : piece.x1] > 0
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    if not len(rows) or not len(columns):
        return None
    tight = Piece(
        piece.x0 + int(columns[0]),
        piece.top + int(rows[0]),
        piece.x0 + int(columns[-1]) + 1,
        piece.top + int(rows[-1]) + 1,
    )
    # a dash or 一 is low but wide
    if max(tight.height, tight.width) < smallest or int(part.sum()) < smallest * 2:
        return None
    return tight


def on_turned_page(boxes: Iterable[Piece], width: int, height: int) -> list[Piece]:
    """The boxes of a page that is turned upside down; `width` and `height` are the page's, in pixels."""
    return [Piece(width - box.x1, height - box.bottom, width - box.x0, height - box.top) for box in boxes]
