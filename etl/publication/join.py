"""The parts of a version → one document, read in canonical order, without what a part says once more; and where everything stood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document, Paragraph, Table
from etl.head import ReportHead
from etl.publication.model import Content, Part
from etl.publication.overlap import is_copy, repeats
from etl.words.folding import compact

_ABOVE = 6
"""So many lines above a table that is left out may belong to it: title, number, unit, preparer."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part among the others: from where on its blocks, tables and pages are counted in the report."""

    sha256: str
    file_name: str
    first_position: int
    first_table: int
    first_page: int
    block_count: int
    table_count: int


@dataclass(frozen=True)
class Places:
    """Where the blocks of a joined document stood. A report counts all blocks and tables of its parts, those left out too.

    `positions` and `tables` lead from the joined document's numbers to the report's.
    """

    parts: tuple[Place, ...]
    positions: tuple[int, ...]
    tables: tuple[int, ...]

    @cached_property
    def _pages(self) -> list[int]:
        return [part.first_page for part in self.parts]

    @cached_property
    def _tables(self) -> list[int]:
        return [part.first_table for part in self.parts]

    @cached_property
    def _positions(self) -> list[int]:
        return [part.first_position for part in self.parts]

    def page(self, page: int | None) -> int | None:
        """The page in its own file."""
        return None if page is None else page - self._pages[bisect_right(self._pages, page - 1) - 1]

    def table(self, index: int) -> tuple[str, int]:
        """The file in which a table of the joined document stands, and its number there, from 0."""
        index = self.tables[index]
        part = self.parts[bisect_right(self._tables, index) - 1]
        return part.file_name, index - part.first_table

    def paragraph(self, position: int) -> tuple[str, int]:
        """The same for a paragraph."""
        position = self.positions[position]
        part = self.parts[bisect_right(self._positions, position) - 1]
        return part.file_name, position - part.first_position

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of the register or of a fact, with the report's numbers of tables and paragraphs and the files' own pages."""
        placed = dict(row)
        if placed.get("table_index") is not None:
            placed["table_index"] = self.tables[placed["table_index"]]
        if placed.get("table_indexes") is not None:
            placed["table_indexes"] = [self.tables[index] for index in placed["table_indexes"]]
        if placed.get("position") is not None:
            placed["position"] = self.positions[placed["position"]]
        if placed.get("page") is not None:
            placed["page"] = self.page(placed["page"])
        if placed.get("pages") is not None:
            placed["pages"] = [self.page(page) for page in placed["pages"]]
        return placed


@dataclass(frozen=True, slots=True)
class Joined:
    """The parts of a version as one document with one head, and where everything stood."""

    document: Document
    head: ReportHead
    places: Places


def join(parts: Sequence[Part]) -> Joined:
    """Join the parts of a version, given in canonical order.

    A form that an earlier part prints with the same figures is left out, as are tables and sentences that an earlier part has word for word.
    """
    joiner = _Joiner(parts)
    for part in parts:
        joiner.add(part)
    documents = [part.report.document for part in parts]
    main = documents[0]
    document = replace(
        joiner.builder.document("parts", b"", page_count=joiner.pages or None),
        file_name=main.file_name,
        # Where all is text, the end of the last part is looked at as that of a text.
        format=main.format if len({one.format for one in documents}) == 1 else "parts",
        sha256=sha256("".join(sorted(one.sha256 for one in documents)).encode()).hexdigest(),
        byte_size=sum(one.byte_size for one in documents),
    )
    places = Places(tuple(joiner.places), tuple(joiner.positions), tuple(joiner.tables))
    return Joined(document, _head(parts), places)


def _head(parts: Sequence[Part]) -> ReportHead:
    """The first part's head, with the spellings of all."""
    heads = [part.report.interpretation.head for part in parts]
    first = heads[0]
    spellings = {name for head in heads for name in (head.agency, *head.aliases)} - {first.agency}
    return replace(first, aliases=tuple(sorted(spellings)))


class _Joiner:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.builder = DocumentBuilder(parts[0].name)
        self.places: list[Place] = []
        self.positions: list[int] = []
        self.tables: list[int] = []
        self.pages = 0
        self._blocks = 0
        self._table_count = 0
        self._kept = Content((), {})
        self._said: set[str] = set()
        self._grids: set[tuple[tuple[str, ...], ...]] = set()

    def add(self, part: Part) -> None:
        document = part.report.document
        tables = document.tables
        self.places.append(
            Place(
                document.sha256,
                document.file_name,
                self._blocks,
                self._table_count,
                self.pages,
                len(document.blocks),
                len(tables),
            )
        )
        blocks = self._new(part)
        self.positions += [self._blocks + block.position for block in blocks]
        self.tables += [self._table_count + block.index for block in blocks if isinstance(block, Table)]
        self.builder.part(replace(document, blocks=tuple(blocks)), page_offset=self.pages, is_file=True)
        for warning in document.warnings:
            self.builder.warn(warning if document.file_name in warning else f"{document.file_name}: {warning}")
        self._blocks += len(document.blocks)
        self._table_count += len(tables)
        self.pages += document.page_count or max((block.page or 0 for block in document.blocks), default=0)
        self._said |= {_text(paragraph.text) for paragraph in document.paragraphs}
        self._grids |= {_grid(table) for table in tables}
        content = part.content
        stated = {
            key: self._kept.stated.get(key, frozenset()) | content.stated.get(key, frozenset())
            for key in (*self._kept.stated, *content.stated)
        }
        new = tuple(form for form in content.forms if not repeats(form, self._kept.amounts))
        self._kept = Content((*self._kept.forms, *new), stated)

    def _new(self, part: Part) -> list[Paragraph | Table]:
        """The blocks of a part that no earlier part has."""
        document = part.report.document
        if len(self.places) == 1:
            return list(document.blocks)
        if is_copy(part, self._kept):
            return []
        amounts = self._kept.amounts
        again = {index for form in part.content.forms if repeats(form, amounts) for index in form.table_indexes}
        again |= {table.index for table in document.tables if _grid(table) in self._grids}
        above = {
            paragraph.position
            for table in document.tables
            if table.index in again
            for paragraph in document.before(table, _ABOVE)
            if "。" not in paragraph.text
        }
        return [
            block
            for block in document.blocks
            if (
                block.index not in again
                if isinstance(block, Table)
                else block.position not in above and not (_is_sentence(block.text) and _text(block.text) in self._said)
            )
        ]


def _is_sentence(text: str) -> bool:
    """Whether a paragraph states something: titles, units and ordinals recur without being said twice."""
    return "。" in text


def _text(text: str) -> str:
    return compact(text)


def _grid(table: Table) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_text(cell) for cell in row) for row in table.rows)


__all__ = ["Joined", "Place", "Places", "join"]
