"""A character that is printed once more at its place is one; the same character elsewhere is another."""

from __future__ import annotations

import pytest

from etl.documents.page.geometry import Glyph
from etl.documents.pdf import guard
from etl.documents.pdf.visible_glyphs import printed

SIZE = 10.0


def glyph(x0: float, top: float, text: str = "表", **more: object) -> Glyph:
    return Glyph(text, x0, top, x0 + SIZE, top + SIZE, SIZE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("x0", [100.0, 95.5, 96.5, -0.5, 15.0])
@pytest.mark.parametrize("top", [200.0, 207.9, 208.1, 0.5])
@pytest.mark.parametrize(("across", "down"), [(0.0, 0.0), (1.9, 0.0), (-1.9, 0.0), (0.0, 1.9), (1.9, -1.9)])
def test_second_print_beside_the_first_is_left_out(x0: float, top: float, across: float, down: float) -> None:
    first = glyph(x0, top)
    assert printed([first, glyph(x0 + across, top + down)]) == [first]


@pytest.mark.parametrize(("across", "down"), [(2.1, 0.0), (0.0, -2.1), (10.0, 0.0), (-2.1, 1.9)])
def test_same_character_further_off_is_another(across: float, down: float) -> None:
    both = [glyph(95.0, 207.0), glyph(95.0 + across, 207.0 + down)]
    assert printed(both) == both


def test_large_characters_are_looked_for_as_far_as_they_are_large() -> None:
    first, again = (Glyph("章", x0, 40.0, x0 + 120.0, 160.0, 120.0) for x0 in (50.0, 73.0))
    assert printed([first, again]) == [first]


def test_character_larger_than_any_page_costs_no_time() -> None:
    first, again = (Glyph("章", x0, 40.0, 1e12, 1e12, 1e12) for x0 in (50.0, 60.0))
    with guard.bounded(1):
        assert printed([first, again]) == [first]


def test_large_pale_character_is_a_watermark_among_small_ones() -> None:
    text = [glyph(20.0 * k, 100.0, str(k)) for k in range(5)]
    mark = Glyph("密", 50.0, 40.0, 90.0, 80.0, 40.0, pale=True)
    small = glyph(200.0, 100.0, "淡", pale=True)
    assert printed([*text, mark, small]) == [*text, small]
