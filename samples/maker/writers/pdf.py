"""A PDF as offices print it: ruled tables with merged headers, wide forms on landscape pages, names wrapped within cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args

from samples.maker.grid import Grid, Line, PageBreak, Rendered

FONT = "STSong-Light"
"""A font of Adobe's Asian font pack: not embedded, its characters map to Unicode, no file needed."""
Borders = Literal[
    "grid",
    "inner",
    "columns",
    "rows",
    "three_lines",
    "under_header",
    "white",
    "stripes",
    "shading",
    "dashed",
    "double",
    "none",
]
"""How the cells of a table are parted: every line, none at the outside, between columns or rows only, three lines (above and
below the header and at the end), one line, lines in white, shading instead of lines, dashes, a double frame, nothing."""
BORDERS: tuple[Borders, ...] = get_args(Borders)
_MARGIN = 40.0
_SIZES = {"cover": 18, "heading": 14, "title": 14}


def write(report: Rendered, path: Path, borders: Borders = "grid") -> None:
    """Write a PDF of A4 pages. A form longer than a page goes on with or without its header, as the grid says."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate
    from reportlab.platypus import PageBreak as NewPage

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=1)
    templates = []
    for name, size in (("portrait", A4), ("landscape", landscape(A4))):
        frame = Frame(_MARGIN, _MARGIN, size[0] - 2 * _MARGIN, size[1] - 2 * _MARGIN, 0, 0, 0, 0, id=name)
        templates.append(PageTemplate(name, [frame], onPage=_page_number, pagesize=size))
    document.addPageTemplates(templates)
    wide = False
    story: list[Any] = []
    for block in report.blocks:
        match block:
            case PageBreak(landscape=wide):
                story += [NextPageTemplate("landscape" if wide else "portrait"), NewPage()]
            case Line():
                story.append(_line(block))
            case Grid():
                story.append(_table(block, (landscape(A4) if wide else A4)[0] - 2 * _MARGIN, borders))
    document.build(story)


def _page_number(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(document.pagesize[0] / 2, 22, f"— {canvas.getPageNumber()} —")


def _line(line: Line) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    size = _SIZES.get(line.role, 10)
    alignment = {"cover": 1, "title": 1, "number": 2, "unit": 2}.get(line.role, 0)
    indent = 2 * size if line.role == "prose" else 0
    style = ParagraphStyle(
        line.role,
        fontName=FONT,
        fontSize=size,
        leading=size * 1.6,
        alignment=alignment,
        firstLineIndent=indent,
        wordWrap="CJK",
    )
    return Paragraph(line.text.replace("&", "&amp;").replace("<", "&lt;"), style)


def _table(grid: Grid, width: float, borders: Borders) -> Any:
    from reportlab.platypus import Table

    size = 9.0 if grid.width <= 6 else 8.0 if grid.width <= 9 else 6.5
    widths = _widths(grid, width, size)
    rows = [
        [wrapped(cell.text, sum(widths[c : c + cell.columns]) - 6, size) if cell else "" for c, cell in enumerate(row)]
        for row in grid.rows
    ]
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), FONT, size, size * 1.2),
        *_borders(borders, grid.header_rows),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is None:
                continue
            if cell.rows > 1 or cell.columns > 1:
                style.append(("SPAN", (c, r), (c + cell.columns - 1, r + cell.rows - 1)))
            if cell.figure:
                style.append(("ALIGN", (c, r), (c, r), "RIGHT"))
            elif cell.is_header:
                style.append(("ALIGN", (c, r), (c, r), "CENTER"))
    repeat = grid.header_rows if grid.repeat_header else 0
    return Table(rows, colWidths=widths, style=style, repeatRows=repeat, splitByRow=1, spaceAfter=6)


def _borders(borders: Borders, header_rows: int) -> list[tuple[Any, ...]]:
    """The lines of a table in a style of borders."""
    every, first, last = ((0, 0), (-1, -1)), ((0, 0), (-1, 0)), ((0, -1), (-1, -1))
    black, white = (0, 0, 0), (1, 1, 1)
    header = ((0, 0), (-1, header_rows - 1)) if header_rows else first
    body = ((0, header_rows), (-1, header_rows)) if header_rows else first
    match borders:
        case "grid":
            return [("GRID", *every, 0.5, black)]
        case "inner":
            return [("INNERGRID", *every, 0.5, black)]
        case "columns":
            inner = [("INNERGRID", *header, 0.5, black), ("LINEABOVE", *body, 0.5, black)] if header_rows else []
            return [("BOX", *every, 0.5, black), ("LINEBEFORE", *every, 0.5, black), *inner]
        case "rows":
            return [("LINEABOVE", *every, 0.5, black), ("LINEBELOW", *last, 0.5, black)]
        case "three_lines":
            return [
                ("LINEABOVE", *first, 1, black),
                ("LINEABOVE", *body, 0.5, black),
                ("LINEBELOW", *last, 1, black),
            ]
        case "under_header":
            return [("LINEABOVE", *body, 0.5, black)] if header_rows else []
        case "white":
            return [("GRID", *every, 0.5, white)]
        case "stripes":
            return [("ROWBACKGROUNDS", *every, [(0.92, 0.92, 0.92), white])]
        case "shading":
            return [("BACKGROUND", *header, (0.85, 0.9, 0.95))] if header_rows else []
        case "dashed":
            return [("GRID", *every, 0.5, black, 1, (1, 2))]
        case "double":
            return [("GRID", *every, 0.5, black), ("BOX", *every, 0.5, black, 0, None, None, 2, 1.5)]
        case "none":
            return []


def _widths(grid: Grid, width: float, size: float) -> list[float]:
    """Column widths: numbers unbroken, the rest shared among the names in proportion to their length."""
    numbers = [0.0] * grid.width
    names = [0.0] * grid.width
    for row in grid.rows:
        for c, cell in enumerate(row):
            if cell is None or cell.columns > 1:
                continue
            wide = text_width(cell.text, size) + 7
            if cell.figure or cell.text.isdigit():
                numbers[c] = max(numbers[c], wide)
            else:
                names[c] = max(names[c], min(wide, 14 * size))
    least = [max(number, 2.6 * size) for number in numbers]
    wanted = [max(low, name) for low, name in zip(least, names, strict=True)]
    spare = width - sum(least)
    wish = sum(wanted) - sum(least)
    if spare <= 0 or wish <= 0:
        return [low * width / sum(least) for low in least]
    share = min(1.0, spare / wish)
    widths = [low + (want - low) * share for low, want in zip(least, wanted, strict=True)]
    return [one * width / sum(widths) for one in widths]


def text_width(text: str, size: float) -> float:
    """The width of a line of text in points: Chinese characters are square, the others half as wide."""
    return sum(size if ord(char) > 0x2E7F or char in "“”‘’—" else size * 0.52 for char in text)


def wrapped(text: str, width: float, size: float) -> str:
    """Text broken into lines of at most `width` points; numbers and codes are not broken."""
    if not text or not any(ord(char) > 0x2E7F for char in text):
        return text
    lines, line = [], ""
    for char in text:
        if line and text_width(line + char, size) > width:
            lines.append(line)
            line = ""
        line += char
    return "\n".join([*lines, line])
