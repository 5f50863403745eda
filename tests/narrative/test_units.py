"""Units included in a report."""

from __future__ import annotations

from etl.documents.model import Table
from tests.narrative.prose import read


def test_units_from_a_table_without_its_blank_rows() -> None:
    table = Table(
        1,
        0,
        (("序号", "单位名称", "拟变动情况"), ("1", "清溪县水务局", ""), ("2", "清溪县水\n文站", ""), ("3", "", "")),
    )
    assert read("纳入本年度本部门决算编制范围的单位共2个，包括本级及1个二级预算单位：", table).units_included == (
        "清溪县水务局",
        "清溪县水文站",
    )


def test_units_from_the_sentence_and_from_numbered_lines() -> None:
    assert read(
        "纳入2024年度决算编制范围的预算单位共计2个，具体包括：清溪县水务局本级、清溪县水文站。"
    ).units_included == (
        "清溪县水务局本级",
        "清溪县水文站",
    )
    assert read(
        "纳入部门决算编制范围的单位包括：", "1．清溪县水务局本级", "2．清溪县水文站；", "三、人员情况"
    ).units_included == (
        "清溪县水务局本级",
        "清溪县水文站",
    )


def test_a_report_without_a_list_has_none() -> None:
    assert read("本部门设有办公室、财务科。").units_included == ()
