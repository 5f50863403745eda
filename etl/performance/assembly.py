"""Which tables of a document make one performance form: its title, its rows over pages, the loose lines that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from etl.documents.model import Document, Paragraph, Table
from etl.performance.cells import chinese, squeeze
from etl.performance.rows import (
    PrintedRow,
    head_label,
    indicator_header,
    is_performance_rows,
    is_task_header,
    is_total,
    label_of,
    level2_word,
    money_header,
    rows_of,
    title_kind,
)
from etl.performance.vocabulary import step_pattern, vocabulary

_UNIT = step_pattern("assembly.unit")
_PAGE_NUMBER = step_pattern("assembly.page_number")
_EVALUATION_REPORT = step_pattern("assembly.evaluation_report")
_LINES_BEFORE = 8


@dataclass(slots=True)
class PerformanceDraft:
    """A performance form as it lies in the document.

    `lines` are loose lines of indicators within or after it, `goal_lines` lines between its head and its indicators, `before` the
    lines above it, nearest last. `report_title` is the title of the evaluation report that it is part of.
    """

    title: str
    kind: str
    rows: list[PrintedRow]
    unit: str = ""
    lines: list[str] = field(default_factory=list)
    goal_lines: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()
    report_title: str = ""
    closed: bool = False

    @property
    def has_indicators(self) -> bool:
        """Whether the header of indicators was met."""
        return any(indicator_header(row) for row in self.rows)

    @property
    def has_head(self) -> bool:
        """Whether a name or money was met."""
        return any(_is_name_row(row) or _is_money_row(row) for row in self.rows)


def collect_drafts(document: Document) -> list[PerformanceDraft]:
    """All performance forms of a document in reading order."""
    forms: list[PerformanceDraft] = []
    current: PerformanceDraft | None = None
    pending: list[Paragraph] = []
    report_title = ""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            pending.append(block)
            report_title = _report_title(block.text) or report_title
            continue
        title = _title([p.text for p in pending]) or title_kind(block.name)
        before = tuple(p.text for p in pending[-_LINES_BEFORE:])
        unit = _unit(before)
        for rows in _segments(rows_of(block)):
            inner = next((t for row in rows[:2] if (t := _title_row(row))), None)
            if inner:
                title = inner
            continues = current is not None and _continues(current, rows, title, pending)
            if continues and current is not None:
                _take_lines(current, pending)
                current.rows.extend(rows)
            elif _starts(rows, title, before):
                if current is not None:
                    _take_lines(current, pending)
                kind, name = title or ("", "")
                current = PerformanceDraft(name, kind, list(rows), unit, before=before, report_title=report_title)
                forms.append(current)
            else:
                if current is not None:
                    _take_lines(current, pending)
                current = None
            if current is not None:
                current.closed = _is_closed(current.rows)
            pending, title, before = [], None, ()
        pending = []
    if current is not None:
        _take_lines(current, pending)
    return forms


def is_performance_table(table: Table, lines_before: Sequence[str]) -> bool:
    """Whether a table is (part of) a performance form, from its cells and the lines before it (nearest first).

    The statements step leaves such tables alone. A part on a later page that holds nothing but goals isn't known by itself:
    `performance_table_indexes` knows it from the form it continues.
    """
    rows = rows_of(table)
    lines = list(reversed(lines_before))
    return is_performance_rows(rows) or _starts(rows, _title(lines) or title_kind(table.name), lines)


def _segments(rows: tuple[PrintedRow, ...]) -> list[tuple[PrintedRow, ...]]:
    """Forms that follow each other within one table (a sheet, a page without blank lines), cut where the next one begins."""
    starts = [0]
    seen_body = False
    for i, row in enumerate(rows):
        if indicator_header(row) or is_total(row):
            seen_body = True
        elif seen_body and (_title_row(row) or (_is_name_row(row) and not _title_row(rows[i - 1]))):
            starts.append(i)
            seen_body = False
    return [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _title_row(row: PrintedRow) -> tuple[str, str] | None:
    return title_kind(row.texts[0]) if len(row.cells) == 1 else None


def _is_name_row(row: PrintedRow) -> bool:
    if indicator_header(row):
        return False
    for text in row.texts[:3]:
        label = head_label(text)
        if label:
            return label[0] in ("project", "department")
        if chinese(text) > 2:
            return False
    return False


def _is_money_row(row: PrintedRow) -> bool:
    return bool(money_header(row)) or any("资金总额" in label_of(text) for text in row.texts[:4])


def _starts(rows: Sequence[PrintedRow], title: tuple[str, str] | None, before: Sequence[str]) -> bool:
    """Whether rows begin a form of their own.

    A header of indicators or the label 资金总额 says so by itself. A title alone isn't enough, for contents name the forms too:
    it has to be the last title above, and the rows must have the head of a project, tasks, or a rate or score beside the money.
    """
    if not rows:
        return False
    head = any(_is_name_row(row) for row in rows[:5])
    if any(indicator_header(row) for row in rows) and (title or is_performance_rows(rows)):
        return True
    if head and any("资金总额" in label_of(text) for row in rows[:8] for text in row.texts):
        return True
    if not title or not _is_last_title(title[1], before, rows):
        return False
    return any(
        (_is_name_row(row) and any((label := head_label(text)) and label[0] == "project" for text in row.texts[:3]))
        or is_task_header(row)
        or {"execution_rate", "score"} & (money_header(row) or {}).keys()
        for row in rows[:10]
    )


def _is_last_title(title: str, before: Sequence[str], rows: Sequence[PrintedRow]) -> bool:
    """Whether no other form's title stands between a title and its table."""
    if any(_title_row(row) for row in rows[:2]):
        return True
    for line in reversed(before):
        plain = squeeze(line)
        if title in plain or plain.endswith(title[-6:]):
            return True
        if plain.endswith("表") and len(plain) <= 60:
            return False
    return False


def _continues(
    current: PerformanceDraft, rows: Sequence[PrintedRow], title: tuple[str, str] | None, pending: Sequence[Paragraph]
) -> bool:
    """Whether rows go on with the form before: nothing that begins a form stands in them or above them."""
    if not rows or title or current.closed:
        return False
    head_rows = []
    for row in rows:
        if indicator_header(row):
            break
        head_rows.append(row)
    if any(_is_name_row(row) for row in head_rows[:5]):
        return False
    if any(_is_money_row(row) or is_task_header(row) for row in head_rows[:8]):
        return not current.has_indicators and not any(_is_money_row(row) for row in current.rows)
    header = any(indicator_header(row) for row in rows)
    if header:
        return True
    quiet = all(_is_quiet(paragraph.text) for paragraph in pending)
    if not quiet:
        return False
    if current.has_indicators:
        return (
            is_performance_rows(rows)
            or any(is_total(row) or level2_word(row.texts[0]) for row in rows)
            or (len(rows) <= 3 and not pending)
        )
    return current.has_head


def _is_quiet(text: str) -> bool:
    """Page numbers and foot notes, which don't end a form."""
    return bool(_PAGE_NUMBER.match(text)) or squeeze(text) in ("续表", "(续)", "（续）") or _is_foot_note(text)


def _is_foot_note(text: str) -> bool:
    return any(word in text for word in vocabulary().foot_note_line) and len(text) < 200


def _is_closed(rows: Sequence[PrintedRow]) -> bool:
    met = False
    for row in rows:
        if indicator_header(row):
            met = True
        elif met and is_total(row):
            return True
    return False


def _take_lines(form: PerformanceDraft, pending: Sequence[Paragraph]) -> None:
    """Lines below a form's rows: goals above its indicators; below them loose lines of rows, up to the first line of prose."""
    lines = [p for p in pending if not _PAGE_NUMBER.match(p.text) and not _is_foot_note(p.text)]
    if not form.has_indicators:
        form.goal_lines.extend(p.text for p in lines)
        return
    if form.closed:
        return
    loose = list(
        takewhile(
            lambda p: len(p.text) <= 40 and p.heading is None and "。" not in p.text and not title_kind(p.text), lines
        )
    )
    if sum(1 for p in loose if level2_word(p.text)) >= 2:
        form.lines.extend(p.text for p in loose)


def _title(pending: Sequence[str]) -> tuple[str, str] | None:
    """The nearest title among the lines before a table; a title broken over two lines is joined."""
    lines = [text for text in pending if not _PAGE_NUMBER.match(text)][-_LINES_BEFORE:]
    for i in range(len(lines) - 1, -1, -1):
        if found := title_kind(lines[i]):
            return found
        if i and len(squeeze(lines[i])) <= 12 and (found := title_kind(lines[i - 1] + lines[i])):
            return found
    return None


def _report_title(text: str) -> str:
    """The project that the title of an evaluation report names (`2024年门诊楼维修项目绩效评价报告` → 门诊楼维修), else ""."""
    match = _EVALUATION_REPORT.match(squeeze(text)) if len(text) <= 90 else None
    return match[1] if match else ""


def _unit(lines: Sequence[str]) -> str:
    for line in reversed(lines):
        if unit := unit_in(line):
            return unit
    return ""


def unit_in(text: str) -> str:
    """The unit of money that a text states in brackets or after 单位, else ""."""
    match = _UNIT.search(squeeze(text))
    return (match[1] or match[2]) if match else ""
