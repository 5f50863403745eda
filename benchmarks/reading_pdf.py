"""What reading a PDF takes beside bare pdfplumber extraction of the same pages: `python -m benchmarks.reading_pdf FILE …`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from etl.documents.pdf import read_pdf
from etl.pipeline import read_report

TIMES = 3
"""Each way is measured so many times, in turns; the fastest counts, as the others waited for the machine."""


def bare(path: Path) -> None:
    """Tables and text of each page, as pdfplumber's documentation has it."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.extract_text()
            page.close()


def seconds(work: Callable[[Path], object], path: Path) -> float:
    """How long the work takes."""
    start = time.perf_counter()
    work(path)
    return time.perf_counter() - start


def sample(folder: Path) -> Path:
    """A report as PDF, where no file is given."""
    from samples.maker.roundtrip import make_trip

    return make_trip(1, folder, family="shaanxi-final-account-2024", suffix="pdf", defects=[], vary=False).path


def main(files: list[Path]) -> None:
    """Print a line a file: pages, seconds, and how many times the bare extraction the whole way costs."""
    ways: dict[str, Callable[[Path], object]] = {"bare": bare, "read": read_pdf, "whole way": read_report}
    for path in files:
        pages = read_pdf(path).page_count or 0
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(TIMES):
            for name, work in ways.items():
                best[name] = min(best[name], seconds(work, path))
        print(
            f"{path.name}: {pages} pages; bare pdfplumber {best['bare']:.2f} s, read {best['read']:.2f} s, "
            f"read and interpreted {best['whole way']:.2f} s: {best['whole way'] / best['bare']:.2f} × bare"
        )


def run(files: list[Path]) -> None:
    """Measure the files, or a report made for it where there are none."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as temporary:
        main(files or [sample(Path(temporary))])


if __name__ == "__main__":
    run([Path(argument) for argument in sys.argv[1:]])
