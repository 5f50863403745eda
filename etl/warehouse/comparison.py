"""What the marts say of a few agencies side by side: four questions that the demo asks of its samples."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class AgencyYear:
    """A report in a line: amounts in yuan, `report` its scope and kind in Chinese."""

    agency: str
    fiscal_year: int
    report: str
    expenditure: Decimal | None
    project_share_percent: Decimal | None
    three_public: Decimal | None
    people: Decimal | None
    basic_per_head: Decimal | None


@dataclass(frozen=True, slots=True)
class AmongPeers:
    """An item of expenditure among agencies of one type: the amount in yuan, its share, `3 / 8 县级` as its rank
    and the group it is compared in, and its ratio to that group's median."""

    agency: str
    fiscal_year: int
    amount: Decimal
    share_percent: Decimal | None
    rank: str
    ratio_to_median: Decimal


@dataclass(frozen=True, slots=True)
class Overspent:
    """An item that took more than its budget: yuan, and the reason that the report states."""

    agency: str
    fiscal_year: int
    subject: str
    budget: Decimal | None
    outturn: Decimal | None
    completion_percent: Decimal | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class AgainstYearBefore:
    """A headline and that of the year before, in yuan; `prior_source` is where the latter comes from."""

    agency: str
    fiscal_year: int
    headline: str
    prior_amount: Decimal | None
    amount: Decimal | None
    change_percent: Decimal | None
    prior_source: str


def compare_agencies(connection: Connection) -> list[AgencyYear]:
    """Every report, final accounts and budgets apart, the latest year and the largest expenditure first."""
    found = connection.execute(
        """
        select agency, fiscal_year, scope_zh || kind_zh, expenditure, project_share_percent, three_public, people, basic_per_head
        from marts.agency_year
        order by kind, fiscal_year desc, expenditure desc
        """
    ).fetchall()
    return [AgencyYear(*row) for row in found]


def compare_item(connection: Connection, function_code: str, agency_type: str) -> list[AmongPeers]:
    """What final accounts of agencies of a type spent on an item (项), the latest year and the largest amount first."""
    found = connection.execute(
        """
        select agency, fiscal_year, amount, share_percent, rank_in_peers || ' / ' || peer_count || ' ' || group_name, ratio_to_median
        from marts.function_comparison
        where function_code = %s and kind = 'final_account' and agency_type = %s
        order by fiscal_year desc, amount desc
        """,
        (function_code, agency_type),
    ).fetchall()
    return [AmongPeers(*row) for row in found]


def find_overspent(connection: Connection, least_percent: int, most: int) -> list[Overspent]:
    """Items completed by more than a percentage of their budgets, at `most` so many, the largest excess first."""
    found = connection.execute(
        """
        select agency, fiscal_year, subject, budget, outturn, completion_percent, reason
        from marts.budget_execution
        where subject_kind = 'function' and level = 'item' and completion_percent > %s
        order by over_budget desc
        limit %s
        """,
        (least_percent, most),
    ).fetchall()
    return [Overspent(*row) for row in found]


def compare_with_year_before(connection: Connection) -> list[AgainstYearBefore]:
    """The expenditure of each final account against the year before, where that is known."""
    found = connection.execute(
        """
        select distinct on (agency, fiscal_year) agency, fiscal_year, headline_zh, prior_amount, amount, change_percent, prior_source
        from marts.agency_year_over_year
        where kind = 'final_account' and headline in ('expenditure', 'expenditure_total', 'general_public_expenditure')
            and prior_source <> 'none'
        order by agency, fiscal_year, sort_order
        """
    ).fetchall()
    return [AgainstYearBefore(*row) for row in found]
