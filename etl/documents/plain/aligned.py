"""Tables of converted text whose columns are set by spaces, as `pdftotext -layout` writes them: columns from the positions of the cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?")
_MONEY = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)%?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BREAKS = re.compile(r"[。；]|^(?:备?注|说明|附注)\d*[:：]|表[)）]?$|第.{1,3}部分|^[-—–－\s]*\d{1,4}[-—–－\s]*$")
_CODE_BEFORE = re.compile(r"^\d{3,9}$")
APART = 12  # a header further than this from every column has one of its own
MAX_BLANK = 6
MARGIN = 8
SHORT = 12
MAX_ALONE = 40
MAX_INNER = 3
"""So many lines of one cell may stand between lines of several: names and headers broken over lines."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line: where it begins and ends, in characters or in columns of a screen, and its text."""

    start: int
    end: int
    text: str


def _characters(text: str) -> int:
    return len(text)


def _columns(text: str) -> int:
    """Width on a screen, where an ideograph takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def cells_of(line: str, width: Callable[[str], int] = _characters) -> list[Cell]:
    """The cells of a line: set apart by two spaces or more, numbers by one; 合  计 is one word."""
    line = line.replace("\u3000", "  ")
    found: list[Cell] = []
    for match in _TOKEN.finditer(line):
        at = match.start()
        parts: list[tuple[int, str]] = []
        for piece in re.finditer(r"\S+", match[0]):
            apart = not parts or _NUMBER.fullmatch(piece[0]) or _NUMBER.fullmatch(parts[-1][1])
            if apart:
                parts.append((at + piece.start(), piece[0]))
            else:
                start, text = parts[-1]
                parts[-1] = (start, line[start : at + piece.end()] if text else piece[0])
        for start, text in parts:
            if found and _is_spaced_word(found[-1].text, text):
                before = found.pop()
                found.append(Cell(before.start, width(line[: start + len(text)]), before.text + text))
            else:
                found.append(Cell(width(line[:start]), width(line[: start + len(text)]), text))
    return found


def _is_spaced_word(before: str, text: str) -> bool:
    """合  计, 项  目, 收  入  总  计: single characters set apart to fill a cell."""
    if text in "款项" and before in "类款":
        return False  # columns of a code in parts
    return len(text) == 1 and bool(_HAN.match(text)) and len(before) <= 3 and bool(_HAN.fullmatch(before[-1]))


def begins_table(lines: Sequence[str]) -> bool:
    """Whether the first of these lines can begin such a table: a row, or a short header (项目) above one."""
    if is_row(lines[0]):
        return True
    text = lines[0].strip()
    if len(text) > 6 or _BREAKS.search(text) or re.search(r"[\d：:，()（）]", text) or not lines[0].startswith("  "):
        return False
    following = [line for line in lines[1:8] if line.strip()][:2]
    return any(is_row(line) for line in following)


def is_row(line: str) -> bool:
    """Whether a line can be a row of such a table: two cells or more, and no sentence."""
    return len(cells_of(line)) >= 2 and not re.search(r"[。；]|…{2}|\.{4}|·{4}|^[-—–－\s]*\d{1,4}[-—–－\s]*$", line)


def table_end(lines: Sequence[str], start: int) -> int:
    """The line after the table that begins at line `start`; `start` itself where none does.

    A table has three rows or more, of which one prints an amount beside a label, or two have three cells or more (an empty form).
    """
    if not begins_table(lines[start:]):
        return start
    end = start
    inner = blank = alone = 0
    begins: set[int] = set()
    for i in range(start, len(lines)):
        text = lines[i].strip()
        if is_row(lines[i]):
            end, inner, blank, alone = i + 1, 0, 0, 0
            begins |= {cell.start for cell in cells_of(lines[i])}
        elif not text:
            blank += 1
            if blank > MAX_BLANK:
                break
        else:
            blank = 0
            in_column = _is_in_column(lines[i], begins)
            inner += not in_column and len(text) > SHORT
            alone += 1
            if inner > MAX_INNER or alone > MAX_ALONE or _BREAKS.search(text):
                break
            if in_column and inner == 0 and is_set_in(lines[i]):
                end = i + 1
    rows = [cells_of(line) for line in lines[start:end] if is_row(line)]
    amounts = sum(1 for row in rows if any(_MONEY.fullmatch(cell.text) for cell in row))
    wide = sum(1 for row in rows if len(row) >= 3)
    return end if len(rows) >= 3 and (amounts >= 1 or wide >= 2) else start


def is_set_in(line: str) -> bool:
    """Whether a line of one cell stands far from the margin: a label in the right half of a form, no paragraph."""
    text = line.strip()
    return (
        len(line) - len(line.lstrip()) >= MARGIN and len(text) <= 30 and not _BREAKS.search(text) and "：" not in text
    )


def _is_in_column(line: str, begins: set[int]) -> bool:
    """Whether the one cell of a line stands where cells of the rows above begin: a label without amounts."""
    (cell,) = cells_of(line)[:1] or [Cell(0, 0, "")]
    return (
        any(abs(cell.start - at) <= 1 for at in begins) and len(cell.text) <= 30 and not re.search("[，：]", cell.text)
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a table stand; which of them hold words, which amounts."""

    columns: tuple[tuple[int, int], ...]
    words: tuple[int, ...]
    amounts: tuple[int, ...]
    told_by: str = "spaces"

    def blocks(self) -> list[tuple[list[int], list[int]]]:
        """Columns of words with the amounts right of them: a form has one such block, or several side by side."""
        found: list[tuple[list[int], list[int]]] = []
        for i in range(len(self.columns)):
            if i in self.words:
                if not found or found[-1][1]:
                    found.append(([], []))
                found[-1][0].append(i)
            elif found:
                found[-1][1].append(i)
        return found


def read_aligned(lines: Sequence[str], before: Layout | None = None) -> tuple[list[list[str]], Layout]:
    """The rows of such a table, one a line, and its layout. `before` is that of the page before, which a page without header goes on with.

    Converters count an ideograph as one character or two: the count by which amounts end below each other is right.
    """
    readings = []
    for width in (_columns, _characters):
        cells = [cells_of(line, width) for line in lines if line.strip()]
        ends = {cell.end for row in cells for cell in row if _MONEY.fullmatch(cell.text)}
        readings.append((len(ends), cells))
    cells = min(readings, key=lambda reading: reading[0])[1]
    rows, columns, alone = _rows(cells)
    rows, cells, alone = _with_whole_labels(rows, cells, alone)
    _join_wrapped_headers(rows, alone)
    goes_on = before is not None and bool(cells) and _is_data(cells[0])
    if goes_on:
        rows, columns = _without_split_labels(rows, columns)
    body = [row for row, line in zip(rows, cells, strict=True) if _is_data(line)]
    amounts = tuple(i for i in range(len(columns)) if any(_MONEY.fullmatch(row[i]) for row in body))
    words = tuple(i for i in range(len(columns)) if i not in amounts and any(_is_word(row[i]) for row in body))
    layout = Layout(tuple(columns), words, amounts)
    places = _places_before(layout, before) if goes_on and before is not None else None
    if places is None or before is None:
        return rows, layout
    wide = [[""] * len(before.columns) for _ in rows]
    for row, cells_of_row in zip(wide, rows, strict=True):
        for i, text in enumerate(cells_of_row):
            row[places[i]] = text
    return wide, before


def _with_whole_labels(
    rows: list[list[str]], cells: list[list[Cell]], alone: list[frozenset[int]]
) -> tuple[list[list[str]], list[list[Cell]], list[frozenset[int]]]:
    """Labels broken over lines put together: those set to the middle of their row, above and below its amounts, and those a line
    below their code."""
    kept: list[int] = []
    for i, line in enumerate(cells):
        if kept and (at := _rest_of_row_above(line, rows[kept[-1]])) is not None:
            rows[kept[-1]][at : at + 2] = [cell.text for cell in line]
        else:
            kept.append(i)
    rows, cells, alone = [rows[i] for i in kept], [cells[i] for i in kept], [alone[i] for i in kept]
    first = next((i for i, line in enumerate(cells) if _is_data(line)), len(cells))
    plan = _centred(rows, cells, first)
    for at, parts in plan.items():
        column = next(i for i, text in enumerate(rows[parts[0]]) if text)
        rows[at][column] = "".join(rows[i][column] for i in sorted([*parts, at]))
    gone = {i for parts in plan.values() for i in parts}
    left = [i for i in range(len(rows)) if i not in gone]
    return [rows[i] for i in left], [cells[i] for i in left], [alone[i] for i in left]


def _rest_of_row_above(line: list[Cell], above: list[str]) -> int | None:
    """The column where name and amount belong whose code ends the line above; None where a line is something else."""
    last = max((i for i, text in enumerate(above) if text), default=-1)
    if len(line) != 2 or last < 0 or not _CODE_BEFORE.match(above[last]) or last + 2 >= len(above):
        return None
    return last + 1 if _HAN.search(line[0].text) and _MONEY.fullmatch(line[1].text) else None


def _centred(rows: list[list[str]], cells: list[list[Cell]], first: int) -> dict[int, list[int]]:
    """Row → lines above and below it that hold the rest of its label, where labels stand in the middle of their rows.

    A row has as many lines above as below it, or one more on one side; one without words of its own has some. Of the ways to share
    out all lines between the rows the most even one is taken; none where lines are left over, or where no row lacks its label
    (then lines go on with the row above them).
    """
    data = [i for i in range(first, len(rows)) if _is_data(cells[i])]
    between = [i for i in range(first, len(rows)) if i not in set(data)]
    named = {i: any(_HAN.search(text) for text in rows[i]) for i in data}
    places = [[c for c, text in enumerate(rows[i]) if text] for i in between]
    if not data or all(named.values()) or len({tuple(place) for place in places}) != 1 or len(places[0]) != 1:
        return {}
    if any(not _HAN.search(rows[i][places[0][0]]) for i in between):
        return {}
    ways: dict[int, tuple[int, list[tuple[int, int]]]] = {
        above: (0, []) for above in range(4) if first - above >= 0 and _alike(rows[first - above : first], places[0][0])
    }
    for n, at in enumerate(data):
        gap = (data[n + 1] if n + 1 < len(data) else len(rows)) - at - 1
        further: dict[int, tuple[int, list[tuple[int, int]]]] = {}
        for above, (cost, shares) in ways.items():
            for below in range(max(0, above - 1), above + 2):
                if below > gap or not (named[at] or above or below):
                    continue
                left, total = gap - below, cost + abs(below - above)
                if left not in further or total < further[left][0]:
                    further[left] = (total, [*shares, (above, below)])
        ways = further
    if 0 not in ways:
        return {}
    return {
        at: [*range(at - above, at), *range(at + 1, at + 1 + below)]
        for at, (above, below) in zip(data, ways[0][1], strict=True)
        if above or below
    }


def _alike(lines: list[list[str]], column: int) -> bool:
    """Whether lines hold nothing but words in the column of labels."""
    return all([c for c, text in enumerate(line) if text] == [column] and _HAN.search(line[column]) for line in lines)


def _is_word(text: str) -> bool:
    return bool(_HAN.search(text) or _CODE_BEFORE.match(text))


def _without_split_labels(
    rows: list[list[str]], columns: list[tuple[int, int]]
) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """Neighbouring columns of words that no row fills both are one: labels set in by levels, with totals further right."""
    i = 0
    while i + 1 < len(columns):
        pair = [(row[i], row[i + 1]) for row in rows]
        if all(not (a and b) and not any(char.isdigit() for char in (a + b)[:1]) for a, b in pair):
            rows = [[*row[:i], row[i] + row[i + 1], *row[i + 2 :]] for row in rows]
            columns = [*columns[:i], (columns[i][0], columns[i + 1][1]), *columns[i + 2 :]]
        else:
            i += 1
    return rows, columns


def _places_before(layout: Layout, before: Layout) -> list[int] | None:
    """For each column the column of the page before that it goes on, None where that can't be told.

    A page sets its columns by its own longest label, so that amounts stand further left or right; how far they stand apart stays.
    The first amount of a block is printed on every page.
    """
    here, there = layout.blocks(), before.blocks()
    if len(here) != len(there) or sum(len(a) + len(b) for a, b in here) != len(layout.columns):
        return None
    places: list[int] = []
    for (words, amounts), (words_before, amounts_before) in zip(here, there, strict=True):
        if len(words) != len(words_before) or len(amounts) > len(amounts_before):
            return None
        places += words_before
        shift = before.columns[amounts_before[0]][1] - layout.columns[amounts[0]][1] if amounts else 0
        for i in amounts:
            end = layout.columns[i][1] + shift
            near = min(amounts_before, key=lambda c: abs(before.columns[c][1] - end))
            if near in places or (len(amounts) < len(amounts_before) and abs(before.columns[near][1] - end) > 2):
                return None
            places.append(near)
    return places


def _rows(lines: list[list[Cell]]) -> tuple[list[list[str]], list[tuple[int, int]], list[frozenset[int]]]:
    """(rows, columns, for each row those of its cells that head one column only)."""
    body = next((i for i, row in enumerate(lines) if _is_data(row)), len(lines))
    head = [row for row in lines[:body] if len(row) >= 2]
    columns = _columns_of([row for row in lines[body:] if _is_data(row)] or head)
    columns = _with_columns_of_header(columns, head)
    rows: list[list[str]] = []
    alone: list[frozenset[int]] = []
    for i, line in enumerate(lines):
        row = [""] * len(columns)
        own: set[int] = set()
        spans = [_spanned(line, k, lines[i + 1 : body], columns) if i < body else [] for k in range(len(line))]
        single = [cell for cell, span in zip(line, spans, strict=True) if not span]
        ordered = iter(_in_order(single, columns) if i < body else [])
        for cell, spanned in zip(line, spans, strict=True):
            near = None if spanned or i >= body else next(ordered)
            at = spanned[0] if spanned else _place(cell, columns) if near is None else near
            row[at] = f"{row[at]} {cell.text}" if row[at] else cell.text
            if i < body and not spanned:
                own.add(at)
        rows.append(row)
        alone.append(frozenset(own))
    return rows, columns, alone


def _join_wrapped_headers(rows: list[list[str]], alone: list[frozenset[int]]) -> None:
    """A header broken over lines (一般公共 / 预算财政 / 拨款) as one, in its last line; `alone` are the header cells of one column."""
    for r, columns in enumerate(alone):
        for c in columns:
            below = next((r + k for k in (1, 2) if r + k < len(rows) and c in alone[r + k]), None)
            if below is not None and _HAN.search(rows[r][c]) and _HAN.search(rows[below][c]):
                rows[below][c] = rows[r][c] + rows[below][c]
                rows[r][c] = ""


def _with_columns_of_header(columns: list[tuple[int, int]], head: list[list[Cell]]) -> list[tuple[int, int]]:
    """The columns and those that print nothing below their header: headers that find no column of their own in their line's order."""
    for row in sorted(head, key=len, reverse=True):
        found = _in_order(row, columns)
        new = [
            (cell.start, cell.end)
            for cell, at in zip(row, found, strict=True)
            if at is None and not any(min(cell.end, end) > max(cell.start, start) for start, end in columns)
        ]
        columns = sorted([*columns, *new])
    return columns


def _in_order(row: list[Cell], columns: list[tuple[int, int]]) -> list[int | None]:
    """For each cell of a header line its column: from left to right, no column twice, as near as can be; None where none is near."""
    best: list[tuple[float, list[int | None]]] = [(0.0, []) for _ in range(len(columns) + 1)]
    for cell in row:
        middle = (cell.start + cell.end) / 2
        further: list[tuple[float, list[int | None]]] = []
        for j in range(len(columns) + 1):
            cost, path = best[j]
            options = [(cost + APART, [*path, None])]
            if j:
                start, end = columns[j - 1]
                away = abs((start + end) / 2 - middle)
                away = away / 10 if min(cell.end, end) > max(cell.start, start) else away
                cost, path = best[j - 1]
                options.append((cost + away, [*path, j - 1]))
                options.append(further[j - 1])
            further.append(min(options, key=lambda option: option[0]))
        best = further
    return best[-1][1]


def _spanned(line: list[Cell], k: int, below: list[list[Cell]], columns: list[tuple[int, int]]) -> list[int]:
    """The columns that a header cell spans: those of the cells of a lower line that stand between its neighbours, if it stands over
    their middle."""
    middles = [(cell.start + cell.end) / 2 for cell in line]
    left = (middles[k - 1] + middles[k]) / 2 if k else float("-inf")
    right = (middles[k] + middles[k + 1]) / 2 if k + 1 < len(line) else float("inf")
    for row in below:
        group = [cell for cell in row if left < (cell.start + cell.end) / 2 < right]
        if len(group) < 2:
            continue
        first, last = group[0].start, group[-1].end
        inside = sorted({_place(cell, columns) for cell in group})
        if len(inside) >= 2 and abs((first + last) / 2 - middles[k]) <= max(4, 0.2 * (last - first)):
            return list(range(inside[0], inside[-1] + 1))
    return []


def _is_data(row: list[Cell]) -> bool:
    return len(row) >= 2 and any(_MONEY.fullmatch(cell.text) or _CODE_BEFORE.match(cell.text) for cell in row)


def _columns_of(rows: list[list[Cell]]) -> list[tuple[int, int]]:
    """The columns (start, end): stretches of the line that cells cover, parted where numbers of one line stand side by side in one."""
    covered: list[tuple[int, int]] = []
    for start, end in sorted((cell.start, cell.end) for row in rows for cell in row):
        if covered and start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    columns: list[tuple[int, int]] = []
    for stretch in covered:
        columns += _parted(stretch, rows)
    return columns


def _parted(stretch: tuple[int, int], rows: list[list[Cell]]) -> list[tuple[int, int]]:
    """A stretch that holds several cells of one line, parted between them: cells end together or begin together."""
    inside = [[cell for cell in row if stretch[0] <= cell.start and cell.end <= stretch[1]] for row in rows]
    most = max((len(cells) for cells in inside), default=0)
    if most < 2:
        return [stretch]
    full = [cells for cells in inside if len(cells) == most]
    cuts = []
    for i in range(most - 1):
        left = max(cells[i].end for cells in full)
        right = min(cells[i + 1].start for cells in full)
        cuts.append((left + right) // 2)
    edges = [stretch[0], *cuts, stretch[1]]
    return [(edges[i], edges[i + 1]) for i in range(most)]


def _place(cell: Cell, columns: list[tuple[int, int]]) -> int:
    """The column that a cell shares most with, else the one whose middle is nearest."""
    middle = (cell.start + cell.end) / 2
    return max(
        range(len(columns)),
        key=lambda i: (
            max(0, min(cell.end, columns[i][1]) - max(cell.start, columns[i][0])),
            -abs((columns[i][0] + columns[i][1]) / 2 - middle),
        ),
    )
