"""The geometry of the chart of years: stacked bars of basic and project expenditure, and the budget as a line across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.site.data import Year

WIDTH, HEIGHT = 720, 260
_TOP, _BOTTOM, _LEFT = 24, 34, 84
_WAN = Decimal(10000)
_BAR = 64
_TEXT = 24


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a bar: its class (basic, project or total) and place in pixels of the drawing."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A year: its label and the middle of the bar, the amount above it (yuan), its parts, the y of the budget's line and half its length."""

    label: str
    middle: float
    top: float
    amount: Decimal | None
    parts: tuple[Part, ...]
    budget_y: float | None
    half: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and the lines of the scale: y and yuan."""

    bars: tuple[Bar, ...]
    scale: tuple[tuple[float, Decimal], ...]


def chart_of_years(years: Sequence[Year]) -> Chart | None:
    """Bars of all years with an expenditure, at most the last ten; None if there is nothing to draw."""
    accounts = {y.fiscal_year: y for y in years if y.kind == "final_account"}
    budgets = {y.fiscal_year: y for y in years if y.kind == "budget"}
    shown = sorted({*accounts, *budgets})[-10:]
    amounts = [_total(y) for source in (accounts, budgets) for n in shown if (y := source.get(n))]
    highest = max((a for a in amounts if a is not None), default=Decimal(0))
    if highest <= 0:
        return None
    step = _step(highest)
    top = step * (highest // step + (1 if highest % step else 0))
    place = (WIDTH - _LEFT - 16) / len(shown)
    bars = []
    for i, number in enumerate(shown):
        account, budget = accounts.get(number), budgets.get(number)
        middle = _LEFT + place * (i + 0.5)
        total = _total(account) if account else None
        budgeted = _total(budget) if budget else None
        drawn = account or budget
        parts = _parts(drawn, middle, min(_BAR, place * 0.6), top) if drawn else ()
        foot = min((part.y for part in parts), default=float(HEIGHT - _BOTTOM))
        # A year without a final account has its budget for a bar, not a line alone.
        budget_y = _y(budgeted, top) if account and budgeted is not None else None
        # The amount is the bar's: it stands on the bar, and on the budget's line only where that would run through it.
        if budget_y is not None and (not parts or foot - _TEXT < budget_y < foot):
            foot = budget_y
        bars.append(
            Bar(
                label=f"{number}" + ("" if account else "（预算）"),
                middle=middle,
                top=foot - 7,
                amount=total if account else budgeted,
                parts=parts,
                budget_y=budget_y,
                half=min(_BAR * 0.65, place * 0.4),
            )
        )
    scale, value = [], Decimal(0)
    while value <= top:
        scale.append((_y(value, top), value))
        value += step
    return Chart(tuple(bars), tuple(scale))


def _total(year: Year) -> Decimal | None:
    return year.expenditure if year.expenditure is not None else year.general_public_expenditure


def _parts(year: Year, middle: float, width: float, top: Decimal) -> tuple[Part, ...]:
    """Basic below project where both are published and make up the total, else the total alone."""
    total = _total(year)
    if total is None or total <= 0:
        return ()
    left, foot = middle - width / 2, float(HEIGHT - _BOTTOM)
    if (
        year.basic is None
        or year.project_expenditure is None
        or abs(year.basic + year.project_expenditure - total) > total / 100
    ):
        y = _y(total, top)
        return (Part("total", left, y, width, foot - y),)
    middle_y, y = _y(year.basic, top), _y(year.basic + year.project_expenditure, top)
    return (
        Part("basic", left, middle_y, width, foot - middle_y),
        Part("project", left, y, width, middle_y - y),
    )


def _y(amount: Decimal, top: Decimal) -> float:
    return round(HEIGHT - _BOTTOM - float(max(amount, Decimal(0)) / top) * (HEIGHT - _TOP - _BOTTOM), 1)


def _step(highest: Decimal) -> Decimal:
    """A round distance of the lines of a scale, of which four to eight are drawn."""
    size = Decimal(10) ** (highest.adjusted())
    for part in (Decimal("0.2"), Decimal("0.5"), Decimal(1), Decimal(2)):
        if highest / (size * part) <= 6:
            return size * part
    return size * 2
