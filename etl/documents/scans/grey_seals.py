"""Round seals on a copy without colour: told by their ring, which is thicker than the strokes of print, and paler than those are."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from etl.documents.scans.render import Grey, as_grey

_SMALLEST, _LARGEST = 40.0, 80.0
"""Radius of a seal in points: 28 to 56 mm across."""
_STROKE = 1.9
"""Strokes of print are thinner (points), the ring of a seal is thicker."""
_COARSE = 72
"""Dots per inch at which rings are looked for."""
_INK = 0.85
"""What is darker than this share of the paper is inked."""
_VOTES = 16
"""How sure a circle must be to be looked at closely (votes of its edge)."""
_MOST = 6
"""Circles looked at closely."""
_RIM = 3.0
"""The ring lies within this (points) of the circle that was found."""
_ROUND = 0.7
"""Share of a ring that is inked, at least: tables hide some of it, and stamps are inked unevenly."""
_DARKER = 0.5
"""Print is darker than the ring's darkest parts by at least this share of what the darkest print is."""
_BESIDE = 0.7
"""What lies so near (points) to a dark stroke belongs to it."""
_GRAIN = 0.78
"""On a seal's ink, what is lighter than this share of it is its grain; lines and print are darker."""
_BARE = 0.92
"""Lighter than this share of the paper is paper."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ring:
    """A seal's ring, in pixels: its middle and radius."""

    x: float
    y: float
    radius: float


def rings(pixels: Grey, scale: float) -> list[Ring]:
    """The rings of seals on a page whose paper is white (255). `scale` is points per pixel."""
    thick = _thick(pixels, scale)
    zoom = min(1.0, scale * _COARSE / 72)
    small = as_grey(cv2.resize(thick, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA))
    points = scale / zoom
    if not small.any():
        return []
    circles = cv2.HoughCircles(
        small,
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=_SMALLEST / points,
        param1=100,
        param2=_VOTES,
        minRadius=round(_SMALLEST / points),
        maxRadius=round(_LARGEST / points),
    )
    if circles is None:
        return []
    found: list[Ring] = []
    for x, y, radius in np.asarray(circles).reshape(-1, 3)[:_MOST].tolist():
        ring = _fitted(thick, Ring(x / zoom, y / zoom, radius / zoom), scale)
        if ring is not None:
            found.append(ring)
    return found


def without_rings(pixels: Grey, found: list[Ring], scale: float) -> tuple[Grey, Grey]:
    """A page on white paper without the seals of these rings: for its print, and the same with what is as thin as print left."""
    print_, cautious = pixels.copy(), pixels.copy()
    for ring in found:
        reach = ring.radius + _RIM / scale
        top, bottom = max(0, int(ring.y - reach)), int(ring.y + reach) + 1
        left, right = max(0, int(ring.x - reach)), int(ring.x + reach) + 1
        place = np.s_[top:bottom, left:right]
        part = pixels[place]
        rows, columns = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
        inside = np.asarray((rows - ring.y) ** 2 + (columns - ring.x) ** 2 <= reach * reach)
        level = _level(part, scale)
        through = np.minimum(1.0, part.astype(np.float32) / np.maximum(level, 1))
        through = as_grey(np.where((level < _INK * 255) & (through > _GRAIN), 1.0, through) * 255)
        cautious[place] = np.where(inside, through, part)
        print_[place] = np.where(inside & ~_print(part, level, scale), 255, cautious[place])
    return print_, cautious


def _thick(pixels: Grey, scale: float) -> Grey:
    """A mask of ink thicker than strokes of print."""
    ink = as_grey((pixels < _INK * 255).astype(np.uint8) * 255)
    return as_grey(cv2.morphologyEx(ink, cv2.MORPH_OPEN, _disc(_STROKE / scale)))


def _level(part: Grey, scale: float) -> Grey:
    """How light each place would be without what is as thin as print."""
    return as_grey(cv2.morphologyEx(part, cv2.MORPH_CLOSE, _disc(_STROKE / scale)))


def _disc(width: float) -> npt.NDArray[np.uint8]:
    side = max(3, round(width) | 1)
    return as_grey(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))


def _fitted(thick: Grey, ring: Ring, scale: float) -> Ring | None:
    """The ring as thick ink near it has it; None where most of it isn't inked."""
    for _ in range(2):
        reach = ring.radius + 2 * _RIM / scale
        top, left = max(0, int(ring.y - reach)), max(0, int(ring.x - reach))
        rows, columns = np.nonzero(thick[top : int(ring.y + reach) + 1, left : int(ring.x + reach) + 1])
        y, x = rows + top - ring.y, columns + left - ring.x
        near = np.abs(np.hypot(x, y) - ring.radius) <= _RIM / scale
        if int(near.sum()) < 50:
            return None
        x, y = x[near] + ring.x, y[near] + ring.y
        solved = np.linalg.lstsq(np.stack([2 * x, 2 * y, np.ones_like(x)], axis=1), x * x + y * y, rcond=None)[0]
        middle_x, middle_y = float(solved[0]), float(solved[1])
        ring = Ring(middle_x, middle_y, float(max(0.0, solved[2] + middle_x**2 + middle_y**2) ** 0.5))
    off = np.abs(np.hypot(x - ring.x, y - ring.y) - ring.radius) <= _RIM / scale
    angles = np.degrees(np.arctan2(y[off] - ring.y, x[off] - ring.x)).astype(int) // 5
    return ring if len(set(angles.tolist())) >= _ROUND * 72 else None


def _print(part: Grey, level: Grey, scale: float) -> Mask:
    """Where there is print in the picture of a seal: darker than the seal's own ink, and what is close to that."""
    inked = level[level < _INK * 255]
    palest = float(np.percentile(inked, 10)) if inked.size else 255.0
    darkest = float(np.percentile(part, 1))
    strong = (part < darkest + _DARKER * max(0.0, palest - darkest)).astype(np.uint8)
    near = cv2.dilate(strong, _disc(2 * _BESIDE / scale)) > 0
    return np.asarray(near & (part < _BARE * level), dtype=np.bool_)
