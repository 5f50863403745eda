"""Dimensions come out the same in whatever order reports are loaded; what a person settled stays."""

from __future__ import annotations

from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.warehouse import keys
from etl.warehouse.writer import write_dimensions
from models import AgencyAlias, DimAgency, DimEconomic, DimFunction
from tests.warehouse.samples import function_row, table

Connection = psycopg.Connection[Any]

_functions = st.builds(
    function_row, code=st.sampled_from(["208", "20805", "2080505"]), year=st.integers(2018, 2025), name=st.none()
)
"""Names are settled after the merge: tests/warehouse/test_subject_names.py."""
_agencies = st.builds(
    lambda name, place: {
        "agency_key": keys.agency_key(place + name),
        "name": place + name,
        "agency_type": name,
        "type_as_named": name,
        "type_is_listed": True,
    },
    name=st.sampled_from(["财政局", "医疗保障局"]),
    place=st.sampled_from(["甲县", "乙县"]),
)


def _rows(connection: Connection, name: str) -> list[Any]:
    return connection.execute(f"select * from core.{name} order by 1").fetchall()  # type: ignore[arg-type]


@given(
    batches=st.lists(
        st.tuples(st.lists(_functions, max_size=3), st.lists(_agencies, max_size=2)), min_size=1, max_size=4
    ),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_loading_makes_no_difference(connection: Connection, batches: list[Any], order: Any) -> None:
    results = []
    shuffled = batches[:]
    order.shuffle(shuffled)
    # A third time in one go: rows of one key within a batch merge by the same rules.
    together = [([f for fs, _ in batches for f in fs], [a for _, ag in batches for a in ag])]
    for sequence in (batches, shuffled, together):
        connection.execute("truncate core.dim_function, core.dim_agency cascade")
        for functions, agencies in sequence:
            write_dimensions(connection, {table(DimFunction): functions, table(DimAgency): agencies})
        results.append((_rows(connection, "dim_function"), _rows(connection, "dim_agency")))
    assert results[0] == results[1] == results[2]


def test_a_subject_has_a_row_for_each_year_and_keeps_its_first_name(connection: Connection) -> None:
    for year in (2022, 2019, 2022):
        write_dimensions(connection, {table(DimFunction): [function_row(year=year, name=f"行政运行{year}")]})
    write_dimensions(connection, {table(DimFunction): [function_row(year=2019, name="别名")]})
    assert connection.execute("select fiscal_year, name from core.dim_function order by 1").fetchall() == [
        (2019, "行政运行2019"),
        (2022, "行政运行2022"),
    ]


def test_what_nothing_adds_to_is_not_written_again(connection: Connection) -> None:
    write_dimensions(connection, {table(DimFunction): [function_row()]})
    before = connection.execute("select xmin, xmax, ctid from core.dim_function").fetchall()
    write_dimensions(connection, {table(DimFunction): [function_row()]})
    assert connection.execute("select xmin, xmax, ctid from core.dim_function").fetchall() == before


def _agency(**more: Any) -> dict[str, Any]:
    return {"agency_key": keys.agency_key("甲局"), "name": "甲局", "needs_review": False, **more}


def test_what_is_known_of_an_agency_no_load_changes(connection: Connection) -> None:
    write_dimensions(connection, {table(DimAgency): [_agency(agency_type="财政局")]})
    connection.execute("update core.dim_agency set needs_review = true, agency_type = '医疗保障局'")
    write_dimensions(connection, {table(DimAgency): [_agency(agency_type="财政局")]})
    assert connection.execute("select needs_review, agency_type from core.dim_agency").fetchone() == (
        True,
        "医疗保障局",
    )


def test_a_spelling_may_be_of_two_agencies_and_holds_from_its_first_to_its_last_year(connection: Connection) -> None:
    agencies = [_agency(), {**_agency(), "agency_key": "y", "name": "乙局"}]
    first = {
        "alias": "甲",
        "agency_key": keys.agency_key("甲局"),
        "source": "person",
        "valid_from": 2020,
        "valid_to": 2020,
    }
    write_dimensions(connection, {table(DimAgency): agencies, table(AgencyAlias): [first]})
    write_dimensions(
        connection, {table(AgencyAlias): [{**first, "source": "report", "valid_from": 2018, "valid_to": 2018}]}
    )
    write_dimensions(connection, {table(AgencyAlias): [{**first, "agency_key": "y", "source": "report"}]})
    assert connection.execute(
        "select agency_key, source, valid_from, valid_to from core.agency_alias order by source"
    ).fetchall() == [(keys.agency_key("甲局"), "person", 2018, 2020), ("y", "report", 2020, 2020)]


def test_no_rows_are_no_work(connection: Connection) -> None:
    write_dimensions(connection, {table(DimEconomic): []})
    assert _rows(connection, "dim_economic") == []
