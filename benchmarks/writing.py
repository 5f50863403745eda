"""Writing the rows of many reports: the loader beside bare COPY, pandas and dlt, the same rows in one run, and where the time goes.

Seconds of a shared machine say little, so each measurement also has the processor time of its two ends: this process, and the
server's process that serves it.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql import JSONB

from benchmarks.server import warehouse
from etl.loading.batch import BATCH_REPORTS
from etl.report import Report
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.engine import connect, make_engine
from etl.warehouse.reference import sync_reference
from etl.warehouse.rows import report_rows
from etl.warehouse.values import Columns, values_of
from etl.warehouse.writer import KnownRows, ReportRows, write_reports
from models import metadata

Connection = psycopg.Connection[Any]
Rows = dict[sa.Table, tuple[Columns, list[Sequence[Any]]]]
Line = tuple[str, str, str]

PARAMETERS = 60_000
"""Of one statement; PostgreSQL takes 65,535."""
TURNS = 7
"""How often the loader and the bare COPY take turns."""
SLOW = 20
"""Reports that pandas and dlt write: their rows a second don't depend on how many there are, the patience needed does."""
DLT = "dlt[postgres]==1.*"


@dataclass(slots=True)
class Cost:
    """Seconds by the clock, and of the processor in the client and in its server process."""

    seconds: float = 0.0
    client: float = 0.0
    server: float = 0.0

    @property
    def processor(self) -> float:
        """Both ends."""
        return self.client + self.server


def _server_seconds(connection: Connection) -> float:
    """Processor time of the server's process so far; 0 where that can't be seen."""
    process = Path(f"/proc/{connection.info.backend_pid}")
    try:
        if (process / "schedstat").exists():
            return int((process / "schedstat").read_text("ascii").split()[0]) / 1e9
        fields = (process / "stat").read_text("ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _cost(connection: Connection) -> Iterator[Cost]:
    cost = Cost()
    server, client, started = _server_seconds(connection), time.process_time(), time.perf_counter()
    yield cost
    cost.seconds = time.perf_counter() - started
    cost.client = time.process_time() - client
    cost.server = _server_seconds(connection) - server


def _stored(connection: Connection, documents: Sequence[int] | None = None) -> Rows:
    """What loading wrote for reports (of some documents), as stored: raw, register and facts, no dimensions."""
    found: Rows = {}
    for table in metadata.sorted_tables:
        if "document_key" not in table.columns and "report_key" not in table.columns:
            continue
        names = tuple(c.name for c in table.columns)
        key = "document_key" if "document_key" in table.columns else "report_key"
        wanted = sql.SQL("")
        if documents is not None:
            of = (
                "%s"
                if key == "document_key"
                else "array(select report_key from core.dim_report where document_key = any(%s))"
            )
            wanted = sql.SQL(" where {} = any(" + of + ")").format(sql.Identifier(key))  # type: ignore[arg-type]
        query = sql.SQL("select {} from {}{}").format(_list(names), _name(table), wanted)
        rows = connection.execute(query, None if documents is None else (list(documents),)).fetchall()
        if rows:
            columns = Columns(table, names)
            found[table] = (columns, [*values_of(columns, [dict(zip(names, row, strict=True)) for row in rows])])
    return found


def _count(rows: Rows) -> int:
    return sum(len(values) for _, values in rows.values())


def _bare_tables(connection: Connection, schema: str, rows: Rows, *, as_text: bool = False) -> None:
    """The same columns without keys, indexes, checks and partitions; `as_text`: JSON and arrays as text, as they are given."""
    connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    for table in rows:
        bare = sql.Identifier(schema, table.name)
        connection.execute(sql.SQL("create table {} as select * from {} with no data").format(bare, _name(table)))
        for column in table.columns:
            if as_text and isinstance(column.type, JSONB | sa.ARRAY):
                connection.execute(
                    sql.SQL("alter table {} alter column {} type text").format(bare, sql.Identifier(column.name))
                )


def _copy(connection: Connection, rows: Rows, schema: str | None = None) -> Cost:
    """Each table with one COPY, everything in one transaction: as fast as it goes from Python. Without a schema, into the tables themselves."""
    with _cost(connection) as cost, connection.transaction(), connection.cursor() as cursor:
        for table, (columns, values) in rows.items():
            target = _name(table) if schema is None else sql.Identifier(schema, table.name)
            with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(target, _list(columns.names))) as copy:
                for row in values:
                    copy.write_row(row)
    return cost


def _load(connection: Connection, made: Sequence[ReportRows], size: int = BATCH_REPORTS) -> Cost:
    known = KnownRows()
    with _cost(connection) as cost:
        for first in range(0, len(made), size):
            for outcome in write_reports(connection, made[first : first + size], known):
                if isinstance(outcome, Exception):
                    raise outcome
    return cost


def _pandas(url: str, schema: str, rows: Rows) -> float:
    engine = make_engine(url)
    started = time.perf_counter()
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
                dtype={c.name: sa.Text() if isinstance(c.type, JSONB | sa.ARRAY) else c.type for c in table.columns},
            )
    engine.dispose()
    return time.perf_counter() - started


def _dlt(url: str, rows: Rows, folder: Path) -> float | str:
    """Seconds that dlt takes, installed into an environment of its own (its dependencies aren't ours); or why it wasn't measured."""
    python = folder / "dlt" / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    try:
        subprocess.run(  # noqa: S603 - ours
            [*uv, "venv", "--quiet", "--python", sys.executable, python.parents[1]], check=True
        )
        subprocess.run(  # noqa: S603 - ours
            [*uv, "pip", "install", "--quiet", "--python", python, DLT], check=True
        )
        given = folder / "rows.pickle"
        given.write_bytes(
            pickle.dumps(
                {
                    str(t.name): [dict(zip(map(str, c.names), row, strict=True)) for row in values]
                    for t, (c, values) in rows.items()
                }
            )
        )
        script = Path(__file__).with_name("dlt_writer.py")
        environment = {
            **os.environ,
            "DESTINATION__POSTGRES__CREDENTIALS": url,
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "RUNTIME__LOG_LEVEL": "ERROR",
        }
        done = subprocess.run(  # noqa: S603 - ours
            [python, script, given], check=True, capture_output=True, text=True, env=environment, cwd=folder
        )
    except (OSError, subprocess.CalledProcessError) as error:
        return " ".join(str(getattr(error, "stderr", None) or error).split())[-200:]
    return float(done.stdout.split()[-1])


def _best(costs: Sequence[Cost]) -> Cost:
    """The least that each part took: the machine does other things too, which makes nothing quicker."""
    return Cost(
        min(cost.seconds for cost in costs), min(cost.client for cost in costs), min(cost.server for cost in costs)
    )


def _drop(connection: Connection, kinds: str) -> None:
    """Drop constraints of some kinds (f: foreign keys, c: checks, pu: keys) from the tables that reports write."""
    for table, name in connection.execute(
        """
        select c.conrelid::regclass::text, quote_ident(c.conname) from pg_constraint as c
        where c.connamespace in ('raw'::regnamespace, 'core'::regnamespace) and strpos(%s, c.contype::text) > 0 and c.coninhcount = 0
        """,
        (kinds,),
    ).fetchall():
        connection.execute(f"alter table {table} drop constraint if exists {name} cascade")  # type: ignore[arg-type]


def _truncate(connection: Connection, rows: Rows) -> None:
    """Take out what reports wrote, and leave the dimensions."""
    connection.execute(sql.SQL("truncate {} cascade").format(sql.SQL(", ").join(map(_name, rows))))


def _layers(connection: Connection, rows: Rows) -> list[tuple[str, Cost]]:
    """COPY of the rows into the tables themselves, as they are and with one thing less after the other."""
    found = []
    for what, kinds in (("as they are", ""), ("without foreign keys", "f"), ("nor keys and checks", "cpu")):
        _truncate(connection, rows)
        if kinds:
            _drop(connection, kinds)
        found.append((what, _copy(connection, rows)))
    return found


def measure(reports: Sequence[Report], *, with_dlt: bool) -> list[Line]:
    """Lines of the table: what, how much, and its ratio."""
    with warehouse() as url, connect(url) as connection:
        sync_reference(connection)
        made = [report_rows(one, load_catalogue(), WarehouseAliases(connection)) for one in reports]
        alone = _load(connection, made, 1)
        rows = _stored(connection)
        count = _count(rows)
        few = _stored(
            connection, [k for (k,) in connection.execute("select document_key from raw.document limit %s", (SLOW,))]
        )
        # A loader holds the rows of a batch, not those of all reports: collecting garbage mustn't go through them.
        gc.collect()
        gc.freeze()
        bares, loads = [], []
        for _ in range(TURNS):
            _bare_tables(connection, "bench_bare", rows)
            bares.append(_copy(connection, rows, "bench_bare"))
            _truncate(connection, rows)
            loads.append(_load(connection, made))
        bare, again = _best(bares), _best(loads)
        _bare_tables(connection, "bench_pandas", few, as_text=True)
        speed = count / again.seconds
        pandas = _count(few) / _pandas(url, "bench_pandas", few)
        lines: list[Line] = [
            ("bare COPY of the rows", *_of(bare, count)),
            (
                f"loader, {BATCH_REPORTS} reports a transaction",
                _of(again, count)[0],
                f"{bare.seconds / again.seconds:.0%} of bare COPY; {bare.processor / again.processor:.0%} by processor time"
                f" ({_seconds(again)})",
            ),
            ("loader, one report a transaction", *_of(alone, count)),
            ("pandas to_sql(method='multi')", f"{pandas:,.0f} rows/s", f"the loader is {speed / pandas:.0f} × as fast"),
        ]
        if with_dlt:
            with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
                taken: Any = _dlt(url, few, Path(folder))
            if isinstance(taken, float):
                dlt = _count(few) / taken
                lines.append(("dlt", f"{dlt:,.0f} rows/s", f"the loader is {speed / dlt:.0f} × as fast"))
            else:
                lines.append(("dlt", "not measured", taken))
        lines.append(("loader", f"{len(made) / again.seconds:,.0f} reports/s", ""))
        lines += [(f"COPY into the tables {what}", *_of(cost, count)) for what, cost in _layers(connection, rows)]
    return lines


def _of(cost: Cost, count: int) -> tuple[str, str]:
    return f"{count / cost.seconds:,.0f} rows/s", _seconds(cost)


def _seconds(cost: Cost) -> str:
    return f"processor: client {cost.client:.2f} s, server {cost.server:.2f} s"


def _name(table: sa.Table) -> sql.Identifier:
    return sql.Identifier(table.schema or "public", table.name)


def _list(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def timed(work: Callable[[], object]) -> float:
    """Seconds by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
