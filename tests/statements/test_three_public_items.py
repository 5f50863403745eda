"""Which of the three public expenses the subject of a sentence names, and what a number of it counts."""

from __future__ import annotations

import pytest

from etl.statements.three_public_items import stated_count, stated_item
from tests.statements.forms import only, report


@pytest.mark.parametrize(
    ("subject", "item"),
    [
        ("“三公”经费", "total"),
        ("“三公”经费预算中公务接待费", "reception"),
        ("公务用车购置及运行维护费", "vehicle"),
        ("公务用车运行维护费", "vehicle_running"),
        ("公务用车购置费用", "vehicle_purchase"),
        ("因公出国（境）经费", "abroad"),
        ("会议费、培训费", ""),
        ("国内接待费", ""),
        ("会议费", "meeting"),
        ("基本支出", ""),
        ("公务接待费/上级检查", ""),
        ("公务接待费/上级检查/市级检查", ""),
        ("事业收入/公务接待费", "reception"),
        ("公务接待费/一般公共预算财政拨款", "reception"),
    ],
)
def test_subject_of_a_sentence_names_one_item_or_none(subject: str, item: str) -> None:
    assert stated_item(subject) == item


@pytest.mark.parametrize(
    ("item", "metric", "unit", "count"),
    [
        ("因公出国（境）", "团组数", "个", "abroad_groups"),
        ("因公出国（境）", "人次", "人次", "abroad_people"),
        ("公务接待费", "数量", "批", "reception_groups"),
        ("外宾接待", "团组数", "个", "foreign_reception_groups"),
        ("购置公务用车", "数量", "辆", "vehicles_purchased"),
        ("公务用车购置及运行维护费", "数量", "辆", ""),
        ("公务用车保有量", "数量", "辆", "vehicles_held"),
        ("会议费", "数量", "次", "meetings"),
        ("会议费", "数量", "人", "meeting_people"),
        ("会议费/三类会议", "数量", "个", ""),
        ("公务接待费/国内督导", "数量", "批次", ""),
        ("培训费", "决算数", "万元", ""),
        ("公务接待费/国内同行交流", "数量", "批次", ""),
        ("公务接待费/外宾接待", "团组数", "个", "foreign_reception_groups"),
    ],
)
def test_a_number_counts_what_its_item_and_unit_say(item: str, metric: str, unit: str, count: str) -> None:
    assert stated_count(item, metric, unit) == count


def test_a_column_of_units_tells_money_from_counts_row_by_row() -> None:
    form = """
    “三公”经费支出情况表
    项目|单位|预算数|决算数
    “三公”经费合计|万元|8.00|5.00
    公务用车购置及运行维护费|万元|5.00|3.00
    公务接待费|万元|3.00|2.00
    国内公务接待人次|人次|90|60
    """
    found = {(f.row_label, f.unit, f.amount_yuan) for f in only(report(form)).figures if f.basis == "outturn"}
    assert found == {
        ("“三公”经费合计", "万元", 50_000),
        ("公务用车购置及运行维护费", "万元", 30_000),
        ("公务接待费", "万元", 20_000),
        ("国内公务接待人次", "人次", None),
    }
