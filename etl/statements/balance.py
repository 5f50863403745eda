"""Summary forms: lines by label, revenue and expenditure (or classifications) side by side."""

from __future__ import annotations

import re
from dataclasses import replace

from etl.documents.cells import Grid
from etl.statements.catalogue_entries import StatementSpec
from etl.statements.columns import Block, Plan
from etl.statements.draft import DraftCell, DraftRow, Marks, draft_cell
from etl.statements.header_paths import is_numbering
from etl.statements.labels import OF_WHICH, split_ordinal
from etl.statements.surroundings import is_continuation, is_title
from etl.statements.vocabulary import is_subtotal, is_total
from etl.words.folding import fold, printed_label


def read_balance_rows(grid: Grid, plan: Plan, form: StatementSpec, start: int, marks: Marks) -> list[DraftRow]:
    """The lines of one table of a summary form, row by row, left to right."""
    rows: list[DraftRow] = []
    turn = _turn(grid, plan, form, start)
    for r in range(start, len(grid.rows)):
        cells = grid.rows[r]
        if is_numbering(cells):
            for c, cell in enumerate(cells):
                if not cell.is_blank:
                    marks.mark(grid.index, r, c, "column_number")
            continue
        for block in plan.blocks:
            if turn is not None:
                block = replace(block, side="revenue" if r <= turn else "expenditure")
            row = _line(grid, block, form, r, marks)
            if row is not None:
                rows.append(row)
    return rows


def _turn(grid: Grid, plan: Plan, form: StatementSpec, start: int) -> int | None:
    """The last row of revenue where a form of one block prints revenue above expenditure; None for any other form."""
    if len(plan.blocks) != 1 or plan.blocks[0].side or form.side or not plan.blocks[0].names:
        return None
    column = plan.blocks[0].names[0]
    labels = {r: split_ordinal(grid.rows[r][column].folded)[1] for r in range(start, len(grid.rows))}
    totals = {side: [r for r, label in labels.items() if words.search(label)] for side, words in _TOTALS.items()}
    if not totals["revenue"] or not totals["expenditure"] or totals["revenue"][-1] > totals["expenditure"][0]:
        return None
    return totals["revenue"][-1]


_TOTALS = {
    "revenue": re.compile(r"收入(总计|合计|总额)$|^总收入$"),
    "expenditure": re.compile(r"支出(总计|合计|总额)$|^总支出$"),
}


_CODED = re.compile(r"^\s*[\[【(（]?([235]\d{2})[\])】）]?[-—_:：、.\s]*([\u4e00-\u9fff].*)$", re.S)


def _code_and_name(text: str) -> tuple[str, str]:
    """A line that prints the code of its class (208 社会保障和就业支出) as code and name."""
    match = _CODED.match(text)
    return (match[1], match[2]) if match else ("", text)


def _line(grid: Grid, block: Block, form: StatementSpec, r: int, marks: Marks) -> DraftRow | None:
    cells = grid.rows[r]
    text = ""
    for column in (*block.codes, *block.names, *(c for c, _ in block.texts)):
        if not cells[column].is_blank and not cells[column].looks_numeric:
            text = text or cells[column].text.strip()
            marks.mark(grid.index, r, column, "text")
    for column in block.line_numbers:
        if not cells[column].is_blank:
            marks.mark(grid.index, r, column, "line_number")
    found: list[DraftCell] = []
    for value in block.values:
        cell = cells[value.index]
        if cell.number is None or cell.is_nothing:
            continue
        found.append(draft_cell(grid, r, value.index, value))
    if not text:
        return None  # an amount without a line stays not understood
    if not found and is_title(text) and is_continuation(text):
        return None  # the title of the next page stands in the last row of this one's table
    code, text = _code_and_name(text)
    row = DraftRow(grid.index, grid.page, r, block.side, code, printed_label(text))
    plain = fold(text)
    bare = split_ordinal(plain)[1]
    rule = form.line_of(bare, block.side)
    if rule is not None:
        row.line, row.flow, row.fund = rule.line, rule.flow, rule.fund
        if rule.kind:
            row.kind = rule.kind
    if row.kind == "item":
        if OF_WHICH.match(plain):
            row.kind = "of_which"
        elif is_subtotal(bare):
            row.kind = "subtotal"
        elif is_total(bare):
            row.kind, row.line = "total", "total"
    for number_cell in found:
        row.cells.append(number_cell)
        marks.remark(grid.index, r, number_cell.column, "figure")
    return row
