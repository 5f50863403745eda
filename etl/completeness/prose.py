"""Pieces of the prose that were lost or doubled on the way: the numbers of its headings jump, sentences stand in it twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.documents.model import Document, Paragraph, Table
from etl.words.folding import fold
from etl.words.numerals import NUMERALS, value_of

_HEADING = re.compile(rf"^([{NUMERALS}]{{1,5}})、[^。；;,，]{{2,40}}$")
_ORDINAL = re.compile(rf"^\W*([{NUMERALS}]{{1,5}})[、.．]")
_LONG = 24
_RUN = 3
"""So many paragraphs with figures, one after the other, that stood in the document before were doubled; one or two may be said twice."""


def prose(document: Document) -> Iterator[tuple[str, str]]:
    """(place, what was lost or doubled)."""
    yield from _jumps(document)
    yield from _doubled(document)


def _jumps(document: Document) -> Iterator[tuple[str, str]]:
    """Headings 五、 and 九、 one after the other, where no line or cell between them begins with a number between."""
    before = ""
    begun: set[int] = set()
    for block in document.blocks:
        for text in [block.text] if isinstance(block, Paragraph) else (cell for row in block.rows for cell in row):
            folded = fold(text)
            found = _ORDINAL.match(folded)
            if found is None:
                continue
            number = value_of(found[1]) or 0
            if isinstance(block, Table) or not _HEADING.match(folded):
                begun.add(number)
                continue
            between = range((value_of(before.partition("、")[0]) or 0) + 1, number)
            if before and between and not begun & set(between):
                yield "headings", f"what stands between {before[:40]} and {folded[:40]} is missing: their numbers jump"
            before, begun = folded, set()


def _doubled(document: Document) -> Iterator[tuple[str, str]]:
    """Paragraphs with figures that stand in the document twice in the same order."""
    texts = [
        fold(block.text)
        for block in document.blocks
        if isinstance(block, Paragraph) and len(block.text) >= _LONG and any(char.isdigit() for char in block.text)
    ]
    first: dict[tuple[str, ...], int] = {}
    for i in range(len(texts) - _RUN + 1):
        run = tuple(texts[i : i + _RUN])
        if len(set(run)) == _RUN and run in first:
            yield "prose", f"sentences stand in it twice, and are counted twice (… {run[0][:30]})"
            return
        first.setdefault(run, i)
