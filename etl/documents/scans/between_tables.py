"""The paper between two tables that stand one close below the other: no line goes on through it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from etl.documents.page.geometry import Rule
from etl.documents.page.ruled_regions import SNAP, joined
from etl.documents.scans.render import Grey

_LOWEST_ROW = 8.0
"""No row of print is so low (points): two lines across that are nearer each other hold none between them."""
_AS_WIDE = 8.0
"""Lines across that begin and end so near each other (points) are borders of tables of one width."""
_EDGE = 1.2
"""Half of a line's thickness, and what lies askew of it (points): ink there says nothing of the paper beside it."""
_DRAWN = 0.5
"""A line goes on where at least so much of the way is inked."""


def parted_between_tables(rules: Sequence[Rule], ink: Grey, scale: float) -> list[Rule]:
    """The lines of a page, those down cut where they were drawn out over the paper between two tables. `ink` is the page's mask of what is printed.

    The lines across tell the place: two of one width, nearer each other than a row is high. Where one line down is inked from the upper
    to the lower one, they are a double border of one table, and nothing is cut.
    """
    found = list(rules)
    across = joined(rules, True)
    for upper, lower in pairwise(across):
        is_near = SNAP < lower.at - upper.at < _LOWEST_ROW
        is_as_wide = abs(upper.start - lower.start) <= _AS_WIDE and abs(upper.end - lower.end) <= _AS_WIDE
        if is_near and is_as_wide and not any(_goes_on(rule, upper.at, lower.at, ink, scale) for rule in found):
            found = [part for rule in found for part in _cut(rule, upper.at, lower.at)]
    return found


def _goes_on(rule: Rule, top: float, bottom: float, ink: Grey, scale: float) -> bool:
    """Whether a line down is inked between two heights."""
    if rule.horizontal or rule.start > top or rule.end < bottom:
        return False
    x, first, last = round(rule.at / scale), round((top + _EDGE) / scale), round((bottom - _EDGE) / scale)
    way = ink[first : max(first + 1, last), max(0, x - 2) : x + 3].any(axis=1)
    return bool(way.mean() >= _DRAWN) if way.size else False


def _cut(rule: Rule, top: float, bottom: float) -> list[Rule]:
    """What of a line stands above and below the paper between two heights."""
    if rule.horizontal or rule.end <= top or rule.start >= bottom:
        return [rule]
    parts = (rule._replace(end=min(rule.end, top)), rule._replace(start=max(rule.start, bottom)))
    return [part for part in parts if part.length > 0]
