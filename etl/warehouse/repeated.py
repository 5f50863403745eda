"""A build of the reports that changed says to the server what the last such build said: its statements are kept, and said again without dbt.

What is to be made again, and of which reports, stands in tables that the statements themselves write and read (dbt/models/increment); dbt
decides nothing by data. Its statements are therefore the same as long as the project, the version that is built and the catalogue of the
warehouse are. Where one of these differs, where a statement fails or a test finds something, the build is dbt's, which also says what is wrong.

Not said again: questions of dbt's own to the catalogue, and comments on tables that stay, which are as the catalogue has them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg.sql import SQL

from etl.warehouse.engine import connect
from etl.warehouse.spread import has_citus

MOST_REPORTS = 200
"""Of more changed reports than these dbt's four connections are worth their start: here one statement follows the other."""

WORK_MEMORY = "64MB"
"""What each sort and each hash of dbt's queries may take of the server's memory, unless the connection's own options say otherwise. With
PostgreSQL's 4 MB the list of pages that an index finds is cut short, and each row of them is held against every key again."""

_COMMENT = re.compile(r"^\s*/\*.*?\*/\s*", re.DOTALL)
"""What dbt puts before each statement."""
_COMMIT = "COMMIT"
_TEST = "test."
"""How dbt's names of tests begin."""


@dataclass(frozen=True, slots=True)
class Node:
    """A model, a test, or the hooks at the end of a run, and its statements; `COMMIT` is one."""

    name: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """A build as it was said. `version`: what marts follow from besides the reports (`etl.warehouse.build.project_version`); `state`: the catalogue
    before and after it, `catalogue_state`."""

    version: str
    state: str
    nodes: tuple[Node, ...]
    models: int
    tests: int


class Recorder:
    """Takes down what dbt says to the server, as a callback of its events."""

    def __init__(self) -> None:
        self._said: dict[str, list[str]] = {}

    def __call__(self, event: Any) -> None:
        """One of dbt's events; those of statements name the node."""
        if event.info.name != "SQLQuery":
            return
        name, statement = str(event.data.conn_name), _COMMENT.sub("", str(event.data.sql)).strip()
        if name.startswith("list_") or _only_asks(name, statement) or (statement == _COMMIT and name not in self._said):
            return
        # The first statement that does something places a node behind all that it builds on.
        self._said.setdefault(name, []).append(statement)

    def nodes(self) -> tuple[Node, ...]:
        """The nodes in an order in which they can be said again."""
        return tuple(Node(name, _without_comments(said)) for name, said in self._said.items())


def _only_asks(name: str, statement: str) -> bool:
    if name.startswith(_TEST):
        return False
    return statement.startswith("select") and "set_config(" not in statement


def _without_comments(said: list[str]) -> tuple[str, ...]:
    """A table that takes the place of another needs its comments; another has them."""
    is_new = any(one.startswith("alter table") and " rename to " in one for one in said)
    return tuple(one for one in said if is_new or not one.startswith("comment on"))


def catalogue_state(connection: psycopg.Connection[Any]) -> str:
    """A digest of what dbt's statements depend on in the catalogue: relations of its schemas with their columns, keys and comments."""
    row = connection.execute(
        """
        with relation as (
            select oid, relname, relkind, relnamespace::regnamespace::text as schema
            from pg_class
            where
                relkind in ('r', 'p', 'v', 'm')
                and (relnamespace::regnamespace::text like 'dbt\\_%' or relnamespace::regnamespace::text in ('marts', 'marts_zh'))
        ),

        entry (name, told) as (
            select schema || '.' || relname, relkind::text from relation
            union all
            select relation.schema || '.' || relation.relname || '.' || own.attname, format_type(own.atttypid, own.atttypmod) || own.attnotnull
            from relation
            inner join pg_attribute as own on relation.oid = own.attrelid
            where own.attnum > 0 and not own.attisdropped
            union all
            select relation.schema || '.' || relation.relname, pg_get_constraintdef(own.oid)
            from relation
            inner join pg_constraint as own on relation.oid = own.conrelid
            union all
            select relation.schema || '.' || relation.relname || own.objsubid, md5(own.description)
            from relation
            inner join pg_description as own on relation.oid = own.objoid and own.classoid = 'pg_class'::regclass
        )

        select md5(string_agg(name || ' ' || told, chr(10) order by name collate "C", told collate "C")) from entry
        """
    ).fetchone()
    return str(row and row[0])


def _file(connection: psycopg.Connection[Any], project: Path) -> Path:
    """Where the recording of this project, database and user is kept: one each, whatever version it is of."""
    info = connection.info
    told = (info.dbname, info.user, info.server_version, has_citus(connection), metadata.version("dbt-core"))
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    return project.parent / f"said-{project.name.removeprefix('project-')}-{digest}.json"


def kept_recording(connection: psycopg.Connection[Any], project: Path, version: str) -> Recording | None:
    """What the last build of changed reports said, if it was of this version and the catalogue is as it was then."""
    try:
        told = json.loads(_file(connection, project).read_bytes())
        recording = Recording(
            str(told["version"]),
            str(told["state"]),
            tuple(Node(str(one["name"]), tuple(map(str, one["statements"]))) for one in told["nodes"]),
            int(told["models"]),
            int(told["tests"]),
        )
    except (OSError, ValueError, KeyError, TypeError):  # none, or cut off
        return None
    return recording if (recording.version, recording.state) == (version, catalogue_state(connection)) else None


def keep_recording(connection: psycopg.Connection[Any], project: Path, recording: Recording) -> None:
    """Keep a recording for the next build, in the place of the one before; those of other projects go.

    Only of a build that left the catalogue as it found it, for another's statements would not do for the next, and that made no index: dbt
    makes a name up for each, which can't be taken twice.
    """
    said = (statement for node in recording.nodes for statement in node.statements)
    if catalogue_state(connection) != recording.state or any(
        one.startswith(("create index", "create unique index")) for one in said
    ):
        return
    file = _file(connection, project)
    part = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # where it can't be kept, the next build is dbt's again
        part.touch(mode=0o600)
        part.write_text(json.dumps(asdict(recording), ensure_ascii=False), encoding="utf-8")
        part.replace(file)
        for other in file.parent.glob("said-*.json"):
            if not other.name.startswith(file.name.rpartition("-")[0]):
                other.unlink(missing_ok=True)


def forget_recording(connection: psycopg.Connection[Any], project: Path) -> None:
    """What ended early once is not said again; the next build of dbt's that finds the catalogue whole is kept in its place."""
    with suppress(OSError):
        _file(connection, project).unlink(missing_ok=True)


class FoundSomethingError(Exception):
    """A test of the build found rows."""


def repeat(url: str, recording: Recording, progress: Callable[[int, int], None]) -> None:
    """Say the statements of a recording again. psycopg.Error or FoundSomethingError where that ends early; the next build starts over then."""
    with connect(url, application="gongkai build") as connection:
        connection.autocommit = False
        if has_citus(connection):
            # As dbt's connections have it.
            connection.execute("set citus.multi_shard_modify_mode to 'sequential'")
        connection.execute(
            "select set_config(name, %s, false) from pg_settings where name = 'work_mem' and source <> 'client'",
            (WORK_MEMORY,),
        )
        connection.commit()
        for number, node in enumerate(recording.nodes, start=1):
            _say(connection, node)
            progress(number, len(recording.nodes))


def _say(connection: psycopg.Connection[Any], node: Node) -> None:
    for statement in node.statements:
        if statement == _COMMIT:
            connection.commit()
            continue
        # Without parameters, as text: several statements may stand in one.
        cursor = connection.execute(SQL(cast("Any", statement)))
        if node.name.startswith(_TEST):
            found = cursor.fetchone()
            if found is None or found[1] or found[2]:
                raise FoundSomethingError(node.name)
    # What is dropped once a model is done.
    connection.commit()
