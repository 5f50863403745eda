"""An audit as its page shows it: findings by file and page, each with a piece of its page or of its table. No words of HTML here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from etl.audit.place import Place
from etl.audit.result import SEVERITIES, Audit, Finding
from etl.desk.illustrations import Illustrations
from etl.documents.model import Box
from etl.documents.sheets.sheet import cell_name
from etl.evidence.page_pictures import PagePicture

MOST_SHOWN = 400
"""Findings with a piece of the page or of the table, the gravest first: with thousands the words have to do."""
HEAD_ROWS, ROWS_AROUND, COLUMNS_AROUND = 3, 2, 3
MOST_COLUMNS = 9
_MARGIN = 4.0
_CLOSE_WIDTH, _CLOSE_HEIGHT = 330.0, 96.0
"""What is shown of a page around a mark, in points: a third of A4's width fits a telephone."""
_CELL = 120
_LINE = 24.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame on a page, of the finding of that number. Points from the upper left corner."""

    number: int
    severity: str
    box: Box

    @property
    def tag(self) -> tuple[float, float]:
        """Where its number stands: before the frame, above one that is higher than a line."""
        low = self.box.bottom - self.box.top > _LINE
        return max(self.box.left - 8, 8), self.box.top + (0 if low else (self.box.bottom - self.box.top) / 2)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is drawn: `key` names it within the HTML, `marks` are those of all its findings."""

    key: str
    picture: PagePicture
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a piece of a table."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of a table around a cell: names of the columns, and of each row its name (`…` where rows are left out) and cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Close:
    """A part of a drawn page around a finding's marks: left, top, width and height in points."""

    sheet: Sheet
    left: float
    top: float
    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A finding with its number on the page, and what it is shown with, if anything."""

    number: int
    finding: Finding
    close: Close | None = None
    piece: Piece | None = None
    address: str = ""
    sentence: tuple[str, str, str] | None = None
    """What stands before, what is at fault, what follows."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one page, or of what has no page."""

    page: int | None
    sheet: Sheet | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A report's file with its findings, in the order of its pages."""

    name: str
    groups: tuple[Group, ...]

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many findings of each severity."""
        found = [item.finding.severity for group in self.groups for item in group.items]
        return tuple((severity, found.count(severity)) for severity in SEVERITIES if severity in found)


def files_of(audit: Audit, illustrations: Illustrations) -> tuple[FileView, ...]:
    """The findings by file and page. They are numbered in this order, and marks bear these numbers."""
    shown = {id(finding) for finding in audit.findings[:MOST_SHOWN]}
    index = {id(finding): str(i) for i, finding in enumerate(audit.findings)}
    ordered = sorted(audit.findings, key=_reading_order)
    views, number, keys = [], 0, 0
    for name, of_file in groupby(ordered, key=lambda finding: finding.file):
        groups = []
        for page, of_page in groupby(of_file, key=_page):
            numbered = list(enumerate(of_page, number + 1))
            number += len(numbered)
            marks = {n: _marks(n, finding, illustrations, index[id(finding)]) for n, finding in numbered}
            sheet = _sheet(f"p{keys}", numbered, marks, illustrations)
            keys += 1
            items = tuple(
                _item(n, finding, sheet, marks[n], illustrations) if id(finding) in shown else Item(n, finding)
                for n, finding in numbered
            )
            groups.append(Group(page, sheet, items))
        views.append(FileView(name, tuple(groups)))
    return tuple(views)


def _page(finding: Finding) -> int | None:
    return finding.page


def _reading_order(finding: Finding) -> tuple[str, bool, int, int, int, int]:
    """By file and page, what has no page last; on it by place, the gravest first where that is one."""
    table = finding.place.table if finding.place else None
    return (
        finding.file,
        finding.page is None,
        finding.page or 0,
        table.index if table else 1_000_000,
        table.row if table else 0,
        SEVERITIES.index(finding.severity),
    )


def _marks(number: int, finding: Finding, illustrations: Illustrations, key: str) -> tuple[Mark, ...]:
    place = finding.place
    picture = illustrations.page_of(place) if place else None
    if place is None or picture is None:
        return ()
    if place.table is not None and place.table.box is not None:
        boxes: Iterable[Box] = (place.table.box,)
    else:
        boxes = picture.words.get(key, ())
    return tuple(Mark(number, finding.severity, _wider(box)) for box in boxes)


def _wider(box: Box) -> Box:
    return Box(box.left - 1.5, box.top - 1.5, box.right + 1.5, box.bottom + 1.5)


def _sheet(
    key: str,
    numbered: Sequence[tuple[int, Finding]],
    marks: dict[int, tuple[Mark, ...]],
    illustrations: Illustrations,
) -> Sheet | None:
    """The page of these findings. Reports of several files may have several of one number: the first that is drawn is meant."""
    for _, finding in numbered:
        picture = illustrations.page_of(finding.place) if finding.place else None
        if picture is not None and finding.place is not None:
            own = {n for n, other in numbered if other.place is not None and other.place.sha256 == finding.place.sha256}
            return Sheet(key, picture, tuple(mark for n in sorted(own) for mark in marks[n]))
    return None


def _item(
    number: int, finding: Finding, sheet: Sheet | None, marks: tuple[Mark, ...], illustrations: Illustrations
) -> Item:
    place = finding.place
    if place is None:
        return Item(number, finding)
    close = _close(sheet, marks) if sheet is not None and set(marks) <= set(sheet.marks) else None
    piece = _piece(place, illustrations) if close is None else None
    return Item(number, finding, close, piece, _address(place, illustrations), _sentence(place))


def _close(sheet: Sheet, marks: tuple[Mark, ...]) -> Close | None:
    if not marks:
        return None
    boxes = [mark.box for mark in marks]
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    top, bottom = min(b.top for b in boxes), max(b.bottom for b in boxes)
    width = min(sheet.picture.width, max(_CLOSE_WIDTH, right - left + 2 * _MARGIN))
    height = min(sheet.picture.height, max(_CLOSE_HEIGHT, bottom - top + 40))
    return Close(
        sheet,
        _within((left + right - width) / 2, sheet.picture.width - width),
        _within((top + bottom - height) / 2, sheet.picture.height - height),
        width,
        height,
        marks,
    )


def _within(start: float, most: float) -> float:
    return max(0.0, min(start, most))


def _sentence(place: Place) -> tuple[str, str, str] | None:
    if not place.sentence:
        return None
    before, printed, after = place.sentence.partition(place.printed) if place.printed else (place.sentence, "", "")
    return before, printed, after


def _address(place: Place, illustrations: Illustrations) -> str:
    """The cell's name in its workbook (收入决算表!C12), the row where no cell is meant; "" elsewhere."""
    table = place.table
    rows, columns = illustrations.sheet_of(place)
    if table is None or table.row >= len(rows):
        return ""
    row = rows[table.row]
    if table.column is None or table.column >= len(columns):
        return f"{table.name}!{row + 1}:{row + 1}"
    return f"{table.name}!{cell_name(row, columns[table.column])}"


def _piece(place: Place, illustrations: Illustrations) -> Piece | None:
    """The head of the table, and the rows and columns around the cell; on a sheet named as there."""
    table = place.table
    if table is None or not table.cells:
        return None
    width = len(table.cells[0])
    at = table.column if table.column is not None else 0
    columns = [c for c in range(width) if c < 2 or abs(c - at) <= COLUMNS_AROUND or width <= MOST_COLUMNS]
    sheet_rows, sheet_columns = illustrations.sheet_of(place)
    names = tuple(_letters(sheet_columns[c]) if c < len(sheet_columns) else str(c + 1) for c in columns)
    rows: list[tuple[str, tuple[Cell, ...]]] = []
    before = -1
    for r in range(len(table.cells)):
        if r >= HEAD_ROWS and abs(r - table.row) > ROWS_AROUND:
            continue
        if r > before + 1:
            rows.append(("…", tuple(Cell("…") for _ in columns)))
        before = r
        marked = r == table.row
        rows.append(
            (
                str((sheet_rows[r] if r < len(sheet_rows) else r) + 1),
                tuple(
                    Cell(_cut(table.cells[r][c]), marked and (table.column is None or c == table.column))
                    for c in columns
                ),
            )
        )
    return Piece(names, tuple(rows))


def _letters(column: int) -> str:
    return re.sub(r"\d+", "", cell_name(0, column))


def _cut(text: str) -> str:
    return text if len(text) <= _CELL else text[:_CELL] + "…"
