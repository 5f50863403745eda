"""`gongkai show`: a figure's place in its document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from etl.commands.options import OF_AGENCY, OfAgency, Timeout
from etl.commands.tables import KIND, SCOPE, rows
from etl.commands.which_warehouse import settings_told, url_told
from etl.errors import GongkaiError
from etl.evidence.figure import Evidence, FigureName, evidence_of, find_figures
from etl.evidence.picture import Picture, has_pages, kept_picture, picture_of
from etl.language import _, shown
from etl.loading.meant import is_there
from etl.loading.reading import TIMEOUT
from etl.output import writing
from etl.safe_text import escape, printable
from etl.warehouse.engine import connect
from etl.warehouse.originals import Originals, kept_originals
from etl.warehouse.schema_check import check_schema

HEAD_ROWS, AROUND = 3, 2
"""How many rows of the table's head, and how many around the cell, are shown."""
COLUMNS_AROUND = 3
LISTED = 40
_KEY = re.compile(r"[a-z][a-z2-7]{12}-\d{1,9}")
"""A figure's: of its report, and its number there."""


def show(
    what: Annotated[str, typer.Argument(help=f"The key of a figure. Or whose: {OF_AGENCY}", show_default=False)] = "",
    figure: Annotated[
        str, typer.Option(help="Key of a figure: report_key-figure_no of core.figure.", show_default=False)
    ] = "",
    agency: OfAgency = "",
    year: Annotated[int | None, typer.Option(help="Fiscal year.", show_default=False)] = None,
    kind: Annotated[str, typer.Option(help="budget or final_account.", show_default=False)] = "",
    statement: Annotated[str, typer.Option(help="Key of a form, or part of its title.", show_default=False)] = "",
    row: Annotated[str, typer.Option(help="Code or part of the label of a row.", show_default=False)] = "",
    column: Annotated[str, typer.Option(help="Measure or part of a column's header.", show_default=False)] = "",
    document: Annotated[
        Path | None,
        typer.Option(
            help="The PDF or scan it was loaded from, or a folder that holds it: its page is written as a picture."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Picture of the page to write, from the file as it was kept when it was loaded; default with --document: KEY.png.",
        ),
    ] = None,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Show where a figure stands: file, page, table, row and column, what was printed there, what was repaired."""
    console = Console(width=None if Console().is_terminal else 150)
    if what:
        is_key = _KEY.fullmatch(what) is not None and not is_there(what)
        figure, agency = (figure or what, agency) if is_key else (figure, agency or what)
    if bool(figure) == bool(agency):
        raise GongkaiError(
            _("which figure?"), place="show", next_step=_("say its key, or an agency with --year, --row …")
        )
    settings = settings_told()
    with connect(url_told(settings)) as connection:
        check_schema(connection)
        if not figure:
            found = find_figures(
                connection, agency=agency, year=year, kind=kind, statement=statement, row=row, column=column
            )
            if len(found) > 1:
                _list(console, found)
                return
            figure = found[0].key
        evidence = evidence_of(connection, figure)
    _print(console, evidence)
    if document is not None:
        drawn = picture_of(evidence, document, timeout=timeout)
        _write(console, evidence, drawn, output or Path(f"{evidence.name.key}.png"))
    elif has_pages(evidence) or output is not None:
        _kept(console, evidence, kept_originals(settings), output, timeout)


def _write(console: Console, evidence: Evidence, drawn: Picture, target: Path) -> None:
    """Write the figure's page, or say why there is no picture."""
    if drawn.png is None:
        more = _("; --document FILE takes it from the file") if has_pages(evidence) else ""
        console.print(
            _("no picture: {why}{more}").format(why=shown(drawn.why), more=more), style="dim", highlight=False
        )
        return
    with writing(target, _("name another file with --output")):
        target.write_bytes(drawn.png)
    marked = _("the cell marked") if evidence.box else _("without a mark: the positions of its cells aren't known")
    console.print(
        _("page {page} written to {target}, {marked}").format(page=evidence.page, target=target, marked=marked),
        highlight=False,
        markup=False,
    )


def _kept(
    console: Console, evidence: Evidence, originals: Originals | None, output: Path | None, timeout: float
) -> None:
    """Write the page from the file that was kept, or say how to get it."""
    if output is not None:
        _write(console, evidence, kept_picture(evidence, originals, timeout=timeout), output)
    elif originals is not None and originals.has(evidence.sha256):
        console.print(_("--output FILE.png writes the page with the cell marked"), style="dim")
    else:
        why = _("originals aren't kept (GONGKAI_KEEP_DOCUMENTS)") if originals is None else _("its original isn't kept")
        console.print(
            _("no picture: {why}; --document FILE takes it from the file").format(why=why), style="dim", highlight=False
        )


def _list(console: Console, found: list[FigureName]) -> None:
    """Several figures fit: their keys."""
    listed = [
        (
            one.key,
            f"{one.fiscal_year} {SCOPE[one.scope]}{KIND[one.kind]}",
            one.statement,
            f"{one.row_code} {one.row}".strip(),
            one.column,
            one.amount,
        )
        for one in found[:LISTED]
    ]
    names = (_("figure"), _("report"), _("form"), _("row"), _("column"), _("value"))
    rows(
        console,
        _("{number_found} figures of {agency}").format(number_found=len(found), agency=found[0].agency),
        names,
        listed,
        right=(5,),
    )
    if len(found) > LISTED:
        console.print(
            _("… and {number_found} more; narrow it with --statement, --row, --column").format(
                number_found=len(found) - LISTED
            )
        )
    console.print(_("show one with --figure"), style="dim")


def _print(console: Console, evidence: Evidence) -> None:
    name = evidence.name
    older = "" if name.is_current else _(", another version holds")
    console.print(
        _("[bold]{agency}[/] {fiscal_year} {scope}{kind}, revision {revision}{older}; figure {key}").format(
            agency=escape(name.agency),
            fiscal_year=name.fiscal_year,
            scope=SCOPE[name.scope],
            kind=KIND[name.kind],
            revision=name.revision,
            older=older,
            key=name.key,
        ),
        highlight=False,
    )
    lines = Table(box=None, show_header=False)
    lines.add_column(style="dim")
    lines.add_column(overflow="fold")
    for label, text in _facts(evidence):
        lines.add_row(label, escape(text))
    console.print(lines)
    console.print(_around(evidence))


def _facts(evidence: Evidence) -> list[tuple[str, str]]:
    name = evidence.name
    place = [_("page {page}").format(page=evidence.page)] if evidence.page else []
    place += [_("sheet {sheet}").format(sheet=evidence.sheet)] if evidence.sheet else []
    place += [
        _("table {table}").format(table=evidence.table + 1),
        _("row {row}").format(row=evidence.row + 1),
        _("column {column}").format(column=evidence.column + 1),
    ]
    yuan = (
        _(" = {amount_yuan:,f} yuan").format(amount_yuan=evidence.amount_yuan)
        if evidence.amount_yuan is not None
        else ""
    )
    facts = [
        (_("file"), f"{evidence.file_name} ({evidence.format}): {', '.join(place)}"),
        (_("form"), " ".join(filter(None, (evidence.number, name.statement, f"→ {name.statement_key}")))),
        (_("row"), " ".join(filter(None, (name.side, name.row_code, name.row)))),
        (_("column"), f"{name.column} → {name.meaning}"),
        (_("printed"), evidence.printed),
        (_("value"), f"{name.amount}{yuan}, {evidence.role}"),
    ]
    facts += [(_("repaired"), f"{repair.rule}: “{repair.printed}” → “{repair.taken}”") for repair in evidence.repairs]
    if evidence.confidence is not None:
        facts.append((_("confidence"), _("{confidence} of text recognition").format(confidence=evidence.confidence)))
    return facts


def _around(evidence: Evidence) -> Table:
    """The head of the table, and the rows and columns around the cell; rows and columns numbered from 1."""
    cells = evidence.cells
    width = len(cells[0]) if cells else 0
    columns = [c for c in range(width) if c < 2 or abs(c - evidence.column) <= COLUMNS_AROUND]
    shown = [r for r in range(len(cells)) if r < HEAD_ROWS or abs(r - evidence.row) <= AROUND]
    table = Table(header_style="dim")
    table.add_column("", style="dim", justify="right")
    for column in columns:
        table.add_column(str(column + 1))
    before = -1
    for row in shown:
        if row > before + 1:
            table.add_row("…")
        before = row
        table.add_row(
            str(row + 1),
            *(
                Text(f"▶{printable(cells[row][column])}◀", style="reverse")
                if (row, column) == (evidence.row, evidence.column)
                else Text(printable(cells[row][column]))
                for column in columns
            ),
        )
    return table
