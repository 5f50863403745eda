"""What stays uncertain in a table whose columns or rows no line parts: said, so that a person compares it with the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.documents.pdf.figures import is_number
from etl.documents.pdf.records import Row
from etl.documents.pdf.stacks import PITCH, height
from etl.documents.pdf.text_lines import Word

_INSIDE = 1.0
"""A figure reaches over the end of a column when it stands this far (points) on both sides of it."""


def header_doubt(columns: Sequence[tuple[float, float]], spans: Sequence[tuple[int, int]]) -> str:
    """Whether the columns, given by where they begin and end, may be headed wrongly, in words, "" where not. `spans`: the columns of the
    header's lowest cells."""
    if not spans or _one_each(spans, len(columns)):
        return ""
    return f"its {len(spans)} headers and {len(columns)} columns don't match one by one"


def doubts(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> list[str]:
    """What is uncertain of the cells, in words. Rows are counted from the first one below the header."""
    found = []
    several = [n for n, row in enumerate(rows, start=1) if _crowded(row, columns)]
    if several:
        found.append(f"figures beside each other in one column, or over its end, in {_named(several)}")
    between = sorted(set(_between(rows)))
    if between:
        found.append(f"figures without a name beside a name without figures in {_named(between)}")
    return found


def _one_each(spans: Sequence[tuple[int, int]], count: int) -> bool:
    """Whether each header has a column of its own: the first columns of a row may be without, and the last ones."""
    return all(first == last for first, last in spans) and len({first for first, _ in spans}) == len(spans) == count


def _crowded(row: Row, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether two cells with an amount among them stand in one column, or an amount in two."""
    places: dict[int, list[Word]] = {}
    for word in row.words:
        inside = [c for c, (x0, x1) in enumerate(columns) if word.x0 + _INSIDE < x1 and x0 < word.x1 - _INSIDE]
        if len(inside) > 1 and _is_amount(word):
            return True
        if inside and (len(inside) == 1 or is_number(word.text)):
            places.setdefault(inside[0], []).append(word)
    return any(len(words) > 1 and any(map(_is_amount, words)) for words in places.values())


def _is_amount(word: Word) -> bool:
    return "." in word.text and is_number(word.text)


def _between(rows: Sequence[Row]) -> Iterator[int]:
    """The rows whose figures have no name, where a name without figures stands as near as the next line of a text."""
    named = [any(not is_number(word.text) for word in row.words) for row in rows]
    if 2 * sum(named) <= len(rows):
        return
    for i, (one, other) in enumerate(pairwise(rows)):
        size = height(other.words[0])
        if (other.words[0].y - one.words[0].y) > PITCH * size:
            continue
        figures = [any(map(_is_amount, row.words)) for row in (one, other)]
        if figures[0] != figures[1] and named[i] != named[i + 1]:
            yield i + 1 if figures[0] else i + 2


def _named(numbers: Sequence[int]) -> str:
    """Rows in words: the first three and how many more."""
    more = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers[:3]))}{more}"
