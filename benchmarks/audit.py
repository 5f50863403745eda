"""Mutation benchmark of the audit: change one thing of a report at a time and count how often a finding notices it.

`make bench-audit REPORTS="a.txt b.pdf"`: the reports are loaded into a database of their own; clones of them with one change each are
made there, and the rules run once over thousands of clones. A change is noticed if it brings a finding (rule and place) that the
unchanged report doesn't have.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from etl.audit.rule_queries import load_plan, run_plan, run_step
from etl.audit.scratch import scratch_database
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.settings import load_settings
from etl.warehouse.compiled_rules import Step
from etl.warehouse.engine import connect

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

_KEYS = """
    concat_ws('|', e.rule, coalesce(e.statement_seq, -1), coalesce(e.table_index, -1), coalesce(e.row_index, -1),
        coalesce(e.column_index, -1), coalesce(e.disclosure_no, -1)) as place,
    md5(concat_ws('|', e.left_label, e.right_label, trim_scale(e.left_value), trim_scale(e.right_value), e.status)) as content
"""
"""What an evaluation is known by: the rule and where it stands; and what it compares there with which numbers."""

REASONS = {
    "known": "the unchanged report already has a finding there, with another difference",
    "rounding": "compared, and within what the printed digits allow",
    "bound": "compared only as a part that is no more than its whole",
    "skipped": "compared, but the rule's precondition is gone or doubtful",
    "gone": "what compared it has nothing left to look at",
    "single": "printed once: no sum, form or sentence holds it",
}
"""Why a change isn't noticed: computed from what the evaluations of the clone and of the report have that the other hasn't."""

_MUTATIONS = """
create table mutation as
with cell as (
    select report_key, figure_no, statement_seq, table_index, row_index, amount
    from dbt_quality.quality_figure
    where role <> 'percent'
),
change as (
    -- Nothing is changed in it: what the others are compared with, made in the same way as they are.
    select report_key, 'control' as kind, null::integer as figure_no, null::integer as disclosure_no, null::integer as table_index,
        null::integer as row_index
    from dbt_quality.quality_report
    union all
    select report_key, 'cell_plus_one', figure_no, null, null, null
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
select row_number() over (order by kind <> 'control', report_key, kind, figure_no, disclosure_no, table_index, row_index) as clone_key,
    change.*
from change
where kind = 'control' or abs(hashtext(concat_ws(' ', report_key, kind, figure_no, disclosure_no, table_index, row_index))::bigint) % {every} = 0
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

# A form whose last row with a number is gone is an empty one.
_CHANGED["quality_statement"] = {
    "is_empty": """t.is_empty or (m.kind = 'row_dropped' and not exists (
        select 1 from clean_quality_figure as left_over
        where left_over.report_key = t.report_key and left_over.statement_seq = t.statement_seq
            and not (left_over.table_index = m.table_index and left_over.row_index = m.row_index)
    ))"""
}

_KEPT = {
    "quality_figure": "not (m.kind = 'row_dropped' and m.table_index = t.table_index and m.row_index = t.row_index)",
    "quality_left_cell": "not (m.kind = 'row_dropped' and m.table_index = t.table_index and m.row_index = t.row_index)",
    "quality_cell": "not (m.kind = 'row_dropped' and m.table_index = t.table_index and m.row_index = t.row_index)",
}


@dataclass(frozen=True, slots=True)
class Share:
    """Of the changes of one kind in one place (form, or topic of the prose), how many were made and noticed."""

    kind: str
    place: str
    made: int
    noticed: int


def measure(connection: psycopg.Connection[Any], steps: Sequence[Step], every: int) -> None:
    """Make the mutations and evaluate them; leaves `mutation` and `outcome` (clone_key, noticed, reason) in the database."""
    made = [step for step in steps if step.schema == "dbt_quality" and step.kind == "table"]
    base = [step.name for step in made if _reads_the_warehouse(step)]
    derived = [step for step in made if step.name not in base]
    derived += [step for step in steps if step.name == "reconciliation_evaluation"]
    for name in base:
        connection.execute(
            sql.SQL("create table {} as table {}").format(_clean(name), sql.Identifier("dbt_quality", name))
        )
    connection.execute(_MUTATIONS.format(every=every))
    connection.execute("analyze mutation")
    connection.execute("create table outcome (clone_key bigint primary key, noticed boolean, reason text)")
    controls, count = connection.execute(
        "select count(*) filter (where kind = 'control'), count(*) from mutation"
    ).fetchone() or (0, 0)

    def evaluate(first: int, last: int) -> None:
        for name in base:
            _clone(connection, name, first, last)
        for step in derived:
            run_step(connection, step)

    evaluate(1, controls)
    connection.execute(_KNOWN)
    connection.execute("analyze known")
    for first in range(controls + 1, count + 1, BATCH):
        evaluate(first, first + BATCH - 1)
        connection.execute(_OUTCOME, {"first": first, "last": first + BATCH - 1})


def _reads_the_warehouse(step: Step) -> bool:
    """Whether a table of the reconciliation is taken from the warehouse, and not made from other tables of the reconciliation."""
    return (
        re.search(r'"(core|raw|dbt_staging|dbt_intermediate)"\."(?!reconciliation_rule|subject_pair)', step.text)
        is not None
    )


_KNOWN = f"""
create table known as
select m.report_key, e.status, e.difference, {_KEYS}
from dbt_quality.reconciliation_evaluation as e
inner join mutation as m on e.report_key = m.clone_key::text
"""
"""What the rules say of a report in which nothing is changed: of a clone, for a rule may miss in any clone what isn't cloned."""

# What a clone has that its report hasn't (`new`), and the other way round (`lost`); only what isn't noticed needs a reason.
_OUTCOME = f"""
with evaluation as materialized (
    select m.clone_key, m.report_key as original_key, e.relation, e.status, e.difference, {_KEYS}
    from dbt_quality.reconciliation_evaluation as e
    inner join mutation as m on e.report_key = m.clone_key::text
),
new as materialized (
    select e.*
    from evaluation as e
    where not exists (
        select 1 from known as k where k.report_key = e.original_key and k.place = e.place and k.content = e.content
    )
),
found as (
    select e.clone_key, bool_or(k.place is null) as noticed, true as known
    from new as e
    left join known as k on k.report_key = e.original_key and k.status = 'fail' and k.place = e.place
    where e.status = 'fail'
    group by e.clone_key
),
-- An evaluation whose sides moved against each other.
moved as (
    select
        e.clone_key,
        bool_or(e.status = 'pass' and e.relation = '=') as rounding,
        bool_or(e.status = 'pass' and e.relation <> '=') as bound,
        bool_or(e.status = 'skip') as skipped
    from new as e
    inner join known as k on k.report_key = e.original_key and k.difference <> e.difference and k.place = e.place
    group by e.clone_key
),
lost as (
    select m.clone_key
    from mutation as m
    inner join known as k on m.report_key = k.report_key
    where m.clone_key between %(first)s and %(last)s
        and not exists (select 1 from evaluation as e where e.clone_key = m.clone_key and k.place = e.place)
    group by m.clone_key
)
insert into outcome
select
    m.clone_key,
    coalesce(found.noticed, false),
    case
        when found.noticed then null
        when found.known then 'known'
        when moved.rounding then 'rounding'
        when moved.bound then 'bound'
        when moved.skipped then 'skipped'
        when lost.clone_key is not null then 'gone'
        else 'single'
    end
from mutation as m
left join found on m.clone_key = found.clone_key
left join lost on m.clone_key = lost.clone_key
left join moved on m.clone_key = moved.clone_key
where m.clone_key between %(first)s and %(last)s
"""


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
    changed = {"report_key": "m.clone_key::text", "agency_key": "m.clone_key::text", **_CHANGED.get(name, {})}
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
select m.kind, coalesce(f.statement_key, r.statement_key, d.topic) as place, count(*), count(*) filter (where n.noticed)
from mutation as m
left join clean_quality_figure as f on m.report_key = f.report_key and m.figure_no = f.figure_no
left join lateral (
    select min(statement_key) as statement_key from clean_quality_figure as c
    where c.report_key = m.report_key and c.table_index = m.table_index and c.row_index = m.row_index
) as r on true
left join clean_quality_disclosure as d on m.report_key = d.report_key and m.disclosure_no = d.disclosure_no
inner join outcome as n on m.clone_key = n.clone_key
group by m.kind, place
order by array_position(%s, m.kind), place
"""

_REASONS = """
select m.kind, n.reason, count(*)
from mutation as m
inner join outcome as n on m.clone_key = n.clone_key
where not n.noticed
group by 1, 2
"""

_UNNOTICED = """
select distinct m.kind, n.reason, q.file_name, coalesce(f.statement_title || ' ' || f.row_label || ' ' || f.column_label || ' ' || trim_scale(f.amount / f.factor),
    d.item || ' ' || d.metric || ' ' || trim_scale(d.value) || d.unit,
    (
        select '第' || m.table_index + 1 || '张表第' || m.row_index + 1 || '行 ' || c.statement_title || ' ' || string_agg(c.row_kind || ' ' || c.row_label || ' ' || c.column_label || ' ' || trim_scale(c.amount / c.factor), '; ' order by c.column_index)
        from clean_quality_figure as c
        where c.report_key = m.report_key and c.table_index = m.table_index and c.row_index = m.row_index
        group by c.statement_title
        limit 1
    ))
from mutation as m
inner join clean_quality_report as q on m.report_key = q.report_key
left join clean_quality_figure as f on m.report_key = f.report_key and m.figure_no = f.figure_no
left join clean_quality_disclosure as d on m.report_key = d.report_key and m.disclosure_no = d.disclosure_no
inner join outcome as n on m.clone_key = n.clone_key
where not n.noticed
order by 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Result:
    """The shares, the reasons of what wasn't noticed (kind, reason, how often), each of those changes (kind, reason, file, what),
    and the seconds that cloning and evaluating took."""

    shares: list[Share]
    reasons: list[tuple[str, str, int]]
    unnoticed: list[tuple[str, str, str, str]]
    seconds: float


def run(files: Sequence[Path], *, unnoticed: bool = False, every: int = 1) -> Result:
    """Load the files into a database of their own, change them and evaluate."""
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
        reasons = connection.execute(_REASONS).fetchall()
        missed = connection.execute(_UNNOTICED).fetchall() if unnoticed else []
    return Result(shares, reasons, missed, seconds)


def lines(result: Result) -> Iterator[str]:
    """The result as a table: a line a kind, under it why changes weren't noticed, and one line a form or topic."""
    yield f"{sum(s.made for s in result.shares)} changes in {result.seconds:.0f} s"
    for kind, name in KINDS.items():
        of_kind = [s for s in result.shares if s.kind == kind]
        made, noticed = sum(s.made for s in of_kind), sum(s.noticed for s in of_kind)
        if made:
            yield f"{name} ({kind}): {noticed} of {made} noticed, {100 * noticed / made:.1f} % (aim {TARGETS[kind]} %)"
        for reason, meaning in REASONS.items():
            count = sum(n for k, r, n in result.reasons if (k, r) == (kind, reason))
            if count:
                yield f"  not noticed {count}: {meaning} [{reason}]"
        for s in of_kind:
            yield f"    {s.place}: {s.noticed} of {s.made}"


def main() -> None:
    """Measure, print, and with `--unnoticed` list what no rule noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="reports, or folders of them")
    parser.add_argument("--unnoticed", action="store_true", help="list every change that no rule noticed")
    parser.add_argument("--every", type=int, default=1, help="make only one of so many changes, chosen by hash")
    arguments = parser.parse_args()
    result = run(find_files(arguments.paths), unnoticed=arguments.unnoticed, every=arguments.every)
    print("\n".join(lines(result)))
    for change in result.unnoticed:
        print("\t".join(change))


if __name__ == "__main__":
    main()
