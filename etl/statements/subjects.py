"""Forms whose rows are subjects, units or projects: codes, names and columns of measures, in one block or several side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from etl.documents.cells import Cell, Grid
from etl.statements.catalogue_entries import StatementSpec
from etl.statements.columns import Block, Plan, ValueColumn
from etl.statements.draft import DraftCell, DraftRow, Marks, draft_cell
from etl.statements.header_paths import is_numbering
from etl.statements.model import Repair
from etl.statements.vocabulary import is_group_total, is_of_which, is_subtotal, is_total, step_pattern
from etl.words.folding import fold, printed_label
from etl.words.numbers import looks_numeric

_CODE_NAME = re.compile(
    r"^[\[【(（]?((?:[2-5]\d{2}(?:\d{2}){0,2}))[\])】）]?[-—_:：、.]*([^\d\s.,%\-—_:：、\])】].*)$", re.S
)
_BARE_CODE = re.compile(r"^\d{3,12}$")
_SLID_CODE = re.compile(r"^[2-5]\d{2}(?:\d{2}){0,1}$")
_ONE_DIGIT = re.compile(r"^[1-9]$")
_COUNTING_UNIT = step_pattern("subjects.counting_unit")
_GROUP_HEADER = step_pattern("subjects.group_header")
_DATE = re.compile(r"^(\d{2})\s+20\d\d-\d{1,2}-\d{1,2}.*$", re.S)


def read_subject_rows(
    grid: Grid, plan: Plan, form: StatementSpec, start: int, marks: Marks, last: DraftRow | None
) -> list[DraftRow]:
    """The logical rows of one table of the form, top to bottom, left to right. `last` is the last row of the page before."""
    rows: list[DraftRow] = []
    carried: dict[int, list[str]] = {}
    for r in range(start, len(grid.rows)):
        cells = grid.rows[r]
        if not any(not cell.is_blank for cell in cells):
            continue
        if is_numbering(cells):
            _mark_row(grid, r, marks, "column_number")
            continue
        if all(cell.is_blank or _is_header_word(plan, c, cell) for c, cell in enumerate(cells)):
            _mark_row(grid, r, marks, "text")  # the header printed again
            continue
        if len(plan.blocks) > 1 and any(
            is_total(c.folded) or is_group_total(c.folded) or is_subtotal(c.folded) for c in cells
        ):
            rows += _totals_row(grid, plan, r, marks)
            continue
        for position, block in enumerate(plan.blocks):
            following = plan.blocks[position + 1] if position + 1 < len(plan.blocks) else None
            row = _row(grid, block, following, form, r, marks, carried.setdefault(position, ["", "", ""]))
            if row is None:
                continue
            _name_within_class(row, grid, plan, block)
            row.block = position
            previous = next((d for d in reversed(rows) if d.block == position), last if position == 0 else None)
            slid = any((t, at) == (grid.index, r) for t, at, _ in marks.slid_codes)
            if previous is not None and not slid and _is_tail(row, previous, form, block):
                previous.repairs.append(Repair("wrapped_name", previous.label, previous.label + row.label))
                previous.label += row.label
                continue
            rows.append(row)
    return rows


def _is_header_word(plan: Plan, column: int, cell: Cell) -> bool:
    """Whether a cell prints its column's header, or a group's header above it, once more."""
    return column < len(plan.header.paths) and cell.folded in plan.header.paths[column]


def _mark_row(grid: Grid, r: int, marks: Marks, reason: str) -> None:
    for c, cell in enumerate(grid.rows[r]):
        if not cell.is_blank:
            marks.mark(grid.index, r, c, reason)


def _is_tail(row: DraftRow, previous: DraftRow, form: StatementSpec, block: Block) -> bool:
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


def _totals_row(grid: Grid, plan: Plan, r: int, marks: Marks) -> list[DraftRow]:
    """A row of totals below blocks side by side: each label takes the first amount right of it; the same amount again is a repeat."""
    rows: list[DraftRow] = []
    current: DraftRow | None = None
    for c, cell in enumerate(grid.rows[r]):
        text = cell.folded
        if not text:
            continue
        if is_total(text) or is_group_total(text) or is_subtotal(text):
            kind = "group_total" if is_group_total(text) else "total" if is_total(text) else "subtotal"
            side = next((block.side for block in reversed(plan.blocks) if block.first <= c), "")
            current = DraftRow(grid.index, grid.page, r, side, "", printed_label(cell.text), kind)
            rows.append(current)
            marks.mark(grid.index, r, c, "text")
            continue
        if cell.number is None or current is None:
            continue
        block = max((b for b in plan.blocks if b.first <= c), key=lambda b: b.first, default=plan.blocks[0])
        own = next((v for v in block.values if v.index == c), None)
        column = own or (block.values[0] if block.values else None)
        if column is None:
            continue
        if any(cell_.value_column.meaning == column.meaning for cell_ in current.cells):
            if any(cell_.number.value == cell.number.value for cell_ in current.cells):
                marks.mark(grid.index, r, c, "repeat")
            continue
        repairs = [] if own else [Repair("total_off_its_column", cell.text, str(cell.number.value))]
        _add(current, grid, r, column, marks, at=c, repairs=repairs)
    return rows


def _add(
    row: DraftRow,
    grid: Grid,
    r: int,
    column: ValueColumn,
    marks: Marks,
    *,
    at: int | None = None,
    repairs: Iterable[Repair] = (),
) -> None:
    """Give a row the number that a cell prints: the one below `column`, or at a column of its own (`at`)."""
    c = column.index if at is None else at
    cell = draft_cell(grid, r, c, column)
    cell.repairs += repairs
    row.cells.append(cell)
    marks.remark(grid.index, r, c, "figure")


def _code(
    cells: tuple[Cell, ...], columns: tuple[int, ...], carried: list[str] | None = None
) -> tuple[str, str, list[Repair]]:
    """The code that one or several columns print: (code, text that stood there instead, repairs). Parts left blank are `carried`."""
    if not columns:
        return "", "", []
    if len(columns) == 1:
        return _code_in_one_column(cells[columns[0]])
    return _code_in_parts(cells, columns, ["", "", ""] if carried is None else carried)


def _code_in_one_column(cell: Cell) -> tuple[str, str, list[Repair]]:
    raw, text = cell.text, cell.folded
    glued = _CODE_NAME.match(text)
    if glued:
        return glued[1], glued[2], []
    if re.match(r"^\d{3}(?:[.\-]\d{2}){1,2}$", text):  # in the column of codes 208.05 is one, too
        whole = re.sub(r"\D", "", text)
        return whole, "", [Repair("code_in_parts", raw, whole)]
    if _BARE_CODE.match(text):
        return text, "", [Repair("spaces_in_code", raw, text)] if raw.strip() != text and " " in raw.strip() else []
    return "", raw, []


def _code_in_parts(
    cells: tuple[Cell, ...], columns: tuple[int, ...], carried: list[str]
) -> tuple[str, str, list[Repair]]:
    """The code whose 类, 款 and 项 have a column each; a column may print the whole code, or a date that slid beside its part. Where they print
    names, the lowest level's is the row's."""
    words = [cell.text.strip() for column in columns if (cell := cells[column]).folded and not _has_digit(cell.folded)]
    if words:
        return "", next((word for word in words if is_total(fold(word))), words[-1]), []
    parts: list[str] = []
    repairs: list[Repair] = []
    for i, column in enumerate(columns):
        raw, text = cells[column].text.strip(), cells[column].folded
        if _BARE_CODE.match(text) and len(text) == 3 + 2 * i and i > 0:
            return text, "", []  # the whole code in each column
        taken = _part_of_code(raw, text, width=3 if i == 0 else 2)
        if taken != text:
            repairs.append(Repair("zero_of_code" if taken == f"0{text}" else "split_code", raw, taken))
        parts.append(taken)
    filled = [i for i, part in enumerate(parts) if part]
    if not filled:
        return "", "", []
    for i in range(filled[0]):
        parts[i] = carried[i]
    carried[:] = parts + [""] * (3 - len(parts))
    return "".join(parts[: filled[-1] + 1]), "", repairs


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _part_of_code(raw: str, text: str, width: int) -> str:
    """The digits of a part of a code: those of its width, where a conversion put more into the cell, or lost the zero before a digit (01 → 1)."""
    if date := _DATE.match(raw):
        return date[1]
    if len(text) == width:
        return text
    if width == 2 and _ONE_DIGIT.match(text):
        return f"0{text}"
    tokens = [token for token in raw.split() if token.isdigit() and len(token) == width]
    return tokens[-1] if tokens else text


def _row(
    grid: Grid, block: Block, following: Block | None, form: StatementSpec, r: int, marks: Marks, carried: list[str]
) -> DraftRow | None:
    """The logical row that a block prints in row `r`; None where it prints nothing. `carried`: the parts of the code above."""
    cells = grid.rows[r]
    code, instead, repairs = _code(cells, block.codes, carried)
    code2, _, repairs2 = _code(cells, block.code2)
    label = _label(grid, block, r, instead, marks)
    glued = _CODE_NAME.match(fold(label)) if not code and not block.codes else None
    if glued:
        code, label = glued[1], glued[2]
    row = DraftRow(grid.index, grid.page, r, block.side, code, printed_label(label), code2=code2)
    row.repairs += [*repairs, *repairs2]
    _take_attributes(row, cells, block, marks)
    if instead and not code and label != instead and any(char.isdigit() for char in instead):
        row.attributes["damaged_code"] = fold(instead)
    row.kind = _kind_of_row(fold(label), form, has_code=bool(code))
    if form.fact in {"project", "procurement"} and len(block.names) > 1:
        _name_unit(row, cells, block)
    if form.fact in {"project", "procurement"} and not row.label and row.kind == "item" and not row.code:
        row.label = next((printed_label(cells[c].text) for c, _ in block.texts if not cells[c].is_blank), "")
        row.kind = "group" if row.label else "item"
    _values(row, grid, block, following, r, marks)
    return row if row.code or row.label or row.cells else None


def _take_attributes(row: DraftRow, cells: tuple[Cell, ...], block: Block, marks: Marks) -> None:
    """What a row prints beside its code, name and numbers: further codes, texts, its 行次."""

    def filled(columns: Iterable[tuple[int, str]], reason: str) -> Iterator[tuple[Cell, str]]:
        for column, name in columns:
            if is_total(cells[column].folded):
                marks.mark(row.table_index, row.row, column, "text")
            elif not cells[column].is_blank:
                marks.mark(row.table_index, row.row, column, reason)
                yield cells[column], name

    for column in (*block.codes, *block.code2, *block.code3):
        marks.mark(row.table_index, row.row, column, "code")
    for _ in filled(((column, "") for column in block.line_numbers), "line_number"):
        pass
    for cell, name in filled(block.texts, "text"):
        row.attributes[name] = cell.text.strip()
    if code3 := _code(cells, block.code3)[0]:
        row.attributes["department_economic_code"] = code3
    for cell, name in filled(block.other_codes, "code"):
        row.attributes.setdefault(name, cell.folded)
    if block.unit_code is not None:
        for cell, name in filled([(block.unit_code, "unit_code")], "code"):
            row.attributes[name] = cell.folded


def _kind_of_row(label: str, form: StatementSpec, *, has_code: bool) -> str:
    """What a row is by its folded label: total, group_total, subtotal, of_which, the head of a group, or an item."""
    for kind, is_kind in _KINDS_OF_ROWS:
        if is_kind(label):
            return kind
    may_head_group = form.groups is not None and (not has_code or form.codes == "procurement")
    return "group" if may_head_group and form.groups is not None and form.groups.search(label) else "item"


_KINDS_OF_ROWS = (
    ("total", is_total),
    ("group_total", is_group_total),
    ("subtotal", is_subtotal),
    ("of_which", is_of_which),
)


def _name_unit(row: DraftRow, cells: tuple[Cell, ...], block: Block) -> None:
    """Where project and unit have a column each: a row without a project is the unit's subtotal, else the unit belongs to the project.
    A column 单位 may hold units of counting (台, 套)."""
    unit = next((cells[c].text.strip() for c in block.names[1:] if not cells[c].is_blank), "")
    if _COUNTING_UNIT.match(fold(unit)):
        row.attributes["counting_unit"] = unit
        return
    if row.kind != "item" or not unit:
        return
    if not cells[block.names[0]].is_blank:
        row.attributes["unit_name"] = printed_label(unit)
    elif not row.code:
        row.kind = "group"


def _name_within_class(row: DraftRow, grid: Grid, plan: Plan, block: Block) -> None:
    """Where a class (货物, in a column 类别) is merged over several rows, each row's name is the text beside it."""
    texts = [column for column, _ in block.texts]
    for span in grid.spans:
        if span.rows < 2 or span.column not in (*block.names, *texts) or not span.row <= row.row < span.row + span.rows:
            continue
        name = printed_label(grid.rows[span.row][span.column].text)
        beside = [
            cell for column in texts if column > span.column and not (cell := grid.rows[row.row][column]).is_blank
        ]
        own = next((printed_label(cell.text) for cell in beside if cell.number is None), "")
        if own and row.label in ("", name, own) and _GROUP_HEADER.search(plan.header.leaf(span.column)):
            row.label, row.kind, row.attributes["group"] = own, "item", name


def _label(grid: Grid, block: Block, r: int, instead: str, marks: Marks) -> str:
    """The name that a row prints; `instead` is what stood in the place of its code."""
    cells = grid.rows[r]
    label = ""
    for column in block.names:
        cell = cells[column]
        if cell.is_blank:
            continue
        if (not label and (not cell.looks_numeric or (len(block.names) == 1 and not block.codes))) or is_total(
            cell.folded
        ):
            label = cell.text.strip()
            marks.mark(grid.index, r, column, "text")
        else:
            marks.mark(grid.index, r, column, "code" if cell.folded.isdigit() else "text")
    if not label and instead and not looks_numeric(instead):
        return instead
    return label or _total_beside(cells, block)


def _total_beside(cells: tuple[Cell, ...], block: Block) -> str:
    """合计, which may stand in any column of texts, codes or numbers beside the names; "" where none does."""
    unit_code = [] if block.unit_code is None else [block.unit_code]
    named = (column for column, _ in (*block.texts, *block.other_codes))
    beside = (*named, *unit_code, *block.line_numbers, *block.code2, *block.code3)
    return next((cells[column].text.strip() for column in beside if is_total(cells[column].folded)), "")


def _values(row: DraftRow, grid: Grid, block: Block, following: Block | None, r: int, marks: Marks) -> None:
    """Give a row the numbers below the block's columns."""
    cells = grid.rows[r]
    previous: DraftCell | None = None
    places = {column.index for column in block.values}
    for column in block.values:
        if column.index >= len(cells) or (cell := cells[column.index]).is_nothing:
            continue
        if following is not None and _slid(cell, cells, following):
            marks.slide(grid.index, r, column.index, cell.folded)
            continue
        if cell.number is None:
            if is_total(cell.folded) and not row.label:
                row.label, row.kind = printed_label(cell.text), "total"
                marks.mark(grid.index, r, column.index, "text")
            continue
        if (
            previous is not None
            and _ONE_DIGIT.match(cell.folded)
            and previous.number.decimals == 2
            and column.role == "value"
        ):
            marks.mark(grid.index, r, column.index, "leaked_digit")
            previous.repairs.append(Repair("leaked_digit", cell.text.strip(), ""))
            continue
        _add(row, grid, r, column, marks)
        previous = row.cells[-1] if column.index + 1 in places else None


def _slid(cell: Cell, cells: tuple[Cell, ...], following: Block) -> bool:
    """Whether a value cell holds the code of the next block, whose code cell is blank and whose name slid along with it."""
    if not _SLID_CODE.match(cell.folded) or len(following.codes) != 1 or not following.names:
        return False
    code_cell, name_cell = cells[following.codes[0]], cells[following.names[0]]
    if code_cell.is_blank:
        return not name_cell.is_blank
    return name_cell.is_blank and not code_cell.looks_numeric  # the name slid into the code cell


def put_back_slid_codes(rows: list[DraftRow], plan: Plan, grid: Grid, marks: Marks) -> None:
    """Give each code that slid one cell right back to the row it belongs to."""
    for (index, r, column), code in list(marks.slid_codes.items()):
        if index != grid.index:
            continue
        for block in plan.blocks:
            if block.first > column:
                owner = next(
                    (
                        d
                        for d in rows
                        if (d.table_index, d.row) == (index, r) and not d.code and d.label and _in(d, block, grid)
                    ),
                    None,
                )
                if owner is not None:
                    owner.code = code
                    owner.repairs.append(Repair("shifted_code", "", code))
                    marks.remark(index, r, column, "code")
                break


def _in(row: DraftRow, block: Block, grid: Grid) -> bool:
    cells = grid.rows[row.row]
    return any(printed_label(cells[c].text) == row.label for c in (*block.codes, *block.names))
