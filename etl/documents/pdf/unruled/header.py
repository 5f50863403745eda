"""The header of a table without lines between its columns: which cell stands above which.

A header is a row of strips; a strip is one cell, or a cell above a header of its own. Of all the ways to read the cells so,
the one is taken in which each parent stands above the middle of its columns, each cell in the middle (or at the top) of the
height that it has, and no line runs where none can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.documents.page.geometry import Rule
from etl.documents.pdf.stacks import height, overlap
from etl.documents.pdf.text_lines import Word

_NEVER = float("inf")
_ABOVE = 0.35
"""A parent ends above its children, within this share of the font size."""
_OFF_CENTRE = 0.7
_FURTHEST = 4.0
"""What a font size off the middle costs, and the most that it may."""
_AT_TOP = 1.0
_ONLY_CHILD = 1.5
_RULE = 3.0
_CROSSING = 4.0
"""What it costs that cells stand at the top of their height, a parent of one column, a line that can't be, strips that cross."""


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of a header: its level from 0, and the leaves that it stands above (itself, if it is one), from the left."""

    word: Word
    level: int
    first: int
    last: int
    is_leaf: bool


@dataclass(frozen=True, slots=True)
class _Tree:
    word: int
    children: tuple[_Tree, ...] = ()


def heads(
    cells: Sequence[Word],
    columns: Sequence[tuple[float, float]],
    rules: Sequence[Rule],
    *,
    single: bool = False,
) -> list[Head] | None:
    """The cells of a header with their levels, leaves from left to right. None where they can't be read as one.

    `columns`: from where to where the columns below go, as far as is known; `rules`: lines within the header; `single`: a parent may
    well stand above one column.
    """
    reading = _Reading(cells, columns, rules)
    reading.only_child = 0.0 if single else _ONLY_CHILD
    trees = reading.best()
    if trees is None:
        return None
    found: list[Head] = []
    count = 0

    def visit(tree: _Tree, level: int) -> tuple[int, int]:
        nonlocal count
        if not tree.children:
            found.append(Head(cells[tree.word], level, count, count, True))
            count += 1
            return count - 1, count - 1
        ends = [visit(child, level + 1) for child in tree.children]
        found.append(Head(cells[tree.word], level, ends[0][0], ends[-1][1], False))
        return ends[0][0], ends[-1][1]

    for tree in trees:
        visit(tree, 0)
    return found


class _Reading:
    """The search for the best reading of a header."""

    def __init__(self, cells: Sequence[Word], columns: Sequence[tuple[float, float]], rules: Sequence[Rule]) -> None:
        self.cells = cells
        self.top = min(cell.top for cell in cells)
        self.bottom = max(cell.bottom for cell in cells)
        self.size = max(height(cell) for cell in cells)
        self.rules = [rule for rule in rules if self.top < rule.at < self.bottom]
        self.extents = _extents(cells, columns)
        self.at_top = False
        self.only_child = _ONLY_CHILD
        self.known: dict[tuple[tuple[int, ...], float, int], tuple[float, tuple[_Tree, ...]]] = {}

    def best(self) -> tuple[_Tree, ...] | None:
        """The cheapest reading, with all cells in the middle of their height or all at its top."""
        members = tuple(sorted(range(len(self.cells)), key=lambda i: self.cells[i].x))
        price, trees = self.row(members, self.top, 0)
        self.known.clear()
        self.at_top = True
        other, others = self.row(members, self.top, 0)
        if other + _AT_TOP < price:
            price, trees = other, others
        return trees if price < _NEVER else None

    def row(self, members: tuple[int, ...], top: float, level: int) -> tuple[float, tuple[_Tree, ...]]:
        """The cheapest strips that the members make."""
        key = (members, top, level)
        if key in self.known:
            return self.known[key]
        best: list[tuple[float, tuple[_Tree, ...]]] = [(0.0, ())]
        for end in range(1, len(members) + 1):
            found: tuple[float, tuple[_Tree, ...]] = (_NEVER, ())
            for start in range(end - 1, -1, -1):
                if best[start][0] >= found[0]:
                    continue
                price, tree = self.strip(members[start:end], top, level)
                if tree is None:
                    continue
                price += self.crossing(members[:start], members[start:end])
                if best[start][0] + price < found[0]:
                    found = (best[start][0] + price, (*best[start][1], tree))
            best.append(found)
        self.known[key] = best[-1]
        return best[-1]

    def crossing(self, before: tuple[int, ...], members: tuple[int, ...]) -> float:
        """What it costs that a strip begins before the strips on its left end."""
        end = max((self.cells[i].x1 for i in before), default=0.0)
        return _CROSSING if before and end > min(self.cells[i].x0 for i in members) + 0.5 else 0.0

    def strip(self, members: tuple[int, ...], top: float, level: int) -> tuple[float, _Tree | None]:
        """What it costs to take the members as one cell or as one cell above the others."""
        if len(members) == 1:
            return self.leaf(members[0], top, level), _Tree(members[0])
        parent = min(members, key=lambda i: self.cells[i].top)
        cell = self.cells[parent]
        rest = tuple(i for i in members if i != parent)
        if any(self.cells[i].top < cell.bottom - _ABOVE * self.size for i in rest):
            return _NEVER, None
        price, children = self.row(rest, cell.bottom, level + 1)
        if price == _NEVER:
            return _NEVER, None
        price += min(_FURTHEST, _OFF_CENTRE * self.off_centre(cell, members, rest) / self.size)
        if len(children) == 1:
            price += self.only_child
        below = min(self.cells[i].y for i in rest)
        under = [rule for rule in self.rules if cell.y < rule.at < below and rule.start <= cell.x <= rule.end]
        for rule in under[:1]:
            price += _RULE * sum(not rule.start <= self.cells[i].x <= rule.end for i in rest)
        return price, _Tree(parent, children)

    def leaf(self, i: int, top: float, level: int) -> float:
        """What it costs that a cell reaches from `top` to the end of the header."""
        cell = self.cells[i]
        off = cell.top - top if self.at_top else cell.y - (top + self.bottom) / 2
        price = abs(off) / self.size
        over = [rule for rule in self.rules if rule.start <= cell.x <= rule.end]
        price += _RULE * sum(rule.at > cell.y for rule in over)
        if level == 0:
            price += _RULE * sum(rule.at < cell.y for rule in over)
        return price

    def off_centre(self, cell: Word, members: tuple[int, ...], rest: tuple[int, ...]) -> float:
        """How far a parent stands from the middle of its columns, and how much of it above others, in points."""
        start = min(self.extents[i][0] for i in rest)
        end = max(self.extents[i][1] for i in rest)
        outside = [extent for i, extent in enumerate(self.extents) if i not in members]
        before = max((x1 for _, x1 in outside if x1 <= start + 1), default=None)
        after = min((x0 for x0, _ in outside if x0 >= end - 1), default=None)
        left = self.edge(rest, start, 0) if before is None else (start + before) / 2
        right = self.edge(rest, end, 1) if after is None else (end + after) / 2
        return abs((left + right) / 2 - cell.x) + max(0.0, left - cell.x0) + max(0.0, cell.x1 - right)

    def edge(self, members: tuple[int, ...], end: float, side: int) -> float:
        """Where the table begins (`side` 0) or ends (1): as far from the middle of its last cell as that begins on the other side."""
        leaf = min(members, key=lambda i: (abs(self.extents[i][side] - end), -self.cells[i].top))
        own = self.extents[leaf][1 - side]
        near = [extent[side] for i, extent in enumerate(self.extents) if i != leaf]
        inner = (
            min((x for x in near if x >= own - 1), default=own)
            if side == 0
            else max((x for x in near if x <= own + 1), default=own)
        )
        mirrored = 2 * self.cells[leaf].x - (own + inner) / 2
        return min(end, mirrored) if side == 0 else max(end, mirrored)


def _extents(cells: Sequence[Word], columns: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """From where to where the column of each cell goes, if it is a leaf: its text, what stands below it, and as much on the other side.

    A header stands in the middle of its column, so the column goes as far to the left of it as to the right, if nothing else
    stands there.
    """
    found = [(cell.x0, cell.x1) for cell in cells]
    size = max(height(cell) for cell in cells)
    for x0, x1 in columns:
        column = Word(x0, x1, "")
        over = [i for i, cell in enumerate(cells) if overlap(cell, column) > 0]
        lowest = max((cells[i].bottom for i in over), default=0.0)
        over = [i for i in over if cells[i].bottom > lowest - size / 2]
        if len(over) == 1:
            found[over[0]] = (min(found[over[0]][0], x0), max(found[over[0]][1], x1))
    mirrored = list(found)
    for i, (cell, (x0, x1)) in enumerate(zip(cells, found, strict=True)):
        reach = max(cell.x - x0, x1 - cell.x)
        near = [other for k, other in enumerate(found) if k != i and not (other[0] < x1 and x0 < other[1])]
        left = max((other[1] for other in near if other[1] <= x0 + 1), default=cell.x - reach)
        right = min((other[0] for other in near if other[0] >= x1 - 1), default=cell.x + reach)
        mirrored[i] = (min(x0, max(left, cell.x - reach)), max(x1, min(right, cell.x + reach)))
    return mirrored
