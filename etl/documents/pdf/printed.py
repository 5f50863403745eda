"""The glyphs that a reader takes for text: no watermarks, nothing printed twice over itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from statistics import median

from etl.documents.pdf.geometry import Glyph
from etl.words.folding import plain_characters

_SAME_PLACE = 0.2
"""Bold by double print moves the second print by less than this share of the font size."""
_LARGE = 2.0
"""A pale glyph this many times larger than the page's text is a watermark."""
_UNKNOWN = re.compile(r"\(cid:\d+\)")


def printed(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without slanted ones, large pale ones, and second prints of the same character."""
    if not glyphs:
        return []
    body = median(glyph.size for glyph in glyphs)
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.angle < 0 or (glyph.pale and glyph.size > _LARGE * body):
            continue
        text = plain(glyph.text)
        if not text:
            continue
        if text != glyph.text:
            glyph = replace(glyph, text=text)
        across, down = int(glyph.x0 // 4), int(glyph.top // 4)
        if any(
            abs(other.x0 - glyph.x0) <= _SAME_PLACE * glyph.size
            and abs(other.top - glyph.top) <= _SAME_PLACE * glyph.size
            for i in (across - 1, across, across + 1)
            for k in (down - 1, down, down + 1)
            for other in seen.get((glyph.text, i, k), ())
        ):
            continue
        seen.setdefault((glyph.text, across, down), []).append(glyph)
        kept.append(glyph)
    return kept


@cache
def plain(text: str) -> str:
    """A glyph's text in ordinary characters: fonts often map a character to the radical of the same look (⼀ for 一).

    Characters without a look (soft hyphens, byte order marks, control characters) give "".
    """
    return plain_characters("".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf")))


def undecodable(glyphs: Sequence[Glyph]) -> bool:
    """Whether a good part of the text has no character codes, so that what is printed can't be told from the file."""
    unknown = sum(1 for glyph in glyphs if _UNKNOWN.fullmatch(glyph.text) or "\ue000" <= glyph.text[0] <= "\uf8ff")
    return unknown > 0.3 * len(glyphs)
