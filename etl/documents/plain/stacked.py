"""Tables copied with a cell a line, as a browser gives them: the header's cells, then each row's name and its figures, all below each other.

Blank cells leave no line. So such a table is read only where every row has a name and as many figures as the header has columns beside the
names: then none is blank. What isn't as regular is told, never guessed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_ROWS = 2
MOST_LINES = 400
"""So many lines are looked at; no form has more cells than that on a page."""
_FEWEST_FIGURES = 4
_LONGEST = 30
"""A longer line is a sentence."""
_SENTENCE = re.compile(r"[。；;：:！!？?<>\t]|[，,](?=\D)|(?<=\D)[，,]|\S {2,}\S")
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?|[-—–－/]{1,2}")
_EXACT = re.compile(r"[.,，]\d")
_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
_TITLE = re.compile(r"表(?:[（(].{1,12}[)）])?$")


@dataclass(frozen=True, slots=True)
class Stacked:
    """A table found below each other: `first` and `end` of its lines, and its rows; none where its lines are too irregular to be read."""

    first: int
    end: int
    rows: tuple[tuple[str, ...], ...]


def run_end(lines: Sequence[str]) -> int:
    """How many of these lines, from the first one on, hold a cell each; blank lines between them count."""
    end = 0
    for n, line in enumerate(lines[:MOST_LINES]):
        if line.strip():
            if _cell(line) is None:
                break
            end = n + 1
    return end


def stacked(lines: Sequence[str]) -> Stacked | None:
    """The table within a run of lines that hold a cell each; None where they are no table."""
    cells = [(n, cell) for n, line in enumerate(lines) if (cell := _cell(line))]
    figures = [cell for _, cell in cells if _FIGURE.fullmatch(cell)]
    if len(figures) < _FEWEST_FIGURES:
        return None
    exact = sum(_EXACT.search(figure) is not None for figure in figures)
    barred = any(line.strip().endswith("|") for line in lines)
    if not barred and not _are_together(cells) and 2 * exact < len(figures):
        return None  # a list with its pages
    for names in (1, 2):
        if found := _regular(cells, names):
            return found
    first = next(n for n, cell in cells if _FIGURE.fullmatch(cell))
    last = max(n for n, cell in cells if _FIGURE.fullmatch(cell))
    return Stacked(first, last + 1, ())


def _cell(line: str) -> str | None:
    """The cell that a line holds, without the bar behind it; None where it holds more or a sentence."""
    bare = line.strip(" \r\n\u3000\u00a0")
    text = re.sub(r"^\|\s*|\s*\|$", "", bare)
    if (
        len(text) > _LONGEST
        or "|" in text
        or (text == bare and _SENTENCE.search(text.removeprefix("其中：").removeprefix("其中:")))
    ):
        return None
    return text.strip()


def _are_together(cells: list[tuple[int, str]]) -> bool:
    """Whether figures stand below figures, as no page numbers of a contents do."""
    kinds = [_FIGURE.fullmatch(cell) is not None for _, cell in cells]
    return sum(a and b for a, b in itertools.pairwise(kinds)) >= FEWEST_ROWS


def _regular(cells: list[tuple[int, str]], names: int) -> Stacked | None:
    """The table whose rows begin with so many names each, all with the same number of figures."""
    kinds = [_FIGURE.fullmatch(cell) is not None for _, cell in cells]
    at = kinds.index(True)
    if names > 1 and _CODE.fullmatch(cells[at][1]):
        at += names
    figures = len(list(itertools.takewhile(bool, kinds[at:])))
    if names > 1 and at + figures < len(cells) and _CODE.fullmatch(cells[at + figures - 1][1]):
        figures -= 1
    width = names + figures
    header = at - names - width
    if header < 0 or any(kinds[header : header + width]) or not all(_TITLE.search(c) for _, c in cells[:header]):
        return None
    rows = [tuple(cell for _, cell in cells[header : header + width])]
    place = header + width
    while place + width <= len(cells) and _is_row(cells[place : place + width], names):
        rows.append(tuple(cell for _, cell in cells[place : place + width]))
        place += width
    if len(rows) <= FEWEST_ROWS or any(kinds[place:]):
        return None
    return Stacked(cells[header][0], cells[place - 1][0] + 1, tuple(rows))


def _is_row(cells: list[tuple[int, str]], names: int) -> bool:
    """Whether cells are names (the first of two may be a code) and figures behind them."""
    texts = [cell for _, cell in cells]
    named = all(_FIGURE.fullmatch(text) is None for text in texts[names - 1 : names])
    coded = names == 1 or _CODE.fullmatch(texts[0]) is not None or _FIGURE.fullmatch(texts[0]) is None
    return named and coded and all(_FIGURE.fullmatch(text) for text in texts[names:])
