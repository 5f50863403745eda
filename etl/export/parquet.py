"""A mart as Parquet: numbers as decimals of the mart's own precision, descriptions of columns in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.errors import GongkaiError
from etl.export.marts import MartTable

if TYPE_CHECKING:
    import pyarrow as pa

_DECIMAL = re.compile(r"numeric\((\d+),(-?\d+)\)")
_AT_ONCE = 20_000
"""Rows of a row group: what is in memory at once."""


def write_parquet(path: Path, mart: MartTable, rows: Iterable[Sequence[Any]], *, chinese: bool = False) -> int:
    """Write a mart to `path`; how many rows it has. Raises GongkaiError where pyarrow isn't installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise GongkaiError(
            "Parquet needs pyarrow", place=str(path), next_step="pip install 'gongkai[parquet]'"
        ) from None
    schema = pa.schema(
        [
            pa.field(
                column.name_zh if chinese else column.name,
                _type(pa, column.type),
                metadata={"description": column.description},
            )
            for column in mart.columns
        ],
        metadata={"mart": mart.name, "description": mart.description},
    )
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in _parts(rows):
            columns = zip(*part, strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(part)
    return count


def _parts(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    rest = iter(rows)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def _type(pa: Any, name: str) -> pa.DataType:
    """The Arrow type of a PostgreSQL type. A mart's contract allows no others than these."""
    if name.endswith("[]"):
        return pa.list_(_type(pa, name.removesuffix("[]")))
    if found := _DECIMAL.fullmatch(name):
        return pa.decimal128(int(found[1]), int(found[2]))
    return {
        "bigint": pa.int64(),
        "integer": pa.int32(),
        "smallint": pa.int16(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp with time zone": pa.timestamp("us", tz="UTC"),
        "text": pa.string(),
    }[name]
