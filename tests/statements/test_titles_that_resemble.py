"""A title that only resembles that of another form: what stands below it tells which form it is."""

from __future__ import annotations

import pytest

from tests.statements.forms import cells, only, report


def test_account_of_projects_is_no_summary_of_revenue_and_expenditure() -> None:
    statement = only(
        report(
            """
            项目收支决算表
            单位：万元
            项目|||资金来源|||支出数||年末结转和结余
            支出功能分类科目编码|科目名称（项目）|一级项目名称|合计|年初结转和结余|财政拨款|合计|财政拨款|
            合计|||13.00|3.00|10.00|12.00|12.00|1.00
            2060702|科普活动|地名科普|13.00|3.00|10.00|12.00|12.00|1.00
            """
        )
    )
    assert (statement.form, statement.unmapped_columns) == ("project_account", ())
    assert cells(statement)[6:] == [
        ("2060702", "科普活动", "received sources", "13.00"),
        ("2060702", "科普活动", "opening total", "3.00"),
        ("2060702", "科普活动", "received fiscal", "10.00"),
        ("2060702", "科普活动", "total", "12.00"),
        ("2060702", "科普活动", "fund_total fiscal", "12.00"),
        ("2060702", "科普活动", "closing total", "1.00"),
    ]


def test_a_form_by_subject_under_the_title_of_a_summary_is_listed_with_its_figures() -> None:
    interpretation = report(
        """
        分科目收支决算表
        单位：万元
        科目编码|科目名称|收入|支出
        206|科学技术支出|7.00|6.00
        20607|科学技术普及|7.00|6.00
        2060702|科普活动|7.00|6.00
        """
    )
    assert [one.title for one in interpretation.unknown] == ["分科目收支决算表"]
    assert only(interpretation).form == "other_subjects"
    assert {figure.row_code for figure in only(interpretation).figures} == {"206", "20607", "2060702"}


@pytest.mark.parametrize(
    ("title", "header", "row", "form"),
    [
        ("财政拨款支出决算表（功能科目）", "功能分类科目编码|科目名称", "206|科学技术支出", "fiscal_expenditure"),
        ("财政拨款支出决算明细表", "科目编码|科目名称", "206|科学技术支出", "fiscal_expenditure"),
        (
            "财政拨款支出决算表（经济科目）",
            "经济分类科目编码|科目名称",
            "301|工资福利支出",
            "fiscal_expenditure_by_economic",
        ),
    ],
)
def test_expenditure_of_fiscal_appropriation_is_that_of_all_funds(title: str, header: str, row: str, form: str) -> None:
    statement = only(report(f"{title}\n单位：万元\n{header}|本年支出合计|基本支出|项目支出\n{row}|9.00|5.00|4.00\n"))
    assert (statement.form, statement.fund) == (form, "fiscal")
    assert [(f.measure, str(f.value)) for f in statement.figures] == [
        ("total", "9.00"),
        ("basic", "5.00"),
        ("project", "4.00"),
    ]
