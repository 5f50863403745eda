"""A page's picture on white paper: light evened out, dark edges and punched holes taken off."""

from __future__ import annotations

import cv2
import numpy as np

from etl.documents.scans.render import Grey, as_grey

_COARSE = 48
"""Dots per inch at which the light of the paper is measured."""
_WIDEST = 24.0
"""Print is narrower than this (points) and leaves paper to see beside it."""
_SOLID = 6.0
"""Ink that fills a square of this side (points) is no print: a hole, a dark edge. Strokes of a title are thinner."""
_BAND = 3
"""Pixels, coarse as they are, that such a band is wide at least: the border of a form that is cut close is not."""
_BLACK, _BLACKER = 100, 0.42
"""Nothing lighter (of 255, and as a share of the paper) is taken for the lid of the scanner, which shows in holes and beside the page: the
shadow of a fold, in which there is print, isn't as dark."""


def on_white(pixels: Grey, scale: float) -> Grey:
    """The picture with its paper at 255, whatever the light; without what is dark all over."""
    zoom = min(1.0, scale * _COARSE / 72)
    small = as_grey(cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA))
    width = max(3, round(_WIDEST * zoom / scale) | 1)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)))
    paper = cv2.GaussianBlur(paper, (0, 0), width / 4)
    light = as_grey(cv2.resize(paper, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR))
    even = as_grey(cv2.divide(pixels, np.maximum(light, 1), scale=255))
    dark = _dark_places(pixels, small, zoom, scale)
    even[dark] = 255
    return even


def _dark_places(
    pixels: Grey, small: Grey, zoom: float, scale: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where the picture is dark all over, with a rim."""
    black = (small < min(_BLACK, _BLACKER * float(np.median(small)))).astype(np.uint8)
    side = max(2, round(_SOLID * zoom / scale))
    solid = as_grey(cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((side, side), np.uint8), borderValue=0))
    solid = as_grey(cv2.dilate(solid | _at_the_rim(black), np.ones((5, 5), np.uint8)))
    return cv2.resize(solid, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_NEAREST) > 0


def _at_the_rim(black: Grey) -> Grey:
    """Dark bands along the picture's edges: rows and columns that are dark for the most part, from the edge on."""
    found = np.zeros_like(black)
    for turns in range(4):
        turned, out = np.rot90(black, turns), np.rot90(found, turns)
        reach = max(1, turned.shape[0] // 20)
        band = np.minimum.accumulate(turned[:reach], axis=0)
        if band[min(_BAND, reach) - 1].mean() > 0.3:
            out[:reach] |= band
    return found
