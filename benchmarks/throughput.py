"""Many reports: reading by processes, writing beside other ways to write the same rows, and the command that does both."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import distributed

from benchmarks import writing
from benchmarks.server import warehouse
from etl.loading.cluster import read_on_cluster
from etl.loading.load import load_files
from etl.loading.reading import Unread, read_all, usual_workers
from etl.loading.sources import Source
from etl.report import Report
from etl.warehouse.engine import connect
from samples.maker.synth import write_reports

Reading = Iterator[tuple[Source, Report | Unread]]


def _timed(outcomes: Reading, files: Sequence[Path], skipped: int) -> tuple[list[Report], float]:
    """The reports, and the seconds that one took, the first ones not counted: by then each process has compiled its patterns."""
    reports: list[Report] = []
    started = 0.0
    for number, (path, outcome) in enumerate(outcomes):
        if number == skipped:
            started = time.perf_counter()
        if isinstance(outcome, Unread):
            raise RuntimeError(f"{path.name}: {outcome.message}")
        reports.append(outcome)
    return reports, (time.perf_counter() - started) / (len(files) - skipped - 1)


def _reading(files: Sequence[Path]) -> tuple[list[Report], list[tuple[str, float]]]:
    """The reports, and the seconds that one takes by one process, by as many as there are cores, and by a Dask cluster of so many workers."""
    workers = usual_workers()
    reports, alone = _timed(read_all(files, workers=1), files, min(2, len(files) // 4))
    times = [("1 process", alone)]
    skipped = min(workers * 2, len(files) // 4)
    if workers > 1:
        times.append((f"{workers} processes", _timed(read_all(files, workers=workers), files, skipped)[1]))
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=logging.CRITICAL
    ) as cluster:
        by_cluster = _timed(read_on_cluster(files, cluster.scheduler_address), files, skipped)[1]
    return reports, [*times, (f"a Dask cluster of {workers} workers", by_cluster)]


def measure(reports: int, *, with_dlt: bool) -> list[writing.Line]:
    """Lines of the table: what, how much, and its ratio."""
    lines: list[writing.Line] = []
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        files = list(write_reports(Path(folder), reports=reports, years=range(2021, 2025), seed=1))
        read, times = _reading(files)
        single = times[0][1]
        for by, seconds in times:
            ratio = "" if seconds is single else f"{single / seconds:.2f} × one"
            lines.append((f"read by {by}", f"{1 / seconds:,.1f} reports/s", ratio))
        lines += writing.measure(read, with_dlt=with_dlt)
        with warehouse() as url, connect(url) as connection:
            whole = writing.timed(lambda: load_files(files, connection))
            again = writing.timed(lambda: load_files(files, connection))
            lines.append((f"gongkai load, {usual_workers()} processes", f"{len(files) / whole:,.1f} reports/s", ""))
            lines.append(("the same again, nothing changed", f"{len(files) / again:,.0f} reports/s", ""))
    return lines


def main(reports: int, *, with_dlt: bool = False) -> None:
    """Print the table, as benchmarks/README.md has it."""
    print(f"\n{reports} synthetic reports, {usual_workers()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    print("| what | | |\n|---|--:|---|")
    for what, value, ratio in measure(reports, with_dlt=with_dlt):
        print(f"| {what} | {value} | {ratio} |")
