"""Where columns end that no line parts: the fewest places that part every two neighbours of a row and cut no word.

A figure is never cut; a word may be, at a price, as a cell may be merged over several columns. Two words with a narrow gap
between them may be one text with a space in it. The best places come from dynamic programming over the gaps of the page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.documents.pdf.figures import is_number
from etl.documents.pdf.stacks import height
from etl.documents.pdf.text_lines import Word

_CUT_NUMBER, _CUT_WORD, _CUT_HEADER = 50.0, 1.0, 2.0
"""What it costs to put a boundary through a figure, a word, a header."""
_TWO_NUMBERS, _NUMBER_AND_WORD, _TWO_WORDS, _TWO_HEADERS, _NARROW_GAP = 20.0, 3.0, 2.0, 5.0, 0.4
"""What it costs to leave two neighbours of a row in one column."""
_BOUNDARY = 0.5
"""What a boundary costs by itself."""
_SPACE = 0.9
"""A gap narrower than this share of the font size may be a space within a text."""
_ROOM = 6.0
"""Figures on the right of a column stand no further from its end, in points."""
_PADDING = 12.0
_STEP = 0.25
"""How far a table may reach beyond its words, and in which steps it is tried, in points."""
_SLACK = 0.3
"""Neighbouring cells may touch, within this many points."""


@dataclass(frozen=True, slots=True)
class _Parting:
    """Two neighbours: a boundary between `start` and `end` parts them, having none costs `price`."""

    start: float
    end: float
    price: float


def boundaries(rows: Sequence[Sequence[Word]], heads: Sequence[Word]) -> list[float]:
    """The places between columns, from the left. `rows`: the cells of each row; `heads`: the lowest cells of the header."""
    cuts: list[tuple[float, float, float]] = []
    partings: list[_Parting] = []
    for row in rows:
        ordered = sorted(row, key=lambda word: word.x0)
        cuts += [(word.x0, word.x1, _CUT_NUMBER if is_number(word.text) else _CUT_WORD) for word in ordered]
        partings += _partings(ordered)
    cuts += [(word.x0, word.x1, _CUT_HEADER) for word in heads]
    ordered = sorted(heads, key=lambda word: word.x)
    partings += [
        _Parting(one.x1, other.x0, _TWO_HEADERS) for one, other in pairwise(ordered) if other.x0 > one.x1 - _SLACK
    ]
    if not partings:
        return []
    places, prices = _places(cuts, partings)
    return [places[k] for k in _chosen(places, prices, partings)]


def _partings(ordered: Sequence[Word]) -> list[_Parting]:
    found = []
    for one, other in pairwise(ordered):
        if other.x0 < one.x1 - _SLACK:
            continue
        numbers = is_number(one.text) + is_number(other.text)
        if numbers == 2:
            price = _TWO_NUMBERS
        elif other.x0 - one.x1 < _SPACE * height(other):
            price = _NARROW_GAP
        else:
            price = _NUMBER_AND_WORD if numbers else _TWO_WORDS
        found.append(_Parting(one.x1, other.x0, price))
    return found


def _places(
    cuts: Sequence[tuple[float, float, float]], partings: Sequence[_Parting]
) -> tuple[list[float], list[float]]:
    """The places where a boundary may stand, and what each cuts: the middles of the gaps between words."""
    edges = sorted({round(x, 1) for x0, x1, _ in cuts for x in (x0 + _SLACK, x1 - _SLACK)})
    change = [0.0] * (len(edges) + 1)
    for x0, x1, price in cuts:
        first, last = bisect_left(edges, round(x0 + _SLACK, 1)), bisect_left(edges, round(x1 - _SLACK, 1))
        change[first] += price
        change[last] -= price
    levels: list[float] = []
    level = 0.0
    for one in change[: len(edges) - 1]:
        level += one
        levels.append(level)
    chosen: set[int] = set()
    for k, here in enumerate(levels):
        before = levels[k - 1] if k else float("inf")
        after = next((other for other in levels[k + 1 :] if abs(other - here) > 1e-9), float("inf"))
        if here < before - 1e-9 and here < after:
            chosen.add(k)
    for start, end in {(parting.start, parting.end) for parting in partings}:
        low, high = bisect_left(edges, start - 2 * _SLACK), bisect_right(edges, end + 2 * _SLACK) - 1
        inside = range(low, min(high, len(levels)))
        if inside and not any(k in chosen for k in inside):
            chosen.add(min(inside, key=lambda k: levels[k]))
    kept = sorted(chosen)
    return [(edges[k] + edges[k + 1]) / 2 for k in kept], [levels[k] for k in kept]


def _chosen(places: Sequence[float], prices: Sequence[float], partings: Sequence[_Parting]) -> list[int]:
    """The cheapest set of places: what they cut, themselves, and the neighbours left together."""
    count = len(places)
    ending: list[list[tuple[int, float]]] = [[] for _ in range(count + 1)]
    for one in partings:
        low, high = bisect_right(places, one.start - _SLACK), bisect_left(places, one.end + _SLACK) - 1
        if low <= high:
            ending[high + 1].append((low, one.price))
    # best[j]: the least price of everything left of place j with a boundary there; place `count` is the end of the table.
    best = [0.0] * (count + 1)
    last = [-1] * (count + 1)
    for j in range(count + 1):
        starts = [0.0] * (count + 1)
        for high in range(j + 1):
            for low, price in ending[high]:
                starts[low] += price
        together = 0.0
        own = prices[j] + _BOUNDARY if j < count else 0.0
        candidates: list[tuple[float, int]] = []
        for i in range(j - 1, -2, -1):
            together += starts[i + 1]
            candidates.append(((best[i] if i >= 0 else 0.0) + together + own, i))
        best[j], last[j] = min(candidates)
    found: list[int] = []
    j = last[count]
    while j >= 0:
        found.append(j)
        j = last[j]
    return found[::-1]


def centred(
    heads: Sequence[Word],
    words: Sequence[Word],
    lines: tuple[float, float] | None,
    ends: tuple[float, float],
) -> list[float] | None:
    """The edges of all columns where each header stands in the middle of its column; None where they don't.

    Where the first column begins then says where all others do: each ends as far from the middle of its header as it began.
    Of the places that cut no word and end where the table ends (`lines`, where there are any; else not before its words,
    `ends`), the one is taken that leaves as much room after the figures of one column as after those of another.
    """
    begin, end = lines or ends
    furthest = heads[1].x0 if len(heads) > 1 else heads[0].x1 + _PADDING
    reach = 2 * _STEP if lines else max(_PADDING, begin - 2 * heads[0].x + furthest)
    between = [[word for word in words if word.x1 > one.x1 and word.x0 < other.x0] for one, other in pairwise(heads)]
    amounts = [word for word in words if "." in word.text and is_number(word.text)]
    fitting: list[tuple[float, list[float]]] = []
    for step in range(-2, int(reach / _STEP) + 1):
        edges = _edges_around(heads, begin - step * _STEP)
        last = edges[-1] - edges[-2]
        most = 1.0 if lines else max(_PADDING, last / 2)
        if _cuts_nothing(edges, heads, between) and -1.0 <= edges[-1] - end <= most:
            fitting.append((_unevenness(edges, amounts), edges))
    if not fitting:
        return None
    best = min(uneven for uneven, _ in fitting)
    alike = [edges for uneven, edges in fitting if uneven <= best + _STEP]
    return alike[len(alike) // 2]


def _edges_around(heads: Sequence[Word], begin: float) -> list[float]:
    """The edges of columns that stand evenly around their headers, if the first one begins at a place."""
    edges = [begin]
    for head in heads:
        edges.append(2 * head.x - edges[-1])
    return edges


def _cuts_nothing(edges: Sequence[float], heads: Sequence[Word], between: Sequence[Sequence[Word]]) -> bool:
    """Whether each column is wider than nothing, and each edge lies between two headers and cuts none of the words `between` them."""
    if min(x1 - x0 for x0, x1 in pairwise(edges)) <= 0:
        return False
    return all(
        one.x1 < at < other.x0 and all(max(word.x0 - at, at - word.x1) > -_SLACK for word in words)
        for at, one, other, words in zip(edges[1:-1], heads, heads[1:], between, strict=False)
    )


def _unevenness(edges: Sequence[float], amounts: Sequence[Word]) -> float:
    """How much more room the amounts of one column leave at its end than those of another; more than `_ROOM` everywhere counts too."""
    room = [
        min((at - word.x1 for word in amounts if before < word.x < at), default=-1.0) for before, at in pairwise(edges)
    ]
    room = [one for one in room if one >= 0]
    return max(room) - min(room) + max(0.0, min(room) - _ROOM) if room else 0.0
