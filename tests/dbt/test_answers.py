"""Marts answer alike: one amount, wherever it is shown, on all samples; what is said twice counts once, what is said to be none is 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest


def ask(connection: psycopg.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()  # type: ignore[arg-type]


_ANSWERS = {
    "agency_year": """
        select report_key, headline, amount, source from marts.agency_year
        cross join lateral (
            values
                ('three_public', three_public, three_public_source),
                ('procurement', procurement, procurement_source),
                ('government_fund_expenditure', government_fund_expenditure, government_fund_source),
                ('state_capital_expenditure', state_capital_expenditure, state_capital_source),
                ('operating_costs', operating_costs, operating_costs_source)
        ) as told (headline, amount, source)""",
    "subject_source": "select report_key, subject_key, amount, amount_origin from marts.subject_source where measure = 'headline'",
    "agency_year_over_year": "select report_key, headline, amount, null from marts.agency_year_over_year",
    "budget_execution": """
        select report_key, subject_key, outturn, outturn_source from marts.budget_execution where subject_kind = 'headline'""",
    "three_public": """
        select report_key, 'three_public', case kind when 'budget' then budget else outturn end,
            case when kind = 'final_account' then outturn_source end
        from marts.three_public where item = 'total'""",
    "procurement": """
        select distinct report_key, 'procurement', report_total, null from marts.procurement
        where phase = case kind when 'budget' then 'budget' else 'outturn' end""",
    "staffing_and_cost": """
        select report_key, headline, amount, null from marts.staffing_and_cost
        cross join lateral (
            values ('three_public', three_public), ('operating_costs', operating_costs)
        ) as told (headline, amount)""",
}
"""Mart → report, headline, amount, and where it says that it comes from."""


@pytest.mark.parametrize("mart", [mart for mart in _ANSWERS if mart != "agency_year"])
def test_two_marts_never_give_two_amounts_of_one_thing(mart: str, samples: psycopg.Connection[Any]) -> None:
    compared = ask(
        samples,
        f"""
        select one.report_key, one.headline, one.amount, other.amount, one.source, other.source
        from ({_ANSWERS["agency_year"]}) as one (report_key, headline, amount, source)
        inner join ({_ANSWERS[mart]}) as other (report_key, headline, amount, source) using (report_key, headline)
        """,
    )
    assert compared
    assert [row for row in compared if row[2] != row[3]] == []
    nil = [row for row in compared if row[5] is not None and "declared_nil" in row[4:] and row[4] != row[5]]
    assert nil == []


def test_purchases_that_add_up_make_the_total(samples: psycopg.Connection[Any]) -> None:
    rows = ask(
        samples,
        "select agency, fiscal_year, report_total, sum(amount) filter (where adds_up) from marts.procurement"
        " where phase = case kind when 'budget' then 'budget' else 'outturn' end group by 1, 2, 3, report_key",
    )
    assert len(rows) > 5
    assert [row for row in rows if abs(row[2] - (row[3] or 0)) > 200] == []
    assert (Decimal("1612700.00"),) in {(row[2],) for row in rows}  # stated in two paragraphs


def test_awards_told_by_form_and_prose_are_no_more_than_was_procured(samples: psycopg.Connection[Any]) -> None:
    rows = ask(
        samples,
        "select report_total, sum(amount) filter (where category = 'sme' and told_first) from marts.procurement"
        " group by report_key, phase, report_total",
    )
    assert [row for row in rows if row[1] is not None and row[1] > row[0]] == []


def test_what_is_said_to_be_none_is_zero_with_its_sentence(samples: psycopg.Connection[Any]) -> None:
    rows = ask(
        samples,
        "select subject_key, amount, sentence from marts.subject_source where amount_origin = 'declared_nil' order by 1",
    )
    assert {row[0] for row in rows} == {"three_public", "government_fund_expenditure", "state_capital_expenditure"}
    assert [row for row in rows if row[1] != 0 or not row[2]] == []


def test_of_what_nothing_is_said_there_is_no_amount(samples: psycopg.Connection[Any]) -> None:
    rows = ask(samples, "select three_public, procurement from marts.agency_year where procurement_source = 'none'")
    assert rows
    assert {row[1] for row in rows} == {None}


def test_cells_of_a_subject_add_up_to_the_mart(samples: psycopg.Connection[Any]) -> None:
    wrong = ask(
        samples,
        """
        with source as (
            select report_key, subject_key, sum(amount) as amount
            from marts.subject_source
            where subject_kind = 'function' and measure = 'amount' and origin = 'form'
            group by report_key, subject_key
        )
        select mart.report_key, mart.function_code, mart.amount, source.amount
        from marts.function_comparison as mart
        left join source on mart.report_key = source.report_key and mart.function_code = source.subject_key
        where mart.level = 'item' and mart.amount is distinct from source.amount
        """,
    )
    assert wrong == []


def test_classes_bear_the_name_of_the_report_year(samples: psycopg.Connection[Any]) -> None:
    wrong = ask(
        samples,
        "select m.agency, m.fiscal_year, m.class_code, m.class_name, o.name from marts.function_comparison as m"
        " inner join dbt_staging.stg_subject_name as o on m.class_code = o.code"
        " and m.fiscal_year between o.valid_from and o.valid_to where m.class_name is distinct from o.name",
    )
    assert wrong == []


def test_an_item_has_one_budget_of_the_loaded_budget_report(samples: psycopg.Connection[Any]) -> None:
    rows = ask(
        samples,
        """
        select execution.budget, execution.budget_basis, expense.budget, expense.budget_basis
        from marts.budget_execution as execution
        inner join marts.three_public as expense
            on execution.report_key = expense.report_key and execution.subject_key = expense.item
        where execution.subject_kind in ('three_public', 'three_public_item') and expense.budget_source = 'report'
        """,
    )
    assert len(rows) > 10
    assert [row for row in rows if row[:2] != row[2:] or row[1] != "initial"] == []


def test_a_budget_told_by_itself_is_that_of_the_final_account(samples: psycopg.Connection[Any]) -> None:
    rows = ask(
        samples,
        "select kind, budget, budget_source from marts.three_public"
        " where agency like '%青溪市图书档案局' and fiscal_year = 2022 and item = 'meeting' order by 1",
    )
    assert rows == [("budget", 18000, "disclosed"), ("final_account", 18000, "report")]


def test_what_a_report_has_none_of_is_counted_as_zero_with_its_sentence(samples: psycopg.Connection[Any]) -> None:
    rows = ask(
        samples,
        "select counted, count, sentence from marts.counted_item where amount_origin = 'declared_nil'",
    )
    assert {"abroad_groups", "reception_groups", "vehicles_purchased"} <= {row[0] for row in rows}
    assert [row for row in rows if row[1] != 0 or not row[2]] == []


def test_a_blank_budget_beside_others_is_zero(samples: psycopg.Connection[Any]) -> None:
    rows = ask(
        samples,
        "select kind, budget, budget_source from marts.three_public"
        " where agency like '%青溪市图书档案局' and fiscal_year = 2024 and item = 'abroad' order by 1",
    )
    assert rows == [("budget", 0, "blank_cell"), ("final_account", 0, "report")]


def test_every_indicator_is_counted_with_one_table(samples: psycopg.Connection[Any]) -> None:
    counted = ask(
        samples,
        """
        select report_key, indicators, listed
        from (
            select report_key, sum(indicator_count) as indicators from marts.project_performance group by report_key
        ) as project
        full outer join (
            select report_key, count(*) as listed from marts.performance_indicator group by report_key
        ) as indicator using (report_key)
        """,
    )
    assert sum(listed or 0 for _, _, listed in counted) > 20
    assert [row for row in counted if (row[1] or 0) != (row[2] or 0)] == []
