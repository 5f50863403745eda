"""A second report in one document, told by forms before and behind its title."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from etl.documents.model import Document
from etl.statements.head.names import alike, bare
from etl.statements.head.places import Cover
from etl.statements.surroundings import Heading


def second_report(
    document: Document, headings: Sequence[Heading], lines: Sequence[str], covers: Sequence[Cover]
) -> str:
    """The title of a second report in the document, "" where there is one only.

    Another agency, year or kind in a title proves nothing by itself (chapters have titles too): two forms must stand before it and
    after it, and where only the agency differs the same ones twice. One is enough where both titles are headings of one level; and
    where neither is a heading, the second bears no number of a chapter, and both its year and its kind differ.
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
            is_file = bisect_right(starts, at) != bisect_right(starts, paragraphs[covers[0].line].position)
            if len(before & after) >= (1 if is_units or is_file else least):
                return cover.text
    return ""
