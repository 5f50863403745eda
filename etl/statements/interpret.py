"""The statements step, top to bottom: which tables are which forms, what their rows and figures are, what was left."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from etl.documents.cells import Grid, grid_of
from etl.documents.model import Document, Paragraph
from etl.head import ReportHead, StatedHead
from etl.statements.balance import read_balance_rows
from etl.statements.catalogue_entries import Catalogue, StatementSpec, load_catalogue
from etl.statements.columns import Plan, plan_columns, with_sides
from etl.statements.counted_rows import with_units_of_labels
from etl.statements.doubt import with_doubts
from etl.statements.draft import Marks
from etl.statements.head import read_head
from etl.statements.header_paths import Header, header_over_pages, read_header
from etl.statements.model import Interpretation, UnknownTable
from etl.statements.pages import StatementDraft, continues, fit_columns, goes_on_in_header, goes_on_without_header
from etl.statements.published import statement_of
from etl.statements.recognise import (
    IsPerformance,
    looks_like_form,
    numeric_cells,
    other_kind,
    recognise,
    states_numbers,
    titled_performance,
)
from etl.statements.repairs import (
    canonical_names,
    mend_cut_digits,
    mend_cut_lines,
    mend_cut_names,
    mend_damaged_codes,
    mend_overprinted_names,
)
from etl.statements.subjects import put_back_slid_codes, read_subject_rows
from etl.statements.surroundings import Heading, heading_of, note_after, unit_below, unit_in, unit_of_all
from etl.statements.three_public import read_three_public
from etl.statements.tree import link_balance, link_subjects
from etl.statements.unproven import unproven_forms
from etl.statements.years_of_rows import with_years
from etl.words.numbers import decimal_of
from etl.words.units import MONEY, YUAN


def interpret(
    document: Document,
    catalogue: Catalogue | None = None,
    is_performance: IsPerformance = titled_performance,
    stated: StatedHead | None = None,
    head: ReportHead | None = None,
) -> Interpretation:
    """Recognise the forms of a report and read every number in them.

    `stated` is what a person says of its head; `head` is the whole head, where it isn't to be read from the document.

    Raises NotAReportError where the document is no single report. A table that looks like a form and isn't in the
    catalogue is listed in `unknown`, a column without measure in its statement's `unmapped_columns`, a number that could
    not be read in `left` with reason `not_understood`: nothing is dropped. A form set by spaces that its sums don't prove is listed in
    `unproven`, and gives no figure.
    """
    catalogue = catalogue or load_catalogue()
    headings = {table.index: heading_of(document, table) for table in document.tables}
    head = head or read_head(document, list(headings.values()), stated)
    marks = Marks()
    drafts: list[StatementDraft] = []
    unknown: list[UnknownTable] = []
    others: list[tuple[int, str]] = []
    open_draft: StatementDraft | None = None
    for table in document.tables:
        heading = headings[table.index]
        grid = grid_of(table)
        what = other_kind(grid, heading, is_performance)
        if what:
            others.append((table.index, what))
            open_draft = None if what == "performance" else open_draft
            continue
        header = read_header(grid, heading.rows)
        if open_draft is not None and goes_on_in_header(grid, heading, header, open_draft):
            _read_below_header(open_draft, grid, head, marks, catalogue)
            continue
        if open_draft is not None and goes_on_without_header(grid, heading, header, open_draft):
            header = replace(header, end=header.start, numbering_row=None, paths=())
        form, heading = _recognised(grid, heading, header, head, catalogue)
        if open_draft is not None and continues(grid, heading, header, form, open_draft):
            _read_table(open_draft, grid, heading, header, head, marks, continued=True)
            continue
        if form is None or form.is_fallback:
            form, listed = _unrecognised(grid, heading, header, form)
            if listed is not None:
                unknown.append(listed)
            else:
                others.append((table.index, "text"))
        if form is None:
            open_draft = None
            continue
        open_draft = StatementDraft(form, heading, note=note_after(document, table))
        drafts.append(open_draft)
        _read_table(open_draft, grid, heading, header, head, marks, continued=False)
    for draft in drafts:
        if not draft.note and draft.tables:
            draft.note = note_after(document, draft.tables[-1].table)
    for draft in drafts:
        with_years(draft.rows, draft.years, head.fiscal_year, marks)
    _finish(drafts, document)
    statements = with_doubts([statement_of(i, draft, marks) for i, draft in enumerate(drafts)], document.tables)
    unproven = tuple(unproven_forms(drafts, statements))
    refused = {index for one in unproven for index in one.table_indexes}
    return Interpretation(
        head=head,
        statements=tuple(one for one in statements if not refused.intersection(one.table_indexes)),
        unknown=tuple(unknown),
        other_tables=(*others, *((index, "unproven") for index in sorted(refused))),
        unproven=unproven,
        subject_names=canonical_names(
            row for draft in drafts if draft.form.codes in {"function", "economic"} for row in draft.rows
        ),
    )


def _recognised(
    grid: Grid, heading: Heading, header: Header, head: ReportHead, catalogue: Catalogue
) -> tuple[StatementSpec | None, Heading]:
    """The form that a table is, and its heading: the line above it is its title, too, where the catalogue knows a form of that name."""
    if heading.named:
        told = recognise(grid, heading.under_its_name(), header, head, catalogue)
        if told is not None and not told.is_fallback:
            return told, heading.under_its_name()
    return recognise(grid, heading, header, head, catalogue), heading


def _unrecognised(
    grid: Grid, heading: Heading, header: Header, fallback: StatementSpec | None
) -> tuple[StatementSpec | None, UnknownTable | None]:
    """What becomes of a table that no entry describes: (the entry that keeps its figures, if it is one of money; how it is listed, None for a text)."""
    numeric = numeric_cells(grid, header)
    is_form = looks_like_form(grid, numeric)
    if not is_form and not states_numbers(grid, header):
        return None, None
    headers = tuple(header.path(c) for c in range(grid.width) if header.path(c))
    return fallback if is_form else None, UnknownTable(grid.index, grid.page, heading.title, headers, numeric)


def _read_below_header(draft: StatementDraft, grid: Grid, head: ReportHead, marks: Marks, catalogue: Catalogue) -> None:
    """Read the page below a header that the page before ended with. Which form it is, its rows say better than the header alone."""
    begun = draft.tables[0]
    header = header_over_pages(begun, draft.plan.header.start if draft.plan else 0, grid)
    form, _ = _recognised(grid, draft.heading, header, head, catalogue)
    if form is not None and not form.is_fallback:
        draft.form = form
    _read_table(draft, grid, draft.heading, header, head, marks, continued=False)


def _read_table(
    draft: StatementDraft,
    grid: Grid,
    heading: Heading,
    header: Header,
    head: ReportHead,
    marks: Marks,
    *,
    continued: bool,
) -> None:
    form = draft.form
    if continued and heading.unit:
        draft.units_of_pages[grid.index] = heading.unit
    previous = draft.tables[-1] if draft.tables else grid
    draft.tables.append(grid)
    for r in range(header.end):
        for c, cell in enumerate(grid.rows[r]):
            if not cell.is_blank:
                marks.mark(grid.index, r, c, "column_number" if r == header.numbering_row else "text")
    if form.shape == "three_public":
        known = draft.plan.header if continued and header.end == header.start and draft.plan is not None else header
        draft.plan = Plan((), known)
        draft.rows += read_three_public(grid, known, form, header.end, head.fiscal_year, marks)
        return
    if continued and header.end == header.start and draft.plan is not None:
        plan = fit_columns(draft.plan, previous, grid)
    else:
        plan = with_sides(plan_columns(grid, header, form, head.fiscal_year, draft.heading.bare), form)
        if continued and draft.plan is not None and plan.signature() == draft.plan.signature():
            plan = Plan(draft.plan.blocks, plan.header)
    draft.plan = plan
    if form.shape == "balance":
        draft.rows += read_balance_rows(grid, plan, form, header.end, marks)
    else:
        last = draft.rows[-1] if draft.rows else None
        rows = read_subject_rows(grid, plan, form, header.end, marks, last)
        put_back_slid_codes(rows, plan, grid, marks)
        draft.years.add(grid, plan.header, header.end)
        draft.rows += rows


def _finish(drafts: list[StatementDraft], document: Document) -> None:
    """Repairs and links that need the whole report."""
    for draft in drafts:
        if draft.form.shape == "subjects":
            mend_damaged_codes(draft.rows)
        elif draft.form.shape == "balance":
            mend_cut_lines(draft.rows)
    subjects = [row for draft in drafts if draft.form.codes in {"function", "economic"} for row in draft.rows]
    mend_overprinted_names([draft.rows for draft in drafts if draft.form.codes in {"function", "economic"}])
    mend_cut_names(subjects, canonical_names(subjects))
    mend_cut_digits([draft.rows for draft in drafts])
    units = [_printed_unit(draft, document) for draft in drafts]
    printed = {unit for unit in units if unit}
    unnamed = [draft for draft, unit in zip(drafts, units, strict=True) if not unit and not draft.heading.is_counted]
    fallback = unit_of_all(document) or _unit_by_prose(unnamed, document) if unnamed else ""
    fallback = fallback or (next(iter(printed)) if len(printed) == 1 else "")
    for draft, unit in zip(drafts, units, strict=True):
        draft.unit = unit or ("" if draft.heading.is_counted else fallback)
        with_units_of_labels(draft.rows)
        if draft.form.shape == "balance":
            link_balance(draft.rows, draft.form)
        elif draft.form.shape == "subjects":
            link_subjects(draft.rows, draft.form, draft.heading.bare)
        for i, row in enumerate(draft.rows):
            row.row_no = i


def _printed_unit(draft: StatementDraft, document: Document) -> str:
    """The unit of money printed above a form or, where none stands there, in a cell of its header (项目（单位：万元）), above a further page or said
    by its note; "" where none of them names one."""
    if draft.heading.unit or draft.heading.is_counted:
        return draft.heading.unit
    paths = draft.plan.header.paths if draft.plan else ()
    in_header = {unit for path in paths for label in path if (unit := unit_in(label))}
    if len(in_header) == 1:
        return in_header.pop()
    return next(iter(draft.units_of_pages.values()), "") or unit_below(document, draft.tables[-1].table)


_PROSE_AMOUNT = re.compile(rf"(?<![\d,，])(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>{MONEY})")
_CENT = Decimal("0.01")


def _unit_by_prose(drafts: list[StatementDraft], document: Document) -> str:
    """The unit of forms that print none: that in which most of their totals are amounts that the prose states, in whatever unit; "" where
    none is, or two are alike."""
    totals = {
        cell.number.value
        for draft in drafts
        for row in draft.rows
        if row.kind == "total"
        for cell in row.cells
        if cell.number.value
    }
    stated = _amounts_in_prose(document) if totals else {}
    agreeing = {
        unit: sum(
            any((total * yuan / YUAN[said]).quantize(_CENT) in amounts for said, amounts in stated.items())
            for total in totals
        )
        for unit, yuan in YUAN.items()
    }
    most = max(agreeing.values())
    best = [unit for unit, count in agreeing.items() if count == most]
    return best[0] if most and len(best) == 1 else ""


def _amounts_in_prose(document: Document) -> dict[str, set[Decimal]]:
    """Unit → the amounts other than 0 that the prose states in it."""
    stated: dict[str, set[Decimal]] = defaultdict(set)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for amount in _PROSE_AMOUNT.finditer(re.sub(r"(?<=[\d.,])\s+(?=[\d.,])", "", block.text)):
                if value := decimal_of(amount["number"]):
                    stated[amount["unit"]].add(value)
    return stated
