"""Exports marts to files, of all agencies or of one by its name; each appears whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from etl.export.csv_file import ENCODING, write_csv
from etl.export.marts import MartTable, find_marts, of_agency, rows
from etl.export.parquet import write_parquet
from etl.export.workbook import MartWorkbook
from etl.output import replacing


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, the mart in it, and its rows."""

    path: Path
    mart: str
    rows: int


def export_csv(
    connection: psycopg.Connection[Any],
    folder: Path,
    marts: Sequence[str] = (),
    *,
    chinese: bool = False,
    raw: bool = False,
    agency: str = "",
) -> list[Exported]:
    """One CSV file a mart. `raw`: texts as they are, for programs. Raises GongkaiError where a file can't be written."""
    with _snapshot(connection):
        return [
            _csv(connection, folder, mart, chinese=chinese, raw=raw, agency=agency)
            for mart in find_marts(connection, marts)
        ]


def _csv(
    connection: psycopg.Connection[Any], folder: Path, mart: MartTable, *, chinese: bool, raw: bool, agency: str
) -> Exported:
    path = folder / f"{mart.name}.csv"
    headers = [column.name_zh if chinese else column.name for column in mart.columns]
    with replacing(path) as new, new.open("w", encoding=ENCODING, newline="") as stream:
        count = write_csv(stream, headers, rows(connection, mart, of_agency(mart, agency)), raw=raw)
    return Exported(path, mart.name, count)


def export_workbook(
    connection: psycopg.Connection[Any],
    path: Path,
    marts: Sequence[str] = (),
    *,
    chinese: bool = False,
    agency: str = "",
) -> list[Exported]:
    """All marts in one workbook. Raises GongkaiError where a mart is too long for a sheet or the file can't be written."""
    with _snapshot(connection), replacing(path) as new:
        book = MartWorkbook(chinese=chinese)
        written = [
            Exported(path, mart.name, book.add(mart, rows(connection, mart, of_agency(mart, agency))))
            for mart in find_marts(connection, marts)
        ]
        book.save(new)
    return written


def export_workbooks(
    connection: psycopg.Connection[Any],
    folder: Path,
    marts: Sequence[str] = (),
    *,
    chinese: bool = False,
    agency: str = "",
) -> list[Exported]:
    """One workbook a mart."""
    written = []
    with _snapshot(connection):
        for mart in find_marts(connection, marts):
            path = folder / f"{mart.name}.xlsx"
            with replacing(path) as new:
                book = MartWorkbook(chinese=chinese)
                count = book.add(mart, rows(connection, mart, of_agency(mart, agency)))
                book.save(new)
            written.append(Exported(path, mart.name, count))
    return written


def export_parquet(
    connection: psycopg.Connection[Any],
    folder: Path,
    marts: Sequence[str] = (),
    *,
    chinese: bool = False,
    agency: str = "",
) -> list[Exported]:
    """One Parquet file a mart. Raises GongkaiError where pyarrow isn't installed or a file can't be written."""
    written = []
    with _snapshot(connection):
        for mart in find_marts(connection, marts):
            path = folder / f"{mart.name}.parquet"
            with replacing(path) as new:
                count = write_parquet(new, mart, rows(connection, mart, of_agency(mart, agency)), chinese=chinese)
            written.append(Exported(path, mart.name, count))
    return written


@contextmanager
def _snapshot(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """A transaction in which all marts are of one moment: a build in between doesn't mix two."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        yield
