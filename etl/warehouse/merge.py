"""Merging rows into dimensions so that the order of loading makes no difference.

Every rule is commutative, associative and idempotent (least, greatest, or), or says that all loaders write the same. A merge writes
only rows that it changes, and those in the order of their keys: loaders that meet wait for each other and never deadlock, and in a
warehouse that knows its subjects a report locks nothing that another needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql

from etl.warehouse.merge_rules import MERGES, Merge, Rule
from etl.warehouse.values import Columns, values_of
from models import metadata

Row = Mapping[str, Any]

_DIALECT: Any = postgresql.dialect()  # type: ignore[no-untyped-call]


SHARED = frozenset({"core.dim_year", "core.dim_function", "core.dim_economic", "core.economic_pairing"})
"""What many reports say alike, so that remembering it pays: not agencies and projects."""


@dataclass
class KnownRows:
    """Rows that have been merged over one connection and needn't be again: merging a row twice changes nothing.

    Rows count once their transaction is committed (`settle`). Should a row be deleted by others meanwhile, the facts that need it are
    refused by their foreign key; `clear` and do it again.
    """

    years: set[int] = field(default_factory=set)
    """Fiscal years that have their partitions."""
    _known: dict[str, set[tuple[Any, ...]]] = field(default_factory=dict)
    _fresh: dict[str, set[tuple[Any, ...]]] = field(default_factory=dict)

    def begin(self) -> None:
        """A transaction begins: what an earlier one sent and didn't commit is not known."""
        self._fresh = {}

    def new(self, table: sa.Table, rows: Iterable[Row]) -> list[Row]:
        """Those of the rows that aren't known, each once."""
        known, fresh = self._known.get(table.fullname, set()), self._fresh.setdefault(table.fullname, set())
        remember = table.fullname in SHARED
        seen: set[tuple[Any, ...]] = fresh if remember else set()
        found: list[Row] = []
        for row in rows:
            content = (*row, *row.values())
            if content not in known and content not in seen:
                seen.add(content)
                found.append(row)
        return found

    def settle(self) -> None:
        """The transaction is committed."""
        for name in SHARED & self._fresh.keys():
            self._known.setdefault(name, set()).update(self._fresh[name])
        self._fresh = {}

    def clear(self) -> None:
        """Forget everything."""
        self.years, self._known, self._fresh = set(), {}, {}


def merge_dimensions(
    connection: psycopg.Connection[Any], given: Sequence[Mapping[sa.Table, Sequence[Row]]], known: KnownRows
) -> None:
    """Merge the dimensions of several reports, table by table in the order of the model. ValueError for a table without a rule."""
    known.begin()
    rows: dict[str, list[Row]] = {}
    for tables in given:
        for table, own in tables.items():
            rows.setdefault(getattr(table, "__table__", table).fullname, []).extend(own)
    unknown = rows.keys() - MERGES.keys()
    if unknown:
        raise ValueError(f"no dimension: {', '.join(sorted(unknown))}")
    for table in metadata.sorted_tables:
        if table.fullname in rows:
            merge_dimension(connection, table, known.new(table, rows[table.fullname]))


def merge_dimension(connection: psycopg.Connection[Any], table: sa.Table, rows: Sequence[Row]) -> None:
    """Merge rows (column → value) into a dimension, several rows of one key too. Columns that no row names are left alone.

    ValueError for a table without a rule, an unknown or a missing column. Text compares by code point on every server.
    """
    if not rows:
        return
    if table.fullname not in MERGES:
        raise ValueError(f"{table.fullname} is no dimension")
    columns = Columns.of(table, [rows], only_named=True)
    values = [list(column) for column in zip(*values_of(columns, rows), strict=True)]
    connection.execute(_statement_text(table, columns.names), values)


@cache
def _statement_text(table: sa.Table, names: tuple[str, ...]) -> bytes:
    """The statement as text, made once: putting it together takes longer than the server takes to run it."""
    return _statement(table, Columns(table, names), MERGES[table.fullname]).as_bytes(None)


def _statement(table: sa.Table, columns: Columns, merge: Merge) -> sql.Composed:
    keys = [c.name for c in table.primary_key]
    others = [name for name in columns.names if name not in keys]
    rules = {name: merge.columns.get(name, merge.rule) for name in others}
    types = {c.name: c.type for c in table.columns}

    def combined(left: str, right: str, name: str) -> sql.Composed:
        """What the column holds after `left` met `right`."""
        a, b = sql.Identifier(left, name), sql.Identifier(right, name)
        if rules[name] == "latest":
            return sql.SQL("{}").format(b)
        if rules[name] == "kept":
            return sql.SQL("{}").format(a)
        return sql.SQL("{}({}, {})").format(sql.SQL(rules[name]), *(_comparable(x, types[name]) for x in (a, b)))

    def changes(left: str, right: str) -> sql.Composable:
        """Whether meeting `right` changes the stored row `left`."""
        if not others:
            return sql.SQL("false")
        before = sql.SQL(", ").join(sql.Identifier(left, name) for name in others)
        after = sql.SQL(", ").join(combined(left, right, name) for name in others)
        free = (
            sql.SQL("not ({}) and ").format(sql.SQL(merge.unless).format(row=sql.Identifier(left)))
            if merge.unless
            else sql.SQL("")
        )
        return sql.SQL("{}row({}) is distinct from row({})").format(free, before, after)

    names = _list(columns.names)
    return sql.SQL(
        """
        with given as (
            select {aggregated} from unnest({arrays}) as g ({names}) group by {keys}
        )
        insert into {table} as t ({names})
        select {qualified} from given as g
        left join {table} as s on {same}
        where s.{first} is null or ({changed})
        order by {order}
        on conflict ({keys}) {action}
        """
    ).format(
        aggregated=sql.SQL(", ").join(
            sql.Identifier(name) if name in keys else _aggregate(name, rules[name], types[name])
            for name in columns.names
        ),
        arrays=sql.SQL(", ").join(_array(types[name]) for name in columns.names),
        names=names,
        keys=_list(keys),
        table=sql.Identifier(table.schema or "public", table.name),
        qualified=sql.SQL(", ").join(sql.Identifier("g", name) for name in columns.names),
        same=sql.SQL(" and ").join(sql.SQL("s.{0} = g.{0}").format(sql.Identifier(name)) for name in keys),
        first=sql.Identifier(keys[0]),
        changed=changes("s", "g"),
        order=sql.SQL(", ").join(_comparable(sql.Identifier("g", name), types[name]) for name in keys),
        action=sql.SQL("do update set {} where {}").format(
            sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(name), combined("t", "excluded", name)) for name in others
            ),
            changes("t", "excluded"),
        )
        if others
        else sql.SQL("do nothing"),
    )


def _comparable(expression: sql.Composable, type_: sa.types.TypeEngine[Any]) -> sql.Composed:
    """The expression, compared by code point where it is text: collations differ from server to server."""
    return sql.SQL('{} collate "C"' if isinstance(type_, sa.Text) else "{}").format(expression)


def _array(type_: sa.types.TypeEngine[Any]) -> sql.SQL:
    """A parameter that is an array of the column's type."""
    name = "text" if isinstance(type_, sa.Text) else type_.compile(dialect=_DIALECT)
    return sql.SQL(f"%s::{name}[]")


def _aggregate(name: str, rule: Rule, type_: sa.types.TypeEngine[Any]) -> sql.Composed:
    if isinstance(type_, sa.Boolean):
        function = "bool_and" if rule in ("least", "kept") else "bool_or"
    else:
        function = "min" if rule in ("least", "kept") else "max"
    return sql.SQL("{}({}) as {}").format(
        sql.SQL(function), _comparable(sql.Identifier(name), type_), sql.Identifier(name)
    )


def _list(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
