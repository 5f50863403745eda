"""A small warehouse made by hand: three invented county offices of one type, two years, a budget and final accounts.

report  agency    year  kind           fund of its forms
1       甲县渡口局  2023  final_account  all, with total rows and prose
2       甲县渡口局  2022  final_account  all
3       甲县渡口局  2023  budget         general public budget
4       乙县渡口局  2023  final_account  all
5       丙县渡口局  2023  final_account  all, a superseded revision: no mart may show it
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from psycopg.sql import SQL, Identifier

from etl.settings import Settings
from etl.warehouse.build import BuildResult, build
from etl.warehouse.engine import connect, make_engine, warehouse_url
from etl.warehouse.rows.subjects import economic_row, function_row
from models import (
    Base,
    CoreDisclosure,
    CoreFigure,
    DimAgency,
    DimEconomic,
    DimFunction,
    DimProject,
    DimRegion,
    DimReport,
    DimStatement,
    DimYear,
    FactAsset,
    FactBudgetExecution,
    FactEconomicExpenditure,
    FactExpenditure,
    FactPerformanceIndicator,
    FactProcurement,
    FactProject,
    FactRevenue,
    FactStaffing,
    FactThreePublic,
    FactYearChange,
    LeftCells,
    RawDocument,
    ReportDocument,
    ReportStatement,
    ReviewItem,
)

REPORTS = {
    1: (1, 2023, "final_account", True),
    2: (1, 2022, "final_account", True),
    3: (1, 2023, "budget", True),
    4: (2, 2023, "final_account", True),
    5: (3, 2023, "final_account", False),
}
"""Report key → agency, fiscal year, kind, whether it is the current revision."""


def fill(url: str) -> None:
    """Insert the warehouse into an empty database."""
    engine = make_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for year in sorted({year for _, year, _, _ in REPORTS.values()}):
            connection.execute(sa.text("select core.make_partitions(:year)"), {"year": year})
        for model, rows in _rows():
            connection.execute(sa.insert(model), [_completed(model, row) for row in rows])
    engine.dispose()


def _completed(model: type[Base], row: dict[str, Any]) -> dict[str, Any]:
    """A row with its report's agency and year, and something in every column that must not be null and doesn't matter here.

    Keys are written as numbers here and stored as the texts "1", "2" …
    """
    agency, year, _, _ = REPORTS.get(row.get("report_key", 0), (0, 0, "", False))
    row = {"agency_key": agency, "fiscal_year": year, **row} if agency and model is not DimReport else row
    blanks: dict[type, Any] = {str: "", int: 0, bool: False, list: []}
    full = {
        column.name: row.get(column.name, None if column.nullable else blanks.get(column.type.python_type))
        for column in sa.inspect(model).local_table.columns
        if column.name in row or column.server_default is None
    }
    return {name: str(value) if name.endswith("_key") and value is not None else value for name, value in full.items()}


def _rows() -> list[tuple[type[Base], list[dict[str, Any]]]]:
    return [
        (RawDocument, [_document(k) for k in REPORTS]),
        (DimRegion, [_region("999901", "甲县"), _region("999902", "乙县"), _region("999903", "丙县")]),
        (DimAgency, [_agency(1, "甲县"), _agency(2, "乙县"), _agency(3, "丙县")]),
        (DimYear, [{"fiscal_year": y, "prior_year": y - 1} for y in (2022, 2023)]),
        (
            DimFunction,
            [
                _function(1, "2140101", "行政运行", 2023),
                _function(2, "2140199", "渡口管理", 2023),
                _function(11, "2140101", "机关运行", 2022, latest="行政运行"),
                _function(12, "2140199", "渡口管理", 2022),
            ],
        ),
        (DimEconomic, [_economic(1, "30101", 2023), _economic(2, "30201", 2023), _economic(3, "50101", 2023)]),
        (DimStatement, [_form(*f) for f in _FORMS]),
        (DimReport, [_report(k, *v) for k, v in REPORTS.items()]),
        (ReportDocument, [_part(k) for k in REPORTS]),
        (DimProject, [{"project_key": 1, "agency_key": 1, "name": "渡船更新"}]),
        (ReportStatement, [_statement(k, seq, f) for k in REPORTS for seq, f in enumerate(_forms_of(k))]),
        (CoreFigure, _figures()),
        (FactRevenue, [_of(k, 0, source="fiscal", amount=money, **_row(1)) for k, money in _REVENUE.items()]),
        (FactExpenditure, _expenditure()),
        (
            FactEconomicExpenditure,
            [
                _of(
                    1,
                    0,
                    economic_key=1,
                    government_economic_key=3,
                    fund="general_public",
                    coverage="basic",
                    total=_yuan(300),
                    **_row(3),
                ),
                _of(1, 1, economic_key=2, fund="general_public", coverage="basic", total=_yuan(100), **_row(3)),
            ],
        ),
        (
            FactThreePublic,
            [
                _of(1, 0, phase="budget", item_group="three_public", item="reception", amount=_yuan(8), **_row(4)),
                _of(1, 1, phase="outturn", item_group="three_public", item="reception", amount=_yuan(6), **_row(4)),
                _of(
                    1,
                    2,
                    phase="outturn",
                    item_group="count",
                    item="reception_groups",
                    count=3,
                    count_unit="批次",
                    **_row(4),
                ),
            ],
        ),
        (FactStaffing, [_of(1, 0, group_no=3, measure="people", staff_kind="total", people=10)]),
        (FactAsset, [_of(1, 0, group_no=4, asset="vehicle", movement="held", asset_kind="total", quantity=2)]),
        (
            FactProcurement,
            [_of(1, 0, origin="narrative", group_no=5, phase="outturn", category="goods", item="", amount=_yuan(50))],
        ),
        (
            FactProject,
            [
                _project(0, project_key=1, total_score=95),
                _project(1, origin="department_performance", table_index=10, task="金额合计"),
            ],
        ),
        (FactPerformanceIndicator, [_indicator()]),
        (
            FactBudgetExecution,
            [
                _of(
                    1,
                    0,
                    group_no=1,
                    subject="行政运行",
                    subject_kind="function",
                    function_key=1,
                    budget=_yuan(350),
                    budget_basis="initial",
                    outturn=_yuan(400),
                    completion_percent=Decimal("114.29"),
                    direction="increase",
                    reason="渡工增加",
                )
            ],
        ),
        (
            FactYearChange,
            [
                _of(
                    4,
                    0,
                    group_no=1,
                    subject="支出总计",
                    subject_kind="expenditure_total",
                    amount=_yuan(250),
                    change_amount=_yuan(50),
                    prior_amount=_yuan(200),
                    prior_is_derived="derived",
                    direction="increase",
                    reason="渡船大修",
                )
            ],
        ),
        (CoreDisclosure, [_disclosure(1, 0, group=1), _disclosure(1, 1, group=4), _disclosure(4, 0, group=1)]),
        (
            LeftCells,
            [
                {
                    "report_key": 1,
                    "table_index": 0,
                    "reason": "line_number",
                    "row_indexes": [0],
                    "column_indexes": [0],
                    "texts": ["1"],
                }
            ],
        ),
        (ReviewItem, [{"report_key": 1, "item_no": 0, "kind": "new_agency", "place": "", "detail": ""}]),
    ]


_FORMS = (
    ("revenue_expenditure_summary", "收入支出决算总表", "final_account", "balance", 100),
    ("revenue", "收入决算表", "final_account", "revenue", 100),
    ("expenditure", "支出决算表", "final_account", "expenditure", 100),
    ("general_public_basic_expenditure", "基本支出决算表", "final_account", "economic_expenditure", 40),
    ("three_public", "“三公”经费支出决算表", "final_account", "three_public", 10),
    ("general_public_expenditure", "一般公共预算财政拨款支出决算表", "final_account", "expenditure", 60),
    ("budget_general_public_by_function", "一般公共预算支出表", "budget", "expenditure", 60),
)
_FINAL_ACCOUNT = tuple(f[0] for f in _FORMS[:6])
_REVENUE = {1: Decimal(1000), 2: Decimal(800), 4: Decimal(250)}
_TOTALS = {1: Decimal(900), 2: Decimal(700), 4: Decimal(250)}


def _yuan(amount: int) -> Decimal:
    return Decimal(amount)


def _forms_of(report: int) -> tuple[str, ...]:
    return ("budget_general_public_by_function",) if REPORTS[report][2] == "budget" else _FINAL_ACCOUNT


def _of(report: int, fact_no: int, **values: Any) -> dict[str, Any]:
    agency, year, _, _ = REPORTS[report]
    return {"report_key": report, "fact_no": fact_no, "agency_key": agency, "fiscal_year": year, **values}


def _row(seq: int, form: str = "") -> dict[str, Any]:
    return {"statement_seq": seq, "statement_key": form or _FINAL_ACCOUNT[seq], "row_no": 0}


def _expenditure() -> list[dict[str, Any]]:
    """Two items a report in the form of all money, one in that of the general public budget."""
    rows = []
    for report, (first, second) in {1: (400, 500), 2: (300, 400), 4: (250, 0), 5: (7, 7)}.items():
        items = [(1, first)] + ([(2, second)] if second else [])
        for number, (function, amount) in enumerate(items):
            rows.append(_spent(report, number, function, amount, "all", _row(2)))
        rows.append(_spent(report, 9, 1, first, "general_public", _row(5)))
    rows.append(_spent(3, 0, 1, 320, "general_public", _row(0, "budget_general_public_by_function")))
    return rows


def _spent(report: int, number: int, function: int, amount: int, fund: str, row: dict[str, Any]) -> dict[str, Any]:
    function += 10 if REPORTS[report][1] == 2022 else 0  # the subjects of that year
    return _of(report, number, function_key=function, fund=fund, total=_yuan(amount), basic=_yuan(amount), **row)


def _figures() -> list[dict[str, Any]]:
    """The total of each final account's expenditure form, the leaves of one, one repaired, and a row whose columns are economic subjects."""
    rows = [_figure(k, 0, amount, row_kind="total", role="total") for k, amount in _TOTALS.items()]
    repair = [{"rule": "spaces", "printed": "4 00", "taken": "400"}]
    crossing = {
        "statement_seq": 3,
        "statement_key": _FINAL_ACCOUNT[3],
        "row_no": 0,
        "row_code": "2140101",
        "measure": "basic",
    }
    return [
        *rows,
        _figure(1, 1, Decimal(400), row_kind="item", role="leaf", repairs=repair),
        _figure(1, 2, Decimal(500), row_kind="item", role="leaf"),
        _figure(1, 3, Decimal(300), row_kind="item", role="leaf", **crossing),
    ]


def _figure(report: int, number: int, amount: Decimal, **values: Any) -> dict[str, Any]:
    return {
        "report_key": report,
        "figure_no": number,
        "fiscal_year": REPORTS[report][1],
        "statement_seq": 2,
        "statement_key": "expenditure",
        "table_index": 2,
        "page": 7,
        "row_index": number,
        "column_index": 2,
        "row_no": number,
        "side": "",
        "line": "",
        "row_code": "",
        "row_code2": "",
        "row_label": "合计",
        "column_label": "本年支出合计",
        "column_path": "本年支出合计",
        "measure": "total",
        "printed": str(amount),
        "value": amount,
        "unit": "元",
        "amount_yuan": amount,
        "repairs": None,
        "fact": "expenditure" if values["role"] == "leaf" else "",
        **values,
    }


def _document(key: int) -> dict[str, Any]:
    return {
        "document_key": key,
        "sha256": str(key),
        "file_name": f"{key}.txt",
        "format": "text",
        "byte_size": 1,
        "warnings": [],
        "loader_version": "0",
    }


def _region(code: str, name: str) -> dict[str, Any]:
    return {
        "region_code": code,
        "name": name,
        "level": "county",
        "province_code": "990000",
        "province": "云梦省",
        "city_code": "999900",
        "city": "雾城市",
        "county": name,
        "is_current": True,
    }


def _agency(key: int, county: str) -> dict[str, Any]:
    return {
        "agency_key": key,
        "name": f"{county}渡口局",
        "agency_type": "渡口局",
        "region_code": f"99990{key}",
        "admin_level": "county",
        "needs_review": False,
    }


def _function(key: int, code: str, name: str, year: int, latest: str = "") -> dict[str, Any]:
    """`name` is what the reports of the year print, where the official list has none; `latest` what those of the last year do."""
    return {
        **function_row(code, year, {code: name}),
        "function_key": key,
        "parent_key": None,
        "canonical_name": latest or name,
    }


def _economic(key: int, code: str, year: int) -> dict[str, Any]:
    return {**economic_row(code, year, {}), "economic_key": key, "parent_key": None}


def _form(key: str, name: str, kind: str, fact: str, breadth: int) -> dict[str, Any]:
    return {"statement_key": key, "name_zh": name, "name_en": key, "kind": kind, "fact": fact, "breadth": breadth}


def _report(key: int, agency: int, year: int, kind: str, current: bool) -> dict[str, Any]:
    return {
        "report_key": key,
        "agency_key": agency,
        "fiscal_year": year,
        "kind": kind,
        "scope": "department",
        "document_key": key,
        "revision": 1,
        "is_current": current,
        "title": "",
        "published_agency_name": "",
        "unit": "元",
    }


def _part(key: int) -> dict[str, Any]:
    """The one document of a report."""
    return {
        "report_key": key,
        "part_no": 0,
        "document_key": key,
        "first_position": 0,
        "first_table": 0,
        "block_count": 100,
        "table_count": 100,
        "has_own_head": True,
        "title": "",
        "published_agency_name": "",
        "spellings": [],
        "standing": "original",
        "words": "",
    }


def _statement(report: int, seq: int, form: str) -> dict[str, Any]:
    return {
        "report_key": report,
        "statement_seq": seq,
        "statement_key": form,
        "title": next(f[1] for f in _FORMS if f[0] == form),
        "number": "",
        "unit": "元",
        "fund": "all",
        "is_empty": form == "three_public",
        "pages": [7],
        "table_indexes": [seq],
        "note": "",
    }


def _disclosure(report: int, number: int, group: int) -> dict[str, Any]:
    return {
        "report_key": report,
        "disclosure_no": number,
        "fiscal_year": REPORTS[report][1],
        "position": number,
        "page": 9,
        "section": "支出情况",
        "item": "",
        "item_code": "",
        "metric": "金额",
        "value": 1,
        "unit": "元",
        "topic": "",
        "group_no": group,
        "direction": "",
        "reason": "",
        "fund": "",
        "base": "",
        "printed": "",
        "sentence": "句子。",
    }


def _project(number: int, **values: Any) -> dict[str, Any]:
    return _of(
        1,
        number,
        **{
            "origin": "performance",
            "performance_kind": "project_self_evaluation",
            "table_index": 9,
            "title": "自评表",
            "source": "total",
            "annual_budget": _yuan(200),
            "executed": _yuan(150),
            **values,
        },
    )


def _indicator() -> dict[str, Any]:
    return _of(
        1,
        0,
        project_key=1,
        performance_kind="project_self_evaluation",
        title="自评表",
        table_index=9,
        row_index=3,
        level1="产出指标",
        level2="数量指标",
        indicator="更新渡船",
        target="2艘",
        actual="1艘",
        weight=10,
        score=5,
        reason="",
    )


def build_from_nothing(settings: Settings) -> BuildResult:
    """A build that finds no mart, whatever builds there were."""
    with connect(warehouse_url(settings)) as connection:
        for schema in ("marts_zh", "marts", "dbt_quality", "dbt_intermediate", "dbt_staging"):
            connection.execute(SQL("drop schema if exists {} cascade").format(Identifier(schema)))
    return build(settings)
