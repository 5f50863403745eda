"""One and the same form gives one and the same grid, whatever file it is published as."""

from __future__ import annotations

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
