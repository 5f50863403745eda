"""`gongkai export`: the marts as files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from etl.commands.options import OfAgency
from etl.commands.progress import counted
from etl.commands.tables import rows
from etl.commands.which_warehouse import url_told
from etl.export.export import export_csv, export_parquet, export_workbook, export_workbooks
from etl.language import _
from etl.loading.meant import agency_meant
from etl.warehouse.engine import connect
from etl.warehouse.schema_check import check_schema


class Format(StrEnum):
    """Kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"


def export(
    marts: Annotated[list[str] | None, typer.Argument(help="Marts; all if none is named.", show_default=False)] = None,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            "-o",
            help="A folder for a file per mart; one workbook if it ends in .xlsx; one file of one mart if it ends in .csv or .parquet.",
        ),
    ] = Path("gongkai.xlsx"),
    kind: Annotated[
        Format | None, typer.Option("--format", help="xlsx, csv or parquet; by default what --to ends in, else csv.")
    ] = None,
    chinese: Annotated[
        bool, typer.Option("--zh", help="Headers and names of sheets in Chinese, as in marts_zh.")
    ] = False,
    agency: OfAgency = "",
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV only: no apostrophe before texts that look like formulas.")
    ] = False,
) -> None:
    """Write the marts to a workbook with number formats, or to CSV or Parquet files."""
    single = to.suffix.lower() == ".xlsx"
    if single and kind in (Format.CSV, Format.PARQUET):
        # Without --to, they go to a folder of the same name.
        if to != Path("gongkai.xlsx"):
            raise typer.BadParameter(_("--to names a workbook, --format {kind} wants a folder").format(kind=kind))
        to, single = Path("gongkai"), False
    if to.suffix.lower() == ".parquet" and kind is None:
        kind = Format.PARQUET
    if raw and (single or kind in (Format.XLSX, Format.PARQUET)):
        raise typer.BadParameter(_("--raw is for CSV"))
    console = Console(width=None if Console().is_terminal else 150)
    names = marts or []
    with connect(url_told()) as connection, counted(_("marts")) as told:
        check_schema(connection)
        name = agency_meant(connection, agency).name if agency else ""
        if single:
            written = export_workbook(connection, to, names, chinese=chinese, agency=name, progress=told)
        elif kind is Format.XLSX:
            written = export_workbooks(connection, to, names, chinese=chinese, agency=name, progress=told)
        elif kind is Format.PARQUET:
            written = export_parquet(connection, to, names, chinese=chinese, agency=name, progress=told)
        else:
            written = export_csv(connection, to, names, chinese=chinese, raw=raw, agency=name, progress=told)
    rows(
        console,
        _("exported: {number_written}").format(number_written=len(written)),
        (_("mart"), _("rows"), _("file")),
        [(one.mart, f"{one.rows:,}", str(one.path)) for one in written],
        right=(1,),
    )
