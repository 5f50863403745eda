"""A page's picture in grey, without the seals stamped across its print: by their colour."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from etl.documents.scans.render import Colour, Grey, as_grey

_COLOURED = 28
"""A pixel whose channels differ by more (of 255) is coloured: black print on grey paper has none, though JPEG bleeds."""
_SMALLEST, _LARGEST = 50.0, 260.0
"""A seal's width and height in points: 15 to 60 mm with its slant. Print in colour is lower, a coloured table wider."""
_COARSE = 36
"""Dots per inch at which coloured places are gathered into seals."""
_REACH = 8.0
"""Parts of a seal stand no further apart (points): ring, words, star."""
_TINGED = 8
"""Within a seal, a pixel whose channels differ by more has some of its ink."""
_BARE = 0.6
"""Seal ink on bare paper is lighter than this share of the paper, in the seal's own colour; print under it is darker."""

_LEFT = 0.08
"""Where ink was taken away, what is darker than the paper by less than this share is left of the seal's edges."""
_PRINT = 0.55
"""What is this share as dark as the darkest there is print, whatever is around it."""
_SPREAD = 1.8
"""Files spread colour over so much (points): two pixels of a scan of 80 dots a centimetre."""
_EXCESS = 0.06
"""Print makes a place that large darker than ink alone by at least this share of the paper's light."""
_STROKE = 3.5
"""Thin strokes of a character reach no further (points) from its dark ones."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A page in grey without the ink of its seals: for its print; the same with more of it left; and for its ruling lines.

    `cautious` keeps points and thin strokes that `print` may lose, and with them more of the seal: what both read alike is certain.
    """

    print: Grey
    cautious: Grey
    lines: Grey


def without_seals(colour: Colour, scale: float) -> Unsealed:
    """The page in grey, as light as it would be without the ink of its seals.

    Ink takes much of the other colours' light and little of its own: how much the channels differ tells how much ink there is,
    and so how much of its own colour's light it took. Print takes all alike. Files keep colour coarsely, which leaves the seal's edges:
    for print, what is as pale is taken off too, and thin lines with it.
    """
    lines = as_grey(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY))
    brightest = as_grey(cv2.max(cv2.max(colour[:, :, 0], colour[:, :, 1]), colour[:, :, 2]))
    darkest = as_grey(cv2.min(cv2.min(colour[:, :, 0], colour[:, :, 1]), colour[:, :, 2]))
    difference = brightest - darkest
    coloured = difference > _COLOURED
    if not coloured.any():
        return Unsealed(lines, lines, lines)
    print_, cautious = lines.copy(), lines.copy()
    for x0, top, x1, bottom in _seals(coloured, scale):
        place = np.s_[top:bottom, x0:x1]
        light, differs = brightest[place].astype(np.float32), difference[place].astype(np.float32)
        bare = light[differs <= _TINGED]
        paper = float(np.median(bare)) if bare.size else float(np.percentile(light, 90))
        stamped = (differs > _COLOURED) & (light > _BARE * paper)
        if not stamped.any():
            continue
        taken = max(0.0, float(np.median((paper - light[stamped]) / differs[stamped])))
        tinged = cv2.dilate((differs > _TINGED).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        bared = np.clip(light + taken * differs, 0, paper)
        only_ink = _only_ink(lines[place].astype(np.float32), differs, stamped, scale)
        lines[place][tinged] = bared.astype(np.uint8)[tinged]
        kept = _near_print(lines[place], paper, scale)
        cautious[place] = np.where(kept, lines[place], round(paper))
        print_[place] = np.where(kept & ~only_ink, lines[place], round(paper))
    return Unsealed(print_, cautious, lines)


def _only_ink(
    luminous: npt.NDArray[np.float32], differs: npt.NDArray[np.float32], stamped: npt.NDArray[np.bool_], scale: float
) -> npt.NDArray[np.bool_]:
    """Where all that is dark is the seal's ink, though the file keeps its colour more coarsely than its shape.

    What colour a place lost to its neighbours they have: over some pixels, ink is as dark as the colour there says, and print is darker.
    """
    bare = luminous[differs <= _TINGED]
    paper = float(np.median(bare)) if bare.size else float(np.percentile(luminous, 90))
    darkness = float(np.median((paper - luminous[stamped]) / differs[stamped]))
    window = (2 * round(_SPREAD / 2 / scale) + 1,) * 2
    dark = cv2.blur(np.maximum(paper - luminous, 0), window)
    coloured = cv2.blur(differs, window)
    return np.asarray((coloured > _TINGED / 2) & (dark - darkness * coloured < _EXCESS * paper), dtype=np.bool_)


def _near_print(light: Grey, paper: float, scale: float) -> npt.NDArray[np.bool_]:
    """Where there is print, or what is pale beside it, as thin strokes are."""
    darkest = min(float(np.percentile(light, 1)), _BARE * paper)
    reach = 2 * round(_STROKE / scale) + 1
    strong = (light < paper - _PRINT * (paper - darkest)).astype(np.uint8)
    near = cv2.dilate(strong, np.ones((reach, reach), np.uint8)) > 0
    return np.asarray(near & (light < (1 - _LEFT) * paper), dtype=np.bool_)


def _seals(coloured: npt.NDArray[np.bool_], scale: float) -> list[tuple[int, int, int, int]]:
    """The rectangles of seals in pixels: left, top, right, bottom."""
    zoom = min(1.0, scale * _COARSE / 72)
    small = cv2.resize(coloured.astype(np.uint8) * 255, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    points = scale / zoom
    reach = max(3, round(_REACH / points) | 1)
    near = cv2.morphologyEx(
        (small > 40).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8), borderValue=0
    )
    count, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    found = []
    for number in range(1, count):
        left, top, width, height = (int(value) for value in stats[number][:4])
        if all(_SMALLEST <= length * points <= _LARGEST for length in (width, height)):
            found.append(
                (
                    max(0, int((left - 1) / zoom)),
                    max(0, int((top - 1) / zoom)),
                    int((left + width + 1) / zoom),
                    int((top + height + 1) / zoom),
                )
            )
    return found
