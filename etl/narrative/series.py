"""Reads lists of numbers that belong to a list of subjects one by one: 收入、支出总计分别为10万元、9万元."""

from __future__ import annotations

import re
from dataclasses import replace

from etl.narrative.grammar import Grammar
from etl.narrative.reading import PIECES, Reading
from etl.narrative.tokens import Token

_EACH = re.compile("分别|各|均")
_BETWEEN = re.compile("^[、，和与及]*$")


def series_at(text: str, found: list[Token], at: int, lead: str, known: int, words: Grammar) -> list[Token]:
    """The numbers of one kind from found[at] on that stand side by side; at least two, else none.

    `lead` is the text before the first, which has to say 分别 (or 各是), unless a list of as many numbers came before (`known`).
    Between two of them may stand a direction (增加5万元、减少3万元), which the second then carries as its text.
    """
    said = _EACH.search(PIECES.split(lead)[-1]) is not None
    if not said and not known:
        return []
    series = [found[at]]
    for token in found[at + 1 :]:
        between = text[series[-1].end : token.start]
        turned = words.direction.search(between)
        plain = _BETWEEN.match(between[: turned.start()] if turned else between)
        if plain is None or token.kind not in (found[at].kind, "money"):
            break
        series.append(replace(token, text=(turned[0] if turned else "") + token.text))
    if len(series) < 2 or (not said and len(series) != known):
        return []
    if series[0].kind == "bare":
        unit = next((token.unit for token in series if token.kind == "money"), "")
        if not unit or series[-1].kind != "money":
            return []
        series = [replace(token, kind="money", unit=unit) for token in series]
    return series if all(token.kind == series[0].kind for token in series) and series[0].kind != "count" else []


def share_out(reading: Reading, series: list[Token], before: int) -> bool:
    """Give each of the statements made since `before`, which all have the first number, its own; withdraw them where they are not as many.

    A number turns the sign of the first where a direction of its own stands before it.
    """
    stated = reading.drafts.all[before:]
    if len(stated) != len(series) or len({draft.metric for draft in stated}) != 1:
        reading.drafts.withdraw(before)
        return False
    falls = stated[0].value < 0
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
