"""A table without lines between its columns, from the cells of its header and the rows below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.documents.page.geometry import Area, Rule
from etl.documents.page.grid import Cell
from etl.documents.pdf.figures import is_number
from etl.documents.pdf.records import Row
from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.stacks import height, overlap, stacked
from etl.documents.pdf.text_lines import Word
from etl.documents.pdf.unruled.boundaries import boundaries, centred
from etl.documents.pdf.unruled.doubts import doubts, header_doubt
from etl.documents.pdf.unruled.header import Head, heads

_NO_LEAF = 1.5
_SEVERAL = 0.5
_OFF = 0.5
"""What it costs to leave a column without a header, to put a header above several columns, and a font size off their middle."""
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Header:
    """The words above the first row of a table, and the lines between them."""

    words: tuple[Word, ...]
    rules: tuple[Rule, ...] = ()
    ends: tuple[float, float] | None = None
    """Where the lines above and below the table begin and end."""


def aligned(header: Header, rows: Sequence[Row]) -> tuple[Found, list[Word]] | None:
    """The table, and the words above it that are no part of it (its title). None where they don't fall into columns."""
    cells = stacked(header.words, header.rules)
    bodies = [row.words for row in rows]
    extents = _extents(bodies)
    tree, cells, title = _without_title(cells, extents, header.rules)
    if tree is None:
        # What can't be read as levels: its lowest words head the columns, the others stand in rows above.
        tree = _flat(cells)
    inner = boundaries(bodies, _leaves(tree))
    if len(_leaves(tree)) > len(inner) + 1:
        # More headers than columns: some stand above a single one.
        other = heads(cells, extents, header.rules, single=True)
        if other is not None and len(_leaves(other)) < len(_leaves(tree)):
            tree, inner = other, boundaries(bodies, _leaves(other))
    if not inner:
        return None
    return _found(tree, rows, inner, lines=header.ends), title


def header_over(
    words: Sequence[Word], columns: Sequence[tuple[float, float]], rules: Sequence[Rule], ends: tuple[float, float]
) -> tuple[Found, list[Word]] | None:
    """The header that words make over columns (from, to) that lines tell, and the words above it that are no part of it (its title).

    `ends`: the header's top and bottom. None where they can't be read as levels over the columns.
    """
    tree, cells, title = _without_title(stacked(words, rules), columns, rules)
    if not tree:
        return None
    if len(_leaves(tree)) > len(columns):
        # More headers than columns: some stand above a single one.
        tree = heads(cells, columns, rules, single=True)
        if tree is None or len(_leaves(tree)) > len(columns):
            return None
    depth = max(head.level for head in tree) + 1
    top, bottom = ends
    ys = [top + (bottom - top) * k / depth for k in range(depth + 1)]
    grid = _Filling(len(columns))
    spans = _shared(sorted((head for head in tree if head.is_leaf), key=lambda head: head.first), columns)
    grid.put_header(tree, spans, depth)
    xs = [x0 for x0, _ in columns] + [columns[-1][1]]
    return replace(grid.found(xs, ys, ()), header_doubt=header_doubt(columns, spans)), title


def _without_title(
    cells: Sequence[Word], columns: Sequence[tuple[float, float]], rules: Sequence[Rule]
) -> tuple[list[Head] | None, list[Word], list[Word]]:
    """A header's cells read as levels (None where they can't be), the cells, and the title that stood right above all of them."""
    title: list[Word] = []
    cells = list(cells)
    tree = heads(cells, columns, rules) if cells else []
    while tree and len(tree) > 1 and (top := _title(tree)) is not None:
        title.append(top)
        cells = [cell for cell in cells if cell is not top]
        tree = heads(cells, columns, rules)
    return tree, cells, title


def _title(tree: Sequence[Head]) -> Word | None:
    """The form's title, where it stands right above the header and so above all its cells."""
    tops = [head.word for head in tree if head.level == 0]
    return tops[0] if len(tops) == 1 and "表" in tops[0].text else None


def _leaves(tree: Sequence[Head]) -> list[Word]:
    return [head.word for head in tree if head.is_leaf]


def within(rows: Sequence[Row], edges: Sequence[float]) -> Found:
    """The rows in given columns."""
    return _found([], rows, edges[1:-1], (edges[0], edges[-1]))


def _extents(rows: Sequence[Sequence[Word]]) -> list[tuple[float, float]]:
    """From where to where figures, and texts, stand below each other."""
    found: list[tuple[float, float]] = []
    for figures in (True, False):
        groups: list[tuple[float, float]] = []
        for x0, x1 in sorted((word.x0, word.x1) for row in rows for word in row if is_number(word.text) == figures):
            if groups and x0 < groups[-1][1]:
                groups[-1] = (groups[-1][0], max(groups[-1][1], x1))
            else:
                groups.append((x0, x1))
        found += groups
    return found


def _flat(cells: Sequence[Word]) -> list[Head]:
    """Cells as a header of one level a line; the lowest cell above a place is the leaf."""
    found: list[Head] = []
    ordered = sorted(cells, key=lambda cell: cell.x)
    leaves = [
        cell
        for cell in ordered
        if not any(other.top >= cell.bottom - 1 and overlap(cell, other) > 0 for other in ordered)
    ]
    for i, cell in enumerate(leaves):
        found.append(Head(cell, 0, i, i, True))
    uppers = sorted((cell for cell in ordered if cell not in leaves), key=lambda cell: cell.y)
    levels: list[list[Word]] = []
    for cell in uppers:
        if levels and cell.y - levels[-1][0].y < 0.6 * height(cell):
            levels[-1].append(cell)
        else:
            levels.append([cell])
    for level, members in enumerate(levels):
        for cell in members:
            below = [i for i, leaf in enumerate(leaves) if overlap(cell, leaf) > 0]
            found.append(Head(cell, level, below[0], below[-1], False))
    return [Head(head.word, len(levels), head.first, head.last, True) if head.is_leaf else head for head in found]


def _found(
    tree: Sequence[Head],
    rows: Sequence[Row],
    inner: Sequence[float],
    ends: tuple[float, float] | None = None,
    lines: tuple[float, float] | None = None,
) -> Found:
    words = [head.word for head in tree] + [word for row in rows for word in row.words]
    left, right = ends or (min(word.x0 for word in words), max(word.x1 for word in words))
    xs = [left, *_settled(inner, words), right]
    columns = list(pairwise(xs))
    depth = max((head.level for head in tree), default=-1) + 1
    grid = _Filling(len(columns))
    spans: list[tuple[int, int]] = []
    ys = _heights(tree, depth, rows)
    if tree:
        leaves = sorted((head for head in tree if head.is_leaf), key=lambda head: head.first)
        spans = _shared(leaves, columns)
        if spans == [(c, c) for c in range(len(columns))]:
            words = [head.word for head in leaves]
            xs = centred(words, [word for row in rows for word in row.words], lines, (left, right)) or xs
            columns = list(pairwise(xs))
        grid.put_header(tree, spans, depth)
    for r, row in enumerate(rows, start=depth):
        for word in row.words:
            first, last = _place(word, columns)
            grid.put(r, first, 1, last + 1 - first, word.text)
    found = grid.found(xs, ys, tuple(rows))
    return replace(found, doubts=tuple(doubts(rows, columns)), header_doubt=header_doubt(columns, spans))


def _settled(inner: Sequence[float], words: Sequence[Word]) -> list[float]:
    """Boundaries in the middle of the white space between the words on both sides."""
    settled = []
    for at in inner:
        left = max((word.x1 for word in words if word.x1 <= at + 1), default=at)
        right = min((word.x0 for word in words if word.x0 >= at - 1), default=at)
        settled.append((left + right) / 2)
    return settled


def _heights(tree: Sequence[Head], depth: int, rows: Sequence[Row]) -> list[float]:
    """Where the rows begin and end."""
    top = min((head.word.top for head in tree), default=rows[0].top)
    below = max((head.word.bottom for head in tree), default=top)
    start = (below + rows[0].top) / 2 if tree else top
    header = [top + (start - top) * k / depth for k in range(depth)] if depth else []
    between = [(before.bottom + after.top) / 2 for before, after in pairwise(rows)]
    return [*header, start, *between, rows[-1].bottom]


def _shared(leaves: Sequence[Head], columns: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """The first and last column of each leaf of a header: each has one at least, a column has one at most."""
    count, wanted = len(columns), len(leaves)
    best = [[(_NEVER, -1, -1)] * (count + 1) for _ in range(wanted + 1)]
    best[0] = [(k * _NO_LEAF, -1, -1) for k in range(count + 1)]
    for n, leaf in enumerate(leaves, start=1):
        for end in range(1, count + 1):
            found = (best[n][end - 1][0] + _NO_LEAF, best[n][end - 1][1], best[n][end - 1][2])
            for start in range(end):
                price = best[n - 1][start][0]
                if price < _NEVER:
                    price += _price(leaf.word, columns[start][0], columns[end - 1][1], end - start)
                    found = min(found, (price, start, end - 1))
            best[n][end] = found
    spans: list[tuple[int, int]] = []
    end = count
    for n in range(wanted, 0, -1):
        _, first, last = best[n][end]
        if first < 0:  # more cells than columns: the rest share the first one
            spans.append((0, 0))
            continue
        spans.append((first, last))
        end = first
    return spans[::-1]


def _price(word: Word, x0: float, x1: float, several: int) -> float:
    outside = max(0.0, x0 - word.x0) + max(0.0, word.x1 - x1)
    price = outside / height(word)
    if several > 1:
        price += _SEVERAL + _OFF * abs((x0 + x1) / 2 - word.x) / height(word)
    return price


def _place(word: Word, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The first and last column of a word in a row: a figure has one, a text may be merged over several."""
    shares = [min(word.x1, x1) - max(word.x0, x0) for x0, x1 in columns]
    best = max(range(len(columns)), key=lambda c: shares[c])
    if is_number(word.text):
        return best, best
    over = [c for c, share in enumerate(shares) if share > 0.6 * height(word)]
    return (over[0], over[-1]) if over else (best, best)


class _Filling:
    """A grid that is being filled; a place taken already gets the text added, nothing is lost."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.texts: dict[tuple[int, int], str] = {}
        self.owner: dict[tuple[int, int], tuple[int, int]] = {}
        self.sizes: dict[tuple[int, int], tuple[int, int]] = {}

    def put(self, row: int, column: int, rows: int, columns: int, text: str) -> None:
        """Put a text into a cell of so many rows and columns, or of as many as are free."""
        if (row, column) in self.owner:
            own = self.owner[row, column]
            self.texts[own] = f"{self.texts[own]} {text}"
            return
        while columns > 1 and any((row, column + k) in self.owner for k in range(1, columns)):
            columns -= 1
        while rows > 1 and any((row + i, column + k) in self.owner for i in range(1, rows) for k in range(columns)):
            rows -= 1
        self.texts[row, column] = text
        self.sizes[row, column] = rows, columns
        for i in range(rows):
            for k in range(columns):
                self.owner[row + i, column + k] = row, column

    def put_header(self, tree: Sequence[Head], spans: Sequence[tuple[int, int]], depth: int) -> None:
        """Put the cells of a header of so many levels into its rows; `spans`: the first and last column of each leaf."""
        for head in sorted(tree, key=lambda one: (one.level, one.first)):
            first, last = spans[head.first][0], spans[head.last][1]
            self.put(head.level, first, depth - head.level if head.is_leaf else 1, last + 1 - first, head.word.text)

    def found(self, xs: Sequence[float], ys: Sequence[float], rows: tuple[Row, ...]) -> Found:
        """The table with its boxes."""
        height = len(ys) - 1
        texts = [[""] * self.width for _ in range(height)]
        cells: list[Cell] = []
        for r in range(height):
            for c in range(self.width):
                if (r, c) in self.texts:
                    down, across = self.sizes[r, c]
                    texts[r][c] = self.texts[r, c]
                elif (r, c) in self.owner:
                    continue
                else:
                    down = across = 1
                cells.append(Cell(r, c, down, across, Area(xs[c], ys[r], xs[c + across], ys[r + down])))
        area = Area(xs[0], ys[0], xs[-1], ys[-1])
        return Found(area, tuple(tuple(row) for row in texts), tuple(cells), rows)
