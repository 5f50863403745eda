"""Ruling lines of a page's picture, its slant, and the picture without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from etl.documents.page.geometry import Area, Rule
from etl.documents.scans.render import Grey

_MAX_SLANT = 3.0
"""Pages lie on the scanner's glass turned by at most this many degrees."""
_ACROSS, _DOWN = 18.0, 11.0
"""Shortest piece of a ruling line, in points: longer than the strokes of the characters in a form."""
_THICKEST = 3.5
"""Thickest ruling line, in points."""
_SHADE = 12
"""Ink is this much darker than the paper around it (of 255)."""


def straightened(pixels: Grey) -> Grey:
    """The page turned so that its lines of print run level.

    Print is level where the sums over the pixel rows differ most from one row to the next.
    """
    small = cv2.resize(pixels, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    ink = np.asarray(255 - small, dtype=np.uint8)
    best = 0.0
    for step, reach in ((0.5, _MAX_SLANT), (0.1, 0.5), (0.02, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: (_levelness(ink, float(angle)), -abs(angle))))
    if abs(best) < 0.03 or abs(best) > _MAX_SLANT:
        return pixels
    return _turned(pixels, best, 255)


def _turned(pixels: Grey, angle: float, background: int) -> Grey:
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(background,),
    )
    return np.asarray(turned, dtype=np.uint8)


def _levelness(ink: Grey, angle: float) -> float:
    sums = _turned(ink, angle, 0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(sums)).sum())


def inked(pixels: Grey, scale: float) -> Grey:
    """A mask of what is printed: 255 where there is ink. `scale` is points per pixel."""
    window = max(15, round(11 / scale) | 1)
    smooth = cv2.GaussianBlur(pixels, (3, 3), 0)
    ink = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, _SHADE)
    return np.asarray(ink, dtype=np.uint8)


def ruling_lines(ink: Grey, scale: float, texts: Sequence[Area]) -> list[Rule]:
    """The ruling lines of a straightened page. `texts`: where it has lines of text, whose strokes are no rules."""
    return [
        rule
        for horizontal in (True, False)
        for rule in _rules(_pieces(ink, scale, horizontal=horizontal), scale, horizontal=horizontal)
        if not any(_is_stroke(rule, text) for text in texts)
    ]


def _is_stroke(rule: Rule, text: Area) -> bool:
    """Whether a line lies within a line of text, as a stroke of a large character does, or the feet of digits that touch."""
    height = text.bottom - text.top
    if rule.horizontal:
        within = text.top + 0.15 * height < rule.at < text.bottom - 0.15 * height
        if not within or rule.start < text.x0 or rule.end > text.x1:
            return False
        # a border between two rows that were taken for one line of text goes on beyond it
        return rule.length < 2 * height or (text.x0 < rule.start - 1 and rule.end + 1 < text.x1)
    return text.x0 < rule.at < text.x1 and text.top - 1 <= rule.start and rule.end <= text.bottom + 1


def without(rules: Iterable[Rule], ink: Grey, pixels: Grey, scale: float) -> tuple[Grey, Grey]:
    """The mask and the picture without ruling lines."""
    mask = _drawn(rules, ink.shape, scale)
    ink, cleaned = ink.copy(), pixels.copy()
    ink[mask > 0] = 0
    cleaned[mask > 0] = 255
    return ink, cleaned


def blots(ink: Grey) -> list[tuple[int, int, int, int]]:
    """The connected pieces of ink as left, top, right, bottom; what touches the rim is left out: the rest of a border."""
    height, width = ink.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink), connectivity=8)
    found: list[tuple[int, int, int, int]] = []
    for number in range(1, count):
        left, top, wide, high = (int(value) for value in stats[number][:4])
        if left > 0 and top > 0 and left + wide < width and top + high < height:
            found.append((left, top, left + wide, top + high))
    return found


def _pieces(ink: Grey, scale: float, *, horizontal: bool) -> Grey:
    """The ink that lies in long straight pieces of one direction."""
    length = max(3, round((_ACROSS if horizontal else _DOWN) / scale))
    # A line that slants by a pixel or two stays one piece when it is a pixel thicker.
    thicker = cv2.dilate(ink, np.ones((3, 1) if horizontal else (1, 3), np.uint8))
    kernel = np.ones((1, length) if horizontal else (length, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(thicker, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _rules(pieces: Grey, scale: float, *, horizontal: bool) -> list[Rule]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    found: list[Rule] = []
    for number in range(1, count):
        left, top, width, height = (int(value) for value in stats[number][:4])
        thick, long = (height, width) if horizontal else (width, height)
        if (thick - 2) * scale > _THICKEST or long < 3 * thick:
            continue
        at = (top + height / 2 if horizontal else left + width / 2) * scale
        start = (left if horizontal else top) * scale
        found.append(Rule(horizontal, at, start, start + long * scale))
    return found


def _drawn(rules: Iterable[Rule], shape: tuple[int, ...], scale: float) -> Grey:
    """A mask of the lines, a little thicker than they are."""
    mask = np.zeros(shape[:2], np.uint8)
    half = max(1, round(0.9 / scale))
    for rule in rules:
        at, start, end = round(rule.at / scale), round(rule.start / scale), round(rule.end / scale)
        if rule.horizontal:
            mask[max(0, at - half) : at + half + 1, max(0, start) : end] = 255
        else:
            mask[max(0, start) : end, max(0, at - half) : at + half + 1] = 255
    return mask
