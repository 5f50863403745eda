"""What loading reports takes, step by step, without the interpreter's start: tables and prose apart, and the peak memory."""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.server import warehouse
from etl.documents import read_document
from etl.narrative import read_narrative
from etl.performance import performance_table_indexes, read_performance
from etl.report import Report
from etl.statements.catalogue_entries import load_catalogue
from etl.statements.interpret import interpret
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.engine import connect
from etl.warehouse.reference import sync_reference
from etl.warehouse.rows import report_rows
from etl.warehouse.writer import write_report

STEPS = ("read file", "tables", "prose", "performance tables", "rows", "write")


class Clock:
    """Seconds spent by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Count what runs inside to a step."""
        start = time.perf_counter()
        yield
        self.seconds[step] += time.perf_counter() - start


def _report(path: Path, clock: Clock) -> Report:
    with clock.of("read file"):
        document = read_document(path)
    with clock.of("performance tables"):
        indexes = performance_table_indexes(document)
        performance = read_performance(document)
    with clock.of("tables"):
        interpretation = interpret(document, load_catalogue(), lambda table, _: table.index in indexes)
    with clock.of("prose"):
        narrative = read_narrative(document, interpretation.head, interpretation.subject_names)
    return Report(document, interpretation, narrative, performance)


def measure(files: list[Path]) -> tuple[Clock, int, int]:
    """Load files into a fresh embedded warehouse. Returns the clock, the number of figures, and the peak memory in MB."""
    clock = Clock()
    figures = 0
    with warehouse() as url, connect(url) as connection:
        sync_reference(connection)
        _report(files[0], Clock())  # patterns are compiled once a process
        for path in files:
            report = _report(path, clock)
            figures += sum(len(s.figures) for s in report.interpretation.statements)
            with clock.of("rows"):
                rows = report_rows(report, load_catalogue(), WarehouseAliases(connection))
            with clock.of("write"):
                write_report(connection, rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return clock, figures, peak // (1024 if sys.platform != "darwin" else 1024 * 1024)


def main(files: list[Path]) -> None:
    """Print the table."""
    clock, figures, peak = measure(files)
    total = sum(clock.seconds.values())
    print(f"loading {len(files)} reports, one process")
    for step in STEPS:
        print(f"  {step:<20}{clock.seconds[step] * 1000:9.0f} ms {clock.seconds[step] / total:6.0%}")
    print(
        f"  {'all':<20}{total * 1000:9.0f} ms, {figures} figures, {figures / total:,.0f} figures/s, peak memory {peak} MB"
    )
    ratio = clock.seconds["prose"] / (clock.seconds["tables"] + clock.seconds["performance tables"])
    print(f"  prose costs {ratio:.2f} × what the tables do")
