"""Tables whose cells stand one space apart, as in text copied from a PDF viewer: nothing says which cells are empty, so they aren't read but told."""

from __future__ import annotations

import re
from collections.abc import Sequence

FEWEST_ROWS = 3
MOST_LINES_APART = 4
"""So many lines of a wrapped name, or of a header that a page repeats, may stand between two rows."""
_MOST_LETTERS = 24
"""A longer word is part of a sentence."""
_TITLE = re.compile(r"表(?:[（(].{1,12}[)）])?$")
_LONGEST_TITLE = 40
_LINES_ABOVE = 12
_WHOLE = re.compile(r"\d{1,6}")
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)%?|[-—–－]{1,2}")
_PARTED = re.compile(r"\S(?: {2,}|[\u3000\u00a0]+)\S|[\t|<]")
"""What parts cells better than a single space."""
_SENTENCE = re.compile(r"[。；;!！?？：:]|(?<=[^\d])[，,]|[，,](?=\D)|\.{4}|…{2}|·{4}")


def unparted_end(lines: Sequence[str]) -> int:
    """How many of these lines such a table takes, from the first one on, which has to be a row of it; 0 where none begins."""
    end = rows = apart = 0
    if not lines or not _is_row(lines[0]):
        return 0
    for n, line in enumerate(lines):
        if _is_row(line):
            rows, end, apart = rows + 1, n + 1, 0
        elif line.strip():
            apart += 1
            if apart > MOST_LINES_APART or _SENTENCE.search(line) or _PARTED.search(line.strip()):
                break
    return end if rows >= FEWEST_ROWS else 0


def _is_row(line: str) -> bool:
    """Whether a line is a name or a code with figures behind it, all one space apart."""
    text = line.strip()
    if _PARTED.search(text) or _SENTENCE.search(text):
        return False
    name, *others = text.split() or [""]
    figures = sum(_FIGURE.fullmatch(word) is not None for word in others)
    counts = sum(_WHOLE.fullmatch(word) is not None for word in others)
    is_last = bool(others) and (_FIGURE.fullmatch(others[-1]) or _WHOLE.fullmatch(others[-1])) is not None
    return is_last and (figures >= 1 or counts >= 2) and all(len(word) <= _MOST_LETTERS for word in (name, *others))


def title_above(lines: Sequence[str]) -> str:
    """The title of a form that begins below these lines: the nearest line that ends as titles do, "" where none is near."""
    near = [text for line in reversed(lines) if (text := line.strip("# *\t\u3000"))][:_LINES_ABOVE]
    return next((text for text in near if len(text) <= _LONGEST_TITLE and _TITLE.search(text)), "")
