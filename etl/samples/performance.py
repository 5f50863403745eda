"""A project's self-evaluation table (项目支出绩效自评表) as the Ministry's template sets it: money, goals, indicators, total score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from etl.samples.figures import ReportFigures
from etl.samples.grid import Block, Cell, Grid, GridRow, Line, PageBreak

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
    """The self-evaluation tables of a report's projects, each on a page of its own."""
    blocks: list[Block] = []
    for sheet in figures.performance:
        blocks += [
            PageBreak(),
            Line("项目支出绩效自评表", "title"),
            Line(f"（{figures.year}年度）", "unit"),
            _grid(sheet),
        ]
    return blocks


def _row(*cells: tuple[str, int] | tuple[str, int, int]) -> GridRow:
    """A row from (text, columns) or (text, columns, rows) cells."""
    result: list[Cell | None] = []
    for text, columns, *rows in cells:
        result += [Cell(text, columns=columns, rows=rows[0] if rows else 1), *[None] * (columns - 1)]
    return tuple(result)


def _grid(sheet: Mapping[str, Any]) -> Grid:
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
    rows += _indicator_rows(sheet["indicators"])
    weight, score = sheet["total"]
    rows.append(_row(("总分", 6), (weight, 1), (score, 1), ("", 1)))
    return Grid(tuple(rows))


def _indicator_rows(indicators: Sequence[Sequence[str]]) -> Iterable[GridRow]:
    yield _row(("绩效指标", 1, len(indicators) + 1), *((text, 1) for text in _INDICATOR_HEADER))
    for _, group in groupby(indicators, key=lambda indicator: indicator[0]):
        members = list(group)
        for number, (level1, *texts) in enumerate(members):
            padded = [Cell(text) for text in [*texts, *[""] * (7 - len(texts))]]
            first = Cell(level1, rows=len(members)) if number == 0 else None
            yield (None, first, *padded)
