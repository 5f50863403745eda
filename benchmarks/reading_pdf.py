"""What reading a PDF takes beside bare extraction of the same pages: `python -m benchmarks.reading_pdf FILE …`.

Processor time, that of child processes included; each way a few times in turns, of which the least counts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from etl.documents.pdf import OPEN_SECONDS, PAGE_SECONDS, read_pdf
from etl.documents.pdf.engine import Limits, Pages
from etl.documents.pdf.pages import MAX_PAGES
from etl.pipeline import read_report

TIMES = 5


def bare(path: Path) -> None:
    """Characters, rectangles, lines and curves of each page by pdfplumber."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            for kind in ("chars", "rects", "lines", "curves"):
                getattr(page, kind)
            page.close()


def tables(path: Path) -> None:
    """Tables and text of each page, as pdfplumber's documentation has it."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.extract_text()
            page.close()


def engine(path: Path) -> None:
    """What each page draws, by our engine alone."""
    with Pages(path.read_bytes(), Limits(OPEN_SECONDS, PAGE_SECONDS, MAX_PAGES)) as pages:
        for _ in pages:
            pass


WAYS: dict[str, Callable[[Path], object]] = {
    "bare pdfplumber": bare,
    "its tables and text": tables,
    "engine": engine,
    "read": read_pdf,
    "read and interpreted": read_report,
}


def seconds(work: Callable[[Path], object], path: Path) -> float:
    """How much processor time the work takes."""
    before = sum(os.times()[:4])
    work(path)
    return sum(os.times()[:4]) - before


def sample(folder: Path) -> Path:
    """A report as PDF, where no file is given."""
    from samples.maker.roundtrip import make_trip

    return make_trip(1, folder, family="shaanxi-final-account-2024", suffix="pdf", defects=[], vary=False).path


def main(files: list[Path]) -> None:
    """Print a line a file: pages, processor seconds of each way, and how many times the bare extraction the whole way costs."""
    for path in files:
        pages = read_pdf(path).page_count or 0
        least = dict.fromkeys(WAYS, float("inf"))
        for _ in range(TIMES):
            for name, work in WAYS.items():
                least[name] = min(least[name], seconds(work, path))
        shown = ", ".join(f"{name} {taken:.2f} s" for name, taken in least.items())
        print(
            f"{path.name}: {pages} pages; {shown}: {least['read and interpreted'] / least['bare pdfplumber']:.2f} × bare"
        )


def run(files: list[Path]) -> None:
    """Measure the files, or a report made for it where there are none."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as temporary:
        main(files or [sample(Path(temporary))])


if __name__ == "__main__":
    run([Path(argument) for argument in sys.argv[1:]])
