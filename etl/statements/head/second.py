"""A second report in one document, told by forms before and behind its title."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from etl.documents.model import Document
from etl.statements.head.names import alike, bare
from etl.statements.head.places import Cover
from etl.statements.surroundings import Heading
from etl.statements.vocabulary import is_total
from etl.words.folding import compact


def second_report(
    document: Document, headings: Sequence[Heading], lines: Sequence[str], covers: Sequence[Cover]
) -> str:
    """The title of a second report in the document, "" where there is one only.

    Another agency, year or kind in a title proves nothing by itself (chapters have titles too): two forms must stand before it and
    after it, and where only the agency differs the same ones twice. One is enough where both titles are headings of one level; where
    neither is a heading, the second bears no number of a chapter, and both its year and its kind differ; and where two agencies' titles of
    one scope, the second printed once, stand above one form each with the same header and other rows.
    """
    if not covers:
        return ""
    first = covers[0].title
    titled = [
        (table.position, heading.bare) for table, heading in zip(document.tables, headings, strict=True) if heading.bare
    ]
    titled = [(position, name) for position, name in titled if not re.search("绩效|评价|目录", name)]
    paragraphs = document.paragraphs
    for cover in covers[1:]:
        if not cover.title.agency or lines[cover.line] == lines[0]:
            continue
        at = paragraphs[cover.line].position
        level = paragraphs[covers[0].line].heading
        is_alike = level == paragraphs[cover.line].heading
        is_other = cover.title.year != first.year and cover.title.kind != first.kind and not cover.title.numbered
        least = 1 if is_alike and (level is not None or is_other) else 2
        before = {name for position, name in titled if position < at}
        after = {name for position, name in titled if position > at}
        if (cover.title.year, cover.title.kind) != (first.year, first.kind):
            if min(len(before), len(after)) >= least:
                return cover.text
        elif not alike(bare(cover.title.agency), bare(first.agency)):
            # A unit's 单位决算 behind a 部门决算 is a second one, even with one form each (a 部门决算 behind it may be its superior's line); so
            # are the titles of two files of a folder or an archive.
            is_units = (first.scope, cover.title.scope) == ("department", "unit")
            starts = document.member_starts
            begins_anew = first.scope == cover.title.scope and lines.count(lines[cover.line]) == 1
            is_form_again = (
                begins_anew and level == paragraphs[covers[0].line].heading and _prints_again(document, titled, at)
            )
            is_file = bisect_right(starts, at) != bisect_right(starts, paragraphs[covers[0].line].position)
            if len(before & after) >= (1 if is_units or is_file or is_form_again else least):
                return cover.text
    return ""


def _prints_again(document: Document, titled: Sequence[tuple[int, str]], at: int) -> bool:
    """Whether a form stands before a place and behind it with one header, other rows and a total each: a page that goes on has no total again."""
    tables = {table.position: table.rows for table in document.tables}
    before = {name: tables[position] for position, name in titled if position < at}
    return any(
        before[name][0] == rows[0] and before[name] != rows and _has_total(before[name]) and _has_total(rows)
        for position, name in titled
        if position > at and name in before and (rows := tables[position]) and before[name]
    )


def _has_total(rows: Sequence[Sequence[str]]) -> bool:
    return any(is_total(compact(cell)) for row in rows for cell in row[:2])
