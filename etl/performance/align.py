"""Which cell of a drifted row belongs to which column: the cheapest assignment that keeps the order of cells.

A converter shifts, drops and repeats cells, so a column's place is only a hint. What a cell can be (a weight is a number,
a name isn't) and how far it lies from its header decide together. Cells and fields are few (≤ 15), so all orders are tried
by dynamic programming.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.performance.cells import chinese, is_dash, is_noise, is_value_like, number, percent, points, squeeze


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the form: what it holds (`kind`), where its header stands (None: not printed), the price of leaving it empty.

    Kinds: `name`, `level`, `text`, `value`, `number` (or dash), `amount`, `rate`, `sign`.
    """

    key: str
    kind: str
    column: int | None
    empty: float


_DROPPED = 4.0
_DROPPED_NOISE = 1.2
_STEP = 0.35
_SHIFT = 0.12
_SHIFTS = sorted(range(-4, 5), key=abs)  # of equal costs the smallest drift


def _price(text: str, kind: str) -> float:
    """How badly a cell's text fits a kind of column; 0 is a fit."""
    plain = squeeze(text)
    value = is_value_like(plain)
    if kind == "number":
        if number(plain) is not None:
            return 0.0
        return 0.3 if is_dash(plain) else 7.0 if points(plain) is None else 0.2 if plain.endswith("分") else 1.5
    if kind == "amount":
        return 0.0 if number(plain) is not None else 0.8 if is_dash(plain) else 7.0
    if kind == "rate":
        if plain.endswith(("%", "％")):
            return 0.0 if percent(plain) is not None else 5.0
        return 0.8 if number(plain) is not None else 0.3 if is_dash(plain) else 7.0
    if kind == "sign":
        return 0.0 if chinese(plain) <= 4 and len(plain) <= 4 and number(plain) is None else 4.0
    if kind == "name":
        return 3.0 if value else 2.5 if is_noise(text) or is_dash(plain) else 0.0
    if kind == "level":
        return 5.0 if value else 1.0 if is_noise(text) else 1.8
    if kind == "value":
        return 0.0 if value else 1.2 if is_noise(text) else 0.5
    return 1.5 if value else 0.8 if is_noise(text) else 0.2


def align(cells: Sequence[tuple[int, str]], fields: Sequence[Field]) -> tuple[dict[str, str], tuple[str, ...], float]:
    """Assign cells (column, text; no blanks) to fields in order.

    Returns the texts by field key, the cells that fit nowhere, and the cost (0 is a perfect row).
    """

    prices = [[_price(text, field.kind) for field in fields] for _, text in cells]
    losses = [_DROPPED_NOISE if is_noise(text) or is_dash(text) else _DROPPED for _, text in cells]
    places = [column for column, _ in cells]
    best: tuple[float, dict[int, int]] = (float("inf"), {})
    for shift in _SHIFTS:
        if _SHIFT * abs(shift) >= best[0]:
            break  # no larger drift can be cheaper
        cost, chosen = _assign(places, prices, losses, fields, shift)
        best = min(best, (cost + _SHIFT * abs(shift), chosen), key=lambda found: found[0])
    cost, chosen = best
    texts = {fields[j].key: cells[i][1] for i, j in chosen.items()}
    return texts, tuple(text for i, (_, text) in enumerate(cells) if i not in chosen), cost


def _assign(
    places: Sequence[int],
    prices: Sequence[Sequence[float]],
    losses: Sequence[float],
    fields: Sequence[Field],
    shift: int,
) -> tuple[float, dict[int, int]]:
    """The cheapest assignment of cells to fields where all columns drifted by `shift`: (cost, field by cell)."""
    n, m = len(places), len(fields)
    cost = [[0.0] * (m + 1) for _ in range(n + 1)]
    step = [[""] * (m + 1) for _ in range(n + 1)]
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            if i == n and j == m:
                continue
            take = skip = drop = float("inf")
            if i < n and j < m:
                column = fields[j].column
                away = 2 if column is None else min(abs(places[i] - column - shift), 5)
                take = prices[i][j] + _STEP * away + cost[i + 1][j + 1]
            if j < m:
                skip = fields[j].empty + cost[i][j + 1]
            if i < n:
                drop = losses[i] + cost[i + 1][j]
            if take <= skip and take <= drop:
                cost[i][j], step[i][j] = take, "take"
            elif skip <= drop:
                cost[i][j], step[i][j] = skip, "skip"
            else:
                cost[i][j], step[i][j] = drop, "drop"
    chosen: dict[int, int] = {}
    i = j = 0
    while i < n or j < m:
        if step[i][j] == "take":
            chosen[i] = j
        i, j = i + (step[i][j] != "skip"), j + (step[i][j] != "drop")
    return cost[0][0], chosen
