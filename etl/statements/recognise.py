"""Which tables are forms of money, and which forms: by title, by whose subjects they list, by their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from etl.documents.cells import Grid
from etl.documents.model import Table
from etl.head import ReportHead
from etl.statements.catalogue_entries import Catalogue, FormSpec
from etl.statements.codes import plain_code
from etl.statements.economic import code_of_name, covers, economic_columns
from etl.statements.header_paths import Header, column_kind
from etl.statements.labels import ordinal
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
    if any(pattern("contents_headers").match(cell) for cell in first) and re.search(
        pattern("contents_words"), "".join(first)
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


def looks_like_form(grid: Grid, numeric: int) -> bool:
    """A table of money: some amounts with decimals or a total, below a header. `numeric`: how many numbers stand there."""
    cells = [cell for row in grid.rows for cell in row if not cell.is_blank]
    money = sum(1 for cell in cells if cell.number is not None and cell.number.decimals == 2)
    has_total = any(is_total(cell.folded) for cell in cells)
    return numeric >= 1 and grid.width >= 2 and (money >= 3 or (has_total and money >= 1))


def numeric_cells(grid: Grid, header: Header | None) -> int:
    """How many cells below the header are numbers."""
    start = header.end if header is not None else 0
    return sum(1 for row in grid.rows[start:] for cell in row if cell.number is not None)


def recognise(grid: Grid, heading: Heading, header: Header, head: ReportHead, catalogue: Catalogue) -> FormSpec | None:
    """The form by title; among those whose title fits, the one whose subjects and shape the table has. Without a title, by headers."""
    system = code_system(grid, header, heading.bare)
    kind = "final_account" if "决算" in heading.bare else "budget" if "预算表" in heading.bare else head.kind
    paths = [header.path(c) for c in range(grid.width)]
    leaves = [header.leaf(c) for c in range(grid.width)]
    economic = economic_columns(header.paths, heading.bare)
    told = {"economic"} if economic and covers(header.paths, economic) else set()
    if any(column_kind(leaf) == "project_code" for leaf in leaves):
        told.add("projects")
    if heading.bare:
        matching = [
            form
            for form in catalogue.forms
            if kind in form.kinds
            and form.title.search(heading.bare)
            and not (form.not_title and form.not_title.search(heading.bare))
            and (not form.columns_are or form.columns_are in told)
            and not (form.not_headers and any(form.not_headers.search(path) for path in paths))
            and (form.rows_are != "lines" or (not system and _has_lines(grid, header, form)))
        ]
        for form in matching:
            if not form.is_fallback and _fits(form, system, paths):
                return form
        for form in matching:  # an empty form prints no codes
            if not system and not form.is_fallback and _fits_empty(form, paths):
                return form
        described = [form for form in matching if not form.is_fallback]
        if not system and described:
            return described[0]
        if system in {"function", "unit"}:  # none fits: what is by subject or unit is no form by economic subject
            matching = [form for form in matching if form.codes != "economic"] or matching
        return matching[0] if matching else None
    for form in catalogue.forms:
        if (
            kind in form.kinds
            and form.headers
            and not form.columns_are
            and not form.rows_are
            and _fits(form, system, paths)
        ):
            joined = [*paths, *leaves]
            told_by_lines = form.shape == "balance" and form.lines
            if all(any(words.search(text) for text in joined) for words in form.headers) and (
                not told_by_lines or _has_lines(grid, header, form)
            ):
                return form
    return None


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


def _has_lines(grid: Grid, header: Header, form: FormSpec) -> bool:
    """Whether at least two rows print lines of a form other than its totals (一、一般公共预算拨款收入, 五、事业收入)."""
    sides = (form.side,) if form.side else ("revenue", "expenditure")
    found = 0
    for row in grid.rows[header.end :]:
        labels = [ordinal(cell.folded)[1] for cell in row if cell.folded and not cell.looks_numeric]
        rules = [form.line_of(label, side) for label in labels[: len(sides)] for side in sides]
        found += any(rule is not None and rule.kind not in {"total", "subtotal"} for rule in rules)
    return found >= 2


def _fits(form: FormSpec, system: str, paths: list[str]) -> bool:
    if form.shape == "three_public":
        return True
    if form.shape == "balance":
        return system == ""
    if form.codes in {"function", "economic"}:
        return system == form.codes or (system == "" and _fits_empty(form, paths))
    return True


def _fits_empty(form: FormSpec, paths: list[str]) -> bool:
    text = "|".join(paths)
    if form.shape == "balance":
        return len(re.findall("项目|項目|分类科目", text)) >= 2 or not re.search("编码|代码|科目名称", text)
    if form.codes == "function":
        return bool(re.search("功能|科目", text)) and not re.search("经济", text)
    if form.codes == "economic":
        return bool(re.search("经济", text))
    return True
