"""What was recognised and is no print: dirt, streaks of the scanner, rests of borders."""

from __future__ import annotations

import pytest

from etl.documents.scans import picture_pages

if not picture_pages.available():
    pytest.skip("the extra ocr isn't installed", allow_module_level=True)

from etl.documents.scans.pieces import Piece
from etl.documents.scans.recognise_text import without_dirt

AMOUNT = Piece(100, 100, 180, 118, cell=0)
AMOUNTS = [(AMOUNT, "1,234.50", 0.99), (Piece(100, 140, 180, 158, cell=1), "204.00", 0.99)]


def kept(*others: tuple[Piece, str, float], seen: tuple[Piece, ...] = ()) -> list[str]:
    """The texts that are left of the two amounts, which the detector saw, and of others."""
    boxes = [piece for piece, _, _ in AMOUNTS]
    return [text for _, text, _ in without_dirt([*AMOUNTS, *others], [*boxes, *seen])][len(AMOUNTS) :]


def test_single_stroke_beside_an_amount_is_dirt_however_surely_it_is_read() -> None:
    stroke = Piece(60, 90, 64, 118, cell=0)
    assert kept((stroke, "i", 0.97), seen=(stroke,)) == []


def test_digit_that_the_detector_passed_over_is_as_high_as_other_digits() -> None:
    assert kept((Piece(300, 100, 309, 118, cell=2), "1", 0.97)) == ["1"]
    assert kept((Piece(300, 100, 303, 136, cell=2), "1", 0.97)) == []


def test_amount_that_the_detector_passed_over_stays_where_it_stands_alone() -> None:
    alone, beside = Piece(300, 100, 340, 118, cell=2), Piece(200, 100, 240, 118, cell=0)
    assert kept((alone, "0-34", 0.88), (beside, "0-34", 0.88)) == ["0-34"]
