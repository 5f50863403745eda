"""Words that are one cell: the lines of a wrapped text, stacked below each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from etl.documents.page.geometry import Rule
from etl.documents.pdf.text_lines import Line, Word

PITCH = 1.42
"""Lines of one cell stand no further apart than this many font sizes; rows of a table have white space between them as well."""
SAME_LINE = 0.4
"""Words whose middles differ by less than this share of the font size stand on one line."""
_CENTRED = 0.8
_FLUSH = 1.5
"""Lines of one cell have a common middle (within this share of the font size) or begin at one place (points)."""


def words_of(lines: Iterable[Line]) -> list[Word]:
    """The words of lines, from the top."""
    return sorted((word for line in lines for word in line.words), key=lambda word: (word.y, word.x0))


def height(word: Word) -> float:
    """The height of a word's line; of several lines, of one of them."""
    return max((word.bottom - word.top) / (1 + word.text.count("\n")), 1.0)


def overlap(one: Word, other: Word) -> float:
    """By how many points two words stand above each other; negative: how far apart they are."""
    return min(one.x1, other.x1) - max(one.x0, other.x0)


def joined(words: Sequence[Word]) -> Word:
    """Several words as one cell: lines parted by "\\n", words of one line by a space."""
    ordered = sorted(words, key=lambda word: word.y)
    rows: list[list[Word]] = []
    for word in ordered:
        if rows and word.y - rows[-1][0].y <= SAME_LINE * height(word):
            rows[-1].append(word)
        else:
            rows.append([word])
    text = "\n".join(" ".join(word.text for word in sorted(row, key=lambda one: one.x0)) for row in rows)
    return Word(
        min(word.x0 for word in words),
        max(word.x1 for word in words),
        text,
        min(word.top for word in words),
        max(word.bottom for word in words),
    )


def stacked(words: Sequence[Word], rules: Sequence[Rule] = ()) -> list[Word]:
    """The cells of a header, wrapped lines joined.

    What stands above two words of one line is their parent, no part of either.
    """
    stacks: list[list[Word]] = []
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: one.y):
        if rows and word.y - rows[-1][0].y <= 0.15 * height(word):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        chosen = [_stack_above(word, stacks, rules) for word in row]
        claims = Counter(place for place in chosen if place is not None)
        for word, place in zip(row, chosen, strict=True):
            if place is None or claims[place] > 1:
                stacks.append([word])
            else:
                stacks[place].append(word)
    return [joined(stack) for stack in stacks]


def _stack_above(word: Word, stacks: Sequence[Sequence[Word]], rules: Sequence[Rule]) -> int | None:
    """The stack that a word goes on with."""
    best: tuple[float, int] | None = None
    for place, stack in enumerate(stacks):
        last = stack[-1]
        apart, size = word.y - last.y, height(word)
        if not 0.5 * size < apart <= PITCH * size or overlap(word, last) <= 0:
            continue
        middle = (min(one.x0 for one in stack) + max(one.x1 for one in stack)) / 2
        if abs(middle - word.x) > _CENTRED * size and abs(last.x0 - word.x0) > _FLUSH:
            continue
        if any(last.y < rule.at < word.y and rule.start <= word.x <= rule.end for rule in rules):
            continue
        if best is None or apart < best[0]:
            best = (apart, place)
    return best[1] if best else None
