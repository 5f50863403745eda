"""Printed lines from the positions of glyphs, whatever their order in the file and their baseline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import attrgetter

from etl.documents.page.geometry import Glyph, turned_glyph

_SPACE = 0.45
"""A gap wider than this share of the font size is a space."""
_LETTER_SPACE = 3.0
"""Characters of one word are set apart by no more than this many font sizes."""
_LEFT, _ANGLE = attrgetter("x0"), attrgetter("angle")
_IDEOGRAPHS = "\u2e80"
_FULL = 0.85
"""A line this wide, as a share of the text's width, may have been broken for want of room."""


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs of a line without a space between them, with their own height: a line's words may stand on several baselines."""

    x0: float
    x1: float
    text: str
    top: float = 0.0
    bottom: float = 0.0

    @property
    def x(self) -> float:
        """The middle, from the left."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle, from the top."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `size` is the font size of most of it, in points."""

    top: float
    bottom: float
    x0: float
    x1: float
    text: str
    words: tuple[Word, ...] = ()
    size: float = 0.0

    @property
    def y(self) -> float:
        """The middle of the line, from the top."""
        return (self.top + self.bottom) / 2


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The printed lines from top to bottom. Text at a right angle to the rest gives lines of its own."""
    by_angle: dict[int, list[Glyph]] = {}
    for angle, together in groupby(glyphs, _ANGLE):
        by_angle.setdefault(angle, []).extend(together)
    found: list[Line] = []
    for angle, members in by_angle.items():
        if angle <= 0:
            found += [_line(row) for row in _rows(members)]
            continue
        turned = [turned_glyph(glyph, angle, 0.0, 0.0) for glyph in members]
        top, bottom = min(glyph.top for glyph in members), max(glyph.bottom for glyph in members)
        x0, x1 = min(glyph.x0 for glyph in members), max(glyph.x1 for glyph in members)
        for row in _rows(turned):
            line = _line(row)
            found.append(Line(top, bottom, x0, x1, line.text, (Word(x0, x1, line.text, top, bottom),), line.size))
    return sorted((line for line in found if line.text), key=lambda line: (line.top, line.x0))


_CONTENTS = re.compile(r"目\s*[录次]")
"""The heading of a table of contents: a line of its own wherever it stands."""


def with_wrapped_titles(found: Sequence[Line]) -> list[Line]:
    """The lines, a title printed over two lines made one: a short line centred below one that fills the width of the text.

    A paragraph of prose goes on at its left margin instead.
    """
    if not found:
        return []
    width = max(line.x1 for line in found) - min(line.x0 for line in found)
    result: list[Line] = []
    for line in found:
        if line.text == "元" and _unit_goes_on(result, line):
            continue
        before = result[-1] if result else None
        if before is not None and _is_wrapped(before, line, width):
            words = (
                *before.words[:-1],
                replace(before.words[-1], x1=before.x1, text=before.words[-1].text + line.words[0].text),
            )
            result[-1] = replace(
                before, bottom=line.bottom, text=before.text + line.text, words=(*words, *line.words[1:])
            )
            continue
        result.append(line)
    return result


def _unit_goes_on(result: list[Line], line: Line) -> bool:
    """Put 元 to the 万 above it that a narrow cell parted it from: alone it would be another unit of money."""
    for place in range(len(result) - 1, max(-1, len(result) - 4), -1):
        before = result[place]
        last = before.words[-1]
        if (
            last.text[-1] in "万千百亿"
            and line.top - before.top < 2 * line.size
            and last.x0 < line.x1
            and line.x0 < last.x1
        ):
            words = (*before.words[:-1], replace(last, text=last.text + line.text))
            result[place] = replace(before, text=before.text + line.text, words=words)
            return True
    return False


def _is_wrapped(before: Line, line: Line, width: float) -> bool:
    return (
        before.x1 - before.x0 > _FULL * width
        and before.text[-1] not in "。；;：:！!？?."
        and abs(before.size - line.size) < 0.5
        and 0 < line.top - before.top < 2.4 * line.size
        and line.x0 - before.x0 > 2 * line.size
        and abs((line.x0 + line.x1) - (before.x0 + before.x1)) < 2 * line.size
        and not _CONTENTS.fullmatch(line.text)
    )


def cell_text(printed: Sequence[Line]) -> str:
    """The text of a cell of so many printed lines, parted by "\\n". A label set downwards, a character a line, is one line."""
    texts = [line.text for line in printed]
    if len(texts) >= 3 and all(len(text) == 1 for text in texts) and not any(text.isdigit() for text in texts):
        return "".join(texts)
    return "\n".join(texts)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs by line: what overlaps in height by half, or whose middles nearly agree, is one line.

    Digits often stand some points below the Chinese text of their line, so the baseline says nothing.
    """
    if _are_level(glyphs):
        return [list(glyphs)]
    rows: list[list[Glyph]] = []
    extents: list[tuple[float, float]] = []
    # The line of glyphs as high as one before, until another line begins.
    known: dict[tuple[float, float], list[Glyph]] = {}
    for glyph in sorted(glyphs, key=_middle):
        top, bottom = glyph.top, glyph.bottom
        row = known.get((top, bottom))
        if row is not None:
            row.append(glyph)
            continue
        height = bottom - top
        centre = (top + bottom) / 2
        for i in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            first, last = extents[i]
            overlap = (last if last < bottom else bottom) - (first if first > top else top)
            least = last - first
            if (
                overlap > 0.5 * (height if height < least else least)
                or abs(centre - (first + last) / 2) < 0.35 * height
            ):
                row = rows[i]
                row.append(glyph)
                break
        else:
            row = [glyph]
            rows.append(row)
            extents.append((top, bottom))
            known.clear()
        if height > 0:
            known[top, bottom] = row
    return rows


def _are_level(glyphs: Sequence[Glyph]) -> bool:
    """Whether all stand at one height and are as high as each other: one line, as in most cells of a table."""
    top, bottom = glyphs[0].top, glyphs[0].bottom
    return top < bottom and all(glyph.top == top and glyph.bottom == bottom for glyph in glyphs)


def _middle(glyph: Glyph) -> tuple[float, float]:
    """From the top, then from the left."""
    return glyph.top + glyph.bottom, glyph.x0


def _line(row: list[Glyph]) -> Line:
    row.sort(key=_LEFT)
    words = [_word(glyphs) for glyphs in _together(row)]
    sizes = sorted([glyph.size for glyph in row])
    return Line(
        min([word.top for word in words]),
        max([word.bottom for word in words]),
        row[0].x0,
        max([glyph.x1 for glyph in row]),
        " ".join(word.text for word in words).strip(),
        tuple(words),
        sizes[len(sizes) // 2],
    )


def _together(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of each word. Characters set apart one by one in one go (项　　目) are one word."""
    words: list[list[Glyph]] = [[row[0]]]
    for before, glyph in pairwise(row):
        apart = glyph.x0 - before.x1
        if apart > 0 and apart > _SPACE * max(glyph.size, before.size, 1.0):
            words.append([])
        words[-1].append(glyph)
    if len(words) == 1:
        return words
    result: list[list[Glyph]] = []
    spaced = False  # whether the last word is made of characters set apart
    for word in words:
        end = result[-1][-1] if result else None
        single = len(word) == 1 and word[0].text >= _IDEOGRAPHS
        if single and end is not None and end.run == word[0].run and end.text >= _IDEOGRAPHS:
            apart = word[0].x0 - end.x1
            if (spaced or len(result[-1]) == 1) and apart <= _LETTER_SPACE * word[0].size:
                result[-1].extend(word)
                spaced = True
                continue
        result.append(list(word))
        spaced = False
    return result


def _word(glyphs: Sequence[Glyph]) -> Word:
    return Word(
        glyphs[0].x0,
        glyphs[-1].x1,
        "".join([glyph.text for glyph in glyphs]),
        min([glyph.top for glyph in glyphs]),
        max([glyph.bottom for glyph in glyphs]),
    )
