"""What twice as much of one thing takes: `python -m benchmarks.doubling [--seconds 1] [NAME …]`.

A report is written with n paragraphs, headings, rows, columns, tables, pages or nodes, then with twice as many, until reading and
interpreting it take `--seconds` of processor time. The last two sizes count: an exponent of 1 is linear, 2 quadratic. Memory is what the
process grows by. Both sizes are measured in turns, five times, each in a process of its own: the median of the five quotients counts, so that a
machine whose processor changes its speed shows the same as one that doesn't.
"""

from __future__ import annotations

import argparse
import math
import os
import pickle
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.documents import read_document
from etl.pipeline import interpret_report
from etl.statements.catalogue_entries import load_catalogue
from samples.maker.grid import Block, Cell, Grid, GridRow, Line, PageBreak, Rendered, text_row
from samples.maker.writers import write

HIGHEST = 1.15
"""The exponent that is still called linear: caches and allocators cost a little more in greater sizes."""
TIMES = 5
"""Turns: one size, then the other."""
_HEAD = (Line("清溪县水务局2024年度部门决算", "cover"), PageBreak())
_HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")


def paragraphs(n: int) -> Iterator[Block]:
    """Sentences with amounts, one a paragraph."""
    for i in range(n):
        yield Line(f"第{i}项，2024年度财政拨款支出{i}.25万元，比上年增加{i % 7}.10万元，主要原因是业务增加。", "prose")


def one_paragraph(n: int) -> Iterator[Block]:
    """Sentences with amounts, all in one paragraph."""
    yield Line("".join(block.text for block in paragraphs(n) if isinstance(block, Line)), "prose")


def plain_paragraphs(n: int) -> Iterator[Block]:
    """Paragraphs without a number."""
    for _ in range(n):
        yield Line("负责全县水资源的统一管理，组织实施取水许可制度，指导水利工程的建设与运行。", "prose")


def headings(n: int) -> Iterator[Block]:
    """Headings with one sentence below each."""
    for i in range(n):
        yield Line(f"（{'一二三四五六七八九'[i % 9]}）一般公共服务支出情况说明{i}", "heading")
        yield Line(f"支出{i}.25万元。", "prose")


def rows(n: int) -> Iterator[Block]:
    """One form of n rows, with codes and sums."""
    yield from _form(n)


def columns(n: int) -> Iterator[Block]:
    """One table of n columns under a form's title."""
    yield Line("财政拨款收支情况表", "title")
    yield Line("单位：万元", "unit")
    body = [tuple(Cell(f"{r}{c}.25") for c in range(n)) for r in range(40)]
    names = [text_row((f"项目{r}", *(cell.text for cell in row))) for r, row in enumerate(body)]
    yield Grid((_headed(("项目", *(f"指标{c}" for c in range(n)))), *names), 1)


def tables(n: int) -> Iterator[Block]:
    """n forms of ten rows."""
    for _ in range(n):
        yield from _form(10)


def unknown_tables(n: int) -> Iterator[Block]:
    """n tables of ten rows that are no form."""
    for i in range(n):
        yield Line(f"取水户名录{i}", "title")
        yield Grid(
            (_headed(("序号", "取水户", "取水量")), *(text_row((str(r), f"用户{r}", f"{r}.5")) for r in range(10))), 1
        )


def pages(n: int) -> Iterator[Block]:
    """n pages with a form of twenty rows and a paragraph on each."""
    for _ in range(n):
        yield PageBreak()
        yield from _form(20)
        yield from paragraphs(1)


def performance_tables(n: int) -> Iterator[Block]:
    """n tables of projects' targets."""
    for i in range(n):
        yield Line("项目支出绩效自评表", "title")
        yield Grid(
            (
                text_row(("项目名称", f"水利工程维修{i}", "", "")),
                _headed(("一级指标", "二级指标", "三级指标", "指标值")),
                *(text_row(("产出指标", "数量指标", f"维修水闸{r}座", f"≥{r}座")) for r in range(12)),
            ),
            0,
        )


def _form(n: int) -> Iterator[Block]:
    yield Line("支出决算表", "title")
    yield Line("单位：万元", "unit")
    body = [text_row(("", "合计", f"{n * 3}.00", f"{n * 2}.00", f"{n}.00"))]
    body += [
        text_row((f"213{i // 99 % 99 + 1:02}{i % 99 + 1:02}", f"水利支出{i}", "3.00", "2.00", "1.00")) for i in range(n)
    ]
    yield Grid((_headed(_HEADER), *body), 1)


def _headed(texts: tuple[str, ...]) -> GridRow:
    return tuple(Cell(text, is_header=True) for text in texts)


def nested_html(n: int) -> bytes:
    """A form within n elements, side by side and within each other as deep as browsers allow, 64."""
    deep = "<div>" * 64 + "<span>支出1.25万元。</span>" + "</div>" * 64
    body = "<h1>清溪县水务局2024年度部门决算</h1>" + "".join(f"<p>{deep}</p><b></b><i> </i>" for _ in range(n))
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


def spaced_text(n: int) -> bytes:
    """Converted text whose columns are set by spaces: a form of n rows."""
    lines = [
        "清溪县水务局2024年度部门决算",
        "",
        "支出决算表",
        "单位：万元",
        "科目编码    科目名称        合计      基本支出    项目支出",
    ]
    lines += [f"            合计            {n * 3}.00      {n * 2}.00      {n}.00"]
    lines += [
        f"213{i // 99 % 99 + 1:02}{i % 99 + 1:02}     水利支出{i:05}    3.00      2.00      1.00" for i in range(n)
    ]
    return "\n".join(lines).encode()


@dataclass(frozen=True, slots=True)
class Case:
    """What is doubled: the blocks of a report in one format, or a file of bytes; from `start` of them, to `most` (a limit of the readers)."""

    name: str
    suffix: str
    make: Callable[[int], Iterator[Block]] | Callable[[int], bytes]
    start: int = 8
    most: int = 1_000_000

    def file(self, n: int, folder: Path) -> Path:
        """A file of n of them."""
        made = self.make(n)
        path = folder / f"{self.name.replace(' ', '-')}-{n}.{self.suffix}"
        if isinstance(made, bytes):
            path.write_bytes(made)
            return path
        return write(Rendered(path.stem, (*_HEAD, *made)), path)


CASES = (
    Case("paragraphs", "txt", paragraphs),
    Case("paragraphs", "docx", paragraphs),
    Case("paragraphs", "pdf", paragraphs),
    Case("plain paragraphs", "html", plain_paragraphs),
    Case("one paragraph", "txt", one_paragraph),
    Case("headings", "html", headings),
    *(Case("rows", suffix, rows, most=49_000) for suffix in ("txt", "html", "docx", "xlsx", "xls", "pdf", "ofd")),
    Case("rows set by spaces", "txt", spaced_text),
    Case("columns", "html", columns, most=399),
    Case("columns", "xlsx", columns, most=399),
    Case("tables", "html", tables),
    Case("tables", "docx", tables),
    Case("unknown tables", "html", unknown_tables),
    Case("performance tables", "html", performance_tables),
    Case("pages", "pdf", pages, most=290),
    Case("pages", "ofd", pages, most=290),
    Case("nodes", "html", nested_html),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a size takes: processor seconds (children included) of reading and of interpreting, and the memory that the process grew by, in MB."""

    reading: float
    interpreting: float
    megabytes: float

    @property
    def seconds(self) -> float:
        """Both steps."""
        return self.reading + self.interpreting


def cost(path: Path) -> Cost:
    """Read and interpret a file in a process of its own. RuntimeError where that fails."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            started = _used()
            document = read_document(path)
            read = _used()
            interpret_report(document)
            found: object = Cost(
                read - started, _used() - read, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            )
        except BaseException as error:  # noqa: BLE001 - it is told by the parent
            found = repr(error)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(found, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    found = pickle.loads(data) if data else "the process ended"  # noqa: S301 - our own process wrote it
    if not isinstance(found, Cost):
        raise RuntimeError(f"{path.name}: {found}")
    return found


def _used() -> float:
    """Processor seconds of this process and its ended children."""
    return sum(os.times()[:4])


@dataclass(frozen=True, slots=True)
class Doubled:
    """Half a size and the whole, measured in turns: `n` of the whole, and the costs of each turn."""

    n: int
    turns: Sequence[tuple[Cost, Cost]]

    def exponent(self, part: Callable[[Cost], float], least: float) -> float | None:
        """Binary logarithm of the median quotient whole / half; None where half takes less than `least`: nothing to measure."""
        if statistics.median(part(half) for half, _ in self.turns) < least:
            return None
        return math.log2(statistics.median(part(whole) / part(half) for half, whole in self.turns))

    def whole(self, part: Callable[[Cost], float]) -> float:
        """The median of the whole."""
        return statistics.median(part(whole) for _, whole in self.turns)


def measured(case: Case, enough: float, folder: Path) -> Doubled:
    """Doubled from the first size until reading and interpreting it take `enough` processor seconds, or `most` is reached."""
    n = case.start
    while cost(case.file(n, folder)).seconds < enough / 2 and n * 4 <= case.most:
        n *= 2
    half, whole = case.file(n, folder), case.file(2 * n, folder)
    return Doubled(2 * n, [(cost(half), cost(whole)) for _ in range(TIMES)])


def main(names: list[str], enough: float) -> int:
    """Print a line a case. 1 where one is steeper than linear."""
    load_catalogue()
    steep = 0
    print(
        f"{'what is doubled':34}{'to':>8}{'s':>8}{'exponent':>10}{'reading':>9}{'interpreting':>14}{'MB':>7}{'exponent':>10}"
    )
    with tempfile.TemporaryDirectory(prefix="doubling-") as folder:
        for case in CASES:
            if names and not any(name in f"{case.name}.{case.suffix}" for name in names):
                continue
            found = measured(case, enough, Path(folder))
            exponents = [
                found.exponent(part, least)
                for part, least in (
                    (lambda one: one.seconds, 0.0),
                    (lambda one: one.reading, 0.03),
                    (lambda one: one.interpreting, 0.03),
                    (lambda one: one.megabytes, 5.0),
                )
            ]
            all_, reading, interpreting, memory = ("–" if one is None else f"{one:.2f}" for one in exponents)
            is_steep = (exponents[0] or 0.0) > HIGHEST
            steep += is_steep
            print(
                f"{case.name + ', ' + case.suffix:34}{found.n:>8,}{found.whole(lambda one: one.seconds):>8.2f}{all_:>10}{reading:>9}"
                f"{interpreting:>14}{found.whole(lambda one: one.megabytes):>7.0f}{memory:>10}"
                f"{'  steeper than linear' if is_steep else ''}",
                flush=True,
            )
    return 1 if steep else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", help="only cases whose name has one of these: rows.pdf, headings")
    parser.add_argument(
        "--seconds", type=float, default=1.0, help="processor seconds that the greatest size takes about"
    )
    arguments = parser.parse_args()
    sys.exit(main(arguments.names, arguments.seconds))
