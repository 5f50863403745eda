"""Labels that run together on one page stand apart where another page of the document prints the same header so."""

from __future__ import annotations

from etl.documents.model import Paragraph, Span, Table
from etl.documents.pdf.parted_headers import with_parted_headers

APART = ("科目编码", "科目名称", "合计", "基本支出")
TOGETHER = ("科目编码", "科目名称", "合计基本支出", "")
FIGURES = ("208", "社会保障和就业支出", "2.00", "2.00")


def rows(*tables: Table) -> list[tuple[tuple[str, ...], ...]]:
    return [table.rows for table in with_parted_headers(tables) if isinstance(table, Table)]


def test_the_page_that_tells_them_apart_is_believed_whichever_comes_first() -> None:
    first = Table(0, 0, (TOGETHER, FIGURES), spans=(Span(0, 2, 1, 2),))
    second = Table(1, 1, (APART, FIGURES))
    for tables in ((first, second), (second, first)):
        assert rows(*tables) == [(APART, FIGURES)] * 2
        assert [table.spans for table in with_parted_headers(tables) if isinstance(table, Table)] == [(), ()]


def test_other_words_another_width_and_columns_that_would_move_are_left() -> None:
    moved = ("科目编码科目名称", "", "", "合计基本支出")
    wider = (*TOGETHER, "")
    other = ("科目编码", "科目名称", "合计项目支出", "")
    for row in (moved, wider, other):
        left = Table(0, 0, (row,))
        assert rows(left, Table(1, 1, (APART,)))[0] == (row,)


def test_a_label_over_two_rows_of_a_header_heads_both_its_columns() -> None:
    table = Table(0, 0, (TOGETHER, ("", "", "甲", "乙")), spans=(Span(0, 0, 2, 1), Span(0, 2, 1, 2)))
    assert rows(table, Table(1, 1, (APART,)))[0] == table.rows


def test_a_label_that_is_spaced_out_on_one_page_is_left_whole() -> None:
    whole, spaced = ("科目编码", "合计", ""), ("科目编码", "合", "计")
    assert rows(Table(0, 0, (whole,)), Table(1, 1, (spaced,))) == [(whole,), (spaced,)]


def test_other_merged_cells_of_the_row_stay() -> None:
    first = Table(0, 0, (("项目", "", "合计基本支出", ""),), spans=(Span(0, 0, 1, 2), Span(0, 2, 1, 2)))
    parted, _ = with_parted_headers((first, Table(1, 1, (("项目", "", "合计", "基本支出"),))))
    assert isinstance(parted, Table)
    assert parted.spans == (Span(0, 0, 1, 2),)


def test_figures_are_no_labels() -> None:
    amounts = Table(0, 0, (("合计", "1.00", ""), ("合计", "1.0", "0")))
    assert rows(amounts) == [amounts.rows]
    assert with_parted_headers([Paragraph(0, "合计基本支出")]) == (Paragraph(0, "合计基本支出"),)
