"""`make bench-scale`: what one more report costs, and how fast dashboards are answered, in warehouses of 100, 1,000 and 10,000 reports.

One warehouse grows from size to size. At each it is built; then single reports are added, each followed by a build; then typical queries
of dashboards run with changing agencies, years and subjects. Times are elapsed; CPU is that of this process and the server together, which
other work on the machine changes less.

The reports are those of a few dozen synthetic agencies, interpreted once, under the names of as many agencies as it takes: what reading
costs is measured elsewhere. Interpretation → rows → tables is the loader's own way.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from pydantic import SecretStr

from benchmarks.server import warehouse
from etl.loading.batch import BATCH_REPORTS
from etl.pipeline import read_report
from etl.report import Report
from etl.settings import Settings
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.build import BuildResult, build
from etl.warehouse.engine import connect
from etl.warehouse.merge import KnownRows
from etl.warehouse.reference import sync_reference
from etl.warehouse.rows import report_rows
from etl.warehouse.writer import ReportRows, write_reports
from samples.maker.synth import agency_name, orders, write_order

YEARS = range(2021, 2025)
AN_AGENCY = len(YEARS) * 2
"""Reports of one agency: a budget and a final account a year."""

TEMPLATES = 12
"""Agencies whose reports are made and read; the others have theirs under names of their own."""

ADDED = 4
"""Reports added one by one at each size. dbt builds the first, as after a new version; of the others, which are said again
(etl/warehouse/repeated.py), the quickest counts: the rest waited for other work of the machine."""

RUNS = 40
"""Of each query at each size."""

QUERIES: dict[str, LiteralString] = {
    "totals of all agencies by type": """
        select agency_type, count(*), sum(expenditure), avg(basic_share_percent) from marts.agency_year
        where fiscal_year = %(year)s and kind = 'final_account' group by agency_type order by 3 desc nulls last
    """,
    "one agency over the years": """
        select fiscal_year, kind, headline_zh, amount, prior_amount, change_percent, reason from marts.agency_year_over_year
        where agency = %(agency)s order by fiscal_year, kind, sort_order
    """,
    "one subject among peers": """
        select agency, amount, share_percent, rank_in_peers, peer_median from marts.function_comparison
        where function_code = %(subject)s and fiscal_year = %(year)s and kind = 'budget' and peer_group = %(peers)s
        order by rank_in_peers limit 50
    """,
    "furthest over budget, with reasons": """
        select agency, subject, budget, outturn, over_budget, reason from marts.budget_execution
        where fiscal_year = %(year)s and agency_type = %(type)s and over_budget is not null
        order by abs(over_budget) desc limit 100
    """,
    "三公 by item and year": """
        select fiscal_year, item_zh, count(*), sum(budget), sum(outturn) from marts.three_public
        where agency_type = %(type)s and kind = 'final_account' group by fiscal_year, item_zh order by 1, 2
    """,
    "contradictions by rule": """
        select rule_zh, severity, count(*), count(distinct report_key) from marts.reconciliation_finding
        where fiscal_year = %(year)s group by rule_zh, severity order by 3 desc
    """,
}


@dataclass
class Measured:
    """What a warehouse of one size took: seconds, MB, milliseconds."""

    reports: int
    rows: int = 0
    load: float = 0.0
    build: float = 0.0
    build_cpu: float = 0.0
    one_load: float = 0.0
    one_by_dbt: float = 0.0
    one_build: float = 0.0
    one_cpu: float = 0.0
    own_memory: int = 0
    server_memory: int = 0
    megabytes: int = 0
    queries: dict[str, tuple[float, float]] = field(default_factory=dict)


def templates(folder: Path, seed: int) -> list[list[Report]]:
    """The reports of each template agency, interpreted."""
    read = [read_report(write_order(one, folder)) for one in orders(TEMPLATES * AN_AGENCY, YEARS, seed)]
    return [read[start : start + AN_AGENCY] for start in range(0, len(read), AN_AGENCY)]


def reports(agencies: Sequence[Sequence[Report]], seed: int) -> Iterator[Report]:
    """Reports without end: of one agency after the other, those of a template under another name."""
    number = 0
    while True:
        name = agency_name(number, seed)
        for one in agencies[number % len(agencies)]:
            sha256 = hashlib.sha256(f"{one.document.sha256} {name}".encode()).hexdigest()
            head = replace(one.interpretation.head, agency=name, aliases=())
            yield replace(
                one,
                document=replace(one.document, sha256=sha256, file_name=f"{number:06}-{one.document.file_name}"),
                interpretation=replace(one.interpretation, head=head),
            )
        number += 1


class Load:
    """Writes what comes next of the reports, in batches as `gongkai load` does."""

    def __init__(self, connection: psycopg.Connection[Any], given: Iterator[Report]) -> None:
        self.connection, self.given, self.known = connection, given, KnownRows()

    def next(self, count: int) -> tuple[int, float]:
        """Write so many. Returns the rows of raw and core that they have, and the seconds that making and writing the rows took."""
        rows, started = 0, time.perf_counter()
        while count:
            batch = [self._rows(one) for one in islice(self.given, min(BATCH_REPORTS, count))]
            count -= len(batch)
            rows += sum(len(given) for one in batch for given in one.rows.values())
            for outcome in write_reports(self.connection, batch, self.known):
                if isinstance(outcome, Exception):
                    raise outcome
        return rows, time.perf_counter() - started

    def _rows(self, report: Report) -> ReportRows:
        return report_rows(report, load_catalogue(), WarehouseAliases(self.connection))


class ServerWatch:
    """What the server's processes take: CPU seconds so far, and the most memory of their own that they held at a time."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.postmaster = int(_stat(connection.info.backend_pid)[1])
        self.peak = 0

    def _processes(self) -> Iterator[int]:
        yield self.postmaster
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if int(_stat(int(entry.name))[1]) == self.postmaster:
                        yield int(entry.name)
                except OSError:
                    continue

    def cpu(self) -> float:
        """Seconds of the processes that live and, of those that ended, what the postmaster has collected."""
        ticks = 0
        for pid in list(self._processes()):
            try:
                stat = _stat(pid)
            except OSError:
                continue
            ticks += int(stat[11]) + int(stat[12]) + (int(stat[13]) + int(stat[14]) if pid == self.postmaster else 0)
        return ticks / os.sysconf("SC_CLK_TCK")

    def _memory(self) -> int:
        kilobytes = 0
        for pid in list(self._processes()):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
            except OSError:
                continue
            kilobytes += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon:"))
        return kilobytes // 1024

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note the greatest memory twice a second while the block runs; buffers that all processes share don't count."""
        done = threading.Event()

        def look() -> None:
            while not done.wait(0.5):
                self.peak = max(self.peak, self._memory())

        self.peak = 0
        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def _stat(pid: int) -> list[str]:
    """/proc/PID/stat from the state on: [0] state, [1] parent, [11…14] CPU ticks of itself and its children."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()


def _built(settings: Settings) -> BuildResult:
    result = build(settings)
    if not result.ok:
        raise RuntimeError(f"{result.errors[0].name}: {result.errors[0].message}")
    return result


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ask(connection: psycopg.Connection[Any], rng: random.Random) -> dict[str, tuple[float, float]]:
    """Milliseconds of each query, half of its runs and 95 of 100 below."""
    some = connection.execute(
        "select agency, agency_type, peer_group from marts.agency_year where agency_type is not null order by random() limit 200"
    ).fetchall()
    subjects = connection.execute(
        "select function_code from marts.function_comparison group by 1 order by count(*) desc limit 20"
    ).fetchall()
    found: dict[str, tuple[float, float]] = {}
    for name, query in QUERIES.items():
        times = []
        for _ in range(RUNS):
            agency, kind, peers = rng.choice(some)
            given = {
                "agency": agency,
                "type": kind,
                "peers": peers,
                "year": rng.choice(YEARS),
                "subject": rng.choice(subjects)[0],
            }
            times.append(1000 * _timed(lambda query=query, given=given: connection.execute(query, given).fetchall()))  # type: ignore[misc]
        times.sort()
        found[name] = (times[len(times) // 2], times[int(len(times) * 0.95) - 1])
    return found


def measure(sizes: Sequence[int], seed: int = 1) -> Iterator[Measured]:
    """Grow a warehouse through the sizes."""
    rng = random.Random(seed)  # noqa: S311 — which agency a dashboard shows is no secret
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, warehouse() as url:
        given = reports(templates(Path(folder), seed), seed)
        settings = Settings(database_url=SecretStr(url), home=Path(folder) / "home")
        with connect(url) as connection:
            sync_reference(connection)
            server, loader, loaded = ServerWatch(connection), Load(connection, given), 0
            for size in sizes:
                result = Measured(size)
                with server.watched():
                    result.rows, result.load = loader.next(size - loaded)
                    loaded = size
                    before = server.cpu() + time.process_time()
                    result.build = _built(settings).seconds
                    # The server counts what its processes took when they end.
                    time.sleep(0.5)
                    result.build_cpu = server.cpu() + time.process_time() - before
                result.server_memory = server.peak
                added = []
                for kept in (settings.home / "dbt").glob("said-*.json"):
                    kept.unlink()
                for _ in range(ADDED):
                    before = server.cpu() + time.process_time()
                    seconds = loader.next(1)[1]
                    of_build = _built(settings).seconds
                    time.sleep(0.5)
                    added.append((server.cpu() + time.process_time() - before, seconds, of_build))
                    loaded += 1
                result.one_by_dbt = added[0][2]
                result.one_cpu = min(cpu for cpu, _, _ in added[1:])
                result.one_load = min(seconds for _, seconds, _ in added)
                result.one_build = min(seconds for _, _, seconds in added[1:])
                connection.execute("vacuum analyze")
                result.queries = ask(connection, rng)
                result.own_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                row = connection.execute("select pg_database_size(current_database()) / 1048576").fetchone()
                result.megabytes = int(row[0]) if row else 0
                yield result


def main(largest: int) -> None:
    """Print the tables, as benchmarks/README.md has them, a size at a time."""
    sizes = [size for size in (100, 1_000, 10_000, 100_000) if size < largest] + [largest]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    done: list[Measured] = []
    for result in measure(sizes):
        done.append(result)
        took = f"built in {result.build:,.0f} s, one more in {result.one_build:,.1f} s"
        print(f"{result.reports:,} reports measured: {took}, load {os.getloadavg()[0]:.1f}", flush=True)
    lines: list[tuple[str, Callable[[Measured], str]]] = [
        ("rows of raw and core added", lambda m: f"{m.rows:,}"),
        ("loading them", lambda m: f"{m.load:,.0f} s"),
        ("building the marts then", lambda m: f"{m.build:,.0f} s"),
        ("building: CPU of both", lambda m: f"{m.build_cpu:,.0f} s"),
        ("one more report: rows and load", lambda m: f"{m.one_load * 1000:,.0f} ms"),
        ("one more report: build by dbt, the first of a version", lambda m: f"{m.one_by_dbt:,.1f} s"),
        ("one more report: build", lambda m: f"{m.one_build:,.1f} s"),
        ("one more report: CPU of both", lambda m: f"{m.one_cpu:,.1f} s"),
        (f"… × that of {sizes[0]}", lambda m: f"{m.one_cpu / done[0].one_cpu:.2f}"),
        ("peak memory, this process", lambda m: f"{m.own_memory:,} MB"),
        ("peak memory, server besides its buffers", lambda m: f"{m.server_memory:,} MB"),
        ("size of the database", lambda m: f"{m.megabytes:,} MB"),
    ]
    lines += [
        (f"{name}: p50 / p95", lambda m, name=name: "{:,.0f} / {:,.0f} ms".format(*m.queries[name]))  # type: ignore[misc]
        for name in QUERIES
    ]
    print("\n| reports | " + " | ".join(f"{size:,}" for size in sizes) + " |\n|---|" + "--:|" * len(sizes))
    for name, shown in lines:
        print(f"| {name} | " + " | ".join(shown(one) for one in done) + " |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--reports", type=int, default=1_000, help="the largest warehouse (1000)")
    main(parser.parse_args().reports)
