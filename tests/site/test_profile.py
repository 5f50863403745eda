"""A profile shows what the marts say, escapes what reports say, and fetches nothing."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import psycopg
import pytest

from etl.errors import WarehouseError
from etl.site.chart import chart_of_years
from etl.site.data import Profile, Year, read_profile
from etl.site.page import page

_YEAR = Year(
    report_key="1",
    agency_key="a",
    agency="甲县渡口局",
    agency_type="渡口局",
    admin_level_zh="县级",
    region="甲县",
    fiscal_year=2023,
    kind="final_account",
    kind_zh="决算",
    scope_zh="部门",
    peer_group="渡口局/县级",
    revenue=Decimal(1000000),
    expenditure=Decimal(900000),
    general_public_expenditure=None,
    basic=Decimal(600000),
    project_expenditure=Decimal(300000),
    project_share_percent=Decimal("33.3333"),
    personnel=None,
    public=None,
    three_public=None,
    three_public_source="none",
    people=None,
    basic_per_head=None,
    file_name="a.txt",
    page_count=None,
    figure_count=1,
    not_understood_count=0,
)


def _profile(main: Year = _YEAR) -> Profile:
    return Profile(main, (main,), (main,), (), (), (), (), (), 0, 0, ())


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.unclosed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.opened.append(tag)
        if tag not in ("meta", "line", "rect"):
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag


@pytest.mark.parametrize(
    ("amount", "source", "shown"),
    [(Decimal(0), "printed", "0.00"), (Decimal(0), "declared_nil", "无"), (None, "none", "未公开")],
)
def test_zero_none_and_not_published_are_told_apart(amount: Decimal | None, source: str, shown: str) -> None:
    text = page(_profile(dataclasses.replace(_YEAR, three_public=amount, three_public_source=source)))
    assert f"<b>{shown}</b><span>“三公”经费</span>" in text


def test_hostile_name_does_not_become_markup() -> None:
    hostile = "局</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    text = page(_profile(dataclasses.replace(_YEAR, agency=hostile, file_name=hostile, kind_zh=hostile)))
    tags = _Tags(text)
    assert {"script", "img"} & set(tags.opened) == set()
    assert tags.unclosed == []
    assert text.count("&lt;script&gt;alert(1)") >= 3


def test_page_asks_for_nothing_from_outside(samples: psycopg.Connection[Any]) -> None:
    text = page(read_profile(samples, "云泽省青溪市图书档案局"))
    assert re.findall(r"https?:|//|url\(|@import|<link|<script|\bsrc=|\bhref=", text) == []
    assert "default-src 'none'" in text
    assert "file:" not in text
    assert _Tags(text).unclosed == []


def test_page_shows_the_totals_of_the_mart(samples: psycopg.Connection[Any]) -> None:
    found = read_profile(samples, "云泽省青溪市图书档案局", 2023)
    assert (found.main.fiscal_year, found.main.kind) == (2023, "final_account")
    assert [(y.fiscal_year, y.kind) for y in found.years] == [
        (year, kind) for year in (2022, 2023, 2024) for kind in ("budget", "final_account")
    ]
    text = page(found)
    assert "<b>2,482.42</b><span>本年支出</span>" in text
    for heading in ("历年支出", "钱花在哪里", "与同类部门比较", "比上年", "预算执行", "数字对得上吗", "数字出处"):
        assert f"<h2>{heading} " in text


def test_newest_final_account_is_chosen(samples: psycopg.Connection[Any]) -> None:
    assert read_profile(samples, "云泽省青溪市图书档案局").main.fiscal_year == 2024


def test_budget_is_shown_where_there_is_no_final_account(samples: psycopg.Connection[Any]) -> None:
    found = read_profile(samples, "西安市阎良区医疗保障局")
    assert found.main.kind == "budget"
    assert "预算执行" not in page(found)


def test_peers_are_of_the_same_type_level_and_year(samples: psycopg.Connection[Any]) -> None:
    found = read_profile(samples, "西安市莲湖区医疗保障局")
    assert [peer.agency for peer in found.peers] == ["西安市莲湖区医疗保障局", "西宁市城中区医疗保障局"]


def test_overspent_item_stands_first_with_its_reason(samples: psycopg.Connection[Any]) -> None:
    first = read_profile(samples, "西安市莲湖区医疗保障局").execution[0]
    assert first.subject.endswith("公务员医疗补助")
    assert first.reason


def test_part_of_a_name_is_enough_if_no_other_has_it(samples: psycopg.Connection[Any]) -> None:
    assert read_profile(samples, "图书档案").main.agency == "云泽省青溪市图书档案局"
    with pytest.raises(WarehouseError, match=r"several agencies.*西宁市城中区医疗保障局"):
        read_profile(samples, "医疗保障局")
    with pytest.raises(WarehouseError, match="no such agency"):
        read_profile(samples, "渡口局")


def test_year_without_a_report_is_refused(samples: psycopg.Connection[Any]) -> None:
    with pytest.raises(WarehouseError, match="2022, 2023, 2024"):
        read_profile(samples, "图书档案", 1999)


def test_bar_is_split_into_basic_and_project() -> None:
    chart = chart_of_years([_YEAR])
    assert chart is not None
    basic, project = chart.bars[0].parts
    assert (basic.kind, project.kind) == ("basic", "project")
    assert basic.height == pytest.approx(2 * project.height, abs=0.2)
    assert basic.y == pytest.approx(project.y + project.height)


def test_parts_that_are_not_the_whole_are_not_stacked() -> None:
    chart = chart_of_years([dataclasses.replace(_YEAR, project_expenditure=Decimal(100000))])
    assert chart is not None
    assert [part.kind for part in chart.bars[0].parts] == ["total"]


def test_year_with_a_budget_alone_has_its_parts_as_a_bar_and_no_line() -> None:
    chart = chart_of_years([dataclasses.replace(_YEAR, kind="budget")])
    assert chart is not None
    assert chart.bars[0].label == "2023（预算）"
    assert [part.kind for part in chart.bars[0].parts] == ["basic", "project"]
    assert chart.bars[0].budget_y is None


def test_amount_stands_on_its_bar_and_not_on_the_line_of_a_budget_far_above() -> None:
    far = dataclasses.replace(_YEAR, kind="budget", expenditure=Decimal(1800000))
    near = dataclasses.replace(_YEAR, kind="budget", expenditure=Decimal(910000))
    for budget, above_line in ((far, False), (near, True)):
        chart = chart_of_years([_YEAR, budget])
        assert chart is not None
        bar = chart.bars[0]
        assert bar.budget_y is not None
        assert (bar.top < bar.budget_y) is above_line


def test_nothing_to_draw_is_no_chart() -> None:
    assert chart_of_years([dataclasses.replace(_YEAR, expenditure=None)]) is None
    assert chart_of_years([dataclasses.replace(_YEAR, expenditure=Decimal(0))]) is None


def test_unpublished_is_a_dash_and_never_zero() -> None:
    assert "<b>—</b><span>本年收入</span>" in page(_profile(dataclasses.replace(_YEAR, revenue=None)))
