"""What the words of a disclosure say: its marks (`marks.yaml`), the years it names, and the bare name of its subject."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from etl.narrative.model import Disclosure
from etl.words.marks import Marks
from etl.words.names import bare_name, without_quotes

_OPENING = re.compile("^[^0-9]{0,12}(20[0-9]{2})年")
_OPENS = re.compile("^[^0-9，。；]{0,12}20[0-9]{2}年(?:度)?[^0-9月末底初—－-]")
_OPENS_NOT = re.compile(
    "^[^0-9，。；]{0,12}20[0-9]{2}年(?:度)?(?:结转|结余|末|底|初|以来|至|到|起)"
    "|^[^0-9]{0,8}(?:与|比|较|和|按|按照|以|截至|截止|自|从)20[0-9]{2}年"
)
_COMPARED = re.compile(r"(?:比|较|与|和|同|对比)(?:上年|上一年|去年)?[（(]?(20[0-9]{2})年")
_COMPARES = re.compile(
    r"(?:比|较|与|和|同|对比)(?:上年|上一年|去年)?[（(]?20[0-9]{2}年(?:度|末|底)?"
    r"(?:预算|决算|执行|收入|支出|年初|初|全年|实际|同期|部门|数|相比|增|减|上升|下降|[，,）)]|.{0,14}相比|.{0,14}(?:增|减))"
)


@cache
def disclosure_marks() -> Marks:
    """The marks that disclosures may have."""
    return Marks(Path(__file__).with_name("marks.yaml"))


def marks_of(disclosure: Disclosure) -> list[str]:
    """Names for what its words say, in the order of `marks.yaml`."""
    return disclosure_marks().of(
        item=disclosure.item,
        plain_item=without_quotes(disclosure.item),
        section=disclosure.section,
        base=disclosure.base,
        printed=disclosure.printed,
        metric=disclosure.metric,
        sentence=disclosure.sentence,
    )


def opening_year(sentence: str) -> int | None:
    """The year that a sentence opens with (2023年度收入…) and is about; None where it speaks of the year's end, or compares with it."""
    if not _OPENS.search(sentence) or _OPENS_NOT.search(sentence):
        return None
    found = _OPENING.search(sentence)
    return int(found[1]) if found else None


def compared_year(sentence: str) -> int | None:
    """The year with which a sentence says that it compares (与2022年相比), None where it names none."""
    found = _COMPARED.search(sentence) if _COMPARES.search(sentence) else None
    return int(found[1]) if found else None


def subject_name(item: str) -> str:
    """The last part of an item's path without marks and the words for its kind: one name for a thing."""
    return bare_name(item.rpartition("/")[2])
