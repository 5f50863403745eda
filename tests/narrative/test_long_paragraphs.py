"""A paragraph is read in time that grows with its length: work is counted, not seconds."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from etl.narrative import read_narrative
from etl.narrative.clauses import ClauseReader
from etl.narrative.drafts import Drafts
from etl.narrative.grammar import grammar
from etl.narrative.sentences import sentences
from etl.narrative.subjects import Codes
from tests.narrative.prose import document, head

SHAPES: dict[str, Callable[[int], str]] = {
    "amounts": lambda n: "，".join(f"维修费{i}.25万元" for i in range(n)),
    "amounts without commas": lambda n: "".join(f"维修费{i}.25万元" for i in range(n)),
    "a list after a shorter one": lambda n: (
        "收入、支出分别为1万元、2万元，另有" + "、".join(f"{i}.1万元" for i in range(n))
    ),
    "two lists of unlike length": lambda n: (
        f"收入、支出分别为{'、'.join(f'{i}.1万元' for i in range(n))}，另有"
        + "、".join(f"{i}.1万元" for i in range(n - 1))
    ),
    "comparisons": lambda n: "，".join(f"维修费{i}.2万元，比上年增加{i}.1万元，增长{i % 90}.5%" for i in range(n)),
    "reasons": lambda n: "；".join(f"维修费{i}.2万元，比上年减少{i}.1万元，主要原因是工作减少" for i in range(n)),
    "one long reason": lambda n: (
        "维修费5万元，比上年增加3万元，主要原因是" + "，".join(f"会议费较上年增加{i}.2万元" for i in range(n))
    ),
    "reasons without a change": lambda n: (
        "；".join(f"维修费{i}.2万元" for i in range(n)) + "；开支较多主要原因是工作增加" * n
    ),
    "parts": lambda n: "支出5万元，其中：" + "；".join(f"维修费{i}.1万元，占{i % 100}.2%" for i in range(n)),
    "counts": lambda n: "，".join(f"举办活动{i}批次，{i}人次，车辆{i}辆，职工{i}人" for i in range(n)),
    "numbers without units": lambda n: "，".join(f"维修费{i}.25" for i in range(n)) + "，合计5万元",
    "digits": lambda n: "，".join("1" for _ in range(n)),
    "open brackets": lambda n: "，".join(f"维修费{i}.2万元（其中：会议费{i}.1万元" for i in range(n)),
    "reasons with numbers": lambda n: (
        "，".join(f"较上年增加{i}.2万元增加的原因是工作增加" for i in range(n)) + "，维修费5万元"
    ),
    "rates side by side": lambda n: "维修费5万元，占" + "、".join(f"{i % 100}.2%" for i in range(n)),
    "words": lambda n: "，".join("加强预算管理" for _ in range(n)),
    "sentences": lambda n: "".join(f"维修费{i}.2万元，比上年增加{i}.1万元。" for i in range(n)),
}
KINDS = (
    "一、收入支出决算总体情况说明",
    "二、“三公”经费支出决算情况说明",
    "三、预算绩效情况说明",
    "四、国有资产占用情况说明",
)


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called, those of C too."""
    count = 0

    def noticed(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(noticed)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_paragraph_of_twice_the_clauses_takes_twice_the_work(shape: str, kind: str) -> None:
    def read(clauses: int) -> Callable[[], Any]:
        return lambda: read_narrative(document("第三部分 说明", kind, SHAPES[shape](clauses) + "。"), head(), {})

    read(200)()  # patterns are compiled, words are kept
    once, twice = calls(read(200)), calls(read(400))
    assert twice <= 2.3 * once


class Counted:
    """A pattern that counts the characters which it is given to search."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.characters = 0

    def search(self, text: str) -> re.Match[str] | None:
        self.characters += len(text)
        return self.pattern.search(text)


def test_words_of_a_whole_sentence_are_looked_for_once() -> None:
    text = SHAPES["counts"](400) + "。"
    pattern = Counted(grammar().three_public_item)
    words = replace(grammar(), three_public_item=pattern)
    reader = ClauseReader(head(), Codes({}), words, Drafts())
    for sentence in sentences(document("第三部分 说明", KINDS[0], text), words):
        reader.read(sentence)
    assert pattern.characters < 5 * len(text)
