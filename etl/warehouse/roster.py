"""The roster of who has to publish, in which years: a person's list, against which the warehouse says what is missing."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from etl.errors import DocumentError
from etl.reference.agencies import normalise_name
from etl.warehouse.settling import decoded_file

COLUMNS = ("agency", "from_year", "to_year", "kind", "due")
KINDS = {"": ("budget", "final_account"), "budget": ("budget",), "final_account": ("final_account",)}
KINDS.update({"预算": ("budget",), "决算": ("final_account",)})

_YEARS = range(2000, 2101)
_MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the roster: an agency, the years and kinds that are due, and the day of the year (month, day) or None."""

    agency: str
    years: range
    kinds: tuple[str, ...]
    due: tuple[int, int] | None
    line: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a roster: rows of `core.roster`, agencies that no report or alias knows, and names that stand for one agency twice."""

    rows: int
    agencies: int
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]


def read_roster(path: Path) -> list[Entry]:
    """The lines of a roster: CSV in UTF-8 or GBK with a header, of COLUMNS at least agency and from_year.

    `to_year` is `from_year` where it is empty, `kind` both where it is empty, `due` a month and day (09-30) of the year in which the kind
    is published: a budget in its own year, a final account in the year after. DocumentError names the line at fault.
    """
    reader = csv.DictReader(io.StringIO(decoded_file(path), newline=""), restkey="")
    named = [name.strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = named
    if not {"agency", "from_year"} <= set(named):
        raise DocumentError(
            f"no columns agency and from_year in its first line: {', '.join(named) or 'it is empty'}",
            place=f"{path.name}, line 1",
            next_step=f"the first line names columns, of {', '.join(COLUMNS)}",
        )
    entries = [
        _entry(
            {key: str(value or "").strip() for key, value in row.items()},
            f"{path.name}, line {reader.line_num}",
            reader.line_num,
        )
        for row in reader
        if any(str(value or "").strip() for value in row.values())
    ]
    if not entries:
        raise DocumentError("it names nobody", place=path.name, next_step="each line names an agency and its years")
    return entries


def _entry(cells: dict[str, str], place: str, line: int) -> Entry:
    agency = normalise_name(cells["agency"])
    first, last = cells["from_year"], cells.get("to_year") or cells["from_year"]
    if not agency:
        raise DocumentError("no agency", place=place, next_step="name one in the column agency")
    if not (first.isdecimal() and last.isdecimal() and int(first) in _YEARS and int(last) in _YEARS):
        raise DocumentError(f"no years: {first}, {last}", place=place, next_step="write years such as 2024")
    years = range(int(first), int(last) + 1)
    if not 0 < len(years) <= _MOST_YEARS:
        raise DocumentError(f"no span of years: {first} to {last}", place=place, next_step="from_year comes first")
    kind = cells.get("kind", "")
    if kind not in KINDS:
        raise DocumentError(f"unknown kind {kind}", place=place, next_step="write budget, final_account or nothing")
    return Entry(agency, years, KINDS[kind], _due(cells.get("due", ""), place), line)


def _due(text: str, place: str) -> tuple[int, int] | None:
    if not text:
        return None
    month, _, day = text.partition("-")
    try:
        when = date(2000, int(month), int(day))
    except ValueError:
        raise DocumentError(
            f"no day of the year: {text}", place=place, next_step="write month and day, 09-30"
        ) from None
    return when.month, when.day


def keep_roster(connection: psycopg.Connection[Any], entries: Sequence[Entry]) -> Kept:
    """Replace `core.roster` by these lines, in one transaction; of two lines on one agency, year and kind the later day is kept."""
    rows = dict(sorted(_rows(entries)))
    with connection.transaction():
        connection.execute("delete from core.roster")
        with connection.cursor().copy("copy core.roster (agency, fiscal_year, kind, due_on) from stdin") as copy:
            for (agency, year, kind), due in rows.items():
                copy.write_row((agency, year, kind, due))
        known = dict(
            connection.execute(
                "select alias, agency_key from core.agency_alias where alias = any(%s)", ([e.agency for e in entries],)
            ).fetchall()
        )
    names = {entry.agency for entry in entries}
    return Kept(
        rows=len(rows),
        agencies=len(names),
        unknown=tuple(sorted(names - known.keys())),
        doubled=tuple(sorted(_doubled(entries, known))),
    )


def _rows(entries: Iterable[Entry]) -> Iterable[tuple[tuple[str, int, str], date | None]]:
    found: dict[tuple[str, int, str], date | None] = {}
    for entry in entries:
        for year in entry.years:
            for kind in entry.kinds:
                due = _day(year + (kind == "final_account"), entry.due)
                before = found.get((entry.agency, year, kind))
                found[entry.agency, year, kind] = max(filter(None, (before, due)), default=None)
    return found.items()


def _day(year: int, due: tuple[int, int] | None) -> date | None:
    if due is None:
        return None
    month, day = due
    return date(year, month, 28 if (month, day) == (2, 29) else day)


def _doubled(entries: Iterable[Entry], known: dict[str, Any]) -> set[str]:
    """Names that the roster has twice for a year and kind, or that are spellings of one agency."""
    told: Counter[tuple[Any, int, str]] = Counter()
    names: dict[tuple[Any, int, str], set[str]] = {}
    for entry in entries:
        for year in entry.years:
            for kind in entry.kinds:
                place = (known.get(entry.agency, entry.agency), year, kind)
                told[place] += 1
                names.setdefault(place, set()).add(entry.agency)
    return {name for place, count in told.items() if count > 1 for name in names[place]}
