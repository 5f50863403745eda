"""A row of converted text that a line end broke inside a cell is one row; rows that stand as they are stay parted."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.documents.plain.reader import read_text

HEADER = "科目编码\t科目名称\t合计\t基本支出\t项目支出"
TOTAL = "\t合计\t9.00\t5.00\t4.00"
LAST = "2012601\t行政运行\t5.00\t5.00\t"


def rows(text: str) -> list[tuple[str, ...]]:
    (table,) = read_text(Path("report.txt"), text.encode()).tables
    return [tuple(row) for row in table.rows]


@pytest.mark.parametrize(
    "broken",
    [
        "208\t社会保障和\n就业支出\t4.00\t\t4.00",
        "208\t社会\n保障和\n就业支出\t4.00\t\t4.00",
        "208\t社会保障和就业支\n出\t4.00\t\t4.00",
    ],
)
def test_a_name_broken_by_a_line_end_keeps_its_figures(broken: str) -> None:
    found = rows("\n".join([HEADER, TOTAL, broken, LAST]))
    assert ("208", "社会保障和就业支出", "4.00", "", "4.00") in found
    assert len(found) == 4


def test_rows_cut_at_their_last_figure_stay_parted() -> None:
    """Converters drop the tabs behind a row's last cell: a narrow row below a narrow row is no piece of it."""
    found = rows("\n".join([HEADER, TOTAL, "201\t一般公共服务支出", "20126\t档案事务\t5.00\t5.00", LAST]))
    assert [row[1] for row in found] == ["科目名称", "合计", "一般公共服务支出", "档案事务", "行政运行"]


def test_a_row_of_pipes_that_does_not_end_with_one_goes_on_below() -> None:
    found = rows(
        "| 编码 | 名称 | 合计 |\n|---|---|---|\n| 208 | 社会保障和\n就业支出 | 4.00 |\n| 221 | 住房保障支出 | 5.00 |\n"
    )
    assert found == [("编码", "名称", "合计"), ("208", "社会保障和就业支出", "4.00"), ("221", "住房保障支出", "5.00")]


def test_a_line_below_rows_without_an_end_pipe_is_text() -> None:
    document = read_text(Path("report.txt"), "| 编码 | 合计\n| 208 | 4.00\n本表单位为万元。\n".encode())
    assert [paragraph.text for paragraph in document.paragraphs] == ["本表单位为万元。"]


def test_lines_below_a_whole_row_are_text() -> None:
    document = read_text(Path("report.txt"), "编码\t名称\t金额\n\t合计\t\n说明：没有此项，\n故本表为空。\n".encode())
    assert [paragraph.text for paragraph in document.paragraphs] == ["说明：没有此项，", "故本表为空。"]
