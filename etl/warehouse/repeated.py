"""A build of few reports says to the server what the last such build said: its statements are kept, and said again without dbt.

What is to be made again, and of which reports, stands in tables that the statements themselves write and read (dbt/models/increment); dbt
decides nothing by data. Its statements are therefore the same as long as the project and the catalogue of the warehouse are, but for the names
of database and version: those of changed reports, and those of a first build, which finds no table. Where project or catalogue differs, where a
statement fails or a test finds something, the build is dbt's, which also says what is wrong.

Not said again: questions of dbt's own to the catalogue, and comments on tables that stay, which are as the catalogue has them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg.sql import SQL, Literal

from etl.warehouse.engine import connect
from etl.warehouse.spread import has_citus

MOST_REPORTS = 200
"""Of more changed reports than these dbt's four connections are worth their start: here one statement follows the other."""

WORK_MEMORY = "64MB"
"""What each sort and each hash of dbt's queries may take of the server's memory, unless the connection's own options say otherwise. With
PostgreSQL's 4 MB the list of pages that an index finds is cut short, and each row of them is held against every key again."""

NOTHING = hashlib.md5(b"", usedforsecurity=False).hexdigest()
"""The `catalogue_state` of a warehouse that no build has been made in."""
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
    """A build as it was said. `version`: the `etl.warehouse.build.project_version` that its reports are marked with; `state`: the catalogue before
    it, `catalogue_state`."""

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

    def nodes(self, state: str) -> tuple[Node, ...]:
        """The nodes in an order in which they can be said again, of a build that found the catalogue in this state."""
        return tuple(
            Node(name, tuple(said) if state == NOTHING else _without_comments(said))
            for name, said in self._said.items()
        )


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

        select md5(coalesce(string_agg(name || ' ' || told, chr(10) order by name collate "C", told collate "C"), '')) from entry
        """
    ).fetchone()
    return str(row and row[0])


_DATABASE, _VERSION = '"<database>".', "'<version>'"
"""Stand in what is kept for the name of the database, which dbt puts before that of each relation, and for the version."""


def _file(connection: psycopg.Connection[Any], project: Path, state: str) -> Path:
    """Where the recording of this project, server and kind of build is kept: one each, whatever catalogue it is of."""
    info = connection.info
    told = (info.server_version, has_citus(connection), metadata.version("dbt-core"), state == NOTHING)
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    return project.parent / f"said-{project.name.removeprefix('project-')}-{digest}.json"


def _with(names: Mapping[str, str], nodes: Iterable[Node]) -> tuple[Node, ...]:
    """The nodes with other names in their statements."""

    def renamed(statement: str) -> str:
        for before, after in names.items():
            statement = statement.replace(before, after)
        return statement

    return tuple(Node(one.name, tuple(map(renamed, one.statements))) for one in nodes)


def _names(connection: psycopg.Connection[Any], version: str) -> dict[str, str]:
    """What stands in what is kept → what stands for it in this warehouse."""
    return {_DATABASE: f'"{connection.info.dbname}".', _VERSION: f"'{version}'"}


def kept_recording(connection: psycopg.Connection[Any], project: Path, version: str, state: str) -> Recording | None:
    """What the last build said that found the catalogue in this state, as a build of this version says it."""
    try:
        told = json.loads(_file(connection, project, state).read_bytes())
        nodes = tuple(Node(str(one["name"]), tuple(map(str, one["statements"]))) for one in told["nodes"])
        recording = Recording(
            version,
            str(told["state"]),
            _with(_names(connection, version), nodes),
            int(told["models"]),
            int(told["tests"]),
        )
    except (OSError, ValueError, KeyError, TypeError):  # none, or cut off
        return None
    return recording if recording.state == state else None


def keep_recording(connection: psycopg.Connection[Any], project: Path, recording: Recording) -> None:
    """Keep a recording for the next build, in the place of the one before; those of other projects go.

    Only of a build that found nothing, or that left the catalogue as it found it, for another's statements would not do for the next, and that
    made no index: dbt makes a name up for each, which can't be taken twice.
    """
    said = (statement for node in recording.nodes for statement in node.statements)
    if recording.state != NOTHING and (
        catalogue_state(connection) != recording.state
        or any(one.startswith(("create index", "create unique index")) for one in said)
    ):
        return
    file = _file(connection, project, recording.state)
    names = {own: kept for kept, own in _names(connection, recording.version).items()}
    told = asdict(
        replace(recording, version="", nodes=_with(names, (_with_rows(connection, node) for node in recording.nodes)))
    )
    part = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # where it can't be kept, the next build is dbt's again
        part.touch(mode=0o600)
        part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        part.replace(file)
        for other in file.parent.glob("said-*.json"):
            if not other.name.startswith(file.name.rpartition("-")[0]):
                other.unlink(missing_ok=True)


def forget_recording(connection: psycopg.Connection[Any], project: Path, state: str) -> None:
    """What ended early once is not said again; the next build of dbt's that finds the catalogue in this state is kept in its place."""
    with suppress(OSError):
        _file(connection, project, state).unlink(missing_ok=True)


_BOUND = re.compile(r'insert into ((?:"[^"]+"\.)?"[^"]+"\."[^"]+") \([^()]*\) values\s*\(%s', re.DOTALL)
"""How dbt fills the table of a seed: some thousand rows a statement, which its events don't tell."""


def _with_rows(connection: psycopg.Connection[Any], node: Node) -> Node:
    """A node whose statements hold the rows that they insert, as the table that they made has them."""
    statements: list[str] = []
    filled: set[str] = set()
    for one in node.statements:
        bound = _BOUND.match(one)
        if bound is None:
            statements.append(one)
        elif bound[1] not in filled:
            filled.add(bound[1])
            rows = connection.execute(
                SQL("select coalesce(jsonb_agg(to_jsonb(held))::text, '[]') from {} as held").format(
                    SQL(cast("Any", bound[1]))
                )
            ).fetchone()
            statements.append(
                SQL("insert into {0} select * from jsonb_populate_recordset(null::{0}, {1}::jsonb)")
                .format(SQL(cast("Any", bound[1])), Literal(rows and rows[0]))
                .as_string(connection)
            )
    return Node(node.name, tuple(statements))


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
