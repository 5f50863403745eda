"""Text as converters make it of a PDF: lines apart by blank lines, tables as rows of tab-separated cells."""

from __future__ import annotations

from pathlib import Path

from samples.maker.grid import Grid, Line, Rendered


def write(report: Rendered, path: Path) -> None:
    """Write UTF-8 text with a line feed after each line."""
    path.write_text(as_text(report), encoding="utf-8", newline="\n")


def as_text(report: Rendered) -> str:
    """The report as one string. A page break leaves no mark, as in converted text."""
    parts: list[str] = []
    for block in report.blocks:
        if isinstance(block, Line):
            parts.append(block.text)
        elif isinstance(block, Grid):
            parts.append("\n".join("\t".join(_one_line(text) for text in row) for row in block.texts()))
    return "\n\n".join(parts) + "\n"


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")
