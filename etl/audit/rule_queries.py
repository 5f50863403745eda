"""The rules as an audit runs them: what dbt compiled of them, run on a scratch database without dbt.

dbt takes seconds to start, an audit of one report less than one: so dbt compiles once a version, and an audit runs what it compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql
from pydantic import SecretStr

from etl.errors import WarehouseError
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.compiled_rules import GOALS, Step, compiled_steps, kept_plan, store_plan


def load_plan(settings: Settings, url: str) -> tuple[Step, ...]:
    """The steps of this version of the dbt project: those kept under `settings.home`, else compiled on the database `url`."""
    kept = kept_plan(settings)
    if kept is not None:
        return kept
    steps = _compile(Settings(database_url=SecretStr(url), home=settings.home / "audit"))
    store_plan(settings, steps)
    return steps


def run_plan(
    connection: psycopg.Connection[Any],
    steps: tuple[Step, ...],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Build the relations of the plan in the database of the connection, which must hold `raw` and `core`; `progress` is told how many."""
    prepare(connection)
    for schema in sorted({step.schema for step in steps}):
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    for number, step in enumerate(steps, start=1):
        run_step(connection, step)
        progress(number, len(steps))


def prepare(connection: psycopg.Connection[Any]) -> None:
    """Settings of the session that suit the rules: one long query, whose compilation would take longer than itself.

    Nested loops are a last resort, as in the models themselves (macro `planner_settings` in dbt).
    """
    for setting in ("jit = off", "enable_nestloop = off", "work_mem = '64MB'"):
        connection.execute(f"set {setting}")


def run_step(connection: psycopg.Connection[Any], step: Step) -> None:
    """Build one relation, in place of one of that name."""
    name = sql.Identifier(step.schema, step.name)
    if step.kind == "view":
        connection.execute(sql.SQL("create or replace view {} as ").format(name) + sql.SQL(step.text))
        return
    connection.execute(sql.SQL("drop table if exists {} cascade").format(name))
    if step.kind == "table":
        connection.execute(sql.SQL("create table {} as ").format(name) + sql.SQL(step.text))
    else:
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(type_)) for column, type_ in step.types
        )
        connection.execute(sql.SQL("create table {} ({})").format(name, columns))
        with (
            connection.cursor() as cursor,
            cursor.copy(sql.SQL("copy {} from stdin (format csv, header true)").format(name)) as copy,
        ):
            copy.write(step.text)
    connection.execute(sql.SQL("analyze {}").format(name))


def _compile(settings: Settings) -> tuple[Step, ...]:
    result = build(settings, select=[f"+{goal}" for goal in GOALS], command="compile")
    if not result.ok:
        problem = result.errors[0]
        raise WarehouseError(f"the rules don't compile: {problem.name}: {problem.message}", next_step="report it")
    return compiled_steps(settings)
