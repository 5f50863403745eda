"""`gongkai demo`: the sample reports, from files to a comparison, in a warehouse of their own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import psycopg
import typer
from rich.console import Console

from etl.commands import printed as show
from etl.commands.tables import rows
from etl.commands.which_warehouse import place_of
from etl.errors import GongkaiError
from etl.language import N_, _
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.safe_text import escape, printable
from etl.settings import demo_settings, load_settings
from etl.warehouse.build import build
from etl.warehouse.comparison import compare_agencies, compare_item, compare_with_year_before, find_overspent
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.originals import kept_originals
from etl.warehouse.schema import upgrade

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

_FROM = {
    "report": N_("report"),
    "disclosed": N_("disclosed"),
    "declared_nil": N_("said to be none"),
    "empty_form": N_("empty form"),
}
"""Where last year's amount is from (marts.agency_year_over_year, prior_source), in words."""


def demo(
    samples: str = typer.Option(str(SAMPLES), help="Folder of the sample reports.", show_default=False),
) -> None:
    """Load the sample reports into a warehouse of their own, build the marts and print a comparison of agencies."""
    console = Console(width=None if Console().is_terminal else 150)
    if not Path(samples).is_dir():
        raise GongkaiError(
            _("no sample reports there"), place=samples, next_step=_("run it in a clone of the repository")
        )
    settings = demo_settings(load_settings())
    typer.echo(_("warehouse: {place}").format(place=printable(place_of(settings))), err=True)
    url = warehouse_url(settings)
    upgrade(url)
    with connect(url) as connection:
        loaded = load_files(find_files([Path(samples)]), connection, originals=kept_originals(settings))
    show.results(console, loaded)
    result = build(settings)
    for problem in result.errors:
        console.print(escape(f"{problem.name}: {problem.message}"))
    console.print(
        _("{models} models built, {tests} tests, {seconds:.1f} s\n").format(
            models=result.models, tests=result.tests, seconds=result.seconds
        )
    )
    if not result.ok or failures(loaded):
        raise typer.Exit(1)
    with psycopg.connect(url) as connection:
        _print(console, connection)
    console.print(
        _(
            "\nLook further (the demo's warehouse is apart from your own):\n  GONGKAI_HOME={shown} .venv/bin/gongkai db psql\n  GONGKAI_HOME={shown} .venv/bin/gongkai db url      # the address for a BI tool\nand load reports of yours:  .venv/bin/gongkai run FILES…"
        ).format(shown=_shown(settings.home)),
        highlight=False,
    )


def _print(console: Console, connection: psycopg.Connection) -> None:
    rows(
        console,
        _("Agencies side by side (万元; per head: yuan)"),
        (
            _("agency"),
            _("year"),
            _("report"),
            _("expenditure"),
            _("projects %"),
            "三公",
            _("people"),
            _("basic per head"),
        ),
        [
            (
                one.agency,
                one.fiscal_year,
                one.report,
                _wan(one.expenditure),
                _percent(one.project_share_percent),
                _wan(one.three_public),
                one.people,
                None if one.basic_per_head is None else f"{one.basic_per_head:,.0f}",
            )
            for one in compare_agencies(connection)
        ],
        right=(3, 4, 5, 6, 7),
    )
    rows(
        console,
        _("\nThe same item among its peers: 公务员医疗补助 (2101103) of health insurance bureaus, final accounts"),
        (_("agency"), _("year"), _("amount 万元"), _("% of its expenditure"), _("rank"), _("× median")),
        [
            (
                one.agency,
                one.fiscal_year,
                _wan(one.amount),
                _percent(one.share_percent),
                one.rank,
                f"{one.ratio_to_median:.2f}",
            )
            for one in compare_item(connection, "2101103", "医疗保障局")
        ],
        right=(2, 3, 4, 5),
    )
    rows(
        console,
        _("\nOver budget by more than a half, with the reason stated"),
        (_("agency"), _("year"), _("item"), _("budget 万元"), _("outturn 万元"), _("completed %"), _("reason")),
        [
            (
                one.agency,
                one.fiscal_year,
                one.subject.split("/")[-1],
                _wan(one.budget),
                _wan(one.outturn),
                _percent(one.completion_percent),
                (one.reason or "")[:36],
            )
            for one in find_overspent(connection, least_percent=150, most=6)
        ],
        right=(3, 4, 5),
    )
    rows(
        console,
        _("\nExpenditure against the year before (from last year's own report where loaded, else as disclosed)"),
        (_("agency"), _("year"), _("headline"), _("year before"), _("this year"), _("change %"), _("from")),
        [
            (
                one.agency,
                one.fiscal_year,
                one.headline,
                _wan(one.prior_amount),
                _wan(one.amount),
                _percent(one.change_percent),
                _(_FROM.get(one.prior_source, one.prior_source)),
            )
            for one in compare_with_year_before(connection)
        ],
        right=(3, 4, 5),
    )


def _wan(yuan: Decimal | None) -> str | None:
    return None if yuan is None else f"{yuan / 10000:,.2f}"


def _percent(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.1f}"


def _shown(path: Path) -> str:
    """A path as one would type it: relative to where one is, quoted where it must be."""
    try:
        text = str(path.relative_to(Path.cwd()))
    except ValueError:
        text = str(path)
    return f"'{text}'" if any(char in text for char in " '\"$&()") else text
