"""Which figure a total of `marts.agency_year`, or a number of a subject in another mart, is: the source that `marts.subject_source` names."""

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


def source_of_subject(
    connection: psycopg.Connection[Any], report_key: str, subject_key: str, measure: str
) -> HeadlineSource:
    """The source of a number of a subject (a code, an item) in a report; `measure` is its column in the marts: amount, budget, outturn …

    Where several figures add up to it, or only a sentence states it, words say so. WarehouseError where the report has none, with the
    measures that it has of the subject.
    """
    found = connection.execute(
        """
        select measure, figure_no, sentence, statement_title, amount
        from marts.subject_source
        where report_key = %s and subject_key = %s
        order by source_no
        """,
        (report_key, subject_key),
    ).fetchall()
    fitting = [row for row in found if row[0] == measure]
    figures = [row for row in fitting if row[1] is not None]
    if len(figures) == 1:
        return HeadlineSource(f"{report_key}-{figures[0][1]}", "")
    if figures:
        parts = ", ".join(f"{report_key}-{number} ({title})" for _, number, _, title, _ in figures)
        return HeadlineSource("", f"{len(figures)} figures add up to it: {parts}")
    if fitting:
        return HeadlineSource("", "; ".join(dict.fromkeys(row[2] for row in fitting if row[2])))
    there = ", ".join(dict.fromkeys(row[0] for row in found))
    raise WarehouseError(
        "the report has no such number of this subject" if found else "nothing is known of where this subject stands",
        place=f"{report_key} {subject_key} {measure}",
        next_step=f"it has {there}" if found else "look into w.mart('subject_source', report_key=…)",
    )
