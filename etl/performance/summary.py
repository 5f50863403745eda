"""Tables that sum up evaluations: a row a project with its money, rate and score, and no indicators (自评结果汇总表)."""

from __future__ import annotations

from etl.performance.align import Field, align
from etl.performance.assembly import PerformanceDraft, unit_in
from etl.performance.cells import chinese, number, percent, squeeze
from etl.performance.model import PerformanceTable, ProjectMoney
from etl.performance.rows import PrintedRow, head_label, is_total, label_of, money_header

_KINDS = {
    "initial_budget": "amount",
    "annual_budget": "amount",
    "executed": "amount",
    "weight": "number",
    "execution_rate": "rate",
    "score": "number",
}


def read_summary(form: PerformanceDraft, unit: str) -> list[PerformanceTable]:
    """One performance table a row, where a form is such a list; [] where it is none. The row of totals is left to `raw`."""
    header = next(
        (i for i, row in enumerate(form.rows) if _project_column(row) is not None and money_header(row)), None
    )
    if header is None:
        return []
    at = _project_column(form.rows[header])
    columns = money_header(form.rows[header]) or {}
    printed = {label_of(text): text for text in form.rows[header].texts}
    unit = next((u for text in printed.values() if (u := unit_in(text))), form.unit or unit)
    fields = [Field("project", "name", at, 6.0)]
    fields += sorted(
        (Field(key, _KINDS[key], column, 0.8) for key, column in columns.items()), key=lambda f: f.column or 0
    )
    found = []
    for row in form.rows[header + 1 :]:
        cells = [cell for cell in row.cells if not (cell[0] < (at or 0) and number(cell[1]) is not None)]
        if is_total(row) or len(cells) < 2 or label_of(cells[0][1]) == label_of(form.rows[header].cells[0][1]):
            continue
        texts, _, _ = align(cells, fields)
        project = squeeze(texts.get("project", ""))
        if chinese(project) < 2:
            continue
        found.append(_table(form, row, project, texts, unit))
    return found


def _project_column(row: PrintedRow) -> int | None:
    """The column of project names in a header with at least two more columns."""
    if len(row.cells) < 3:
        return None
    return next((c for c, text in row.cells if (label := head_label(text)) and label == ("project", "")), None)


def _table(form: PerformanceDraft, row: PrintedRow, project: str, texts: dict[str, str], unit: str) -> PerformanceTable:
    line = ProjectMoney(
        source="total",
        label="合计",
        table_index=row.table_index,
        row=row.row,
        unit=unit,
        initial_budget=number(texts.get("initial_budget", "")),
        annual_budget=number(texts.get("annual_budget", "")),
        executed=number(texts.get("executed", "")),
        execution_rate=percent(texts.get("execution_rate", "")),
        section="项目资金",
    )
    return PerformanceTable(
        kind=form.kind or "project_self_evaluation",
        title=form.title,
        project=project,
        supervisor="",
        implementer="",
        table_indexes=(row.table_index,),
        page=row.page,
        money=(line,),
        indicators=(),
        total_score=number(texts.get("score", "")),
        total_label="得分" if number(texts.get("score", "")) is not None else "",
        total_row=row.row,
    )
