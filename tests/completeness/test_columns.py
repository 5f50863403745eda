"""Columns told by the places of words are proven by the sums of their form, or told to be uncertain."""

from __future__ import annotations

from dataclasses import replace

from etl.documents.model import Document, Paragraph, Table
from etl.pipeline import interpret_report

FORM = (
    ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    ("", "合计", "30.00", "25.00", "5.00"),
    ("201", "一般公共服务支出", "20.00", "15.00", "5.00"),
    ("20126", "档案事务", "20.00", "15.00", "5.00"),
    ("2012601", "行政运行", "20.00", "15.00", "5.00"),
    ("221", "住房保障支出", "10.00", "10.00", ""),
)
EMPTY = (FORM[0], ("", "合计", "", "", ""))


def told(table: Table) -> list[str]:
    """What is told of a form's columns."""
    lines = ("青山市白石区档案局", "2024年度部门决算", "支出决算表", "单位：万元")
    blocks = (*(Paragraph(n, text, 1) for n, text in enumerate(lines)), replace(table, position=len(lines)))
    report = interpret_report(Document("report.pdf", "pdf", "0" * 64, 1, 1, blocks))
    return [gap.detail for gap in report.gaps if "columns" in gap.detail]


def form(rows: tuple[tuple[str, ...], ...] = FORM, **fields: object) -> Table:
    return replace(Table(0, 0, rows, 1), told_by="places", **fields)  # type: ignore[arg-type]


def test_sums_that_hold_settle_doubts_about_the_places_of_figures() -> None:
    assert told(form(doubts=("figures beside each other",))) == []


def test_sums_that_do_not_hold_leave_the_doubts() -> None:
    moved = (*FORM[:5], ("221", "住房保障支出", "10.00", "", "10.00"))
    assert any("figures beside each other" in one for one in told(form(moved, doubts=("figures beside each other",))))
    assert any("sums don't hold" in one for one in told(replace(form(moved), told_by="spaces")))


def test_sums_cannot_settle_how_columns_are_headed() -> None:
    assert any("don't match" in one for one in told(form(header_doubt="its 6 headers and 5 columns don't match")))


def test_an_empty_form_has_no_doubtful_columns() -> None:
    assert told(form(EMPTY, doubts=("figures",), header_doubt="its headers don't match")) == []


def test_columns_told_by_spaces_that_no_sum_proves_are_uncertain() -> None:
    alone = (FORM[0], ("201", "一般公共服务支出", "20.00", "", ""))
    assert any("no sum proves" in one for one in told(replace(form(alone), told_by="spaces")))
    assert told(replace(form(), told_by="spaces")) == []
