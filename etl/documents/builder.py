"""Collects the blocks of a document in reading order, within the bounds, and makes the Document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from etl.documents import limits
from etl.documents.model import Document, Link, PageDatum, Paragraph, Span, Table, rectangular
from etl.errors import DocumentError

_OUTER = " \t\r\n\f\v\u3000\u00a0"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_SPACES_AT_BREAK = re.compile(r"[ \t\u3000\u00a0]*\n[ \t\u3000\u00a0]*")


def trimmed(text: str) -> str:
    """Text as printed: no outer white space, no invisible characters, every line break as one "\\n"."""
    if not text:
        return ""
    text = _LINE_BREAKS.sub("\n", text.translate(_INVISIBLE))
    if "\n" in text:
        text = _SPACES_AT_BREAK.sub("\n", text)
    return text.strip(_OUTER)


def storable(text: str) -> str:
    """Text without the characters that a tree of elements refuses, though references such as &#1; put them there."""
    return _NOT_XML.sub("", text)


class DocumentBuilder:
    """Paragraphs and tables in the order in which they are added.

    `file_name` is used in messages. Raises DocumentError as soon as a bound of `limits` is passed.
    """

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.blocks: list[Paragraph | Table] = []
        self.warnings: list[str] = []
        self.page_data: list[PageDatum] = []
        self.links: list[Link] = []
        self.url = ""
        self.part_starts: list[int] = []
        self._tables = 0
        self._cells = 0

    @property
    def next_table(self) -> int:
        """The number, from 1, that the next table will have."""
        return self._tables + 1

    def paragraph(
        self, text: str, *, page: int | None = None, line: int | None = None, heading: int | None = None
    ) -> None:
        """Add a paragraph; an empty one is left out."""
        text = trimmed(text)
        if text:
            self._room()
            self.blocks.append(Paragraph(len(self.blocks), text, page, line, heading))

    def table(
        self,
        rows: list[list[str]],
        spans: Iterable[Span] = (),
        *,
        page: int | None = None,
        name: str = "",
        hidden: bool = False,
        sheet_rows: Iterable[int] = (),
        sheet_columns: Iterable[int] = (),
    ) -> None:
        """Add a table of trimmed cells; one without any text is left out."""
        place = f"{self.file_name}, {f'sheet {name}' if name else f'table {self._tables + 1}'}"
        width = max((len(row) for row in rows), default=0)
        check_size(len(rows), width, place)
        if not any(cell for row in rows for cell in row):
            return
        self._room()
        self._count_cells(len(rows) * width)
        self.blocks.append(
            Table(
                position=len(self.blocks),
                index=self._tables,
                rows=rectangular(rows),
                page=page,
                spans=tuple(spans),
                name=name,
                hidden=hidden,
                sheet_rows=tuple(sheet_rows),
                sheet_columns=tuple(sheet_columns),
            )
        )
        self._tables += 1

    def part(self, document: Document, *, page_offset: int = 0, is_file: bool = False) -> None:
        """Add the blocks of another document and what it says about itself; its pages are counted on from `page_offset`.

        `is_file`: it was published as a file of its own, and what stands above it in this document is no heading of it.
        """
        self.page_data += document.page_data
        self.links += document.links
        self.url = self.url or document.url
        if is_file and self.blocks:
            self.part_starts.append(len(self.blocks))
        for block in document.blocks:
            self._room()
            page = block.page + page_offset if block.page is not None else None
            if isinstance(block, Table):
                self._count_cells(len(block.rows) * block.width)
                pages = tuple(one + page_offset for one in block.column_pages)
                self.blocks.append(
                    replace(block, position=len(self.blocks), index=self._tables, page=page, column_pages=pages)
                )
                self._tables += 1
            else:
                self.blocks.append(replace(block, position=len(self.blocks), page=page))

    def warn(self, text: str) -> None:
        """Note in words, with its place, what had to be left or guessed; said once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def document(
        self,
        format_name: str,
        data: bytes,
        *,
        encoding: str | None = None,
        page_count: int | None = None,
    ) -> Document:
        """The finished document. Raises DocumentError where nothing at all was found in the file."""
        if not self.blocks:
            raise DocumentError(
                "no text and no table found in it",
                place=self.file_name,
                next_step="open it and see whether it is empty or holds pictures only; load the published PDF instead",
            )
        return Document(
            file_name=self.file_name,
            format=format_name,
            sha256=hashlib.sha256(data).hexdigest(),
            byte_size=len(data),
            page_count=page_count,
            blocks=tuple(self.blocks),
            encoding=encoding,
            warnings=tuple(self.warnings),
            page_data=tuple(self.page_data),
            links=tuple(self.links),
            url=self.url,
            part_starts=tuple(self.part_starts),
        )

    def _room(self) -> None:
        if len(self.blocks) >= limits.MAX_BLOCKS:
            raise DocumentError(
                f"more than {limits.MAX_BLOCKS:,} paragraphs and tables",
                place=self.file_name,
                next_step="split it into reports",
            )

    def _count_cells(self, cells: int) -> None:
        self._cells += cells
        if self._cells > limits.MAX_CELLS:
            raise DocumentError(
                f"more than {limits.MAX_CELLS:,} table cells",
                place=self.file_name,
                next_step="split it into reports",
            )


def check_size(rows: int, columns: int, place: str) -> None:
    """Raise DocumentError where a table is wider or longer than any published form."""
    if columns > limits.MAX_COLUMNS:
        raise DocumentError(
            f"a table of more than {limits.MAX_COLUMNS} columns; a published form has some dozens",
            place=place,
            next_step="check how the file was made, or delete the columns that hold no form",
        )
    if rows > limits.MAX_ROWS or rows * columns > limits.MAX_CELLS:
        raise DocumentError(
            f"a table of more than {limits.MAX_ROWS:,} rows or {limits.MAX_CELLS:,} cells",
            place=place,
            next_step="check how the file was made, or delete the rows that hold no form",
        )
