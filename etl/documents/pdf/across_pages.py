"""Sheets wider than their paper: columns printed on pages of their own, put beside those that they belong to.

Office programs print the rows of a sheet at the same heights on every page, whichever of its columns the page shows; pages go down first, or
across first. Pages to the right show no labels, those of the left once more, or the labels of a summary's other half; a title centred over the sheet
falls on any of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.documents.page.geometry import Area
from etl.documents.page.grid import Cell
from etl.documents.pdf.figures import is_number
from etl.documents.pdf.ruled_tables import Beyond, Found
from etl.documents.pdf.text_lines import Line, Word
from etl.words.numbers import is_nothing

_SLACK = 1.5
"""What stands at one height of the sheet stands at one height of its pages, within this many points."""
_FEWEST_ROWS = 3
"""Of fewer rows with figures, equal heights prove nothing."""
_MOSTLY = 0.8
"""The right page shows lines for so many of the rows, or more: the last may be blank, and without lines."""
_MOST_DOWN = 20
"""A sheet goes over at most so many pages downwards."""
_MOST_LINES = 8
"""Lines above and below the columns of a sheet: title, agency, unit, a note."""
_LONG = 20
"""A line of more characters is no figure, and no header of a column."""
_TOGETHER = 0.5
"""Pieces of a text that two pages show stand no further apart than this share of its size."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as laid out: its number, width, height and how it was turned, its lines and tables; of a page without tables, the `single` columns,
    whose text the lines have. `whole`: it is no part of a sheet."""

    number: int
    paper: tuple[float, float, int]
    lines: Sequence[Line]
    tables: Sequence[Found]
    single: Sequence[Found] = ()
    whole: bool = False


def put_together(pages: Sequence[Printed]) -> list[Printed]:
    """The pages, those that show columns of one sheet made one: the left one, as wide as all, with the lines of all."""
    result: list[Printed] = []
    at = 0
    while at < len(pages):
        down, across = _extent(pages, at)
        apart: list[Printed] = []
        for k in range(down):
            page = pages[at + k]
            for beside in pages[at + down + k : at + across * down : down]:
                right = _right_of(page, beside)
                if right is None:  # of the columns joined so far it isn't: it stays a page of its own
                    apart.append(beside)
                else:
                    page = _joined(page, right)
            result.append(page)
        result += apart
        at += down * across
    return result


def _extent(pages: Sequence[Printed], at: int) -> tuple[int, int]:
    """How many pages the sheet that begins at a page goes down, and how many across: (1, 1) where it isn't wider than the page."""
    for down in range(1, min(_MOST_DOWN, (len(pages) - at) // 2) + 1):
        across = 1
        left = list(pages[at : at + down])
        while len(right := pages[at + across * down : at + (across + 1) * down]) == down and all(
            _right_of(page, beside, goes_on=k > 0) for k, (page, beside) in enumerate(zip(left, right, strict=True))
        ):
            across += 1
        if across > 1:
            return down, across
    return 1, 1


@dataclass(frozen=True, slots=True)
class _Right:
    """The columns that a page adds to those of a page to its left: (the table there, the columns), and its other lines."""

    pairs: tuple[tuple[Found, Found], ...]
    lines: tuple[Line, ...]
    number: int


def _right_of(left: Printed, right: Printed, *, goes_on: bool = True) -> _Right | None:
    """What the right page adds to the left one; None where it shows no columns of the same sheet. `goes_on`: the pages above were of one."""
    if left.whole or right.whole or not left.tables or not _same_paper(left, right):
        return None
    tables, lines = list(right.tables), list(right.lines)
    if sum(len(line.text) > _LONG for line in lines) > _MOST_LINES:
        return None
    if not tables and right.single:
        tables = list(right.single)
        lines = [line for line in lines if not any(_is_within(line, table.area) for table in tables)]
    elif not tables:
        made = _single_column(left.tables[-1], lines)
        if made is None:
            return None
        tables, lines = [made[0]], made[1]
    if len(lines) > _MOST_LINES or _are_titled_apart(left, right):
        return None
    pairs: list[tuple[Found, Found]] = []
    for table in tables:
        partner = next((one for one in left.tables if _same_rows(one, table)), None)
        more = partner and _without_repeated(partner, table)
        if (
            partner is None
            or partner.unruled
            or more is None
            or not _adds(partner, more, _is_titled_alike(left, right), goes_on)
        ):
            return None
        pairs.append((partner, more))
    return _Right(tuple(pairs), tuple(lines), right.number)


def _is_within(line: Line, area: Area) -> bool:
    return area.top < line.y < area.bottom and area.x0 < (line.x0 + line.x1) / 2 < area.x1


def _same_paper(left: Printed, right: Printed) -> bool:
    return left.paper[2] == right.paper[2] and all(
        abs(a - b) <= _SLACK for a, b in zip(left.paper[:2], right.paper[:2], strict=True)
    )


def _are_titled_apart(left: Printed, right: Printed) -> bool:
    """Whether other words stand above the tables at one place of both pages: each form has its own title."""
    tops = [min((table.area.top for table in page.tables), default=page.paper[1]) for page in (left, right)]
    return any(
        abs(one.y - other.y) <= _SLACK
        and one.x0 < other.x1
        and other.x0 < one.x1
        and not set(one.text.split()) & set(other.text.split())
        for one in left.lines
        for other in right.lines
        if one.y < tops[0] and other.y < tops[1]
    )


def _heights(table: Found) -> list[float]:
    """Where rows begin and end, from the top."""
    found: list[float] = []
    for y in sorted({cell.area.top for cell in table.cells} | {cell.area.bottom for cell in table.cells}):
        if not found or y - found[-1] > _SLACK:
            found.append(y)
    return found


def _body(table: Found) -> int:
    """The first row with a figure; the number of rows where none has."""
    return next((r for r, row in enumerate(table.rows) if any(map(is_number, row))), len(table.rows))


def _top_of(table: Found, row: int) -> float:
    return min((cell.area.top for cell in table.cells if cell.row == row), default=table.area.bottom)


def _same_rows(left: Found, right: Found) -> bool:
    """Whether the rows of two tables stand at the same heights; within the header, one may part what the other merges. The right one
    may begin lower, below a cell that goes over the paper's end, and end higher."""
    if right.area.bottom > left.area.bottom + _SLACK or right.area.top < left.area.top - _SLACK:
        return False
    one, other = _heights(left), _heights(right)
    begins = min(_top_of(left, _body(left)), _top_of(right, _body(right)))
    if other[0] > begins + _SLACK:
        return False
    rows, shown = (sum(y > begins + _SLACK for y in heights) for heights in (one, other))
    if shown < max(_FEWEST_ROWS, _MOSTLY * rows):
        return False
    one = [y for y in one if y <= other[-1] + _SLACK]
    return all(_has(other, y) for y in one if y >= begins) and all(_has(one, y) for y in other if y >= begins)


def _has(heights: Sequence[float], y: float) -> bool:
    return any(abs(y - one) <= _SLACK for one in heights)


def _without_repeated(left: Found, right: Found) -> Found | None:
    """The right table without the columns of labels that its page shows once more; None where nothing else is there."""
    depth = min(_body(left), _body(right))
    rows = list(zip(left.rows[_body(left) :], right.rows[_body(right) :], strict=False))
    again = 0
    width = len(right.rows[0])
    while (
        again < min(width, len(left.rows[0]))
        and any(row[again] for _, row in rows)
        and all(a[again] == b[again] for a, b in rows)
        and (depth == 0 or left.rows[0][again] == right.rows[0][again])
        and not all(is_number(b[again]) and "." in b[again] for _, b in rows)
    ):
        again += 1
    if again == width:
        return None
    if not again:
        return right
    kept = [cell for cell in right.cells if cell.column >= again]
    if not kept:
        return None
    area = replace(right.area, x0=min(cell.area.x0 for cell in kept))
    cells = tuple(replace(cell, column=cell.column - again) for cell in kept)
    return replace(right, area=area, rows=tuple(row[again:] for row in right.rows), cells=cells)


def _is_figure(text: str) -> bool:
    return is_number(text) or is_nothing(text)


def _is_label_column(table: Found, column: int) -> bool:
    """Whether most of what a column prints beside figures is words."""
    texts = [row[column] for row in table.rows[_body(table) :] if row[column]]
    return bool(texts) and 2 * sum(not _is_figure(text) for text in texts) > len(texts)


def _adds(left: Found, right: Found, titled_alike: bool, goes_on: bool) -> bool:
    """Whether the right table's columns are columns of the left one: figures, behind them notes; or the other half of a summary, with labels."""
    labels = [_is_label_column(right, c) for c in range(len(right.rows[0]))]
    figures = [c for c, is_label in enumerate(labels) if not is_label]
    if not figures or not any(_is_label_column(left, c) for c in range(len(left.rows[0]))):
        return False
    if figures == list(range(len(figures))):
        return all(_is_figure(row[c]) for row in right.rows[_body(right) :] for c in figures[:1])
    if labels[0] and not any(labels[1:]):  # the other half: another header, and not titled where the left one is
        return goes_on or (_body(right) > 0 and not titled_alike and left.rows[0] != right.rows[0])
    return False


def _is_titled_alike(left: Printed, right: Printed) -> bool:
    """Whether both pages begin with a line at the same height, or with none: two forms, each with its title."""
    tops = [
        min((line.y for line in page.lines if line.y < min(table.area.top for table in page.tables)), default=0.0)
        for page in (left, right)
        if page.tables
    ]
    return len(tops) == 2 and abs(tops[0] - tops[1]) <= 2 * _SLACK


def _single_column(left: Found, lines: Sequence[Line]) -> tuple[Found, list[Line]] | None:
    """A page's one column, which no lines of its own make a table, and the lines beside it: a figure in most rows of the left table."""
    heights = _heights(left)
    inside = [line for line in lines if heights[0] < line.y < heights[-1]]
    begins = _top_of(left, _body(left))
    body = [line for line in inside if line.y > begins]
    rows = sum(y > begins + _SLACK for y in heights)
    if len(body) < max(_FEWEST_ROWS, rows / 2) or not all(_is_figure(line.text) for line in body):
        return None
    widest = max(body, key=lambda line: line.x1 - line.x0)
    if any(line.x1 < widest.x0 or line.x0 > widest.x1 for line in body):
        return None
    x0, x1 = min(line.x0 for line in inside), max(line.x1 for line in inside)
    edges = ([heights[0], begins] if begins > heights[0] + _SLACK else [heights[0]]) + [
        y for y in heights if y > begins + _SLACK
    ]
    texts: list[list[str]] = [[] for _ in edges[1:]]
    for line in inside:
        texts[bisect_right(edges, line.y) - 1].append(line.text)
    cells = tuple(Cell(r, 0, 1, 1, Area(x0, edges[r], x1, edges[r + 1])) for r in range(len(texts)))
    area = Area(x0, heights[0], x1, heights[-1])
    found = Found(area, tuple(("\n".join(one),) for one in texts), cells)
    return found, [line for line in lines if line not in inside]


def _joined(page: Printed, right: _Right) -> Printed:
    """The left page with what the right one adds."""
    tables = list(page.tables)
    shift = 0.0
    for left, more in right.pairs:
        shift = left.area.x1 - more.area.x0
        tables[next(i for i, table in enumerate(tables) if table is left)] = _as_wide_as_both(
            left, more, right.number, shift
        )
    lines = list(page.lines)
    for line in right.lines:
        moved = _moved(line, shift)
        before = next((i for i, one in enumerate(lines) if _goes_on(one, moved)), None)
        if before is None:
            lines.append(moved)
        else:
            lines[before] = _one_line(lines[before], moved)
    return replace(page, lines=sorted(lines, key=lambda line: (line.top, line.x0)), tables=tables)


def _moved(line: Line, shift: float) -> Line:
    words = tuple(replace(word, x0=word.x0 + shift, x1=word.x1 + shift) for word in line.words)
    return replace(line, x0=line.x0 + shift, x1=line.x1 + shift, words=words)


def _goes_on(line: Line, more: Line) -> bool:
    """Whether a piece of text to the right is the rest of a line that the paper's end cuts."""
    return abs(line.y - more.y) <= _SLACK and abs(more.x0 - line.x1) <= _TOGETHER * max(line.size, more.size)


def _one_line(line: Line, more: Line) -> Line:
    last, first = line.words[-1], more.words[0]
    word = Word(last.x0, first.x1, last.text + first.text, min(last.top, first.top), max(last.bottom, first.bottom))
    words = (*line.words[:-1], word, *more.words[1:])
    return replace(line, x1=more.x1, text=line.text + more.text, words=words)


def _as_wide_as_both(left: Found, right: Found, page: int, shift: float) -> Found:
    """One table of the columns of both. A cell of the header that the paper's end cuts is one again."""
    heights = _heights(left)
    heights = sorted([*heights, *(y for y in _heights(right) if not _has(heights, y))])
    width = len(left.rows[0])
    texts = [[""] * (width + len(right.rows[0])) for _ in heights[1:]]
    cells: list[Cell] = []
    for table, first, moved in ((left, 0, 0.0), (right, width, shift)):
        for cell in table.cells:
            row, end = _nearest(heights, cell.area.top), _nearest(heights, cell.area.bottom)
            area = replace(cell.area, x0=cell.area.x0 + moved, x1=cell.area.x1 + moved)
            cells.append(Cell(row, cell.column + first, max(1, end - row), cell.columns, area))
            texts[row][cell.column + first] = table.rows[cell.row][cell.column]
    begins = _nearest(heights, _top_of(right, _body(right)))
    if lower := _nearest(heights, right.area.top):
        area = Area(left.area.x1, left.area.top, right.area.x1 + shift, right.area.top)
        cells.append(Cell(0, width, lower, len(right.rows[0]), area))
    cells = _with_cut_headers(cells, texts, width, begins)
    area = replace(left.area, x1=right.area.x1 + shift)
    beyond = (*left.beyond, Beyond(left.area.x1, page, shift))
    doubts, header_doubt = (*left.doubts, *right.doubts), left.header_doubt or right.header_doubt
    return Found(area, tuple(map(tuple, texts)), tuple(cells), (), doubts, header_doubt, beyond)


def _with_cut_headers(cells: Sequence[Cell], texts: list[list[str]], width: int, begins: int) -> list[Cell]:
    """The cells, those of a header that stand left and right of the paper's end, one of them blank, above further headers, made one."""
    starts = {(cell.row, cell.rows): cell for cell in cells if cell.column == width and cell.row + cell.rows < begins}
    result: list[Cell] = []
    gone: set[int] = set()
    for cell in cells:
        more = starts.get((cell.row, cell.rows)) if cell.column + cell.columns == width else None
        if more is None or (texts[cell.row][cell.column] and texts[more.row][more.column]):
            result.append(cell)
            continue
        texts[cell.row][cell.column] = texts[cell.row][cell.column] or texts[more.row][more.column]
        texts[more.row][more.column] = ""
        gone.add(id(more))
        area = replace(cell.area, x1=more.area.x1)
        result.append(replace(cell, columns=cell.columns + more.columns, area=area))
    return [cell for cell in result if id(cell) not in gone]


def _nearest(heights: Sequence[float], y: float) -> int:
    return min(range(len(heights)), key=lambda i: abs(heights[i] - y))
