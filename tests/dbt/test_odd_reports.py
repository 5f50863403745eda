"""Many made-up reports, ten of them odd in ten ways: the marts hold the others, the ten are named, the next report builds.

The ways are written into `core` and `raw` by hand: no file is known that makes them, and the next one that does isn't known either.
`GONGKAI_FUZZ=1000` takes a hundred reports.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect
from samples.maker.layout import family_names
from samples.maker.synth import Order, write_order

REPORTS = 100 if int(os.environ.get("GONGKAI_FUZZ", "0")) >= 1000 else 20

DISTRICTS = ("灞桥区", "雁塔区", "未央区", "碑林区", "莲湖区")
BODIES = ("民政局", "水利局", "司法局", "审计局", "统计局")

TOO_MUCH: LiteralString = "900000000000000000"

WAYS: dict[str, tuple[LiteralString, LiteralString]] = {
    "revenue out of range": (
        "fact_revenue",
        f"update core.fact_revenue set amount = {TOO_MUCH} where report_key = %(report)s",
    ),
    "expenditure out of range": (
        "fact_expenditure",
        f"update core.fact_expenditure set total = {TOO_MUCH} where report_key = %(report)s",
    ),
    "economic expenditure out of range": (
        "fact_economic_expenditure",
        f"update core.fact_economic_expenditure set total = {TOO_MUCH} where report_key = %(report)s",
    ),
    "three public expenses out of range": (
        "fact_three_public",
        f"update core.fact_three_public set amount = {TOO_MUCH} where report_key = %(report)s",
    ),
    "more people than there are": (
        "fact_staffing",
        "update core.fact_staffing set people = 2000000000 where report_key = %(report)s;"
        "insert into core.fact_staffing select (jsonb_populate_record(null::core.fact_staffing, to_jsonb(one) || jsonb_build_object("
        "'fact_no', 900000 + kind.no, 'measure', 'posts', 'staff_kind', kind.name, 'people', 2000000000))).*"
        " from (select * from core.fact_staffing where report_key = %(report)s limit 1) as one"
        " cross join (values (1, 'administrative'), (2, 'institution')) as kind (no, name);"
        "delete from core.fact_staffing where report_key = %(report)s and staff_kind = 'total'",
    ),
    "a project twice": (
        "fact_revenue",
        "insert into core.dim_project select '900001', agency_key, '部门整体' from core.dim_agency limit 1 on conflict do nothing;"
        "insert into core.fact_project (report_key, agency_key, fiscal_year, fact_no, origin, performance_kind, table_index, row_index, title,"
        " task, unit_code, unit_name, source, summary, project_name, is_sum, section, label, budget_label, unit, total_label, project_key)"
        " select report_key, agency_key, fiscal_year, again.no, 'performance', 'project_self_evaluation', 9, 0, '自评表',"
        " '', '', '', 'total', '', '', false, '', '', '', '元', '', again.project_key"
        " from core.dim_report cross join (values (1, '900001'), (2, null)) as again (no, project_key) where report_key = %(report)s",
    ),
    "a number that no number of a rule is": (
        "figure",
        "update core.figure set value = 5e21, decimals = 2 where report_key = %(report)s and role not in ('count', 'percent')",
    ),
    "a table that is none": (
        "report_statement",
        "update raw.document_table set cells = '[\"1\"]' where document_key ="
        " (select document_key from core.dim_report where report_key = %(report)s)",
    ),
    "a difference out of range": (
        "fact_budget_execution",
        "update core.fact_budget_execution set function_key = null, three_public_item = '', subject_kind = 'other',"
        f" outturn = {TOO_MUCH}, budget = -{TOO_MUCH} where report_key = %(report)s",
    ),
    "counts out of range": (
        "fact_three_public",
        "insert into core.fact_three_public select (jsonb_populate_record(null::core.fact_three_public, to_jsonb(one) || jsonb_build_object("
        "'fact_no', 900000 + phase.no, 'item_group', 'three_public', 'item', 'abroad', 'phase', phase.name, 'amount',"
        f" {TOO_MUCH}))).* from (select * from core.fact_three_public where report_key = %(report)s limit 1) as one"
        " cross join (values (1, 'budget'), (2, 'budget'), (3, 'outturn'), (4, 'outturn')) as phase (no, name)",
    ),
}
"""Way → table that has rows of such a report, and what makes one of it."""


def orders(count: int) -> Iterator[Order]:
    """Made-up reports of agencies of few types, so that each has peers and other years."""
    for number in range(count):
        kind = ("budget", "final_account")[number % 2]
        agency = f"陕西省西安市{DISTRICTS[number // 20 % 5]}{BODIES[number // 4 % 5]}"
        yield Order(number, 7 * number + 1, agency, 2022 + number // 2 % 2, kind, family_names(kind)[0])


def make_odd(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Make one report odd in each way; report → way."""
    odd: dict[str, str] = {}
    for way, (table, statement) in WAYS.items():
        found = connection.execute(
            sql.SQL(
                "select report_key from core.dim_report as report where is_current and not report_key = any(%s)"
                " and exists (select from {} as one where one.report_key = report.report_key) order by report_key limit 1"
            ).format(sql.Identifier("core", table)),
            (list(odd),),
        ).fetchone()
        assert found is not None, way
        odd[found[0]] = way
        with connection.transaction():
            for one in statement.split(";"):
                connection.execute(one, {"report": found[0]})  # type: ignore[call-overload]
    return odd


def test_all_marts_hold_the_others_the_odd_are_named_and_the_next_report_builds(
    database: str, tmp_path: Path, home_with_builds: Path
) -> None:
    settings = Settings(database_url=database, home=home_with_builds)
    files = [write_order(one, tmp_path) for one in orders(REPORTS)]
    with connect(database) as connection:
        assert not failures(load_files(files[:-1], connection))
    with psycopg.connect(database, autocommit=True) as connection:
        odd = make_odd(connection)
        assert build(settings).errors == ()
        marts = connection.execute("select distinct mart from marts.build_status order by mart").fetchall()
        left_out = dict(
            connection.execute(
                "select mart, array_agg(report_key) from marts.build_status where status = 'left_out' group by mart"
            ).fetchall()
        )
        assert {key for keys in left_out.values() for key in keys} == set(odd)
        reports = {key for (key,) in connection.execute("select report_key from core.dim_report").fetchall()}
        assert held(connection, "coverage") == reports
        assert held(connection, "agency_year") == reports - set(left_out["agency_year"])
        for (mart,) in marts:
            assert not held(connection, mart) & set(left_out.get(mart, ())), mart
    with connect(database) as connection:
        assert not failures(load_files(files[-1:], connection))
    result = build(settings)
    assert result.errors == ()
    with psycopg.connect(database) as connection:
        assert len(held(connection, "agency_year")) == len(reports) + 1 - len(left_out["agency_year"])
    assert len({(one.agency, one.fiscal_year, one.kind) for one in result.left_out}) == len(odd)


def held(connection: psycopg.Connection[Any], mart: str) -> set[str]:
    rows = connection.execute(sql.SQL("select distinct report_key from {}").format(sql.Identifier("marts", mart)))
    return {key for (key,) in rows.fetchall()}
