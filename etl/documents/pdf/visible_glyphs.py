"""The glyphs that a reader takes for text: no watermarks, nothing printed twice over itself."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
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
"""A mark of a footnote is at most so large, set so high and so near, as shares of the size of the character before it."""
_SMALL_OF_ALL = 0.85
"""Nor is it, or a digit beside such a mark, larger than this share of the largest character."""
_BAND = 60.0
"""Points; characters are looked for by bands of the page as high as this. No second print is moved further, however large the character."""
_Band = tuple[list[float], list[float]]
"""Where the like characters of a band begin, from the left, and how far from the top."""
_NOTHING: _Band = ([], [])
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
    largest = _LARGE * median([glyph.size for glyph in glyphs]) if any(glyph.pale for glyph in glyphs) else 0.0
    seen: dict[tuple[str, float], _Band] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        text, x0, top, _, _, size, angle, _, is_pale = glyph
        if angle < 0 or (is_pale and size > largest):
            continue
        text = plain(text)
        if not text:
            continue
        if text != glyph.text:
            glyph = glyph._replace(text=text)
        reach = min(_SAME_PLACE * size, _BAND)
        first, own, last = (top - reach) // _BAND, top // _BAND, (top + reach) // _BAND
        alike = seen.get((text, own))
        if alike is None:
            alike = seen[text, own] = [], []
        elif _stands_in(alike, x0, top, reach):
            continue
        if first != last and any(
            _stands_in(seen.get((text, band), _NOTHING), x0, top, reach) for band in range(int(first), int(last) + 1)
        ):
            continue
        lefts, tops = alike
        at = bisect_left(lefts, x0)
        lefts.insert(at, x0)
        tops.insert(at, top)
        kept.append(glyph)
    return raise_notes(kept)


def _stands_in(band: _Band, x0: float, top: float, reach: float) -> bool:
    """Whether a character of the band stands within reach of a place."""
    lefts, tops = band
    at = bisect_left(lefts, x0 - reach)
    while at < len(lefts) and lefts[at] <= x0 + reach:
        if abs(tops[at] - top) <= reach:
            return True
        at += 1
    return False


def raise_notes(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs, with small digits that are set above the end of a larger character as characters that stay raised (380.00¹), on its line.

    A digit beside such a mark, of its size and at its height, belongs to the mark.
    """
    smallest = _SMALL_OF_ALL * max([glyph.size for glyph in glyphs], default=0.0)
    small = [glyph for glyph in glyphs if glyph.size <= smallest and not glyph.angle and _may_be_note(glyph.text)]
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


@cache
def _may_be_note(character: str) -> bool:
    return bool(_NOTE_CHARACTER.fullmatch(character))


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
    texts = Counter([glyph.text for glyph in glyphs])
    without_code = sum(count for text, count in texts.items() if len(text) > 1 and _UNKNOWN.fullmatch(text))
    private = sum(count for text, count in texts.items() if "\ue000" <= text[0] <= "\uf8ff")
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
