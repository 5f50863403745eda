"""Writes an audit as a workbook (.xlsx) to work down: a finding a line with its place, both numbers and a state to set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from etl.audit.output import SEVERITY_ZH, SINCE_ZH, STATES_ZH, reasons_of
from etl.audit.result import Audit
from etl.desk.illustrations import Illustrations
from etl.desk.view import Item, files_of
from etl.export.workbook import header_cells, plain_cell, text_width

_COLUMNS: tuple[tuple[str, int], ...] = (
    ("序号", 6),
    ("级别", 7),
    ("文件", 22),
    ("页", 6),
    ("报表", 20),
    ("行", 20),
    ("列", 15),
    ("单元格", 14),
    ("规则", 24),
    ("说明", 62),
    ("一数", 13),
    ("另一数", 13),
    ("差额", 12),
    ("单位", 7),
    ("连带不符", 10),
    ("与前稿比", 10),
    ("处理情况", 11),
    ("处理说明", 24),
    ("问题键", 18),
)
_DIGITS = 15
_A4 = 9
_LINE_HEIGHT, _MOST_LINES = 16.5, 24
_THIN = Side(style="hair", color="8096A7")
_NOTHING_COMPARED = "处"
_UNDERLINED = Border(bottom=_THIN)
_TOP = Alignment(vertical="top", wrap_text=True)


def write_work_list(
    path: Path, audit: Audit, illustrations: Illustrations | None = None, unread: Sequence[str] = ()
) -> None:
    """Write the workbook. A text is never a formula, whatever it begins with; numbers are as printed, in the unit beside them."""
    book = Workbook(write_only=True)
    items = [
        item
        for file in files_of(audit, illustrations or Illustrations())
        for group in file.groups
        for item in group.items
    ]
    _list(book, items)
    _lines(
        book,
        "连带不符",
        (("序号", 6), ("说明", 120)),
        [(item.number, one) for item in items for one in item.finding.consequences],
    )
    _lines(
        book,
        "已消除",
        (("级别", 7), ("文件", 26), ("页", 6), ("规则", 30), ("说明", 100), ("问题键", 18)),
        [(SEVERITY_ZH[f.severity], f.file, f.page, f.rule_zh or f.rule, f.message, f.issue_key) for f in audit.gone],
    )
    _lines(
        book,
        "核对情况",
        (("规则", 44), ("核对", 8), ("相符", 8), ("不符", 8), ("未核对", 8), ("未核对的原因", 90)),
        [
            (c.rule_zh or c.rule, c.evaluated, c.passed, c.failed, c.skipped, "；".join(c.skip_reasons))
            for c in audit.coverage
        ],
    )
    _lines(
        book,
        "逐数核对",
        (("文件", 36), ("所在", 8), ("类别", 8), ("所印", 8), ("已核对", 8), ("未核对的原因", 90)),
        [(s.file, s.place, s.what, s.printed, s.compared, reasons_of(s)) for s in audit.statements],
    )
    _lines(
        book,
        "未核对的文字",
        (("文件", 36), ("页", 6), ("章节", 40), ("所述", 70), ("原因", 40)),
        [(u.file, u.page, u.section, u.said, u.reason) for u in audit.uncompared],
    )
    _lines(
        book,
        "未读取与存疑",
        (("种类", 14), ("文件", 36), ("说明", 120)),
        [
            *(("未能读取", "", one) for one in unread),
            *(("未写明", "", one) for one in audit.assumed),
            *(("读取有遗漏", file, warning) for file, warning in audit.warnings),
            *(("识别存疑", one.file, f"{one.place}：{one.detail}") for one in audit.doubtful),
        ],
    )
    book.save(path)


def _list(book: Any, items: Sequence[Item]) -> None:
    sheet = _sheet(book, "问题清单", _COLUMNS, [tuple(_line(item)) for item in items], frozen="C2")
    at = get_column_letter([name for name, _ in _COLUMNS].index("处理情况") + 1)
    states = DataValidation(type="list", formula1=f'"{",".join(STATES_ZH.values())}"', allow_blank=True)
    states.add(f"{at}2:{at}{max(len(items) + 1, 2)}")
    sheet.data_validations.append(states)


def _line(item: Item) -> Iterable[Any]:
    """The cells of a finding, in the order of the columns."""
    finding = item.finding
    compared = finding.unit != _NOTHING_COMPARED
    return (
        item.number,
        SEVERITY_ZH[finding.severity],
        finding.file,
        finding.page,
        finding.statement,
        finding.row,
        finding.column,
        item.address,
        finding.rule_zh or finding.rule,
        finding.message,
        finding.left if compared else None,
        finding.right if compared else None,
        finding.difference if compared else None,
        finding.unit if compared else "",
        len(finding.consequences) or None,
        SINCE_ZH.get(finding.since, ""),
        STATES_ZH[finding.state],
        finding.note,
        finding.issue_key,
    )


def _lines(book: Any, title: str, columns: Sequence[tuple[str, int]], lines: Sequence[Sequence[Any]]) -> None:
    """A sheet of its own; none where there is nothing to say."""
    if lines:
        _sheet(book, title, columns, lines)


def _sheet(
    book: Any,
    title: str,
    columns: Sequence[tuple[str, int]],
    lines: Sequence[Sequence[Any]],
    *,
    frozen: str = "A2",
) -> Any:
    """A sheet with names above its columns that stay in sight and on each printed page, and a filter. What is said of it goes first."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = frozen
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.print_title_rows = "1:1"
    for number, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append(header_cells(sheet, [name for name, _ in columns]))
    for number, line in enumerate(lines, 2):
        # Not every program looks how high wrapped texts are.
        sheet.row_dimensions[number].height = _LINE_HEIGHT * _lines_of(line, columns)
        sheet.append([_cell(sheet, value) for value in line])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(lines) + 1}"
    return sheet


def _lines_of(line: Sequence[Any], columns: Sequence[tuple[str, int]]) -> int:
    """In how many lines the longest text of a row is set; Chinese characters count twice, and wrapping wastes some room."""
    needed = (
        ceil(1.1 * text_width(value) / width)
        for value, (_, width) in zip(line, columns, strict=True)
        if isinstance(value, str)
    )
    return min(max(1, *needed), _MOST_LINES)


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > _DIGITS:
        value = f"{value:f}"
    if isinstance(value, str):
        cell = plain_cell(sheet, value)
    else:
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "#,##0.########" if isinstance(value, Decimal) else "0"
    cell.alignment = _TOP
    cell.border = _UNDERLINED
    return cell


__all__ = ["write_work_list"]
