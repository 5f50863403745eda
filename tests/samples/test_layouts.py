"""What a layout family makes of figures: headers, ordinals, totals, blanks."""

from decimal import Decimal

import pytest

from samples.maker.derive import report_figures
from samples.maker.figures import FigureRow, ReportFigures
from samples.maker.forms import form_grid, money
from samples.maker.grid import header
from samples.maker.layout import LineText, family_names, load_family, numbered, ordinal
from samples.maker.random_report import random_activity, random_figures
from samples.maker.report import render
from samples.maker.writers.text import as_text


def small(**forms: tuple[FigureRow, ...]) -> ReportFigures:
    return ReportFigures("青溪市地名办公室", 2024, "final_account", "department", "元", forms)


def form(family: str, name: str):
    return next(form for form in load_family(family).forms if form.form == name)


def test_neighbouring_columns_with_the_same_parent_share_a_merged_header() -> None:
    rows = header([("项目", "科目代码"), ("项目", "科目名称"), ("本年支出合计",)])
    assert rows[0][0].text == "项目"
    assert rows[0][0].columns == 2
    assert rows[0][1] is None
    assert rows[0][2].rows == 2
    assert [cell.text if cell else None for cell in rows[1]] == ["科目代码", "科目名称", None]


def test_ordinals_of_long_lists_are_written_in_chinese() -> None:
    assert [ordinal(n, "chinese") for n in (1, 10, 11, 20, 26)] == ["一、", "十、", "十一、", "二十、", "二十六、"]


def test_second_level_starts_again_under_each_first_level() -> None:
    lines = [LineText("", text) for text in ("#收入", "##拨款", "##基金", "#结转", "##拨款")]
    assert [line.text for line in numbered(lines, "chinese")] == [
        "一、收入",
        "（一）拨款",
        "（二）基金",
        "二、结转",
        "（一）拨款",
    ]


def test_amounts_are_rounded_half_up_to_two_decimals_of_the_printed_unit() -> None:
    assert money(Decimal("12350.00"), "元", "万元") == Decimal("1.24")
    assert money(Decimal("12349.99"), "元", "万元") == Decimal("1.23")


def test_split_code_stands_in_three_columns() -> None:
    rows = (
        FigureRow("total", "合计", amounts={"total": Decimal(50000)}),
        FigureRow("2010301", "行政运行", amounts={"total": Decimal(50000)}),
    )
    grid = form_grid(small(revenue=rows), form("ministry-final-account-2023", "revenue"))
    assert grid.texts()[-1][:5] == ["201", "03", "01", "行政运行", "5.00"]


def test_form_without_figures_is_printed_empty() -> None:
    grid = form_grid(small(), form("shanghai-final-account-2024", "government_fund"))
    assert grid.figures() == []
    assert grid.texts()[-1][0] == "合计"


def test_blank_is_not_printed_as_zero_unless_the_layout_does() -> None:
    rows = (FigureRow("total", "合计", amounts={"total": Decimal(50000)}),)
    figures = small(general_public=rows)
    assert form_grid(figures, form("shaanxi-final-account-2024", "general_public")).texts()[-1][2:] == ["5.00", "", ""]
    assert form_grid(figures, form("shanghai-final-account-2024", "general_public")).texts()[-1][2:] == [
        "5.00",
        "0.00",
        "0.00",
    ]


@pytest.mark.parametrize("name", family_names())
def test_every_family_renders_a_random_report(name: str) -> None:
    family = load_family(name)
    report = render(random_figures(7, family.kind), family)
    assert len(report.figures()) > 20
    assert "合计" in as_text(report)


@pytest.mark.parametrize("kind", ["budget", "final_account"])
def test_subtotals_of_a_derived_report_are_the_sums_of_their_items(kind) -> None:
    figures = report_figures(random_activity(11, kind))
    rows = {row.key: row.amounts for row in figures.rows("expenditure")}
    items = [amounts["total"] for key, amounts in rows.items() if len(key) == 7]
    assert rows["total"]["total"] == sum(items)


def test_same_seed_gives_the_same_report() -> None:
    assert random_figures(3, "budget") == random_figures(3, "budget")
    assert random_figures(3, "budget") != random_figures(4, "budget")
