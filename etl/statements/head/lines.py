"""The lines among which a report's title is looked for, without what web pages and converters put around them; and the agency that a text
without a title says it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.statements.head.names import is_agency
from etl.statements.head.words import compiled, pattern
from etl.words.folding import printed_label, simplified

_FURNITURE = re.compile(
    rf"^[•·\-|]*(?:[\[【(]{pattern('record')}[\]】)]|[\[【]?{pattern('record')}[\]】]?(?:[:：]|$|\d)|{pattern('banner')})"
)
_RECORD_TITLE = re.compile(rf"^[•·\-|]*[\[【(]?{pattern('record_title')}")
_FILE_NAME = re.compile(rf"{pattern('extension')}$", re.IGNORECASE)
_TITLE_WORD = re.compile(r"20\d\d.{0,30}[预决]算|[预决]算.{0,10}20\d\d")
_REGION = re.compile(r"[省市区县州旗盟镇乡]")
_SEARCHED = 400
"""How many lines from the beginning name the agency."""


def title_lines(texts: Sequence[str]) -> list[str]:
    """The lines as labels in simplified script, one for each text: "" for a site's own lines, a title without the record's word before it (标题：) and the contents that a converter glued to it."""
    return [_title_line(text) for text in texts]


def _title_line(text: str) -> str:
    line = simplified(printed_label(text))
    if said := _RECORD_TITLE.match(line):
        behind = line[said.end() :]
        line = behind if _TITLE_WORD.search(behind) else line
    if _FURNITURE.match(line):
        return ""
    line = _FILE_NAME.sub("", compiled("record_number").sub("", line))
    if cut := compiled("contents").search(line):
        before = line[: cut.start()]
        if _TITLE_WORD.search(before):
            return before
    return line


def agency_in_text(lines: Sequence[str]) -> str:
    """The agency that the text says it is of, where no title does: 第一部分 …局概况, else …局是市政府工作部门. "" where neither stands there.

    A name without a place (办公室是…) is none.
    """
    for said in (compiled("overview"), compiled("predicate")):
        for line in lines[:_SEARCHED]:
            match = said.match(line)
            if match is None:
                continue
            name = match["name"].strip("()（）")
            if is_agency(name) and _REGION.search(name) and not re.search("部门|本单位|我", name):
                return name
    return ""
