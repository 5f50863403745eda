"""codes of facts: closed lists for the columns that hold codes, and the span of a project's money in a column of its own

Revision: 0018, after 0017. A source that ended in `_multi_year` is taken apart here and nowhere else. The lists are those of this version. What
stored rows hold that no list has becomes the word for all else: `other`, the fund of the form, no item.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.helpers import create_views, drop_views

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LISTS = {
    "funds": "all fiscal general_public government_fund state_capital special_account unit_funds other_funds",
    "coverages": "all basic project operating_costs",
    "sides": "revenue expenditure nature function department_economic government_economic",
    "flows": "current opening closing other",
    "bases": (
        "this_year prior_year opening received closing initial_budget budget adjusted_budget outturn prior_budget "
        "prior_outturn change change_percent change_from_budget change_percent_from_budget change_from_outturn "
        "change_percent_from_outturn completion_percent share"
    ),
    "item_groups": "three_public meeting training count",
    "three_public_items": (
        "total abroad vehicle vehicle_purchase vehicle_running reception meeting training abroad_groups abroad_people "
        "vehicles_purchased vehicles_held foreign_reception_groups foreign_reception_people reception_groups "
        "reception_people meetings meeting_people trainings training_people"
    ),
    "project_origins": "project_form performance department_performance",
    "performance_kinds": (
        "project_target project_self_evaluation department_target department_self_evaluation special_fund "
        "special_fund_target evaluation_system"
    ),
    "project_sources": (
        "total fiscal general_public government_fund state_capital fiscal_account superior carry_over unit_income other "
        "basic project"
    ),
    "spans": "year period",
    "procurement_origins": "form narrative declared_nil",
    "procurement_phases": "budget outturn",
    "procurement_categories": "goods works services unspecified total sme micro",
    "staff_measures": "posts people retired",
    "staff_kinds": "total administrative institution other",
    "assets": "vehicle equipment",
    "asset_movements": "held purchased",
    "subject_kinds": (
        "function department_economic government_economic three_public three_public_item fund_part operating "
        "procurement basic project personnel public opening_balance closing_balance government_fund_expenditure "
        "state_capital_expenditure general_public_revenue general_public_expenditure fiscal_revenue_total "
        "fiscal_expenditure_total fiscal_revenue fiscal_expenditure revenue_total expenditure_total revenue expenditure "
        "other"
    ),
    "budget_bases": "initial adjusted unspecified",
    "directions": "increase decrease unchanged not_comparable",
    "prior_origins": "stated derived none",
}
_CODES = (
    # table, column, list, whether the column may hold ""
    ("fact_asset", "asset", "assets", False),
    ("fact_asset", "movement", "asset_movements", False),
    ("fact_balance", "flow", "flows", False),
    ("fact_balance", "fund", "funds", False),
    ("fact_balance", "side", "sides", False),
    ("fact_budget_execution", "budget_basis", "budget_bases", False),
    ("fact_budget_execution", "direction", "directions", True),
    ("fact_budget_execution", "subject_kind", "subject_kinds", False),
    ("fact_budget_execution", "three_public_item", "three_public_items", True),
    ("fact_economic_expenditure", "coverage", "coverages", False),
    ("fact_economic_expenditure", "fund", "funds", False),
    ("fact_expenditure", "fund", "funds", False),
    ("fact_performance_indicator", "performance_kind", "performance_kinds", False),
    ("fact_procurement", "category", "procurement_categories", False),
    ("fact_procurement", "origin", "procurement_origins", False),
    ("fact_procurement", "phase", "procurement_phases", False),
    ("fact_project", "origin", "project_origins", False),
    ("fact_project", "performance_kind", "performance_kinds", True),
    ("fact_project", "source", "project_sources", False),
    ("fact_project", "span", "spans", False),
    ("fact_revenue", "fund", "funds", False),
    ("fact_staffing", "measure", "staff_measures", False),
    ("fact_staffing", "staff_kind", "staff_kinds", False),
    ("fact_three_public", "item", "three_public_items", False),
    ("fact_three_public", "item_group", "item_groups", False),
    ("fact_three_public", "phase", "bases", False),
    ("fact_year_change", "direction", "directions", True),
    ("fact_year_change", "prior_is_derived", "prior_origins", False),
    ("fact_year_change", "subject_kind", "subject_kinds", False),
    ("fact_year_change", "three_public_item", "three_public_items", True),
)
_ELSE = {"subject_kind": "other", "three_public_item": "", "direction": ""}
"""What a stored word becomes that a list doesn't have, as a producer of an older version may have written it."""
_SOURCE = "资金来源：total 合计、fiscal、carry_over、other … | Source of money: total, which adds the others up, fiscal, carry_over, other …"
_OLD_SOURCE = "资金来源：total、fiscal、carry_over、other …；以 _multi_year 结尾的为整个实施期 | Source of money; total adds the others up, *_multi_year is money of several years"
_SPAN = (
    "期间：year 年度、period 整个实施期 | year, or period: money of the whole period of the project, beside the year's"
)
_SPAN_OF_SOURCE = (
    "update core.fact_project set source = left(source, -11), span = 'period' where right(source, 11) = '_multi_year'"
)
_SOURCE_WITH_SPAN = "update core.fact_project set source = source || '_multi_year' where span = 'period'"
_FUND_OF_FORM = """
update core.{table} as f set fund = s.fund
from core.report_statement as s
where f.report_key = s.report_key and f.statement_seq = s.statement_seq and not f.{condition}
"""
_ALL_ELSE = "update core.{table} set {column} = '{word}' where not {condition}"


def _condition(column: str, words: str, or_none: bool) -> str:
    listed = ([""] if or_none else []) + _LISTS[words].split()
    return f"{column} in ({', '.join(map(repr, listed))})"


def upgrade() -> None:
    """To this version."""
    connection = op.get_bind()
    drop_views(connection)
    op.add_column(
        "fact_project",
        sa.Column("span", sa.Text(), nullable=False, server_default="year", comment=_SPAN),
        schema="core",
    )
    op.execute(_SPAN_OF_SOURCE)
    op.alter_column("fact_project", "source", comment=_SOURCE, existing_comment=_OLD_SOURCE, schema="core")
    for table, column, words, or_none in _CODES:
        condition = _condition(column, words, or_none)
        if column == "fund":
            op.execute(_FUND_OF_FORM.format(table=table, condition=condition))
        elif column in _ELSE:
            op.execute(_ALL_ELSE.format(table=table, column=column, word=_ELSE[column], condition=condition))
        op.create_check_constraint(column, table, condition, schema="core")
    create_views(connection)


def downgrade() -> None:
    """Back to the version before. Words that became those for all else stay so."""
    connection = op.get_bind()
    drop_views(connection)
    for table, column, _, _ in _CODES:
        op.drop_constraint(op.f(f"ck_{table}_{column}"), table, schema="core")
    op.execute(_SOURCE_WITH_SPAN)
    op.alter_column("fact_project", "source", comment=_OLD_SOURCE, existing_comment=_SOURCE, schema="core")
    op.drop_column("fact_project", "span", schema="core")
    create_views(connection)
