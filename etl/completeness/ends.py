"""How a document ends: a text that was cut off ends within a sentence, at a heading, or within a form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.completeness.words import pattern
from etl.documents.model import Document, Table
from etl.head import ReportHead
from etl.statements.doubt import Broken, broken_sums
from etl.statements.model import Interpretation, Statement
from etl.statements.surroundings import is_title, preparer_in, unit_in
from etl.words.folding import fold

_NEAR = 6
"""So many lines above the end may stand between a form's title and its table."""
_SENTENCE = 14
"""A line shorter than this may be a name, a date or a number of a page."""


def ends(document: Document, interpretation: Interpretation) -> Iterator[tuple[str, str]]:
    """(place, what is missing) at the end of a document. Only text can end anywhere: other formats say where they end."""
    last = document.blocks[-1]
    place = "end of the document"
    if isinstance(last, Table):
        for statement in interpretation.statements:
            if last.index in statement.table_indexes:
                yield from _form(statement, place)
        return
    behind = _behind_tables(document)
    title = next((text for text in behind[:_NEAR] if _heads_form(text)), "")
    if title and not any("。" in text for text in behind[: behind.index(title) + 1]):
        yield place, f"no table follows the title {fold(title)}"
    elif document.format != "text":
        return
    elif pattern("heading").match(fold(last.text)) and not pattern("sentence_end").search(fold(last.text)):
        yield place, f"nothing follows the heading {fold(last.text)[:40]}"
    elif unit_in(last.text) or preparer_in(last.text):
        yield place, f"no table follows the line {fold(last.text)[:40]}"
    elif _is_cut_sentence(last.text) or _is_fragment(behind, interpretation.head):
        yield place, f"it ends with “{fold(last.text)[-20:]}”, which is no whole sentence"


def _behind_tables(document: Document) -> list[str]:
    """The paragraphs behind the last table, the last one first."""
    found: list[str] = []
    for block in reversed(document.blocks):
        if isinstance(block, Table):
            break
        found.append(block.text)
    return found


def _heads_form(text: str) -> bool:
    """Whether a line is a form's title or number; what is named as an annex is in another file."""
    plain = fold(text)
    if re.fullmatch(r"(?:部门|单位)?公开(?:表?\d+|\d+表)", plain):
        return True
    return is_title(text) and not plain.startswith("附")


def _is_cut_sentence(text: str) -> bool:
    plain = fold(text)
    return (
        len(plain) >= _SENTENCE and not pattern("sentence_end").search(plain) and bool(re.search("[,，、;；。]", plain))
    )


def _is_fragment(behind: list[str], head: ReportHead) -> bool:
    """Whether the last line, below a whole sentence, is a short piece that is neither a signature, a date, an annex nor a page's number."""
    if len(behind) < 2 or not pattern("whole_sentence").search(fold(behind[1])):
        return False
    plain = fold(behind[0])
    known = pattern("signature").search(plain) or plain in fold(head.agency) or fold(head.agency) in plain
    return not known and not pattern("sentence_end").search(plain)


def _form(statement: Statement, place: str) -> Iterator[tuple[str, str]]:
    """What a form lacks with whose table the document ends: rows that its own totals count in."""
    short = [one for one in broken_sums(statement, every=True) if _lacks_parts(one)]
    if short:
        yield (
            place,
            f"{statement.title}: its rows add up to less than its totals ({short[0].whole} printed, {short[0].parts} found)",
        )


def _lacks_parts(one: Broken) -> bool:
    return one.whole > one.parts >= 0
