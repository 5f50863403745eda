"""Performance tables: a project's self-evaluation (项目支出绩效自评表) as the Ministry's template sets it, with money, goals, indicators
and total score; the whole department's (部门整体支出绩效自评表), with its tasks; and a budget's targets for a project (项目绩效目标表)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from samples.maker.figures import ReportFigures
from samples.maker.grid import Block, Cell, Grid, GridRow, Line, PageBreak

_WIDTH = 9
_MONEY_HEADER = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_INDICATOR_HEADER = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因分析及改进措施",
)


def performance_blocks(figures: ReportFigures) -> list[Block]:
    """The performance tables of a report, each on a page of its own; `kind` of a sheet is project (if not said), department or target."""
    blocks: list[Block] = []
    for sheet in figures.performance:
        title, grid = _KINDS[sheet.get("kind", "project")]
        blocks += [PageBreak(), Line(title, "title"), Line(f"（{figures.year}年度）", "unit"), grid(sheet)]
    return blocks


def _row(*cells: tuple[str, int] | tuple[str, int, int]) -> GridRow:
    """A row from (text, columns) or (text, columns, rows) cells."""
    result: list[Cell | None] = []
    for text, columns, *rows in cells:
        result += [Cell(text, columns=columns, rows=rows[0] if rows else 1), *[None] * (columns - 1)]
    return tuple(result)


def _project(sheet: Mapping[str, Any]) -> Grid:
    money: Sequence[Sequence[str]] = sheet["money"]
    rows: list[GridRow] = [
        _row(("项目名称", 1), (sheet["project"], 8)),
        _row(("主管部门", 1), (sheet["supervisor"], 4), ("实施单位", 1), (sheet["implementer"], 3)),
        _row(("项目资金（万元）", 1, len(money) + 1), ("", 2), *((text, 1) for text in _MONEY_HEADER)),
    ]
    for label, *amounts in money:
        padded = [*amounts, *[""] * (6 - len(amounts))]
        rows.append((None, Cell(label, columns=2), None, *(Cell(text) for text in padded)))
    rows += [
        _row(("年度总体目标", 1, 2), ("预期目标", 4), ("实际完成情况", 4)),
        (None, *_row((sheet["goal"], 4), (sheet["done"], 4))),
    ]
    rows += [*_indicator_rows(sheet["indicators"]), _total(sheet)]
    return Grid(tuple(rows))


def _department(sheet: Mapping[str, Any]) -> Grid:
    """`tasks`: name, content, state, budget and execution (total, fiscal, other each), weight, rate, score; the last row adds them up."""
    tasks: Sequence[Sequence[str]] = sheet["tasks"]
    rows: list[GridRow] = [
        _row(("部门（单位）名称", 3), (sheet["project"], 10)),
        _row(
            ("年度主要任务完成情况", 1, len(tasks) + 1),
            *((text, 1, 2) for text in ("任务名称", "主要内容", "完成情况")),
            ("全年预算数（万元）", 3),
            ("全年执行数（万元）", 3),
            *((text, 1, 2) for text in ("分值", "执行率", "得分")),
        ),
        (*[None] * 4, *(Cell(text) for text in ("总额", "财政拨款", "其他资金") * 2), *[None] * 3),
        *((None, *(Cell(text) for text in task)) for task in tasks[:-1]),
        _row(("金额合计", 4), *((text, 1) for text in tasks[-1][3:])),
    ]
    indicators = [*_indicator_rows(sheet["indicators"]), _total(sheet)]
    rows += [(*row, *[None] * (13 - _WIDTH)) for row in indicators]
    return Grid(tuple(rows))


def _target(sheet: Mapping[str, Any]) -> Grid:
    """`money`: the whole, fiscal and other money; indicators of level 1, level 2, name and target."""
    labels = ("实施期资金总额：", "其中：财政拨款", "其他资金")
    rows: list[GridRow] = [
        _row(("项目名称", 1), (sheet["project"], 4)),
        _row(("主管部门", 1), (sheet["supervisor"], 4)),
        *(
            (Cell("资金金额（万元）", rows=3) if n == 0 else None, Cell(label), Cell(amount, columns=3), None, None)
            for n, (label, amount) in enumerate(zip(labels, sheet["money"], strict=True))
        ),
        _row(("总体目标", 1), (sheet["goal"], 4)),
        _row(
            ("绩效指标", 1, len(sheet["indicators"]) + 1),
            *((t, 1) for t in ("一级指标", "二级指标", "指标内容", "指标值")),
        ),
        *((None, *(Cell(text) for text in indicator[:4])) for indicator in sheet["indicators"]),
    ]
    return Grid(tuple(rows))


_KINDS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Grid]]] = {
    "project": ("项目支出绩效自评表", _project),
    "department": ("部门整体支出绩效自评表", _department),
    "target": ("项目绩效目标表", _target),
}


def _total(sheet: Mapping[str, Any]) -> GridRow:
    weight, score = sheet["total"]
    return _row(("总分", 6), (weight, 1), (score, 1), ("", 1))


def _indicator_rows(indicators: Sequence[Sequence[str]]) -> Iterable[GridRow]:
    yield _row(("绩效指标", 1, len(indicators) + 1), *((text, 1) for text in _INDICATOR_HEADER))
    for _, group in groupby(indicators, key=lambda indicator: indicator[0]):
        members = list(group)
        for number, (level1, *texts) in enumerate(members):
            padded = [Cell(text) for text in [*texts, *[""] * (7 - len(texts))]]
            first = Cell(level1, rows=len(members)) if number == 0 else None
            yield (None, first, *padded)
