"""What must hold between a mart and what it is made of: our own arithmetic leaves a report out, a document's contradiction is shown."""

from __future__ import annotations

from pathlib import Path
from typing import LiteralString

import psycopg
from pydantic import SecretStr

from etl.settings import Settings
from etl.warehouse.build import build
from tests.dbt.warehouse import fill

LOST: LiteralString = (
    "update core.fact_expenditure set total = 300 where report_key = '1' and fund = 'all' and fact_no = 0"
)
"""A fact that isn't what its cell says: the leaves of the form make 900, the facts 800."""

CONTRADICTION: LiteralString = (
    "update core.figure set value = 750, amount_yuan = 750 where report_key = '2' and role = 'total'"
)
"""A printed total that its own rows don't make."""


def test_amounts_that_are_not_those_of_the_form_leave_the_report_out(database: str, tmp_path: Path) -> None:
    fill(database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(LOST)
        connection.execute(CONTRADICTION)
        result = build(Settings(database_url=SecretStr(database), home=tmp_path))
        assert result.errors == ()
        assert {(one.agency, one.fiscal_year) for one in result.left_out} == {("甲县渡口局", 2023)}
        assert {mart for one in result.left_out for mart in one.marts} == {"function_comparison", "spending"}
        reasons = {one.reason for one in result.left_out}
        assert reasons == {"differs from what it is made of: amount: 800.00 ≠ 900.00"}
        shown = connection.execute("select distinct report_key from marts.spending order by 1").fetchall()
        assert shown == [("2",), ("3",), ("4",)]
        published = connection.execute(
            "select agency_total, sum(amount) from marts.function_comparison where report_key = '2' and level = 'class' group by 1"
        ).fetchall()
        assert published == [(750, 700)]
        # Nothing is made good by a later build as long as nothing has changed.
        assert build(Settings(database_url=SecretStr(database), home=tmp_path)).left_out == result.left_out
