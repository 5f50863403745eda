"""`gongkai versions`: the versions of an agency's reports side by side."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

import psycopg
import typer
from rich.console import Console

from etl.commands.options import OF_AGENCY
from etl.commands.stated import KindOption, ScopeOption
from etl.commands.tables import KIND, SCOPE, rows
from etl.commands.which_warehouse import url_told
from etl.language import _
from etl.loading.meant import agency_meant
from etl.safe_text import escape
from etl.warehouse.engine import connect
from etl.warehouse.schema_check import check_schema
from etl.warehouse.versions_compared import (
    Comparison,
    ListedVersion,
    compare_versions,
    list_versions,
)

SHOWN = 20


def versions(
    agency: Annotated[str, typer.Argument(help=OF_AGENCY, show_default=False)],
    year: Annotated[int | None, typer.Option("--year", help="Only this fiscal year.", show_default=False)] = None,
    kind: KindOption = None,
    scope: ScopeOption = None,
    every: Annotated[bool, typer.Option("--all", help="All differences, and reports of one version too.")] = False,
) -> None:
    """Show the versions of an agency's reports side by side: documents, evidence, and the figures in which they differ."""
    console = Console(width=None if Console().is_terminal else 150)
    with connect(url_told()) as connection:
        check_schema(connection)
        found = list_versions(
            connection,
            agency_meant(connection, agency).agency_key,
            year=year,
            kind=kind.value if kind else "",
            scope=scope.value if scope else "",
        )
        publications = [list(several) for _, several in groupby(found, key=lambda one: one.publication)]
        shown = [several for several in publications if every or len(several) > 1]
        for several in shown:
            _show(console, connection, several, every=every)
    console.print(
        _("{number_publications} reports, of several versions: {number}").format(
            number_publications=len(publications), number=sum(len(p) > 1 for p in publications)
        )
    )
    if shown and any(len(several) > 1 for several in shown):
        console.print(
            _("decide with gongkai settle version SHA-256, of a document that only that version has"), style="dim"
        )


def _show(
    console: Console, connection: psycopg.Connection[object], several: list[ListedVersion], *, every: bool
) -> None:
    """A publication: its versions, and of each that isn't current what it prints otherwise."""
    _agency, year, kind, scope = several[0].publication
    rows(
        console,
        f"{several[0].agency} {year} {SCOPE[scope]}{KIND[kind]}",
        (
            _("version"),
            _("documents"),
            "SHA-256",
            _("says it is"),
            _("published"),
            _("source"),
            _("forms"),
            _("figures"),
            _("why"),
        ),
        [
            (
                one.told,
                "\n".join(name for name, _ in one.documents),
                "\n".join(sha256 for _, sha256 in one.documents),
                one.standing,
                one.published_at
                or (
                    _("{published_hint} (hint)").format(published_hint=one.published_hint) if one.published_hint else ""
                ),
                one.source_url,
                one.statements,
                one.figures,
                one.evidence,
            )
            for one in several
        ],
        right=(6, 7),
    )
    holds = next((one for one in several if one.is_current), several[-1])
    for one in several:
        if one is not holds:
            compared = compare_versions(connection, one.report_key, holds.report_key)
            _show_differences(console, one, holds, compared, None if every else SHOWN)


def _show_differences(
    console: Console, one: ListedVersion, holds: ListedVersion, compared: Comparison, most: int | None
) -> None:
    for version, titles in ((one, compared.only_here), (holds, compared.only_there)):
        if titles:
            console.print(
                _("only in version {revision}: {titles}").format(
                    revision=version.revision, titles=escape("、".join(titles))
                ),
                highlight=False,
            )
    differences = compared.differences
    if not differences:
        console.print(
            _("versions {revision} and {revision_2} print the same figures where both print any").format(
                revision=one.revision, revision_2=holds.revision
            )
        )
        return
    rows(
        console,
        _("versions {revision} and {revision_2}: {number_differences} figures differ").format(
            revision=one.revision, revision_2=holds.revision, number_differences=len(differences)
        ),
        (
            _("form"),
            _("row"),
            _("column"),
            _("version {revision}").format(revision=one.revision),
            _("version {revision}").format(revision=holds.revision),
        ),
        [(each.statement, each.row, each.column, each.here or "—", each.there or "—") for each in differences[:most]],
        right=(3, 4),
    )
    if most is not None and len(differences) > most:
        console.print(
            _("  … and {number_differences} more: --all").format(number_differences=len(differences) - most),
            style="dim",
            highlight=False,
        )
