"""`gongkai demo`: the sample reports, from files to a comparison, in a warehouse of their own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import psycopg
import typer
from rich.console import Console

from etl.commands import printed as show
from etl.errors import GongkaiError
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.plain import escape
from etl.settings import demo_settings, load_settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.schema import upgrade

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

_COMPARISON = """
select agency, fiscal_year, scope_zh || kind_zh, expenditure, project_share_percent, three_public, people, basic_per_head
from marts.agency_year
order by kind, fiscal_year desc, expenditure desc
"""
_PEERS = """
select agency, fiscal_year, amount, share_percent, rank_in_peers || ' / ' || peer_count, ratio_to_median
from marts.function_comparison
where function_code = '2101103' and kind = 'final_account' and agency_type = '医疗保障局'
order by fiscal_year desc, amount desc
"""
_OVERSPENT = """
select agency, fiscal_year, subject, budget, outturn, completion_percent, reason
from marts.budget_execution
where subject_kind = 'function' and level = 'item' and completion_percent > 150
order by over_budget desc
limit 6
"""
_TREND = """
select distinct on (agency, fiscal_year) agency, fiscal_year, headline_zh, prior_amount, amount, change_percent, prior_source
from marts.agency_year_over_year
where kind = 'final_account' and headline in ('expenditure', 'expenditure_total', 'general_public_expenditure')
    and prior_source <> 'none'
order by agency, fiscal_year, sort_order
"""


def demo(
    samples: str = typer.Option(str(SAMPLES), help="Folder of the sample reports.", show_default=False),
) -> None:
    """Load the sample reports into a warehouse of their own, build the marts and print a comparison of agencies."""
    console = Console(width=None if Console().is_terminal else 150)
    if not Path(samples).is_dir():
        raise GongkaiError("no sample reports there", place=samples, next_step="run it in a clone of the repository")
    settings = demo_settings(load_settings())
    url = warehouse_url(settings)
    upgrade(url)
    with connect(url) as connection:
        loaded = load_files(find_files([Path(samples)]), connection)
    show.results(console, loaded)
    result = build(settings)
    for problem in result.errors:
        console.print(escape(f"{problem.name}: {problem.message}"))
    console.print(f"{result.models} models built, {result.tests} tests, {result.seconds:.1f} s\n")
    if not result.ok or failures(loaded):
        raise typer.Exit(1)
    with psycopg.connect(url) as connection:
        _print(console, connection)
    console.print(
        "\nLook further (the demo's warehouse is apart from your own):\n"
        f"  GONGKAI_HOME={_shown(settings.home)} .venv/bin/gongkai db psql\n"
        f"  GONGKAI_HOME={_shown(settings.home)} .venv/bin/gongkai db url      # the address for a BI tool\n"
        "and load reports of yours:  .venv/bin/gongkai run FILES…",
        highlight=False,
    )


def _print(console: Console, connection: psycopg.Connection) -> None:
    show.rows(
        console,
        "Agencies side by side (万元; per head: yuan)",
        ("agency", "year", "report", "expenditure", "projects %", "三公", "people", "basic per head"),
        [
            (a, y, k, _wan(e), _percent(p), _wan(t), n, None if h is None else f"{h:,.0f}")
            for a, y, k, e, p, t, n, h in connection.execute(_COMPARISON).fetchall()
        ],
        right=(3, 4, 5, 6, 7),
    )
    show.rows(
        console,
        "\nThe same item among its peers: 公务员医疗补助 (2101103) of health insurance bureaus, final accounts",
        ("agency", "year", "amount 万元", "% of its expenditure", "rank", "× median"),
        [(a, y, _wan(m), _percent(s), r, f"{x:.2f}") for a, y, m, s, r, x in connection.execute(_PEERS).fetchall()],
        right=(2, 3, 4, 5),
    )
    show.rows(
        console,
        "\nOver budget by more than a half, with the reason stated",
        ("agency", "year", "item", "budget 万元", "outturn 万元", "completed %", "reason"),
        [
            (a, y, s.split("/")[-1], _wan(b), _wan(o), _percent(c), (r or "")[:36])
            for a, y, s, b, o, c, r in connection.execute(_OVERSPENT).fetchall()
        ],
        right=(3, 4, 5),
    )
    show.rows(
        console,
        "\nExpenditure against the year before (from last year's own report where loaded, else as disclosed)",
        ("agency", "year", "headline", "year before", "this year", "change %", "from"),
        [(a, y, h, _wan(p), _wan(m), _percent(c), s) for a, y, h, p, m, c, s in connection.execute(_TREND).fetchall()],
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
