"""Ruling lines of a page's picture, its slant, and the picture without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

import cv2
import numpy as np

from etl.documents.page.geometry import Area, Rule
from etl.documents.page.ruled_regions import SNAP, joined
from etl.documents.scans.between_tables import parted_between_tables
from etl.documents.scans.render import Grey, as_grey

_MAX_SLANT = 3.0
"""Pages lie on the scanner's glass turned by at most this many degrees."""
_ACROSS, _DOWN = 18.0, 11.0
"""Shortest ruling line, in points: longer than the strokes of the characters in a form."""
_PIECE = 7.0
"""Shortest piece of a ruling line that thin toner broke."""
_BREAK_ACROSS, _BREAK_DOWN = 9.0, 7.0
"""Toner is missing for no longer than this, in points; merged cells interrupt a line for longer."""
_NEAR = 4.0
"""A piece shorter than a line belongs to a line that is no further off, in points."""
_ALONG = 4.0
"""Thin lines are looked for in the picture smoothed by so much (points) along them, which leaves less of the grain."""
_BESIDE = 3.2
"""A thin line has paper on both sides within this (points)."""
_THIN_ACROSS, _THIN_DOWN = 24.0, 16.0
"""Shortest piece of a line there, in points: longer than the strokes of characters that were smoothed."""
_OFF = 1.5
"""Pieces of one line lie no further off each other, in points."""
_SHORT = 60.0
"""What goes on for longer (points) is a ruling line wherever it ends."""
_SHORTER = 0.5
"""A line within one cell is shorter than those between columns beside it, by this share at least."""
_FAR, _FEW, _LONG = 15.0, 4, 0.8
"""A line between columns goes no further (points) beyond the last line across it, unless one of so many does; and what is left of one that did
is about as long as the others."""
_ONE_LINE = 1.45
"""A text is of one line that is no higher than so many times the usual one."""
_MIDDLE, _MOSTLY = 0.2, 0.7
"""A line is made of strokes of print that runs through the middle of texts, this share of their height off their ends, for so much of its length."""
_WITHIN = 3.0
"""A text goes on so far (points) on both sides of a line that it is cut by."""
_PAPER_BESIDE = 1.8
"""Beside a line between two texts there is paper, so wide (points)."""
_DRAWN, _BARE = 0.9, 0.15
"""Shares of a row's height: so much of a line is inked at least; so much of the paper beside it is at most."""
_STROKE_BESIDE = 3.0
"""Ink this long across a ruling line, in points, is a stroke of a character that crosses it."""
_THICKEST = 3.5
"""Thickest ruling line, in points."""
_SHADE = 12
"""Ink is this much darker than the paper around it (of 255)."""
_GRAINS, _MOST_SHADE = 4.0, 32.0
"""Or, on grainy paper, so many times as much as the grain makes; but print is never paler than the second."""
_MEDIAN_OF_NORMAL = 0.6745
"""The median of what normal chance strays, in its standard deviations."""


def slant(pixels: Grey, scale: float) -> float:
    """By how many degrees, counter-clockwise, the page must be turned for its lines of print to run level; 0 where they do.

    Print is level where the sums over the rows and columns of pixels differ most from one to the next: a form may lie sideways.
    """
    # what is printed, however pale: thin lines tell most, and a band of whiter paper is level, too
    ink = as_grey(cv2.resize(inked(pixels, scale) & ~pixels, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA))
    best = 0.0
    for step, reach in ((0.5, _MAX_SLANT), (0.1, 0.5), (0.02, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: (_levelness(ink, float(angle)), -abs(angle))))
    return 0.0 if abs(best) < 0.03 or abs(best) > _MAX_SLANT else best


def straightened(pixels: Grey, angle: float) -> Grey:
    """The page turned by so many degrees, with white corners."""
    return _turned(pixels, angle, 255) if angle else pixels


def _turned(pixels: Grey, angle: float, background: int) -> Grey:
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(background,),
    )
    return as_grey(turned)


def _levelness(ink: Grey, angle: float) -> float:
    turned = _turned(ink, angle, 0)
    sums = [turned.sum(axis=axis, dtype=np.float64) for axis in (0, 1)]
    return float(sum(np.square(np.diff(one)).sum() for one in sums))


def inked(pixels: Grey, scale: float) -> Grey:
    """A mask of what is printed: 255 where there is ink. `scale` is points per pixel."""
    window = max(15, round(11 / scale) | 1)
    smooth = as_grey(cv2.GaussianBlur(pixels, (3, 3), 0))
    shade = _shade(smooth)
    ink = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, shade)
    return as_grey(ink)


def _shade(smooth: Grey) -> float:
    """How much darker than the paper (of 255) ink is, at least: more on grainy paper."""
    grain = float(np.median(cv2.absdiff(smooth, cv2.GaussianBlur(smooth, (0, 0), 3)))) / _MEDIAN_OF_NORMAL
    return min(max(_SHADE, _GRAINS * grain), _MOST_SHADE)


def ruling_lines(pixels: Grey, scale: float, texts: Sequence[Area]) -> list[Rule]:
    """The ruling lines of a straightened page. `texts`: where it has lines of text, whose strokes are no rules."""
    ink = inked(pixels, scale)
    single = _one_line_each(texts)
    found: list[Rule] = []
    for horizontal in (True, False):
        pieces = _rules(_pieces(ink, scale, _PIECE, horizontal=horizontal), scale, horizontal=horizontal)
        pieces += [
            rule
            for rule in _rules(_thin_pieces(pixels, scale, horizontal=horizontal), scale, horizontal=horizontal)
            if not _is_column_of_strokes(rule, texts) and not any(_is_stroke(rule, one, _ALONG) for one in texts)
        ]
        pieces = [
            rule
            for rule in pieces
            if not _is_row_of_strokes(rule, single) and not any(_is_stroke(rule, text) for text in texts)
        ]
        found += [rule for rule in _mended(pieces, horizontal) if not any(_is_stroke(rule, text) for text in texts)]
    found = _ending_at_lines(found, texts)
    found = [piece for rule in found for piece in _proven(rule, found, texts, ink, scale)]
    return parted_between_tables(found, ink, scale)


def _ending_at_lines(rules: Sequence[Rule], texts: Sequence[Area]) -> list[Rule]:
    """The lines without short vertical ones that end in the middle of cells, or cut off an empty piece of one cell: what is left of a seal's
    ring or a pen's stroke; and without what of a vertical line goes on far beyond the others: a streak of the scanner.

    Of a line that parts columns a piece may end in a cell, where another goes on above or below it.
    """
    across, down = joined(rules, True), joined(rules, False)
    if not across:
        return list(rules)
    kept: list[Rule] = []
    for rule in rules:
        line = next((one for one in down if _is_part(rule, one)), None)
        if rule.horizontal or line is None:
            kept.append(rule)
        elif not _is_loose(line, across, down, texts):
            within = _within_table(line, across, down)
            if within is not None and rule.start < within.end and rule.end > within.start:
                kept.append(rule._replace(start=max(rule.start, within.start), end=min(rule.end, within.end)))
    return kept


def _is_part(rule: Rule, line: Rule) -> bool:
    return abs(line.at - rule.at) <= SNAP and line.start <= rule.start and rule.end <= line.end


def _is_loose(line: Rule, across: Sequence[Rule], down: Sequence[Rule], texts: Sequence[Area]) -> bool:
    """Whether a short vertical line parts nothing."""
    if line.length >= _SHORT:
        return False
    met = sum(_meets_line(line, end, across) for end in (line.start, line.end))
    if not met or any(other is not line and abs(other.at - line.at) <= SNAP for other in down):
        return not met
    if met == 1:
        return True
    y = (line.start + line.end) / 2
    beside = [one for one in down if one is not line and one.start < y < one.end]
    if not beside or line.length > _SHORTER * median(one.length for one in beside):
        return False
    left = max((one.at for one in beside if one.at < line.at), default=line.at)
    right = min((one.at for one in beside if one.at > line.at), default=line.at)
    own = [text for text in texts if line.start < (text.top + text.bottom) / 2 < line.end]
    is_left = any(left < text.x1 and text.x0 < line.at - _WITHIN for text in own)
    is_right = any(text.x0 < right and line.at + _WITHIN < text.x1 for text in own)
    return is_left != is_right


def _within_table(line: Rule, across: Sequence[Rule], down: Sequence[Rule]) -> Rule | None:
    """A vertical line without what of it goes on far beyond the lines that it crosses, where hardly another does; None where little is left then."""
    met = [one for one in across if one.start - _NEAR <= line.at <= one.end + _NEAR and line.start < one.at < line.end]
    if not met:
        return line
    top, bottom = min(one.at for one in met), max(one.at for one in met)
    beside = [one for one in down if one.start - _NEAR <= bottom and top <= one.end + _NEAR]
    above = [one for one in beside if top - one.start > _FAR]
    below = [one for one in beside if one.end - bottom > _FAR]
    start = top if line in above and _FEW * len(above) <= len(beside) else line.start
    end = bottom if line in below and _FEW * len(below) <= len(beside) else line.end
    if (start, end) == (line.start, line.end):
        return line
    usual = median(one.length for one in beside if one is not line)
    return line._replace(start=start, end=end) if end - start >= _LONG * usual else None


def _meets_line(rule: Rule, end: float, across: Sequence[Rule]) -> bool:
    """Whether a vertical line ends at a horizontal one."""
    return any(abs(one.at - end) <= _NEAR and one.start - _NEAR <= rule.at <= one.end + _NEAR for one in across)


def _proven(rule: Rule, rules: Sequence[Rule], texts: Sequence[Area], ink: Grey, scale: float) -> list[Rule]:
    """What of a vertical line is one where it meets lines of text: it ends where it goes on through characters only.

    A line that parts two texts is inked from one line across to the next, or has paper on both sides; a stroke has neither.
    """
    if rule.horizontal:
        return [rule]
    pieces = [rule]
    for text in texts:
        if not text.x0 + _WITHIN < rule.at < text.x1 - _WITHIN:
            continue
        y = (text.top + text.bottom) / 2
        levels = [one.at for one in rules if one.horizontal and one.start - _NEAR < rule.at < one.end + _NEAR]
        top = max((at for at in levels if at < y), default=text.top)
        bottom = min((at for at in levels if at > y), default=text.bottom)
        if not rule.start < y < rule.end or _is_drawn(rule.at, Area(text.x0, top, text.x1, bottom), text, ink, scale):
            continue
        pieces = [
            part
            for piece in pieces
            for part in (piece._replace(end=min(piece.end, top)), piece._replace(start=max(piece.start, bottom)))
            if part.length > 0
        ]
    return [piece for piece in pieces if piece is rule or piece.length >= _DOWN]


def _is_drawn(at: float, row: Area, text: Area, ink: Grey, scale: float) -> bool:
    """Whether a vertical line is drawn at a place across the row of a text, not a character."""
    x, beside = round(at / scale), max(2, round(_PAPER_BESIDE / scale))
    top, bottom = round(row.top / scale), round(row.bottom / scale)
    own = ink[top:bottom, max(0, x - 2) : x + 3].any(axis=1)
    if own.size and own.mean() >= _DRAWN:
        return True
    top, bottom = round(text.top / scale), round(text.bottom / scale)
    left, right = ink[top:bottom, max(0, x - 2 - beside) : max(0, x - 2)], ink[top:bottom, x + 3 : x + 3 + beside]
    return bool((left.any(axis=1) | right.any(axis=1)).mean() <= _BARE) if left.size and right.size else True


def _one_line_each(texts: Sequence[Area]) -> list[Area]:
    """The texts that are no higher than one line of print."""
    usual = median([text.bottom - text.top for text in texts] or [0.0])
    return [text for text in texts if text.bottom - text.top <= _ONE_LINE * usual]


def _is_row_of_strokes(rule: Rule, texts: Sequence[Area]) -> bool:
    """Whether a horizontal line runs through the middle of lines of print for most of its length: strokes of characters beside one another.

    `texts` are of one line each: a line between two rows that were taken for one text runs through its middle, too.
    """
    if not rule.horizontal:
        return False
    covered = sum(
        max(0.0, min(rule.end, text.x1) - max(rule.start, text.x0))
        for text in texts
        if text.top + _MIDDLE * (text.bottom - text.top) < rule.at < text.bottom - _MIDDLE * (text.bottom - text.top)
    )
    return covered > _MOSTLY * rule.length


def _is_column_of_strokes(rule: Rule, texts: Sequence[Area]) -> bool:
    """Whether a vertical line runs through lines of text for most of its length: strokes of digits that stand below one another."""
    if rule.horizontal:
        return False
    covered = sum(
        max(0.0, min(rule.end, text.bottom) - max(rule.start, text.top))
        for text in texts
        if text.x0 + 2 < rule.at < text.x1 - 2
    )
    return covered > 0.5 * rule.length


def _is_stroke(rule: Rule, text: Area, slack: float = 1.0) -> bool:
    """Whether a line lies within a line of text, as a stroke of a large character does, or the feet of digits that touch.

    A vertical one may be longer than the text is high by `slack` at each end.
    """
    height = text.bottom - text.top
    if rule.horizontal:
        within = text.top + 0.15 * height < rule.at < text.bottom - 0.15 * height
        if not within or rule.start < text.x0 or rule.end > text.x1:
            return False
        # a border between two rows that were taken for one line of text goes on beyond it
        return rule.length < 2 * height or (text.x0 < rule.start - 1 and rule.end + 1 < text.x1)
    return text.x0 < rule.at < text.x1 and text.top - slack <= rule.start and rule.end <= text.bottom + slack


def without(rules: Sequence[Rule], ink: Grey, pixels: Grey, scale: float) -> tuple[Grey, Grey]:
    """The mask and the picture without ruling lines; the strokes of characters that cross a line stay whole."""
    across = _drawn((rule for rule in rules if rule.horizontal), ink.shape, scale)
    down = _drawn((rule for rule in rules if not rule.horizontal), ink.shape, scale)
    crossing = max(4, round(_STROKE_BESIDE / scale))
    upright = as_grey(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((crossing, 1), np.uint8))) & ~down
    level = as_grey(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, crossing), np.uint8))) & ~across
    mask = (across & ~upright) | (down & ~level)
    ink, cleaned = ink.copy(), pixels.copy()
    ink[mask > 0] = 0
    cleaned[mask > 0] = 255
    return ink, cleaned


def _pieces(ink: Grey, scale: float, shortest: float, *, horizontal: bool) -> Grey:
    """The ink that lies in straight pieces of one direction, at least so long (points)."""
    length = max(3, round(shortest / scale))
    # A line that slants by a pixel or two stays one piece when it is a pixel thicker.
    thicker = cv2.dilate(ink, np.ones((3, 1) if horizontal else (1, 3), np.uint8))
    kernel = np.ones((1, length) if horizontal else (length, 1), np.uint8)
    return as_grey(cv2.morphologyEx(thicker, cv2.MORPH_OPEN, kernel))


def _thin_pieces(pixels: Grey, scale: float, *, horizontal: bool) -> Grey:
    """The thin straight pieces of one direction: what is darker than the paper on both its sides, in the picture smoothed along them.

    Text that nearly touches a line leaves it its two sides, where a threshold of the surroundings would lose it.
    """
    along, beside = max(3, round(_ALONG / scale) | 1), max(5, round(_BESIDE / scale) | 1)
    smooth = as_grey(cv2.blur(pixels, (along, 1) if horizontal else (1, along)))
    thin = as_grey(
        cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((beside, 1) if horizontal else (1, beside), np.uint8))
    )
    lines = np.where(thin > _shade(smooth), 255, 0)
    return _pieces(as_grey(lines), scale, _THIN_ACROSS if horizontal else _THIN_DOWN, horizontal=horizontal)


def _rules(pieces: Grey, scale: float, *, horizontal: bool) -> list[Rule]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    found: list[Rule] = []
    for number in range(1, count):
        left, top, width, height = (int(value) for value in stats[number][:4])
        thick, long = (height, width) if horizontal else (width, height)
        if (thick - 2) * scale > _THICKEST or long < 3 * (thick - 2):
            continue
        at = (top + height / 2 if horizontal else left + width / 2) * scale
        start = (left if horizontal else top) * scale
        found.append(Rule(horizontal, at, start, start + long * scale))
    return found


def _mended(pieces: Iterable[Rule], horizontal: bool) -> list[Rule]:
    """The pieces of one direction that make lines, each drawn out to the next piece where only toner is missing between them."""
    shortest, gap = (_ACROSS, _BREAK_ACROSS) if horizontal else (_DOWN, _BREAK_DOWN)
    lines: list[list[Rule]] = []
    for piece in sorted(pieces, key=lambda one: one.start):
        near = [
            line
            for line in lines
            if abs(line[-1].at - piece.at) <= _OFF
            and piece.start - line[-1].end <= (gap if min(piece.length, line[-1].length) >= shortest else _NEAR)
        ]
        if not near:
            lines.append([piece])
            continue
        line = min(near, key=lambda one: abs(one[-1].at - piece.at))
        if piece.end > line[-1].end:
            line[-1] = line[-1]._replace(end=max(line[-1].end, piece.start))
            line.append(piece)
    return [piece for line in lines if any(one.length >= shortest for one in line) for piece in line]


def _drawn(rules: Iterable[Rule], shape: tuple[int, ...], scale: float) -> Grey:
    """A mask of the lines, a little thicker than they are."""
    mask = np.zeros(shape[:2], np.uint8)
    half = max(1, round(0.9 / scale))
    for rule in rules:
        at, start, end = round(rule.at / scale), round(rule.start / scale), round(rule.end / scale)
        if rule.horizontal:
            mask[max(0, at - half) : at + half + 1, max(0, start) : end] = 255
        else:
            mask[max(0, start) : end, max(0, at - half) : at + half + 1] = 255
    return mask
