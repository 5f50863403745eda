"""The reports that marts leave out, as the last build noted them (dbt/macros/left_out.sql)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A report (its key) that marts leave out because it breaks an invariant: whose it is, the forms concerned, why, and which marts."""

    agency: str
    fiscal_year: int
    kind: str
    scope: str
    file_name: str
    form: str
    reason: str
    marts: tuple[str, ...]
    report_key: str = ""


_BROKEN_RULE = {
    "repeated": "not unique: ",
    "missing": "missing: ",
    "value": "not one of the values: ",
    "expression": "doesn't hold: ",
    "unknown": "leads to nothing: ",
    "invariant": "differs from what it is made of: ",
    "stopped": "can't be computed: ",
}
"""Reason of `marts.build_status` → the words before the columns and values."""


def reports_left_out(connection: psycopg.Connection[Any]) -> tuple[LeftOut, ...]:
    """The reports that marts leave out, by agency and year; none where no build has ended yet."""
    row = connection.execute("select to_regclass('marts.build_status')").fetchone()
    if row is None or row[0] is None:
        return ()
    found = connection.execute(
        """
        select
            report_key, agency, fiscal_year, kind, scope, file_name, form, reason, columns, detail,
            array_agg(mart order by mart collate "C")
        from marts.build_status
        where status = 'left_out'
        group by report_key, agency, fiscal_year, kind, scope, file_name, form, reason, columns, detail
        order by agency collate "C", fiscal_year, kind collate "C", scope collate "C", form collate "C", min(mart collate "C")
        """
    ).fetchall()
    return tuple(
        LeftOut(
            agency,
            year,
            kind,
            scope,
            file,
            form,
            _BROKEN_RULE[reason] + ": ".join(filter(None, (columns, detail))),
            tuple(marts),
            key,
        )
        for key, agency, year, kind, scope, file, form, reason, columns, detail, marts in found
    )
