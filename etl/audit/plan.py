"""What the rules compile to: dbt's models of the reconciliation as SQL in the order they are built, made once a version and kept.

dbt takes seconds to start, an audit of one report less than one: so dbt compiles once, and an audit runs what it compiled. The first
build of a warehouse's marts compiles the same models and keeps them too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from pydantic import SecretStr

from etl.errors import WarehouseError
from etl.settings import Settings
from etl.warehouse.build import build, project_digest, project_folder

GOALS = ("reconciliation_finding", "reconciliation_coverage")
"""The models that an audit reads; the plan is what they need."""

REGISTER = "changed_audit_report"
"""Which reports a build of a warehouse evaluates again: an audit has none."""


@dataclass(frozen=True, slots=True)
class Step:
    """One relation: `kind` is view, table or seed, `text` the query, or of a seed its CSV, `types` the types of a seed's columns."""

    kind: str
    schema: str
    name: str
    text: str
    types: tuple[tuple[str, str], ...] = ()


def load_plan(settings: Settings, url: str) -> tuple[Step, ...]:
    """The steps of this version of the dbt project: from the cache under `settings.home`, else compiled on the database `url`."""
    folder = settings.home / "audit"
    cache = _cache(settings)
    try:
        stored = json.loads(cache.read_text(encoding="utf-8"))
        return tuple(Step(**{**step, "types": tuple(map(tuple, step["types"]))}) for step in stored)
    except (OSError, ValueError, TypeError, KeyError):
        pass  # no cache, or one that was cut off: made anew
    steps = _compile(Settings(database_url=SecretStr(url), home=folder))
    _store(cache, steps)
    return steps


def keep_plan(settings: Settings) -> bool:
    """Keep for audits what a build of the marts has just compiled; whether there is a plan now.

    Only the first build of a warehouse compiles `quality_report` for all reports, as an audit needs it; later ones name those loaded
    since. A selection of models has no plan.
    """
    cache = _cache(settings)
    if cache.exists():
        return True
    nodes = _manifest(settings)
    try:
        steps = tuple(_steps(nodes))
    except KeyError:  # a model that this build left out
        return False
    if any(REGISTER in step.text for step in steps):
        return False
    _store(cache, steps)
    return True


def _cache(settings: Settings) -> Path:
    return settings.home / "audit" / f"plan-{project_digest()}.json"


def _store(cache: Path, steps: tuple[Step, ...]) -> None:
    """Written beside and put in place at once: another audit may read it."""
    part = cache.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # where it can't be kept, the next audit compiles again
        cache.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_text(json.dumps([asdict(step) for step in steps], ensure_ascii=False), encoding="utf-8")
        part.replace(cache)


def run_plan(connection: psycopg.Connection[Any], steps: tuple[Step, ...]) -> None:
    """Build the relations of the plan in the database of the connection, which must hold `raw` and `core`."""
    prepare(connection)
    for schema in sorted({step.schema for step in steps}):
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    for step in steps:
        run_step(connection, step)


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
    return tuple(_steps(_manifest(settings)))


def _manifest(settings: Settings) -> dict[str, Any]:
    """The nodes that dbt left in its manifest, with the SQL of those it has compiled."""
    manifest = json.loads((settings.home / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes: dict[str, Any] = manifest["nodes"]
    return nodes


def _steps(nodes: Mapping[str, Any]) -> Iterator[Step]:
    """The relations that the goals need, each after those it reads."""
    done: set[str] = set()

    def visit(key: str) -> Iterator[Step]:
        # What a warehouse notes about its builds is no part of an audit: it evaluates every report of its database.
        if key in done or key not in nodes or "increment" in nodes[key]["fqn"]:
            return
        done.add(key)
        node = nodes[key]
        for earlier in node["depends_on"].get("nodes", ()):
            yield from visit(earlier)
        materialized = node["config"]["materialized"]
        if node["resource_type"] == "seed":
            yield _seed(node)
        elif materialized != "ephemeral":
            # dbt names the database too, and an audit runs in another one.
            text = node["compiled_code"].replace(f'"{node["database"]}".', "")
            yield Step("view" if materialized == "view" else "table", node["schema"], node["name"], text)

    for goal in GOALS:
        yield from visit(f"model.gongkai.{goal}")


def _seed(node: Mapping[str, Any]) -> Step:
    text = (project_folder() / node["original_file_path"]).read_text(encoding="utf-8")
    types = node["config"]["column_types"]
    header = text.splitlines()[0].split(",")
    return Step(
        "seed", node["schema"], node["name"], text, tuple((column, types.get(column, "text")) for column in header)
    )
