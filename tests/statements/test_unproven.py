"""A form in text set by spaces gives its figures where its sums prove them; else it gives none, and is told with its title and the reason."""

from __future__ import annotations

import pytest

from etl.documents.model import Document, Paragraph, Table
from etl.pipeline import interpret_report
from etl.report import Report
from etl.statements.catalogue_entries import load_catalogue

Rows = tuple[tuple[str, ...], ...]

FORM: Rows = (
    ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    ("", "合计", "30.00", "25.00", "5.00"),
    ("201", "一般公共服务支出", "20.00", "15.00", "5.00"),
    ("20126", "档案事务", "20.00", "15.00", "5.00"),
    ("2012601", "行政运行", "20.00", "15.00", "5.00"),
    ("221", "住房保障支出", "10.00", "10.00", ""),
)
SLID: Rows = (*FORM[:5], ("221", "住房保障支出", "10.00", "", "10.00"))
ALONE: Rows = (FORM[0], ("201", "一般公共服务支出", "20.00", "", ""))
HALVES: Rows = (
    ("收入", "", "支出", ""),
    ("项目", "决算数", "项目", "决算数"),
    ("一、一般公共预算财政拨款收入", "30.00", "一、一般公共服务支出", "20.00"),
    ("", "", "二、住房保障支出", "10.00"),
    ("本年收入合计", "30.00", "本年支出合计", "30.00"),
    ("总计", "30.00", "总计", "30.00"),
)
NO_SECOND_TOTAL: Rows = (*HALVES[:-1], ("总计", "30.00", "", ""))
TITLE = "支出决算表"


def read(
    rows: Rows, title: str = TITLE, told_by: str = "spaces", year: str = "2024年度部门决算", unit: str = "单位：万元"
) -> Report:
    lines = [one for one in ("青山市白石区档案局", year, title, unit) if one]
    table = Table(len(lines), 0, rows, line=9, told_by=told_by)
    blocks = (*(Paragraph(n, text, line=n + 1) for n, text in enumerate(lines)), table)
    return interpret_report(Document("report.txt", "text", "0" * 64, 1, None, blocks))


def told(report: Report) -> list[tuple[str, str]]:
    return [(gap.place, gap.detail) for gap in report.gaps if "set by spaces" in gap.detail]


@pytest.mark.parametrize(("rows", "title"), [(FORM, TITLE), (HALVES, "收入支出决算总表")])
def test_sums_that_hold_prove_a_form(rows: Rows, title: str) -> None:
    report = read(rows, title)
    (statement,) = report.interpretation.statements
    assert statement.figures
    assert report.interpretation.unproven == ()
    assert told(report) == []


@pytest.mark.parametrize(
    ("rows", "title", "why"),
    [
        (SLID, TITLE, "of its sums don't hold"),
        (ALONE, TITLE, "no sum proves"),
        (NO_SECOND_TOTAL, "收入支出决算总表", "its two halves don't show the same total"),
    ],
)
def test_a_form_that_nothing_proves_gives_no_figure_and_is_told(rows: Rows, title: str, why: str) -> None:
    report = read(rows, title)
    assert report.interpretation.statements == ()
    (form,) = report.interpretation.unproven
    assert (0, "unproven") in report.interpretation.other_tables
    ((place, detail),) = told(report)
    assert place == "line 9, table 1"
    assert detail.startswith(f"{form.title}: ")
    assert why in detail
    assert "load the published PDF" in detail


def test_headers_alone_do_not_prove_which_form_it_is() -> None:
    """Without a title the fund of a form isn't told, which no sum shows."""
    titled, untitled = (read(FORM, title, year="2024年部门预算") for title in ("支出总表", ""))
    assert titled.interpretation.statements
    assert untitled.interpretation.statements == ()
    assert [one.why for one in untitled.interpretation.unproven] == ["no title is found above it"]


def test_sums_do_not_prove_the_unit() -> None:
    """Of 万元 broken over two lines 元 is left in a cell: every sum holds, and each amount would be ten thousand times smaller."""
    broken = read((("", "", "", "", "元"), *FORM), unit="")
    without = read(FORM, unit="")
    for report in (broken, without):
        assert report.interpretation.statements == ()
        assert [one.why for one in report.interpretation.unproven] == ["no unit of money is found above it"]


def test_a_form_that_is_told_is_not_told_as_missing() -> None:
    report = read(SLID)
    name = load_catalogue().by_key(report.interpretation.unproven[0].form).name_zh
    (lacking,) = [gap.detail for gap in report.gaps if "not found, though" in gap.detail]
    assert name not in lacking.rpartition(": ")[2].split("、")


def test_cells_that_the_format_parts_need_no_proof() -> None:
    for told_by in ("", "places"):
        assert read(SLID, told_by=told_by).interpretation.statements


def test_a_form_over_two_tables_is_proven_or_refused_as_a_whole() -> None:
    lines = ("青山市白石区档案局", "2024年度部门决算", TITLE, "单位：万元")
    first = Table(4, 0, SLID[:5], line=9)
    second = Table(5, 1, (SLID[5],), line=20, told_by="spaces")
    blocks = (*(Paragraph(n, text, line=n + 1) for n, text in enumerate(lines)), first, second)
    report = interpret_report(Document("report.txt", "text", "0" * 64, 1, None, blocks))
    assert report.interpretation.statements == ()
    assert report.interpretation.unproven[0].table_indexes == (0, 1)


def test_an_empty_form_has_nothing_to_prove() -> None:
    report = read((FORM[0], ("", "合计", "", "", "")))
    assert [one.is_empty for one in report.interpretation.statements] == [True]
    assert told(report) == []


def test_a_performance_table_set_by_spaces_gives_nothing_and_is_told() -> None:
    rows = (
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "整理档案", "≥500卷"),
        ("", "质量指标", "合格率", "≥95%"),
        ("效益指标", "社会效益指标", "利用人次", "≥300"),
    )
    assert read(rows, "项目支出绩效目标表", told_by="").performance
    report = read(rows, "项目支出绩效目标表")
    assert report.performance == ()
    assert "绩效 table" in told(report)[0][1]


def test_figures_of_a_refused_form_stay_in_the_document() -> None:
    report = read(replace_cell(SLID, "10.00", "10.01"))
    assert report.document.tables[0].rows[-1][-1] == "10.01"
    assert report.interpretation.statements == ()


def replace_cell(rows: Rows, old: str, new: str) -> Rows:
    return tuple(tuple(new if cell == old else cell for cell in row) for row in rows)
