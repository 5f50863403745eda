"""Browsers draw the border of a cell as four sides that end aslant where they meet: each is a ruling line."""

from __future__ import annotations

import pytest

from etl.documents.page.drawn import Drawn, Shape
from etl.documents.page.seen import sheet_of

BLACK = (0.0, 0.0, 0.0)


def rules(*corners: tuple[float, float]) -> list[tuple[bool, float, float, float]]:
    shape = Shape([([*corners, corners[0]], True)], len(corners), True, BLACK, False, None, 0.0, True, None, False)
    sheet = sheet_of(Drawn(600.0, 800.0, [shape]), 1)
    return [(rule.horizontal, rule.at, rule.start, rule.end) for rule in sheet.rules]


def test_a_side_with_slanting_ends_is_a_line() -> None:
    assert rules((50, 100), (50.75, 100.75), (50.75, 129.25), (50, 130)) == [(False, 50.375, 100, 130)]
    assert rules((50, 100), (90, 100), (89.25, 100.75), (50.75, 100.75)) == [(True, 100.375, 50, 90)]


@pytest.mark.parametrize("corners", [((0, 0), (30, 10), (30, 40), (0, 30)), ((0, 0), (40, 0), (30, 20), (10, 20))])
def test_a_slanting_shape_that_is_no_side_is_no_line(corners: tuple[tuple[float, float], ...]) -> None:
    assert rules(*corners) == []
