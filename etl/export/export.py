"""Exports marts to files, of all agencies or of one by its name; each appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from etl.errors import GongkaiError
from etl.export.csv_file import ENCODING, write_csv
from etl.export.marts import MartTable, find_marts, of_agency, origins, rows
from etl.export.parquet import write_parquet
from etl.export.workbook import MartWorkbook
from etl.output import replacing

Progress = Callable[[int, int], None]
"""Is told how many marts are done, of how many."""
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, the mart in it, and its rows."""

    path: Path
    mart: str
    rows: int


def export_csv(
    connection: psycopg.Connection[Any],
    target: Path,
    marts: Sequence[str] = (),
    *,
    chinese: bool = False,
    raw: bool = False,
    agency: str = "",
    progress: Progress = lambda done, total: None,
) -> list[Exported]:
    """One CSV file a mart in `target`, a folder, or `target` itself where it is called .csv and one mart is named. `raw`: texts as they are,
    for programs. Raises GongkaiError where a file can't be written."""
    with _snapshot(connection):
        return [
            _csv(connection, path, mart, chinese=chinese, raw=raw, agency=agency)
            for path, mart in _told(_files(target, find_marts(connection, marts), ".csv"), progress)
        ]


def _csv(
    connection: psycopg.Connection[Any], path: Path, mart: MartTable, *, chinese: bool, raw: bool, agency: str
) -> Exported:
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
    progress: Progress = lambda done, total: None,
) -> list[Exported]:
    """All marts in one workbook. Raises GongkaiError where a mart is too long for a sheet or the file can't be written."""
    with _snapshot(connection), replacing(path) as new:
        book = MartWorkbook(chinese=chinese)
        written = [
            Exported(path, mart.name, book.add(mart, rows(connection, mart, of_agency(mart, agency))))
            for mart in _told(find_marts(connection, marts), progress)
        ]
        book.save(new, origins(connection, agency))
    return written


def export_workbooks(
    connection: psycopg.Connection[Any],
    folder: Path,
    marts: Sequence[str] = (),
    *,
    chinese: bool = False,
    agency: str = "",
    progress: Progress = lambda done, total: None,
) -> list[Exported]:
    """One workbook a mart."""
    written = []
    with _snapshot(connection):
        for mart in _told(find_marts(connection, marts), progress):
            path = folder / f"{mart.name}.xlsx"
            with replacing(path) as new:
                book = MartWorkbook(chinese=chinese)
                count = book.add(mart, rows(connection, mart, of_agency(mart, agency)))
                book.save(new, origins(connection, agency))
            written.append(Exported(path, mart.name, count))
    return written


def export_parquet(
    connection: psycopg.Connection[Any],
    target: Path,
    marts: Sequence[str] = (),
    *,
    chinese: bool = False,
    agency: str = "",
    progress: Progress = lambda done, total: None,
) -> list[Exported]:
    """One Parquet file a mart, as of `export_csv`. Raises GongkaiError where pyarrow isn't installed or a file can't be written."""
    written = []
    with _snapshot(connection):
        for path, mart in _told(_files(target, find_marts(connection, marts), ".parquet"), progress):
            with replacing(path) as new:
                count = write_parquet(new, mart, rows(connection, mart, of_agency(mart, agency)), chinese=chinese)
            written.append(Exported(path, mart.name, count))
    return written


def _told(those: Sequence[_One], progress: Progress) -> Iterator[_One]:
    """Those one by one; `progress` is told how many are done whenever the next is asked for, and at the end."""
    for done, one in enumerate(those):
        progress(done, len(those))
        yield one
    progress(len(those), len(those))


def _files(target: Path, marts: Sequence[MartTable], ending: str) -> list[tuple[Path, MartTable]]:
    """Each mart with the file that it goes to. GongkaiError where one file is named for several."""
    if target.suffix.lower() != ending or target.is_dir():
        return [(target / f"{mart.name}{ending}", mart) for mart in marts]
    if len(marts) != 1:
        raise GongkaiError(
            f"one file is named for {len(marts)} marts", place=str(target), next_step="name one mart, or a folder"
        )
    return [(target, marts[0])]


@contextmanager
def _snapshot(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """A transaction in which all marts are of one moment: a build in between doesn't mix two."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        yield
