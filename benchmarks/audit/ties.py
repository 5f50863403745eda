"""What a printed number agrees with elsewhere in its document: the same amount, a sum, a difference, a share. A change that ends no such tie contradicts nothing.

The search knows the rules as little as the loader: it adds up and divides whatever is printed near. By chance it finds a tie where none
is meant, which counts a change as one that should have been noticed; how many of the noticed changes it finds tied says how much it misses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, combinations

from benchmarks.audit.printed import Place, Printed
from etl.documents.model import Table

YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
NEAR = 3
"""Paragraphs to either side in which a number of the prose has what it adds up to or is a share of."""
_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
_MOST = 40
"""Numbers near one that are combined with each other, the nearest of them: more would be found to add up by chance."""


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: in yuan if money, else as printed; `half` a unit of its last digit; where it stands."""

    value: Decimal
    half: Decimal
    place: Place

    def agrees(self, value: Decimal, half: Decimal) -> bool:
        """Whether both can be the same amount, rounded or cut off to the coarser one's digits."""
        return abs(self.value - value) <= (
            max(self.half, half) if self.half == half or not value else 2 * max(self.half, half)
        )


@dataclass(frozen=True)
class Ties:
    """The numbers of a document, for the search."""

    printed: Printed

    @cached_property
    def money(self) -> list[Number]:
        """Every printed amount but zeros, by size."""
        found = [self.cell(place, value) for place, value in self.printed.cells]
        found += [self._stated(place, one) for place, one in self.printed.numbers if one["unit"] in YUAN]
        return sorted((one for one in found if one.value), key=lambda one: one.value)

    @cached_property
    def _sizes(self) -> list[Decimal]:
        return [one.value for one in self.money]

    def cell(self, place: Place, value: Decimal) -> Number:
        """An amount of a form in yuan."""
        unit = self.printed.unit_of(place.block)
        return Number(value * YUAN[unit], _half_of(value, unit), place)

    def of_cell(self, place: Place, before: Decimal, after: Decimal) -> str:
        """What the amount of a cell agrees with and the changed one doesn't, in words; "" where nothing."""
        was, now = self.cell(place, before), self.cell(place, after)
        column = [one for one in self._of_block(place.block) if one.place.column == place.column]
        row = [one for one in self._of_block(place.block) if one.place.row == place.row and one.place != place]
        return (
            self._same(was, now)
            or _first("上下级之和", _ended(self._levels(column, place), was, now))
            or _first("同列之和", _ended(_runs(column, place), was, now))
            or _first("同行之和", _ended(_combined(row), was, now))
            or _first("同列和差", _ended(_pairs(_nearest(column, place)), was, now))
            or _first("同行之比", _ended(_ratios(row), was, now))
        )

    def of_prose(self, place: Place, number: str, unit: str, after: Decimal) -> str:
        """The same for a number of the prose with its unit."""
        value = Decimal(number.replace(",", ""))
        factor = YUAN.get(unit, Decimal(1))
        was = Number(value * factor, _half_of(value, unit), place)
        now = replace(was, value=after * factor)
        near = [(one, found["unit"]) for one, found in self._near(place) if one.place != place]
        if unit in YUAN:
            money = [one for one, other in near if other in YUAN]
            rates = [one for one, other in near if other in "%％"]
            return (
                self._same(was, now)
                or _first("文字和差", _ended(_combined(money), was, now))
                or self._share(was, now, rates, money)
            )
        if unit in "%％":
            money = [one for one, other in near if other in YUAN]
            here = [one for one in money if one.place.block == place.block]
            return (
                _first("文字之比", _ended(_ratios(money), was, now))
                or _first("与全文数额之比", _ended(self._shares_of_all(here), was, now))
                or _first("占比之和", _ended(_complement(one for one, other in near if other in "%％"), was, now))
            )
        alike = [one for one, other in near if other == unit]
        same = sum(one["number"] == number and one["unit"] == unit for _, one in self.printed.numbers) > 1
        return "同一数量" if same else _first("数量和差", _ended(_combined(alike), was, now))

    def _same(self, was: Number, now: Number) -> str:
        if not was.value:
            return ""
        for one in self._about(was):
            if one.place != was.place and one.agrees(was.value, was.half) and not one.agrees(now.value, now.half):
                return f"同一数额（{_said(one.place)}）"
        return ""

    def _about(self, was: Number) -> Iterator[Number]:
        room = max(2 * was.half, abs(was.value) / 100)
        yield from self.money[bisect_left(self._sizes, was.value - room) : bisect_right(self._sizes, was.value + room)]

    def _share(self, was: Number, now: Number, rates: Sequence[Number], near: Sequence[Number]) -> str:
        """Whether a rate near is the amount's share of another, or its change's."""
        for rate in rates:
            for one in near:
                for what in _rates_of(was, one):
                    changed = {kind: value for kind, value, _ in _rates_of(now, one)}
                    kind, value, room = what
                    if (
                        abs(value - rate.value)
                        <= room + 2 * rate.half
                        < abs(changed.get(kind, Decimal("Infinity")) - rate.value)
                    ):
                        return f"文字{kind}"
            if rate.place.block == was.place.block and rate.value:
                whole = was.value / rate.value * 100
                room = abs(whole) * 2 * rate.half / abs(rate.value)
                if (
                    room < abs(whole) / 20
                    and self._any_within(whole, room)
                    and not self._any_within(now.value / rate.value * 100, room)
                ):
                    return "占比的整体"
        return ""

    def _any_within(self, value: Decimal, room: Decimal) -> bool:
        return bisect_right(self._sizes, value + room) > bisect_left(self._sizes, value - room)

    def _shares_of_all(self, parts: Sequence[Number]) -> Iterator[tuple[Decimal, Decimal]]:
        for part in parts:
            for whole in self.money:
                if whole.value > part.value and whole.half * 100 < whole.value:
                    yield 100 * part.value / whole.value, 100 * (part.half + whole.half) / whole.value

    def _of_block(self, block: int) -> list[Number]:
        return self._blocks.get(block, [])

    @cached_property
    def _blocks(self) -> dict[int, list[Number]]:
        found: dict[int, list[Number]] = {}
        for place, value in self.printed.cells:
            found.setdefault(place.block, []).append(self.cell(place, value))
        return found

    def _near(self, place: Place) -> list[tuple[Number, re.Match[str]]]:
        """The numbers with units of the paragraphs near, the nearest first."""
        found = [
            (self._stated(at, one), one)
            for at, one in self.printed.numbers
            if abs(at.block - place.block) <= NEAR and not self._parted(at.block, place.block)
        ]
        found.sort(key=lambda one: (abs(one[0].place.block - place.block), abs(one[0].place.start - place.start)))
        return found[:_MOST]

    def _parted(self, one: int, other: int) -> bool:
        return any(
            isinstance(block, Table) for block in self.printed.document.blocks[min(one, other) : max(one, other)]
        )

    def _stated(self, place: Place, found: re.Match[str]) -> Number:
        value = Decimal(found["number"].replace(",", ""))
        return Number(value * YUAN.get(found["unit"], Decimal(1)), _half_of(value, found["unit"]), place)

    def _levels(self, column: Sequence[Number], place: Place) -> Iterator[tuple[Decimal, Decimal]]:
        """What the amount has to be where codes of three, five and seven digits stand above each other."""
        table = self.printed.document.blocks[place.block]
        assert isinstance(table, Table)
        codes = {one.place.row: _code_of(table.rows[one.place.row]) for one in column}
        own = codes.get(place.row, "")
        others = [one for one in column if one.place != place]

        def below(code: str) -> list[Number]:
            deeper = [
                one
                for one in others
                if codes[one.place.row] and codes[one.place.row] != code and codes[one.place.row].startswith(code)
            ]
            shortest = min((len(codes[one.place.row]) for one in deeper), default=0)
            return [one for one in deeper if len(codes[one.place.row]) == shortest]

        yield from _sum(below(own))
        for above in others:
            code = codes[above.place.row]
            siblings = below(code)
            if (
                own
                and own != code
                and own.startswith(code)
                and (not siblings or len(codes[siblings[0].place.row]) >= len(own))
            ):
                alike = [one for one in siblings if len(codes[one.place.row]) == len(own)]
                yield (
                    above.value - sum((one.value for one in alike), Decimal(0)),
                    above.half + sum((one.half for one in alike), Decimal(0)),
                )


Wanted = Iterable[tuple[Decimal, Decimal]]
"""Values that a number has to have for a sum to hold, each with what the printed digits of the others leave open."""


def _ended(wanted: Wanted, was: Number, now: Number) -> bool:
    return any(abs(was.value - value) <= was.half + room < abs(now.value - value) for value, room in wanted)


def _first(said: str, holds: bool) -> str:
    return said if holds else ""


def _sum(numbers: Sequence[Number]) -> Iterator[tuple[Decimal, Decimal]]:
    if numbers:
        yield sum((one.value for one in numbers), Decimal(0)), sum((one.half for one in numbers), Decimal(0))


def _runs(column: Sequence[Number], place: Place) -> Iterator[tuple[Decimal, Decimal]]:
    """Cells below each other that add up to the one before or behind them: the cell as the sum, or among those added."""
    rows = sorted(column, key=lambda one: one.place.row)
    at = next(n for n, one in enumerate(rows) if one.place == place)
    for part in (rows[at + 1 :], rows[:at][::-1]):
        values, rooms = list(accumulate(one.value for one in part)), list(accumulate(one.half for one in part))
        yield from ((value, room) for value, room in list(zip(values, rooms, strict=True))[1:] if value)
    for n, total in enumerate(rows):
        if n == at or not total.value:
            continue  # zeros add up anywhere
        run = rows[n + 1 :] if n < at else rows[:n][::-1]
        value, room, seen = Decimal(0), Decimal(0), False
        for one in run:
            if one.place == place:
                seen = True
            else:
                value, room = value + one.value, room + one.half
            if seen:
                yield total.value - value, total.half + room


def _combined(numbers: Sequence[Number]) -> Iterator[tuple[Decimal, Decimal]]:
    """Sums of all, of two to four of them; what is left of one when others are taken from it."""
    some = [one for one in numbers if one.value]
    yield from _sum(some) if len(some) > 1 else ()
    for size in (1, 2, 3, 4):
        if len(some) > {1: 99, 2: 24, 3: 12, 4: 9}[size]:
            break
        for chosen in combinations(some, size):
            value = sum((one.value for one in chosen), Decimal(0))
            room = sum((one.half for one in chosen), Decimal(0))
            if size > 1:
                yield value, room
            for total in some:
                if total not in chosen:
                    yield total.value - value, total.half + room


def _pairs(numbers: Sequence[Number]) -> Iterator[tuple[Decimal, Decimal]]:
    some = [one for one in numbers if one.value]
    for one, other in combinations(some, 2):
        yield one.value + other.value, one.half + other.half
        yield abs(one.value - other.value), one.half + other.half


def _nearest(column: Sequence[Number], place: Place) -> list[Number]:
    others = [one for one in column if one.place != place]
    return sorted(others, key=lambda one: abs(one.place.row - place.row))[:_MOST]


def _ratios(numbers: Sequence[Number]) -> Iterator[tuple[Decimal, Decimal]]:
    """Shares and rates of change, in percent."""
    for one in numbers:
        for other in numbers:
            if one is not other:
                yield from ((value, room) for _, value, room in _rates_of(one, other))


def _rates_of(one: Number, other: Number) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The rates that two amounts make with each other, each with its rounding: a share, a change between them, a change of one by the other."""
    for part, whole in ((one, other), (other, one)):
        if abs(whole.value) > 10 * whole.half:
            room = 100 * (part.half + whole.half * abs(part.value / whole.value)) / abs(whole.value)
            yield "占比" + ("" if part is one else "的整体"), 100 * part.value / whole.value, room
            yield (
                "增减率" + ("" if part is one else "的基数"),
                abs(100 * (part.value - whole.value) / whole.value),
                room,
            )
        for sign in (1, -1):
            base = whole.value - sign * part.value
            if abs(base) > 10 * (whole.half + part.half):
                yield (
                    f"增减额与增减率{sign if part is one else -2 * sign}",
                    abs(100 * part.value / base),
                    100 * (part.half + (whole.half + part.half) * abs(part.value / base)) / abs(base),
                )


def _complement(rates: Iterable[Number]) -> Iterator[tuple[Decimal, Decimal]]:
    """What is left of 100 % by some of the other shares."""
    some = [one for one in rates if one.value][:8]
    for size in range(1, len(some) + 1):
        for chosen in combinations(some, size):
            yield 100 - sum((one.value for one in chosen), Decimal(0)), sum((one.half for one in chosen), Decimal(0))


def _code_of(row: Sequence[str]) -> str:
    return next((text.strip() for text in row[:3] if _CODE.fullmatch(text.strip())), "")


def _half_of(value: Decimal, unit: str) -> Decimal:
    """Half a unit of the last printed digit, in yuan where it is money; counts are exact."""
    if unit not in YUAN and unit not in "%％":
        return Decimal(0)
    return Decimal(5).scaleb(min(0, int(value.as_tuple().exponent)) - 1) * YUAN.get(unit, Decimal(1))


def _said(place: Place) -> str:
    return f"第{place.block + 1}块" + (f"第{place.row + 1}行" if place.row >= 0 else "")
