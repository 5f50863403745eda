"""Names of subjects that the official list doesn't have: what most reports of the year print, whatever the order of loading.

`core.report_subject` holds what each report prints; the name of a code in a year is the one that most of these say, of several the least by
code point, and never one that was read with doubt. The canonical name is that of the code's latest year. Both follow from the rows that are
there, so any order of loading ends alike: loaders take their turns under one lock, held from here to the end of their transaction, and see
what those before them have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from etl.reference.subjects import latest_name
from etl.warehouse import keys

Connection = psycopg.Connection[Any]
Subject = tuple[str, int]
"""A code and a fiscal year: the systems share no code."""

_DIMENSIONS: tuple[tuple[LiteralString, str, tuple[LiteralString, ...]], ...] = (
    ("dim_function", "2", ("class", "section", "item")),
    ("dim_economic", "35", ("class",)),
)
"""Table, the first digits of its codes, and the levels whose names it holds."""


def printed_by(connection: Connection, report_keys: Sequence[str]) -> set[Subject]:
    """The subjects that reports of the warehouse print: to be asked before they are deleted."""
    found = connection.execute(
        "select distinct code, fiscal_year from core.report_subject where report_key = any(%s::text[])",
        (list(report_keys),),
    )
    return {(code, year) for code, year in found.fetchall()}


def settle_names(connection: Connection, subjects: Iterable[Subject]) -> None:
    """Give subjects the names that follow from what all reports print. In the transaction that wrote or deleted these, as its last step."""
    wanted = sorted(set(subjects))
    if not wanted:
        return
    connection.execute("select pg_advisory_xact_lock(%s)", (keys.number_of(keys.key("lock", "names of subjects")),))
    for table, first, levels in _DIMENSIONS:
        own = [one for one in wanted if one[0][:1] in first]
        if own:
            given = {
                "codes": [code for code, _ in own],
                "years": [year for _, year in own],
                "unlisted": sorted({code for code, _ in own if latest_name(code) is None}),
            }
            for statement in _statements(table, levels):
                connection.execute(statement, given)


def _statements(table: LiteralString, levels: Sequence[LiteralString]) -> Sequence[sql.Composed]:
    """The name of each code and year; its name in the rows below it and in its own; the canonical name of each code's years."""
    name = sql.Identifier("core", table)
    return (
        sql.SQL(
            """
            with wanted as (
                select w.code, w.fiscal_year
                from unnest(%(codes)s::text[], %(years)s::integer[]) as w (code, fiscal_year)
                inner join {table} as d on w.code = d.code and w.fiscal_year = d.fiscal_year
                where d.named_by <> 'list'
            ),
            said as (
                select p.code, p.fiscal_year, p.name, count(*) as reports
                from core.report_subject as p
                inner join wanted as w on p.code = w.code and p.fiscal_year = w.fiscal_year
                where not p.is_doubtful
                group by p.code, p.fiscal_year, p.name
            ),
            most as (
                select distinct on (code, fiscal_year) code, fiscal_year, name
                from said
                order by code, fiscal_year, reports desc, name collate "C"
            )
            update {table} as d
            set name = m.name, named_by = case when m.name is null then 'none' else 'reports' end
            from wanted as w
            left join most as m on w.code = m.code and w.fiscal_year = m.fiscal_year
            where
                d.code = w.code
                and d.fiscal_year = w.fiscal_year
                and (d.name is distinct from m.name or (d.named_by = 'none') <> (m.name is null))
            """
        ).format(table=name),
        *(_of_level(name, level) for level in levels),
        sql.SQL(
            """
            with latest as (
                select distinct on (d.code) d.code, d.name
                from {table} as d
                where d.code = any(%(unlisted)s::text[]) and d.name is not null
                order by d.code, d.fiscal_year desc
            )
            update {table} as d
            set canonical_name = l.name
            from unnest(%(unlisted)s::text[]) as u (code)
            left join latest as l on u.code = l.code
            where d.canonical_code = u.code and d.canonical_name is distinct from l.name
            """
        ).format(table=name),
    )


def _of_level(table: sql.Identifier, level: LiteralString) -> sql.Composed:
    return sql.SQL(
        """
        update {table} as d
        set {column} = above.name
        from {table} as above
        where
            above.code = any(%(codes)s::text[])
            and above.fiscal_year = any(%(years)s::integer[])
            and above.level = {level}
            and d.{code} = above.code
            and d.fiscal_year = above.fiscal_year
            and d.{column} is distinct from above.name
        """
    ).format(
        table=table,
        column=sql.Identifier(f"{level}_name"),
        code=sql.Identifier(f"{level}_code"),
        level=sql.Literal(level),
    )
