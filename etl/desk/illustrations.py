"""What findings are shown with: pictures of their pages, and the names of their cells in a workbook; both from the files themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from etl.audit.place import Place
from etl.audit.result import Finding
from etl.errors import GongkaiError
from etl.evidence.marked_page import FORMATS
from etl.evidence.page_pictures import PagePicture, Sought, Wanted, page_pictures
from etl.loading.cache import document_cache
from etl.loading.reading import TIMEOUT, read_apart
from etl.loading.sources import Source, local, sha256_of
from etl.warehouse.originals import Originals

MOST_PAGES = 80
"""Pages drawn of one audit, those with the gravest findings first: some 80 KB each."""
_SHEETS = frozenset({"xlsx", "xls", "ods", "csv", "xml"})

_Made = TypeVar("_Made")
SheetPlaces = Mapping[int, tuple[tuple[int, ...], tuple[int, ...]]]
"""Of each table of a workbook the rows and columns of its sheet, from 0."""


@dataclass(frozen=True, slots=True)
class Illustrations:
    """Pictures by file (SHA-256) and page, and where the tables of workbooks stand on their sheets, by file."""

    pages: Mapping[tuple[str, int], PagePicture] = field(default_factory=dict)
    sheets: Mapping[str, SheetPlaces] = field(default_factory=dict)
    left_out: int = 0
    """Pages with findings that would have been too many."""

    def page_of(self, place: Place) -> PagePicture | None:
        """The picture of a place's page."""
        return None if place.page is None else self.pages.get((place.sha256, place.page))

    def sheet_of(self, place: Place) -> tuple[Sequence[int], Sequence[int]]:
        """The rows and columns of a place's table on its sheet, from 0; none where it is on no sheet."""
        table = place.table
        if table is None:
            return (), ()
        return self.sheets.get(place.sha256, {}).get(table.index, ((), ()))


@dataclass(frozen=True, slots=True)
class Files:
    """The files that were audited: those given, by content, and what is kept of those that were loaded."""

    given: Mapping[str, Source] = field(default_factory=dict)
    originals: Originals | None = None

    @contextmanager
    def opened(self, sha256: str) -> Iterator[Path | None]:
        """A file with the content; None where there is none any more."""
        if sha256 in self.given:
            with local(self.given[sha256]) as path:
                yield path
        elif self.originals is not None and self.originals.has(sha256):
            with self.originals.opened(sha256) as path:
                yield path
        else:
            yield None


def files_given(files: Iterable[Source], originals: Originals | None = None) -> Files:
    """These files by their content. What can't be opened is none of them: reading it said why."""
    found: dict[str, Source] = {}
    for file in files:
        try:
            sha256 = sha256_of(file)
        except GongkaiError:
            continue
        if sha256 is not None:
            found[sha256] = file
    return Files(found, originals)


def illustrate(
    findings: Sequence[Finding], files: Files, *, pictures: bool = True, timeout: float = TIMEOUT
) -> Illustrations:
    """Draw the pages of these findings, as far as there are files and formats with pages. What can't be drawn is left out, not an error.

    Without `pictures` only the names of cells are told. `timeout` is in seconds a file.
    """
    wanted, left_out = _wanted(findings) if pictures else ({}, 0)
    pages: dict[tuple[str, int], PagePicture] = {}
    for (sha256, format_), asked in wanted.items():
        work = partial(page_pictures, tuple(asked), format_)
        for page, picture in (_made(work, files, sha256, timeout) or {}).items():
            pages[sha256, page] = picture
    sheets: dict[str, SheetPlaces] = {}
    for sha256 in dict.fromkeys(f.place.sha256 for f in findings if f.place and f.place.format in _SHEETS):
        sheets[sha256] = _made(sheet_places, files, sha256, timeout) or {}
    return Illustrations(pages, sheets, left_out)


def _wanted(findings: Sequence[Finding]) -> tuple[dict[tuple[str, str], list[Wanted]], int]:
    """By file and format the pages to draw with the words to look for, and how many pages were too many."""
    words: dict[tuple[str, str, int], dict[str, Sought]] = defaultdict(dict)
    left_out = set()
    for number, finding in enumerate(findings):
        place = finding.place
        if place is None or place.page is None or place.format not in FORMATS:
            continue
        page = (place.sha256, place.format, place.page)
        if page not in words and len(words) >= MOST_PAGES:
            left_out.add(page)
        elif place.table is None or place.table.box is None:
            words[page][str(number)] = Sought(place.words, place.printed)
        else:
            words[page] |= {}
    wanted: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
    for (sha256, format_, number_of_page), texts in words.items():
        wanted[sha256, format_].append(Wanted(number_of_page, texts))
    return wanted, len(left_out)


def _made(work: Callable[[Path], _Made], files: Files, sha256: str, timeout: float) -> _Made | None:
    try:
        with files.opened(sha256) as path:
            return None if path is None else read_apart(work, path, timeout=timeout)
    except GongkaiError:
        return None


def sheet_places(path: Path) -> SheetPlaces:
    """Where the tables of a workbook stand on their sheets."""
    return {table.index: (table.sheet_rows, table.sheet_columns) for table in document_cache().read(path).tables}


__all__ = ["MOST_PAGES", "Files", "Illustrations", "files_given", "illustrate", "sheet_places"]
