"""What a profile shows, read from the marts. Amounts are in yuan, shares in percent; None is not published."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar, cast

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from etl.errors import WarehouseError
from etl.warehouse.find_agency import find_agency

Money = Decimal | None
Percent = Decimal | None


@dataclass(frozen=True, slots=True)
class Year:
    """The totals of one report of the agency: a row of `marts.agency_year` with its file."""

    report_key: str
    agency: str
    agency_type: str | None
    admin_level_zh: str | None
    region: str | None
    fiscal_year: int
    kind: str
    kind_zh: str
    scope_zh: str
    peer_group: str
    revenue: Money
    expenditure: Money
    general_public_expenditure: Money
    basic: Money
    project_expenditure: Money
    project_share_percent: Percent
    personnel: Money
    public: Money
    three_public: Money
    three_public_source: str
    people: int | None
    basic_per_head: Money
    file_name: str
    page_count: int | None
    figure_count: int
    not_understood_count: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item of expenditure among those of its peers."""

    function_code: str
    function_name: str
    amount: Money
    share_percent: Percent
    peer_count: int | None
    rank_in_peers: int | None
    peer_median_share_percent: Percent


@dataclass(frozen=True, slots=True)
class Change:
    """A headline figure against the year before."""

    headline_zh: str
    prior_amount: Money
    amount: Money
    change_amount: Money
    change_percent: Percent
    prior_source: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Execution:
    """An item against its budget, with the reason stated."""

    subject: str
    budget: Money
    outturn: Money
    over_budget: Money
    completion_percent: Percent
    budget_source: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """An item of the three public expenses, meetings or training."""

    item_zh: str
    is_total: bool
    budget: Money
    budget_source: str
    outturn: Money
    outturn_source: str
    completion_percent: Percent
    prior_amount: Money
    change_percent: Percent


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction."""

    severity: str
    rule_zh: str
    kind_zh: str
    page: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a headline figure stands."""

    subject: str
    amount: Money
    amount_origin: str
    statement_title: str | None
    page: int | None
    table_index: int | None
    row_index: int | None
    row_label: str | None
    column_label: str | None
    printed: str | None
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the page shows. `main` is the report it is about; `years` are all reports of the agency of its scope."""

    main: Year
    years: tuple[Year, ...]
    peers: tuple[Year, ...]
    items: tuple[Item, ...]
    changes: tuple[Change, ...]
    execution: tuple[Execution, ...]
    three_public: tuple[ThreePublic, ...]
    findings: tuple[Finding, ...]
    checked: int
    skipped: int
    sources: tuple[Source, ...]


_Row = TypeVar("_Row")

_YEAR = """
select {columns}
from marts.agency_year as a
inner join marts.coverage as c using (report_key)
"""
_JOINED = frozenset({"file_name", "page_count", "figure_count", "not_understood_count"})


def read_profile(connection: psycopg.Connection[Any], agency: str, year: int | None = None) -> Profile:
    """The profile of an agency in a year: of its final account, else its budget; the newest final account if no year is given.

    `agency` is a name, a spelling or parts of a name (etl.warehouse.find_agency). Raises WarehouseError where there is none or several.
    """
    if connection.execute("select to_regclass('marts.agency_year')").fetchone() == (None,):
        raise WarehouseError("the marts aren't built yet", next_step="run gongkai build")
    name = find_agency(connection, agency).name
    reports = _years(connection, "where a.agency = %s", (name,))
    if not reports:
        raise WarehouseError("no report of this agency in the marts", place=name, next_step="run gongkai build")
    main = _main(reports, year)
    same_scope = tuple(r for r in reports if r.scope_zh == main.scope_zh)
    key = (main.report_key,)
    this_year = [r.report_key for r in same_scope if r.fiscal_year == main.fiscal_year]
    checked = connection.execute(
        "select coalesce(sum(evaluated), 0), coalesce(sum(skipped), 0) from marts.reconciliation_coverage"
        " where report_key = any(%s)",
        (this_year,),
    ).fetchone()
    return Profile(
        main=main,
        years=same_scope,
        peers=_years(
            connection,
            "where a.peer_group = %s and a.fiscal_year = %s and a.kind = %s and a.scope_zh = %s",
            (main.peer_group, main.fiscal_year, main.kind, main.scope_zh),
        ),
        items=_rows(
            connection,
            Item,
            "marts.function_comparison",
            "where report_key = %s and level = 'item' and amount <> 0 order by amount desc, function_code limit 15",
            key,
        ),
        changes=_rows(
            connection,
            Change,
            "marts.agency_year_over_year",
            "where report_key = %s and prior_source <> 'none' order by sort_order, fund",
            key,
        ),
        execution=_rows(
            connection,
            Execution,
            "marts.budget_execution",
            "where report_key = %s and subject_kind = 'function' and level = 'item' and over_budget is not null"
            " order by abs(over_budget) desc, subject limit 20",
            key,
        ),
        three_public=_rows(
            connection,
            ThreePublic,
            "marts.three_public",
            "where report_key = %s and (outturn is not null or budget is not null)"
            " order by array_position(array['total', 'abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running',"
            " 'reception', 'meeting', 'training'], item), item",
            key,
        ),
        findings=_rows(
            connection,
            Finding,
            "marts.reconciliation_finding",
            "where report_key = any(%s) and cause_no is null"
            " order by array_position(array['error', 'warning', 'notice'], severity), kind, evaluation_no",
            (this_year,),
        ),
        checked=int(checked[0]) if checked else 0,
        skipped=int(checked[1]) if checked else 0,
        sources=_rows(
            connection,
            Source,
            "marts.subject_source",
            "where report_key = %s and measure = 'headline' order by sort_order, fund",
            key,
        ),
    )


def _main(reports: tuple[Year, ...], year: int | None) -> Year:
    """The report that a profile is about: final account before budget, department before unit, the newest year if none is given."""
    of_year = [r for r in reports if year in (None, r.fiscal_year)]
    if not of_year:
        years = ", ".join(str(y) for y in sorted({r.fiscal_year for r in reports}))
        raise WarehouseError(
            "no report of that year", place=f"{reports[0].agency} {year}", next_step=f"there is {years}"
        )
    return min(of_year, key=lambda r: (r.kind != "final_account", -r.fiscal_year, r.scope_zh != "部门"))


def _years(connection: psycopg.Connection[Any], where: str, values: tuple[Any, ...]) -> tuple[Year, ...]:
    names = [
        sql.SQL("{}.{}").format(sql.Identifier("c" if name in _JOINED else "a"), sql.Identifier(name))
        for name in (field.name for field in fields(Year))
    ]
    query = sql.SQL(_YEAR).format(columns=sql.SQL(", ").join(names))
    query += sql.SQL(" ") + sql.SQL(where)
    query += sql.SQL(" order by a.fiscal_year, a.kind, a.scope, a.expenditure desc nulls last, a.agency")
    with connection.cursor(row_factory=class_row(Year)) as cursor:
        return tuple(cursor.execute(query, values).fetchall())


def _rows(
    connection: psycopg.Connection[Any], kind: type[_Row], mart: str, rest: str, values: tuple[Any, ...]
) -> tuple[_Row, ...]:
    columns: list[str] = [field.name for field in fields(cast(Any, kind))]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("select {} from {} ").format(names, sql.Identifier(*mart.split(".")))
    query += sql.SQL(rest)
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return tuple(cursor.execute(query, values).fetchall())
