"""A filled rectangle no thicker than a line, handed over by its box alone, says what its shape would say."""

from __future__ import annotations

import pytest

from etl.documents.page.drawn import Bar, Colour, Drawn, Shape
from etl.documents.page.geometry import Rule
from etl.documents.page.seen import sheet_of

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)


def shape_of(bar: Bar) -> Shape:
    x0, top, x1, bottom = bar.box
    corners = [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)]
    return Shape([(corners, True)], bar.segments, True, bar.fill, False, None, 0.0, False, None, bar.hidden)


@pytest.mark.parametrize(
    "bar",
    [
        Bar((40.0, 99.5, 500.0, 100.5), 5, BLACK, False),
        Bar((40.0, 100.0, 41.0, 300.0), 5, BLACK, False),
        Bar((40.0, 99.5, 500.0, 100.5), 5, WHITE, False),
        Bar((40.0, 99.5, 500.0, 100.5), 5, None, False),
        Bar((40.0, 99.0, 42.0, 101.0), 5, BLACK, False),
        Bar((40.0, 99.5, 500.0, 100.5), 5, BLACK, True),
    ],
)
def test_bar_says_what_its_shape_says(bar: Bar) -> None:
    by_box, by_shape = (sheet_of(Drawn(595.0, 842.0, [one]), 1) for one in (bar, shape_of(bar)))
    assert by_box == by_shape


def test_thin_bar_is_a_line_in_its_middle() -> None:
    sheet = sheet_of(Drawn(595.0, 842.0, [Bar((40.0, 99.5, 500.0, 100.5), 5, BLACK, False)]), 1)
    assert sheet.rules == [Rule(True, 100.0, 40.0, 500.0)]
    assert sheet.segments == 5
