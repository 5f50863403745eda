"""The money of performance forms: a project's budget and execution by source, a department's money by task."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from etl.performance.align import Field, align
from etl.performance.assembly import unit_in
from etl.performance.cells import chinese, common_length, is_dash, is_noise, number, percent, squeeze
from etl.performance.model import TARGETS, ProjectMoney
from etl.performance.rows import PrintedRow, is_task_header, label_of, money_caption, money_header, money_source
from etl.performance.vocabulary import fold, step_pattern, vocabulary
from etl.words.numbers import without_note_marks
from etl.words.units import MONEY

_INLINE = re.compile(rf"^([^:：]{{2,24}}(?:[:：][^:：]{{2,16}})?)[:：]\s*([\d,.，\s]+)({MONEY})?$")
_ADJUSTED = step_pattern("money.adjusted")
_BREAKDOWN = step_pattern("money.breakdown")
_KINDS = {
    "initial_budget": ("amount", 0.8),
    "annual_budget": ("amount", 0.8),
    "executed": ("amount", 0.8),
    "weight": ("number", 0.5),
    "execution_rate": ("rate", 0.5),
    "score": ("number", 0.5),
}


def section_label(text: str, kind: str) -> tuple[str, bool]:
    """The name of a money block from its cell, repaired where garbled, and whether the cell is such a name."""
    words = vocabulary()
    label = re.sub(r"\([^()]*\)$", "", fold(text))
    if label in words.section:
        return label, True
    default = words.section_of_kind.get(kind, "项目资金")
    for known in words.section:
        if len(label) <= len(known) + 3 and common_length(label, known) >= max(3, len(known) - 1):
            return known, True
    return default, False


def read_money(rows: Sequence[PrintedRow], kind: str, unit: str, warnings: list[str]) -> tuple[ProjectMoney, ...]:
    """Read the rows of a form above its indicators: with a header of columns, by task, or as pairs of label and amount.

    Amounts are as printed, in the unit of the block, else `unit`.
    """
    for row in rows:
        found = next((u for text in row.texts if chinese(text) <= 24 and (u := unit_in(text))), "")
        if found:
            unit = found
            break
    tasks = next((i for i, row in enumerate(rows) if is_task_header(row)), None)
    if tasks is not None and (by_task := _by_task(rows, tasks, kind, unit, warnings)):
        return by_task
    header = next((i for i, row in enumerate(rows) if money_header(row)), None)
    section = _section(rows, kind)
    money: list[ProjectMoney] = []
    pairs_from = 0
    if header is not None:
        below = list(itertools.takewhile(_names_source, rows[header + 1 :]))
        columns = money_header(rows[header], money_caption(rows[header], below)) or {}
        fields = _fields(columns)
        adjusted = _adjusted(rows[header], columns)
        last = header
        for i in range(header + 1, len(rows)):
            line = _by_columns(rows[i], fields, section, unit, kind, warnings)
            if line is not None and line.label == section and any(other.label == section for other in money):
                place = f"table {line.table_index}, row {line.row + 1}"
                warnings.append(
                    f"{place}: an amount whose source isn't printed is left out: {' | '.join(rows[i].texts)}"
                )
                last = i
            elif line is not None:
                money.append(replace(line, budget_label=adjusted) if line.annual_budget is not None else line)
                last = i
            elif money and not _names_source(rows[i]):
                break
        pairs_from = last + 1
    pairs: list[tuple[int, ProjectMoney]] = []
    headings: dict[int, str] = {}  # 按收入性质分, 按支出性质分: over the pairs of their columns
    for row in rows[pairs_from:]:
        headings |= {column: _printed(text) for column, text in row.cells if _BREAKDOWN.match(label_of(text))}
        for column, line in _pairs(row, section, unit, kind):
            label = headings.get(column, line.budget_label)
            pairs.append((column, replace(line, budget_label=label)))
    money.extend(of_several_years(pairs))
    return tuple(money)


def of_several_years(pairs: Sequence[tuple[int, ProjectMoney]]) -> list[ProjectMoney]:
    """Where money of the whole period (实施期, 中期) stands beside the year's, it is of the span `period`."""
    totals = {column: line.label for column, line in pairs if line.source == "total"}
    yearly = {column for column, label in totals.items() if "年度" in label or "当年" in label}
    others = totals.keys() - yearly if yearly else set()
    return [replace(line, span="period") if column in others else line for column, line in pairs]


def _section(rows: Sequence[PrintedRow], kind: str) -> str:
    for row in rows:
        for text in row.texts[:2]:
            label, known = section_label(text, kind)
            if known and not money_source(text):
                return label
    return vocabulary().section_of_kind.get(kind, "项目资金")


def _adjusted(header: PrintedRow, columns: Mapping[str, int]) -> str:
    """The header of the year's budget where it is called the adjusted one (调整后预算数), else ""."""
    printed = next((label_of(text) for column, text in header.cells if column == columns.get("annual_budget")), "")
    return printed if _ADJUSTED.match(printed) else ""


def _fields(columns: Mapping[str, int]) -> list[Field]:
    """The columns of the form in the usual order; the last one's header is often lost."""
    fields = [Field(key, what, columns.get(key), empty) for key, (what, empty) in _KINDS.items() if key in columns]
    if "score" not in columns and {"weight", "execution_rate"} <= columns.keys():
        fields.append(Field("score", "number", None, 0.5))
    return sorted(fields, key=lambda f: f.column if f.column is not None else 99)


def _names_source(row: PrintedRow) -> bool:
    return any(money_source(text) for text in row.texts[:3])


def _by_columns(
    row: PrintedRow, fields: Sequence[Field], section: str, unit: str, kind: str, warnings: list[str]
) -> ProjectMoney | None:
    """A row under a header of columns: the label of the source, then amounts; None where it isn't one or holds nothing."""
    at = next(
        (
            i
            for i, (_, text) in enumerate(row.cells[:3])
            if money_source(text) and not section_label(text, kind)[1] | bool(_INLINE.match(text))
        ),
        None,
    )
    if at is None:
        at = next(
            (i for i, (_, text) in enumerate(row.cells[:3]) if money_source(text) and not _INLINE.match(text)), None
        )
    if at is None and sum(number(text) is not None for text in row.texts) < 2:
        return None
    # A row without a label has the numbers of a form that prints no sources
    rest = (
        row.cells[at + 1 :] if at is not None else [cell for cell in row.cells if not section_label(cell[1], kind)[1]]
    )
    if at is None and not all(percent(text) is not None or is_dash(text) for _, text in rest):
        return None
    if not any(number(text) is not None or percent(text) is not None for _, text in rest):
        return None
    texts, dropped, _ = align(rest, fields)
    if kept := [text for text in dropped if not is_noise(text) and not is_dash(text)]:
        warnings.append(f"table {row.table_index}, row {row.row + 1}: no column for {'; '.join(kept)}")
    label = row.cells[at][1] if at is not None else ""
    return ProjectMoney(
        source=(money_source(label) or "other") if label else "total",
        label=_printed(label) if label else section,
        table_index=row.table_index,
        row=row.row,
        unit=unit,
        section=section,
        **_measures(texts),
    )


def _printed(text: str) -> str:
    """A label as printed, without spaces and trailing colon."""
    return squeeze(text).rstrip(":：")


def _measures(texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        key: percent(text) if key == "execution_rate" else number(text)
        for key, text in texts.items()
        if (percent(text) if key == "execution_rate" else number(text)) is not None
    }


def _pairs(row: PrintedRow, section: str, unit: str, kind: str) -> list[tuple[int, ProjectMoney]]:
    """Pairs of label and amount in a row (`其中：财政拨款 | 30.00`), or both in one cell (`一般公共预算：120.5`); with the label's column."""
    money: list[tuple[int, ProjectMoney]] = []
    for i, (column, text) in enumerate(row.cells):
        inline = _INLINE.match(without_note_marks(squeeze(text)))
        if inline and money_source(inline[1]):
            label, amount = inline[1], number(inline[2])
        elif money_source(text) and i + 1 < len(row.cells):
            label, amount = text, number(row.cells[i + 1][1])
        else:
            continue
        if amount is None:
            continue
        measure = "executed" if re.search("执行|支出数|决算", label) else "annual_budget"
        if kind in TARGETS or "年初" in label:
            measure = "initial_budget"
        line = ProjectMoney(
            source=money_source(label) or "other",
            label=_printed(label),
            table_index=row.table_index,
            row=row.row,
            unit=unit,
            section=section,
            budget_label="" if kind in TARGETS else "金额",
            **{measure: amount},  # type: ignore[arg-type]
        )
        money.append((column, line))
    return money


def _by_task(
    rows: Sequence[PrintedRow], header: int, kind: str, unit: str, warnings: list[str]
) -> tuple[ProjectMoney, ...]:
    """A department's tasks: each with budget and execution, in total and by source (财政拨款, 其他资金)."""
    columns = _task_columns(rows, header)
    section = _section(rows, kind)
    names = iter(columns.stray)
    money: list[ProjectMoney] = []
    for row in rows[columns.first :]:
        place = f"table {row.table_index}, row {row.row + 1}"
        cells = [(c, text) for c, text in row.cells if not section_label(text, kind)[1] or number(text) is not None]
        if sum(number(text) is not None for _, text in cells) < len(columns.groups):
            if money and sum(chinese(text) for text in row.texts) > 30:
                break
            continue
        total = next((text for _, text in cells[:3] if label_of(text) in vocabulary().task_total), None)
        texts, dropped, _ = align(_without_side(cells), columns.fields)
        task = label_of(total) if total else squeeze(texts.get("task", ""))
        if not task and (repeated := _sum_printed_twice(texts, rows, row, columns.fields)):
            warnings.append(f"{place}: without a name, the same numbers as {label_of(repeated)} below; they count once")
            continue
        task = task or next(names, "")
        if not task:
            warnings.append(f"{place}: the name of the task is lost")
        if kept := [t for t in dropped if not is_noise(t) and not is_dash(t) and label_of(t) != task]:
            warnings.append(f"{place}: no column for {'; '.join(kept)}")
        lines = [replace(line, is_sum=bool(total)) for line in _task_lines(row, task, texts, columns, unit, section)]
        if total and _is_sum_again(lines, money):
            warnings.append(f"{place}: {task} once more with the same numbers; they count once")
            continue
        money.extend(lines)
    return tuple(money)


def _is_sum_again(lines: Sequence[ProjectMoney], money: Sequence[ProjectMoney]) -> bool:
    """Whether a row of sums says what the last one said."""
    earlier = [one.row for one in money if one.is_sum]
    return bool(earlier) and _amounts(lines) == _amounts(one for one in money if one.row == earlier[-1])


def _amounts(lines: Iterable[ProjectMoney]) -> list[ProjectMoney]:
    """The lines without their place, to tell whether two rows say the same."""
    return [replace(line, table_index=0, row=0) for line in lines]


def _sum_printed_twice(
    texts: Mapping[str, str], rows: Sequence[PrintedRow], row: PrintedRow, fields: Sequence[Field]
) -> str:
    """The label of the sum below if a row without a name repeats its numbers, points included; else ""."""
    if number(texts.get("weight", "")) is None:
        return ""
    for later in rows[rows.index(row) + 1 :]:
        for i, (_, text) in enumerate(later.cells[:3]):
            if label_of(text) in vocabulary().task_total:
                repeated, _, _ = align(later.cells[i:], fields)
                return text if {**repeated, "task": ""} == {**texts, "task": ""} else ""
    return ""


def _without_side(cells: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """A task's row without the title of another block that slid beside it (年度总体目标完成情况)."""
    words = vocabulary().goal
    return [(c, text) for c, text in cells if fold(text) not in words]


class _TaskColumns(NamedTuple):
    """The columns of a table of tasks.

    `groups`: (measure, printed label) of the groups of amounts; `parts`: the sources in a group; `fields`: all columns; `stray`: names of
    tasks that slid into the header; `first`: the first row of data.
    """

    groups: Sequence[tuple[str, str]]
    parts: Sequence[str]
    fields: Sequence[Field]
    stray: Sequence[str]
    first: int


def _task_columns(rows: Sequence[PrintedRow], header: int) -> _TaskColumns:
    """Read the header of a table of tasks: one to three rows."""
    words = vocabulary()
    groups: list[tuple[str, str]] = []
    texts_at: dict[str, int] = {}
    parts_row: list[tuple[int, str]] = []
    stray: list[str] = []
    start = header - 1 if header and _has_amount_group(rows[header - 1]) else header
    first = header + 1
    for i in range(start, min(start + 3, len(rows))):
        row = rows[i]
        parts_here = [
            (c, words.money_parts[label_of(text)]) for c, text in row.cells if label_of(text) in words.money_parts
        ]
        if i > header and (not parts_here or any(number(text) is not None for text in row.texts)):
            break
        first = max(first, i + 1)
        for column, text in row.cells:
            label = re.sub(r"\([^()]*\)", "", label_of(text))
            kind = _kind_of_task_column(label)
            if kind in _AMOUNTS_OF_TASKS:
                groups.append((kind, label))
            elif kind:
                texts_at[kind] = column
            elif i > header and label not in words.money_parts and re.match(r"^任务\d", label):
                stray.append(label)
        parts_row = parts_here or parts_row
    parts = [part for _, part in parts_row][: max(1, len(parts_row) // max(1, len(groups)))] or ["total"]
    return _TaskColumns(groups, parts, _task_fields(groups, parts, [c for c, _ in parts_row], texts_at), stray, first)


_AMOUNTS_OF_TASKS = ("initial_budget", "annual_budget", "executed")
_NUMBERS_OF_TASKS = {"weight": "number", "execution_rate": "rate", "score": "number"}


def _kind_of_task_column(label: str) -> str:
    """What a column of a table of tasks holds by its header: a measure, `task`, `content` or `status`; "" for any other header."""
    words = vocabulary()
    if measure := words.money_header.get(label):
        return measure
    return "task" if label in words.task_header else words.task_columns.get(label, "")


def _task_fields(
    groups: Sequence[tuple[str, str]], parts: Sequence[str], columns: Sequence[int], texts_at: Mapping[str, int]
) -> list[Field]:
    """All columns in the order of the form: the task and what is said of it, each group's parts (`0.fiscal`), points and rate."""
    fields = [Field("task", "name", texts_at.get("task"), 2.0)]
    fields += [Field(key, "text", texts_at.get(key), 0.0) for key in ("content", "status")]
    for k, (g, part) in enumerate((g, part) for g in range(len(groups)) for part in parts):
        fields.append(Field(f"{g}.{part}", "amount", columns[k] if k < len(columns) else None, 0.8))
    fields += [Field(key, _NUMBERS_OF_TASKS[key], at, 0.5) for key, at in texts_at.items() if key in _NUMBERS_OF_TASKS]
    return fields


def _has_amount_group(row: PrintedRow) -> bool:
    words = vocabulary().money_header
    return any(re.sub(r"\([^()]*\)", "", label_of(text)) in words for text in row.texts)


def _task_lines(
    row: PrintedRow,
    task: str,
    texts: Mapping[str, str],
    columns: _TaskColumns,
    unit: str,
    section: str,
) -> list[ProjectMoney]:
    lines = []
    for part in columns.parts:
        amounts: dict[str, Decimal] = {}
        label = ""
        for g, (measure, printed) in enumerate(columns.groups):
            amount = number(texts.get(f"{g}.{part}", ""))
            if amount is not None:
                amounts[measure] = amount
            if measure != "executed":
                label = printed
        extra = (
            _measures({k: texts[k] for k in ("weight", "execution_rate", "score") if k in texts})
            if part == "total"
            else {}
        )
        if amounts or extra:
            lines.append(
                ProjectMoney(
                    source=part,
                    label={"total": "总额", "fiscal": "财政拨款", "other": "其他资金"}[part],
                    table_index=row.table_index,
                    row=row.row,
                    unit=unit,
                    task=task,
                    section=section,
                    budget_label=label,
                    **amounts,  # type: ignore[arg-type]
                    **extra,
                )
            )
    return lines
