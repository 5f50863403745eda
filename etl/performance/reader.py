"""Document → performance tables: the forms found, each read from head to total, project names repaired from the budget's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from etl.documents.model import Document
from etl.performance.assembly import PerformanceDraft, collect_drafts, unit_in
from etl.performance.cells import chinese, number, points, squeeze
from etl.performance.goals import read_goals
from etl.performance.indicators import Reading, read_indicators
from etl.performance.listed import read_listed
from etl.performance.loose import read_loose
from etl.performance.model import Indicator, PerformanceTable, ProjectMoney
from etl.performance.money import read_money
from etl.performance.projects import ListedProject, listed_projects, repaired_name
from etl.performance.rows import (
    PrintedRow,
    head_label,
    header_start,
    indicator_header,
    join_pieces,
    title_kind,
    without_code,
)
from etl.performance.summary import read_summary
from etl.performance.vocabulary import step_pattern
from etl.words.units import YUAN


class _Head(NamedTuple):
    """The head of a form: what it is about. `broken` says that the name was in pieces or without its label."""

    project: str
    broken: bool
    is_department: bool
    supervisor: str
    implementer: str
    score: Decimal | None = None


def read_performance(
    document: Document, drafts: Sequence[PerformanceDraft] | None = None
) -> tuple[PerformanceTable, ...]:
    """Read all performance tables of a document, in reading order. Nothing is raised: what can't be read is in `warnings`.

    `drafts`: its forms, where they were collected before.

    Forms published without content are given too (`is_empty`). Those set by spaces aren't: no sum would prove which cell says what.
    """
    spaced = {table.index for table in document.tables if table.is_set_by_spaces}
    collected = collect_drafts(document) if drafts is None else drafts
    forms = [form for form in collected if not any(row.table_index in spaced for row in form.rows)]
    listed = listed_projects(document)
    contents = _titles_in_contents(document)
    for form in forms:
        top = [text for row in form.rows[: _header_at(form) + 1] for text in row.texts]
        form.unit = form.unit or next((found for text in top if len(text) <= 40 and (found := unit_in(text))), "")
    units = [form.unit for form in forms if form.unit]
    readings = [_indicators_of(form) for form in forms]
    everything = [indicator for reading in readings for _, indicator in reading.indicators]
    tables: list[PerformanceTable] = []
    for form, reading in zip(forms, readings, strict=True):
        tables.extend(_table(form, reading, everything, listed, contents, units[0] if len(set(units)) == 1 else ""))
    return tuple(tables)


def performance_table_indexes(document: Document, drafts: Sequence[PerformanceDraft] | None = None) -> frozenset[int]:
    """The indexes of a document's tables that are part of performance forms, continuations included. `drafts` as above."""
    collected = collect_drafts(document) if drafts is None else drafts
    return frozenset(row.table_index for form in collected for row in form.rows)


def _header_at(form: PerformanceDraft) -> int:
    return header_start(form.rows)


def _indicators_of(form: PerformanceDraft) -> Reading:
    return read_indicators(form.rows[_header_at(form) :])


def _table(
    form: PerformanceDraft,
    reading: Reading,
    everything: Sequence[Indicator],
    listed: Sequence[ListedProject],
    contents: Sequence[tuple[str, str]],
    unit: str,
) -> list[PerformanceTable]:
    top = form.rows[: _header_at(form)]
    if len(top) == len(form.rows) and (summary := read_summary(form, unit)):
        return summary
    if listed_tables := read_listed(form, form.unit or unit, form.title or _title_of(form.kind, contents)):
        return listed_tables
    warnings = list(reading.warnings)
    head = _named_above(_head(top), form)
    kind, title = form.kind, form.title
    if not kind:
        kind = _kind_without_title(form, reading, head)
    if not title:
        title = _title_of(kind, contents)
        warnings.append(
            f"table {form.rows[0].table_index}: no title above it"
            + (f", taken from the contents: {title}" if title else "")
        )
    if kind == "special_fund_target":
        kind = "special_fund"
    money_kind = "project_target" if not reading.total_row and kind == "special_fund" else kind
    money = read_money(top, money_kind, form.unit or unit, warnings)
    indicators = [indicator for _, indicator in reading.indicators]
    if form.lines:
        last = form.rows[-1]
        loose, notes = read_loose(form.lines, indicators, everything, last.table_index, last.row + 1)
        indicators.extend(loose)
        warnings.extend(notes)
    expected, actual = read_goals(top, form.goal_lines)
    project, printed = head.project, ""
    if not head.is_department and (name := _repaired(head, money, expected, listed)):
        warnings.append(
            f"table {form.rows[0].table_index}: project name {head.project} is broken; {name} by amount and list of projects"
        )
        project, printed = name, head.project
    table = PerformanceTable(
        kind=kind,
        title=title,
        project=project,
        supervisor=head.supervisor,
        implementer=head.implementer,
        table_indexes=tuple(sorted({row.table_index for row in form.rows})),
        page=form.rows[0].page,
        money=money,
        indicators=tuple(indicators),
        total_weight=reading.total_weight,
        total_score=reading.total_score if reading.total_row else head.score,
        expected_goal=expected,
        actual_goal=actual,
        warnings=tuple(warnings),
        total_label=reading.total_label or ("总分" if head.score is not None else ""),
        total_row=reading.total_row.row if reading.total_row else None,
        printed_project=printed,
    )
    if table.is_empty and any(number(text) is not None for row in form.rows for text in row.texts):
        note = f"table {form.rows[0].table_index}: a performance form with numbers that no rule reads: {title}"
        table = replace(table, warnings=(*table.warnings, note))
    return _by_project(table, reading, form.unit or unit)


def _title_of(kind: str, contents: Sequence[tuple[str, str]]) -> str:
    """The title that the report's contents give a form of a kind, "" where they name none."""
    return next((printed for of_kind, printed in contents if of_kind == kind), "")


def _by_project(table: PerformanceTable, reading: Reading, unit: str) -> list[PerformanceTable]:
    """One table a project, where a table lists many projects in a column of their own."""
    projects = list(dict.fromkeys(project for project, _ in reading.indicators))
    if not any(projects):
        return [table]
    return [
        replace(
            table,
            project=project,
            money=(table.money if i == 0 else ()) + _listed_money(project, reading, unit),
            indicators=tuple(indicator for of, indicator in reading.indicators if of == project),
            warnings=table.warnings if i == 0 else (),
        )
        for i, project in enumerate(projects)
    ]


def _listed_money(project: str, reading: Reading, unit: str) -> tuple[ProjectMoney, ...]:
    """The budget that a table of many projects prints beside a project."""
    if project not in reading.budgets:
        return ()
    amount, row = reading.budgets[project]
    return (ProjectMoney("total", "预算数", row.table_index, row.row, unit, initial_budget=amount, section="项目资金"),)


def _head(rows: Sequence[PrintedRow]) -> _Head:
    found: dict[str, tuple[str, bool]] = {}
    supervisor_at = None
    for i, row in enumerate(rows[:8]):
        labels = [(k, label) for k, text in enumerate(row.texts) if (label := head_label(text) or _other_label(text))]
        for n, (k, (field, inside)) in enumerate(labels):
            end = labels[n + 1][0] if n + 1 < len(labels) else len(row.texts)
            values = [text for text in row.texts[k + 1 : end] if text.strip()]
            value, broken = (inside, False) if inside else join_pieces(values)
            if field == "supervisor" and supervisor_at is None:
                supervisor_at = i
            if value and field not in found:
                found[field] = (value, broken or k > 0)
    if "project" not in found and supervisor_at:
        for row in reversed(rows[:supervisor_at]):
            if not any(head_label(text) for text in row.texts) and not title_kind(row.texts[0]):
                name, _ = join_pieces(row.texts)
                if chinese(name) >= 2:
                    found["project"] = (name, True)
                    break
    is_department = "project" not in found and "department" in found
    project, broken = found.get("project") or found.get("department") or ("", False)
    project = without_code(project)
    return _Head(
        project.strip("\\|^~`"),
        broken or project != project.strip("\\|^~`"),
        is_department,
        found.get("supervisor", ("", False))[0],
        found.get("implementer", ("", False))[0],
        points(found.get("score", ("", False))[0]),
    )


def _other_label(text: str) -> tuple[str, str] | None:
    """A short cell that ends with a colon is a label, whatever it says (项目负责人及电话：)."""
    plain = squeeze(text)
    return ("other", "") if plain.endswith((":", "：")) and 2 <= chinese(plain) <= 12 else None


_ABOVE = step_pattern("reader.above")


def _named_above(head: _Head, form: PerformanceDraft) -> _Head:
    """The head completed from the lines above the table (`项目名称：…`), or from the title of the evaluation report it is part of."""
    if head.project:
        return head
    for line in reversed(form.before):
        match = _ABOVE.match(line.strip())
        label = head_label(match[1]) if match else None
        if match and label and label[0] in ("project", "department"):
            return head._replace(project=squeeze(match[2]), is_department=label[0] == "department")
    if form.kind == "evaluation_system" and form.report_title:
        return head._replace(project=form.report_title)
    return head


def _kind_without_title(form: PerformanceDraft, reading: Reading, head: _Head) -> str:
    """The kind of a form whose title is lost: about a department or a project, with results or without."""
    headers = [h for row in form.rows if (h := indicator_header(row))]
    results = any({"actual", "score"} & header.keys() for header in headers) or reading.total_score is not None
    subject = "department" if head.is_department else "project"
    if not head.project and not any(m for m in form.rows[:3] if head_label(m.texts[0])):
        return "evaluation_system" if results else "project_target"
    return f"{subject}_self_evaluation" if results else f"{subject}_target"


def _titles_in_contents(document: Document) -> list[tuple[str, str]]:
    """(kind, title) of the performance forms that the report's list of contents names."""
    titles: list[tuple[str, str]] = []
    for table in document.tables:
        for row in table.rows:
            filled = [text for text in row if text.strip()]
            if 1 <= len(filled) <= 4:
                titles.extend(found for text in filled if (found := title_kind(text)))
    titles.extend(found for paragraph in document.paragraphs if (found := title_kind(paragraph.text)))
    return titles


def _repaired(head: _Head, money: Sequence[ProjectMoney], goal: str, listed: Sequence[ListedProject]) -> str | None:
    if not head.project or not listed:
        return None
    amount = next(
        (
            value
            for line in money
            if line.is_total_of_year and (value := line.initial_budget or line.annual_budget) is not None
        ),
        None,
    )
    unit = next((line.unit for line in money if line.unit), "")
    yuan: Decimal | None = None if amount is None else amount * YUAN[unit or "万元"]
    return repaired_name(head.project, broken=head.broken, amount=yuan, goal=goal, listed=listed)
