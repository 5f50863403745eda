"""Slips of the pen in the prose: what is one, and what only looks like one."""

from __future__ import annotations

import pytest

from etl.head import ReportHead
from etl.narrative import read_narrative
from etl.narrative.slips import misspelt
from tests.narrative.prose import document, read

SECTION = "五、一般公共预算财政拨款支出决算情况说明"


def slips(*lines: str) -> list[tuple[str, str]]:
    return [(slip.kind, slip.printed) for slip in read(*lines).slips]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("支出决算为20.00万元，班次减少。。", [("doubled_punctuation", "。。")]),
        ("支出决算为20.00万元，，班次减少。", [("doubled_punctuation", "，，")]),
        ("等等。。。未完", []),
        ("202年度部门决算情况说明", [("impossible_year", "202年度")]),
        ("20224年部门决算", [("impossible_year", "20224年部门决算")]),
        ("截至2024年12月32日，本单位共有车辆3辆。", [("impossible_year", "12月32日")]),
        ("2024年2月30日印发，11月30日止。", [("impossible_year", "2月30日")]),
        ("自2024年13月1日起执行，1月31日起公示，12个月后办结。", [("impossible_year", "13月1日")]),
        ("有300年历史的书院", []),
        ("截至2023年12月31日，本单位共有车辆3辆。", [("date_of_another_year", "2023年12月31日")]),
        ("截至2024年12月31日，本单位共有车辆3辆。", []),
        ("截至2023年末的结转资金5.00万元。", []),
        ("2024年度，清溪县水务管局收入总计5.00万元。", [("another_agency", "清溪县水务管局")]),
        ("清溪县水务务局2024年度收、支总计均为5.00万元。", [("another_agency", "清溪县水务务局")]),
        ("2024年度，清溪县水务局收入总计5.00万元。", []),
        ("截至2024年末，清溪县水务管局共有车辆4辆。", [("another_agency", "清溪县水务管局")]),
        ("2024年度，清溪县水务管局所属单位共3家。", [("another_agency", "清溪县水务管局")]),
        ("机构改革后，清溪县水利局所属河道站划入。", []),
        ("2024年度，溪溪县水务局所属单位共3家。", []),
        ("2024年度，清溪县水务局水文站收入总计5.00万元。", []),
    ],
)
def test_slips_of_a_line(line: str, found: list[tuple[str, str]]) -> None:
    assert slips(SECTION, line) == found


def test_money_of_a_subject_for_the_purpose_of_another() -> None:
    path = "住房保障支出（类）住房改革支出（款）住房公积金（项）40.00万元，主要用于"
    assert slips(SECTION, path + "缴纳医疗保险。") == [("purpose_of_another_subject", "缴纳医疗保险")]
    assert slips(SECTION, path + "缴存住房公积金和医疗保险。") == []


LISTED = (
    "1.教育支出20.00万元。",
    "2.卫生健康支出5.00万元。",
    "3.农林水支出6.00万元。",
    "4.住房保障支出7.00万元。",
    "5.其他支出1.00万元。",
)


def test_number_that_a_list_of_amounts_leaves_out() -> None:
    assert slips(SECTION, *LISTED) == []
    assert slips(SECTION, *LISTED[:2], *LISTED[3:]) == [("number_left_out", "2、4")]


def test_number_of_an_item_without_an_amount_is_not_left_out() -> None:
    assert slips(SECTION, *LISTED[:2], "3.无农林水支出。", *LISTED[3:]) == []


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("甲溪市图书档案馆局", "云泽省甲溪市图书档案局"),
        ("甲溪市图书档案局", ""),
        ("图书档案局", ""),
        ("甲溪市图书局", ""),
        ("乙溪市商务局", ""),
        ("云泽省甲溪市图书档案局档案馆", ""),
    ],
)
def test_only_a_name_that_resembles_the_agencys_is_misspelt(name: str, own: str) -> None:
    assert misspelt(name, ["云泽省甲溪市图书档案局"]) == own


def test_the_same_words_give_the_same_number() -> None:
    told = "全年检查诊所1203家，处理诊所96家，追回各类罚没资金{}万元，移交线索8件。"
    assert slips("一、主要工作", told.format("5.96"), "二、成效", told.format("5.96")) == []
    assert slips("一、主要工作", told.format("5.96"), "二、成效", told.format("6.56")) == [
        ("stated_otherwise", "6.56万元")
    ]
    assert slips("一、主要工作", told.format("5.96"), "二、成效", told.replace("诊所", "药店").format("6.56")) == []


def test_words_that_unlike_things_share_are_not_compared() -> None:
    told = "（一）全年预算数120.00万元，执行数{}万元，完成全年预算的99.00%。"
    assert slips("二、项目绩效自评结果", told.format("118.80"), told.format("119.20")) == []


@pytest.mark.parametrize(("limit", "found"), [("50", 0), ("100", 0), ("55", 1), ("110", 1)])
def test_equipment_is_counted_from_a_round_price(limit: str, found: int) -> None:
    assert len(slips("三、国有资产占用情况", f"单价{limit}万元以上通用设备0台（套）。")) == found


def test_money_of_dependants_pays_no_insurance() -> None:
    path = "社会保障和就业支出（类）抚恤（款）死亡抚恤（项）12.50万元，主要用于"
    assert slips(SECTION, path + "退休人员遗属抚恤。") == []
    assert slips(SECTION, path + "缴存职工住房公积金。") == [("purpose_of_another_subject", "缴存职工住房公积金")]


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("清溪苗族自治县医保局", "清溪苗族自治县民政局"),
        ("云台市海河区财政局", "云台市海河区教育局"),
        ("云海市教育局", "云台市教育局"),
        ("清溪县中医院", "清溪县医院"),
    ],
)
def test_units_of_another_agency_that_is_named_with_reason(name: str, own: str) -> None:
    def named(whose: str) -> list[tuple[str, str]]:
        said = document(f"{whose}所属单位2家划出。")
        return [
            (slip.kind, slip.printed)
            for slip in read_narrative(said, ReportHead(own, 2024, "final_account", "department", ""), {}).slips
        ]

    assert named(name) == []
    slip = f"{own[:-1]}管{own[-1]}"
    assert named(slip) == [("another_agency", slip)]
