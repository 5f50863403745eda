"""What every reader gives: a document as paragraphs and tables in reading order. Knows nothing of budgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in PDF points, origin at the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Span:
    """A merged cell: its top-left cell and how many rows and columns it covers (both ≥ 1)."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph outside tables, as printed.

    Text, PDF: one printed line each (the narrative joins lines into sentences). Word, HTML: one paragraph.
    `position` counts paragraphs and tables together in reading order, from 0; `line` is the 1-based line of a text
    file; `page` is 1-based, None where the format has no pages. `heading` is the level of a heading, None elsewhere.
    """

    position: int
    text: str
    page: int | None = None
    line: int | None = None
    heading: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page (a table over two pages is two tables; the statements join them).

    `rows` is rectangular; a merged cell's text stands in its top-left cell, the cells it covers are "". Cell text is as
    printed apart from tags and outer white space; line breaks inside a cell are "\\n". `spans` lists merged cells where
    the format knows them (Word, Excel, HTML, ruled PDF), and is empty where it doesn't (text). `boxes` has the shape
    of `rows` where the format has positions. `index` counts tables from 0. `confidence`, shape of `rows`, is given by OCR only (0 to 1).
    `hidden` says that the source was hidden (an Excel sheet). `told_by` says by what its columns were told where nothing parts them: `places`
    (of words on a PDF page), `spaces` (between the words of a text); "" where the format parts them.
    `sheet_rows` and `sheet_columns` are where the rows and columns stand on the sheet, from 0; empty outside of workbooks, and where it was made
    again from the warehouse. `column_pages` are the pages of the columns of a sheet that was printed over several pages' width, empty elsewhere and there too. `doubts` are, in words, what stays uncertain about them (sums of the form may settle it), `header_doubt` whether they are headed right (sums can't).
    """

    position: int
    index: int
    rows: tuple[tuple[str, ...], ...]
    page: int | None = None
    line: int | None = None
    spans: tuple[Span, ...] = ()
    boxes: tuple[tuple[Box | None, ...], ...] | None = None
    confidence: tuple[tuple[float | None, ...], ...] | None = None
    name: str = ""  # the sheet's name in a workbook, else ""
    hidden: bool = False
    told_by: str = ""
    doubts: tuple[str, ...] = ()
    header_doubt: str = ""
    sheet_rows: tuple[int, ...] = field(default=(), compare=False)
    sheet_columns: tuple[int, ...] = field(default=(), compare=False)
    column_pages: tuple[int, ...] = field(default=(), compare=False)

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.rows[0]) if self.rows else 0

    def page_of(self, column: int) -> int | None:
        """The page on which a column stands, None where the format has none."""
        return self.column_pages[column] if self.column_pages else self.page

    @property
    def is_set_by_spaces(self) -> bool:
        """Whether nothing but the spaces of a text tells its columns: they give no figure that isn't proven. Places on a PDF page tell more."""
        return self.told_by not in ("", "places")


@dataclass(frozen=True, slots=True)
class PageDatum:
    """What a web page says about itself: `name` is `title`, `h1`, `h2`, or that of a `<meta>` (`ArticleTitle`, `PubDate`), `text` as it stands there."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a web page to a file that can be downloaded: where it leads, as written, and its text."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `warnings` says in words what the reader had to leave or guess (with its place).

    `page_data` is what a web page says about itself beside its text, for a folder or an archive that of its pages one after the other;
    `links` are its links to files, `url` is where it says that it stands, "" where it doesn't. `part_starts` are the positions at which
    further files begin, of a document joined from several: what one file says is no context of the next. `member_starts` are those at which the
    files of a folder or an archive begin, but for pictures of pages; empty elsewhere, and where it was made again from the warehouse.
    """

    file_name: str
    format: str  # text, pdf, docx, xlsx, html, …
    sha256: str
    byte_size: int
    page_count: int | None
    blocks: tuple[Paragraph | Table, ...]
    encoding: str | None = None
    warnings: tuple[str, ...] = ()
    page_data: tuple[PageDatum, ...] = ()
    links: tuple[Link, ...] = ()
    url: str = ""
    part_starts: tuple[int, ...] = ()
    member_starts: tuple[int, ...] = field(default=(), compare=False)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    def before(self, table: Table, limit: int = 12) -> Iterator[Paragraph]:
        """The paragraphs just before a table, nearest first, up to the table before it and at most `limit`."""
        for block in reversed(self.blocks[: table.position]):
            if isinstance(block, Table) or limit == 0:
                return
            yield block
            limit -= 1


def rectangular(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Pad ragged rows on the right with "" to the widest one."""
    width = max((len(row) for row in rows), default=0)
    return tuple(tuple(row) + ("",) * (width - len(row)) for row in rows)
