"""A seal on a copy without colour: told by its ring, and taken off without the print below it."""

from __future__ import annotations

import pytest

from etl.documents.scans import picture_pages

if not picture_pages.available():
    pytest.skip("the extra ocr isn't installed", allow_module_level=True)

import cv2
import numpy as np

from etl.documents.scans.grey_seals import rings, without_rings
from etl.documents.scans.render import Grey, as_grey

SCALE = 72 / 200
"""Points per pixel at 200 dpi."""
RADIUS = 154
INK = 120


def stamped(thickness: int = 8) -> Grey:
    """White paper with thin black bars of print, and a grey ring across them that lets them show through."""
    through = np.full((700, 900), 255, np.uint8)
    cv2.circle(through, (450, 350), RADIUS, INK, thickness)
    cv2.circle(through, (450, 350), 30, INK, -1)
    pixels = np.full((700, 900), 255, np.uint8)
    for y in range(200, 520, 40):
        pixels[y : y + 2, 200:700] = 30
    return as_grey(pixels.astype(np.uint16) * through // 255)


def test_ring_of_a_grey_seal_is_found_where_it_stands() -> None:
    (ring,) = rings(stamped(), SCALE)
    assert (ring.x, ring.y, ring.radius) == pytest.approx((450, 350, RADIUS), abs=3)


def test_ring_as_thin_as_print_is_no_seal() -> None:
    assert rings(stamped(thickness=2), SCALE) == []


def test_grey_seal_is_taken_off_and_the_print_below_it_stays() -> None:
    pixels = stamped()
    for cleaned in without_rings(pixels, rings(pixels, SCALE), SCALE):
        bars = np.zeros(pixels.shape, bool)
        for y in range(200, 520, 40):
            bars[y - 2 : y + 4, 200:700] = True
        assert (cleaned[~bars] <= 200).sum() < 10
        assert all(cleaned[y, 230:670].max() < 120 for y in range(200, 520, 40))


def test_what_is_as_thin_and_pale_as_the_words_of_a_seal_is_taken_off_for_print_only() -> None:
    pixels = stamped()
    pixels[305:309, 380:420] = INK
    print_, cautious = without_rings(pixels, rings(pixels, SCALE), SCALE)
    assert print_[305:309, 384:416].min() > 200
    assert cautious[305:309, 384:416].max() < 160
