"""Lines and tables on one sheet: what belongs to which."""

from pathlib import Path

import pytest

from etl.documents import read_document

openpyxl = pytest.importorskip("openpyxl")


def book(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for place in merged:
        workbook.active.merge_cells(place)
    workbook.save(path)
    return path


def test_header_merged_over_all_columns_belongs_to_the_table(tmp_path: Path) -> None:
    rows = [["费用表"], ["单位：万元"], ["三项费用"], ["合计", "甲", "乙"], [3, 1, 2]]
    document = read_document(book(tmp_path / "a.xlsx", rows, ("A1:C1", "A3:C3")))
    assert [line.text for line in document.paragraphs] == ["费用表", "单位：万元"]
    assert document.tables[0].rows[0] == ("三项费用", "", "")


def test_sentence_below_a_gap_is_no_row_of_the_table_above(tmp_path: Path) -> None:
    rows = [["序号", "单位名称"], [1, "地名办公室"], [], ["办公室今年编制十人。"], ["另有借调人员。"]]
    document = read_document(book(tmp_path / "b.xlsx", rows))
    assert len(document.tables[0].rows) == 2
    assert [line.text for line in document.paragraphs] == ["办公室今年编制十人。", "另有借调人员。"]
