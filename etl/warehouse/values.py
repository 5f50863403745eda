"""Python values → what Postgres stores, column by column, with nothing lost in silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from etl.warehouse.storable import storable

"""What Postgres' text can't hold: the zero character and halves of surrogate pairs, both leftovers of broken conversions."""


Convert = Callable[[Any], Any]


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(k)): _deep(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(v) for v in value]
    return value


_json_of_anything = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _json(value: Any) -> str:
    """JSON text as it comes: with what Postgres can't hold, if that is in it."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # halves of surrogate pairs, great numbers, and what is no JSON
        return _json_of_anything(value)


def as_json(value: Any) -> str:
    """JSON text of lists, tuples, mappings, texts, numbers; Decimal isn't JSON and raises TypeError."""
    text = _json(value)
    if "\\u0000" in text or storable(text) is not text:
        text = _json(_deep(value))
    return text


def as_array(value: Iterable[Any]) -> str:
    """The text that Postgres reads as an array of texts, numbers and nulls: `{1,2}`, `{"甲","乙"}`; characters it can't hold shown as �."""
    return storable(_array(value))


def _array(value: Iterable[Any]) -> str:
    values = list(value)
    kinds = set(map(type, values))
    if kinds == {str}:
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1):
            return '{"' + text + '"}'
    elif kinds == {int}:
        return "{" + str(values)[1:-1] + "}"
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "NULL" if value is None else str(value)


def _converter(type_: sa.types.TypeEngine[Any], *, careful: bool) -> Convert | None:
    if isinstance(type_, JSONB):
        return as_json if careful else _json
    if isinstance(type_, sa.ARRAY):
        return as_array if careful else _array
    return None


def _is_exact(type_: sa.types.TypeEngine[Any]) -> bool:
    """Amounts and printed numbers are; confidence of OCR, numeric(4, 3), may come as a float."""
    return isinstance(type_, sa.Numeric) and (type_.precision or 0) >= 20


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that are written, in its own order."""

    table: sa.Table
    names: tuple[str, ...]

    def led_by(self, first: Iterable[str]) -> Columns:
        """The same columns, those that are named here before the others: what rows leave out comes first, and is put there at once."""
        leading = set(first)
        return Columns(self.table, tuple(sorted(self.names, key=lambda name: name not in leading)))

    @classmethod
    def of(cls, table: sa.Table, parts: Sequence[Sequence[Mapping[str, Any]]], *, only_named: bool = False) -> Columns:
        """All columns, without those that the server fills itself and no row of the parts names; `only_named`: those that rows name or need.

        ValueError, if it looks at the rows, for a column that the table doesn't have; else `values_of` finds it.
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
    """What reading rows of some columns needs to know of them: what a row without a column has, and which, by place, are looked at."""

    base: Mapping[str, Any]
    converted: tuple[tuple[int, Convert], ...]
    exact: Callable[[Sequence[Any]], tuple[Any, ...]] | None


@cache
def _plan(columns: Columns, careful: bool) -> _Plan:
    base: dict[str, Any] = {}
    converted: list[tuple[int, Convert]] = []
    exact: list[int] = []
    for place, name in enumerate(columns.names):
        column = columns.table.columns[name]
        default = column.default
        base[name] = default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None
        convert = _converter(column.type, careful=careful)
        if convert is not None:
            converted.append((place, convert))
        if _is_exact(column.type):
            exact.append(place)
    return _Plan(base, tuple(converted), _getter(exact) if exact else None)


def _getter(names: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) == 1:
        (name,) = names
        return lambda row: (row[name],)
    return itemgetter(*names) if names else lambda _: ()


def _taken(
    columns: Columns, base: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], shared: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The rows' values in the order of the columns, what they leave out filled in. ValueError for a column that isn't there."""
    others = [name for name in columns.names if name not in shared]
    leading = tuple(shared[name] for name in columns.names if name in shared)
    # Loading spends its time here. Rows that have just the columns that aren't shared are taken in one look-up in C each.
    if columns.names[: len(leading)] == tuple(name for name in columns.names if name in shared):
        own = _getter(others)
        if set(map(len, rows)) == {len(others)}:
            with suppress(KeyError):
                return [leading + own(row) for row in rows]
    every = _getter(columns.names)
    filled = {**base, **shared}
    found = []
    for row in rows:
        given = {**filled, **row}
        if len(given) != len(filled):
            _refuse_unknown(columns.table, row)
        found.append(every(given))
    return found


def values_of(
    columns: Columns,
    rows: Sequence[Mapping[str, Any]],
    shared: Mapping[str, Any] | None = None,
    *,
    careful: bool = True,
) -> list[tuple[Any, ...]]:
    """Rows (column → value) as stored values in the order of `columns`; quickest where those of `shared` lead (`Columns.led_by`).

    `shared` gives what rows leave out (the report's keys); then the column's own default counts, then null. TypeError for a float among
    amounts, ValueError for an unknown column. What is missing the server refuses, naming table, row and column. Not `careful`, texts
    aren't searched for characters that Postgres can't hold.
    """
    plan = _plan(columns, careful)
    found = _taken(columns, plan.base, rows, {n: value for n, value in (shared or {}).items() if n in plan.base})
    if plan.exact is not None and float in set(map(type, chain.from_iterable(map(plan.exact, found)))):
        wrong = next(value for values in found for value in plan.exact(values) if isinstance(value, float))
        raise TypeError(f"{wrong!r} is a float; money and printed numbers are Decimal")
    for place, convert in plan.converted:
        found = [
            values if values[place] is None else (*values[:place], convert(values[place]), *values[place + 1 :])
            for values in found
        ]
    if careful:
        found = [tuple(storable(v) if isinstance(v, str) else v for v in values) for values in found]
    return found
