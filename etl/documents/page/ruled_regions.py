"""Ruling lines, joined and sorted into the tables they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from operator import attrgetter

from etl.documents.page.geometry import Area, Rule

SNAP = 3.0
"""Lines closer than this (points) are one: double rules, cells that each draw their own border."""
_GAP = 4.0
"""A line may be interrupted by this much: dashes, borders drawn cell by cell."""
_TOUCH = 4.0
"""Lines that come this near each other meet."""
_SHORTEST = 5.0
"""What is shorter after joining is no ruling line: a dash, a tick, the corner of a border."""

_AS_HIGH = 1.25
"""A row without columns is no higher than this many times the row above or below it."""


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that hang together."""

    horizontals: tuple[Rule, ...]
    verticals: tuple[Rule, ...]

    @property
    def area(self) -> Area:
        """The rectangle around all lines."""
        across, down = self.horizontals, self.verticals
        lefts = [rule.start for rule in across] + [rule.at for rule in down]
        rights = [rule.end for rule in across] + [rule.at for rule in down]
        tops = [rule.at for rule in across] + [rule.start for rule in down]
        bottoms = [rule.at for rule in across] + [rule.end for rule in down]
        return Area(min(lefts), min(tops), max(rights), max(bottoms))


def joined(rules: Iterable[Rule], horizontal: bool) -> list[Rule]:
    """The lines of one direction, pieces on the same position joined."""
    ordered = sorted([rule for rule in rules if rule.horizontal == horizontal], key=attrgetter("at"))
    groups: list[list[Rule]] = []
    first = -inf
    for rule in ordered:
        if rule.at - first <= SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
            first = rule.at
    result: list[Rule] = []
    for group in groups:
        lengths = [rule.end - rule.start for rule in group]
        length = sum(lengths)
        at = (
            sum([rule.at * part for rule, part in zip(group, lengths, strict=True)]) / length
            if length > 0
            else sum([rule.at for rule in group]) / len(group)
        )
        group.sort(key=attrgetter("start"))
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start - end <= _GAP:
                end = max(end, rule.end)
                continue
            result.append(Rule(horizontal, at, start, end))
            start, end = rule.start, rule.end
        result.append(Rule(horizontal, at, start, end))
    return [rule for rule in result if rule.length >= _SHORTEST]


def regions(rules: Sequence[Rule]) -> tuple[list[Region], list[Rule]]:
    """Groups of lines that cross or meet, and the horizontal lines that meet no vertical one."""
    across, down = joined(rules, True), joined(rules, False)
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, vertical in enumerate(down):
        for i, horizontal in enumerate(across):
            if horizontal.at < vertical.start - _TOUCH:
                continue
            if horizontal.at > vertical.end + _TOUCH:
                break
            if horizontal.start - _TOUCH <= vertical.at <= horizontal.end + _TOUCH:
                parent[root(i)] = root(len(across) + j)
    for upper, lower in _rows_without_columns(across, down, [root(i) for i in range(len(across) + len(down))]):
        parent[root(upper)] = root(lower)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*across, *down]):
        groups.setdefault(root(i), ([], []))[0 if rule.horizontal else 1].append(rule)
    whole = [group for group in groups.values() if group[0] and group[1]]
    loose: list[Rule] = []
    for horizontals, verticals in groups.values():
        if horizontals and verticals:
            continue
        loose += horizontals
        for rule in verticals:
            # A line between columns that meets no other: the columns of a table whose first row is merged over them.
            around = [group for group in whole if _holds(group, rule)]
            if around:
                min(around, key=lambda group: Region(tuple(group[0]), tuple(group[1])).area.size)[1].append(rule)
    return [Region(tuple(horizontals), tuple(verticals)) for horizontals, verticals in whole], loose


def _rows_without_columns(across: Sequence[Rule], down: Sequence[Rule], roots: Sequence[int]) -> list[tuple[int, int]]:
    """Lines of one table without outer lines, parted by a row that is merged over all columns.

    The places in `across` of the line above and the line below such a row: as wide as each other, no vertical line
    at their ends, no further apart than another row of the table is high.
    """
    columns: dict[int, list[float]] = {}
    for rule, root in zip(down, roots[len(across) :], strict=True):
        columns.setdefault(root, []).append(rule.at)
    found = []
    for i, upper in enumerate(across):
        alike = [k for k, rule in enumerate(across) if _as_wide(rule, upper)]
        after = [k for k in alike if across[k].at > upper.at]
        if not after or roots[after[0]] == roots[i]:
            continue
        lower = across[after[0]]
        beside = [x for k in (i, after[0]) for x in columns.get(roots[k], ())]
        if not beside or any(abs(x - end) <= _TOUCH for x in beside for end in (upper.start, upper.end)):
            continue
        heights = [upper.at - across[k].at for k in alike if across[k].at < upper.at and roots[k] == roots[i]][-1:]
        heights += [across[k].at - lower.at for k in after[1:2] if roots[k] == roots[after[0]]]
        if heights and lower.at - upper.at <= _AS_HIGH * max(heights):
            found.append((i, after[0]))
    return found


def _as_wide(one: Rule, other: Rule) -> bool:
    return abs(one.start - other.start) <= SNAP and abs(one.end - other.end) <= SNAP


def _holds(group: tuple[list[Rule], list[Rule]], rule: Rule) -> bool:
    """Whether a vertical line stands within a group of lines, as long as others of it to its left and right."""
    alike = [one.at for one in group[1] if one.start <= rule.start + SNAP and rule.end <= one.end + SNAP]
    return bool(alike) and min(alike) < rule.at < max(alike)
