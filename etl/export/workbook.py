"""Marts as a workbook (.xlsx): a sheet a mart with number formats, a frozen header and filters, and a sheet that explains them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from etl.errors import GongkaiError
from etl.export.marts import Column, MartTable, Origins
from etl.safe_text import is_formula

_ROWS = 1_048_576
_TEXT = 32_767
_DIGITS = 15
"""A spreadsheet keeps 15 digits of a number: what has more is written as text."""

_AGENCY = "agency"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
"""What the name of a sheet can't have."""
_UNITS = {"元": "yuan", "%": "%", "人": "people"}
"""Unit as a description writes it → in an English head."""
_FACTS = ("exported", "program", "database", "agency", "reports")
_FACTS_ZH = ("导出时间", "程序", "数据库", "单位", "报告数")
_OF_REPORTS = ("agency", "year", "kind", "scope", "file", "revision", "standing", "published", "address")
_OF_REPORTS_ZH = ("单位", "年度", "类型", "口径", "文件", "版次", "性质", "公布日期", "网址")
_CUT = "…（截断 · cut）"
_SAMPLE = 200
_WIDEST = 48
_HEADER = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E79")


class MartWorkbook:
    """A workbook that is filled sheet by sheet, without holding a mart in memory, and then saved."""

    def __init__(self, *, chinese: bool) -> None:
        """`chinese`: headers in Chinese."""
        self._book = Workbook(write_only=True)
        self._chinese = chinese
        self._guide = self._book.create_sheet("说明" if chinese else "guide")
        self._origins = self._book.create_sheet("来源" if chinese else "sources")
        self._explained: list[tuple[str, str, str, str]] = []

    def add(self, mart: MartTable, rows: Iterable[Sequence[Any]]) -> int:
        """Add a mart as a sheet; how many rows it has. Raises GongkaiError where a sheet can't hold them."""
        mart, rows = _agency_first(mart, rows)
        name = mart.name_zh if self._chinese and mart.name_zh else mart.name
        sheet = self._book.create_sheet(_NOT_IN_NAMES.sub(" ", name)[:31])
        first = list(islice(rows := iter(rows), _SAMPLE))
        headers = [self._header(column) for column in mart.columns]
        for number, header in enumerate(headers):
            shown = [_shown(row[number]) for row in first]
            sheet.column_dimensions[get_column_letter(number + 1)].width = fitting_width([header + "  ", *shown])
        sheet.freeze_panes = "B2" if mart.columns[0].name == _AGENCY else "A2"
        sheet.append(header_cells(sheet, headers))
        count = 0
        for row in chain(first, rows):
            count += 1
            if count >= _ROWS:
                raise GongkaiError(
                    f"more rows than a sheet holds ({_ROWS - 1:,})",
                    place=f"marts.{mart.name}",
                    next_step="export it with --format csv",
                )
            sheet.append([_cell(sheet, value, column) for value, column in zip(row, mart.columns, strict=True)])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{count + 1}"
        self._explained.append((name, "", f"{count:,}", mart.description))
        self._explained += [
            (name, header, c.type, c.description) for header, c in zip(headers, mart.columns, strict=True)
        ]
        return count

    def _header(self, column: Column) -> str:
        """The head of a column: its name with the unit of its numbers."""
        if self._chinese:
            return column.name_zh
        unit = _UNITS.get(column.unit, "")
        return f"{column.name} ({unit})" if unit else column.name

    def _tell_origins(self, made: Origins) -> None:
        """Fill the sheet on when and from which files the workbook was made."""
        sheet, chinese = self._origins, self._chinese
        for letter, width in zip("ABCDEFGHI", (34, 8, 8, 8, 48, 10, 12, 14, 60), strict=True):
            sheet.column_dimensions[letter].width = width
        agency = made.agency or ("全部" if chinese else "all")
        facts = (f"{made.made_at:%Y-%m-%d %H:%M:%S %z}", made.program, made.database, agency, f"{len(made.reports):,}")
        for name, fact in zip(_FACTS_ZH if chinese else _FACTS, facts, strict=True):
            label = plain_cell(sheet, name)
            label.font = Font(bold=True)
            sheet.append([label, plain_cell(sheet, fact)])
        sheet.append([])
        sheet.append(header_cells(sheet, _OF_REPORTS_ZH if chinese else _OF_REPORTS))
        for report in made.reports:
            sheet.append([value if isinstance(value, int) else plain_cell(sheet, _shown(value)) for value in report])

    def save(self, path: Path, made: Origins) -> None:
        """Write the file, with what it was made from."""
        self._tell_origins(made)
        names = (
            ("表", "列", "类型 / 行数", "说明") if self._chinese else ("table", "column", "type / rows", "description")
        )
        for letter, width in zip("ABCD", (28, 26, 18, 100), strict=True):
            self._guide.column_dimensions[letter].width = width
        self._guide.freeze_panes = "A2"
        self._guide.append(header_cells(self._guide, names))
        for line in self._explained:
            cells = [plain_cell(self._guide, text) for text in line]
            if not line[1]:
                for cell in cells:
                    cell.font = Font(bold=True)
            self._guide.append(cells)
        self._book.save(path)


def _agency_first(mart: MartTable, rows: Iterable[Sequence[Any]]) -> tuple[MartTable, Iterable[Sequence[Any]]]:
    """A mart with the column that stays in sight first, where it has one, and keys, which nobody reads, last."""
    names = [column.name for column in mart.columns]
    if _AGENCY not in names:
        return mart, rows
    at = names.index(_AGENCY)
    order = [at, *sorted((i for i in range(len(names)) if i != at), key=lambda i: names[i].endswith("_key"))]
    columns = tuple(mart.columns[i] for i in order)
    return replace(mart, columns=columns), ([row[i] for i in order] for row in rows)


def header_cells(sheet: Any, names: Sequence[str]) -> Iterator[Any]:
    """The first row of a sheet: white on blue."""
    for name in names:
        cell = plain_cell(sheet, name)
        cell.font, cell.fill = _HEADER, _FILL
        cell.alignment = Alignment(vertical="center")
        yield cell


def _cell(sheet: Any, value: Any, column: Column) -> Any:
    """A value with the format of its column. Keys and what has too many digits are text; a text is never a formula."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return WriteOnlyCell(sheet, value=value.replace(tzinfo=None))
    if isinstance(value, int | Decimal):
        digits = len(Decimal(value).as_tuple().digits)
        if column.name.endswith("_key") or digits > _DIGITS:
            return plain_cell(sheet, f"{value:f}" if isinstance(value, Decimal) else str(value))
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = _format(column)
        return cell
    return plain_cell(sheet, _shown(value))


def plain_cell(sheet: Any, text: str) -> Any:
    """A cell of text, whatever its first character is."""
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(text) > _TEXT:
        text = text[: _TEXT - len(_CUT)] + _CUT
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if is_formula(text):
        cell.quotePrefix = True
    return cell


def _format(column: Column) -> str:
    if column.type == "numeric(20,2)":
        return "#,##0.00"
    if column.type.startswith("numeric"):
        return "#,##0.00##"
    return "0" if column.name.endswith(("year", "_no", "index")) else "#,##0"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


def fitting_width(texts: Sequence[str]) -> int:
    """A width in characters that shows these texts."""
    return min(_WIDEST, max(8, *map(text_width, texts)) + 2)


def text_width(text: str) -> int:
    """How wide a text is in characters; Chinese ones count twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
