"""One round trip: a random report in a random layout, format and state of damage, and what a loader made of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.statements.model import Interpretation
from samples.maker.compare import differences, misplaced_columns, wrong_names
from samples.maker.defects import damage, defects_for
from samples.maker.grid import PrintedFigure
from samples.maker.layout import family_names, load_family
from samples.maker.random_report import random_figures, random_style
from samples.maker.report import render, with_glossary
from samples.maker.writers import FORMATS, write

_RULED = ("pdf", "ofd")
"""Formats whose tables are ruled in a style of borders."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A report as written: how it was made, and the figures that it prints."""

    seed: int
    family: str
    suffix: str
    defects: tuple[str, ...]
    path: Path
    printed: tuple[PrintedFigure, ...]
    borders: str = ""

    def __str__(self) -> str:
        damaged = f" with {', '.join(self.defects)}" if self.defects else ""
        ruled = f" ruled {self.borders}" if self.borders else ""
        return f"report {self.seed} in {self.family} as {self.suffix}{ruled}{damaged} ({self.path})"


def make_trip(
    seed: int,
    folder: Path,
    *,
    family: str = "",
    suffix: str = "",
    defects: Sequence[str] | None = None,
    formats: Sequence[str] = FORMATS,
    vary: bool = True,
    borders: str = "grid",
    glossary: bool | None = None,
) -> Trip:
    """Write the random report of a seed. What isn't given is chosen by the seed; `defects` names them, None lets chance choose.

    `borders` is how the tables of a PDF or OFD are ruled (samples/maker/writers/pdf.py). `glossary`: whether the report ends with one, every second
    report where None.
    """
    rng = random.Random(seed * 31 + 17)  # noqa: S311 - test data, not a secret
    name = family or rng.choice(family_names())
    suffix = suffix or rng.choice(list(formats))
    layout = load_family(name)
    report = render(random_figures(seed, layout.kind), random_style(seed, layout) if vary else layout)
    if seed % 2 if glossary is None else glossary:
        report = with_glossary(report)
    known = defects_for(suffix)
    chosen = [d for d in known if rng.random() < 0.2] if defects is None else list(defects)
    if chosen:
        report = damage(report, [known[d] for d in chosen], rng)
    path = folder / f"{seed}-{name}.{suffix}"
    if suffix in _RULED:
        from samples.maker.writers import ofd, pdf

        ruled = next(one for one in pdf.BORDERS if one == borders)
        (pdf if suffix == "pdf" else ofd).write(report, path, ruled)
    else:
        write(report, path)
    return Trip(seed, name, suffix, tuple(chosen), path, tuple(report.figures()), borders if suffix in _RULED else "")


def faults(trip: Trip, load: Callable[[Path], Interpretation]) -> list[str]:
    """What differs between what the report prints and what `load` reads; empty where the round trip is whole."""
    read = load(trip.path)
    found = [
        f"{d.kind}: {d.statement} | {d.row} | {d.value} {d.unit}" for d in differences(trip.printed, read.statements)
    ]
    found += misplaced_columns(trip.printed, read.statements)
    found += wrong_names(trip.printed, read.statements, cut=bool({"cut_name", "split_row"} & set(trip.defects)))
    found += [f"unknown table: {table.title} {table.headers[:4]}" for table in read.unknown]
    found += [
        f"not understood: {statement.title} row {cell.row} column {cell.column}: {cell.text!r}"
        for statement in read.statements
        for cell in statement.left
        if cell.reason == "not_understood"
    ]
    return found
