"""A web page: merged cells as rowspan and colspan, the site's furniture around the report."""

from __future__ import annotations

from html import escape
from pathlib import Path

from samples.maker.grid import Grid, Line, PageBreak, Rendered


def write(report: Rendered, path: Path) -> None:
    """Write a UTF-8 page."""
    title = next((block.text for block in report.blocks if isinstance(block, Line)), "")
    body = "\n".join(_block(block) for block in report.blocks)
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n<body>\n'
        f'<nav><a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a></nav>\n<div class="content">\n{body}\n</div>\n'
        "<footer>版权所有</footer>\n</body></html>\n",
        encoding="utf-8",
    )


def _block(block: Line | Grid | PageBreak) -> str:
    match block:
        case Line(text, "heading"):
            return f"<h2>{escape(text)}</h2>"
        case Line(text):
            return f"<p>{escape(text)}</p>"
        case Grid():
            return _table(block)
        case _:
            return "<hr>"


def _table(grid: Grid) -> str:
    lines = ['<table border="1">']
    for row in grid.rows:
        cells = []
        for cell in row:
            if cell is None:
                continue
            tag = "th" if cell.is_header else "td"
            spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
                f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            )
            cells.append(f"<{tag}{spans}>{escape(cell.text)}</{tag}>")
        lines.append("<tr>" + "".join(cells) + "</tr>")
    return "\n".join([*lines, "</table>"])
