"""What lies on a page while it is drawn: the colour behind a place, and characters that something drawn later covers.

Told from rectangles that are surely there and surely opaque; of any other shape, and of pictures, it is only known that something is behind a character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from etl.documents.page.drawn import Colour
from etl.documents.page.geometry import Area, Glyph

WHITE: Colour = (1.0, 1.0, 1.0)
_ALIKE = 0.04
"""Colours that differ by less than this in each part are one to the eye."""
_BUCKET = 24.0
_CORE = 0.3
"""A character is covered where its inner part is: this share of its size, on each side of the middle."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Something painted; `colour` is None where it has several, or isn't known."""

    area: Area
    colour: Colour | None


class Paper:
    """A page on which things are painted one after the other. It begins white."""

    def __init__(self) -> None:
        self._layers: list[_Layer] = []
        self._colours = {WHITE}
        self._has: dict[Colour, bool] = {}  # of colours asked for, whether one like it is on the paper
        self._printed: list[Glyph] = []  # characters since the last thing that could cover any
        self._open: dict[tuple[int, int], list[Glyph]] = {}  # those before it that nothing covers, by where they stand
        self.covered: list[Glyph] = []

    def paint(self, area: Area, colour: Colour | None, *, covers: bool) -> None:
        """Paint an area. `covers`: the whole of it, letting nothing through."""
        if area.x1 <= area.x0 or area.bottom <= area.top:
            return
        self._layers.append(_Layer(area, colour))
        if colour is not None and colour not in self._colours:
            self._colours.add(colour)
            self._has.clear()
        if not covers:
            return
        for glyph in self._printed:
            self._open.setdefault((int(glyph.x // _BUCKET), int(glyph.y // _BUCKET)), []).append(glyph)
        self._printed = []
        for bucket in self._buckets(area):
            inside = [glyph for glyph in self._open[bucket] if _hides(area, glyph)]
            if inside:
                gone = set(map(id, inside))
                self.covered += inside
                self._open[bucket] = [glyph for glyph in self._open[bucket] if id(glyph) not in gone]

    def print(self, glyphs: Iterable[Glyph]) -> None:
        """Put characters on the paper."""
        self._printed.extend(glyphs)

    def has_all(self, colours: Sequence[Colour | None]) -> bool:
        """Whether each of these colours is somewhere on the paper; black, the colour of most text, seldom is."""
        return all(colour is not None and self._has_one(colour) for colour in colours)

    def _has_one(self, colour: Colour) -> bool:
        found = self._has.get(colour)
        if found is None:
            found = self._has[colour] = any(_is_alike(colour, one) for one in self._colours)
        return found

    def is_like_behind(self, x: float, y: float, colours: Sequence[Colour | None]) -> bool:
        """Whether all these colours are that of what lies behind a place; False where any isn't known."""
        behind: Colour | None = WHITE
        for layer in reversed(self._layers):
            area = layer.area
            if area.x0 <= x <= area.x1 and area.top <= y <= area.bottom:
                behind = layer.colour
                break
        return behind is not None and all(colour is not None and _is_alike(colour, behind) for colour in colours)

    def _buckets(self, area: Area) -> Iterator[tuple[int, int]]:
        """The places with characters that an area meets."""
        first_x, last_x = int(area.x0 // _BUCKET), int(area.x1 // _BUCKET)
        first_y, last_y = int(area.top // _BUCKET), int(area.bottom // _BUCKET)
        if (last_x - first_x + 1) * (last_y - first_y + 1) > len(self._open):
            yield from (at for at in list(self._open) if first_x <= at[0] <= last_x and first_y <= at[1] <= last_y)
        else:
            yield from (
                (x, y) for x in range(first_x, last_x + 1) for y in range(first_y, last_y + 1) if (x, y) in self._open
            )


def _is_alike(one: Colour, other: Colour) -> bool:
    return abs(one[0] - other[0]) < _ALIKE and abs(one[1] - other[1]) < _ALIKE and abs(one[2] - other[2]) < _ALIKE


def _hides(area: Area, glyph: Glyph) -> bool:
    across, down = _CORE * (glyph.x1 - glyph.x0), _CORE * (glyph.bottom - glyph.top)
    return (
        area.x0 <= glyph.x - across
        and glyph.x + across <= area.x1
        and area.top <= glyph.y - down
        and glyph.y + down <= area.bottom
    )
