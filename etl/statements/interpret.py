"""The statements step, top to bottom: which tables are which forms, what their rows and figures are, what was left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from etl.documents.model import Document, Paragraph, Table
from etl.statements.balance import read_balance_rows
from etl.statements.columns import Plan, plan_columns, with_sides
from etl.statements.doubt import with_doubts
from etl.statements.draft import DraftCell, DraftRow, Marks
from etl.statements.economic import code_of_name, covers, economic_columns
from etl.statements.forms import Catalogue, FormSpec, load_catalogue
from etl.statements.head import read_head
from etl.statements.headers import Header, column_kind, read_header
from etl.statements.model import (
    Figure,
    Interpretation,
    LeftCell,
    ReportHead,
    Row,
    Statement,
    UnknownTable,
)
from etl.statements.numbers import UNIT_IN_YUAN, fold, is_nothing, looks_numeric, parse_number, to_yuan
from etl.statements.repairs import canonical_names, mend_cut_digits, mend_cut_names, mend_damaged_codes
from etl.statements.subjects import put_back_slid_codes, read_subject_rows
from etl.statements.three_public import read_three_public
from etl.statements.titles import Heading, heading_of, note_after
from etl.statements.tree import link_balance, link_subjects, role_of
from etl.statements.vocabulary import is_total, pattern

IsPerformance = Callable[[Table, Sequence[str]], bool]


@dataclass(slots=True)
class _Draft:
    """A statement while its pages are being put together."""

    form: FormSpec
    heading: Heading
    tables: list[Table] = field(default_factory=list)
    rows: list[DraftRow] = field(default_factory=list)
    plan: Plan | None = None
    note: str = ""
    unit: str = ""


def _titled_performance(table: Table, lines: Sequence[str]) -> bool:
    return bool(re.search("绩效|评价指标", "".join(lines[:6])))


def interpret(
    document: Document, catalogue: Catalogue | None = None, is_performance: IsPerformance = _titled_performance
) -> Interpretation:
    """Recognise the forms of a report and read every number in them.

    Raises NotAReportError where the document is no single report. A table that looks like a form and isn't in the
    catalogue is listed in `unknown`, a column without measure in its statement's `unmapped_columns`, a number that could
    not be read in `left` with reason `not_understood`: nothing is dropped.
    """
    catalogue = catalogue or load_catalogue()
    headings = {table.index: heading_of(document, table) for table in document.tables}
    head = read_head(document, list(headings.values()))
    marks = Marks()
    drafts: list[_Draft] = []
    unknown: list[UnknownTable] = []
    others: list[tuple[int, str]] = []
    open_draft: _Draft | None = None
    for table in document.tables:
        heading = headings[table.index]
        what = other_kind(table, heading, is_performance)
        if what:
            others.append((table.index, what))
            open_draft = None if what == "performance" else open_draft
            continue
        header = read_header(table, heading.rows)
        if open_draft is not None and _goes_on_without_header(table, heading, header, open_draft):
            header = replace(header, end=header.start, numbering_row=None, paths=())
        form = _recognise(table, heading, header, head, catalogue)
        if open_draft is not None and _continues(table, heading, header, form, open_draft):
            _read_table(open_draft, table, heading, header, head, marks, continued=True)
            continue
        if form is None or form.is_fallback:
            numeric = _numeric_cells(table, header)
            if _looks_like_form(table, header, numeric):
                headers = tuple(header.path(c) for c in range(table.width) if header.path(c))
                unknown.append(UnknownTable(table.index, table.page, heading.title, headers, numeric))
            else:
                form = None
                others.append((table.index, "text"))
        if form is None:
            open_draft = None
            continue
        open_draft = _Draft(form, heading, note=note_after(document, table))
        drafts.append(open_draft)
        _read_table(open_draft, table, heading, header, head, marks, continued=False)
    for draft in drafts:
        if not draft.note and draft.tables:
            draft.note = note_after(document, draft.tables[-1])
    _finish(drafts, document)
    return Interpretation(
        head=head,
        statements=with_doubts([_statement(i, draft, head, marks) for i, draft in enumerate(drafts)], document.tables),
        unknown=tuple(unknown),
        other_tables=tuple(others),
        subject_names=canonical_names(
            row for draft in drafts if draft.form.codes in {"function", "economic"} for row in draft.rows
        ),
    )


def other_kind(table: Table, heading: Heading, is_performance: IsPerformance) -> str:
    """What a table is that is no form of money: hidden, contents, units, performance; "" where it may be one."""
    if table.hidden:
        return "hidden"  # not published: a hidden sheet, or a sheet once more with its hidden rows and columns
    first = [fold(cell) for cell in table.rows[0]]
    if any(pattern("contents_headers").match(cell) for cell in first) and re.search(
        pattern("contents_words"), "".join(first)
    ):
        return "contents"
    if (
        any(cell in {"单位名称", "预算单位名称"} for cell in first)
        and _numeric_cells(table, None) <= len(table.rows)
        and not re.search("收入|支出|采购|购买|经费|拨款|资产", heading.bare)
    ):
        return "units"
    if is_performance(table, heading.lines):
        return "performance"
    return ""


def _numeric_cells(table: Table, header: Header | None) -> int:
    start = header.end if header is not None else 0
    return sum(1 for row in table.rows[start:] for cell in row if parse_number(cell) is not None)


def _looks_like_form(table: Table, header: Header, numeric: int) -> bool:
    """A table of money: some amounts with decimals or a total, below a header."""
    words = [fold(cell) for row in table.rows for cell in row if cell.strip()]
    money = sum(1 for word in words if (number := parse_number(word)) is not None and number.decimals == 2)
    has_total = any(is_total(word) for word in words)
    return numeric >= 1 and table.width >= 2 and (money >= 3 or (has_total and money >= 1))


def code_system(table: Table, header: Header, title: str = "") -> str:
    """Which subjects the rows are of: function (2……), economic (3.., 5..), unit; "" where rows have no codes. Where none are
    printed and the title speaks of economic subjects, rows that bear their names are of them."""
    function = economic = unit = 0
    for row in table.rows[header.end :]:
        for cell in row[:6]:
            text = fold(cell)
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
        named = sum(1 for row in table.rows[header.end :] if any(code_of_name(cell, "") for cell in row[:3] if cell))
        return "economic" if named >= 3 and "经济" in title else ""
    return max((function, "function"), (economic, "economic"), (unit, "unit"))[1]


def _recognise(
    table: Table, heading: Heading, header: Header, head: ReportHead, catalogue: Catalogue
) -> FormSpec | None:
    """The form by title; among those whose title fits, the one whose subjects and shape the table has. Without a title, by headers."""
    system = code_system(table, header, heading.bare)
    kind = "final_account" if "决算" in heading.bare else "budget" if "预算表" in heading.bare else head.kind
    paths = [header.path(c) for c in range(table.width)]
    leaves = [header.leaf(c) for c in range(table.width)]
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
        ]
        for form in matching:
            if not form.is_fallback and _fits(form, system, paths):
                return form
        for form in matching:  # an empty form prints no codes
            if not system and _fits_empty(form, paths):
                return form
        described = [form for form in matching if not form.is_fallback]
        if not system and described:
            return described[0]
        if system in {"function", "unit"}:  # none fits: what is by subject or unit is no form by economic subject
            matching = [form for form in matching if form.codes != "economic"] or matching
        return matching[0] if matching else None
    for form in catalogue.forms:
        if kind in form.kinds and form.headers and not form.columns_are and _fits(form, system, paths):
            joined = [*paths, *leaves]
            if all(any(words.search(text) for text in joined) for words in form.headers):
                return form
    return None


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


def _continues(table: Table, heading: Heading, header: Header, form: FormSpec | None, draft: _Draft) -> bool:
    """Whether a table is the next page of the open statement: (续), the same title again without a new total, or no title and the same header or none."""
    if draft.plan is None:
        return False
    previous = draft.tables[-1]
    if heading.bare:
        if heading.bare != draft.heading.bare or (form is not None and form.shape != draft.form.shape):
            return False
        return heading.continued or not _repeats_total(table, draft)
    if any(re.search(r"[。；]|说明$|第.部分", line) and not re.match(r"^\s*(注|备注)", line) for line in heading.lines):
        return False
    if draft.form.shape == "three_public" and any("统计" in fold(cell) for row in table.rows[:2] for cell in row):
        return True
    if header.end > header.start:
        leaves = tuple(header.leaf(c) for c in range(table.width))
        known = {leaf for leaf in draft.plan.signature() if leaf}
        same = sum(1 for leaf in leaves if leaf in known)
        named = sum(1 for leaf in leaves if leaf)
        return bool(named) and same >= 0.6 * named and abs(table.width - previous.width) <= 2
    return abs(table.width - previous.width) <= 2


def _goes_on_without_header(table: Table, heading: Heading, header: Header, draft: _Draft) -> bool:
    """Whether what looks like a header is the first row of the next page: as wide as the page before, and none of its words heads a column."""
    if draft.plan is None or not draft.tables or heading.bare or heading.lines or header.end == header.start:
        return False
    counts = {column for block in draft.plan.blocks for column in block.line_numbers}
    first = table.rows[header.start]
    if table.width == draft.tables[-1].width and any(first[c].strip().isdigit() for c in counts if c < table.width):
        return True  # its 行次 go on
    values = {value.index for block in draft.plan.blocks for value in block.values}
    rows = table.rows[header.start : header.end]
    if table.width == draft.tables[-1].width and not any(
        row[c].strip() for row in rows for c in values if c < table.width
    ):
        return True  # labels only: a header names its amounts
    words = {fold(cell) for row in rows for cell in row if cell.strip()}
    known = {word for path in draft.plan.header.paths for word in path}
    return table.width == draft.tables[-1].width and not words & known and not any(column_kind(word) for word in words)


def _repeats_total(table: Table, draft: _Draft) -> bool:
    totals = [row for row in draft.rows if row.kind == "total"]
    here = any(is_total(fold(cell)) for row in table.rows for cell in row[:4])
    return bool(totals) and here


def _read_table(
    draft: _Draft, table: Table, heading: Heading, header: Header, head: ReportHead, marks: Marks, *, continued: bool
) -> None:
    form = draft.form
    draft.tables.append(table)
    for r in range(header.end):
        for c, cell in enumerate(table.rows[r]):
            if cell.strip():
                marks.mark(table.index, r, c, "column_number" if r == header.numbering_row else "text")
    if form.shape == "three_public":
        known = draft.plan.header if continued and header.end == header.start and draft.plan is not None else header
        draft.plan = Plan((), known)
        draft.rows += read_three_public(table, known, form, header.end, head.fiscal_year, marks)
        return
    if continued and header.end == header.start and draft.plan is not None:
        plan = _fit_width(draft.plan, table.width)
    else:
        plan = with_sides(plan_columns(table, header, form, head.fiscal_year, draft.heading.bare), form)
        if continued and draft.plan is not None and plan.signature() == draft.plan.signature():
            plan = Plan(draft.plan.blocks, plan.header)
    draft.plan = plan
    if form.shape == "balance":
        draft.rows += read_balance_rows(table, plan, form, header.end, marks)
    else:
        last = draft.rows[-1] if draft.rows else None
        rows = read_subject_rows(table, plan, form, header.end, marks, last)
        put_back_slid_codes(rows, plan, table, marks)
        draft.rows += rows


def _fit_width(plan: Plan, width: int) -> Plan:
    """The plan of the page before for a table with fewer columns: what lies beyond its last column is left out."""
    blocks = tuple(
        replace(
            block,
            codes=tuple(c for c in block.codes if c < width),
            code2=tuple(c for c in block.code2 if c < width),
            code3=tuple(c for c in block.code3 if c < width),
            other_codes=tuple((c, n) for c, n in block.other_codes if c < width),
            unit_code=block.unit_code if block.unit_code is not None and block.unit_code < width else None,
            names=tuple(c for c in block.names if c < width),
            texts=tuple((c, n) for c, n in block.texts if c < width),
            line_numbers=tuple(c for c in block.line_numbers if c < width),
            values=tuple(v for v in block.values if v.index < width),
        )
        for block in plan.blocks
        if block.first < width
    )
    return Plan(blocks, plan.header)


def _finish(drafts: list[_Draft], document: Document) -> None:
    """Repairs and links that need the whole report."""
    for draft in drafts:
        if draft.form.shape == "subjects":
            mend_damaged_codes(draft.rows)
    subjects = [row for draft in drafts if draft.form.codes in {"function", "economic"} for row in draft.rows]
    mend_cut_names(subjects, canonical_names(subjects))
    mend_cut_digits([draft.rows for draft in drafts])
    printed = {draft.heading.unit for draft in drafts if draft.heading.unit}
    fallback = next(iter(printed)) if len(printed) == 1 else ""
    for draft in drafts:
        draft.unit = draft.heading.unit or fallback or _unit_by_prose(drafts, document)
        if draft.form.shape == "balance":
            link_balance(draft.rows, draft.form)
        elif draft.form.shape == "subjects":
            link_subjects(draft.rows, draft.form, draft.heading.bare)
        for i, row in enumerate(draft.rows):
            row.row_no = i


_PROSE_AMOUNT = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*万元")


def _unit_by_prose(drafts: list[_Draft], document: Document) -> str:
    """The unit of forms that print none: that in which their totals are the amounts that the prose states in 万元."""
    totals = {
        cell.number.value
        for draft in drafts
        for row in draft.rows
        if row.kind == "total"
        for cell in row.cells
        if cell.number.value
    }
    stated: set[Decimal] = set()
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for text in _PROSE_AMOUNT.findall(re.sub(r"(?<=[\d.,])\s+(?=[\d.,])", "", block.text)):
                number = parse_number(text)
                if number is not None and number.value:
                    stated.add(number.value)
    in_yuan = sum(1 for total in totals if (total / 10000).quantize(Decimal("0.01")) in stated)
    in_wan = sum(1 for total in totals if total in stated)
    if in_yuan == in_wan:
        return ""
    return "元" if in_yuan > in_wan else "万元"


def _statement(seq: int, draft: _Draft, head: ReportHead, marks: Marks) -> Statement:
    has_grand_total = any(row.kind == "total" for row in draft.rows)
    figures = [
        _figure(row, cell, draft, has_grand_total)
        for row in draft.rows
        for cell in sorted(row.cells, key=lambda c: (c.row, c.column))
    ]
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
        pages=tuple(sorted({table.page for table in draft.tables if table.page is not None})),
        rows=tuple(_row(row) for row in draft.rows),
        figures=tuple(figures),
        left=_left_cells(draft, marks),
        is_empty=not any(figure.role != "count" or figure.value for figure in figures),
        note=draft.note,
        unmapped_columns=tuple(unmapped),
    )


def _row(row: DraftRow) -> Row:
    return Row(
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
    )


def _figure(row: DraftRow, cell: DraftCell, draft: _Draft, has_grand_total: bool) -> Figure:
    column = cell.value_column
    role = role_of(row, cell, has_grand_total)
    unit = cell.number.unit or column.unit or ("" if role == "count" else draft.unit)
    return Figure(
        table_index=cell.table_index,
        page=cell.page,
        row=cell.row,
        column=cell.column,
        row_no=row.row_no,
        side=row.side,
        row_code=row.code,
        row_code2=row.code2,
        row_label=row.label,
        column_label=column.label or column.measure,
        column_path=column.path,
        measure=column.measure,
        printed=cell.printed.strip(),
        value=cell.number.value,
        unit=unit,
        amount_yuan=to_yuan(cell.number.value, unit)
        if role not in {"percent", "count"} and unit in UNIT_IN_YUAN
        else None,
        role=role,
        repairs=(*cell.repairs, *row.repairs),
        confidence=cell.confidence,
        decimals=cell.number.decimals,
    )


def _left_cells(draft: _Draft, marks: Marks) -> tuple[LeftCell, ...]:
    """Every cell with digits that is no figure, and why."""
    left: list[LeftCell] = []
    for table in draft.tables:
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row):
                reason = marks.used.get((table.index, r, c), "")
                if reason == "figure" or not any(char.isdigit() for char in cell) or is_nothing(cell):
                    continue
                if not reason:
                    reason = "not_understood" if looks_numeric(cell) or parse_number(cell) is not None else "text"
                left.append(LeftCell(table.index, table.page, r, c, cell.strip(), reason.partition(":")[0]))
    return tuple(left)
