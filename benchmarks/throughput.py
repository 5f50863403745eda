"""Many reports: reading by processes, and writing beside the same rows by bare COPY and by pandas, in one run."""

from __future__ import annotations

import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql import JSONB

from benchmarks.server import warehouse
from etl.load import WarehouseAliases, load_files, sync_reference
from etl.reading import Unread, read_all, usual_workers
from etl.report import Report
from etl.samples.synth import write_reports
from etl.statements.forms import load_catalogue
from etl.warehouse.engine import connect, make_engine
from etl.warehouse.rows import report_rows
from etl.warehouse.values import Columns, reader_of
from etl.warehouse.writer import ReportRows, write_report

Rows = dict[sa.Table, tuple[Columns, list[Sequence[Any]]]]
PARAMETERS = 60_000
"""Of one statement; PostgreSQL takes 65,535."""


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _core_rows(connection: psycopg.Connection[Any]) -> Rows:
    """What loading wrote into `core` for reports, as stored: no dimensions."""
    from models import metadata

    found: Rows = {}
    for table in metadata.sorted_tables:
        if table.schema == "core" and "report_key" in table.columns and table.name != "dim_report":
            names = sql.SQL(", ").join(sql.Identifier(c.name) for c in table.columns)
            rows = connection.execute(
                sql.SQL("select {} from {}").format(names, sql.Identifier("core", table.name))
            ).fetchall()
            if rows:
                columns = Columns(table, tuple(c.name for c in table.columns))
                read = reader_of(columns)
                found[table] = (columns, [read(dict(zip(columns.names, row, strict=True))) for row in rows])
    return found


def _bare_tables(connection: psycopg.Connection[Any], schema: str, rows: Rows) -> None:
    """The same columns without keys, indexes and checks; JSON as text, which is all that pandas can write."""
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    for table in rows:
        connection.execute(
            sql.SQL("create table {} as select * from {} with no data").format(
                sql.Identifier(schema, table.name), sql.Identifier("core", table.name)
            )
        )
        for column in table.columns:
            if isinstance(column.type, JSONB):
                connection.execute(
                    sql.SQL("alter table {} alter column {} type text").format(
                        sql.Identifier(schema, table.name), sql.Identifier(column.name)
                    )
                )


def _copy(connection: psycopg.Connection[Any], schema: str, rows: Rows) -> None:
    """Each table with one COPY, everything in one transaction: as fast as it goes from Python."""
    with connection.transaction(), connection.cursor() as cursor:
        for table, (columns, values) in rows.items():
            statement = sql.SQL("copy {} ({}) from stdin").format(
                sql.Identifier(schema, table.name), sql.SQL(", ").join(map(sql.Identifier, columns.names))
            )
            with cursor.copy(statement) as copy:
                for row in values:
                    copy.write_row(row)


def _pandas(url: str, schema: str, rows: Rows) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        for table, (columns, values) in rows.items():
            frame = pd.DataFrame(values, columns=list(columns.names), dtype=object)
            frame.to_sql(
                table.name,
                connection,
                schema=schema,
                if_exists="append",
                index=False,
                method="multi",
                chunksize=PARAMETERS // len(columns.names),
                # As pandas would guess them, columns with nothing in them are refused.
                dtype={c.name: sa.Text() if isinstance(c.type, JSONB) else c.type for c in table.columns},
            )
    engine.dispose()


def _reading(files: Sequence[Path]) -> tuple[list[Report], list[tuple[int, float]]]:
    """The reports, and the seconds that 1, 2, … processes take, their start not counted."""
    reports: list[Report] = []
    times: list[tuple[int, float]] = []
    for workers in sorted({1, usual_workers()}):
        started = 0.0
        for number, (path, outcome) in enumerate(read_all(files, workers=workers)):
            if number == min(workers * 2, len(files) // 4):
                started = time.perf_counter()  # each process has compiled its patterns by now
            if isinstance(outcome, Unread):
                raise RuntimeError(f"{path.name}: {outcome.message}")
            if workers == 1:
                reports.append(outcome)
        counted = len(files) - min(workers * 2, len(files) // 4) - 1
        times.append((workers, (time.perf_counter() - started) / counted))
    return reports, times


def measure(reports: int) -> list[tuple[str, str, str]]:
    """Lines of the table: what, how much, and its ratio."""
    lines: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        files = list(write_reports(Path(folder), reports=reports, years=range(2021, 2025), seed=1))
        read, times = _reading(files)
        single = 1 / times[0][1]
        for workers, seconds in times:
            ratio = "" if workers == 1 else f"{1 / seconds / single:.2f} × one"
            lines.append((f"read, {workers} process{'es' * (workers > 1)}", f"{1 / seconds:,.1f} reports/s", ratio))
        with warehouse() as url, connect(url) as connection:
            sync_reference(connection)
            made = [report_rows(one, load_catalogue(), WarehouseAliases(connection)) for one in read]
            write = _seconds(lambda: _write(connection, made))
            rows = _core_rows(connection)
            count = sum(len(values) for _, values in rows.values())
            everything = sum(len(r) for one in made for r in one.rows.values())
            seconds: dict[str, float] = defaultdict(float)
            for _ in range(2):  # the better of two: the machine does other things too
                for name, work in (
                    ("bare", lambda s: _copy(connection, s, rows)),
                    ("pandas", lambda s: _pandas(url, s, rows)),
                ):
                    schema = f"bench_{name}"
                    connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))
                    _bare_tables(connection, schema, rows)
                    taken = _seconds(lambda work=work, schema=schema: work(schema))  # type: ignore[misc]
                    seconds[name] = min(seconds[name] or taken, taken)
            bare, pandas = seconds["bare"], seconds["pandas"]
            lines += [
                ("write_report: rows of core", f"{count / write:,.0f} rows/s", ""),
                (
                    f"write_report: rows of core and raw ({everything / count:.2f} ×)",
                    f"{everything / write:,.0f} rows/s",
                    "",
                ),
                (
                    "bare COPY of the rows of core",
                    f"{count / bare:,.0f} rows/s",
                    f"write_report reaches {bare / write:.0%}",
                ),
                (
                    "pandas to_sql(method='multi')",
                    f"{count / pandas:,.0f} rows/s",
                    f"write_report is {pandas / write:.1f} × as fast",
                ),
                ("write_report", f"{len(made) / write:,.1f} reports/s", ""),
            ]
        with warehouse() as url, connect(url) as connection:
            whole = _seconds(lambda: load_files(files, connection))
            again = _seconds(lambda: load_files(files, connection))
            lines.append((f"gongkai load, {usual_workers()} processes", f"{len(files) / whole:,.1f} reports/s", ""))
            lines.append(("the same again, nothing changed", f"{len(files) / again:,.0f} reports/s", ""))
    return lines


def _write(connection: psycopg.Connection[Any], made: Sequence[ReportRows]) -> None:
    for one in made:
        write_report(connection, one)


def main(reports: int) -> None:
    """Print the table, as benchmarks/README.md has it."""
    print(f"\n{reports} synthetic reports, {usual_workers()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    print("| what | | |\n|---|--:|---|")
    for what, value, ratio in measure(reports):
        print(f"| {what} | {value} | {ratio} |")
