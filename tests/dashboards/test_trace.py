"""Every number of a chart leads to a cell or a sentence of a document in two queries that a reader of the marts may ask."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from dashboards.definition import Chart, Definitions, read_definitions
from dashboards.trace import PAGE, bound, dimensions, first_query, measures, read_sources, section, source_mart, traced

DEFINITIONS = read_definitions()
SOURCES = read_sources()
CHARTS = [pytest.param(chart, id=f"{slug}-{chart.key}") for slug, chart in traced(DEFINITIONS)]


def _rows(connection: psycopg.Connection[Any], query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    text, given = bound(query, values)
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(text.encode(), given).fetchall()


def _bars(chart: Chart, definitions: Definitions, connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """What names each bar of the chart, asked of the mart without the bars' own condition."""
    query = first_query(chart, definitions, SOURCES[source_mart(chart, definitions)])
    names = dimensions(chart)
    if not names:
        return [{}]
    condition = {
        name: line.split(" = :")[0].strip().removeprefix("and ")
        for name in names
        for line in query.splitlines()
        if line.endswith(f":{name}")
    }
    made = ", ".join(f"{condition[name]} as {name}" for name in names)
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            sql.SQL("select distinct {} from {}").format(sql.SQL(made), sql.Identifier("marts", chart.mart))
        )  # type: ignore[arg-type]
        return found.fetchall()


@pytest.mark.parametrize("chart", CHARTS)
def test_number_of_a_chart_leads_to_cells_in_two_queries(chart: Chart, samples: psycopg.Connection[Any]) -> None:
    mart = source_mart(chart, DEFINITIONS)
    source = SOURCES[mart]
    rows = [
        row
        for bar in _bars(chart, DEFINITIONS, samples)
        for row in _rows(samples, first_query(chart, DEFINITIONS, source), bar)
    ]
    assert rows, "no number to follow"
    wanted = measures(chart, DEFINITIONS)
    without = []
    for row in {tuple(row[key] for key in source.keys): row for row in rows}.values():
        drawn = [name for name in wanted if row.get(name) is not None]
        found = _rows(samples, source.sql, {**row, "measures": drawn})
        if not any(
            one["file_name"] and (one["page"] or one["row_index"] is not None or one["printed"]) for one in found
        ):
            without.append({key: row[key] for key in source.keys})
    if mart == "reconciliation_coverage":
        # A rule that holds, or found nothing to look at, has no place in the marts.
        assert len(without) < len(rows)
    elif mart in ("coverage", "coverage_matrix"):
        # What is counted is the file: one, by name, for each report; a report that is missing has none.
        assert len(without) == len({row["report_key"] for row in rows})
        assert all(_rows(samples, source.sql, row) for row in rows if row["report_key"] is not None)
    else:
        assert without == []


def test_cells_of_a_subject_add_up_to_the_number_of_the_mart(samples: psycopg.Connection[Any]) -> None:
    for mart, columns in (
        ("function_comparison", ("amount", "basic", "project_expenditure")),
        ("economic_comparison", ("amount",)),
    ):
        keys = [*SOURCES[mart].keys, *columns]
        for row in _rows(samples, f"select {', '.join(keys)} from marts.{mart}", {}):
            for column in columns:
                found = _rows(samples, SOURCES[mart].sql, {**row, "measures": [column]})
                amounts = [one["amount"] for one in found]
                assert (sum(amounts) if amounts else None) == row[column], row


def test_totals_that_no_form_prints_are_the_sum_of_their_parts(samples: psycopg.Connection[Any]) -> None:
    rows = samples.execute(
        """
        select headline.subject_key, headline.amount, sum(part.amount)
        from marts.subject_source as headline
        left join marts.subject_source as part
            on
                headline.report_key = part.report_key
                and part.subject_kind = 'headline'
                and part.subject_key = headline.subject_key
                and part.measure = 'part'
        where headline.measure = 'headline' and headline.amount_origin = 'summed'
        group by headline.report_key, headline.subject_key, headline.amount
        """
    ).fetchall()
    assert rows
    assert [row for row in rows if row[1] != row[2]] == []


def test_page_lists_the_queries_of_every_chart() -> None:
    assert section(DEFINITIONS) in PAGE.read_text(encoding="utf-8"), "run python -m dashboards.trace"


def test_reader_s_marts_are_all_that_is_asked() -> None:
    for mart, source in SOURCES.items():
        named = {
            word
            for word in source.sql.replace("\n", " ").split(" ")
            if "." in word and word.split(".")[0] in {"core", "raw", "marts", "dbt_staging"}
        }
        assert named, mart
        assert {word.split(".")[0] for word in named} == {"marts"}
