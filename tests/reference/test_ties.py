"""Facts about what reports say of departments and units."""

from __future__ import annotations

import pytest

from etl.documents.model import Document, Paragraph, Table
from etl.head import ReportHead
from etl.reference.ties import read_ties


def document(*blocks: str | list[list[str]]) -> Document:
    made: list[Paragraph | Table] = []
    tables = 0
    for position, block in enumerate(blocks):
        if isinstance(block, str):
            made.append(Paragraph(position, block))
        else:
            made.append(Table(position, tables, tuple(map(tuple, block))))
            tables += 1
    return Document("某.txt", "text", "0" * 64, 1, None, tuple(made))


def ties(agency: str, scope: str, *blocks: str | list[list[str]], units: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    head = ReportHead(agency, 2024, "budget", scope, "")  # type: ignore[arg-type]
    return [(one.relation, one.name) for one in read_ties(document(*blocks), head, units)]


def test_a_list_of_units_names_those_of_the_department_without_itself() -> None:
    table = [["序号", "单位名称"], ["1", "青湾市水务局（本级）"], ["2", "青湾市 水文站"], ["", "合计"]]
    assert ties("青湾市水务局", "department", table, units=(0,)) == [("unit", "青湾市水文站")]
    assert ties("青湾市水务局", "department", table) == []


@pytest.mark.parametrize(
    "blocks",
    [
        ("纳入2024年度部门预算编制范围的单位包括：", "1．青湾市水务局本级", "2．青湾市水文站", "二、机构设置"),
        ("纳入编制范围的二级预算单位有：青湾市水文站、青湾市水务局本级。",),
        ("下属单位：", "（一）青湾市水文站；", "第二部分"),
    ],
)
def test_units_are_listed_in_lines_too(blocks: tuple[str, ...]) -> None:
    assert ties("青湾市水务局", "department", *blocks) == [("unit", "青湾市水文站")]


@pytest.mark.parametrize(
    "line",
    [
        "主管部门：青湾市水务局",
        "上级主管部门： 青湾市水务局",
        "本单位是青湾市水务局所属公益一类事业单位。",
        "青湾市水文站隶属于青湾市水务局，为正科级单位。",
    ],
)
def test_a_unit_names_its_department(line: str) -> None:
    assert ties("青湾市水文站", "unit", line) == [("department", "青湾市水务局")]
    assert ties("青湾市水文站", "department", line) == []


def test_the_head_of_a_project_names_department_and_unit() -> None:
    table = [["项目名称", "汛情监测", "", ""], ["主管部门", "青湾市水务局", "实施单位", "青湾市水文站"]]
    assert ties("青湾市水文站", "unit", table) == [("department", "青湾市水务局")]
    assert ties("青湾市水务局", "department", table) == [("unit", "青湾市水文站")]
    # Another unit's project in a unit's report says nothing of its own department.
    assert ties("青湾市水库管理所", "unit", table) == []


def test_duties_of_an_agency_name_no_department() -> None:
    assert (
        ties("青湾市水文站", "unit", "负责水资源管理和保护，指导全市水文工作。", "完成市委、市政府交办的其他任务。")
        == []
    )
