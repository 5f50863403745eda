"""Which tables are forms of money, and which forms: by title, by whose subjects they list, by their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.documents.cells import Grid
from etl.documents.model import Table
from etl.head import ReportHead
from etl.statements.catalogue_entries import Catalogue, StatementSpec
from etl.statements.codes import plain_code
from etl.statements.economic import code_of_name, covers, economic_columns
from etl.statements.header_paths import Header, column_kind, read_header
from etl.statements.labels import split_ordinal
from etl.statements.surroundings import Heading
from etl.statements.vocabulary import is_total, pattern

IsPerformance = Callable[[Table, Sequence[str]], bool]


def titled_performance(table: Table, lines: Sequence[str]) -> bool:
    """Whether the lines above a table call it one of performance."""
    return bool(re.search("绩效|评价指标", "".join(lines[:6])))


def other_kind(grid: Grid, heading: Heading, is_performance: IsPerformance) -> str:
    """What a table is that is no form of money: hidden, contents, units, performance; "" where it may be one."""
    if grid.table.hidden:
        return "hidden"  # not published: a hidden sheet, or a sheet once more with its hidden rows and columns
    first = [cell.folded for cell in grid.rows[0]]
    if (
        any(pattern("contents_headers").match(cell) for cell in first)
        and re.search(pattern("contents_words"), "".join(first))
        and not _has_amounts(grid, read_header(grid, heading.rows))
    ):
        return "contents"
    if (
        any(cell in {"单位名称", "预算单位名称"} for cell in first)
        and numeric_cells(grid, None) <= len(grid.rows)
        and not re.search("收入|支出|采购|购买|经费|拨款|资产", heading.bare)
    ):
        return "units"
    if is_performance(grid.table, heading.lines):
        return "performance"
    return ""


def _has_amounts(grid: Grid, header: Header) -> bool:
    """Whether numbers stand below a header that names money."""
    headed = [c for c in range(grid.width) if pattern("contents_money").search(header.path(c))]
    return any(row[c].number is not None for row in grid.rows[header.end :] for c in headed)


def looks_like_form(grid: Grid, numeric: int) -> bool:
    """A table of money: some amounts with decimals or a total, below a header. `numeric`: how many numbers stand there."""
    cells = [cell for row in grid.rows for cell in row if not cell.is_blank]
    money = sum(1 for cell in cells if cell.number is not None and cell.number.decimals == 2)
    has_total = any(is_total(cell.folded) for cell in cells)
    return numeric >= 1 and grid.width >= 2 and (money >= 3 or (has_total and money >= 1))


def states_numbers(grid: Grid, header: Header) -> bool:
    """Whether a table has numbers that are no years and number no rows: counts of things, though none is an amount."""
    body = grid.rows[header.end :]
    for column in range(grid.width):
        numbers = [number for row in body if (number := row[column].number) is not None]
        is_counting = column_kind(header.leaf(column)) == "line_number" or _is_run([number.value for number in numbers])
        if not is_counting and any(not (number.decimals == 0 and 1990 <= number.value <= 2100) for number in numbers):
            return True
    return False


def _is_run(values: Sequence[Decimal]) -> bool:
    """Whether numbers count from 1."""
    return bool(values) and list(values) == list(range(1, len(values) + 1))


def numeric_cells(grid: Grid, header: Header | None) -> int:
    """How many cells below the header are numbers."""
    start = header.end if header is not None else 0
    return sum(1 for row in grid.rows[start:] for cell in row if cell.number is not None)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a table shows of its form beside its title: whose subjects its rows are (`code_system`), its header paths and leaves, and what
    its columns tell (`economic`: they split up all expenditure by economic subject; `projects`)."""

    grid: Grid
    header: Header
    kind: str
    system: str
    paths: tuple[str, ...]
    leaves: tuple[str, ...]
    told: frozenset[str]


def recognise(
    grid: Grid, heading: Heading, header: Header, head: ReportHead, catalogue: Catalogue
) -> StatementSpec | None:
    """The form by title; among those whose title fits, the one whose subjects and shape the table has. Without a title, by headers."""
    kind = "final_account" if "决算" in heading.bare else "budget" if "预算表" in heading.bare else head.kind
    leaves = tuple(header.leaf(c) for c in range(grid.width))
    economic = economic_columns(header.paths, heading.bare)
    told = {"economic"} if economic and covers(header.paths, economic) else set()
    if any(column_kind(leaf) == "project_code" for leaf in leaves):
        told.add("projects")
    shown = _Shown(
        grid=grid,
        header=header,
        kind=kind,
        system=code_system(grid, header, heading.bare),
        paths=tuple(header.path(c) for c in range(grid.width)),
        leaves=leaves,
        told=frozenset(told),
    )
    return _by_title(heading.bare, shown, catalogue) if heading.bare else _by_headers(shown, catalogue)


def _by_title(title: str, shown: _Shown, catalogue: Catalogue) -> StatementSpec | None:
    """The form among those whose title fits: the first whose subjects the table has; of a table without codes, which may be empty, the
    first that its headers allow; else the first that describes more than a title."""
    matching = [form for form in catalogue.forms if _may_be(form, title, shown)]
    described = [form for form in matching if not form.is_fallback]
    fitting = [form for form in described if _fits(form, shown.system, shown.paths)]
    if not shown.system:
        fitting += [form for form in described if _fits_empty(form, shown.paths)] + described
    if fitting:
        return fitting[0]
    matching = [form for form in matching if not _speak_rows_against(form, shown)] or matching
    return matching[0] if matching else None


def _speak_rows_against(form: StatementSpec, shown: _Shown) -> bool:
    """Whether a table whose title alone fits has rows of another kind: by subject or unit is no form by economic subject, and codes without
    the lines of a summary are no summary."""
    if form.codes == "economic":
        return shown.system in {"function", "unit"}
    return form.shape == "balance" and bool(form.lines) and not _has_lines(shown.grid, shown.header, form)


def _may_be(form: StatementSpec, title: str, shown: _Shown) -> bool:
    """Whether a form's title is the table's, and nothing that the table shows speaks against it."""
    return (
        shown.kind in form.kinds
        and form.title.search(title) is not None
        and not (form.not_title and form.not_title.search(title))
        and (not form.columns_are or form.columns_are in shown.told)
        and not (form.not_headers and any(form.not_headers.search(path) for path in shown.paths))
        and (form.rows_are != "lines" or (not shown.system and _has_lines(shown.grid, shown.header, form)))
    )


def _by_headers(shown: _Shown, catalogue: Catalogue) -> StatementSpec | None:
    """The first form all of whose header words a table without title prints, and some of its lines where the form is told by them."""
    texts = (*shown.paths, *shown.leaves)
    for form in catalogue.forms:
        if shown.kind not in form.kinds or not form.headers or form.columns_are or form.rows_are:
            continue
        if not _fits(form, shown.system, shown.paths) or not _prints_all(form.headers, texts):
            continue
        if form.shape != "balance" or not form.lines or _has_lines(shown.grid, shown.header, form):
            return form
    return None


def _prints_all(words: Iterable[re.Pattern[str]], texts: Sequence[str]) -> bool:
    return all(any(word.search(text) for text in texts) for word in words)


def code_system(grid: Grid, header: Header, title: str = "") -> str:
    """Which subjects the rows are of: function (2……), economic (3.., 5..), unit; "" where rows have no codes. Where none are
    printed and the title speaks of economic subjects, rows that bear their names are of them."""
    function = economic = unit = 0
    for row in grid.rows[header.end :]:
        for cell in row[:6]:
            text = plain_code(cell.folded)
            match = re.match(r"^[\[【(]?(\d{3,9})(?:$|[^\d.,，%])", text)
            if match is None:
                continue
            code = match[1]
            if (len(code) in (5, 7) and code[0] == "2") or (len(code) == 3 and code[0] == "2"):
                function += 1
            elif len(code) in (3, 5) and code[0] in "35":
                economic += 1
            elif len(code) >= 6:
                unit += 1
            break
    if max(function, economic, unit) == 0:
        named = sum(
            1 for row in grid.rows[header.end :] if any(code_of_name(cell.text, "") for cell in row[:3] if cell.text)
        )
        return "economic" if named >= 3 and "经济" in title else ""
    return max((function, "function"), (economic, "economic"), (unit, "unit"))[1]


def _has_lines(grid: Grid, header: Header, form: StatementSpec) -> bool:
    """Whether at least two rows print lines of a form other than its totals (一、一般公共预算拨款收入, 五、事业收入)."""
    sides = (form.side,) if form.side else ("revenue", "expenditure")
    found = 0
    for row in grid.rows[header.end :]:
        labels = [split_ordinal(cell.folded)[1] for cell in row if cell.folded and not cell.looks_numeric]
        rules = [form.line_of(label, side) for label in labels[: len(sides)] for side in sides]
        found += any(rule is not None and rule.kind not in {"total", "subtotal"} for rule in rules)
    return found >= 2


def _fits(form: StatementSpec, system: str, paths: Sequence[str]) -> bool:
    if form.shape == "three_public":
        return True
    if form.shape == "balance":
        return system == ""
    if form.codes in {"function", "economic"}:
        return system == form.codes or (system == "" and _fits_empty(form, paths))
    return True


def _fits_empty(form: StatementSpec, paths: Sequence[str]) -> bool:
    text = "|".join(paths)
    if form.shape == "balance":
        return len(re.findall("项目|項目|分类科目", text)) >= 2 or not re.search("编码|代码|科目名称", text)
    if form.codes == "function":
        return bool(re.search("功能|科目", text)) and not re.search("经济", text)
    if form.codes == "economic":
        return bool(re.search("经济", text))
    return True
