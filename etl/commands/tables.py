"""What commands print of the warehouse: tables, lines on reports that marts leave out, and the words that stand for codes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from etl.language import _, shown
from etl.safe_text import escape
from etl.warehouse.left_out import LeftOut

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
        table.add_row(*("" if value is None else escape(shown(str(value))) for value in row))
    console.print(table)


def lines_left_out(reports: Sequence[LeftOut]) -> list[str]:
    """A line a report that marts leave out, with form and reason, then their number; none where all marts are whole."""
    if not reports:
        return []
    lines = [
        _("left out of {marts}: {agency} {fiscal_year} {scope}{kind} ({file_name}), {form}: {reason}").format(
            marts=", ".join(one.marts),
            agency=one.agency,
            fiscal_year=one.fiscal_year,
            scope=SCOPE[one.scope],
            kind=KIND[one.kind],
            file_name=one.file_name,
            form=one.form,
            reason=shown(one.reason),
        )
        for one in reports
    ]
    number = len({(one.agency, one.fiscal_year, one.kind, one.scope) for one in reports})
    told = _("1 report") if number == 1 else _("{number} reports").format(number=number)
    return [
        escape(line)
        for line in (
            *lines,
            _("{told} left out: look at the form, mend and load it again (marts.build_status)").format(told=told),
        )
    ]
