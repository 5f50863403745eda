"""The header of a table read by counting: names above names, as wide as the columns whose sums hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from etl.documents.model import Span
from etl.documents.plain.counted.words import LABEL_HEAD, NUMBERING, TOTAL, WHOLE, RefusedError, number_of, words_of

_REMARK = re.compile(r"^(?:备\s*注|说明)$")
_WHOLE_NAME = re.compile(r"(?:收入|支出|数|经费|合计|拨款|资金|结余|分类|科目)(?:[（(].*[)）])?$")
"""A name above others; a piece of one that is broken over lines doesn't end so."""

_Level = list[tuple[str, int]]
"""A row of a header: a name and over how many columns it stands, "" where nothing stands."""


def header_of(header: Sequence[str], kinds: str, table: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[Span]]:
    """The header's rows and merged cells, where its words can be put above the columns in one way only."""
    lines = [words_of(line) for line in header]
    lines = [words for words in lines if not any(map(NUMBERING.match, words)) and not all(map(WHOLE.fullmatch, words))]
    if lines and len(lines[-1]) == len(kinds) + 1 and _REMARK.match(lines[-1][-1]):
        # a column of remarks without any; rows are padded to the header's width
        head, spans = header_of(
            [" ".join(words[:-1] if words is lines[-1] else words) for words in lines], kinds, table
        )
        head[-1].append(lines[-1][-1])
        return [[*row, *[""] * (len(kinds) + 1 - len(row))] for row in head], spans
    if lines and len(lines[-1]) == len(kinds):
        return _whole(lines[:-1], kinds, lines[-1])
    if kinds.count("W") > 1:
        raise RefusedError("its header has fewer or more names than it has columns")
    heads = [word for words in lines for word in words if LABEL_HEAD.match(word)]
    values = [[word for word in words if not LABEL_HEAD.match(word)] for words in lines]
    codes, count = kinds.count("C"), kinds.count("V")
    labels = _labels(heads, codes)
    amounts = [row[codes + 1 :] for row in table]
    lines = [words for words in values if words]
    found = list(_trees(lines, count, amounts)) or list(_woven(lines, count, amounts))
    if len(found) != 1:
        raise RefusedError("its header's names can't be put above its columns in one way only")
    rows = []
    spans = []
    for depth, names in enumerate(found[0]):
        rows.append([*(labels if depth == len(found[0]) - 1 else [""] * (codes + 1)), *(name for name, _ in names)])
        at = codes + 1
        for place, (name, width) in enumerate(names):
            if name and width > 1:
                spans.append(Span(depth, at + place, 1, width))
    return rows, spans


def _whole(upper: Sequence[Sequence[str]], kinds: str, leaf: Sequence[str]) -> tuple[list[list[str]], list[Span]]:
    """A header whose last line names all columns; above it 收入 and 支出 of a form's halves, or one name above all figures."""
    if not upper:
        return [list(leaf)], []
    if kinds.count("C") > 1 and kinds == "CWV" * (len(kinds) // 3):
        # names above several columns of the same kind: over how many each stands isn't told, and makes no difference
        tops = [[" ".join(names), *[""] * (len(kinds) - 1)] for names in upper]
        return [*tops, list(leaf)], [Span(row, 0, 1, len(kinds)) for row in range(len(tops))]
    starts = [i for i, kind in enumerate(kinds) if kind == "W" and (not i or kinds[i - 1] != "C")]
    names = list(upper[0])
    if len(starts) < 2:
        names = [name for name in names if not LABEL_HEAD.match(name)]
        starts = [kinds.index("W") + 1]
    if names == ["收入", "支出"] and len(starts) > 2:
        starts = starts[:2]  # expenditure by function, and again by economic subject
    if len(upper) > 1 or len(names) != len(starts) or not all(map(_WHOLE_NAME.search, names)):
        raise RefusedError("its header's names can't be put above its columns in one way only")
    ends = [*starts[1:], len(kinds)]
    top = [""] * len(kinds)
    for start, name in zip(starts, names, strict=True):
        top[start] = name
    return [top, list(leaf)], [Span(0, start, 1, end - start) for start, end in zip(starts, ends, strict=True)]


def _labels(heads: Sequence[str], codes: int) -> list[str]:
    """The names of the columns of codes and of the label."""
    parts = [head for head in heads if head in ("类", "款", "项")]
    code = [head for head in heads if re.search("编码|代码", head)]
    name = [head for head in heads if head.endswith("名称")]
    other = [head for head in heads if head == "项目" or head.endswith("分类科目")]
    if codes == 0 and (name or other):
        return [(name or other)[0]]
    if codes == 1 and code and name:
        return [code[0], name[0]]
    if codes > 1 and len(parts) >= codes and name:
        return [*parts[:codes], name[0]]
    raise RefusedError("its header doesn't name its columns of codes and labels")


def _trees(lines: Sequence[Sequence[str]], count: int, rows: Sequence[Sequence[str]]) -> Iterator[list[_Level]]:
    """The ways to read lines of names as a header of `count` columns: each line stands below one name of the line above.

    The names below one begin with their total (小计), which the figures have to be the sum of the others.
    """
    if not lines or sum(map(len, lines)) - len(lines) + 1 != count:
        return
    for parents in product(*(range(len(line)) for line in lines[:-1])):
        starts = [sum(parents[:k]) for k in range(len(lines))]
        levels: list[_Level] = []
        proven = True
        for depth, line in enumerate(lines):
            below = sum(map(len, lines[depth:])) - (len(lines) - depth) + 1
            level: _Level = [("", 1)] * count
            column = starts[depth]
            widths = []
            for place, name in enumerate(line):
                width = 1 if depth == len(lines) - 1 or place != parents[depth] else below - len(line) + 1
                level[column] = (name, width)
                widths.append((column, width))
                column += width
            levels.append(level)
            if depth and len(lines[depth - 1]) > 1:
                proven = proven and bool(TOTAL.match(line[0])) and _adds_up(widths, rows)
        if proven:
            yield _lowered(levels)


def _woven(lines: Sequence[Sequence[str]], count: int, rows: Sequence[Sequence[str]]) -> Iterator[list[_Level]]:
    """The ways to read a header whose names stand in the middle of their heights: the last line below one name of those above, whose
    lines are woven into one, each in its order."""
    *above, last = lines
    if len(above) < 2 or sum(map(len, above)) + len(last) - 1 != count or not TOTAL.match(last[0]):
        return
    for names in _weaves(above):
        for at, parent in enumerate(names):
            # a name above others stands higher than names that have the whole height of the header
            if (
                parent not in above[0]
                or TOTAL.match(parent)
                or not _adds_up([(at + k, 1) for k in range(len(last))], rows)
            ):
                continue
            rest = [(k if k <= at else k + len(last) - 1) for k in range(len(names))]
            totals = [k for k, name in enumerate(names) if TOTAL.match(name)]
            if totals and not (totals == [0] and _adds_up([(column, 1) for column in rest], rows)):
                continue
            upper: _Level = [("", 1)] * count
            lower: _Level = [("", 1)] * count
            upper[at] = (parent, len(last))
            for k, name in enumerate(names):
                if k != at:
                    lower[rest[k]] = (name, 1)
            for k, name in enumerate(last):
                lower[at + k] = (name, 1)
            yield [upper, lower]


def _weaves(lines: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """All orders of the names that keep the order of each line."""
    left = [list(line) for line in lines if line]
    if not left:
        yield []
        return
    for i, line in enumerate(left):
        for rest in _weaves([*left[:i], line[1:], *left[i + 1 :]]):
            yield [line[0], *rest]


def _adds_up(widths: Sequence[tuple[int, int]], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of some columns is the sum of the others in all rows, and isn't nothing in each."""
    seen = False
    for row in rows:
        numbers = [number_of(row[column]) for column, _ in widths]
        if abs(numbers[0] - sum(numbers[1:], Decimal(0))) > Decimal("0.005") * len(numbers):
            return False
        seen = seen or bool(numbers[0])
    return seen


def _lowered(levels: list[_Level]) -> list[_Level]:
    """The header with names of one column in its last row."""
    last = levels[-1]
    for level in levels[:-1]:
        for column, (name, width) in enumerate(level):
            if name and width == 1 and not last[column][0]:
                last[column] = (name, 1)
                level[column] = ("", 1)
    return levels
