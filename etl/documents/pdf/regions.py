"""Ruling lines, joined and sorted into the tables they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.documents.pdf.geometry import Area, Rule

SNAP = 3.0
"""Lines closer than this (points) are one: double rules, cells that each draw their own border."""
_GAP = 4.0
"""A line may be interrupted by this much: dashes, borders drawn cell by cell."""
_TOUCH = 4.0
"""Lines that come this near each other meet."""
_SHORTEST = 5.0
"""What is shorter after joining is no ruling line: a dash, a tick, the corner of a border."""


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
    ordered = sorted((rule for rule in rules if rule.horizontal == horizontal), key=lambda rule: rule.at)
    groups: list[list[Rule]] = []
    for rule in ordered:
        if groups and rule.at - groups[-1][0].at <= SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    result: list[Rule] = []
    for group in groups:
        length = sum(rule.length for rule in group)
        at = (
            sum(rule.at * rule.length for rule in group) / length
            if length > 0
            else sum(rule.at for rule in group) / len(group)
        )
        group.sort(key=lambda rule: rule.start)
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


def _holds(group: tuple[list[Rule], list[Rule]], rule: Rule) -> bool:
    """Whether a vertical line stands within a group of lines, as long as others of it to its left and right."""
    alike = [one.at for one in group[1] if one.start <= rule.start + SNAP and rule.end <= one.end + SNAP]
    return bool(alike) and min(alike) < rule.at < max(alike)
