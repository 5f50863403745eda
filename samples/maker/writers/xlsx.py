"""An Excel workbook (.xlsx): a sheet for each form, merged headers, money as numbers with two decimals."""

from __future__ import annotations

from pathlib import Path

from samples.maker.grid import Line, Rendered
from samples.maker.writers.sheets import number_of, sheets


def write(report: Rendered, path: Path) -> None:
    """Write a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for content in sheets(report):
        sheet = book.create_sheet(content.name)
        for top, block in content.blocks:
            if isinstance(block, Line):
                sheet.cell(top + 1, 1, block.text)
                continue
            for r, row in enumerate(block.rows, start=top + 1):
                for c, cell in enumerate(row, start=1):
                    if cell is None or not (cell.text or cell.rows * cell.columns > 1):
                        continue
                    number = number_of(cell.text)
                    if number:
                        sheet.cell(r, c, number[0]).number_format = number[1]
                    else:
                        sheet.cell(r, c, cell.text)
                    if cell.rows > 1 or cell.columns > 1:
                        sheet.merge_cells(
                            start_row=r, start_column=c, end_row=r + cell.rows - 1, end_column=c + cell.columns - 1
                        )
    book.save(path)
