"""Reports in any number, for measuring and for trying out: agencies with a budget and a final account for each of their years.

The same seed gives the same files. An agency keeps its name and its province's layouts over the years; its size and what it spends
on are drawn anew for each report, as `random_report` does.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from etl.words.data import load_yaml
from samples.maker.activity import ZERO
from samples.maker.derive import report_figures
from samples.maker.figures import Kind
from samples.maker.layout import Family, family_names, load_family
from samples.maker.random_report import random_activity
from samples.maker.report import render
from samples.maker.writers import write

_KINDS: tuple[Kind, ...] = ("budget", "final_account")


@dataclass(frozen=True, slots=True)
class Order:
    """One report to be written: whose, of which year and kind, in which layout."""

    number: int
    seed: int
    agency: str
    year: int
    kind: Kind
    family: str

    @property
    def file_stem(self) -> str:
        """Sorts in the order of the orders, so that a folder of them loads in that order."""
        return f"{self.number:07}-{self.year}-{self.kind.replace('_', '-')}"


def orders(reports: int, years: Sequence[int], seed: int) -> Iterator[Order]:
    """What to write: all years and kinds of an agency, then the next agency. ValueError without years or with a negative number."""
    if not years or reports < 0:
        raise ValueError("years and a number of reports are needed")
    each = [(year, kind) for year in years for kind in _KINDS]
    for number in range(reports):
        agency, which = divmod(number, len(each))
        year, kind = each[which]
        # One generator an agency: its layouts don't depend on how many reports are asked for.
        rng = random.Random(seed * 1_000_003 + agency)  # noqa: S311 - test data, not a secret
        families: dict[Kind, str] = {one: rng.choice(family_names(one)) for one in _KINDS}
        yield Order(number, seed * 10_000_019 + number, agency_name(agency, seed), year, kind, families[kind])


def agency_name(number: int, seed: int = 0) -> str:
    """The name of an agency: another one for each number; beyond some hundred thousand with a number in it."""
    names = _names()
    parts = [names["provinces"], names["cities"], names["counties"], names["county_kinds"], names["bodies"]]
    total = 1
    for part in parts:
        total *= len(part)
    # A step that shares no factor with the total visits every name once, and neighbours are of different places.
    again, place = divmod(number, total)
    place = (place * 7919 + seed) % total
    chosen: list[str] = []
    for part in reversed(parts):
        place, index = divmod(place, len(part))
        chosen.append(part[index])
    body, kind, county, city, province = chosen
    return f"{province}{city}市{county}{kind}{body}{f'第{again + 1}分局' if again else ''}"


@cache
def _names() -> dict[str, list[str]]:
    return dict(load_yaml(Path(__file__).with_name("synth_names.yaml").read_text(encoding="utf-8")))


def write_order(order: Order, folder: Path, suffix: str = "txt") -> Path:
    """Write one report; ValueError for a format without a writer."""
    family = load_family(order.family)
    drawn = random_activity(order.seed, order.kind, year=order.year)
    head = (drawn.units[0][0], f"{order.agency}（本级）", drawn.units[0][2])
    spending = drawn.spending
    if order.kind == "budget":
        # Layouts of budgets differ in whether a total holds what was carried over: without it, every layout's sums hold.
        spending = tuple(replace(one, opening=ZERO, source=_printed_source(one.source, family)) for one in spending)
    activity = replace(
        drawn, agency=order.agency, units=(head, *drawn.units[1:]), file_stem=order.file_stem, spending=spending
    )
    return write(render(report_figures(activity), family), folder / f"{order.file_stem}.{suffix}")


def _printed_source(source: str, family: Family) -> str:
    """The kind of revenue, or 其他收入 where the layout has no line for it: money without a line would be missing in its sums."""
    printed = {
        line.key for form in family.forms for block in form.blocks if block.side == "revenue" for line in block.lines
    }
    return source if source in printed or source == "fiscal" else "other"


def write_reports(
    folder: Path, *, reports: int, years: Sequence[int], seed: int, suffix: str = "txt"
) -> Iterator[Path]:
    """Write reports into a folder, one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    for order in orders(reports, years, seed):
        yield write_order(order, folder, suffix)


def years_of(text: str) -> tuple[int, ...]:
    """`2021-2024` or `2022` or `2020,2023` as years. ValueError for anything else."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        found += range(int(first), int(last or first) + 1)
    if not found or not all(1990 <= year <= 2100 for year in found):
        raise ValueError(f"{text!r} are no years")
    return tuple(dict.fromkeys(found))
