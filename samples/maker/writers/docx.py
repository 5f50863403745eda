"""A Word document: merged header cells, landscape sections for wide forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from samples.maker.grid import Grid, Line, PageBreak, Rendered


def write(report: Rendered, path: Path) -> None:
    """Write a .docx with one section per orientation of the pages."""
    from docx import Document
    from docx.enum.section import WD_ORIENT, WD_SECTION

    document: Any = Document()
    landscape = False
    for block in report.blocks:
        match block:
            case PageBreak(wide):
                if wide == landscape:
                    document.add_page_break()
                    continue
                section = document.add_section(WD_SECTION.NEW_PAGE)
                section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
                section.page_width, section.page_height = section.page_height, section.page_width
                landscape = wide
            case Line(text, "heading"):
                document.add_heading(text, level=1)
            case Line(text):
                document.add_paragraph(text)
            case Grid():
                _table(document, block)
    document.save(str(path))


def _table(document: Any, grid: Grid) -> None:
    """python-docx finds a cell by walking its row: take each row's cells once, or long forms take minutes."""
    table = document.add_table(rows=len(grid.rows), cols=grid.width)
    table.style = "Table Grid"
    cells = [row.cells for row in table.rows]
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            if cell.text:
                cells[r][c].text = cell.text
            if cell.rows > 1 or cell.columns > 1:
                cells[r][c].merge(cells[r + cell.rows - 1][c + cell.columns - 1])
