"""Python values → what Postgres stores, column by column, with nothing lost in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; money and printed numbers are Decimal")
    return value


def _converter(type_: sa.types.TypeEngine[Any]) -> Convert | None:
    if isinstance(type_, JSONB):
        return as_json
    if isinstance(type_, sa.ARRAY):
        return _as_array
    # Confidence of OCR, numeric(4, 3), may come as a float; amounts and printed numbers may not.
    if isinstance(type_, sa.Numeric) and (type_.precision or 0) >= 20:
        return _exact
    return None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that are written, in its own order."""

    table: sa.Table
    names: tuple[str, ...]

    @classmethod
    def of(cls, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, only_named: bool = False) -> Columns:
        """All columns, without those that the server fills itself and no row names; `only_named`: those that rows name or need.

        ValueError for a column that the table doesn't have.
        """
        named: set[str] = set().union(*rows)
        unknown = named - {c.name for c in table.columns}
        if unknown:
            raise ValueError(f"{table.fullname} has no column {', '.join(sorted(unknown))}")

        def written(column: sa.Column[Any]) -> bool:
            return column.name in named or (column.server_default is None and (not only_named or _is_required(column)))

        return cls(table, tuple(c.name for c in table.columns if written(c)))


def _is_required(column: sa.Column[Any]) -> bool:
    return not column.nullable and column.default is None


def reader_of(
    columns: Columns, shared: Mapping[str, Any] | None = None
) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """A function row (column → value) → stored values in the order of `columns`.

    `shared` gives what rows leave out (the report's keys); then the column's own default counts, then null. The function raises
    TypeError for a float among amounts. What is missing the server refuses, naming table, row and column.
    """
    shared = shared or {}
    plan: list[tuple[str, Any]] = []
    converted: list[tuple[int, Convert]] = []
    for index, name in enumerate(columns.names):
        column = columns.table.columns[name]
        default = column.default
        scalar = default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None
        plan.append((name, shared.get(name, scalar)))
        convert = _converter(column.type)
        if convert is not None:
            converted.append((index, convert))

    def read(row: Mapping[str, Any]) -> Sequence[Any]:
        get = row.get
        values = [get(name, default) for name, default in plan]
        for index, convert in converted:
            value = values[index]
            if value is not None:
                values[index] = convert(value)
        # One search a row, not one a text: this is where loading spends its time.
        if _UNSTORABLE.search("".join([value for value in values if isinstance(value, str)])):
            return [storable(value) if isinstance(value, str) else value for value in values]
        return values

    return read
