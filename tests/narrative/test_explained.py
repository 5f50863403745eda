"""Reasons: one that says the contrary of its change, and the large difference that alone has none."""

from __future__ import annotations

import pytest

from tests.narrative.prose import read

SECTION = "五、一般公共预算财政拨款支出决算情况说明"
PATH = "教育支出（类）进修及培训（款）培训支出（项）"


def told(*lines: str) -> list[tuple[str, str]]:
    return [(slip.kind, slip.printed) for slip in read(SECTION, *lines).slips]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("年初预算为20.00万元，支出决算为15.00万元。决算数小于预算数的主要原因：在职人员增加。", "在职人员增加"),
        ("支出决算15.00万元，比上年减少5.00万元，下降25.00%，主要原因是缴费基数上调。", "缴费基数上调"),
        (
            "年初预算为20.00万元，支出决算为25.00万元。决算数大于预算数。主要原因是厉行节约、压减一般性支出。",
            "厉行节约、压减一般性支出",
        ),
        ("支出决算15.00万元，比上年增加5.00万元，主要原因是人员减少，人员经费相应减少。", "人员减少，人员经费相应减少"),
    ],
)
def test_a_reason_that_says_the_contrary_of_its_change(said: str, reason: str) -> None:
    assert told(PATH + said) == [("reason_against_sign", reason)]


@pytest.mark.parametrize(
    "reason",
    [
        "在职人员减少",
        "退休人员增加",
        "虽然在职人员增加，但缴费比例下调",
        "上年新增设备购置，属一次性支出",
        "人员增加、厉行节约",
        "人员变动",
        "线上会议增加",
        "节约力度加大",
    ],
)
def test_a_reason_by_which_less_may_be_spent(reason: str) -> None:
    assert told(f"{PATH}年初预算为20.00万元，支出决算为15.00万元。决算数小于预算数的主要原因：{reason}。") == []


@pytest.mark.parametrize(
    "said",
    [
        "年末结转和结余15.00万元，比上年减少5.00万元，主要原因是人员增加。",
        "机关事业单位职业年金缴费支出15.00万元，比上年增加5.00万元，主要原因是人员减少。",
        "公务接待费支出15.00万元，与上年持平，主要原因是厉行节约。",
        "支出决算15.00万元，比上年（增加/减少）5.00万元，主要原因是人员减少。",
        "主要用于提高教学质量，支出决算15.00万元，主要原因是人员减少。",
    ],
)
def test_changes_that_any_reason_goes_with(said: str) -> None:
    assert told(said) == []


def test_where_the_word_is_wrong_the_reason_is_not() -> None:
    said = "年初预算为22.00万元，支出决算为20.00万元。决算数大于预算数的主要原因：培训班次减少。"
    assert told(PATH + said) == []
    assert told(PATH + said.replace("20.00", "24.00")) == [("reason_against_sign", "培训班次减少")]


ITEMS = tuple(
    f"{number}.{path}（项）。年初预算为20.00万元，支出决算为{outturn}万元。决算数大于预算数{{}}。"
    for number, path, outturn in (
        (1, "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行", "21.00"),
        (2, "教育支出（类）进修及培训（款）培训支出", "21.50"),
        (3, "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出", "20.50"),
        (4, "卫生健康支出（类）医疗保障管理事务（款）行政运行", "22.00"),
        (5, "住房保障支出（类）住房改革支出（款）住房公积金", "25.00"),
    )
)
REASON = "的主要原因：标准调整"


def test_the_one_large_difference_without_a_reason() -> None:
    assert told(*(item.format(REASON) for item in ITEMS)) == []
    assert told(*(item.format(REASON) for item in ITEMS[:4]), ITEMS[4].format("")) == [
        ("reason_left_out", "住房公积金")
    ]


def test_small_differences_and_reports_that_give_few_reasons_need_none() -> None:
    assert told(*(item.format(REASON) for item in ITEMS[1:]), ITEMS[0].format("")) == []
    assert told(*(item.format("") for item in ITEMS)) == []
    assert told(*(item.format(REASON) for item in ITEMS[:3]), ITEMS[4].format("").replace("5.", "4.", 1)) == []


def test_a_reason_in_the_next_paragraph_or_in_other_words_is_one() -> None:
    last = ITEMS[4].format("")
    explained = [item.format(REASON) for item in ITEMS[:4]]
    assert told(*explained, last, "主要原因是标准调整。") == []
    assert told(*explained, last[:-1] + "，增加的资金用于补缴。") == []
