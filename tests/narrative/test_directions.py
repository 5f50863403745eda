"""Words that set the outturn against the budget, and names of what was paid: what each is about."""

from __future__ import annotations

import pytest

from etl.narrative.directions import directions
from tests.narrative.prose import SUBJECTS, read

SECTION = "五、一般公共预算财政拨款支出决算情况说明"
PUBLIC = "七、“三公”经费支出决算情况说明"


def compared(heading: str, *lines: str) -> list[tuple[str, str, str, bool]]:
    """Item, direction, budget of each comparison, and whether its group states both amounts."""
    narrative = read(heading, *lines)
    metrics = {
        group: {d.metric for d in narrative.disclosures if d.group == group}
        for group in {d.group for d in narrative.disclosures}
    }
    return [
        (r.item.rpartition("/")[2], r.direction, r.base, len(metrics.get(r.group or 0, ())) > 1)
        for r in narrative.remarks
        if r.kind == "comparison"
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("决算数大于预算数的主要原因是人员增加", [("increase", "")]),
        ("决算数小于年初预算数", [("decrease", "年初预算")]),
        ("支出决算高于全年预算", [("increase", "全年预算")]),
        ("决算数与预算数持平", [("unchanged", "")]),
        ("决算数等于年初预算数", [("unchanged", "年初预算")]),
        ("决算数大于（小于）预算数的主要原因", []),
        ("决算数不大于预算数", []),
        ("决算数大于预算数5万元", []),
        ("决算数与预算数相比有所增加", [("increase", "")]),
        ("较年初预算数略有下降", [("decrease", "年初预算")]),
        ("比上年增加，主要原因是人员增加", [("increase", "上年数")]),
        ("与上年有所减少", [("decrease", "上年数")]),
        ("比上年增加5万元", []),
        ("人员有所增加", []),
    ],
)
def test_words_on_outturn_and_budget(words: str, found: list[tuple[str, str]]) -> None:
    assert [(d.direction, d.budget) for d in directions(words)] == found


def test_comparison_in_a_sentence_of_its_own_is_of_the_subject_before_it() -> None:
    line = "1.教育支出（类）进修及培训（款）培训支出（项）20.00万元。年初预算为22.00万元，支出决算为20.00万元。决算数大于预算数的主要原因：班次减少。"
    assert compared(SECTION, line) == [("培训支出", "increase", "", True)]


def test_comparison_behind_the_parts_is_of_the_whole() -> None:
    line = (
        "2024年度“三公”经费支出预算为12.00万元，支出决算为10.00万元。其中：公务用车购置及运行维护费支出决算为8.00万元；"
        "公务接待费支出决算为2.00万元。决算数小于预算数的主要原因：厉行节约。"
    )
    assert compared(PUBLIC, line) == [("“三公”经费", "decrease", "", True)]


def test_comparison_of_a_named_subject_is_of_its_own() -> None:
    line = "公务接待费预算3.00万元，支出决算2.00万元，决算数低于预算数；公务用车运行维护费预算8.00万元，支出决算9.00万元，决算数高于预算数。"
    assert compared(PUBLIC, line) == [
        ("公务接待费", "decrease", "", True),
        ("公务用车运行维护费", "increase", "", True),
    ]


def test_amount_that_moved_to_is_no_change() -> None:
    narrative = read(PUBLIC, "因公出国（境）费支出决算减少为0.00万元，与2023年持平。")
    assert [(d.metric, d.value) for d in narrative.disclosures] == [("支出决算", 0), ("比上年增减额", 0)]


def test_names_of_what_was_paid_have_their_codes() -> None:
    names = {**SUBJECTS, "30101": "基本工资", "30309": "奖励金", "30201": "办公费"}
    line = "一般公共预算财政拨款基本支出404.00万元，其中：人员经费340.00万元，主要包括：基本工资、奖励金；公用经费64.00万元，主要包括：办公费等。"
    found = read("六、一般公共预算财政拨款基本支出决算情况说明", line, names=names).remarks
    assert [(r.printed, r.item, r.item_code) for r in found if r.kind == "listed"] == [
        ("人员经费", "基本工资", "30101"),
        ("人员经费", "奖励金", "30309"),
        ("公用经费", "办公费", "30201"),
        ("公用经费", "办公费等", ""),
    ]


def test_what_a_list_says_it_leaves_out_is_no_name_of_it() -> None:
    names = {**SUBJECTS, "30309": "奖励金", "30201": "办公费"}
    line = "公用经费64.00万元，主要包括：办公费，不包括会议费和奖励金。"
    found = read("六、一般公共预算财政拨款基本支出决算情况说明", line, names=names).remarks
    assert [r.item for r in found if r.kind == "listed"] == ["办公费"]


def test_change_in_words_against_last_year_is_of_the_amount_before_it() -> None:
    assert compared(PUBLIC, "2024年度会议费预算0.00万元，与上年有所增加。") == [("会议费", "increase", "上年数", False)]
