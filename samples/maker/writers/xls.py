"""An Excel workbook of the old format (.xls)."""

from __future__ import annotations

from pathlib import Path

from samples.maker.grid import Line, Rendered
from samples.maker.writers.sheets import number_of, sheets


def write(report: Rendered, path: Path) -> None:
    """Write a workbook in BIFF8."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    styles = {text: xlwt.easyxf(num_format_str=text) for text in ("#,##0.00", "0.00")}
    for content in sheets(report):
        sheet = book.add_sheet(content.name)
        for top, block in content.blocks:
            if isinstance(block, Line):
                sheet.write(top, 0, block.text)
                continue
            for r, row in enumerate(block.rows, start=top):
                for c, cell in enumerate(row):
                    if cell is None or not (cell.text or cell.rows * cell.columns > 1):
                        continue
                    number = number_of(cell.text)
                    if cell.rows > 1 or cell.columns > 1:
                        sheet.write_merge(r, r + cell.rows - 1, c, c + cell.columns - 1, cell.text)
                    elif number:
                        sheet.write(r, c, number[0], styles[number[1]])
                    else:
                        sheet.write(r, c, cell.text)
    book.save(str(path))
