"""Which tables of a document make one performance form: its title, its rows over pages, the loose lines that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.documents.model import Document, Paragraph, Table
from etl.performance.rows import (
    Row,
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
from etl.performance.text import chinese, squeeze
from etl.performance.vocabulary import vocabulary

_UNIT = re.compile(
    r"[(（]\s*(?:单位[:：]?)?\s*(亿元|万元|元)\s*[)）]|(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(亿元|万元|元)"
)
_PAGE_NUMBER = re.compile(r"^[-—–\s第]*\d+[-—–\s页]*$")
_LINES_BEFORE = 8


@dataclass(slots=True)
class Form:
    """A performance form as it lies in the document. `lines` are paragraphs within or after it, nearest first to last."""

    title: str
    kind: str
    rows: list[Row]
    unit: str = ""
    lines: list[str] = field(default_factory=list)
    goal_lines: list[str] = field(default_factory=list)
    closed: bool = False

    @property
    def has_indicators(self) -> bool:
        """Whether the header of indicators was met."""
        return any(indicator_header(row) for row in self.rows)

    @property
    def has_head(self) -> bool:
        """Whether a name or money was met."""
        return any(_is_name_row(row) or _is_money_row(row) for row in self.rows)


def collect_forms(document: Document) -> list[Form]:
    """All performance forms of a document in reading order."""
    forms: list[Form] = []
    current: Form | None = None
    pending: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            pending.append(block)
            continue
        title = _title(pending)
        unit = _unit([p.text for p in pending[-_LINES_BEFORE:]])
        for rows in _segments(rows_of(block)):
            inner = next((t for row in rows[:2] if (t := _title_row(row))), None)
            if inner:
                title = inner
            continues = current is not None and _continues(current, rows, title, pending)
            if continues and current is not None:
                _take_lines(current, pending)
                current.rows.extend(rows)
            elif _starts(rows, title):
                if current is not None:
                    _take_lines(current, pending)
                current = Form(title[1] if title else "", title[0] if title else "", list(rows), unit)
                forms.append(current)
            else:
                if current is not None:
                    _take_lines(current, pending)
                current = None
            if current is not None:
                current.closed = _is_closed(current.rows)
            pending, title = [], None
        pending = []
    if current is not None:
        _take_lines(current, pending)
    return forms


def is_performance_table(table: Table, lines_before: Sequence[str]) -> bool:
    """Whether a table is (part of) a performance form, from its cells and the lines before it (nearest last or first alike).

    The statements step leaves such tables alone.
    """
    rows = rows_of(table)
    if is_performance_rows(rows):
        return True
    title = next((t for line in lines_before if (t := title_kind(line))), None)
    return _starts(rows, title)


def _segments(rows: tuple[Row, ...]) -> list[tuple[Row, ...]]:
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


def _title_row(row: Row) -> tuple[str, str] | None:
    return title_kind(row.texts[0]) if len(row.cells) == 1 else None


def _is_name_row(row: Row) -> bool:
    if indicator_header(row):
        return False
    for text in row.texts[:3]:
        label = head_label(text)
        if label:
            return label[0] in ("project", "department")
        if chinese(text) > 2:
            return False
    return False


def _is_money_row(row: Row) -> bool:
    return bool(money_header(row)) or any("资金总额" in label_of(text) for text in row.texts[:4])


def _starts(rows: Sequence[Row], title: tuple[str, str] | None) -> bool:
    """Whether rows begin a form of their own."""
    if not rows:
        return False
    head = any(_is_name_row(row) for row in rows[:5])
    money = any(_is_money_row(row) or is_task_header(row) for row in rows[:10])
    header = any(indicator_header(row) for row in rows)
    if header and is_performance_rows(rows):
        return True
    if title and (head or money or header):
        return True
    return head and any("资金总额" in label_of(text) for row in rows[:8] for text in row.texts)


def _continues(current: Form, rows: Sequence[Row], title: tuple[str, str] | None, pending: Sequence[Paragraph]) -> bool:
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


def _is_closed(rows: Sequence[Row]) -> bool:
    met = False
    for row in rows:
        if indicator_header(row):
            met = True
        elif met and is_total(row):
            return True
    return False


def _take_lines(form: Form, pending: Sequence[Paragraph]) -> None:
    lines = [p.text for p in pending if not _PAGE_NUMBER.match(p.text) and not _is_foot_note(p.text)]
    if form.has_indicators:
        if not form.closed and sum(1 for line in lines if level2_word(line)) >= 2:
            form.lines.extend(line for line in lines if len(line) <= 40)
    else:
        form.goal_lines.extend(lines)


def _title(pending: Sequence[Paragraph]) -> tuple[str, str] | None:
    """The nearest title among the lines before a table; a title broken over two lines is joined."""
    lines = [p.text for p in pending if not _PAGE_NUMBER.match(p.text)][-_LINES_BEFORE:]
    for i in range(len(lines) - 1, -1, -1):
        if found := title_kind(lines[i]):
            return found
        if i and len(squeeze(lines[i])) <= 12 and (found := title_kind(lines[i - 1] + lines[i])):
            return found
    return None


def _unit(lines: Sequence[str]) -> str:
    for line in reversed(lines):
        if unit := unit_in(line):
            return unit
    return ""


def unit_in(text: str) -> str:
    """The unit of money that a text states in brackets or after 单位, else ""."""
    match = _UNIT.search(squeeze(text))
    return (match[1] or match[2]) if match else ""
