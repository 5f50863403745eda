"""The help of commands as plain text, folded to the terminal's width, of which a Chinese character takes two columns.

Instead of the boxes that typer has rich draw, because importing what draws takes as long as all the rest of `gongkai --help`; and instead of
the plain help of typer itself, because that counts characters, breaks lines at spaces only, which Chinese has none of, and cuts the sentences of the
list of commands off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from unicodedata import east_asian_width

import typer

from etl.language import _

_NOT_AT_THE_END = "（《“‘「([<"
_NOT_AT_THE_START = "，。；：、！？）》”’」,.;:!?)]>%…"
_WIDEST_NAME = 30
"""Columns that names of options and commands take at most beside what is said of them."""

_Written: Any = typer.Context.formatter_class


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def folded(text: str, width: int) -> list[str]:
    """The lines of a paragraph, none of more columns than `width`; no line begins with a closing mark or ends with an opening one, unless
    nothing else fits."""
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split()), width):
        if line and cells((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, width: int) -> Iterator[str]:
    """What stands in one line: words with the spaces behind them, single Chinese characters, marks with what they belong to."""
    piece = ""
    for one in text:
        if piece and (_may_break(piece[-1], one) or cells(piece + one) > width):
            yield piece
            piece = ""
        piece += one
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NOT_AT_THE_START or before in _NOT_AT_THE_END:
        return False
    return before == " " or cells(before) == 2 or cells(after) == 2


class HelpPage(_Written):  # type: ignore[misc]
    """What typer writes help with. Usage is in the language that is spoken: the library says it in English."""

    width: int
    current_indent: int

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is called."""
        said = f"{_('Usage: ') if prefix is None else prefix}{prog} "
        self._write_beside(said, args, min(cells(said), self.width // 2))

    def write_heading(self, heading: str) -> None:
        """The name of a list."""
        self.write(f"{' ' * self.current_indent}{heading}{':' if heading.isascii() else '：'}\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, which empty lines part."""
        paragraphs = (folded(one, self.width - self.current_indent) for one in text.split("\n\n"))
        indent = " " * self.current_indent
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = _WIDEST_NAME, col_spacing: int = 2) -> None:
        """Names, and beside each what is said of it."""
        indent = " " * self.current_indent
        beside = len(indent) + min(max((cells(name) for name, _said in rows), default=0), col_max) + col_spacing
        for name, said in rows:
            self._write_beside(f"{indent}{name}{' ' * col_spacing}", said, beside)

    def _write_beside(self, name: str, said: str, column: int) -> None:
        """`said` from a column on, in the line of the name where that ends before it."""
        lines = folded(said, self.width - column) or [""]
        if cells(name) > column:
            self.write(f"{name.rstrip()}\n")
        else:
            self.write(f"{name}{' ' * (column - cells(name))}{lines.pop(0)}".rstrip() + "\n")
        for line in filter(None, lines):
            self.write(f"{' ' * column}{line}\n")
