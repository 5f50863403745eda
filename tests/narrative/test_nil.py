"""What is said to be none, and of what: 无…支出, …为零, 0万元, and forms that are published empty and say so."""

from __future__ import annotations

import pytest

from etl.documents.model import Table
from etl.pipeline import interpret_report
from tests.narrative.prose import document, read

THREE_PUBLIC = "七、“三公”经费支出决算情况说明"
FUND = "八、政府性基金预算财政拨款收入支出决算情况说明"
PROCUREMENT = "十、政府采购支出情况说明"
BOTH_SIDES = ("government_fund_revenue", "government_fund_expenditure")


def said(heading: str, text: str, kind: str = "final_account") -> list[tuple[str, ...]]:
    """The subjects of each remark that there is none."""
    return [r.subjects for r in read(heading, text, kind=kind).remarks if r.kind in ("nil", "zero")]


@pytest.mark.parametrize(
    ("heading", "text", "subjects"),
    [
        (THREE_PUBLIC, "本部门2024年度无财政拨款“三公”经费支出。", ["three_public"]),
        (THREE_PUBLIC, "“三公”经费支出为零。", ["three_public"]),
        (THREE_PUBLIC, "2024年度“三公”经费支出为0。", ["three_public"]),
        (THREE_PUBLIC, "本年度“三公”经费零支出。", ["three_public"]),
        (THREE_PUBLIC, "2024年度“三公”经费预算数、决算数均为零。", ["three_public"]),
        (
            THREE_PUBLIC,
            "2024年度没有“三公”经费支出，也未发生会议费、培训费支出。",
            ["three_public", "meeting", "training"],
        ),
        (THREE_PUBLIC, "无因公出国（境）费、公务用车购置及运行维护费。", ["abroad", "vehicle"]),
        (THREE_PUBLIC, "公务接待费未发生支出。公务用车购置费支出0万元。", ["reception", "vehicle_purchase"]),
        (THREE_PUBLIC, "公务用车运行维护费3万元，未购置公务用车。", ["vehicle_purchase", "vehicles_purchased"]),
        (THREE_PUBLIC, "1.因公出国（境）经费：本年度未安排预算，亦无支出。", ["abroad", "abroad"]),
        (FUND, "本单位没有使用政府性基金预算拨款安排的支出。", ["government_fund_expenditure"]),
        (FUND, "本部门2024年度无此项收支。", [*BOTH_SIDES]),
        (FUND, "无。", [*BOTH_SIDES]),
        (FUND, "政府性基金预算财政拨款收入0万元，支出0万元。", [*BOTH_SIDES]),
        (FUND, "本部门不涉及国有资本经营预算。", ["state_capital_revenue", "state_capital_expenditure"]),
        (PROCUREMENT, "本单位2024年未进行政府采购。", ["procurement"]),
        (PROCUREMENT, "2024年度政府采购支出总额0万元，其中：政府采购货物支出0万元。", ["procurement"]),
        ("九、机关运行经费支出情况说明", "本单位为事业单位，无机关运行经费支出。", ["operating_costs"]),
    ],
)
def test_what_is_said_to_be_none_is_known_by_its_subject(heading: str, text: str, subjects: list[str]) -> None:
    assert [subject for found in said(heading, text) for subject in found] == subjects


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (THREE_PUBLIC, "2023年度无“三公”经费支出。2024年度“三公”经费支出5万元。"),
        (THREE_PUBLIC, "公务接待费支出1.2万元，比上年增加1.2万元，主要原因是上年无公务接待费。"),
        (THREE_PUBLIC, "无外宾接待费支出。"),
        (THREE_PUBLIC, "没有使用政府性基金安排的“三公”经费支出。"),
        (THREE_PUBLIC, "本部门无“三公”经费预算。"),  # a final account: it may have spent all the same
        (THREE_PUBLIC, "2024年度“三公”经费预算数为零。"),
        (THREE_PUBLIC, "“三公”经费支出为0.35万元。"),
        (FUND, "无其他政府性基金预算支出。"),
        (PROCUREMENT, "政府采购支出3万元，无工程类政府采购支出。"),
        (PROCUREMENT, "无中小企业政府采购项目。"),
    ],
)
def test_another_year_and_a_part_are_not_the_subject(heading: str, text: str) -> None:
    assert [subject for found in said(heading, text) for subject in found] == []


ASSETS = "十二、国有资产占用及购置情况说明"
EVERYTHING = (
    "asset_vehicles_held",
    "asset_vehicles_purchased",
    "asset_equipment_held",
    "asset_equipment_purchased",
)


@pytest.mark.parametrize(
    ("heading", "text", "things"),
    [
        (ASSETS, "本部门2024年度无国有资产占用及购置情况。", EVERYTHING),
        (ASSETS, "截至2024年12月31日，本部门无车辆。", ("asset_vehicles_held",)),
        (ASSETS, "2024年度未购置车辆。", ("asset_vehicles_purchased",)),
        (ASSETS, "本单位没有公务用车。", ("vehicle", "asset_vehicles_held")),
        (ASSETS, "无单价100万元以上的设备（不含车辆）。", ("asset_equipment_held",)),
        (
            ASSETS,
            "当年未购置车辆，也未购置单价100万元以上设备。",
            ("asset_vehicles_purchased", "asset_equipment_purchased"),
        ),
        (THREE_PUBLIC, "本单位无公务用车。", ("vehicle", "vehicles_held")),
        (ASSETS, "无。", EVERYTHING),
        (ASSETS, "2024年未新增国有资产。", ("asset_vehicles_purchased", "asset_equipment_purchased")),
        (ASSETS, "本单位资产占用情况：无。", ("asset_vehicles_held", "asset_equipment_held")),
        (THREE_PUBLIC, "本年度无公务接待。", ("reception",)),
        (THREE_PUBLIC, "无因公出国（境）团组。", ("abroad",)),
        # A part of them, and money
        (ASSETS, "无执法执勤用车车辆。", ()),
        (ASSETS, "无国有资产处置情况。", ()),
        (THREE_PUBLIC, "无公务用车购置及运行维护费支出。", ("vehicle",)),
    ],
)
def test_what_is_neither_held_nor_bought_is_known(heading: str, text: str, things: tuple[str, ...]) -> None:
    assert tuple(thing for found in said(heading, text) for thing in found) == things


def test_a_budget_tells_what_was_held_at_the_end_of_the_year_before() -> None:
    heading = "七、国有资产占有使用及资产购置情况说明"
    held = said(heading, "截止2023年底，本部门无车辆。", kind="budget")
    assert held == [("asset_vehicles_held",)]
    assert said(heading, "截至上年底，本部门无车辆。", kind="budget") == held
    assert said("六、“三公”经费预算情况", "2023年未安排“三公”经费预算。", kind="budget") == []


def test_a_budget_that_sets_nothing_aside_says_none() -> None:
    assert said("六、“三公”经费预算情况", "2024年未安排“三公”经费预算。", kind="budget") == [("three_public",)]


def test_what_is_none_is_no_name_of_what_follows() -> None:
    narrative = read(THREE_PUBLIC, "2023年度无“三公”经费支出。2024年度“三公”经费支出5万元。")
    assert [d.item for d in narrative.disclosures] == ["“三公”经费"]


FUND_FORM = "政府性基金预算财政拨款收入支出决算表"


@pytest.mark.parametrize(
    ("row", "note", "told"),
    [
        (("",), "说明：本部门2024年度无政府性基金预算收支，故本表为空。", "empty_form"),
        (("",), "本表无数据。", "empty_form"),
        (("",), "注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。", "blank_form"),
        (("",), "", "blank_form"),
        (("", "合计"), "", "blank_form"),
        (("2290401", "其他政府性基金安排的支出"), "", ""),  # its amounts may have been lost
    ],
)
def test_a_form_published_empty_has_none_of_its_fund(row: tuple[str, ...], note: str, told: str) -> None:
    header = (
        "科目编码",
        "科目名称",
        "年初结转和结余",
        "本年收入",
        "本年支出小计",
        "基本支出",
        "项目支出",
        "年末结转和结余",
    )
    lines = ("清溪县水务局2024年度部门决算", FUND_FORM, "单位：万元")
    table = Table(3, 0, (header, (*row, *[""] * (8 - len(row)))))
    report = interpret_report(document(*lines, table, *([note] if note else [])))
    assert [s.is_empty for s in report.interpretation.statements] == [True]
    remarks = [(r.kind, r.subjects, r.sentence) for r in report.narrative.remarks]
    said = note if told == "empty_form" else FUND_FORM
    assert remarks == ([(told, BOTH_SIDES, said)] if told else [])
