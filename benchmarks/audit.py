"""Mutation benchmark of the audit: change one thing of a report at a time and count how often a finding notices it.

`make bench-audit REPORTS="a.txt b.pdf"`: the reports are loaded into a database of their own; clones of them with one change each are
made there, and the rules run once over thousands of clones. A change is noticed if it brings a finding (rule and place) that the
unchanged report doesn't have.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from etl.audit.plan import Step, load_plan, run_plan, run_step
from etl.audit.scratch import scratch_database
from etl.load import failures, find_files, load_files
from etl.settings import load_settings
from etl.warehouse.engine import connect

BASE = (
    "quality_report",
    "quality_statement",
    "quality_figure",
    "quality_left_cell",
    "quality_project",
    "quality_disclosure",
    "quality_remark",
)
"""What the rules read of a report: cloned."""

DERIVED = (
    "quality_parent",
    "quality_subject_amount",
    "quality_form_total",
    "quality_subject_compared",
    "quality_change",
    "reconciliation_evaluation",
)
"""What is built from it: built anew for the clones."""

BATCH = 500
"""Clones a build: as many as keep its tables in memory."""

KINDS = {
    "cell_plus_one": "表中数字加 1.00",
    "cell_tenth": "表中数字加一成",
    "row_dropped": "表中一行缺失",
    "prose_tenth": "文字数字加一成",
    "direction": "方向词相反",
}

TARGETS = {"cell_plus_one": 95, "cell_tenth": 97, "row_dropped": 95, "prose_tenth": 70, "direction": 90}
"""Shares in percent that are aimed at."""

_PLACE = "rule, statement_seq, table_index, row_index, column_index, disclosure_no"

_MUTATIONS = """
create table mutation as
with cell as (
    select report_key, figure_no, statement_seq, table_index, row_index, amount
    from dbt_quality.quality_figure
    where role <> 'percent'
),
change as (
    select report_key, 'cell_plus_one' as kind, figure_no, null::integer as disclosure_no, null::integer as table_index,
        null::integer as row_index
    from cell
    union all
    select report_key, 'cell_tenth', figure_no, null, null, null from cell where amount <> 0
    union all
    select distinct report_key, 'row_dropped', null::integer, null::integer, table_index, row_index from cell where amount <> 0
    union all
    select report_key, 'prose_tenth', null, disclosure_no, null, null
    from dbt_quality.quality_disclosure where amount <> 0
    union all
    select report_key, 'direction', null, disclosure_no, null, null
    from dbt_quality.quality_disclosure where amount <> 0 and direction in ('increase', 'decrease')
)
select row_number() over (order by report_key, kind, figure_no, disclosure_no, table_index, row_index) as clone_key, change.*
from change
where abs(hashint8(report_key # hashtext(concat_ws(' ', kind, figure_no, disclosure_no, table_index, row_index)))) % {every} = 0
"""

# A number of the prose changes by a tenth in the digits it is printed with, by one unit of the last where a tenth is less.
_CHANGED = {
    "quality_figure": {
        "amount": """case
            when m.kind = 'cell_plus_one' and m.figure_no = t.figure_no then t.amount + t.factor
            when m.kind = 'cell_tenth' and m.figure_no = t.figure_no
                then t.amount + sign(t.amount) * greatest(
                    case when t.half > 0 then round(abs(t.amount) * 0.1 / (2 * t.half)) * 2 * t.half else round(abs(t.amount) * 0.1) end,
                    case when t.half > 0 then 2 * t.half else 1 end
                )
            else t.amount end"""
    },
    "quality_disclosure": {
        "amount": """case
            when m.kind = 'prose_tenth' and m.disclosure_no = t.disclosure_no
                then t.amount + sign(t.amount) * greatest(
                    case when t.half > 0 then round(abs(t.amount) * 0.1 / (2 * t.half)) * 2 * t.half else round(abs(t.amount) * 0.1) end,
                    case when t.half > 0 then 2 * t.half else 1 end
                )
            when m.kind = 'direction' and m.disclosure_no = t.disclosure_no then -t.amount
            else t.amount end"""
    },
}

_KEPT = {
    "quality_figure": "not (m.kind = 'row_dropped' and m.table_index = t.table_index and m.row_index = t.row_index)",
    "quality_left_cell": "not (m.kind = 'row_dropped' and m.table_index = t.table_index and m.row_index = t.row_index)",
}


@dataclass(frozen=True, slots=True)
class Share:
    """Of the changes of one kind in one place (form, or topic of the prose), how many were made and noticed."""

    kind: str
    place: str
    made: int
    noticed: int


def measure(connection: psycopg.Connection[Any], steps: Sequence[Step], every: int) -> None:
    """Make the mutations and evaluate them; leaves `mutation` and `noticed` (clone_key) in the database."""
    derived = [step for step in steps if step.name in DERIVED]
    connection.execute(
        f"create table known as select distinct report_key, {_PLACE} from marts.reconciliation_evaluation where status = 'fail'"
    )
    for name in BASE:
        connection.execute(
            sql.SQL("create table {} as table {}").format(_clean(name), sql.Identifier("dbt_quality", name))
        )
    connection.execute(_MUTATIONS.format(every=every))
    connection.execute("analyze mutation")
    connection.execute("create table noticed (clone_key bigint primary key)")
    (count,) = connection.execute("select count(*) from mutation").fetchone() or (0,)
    for first in range(1, count + 1, BATCH):
        for name in BASE:
            _clone(connection, name, first, first + BATCH - 1)
        for step in derived:
            run_step(connection, step)
        connection.execute(
            f"""
            insert into noticed
            select distinct e.report_key
            from marts.reconciliation_evaluation as e
            inner join mutation as m on e.report_key = m.clone_key
            where e.status = 'fail' and not exists (
                select 1 from known as k
                where k.report_key = m.report_key
                    and ({", ".join("k." + c.strip() for c in _PLACE.split(","))})
                        is not distinct from ({", ".join("e." + c.strip() for c in _PLACE.split(","))})
            )
            """
        )


def _clean(name: str) -> sql.Identifier:
    return sql.Identifier(f"clean_{name}")


def _clone(connection: psycopg.Connection[Any], name: str, first: int, last: int) -> None:
    """The rows of one table for the clones first..last, in place of those of the batch before."""
    table = sql.Identifier("dbt_quality", name)
    names = [
        row[0]
        for row in connection.execute(
            "select column_name from information_schema.columns where table_schema = 'dbt_quality' and table_name = %s"
            " order by ordinal_position",
            (name,),
        )
    ]
    changed = {"report_key": "m.clone_key", "agency_key": "m.clone_key", **_CHANGED.get(name, {})}
    values = ", ".join(changed.get(column, f't."{column}"') for column in names)
    kept = _KEPT.get(name, "true")
    connection.execute(sql.SQL("truncate {}").format(table))
    connection.execute(
        sql.SQL(
            "insert into {} select " + values + " from mutation as m inner join {} as t on m.report_key = t.report_key"
            " where m.clone_key between %s and %s and " + kept
        ).format(table, _clean(name)),
        (first, last),
    )
    connection.execute(sql.SQL("analyze {}").format(table))


_SHARES = """
select m.kind, coalesce(f.statement_key, r.statement_key, d.topic) as place, count(*), count(n.clone_key)
from mutation as m
left join clean_quality_figure as f on m.report_key = f.report_key and m.figure_no = f.figure_no
left join lateral (
    select min(statement_key) as statement_key from clean_quality_figure as c
    where c.report_key = m.report_key and c.table_index = m.table_index and c.row_index = m.row_index
) as r on true
left join clean_quality_disclosure as d on m.report_key = d.report_key and m.disclosure_no = d.disclosure_no
left join noticed as n on m.clone_key = n.clone_key
group by m.kind, place
order by array_position(%s, m.kind), place
"""

_UNNOTICED = """
select distinct m.kind, q.file_name, coalesce(f.statement_title || ' ' || f.row_label || ' ' || f.column_label || ' ' || trim_scale(f.amount / f.factor),
    d.item || ' ' || d.metric || ' ' || trim_scale(d.value) || d.unit,
    '第' || m.table_index + 1 || '张表第' || m.row_index + 1 || '行')
from mutation as m
inner join clean_quality_report as q on m.report_key = q.report_key
left join clean_quality_figure as f on m.report_key = f.report_key and m.figure_no = f.figure_no
left join clean_quality_disclosure as d on m.report_key = d.report_key and m.disclosure_no = d.disclosure_no
left join noticed as n on m.clone_key = n.clone_key
where n.clone_key is null
order by 1, 2, 3
"""


def run(files: Sequence[Path], *, unnoticed: bool, every: int) -> tuple[list[Share], list[tuple[str, str, str]], float]:
    """The shares, what wasn't noticed (kind, file, what), and the seconds that cloning and evaluating took."""
    settings = load_settings()
    with scratch_database(settings) as url, connect(url) as connection:
        loaded = load_files(files, connection)
        for failed in failures(loaded):
            print(failed.error, file=sys.stderr)
        steps = load_plan(settings, url)
        run_plan(connection, steps)
        started = time.monotonic()
        measure(connection, steps, every)
        seconds = time.monotonic() - started
        shares = [Share(*row) for row in connection.execute(_SHARES, (list(KINDS),))]
        missed = connection.execute(_UNNOTICED).fetchall() if unnoticed else []
    return shares, missed, seconds


def lines(shares: Sequence[Share], seconds: float) -> Iterator[str]:
    """The result as a table: a line a kind, and under it one a form or topic."""
    yield f"{sum(s.made for s in shares)} changes in {seconds:.0f} s"
    for kind, name in KINDS.items():
        of_kind = [s for s in shares if s.kind == kind]
        made, noticed = sum(s.made for s in of_kind), sum(s.noticed for s in of_kind)
        if made:
            yield f"{name} ({kind}): {noticed} of {made} noticed, {100 * noticed / made:.1f} % (aim {TARGETS[kind]} %)"
        for s in of_kind:
            yield f"    {s.place}: {s.noticed} of {s.made}"


def main() -> None:
    """Measure, print, and with `--unnoticed` list what no rule noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="reports, or folders of them")
    parser.add_argument("--unnoticed", action="store_true", help="list every change that no rule noticed")
    parser.add_argument("--every", type=int, default=1, help="make only one of so many changes, chosen by hash")
    arguments = parser.parse_args()
    shares, missed, seconds = run(find_files(arguments.paths), unnoticed=arguments.unnoticed, every=arguments.every)
    print("\n".join(lines(shares, seconds)))
    for kind, file, what in missed:
        print(f"{kind}\t{file}\t{what}")


if __name__ == "__main__":
    main()
