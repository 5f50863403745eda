"""What commands print of the warehouse: tables, lines on reports that marts leave out, and the words that stand for codes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from etl.safe_text import escape
from etl.warehouse.build import LeftOut

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


def lines_left_out(reports: Sequence[LeftOut]) -> list[str]:
    """A line a report that marts leave out, with form and reason, then their number; none where all marts are whole."""
    if not reports:
        return []
    lines = [
        f"left out of {', '.join(one.marts)}: {one.agency} {one.fiscal_year} {SCOPE[one.scope]}{KIND[one.kind]}"
        f" ({one.file_name}), {one.form}: {one.reason}"
        for one in reports
    ]
    number = len({(one.agency, one.fiscal_year, one.kind, one.scope) for one in reports})
    told = "1 report" if number == 1 else f"{number} reports"
    return [
        escape(line)
        for line in (*lines, f"{told} left out: look at the form, mend and load it again (marts.build_status)")
    ]
