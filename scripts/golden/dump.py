"""Every table and view as canonical text: rows sorted by content, keys replaced by what they lead to, what differs by run left out.

A file a relation: a line of column names, a line of types, then the rows as COPY writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

SCHEMAS = ("raw", "core", "marts", "dbt_quality")

MOMENT = "timestamp with time zone"
"""The type of columns that say when something ran; what reports print is a date."""

VOLATILE = frozenset(
    {"raw.document.loader_version"}
    | {f"raw.load_attempt.{column}" for column in ("attempt_no", "path", "loader_version", "seconds")}
)
"""Other columns that differ from run to run, machine to machine or commit to commit, of the same program on the same files."""

LEFT_OUT = frozenset({"core.alembic_version"})

KEYS: dict[str, LiteralString] = {
    "document": "select document_key, file_name || ' ' || left(sha256, 8) from raw.document",
    "report": """
        select r.report_key, d.file_name || ' ' || left(d.sha256, 8)
        from core.dim_report as r
        inner join raw.document as d on r.document_key = d.document_key
    """,
    "agency": "select agency_key, name from core.dim_agency",
    "function": "select function_key, code || ' ' || name from core.dim_function",
    "economic": "select economic_key, system || ' ' || code || ' ' || name from core.dim_economic",
    "project": """
        select p.project_key, a.name || ' ' || p.name
        from core.dim_project as p
        inner join core.dim_agency as a on p.agency_key = a.agency_key
    """,
}
"""Kinds of generated keys, and what each key leads to."""

LEADS_TO = {
    "document_key": "document",
    "report_key": "report",
    "agency_key": "agency",
    "predecessor_key": "agency",
    "successor_key": "agency",
    "function_key": "function",
    "economic_key": "economic",
    "project_key": "project",
    "department_key": "economic",
    "government_key": "economic",
    "core.dim_function.parent_key": "function",
    "core.dim_economic.parent_key": "economic",
}
"""The end of a column's name, or its whole name → the kind of key that it holds."""


NOT_MADE = frozenset({"statement_key", "subject_key", "finding_key", "issue_key"})
"""Columns of keys that lead to no row: words that people gave, and digests of what a finding says."""


class UnknownKeyError(LookupError):
    """A column holds generated keys, and nothing says what they lead to."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation: its name, its type, and the kind of generated key that it holds ('' for none)."""

    name: str
    type: str
    key: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view with the columns that are dumped."""

    schema: str
    name: str
    columns: tuple[Column, ...]

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def dump(url: str, folder: Path, schemas: Sequence[str] = SCHEMAS) -> list[Relation]:
    """Write a file a relation into the folder. UnknownKeyError names a column of keys that nothing is said of."""
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(url) as connection:
        connection.execute("set timezone = 'UTC'")
        found = relations(connection, schemas)
        _make_labels(connection)
        for relation in found:
            with (folder / f"{relation}.tsv").open("wb") as file:
                file.write(("\t".join(c.name for c in relation.columns) + "\n").encode())
                file.write(("\t".join(c.type for c in relation.columns) + "\n").encode())
                for chunk in _rows(connection, relation):
                    file.write(chunk)
        connection.rollback()
    return found


def relations(connection: psycopg.Connection[Any], schemas: Sequence[str] = SCHEMAS) -> list[Relation]:
    """All tables and views of the schemas, partitions taken as parts of their table."""
    rows = connection.execute(
        """
        select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        from pg_class as c
        inner join pg_namespace as n on c.relnamespace = n.oid
        inner join pg_attribute as a on c.oid = a.attrelid
        where
            n.nspname = any(%s) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
            and a.attnum > 0 and not a.attisdropped
        order by n.nspname, c.relname, a.attnum
        """,
        [list(schemas)],
    )
    found: dict[tuple[str, str], list[Column]] = {}
    for schema, name, column, type_ in rows:
        relation = f"{schema}.{name}"
        if relation not in LEFT_OUT and type_ != MOMENT and f"{relation}.{column}" not in VOLATILE:
            found.setdefault((schema, name), []).append(Column(column, type_, _key(relation, column, type_)))
    return [Relation(schema, name, tuple(columns)) for (schema, name), columns in found.items()]


def _key(relation: str, column: str, type_: str) -> str:
    for end, kind in LEADS_TO.items():
        if end in (column, f"{relation}.{column}") or column.endswith(f"_{end}"):
            return kind
    if column.endswith("_key") and column not in NOT_MADE and type_ in ("text", "bigint"):
        raise UnknownKeyError(f"{relation}.{column} holds keys: say in LEADS_TO of {Path(__file__).name} what of")
    return ""


def _make_labels(connection: psycopg.Connection[Any]) -> None:
    connection.execute("create temporary table golden_label (kind text, key text, label text) on commit drop")
    for kind, query in KEYS.items():
        connection.execute(
            sql.SQL("insert into golden_label select {}, key::text, label from ({}) as found (key, label)").format(
                sql.Literal(kind), sql.SQL(query)
            )
        )
    connection.execute("analyze golden_label")


def _rows(connection: psycopg.Connection[Any], relation: Relation) -> Iterator[bytes]:
    values, joins = [], []
    for number, column in enumerate(relation.columns):
        name = sql.Identifier("t", column.name)
        if column.key:
            label = sql.Identifier(f"k{number}")
            values.append(sql.SQL("coalesce({}.label, {}::text)").format(label, name))
            joins.append(
                sql.SQL(" left join golden_label as {l} on {l}.kind = {kind} and {l}.key = {name}::text").format(
                    l=label, kind=sql.Literal(column.key), name=name
                )
            )
        else:
            values.append(sql.SQL("{}::text").format(name))
    query = sql.SQL(
        'copy (select r.* from (select {} from {} as t{}) as r order by r::text collate "C") to stdout'
    ).format(
        sql.SQL(", ").join(
            sql.SQL("{} as {}").format(value, sql.Identifier(column.name))
            for value, column in zip(values, relation.columns, strict=True)
        ),
        sql.Identifier(relation.schema, relation.name),
        sql.SQL("").join(joins),
    )
    with connection.cursor().copy(query) as copy:
        yield from (bytes(chunk) for chunk in copy)
