"""Tables without lines between their columns: columns come from what stands below each other.

A row of such a table is a line of at least two words that ends in a number. Several of them below each other, their
columns parted by white space from top to bottom, are a table; lines of words above them are its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from etl.documents.pdf.geometry import Area, Rule
from etl.documents.pdf.grid import Cell
from etl.documents.pdf.lines import Line, Word
from etl.documents.pdf.tables import Found

_NUMBER = re.compile(r"[-－+]?\(?\d[\d,，]*(?:\.\d+)?%?\)?")
_BLANK = re.compile(r"[-－—–]+")
_SENTENCE = re.compile(r"[。；;!！?？]|\.{4}|…")
_LONGEST_WORD = 30
"""A line with a longer word (characters) is prose."""
_FEWEST_ROWS = 3
_FEWEST_RULED_ROWS = 2
_HEADER_LINES = 4
_MOST_NAMES = 25
"""So many names without figures may stand between two rows with figures, each below words of the rows before."""
_APART = 3.2
"""Rows further apart than this many times the usual distance belong to two tables."""
_WRAPPED = 0.7
"""A name this near a row (as a share of the distance of lines, or of their height) is a part of its wrapped name."""
_GUTTER = 2.0
"""White space between two columns, in points."""
_CENTRED = 0.4
"""A header is centred above its columns when it is off their middle by less than this share of a column's width."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its words from the left, and its height on the page."""

    words: tuple[Word, ...]
    top: float
    bottom: float
    header: bool = False
    underlines: tuple[tuple[float, float], ...] = ()
    """From where to where lines run below some of a header's words: each is the header of the columns below its line."""


def unruled_tables(lines: Sequence[Line], loose: Iterable[Rule]) -> tuple[list[Found], list[Line]]:
    """The tables among the lines of a page, and the lines that are left. `loose`: horizontal lines outside ruled tables."""
    rules = sorted((rule for rule in loose if rule.horizontal), key=lambda rule: rule.at)
    found: list[Found] = []
    taken: set[int] = set()
    for first, last in _blocks(lines, rules):
        start = _header_start(lines, first, rules)
        if any(i in taken for i in range(start, last + 1)):
            start = first
        table = _table(lines[start:first], lines[first : last + 1])
        if table is not None:
            found.append(table)
            taken.update(range(start, last + 1))
    return found, [line for i, line in enumerate(lines) if i not in taken]


def is_prose(line: Line) -> bool:
    return bool(_SENTENCE.search(line.text)) or any(len(word.text) > _LONGEST_WORD for word in line.words)


def is_row(line: Line) -> bool:
    """Whether a line reads as a row: several words, the last one a figure, none of them a sentence."""
    if len(line.words) < 2 or is_prose(line):
        return False
    return bool(_NUMBER.fullmatch(line.words[-1].text) or _BLANK.fullmatch(line.words[-1].text))


def _has_amount(line: Line) -> bool:
    """Whether a row has an amount: a number with decimals or separators, or several numbers."""
    numbers = [word.text for word in line.words[1:] if _NUMBER.fullmatch(word.text)]
    return len(numbers) > 1 or any("." in text or "," in text for text in numbers)


def _blocks(lines: Sequence[Line], rules: Sequence[Rule]) -> list[tuple[int, int]]:
    """The first and last line of each run of rows. A name without figures may stand between two rows."""
    rows = [i for i, line in enumerate(lines) if is_row(line)]
    blocks: list[list[int]] = []
    for i in rows:
        if blocks and _goes_on(lines, blocks[-1], i):
            blocks[-1].append(i)
        else:
            blocks.append([i])
    result = []
    for block in blocks:
        fewest = _FEWEST_RULED_ROWS if _ruled(lines[block[0]], lines[block[-1]], rules) else _FEWEST_ROWS
        if len(block) >= fewest and 3 * sum(_has_amount(lines[i]) for i in block) >= len(block):
            result.append((block[0], block[-1]))
    return result


def _goes_on(lines: Sequence[Line], block: Sequence[int], i: int) -> bool:
    """Whether row `i` belongs to the table of the rows before it, with names without figures between them."""
    last = block[-1]
    between = lines[last + 1 : i]
    if len(between) > _MOST_NAMES or any(is_prose(line) for line in between):
        return False
    height = max(lines[i].bottom - lines[i].top, 1.0)
    usual = max(median(lines[b].y - lines[a].y for a, b in pairwise(block)) if len(block) > 1 else 2 * height, height)
    if any(below.y - above.y > _APART * usual for above, below in pairwise(lines[last : i + 1])):
        return False
    rows = [lines[k] for k in block[-_FEWEST_ROWS:]]
    if len(between) > 2 and not all(
        any(_overlap(word, other) > 0 for row in rows for other in row.words) for line in between for word in line.words
    ):
        return False
    # Rows of one table share their right side, or stand below each other's columns.
    return any(
        _NUMBER.fullmatch(word.text) and any(_overlap(word, other) > 0 for row in rows for other in row.words[1:])
        for word in lines[i].words[1:]
    ) or bool(_BLANK.fullmatch(lines[i].words[-1].text))


def _ruled(first: Line, last: Line, rules: Sequence[Rule]) -> bool:
    """Whether lines run above the first and below the last row."""
    x = (first.x0 + first.x1) / 2
    near = [rule.at for rule in rules if rule.start <= x <= rule.end]
    return any(at <= first.y for at in near) and any(at >= last.y for at in near)


def _header_start(lines: Sequence[Line], first: int, rules: Sequence[Rule]) -> int:
    """The first line of the header above a table: lines of several words, or down from a ruling line."""
    start = first
    height = max(lines[first].bottom - lines[first].top, 1.0)
    for i in range(first - 1, max(-1, first - 1 - _HEADER_LINES), -1):
        line = lines[i]
        if is_prose(line) or lines[i + 1].top - line.bottom > 2.5 * height:
            break
        fenced = any(
            rule.start <= line.x0 and line.x1 <= rule.end and 0 <= line.top + 3 - rule.at <= 4 * height
            for rule in rules
        )
        if len(line.words) < 2 and not fenced:
            break
        start = i
    return start


def _overlap(one: Word, other: Word) -> float:
    return min(one.x1, other.x1) - max(one.x0, other.x0)


def _table(header: Sequence[Line], body: Sequence[Line]) -> Found | None:
    """A table of these lines. None where their words don't fall into columns."""
    heads = [Row(line.words, line.top, line.bottom, header=True) for line in header]
    return table_of([*heads, *rows_of(body)])


def table_of(rows: Sequence[Row]) -> Found | None:
    """A table of these rows, headers first. None where their words don't fall into columns."""
    columns = _columns([row for row in rows if len(row.words) > 1 and not row.header])
    leaves = _leaf_headers([row for row in rows if row.header])
    columns = _reunited(columns, rows, leaves)
    if leaves:
        columns = _with_header_columns(columns, leaves)
    if len(columns) < 2:
        return None
    left = min(columns[0][0], *(row.words[0].x0 for row in rows))
    right = max(columns[-1][1], *(word.x1 for row in rows for word in row.words))
    xs = [left, *((before[1] + after[0]) / 2 for before, after in pairwise(columns)), right]
    ys = [rows[0].top, *((before.bottom + after.top) / 2 for before, after in pairwise(rows)), rows[-1].bottom]
    texts = [[""] * len(columns) for _ in rows]
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        spread = _spread(row, xs) if row.header and r + 1 < len(rows) and rows[r + 1].header else {}
        covered = [False] * len(columns)
        for word in row.words:
            first, last = spread.get(word) or _place(word, columns, row)
            if covered[first]:
                texts[r][first] = f"{texts[r][first]} {word.text}"
                continue
            while last > first and any(covered[first : last + 1]):
                last -= 1
            texts[r][first] = word.text
            covered[first : last + 1] = [True] * (last + 1 - first)
            cells.append(Cell(r, first, 1, last + 1 - first, Area(xs[first], ys[r], xs[last + 1], ys[r + 1])))
        cells += [
            Cell(r, c, 1, 1, Area(xs[c], ys[r], xs[c + 1], ys[r + 1]))
            for c, is_covered in enumerate(covered)
            if not is_covered
        ]
    return Found(
        Area(xs[0], ys[0], xs[-1], ys[-1]),
        tuple(tuple(row) for row in texts),
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
    )


def rows_of(body: Sequence[Line]) -> list[Row]:
    """The rows of a table, a wrapped name put to the figures it belongs to."""
    anchors = [line for line in body if is_row(line)]
    height = median(line.bottom - line.top for line in body)
    pitch = median([below.y - above.y for above, below in pairwise(sorted(body, key=lambda line: line.y))] or [0.0])
    near = max(_WRAPPED * pitch, _WRAPPED * height)
    members: list[list[Line]] = [[line] for line in anchors]
    for line in body:
        if is_row(line):
            continue
        nearest = min(range(len(anchors)), key=lambda i: abs(anchors[i].y - line.y))
        if len(line.words) == 1 and abs(anchors[nearest].y - line.y) < near:
            members[nearest].append(line)
        else:
            members.append([line])
    return sorted((row_of(group) for group in members), key=lambda row: row.top)


def row_of(group: list[Line]) -> Row:
    """One row of one or more lines: words that stand below each other are one cell."""
    group.sort(key=lambda line: line.top)
    merged: list[Word] = []
    for line in group:
        for word in line.words:
            for i, other in enumerate(merged):
                if len(group) > 1 and _overlap(word, other) > 0:
                    merged[i] = Word(min(word.x0, other.x0), max(word.x1, other.x1), f"{other.text}\n{word.text}")
                    break
            else:
                merged.append(word)
    merged.sort(key=lambda word: word.x0)
    return Row(tuple(merged), group[0].top, max(line.bottom for line in group))


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """From where to where each column goes: words of all rows that overlap from top to bottom."""
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((word.x0, word.x1) for row in rows for word in row.words):
        if columns and x0 < columns[-1][1] + _GUTTER:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _reunited(
    columns: Sequence[tuple[float, float]], rows: Sequence[Row], leaves: Sequence[Word]
) -> list[tuple[float, float]]:
    """Columns of which no row fills both made one, unless each has a header: centred numbers above figures on the right."""
    words = [[_covers(row.words, column) for column in columns] for row in rows if not row.header]
    headed = [_covers(leaves, column) for column in columns]
    result: list[tuple[float, float]] = []
    merged: list[list[int]] = []
    for c, column in enumerate(columns):
        if result and not any(row[c] and any(row[k] for k in merged[-1]) for row in words):
            others = [headed[k] for k in merged[-1] if headed[k]]
            figures = all(_NUMBER.fullmatch(word.text) for row in words for k in (*merged[-1], c) for word in row[k])
            same = not headed[c] or not others or any(set(headed[c]) & set(other) for other in others)
            same = same and not any(result[-1][1] <= word.x0 and word.x1 <= column[0] for word in leaves)
            few = min(sum(bool(row[c]) for row in words), sum(any(row[k] for k in merged[-1]) for row in words))
            if same and (few == 1 or (figures and leaves)):
                result[-1] = (result[-1][0], column[1])
                merged[-1].append(c)
                continue
        result.append(column)
        merged.append([c])
    return result


def _covers(words: Sequence[Word], column: tuple[float, float]) -> list[Word]:
    return [word for word in words if word.x1 > column[0] and word.x0 < column[1]]


def _leaf_headers(header: Sequence[Row]) -> list[Word]:
    """The words of a header that stand right above a column: the last row, and what no line parts from its columns."""
    leaves: list[Word] = []
    for row in header:
        if row is header[-1]:
            leaves += row.words
        elif row.underlines:
            leaves += [
                word
                for word in row.words
                if not any(start <= (word.x0 + word.x1) / 2 <= end for start, end in row.underlines)
            ]
    return sorted(leaves, key=lambda word: word.x0)


def _with_header_columns(columns: list[tuple[float, float]], header: Sequence[Word]) -> list[tuple[float, float]]:
    """The columns as wide as their headers, and those of headers below which nothing is printed.

    A header often stands on the left of its column and the figures on the right: a word above no column belongs to the
    next one without a header, if no other word stands between them.
    """
    result = list(columns)
    bare = [c for c in columns if not any(word.x1 > c[0] and word.x0 < c[1] for word in header)]
    for word in header:
        if any(word.x1 > x0 and word.x0 < x1 for x0, x1 in columns):
            continue
        near = [c for c in bare if not _anything_between(word, c, header, columns)]
        if not near:
            result.append((word.x0, word.x1))
            continue
        own = min(near, key=lambda c: max(c[0] - word.x1, word.x0 - c[1]))
        bare.remove(own)
        result[result.index(own)] = (min(own[0], word.x0), max(own[1], word.x1))
    return sorted(result)


def _anything_between(
    word: Word, column: tuple[float, float], words: Sequence[Word], columns: Sequence[tuple[float, float]]
) -> bool:
    first, last = (word.x1, column[0]) if column[0] >= word.x1 else (column[1], word.x0)
    others = [(other.x0, other.x1) for other in words if other is not word] + [c for c in columns if c != column]
    return any(x0 < last and x1 > first for x0, x1 in others)


def _spread(row: Row, xs: Sequence[float]) -> dict[Word, tuple[int, int]]:
    """The columns below each word of an upper row of a header, if they can be shared out so that each word is centred."""
    count = len(xs) - 1
    if row.underlines or len(row.words) >= count:
        return {}
    # best[c]: the least deviation with which the words so far take up the columns before c, and where the last begins
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *[(float("inf"), ())] * count]
    for word in row.words:
        middle = (word.x0 + word.x1) / 2
        best = [(float("inf"), ())] + [
            min((best[c][0] + abs((xs[c] + xs[end]) / 2 - middle), (*best[c][1], c)) for c in range(end))
            for end in range(1, count + 1)
        ]
    deviation, starts = best[count]
    if deviation > _CENTRED * (xs[-1] - xs[0]) / count * len(row.words):
        return {}
    ends = [*starts[1:], count]
    return {word: (start, end - 1) for word, start, end in zip(row.words, starts, ends, strict=True)}


def _place(word: Word, columns: Sequence[tuple[float, float]], row: Row) -> tuple[int, int]:
    """The first and last column of a word. Only a header's word may stand above several."""
    shares = [min(word.x1, x1) - max(word.x0, x0) for x0, x1 in columns]
    best = max(range(len(columns)), key=lambda c: shares[c])
    if not row.header:
        return best, best
    for start, end in row.underlines:
        if start <= word.x0 and word.x1 <= end:
            below = [c for c, (x0, x1) in enumerate(columns) if start <= (x0 + x1) / 2 <= end]
            if below:
                return below[0], below[-1]
    over = [c for c, share in enumerate(shares) if share > 0.5 * min(columns[c][1] - columns[c][0], word.x1 - word.x0)]
    return (over[0], over[-1]) if over else (best, best)
