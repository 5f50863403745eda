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


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""JSON text as it comes: with what Postgres can't hold, if that is in it."""


def as_json(value: Any) -> str:
    """JSON text of lists, tuples, mappings, texts, numbers; Decimal isn't JSON and raises TypeError."""
    text = _json(value)
    if "\\u0000" in text or _UNSTORABLE.search(text):
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


def _taker(
    columns: Columns, base: Mapping[str, Any], shared: Mapping[str, Any]
) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """A function row → its values in the order of the columns, what it leaves out filled in. ValueError for a column that isn't there."""
    leading = tuple(base[name] for name in columns.names if name in shared)
    others = [name for name in columns.names if name not in shared]
    straight = list(columns.names[: len(leading)]) == [name for name in columns.names if name in shared]
    own, every, own_count, count = _getter(others), _getter(columns.names), len(others), len(base)

    # Loading spends its time here. A row that has just the columns that aren't shared is taken in one look-up in C; others are filled up first.
    def take(row: Mapping[str, Any]) -> tuple[Any, ...]:
        if straight and len(row) == own_count:
            try:
                return leading + own(row)
            except KeyError:
                pass
        given = {**base, **row}
        if len(given) != count:
            _refuse_unknown(columns.table, row)
        return every(given)

    return take


def reader_of(
    columns: Columns, shared: Mapping[str, Any] | None = None, *, careful: bool = True
) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """A function row (column → value) → stored values in the order of `columns`; quickest where those of `shared` lead (`Columns.led_by`).

    `shared` gives what rows leave out (the report's keys); then the column's own default counts, then null. The function raises
    TypeError for a float among amounts and ValueError for an unknown column. What is missing the server refuses, naming table, row and
    column. Not `careful`, it doesn't look for characters in texts that Postgres can't hold.
    """
    plan = _plan(columns, careful)
    filled = {name: value for name, value in (shared or {}).items() if name in plan.base}
    take, converted, amounts_of = _taker(columns, {**plan.base, **filled}, filled), plan.converted, plan.exact

    def read(row: Mapping[str, Any]) -> Sequence[Any]:
        values = take(row)
        if amounts_of is not None and float in map(type, amounts_of(values)):
            wrong = next(value for value in amounts_of(values) if isinstance(value, float))
            raise TypeError(f"{wrong!r} is a float; money and printed numbers are Decimal")
        for place, convert in converted:
            if values[place] is not None:
                values = (*values[:place], convert(values[place]), *values[place + 1 :])
        if careful and _UNSTORABLE.search("".join([value for value in values if isinstance(value, str)])):
            return [storable(value) if isinstance(value, str) else value for value in values]
        return values

    return read
