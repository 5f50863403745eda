"""No query of the program, of the views, of dbt or of a dashboard is one that a warehouse spread over machines would refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

import etl
from dashboards.definition import read_definitions
from dashboards.trace import first_query, read_sources, source_mart, traced
from scripts.spread_queries import (
    Query,
    compiled_queries,
    invariant_queries,
    layout,
    offences,
    program_queries,
    read_manifest,
    view_queries,
)

ETL = Path(etl.__file__).parent


def _said(text: str) -> list[str]:
    return offences([Query("here", text)], layout())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "select 1 from core.figure as f inner join core.report_statement as s on f.report_key = s.report_key",
            "joins f and s without the columns by which they lie",
        ),
        (
            "select 1 from core.figure as f inner join raw.document_table as t on f.table_index = t.table_index",
            "joins f and t without the columns by which they lie",
        ),
        (
            "select (select count(*) from core.figure as f where f.report_key = r.report_key) from core.dim_report as r",
            "asks f, which is spread, for each row of r",
        ),
        (
            "select 1 from core.dim_report as r where exists (select from core.published_figure as f where f.report_key = r.report_key)",
            "asks f, which is spread, for each row of r",
        ),
        (
            "select 1 from core.dim_report as r cross join lateral (select from core.figure as f where f.report_key = r.report_key) as l",
            "asks f, which is spread, for each row of r",
        ),
        (
            "delete from core.dim_project as p where not exists (select from core.fact_project as f where f.project_key = p.project_key)",
            "changes core.dim_project, which lies everywhere, by core.fact_project",
        ),
        (
            "select count(*) from (select from dbt_intermediate.differing_report limit 3) as differing",
            "reads differing, which has no column",
        ),
        ("select from where", "no statement that can be looked at"),
    ],
)
def test_what_citus_refuses_is_found(query: str, said: str) -> None:
    (found,) = _said(query)
    assert said in found


@pytest.mark.parametrize(
    "query",
    [
        "select 1 from core.figure as f inner join core.report_statement as s "
        "on f.report_key = s.report_key and f.agency_key = s.agency_key",
        "select 1 from core.figure as f inner join core.dim_report as r on f.report_key = r.report_key",
        "with counted as (select report_key, count(*) from core.figure group by report_key) "
        "select 1 from core.dim_report as r left join counted as c on r.report_key = c.report_key",
        "select 1 from core.fact_revenue as f where exists "
        "(select from core.figure as g where g.agency_key = f.agency_key and g.report_key = f.report_key)",
        "with a as (select * from core.figure) select 1 from a as x inner join a as y on x.report_key = y.report_key",
        "delete from core.figure where report_key = any(%s::text[])",
    ],
)
def test_what_citus_answers_passes(query: str) -> None:
    assert _said(query) == []


def test_statements_are_found_in_the_program(tmp_path: Path) -> None:
    (tmp_path / "etl").mkdir()
    (tmp_path / "etl" / "some.py").write_text(
        '_FROM = "select {more} from core.figure as f"\n'
        'def ask(c, x):\n    c.execute(_FROM.format(more="1") + f" where {x}")\n    c.execute("delete from core.slip")\n',
        encoding="utf-8",
    )
    found = [(one.place, one.text) for one in program_queries(tmp_path / "etl")]
    assert found == [
        ("etl/some.py:3", "select 1 from core.figure as f where {x}"),
        ("etl/some.py:4", "delete from core.slip"),
    ]


def test_program_and_views_ask_nothing_that_citus_refuses() -> None:
    queries = [*program_queries(ETL), *view_queries()]
    assert len(queries) > 100
    assert offences(queries, layout()) == []


def test_dbt_and_dashboards_ask_nothing_that_citus_refuses(
    samples: psycopg.Connection[Any], samples_home: Path
) -> None:
    manifest = read_manifest(samples_home)
    definitions, sources = read_definitions(), read_sources()
    charts = [
        Query(f"dashboard: {chart.key}", text)
        for _, chart in traced(definitions)
        for source in [sources[source_mart(chart, definitions)]]
        for text in (first_query(chart, definitions, source), source.sql)
    ]
    invariants = list(invariant_queries(samples_home))
    assert len(invariants) > 50
    queries = [*compiled_queries(manifest), *invariants, *charts, *program_queries(ETL)]
    assert len(queries) > 500
    assert offences(queries, layout(manifest)) == []
