"""Which figure a total of `marts.agency_year` is: the source that `marts.subject_source` names for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from etl.errors import WarehouseError


@dataclass(frozen=True, slots=True)
class HeadlineSource:
    """Where a report's total comes from: a figure's key, or in words where it is no single figure (a sentence, the sum of others)."""

    key: str
    words: str


def headline_source(connection: psycopg.Connection[Any], report_key: str, headline: str) -> HeadlineSource:
    """The source of a total (expenditure, basic, three_public …) of a report. WarehouseError where the report has none, with those that it has."""
    found = connection.execute(
        """
        select subject_key, figure_no, origin, sentence
        from marts.subject_source
        where report_key = %s and measure = 'headline'
        order by sort_order, fund
        """,
        (report_key,),
    ).fetchall()
    for name, number, origin, sentence in found:
        if name == headline:
            key = "" if number is None else f"{report_key}-{number}"
            return HeadlineSource(key, sentence or f"no single figure (marts.subject_source.origin: {origin})")
    names = ", ".join(dict.fromkeys(row[0] for row in found))
    raise WarehouseError(
        "the report has no such total" if found else "the report has no totals in the marts",
        place=f"{report_key} {headline}",
        next_step=f"it has {names}" if found else "run gongkai build, or look into w.mart('subject_source')",
    )
