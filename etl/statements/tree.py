"""Which row is part of which: by codes, by ordinals, by the order of lines; and from that what each figure is."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from etl.statements.catalogue_entries import StatementSpec
from etl.statements.draft import DraftCell, DraftRow
from etl.statements.economic import code_of_name, is_split_up
from etl.statements.labels import split_ordinal
from etl.statements.model import Role
from etl.statements.nested_rows import MAX_NESTED, attach, attach_to_subject, attach_to_total, compared_by, nested
from etl.words.folding import fold
from etl.words.measures import Meaning, of_year


def link_subjects(rows: list[DraftRow], form: StatementSpec, title: str = "") -> None:
    """Parents by code prefix (208 ⊃ 20805 ⊃ 2080505; 152 ⊃ 152001), by group rows without code (专项业务), and 其中 rows."""
    if form.codes == "economic":
        _name_codes(rows, title)
    by_code: dict[str, DraftRow] = {}
    unit: DraftRow | None = None
    group: DraftRow | None = None
    last: DraftRow | None = None
    for row in rows:
        if row.kind in {"total", "group_total"}:
            continue
        if row.kind == "of_which":
            attach(row, last)
            continue
        if form.codes == "procurement":
            _link_procurement(row, rows)
            continue
        if code := row.code or row.attributes.get("named_code", ""):
            prefix = next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in by_code), "")
            attach(row, by_code.get(prefix))
            by_code[code] = row  # the latest: a form of several units prints the same subjects for each
            if not _is_project_line(row, form):
                unit, group = row, None
            elif not prefix:
                attach(row, group)
            last = row
        elif row.kind == "group":
            attach(row, group if group is not None and not group.children else unit)
            group = row
        elif form.codes in {"unit", "auto"}:
            attach(row, group or unit)
            last = row
        else:
            last = row
    if form.codes == "function":
        attach_to_subject(rows, compared_by(rows))
    _attach_to_heads(rows)
    _attach_to_units(rows)
    for side in dict.fromkeys(row.side for row in rows):  # blocks side by side add up each by itself
        attach_to_total([row for row in rows if row.side == side])
    _name_total(rows)


def _name_codes(rows: list[DraftRow], title: str) -> None:
    """The codes of economic subjects that a form prints by name only, as an attribute: what isn't printed is no code of the row.

    A form that prints codes names none: its uncoded rows are units and heads.
    """
    if any(row.code for row in rows):
        return
    above = ""
    for row in rows:
        if row.kind == "item" and (code := code_of_name(row.label, above, title)):
            row.attributes["named_code"] = above = code


def _is_project_line(row: DraftRow, form: StatementSpec) -> bool:
    """Whether the code of a row in a form of projects is the functional item that pays for the project: it heads no rows."""
    return form.fact == "project" and len(row.code) == 7 and row.code[0] == "2"


def _is_subject(code: str) -> bool:
    """Whether a code is shaped as that of a functional or economic subject."""
    return len(code) in (3, 5, 7) and code[0] in ("2" if len(code) == 7 else "235")


def _attach_to_heads(rows: list[DraftRow]) -> None:
    """Rows of a unit, or of a class whose code isn't printed, above the coded rows that add up to them; the innermost first.

    Nothing but the sum tells such a row (地名办公室 above the subjects that it pays for), so it must hold exactly.
    """
    for i in range(len(rows) - 1, -1, -1):
        head = rows[i]
        is_group = head.kind == "group"
        if head.children or not (is_group or (head.kind == "item" and not _is_subject(_code_of(head)))):
            continue
        meaning = of_year("total")
        if head.value(meaning) is None and head.cells:
            meaning = head.cells[0].value_column.meaning
        whole = head.value(meaning)
        if whole is None or not whole.value:
            continue
        below: list[DraftRow] = []
        added = Decimal(0)
        for row in rows[i + 1 :]:
            if row.kind in {"total", "group_total", "subtotal"} or (
                row.parent is None and not _may_be_below(row, is_group)
            ):
                break
            if row.parent is not None or row.kind == "of_which":
                continue
            below.append(row)
            number = row.value(meaning)
            added += number.value if number is not None else Decimal(0)
            if added == whole.value:
                for part in below:
                    attach(part, head)
                break


def _attach_to_units(rows: list[DraftRow]) -> None:
    """Units without code above their projects or their own units: told where all rows together are twice the form's total,
    and cut into heads and the rows that add up to each, nothing is left over."""
    totals = [number.value for row in rows if row.kind == "total" and (number := row.value("total")) is not None]
    items = [row for row in rows if row.kind == "item" and row.parent is None and row.value("total") is not None]
    values = [number.value for row in items if (number := row.value("total")) is not None]
    if len(totals) != 1 or not totals[0] or sum(values, Decimal(0)) != 2 * totals[0]:
        return
    groups: list[tuple[DraftRow, list[DraftRow]]] = []
    left = Decimal(0)
    for row, value in zip(items, values, strict=True):
        if left == 0 and value:
            groups.append((row, []))
            left = value
        elif groups:
            groups[-1][1].append(row)
            left -= value
    if left == 0 and all(below for _, below in groups):
        for head, below in groups:
            for row in below:
                attach(row, head)


def _name_total(rows: list[DraftRow]) -> None:
    """The first row, or the last, of a form without a row of totals: where it prints neither code nor name and all others are below it,
    it is their total."""
    if any(row.kind in {"total", "group_total"} for row in rows) or len(rows) < 3:
        return
    roots = [row for row in rows if row.parent is None and row.cells]
    for row in (rows[0], rows[-1]):
        if roots == [row] and row.children and not (row.code or row.label or row.attributes):
            row.kind = "total"
            for child in row.children:
                child.parent = None
            row.children.clear()
            return


def _may_be_below(row: DraftRow, is_group: bool) -> bool:
    return is_group or _is_subject(_code_of(row)) or bool(row.children)


def _code_of(row: DraftRow) -> str:
    return row.code or row.attributes.get("named_code", "")


def _link_procurement(row: DraftRow, rows: list[DraftRow]) -> None:
    """Procurement forms print the same money for the kind of funds, the unit and the item of one subject, in this order."""
    index = rows.index(row)
    if row.kind == "group" or (not row.code and not row.attributes.get("unit_code")):
        return
    for earlier in reversed(rows[:index]):
        if earlier.code != row.code or earlier.kind == "total":
            break
        is_unit = bool(earlier.attributes.get("unit_code")) and earlier.kind != "group"
        if (is_unit and not row.attributes.get("unit_code")) or earlier.kind == "group":
            attach(row, earlier)
            return


def link_balance(rows: list[DraftRow], form: StatementSpec) -> None:
    """Parents of the lines of a summary form, each side by itself: by depth of ordinal, 其中, and lines that the catalogue names as parts."""
    sides: dict[str, list[DraftRow]] = defaultdict(list)
    for row in rows:
        sides[row.side].append(row)
    for lines in sides.values():
        _link_side(lines, form)


def _link_side(lines: list[DraftRow], form: StatementSpec) -> None:
    stack: list[tuple[str, DraftRow]] = []
    last: DraftRow | None = None
    holder: DraftRow | None = None
    parts: tuple[str, ...] = ()
    for i, row in enumerate(lines):
        style, bare = split_ordinal(fold(row.label))
        style = "chinese" if style == "bare" else style
        if row.kind in {"total", "subtotal"}:
            # 一、本年收入 above its parts heads them; 本年收入合计 below them closes them
            stack, holder = ([(style, row)] if style and row.kind == "subtotal" else []), None
            last = row
            continue
        rule = form.line_of(bare, row.side)
        if row.kind == "of_which":
            named = (
                other for key in (rule.under if rule else ()) for other in reversed(lines[:i]) if other.line == key
            )
            attach(row, next(named, last))
            continue
        if holder is not None and row.line in parts and (not style or style != split_ordinal(fold(holder.label))[0]):
            attach(row, holder)
            row.flow = holder.flow
            continue
        if rule is not None and rule.children:
            # 1、财政拨款 below 一、部门预算 is a part of it, as it is the sum of the lines below
            holder, parts = row, rule.children
            stack = _stacked(row, style, stack) if style else []
            last = row
            continue
        if style:
            stack = _stacked(row, style, stack)
        elif stack and (rule is None or stack[-1][1].kind == "subtotal"):
            _attach_run(lines, i, stack[-1][1])
        last = row
    for row in lines:
        _level_parts(row)
    for row in lines:
        if (
            row.kind == "subtotal"
            and split_ordinal(fold(row.label))[0]
            and not any(prints_below(row, one) for one in row.meanings())
        ):
            row.kind = "item"  # its parts print nothing: it stands for them


def _level_parts(row: DraftRow) -> None:
    """其中 before the first of several parts goes for all of them: where they add up to the line they are its parts, else none adds up."""
    first, *further = row.children or [row]
    if first.kind != "of_which" or not any(part.kind == "item" for part in further):
        return
    whole = row.value("amount")
    values = [number.value for part in row.children if (number := part.value("amount")) is not None]
    kind = "item" if whole is not None and sum(values, Decimal(0)) == whole.value else "of_which"
    for part in row.children:
        if part.kind in {"item", "of_which"}:
            part.kind = kind


def _stacked(row: DraftRow, style: str, stack: list[tuple[str, DraftRow]]) -> list[tuple[str, DraftRow]]:
    """The rows with ordinals that are open after `row`, which is attached to the one above its own style."""
    styles = [s for s, _ in stack]
    if style in styles:
        stack = stack[: styles.index(style)]
    if stack:
        attach(row, stack[-1][1])
    return [*stack, (style, row)]


def _attach_run(lines: list[DraftRow], start: int, parent: DraftRow) -> None:
    """Lines without ordinal below one with: its parts where they add up to it, else lines of their own.

    Below a line that begins with 其中 they go on with it (其中：经费拨款, 专项收入) where all of them add up.
    """
    before = lines[start - 1]
    goes_on = before.kind == "of_which" and before.parent is parent
    if lines[start].parent is not None or not (before is parent or goes_on):
        return
    run: list[DraftRow] = []
    for row in lines[start:]:
        if split_ordinal(fold(row.label))[0] or row.kind in {"total", "subtotal"}:
            break
        if row.kind == "item":
            run.append(row)
    whole = parent.value("amount")
    printed = [row for row in run if row.value("amount") is not None]
    values = [number.value for row in printed if (number := row.value("amount")) is not None]
    beside = [
        number.value
        for row in (parent.children if goes_on else ())
        if row.kind == "of_which" and (number := row.value("amount")) is not None
    ]
    if whole is None or not printed:
        return
    if sum(values + beside, Decimal(0)) == whole.value:
        for row in run:
            attach(row, parent)
            row.kind = "of_which" if goes_on else row.kind
    elif not goes_on and len(values) <= MAX_NESTED and (depths := nested(tuple(values), whole.value)):
        for row, above in zip(printed, depths, strict=True):
            attach(row, parent if above is None else printed[above])


def prints_below(row: DraftRow, meaning: Meaning) -> bool:
    """Whether any row below prints a figure in the column of a meaning (其中 rows aside)."""
    return any(
        child.kind != "of_which" and (child.value(meaning) is not None or prints_below(child, meaning))
        for child in row.children
    )


def role_of(row: DraftRow, cell: DraftCell, has_grand_total: bool) -> Role:
    """What a figure is: a leaf where no row below prints one in the same column."""
    column = cell.value_column
    unit = cell.number.unit or column.unit
    if column.role == "percent" or unit == "%":
        return "percent"
    if column.role == "count":
        return "count"
    if column.role == "of_which" or row.kind == "of_which":
        return "of_which"
    if column.role in {"total", "subtotal"}:
        return "total" if column.role == "total" else "subtotal"
    if row.kind == "total" or (row.kind == "group_total" and not has_grand_total):
        return "total"
    if row.kind in {"subtotal", "group_total"}:
        return "subtotal"
    parent = row.parent
    while parent is not None:
        if parent.kind == "of_which":
            return "of_which"
        parent = parent.parent
    if is_split_up(column.meaning, (beside.value_column.meaning for beside in row.cells)):
        return "subtotal"
    return "subtotal" if prints_below(row, column.meaning) else "leaf"
