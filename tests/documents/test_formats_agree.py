"""One and the same form gives one and the same grid, whatever file it is published as."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from etl.documents import read_document
from etl.documents.model import Document, Span
from tests.documents import makers

MAKERS = {
    "docx": makers.word,
    "xlsx": makers.workbook,
    "xls": makers.old_workbook,
    "ods": makers.open_document,
    "html": makers.page,
}


def read(folder: Path, data: bytes, name: str = "report") -> Document:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_form_has_the_same_grid_in_every_format(kind: str, tmp_path: Path) -> None:
    document = read(tmp_path, MAKERS[kind](lines=[makers.TITLE, makers.UNIT]))
    assert document.format == kind
    assert [p.text for p in document.paragraphs] == [makers.TITLE, makers.UNIT]
    (table,) = document.tables
    assert [list(row) for row in table.rows] == makers.FORM
    assert table.spans == (Span(0, 0, 1, 2), Span(0, 2, 2, 1), Span(0, 3, 2, 1))
    assert table.position == 2


def random_form(chance: random.Random) -> tuple[list[list[str]], list[makers.Merge]]:
    """A form with a header of two rows, merged at random, and rows with blanks, and merged cells among them."""
    width, height = chance.randint(2, 9), chance.randint(1, 12)
    rows = [[f"栏{r}{c}" for c in range(width)] for r in range(2)]
    merges: list[makers.Merge] = []
    column = 0
    while column < width:
        across = min(chance.choice((1, 1, 2, 3)), width - column)
        down = 2 if across == 1 and chance.random() < 0.5 else 1
        merges += [(0, column, down - 1, column + across - 1)] if across * down > 1 else []
        column += across
    if len(merges) == 1 and merges[0][3] - merges[0][1] + 1 == width:
        merges = []  # a first row of one cell is a line above the form
    for r in range(height):
        cells = [chance.choice(["", "0.00", "1,234.50", "-", "—", "其他支出", "208"]) for _ in range(width - 1)]
        rows.append([f"{r}、项目", *cells])
    if height > 3 and chance.random() < 0.5:
        merges.append((3, 0, 4, 0))
    for top, left, bottom, right in merges:
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                if (r, c) != (top, left):
                    rows[r][c] = ""
    # a form ends with the last row that holds text, in a workbook too
    rows.append(["合计", *["1.00"] * (width - 1)])
    return rows, merges


@pytest.mark.parametrize("kind", MAKERS)
def test_random_forms_have_the_same_grid_in_every_format(kind: str, tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311
    for _ in range(40):
        rows, merges = random_form(chance)
        (table,) = read(tmp_path, MAKERS[kind](rows, merges, [makers.TITLE])).tables
        assert [list(row) for row in table.rows] == rows
        assert {(s.row, s.column, s.row + s.rows - 1, s.column + s.columns - 1) for s in table.spans} == set(merges)
