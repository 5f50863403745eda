"""`gongkai metrics`: named measures of the marts, by agency, region, year or subject."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from etl.commands.options import OfAgency
from etl.commands.tables import rows
from etl.commands.which_warehouse import settings_told, url_told
from etl.language import _, spoken
from etl.loading.meant import agency_meant
from etl.metrics.query import Metrics, has_manifest, of_agency
from etl.warehouse.build import build
from etl.warehouse.engine import connect
from etl.warehouse.schema_check import check_schema


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    CSV = "csv"


def metrics(
    names: Annotated[list[str] | None, typer.Argument(help="Metrics; none lists them all.", show_default=False)] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="A dimension to group by (report__agency, metric_time, …); may be repeated."),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where", help="A condition: \"{{ Dimension('report__province') }} = '陕西省'\"; may be repeated."
        ),
    ] = None,
    agency: OfAgency = "",
    order: Annotated[
        list[str] | None, typer.Option("--order", help="A column of the answer; -column for the highest first.")
    ] = None,
    dimensions: Annotated[
        bool, typer.Option("--dimensions", help="List what these metrics can be grouped by instead.")
    ] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL instead of asking it.")] = False,
    output: Annotated[Format, typer.Option("--format", help="text or csv.")] = Format.TEXT,
) -> None:
    """Ask for metrics of the marts: expenditure, project_share, budget_completion, …; without a name, list them."""
    console = Console(width=None if Console().is_terminal else 150)
    settings = settings_told()
    if not has_manifest(settings):  # a warehouse that was restored, or built from elsewhere
        url_told(settings)
        build(settings, command="parse")
    known = Metrics(settings)
    if not names:
        found = known.all()
        rows(
            console,
            _("{number_found} metrics").format(number_found=len(found)),
            (_("metric"), _("name"), _("what")),
            [(m.name, m.label, spoken(m.description)) for m in found],
        )
        return
    if dimensions:
        typer.echo("\n".join(known.dimensions(names)))
        return
    conditions = [*(where or ())]
    if agency:
        with connect(url_told(settings)) as connection:
            check_schema(connection)
            conditions.append(of_agency(agency_meant(connection, agency).name))
    statement = known.sql(names, by or (), conditions, order or ())
    if sql:
        typer.echo(statement)
        return
    with connect(url_told(settings)) as connection:
        answer = known.query(connection, statement)
    if output is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows(answer.rows)
        return
    numbers = [
        i for i in range(len(answer.columns)) if any(isinstance(row[i], Decimal | int | float) for row in answer.rows)
    ]
    rows(
        console,
        _("{number_rows} rows").format(number_rows=len(answer.rows)),
        answer.columns,
        [[_shown(value) for value in row] for row in answer.rows],
        right=numbers,
    )


def _shown(value: object) -> object:
    """A year as its first day, money with separators, a ratio to six places."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Decimal):
        return f"{value:,}"
    return f"{value:.6f}" if isinstance(value, float) else value
