"""What the words of a disclosure say: its marks (`marks.yaml`), the years it names, and the bare name of its subject."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from etl.narrative.grammar import step_pattern
from etl.narrative.model import Disclosure
from etl.words.marks import Marks
from etl.words.names import bare_name, without_quotes


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


def decimals_of(disclosure: Disclosure) -> int:
    """How many decimals its value is printed with; fewer than none where one of its last digit is worth more than one: 1.3倍 is 130 %, to 10."""
    decimals = max(0, -int(disclosure.value.as_tuple().exponent))
    if step_pattern("marks.hundreds").search(disclosure.printed):
        return decimals - 2
    return decimals - 1 if step_pattern("marks.tens").search(disclosure.printed) else decimals


def opening_year(sentence: str) -> int | None:
    """The year that a sentence opens with (2023年度收入…) and is about; None where it speaks of the year's end, or compares with it."""
    if not step_pattern("marks.opens").search(sentence) or step_pattern("marks.opens_not").search(sentence):
        return None
    found = step_pattern("marks.opening").search(sentence)
    return int(found[1]) if found else None


def compared_year(sentence: str) -> int | None:
    """The year with which a sentence says that it compares (与2022年相比), None where it names none."""
    found = step_pattern("marks.compared").search(sentence) if step_pattern("marks.compares").search(sentence) else None
    return int(found[1]) if found else None


def subject_name(item: str) -> str:
    """The last part of an item's path without marks and the words for its kind: one name for a thing."""
    return bare_name(item.rpartition("/")[2])
