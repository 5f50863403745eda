"""A region of ruling lines as a grid of cells, merged where no line parts them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from etl.documents.page.geometry import Area, Glyph, Rule
from etl.documents.page.ruled_regions import SNAP, Region

_OPEN_SIDE = 8.0
"""Lines that go this far (points) beyond the outermost one across them leave an open column or row."""
_NARROW = 5.0
"""A column or row narrower than this holds no text: it is the gap of a double line."""
_TALLEST_ROW = 45.0
"""A row at an open side is no taller (points): three lines of text."""
_LOWEST_ROW = 8.0
"""A row is no lower (points): the font of a table is not smaller than 6 points."""
_ROW_ABOVE = 0.65
"""The text of a row above the first line stands no further from it than this share of the next row's height."""
MAX_CELLS = 60_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its place in the grid, how many rows and columns it covers, and its rectangle."""

    row: int
    column: int
    rows: int
    columns: int
    area: Area


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table without their text."""

    cells: tuple[Cell, ...]
    height: int
    width: int
    area: Area

    def owners(self, glyphs: Iterable[Glyph]) -> dict[int, list[Glyph]]:
        """Glyphs by the cell (its place in `cells`) in which their middle lies."""
        xs = sorted({edge for cell in self.cells for edge in (cell.area.x0, cell.area.x1)})
        ys = sorted({edge for cell in self.cells for edge in (cell.area.top, cell.area.bottom)})
        at: dict[tuple[int, int], int] = {}
        for number, cell in enumerate(self.cells):
            for r in range(bisect_right(ys, cell.area.top) - 1, bisect_right(ys, cell.area.bottom) - 1):
                for c in range(bisect_right(xs, cell.area.x0) - 1, bisect_right(xs, cell.area.x1) - 1):
                    at[r, c] = number
        found: dict[int, list[Glyph]] = {}
        edges_x, edges_y = [-inf, *xs, inf], [-inf, *ys, inf]
        left = right = top = bottom = 0.0  # between which the glyph before stood: most stand in the same cell
        held: list[Glyph] | None = None
        for glyph in glyphs:
            down, across = (glyph.top + glyph.bottom) / 2, (glyph.x0 + glyph.x1) / 2
            if not (top <= down < bottom and left <= across < right):
                r, c = bisect_right(ys, down), bisect_right(xs, across)
                left, right, top, bottom = edges_x[c], edges_x[c + 1], edges_y[r], edges_y[r + 1]
                owner = at.get((r - 1, c - 1))
                held = found.setdefault(owner, []) if owner is not None else None
            if held is not None:
                held.append(glyph)
        return found


def grid(region: Region, glyphs: Sequence[Glyph]) -> Grid | None:
    """The cells that the lines enclose. None where they enclose fewer than two: a frame, an underline, a box."""
    across, down = _closed(region, glyphs)
    ys = _positions(rule.at for rule in across)
    xs = _positions(rule.at for rule in down)
    height, width = len(ys) - 1, len(xs) - 1
    if height < 1 or width < 1 or height * width < 2 or height * width > MAX_CELLS:
        return None
    unlined = _ends_of_merged_rows(down, ys, Area(xs[0], ys[0], xs[-1], ys[-1]), glyphs)
    ys = sorted([*ys, *unlined])
    height = len(ys) - 1
    above = [[True] * width if y in unlined else row for y, row in zip(ys, _separators(across, ys, xs), strict=True)]
    left = _separators(down, xs, ys)
    # above[r][c]: a line above cell (r, c); left[c][r]: a line to its left. Both have one more entry for the far side.
    _close_sides(above, left, height, width)
    inside = _inside(above, left, height, width)
    cells = _cells(above, left, inside, xs, ys)
    if len(cells) < 2:
        return None
    return Grid(tuple(cells), height, width, Area(xs[0], ys[0], xs[-1], ys[-1]))


@dataclass(frozen=True, slots=True)
class _Side:
    """A side of a region of lines: `through` are those that would meet a line there, `along` those that run as it would.

    `sideways`: left or right rather than top or bottom. `low`: left or top, where positions fall outwards.
    """

    through: Sequence[Rule]
    along: Sequence[Rule]
    sideways: bool
    low: bool

    def outwards(self, rule: Rule) -> float:
        """Where a line that comes through ends on this side, the smaller the further out."""
        return rule.start if self.low else -rule.end

    def place(self, outwards: float) -> float:
        """The position on the page of a place counted outwards."""
        return outwards if self.low else -outwards

    def strip(self, inner: float, outer: float, area: Area) -> Area:
        """What lies between the outermost line and the place where lines end."""
        first, last = sorted((inner, outer))
        return Area(first, area.top, last, area.bottom) if self.sideways else Area(area.x0, first, area.x1, last)


def _closed(region: Region, glyphs: Sequence[Glyph]) -> tuple[list[Rule], list[Rule]]:
    """The lines, and one more at each side that is open: a table without outer lines, or cut off by the page's end."""
    across, down = list(region.horizontals), list(region.verticals)
    area = region.area
    sides = {
        "left": _open_end(_Side(across, down, sideways=True, low=True), area, glyphs),
        "right": _open_end(_Side(across, down, sideways=True, low=False), area, glyphs),
        "top": _open_end(_Side(down, across, sideways=False, low=True), area, glyphs),
        "bottom": _open_end(_Side(down, across, sideways=False, low=False), area, glyphs),
    }
    if sides["top"] is None and sides["left"] is not None and sides["right"] is not None:
        sides["top"] = _merged_row_above(across, glyphs)
    # Where two sides are open, their lines meet in the corner.
    left, right, top, bottom = (
        area_end if side is None else side
        for side, area_end in zip(sides.values(), (area.x0, area.x1, area.top, area.bottom), strict=True)
    )
    for name, at in sides.items():
        if at is None:
            continue
        if name in ("left", "right"):
            down.append(Rule(False, at, top, bottom))
        else:
            across.append(Rule(True, at, left, right))
    return across, down


def _open_end(side: _Side, area: Area, glyphs: Sequence[Glyph]) -> float | None:
    """Where an open side ends, as two lines go on beyond the outermost line across them, or one alone; None where the side is closed."""
    if not side.through or not side.along or len(side.through) + len(side.along) < 3:
        return None
    outermost = min(rule.at if side.low else -rule.at for rule in side.along)
    furthest, *others = sorted(map(side.outwards, side.through))
    second = others[0] if others else furthest
    if outermost - second >= _OPEN_SIDE and _several_go_on(
        side, side.place(outermost), side.place(second), area, glyphs
    ):
        return side.place(second)
    if outermost - furthest >= _OPEN_SIDE and _one_goes_on(
        side, side.place(outermost), side.place(furthest), area, glyphs
    ):
        return side.place(furthest)
    return None


def _reaching(side: _Side, outer: float) -> list[float]:
    """Where the lines run that go as far out as a place."""
    return [rule.at for rule in side.through if side.outwards(rule) <= side.place(outer) + SNAP]


def _several_go_on(side: _Side, inner: float, outer: float, area: Area, glyphs: Sequence[Glyph]) -> bool:
    """Whether two lines or more go on to a place, with text between there and the outermost line."""
    strip = side.strip(inner, outer, area)
    return len(_reaching(side, outer)) > 1 and bool(strip.those_within(glyphs))


def _one_goes_on(side: _Side, inner: float, outer: float, area: Area, glyphs: Sequence[Glyph]) -> bool:
    """Whether one line that goes on alone parts two merged cells of the first or last row (or column).

    One of them may be merged over the next row too, so that its text reaches into the strip only.
    """
    strip = side.strip(inner, outer, area)
    if not side.sideways and strip.bottom - strip.top >= _TALLEST_ROW:
        return False
    if not strip.those_within(glyphs):
        return False
    line = _reaching(side, outer)[0]
    near = [glyph for glyph in glyphs if area.holds(glyph, _TALLEST_ROW / 3) and _meets(strip, glyph)]
    before = [glyph for glyph in near if (glyph.bottom - 1 if side.sideways else glyph.x1) < line]
    if before and len(before) < len(near):
        return True
    if side.sideways:
        return False
    # Or the merged cell stands beside the end of the next line, its text in the middle of its height.
    starts = [rule for rule in side.along if abs(rule.at - inner) <= SNAP]
    return all(abs(rule.start - line) <= SNAP for rule in starts) and len(near) > len(before)


def _merged_row_above(across: Sequence[Rule], glyphs: Sequence[Glyph]) -> float | None:
    """Where a row begins that is merged over all columns of a table without outer lines: no line shows it.

    Its text stands in the middle of the table, no larger than that of the table and as near as that of another row.
    """
    first, *others = sorted(across, key=lambda rule: rule.at)
    following = next((rule.at for rule in others if rule.at > first.at + _NARROW), None)
    if following is None:
        return None
    reach = _ROW_ABOVE * (following - first.at)
    over = [glyph for glyph in glyphs if first.at - reach < glyph.y < first.at]
    if not over:
        return None
    y = max(glyph.y for glyph in over)
    line = [glyph for glyph in over if y - glyph.y < glyph.size / 2]
    sizes = [glyph.size for glyph in glyphs if first.at < glyph.y < following and first.start < glyph.x < first.end]
    middle = (min(glyph.x0 for glyph in line) + max(glyph.x1 for glyph in line)) / 2
    if not sizes or max(glyph.size for glyph in line) > max(sizes) + 0.5:
        return None
    if abs(middle - (first.start + first.end) / 2) > line[0].size / 2:
        return None
    return first.at - 2 * (first.at - y)


def _ends_of_merged_rows(down: Sequence[Rule], ys: Sequence[float], area: Area, glyphs: Sequence[Glyph]) -> list[float]:
    """Where a row ends that no line ends: lines between columns begin or end there, as its cells are merged over them.

    `ys`: where lines run. Text stands on both sides of such a place, and none on it.
    """
    inside = area.those_within(glyphs)
    found: list[float] = []
    for at in sorted(end for rule in down for end in (rule.start, rule.end)):
        known = [*ys, *found]
        if not area.top < at < area.bottom or any(abs(at - y) <= _LOWEST_ROW for y in known):
            continue
        above, below = max(y for y in known if y < at), min(y for y in known if y > at)
        near = [glyph for glyph in inside if above < (glyph.top + glyph.bottom) / 2 < below]
        if any(glyph.top + 1 < at < glyph.bottom - 1 for glyph in near):
            continue
        if any(glyph.y < at for glyph in near) and any(glyph.y > at for glyph in near):
            found.append(at)
    return found


def _meets(strip: Area, glyph: Glyph) -> bool:
    return strip.x0 < glyph.x1 and glyph.x0 < strip.x1 and strip.top < glyph.bottom and glyph.top < strip.bottom


def _positions(ats: Iterable[float]) -> list[float]:
    """Positions of lines in order, those that leave no room for text between them taken as one."""
    merged: list[float] = []
    for at in sorted(ats):
        if not merged or at - merged[-1] > _NARROW:
            merged.append(at)
    return merged


def _nearest(edges: Sequence[float], value: float) -> int:
    i = bisect_right(edges, value)
    if i == 0:
        return 0
    if i == len(edges):
        return i - 1
    return i if edges[i] - value < value - edges[i - 1] else i - 1


def _separators(rules: Iterable[Rule], positions: Sequence[float], crossing: Sequence[float]) -> list[list[bool]]:
    """For each position and each interval between crossing positions: whether a line runs there."""
    covered = [[0.0] * (len(crossing) - 1) for _ in positions]
    for rule in rules:
        row = covered[_nearest(positions, rule.at)]
        first = max(0, bisect_right(crossing, rule.start) - 1)
        for i in range(first, len(row)):
            if crossing[i] >= rule.end:
                break
            row[i] += min(rule.end, crossing[i + 1]) - max(rule.start, crossing[i])
    return [[length >= 0.6 * (crossing[i + 1] - crossing[i]) for i, length in enumerate(row)] for row in covered]


def _close_sides(above: list[list[bool]], left: list[list[bool]], height: int, width: int) -> None:
    """A cell at the rim that is closed on three sides is closed on the fourth: only a piece of its border is missing."""
    for r in range(height):
        for c in (0, width):
            inner = min(c, width - 1)
            if above[r][inner] and above[r + 1][inner]:
                left[c][r] = True
    for c in range(width):
        for r in (0, height):
            inner = min(r, height - 1)
            if left[c][inner] and left[c + 1][inner]:
                above[r][c] = True


def _inside(above: list[list[bool]], left: list[list[bool]], height: int, width: int) -> list[list[bool]]:
    """Which cells the lines enclose: those that can't be reached from outside without crossing a line."""
    inside = [[True] * width for _ in range(height)]
    waiting = [(r, c) for r in range(height) for c, edge in ((0, 0), (width - 1, width)) if not left[edge][r]]
    waiting += [(r, c) for c in range(width) for r, edge in ((0, 0), (height - 1, height)) if not above[edge][c]]
    while waiting:
        r, c = waiting.pop()
        if not inside[r][c]:
            continue
        inside[r][c] = False
        if r > 0 and not above[r][c]:
            waiting.append((r - 1, c))
        if r < height - 1 and not above[r + 1][c]:
            waiting.append((r + 1, c))
        if c > 0 and not left[c][r]:
            waiting.append((r, c - 1))
        if c < width - 1 and not left[c + 1][r]:
            waiting.append((r, c + 1))
    return inside


def _cells(
    above: list[list[bool]], left: list[list[bool]], inside: list[list[bool]], xs: Sequence[float], ys: Sequence[float]
) -> list[Cell]:
    """Cells as the largest rectangles without a line through them, from the top left."""
    height, width = len(ys) - 1, len(xs) - 1
    taken = [[not inside[r][c] for c in range(width)] for r in range(height)]
    cells: list[Cell] = []
    for r in range(height):
        for c in range(width):
            if taken[r][c]:
                continue
            right = c + 1
            while right < width and not taken[r][right] and not left[right][r]:
                right += 1
            down = r + 1
            while down < height and not any(
                taken[down][k] or above[down][k] or (k > c and left[k][down]) for k in range(c, right)
            ):
                down += 1
            for i in range(r, down):
                for k in range(c, right):
                    taken[i][k] = True
            cells.append(Cell(r, c, down - r, right - c, Area(xs[c], ys[r], xs[right], ys[down])))
    return cells
