"""Who published what: titles among a site's own lines, broken, glued to contents, or missing. Agencies are fictional."""

from __future__ import annotations

import pytest

from etl.documents.model import Document, Paragraph
from etl.errors import NotAReportError
from etl.statements.head import read_head
from etl.statements.model import ReportHead


def head(*lines: str) -> ReportHead:
    """The head of a page of these lines."""
    blocks = tuple(Paragraph(position, line, None) for position, line in enumerate(lines))
    return read_head(Document("page", "html", "", 0, None, blocks), [])


@pytest.mark.parametrize(
    "lines",
    [
        ("监督索引号53340000131801000", "清溪县水务局2023年度部门决算", "目录"),
        ("1724750955.xlsx监督索引号53340000131801000", "清溪县水务局2023年度部门决算"),
        ("索引号：002590358/2024-1", "发布单位：清溪县水务局", "清溪县水务局（汇总）2023年度部门决算"),
        ("当前位置：首页>财政", "2023年度清溪县水务局部门决算", "发布时间：2024-09-28 信息来源：财政局"),
        ("2023年度", "清溪县水务局部门决算", "目录"),
        ("2023年度清溪县水务局（部门）", "决算公开"),
        ("目录", "第一部分2023年部门决算编制说明", "清溪县水务局", "2023年部门决算编制说明"),
        ("清溪县水务局2023年部门决算公开的说明", "发布时间：2024-08-28"),
        (
            "2023年度部门决算公开说明-水务.pdf",
            "清溪县水务局2023年度决算公开说明（目录）第一部分：基本情况 一、主要职能",
        ),
        ("第一部分清溪县水务局概况", "一、主要职能", "第二部分2023年度部门决算表"),
        (
            "目录",
            "第一部分部门概况",
            "第二部分2023年度部门决算情况说明",
            "清溪县水务局是清溪县人民政府工作部门，主管水利。",
        ),
    ],
)
def test_agency_year_and_kind_are_found_whatever_stands_around_the_title(lines: tuple[str, ...]) -> None:
    found = head(*lines)
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县水务局", 2023, "final_account")


def test_an_agency_without_its_units_is_a_unit_whatever_the_title_calls_its_account() -> None:
    assert head("清溪县水务局（本级）2024年度部门决算公开").scope == "unit"
    assert head("清溪县水务局（汇总）2024年度部门决算公开").scope == "department"


def test_second_name_in_brackets_is_another_spelling() -> None:
    found = head("清溪县水务局（清溪县河长办公室）2024年部门预算")
    assert found.agency == "清溪县水务局"
    assert "清溪县河长办公室" in found.aliases


def test_text_that_names_no_agency_with_a_place_is_refused() -> None:
    with pytest.raises(NotAReportError):
        head("目录", "第一部分部门概况", "第二部分2023年度部门决算情况说明", "办公室是综合部门，负责机关运转。")
