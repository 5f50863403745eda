"""Which row is part of which: by codes, by ordinals, by the order of lines; and from that what each figure is."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from etl.statements.draft import DraftCell, DraftRow
from etl.statements.economic import is_split_up
from etl.statements.forms import FormSpec
from etl.statements.labels import ordinal
from etl.statements.model import Role
from etl.statements.numbers import fold


def link_subjects(rows: list[DraftRow], form: FormSpec) -> None:
    """Parents by code prefix (208 ⊃ 20805 ⊃ 2080505; 152 ⊃ 152001), by group rows without code (专项业务), and 其中 rows."""
    by_code: dict[str, DraftRow] = {}
    unit: DraftRow | None = None
    group: DraftRow | None = None
    last: DraftRow | None = None
    for row in rows:
        if row.kind in {"total", "group_total"}:
            continue
        if row.kind == "of_which":
            _attach(row, last)
            continue
        if form.codes == "procurement":
            _link_procurement(row, rows)
            continue
        if row.code:
            prefix = next((row.code[:n] for n in range(len(row.code) - 1, 2, -1) if row.code[:n] in by_code), "")
            _attach(row, by_code.get(prefix))
            by_code.setdefault(row.code, row)
            unit, group, last = row, None, row
        elif row.kind == "group":
            _attach(row, group if group is not None and not group.children else unit)
            group = row
        elif form.codes in {"unit", "auto"}:
            _attach(row, group or unit)
            last = row
        else:
            last = row


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
            _attach(row, earlier)
            return


def _attach(row: DraftRow, parent: DraftRow | None) -> None:
    if parent is not None and parent is not row:
        row.parent = parent
        parent.children.append(row)


def link_balance(rows: list[DraftRow], form: FormSpec) -> None:
    """Parents of the lines of a summary form, each side by itself: by depth of ordinal, 其中, and lines that the catalogue names as parts."""
    sides: dict[str, list[DraftRow]] = defaultdict(list)
    for row in rows:
        sides[row.side].append(row)
    for lines in sides.values():
        _link_side(lines, form)


def _link_side(lines: list[DraftRow], form: FormSpec) -> None:
    stack: list[tuple[str, DraftRow]] = []
    last: DraftRow | None = None
    holder: DraftRow | None = None
    parts: tuple[str, ...] = ()
    for i, row in enumerate(lines):
        style, bare = ordinal(fold(row.label))
        style = "chinese" if style == "bare" else style
        if row.kind in {"total", "subtotal"}:
            # 一、本年收入 above its parts heads them; 本年收入合计 below them closes them
            stack, holder = ([(style, row)] if style and row.kind == "subtotal" else []), None
            last = row
            continue
        if row.kind == "of_which":
            _attach(row, last)
            continue
        if holder is not None and row.line in parts:
            _attach(row, holder)
            row.flow = holder.flow
            continue
        rule = form.line_of(bare, row.side)
        if rule is not None and rule.children:
            # 1、财政拨款 below 一、部门预算: the lines between ordinals of its own level are parts of the line above it, as it is
            styles = [above for above, _ in stack]
            stack = [] if not style else stack[: styles.index(style)] if style in styles else stack
            if stack:
                _attach(row, stack[-1][1])
            holder, parts, last = row, rule.children, row
            continue
        if style:
            styles = [s for s, _ in stack]
            if style in styles:
                stack = stack[: styles.index(style)]
            if stack:
                _attach(row, stack[-1][1])
            stack.append((style, row))
        elif stack and rule is None:
            _attach_run(lines, i, stack[-1][1])
        last = row
    for row in lines:
        if (
            row.kind == "subtotal"
            and ordinal(fold(row.label))[0]
            and not any(prints_below(row, m) for m in row.measures())
        ):
            row.kind = "item"  # its parts print nothing: it stands for them


def _attach_run(lines: list[DraftRow], start: int, parent: DraftRow) -> None:
    """Lines without ordinal below one with: its parts where they add up to it, else lines of their own."""
    if lines[start].parent is not None or lines[start - 1] is not parent:
        return
    run: list[DraftRow] = []
    for row in lines[start:]:
        if ordinal(fold(row.label))[0] or row.kind in {"total", "subtotal"}:
            break
        if row.kind == "item":
            run.append(row)
    whole = parent.value("amount")
    values = [number.value for row in run if (number := row.value("amount")) is not None]
    if whole is not None and values and sum(values, Decimal(0)) == whole.value:
        for row in run:
            _attach(row, parent)


def prints_below(row: DraftRow, measure: str) -> bool:
    """Whether any row below prints a figure of that measure (其中 rows aside)."""
    return any(
        child.kind != "of_which" and (child.value(measure) is not None or prints_below(child, measure))
        for child in row.children
    )


def role_of(row: DraftRow, cell: DraftCell, has_grand_total: bool) -> Role:
    """What a figure is: a leaf where no row below prints the same measure."""
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
    if is_split_up(column.measure, row.measures()):
        return "subtotal"
    return "subtotal" if prints_below(row, column.measure) else "leaf"
