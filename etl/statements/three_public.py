"""The form of the three public expenses in its shapes: phases as rows, phases as columns, or items as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from etl.documents.cells import Cell, Grid
from etl.statements.catalogue_entries import StatementSpec
from etl.statements.columns import ValueColumn, is_percent, numbers_rows
from etl.statements.draft import DraftRow, Marks, draft_cell
from etl.statements.header_paths import Header, column_kind, is_numbering
from etl.statements.model import Repair
from etl.statements.three_public_items import COUNTS, item_group, item_of, names, words
from etl.statements.vocabulary import step_pattern, step_words
from etl.statements.years_of_rows import YEAR, year_columns, years_of_rows
from etl.words.folding import printed_label
from etl.words.measures import FUND_PART, Meaning
from etl.words.numbers import Number
from etl.words.units import MONEY, YUAN

PHASE_NAMES = {
    "budget": "预算数",
    "outturn": "决算数",
    "adjusted_budget": "全年预算数",
    "prior_budget": "上年预算数",
    "prior_outturn": "上年决算数",
    "change": "增减",
    "change_percent": "增减%",
    "completion_percent": "完成%",
}


@cache
def _phases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(entry["label"])) for key, entry in words()["phases"].items())


_PERCENT = "_percent"
_NAMED_YEAR = step_pattern("years_of_rows.named")
_UNIT_HEADER = step_pattern("three_public.unit_header")
_COUNTING_UNIT = step_pattern("subjects.counting_unit")

_SUM = frozenset(step_words("three_public.sum"))


def _phase_of(path: str, fiscal_year: int) -> str:
    """The phase that a header or label names, "" for none; `change_percent`, `completion_percent` where it is a rate of phases."""
    text = re.sub(rf"(?<!\d){fiscal_year - 1}年?", "PRIOR", path)
    phase = next((phase for phase, words in _phases() if words.search(text)), "")
    if phase and is_percent(path.rpartition("/")[2]):
        return ("change" if phase == "change" else "completion") + _PERCENT
    return phase


def _phase_in(year: str, phase: str, fiscal_year: int) -> str:
    """The `phase` of a row of amounts in the year that it names, "" for a year of which the form has no phase; without a year as it is."""
    return _phase_of_row(year, fiscal_year, phase) if year else phase


def _phase_of_row(label: str, fiscal_year: int, phase: str) -> str:
    """The phase that a label of a row names, "" for none. A bare year is the form's own `phase` in that year or in the one before."""
    year = YEAR.fullmatch(label)
    if year and int(year[1]) == fiscal_year:
        return phase
    if year and int(year[1]) == fiscal_year - 1 and phase in {"budget", "outturn"}:
        return f"prior_{phase}"
    return _phase_of(label, fiscal_year)


def _years_apart(grid: Grid, header: Header, body: Iterable[int], fiscal_year: int) -> frozenset[int]:
    """The years of which a form prints amounts beside those of the report's year (2021年决算数, …, 2023年决算数), that and the one before left
    out. None where it doesn't name the report's: a year left from an old form may be meant for it."""
    texts = [*header.paths, *((cell.folded,) for r in body for cell in grid.rows[r] if cell.number is None)]
    years = {year for path in texts for text in path for year in _years_in(text)}
    return frozenset(years - {fiscal_year, fiscal_year - 1}) if fiscal_year in years else frozenset()


def _years_in(text: str) -> set[int]:
    return {int(year) for year in _NAMED_YEAR.findall(text)}


def _is_apart(text: str, apart: frozenset[int]) -> bool:
    """Whether a header or label is of years that are apart from the report's alone."""
    years = _years_in(text) if apart else set()
    return bool(years) and years <= apart


def _columns_apart(grid: Grid, header: Header, body: Iterable[int], fiscal_year: int) -> set[int]:
    """The columns of years that are apart from the report's."""
    apart = _years_apart(grid, header, body, fiscal_year)
    return {c for c in range(grid.width) if _is_apart(header.path(c), apart)}


def _column_item(path: tuple[str, ...]) -> str:
    """The item of a column: its leaf; 小计 below 公务用车 is the vehicles', 小计 below 三公 the total; a phase takes its parent's item."""
    for depth in range(len(path) - 1, -1, -1):
        text = path[depth]
        if text in {"合计", "小计", "总计"}:
            above = "".join(path[:depth])
            if depth and item_of(path[depth - 1]) == "vehicle_running":
                return "vehicle_running"
            if "公务用车" in above or "购置" in above:
                return "vehicle"
            return "total" if "三公" in above and "会议" not in above else "all"
        found = item_of(text)
        if found:
            return found
    return ""


def read_three_public(
    grid: Grid, header: Header, form: StatementSpec, start: int, fiscal_year: int, marks: Marks
) -> list[DraftRow]:
    """The rows of one table of the form, one for each phase (and unit); the phase is the basis of its figures, the item their member."""
    body = [r for r in range(start, len(grid.rows)) if any(not cell.is_blank for cell in grid.rows[r])]
    numbered = [r for r in body if is_numbering(grid.rows[r])]
    for r in numbered:
        for c, cell in enumerate(grid.rows[r]):
            if not cell.is_blank:
                marks.mark(grid.index, r, c, "column_number")
    body = [r for r in body if r not in numbered]
    statistics = _first_statistic(grid, body)
    if statistics:
        rows = _items_as_columns(grid, header, form, body[:statistics], fiscal_year, marks)
        none = Header(header.start, header.end, None, ())
        return with_roles([*rows, *_items_as_rows(grid, none, form, body[statistics:], fiscal_year, marks)])
    labels = [item for r in body for cell in grid.rows[r] if (item := item_of(cell.folded)) and cell.number is None]
    named = [item for item in labels if item != "total"]
    columns_name_items = any(_column_item(path) for path in header.paths)
    if len(named) >= 2 or (named and not columns_name_items):
        return with_roles(_items_as_rows(grid, header, form, body, fiscal_year, marks))
    if not columns_name_items and any(
        cell.folded in _SUM or item_of(cell.folded) == "total" for r in body for cell in grid.rows[r]
    ):
        # The form prints its total alone, a row without items: that sum is the total.
        return with_roles(_items_as_rows(grid, header, form, body, fiscal_year, marks, sum_is="total"))
    return with_roles(_items_as_columns(grid, header, form, body, fiscal_year, marks))


def _first_statistic(grid: Grid, body: list[int]) -> int:
    """Where items as rows (相关统计数: 公务用车保有量 …) begin below a row of amounts with the items as columns; 0 where nothing is mixed."""
    for i, r in enumerate(body):
        if any(cell.number is None and item_group(item_of(cell.folded) or "abroad") in COUNTS for cell in grid.rows[r]):
            above = [cell for earlier in body[:i] for cell in grid.rows[earlier] if cell.number is not None]
            named = any(item_of(cell.folded) for earlier in body[:i] for cell in grid.rows[earlier])
            return i if len(above) >= 3 and not named else 0
    return 0


_MEASURE = "three_public"
RATES = frozenset(("change" + _PERCENT, "completion" + _PERCENT))
"""The phases that are a rate of two others."""


def _column(index: int, phase: str, item: str, path: str, unit: str = "", fund: str = "") -> ValueColumn:
    """The column of an item in a phase; `fund` where it is the part that one fund pays."""
    name, group = names().get(item, (item, ""))
    if phase in RATES:
        return ValueColumn(index, _MEASURE, name, path, "percent", unit="%", basis=phase, member=item)
    is_part = group == "of_which" or phase == "change" or bool(fund)
    role = "count" if group in COUNTS else "of_which" if is_part else "value"
    if role != "count" and not unit and (printed := re.search(rf"\(({MONEY})\)", path)):
        unit = printed[1]
    measure = FUND_PART[_MEASURE] if fund else _MEASURE
    return ValueColumn(index, measure, name, path, role, unit=unit, basis=phase, member=item, fund=fund)


def _new_row(grid: Grid, r: int, phase: str, label: str = "") -> DraftRow:
    return DraftRow(grid.index, grid.page, r, "", "", label or PHASE_NAMES.get(phase, phase), kind="item", line=phase)


def with_roles(rows: list[DraftRow]) -> list[DraftRow]:
    """Mark totals: 合计 is the total of a row, 公务用车 its subtotal where 购置 or 运行 is printed beside it."""
    for row in rows:
        printed = {cell.value_column.member for cell in row.cells}
        for cell in row.cells:
            item = cell.value_column.member
            parted = item == "vehicle" and printed & {"vehicle_purchase", "vehicle_running"}
            role = "total" if item in {"total", "all"} else "subtotal" if parted else cell.value_column.role
            if item == "total" and "all" in printed:
                role = "subtotal"
            if cell.value_column.role == "value":
                cell.value_column = replace(cell.value_column, role=role)
    return rows


def _items_as_rows(
    grid: Grid,
    header: Header,
    form: StatementSpec,
    body: list[int],
    fiscal_year: int,
    marks: Marks,
    *,
    sum_is: str = "",
) -> list[DraftRow]:
    """Rows by phase from a table whose rows are items; `sum_is`: the item that a row 合计 stands for, "" where it stands for none."""
    rows: dict[str, DraftRow] = {}
    result: list[DraftRow] = []
    phases_of_header = {c: _phase_of(header.path(c), fiscal_year) for c in range(grid.width)}
    others = _columns_apart(grid, header, body, fiscal_year)
    listed: list[str] = []
    years = year_columns(grid, header, body)
    year_of = years_of_rows(grid, sorted(years), body)
    units = _unit_columns(grid, header, body)
    item = label = ""
    for r in body:
        if not years or any(c < min(years) and not cell.is_nothing for c, cell in enumerate(grid.rows[r])):
            item = label = ""  # else the row is of a further year of the item above
        for c, cell in enumerate(grid.rows[r]):
            if cell.is_nothing:
                continue
            if c in years or c in units:
                marks.mark(grid.index, r, c, "text")
                continue
            if cell.number is None:
                found = item_of(cell.folded) or (sum_is if cell.folded in _SUM else "")
                marks.mark(grid.index, r, c, "text")
                if found or not item or _begins_block(header, phases_of_header, c):
                    item, label = found, cell.folded
                    listed.append(item)
                continue
            if numbers_rows(grid, header, c):
                marks.mark(grid.index, r, c, "line_number")
                continue
            if not item or c in others:
                continue
            phase = _phase_in(year_of[r], phases_of_header.get(c) or form.phase, fiscal_year)
            if not phase:
                continue
            at = _label_at(grid, r, c, units)
            printed_unit = _unit_beside(grid.rows[r], units, c)
            own = label if at is None else printed_label(grid.rows[r][at].text)
            if item_group(item) in COUNTS:
                row = _new_row(grid, r, phase, own)
                result.append(row)
                unit = _unit_of_count(item, label, printed_unit)
                column = replace(_column(c, phase, item, header.path(c), unit), label="统计数", role="count", unit=unit)
                _put(row, grid, r, column, marks)
                continue
            if phase not in rows:
                rows[phase] = _new_row(grid, r, phase)
                result.append(rows[phase])
            row = rows[phase]
            fund = ""
            if row.value(Meaning(phase, _MEASURE, item)) is not None:
                fund = _fund_of(header.leaf(c))
                if not fund or row.value(Meaning(phase, FUND_PART[_MEASURE], item, fund)) is not None:
                    continue
            _put(row, grid, r, _column(c, phase, item, header.path(c), printed_unit, fund), marks, own)
    for row in rows.values():
        row.blanks = _blank_items(listed, row)
    return result


def _note_blanks(
    rows: Mapping[tuple[int, str], DraftRow],
    r: int,
    cells: Sequence[Cell],
    items: Mapping[int, str],
    phases: Mapping[int, str],
) -> None:
    """Note what the rows made of row r leave blank; `items` and `phases` by column."""
    nothing = [c for c in items if c < len(cells) and cells[c].is_nothing]
    for (at, phase), row in rows.items():
        if at == r:
            row.blanks = _blank_items((items[c] for c in nothing if phases[c] == phase), row)


_SUMS = frozenset({"total", "all"})
_VEHICLE_PARTS = frozenset({"vehicle_purchase", "vehicle_running"})
_AMOUNTS = frozenset({"three_public", "meeting", "training"})


def _blank_items(listed: Iterable[str], row: DraftRow) -> tuple[str, ...]:
    """The items among those that a form lists for a row for which it prints no number; none where the sums that it prints don't hold
    without them: a number may have been lost. A blank sum says nothing, as its parts may be printed."""
    printed = {
        cell.value_column.member: cell.number.value for cell in row.cells if cell.value_column.measure == _MEASURE
    }
    blank = [
        item
        for item in dict.fromkeys(listed)
        if item not in printed and item not in _SUMS and item_group(item) in _AMOUNTS
    ]
    parts = [printed[item] for item in sorted(_VEHICLE_PARTS) if item in printed]
    if _VEHICLE_PARTS & {*blank, *printed}:
        blank = [item for item in blank if item != "vehicle"]
    if not parts and printed.get("vehicle"):
        blank = [item for item in blank if item not in _VEHICLE_PARTS]
    return tuple(blank) if adds_up(printed) else ()


def _fund_of(leaf: str) -> str:
    """The fund that a column beside the total is of (其中：一般公共预算财政拨款), "" for none."""
    return next((fund for fund, pattern in words()["funds"].items() if re.search(pattern, leaf)), "")


def _unit_columns(grid: Grid, header: Header, body: list[int]) -> frozenset[int]:
    """The columns that tell each row's unit (万元, 个, 辆): headed 单位, with nothing but units of money and of things below."""
    columns = (c for c in range(grid.width) if _UNIT_HEADER.match(header.leaf(c)))
    below = {c: [grid.rows[r][c].folded for r in body if not grid.rows[r][c].is_nothing] for c in columns}
    return frozenset(
        c for c, texts in below.items() if texts and all(text in YUAN or _COUNTING_UNIT.match(text) for text in texts)
    )


def _label_at(grid: Grid, r: int, c: int, units: frozenset[int]) -> int | None:
    """The column of the label that a number in column c belongs to: the nearest text left of it that is no unit; None where a row above has the label."""
    cells = grid.rows[r]
    texts = (i for i in range(c - 1, -1, -1) if i not in units and not cells[i].is_nothing)
    return next((i for i in texts if cells[i].number is None), None)


def _begins_block(header: Header, phases: dict[int, str], c: int) -> bool:
    """Whether column c is the label column of a second block: right of amounts, and headed as labels are."""
    return column_kind(header.leaf(c)) in {"label", "name"} and any(phases[i] for i in range(c))


def _unit_beside(cells: Sequence[Cell], units: frozenset[int], c: int) -> str:
    """What the column of units of a number's own block prints, the nearest left of it or, where none is, right of it; "" for nothing."""
    own = min(units, key=lambda unit: (unit > c, abs(unit - c)), default=None)
    return "" if own is None or cells[own].is_nothing else cells[own].folded


def _unit_of_count(item: str, label: str, printed: str) -> str:
    """The unit of a count: that in brackets in its label, else the one `printed` in its row, else the item's own."""
    if match := re.search(r"\((个|人次?|辆|批次?|次|台)\)", label):
        return match[1]
    return printed or next((entry["unit"] for key, entry in words()["counts"].items() if key == item), "")


def _put(row: DraftRow, grid: Grid, r: int, column: ValueColumn, marks: Marks, label: str = "") -> None:
    row.cells.append(draft_cell(grid, r, column.index, column, label))
    marks.remark(grid.index, r, column.index, "figure")


def _said_of_row(
    cells: Sequence[Cell], years: frozenset[int], year: str, fiscal_year: int, phase: str
) -> tuple[list[Cell], str | None]:
    """The labels of a row of a year ("" for none), and the phase that one of them or the year names: "" where none does, None for a year of
    which the form has no phase."""
    labels = (c for c in range(min(3, len(cells))) if not cells[c].is_nothing and cells[c].number is None)
    texts = [cells[c] for c in sorted({*labels, *years})]
    said = [*(cell.folded for cell in texts), year]
    found = next((named for text in said if (named := _phase_of_row(text, fiscal_year, phase))), "")
    return texts, None if not found and any(map(YEAR.fullmatch, said)) else found


def _items_as_columns(
    grid: Grid, header: Header, form: StatementSpec, body: list[int], fiscal_year: int, marks: Marks
) -> list[DraftRow]:
    """Rows by phase (and unit) from a table whose columns are items."""
    items = _items_of_columns(grid, header)
    phases = {c: _phase_of(header.path(c), fiscal_year) for c in items}
    phases = _mend_phases(items, phases, header)
    apart = _years_apart(grid, header, body, fiscal_year)
    items = {c: item for c, item in items.items() if not _is_apart(header.path(c), apart)}
    years = year_columns(grid, header, body)
    year_of = years_of_rows(grid, sorted(years), body)
    rows: dict[tuple[int, str], DraftRow] = {}
    for r in body:
        cells = grid.rows[r]
        texts, row_phase = _said_of_row(cells, years, year_of[r], fiscal_year, form.phase)
        if row_phase is None or any(_is_apart(cell.folded, apart) for cell in texts):
            continue
        for c, cell in enumerate(cells):
            if c in years or (not cell.is_blank and cell.number is None):
                marks.mark(grid.index, r, c, "text")
        numbers = {c: cell.number for c, cell in enumerate(cells) if cell.number is not None and c not in years}
        mapping: dict[int, str] = items
        repairs: list[Repair] = []
        if row_phase and numbers:
            mapping, repairs = _mapping_that_adds_up(items, numbers)
        for c in numbers:
            item = mapping.get(c, "")
            if not item:
                if _UNIT_CODE.fullmatch(cells[c].folded) and c < 2:
                    marks.mark(grid.index, r, c, "code")
                continue
            phase = row_phase or phases.get(c) or form.phase
            if (r, phase) not in rows:
                rows[r, phase] = _new_row(grid, r, phase)
                rows[r, phase].repairs += repairs
                if not row_phase:
                    _name_unit(rows[r, phase], texts, cells[:2])
            _put(rows[r, phase], grid, r, _column(c, phase, item, header.path(c)), marks)
        _note_blanks(rows, r, cells, mapping, {c: row_phase or phases.get(c) or form.phase for c in mapping})
    return list(rows.values())


_UNIT_CODE = re.compile(r"\d{3,9}")


def _items_of_columns(grid: Grid, header: Header) -> dict[int, str]:
    """Column → item, for the columns that are headed by one; a sole 合计 is the total of the three."""
    columns = (c for c in range(grid.width) if column_kind(header.leaf(c)) not in _NO_ITEMS)
    items = {c: item for c in columns if (item := _column_item(header.paths[c] if c < len(header.paths) else ()))}
    if "total" not in items.values():
        items = {c: "total" if item == "all" else item for c, item in items.items()}
    return items


_NO_ITEMS = frozenset({"name", "label", "unit_code", "code", "line_number", "text"})


def _name_unit(row: DraftRow, texts: Sequence[Cell], front: Sequence[Cell]) -> None:
    """The unit that a row without phase is of: by its first text, and by the code in front."""
    if texts:
        row.attributes["unit_name"] = printed_label(texts[0].text)
        row.kind = "total" if texts[0].folded in _SUM else "item"
    if code := next((cell.folded for cell in front if _UNIT_CODE.fullmatch(cell.folded)), ""):
        row.attributes["unit_code"] = code


def _mend_phases(items: dict[int, str], phases: dict[int, str], header: Header) -> dict[int, str]:
    """Where the phase stands above a group of items, a damaged header may cut the groups wrongly: a group begins where the items begin again."""
    if any(_phase_of(header.leaf(c), 0) for c in items if header.leaf(c)):
        return phases
    first = items[min(items)] if items else ""
    starts = [c for c in sorted(items) if items[c] == first]
    if len(starts) < 2:
        return phases
    mended = dict(phases)
    for i, begin in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else max(items) + 1
        members = [c for c in sorted(items) if begin <= c < end]
        found = [phases[c] for c in members if phases[c]]
        if found:
            common = max(set(found), key=lambda p: (found.count(p), p))
            for c in members:
                mended[c] = common
    return mended


def adds_up(values: dict[str, Decimal]) -> bool:
    """三公 = 出国 + 公务用车 + 接待, and 公务用车 = 购置 + 运行, where these are printed, but for two units of the last digit at two decimals.

    It only chooses between readings of a damaged header, and tells whether blank cells are none; no figure is judged by it.
    """
    slack = Decimal("0.02")
    zero = Decimal(0)
    if "total" in values:
        running = values.get("vehicle_purchase", zero) + values.get("vehicle_running", zero)
        parts = values.get("abroad", zero) + values.get("vehicle", running) + values.get("reception", zero)
        if abs(values["total"] - parts) > slack:
            return False
    if "vehicle" in values and _VEHICLE_PARTS & values.keys():
        parts = values.get("vehicle_purchase", zero) + values.get("vehicle_running", zero)
        if abs(values["vehicle"] - parts) > slack:
            return False
    if "all" in values:
        parts = values.get("total", zero) + values.get("meeting", zero) + values.get("training", zero)
        if abs(values["all"] - parts) > slack:
            return False
    return True


def _mapping_that_adds_up(items: dict[int, str], numbers: dict[int, Number]) -> tuple[dict[int, str], list[Repair]]:
    """The header's items if the row adds up by them, else an official order of as many columns by which it does."""
    values = {items[c]: number.value for c, number in numbers.items() if c in items}
    if len(values) == len(numbers) and adds_up(values) and len(set(items.values())) == len(items):
        return items, []
    for order in words()["orders"]:
        for first in (1, 0, 2):
            mapping = {first + i: item for i, item in enumerate(order)}
            named = {mapping[c]: number.value for c, number in numbers.items() if c in mapping}
            if len(named) == len(numbers) and adds_up(named) and "total" in named and len(order) >= len(items):
                return mapping, [Repair("columns_by_order", "/".join(items[c] for c in sorted(items)), "/".join(order))]
    return items, []
