"""Tables as commands print them, and the words that stand for codes there."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from etl.safe_text import escape

KIND = {"budget": "预算", "final_account": "决算"}
SCOPE = {"department": "部门", "unit": "单位"}


def rows(
    console: Console, title: str, names: Sequence[str], found: Sequence[Sequence[object]], right: Sequence[int] = ()
) -> None:
    """A query's result as a table; `right` are the columns set flush right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="bold")
    for i, name in enumerate(names):
        table.add_column(name, justify="right" if i in right else "left", overflow="fold")
    for row in found:
        table.add_row(*("" if value is None else escape(str(value)) for value in row))
    console.print(table)
