"""The agency that people mean by a name, a spelling or parts of a name: found the same way by every command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import psycopg

from etl.errors import WarehouseError
from etl.reference.agencies import normalise_name

Connection = psycopg.Connection[Any]

LISTED = 12
"""Candidates that a message names, at most."""


@dataclass(frozen=True, slots=True)
class FoundAgency:
    """An agency of the warehouse, with where it is and the fiscal years of its first and last report."""

    agency_key: str
    name: str
    region: str
    first_year: int | None
    last_year: int | None

    @property
    def told(self) -> str:
        """Name, region and years, for people."""
        years = "no reports" if self.first_year is None else f"{self.first_year}–{self.last_year}"
        return f"{self.name}（{self.region or 'region unknown'}, {years}）"


def find_agency(connection: Connection, given: str) -> FoundAgency:
    """The one agency that is meant: by its name, by a spelling of it, or by parts of its name with spaces between them (莲湖 医疗保障).

    With #N behind it the Nth candidate is meant, as a message numbers them. WarehouseError where none fits, or more than one: it lists them.
    """
    parts, number = _parts(given)
    found = find_agencies(connection, given)
    if number is not None and 1 <= number <= len(found):
        return found[number - 1]
    if len(found) == 1 and number is None:
        return found[0]
    said = " ".join(parts)
    if not found:
        raise WarehouseError("no such agency", place=given, next_step=_near(connection, "".join(parts)))
    listed = "; ".join(f"{n} {one.told}" for n, one in enumerate(found[:LISTED], start=1))
    more = f"; … {len(found) - LISTED} more" if len(found) > LISTED else ""
    problem = f"there is no candidate {number}" if number is not None else "several agencies fit"
    raise WarehouseError(
        f"{problem}: {listed}{more}", place=given, next_step=f"say more of the name, or its number: '{said}#1'"
    )


def find_agencies(connection: Connection, given: str) -> list[FoundAgency]:
    """All agencies that fit, by region and name: the one that bears the name, else those with the spelling, else with all parts in a name."""
    parts, _ = _parts(given)
    if not parts:
        return []
    whole = "".join(parts)
    for condition, values in (
        ("a.name = %(whole)s", {"whole": whole}),
        (
            "a.agency_key in (select l.agency_key from core.agency_alias as l where l.alias = %(whole)s)",
            {"whole": whole},
        ),
        (
            """
            a.agency_key in (
                select l.agency_key from core.agency_alias as l
                where not exists (select from unnest(%(parts)s::text[]) as p (part) where position(p.part in l.alias) = 0)
            )
            """,
            {"parts": parts},
        ),
    ):
        found = _select(connection, condition, values)
        if found:
            return found
    return []


def get_agencies(connection: Connection, keys: Sequence[str]) -> list[FoundAgency]:
    """The agencies with these keys, by region and name."""
    return _select(connection, "a.agency_key = any(%(keys)s)", {"keys": list(keys)})


def _parts(given: str) -> tuple[list[str], int | None]:
    """The parts of a name, in the spelling of the warehouse, and the number behind #."""
    text, _, number = given.strip().rpartition("#")
    if not (text and re.fullmatch(r"\d{1,4}", number.strip())):
        text, number = given, ""
    parts = [normalise_name(part) for part in text.split()]
    return [part for part in parts if part], int(number) if number.strip() else None


def _select(connection: Connection, condition: str, values: dict[str, Any]) -> list[FoundAgency]:
    rows = connection.execute(
        f"""
        select
            a.agency_key, a.name,
            coalesce(nullif(concat(g.province, g.city, g.county), ''), case when a.admin_level = 'central' then '中央' else '' end),
            a.first_year, a.last_year
        from core.dim_agency as a
        left join core.dim_region as g on a.region_code = g.region_code
        where {condition}
        order by a.region_code nulls last, a.name collate "C"
        """,  # noqa: S608 - the condition is one of those above
        values,
    ).fetchall()
    return [FoundAgency(*row) for row in rows]


def _near(connection: Connection, name: str) -> str:
    names = [
        row[0] for row in connection.execute('select a.name from core.dim_agency as a order by a.name collate "C"')
    ]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    return f"is it {'、'.join(near)}? all: gongkai reports" if near else "gongkai reports lists the agencies"
