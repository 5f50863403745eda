"""What one agency did in one year, item by item: what a synthetic report is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from samples.maker.figures import Kind, Scope
from samples.maker.layout import subject_names

ZERO = Decimal(0)

EXPENSE_SUBJECTS = {
    "abroad": "30212",
    "vehicle_running": "30231",
    "reception": "30217",
    "meeting": "30215",
    "training": "30216",
}
"""Which economic subject is which of the “三公” expenses, meetings and trainings."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent on one item (项) from one source, in yuan.

    `fund` is the fiscal fund, "" for the agency's own money, whose kind of revenue is then `source`. `opening` and `closing` are what
    was carried over from last year and to the next: revenue of the year is spending − opening + closing. `initial` is the budget at the
    start of the year, `prior` last year's spending.
    """

    code: str
    personnel: Decimal = ZERO
    public: Decimal = ZERO
    project: Decimal = ZERO
    fund: str = "general_public"
    source: str = "fiscal"
    opening: Decimal = ZERO
    closing: Decimal = ZERO
    initial: Decimal | None = None
    prior: Decimal | None = None
    reason: str = ""

    @property
    def total(self) -> Decimal:
        """Everything spent on the item."""
        return self.personnel + self.public + self.project

    @property
    def revenue(self) -> Decimal:
        """The year's revenue for the item."""
        return self.total - self.opening + self.closing


@dataclass(frozen=True, slots=True)
class Activity:
    """What one agency did in one year, in yuan; everything that a report states follows from it.

    `economic` splits the basic spending of the general public budget by economic subject, (personnel, public) each. `projects` are
    (name, code of the item, amount). `three_public` and the like are amounts by measure for budget, outturn and prior year.
    """

    agency: str
    year: int
    kind: Kind
    spending: tuple[Spending, ...]
    economic: Mapping[str, tuple[Decimal, Decimal]]
    scope: Scope = "department"
    project_economic: Mapping[str, Decimal] = field(default_factory=dict)
    three_public: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    procurement: Mapping[str, Decimal] = field(default_factory=dict)
    staffing: Mapping[str, Any] = field(default_factory=dict)
    operating: Mapping[str, Decimal] = field(default_factory=dict)
    units: tuple[tuple[str, str, Decimal], ...] = ()  # (code, name, share of the spending)
    projects: tuple[tuple[str, str, Decimal], ...] = ()
    purchases: tuple[tuple[str, str, str, Decimal, Decimal], ...] = ()  # code, name, catalogue, quantity, amount
    prior_revenue: Decimal | None = None
    reason: str = ""
    wording: str = "plain"
    family: str = ""
    file_stem: str = ""


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """`part` of `whole` in percent with two decimals; 0 where the whole is 0."""
    return (part / whole * 100).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else Decimal("0.00")


def split(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """A total in parts proportional to `shares`, to the fen; the last part takes what rounding leaves."""
    whole = sum(shares, ZERO)
    parts = [(total * share / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) for share in shares[:-1]]
    return [*parts, total - sum(parts, ZERO)]


def function_names() -> dict[str, str]:
    """Names of the functions by code, with those of government funds only."""
    return subject_names("government_fund") | subject_names("function")
