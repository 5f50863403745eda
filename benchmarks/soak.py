"""`make soak`: kill the loader and the server at random moments, load again, and compare every row with those of a quiet run.

A child process writes reports as `gongkai load` does, in transactions of a few; it, or the server, is killed with SIGKILL somewhere between
its first and its last row. Then the same reports are written again to the end. The reports include corrections of others, so that
revisions and which of them is current are at stake, too. Reading, which writes nothing, is done once before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from etl.errors import WarehouseError
from etl.pipeline import read_report
from etl.report import Report
from etl.settings import Settings
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.embedded.postmaster import Postmaster
from etl.warehouse.embedded.server import EmbeddedServer
from etl.warehouse.engine import connect
from etl.warehouse.merge import KnownRows
from etl.warehouse.reference import sync_reference
from etl.warehouse.rows import report_rows
from etl.warehouse.schema import create_from_models, empty
from etl.warehouse.writer import ReportRows, write_reports
from models import RawLoadAttempt, metadata
from samples.maker.synth import write_reports as write_files

TECHNICAL = frozenset({"loaded_at"})
"""Columns that differ from run to run."""
BATCH = 2
"""Reports a transaction: few, so that a kill finds some done and some not."""
TRIES = 10
"""How often at most a kill is tried again that came before the first row or after the last."""

Connection = psycopg.Connection[Any]
Digest = dict[str, tuple[int, int]]


@dataclass
class Soaked:
    """What was found: kills that came in the middle, how much was there after each, and after which the rows differed in the end."""

    loader: int = 0
    server: int = 0
    left: list[float] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def digest(connection: Connection) -> Digest:
    """Of every table the number of its rows and the sum of a hash of each, technical columns and the record of attempts left out."""
    found = {}
    for table in metadata.sorted_tables:
        if table.name == RawLoadAttempt.__tablename__:
            continue
        names = sql.SQL(", ").join(sql.Identifier(c.name) for c in table.columns if c.name not in TECHNICAL)
        query = sql.SQL("select count(*), coalesce(sum(hashtextextended(row({})::text, 0)), 0) from {}").format(
            names, sql.Identifier(table.schema or "public", table.name)
        )
        count, hashes = connection.execute(query).fetchone() or (0, 0)
        found[table.fullname] = (int(count), int(hashes))
    return found


def read(reports: int, seed: int) -> list[Report]:
    """Synthetic reports; every fourth is followed by a correction, another document for the same agency, year and kind."""
    found: list[Report] = []
    with tempfile.TemporaryDirectory(prefix="gongkai-soak-") as folder:
        for number, path in enumerate(write_files(Path(folder), reports=reports, years=range(2022, 2025), seed=seed)):
            one = read_report(path)
            found.append(one)
            if number % 4 == 3:
                again = sha256(f"{one.document.sha256} corrected".encode()).hexdigest()
                found.append(
                    replace(
                        one, document=replace(one.document, sha256=again, file_name=f"{one.document.file_name} (2)")
                    )
                )
    return found


@dataclass
class Soak:
    """A server with a warehouse, and what is written into it again and again."""

    server: EmbeddedServer
    data: Path
    given: Sequence[Report]
    chance: random.Random
    rows: list[ReportRows] = field(default_factory=list)
    expected: Digest = field(default_factory=dict)
    seconds: float = 0.0

    def prepare(self) -> None:
        """A quiet run: what all others are compared with, and how long one takes."""
        url = self.server.ensure()
        create_from_models(url)
        with connect(url) as connection:
            sync_reference(connection)
            self.rows = [report_rows(one, load_catalogue(), WarehouseAliases(connection)) for one in self.given]
            self._write(url)  # makes partitions, fills caches
            empty(connection)
            started = time.monotonic()
            self._finish(self._start())
            self.seconds = time.monotonic() - started
            self.expected = digest(connection)

    def once(self, kill: Callable[[int], None]) -> tuple[float, bool]:
        """Kill in the middle and write again: the share of the reports that was there after the kill, and whether the rows are right."""
        for _ in range(TRIES):
            with connect(self.server.ensure()) as connection:
                empty(connection)
            child = self._start()
            time.sleep(self.chance.uniform(0.0, self.seconds))
            kill(child.pid or 0)
            child.join(60)
            with connect(self.server.ensure()) as connection:
                row = connection.execute("select count(*) from core.dim_report").fetchone()
            if child.exitcode != 0:
                break
        else:
            raise RuntimeError(
                f"a run of {self.seconds:.2f} s was over before each of {TRIES} kills; give it more reports"
            )
        share = (row[0] if row else 0) / len(self.rows)
        self._finish(self._start())
        with connect(self.server.ensure()) as connection:
            return share, digest(connection) == self.expected

    def kill_server(self, _: int) -> None:
        """End the server's first process, or the one that serves the loader: the server then ends all others and recovers."""
        found = Postmaster.of(self.data)
        if found is None:
            return
        pids = [found.pid]
        if self.chance.random() < 0.5:
            with connect(self.server.ensure()) as connection:
                pids = [
                    pid
                    for (pid,) in connection.execute("select pid from pg_stat_activity where application_name = 'soak'")
                ]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    def _start(self) -> multiprocessing.process.BaseProcess:
        child = multiprocessing.get_context("fork").Process(target=self._child, daemon=True)
        child.start()
        return child

    def _child(self) -> None:
        try:
            self._write(self.server.ensure())
        except (WarehouseError, psycopg.Error):
            os._exit(3)  # the server is gone
        os._exit(0)

    def _finish(self, child: multiprocessing.process.BaseProcess) -> None:
        child.join()
        if child.exitcode:
            raise RuntimeError(f"a run that nobody disturbed ended with exit code {child.exitcode}")

    def _write(self, url: str) -> None:
        known = KnownRows()
        with connect(url, application="soak") as connection:
            for first in range(0, len(self.rows), BATCH):
                for outcome in write_reports(connection, self.rows[first : first + BATCH], known):
                    if isinstance(outcome, Exception):
                        raise outcome


def soak(
    loader: int, server: int, reports: int, seed: int, progress: Callable[[Soaked], None] = lambda _: None
) -> Soaked:
    """Kill the loader and the server so many times; each time all rows are compared with those of a quiet run."""
    found = Soaked()
    with tempfile.TemporaryDirectory(prefix="gongkai-soak-") as folder:
        Path(folder).chmod(0o711)  # as root the server is another user's
        embedded = EmbeddedServer(Settings(database_url=None, home=Path(folder) / "home"))
        try:
            embedded.ensure()
            test = Soak(embedded, embedded.status().data, read(reports, seed), random.Random(seed))  # noqa: S311
            test.prepare()
            for kind, count, kill in (
                ("loader", loader, lambda pid: os.kill(pid, signal.SIGKILL)),
                ("server", server, test.kill_server),
            ):
                for number in range(1, count + 1):
                    share, same = test.once(kill)
                    found.left.append(share)
                    setattr(found, kind, number)
                    if not same:
                        found.different.append(f"{kind} {number}")
                    progress(found)
        finally:
            embedded.stop()
    return found


def main() -> int:
    """Print what was found; exit code 1 if rows differed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--loader", type=int, default=100, help="kills of the loader (100)")
    parser.add_argument("--server", type=int, default=20, help="kills of the server (20)")
    parser.add_argument(
        "--reports", type=int, default=32, help="synthetic reports (32), and a correction to every fourth"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    def progress(so_far: Soaked) -> None:
        print(
            f"loader {so_far.loader}, server {so_far.server}: {so_far.left[-1]:.0%} was there; different: {len(so_far.different)}",
            flush=True,
        )

    started = time.monotonic()
    found = soak(given.loader, given.server, given.reports, given.seed, progress)
    inside = sum(0 < share < 1 for share in found.left)
    print(
        f"\n{found.loader} kills of the loader, {found.server} of the server, {inside} of them with some reports written and some not;"
        f" rows different after the rerun: {', '.join(found.different) or 'never'}; {time.monotonic() - started:,.0f} s, seed {given.seed}"
    )
    return bool(found.different)


if __name__ == "__main__":
    sys.exit(main())
