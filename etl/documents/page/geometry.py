"""What a page is made of once it is parsed: glyphs, ruling lines, fills and pictures, in points from the top left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Glyph(NamedTuple):
    """A printed character. A named tuple, as rulings are, not a dataclass: a page has thousands, and making one takes a quarter of the time.

    `angle` is the direction of its baseline in degrees, counter-clockwise: 0, 90, 180, 270, or -1 for a slanted one.
    `run` numbers the drawing operation, which prints one piece of text; `pale` says light grey or lighter.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    angle: int = 0
    run: int = 0
    pale: bool = False

    @property
    def x(self) -> float:
        """The middle, from the left."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle, from the top."""
        return (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A ruling line: horizontal at a height from `start` to `end`, or vertical. `weak`: the edge of a fill, or white."""

    horizontal: bool
    at: float
    start: float
    end: float
    weak: bool = False

    @property
    def length(self) -> float:
        """How long the line is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def size(self) -> float:
        """Its area in square points."""
        return max(0.0, self.x1 - self.x0) * max(0.0, self.bottom - self.top)

    def holds(self, glyph: Glyph, slack: float = 0.0) -> bool:
        """Whether the middle of a glyph lies within."""
        return self.x0 - slack <= glyph.x <= self.x1 + slack and self.top - slack <= glyph.y <= self.bottom + slack

    def those_within(self, glyphs: Iterable[Glyph]) -> list[Glyph]:
        """The glyphs whose middle lies within: `holds` of a page's worth of them, in one go."""
        left, top, right, bottom = self.x0, self.top, self.x1, self.bottom
        return [
            glyph
            for glyph in glyphs
            if left <= (glyph.x0 + glyph.x1) / 2 <= right and top <= (glyph.top + glyph.bottom) / 2 <= bottom
        ]

    def encloses(self, other: Area, slack: float = 3.0) -> bool:
        """Whether another rectangle lies within."""
        return (
            self.x0 - slack <= other.x0
            and other.x1 <= self.x1 + slack
            and self.top - slack <= other.top
            and other.bottom <= self.bottom + slack
        )


@dataclass(slots=True)
class Sheet:
    """A page as parsed, before anything is recognised."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    turned: int = 0
    """By how many degrees the content was turned to be read upright (see `upright`)."""
    is_overdrawn: bool = False
    """Whether more lines are drawn than were kept."""
    unseen: list[tuple[Glyph, str]] = field(default_factory=list)
    """Characters that nobody sees, and why. On a page that is a picture: the text that a scanning program laid over or under it."""
    segments: int = 0
    """Pieces of drawn paths. Thousands on a page without text are text drawn as outlines."""


def turned_area(area: Area, angle: int, width: float, height: float) -> Area:
    """A rectangle on a page that is turned so that text running at `angle` reads upright; `width`, `height` of the page."""
    if angle == 90:
        return Area(height - area.bottom, area.x0, height - area.top, area.x1)
    if angle == 270:
        return Area(area.top, width - area.x1, area.bottom, width - area.x0)
    if angle == 180:
        return Area(width - area.x1, height - area.bottom, width - area.x0, height - area.top)
    return area


def turned_glyph(glyph: Glyph, angle: int, width: float, height: float) -> Glyph:
    """A glyph on the turned page."""
    area = turned_area(Area(glyph.x0, glyph.top, glyph.x1, glyph.bottom), angle, width, height)
    own = glyph.angle if glyph.angle < 0 else (glyph.angle - angle) % 360
    return glyph._replace(x0=area.x0, top=area.top, x1=area.x1, bottom=area.bottom, angle=own)


def turned_rule(rule: Rule, angle: int, width: float, height: float) -> Rule:
    """A ruling line on the turned page."""
    ends = (rule.start, rule.at, rule.end, rule.at) if rule.horizontal else (rule.at, rule.start, rule.at, rule.end)
    area = turned_area(Area(*ends), angle, width, height)
    if area.bottom - area.top > area.x1 - area.x0:
        return Rule(False, area.x0, area.top, area.bottom, rule.weak)
    return Rule(True, area.top, area.x0, area.x1, rule.weak)


def original_area(area: Area, angle: int, width: float, height: float) -> Area:
    """Back from the turned page to the printed one; `width`, `height` of the printed page."""
    if angle == 90:
        return Area(area.top, height - area.x1, area.bottom, height - area.x0)
    if angle == 270:
        return Area(width - area.bottom, area.x0, width - area.top, area.x1)
    return turned_area(area, angle, width, height)


def upright(sheet: Sheet) -> Sheet:
    """The page turned so that most of its text reads from left to right.

    A wide form is often printed sideways on a portrait page without the page being marked as turned.
    """
    printed = Counter([glyph.angle for glyph in sheet.glyphs])
    counts = {angle: printed[angle] for angle in (0, 90, 180, 270)}
    angle = max(counts, key=lambda one: counts[one])
    if angle == 0 or counts[angle] < 0.6 * sum(counts.values()):
        return sheet
    width, height = sheet.width, sheet.height
    swap = angle in (90, 270)
    return Sheet(
        sheet.number,
        height if swap else width,
        width if swap else height,
        [turned_glyph(glyph, angle, width, height) for glyph in sheet.glyphs],
        [turned_rule(rule, angle, width, height) for rule in sheet.rules],
        [turned_area(area, angle, width, height) for area in sheet.pictures],
        angle,
        sheet.is_overdrawn,
    )
