"""`gongkai distribute`: the tables over the machines of a Citus cluster."""

from __future__ import annotations

from typing import Annotated

import typer

from etl.commands.which_warehouse import own_settings_told, url_told
from etl.language import _
from etl.warehouse.distribute import Placement, has_citus, placements
from etl.warehouse.distribute import distribute as place
from etl.warehouse.engine import connect
from etl.warehouse.schema_check import check_schema


def distribute(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list where each table would lie.")] = False,
) -> None:
    """Spread figures and facts over the machines of a Citus cluster by agency; without Citus in the database nothing is done."""
    if dry_run:
        for placement in placements():
            typer.echo(_placed(placement))
        return
    with connect(url_told(own_settings_told())) as connection:
        check_schema(connection)
        if not has_citus(connection):
            typer.echo(_("the database has no extension citus: nothing is done"))
            return
        done = place(connection)
    for placement in done:
        typer.echo(_placed(placement))
    typer.echo(_("{number} tables placed").format(number=len(done)))


def _placed(placement: Placement) -> str:
    """Where a table lies: on each machine the rows of its agencies, or all of it on all of them."""
    how = _("by {column}").format(column=placement.by) if placement.by else _("on every machine")
    return f"{placement.table}: {how}"
