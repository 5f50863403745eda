"""Where a table's header ends and its body begins, and the path of headers above each column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from etl.documents.cells import Cell, Grid
from etl.statements.vocabulary import column_kinds, is_group_total, is_total, step_pattern
from etl.words.numbers import Number
from etl.words.numerals import NUMERALS

MAX_HEADER_ROWS = 9

_SUBJECT_CODE = re.compile(r"^(?:[2-5]\d{2}|[2-5]\d{4}|2\d{6}|2\d{2}[.\-]\d{2}[.\-]\d{2})$")
_UNIT_CODE = re.compile(r"^\d{3}(?:\d{3})+$")
_ORDINAL_LABEL = re.compile(rf"^(?:[{NUMERALS}]+[、.．]|[(（][{NUMERALS}\d]+[)）]|\d{{1,2}}[.、．](?!\d))")
_STARS = re.compile(r"^[*×—\-/]+$")  # what stands in a row of column numbers above codes and names
_NUMBERS_COLUMNS = dict(column_kinds())["numbering"]
_COLUMN_NUMBER = re.compile(r"^\(?\d{1,2}\)?(?:=[\d+\-()]+)?$")
_DATA_LABEL = step_pattern("header_paths.data_label")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PHASE_LABEL = step_pattern("header_paths.phase_label")
_CODE_AND_NAME = re.compile(r"^[\[【(]?[2-5]\d{2}(?:\d{2}){0,2}[^\d.,，%]")


_VALUE_WORD = step_pattern("header_paths.value_word")
_LEAF_WORD = step_pattern("header_paths.leaf_word")
_COMMON_LEAF = step_pattern("header_paths.common_leaf")
_HEADING_OF_AMOUNTS = step_pattern("header_paths.heading_of_amounts")
LABELS = frozenset(
    {
        "code",
        "function_code",
        "department_code",
        "project_code",
        "government_code",
        "unit_code",
        "name",
        "label",
        "text",
        "government_name",
        "code_class",
        "code_section",
        "code_item",
    }
)


def column_kind(leaf: str) -> str:
    """What a column holds by its folded leaf header: a kind of vocabulary.yaml, "" for values."""
    return next((kind for kind, words in column_kinds() if words.search(leaf)), "") if leaf else ""


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: its rows, the row of column numbers (栏次) if any, and each column's path, top to leaf, folded."""

    start: int
    end: int  # first row of the body
    numbering_row: int | None
    paths: tuple[tuple[str, ...], ...]

    def leaf(self, column: int) -> str:
        """The deepest header text of a column, "" where it has none."""
        return self.paths[column][-1] if column < len(self.paths) and self.paths[column] else ""

    def path(self, column: int) -> str:
        """The whole header path of a column, joined by "/"."""
        return "/".join(self.paths[column]) if column < len(self.paths) else ""


def is_numbering(row: tuple[Cell, ...]) -> bool:
    """Whether a row numbers the columns (栏次 1 2 3 …): at least two numbers, counting up by one from 1, and no label of amounts before them."""
    cells = [cell.folded for cell in row if not cell.is_blank]
    numbers = [int(re.match(r"\(?(\d+)", cell)[1]) for cell in cells if _COLUMN_NUMBER.match(cell)]  # type: ignore[index]
    words = [cell for cell in cells if not _COLUMN_NUMBER.match(cell) and not _STARS.match(cell)]
    if any(_NUMBERS_COLUMNS.match(cell) for cell in words):
        return len(numbers) >= 1 or all(_NUMBERS_COLUMNS.match(cell) or len(cell) == 1 for cell in words)
    counts = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return (
        len(numbers) >= 2
        and counts
        and numbers[0] == 1
        and len(words) <= 2
        and not any(re.search(r"\d", word) or _DATA_LABEL.search(word) for word in words)
    )


def is_body_row(row: tuple[Cell, ...]) -> bool:
    """Whether a row holds data: a money amount, a subject or unit code, an ordinal label, or a total standing by itself."""
    return any(cell.folded for cell in row) and (
        _prints_code(row) or _prints_ordinal(row) or _prints_amount(row) or _is_total_alone(row)
    )


def _prints_code(row: tuple[Cell, ...]) -> bool:
    """Whether one of the first cells is the code of a subject or unit, alone or before its name."""
    patterns = (_SUBJECT_CODE, _UNIT_CODE, _CODE_AND_NAME)
    return any(pattern.match(cell.folded) for cell in row[:3] for pattern in patterns)


def _prints_ordinal(row: tuple[Cell, ...]) -> bool:
    """Whether a cell begins as the lines of a form do (一、, （二）, 3.)."""
    return any(_ORDINAL_LABEL.match(cell.folded) and not _COLUMN_NUMBER.match(cell.folded) for cell in row)


def _prints_amount(row: tuple[Cell, ...]) -> bool:
    """Whether a cell is an amount: with decimals or separators; beside two words at most a whole number from 100 on that is no year."""
    numbers = [cell.number for cell in row if cell.number is not None]
    if any(number.decimals >= 1 or number.grouped for number in numbers):
        return True
    large = any(abs(number.value) >= 100 and not _is_year(number) for number in numbers)
    return large and len(_words(row)) <= 2


def _is_total_alone(row: tuple[Cell, ...]) -> bool:
    """Whether the only words of a row are those of a total near its front, or all are totals of groups (人员经费合计 | 公用经费合计)."""
    words = _words(row)
    if not words:
        return False
    if len(set(words)) == 1 and (is_total(words[0]) or is_group_total(words[0]) or _PHASE_LABEL.match(words[0])):
        return [cell.folded for cell in row].index(words[0]) <= 3
    return all(is_group_total(word) for word in words)


def _words(row: Iterable[Cell]) -> list[str]:
    """What cells print that is neither a number nor a dash."""
    return [cell.folded for cell in row if cell.folded and cell.number is None and not cell.is_nothing]


def _is_year(number: Number) -> bool:
    return 1990 <= number.value <= 2100


def _is_amounts_below(grid: Grid, start: int, r: int) -> bool:
    """Whether a row below a header that names each of its columns holds amounts, however small: whole numbers and dashes, with a label at most.

    Years and numbers that count the columns are header.
    """
    numbers = {c: cell.number for c, cell in enumerate(grid.rows[r]) if cell.number is not None}
    words = _words(grid.rows[r])
    if len(words) > 1 or any(column_kind(word) or _VALUE_WORD.match(word) or _LEAF_WORD.match(word) for word in words):
        return False
    if all(_is_year(number) or grid.rows[r][c].folded.startswith("(") for c, number in numbers.items()):
        return False
    return not _counts_up([number.value for number in numbers.values()]) and numbers.keys() <= _named_columns(
        grid, start, r
    )


def _counts_up(values: list[Decimal]) -> bool:
    """Whether numbers are those of columns: they rise from 1, or by one, on a page that the header goes on from too."""
    rises = len(values) > 1 and all(a < b for a, b in pairwise(values))
    return rises and (values[0] == 1 or (len(values) > 2 and values[-1] - values[0] == len(values) - 1))


def _named_columns(grid: Grid, start: int, end: int) -> set[int]:
    """The columns over which rows of a header print words, merged cells included."""
    named = {c for row in grid.rows[start:end] for c, cell in enumerate(row) if _HAN.search(cell.text)}
    for span in grid.spans:
        if start <= span.row < end and _HAN.search(grid.rows[span.row][span.column].text):
            named.update(range(span.column, span.column + span.columns))
    return named


def _is_debris(row: tuple[Cell, ...]) -> bool:
    """A row without any Chinese text or subject code above a header: signs that a conversion made of ruling lines."""
    printed = any(
        _HAN.search(cell.folded) or _SUBJECT_CODE.match(cell.folded) or _UNIT_CODE.match(cell.folded) for cell in row
    )
    return not printed and any(cell.number is None for cell in row if cell.folded)


def read_header(grid: Grid, start: int) -> Header:
    """Find the header that begins at row `start` (0 rows where the table goes on from another page)."""
    end = start
    numbering: int | None = None
    labelled: set[int] = set()  # columns that a header row named as code, name or label
    while end < len(grid.rows) and end - start < MAX_HEADER_ROWS:
        row = grid.rows[end]
        if end == start and _is_debris(row):
            end += 1
            start = end
            continue
        if is_numbering(row):
            numbering = end
            end += 1
            break
        if is_body_row(row) or (end > start and _is_amounts_below(grid, start, end)):
            break
        # Text below 项目 or 科目名称 that is no header word itself is the first row of the body
        texts = {c: cell.folded for c, cell in enumerate(row) if cell.folded}
        kinds = {c: kind for c, text in texts.items() if (kind := column_kind(text)) in LABELS}
        if any(c in labelled and not column_kind(text) and not _VALUE_WORD.search(text) for c, text in texts.items()):
            break
        labelled |= {c for c in kinds if not _is_above(grid, end, c)}
        end += 1
    # column numbers may stand in the row after the last header row only; what follows them is the body
    paths = _with_leaves_in_total_row(_paths(grid, start, end, numbering), grid, end)
    return Header(start, end, numbering, _telling(paths))


def header_over_pages(before: Grid, start: int, after: Grid) -> Header:
    """The header that begins at row `start` of a table and goes on in the table of the next page, as that of the latter: its paths are the
    whole ones, its rows those of the next page (none, where the header ends with the page)."""
    offset = len(before.rows)
    spans = (*before.spans, *(replace(span, row=span.row + offset) for span in after.spans))
    table = replace(before.table, rows=(*before.table.rows, *after.table.rows), spans=spans)
    whole = read_header(Grid(table, (*before.rows, *after.rows)), start)
    numbering = whole.numbering_row - offset if whole.numbering_row is not None else -1
    return Header(0, max(0, whole.end - offset), numbering if numbering >= 0 else None, whole.paths)


def _with_leaves_in_total_row(paths: tuple[tuple[str, ...], ...], grid: Grid, end: int) -> tuple[tuple[str, ...], ...]:
    """Paths with the leaves that stand in the first row of the body, beside its total: 合计 | 2.00 | 合计 基本支出 项目支出 | 0 below 本年支出.

    Only where all columns of one heading have a word there, while the row is a total with amounts, or without any, elsewhere.
    """
    if end >= len(grid.rows) or not any(is_total(cell.folded) for cell in grid.rows[end][:2]):
        return paths
    row = [cell.folded for cell in grid.rows[end]]
    found = list(paths)
    first = 0
    while first < len(paths):
        last = first
        while last + 1 < len(paths) and paths[last + 1] in (
            paths[first],
            (),
        ):  # a merged heading, or the blank cells of one
            last += 1
        words = row[first : last + 1]
        if last > first > 1 and all(_LEAF_WORD.match(word) for word in words) and len(set(words)) == len(words):
            found[first : last + 1] = [(*paths[first], word) for word in words]
        first = last + 1
    return tuple(found)


def _telling(paths: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Paths without a lowest header that is the same below every heading of amounts (财政拨款收入 over 决算数, 事业收入 over 决算数): the
    heading above tells the columns apart. One that has columns of another name beside it (项目 | 决算数) stays."""
    common = [c for c, path in enumerate(paths) if len(path) > 1 and _COMMON_LEAF.match(path[-1])]
    above = [paths[c][:-1] for c in common]
    if (
        len(common) < 2
        or len({paths[c][-1] for c in common}) > 1
        or len(set(above)) < len(above)
        or not all(_HEADING_OF_AMOUNTS.search(path[-1]) for path in above)
        or any(path[: len(one)] == one for c, path in enumerate(paths) if c not in common for one in above)
    ):
        return paths
    return tuple(path[:-1] if c in common else path for c, path in enumerate(paths))


def _is_above(grid: Grid, r: int, c: int) -> bool:
    """Whether a header cell spans what stands below it (资金来源 above 一般公共预算 | 政府性基金): blank to its right, words below both."""
    if c + 1 >= grid.width or r + 1 >= len(grid.rows) or not grid.rows[r][c + 1].is_blank:
        return False
    below = grid.rows[r + 1][c : c + 2]
    return all(_HAN.search(cell.text) and cell.number is None for cell in below) and not is_body_row(grid.rows[r + 1])


def _paths(grid: Grid, start: int, end: int, numbering: int | None) -> tuple[tuple[str, ...], ...]:
    """The header path of each column: the texts above it, each merged cell over all that it covers, where the format knows merged cells;
    elsewhere a text goes on over the blank cells right of it that have headers below."""
    rows = range(start, end)
    own = {(r, c): _header_text(grid.rows[r][c], r == numbering) for r in rows for c in range(grid.width)}
    covered = _covered(grid, own, rows)
    filled: _Texts = {}
    for r in rows:
        filled.update(_filled_row(grid, r, rows, own, covered))
    return tuple(_path_down(c, rows, own, covered, filled) for c in range(grid.width))


_Texts = dict[tuple[int, int], str]
"""Header texts by row and column."""


def _covered(grid: Grid, own: _Texts, rows: range) -> _Texts:
    """The text of each place that a merged cell of the header covers."""
    covered: _Texts = {}
    for span in grid.spans:
        if span.row in rows:
            text = own.get((span.row, span.column), "")
            for r in range(span.row, min(span.row + span.rows, rows.stop)):
                for c in range(span.column, span.column + span.columns):
                    covered[r, c] = text
    return covered


def _filled_row(grid: Grid, r: int, rows: range, own: _Texts, covered: _Texts) -> _Texts:
    """The texts of a header row, those of groups repeated over their columns."""
    filled: _Texts = {}
    carried = ""
    for c in range(grid.width):
        text = own[r, c]
        if (r, c) in covered:
            filled[r, c] = covered[r, c]
            carried = "" if grid.spans else text
            continue
        if any(own[above, c] for above in range(rows.start, r)):
            carried = ""  # another group begins above: what stands left of it goes no further
        headed_below = any(own[below, c] for below in range(r + 1, rows.stop))
        if text:
            carried = text
        elif carried and not grid.spans and headed_below:
            text = carried
        filled[r, c] = text
    return filled


def _path_down(c: int, rows: range, own: _Texts, covered: _Texts, filled: _Texts) -> tuple[str, ...]:
    """The texts above a column, top to its own lowest one, without repeats."""
    path: list[str] = []
    deepest = max((r for r in rows if own[r, c] or (r, c) in covered), default=rows.start - 1)
    for r in rows:
        text = filled[r, c]
        if text and r <= max(deepest, rows.start) and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _header_text(cell: Cell, is_numbering_row: bool) -> str:
    text = cell.folded
    if not _HAN.search(text) and not re.fullmatch(r"[A-Z%\d()+=*]+", text):
        return ""  # debris of a conversion: letters of another script, punctuation
    return (
        ""
        if is_numbering_row and (_COLUMN_NUMBER.match(text) or _STARS.match(text) or _NUMBERS_COLUMNS.match(text))
        else text
    )
