"""What a page draws, in the order of drawing: the form in which every engine hands a page over, whatever the format of its file.

Places are points from the upper left corner of the page as a viewer shows it. Nothing is judged here: what nobody sees is among it.
Named tuples, not dataclasses: a page has thousands, and they come from another process.
"""

from __future__ import annotations

from typing import NamedTuple

Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 1."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Letter = tuple[str, float, float, float, float]
"""A character and its box: as wide as the pen moves on, as high as its size, from the font's descent upwards. Without a Unicode value: `(cid:N)`."""
Piece = tuple[list[Point], bool]
"""The corners of a part of a path, and whether its sides are straight. Where a curve follows, a new piece begins at its end."""


class Run(NamedTuple):
    """Characters that one drawing operation prints, in one font, size and colour.

    `angle` is the direction of their baseline in degrees, counter-clockwise: 0, 90, 180, 270, or -1 for a slanted one. `mode` is the text
    rendering mode of PDF: 0 filled, 1 outlined, 2 both, 3 not drawn, with 4 more where it clips too. Opacities go from 0 to 1; a colour is
    None where it is a pattern. `hidden`: on a layer that is off. `clip` is the rectangle outside of which nothing is drawn.
    """

    letters: list[Letter]
    size: float
    angle: int
    font: str
    mode: int
    fill: Colour | None
    fill_opacity: float
    stroke: Colour | None
    stroke_opacity: float
    hidden: bool
    clip: Box | None = None


class Shape(NamedTuple):
    """A path that is filled, stroked or both.

    `fill` and `stroke` are None for patterns. `line_width` is in points. `opaque`: a filling lets nothing through. `clip` is the rectangle
    outside of which nothing is drawn; shapes that are as thin as a line aren't asked for it. `segments` counts sides and curves.
    """

    pieces: list[Piece]
    segments: int
    filled: bool
    fill: Colour | None
    stroked: bool
    stroke: Colour | None
    line_width: float
    opaque: bool
    clip: Box | None
    hidden: bool


class Bar(NamedTuple):
    """A filled rectangle no thicker than a ruling line, as which most forms draw theirs: a shape of which its box says all. Fields as there."""

    box: Box
    segments: int
    fill: Colour | None
    hidden: bool


class Image(NamedTuple):
    """A picture. `covers`: it stands upright and lets nothing through; it need not be known where nothing lies below it."""

    box: Box
    covers: bool
    clip: Box | None
    hidden: bool


class Shading(NamedTuple):
    """A course of colours that fills what isn't clipped."""

    clip: Box | None
    hidden: bool


Item = Run | Shape | Bar | Image | Shading


class Drawn(NamedTuple):
    """A page: its width and height in points, and what it draws. `is_overdrawn`: more lines than were kept."""

    width: float
    height: float
    items: list[Item]
    is_overdrawn: bool = False


class Fault(NamedTuple):
    """Why a file can't be opened, or a page not be read, in words. `is_locked`: it asks for a password."""

    reason: str
    is_locked: bool = False
