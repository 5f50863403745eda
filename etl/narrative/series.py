"""Reads lists of numbers that belong to a list of subjects one by one: 收入、支出总计分别为10万元、9万元."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, pairwise

from etl.narrative.grammar import Grammar, step_pattern
from etl.narrative.reading import PIECES, Reading
from etl.narrative.tokens import Token

_EACH = step_pattern("series.each")
_BETWEEN = step_pattern("series.between")
_JOINED = step_pattern("series.joined")
_OPENS_PARTS = step_pattern("series.opens_parts")
_PART = step_pattern("series.part")
_NO_PART = step_pattern("series.no_part")
_AMONG = step_pattern("series.among")


def beside(text: str, found: list[Token], words: Grammar) -> list[str | None]:
    """For each token but the first: the direction (增加) that stands between the one before and it, "" where only 、 or 和 does; None where
    other words part them."""
    between: list[str | None] = [None] * len(found)
    for i in range(1, len(found)):
        gap = text[found[i - 1].end : found[i].start]
        turned = words.direction.search(gap)
        if _BETWEEN.match(gap[: turned.start()] if turned else gap):
            between[i] = turned[0] if turned else ""
    return between


def run_lengths(found: list[Token], between: list[str | None]) -> list[int]:
    """For each token, how many of its kind or of money stand side by side from it on. Told from the end, so that a long list is walked once."""
    lengths = [0] * len(found)
    running: dict[str, int] = {}
    kinds = {token.kind for token in found}
    for i in range(len(found) - 1, -1, -1):
        own = found[i].kind
        goes_on = i + 1 < len(found) and between[i + 1] is not None
        running = {
            kind: 1 + (running.get(kind, 0) if goes_on else 0) if own in (kind, "money") else 0 for kind in kinds
        }
        lengths[i] = running[own]
    return lengths


class Lists:
    """The lists of numbers in a part of a sentence."""

    def __init__(self, text: str, found: list[Token], words: Grammar) -> None:
        self._text = text
        self._found = found
        self._between = beside(text, found, words)
        self._lengths = run_lengths(found, self._between)

    def at(self, at: int, lead: str, known: int) -> list[Token]:
        """The numbers of one kind from token number `at` on that stand side by side; at least two, else none.

        `lead` is the text before the first, which has to say 分别 (or 各是), unless a list of as many numbers came before (`known`).
        Between two of them may stand a direction (增加5万元、减少3万元), which the second then carries as its text.
        """
        count = self._lengths[at]
        said = _EACH.search(PIECES.split(lead)[-1]) is not None
        if count < 2 or (not said and count != known):
            return []
        turned = (
            replace(self._found[i], text=(self._between[i] or "") + self._found[i].text)
            for i in range(at + 1, at + count)
        )
        series = [self._found[at], *turned]
        if series[0].kind == "bare":
            unit = next((token.unit for token in series if token.kind == "money"), "")
            if not unit or series[-1].kind != "money":
                return []
            series = [
                replace(token, kind="money", unit=unit, text=token.text + ("" if token.unit else unit))
                for token in series
            ]
        return series if all(token.kind == series[0].kind for token in series) and series[0].kind != "count" else []

    def goes_on(self, at: int) -> bool:
        """Whether token number `at` counts what stands straight behind another count, with nothing but 、 or 和 between them: 减少45批、402人次."""
        counts = at > 0 and self._found[at].kind == self._found[at - 1].kind == "count"
        return counts and self._between[at] == "" and self._text[self._found[at - 1].end : self._found[at].start] != ""

    def unsaid(self, at: int, lead: str, series: list[Token]) -> int:
        """How many rates or amounts stand side by side from token number `at` on without a word that shares them out (占60%、40%), or counts of one unit with
        such a word (购置数及保有量分别为1辆和130辆): none of either is anyone's. 0 where not two."""
        count = self._lengths[at]
        if series or count < 2:
            return 0
        if self._found[at].kind == "count" and _EACH.search(PIECES.split(lead)[-1]):
            return count if len({token.unit for token in self._found[at : at + count]}) == 1 else 0
        kind = self._found[at].kind
        if kind not in ("percent", "money"):
            return 0
        listed = self._found[at : at + count]
        apart = all(self._between[i] == "" for i in range(at + 1, at + count))
        if kind == "money":
            gaps = (self._text[one.end : other.start] for one, other in pairwise(listed))
            apart = apart and all(_JOINED.fullmatch(gap) for gap in gaps)
        return count if apart and all(token.kind == kind for token in listed) else 0


def proven_parts(text: str, found: list[Token]) -> set[int]:
    """The numbers of the tokens that are amounts of the parts of a whole, whatever the parts are called: 项目支出215万元，其中：设备85万元、码头60万元、航道70万元.

    Two amounts or more, each behind words of its own that name one thing, that add up to the amount before them; behind 其中 one alone may be all of it.
    """
    ends = list(range(1, len(found) + 1))  # for each token, where the list of parts ends that it is in
    for i in range(len(found) - 2, -1, -1):
        if _is_part(text, found[i], found[i + 1]):
            ends[i] = ends[i + 1]
    sums = list(accumulate((token.value for token in found), initial=Decimal(0)))
    proven: set[int] = set()
    for first in range(1, len(found) - 1):
        end = ends[first]
        before = reversed(found[max(0, first - 3) : first])  # between a whole and its parts its share may stand
        whole = next((token for token in before if token.kind != "percent"), found[first - 1])
        opening = text[found[first - 1].end : found[first].start]
        alike = whole.kind == found[first].kind == "money" and whole.unit == found[first].unit
        alike = alike and _OPENS_PARTS.fullmatch(opening) is not None and _NO_PART.search(opening) is None
        if alike and (end - first > 1 or _AMONG.search(opening)) and sums[end] - sums[first] == whole.value:
            proven.update(range(first, end))
    return proven


def _is_part(text: str, before: Token, token: Token) -> bool:
    """Whether an amount stands behind one name only, which follows an amount of the same unit."""
    alike = token.kind == before.kind == "money" and token.unit == before.unit
    name = text[before.end : token.start]
    return alike and _PART.fullmatch(name) is not None and _NO_PART.search(name) is None


def share_out(reading: Reading, series: list[Token], before: int) -> bool:
    """Give each of the statements made since `before`, which all have the first number, its own; withdraw them where they are not as many.

    A number turns the sign of the first where a direction of its own stands before it.
    """
    stated = reading.drafts.all[before:]
    if len(stated) != len(series) or len({draft.metric for draft in stated}) != 1:
        reading.drafts.withdraw(before)
        return False
    first = reading.words.direction.search(stated[0].printed.removesuffix(series[0].text))
    falls = stated[0].value < 0 or (first is not None and reading.words.up.fullmatch(first["direction"]) is None)
    for draft, token in zip(stated, series, strict=True):
        if draft.direction:
            turned = reading.words.direction.search(token.text[: -len(re.sub(r"^\D*", "", token.text))])
            down = falls if turned is None else reading.words.up.fullmatch(turned["direction"]) is None
            draft.value = -abs(token.value) if down else token.value
            draft.direction = "increase" if draft.value > 0 else "decrease" if draft.value < 0 else "unchanged"
        else:
            draft.value = token.value
        draft.unit = token.unit
        draft.printed = draft.printed.removesuffix(series[0].text) + token.text
    return True
