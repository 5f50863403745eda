"""Many reports: reading by processes, writing beside other ways to write the same rows, and the command that does both."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import writing
from benchmarks.server import warehouse
from etl.load import load_files
from etl.reading import Unread, read_all, usual_workers
from etl.report import Report
from etl.samples.synth import write_reports
from etl.warehouse.engine import connect


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


def measure(reports: int, *, with_dlt: bool) -> list[writing.Line]:
    """Lines of the table: what, how much, and its ratio."""
    lines: list[writing.Line] = []
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        files = list(write_reports(Path(folder), reports=reports, years=range(2021, 2025), seed=1))
        read, times = _reading(files)
        single = 1 / times[0][1]
        for workers, seconds in times:
            ratio = "" if workers == 1 else f"{1 / seconds / single:.2f} × one"
            lines.append((f"read, {workers} process{'es' * (workers > 1)}", f"{1 / seconds:,.1f} reports/s", ratio))
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
