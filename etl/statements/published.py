"""What a statement comes to once all its pages are read: rows, figures, and the cells that were left."""

from __future__ import annotations

import re

from etl.statements.column_roles import with_column_roles
from etl.statements.draft import DraftCell, DraftRow, Marks
from etl.statements.model import Figure, LeftCell, Statement, StatementRow
from etl.statements.pages import StatementDraft
from etl.statements.tree import role_of
from etl.words.units import YUAN, to_yuan

_AMOUNT_BEHIND_WORDS = re.compile(r"[\u4e00-\u9fff]\s*[\d,，]*\d\.\d+$")


def statement_of(seq: int, draft: StatementDraft, marks: Marks) -> Statement:
    """The statement of a draft; `marks` tell which cells of its tables were used. Amounts in yuan where a unit is known."""
    has_grand_total = any(row.kind == "total" for row in draft.rows)
    cells = [(row, cell) for row in draft.rows for cell in sorted(row.cells, key=lambda c: (c.row, c.column))]
    figures = with_column_roles(
        [_figure(row, cell, draft, has_grand_total) for row, cell in cells], [cell.value_column for _, cell in cells]
    )
    unmapped = sorted(
        {
            cell.value_column.path or f"column {cell.column + 1}"
            for row in draft.rows
            for cell in row.cells
            if not cell.value_column.mapped
        }
    )
    return Statement(
        seq=seq,
        form=draft.form.key,
        title=draft.heading.title or draft.form.name_zh,
        number=draft.heading.number,
        unit=draft.unit,
        fund=draft.form.fund,
        table_indexes=tuple(table.index for table in draft.tables),
        pages=tuple(sorted({page for grid in draft.tables for page in (grid.page, *grid.table.column_pages) if page})),
        rows=tuple(_row(row) for row in draft.rows),
        figures=figures,
        left=_left_cells(draft, marks),
        is_empty=not any(figure.role != "count" or figure.value for figure in figures),
        note=draft.note,
        unmapped_columns=tuple(unmapped),
        other_units=tuple(
            (table, unit) for table, unit in draft.units_of_pages.items() if draft.unit and unit != draft.unit
        ),
    )


def _row(row: DraftRow) -> StatementRow:
    return StatementRow(
        row_no=row.row_no,
        table_index=row.table_index,
        row=row.row,
        side=row.side,
        code=row.code,
        code2=row.code2,
        label=row.label,
        kind=row.kind,
        line=row.line,
        parent=row.parent.row_no if row.parent is not None else None,
        attributes=tuple(sorted({**row.attributes, "flow": row.flow, "fund": row.fund}.items())),
        repairs=tuple(row.repairs),
        blanks=row.blanks,
    )


def _figure(row: DraftRow, cell: DraftCell, draft: StatementDraft, has_grand_total: bool) -> Figure:
    column = cell.value_column
    role = role_of(row, cell, has_grand_total)
    unit = cell.number.unit or column.unit or (draft.heading.counted if role == "count" else draft.unit)
    return Figure(
        table_index=cell.table_index,
        page=cell.page,
        row=cell.row,
        column=cell.column,
        row_no=row.row_no,
        side=row.side,
        row_code=row.code,
        row_code2=row.code2,
        row_label=cell.row_label or row.label,
        column_label=column.label or column.measure,
        column_path=column.path,
        basis=column.basis,
        measure=column.measure,
        member=column.member,
        fund=column.fund or draft.form.fund,
        printed=cell.printed.strip(),
        value=cell.number.value,
        unit=unit,
        amount_yuan=to_yuan(cell.number.value, unit) if role not in {"percent", "count"} and unit in YUAN else None,
        role=role,
        repairs=(*cell.repairs, *row.repairs),
        confidence=cell.confidence,
        decimals=cell.number.decimals,
    )


def _left_cells(draft: StatementDraft, marks: Marks) -> tuple[LeftCell, ...]:
    """Every cell with digits that is no figure, and why."""
    left: list[LeftCell] = []
    amounts = {column.index for block in (draft.plan.blocks if draft.plan else ()) for column in block.values}
    for grid in draft.tables:
        for r, row in enumerate(grid.rows):
            for c, cell in enumerate(row):
                reason = marks.used.get((grid.index, r, c), "")
                if reason == "figure" or not any(char.isdigit() for char in cell.text) or cell.is_nothing:
                    continue
                if not reason:
                    is_amount = cell.looks_numeric or cell.number is not None
                    is_amount |= c in amounts and _AMOUNT_BEHIND_WORDS.search(cell.text.strip()) is not None
                    reason = "not_understood" if is_amount else "text"
                left.append(LeftCell(grid.index, grid.table.page_of(c), r, c, cell.text.strip(), reason))
    return tuple(left)
