"""Figures and facts lie in partitions by fiscal year, which the loader makes as it meets the year."""

from __future__ import annotations

import re
import threading
from typing import Any

import psycopg
import pytest
from psycopg import sql

from etl.warehouse import schema
from etl.warehouse.roles import create_roles
from etl.warehouse.writer import refresh_statistics, write_report, write_reports
from models import VIEWS, metadata
from models.base import BY_YEAR
from models.views import View
from tests.warehouse.samples import report

Connection = psycopg.Connection[Any]
BY_YEAR_TABLES = {table.name for table in metadata.sorted_tables if table.dialect_options["postgresql"]["partition_by"]}


def _partitions(connection: Connection, table: str = "figure") -> list[str]:
    query = "select relid::regclass::text from pg_partition_tree(%s) where isleaf order by 1"
    return [name for (name,) in connection.execute(query, (f"core.{table}",))]


def test_figures_disclosures_and_all_facts_are_partitioned() -> None:
    facts = {table.name for table in metadata.sorted_tables if table.name.startswith("fact_")}
    assert facts | {"figure", "disclosure"} == BY_YEAR_TABLES
    assert BY_YEAR["postgresql_partition_by"] == "LIST (fiscal_year)"


def test_a_year_gets_its_partitions_when_it_is_met(connection: Connection) -> None:
    assert _partitions(connection) == []
    write_report(connection, report("甲"))
    write_report(connection, report("乙", year=2023))
    for name in BY_YEAR_TABLES:
        assert _partitions(connection, name) == [f"core_partition.{name}_2023", f"core_partition.{name}_2024"]
    rows = connection.execute("select tableoid::regclass::text, fiscal_year from core.figure order by 2").fetchall()
    assert rows == [("core_partition.figure_2023", 2023), ("core_partition.figure_2024", 2024)]


def test_a_year_that_is_no_year_loads_all_the_same(connection: Connection) -> None:
    for year in (0, -5, 20245):
        assert write_report(connection, report(f"{year}", year=year)).status == "loaded"
    assert _partitions(connection) == [
        "core_partition.figure_0",
        "core_partition.figure_20245",
        "core_partition.figure_m5",
    ]


def test_a_partition_has_the_keys_and_checks_of_its_table(connection: Connection) -> None:
    write_report(connection, report())
    query = "select contype::text, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype <> 'n' order by 1, 2"
    for name in BY_YEAR_TABLES:
        whole, part = (
            connection.execute(query, (f"{n}",)).fetchall() for n in (f"core.{name}", f"core_partition.{name}_2024")
        )
        assert whole == part
        assert {kind for kind, _ in whole} >= ({"p", "f"} if name.startswith("fact_") else {"p"})


def test_a_query_of_a_year_reads_that_years_partition_only(connection: Connection) -> None:
    write_reports(connection, [report(f"{year}", year=year) for year in (2021, 2022, 2023)])
    plan = connection.execute("explain select * from core.figure where fiscal_year = 2022").fetchall()
    read = {word for (line,) in plan for word in line.split() if word.startswith("figure_")}
    assert read <= {"figure_2022", "figure"}
    assert "figure_2022" in read


def test_facts_carry_their_reports_agency_and_year(connection: Connection) -> None:
    write_report(connection, report())
    for column, other, refused in (
        ("agency_key", "another", psycopg.errors.ForeignKeyViolation),
        ("fiscal_year", 1999, psycopg.errors.CheckViolation),  # a year without a partition
    ):
        with pytest.raises(refused):
            connection.execute(sql.SQL("update core.fact_revenue set {} = %s").format(sql.Identifier(column)), (other,))


def test_loaders_that_meet_a_year_at_once_make_its_partitions_once(database: str, connection: Connection) -> None:
    failures: list[BaseException] = []

    def load(number: int) -> None:
        with psycopg.connect(database, autocommit=True) as own:
            for year in range(2015, 2020):
                outcomes = write_reports(own, [report(f"{number} {year}", agency=f"第{number}局", year=year)])
                failures.extend(one for one in outcomes if isinstance(one, Exception))

    threads = [threading.Thread(target=load, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(_partitions(connection)) == 5
    assert connection.execute("select count(*) from core.figure").fetchone() == (15,)


def test_a_reader_of_all_years_keeps_no_loader_from_a_new_one(database: str, connection: Connection) -> None:
    write_report(connection, report("甲"))
    with psycopg.connect(database) as reading:
        reading.execute("select count(*) from core.figure, core.fact_revenue")  # in a transaction that goes on
        connection.execute("set lock_timeout = '5s'")
        assert write_report(connection, report("乙", year=2023)).status == "loaded"


@pytest.mark.usefixtures("server_roles")
def test_the_loaders_role_makes_partitions_and_nothing_else(database: str, connection: Connection) -> None:
    create_roles(connection)
    with psycopg.connect(f"{database}?options=-c%20role%3Dgongkai_loader", autocommit=True) as loader:
        assert write_report(loader, report("甲", year=2019)).status == "loaded"
        refresh_statistics(loader, 1)
        for statement in (
            "create table core_partition.own (n int)",
            "drop table core_partition.figure_2019",
            "select count(*) from core_partition.figure_2019",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                loader.execute(statement)  # type: ignore[arg-type]
    with psycopg.connect(f"{database}?options=-c%20role%3Dgongkai_builder", autocommit=True) as builder:
        assert builder.execute("select count(*) from core.figure").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            builder.execute("select core.make_partitions(2030)")


def test_the_planner_knows_the_partitioned_tables_after_a_run(connection: Connection) -> None:
    write_report(connection, report())
    size = "select reltuples from pg_class where oid = 'core.figure'::regclass"
    assert connection.execute(size).fetchone() == (-1,)
    refresh_statistics(connection, 1)
    assert connection.execute(size).fetchone() == (1,)
    write_report(connection, report("乙", year=2023))
    refresh_statistics(connection, 0)
    assert connection.execute(size).fetchone() == (1,)


def test_going_back_removes_partitions_too(empty_database: str) -> None:
    schema.upgrade(empty_database)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        write_report(connection, report())
    schema.downgrade(empty_database)
    schema.upgrade(empty_database)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        left = connection.execute("select count(*) from pg_class where relnamespace = 'core_partition'::regnamespace")
        assert left.fetchone() == (0,)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view.name))
def test_views_join_partitioned_tables_on_all_parts_of_their_key(view: View) -> None:
    """So that a year known of one side leaves out partitions of the other, and a distributed server joins where the rows lie."""
    read = re.findall(r"from core\.(\w+) as (\w+)", view.query)
    for table, alias in read:
        if table in BY_YEAR_TABLES and "distinct on" not in view.query.split(f"from core.{table}")[0][-80:]:
            for part in ("report_key", "agency_key", "fiscal_year"):
                assert re.search(rf"\b{alias}\.{part} = r\.{part}\b", view.query), f"{view.name}: {table}.{part}"
