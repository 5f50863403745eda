"""What so many reports need of cores, hours and disk, reckoned from measured rates: `python -m benchmarks.plan [--reports N …] [--cores N …]`.

The rates stand in `rates.yaml`, with the commands that measure them. Reading is divided among cores, for files don't wait for each other; writing and
building are the server's and are taken as measured, on two cores, so that more of them make it quicker than said here.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl.words.data import load_yaml

REPORTS = (10_000, 100_000, 4_000_000)
CORES = (2, 16, 64)
_HOUR = 3600
_ZH = {
    "reports": "报告数",
    "cores that read": "读取所用核数",
    "rows of raw and core": "raw、core 的行数",
    "reading, PDF of 30 pages each": "读取（每份为30页PDF）",
    "writing": "写入",
    "building all marts from nothing": "从头构建全部数据集市",
    "the first load, from files to marts": "首次载入，从文件到集市",
    "the database": "数据库",
    "kept originals": "保存的原件",
    "million": "百万",
    "days": "天",
    "h": "小时",
    "min": "分钟",
    "s": "秒",
}
"""The same in Chinese, for docs/scale.zh-CN.md."""


def rates() -> dict[str, Any]:
    """The measured rates."""
    found: dict[str, Any] = load_yaml(Path(__file__).with_name("rates.yaml").read_text(encoding="utf-8"))
    return found


def lines(reports: int, cores: int, measured: dict[str, Any]) -> list[tuple[str, str]]:
    """(what, how much) for so many reports, all of them PDFs, read by so many cores."""
    reading = reports * measured["reading"]["pdf"]["seconds"] / cores
    writing = reports * measured["rows"]["number"] / measured["writing"]["rows_per_second"]
    build = reports * measured["build"]["seconds"]
    database = reports * measured["database"]["megabytes"]
    return [
        ("rows of raw and core", f"{reports * measured['rows']['number'] / 1e6:,.0f} million"),
        ("reading, PDF of 30 pages each", span(reading)),
        ("writing", span(writing)),
        ("building all marts from nothing", span(build)),
        ("the first load, from files to marts", span(max(reading, writing) + build)),
        ("the database", size(database)),
        ("kept originals", size(reports * measured["original"]["megabytes"])),
    ]


def span(seconds: float) -> str:
    """Seconds as people say them."""
    for unit, length in (("days", 24 * _HOUR), ("h", _HOUR), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{seconds:,.0f} s"


def size(megabytes: float) -> str:
    """MB as people say them."""
    for unit, length in (("TB", 1e6), ("GB", 1e3)):
        if megabytes >= length:
            return (
                f"{megabytes / length:,.1f} {unit}" if megabytes < 10 * length else f"{megabytes / length:,.0f} {unit}"
            )
    return f"{megabytes:,.0f} MB"


def table(reports: Sequence[int] = REPORTS, cores: Sequence[int] = CORES, *, zh: bool = False) -> str:
    """A table in Markdown, in English or in Chinese: a column a number of reports and cores."""
    measured = rates()
    columns = [lines(*pair, measured) for pair in zip(reports, cores, strict=True)]
    rows = [("reports", *(f"{one:,}" for one in reports)), ("cores that read", *(str(one) for one in cores))]
    rows += [(row[0][0], *(cell for _, cell in row)) for row in zip(*columns, strict=True)]
    if zh:
        rows = [(_ZH[name], *(_in_chinese(cell) for cell in cells)) for name, *cells in rows]
    head, *body = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|---|" + "--:|" * len(columns), *body])


def _in_chinese(cell: str) -> str:
    number, _, unit = cell.partition(" ")
    return f"{number} {_ZH.get(unit, unit)}".strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan", description=__doc__)
    parser.add_argument("--reports", type=int, nargs="+", default=REPORTS)
    parser.add_argument("--cores", type=int, nargs="+", default=CORES)
    given = parser.parse_args()
    if len(given.reports) != len(given.cores):
        parser.error("name as many cores as reports")
    print(table(given.reports, given.cores))
