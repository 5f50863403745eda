"""Tables without lines between their columns: columns come from what stands below each other.

A row of such a table is a line of at least two words with a figure among them. Several of them below each other are a table;
lines of words above them are its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from etl.documents.page.geometry import Rule
from etl.documents.pdf.figures import BLANK, NUMBER, is_number
from etl.documents.pdf.records import records
from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.stacks import overlap, words_of
from etl.documents.pdf.text_lines import Line, Word
from etl.documents.pdf.unruled.headed_columns import Header, aligned
from etl.words.numerals import NUMERALS

_SENTENCE = re.compile(r"[。；;!！?？]|\.{4}|…")
_AMOUNT = re.compile(r"[-－+]?\(?(?:\d+\.\d+|\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?)%?\)?")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_ITEM = re.compile(rf"[{NUMERALS}]+[、.．]|[（(][{NUMERALS}\d]+[)）]|\d+[、.．]\D|其中")
"""How a line of a summary form begins: a header never does."""
CAPTION = re.compile(
    r"(单位|部门|日期|机关|时间)(名称)?\s*[:：]"
    rf"|^(部门|单位|预算|决算|公开)*表\s*[\d{NUMERALS}-]{{1,4}}$|^(部门|单位|预算|决算|公开)+\s*[\d-]{{1,4}}\s*表$"
    r"|^附[表件]|^[（(]?续表?[)）]?$|[:：]$|^[百千万亿]*元[)）]?$"
)
"""What stands above a table: agency, unit of money, number of the form."""
_LONGEST_WORD = 30
"""A line with a longer word (characters) is prose, if it isn't a form's title."""
_TITLE = re.compile(r"表(?:[（(][^（(。]{1,20}[)）])?$")
_FEWEST_ROWS = 3
_FEWEST_RULED_ROWS = 2
_FEWEST_AMOUNTS = 3
"""So many rows are a table; fewer are with this many amounts."""
_HEADER_WORDS = 4
"""So many words side by side above a single row are its header."""
_HEADER_LINES = 14
_MOST_NAMES = 25
"""So many names without figures may stand between two rows with figures, each below words of the rows before."""
_APART = 3.2
"""Rows further apart than this many times the usual distance belong to two tables."""
_HEADER_APART = 2.5
"""Lines of a header are no further apart than this many line heights."""
_LARGER = 1.2
"""A line this many times larger than the rows is a title."""
_HALF_LINE = 0.8
"""Lines of text stand a whole line apart; what is nearer (in font sizes) are cells beside each other."""
_FLUSH = 1.5
"""Texts of a column begin at one place, within this many points."""


def unruled_tables(lines: Sequence[Line], loose: Iterable[Rule]) -> tuple[list[Found], list[Line]]:
    """The tables among the lines of a page, and the lines that are left. `loose`: horizontal lines outside ruled tables."""
    rules = sorted((rule for rule in loose if rule.horizontal), key=lambda rule: rule.at)
    found: list[Found] = []
    taken: set[int] = set()
    for first, last in _blocks(lines, rules):
        first, last = _with_names(lines, first, last)
        if any(i in taken for i in range(first, last + 1)):
            continue
        start = header_start(lines, first, taken)
        body = lines[first : last + 1]
        top, bottom = lines[start].top - 3, body[0].bottom
        inner = tuple(rule for rule in rules if top < rule.at < bottom)
        made = aligned(Header(tuple(words_of(lines[start:first])), inner), records(words_of(body)))
        if made is None:
            continue
        table, title = made
        found.append(table)
        outside = set(map(id, title_lines(lines[start:first], title)))
        taken.update(i for i in range(start, last + 1) if id(lines[i]) not in outside)
    return found, [line for i, line in enumerate(lines) if i not in taken]


def title_lines(lines: Sequence[Line], title: Sequence[Word]) -> list[Line]:
    """The lines that hold the words of a title."""
    return [line for line in lines if line.words and any(word.top <= line.y <= word.bottom for word in title)]


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence or a part of one."""
    return bool(_SENTENCE.search(line.text)) or any(
        len(word.text) > _LONGEST_WORD and not _TITLE.search(word.text) for word in line.words
    )


def is_caption(line: Line) -> bool:
    """Whether a line stands above a table: number of the form, agency, unit of money."""
    return any(CAPTION.search(word.text) for word in line.words)


def is_row(line: Line) -> bool:
    """Whether a line reads as a row: several words with a figure at the end, an amount, or a code at the beginning."""
    if len(line.words) < 2 or is_prose(line) or is_caption(line):
        return False
    texts = [word.text for word in line.words]
    return bool(
        NUMBER.fullmatch(texts[-1])
        or BLANK.fullmatch(texts[-1])
        or any(_AMOUNT.fullmatch(text) for text in texts)
        or _CODE.fullmatch(texts[0])
    )


def _amounts(line: Line) -> int:
    return sum(bool(_AMOUNT.fullmatch(word.text)) for word in line.words)


def _has_amount(line: Line) -> bool:
    """Whether a row has an amount: a number with decimals or separators, or several numbers."""
    return _amounts(line) > 0 or sum(is_number(word.text) for word in line.words[1:]) > 1


def _blocks(lines: Sequence[Line], rules: Sequence[Rule]) -> list[tuple[int, int]]:
    """The first and last line of each run of rows. A name without figures may stand between two rows."""
    rows = [
        i
        for i, line in enumerate(lines)
        if is_row(line) or _is_figure_of_wrapped_name(lines, i) or _is_lone_figure(lines, i)
    ]
    blocks: list[list[int]] = []
    for i in rows:
        if blocks and _goes_on(lines, blocks[-1], i):
            blocks[-1].append(i)
        else:
            blocks.append([i])
    result = []
    for block in blocks:
        fewest = _FEWEST_RULED_ROWS if _ruled(lines[block[0]], lines[block[-1]], rules) else _FEWEST_ROWS
        amounts = sum(_amounts(lines[i]) for i in block)
        enough = len(block) >= fewest and 3 * sum(_has_amount(lines[i]) for i in block) >= len(block)
        if enough or amounts >= _FEWEST_AMOUNTS or (amounts and _is_headed(lines, block[0])):
            result.append((block[0], block[-1]))
    return result


def _is_headed(lines: Sequence[Line], first: int) -> bool:
    """Whether the lines above a row are a header: several words side by side, the caption of a form above them."""
    start = header_start(lines, first, set())
    most = max((len(line.words) for line in lines[start:first]), default=0)
    return most >= _HEADER_WORDS or (most > 1 and start > 0 and is_caption(lines[start - 1]))


def _goes_on(lines: Sequence[Line], block: Sequence[int], i: int) -> bool:
    """Whether row `i` belongs to the table of the rows before it, with names without figures between them."""
    last = block[-1]
    between = lines[last + 1 : i]
    if len(between) > _MOST_NAMES or any(is_prose(line) or is_caption(line) for line in between):
        return False
    height = max(lines[i].bottom - lines[i].top, 1.0)
    usual = max(median(lines[b].y - lines[a].y for a, b in pairwise(block)) if len(block) > 1 else 2 * height, height)
    if any(below.y - above.y > _APART * usual for above, below in pairwise(lines[last : i + 1])):
        return False
    # What stands between two rows of one table begins where its other texts do, or is a line of a wrapped name.
    known = (*lines[max(0, block[0] - 1) : last + 1], *lines[i : i + 2])
    starts = [word.x0 for line in known for word in line.words]
    return all(
        any(abs(word.x0 - x) <= _FLUSH for x in starts) or _is_beside(line, lines[last]) or _is_beside(line, lines[i])
        for line in between
        for word in line.words
    )


def _is_beside(line: Line, row: Line) -> bool:
    """Whether a line of a wrapped text stands half a line above or below a row, beside its words."""
    return abs(line.y - row.y) < _HALF_LINE * line.size and any(
        overlap(word, other) < 0 for word in line.words for other in row.words
    )


def _is_figure_of_wrapped_name(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is the only figure of its row, with the lines of a wrapped name half a line above and below it."""
    line = lines[i]
    if len(line.words) != 1 or not is_number(line.text):
        return False
    near = [*lines[max(0, i - 1) : i], *lines[i + 1 : i + 2]]
    return any(_is_beside(other, line) for other in near)


def _is_lone_figure(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is an amount alone below a header, in a form that has hardly any."""
    line = lines[i]
    if len(line.words) != 1 or not _AMOUNT.fullmatch(line.text):
        return False
    above = lines[max(0, i - 3) : i]
    near = above and line.top - above[-1].bottom <= 1.5 * line.size
    return bool(near) and max(len(other.words) for other in above) >= _HEADER_WORDS - 1 and not is_prose(above[-1])


def _ruled(first: Line, last: Line, rules: Sequence[Rule]) -> bool:
    """Whether lines run above the first and below the last row."""
    x = (first.x0 + first.x1) / 2
    near = [rule.at for rule in rules if rule.start <= x <= rule.end]
    return any(at <= first.y for at in near) and any(at >= last.y for at in near)


def _with_names(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """The rows with the names without figures above and below them: texts that begin where others of the table do."""
    body = lines[first : last + 1]
    starts = [word.x0 for line in body for word in line.words if not is_number(word.text)]
    pitch = median([b.y - a.y for a, b in pairwise(body)] or [2.0 * (body[0].bottom - body[0].top)])
    right = max(line.x1 for line in body)

    def is_name(line: Line, near: Line) -> bool:
        if is_prose(line) or is_caption(line) or abs(line.y - near.y) > 1.8 * max(pitch, near.bottom - near.top):
            return False
        if _is_beside(line, near):
            return True
        return line.x1 <= right + 3 and all(
            sum(abs(word.x0 - x) <= _FLUSH for x in starts) > 1 or _ITEM.match(word.text) for word in line.words
        )

    while first > 0 and is_name(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and is_name(lines[last + 1], lines[last]):
        last += 1
    return first, last


def header_start(lines: Sequence[Line], first: int, taken: set[int]) -> int:
    """The first line of the header above a table."""
    start = first
    height = max(lines[first].bottom - lines[first].top, 1.0)
    for i in range(first - 1, max(-1, first - 1 - _HEADER_LINES), -1):
        line = lines[i]
        if i in taken or is_prose(line) or is_caption(line) or is_row(line) or line.size > _LARGER * lines[first].size:
            break
        if lines[i + 1].top - line.bottom > _HEADER_APART * height:
            break
        start = i
    # A header begins with a line of several words or a cell beside others; a single one above all is a title or prose.
    while start < first and len(lines[start].words) < 2 and not _beside(lines[start], lines[start + 1 : first]):
        start += 1
    return start


def _beside(line: Line, others: Sequence[Line]) -> bool:
    """Whether a line is a cell of a header: others below stand beside it, not only under its middle."""
    return any(len(other.words) > 1 or overlap(other.words[0], line.words[0]) <= 0 for other in others[:2])
