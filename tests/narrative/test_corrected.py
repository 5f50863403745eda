"""A correction states what it puts in, not what it takes out."""

from __future__ import annotations

import pytest

from tests.narrative.prose import read, stated

RECEPTION = ("公务接待费", "支出决算", "2.30")


@pytest.mark.parametrize(
    "sentence",
    [
        "“公务接待费支出决算为3.20万元”更正为“公务接待费支出决算为2.30万元”。",
        "说明中“公务接待费支出决算为3.20万元”，现调整为：“公务接待费支出决算为2.30万元”。",
        "公务接待费支出决算由3.20万元更正为2.30万元。",
    ],
)
def test_the_amount_that_a_correction_replaces_is_not_stated(sentence: str) -> None:
    narrative = read("一、更正说明", sentence)
    assert [(item, metric, str(value)) for item, metric, value, _ in stated(narrative)] == [RECEPTION]
    assert [(one.printed, one.rule) for one in narrative.numbers if one.state != "disclosure"] == [("3.20", "replaced")]


def test_a_sentence_before_the_correction_is_replaced_by_the_one_behind() -> None:
    narrative = read("一、更正说明", "更正前：公务接待费支出决算为3.20万元。更正后：公务接待费支出决算为2.30万元。")
    assert [str(value) for _, _, value, _ in stated(narrative)] == ["2.30"]


def test_an_adjusted_budget_is_no_correction() -> None:
    narrative = read("一、支出决算情况", "项目支出年初预算为3.20万元，调整为2.30万元。")
    assert [one.printed for one in narrative.numbers if one.rule == "replaced"] == []
