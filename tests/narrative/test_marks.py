"""What the words of a disclosure say: years that it opens or compares with, marks, the bare name of its subject."""

from __future__ import annotations

import pytest

from etl.narrative.marks import compared_year, decimals_of, disclosure_marks, opening_year, subject_name
from tests.narrative.prose import read


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("2023年度收入总计12.30万元。", 2023),
        ("我局2023年支出12.30万元。", 2023),
        ("2023年末结转12.30万元。", None),
        ("2023年度结转12.30万元。", None),
        ("与2023年相比增加1.20万元。", None),
        ("截至2023年底共有3辆。", None),
    ],
)
def test_year_that_a_sentence_opens_with(sentence: str, year: int | None) -> None:
    assert opening_year(sentence) == year


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("比2022年决算增加1.20万元", 2022),
        ("与上年（2022年）相比减少", 2022),
        ("较2022年增长3%", 2022),
        ("比上年增加1.20万元", None),
    ],
)
def test_year_with_which_a_sentence_compares(sentence: str, year: int | None) -> None:
    assert compared_year(sentence) == year


def test_section_of_a_fund_stands_below_its_class() -> None:
    marks = disclosure_marks()
    assert marks.of(item="城乡社区支出/渡口基金支出/栈桥") == ["section_of_fund"]
    assert "section_of_fund" not in marks.of(item="城乡社区支出/城市维护/基金支出")


def test_what_smaller_enterprises_won_is_told_apart_by_project() -> None:
    marks = disclosure_marks()
    won = "由中小企业中标的采购金额"
    assert marks.of(item=f"面向中小企业预留的采购项目/{won}") == [
        "sme",
        "won_by_sme",
        "of_reserved_projects",
        "names_project",
    ]
    assert marks.of(item=f"其他采购项目/{won}") == ["sme", "won_by_sme", "of_other_projects", "names_project"]
    assert marks.of(item=won) == ["sme", "won_by_sme"]


def test_a_direction_of_either_kind_is_no_choice() -> None:
    marks = disclosure_marks()
    assert marks.of(sentence="比上年减少，减少的主要原因是人员退休") == ["speaks_of_adjustment", "reason_of_decrease"]
    assert "open_choice" in marks.of(sentence="比上年增加（减少）0.50万元")


def test_name_of_a_subject_is_the_last_part_of_its_path() -> None:
    assert subject_name("教育支出/普通教育/“小学”经费") == "小学"


@pytest.mark.parametrize(
    ("item", "mark"),
    [
        ("年末公务用车保有量", "vehicles_held"),
        ("公务用车保有量", "vehicles_held"),
        ("结余分配", "surplus_distribution"),
        ("使用非财政拨款结余", "use_of_surplus"),
        ("收入决算总计", "revenue_total"),
        ("本年支出决算合计", "expenditure_of_year"),
        ("本年支出决算合计", "total_of_expenditure"),
        ("货物类采购预算", "goods_procured"),
        ("货物类采购预算", "budget_goods"),
    ],
)
def test_things_that_a_form_or_another_sentence_says_again(item: str, mark: str) -> None:
    assert mark in disclosure_marks().of(item=item, plain_item=item)


@pytest.mark.parametrize(
    ("change", "decimals"),
    [
        ("增长1.3倍", -1),
        ("增长1倍", -2),
        ("增长1.25倍", 0),
        ("下降两成", -1),
        ("增长一成五", 0),
        ("增长12.5%", 1),
        ("增长12%", 0),
    ],
)
def test_a_rate_is_as_exact_as_its_last_printed_digit(change: str, decimals: int) -> None:
    found = read("七、机关运行经费支出说明", f"机关运行经费支出44.00万元，比上年{change}。").disclosures
    assert [decimals_of(d) for d in found if d.metric == "比上年增减率"] == [decimals]
