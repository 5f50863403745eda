"""Finds the numbers of a sentence and what kind each is, and the words that state a number without one (持平)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from etl.narrative.grammar import Grammar, step_pattern, step_words
from etl.words.numbers import DIGITS, decimal_of
from etl.words.numerals import COUNTED, COUNTING, counted, digits_of
from etl.words.units import MONEY, YUAN

Kind = Literal["money", "percent", "count", "score", "bare", "flat", "roughly_flat", "not_comparable"]

_LARGE_UNITS = "|".join(unit for unit in MONEY.split("|") if unit != "元")
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z])(?P<sign>(?:(?<![\d）%])|(?<=[增加减少升降长]）))[-△▲])?(?P<number>{DIGITS})"
    rf"(?P<unit>{_LARGE_UNITS}|[万亿](?=[，。；、）（：]|$|[增减上下]|降)|元|%|个百分点|‰|人（次）|批（次）|（平方米）|人次|个团组|个批次|批次|台（套）|台/套|台套|"
    r"分(?![之别类批析钟为布管])|平方米|[辆台套个项批次期家户名人件处幢栋间宗](?!均))?"
)
_SPELLINGS = {"（平方米）": "平方米", "人（次）": "人次", "批（次）": "批次", "个批次": "批次", "个团组": "个"}
_FOLLOWED = step_pattern("tokens.followed")
_FOR_ONE = step_pattern("tokens.for_one")
_LEVEL_CODE = step_pattern("tokens.level_code")
_LIMIT = step_pattern("tokens.limit")
_LIMIT_BEFORE = step_pattern("tokens.limit_before")
_ONE = frozenset(step_words("tokens.one"))
_NUMERAL = re.compile(
    rf"(?<!\d)(?<!{COUNTING})(?P<number>{COUNTED})(?:(?P<money>元)整?|(?P<count>{'|'.join(step_words('tokens.numeral_counts'))}))"
)
_NUMERAL_RATE = step_pattern("tokens.numeral_rate")
_TIMES_BEFORE = step_pattern("tokens.times_before")
_TIMES_BEHIND = step_pattern("tokens.times_behind")
_TENTHS = step_pattern("tokens.tenths")
_NUMERAL_BEFORE = step_pattern("tokens.numeral_before")
_NUMERAL_BEHIND = step_pattern("tokens.numeral_behind")
_AROUND = 12
"""How many characters around a number tell what it is."""
_COUNTS = frozenset(step_words("tokens.counts"))
_LARGE = frozenset(unit[0] for unit in YUAN if len(unit) == 2 and YUAN[unit] >= 10_000)
_MONEY = {unit: unit for unit in YUAN} | {unit[:-1]: unit for unit in YUAN if len(unit) == 2}


@dataclass(frozen=True, slots=True)
class Token:
    """A number or a word that stands for one, at text[start:end]."""

    start: int
    end: int
    kind: Kind
    value: Decimal
    unit: str
    text: str
    per: str = ""  # what one of which the amount is for: 2万元/人


def tokens(text: str, words: Grammar) -> list[Token]:
    """The tokens of a normalised sentence, in order. Dates, ordinals, thresholds (50万元以上) and multiples of an amount are no tokens."""
    found: list[Token] = []
    for match in _NUMBER.finditer(text):
        unit = _SPELLINGS.get(match["unit"] or "", match["unit"] or "")
        rest = text[match.end() : match.end() + _AROUND]
        before = text[max(0, match.start() - _AROUND) : match.start()]
        if before.endswith("（") and _LEVEL_CODE.match(text, match.start()):
            continue
        if before.endswith("第") or (before.endswith(("〔", "【", "[")) and not unit):
            continue
        if _MONEY.get(unit) and (_LIMIT.match(rest) or _LIMIT_BEFORE.search(before)):
            continue
        if not unit and (times := _TIMES_BEHIND.match(rest)) and _TIMES_BEFORE.search(before):
            end = match.end() + times.end()
            rate = 100 * decimal_of(match["number"])
            found.append(Token(match.start(), end, "percent", rate, "%", text[match.start() : end]))
            continue
        if not unit and _FOLLOWED.match(rest):
            continue
        if unit in _COUNTS and re.match(r"^[/年月日]|^（[人次]）", rest):
            continue
        value = decimal_of(match["number"])
        if match["sign"]:
            value = -value
        kind: Kind
        per = ""
        end = match.end()
        if unit in _MONEY:
            kind, unit = "money", _MONEY[unit]
            if one := _FOR_ONE.match(text, match.end()):
                per, end = one["per"], one.end()
        elif unit == "%":
            kind = "percent"
        elif unit == "分":
            kind = "score"
        elif unit in _COUNTS:
            kind = "count"
        elif unit == "":
            kind = "bare"
        else:
            continue
        found.append(Token(match.start(), end, kind, value, unit, text[match.start() : end], per))
    found += _numerals(text)
    wordy: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("flat", words.flat),
        ("roughly_flat", words.roughly_flat),
        ("not_comparable", words.not_comparable),
    )
    for kind, pattern in wordy:
        found += [Token(m.start(), m.end(), kind, Decimal(0), "", m[0]) for m in pattern.finditer(text)]
    return sorted(found, key=lambda token: token.start)


def _numerals(text: str) -> Iterator[Token]:
    """Amounts, counts and rates in Chinese numerals: 五万六千元, 十二批次, 百分之三点五, 增长两成. A single person (一人) is a word and counts nothing."""
    for match in _NUMERAL.finditer(text):
        number, rest = match["number"], text[match.end() : match.end() + _AROUND]
        before = text[max(0, match.start() - _AROUND) : match.start()]
        value = counted(number)
        if not value or _NUMERAL_BEFORE.search(before) or _NUMERAL_BEHIND.match(rest):
            continue
        if _LIMIT.match(rest) or _LIMIT_BEFORE.search(before):
            continue
        if match["money"]:
            unit = _MONEY[number[-1]] if number[-1] in _LARGE else match["money"]
            yield Token(match.start(), match.end(), "money", value / YUAN[unit], unit, match[0])
        elif len(number) > 1 or match["count"] not in _ONE:
            yield Token(match.start(), match.end(), "count", Decimal(value), match["count"], match[0])
    for match in _NUMERAL_RATE.finditer(text):
        whole = counted(match["whole"])
        if whole is not None and not _LIMIT.match(text[match.end() : match.end() + _AROUND]):
            rate = decimal_of(f"{whole}.{digits_of(match['part'] or '')}".rstrip("."))
            yield Token(match.start(), match.end(), "percent", rate, "%", match[0])
    for match in _TENTHS.finditer(text):
        start = match.start("whole")
        rate = 10 * Decimal(counted(match["whole"]) or 0) + (5 if match["half"] else counted(match["part"] or "") or 0)
        yield Token(start, match.end(), "percent", rate, "%", text[start : match.end()])
