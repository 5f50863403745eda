"""What a profile shows, read from the marts. Amounts are in yuan, shares in percent; None is not published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar, cast

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from etl.errors import WarehouseError
from etl.loading.meant import agency_meant

Money = Decimal | None
Percent = Decimal | None


@dataclass(frozen=True, slots=True)
class Year:
    """The totals of one report of the agency: a row of `marts.agency_year` with its file."""

    report_key: str
    agency_key: str
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
    group_name: str
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
    figure_no: int | None = None
    group_no: int | None = None
    remark_no: int | None = None

    @property
    def anchor(self) -> str:
        """What the page of the report's places calls it (`etl.site.places`); "" where it names no cell and no sentence."""
        named = (("f", self.figure_no), ("g", self.group_no), ("r", self.remark_no))
        return next((f"{letter}{number}" for letter, number in named if number is not None), "")


PEERS = 30
"""Peers that a page lists, at most: those whose expenditure is nearest."""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the page shows. `main` is the report it is about; `years` are all reports of the agency of its scope; `peers` those of its
    peers that are listed, of `peer_count` in all."""

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
    peer_count: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a profile is about, before the marts are asked for the rest."""

    main: Year
    years: tuple[Year, ...]
    peers: tuple[Year, ...]

    @property
    def this_year(self) -> list[str]:
        """Keys of the agency's reports of the year."""
        return [year.report_key for year in self.years if year.fiscal_year == self.main.fiscal_year]


_Row = TypeVar("_Row")

_YEAR = """
select {columns}
from marts.agency_year as a
inner join marts.coverage as c using (report_key)
"""
_JOINED = frozenset({"file_name", "page_count", "figure_count", "not_understood_count"})
_AT_ONCE = 200
"""Profiles whose rows are read together."""
_ITEMS, _EXECUTION = 15, 20
"""Rows that a page shows of a report, at most."""


def read_profile(connection: psycopg.Connection[Any], agency: str, year: int | None = None) -> Profile:
    """The profile of an agency in a year: of its final account, else its budget; the newest final account if no year is given.

    `agency` is whatever means one (etl.loading.meant). Raises WarehouseError where there is none or several.
    """
    _check_built(connection)
    meant = agency_meant(connection, agency)
    reports = _years(connection, "where a.agency_key = %s", (meant.agency_key,))
    if not reports:
        raise WarehouseError("no report of this agency in the marts", place=meant.name, next_step="run gongkai build")
    main = _main(reports, year)
    peers = _years(
        connection,
        "where a.peer_group = %s and a.fiscal_year = %s and a.kind = %s and a.scope_zh = %s",
        (main.peer_group, main.fiscal_year, main.kind, main.scope_zh),
    )
    (found,) = _filled(connection, [_Plan(main, tuple(r for r in reports if r.scope_zh == main.scope_zh), peers)])
    return found


def count_profiles(connection: psycopg.Connection[Any]) -> int:
    """How many profiles there are: of each agency one a fiscal year."""
    _check_built(connection)
    row = connection.execute("select count(distinct (agency_key, fiscal_year)) from marts.agency_year").fetchone()
    return int(row[0]) if row else 0


def read_profiles(connection: psycopg.Connection[Any]) -> Iterator[Profile]:
    """The profiles of all agencies in all their years, by agency."""
    _check_built(connection)
    everything = _years(connection, "", ())
    of_agency: dict[str, list[Year]] = defaultdict(list)
    peers: dict[tuple[object, ...], list[Year]] = defaultdict(list)
    for report in everything:
        of_agency[report.agency_key].append(report)
        peers[_group(report)].append(report)
    plans = (
        _Plan(main, tuple(r for r in reports if r.scope_zh == main.scope_zh), tuple(peers[_group(main)]))
        for _, reports in sorted(of_agency.items())
        for main in (_main(reports, year) for year in sorted({r.fiscal_year for r in reports}))
    )
    while batch := list(islice(plans, _AT_ONCE)):
        yield from _filled(connection, batch)


def _group(report: Year) -> tuple[object, ...]:
    """What peers have in common."""
    return report.peer_group, report.fiscal_year, report.kind, report.scope_zh


def _nearest(peers: Sequence[Year], main: Year) -> tuple[Year, ...]:
    """Of peers by expenditure those around the report."""
    at = next((i for i, peer in enumerate(peers) if peer.report_key == main.report_key), 0)
    first = max(0, min(at - PEERS // 2, len(peers) - PEERS))
    return tuple(peers[first : first + PEERS])


def _filled(connection: psycopg.Connection[Any], plans: Sequence[_Plan]) -> list[Profile]:
    """Profiles with what the marts have on them, each mart asked once."""
    keys = [plan.main.report_key for plan in plans]
    of_year = [key for plan in plans for key in plan.this_year]
    items = _rows(
        connection,
        Item,
        "function_comparison",
        "where report_key = any(%s) and level = 'item' and amount <> 0 order by amount desc, function_code",
        keys,
    )
    changes = _rows(
        connection,
        Change,
        "agency_year_over_year",
        "where report_key = any(%s) and prior_source <> 'none' order by sort_order, fund",
        keys,
    )
    execution = _rows(
        connection,
        Execution,
        "budget_execution",
        "where report_key = any(%s) and subject_kind = 'function' and level = 'item' and over_budget is not null"
        " order by abs(over_budget) desc, subject",
        keys,
    )
    three_public = _rows(
        connection,
        ThreePublic,
        "three_public",
        "where report_key = any(%s) and (outturn is not null or budget is not null)"
        " order by array_position(array['total', 'abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running',"
        " 'reception', 'meeting', 'training'], item), item",
        keys,
    )
    findings = _rows(
        connection,
        Finding,
        "reconciliation_finding",
        "where report_key = any(%s) and consequence_of is null"
        " order by array_position(array['error', 'warning', 'notice'], severity), kind, evaluation_no",
        of_year,
    )
    sources = _rows(
        connection,
        Source,
        "subject_source",
        "where report_key = any(%s) and measure = 'headline' order by sort_order, fund",
        keys,
    )
    checked = {
        key: (int(evaluated), int(skipped))
        for key, evaluated, skipped in connection.execute(
            "select report_key, coalesce(sum(evaluated), 0), coalesce(sum(skipped), 0) from marts.reconciliation_coverage"
            " where report_key = any(%s) group by report_key",
            (of_year,),
        )
    }
    return [
        Profile(
            main=plan.main,
            years=plan.years,
            peers=_nearest(plan.peers, plan.main),
            items=tuple(items[plan.main.report_key][:_ITEMS]),
            changes=tuple(changes[plan.main.report_key]),
            execution=tuple(execution[plan.main.report_key][:_EXECUTION]),
            three_public=tuple(three_public[plan.main.report_key]),
            findings=tuple(_by_severity(one for key in plan.this_year for one in findings[key])),
            checked=sum(checked.get(key, (0, 0))[0] for key in plan.this_year),
            skipped=sum(checked.get(key, (0, 0))[1] for key in plan.this_year),
            sources=tuple(sources[plan.main.report_key]),
            peer_count=len(plan.peers),
        )
        for plan in plans
    ]


def _by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Those of several reports in one order."""
    grave = ("error", "warning", "notice")
    return sorted(findings, key=lambda one: (grave.index(one.severity) if one.severity in grave else 3, one.kind_zh))


def _check_built(connection: psycopg.Connection[Any]) -> None:
    if connection.execute("select to_regclass('marts.agency_year')").fetchone() == (None,):
        raise WarehouseError("the marts aren't built yet", next_step="run gongkai build")


def _main(reports: Sequence[Year], year: int | None) -> Year:
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
    query += sql.SQL(" order by a.fiscal_year, a.kind, a.scope, a.expenditure desc nulls last, a.agency, a.report_key")
    with connection.cursor(row_factory=class_row(Year)) as cursor:
        return tuple(cursor.execute(query, values).fetchall())


def _rows(
    connection: psycopg.Connection[Any], kind: type[_Row], mart: str, rest: str, keys: Sequence[str]
) -> Mapping[str, list[_Row]]:
    """The rows of these reports, by report, in the order that `rest` says; a report without any has none."""
    columns: list[str] = [field.name for field in fields(cast(Any, kind))]
    names = sql.SQL(", ").join(map(sql.Identifier, ["report_key", *columns]))
    query = sql.SQL("select {} from {} ").format(names, sql.Identifier("marts", mart))
    query += sql.SQL(rest)
    found: defaultdict[str, list[_Row]] = defaultdict(list)
    for key, *values in connection.execute(query, (list(keys),)):
        found[key].append(kind(*values))
    return found
