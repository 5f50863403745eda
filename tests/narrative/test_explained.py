"""Reasons: one that says the contrary of its change, and the large difference that alone has none."""

from __future__ import annotations

from time import process_time

import pytest

from etl.narrative.explained import is_told
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
        ("支出决算15.00万元，完成年初预算的90.00%，决算数小于预算数的主要原因：在职人员增加。", "在职人员增加"),
        ("支出决算15.00万元，未超过预算，比上年上升25.00%，主要原因是在职人员减少。", "在职人员减少"),
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
        "公务接待费支出3.00万元，未超过预算，主要原因是厉行节约。",
        "公务接待费支出3.00万元，没有超过预算，主要原因是厉行节约。",
        "公务接待费支出3.00万元，比上年没有增加，主要原因是厉行节约。",
        "公务接待费支出3.00万元，与上年相比无增加，主要原因是厉行节约。",
        "公务接待费支出3.00万元，不高于预算，主要原因是厉行节约。",
        "公务接待费支出3.00万元，完成预算的110.00%，不低于预算，主要原因是接待批次增加。",
        "为进一步提高公车使用效率，公务用车运行维护费支出3.00万元，完成预算的60%，主要原因是厉行节约。",
        "为进一步提高接待水平，公务接待费支出3.00万元，完成预算的110.00%，主要原因是厉行节约。",
        "进一步提高接待水平，公务接待费支出3.00万元，完成预算的110.00%，主要原因是厉行节约。",
        "政府采购节支率比上年提高5.00%，主要原因是厉行节约。",
        "节约公用经费比上年增加2.00万元，主要原因是厉行节约。",
        "公务接待费节约额比上年增加2.00万元，主要原因是接待批次减少。",
        "支出较预算压减5.00万元，支出压减力度大于上年，主要原因是厉行节约。",
        "空编人员减少，支出15.00万元，主要原因是在职人员增加。",
        "空编人员减少，支出15.00万元，完成预算的90.00%，主要原因是在职人员增加。",
        "年度可用资金增加5.00万元，主要原因是厉行节约。",
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
        (3, "农林水支出（类）水利（款）水利执法监督", "20.50"),
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


@pytest.mark.parametrize(
    "told_of_it",
    [
        ("，人员增加5人，相应缴存额提高。",),
        ("，为补缴往年公积金。",),
        ("，超支是执行新标准补发。",),
        ("，5月起三名职工到岗。",),
        ("。", "决算数大于预算数。", "主要原因是标准调整。"),
    ],
)
def test_whatever_is_told_of_a_difference_may_be_its_reason(told_of_it: tuple[str, ...]) -> None:
    end, *further = told_of_it
    last = ITEMS[4].partition("。决算数")[0]
    assert told(*(item.format(REASON) for item in ITEMS[:4]), last + end, *further) == []


@pytest.mark.parametrize(
    "bare",
    [
        "。",
        "，完成年初预算的125.00%。",
        "，完成年初预算的125.00%，决算数大于年初预算数5.00万元，比上年增加2.00万元，增长8.70%。",
        "。主要用于补缴职工的公积金、提高标准。",
    ],
)
def test_numbers_and_purposes_are_no_reason(bare: str) -> None:
    last = ITEMS[4].partition("。决算数")[0]
    assert told(*(item.format(REASON) for item in ITEMS[:4]), last + bare) == [("reason_left_out", "住房公积金")]


def test_much_text_without_a_reason_takes_no_time() -> None:
    began = process_time()
    assert not is_told("支出增加" * 16_000)
    assert process_time() - began < 0.2
