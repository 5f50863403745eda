"""Finds the units that a report includes: the list below 纳入…编制范围的单位, as a table, as numbered lines, or in the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.documents.model import Document, Paragraph, Table
from etl.narrative.grammar import Grammar, step_pattern
from etl.narrative.lines import normalise, strip_marks
from etl.narrative.sections import ordinal

_HEADER = step_pattern("units.header")
_UNIT = step_pattern("units.unit")
_REACH = 4
"""How many blocks below the sentence the table may stand."""


def units_included(document: Document, words: Grammar) -> tuple[str, ...]:
    """The names of the units in the order printed, without spaces; empty where the report has no such list."""
    blocks = document.blocks
    for i, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        text = normalise(strip_marks(block.text))
        joined = text
        if (
            i + 1 < len(blocks)
            and isinstance(following := blocks[i + 1], Paragraph)
            and not text.endswith(("。", "："))
        ):
            joined += normalise(strip_marks(following.text))
        if words.units_sentence.search(joined) is None:
            continue
        found = tuple(dict.fromkeys(_below(blocks[i + 1 : i + 60], joined)))
        if found:
            return found
    return ()


def _below(blocks: tuple[Paragraph | Table, ...], text: str) -> Iterator[str]:
    """The names in the sentence itself, else in the table or the numbered lines below it."""
    inline = [
        name for name in re.split("[、；，]", text.rpartition("：")[2].rstrip("。")) if _UNIT.search(_plain(name))
    ]
    if inline and text.endswith("。"):
        yield from (_plain(name) for name in inline)
        return
    for table in (block for block in blocks[:_REACH] if isinstance(block, Table)):
        names = list(_column(table))
        if names:
            yield from names
            return
    for block in blocks:
        if isinstance(block, Table):
            return
        line = normalise(strip_marks(block.text))
        level, rest = ordinal(line)
        if level and level <= 3:
            return
        name = _plain(rest)
        if level and _UNIT.search(name):
            yield name


def _column(table: Table) -> Iterator[str]:
    """The cells below the header 单位名称 that name something."""
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if _HEADER.search(normalise(cell)):
                for below in table.rows[r + 1 :]:
                    name = _plain(normalise(below[c].replace("\n", "")))
                    if len(name) >= 3 and not name.isdigit() and name not in ("合计", "小计"):
                        yield name
                return


def _plain(name: str) -> str:
    return name.strip('。；，、：“”" 和及')
