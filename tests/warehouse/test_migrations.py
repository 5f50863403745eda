"""From an empty database the migrations give exactly the models, and can be taken back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import migrations
from etl.errors import WarehouseError
from etl.warehouse import schema
from etl.warehouse.engine import make_engine
from etl.warehouse.schema_check import known_versions
from migrations.helpers import VERSION_SCHEMA
from models import metadata

Description = dict[str, list[Any]]

written = pytest.mark.skipif(not schema.newest(), reason="there is no version yet")


def describe(url: str) -> Description:
    """All that Postgres knows of `raw` and `core`: columns, constraints, indexes, views, comments."""
    ours = "('raw'::regnamespace, 'core'::regnamespace)"
    queries = {
        "columns": f"""
            select c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
                col_description(c.oid, a.attnum)
            from pg_class as c inner join pg_attribute as a on a.attrelid = c.oid
            left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relnamespace in {ours} and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped""",
        "constraints": f"select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where connamespace in {ours}",
        "indexes": f"select c.relname, pg_get_indexdef(c.oid) from pg_class as c where c.relkind in ('i', 'I') and c.relnamespace in {ours}",
        "views": f"select c.relname, pg_get_viewdef(c.oid) from pg_class as c where c.relkind = 'v' and c.relnamespace in {ours}",
        "comments": f"select c.oid::regclass::text, obj_description(c.oid) from pg_class as c where c.relkind in ('r', 'p', 'v') and c.relnamespace in {ours}",
    }
    with psycopg.connect(url) as connection:
        return {name: sorted(map(repr, connection.execute(query).fetchall())) for name, query in queries.items()}  # type: ignore[arg-type]


def test_versions_told_by_the_names_of_files_are_those_of_alembic() -> None:
    """Commands that only look at a warehouse ask for the version without Alembic."""
    steps = list(ScriptDirectory.from_config(schema.configuration()).walk_revisions())
    assert known_versions() == [step.revision for step in reversed(steps)]
    assert schema.newest() == (known_versions()[-1],)


@written
def test_the_migrations_give_exactly_the_models(empty_database: str, database: str) -> None:
    schema.upgrade(empty_database)
    migrated, modelled = describe(empty_database), describe(database)
    for what, expected in modelled.items():
        assert migrated[what] == expected, what


@written
def test_alembic_finds_nothing_left_to_do(empty_database: str) -> None:
    schema.upgrade(empty_database)
    engine = make_engine(empty_database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        options = {
            "include_schemas": True,
            "include_name": lambda name, kind, _: kind != "schema" or name in schema.SCHEMAS,
        }
        context = MigrationContext.configure(connection, opts={**options, "version_table_schema": VERSION_SCHEMA})
        assert compare_metadata(context, metadata) == []


@written
def test_going_back_leaves_no_table_and_forward_again_is_the_same(empty_database: str) -> None:
    schema.upgrade(empty_database)
    first = describe(empty_database)
    schema.downgrade(empty_database)
    assert {row.split(",")[0] for row in describe(empty_database)["columns"]} == {"('core.alembic_version'"}
    schema.upgrade(empty_database)
    assert describe(empty_database) == first


@pytest.mark.parametrize("version", ["0004", "0010"])
def test_views_of_a_build_are_no_obstacle_and_a_persons_own_is_named(empty_database: str, version: str) -> None:
    schema.upgrade(empty_database, version)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("create schema dbt_staging; create schema dbt_intermediate; create schema own")
        connection.execute("create view dbt_staging.stg_revenue as select report_key, amount from core.revenue")
        connection.execute("create view dbt_intermediate.int_revenue as select * from dbt_staging.stg_revenue")
        connection.execute("create view own.mine as select amount from core.revenue")
        with pytest.raises(WarehouseError, match=r"own\.mine"):
            schema.upgrade(empty_database)
        connection.execute("drop view own.mine")
    schema.upgrade(empty_database)
    with psycopg.connect(empty_database) as connection:
        left = connection.execute("select count(*) from pg_views where schemaname like 'dbt%'").fetchone()
    assert left == (0,)


def test_migrating_twice_changes_nothing(empty_database: str) -> None:
    schema.upgrade(empty_database)
    before = describe(empty_database)
    schema.upgrade(empty_database)
    assert describe(empty_database) == before


@written
def test_a_warehouse_of_a_newer_program_is_refused(empty_database: str) -> None:
    schema.upgrade(empty_database)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("update core.alembic_version set version_num = 'ffffffffffff'")
        with pytest.raises(WarehouseError, match="newer"):
            schema.check_schema(connection)


def test_schemas_of_other_people_are_left_alone(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("create schema marts; create table marts.theirs (n int); create table public.theirs (n int)")
        schema.upgrade(empty_database)
        schema.downgrade(empty_database)
        assert connection.execute("select to_regclass('marts.theirs'), to_regclass('public.theirs')").fetchone() == (
            "marts.theirs",
            "theirs",
        )


def test_the_migrations_run_from_any_folder(empty_database: str, tmp_path: Path) -> None:
    """Installed below a path with spaces, percent signs and Chinese characters."""
    source = Path(migrations.__file__).parent.parent
    target = tmp_path / "某 局 100%s %(here)s"
    for package in ("etl", "models", "migrations"):
        shutil.copytree(source / package, target / package, ignore=shutil.ignore_patterns("__pycache__"))
    code = "import sys; from etl.warehouse import schema; schema.upgrade(sys.argv[1]); print(schema.__file__)"
    command = [sys.executable, "-c", code, empty_database]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, check=False)
    assert done.stdout.startswith(str(target)), done.stderr


def test_a_role_that_may_not_create_schemas_is_told_so(empty_database: str) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("create role gongkai_test_nobody")
        try:
            with pytest.raises(WarehouseError, match="may create schemas"):
                schema.upgrade(f"{empty_database}?options=-c%20role%3Dgongkai_test_nobody")
        finally:
            connection.execute("drop role gongkai_test_nobody")
