"""Python values → what Postgres stores, column by column, with nothing lost in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What Postgres' text can't hold: the zero character and halves of surrogate pairs, both leftovers of broken conversions."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Convert = Callable[[Any], Any]


def storable(text: str) -> str:
    """The text with each character that Postgres can't hold shown as �."""
    return _UNSTORABLE.sub(REPLACEMENT, text) if _UNSTORABLE.search(text) else text


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(k)): _deep(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(v) for v in value]
    return value


def as_json(value: Any) -> str:
    """JSON text of lists, tuples, mappings, texts, numbers; Decimal isn't JSON and raises TypeError."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if "\\u0000" in text or _UNSTORABLE.search(text):
        text = json.dumps(_deep(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text


def _as_array(value: Iterable[Any]) -> list[Any]:
    return [storable(v) if isinstance(v, str) else v for v in value]


def _converter(type_: sa.types.TypeEngine[Any]) -> Convert | None:
    if isinstance(type_, JSONB):
        return as_json
    if isinstance(type_, sa.ARRAY):
        return _as_array
    return None


def _is_exact(type_: sa.types.TypeEngine[Any]) -> bool:
    """Amounts and printed numbers are; confidence of OCR, numeric(4, 3), may come as a float."""
    return isinstance(type_, sa.Numeric) and (type_.precision or 0) >= 20


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that are written, in its own order."""

    table: sa.Table
    names: tuple[str, ...]

    @classmethod
    def of(cls, table: sa.Table, parts: Sequence[Sequence[Mapping[str, Any]]], *, only_named: bool = False) -> Columns:
        """All columns, without those that the server fills itself and no row of the parts names; `only_named`: those that rows name or need.

        ValueError, if it looks at the rows, for a column that the table doesn't have; else `reader_of` finds it.
        """
        if not only_named and all(column.server_default is None for column in table.columns):
            return cls(table, tuple(table.columns.keys()))
        named: set[str] = set().union(*(row for rows in parts for row in rows))
        _refuse_unknown(table, named)

        def written(column: sa.Column[Any]) -> bool:
            return column.name in named or (column.server_default is None and (not only_named or _is_required(column)))

        return cls(table, tuple(c.name for c in table.columns if written(c)))


def _refuse_unknown(table: sa.Table, named: Iterable[str]) -> None:
    unknown = set(named) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.fullname} has no column {', '.join(sorted(unknown))}")


def _is_required(column: sa.Column[Any]) -> bool:
    return not column.nullable and column.default is None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What reading rows of some columns needs to know of them: what a row without a column has, and which are looked at."""

    base: Mapping[str, Any]
    converted: tuple[tuple[str, Convert], ...]
    exact: tuple[str, ...]


@cache
def _plan(columns: Columns) -> _Plan:
    base: dict[str, Any] = {}
    converted: list[tuple[str, Convert]] = []
    exact: list[str] = []
    for name in columns.names:
        column = columns.table.columns[name]
        default = column.default
        base[name] = default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None
        convert = _converter(column.type)
        if convert is not None:
            converted.append((name, convert))
        if _is_exact(column.type):
            exact.append(name)
    return _Plan(base, tuple(converted), tuple(exact))


def _getter(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(names) == 1:
        (name,) = names
        return lambda row: (row[name],)
    return itemgetter(*names) if names else lambda _: ()


def reader_of(
    columns: Columns, shared: Mapping[str, Any] | None = None, *, careful: bool = True
) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """A function row (column → value) → stored values in the order of `columns`.

    `shared` gives what rows leave out (the report's keys); then the column's own default counts, then null. The function raises
    TypeError for a float among amounts and ValueError for an unknown column. What is missing the server refuses, naming table, row and
    column. Not `careful`, it doesn't look for characters in texts that Postgres can't hold.
    """
    plan = _plan(columns)
    base = {**plan.base, **{name: value for name, value in (shared or {}).items() if name in plan.base}}
    values_of, amounts_of, converted, count = _getter(columns.names), _getter(plan.exact), plan.converted, len(base)
    exact = bool(plan.exact)

    # Loading spends its time here: one copy and one look-up in C for all columns, and a look at those only that need it.
    def read(row: Mapping[str, Any]) -> Sequence[Any]:
        given = base.copy()
        given.update(row)
        if len(given) != count:
            _refuse_unknown(columns.table, row)
        for name, convert in converted:
            value = given[name]
            if value is not None:
                given[name] = convert(value)
        if exact and float in map(type, amounts_of(given)):
            wrong = next(value for value in amounts_of(given) if isinstance(value, float))
            raise TypeError(f"{wrong!r} is a float; money and printed numbers are Decimal")
        values = values_of(given)
        if careful and _UNSTORABLE.search("".join([value for value in values if isinstance(value, str)])):
            return [storable(value) if isinstance(value, str) else value for value in values]
        return values

    return read
