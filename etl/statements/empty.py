"""Which forms are published empty, and what an empty form says of itself: 本表无数据, 说明：本部门无政府性基金预算收支，故本表为空."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import cast

from etl.documents.model import Document, Paragraph
from etl.statements.model import Statement
from etl.statements.surroundings import is_title
from etl.statements.vocabulary import pattern
from etl.words.folding import fold

_NEAR = 3
"""A note stands within so many paragraphs of its table, on this side of the next title and the next table."""
_LONGEST = 120
"""What is longer is no note but prose."""


@dataclass(frozen=True, slots=True)
class Said:
    """The words of an empty form and where they stand."""

    text: str
    page: int | None
    position: int


@dataclass(frozen=True, slots=True)
class EmptyForm:
    """A form published empty: its key in the catalogue, its title, and where it stands; `said` is what says that it is empty."""

    form: str
    title: str
    said: Said
    in_words: (
        bool  # the form says that there is nothing to print; else it is just blank, or the list of forms marks it so
    )


def empty_forms(document: Document, statements: Iterable[Statement]) -> Iterator[EmptyForm]:
    """The forms that stand in a document without a number.

    A cell that was not understood may be a number, and a subject without an amount may have lost one: such a form is no blank one.
    """
    for statement in statements:
        if not statement.is_empty or any(cell.reason == "not_understood" for cell in statement.left):
            continue
        said = words_of_empty_form(document, statement)
        if said is not None:
            yield EmptyForm(statement.form, statement.title, said, in_words=True)
        elif not any(row.code for row in statement.rows):
            table = next(table for table in document.tables if table.index in statement.table_indexes)
            blank = Said(statement.title, table.page, table.position)
            yield EmptyForm(statement.form, statement.title, blank, in_words=False)


def words_of_empty_form(document: Document, statement: Statement) -> Said | None:
    """The words by which an empty form says that there is nothing to print; None where it says nothing."""
    for said in _around(document, statement):
        text = fold(said.text)
        if len(text) <= _LONGEST and pattern("no_data_notes").search(text):
            return said
    return None


def _around(document: Document, statement: Statement) -> Iterator[Said]:
    """The texts in which a form may say so: in its cells, below its last table, between its title and its first one."""
    tables = [table for table in document.tables if table.index in statement.table_indexes]
    for table in tables:
        for row in table.rows:
            for cell in row:
                if cell.strip():
                    yield Said(cell.strip(), table.page, table.position)
    if not tables:
        return
    after = tables[-1].position + 1
    below = takewhile(lambda block: isinstance(block, Paragraph), document.blocks[after : after + _NEAR])
    for paragraphs in (below, document.before(tables[0], _NEAR)):
        for block in takewhile(lambda block: not is_title(block.text), cast(Iterable[Paragraph], paragraphs)):
            yield Said(block.text.strip(), block.page, block.position)
