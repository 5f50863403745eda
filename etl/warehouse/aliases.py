"""The spellings of agencies that a person said to be an agency's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from etl.reference.register import Settled

LONGEST_CHAIN = 20
"""A spelling of a spelling: so many steps are followed, should persons have said a circle."""


@dataclass(frozen=True, slots=True)
class WarehouseAliases:
    """The spellings that a person said to be an agency's (`core.agency_settlement`). What reports print beside their names isn't among them:
    whose a report is would depend on which came first."""

    connection: psycopg.Connection[Any]

    def agency_of(self, alias: str) -> str | None:
        """Name of the agency that a normalised spelling belongs to, or None where nobody said so."""
        row = self.connection.execute(
            """
            with recursive step (name, number) as (
                select s.object, 1 from core.agency_settlement as s where s.act = 'alias' and s.agency = %(alias)s
                union all
                select s.object, step.number + 1 from step
                inner join core.agency_settlement as s on s.act = 'alias' and s.agency = step.name
                where step.number < %(longest)s
            )
            select step.name from step order by step.number desc limit 1
            """,
            {"alias": alias, "longest": LONGEST_CHAIN},
        ).fetchone()
        return str(row[0]) if row else None

    def all(self) -> dict[str, str]:
        """Every spelling that a person said to be an agency's, with the agency's name."""
        step = {
            str(name): str(agency)
            for name, agency in self.connection.execute(
                "select s.agency, s.object from core.agency_settlement as s where s.act = 'alias'"
            ).fetchall()
        }
        return {name: Settled(aliases=step).agency_of(name) for name in step}
