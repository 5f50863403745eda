"""A character belongs to the cell in which its middle lies, whatever was printed before it."""

from __future__ import annotations

import random

from etl.documents.page.geometry import Area, Glyph
from etl.documents.page.grid import Cell, Grid

MERGED, LOWER_LEFT, LOWER_RIGHT = range(3)
GRID = Grid(
    (
        Cell(0, 0, 1, 2, Area(10.0, 10.0, 90.0, 30.0)),
        Cell(1, 0, 1, 1, Area(10.0, 30.0, 50.0, 50.0)),
        Cell(1, 1, 1, 1, Area(50.0, 30.0, 90.0, 50.0)),
    ),
    2,
    2,
    Area(10.0, 10.0, 90.0, 50.0),
)
PLACES = {
    "左": (20.0, 20.0, MERGED),
    "右": (70.0, 20.0, MERGED),
    "下": (20.0, 40.0, LOWER_LEFT),
    "线": (50.0, 40.0, LOWER_RIGHT),  # on a line: of the cell that begins there
    "末": (89.0, 49.0, LOWER_RIGHT),
    "外": (5.0, 20.0, None),
    "边": (95.0, 40.0, None),
    "上": (20.0, 5.0, None),
    "底": (20.0, 55.0, None),
}


def test_cell_holds_what_stands_within_in_the_order_of_printing() -> None:
    order = random.Random(3)  # noqa: S311
    for _ in range(200):
        texts = order.choices(list(PLACES), k=12)
        glyphs = [Glyph(text, x - 1, y - 1, x + 1, y + 1, 2.0) for text in texts for x, y, _ in [PLACES[text]]]
        expected: dict[int, str] = {}
        for text in texts:
            if (owner := PLACES[text][2]) is not None:
                expected[owner] = expected.get(owner, "") + text
        found = GRID.owners(glyphs)
        assert {owner: "".join(glyph.text for glyph in held) for owner, held in found.items()} == expected
