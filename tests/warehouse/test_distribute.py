"""The tables can be spread over a Citus cluster by agency: what it demands of keys holds. A cluster itself is tried in test_citus.py."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from etl.cli import app
from etl.warehouse.distribute import distribute, obstacles, placements, statement
from models import CoreFigure, FactRevenue, metadata

Connection = psycopg.Connection[Any]


def test_citus_would_refuse_no_key() -> None:
    assert obstacles() == []


def test_a_key_without_the_agency_would_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    table: Any = FactRevenue.__table__
    wrong = sa.Index("uq_wrong", table.c.report_key, unique=True)
    try:
        assert obstacles() == ["uq_wrong: a key without agency_key"]
    finally:
        table.indexes.discard(wrong)


def test_figures_and_facts_lie_by_agency_and_beside_each_other() -> None:
    found = {placement.table: placement for placement in placements()}
    assert found.keys() == set(metadata.tables)
    spread = {name for name, placement in found.items() if placement.by == "agency_key"}
    facts = {table.fullname for table in metadata.sorted_tables if table.name.startswith("fact_")}
    assert spread == facts | {"core.figure", "core.disclosure", "core.report_statement"}
    assert len({found[name].beside for name in spread} - {None}) == 1
    assert found["core.dim_report"].kind == found["core.dim_function"].kind == "reference"
    assert found["core.report_document"].kind == found["core.report_subject"].kind == "reference"
    assert found["core.left_cells"].by == "report_key"
    assert found["raw.paragraph"].by == "document_key"


def test_the_calls_are_those_of_citus(connection: Connection) -> None:
    """Functions of Citus' names that note how they are called stand in for it: order and arguments, not Citus itself, are tried."""
    connection.execute(
        """
        create table called (number serial, kind text, relation regclass, by text, beside text);
        create table pg_dist_partition (logicalrelid regclass, partmethod text, repmodel text);
        insert into pg_dist_partition values ('core.dim_year', 'n', 't'), ('core.dim_region', 'n', 's');
        create function create_reference_table(regclass) returns void language sql as
            $$ insert into called (kind, relation) values ('reference', $1) $$;
        create function create_distributed_table(r regclass, c text, colocate_with text default 'default') returns void language sql as
            $$ insert into called (kind, relation, by, beside) values ('distributed', r, c, colocate_with) $$;
        """
    )
    done = distribute(connection)
    called = connection.execute("select relation::text, kind, by, beside from called order by number").fetchall()
    assert [(p.table, p.kind, p.by) for p in done] == [(name, kind, by) for name, kind, by, _ in called]
    assert "core.dim_year" not in {name for name, _, _, _ in called}
    assert "core.dim_region" in {name for name, _, _, _ in called}, "a local table that Citus only knows of"
    order = [name for name, _, _, _ in called]
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.fullname in order and key.column.table is not table:
                assert order.index(key.column.table.fullname) < order.index(table.fullname)


def test_names_reach_the_server_as_literals() -> None:
    figure = next(p for p in placements() if p.table == CoreFigure.__table__.fullname)  # type: ignore[attr-defined]
    assert statement(figure).as_string(None).startswith("select create_distributed_table('core.figure', 'agency_key'")


def test_without_citus_nothing_is_done(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    found = CliRunner().invoke(app, ["distribute"])
    assert found.exit_code == 0, found.output
    assert "nothing is done" in found.output
    assert "core.figure: by agency_key" in CliRunner().invoke(app, ["distribute", "--dry-run"]).output
