"""The glyphs that a reader takes for text: no watermarks, nothing printed twice over itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from statistics import median

from etl.documents.page.geometry import Glyph
from etl.documents.pdf.text_lines import lines
from etl.words.folding import MARKS, plain_characters, raise_note

_SAME_PLACE = 0.2
"""Bold by double print moves the second print by less than this share of the font size."""
_LARGE = 2.0
"""A pale glyph this many times larger than the page's text is a watermark."""
_SMALL, _RAISED, _BESIDE = 0.75, 0.2, 0.25
_SMALL_OF_ALL = 0.85
"""Nor is it, or a digit beside such a mark, larger than this share of the largest character."""
"""A mark of a footnote is at most so large, set so high and so near, as shares of the size of the character before it."""
_CELL = 16.0
"""Points; characters are looked for by squares of this side."""
_REACH = 4.0
"""Points; neighbours are looked for within two of them."""
_NOTE_CHARACTER = re.compile(rf"[0-9\[\]()（）〔〕注{MARKS}]")
_SAYS_SOMETHING = re.compile(r"\d|[\u3400-\u9fff]")
_SHOWN = 60
"""So many characters of invisible text are told."""
_FEW_WITHOUT_CODE, _MANY_PRIVATE = 0.05, 0.3
"""A page with a larger share of characters without a code, or of private use, isn't read from its text."""
_UNKNOWN = re.compile(r"\(cid:\d+\)")


def printed(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without slanted ones, large pale ones, and second prints of the same character."""
    if not glyphs:
        return []
    body = median([glyph.size for glyph in glyphs])
    seen: dict[str, dict[tuple[int, int], list[Glyph]]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.angle < 0 or (glyph.pale and glyph.size > _LARGE * body):
            continue
        text = plain(glyph.text)
        if not text:
            continue
        if text != glyph.text:
            glyph = glyph._replace(text=text)
        alike = seen.get(text)
        if alike is None:
            alike = seen[text] = {}
        elif _is_printed_before(glyph, alike):
            continue
        place = (int(glyph.x0 / _CELL), int(glyph.top / _CELL))
        if place in alike:
            alike[place].append(glyph)
        else:
            alike[place] = [glyph]
        kept.append(glyph)
    return raise_notes(kept)


def _is_printed_before(glyph: Glyph, alike: Mapping[tuple[int, int], Sequence[Glyph]]) -> bool:
    """Whether the same character stands at (about) the same place; `alike` has those before it by place."""
    x0, top = glyph.x0, glyph.top
    reach = _SAME_PLACE * glyph.size
    left, right = int((x0 - reach) / _CELL), int((x0 + reach) / _CELL)
    first, last = int((top - reach) / _CELL), int((top + reach) / _CELL)
    places = [(left, first)]
    if left != right or first != last:
        places = [(across, down) for across in range(left, right + 1) for down in range(first, last + 1)]
    for place in places:
        for other in alike.get(place, ()):
            if abs(other.x0 - x0) <= reach and abs(other.top - top) <= reach:
                return True
    return False


def raise_notes(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs, with small digits that are set above the end of a larger character as characters that stay raised (380.00¹), on its line.

    A digit beside such a mark, of its size and at its height, belongs to the mark.
    """
    smallest = _SMALL_OF_ALL * max([glyph.size for glyph in glyphs], default=0.0)
    small = [
        glyph
        for glyph in glyphs
        if glyph.size <= smallest and not glyph.angle and _NOTE_CHARACTER.fullmatch(glyph.text)
    ]
    if not small or not _any_above(small, glyphs):
        return list(glyphs)
    by_end = _by_end(glyphs)
    marked: dict[int, Glyph] = {}  # by the mark's id, what it marks
    for glyph in sorted(small, key=lambda g: g.x0):
        for other in _ending_near(glyph, by_end):
            if id(other) in marked and _is_beside(glyph, other):
                marked[id(glyph)] = marked[id(other)]
            elif not other.angle and _is_above(glyph, other):
                marked[id(glyph)] = other
    if not marked:
        return list(glyphs)
    return [_on_line(glyph, marked[id(glyph)]) if id(glyph) in marked else glyph for glyph in glyphs]


def _any_above(small: Sequence[Glyph], glyphs: Sequence[Glyph]) -> bool:
    """Whether any of the small characters is set over the end of a larger one: on most pages none is, though all digits are smaller than the titles."""
    least = min([glyph.size for glyph in small])
    larger = _by_end([glyph for glyph in glyphs if not glyph.angle and least <= _SMALL * glyph.size])
    return bool(larger) and any(_is_above(glyph, other) for glyph in small for other in _ending_near(glyph, larger))


def _by_end(glyphs: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """Glyphs by where they end."""
    found: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        found.setdefault(int(glyph.x1 // _REACH), []).append(glyph)
    return found


def _ending_near(glyph: Glyph, by_end: Mapping[int, Sequence[Glyph]]) -> Iterator[Glyph]:
    """Those that end where a glyph begins."""
    column = int(glyph.x0 // _REACH)
    for place in (column - 1, column, column + 1):
        yield from by_end.get(place, ())


def _on_line(mark: Glyph, of: Glyph) -> Glyph:
    return mark._replace(text=raise_note(mark.text), top=of.top, bottom=of.bottom)


def _is_above(glyph: Glyph, other: Glyph) -> bool:
    """Whether a glyph is a clearly smaller one over the end of another."""
    size = other.size
    return (
        other is not glyph
        and not other.text.isspace()
        and glyph.size <= _SMALL * size
        and abs(glyph.x0 - other.x1) <= _BESIDE * size
        and other.top - size / 2 <= glyph.top
        and _RAISED * size <= other.bottom - glyph.bottom <= size
    )


def _is_beside(glyph: Glyph, mark: Glyph) -> bool:
    return (
        abs(glyph.x0 - mark.x1) <= _BESIDE * mark.size
        and abs(glyph.size - mark.size) <= 0.1 * mark.size
        and abs(glyph.bottom - mark.bottom) <= 0.1 * mark.size
    )


@cache
def plain(text: str) -> str:
    """A glyph's text in ordinary characters: fonts often map a character to the radical of the same look (⼀ for 一).

    Characters without a look (soft hyphens, byte order marks, control characters) give "".
    """
    return plain_characters("".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf")))


def undecodable(glyphs: Sequence[Glyph]) -> bool:
    """Whether a good part of the text has no character codes, so that what is printed can't be told from the file.

    The digits of a form alone are a tenth of it. Characters of private use are bullets and ticks, unless they are many.
    """
    without_code = sum(1 for glyph in glyphs if len(glyph.text) > 1 and _UNKNOWN.fullmatch(glyph.text))
    private = sum(1 for glyph in glyphs if "\ue000" <= glyph.text[0] <= "\uf8ff")
    return without_code > _FEW_WITHOUT_CODE * len(glyphs) or without_code + private > _MANY_PRIVATE * len(glyphs)


def unseen_text(unseen: Sequence[tuple[Glyph, str]]) -> str:
    """What is told of characters that nobody sees: how many, why, and what they say; "" where they say nothing."""
    by_reason: dict[str, list[Glyph]] = {}
    for glyph, why in unseen:
        by_reason.setdefault(why, []).append(glyph)
    told = []
    for why, glyphs in by_reason.items():
        text = " ".join(line.text for line in lines(printed(glyphs)))
        if _SAYS_SOMETHING.search(text):
            told.append(f"{why}: “{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”")
    return f"invisible text is no data and isn't read ({'; '.join(told)})" if told else ""
