"""Scans as offices make them: how many figures are read right, which of the wrong ones are marked, and what a page takes.

`python -m benchmarks.scans` reads the twenty layouts that the reader is tuned with, `--kept-aside` the ten others, `--series N` the fourteen of a series
of pages that were treated worse. A figure is right where its form, its row and its value are read as printed. Seconds are of the processor, of all
threads.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from etl.documents.pdf import read_pdf
from etl.errors import DocumentError
from etl.head import StatedHead
from etl.statements.interpret import interpret
from samples.maker.compare import Fact, printed_facts, read_facts
from samples.maker.hard_scan import HardLayout, hard_form, series
from samples.maker.office_scan import Layout, layouts, scanned_form
from samples.maker.scan import use_own_typefaces


@dataclass(slots=True)
class Count:
    """Figures printed, read as printed, read otherwise (of these: marked), right ones that are marked; pages and processor seconds."""

    printed: int = 0
    right: int = 0
    wrong: int = 0
    wrong_marked: int = 0
    right_marked: int = 0
    pages: int = 0
    seconds: float = 0.0

    def add(self, other: Count) -> None:
        """Add what another counts."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def line(self, name: str) -> str:
        """One row of the table."""
        missing = max(0, self.printed - self.right - self.wrong)
        return (
            f"{name:54} {self.printed:6} {_share(self.right, self.printed):>7} {self.wrong:6} {missing:8} "
            f"{_share(self.wrong_marked, self.wrong):>13} {_share(self.right_marked, self.right):>13} "
            f"{self.seconds / max(1, self.pages):9.2f}"
        )


HEADER = f"{'layout':54} {'print':>6} {'right':>7} {'wrong':>6} {'missing':>8} {'wrong marked':>13} {'right marked':>13} {'s a page':>9}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def measured(layout: Layout | HardLayout, folder: Path, *, verbose: bool = False) -> tuple[Count, str]:
    """Read the scan of a layout's form. Returns what was counted, and how the scan was worn."""
    form = hard_form(layout, folder) if isinstance(layout, HardLayout) else scanned_form(layout, folder)
    (folder / f"{layout.family}-{layout.seed}-scan.pdf").write_bytes(form.data)
    stated = StatedHead(form.report.agency, form.report.year, form.report.kind)
    start = time.process_time()
    try:
        document = read_pdf(Path(f"scan-{layout.seed}.pdf"), form.data)
        statements = interpret(document, stated=stated).statements
        pages = document.page_count or 1
    except DocumentError:
        statements, pages = (), 1
    seconds = time.process_time() - start
    want = Counter(printed_facts(form.printed.figures()))
    left = want.copy()
    count = Count(printed=want.total(), pages=pages, seconds=seconds)
    wrong: list[tuple[Fact, str]] = []
    for statement in statements:
        for figure, fact in zip(statement.figures, read_facts([statement]), strict=True):
            if left[fact]:
                left[fact] -= 1
                count.right += 1
                count.right_marked += bool(figure.doubt)
            else:
                wrong.append((fact, figure.doubt))
    count.wrong = len(wrong)
    count.wrong_marked = sum(bool(doubt) for _, doubt in wrong)
    if verbose:
        for fact, doubt in wrong:
            print("    read   ", *fact, doubt or "UNMARKED")
        for fact in (+left).elements():
            print("    printed", *fact)
    return count, str(form.wear)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scans", description=__doc__)
    parser.add_argument("--kept-aside", action="store_true", help="the ten layouts that nobody tunes with")
    parser.add_argument("--series", type=int, help="the fourteen hard layouts of this number, from 1")
    parser.add_argument("--only", type=int, nargs="*", help="seeds of single layouts")
    parser.add_argument("--folder", type=Path, help="where the scans are kept; default: nowhere")
    parser.add_argument("--list", action="store_true", help="print each figure that isn't read as printed")
    given = parser.parse_args()
    use_own_typefaces()
    total = Count()
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        chosen = series(given.series) if given.series else layouts(kept_aside=given.kept_aside)
        for layout in chosen:
            if given.only and layout.seed not in given.only:
                continue
            count, wear = measured(layout, folder, verbose=given.list)
            total.add(count)
            print(f"{count.line(str(layout))}  {wear}", flush=True)
    print(total.line("all"))


if __name__ == "__main__":
    main()
