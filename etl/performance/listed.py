"""Lists of projects or units with a column for everything: name, money by source, goal, levels, indicator, target (湖南, 四川, 云南, 海南).

Other forms print the head and the money of one project above its indicators; here a project is a block of rows, and its name, money and
goal stand in its first row, in merged cells or once a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.performance.assembly import PerformanceDraft, unit_in
from etl.performance.cells import chinese, number, percent, points, split_points, squeeze
from etl.performance.indicators import RawIndicator, indicators_of
from etl.performance.model import TARGETS, PerformanceTable, ProjectMoney
from etl.performance.money import of_several_years
from etl.performance.rows import (
    SECOND_BLOCK,
    PrintedRow,
    header_columns,
    header_field,
    indicator_header,
    is_total,
    label_of,
    level1_word,
    money_source,
    without_code,
)
from etl.performance.vocabulary import vocabulary

_HEADER_ROWS = 4
_MEASURES = {"initial_budget", "annual_budget", "executed", "execution_rate"}
_INDICATOR = ("name", "sign", "target", "value_unit", "actual", "weight", "score", "reason", "remark")


class _Header(NamedTuple):
    """Column → what it holds: fields of indicators and names, sources of money with their labels, measures of one amount."""

    first: int  # first row below
    fields: Mapping[str, int]
    sources: Sequence[tuple[int, str, str]]  # column, source, label
    measures: Mapping[str, int]
    unit: str
    section: str  # the group above the money, as printed (年度预算申请), "" for none
    groups: Sequence[tuple[str, int, int]] = ()  # first level, column of its indicators, column of their targets


@dataclass(slots=True)
class _Block:
    """The rows of one project, or of one unit where the list has no projects."""

    name: str
    unit: str
    rows: list[PrintedRow] = field(default_factory=list)
    raws: list[RawIndicator] = field(default_factory=list)
    money: dict[int, tuple[str, PrintedRow]] = field(default_factory=dict)
    goal: str = ""
    total: PrintedRow | None = None


def read_listed(form: PerformanceDraft, unit: str, title: str) -> list[PerformanceTable]:
    """One performance table a project of such a list, [] where the form is none. Amounts are in `unit` unless a header names one."""
    header = _header(form.rows)
    if header is None:
        return []
    blocks = [block for block in _blocks(form.rows[header.first :], header) if block.raws or block.goal]
    return [_table(form, block, header, header.unit or unit, title) for block in blocks]


def _header(rows: Sequence[PrintedRow]) -> _Header | None:
    """The header of such a list, None where the rows are those of another form."""
    at = next((i for i, row in enumerate(rows[:_HEADER_ROWS]) if indicator_header(row)), None)
    if at is None:
        return None
    groups = _groups(rows[: at + 1])
    if not groups and {"name" + SECOND_BLOCK, "target" + SECOND_BLOCK} <= (indicator_header(rows[at]) or {}).keys():
        return None
    first = at + 1
    while first < len(rows) and (_is_numbering(rows[first]) or all(map(_is_word, rows[first].texts))):
        first += 1
    head = [row for row in rows[:first] if not _is_numbering(row)]
    if not _heads_list(head):
        return None
    leaves = {column: text for row in head for column, text in row.cells}
    fields, sources, measures = _columns(leaves)
    if not _names_rows(fields, bool(sources)):
        return None
    money_unit = next((found for text in leaves.values() if (found := unit_in(text))), "")
    sections = (label for row in head for text in row.texts if (label := label_of(text)) in vocabulary().section)
    return _Header(first, fields, sorted(sources), measures, money_unit, next(sections, ""), groups)


def _heads_list(head: Sequence[PrintedRow]) -> bool:
    """Whether rows print no number, and those that name projects or units name the other columns beside them."""
    named = [row for row in head if any(_name_field(text) for text in row.texts)]
    prints_number = any(number(text) is not None for row in head for text in row.texts)
    return bool(named) and not prints_number and all(map(_heads_columns, named))


def _columns(leaves: Mapping[int, str]) -> tuple[dict[str, int], list[tuple[int, str, str]], dict[str, int]]:
    """What the columns hold by their deepest headers: (fields → column; column, source and label of amounts; measures → column).

    A sole column of the budget is one of amounts (总额).
    """
    fields: dict[str, int] = {}
    sources: list[tuple[int, str, str]] = []
    measures: dict[str, int] = {}
    for column, text in sorted(leaves.items()):
        kind = _field(text)
        if kind in _MEASURES:
            measures.setdefault(kind, column)
        elif kind == "source":
            sources.append((column, money_source(text) or "total", squeeze(text)))
        elif kind:
            fields.setdefault(kind, column)
    if not measures.keys() & {"executed", "execution_rate"}:
        sources += [(column, "total", squeeze(leaves[column])) for column in measures.values()]
        measures = {}
    return fields, sources, measures


def _names_rows(fields: Mapping[str, int], has_sources: bool) -> bool:
    """Whether a project, or a unit with its money or goal, stands left of the levels, and indicators have targets."""
    level = min((fields[key] for key in ("level1", "level2", "name") if key in fields), default=0)
    name = fields.get("project", fields.get("unit", level))
    return name < level and "target" in fields and ("project" in fields or has_sources or "goal" in fields)


def _groups(head: Sequence[PrintedRow]) -> list[tuple[str, int, int]]:
    """First levels that have columns of their own, each with indicators and targets (成本指标 | 产出指标 over 三级指标 | 指标值)."""
    if len(head) < 2:
        return []
    words = [(column, text) for row in head[:-1] for column, text in row.cells if level1_word(text)]
    if len(words) < 2:
        return []
    leaves = [(column, header_field(text)) for column, text in head[-1].cells]
    found = []
    for i, (start, text) in enumerate(words):
        end = words[i + 1][0] if i + 1 < len(words) else 10**6
        names = [column for column, kind in leaves if kind == "name" and start <= column < end]
        targets = [column for column, kind in leaves if kind == "target" and start <= column < end]
        if len(names) == len(targets) == 1:
            found.append((split_points(text)[0], names[0], targets[0]))
    return found if len(found) == len(words) else []


def _name_field(text: str) -> str:
    """project or unit, where a header cell names the column of projects or of those who carry them out; else ""."""
    if header_field(text) == "project":
        return "project"
    field = vocabulary().head.get(label_of(text), "")
    return "unit" if field in {"department", "supervisor", "implementer"} else field if field == "project" else ""


def _field(text: str) -> str:
    """What a column holds by its deepest header; "" for what is kept in `raw` only."""
    label = label_of(text)
    plain = re.sub(r"\([^()]*\)", "", label)
    words = vocabulary()
    if name := _name_field(text):
        return name
    if label in words.goal or (plain.endswith(("绩效目标", "年度目标", "总体目标")) and len(plain) <= 10):
        return "goal"
    if measure := words.money_header.get(label) or words.money_header.get(plain):
        return measure
    known = header_field(text)
    if known == "budget" or (known is None and money_source(text)):
        return "source"
    return known or ""


def _heads_columns(row: PrintedRow) -> bool:
    """Whether a row names columns, and isn't the head of one form (项目名称 | 路灯维护 | 主管部门 | 市政局): hardly a value among its words."""
    known = [text for text in row.texts if _field(text) or _is_group(text) or label_of(text).endswith(("编码", "代码"))]
    others = {_field(text) for text in row.texts} - {"", "project", "unit"}
    return len(known) > 0.6 * len(row.texts) and (bool(others) or any(map(_is_group, row.texts)))


def _is_group(text: str) -> bool:
    """Whether a header cell heads a group of columns (绩效指标, 年度预算申请, 按收入性质分)."""
    label = label_of(text)
    return label in vocabulary().section or bool(re.search(r"^按.*分$|绩效(指标|目标)$", label))


def _is_word(text: str) -> bool:
    """Whether a cell is a word of the header."""
    return bool(_field(text) or _is_group(text))


def _is_numbering(row: PrintedRow) -> bool:
    return len(row.texts) >= 3 and [squeeze(text) for text in row.texts] == [
        str(i) for i in range(1, len(row.texts) + 1)
    ]


def _blocks(rows: Sequence[PrintedRow], header: _Header) -> list[_Block]:
    fields = header.fields
    by = "project" if "project" in fields else "unit"
    level = min(fields[key] for key in ("level1", "level2", "name") if key in fields)
    blocks: list[_Block] = []
    unit = ""
    for row in rows:
        if (
            indicator_header(row)
            or _is_numbering(row)
            or len(header_columns(row)) >= 3
            or all(map(_is_word, row.texts))
        ):
            continue  # the header again, on the next page
        cells = dict(row.cells)
        unit = squeeze(cells.get(fields.get("unit", -1), "")) or unit
        name = without_code(squeeze(cells.get(fields[by], "")))
        if name and label_of(name) in vocabulary().total:
            continue
        if name and (not blocks or name != blocks[-1].name):
            blocks.append(_Block(name, unit))
        if not blocks:
            blocks.append(_Block("", unit))
        block = blocks[-1]
        block.rows.append(row)
        for column in (*(column for column, _, _ in header.sources), *header.measures.values()):
            if column in cells:
                block.money.setdefault(column, (cells[column], row))
        if (goal := squeeze(cells.get(fields.get("goal", -1), ""))) and goal not in block.goal:
            block.goal += goal
        if header.groups:
            block.raws += _raws_by_group(row, cells, header.groups)
            continue
        own = PrintedRow(row.table_index, row.row, row.page, tuple((c, t) for c, t in row.cells if c >= level))
        if own.cells and is_total(own):
            block.total = block.total or row
        elif own.cells and chinese("".join(own.texts)):
            block.raws.append(_raw(own, cells, fields))
    return blocks


def _raws_by_group(
    row: PrintedRow, cells: Mapping[int, str], groups: Sequence[tuple[str, int, int]]
) -> list[RawIndicator]:
    raws = []
    for level1, name, target in groups:
        if text := squeeze(cells.get(name, "")):
            raw = RawIndicator(row, level1=level1)
            raw.texts = {"name": text, "target": squeeze(cells.get(target, ""))}
            raws.append(raw)
    return raws


def _raw(row: PrintedRow, cells: Mapping[int, str], fields: Mapping[str, int]) -> RawIndicator:
    def text(key: str) -> str:
        return squeeze(cells.get(fields.get(key, -1), ""))

    level1, stated = split_points(text("level1"))
    raw = RawIndicator(row, level1=level1, points=stated, level2=split_points(text("level2"))[0])
    raw.texts = {key: value for key in _INDICATOR if (value := text(key))}
    return raw


def _table(form: PerformanceDraft, block: _Block, header: _Header, unit: str, title: str) -> PerformanceTable:
    warnings: list[str] = []
    indicators = indicators_of(block.raws, warnings)
    kind = "special_fund" if form.kind == "special_fund_target" else form.kind
    if not kind:
        subject = "project" if "project" in header.fields else "department"
        results = bool({"actual", "score"} & header.fields.keys())
        kind = f"{subject}_self_evaluation" if results else f"{subject}_target"
    total = dict(block.total.cells) if block.total else {}
    return PerformanceTable(
        kind=kind,
        title=title,
        project=block.name,
        supervisor="",
        implementer=block.unit if "project" in header.fields else "",
        table_indexes=tuple(sorted({row.table_index for row in block.rows})),
        page=block.rows[0].page,
        money=_money(block, header, unit, kind),
        indicators=tuple(indicators),
        total_weight=points(total.get(header.fields.get("weight", -1), "")),
        total_score=points(total.get(header.fields.get("score", -1), "")),
        expected_goal=block.goal,
        warnings=tuple(warnings),
        total_label=next((label_of(t) for t in block.total.texts if label_of(t) in vocabulary().total), "")
        if block.total
        else "",
        total_row=block.total.row if block.total else None,
    )


def _money(block: _Block, header: _Header, unit: str, kind: str) -> tuple[ProjectMoney, ...]:
    is_target = kind in TARGETS
    section = header.section or vocabulary().section_of_kind.get(kind, "项目资金")
    lines: list[tuple[int, ProjectMoney]] = []
    amounts = {key: percent(block.money[c][0]) for key, c in header.measures.items() if c in block.money}
    if any(amount is not None for amount in amounts.values()):
        row = block.money[header.measures[next(iter(amounts))]][1]
        line = ProjectMoney(
            "total",
            "合计",
            row.table_index,
            row.row,
            unit,
            initial_budget=amounts.get("initial_budget"),
            annual_budget=amounts.get("annual_budget"),
            executed=amounts.get("executed"),
            execution_rate=amounts.get("execution_rate"),
            section=section,
        )
        lines.append((0, line))
    for column, source, label in header.sources:
        text, row = block.money.get(column, ("", block.rows[0]))
        amount = number(text)
        if amount is None:
            continue
        line = ProjectMoney(
            source,
            label,
            row.table_index,
            row.row,
            unit,
            initial_budget=amount if is_target else None,
            annual_budget=None if is_target else amount,
            section=section,
            budget_label="" if is_target else "金额",
        )
        lines.append((column, line))
    return tuple(of_several_years(lines))
