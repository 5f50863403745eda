"""Forms whose rows are subjects, units or projects: codes, names and columns of measures, in one block or several side by side."""

from __future__ import annotations

import re

from etl.documents.model import Table
from etl.statements.catalogue_entries import FormSpec
from etl.statements.columns import Block, Plan, ValueColumn
from etl.statements.draft import DraftCell, DraftRow, Marks
from etl.statements.header_paths import is_numbering
from etl.statements.model import Repair
from etl.statements.repairs import mended_number
from etl.statements.vocabulary import is_group_total, is_of_which, is_subtotal, is_total
from etl.words.folding import fold, printed_label
from etl.words.numbers import Number, is_nothing, looks_numeric, parse_number

_CODE_NAME = re.compile(
    r"^[\[【(（]?((?:[2-5]\d{2}(?:\d{2}){0,2}))[\])】）]?[-—_:：、.]*([^\d\s.,%\-—_:：、\])】].*)$", re.S
)
_BARE_CODE = re.compile(r"^\d{3,12}$")
_SLID_CODE = re.compile(r"^[2-5]\d{2}(?:\d{2}){0,1}$")
_LEAKED = re.compile(r"^[1-9]$")
_DATE = re.compile(r"^(\d{2})\s+20\d\d-\d{1,2}-\d{1,2}.*$", re.S)


def read_subject_rows(
    table: Table, plan: Plan, form: FormSpec, start: int, marks: Marks, last: DraftRow | None
) -> list[DraftRow]:
    """The logical rows of one table of the form, top to bottom, left to right. `last` is the last row of the page before."""
    rows: list[DraftRow] = []
    carried: dict[int, list[str]] = {}
    for r in range(start, len(table.rows)):
        cells = table.rows[r]
        if not any(cell.strip() for cell in cells):
            continue
        if is_numbering(cells):
            _mark_row(table, r, marks, "column_number")
            continue
        if all(not cell.strip() or _is_header_word(plan, c, cell) for c, cell in enumerate(cells)):
            _mark_row(table, r, marks, "text")  # the header printed again
            continue
        if len(plan.blocks) > 1 and any(
            is_total(fold(c)) or is_group_total(fold(c)) or is_subtotal(fold(c)) for c in cells
        ):
            rows += _totals_row(table, plan, r, marks)
            continue
        for position, block in enumerate(plan.blocks):
            following = plan.blocks[position + 1] if position + 1 < len(plan.blocks) else None
            row = _row(table, block, following, form, r, marks, carried.setdefault(position, ["", "", ""]))
            if row is None:
                continue
            row.block = position
            previous = next((d for d in reversed(rows) if d.block == position), last if position == 0 else None)
            slid = any(
                reason.startswith("slid_code:")
                for (t, at, _), reason in marks.used.items()
                if (t, at) == (table.index, r)
            )
            if previous is not None and not slid and _is_tail(row, previous, form, block):
                previous.repairs.append(Repair("wrapped_name", previous.label, previous.label + row.label))
                previous.label += row.label
                continue
            rows.append(row)
    return rows


def _is_header_word(plan: Plan, column: int, cell: str) -> bool:
    """Whether a cell prints its column's header, or a group's header above it, once more."""
    return column < len(plan.header.paths) and fold(cell) in plan.header.paths[column]


def _mark_row(table: Table, r: int, marks: Marks, reason: str) -> None:
    for c, cell in enumerate(table.rows[r]):
        if cell.strip():
            marks.mark(table.index, r, c, reason)


def _is_tail(row: DraftRow, previous: DraftRow, form: FormSpec, block: Block) -> bool:
    """A row of a name only, below a coded row: the rest of a name that was wrapped or cut by a page."""
    return bool(
        block.codes
        and form.codes in {"function", "economic"}
        and not row.code
        and not row.cells
        and row.label
        and row.kind == "item"
        and previous.code
        and not row.attributes
        and len(row.label) <= 16
    )


def _totals_row(table: Table, plan: Plan, r: int, marks: Marks) -> list[DraftRow]:
    """A row of totals below blocks side by side: each label takes the first amount right of it; the same amount again is a repeat."""
    rows: list[DraftRow] = []
    current: DraftRow | None = None
    for c, cell in enumerate(table.rows[r]):
        text = fold(cell)
        if not text:
            continue
        if is_total(text) or is_group_total(text) or is_subtotal(text):
            kind = "group_total" if is_group_total(text) else "total" if is_total(text) else "subtotal"
            side = next((block.side for block in reversed(plan.blocks) if block.first <= c), "")
            current = DraftRow(table.index, table.page, r, side, "", printed_label(cell), kind)
            rows.append(current)
            marks.mark(table.index, r, c, "text")
            continue
        number = parse_number(cell)
        if number is None or current is None:
            continue
        block = max((b for b in plan.blocks if b.first <= c), key=lambda b: b.first, default=plan.blocks[0])
        own = next((v for v in block.values if v.index == c), None)
        column = own or (block.values[0] if block.values else None)
        if column is None:
            continue
        if any(cell_.value_column.measure == column.measure for cell_ in current.cells):
            if any(cell_.number.value == number.value for cell_ in current.cells):
                marks.mark(table.index, r, c, "repeat")
            continue
        repairs = [] if own else [Repair("total_off_its_column", cell, str(number.value))]
        _add(current, table, r, c, column, cell, number, marks, repairs)
    return rows


def _add(
    row: DraftRow,
    table: Table,
    r: int,
    c: int,
    column: ValueColumn,
    printed: str,
    number: Number,
    marks: Marks,
    repairs: list[Repair] | None = None,
) -> None:
    confidence = table.confidence[r][c] if table.confidence else None
    row.cells.append(
        DraftCell(
            table.index,
            table.page,
            r,
            c,
            column,
            printed,
            number,
            [*mended_number(number, printed), *(repairs or [])],
            confidence,
        )
    )
    marks.remark(table.index, r, c, "figure")


def _code(cells: tuple[str, ...], columns: tuple[int, ...], carried: list[str]) -> tuple[str, str, list[Repair]]:
    """The code that one or several columns print: (code, text that stood there instead, repairs). Parts left blank are carried."""
    if not columns:
        return "", "", []
    if len(columns) == 1:
        raw = cells[columns[0]]
        text = fold(raw)
        glued = _CODE_NAME.match(text)
        if glued:
            return glued[1], glued[2], []
        if re.match(r"^\d{3}(?:[.\-]\d{2}){1,2}$", text):  # in the column of codes 208.05 is one, too
            whole = re.sub(r"\D", "", text)
            return whole, "", [Repair("code_in_parts", raw, whole)]
        if _BARE_CODE.match(text):
            return text, "", [Repair("spaces_in_code", raw, text)] if raw.strip() != text and " " in raw.strip() else []
        return "", raw, []
    parts: list[str] = []
    repairs: list[Repair] = []
    for i, column in enumerate(columns):
        raw = cells[column].strip()
        text = fold(raw)
        width = 3 if i == 0 else 2
        if text and not any(char.isdigit() for char in text):
            return "", raw, []
        if _BARE_CODE.match(text) and len(text) == 3 + 2 * i and i > 0:
            return text, "", []  # the whole code in each column
        taken = text
        date = _DATE.match(raw)
        if date:
            taken = date[1]
        elif len(text) != width:
            tokens = [token for token in raw.split() if token.isdigit() and len(token) == width]
            taken = tokens[-1] if tokens else text
        if taken != text:
            repairs.append(Repair("split_code", raw, taken))
        parts.append(taken)
    filled = [i for i, part in enumerate(parts) if part]
    if not filled:
        return "", "", []
    for i in range(filled[0]):
        parts[i] = carried[i]
    carried[:] = parts + [""] * (3 - len(parts))
    return "".join(parts[: filled[-1] + 1]), "", repairs


def _row(
    table: Table, block: Block, following: Block | None, form: FormSpec, r: int, marks: Marks, carried: list[str]
) -> DraftRow | None:
    cells = table.rows[r]
    code, instead, repairs = _code(cells, block.codes, carried)
    code2, _, repairs2 = _code(cells, block.code2, ["", "", ""])
    code3, _, _ = _code(cells, block.code3, ["", "", ""])
    label = _label(table, block, r, instead, marks)
    glued = _CODE_NAME.match(fold(label)) if not code and not block.codes else None
    if glued:
        code, label = glued[1], glued[2]
    row = DraftRow(table.index, table.page, r, block.side, code, printed_label(label), code2=code2)
    row.repairs += [*repairs, *repairs2]
    for column in (*block.codes, *block.code2, *block.code3):
        marks.mark(table.index, r, column, "code")
    for column in block.line_numbers:
        if cells[column].strip():
            marks.mark(table.index, r, column, "line_number")
    for column, name in block.texts:
        if cells[column].strip():
            row.attributes[name] = cells[column].strip()
            marks.mark(table.index, r, column, "text")
    if code3:
        row.attributes["department_economic_code"] = code3
    for column, name in block.other_codes:
        if cells[column].strip():
            row.attributes.setdefault(name, fold(cells[column]))
            marks.mark(table.index, r, column, "code")
    if block.unit_code is not None and cells[block.unit_code].strip():
        row.attributes["unit_code"] = fold(cells[block.unit_code])
        marks.mark(table.index, r, block.unit_code, "code")
    if instead and not code and label != instead and any(char.isdigit() for char in instead):
        row.attributes["damaged_code"] = fold(instead)
    plain = fold(label)
    if is_total(plain):
        row.kind = "total"
    elif is_group_total(plain):
        row.kind = "group_total"
    elif is_subtotal(plain):
        row.kind = "subtotal"
    elif is_of_which(plain):
        row.kind = "of_which"
    elif (form.groups is not None and not code and form.groups.search(plain)) or (
        form.codes == "procurement" and form.groups is not None and form.groups.search(plain)
    ):
        row.kind = "group"
    if form.fact in {"project", "procurement"} and len(block.names) > 1:
        _name_unit(row, cells, block)
    if form.fact == "project" and not row.label and row.kind == "item" and not row.code:
        row.label = next((printed_label(cells[c]) for c, _ in block.texts if cells[c].strip()), "")
        row.kind = "group" if row.label else "item"
    _values(row, table, block, following, r, marks)
    if not (row.code or row.label or row.cells):
        return None
    return row


def _name_unit(row: DraftRow, cells: tuple[str, ...], block: Block) -> None:
    """Where project and unit have a column each: a row without a project is the unit's subtotal, else the unit belongs to the project."""
    unit = next((cells[c].strip() for c in block.names[1:] if cells[c].strip()), "")
    if row.kind != "item" or not unit:
        return
    if cells[block.names[0]].strip():
        row.attributes["unit_name"] = printed_label(unit)
    elif not row.code:
        row.kind = "group"


def _label(table: Table, block: Block, r: int, instead: str, marks: Marks) -> str:
    cells = table.rows[r]
    label = ""
    for column in block.names:
        text = cells[column].strip()
        if not text:
            continue
        if (not label and (not looks_numeric(text) or (len(block.names) == 1 and not block.codes))) or is_total(
            fold(text)
        ):
            label = text
            marks.mark(table.index, r, column, "text")
        else:
            marks.mark(table.index, r, column, "code" if fold(text).isdigit() else "text")
    if not label and instead and not looks_numeric(instead):
        return instead
    if not label:
        for column, _ in block.texts:  # 合计 may stand in any text column
            if is_total(fold(cells[column])):
                return cells[column].strip()
    return label


def _values(row: DraftRow, table: Table, block: Block, following: Block | None, r: int, marks: Marks) -> None:
    cells = table.rows[r]
    previous: DraftCell | None = None
    for column in block.values:
        cell = cells[column.index] if column.index < len(cells) else ""
        if not cell.strip() or is_nothing(cell):
            continue
        if following is not None and _slid(cell, cells, following):
            marks.remark(table.index, r, column.index, f"slid_code:{fold(cell)}")
            continue
        number = parse_number(cell)
        if number is None:
            if is_total(fold(cell)) and not row.label:
                row.label, row.kind = printed_label(cell), "total"
                marks.mark(table.index, r, column.index, "text")
            continue
        if (
            previous is not None
            and _LEAKED.match(fold(cell))
            and previous.number.decimals == 2
            and column.role == "value"
        ):
            marks.mark(table.index, r, column.index, "leaked_digit")
            previous.repairs.append(Repair("leaked_digit", cell.strip(), ""))
            continue
        _add(row, table, r, column.index, column, cell, number, marks)
        previous = row.cells[-1] if column.index + 1 in {v.index for v in block.values} else None


def _slid(cell: str, cells: tuple[str, ...], following: Block) -> bool:
    """Whether a value cell holds the code of the next block, whose code cell is blank and whose name slid along with it."""
    if not _SLID_CODE.match(fold(cell)) or len(following.codes) != 1 or not following.names:
        return False
    code_cell, name_cell = cells[following.codes[0]].strip(), cells[following.names[0]].strip()
    if code_cell and not looks_numeric(code_cell) and not name_cell:
        return True  # the name slid into the code cell
    return not code_cell and bool(name_cell)


def put_back_slid_codes(rows: list[DraftRow], plan: Plan, table: Table, marks: Marks) -> None:
    """Give each code that slid one cell right back to the row it belongs to."""
    for (index, r, column), reason in list(marks.used.items()):
        if index != table.index or not reason.startswith("slid_code:"):
            continue
        code = reason.partition(":")[2]
        for block in plan.blocks:
            if block.first > column:
                owner = next(
                    (
                        d
                        for d in rows
                        if (d.table_index, d.row) == (index, r) and not d.code and d.label and _in(d, block, table)
                    ),
                    None,
                )
                if owner is not None:
                    owner.code = code
                    owner.repairs.append(Repair("shifted_code", "", code))
                    marks.remark(index, r, column, "code")
                break


def _in(row: DraftRow, block: Block, table: Table) -> bool:
    cells = table.rows[row.row]
    return any(printed_label(cells[c]) == row.label for c in (*block.codes, *block.names))
