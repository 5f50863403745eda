"""What an indicator's target asks for (≥50亩) and what was reached (42亩), as numbers, where both are one number of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from etl.performance.vocabulary import step_pattern
from etl.words.folding import fold
from etl.words.numbers import decimal_of

_AT_LEAST = step_pattern("targets.at_least")
_AT_MOST = step_pattern("targets.at_most")
_NUMBER = step_pattern("targets.number")
_MORE_IS_BETTER = step_pattern("targets.more_is_better")


@dataclass(frozen=True, slots=True)
class Reached:
    """`relation` is `>=` or `<=`: what was reached has to be so to the target; both are in `unit`, as printed."""

    relation: str
    target: Decimal
    actual: Decimal
    unit: str


def reached(target: str, actual: str, level2: str) -> Reached | None:
    """What the texts of a target and of what was reached say; None where either isn't one number, or the units differ, or nothing tells
    whether more or less is wanted.

    >>> reached("≥50亩", "42亩", "质量指标")
    Reached(relation='>=', target=Decimal('50'), actual=Decimal('42'), unit='亩')
    >>> reached("≥50亩", "长期", "质量指标") is None
    True
    """
    wanted = fold(target).replace(" ", "")
    found = fold(actual).replace(" ", "")
    relation = ""
    for sign, pattern in ((">=", _AT_LEAST), ("<=", _AT_MOST)):
        if match := pattern.match(wanted):
            relation, wanted = sign, wanted[match.end() :]
            break
    if not relation and _MORE_IS_BETTER.match(level2):
        relation = ">="
    one, other = _NUMBER.match(wanted), _NUMBER.match(found)
    if not relation or one is None or other is None or (other["unit"] and one["unit"] != other["unit"]):
        return None
    return Reached(relation, decimal_of(one["digits"]), decimal_of(other["digits"]), one["unit"])
