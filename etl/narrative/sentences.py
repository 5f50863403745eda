"""Rebuilds paragraphs and sentences from printed lines: joins what pages, bullets and line ends broke, and keeps the place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from etl.documents.model import Document, Paragraph, Table
from etl.narrative.grammar import Grammar, step_pattern
from etl.narrative.lines import normalise, squeeze, strip_marks, width
from etl.narrative.names import broken_name
from etl.narrative.sections import (
    Heading,
    Section,
    bare_heading,
    begins_annex,
    enter,
    heading_of,
    is_cut_path,
    leave,
    ordinal,
    ordinal_value,
)

_STOP = re.compile(r"[。！？；：]$")
_NO_START = step_pattern("sentences.no_start")
_UNFINISHED_NUMBER = re.compile(r"[\u4e00-\u9fff].*\d[.,]?$")
_REST_OF_NUMBER = step_pattern("sentences.rest_of_number")
_TITLE = step_pattern("sentences.title")
_PROJECT_NOTE = step_pattern("sentences.project_note")
_PROJECT_OPENS = step_pattern("sentences.project_opens")
_UNFINISHED = step_pattern("sentences.unfinished")
_SENTENCE = re.compile(r"[（(][^（）()]*[。！？][）)](?=[^，。；、！？])|(?:[^。！？]|[。！？](?=[）)]))+[。！？]*")
_CONTENTS_ENTRY = re.compile(r"(?P<title>.*?[^.…·\s])[.…·\s]*(?:…|[.·]{3})[.…·\s]*\d*$")
"""A line of the contents: dots lead from the title to its page."""
_BROKEN_SHARE = 0.35
"""From this share of lines without punctuation at their end on, the lines of a document are taken for printed lines."""
_NEARLY = 0.85
"""Share of a full line from which on a line without punctuation at its end goes on: spaces between characters shrink."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of prose: as printed without marks, and normalised."""

    paragraph: Paragraph
    printed: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: normalised text for reading, the words as printed, its place and section.

    `starts_item` says that its paragraph begins with an ordinal (a new item of a list), `starts_paragraph` that it is the first
    of its paragraph. `paragraph` numbers the paragraphs.
    """

    position: int
    page: int | None
    section: Section
    text: str
    printed: str
    paragraph: int
    starts_paragraph: bool
    starts_item: bool


@dataclass(slots=True)
class _Open:
    """A paragraph that is being put together."""

    section: Section
    lines: list[Line]
    level: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of prose as put together: the kind of its section, and the paragraphs of the document (Paragraph.position) whose lines it has."""

    kind: str
    positions: tuple[int, ...]


def sentences(document: Document, words: Grammar, passages: list[Passage] | None = None) -> Iterator[Sentence]:
    """The sentences of a document's prose, in reading order. Tables, captions, page numbers and headings are left out.

    The paragraphs that they are taken from are added to `passages`.
    """
    for number, opened in enumerate(_paragraphs(document, words)):
        if passages is not None:
            positions = dict.fromkeys(line.paragraph.position for line in opened.lines)
            passages.append(Passage(opened.section.kind, tuple(positions)))
        yield from _split(opened, number)


def _lines(document: Document, words: Grammar) -> Iterator[Line | None]:
    """The lines of prose; None where a table stands between."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield None
            continue
        for part in block.text.split("\n"):
            printed = strip_marks(part)
            text = normalise(printed)
            if text and not words.noise_lines.search(text):
                yield Line(block, printed, text)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines of a document are set: the width of a full one, the titles that the contents announce, the places of the contents' lines."""

    full: float | None
    parts: tuple[str, ...]
    skipped: set[int]


def _full_width(document: Document, lines: list[Line]) -> float | None:
    """The width from which on a line counts as full, None where lines are whole paragraphs."""
    widths = [width(line.printed) for line in lines]
    if document.format not in ("text", "pdf", "ofd") or len(lines) < 20:
        return None
    loose = sum(1 for line in lines if not _STOP.search(line.text) and len(line.text) > 12)
    wrapped = sum(1 for w in widths if w <= 110) / len(widths)
    if loose / len(lines) < _BROKEN_SHARE or wrapped < 0.97:
        return None
    return 0.8 * quantiles(widths, n=20)[17]


def _paragraphs(document: Document, words: Grammar) -> Iterator[_Open]:
    """The paragraphs of each file of a document: where one ends, its headings do."""
    raw = list(_lines(document, words))
    layout = _Layout(_full_width(document, [line for line in raw if line is not None]), *_contents(raw))
    place = 0
    starts = [0]
    for i, line in enumerate(raw):
        if line is not None and (part := bisect_right(document.part_starts, line.paragraph.position)) != place:
            place = part
            starts.append(i)
    for begin, end in pairwise([*starts, len(raw)]):
        yield from _paragraphs_of(raw[:end], begin, layout, words)


def _paragraphs_of(raw: list[Line | None], begin: int, layout: _Layout, words: Grammar) -> Iterator[_Open]:
    """The paragraphs of the lines from `begin` on."""
    section = Section()
    current: _Open | None = None
    numbers: dict[int, int] = {}  # level → the ordinal of its last heading
    for i, line in enumerate(raw[begin:], begin):
        if line is None or i in layout.skipped:
            if current:
                yield current
            current = None
            continue
        if current and (
            _continues(current, line, layout.full)
            or _is_broken("".join(one.text for one in current.lines[-3:]), line, words)
        ):
            current.lines.append(line)
            continue
        follower = next((following for following in raw[i + 1 : i + 2] if following is not None), None)
        if current:
            yield current
            current = None
        if begins_annex(line.text, section, words):
            section = enter(Section(), Heading(1, line.text), words)
            continue
        found = _heading(line, follower, layout.parts, words)
        if found is None:
            level, rest = ordinal(line.text)
            value = ordinal_value(line.text)
            if value and any(above.level == level for above in section.headings) and numbers.get(level) == value - 1:
                section = leave(section, level, words)  # the item behind a heading is none of its text
                numbers[level] = value
            current = _Open(section, [Line(line.paragraph, line.printed, rest)], level)
            continue
        heading, rest = found
        section = enter(section, heading, words)
        numbers[heading.level] = ordinal_value(line.text) or 0
        if rest:
            current = _Open(section, [Line(line.paragraph, line.printed, rest)], 0)
    if current:
        yield current


def _heading(line: Line, follower: Line | None, parts: tuple[str, ...], words: Grammar) -> tuple[Heading, str] | None:
    """The heading that a line is, by its words, by the contents or by what follows; None where it is text."""
    if follower and is_cut_path(line.text, follower.text):
        return None
    found = heading_of(line.text, line.paragraph.heading is not None, words)
    if found is None or not found[1]:
        found = _part_title(line, parts) or found
    if found and follower and _PROJECT_NOTE.search(found[0].title) and _PROJECT_OPENS.match(follower.text):
        return Heading(1, found[0].title), found[1]  # a note of its own, whose sections are below it
    bare = bare_heading(line.text, follower.text) if found is None and follower else None
    return (bare, "") if bare else found or _path_heading(line, follower)


def _contents(lines: list[Line | None]) -> tuple[tuple[str, ...], set[int]]:
    """The titles of parts and sections (第一部分, 一、) that the contents announce, and the places of their lines: those whose dots lead to
    a page, and the numbered ones straight below 目录, up to the first that is there already or is no number's."""
    titles: list[str] = []
    places: set[int] = set()
    listed: set[str] | None = None  # the numbered lines since 目录
    for i, line in enumerate(lines):
        text = line.text if line else ""
        entry = _CONTENTS_ENTRY.fullmatch(text)
        level, title = ordinal(entry["title"] if entry else text)
        if text == "目录":
            listed = set()
        elif entry:
            places.add(i)
        elif listed is not None:
            if not level or text in listed or re.search("[。；，]", text):
                listed = None
                continue
            listed.add(text)
            places.add(i)
        else:
            continue
        if 0 < level <= 2 and len(title) >= 4:
            titles.append(_bare(title))
    return tuple(titles), places


def _bare(title: str) -> str:
    return re.sub("[（）]", "", title)


def _part_title(line: Line, parts: tuple[str, ...]) -> tuple[Heading, str] | None:
    """A title of the contents that is printed without its ordinal over its part: 某局（部门）主要职能, 2026年部门预算编制说明. A part of a
    unit's report may leave 单位 out."""
    bare = _bare(line.text)
    if ordinal(line.text)[0] or len(bare) > 60 or re.search("[，。；：]", bare):
        return None
    if any(bare.endswith((part, "本级" + part.removeprefix("单位"))) for part in parts):
        return Heading(1, line.text), ""
    return None


def _path_heading(line: Line, follower: Line | None) -> tuple[Heading, str] | None:
    """A subject alone on its line (1.卫生健康支出（类）), above numbered lines of its parts."""
    level, rest = ordinal(line.text)
    if level and re.search("（[0-9]{0,7}[类款]）。?$", rest) and (follower is None or ordinal(follower.text)[0] > 0):
        return Heading(level, rest.rstrip("。")), ""
    return None


def _continues(current: _Open, line: Line, full: float | None) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last = current.lines[-1]
    if _NO_START.match(line.text) and ordinal(line.text)[0] == 0:
        return True
    if len(current.lines) == 1 and _TITLE.search(last.text):
        return False
    if full is not None:
        # Printed lines: a full line goes on, whatever it ends with, unless a new item begins
        if ordinal(line.text)[0]:
            return False
        if width(last.printed) < full and (_STOP.search(last.text) or width(last.printed) < _NEARLY * full):
            return False
        return not (line.paragraph.heading is not None)
    if _STOP.search(last.text) or ordinal(line.text)[0]:
        return False
    return len(last.text) >= 24 or "，" in last.text


def _is_broken(last: str, line: Line, words: Grammar) -> bool:
    """Whether a line end broke a number, a name, a path or a sentence in two, whatever the lines' length."""
    text = line.text
    if _UNFINISHED_NUMBER.search(last) and _REST_OF_NUMBER.match(text):
        return True
    if _STOP.search(last):
        return False
    part = broken_name(last, text, words.whole_names)
    if part == ordinal(last)[1] and words.money_noun.search(part):
        part = ""  # a line 一般公共预算 stands for itself
    goes_on = not ordinal(text)[0] and _UNFINISHED.search(last) is not None
    return bool(part or goes_on) and heading_of(text, line.paragraph.heading is not None, words) is None


def _split(opened: _Open, number: int) -> Iterator[Sentence]:
    """The sentences of a paragraph. The place of each is the line in which it begins."""
    text = ""
    starts: list[tuple[int, Line]] = []
    printed = ""
    for line in opened.lines:
        starts.append((len(text), line))
        text += line.text
        printed += line.printed + " "
    text = normalise(text)
    whole = squeeze(printed)
    pieces = [m[0] for m in _SENTENCE.finditer(text)]
    printed_pieces = [m[0] for m in _SENTENCE.finditer(whole)]
    if len(printed_pieces) != len(pieces):
        printed_pieces = pieces
    offset = 0
    for i, (piece, shown) in enumerate(zip(pieces, printed_pieces, strict=True)):
        line = starts[bisect_right(starts, offset, key=lambda placed: placed[0]) - 1][1]
        offset += len(piece)
        yield Sentence(
            line.paragraph.position,
            line.paragraph.page,
            opened.section,
            piece,
            shown,
            number,
            starts_paragraph=i == 0,
            starts_item=opened.level > 0,
        )
