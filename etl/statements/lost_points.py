"""Points of recognised amounts that were read as commas, or not at all: put where the form prints them, if the sums of the form hold with that alone.

No digit is changed (60.18342 is 60,183.42 and 616 is 6.16 in a form of two decimals), and what no sum proves stays as it was read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from etl.statements.model import Figure, Repair, Statement
from etl.statements.sums import Key, kept_sums, key_of, sums_of

_MOSTLY = Decimal("0.8")
"""A form whose amounts have the same decimals in so many cells prints all of them so."""


def with_points(statement: Statement) -> Statement:
    """The statement with the amounts whose point the form's sums put elsewhere; each with its repair (`lost_point`)."""
    usual = usual_decimals(statement)
    sure = _proven(statement)
    moved = {
        key_of(figure): _pointed(figure, usual)
        for figure in statement.figures
        if usual
        and figure.confidence is not None
        and figure.amount_yuan
        and figure.decimals != usual
        and key_of(figure) not in sure
        # What would be less than 1 is lost in the rounding of a long sum, which holds with it or without.
        and abs(figure.value.scaleb(figure.decimals - usual)) >= 1
    }
    # amounts of one sum may have lost their points together: first all of them are put, then those that nothing proves are put back
    while moved:
        tried = _with(statement, moved)
        proven = _proven(tried)
        kept = {key: figure for key, figure in moved.items() if key in proven}
        if len(kept) == len(moved):
            return tried
        moved = kept
    return statement


def usual_decimals(statement: Statement) -> int:
    """How many decimals the form's amounts have; 0 where they differ."""
    money = [figure for figure in statement.figures if figure.amount_yuan is not None and figure.value]
    usual = Counter(figure.decimals for figure in money).most_common(1)
    return usual[0][0] if usual and usual[0][1] >= _MOSTLY * len(money) else 0


def _pointed(figure: Figure, decimals: int) -> Figure:
    """A figure with the same digits, so many of them behind the point."""
    places = figure.decimals - decimals
    value = figure.value.scaleb(places)
    yuan = figure.amount_yuan.scaleb(places) if figure.amount_yuan is not None else None
    repairs = (*figure.repairs, Repair("lost_point", figure.printed.strip(), str(value)))
    return replace(figure, value=value, amount_yuan=yuan, decimals=decimals, repairs=repairs)


def _with(statement: Statement, figures: dict[Key, Figure]) -> Statement:
    return replace(statement, figures=tuple(figures.get(key_of(one), one) for one in statement.figures))


def _proven(statement: Statement) -> set[Key]:
    """The figures that stand in a sum that holds and in none that is broken."""
    sums = kept_sums(list(sums_of(statement, every_change=False)))
    broken = {key for one in sums if not one.holds for key in one.members}
    return {key for one in sums if one.holds and len(one.members) > 1 for key in one.members} - broken
