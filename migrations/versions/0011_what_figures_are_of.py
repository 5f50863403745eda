"""what figures are of: basis, measure, member and fund in columns of their own, in closed lists, in place of one string with a grammar

Revision: 0011, after 0010. The strings of before (`prior:total`, `economic:302`, `budget@general_public:abroad`, `basic_of_general_public` …) are
taken apart here and nowhere else. The lists are those of this version: words that came later are the matter of a later one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.helpers import create_views, drop_views

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BASES = (
    "this_year prior_year opening received closing initial_budget budget adjusted_budget outturn prior_budget prior_outturn change "
    "change_percent change_from_budget change_percent_from_budget change_from_outturn change_percent_from_outturn completion_percent share"
)
_FUNDS = "all fiscal general_public government_fund state_capital special_account unit_funds other_funds"
_MEASURES = (
    "total amount item unmapped subtotal of_which basic project personnel public special remitted_to_superior "
    "operating affiliate_subsidy project_running project_specific project_part project_carried_over project_surplus "
    "project_budget own_expenditure transfers fund_total fund_basic fund_project fund_personnel fund_public "
    "fund_appropriation appropriation carried_over unit_funds special_account own_revenue other_funds sources fiscal "
    "general_public government_fund state_capital current current_revenue opening fund_opening use_of_surplus "
    "cash_balance education_fee superior_subsidy business operating_activity affiliate_remittance other "
    "arranged_before advanced_last_year granted_now granted_apart general_debt special_debt goods works services "
    "for_small_enterprises quantity unit_price fixed buildings vehicles large_equipment other_fixed investments "
    "construction intangible other_assets region year three_public fund_three_public"
)

_COMMENTS = {
    "basis": "口径：this_year 本年数、prior_year 上年数、opening 年初结转结余、received 本年收入、closing 年末结转结余、initial_budget、budget、adjusted_budget、outturn、prior_budget、prior_outturn、change 增减额、change_percent 增减率、completion_percent、share 占比 … | Which year, moment or version of the money: this_year, prior_year, opening, received, closing, initial_budget, budget, adjusted_budget, outturn, prior_budget, prior_outturn, change, change_percent, completion_percent, share …",
    "measure": "度量：total 合计、amount 金额、basic、project、personnel、public、three_public …；unmapped 目录中没有的栏目 | What is measured: total, amount, basic, project, personnel, public, three_public …; unmapped: a column that the catalogue has none for",
    "member": "度量所指的成员：经济科目代码、“三公”事项、地区、列标题；没有则为空 | What the measure is of, where one word stands for several columns: economic subject, item of the three public expenses, region, header; else empty",
    "fund": "资金：列所指的资金，列未指明时为报表的资金：all、fiscal、general_public、government_fund、state_capital、special_account、unit_funds、other_funds | Whose money: the fund of the column, else of the form: all, fiscal, general_public, government_fund, state_capital, special_account, unit_funds, other_funds",
}
_OLD_COMMENTS = {"measure": "度量 | Measure of the catalogue"}
_SOURCE = (
    "来源：fiscal、superior_subsidy、operating_activity、business、affiliate_remittance、other …；opening 上年结转，按资金分列的为 opening_general_public、opening_government_fund、opening_state_capital、opening_special_account、opening_unit_funds；unspecified 未分来源 | Source of money; opening or opening_* (by fund) is money carried over; unspecified where the form gives no sources",
    "来源：fiscal、superior_subsidy、operating_activity、business、affiliate_remittance、other …；opening 上年结转；unspecified 未分来源 | Source of money; opening is money carried over; unspecified where the form gives no sources",
)
_FACT_FUND = "资金：all、fiscal、general_public、government_fund、state_capital、special_account 财政专户管理资金 | Fund: all money, fiscal appropriation, or one fund; special_account is money in the special fiscal account"

_ONE_FUND = "general_public|government_fund|state_capital|special_account|unit_funds|other_funds"
_PHASE = "budget|adjusted_budget|outturn|prior_budget|prior_outturn|completion_percent"
_CHANGE = "(?:change|change_percent)(?:_from_budget|_from_outturn)?"

# What a string says of the year or version, and what is left of it without that.
_APART = r"""
    select
        f.report_key, f.figure_no, f.agency_key, f.fiscal_year, f.measure as said, f.column_path, s.fund as form_fund,
        d.fact = 'three_public' as has_phases,
        case
            when f.measure ~ '^prior:(initial|adjusted)_budget$' then 'prior_budget'
            when f.measure ~ '^prior(:|_total$|_amount$)' then 'prior_year'
            when f.measure ~ '^@CHANGE@:' or f.measure ~ '^(@PHASE@)(@\w+)?:'
                then split_part(split_part(f.measure, ':', 1), '@', 1)
            when f.measure ~ '^share:' then 'share'
            when f.measure in ('opening_balance', 'opening_basic', 'opening_project', 'opening_project_part') then 'opening'
            when f.measure ~ '^closing_(balance|basic|project|project_carried_over|project_surplus)$' then 'closing'
            when f.measure in ('revenue', 'revenue_basic', 'revenue_project') then 'received'
            when f.measure in ('initial_budget', 'adjusted_budget') then f.measure
            else 'this_year'
        end as basis,
        case
            when f.measure = 'prior_total' and f.statement_key = 'procurement' then 'amount'
            when f.measure in ('prior_total', 'prior_amount') then substr(f.measure, 7)
            when f.measure ~ '^(prior|share|@CHANGE@):' or f.measure ~ '^(@PHASE@)(@\w+)?:'
                then substr(f.measure, strpos(f.measure, ':') + 1)
            else f.measure
        end as of_what
    from core.figure as f
    inner join core.report_statement as s on f.report_key = s.report_key and f.statement_seq = s.statement_seq
    inner join core.dim_statement as d on f.statement_key = d.statement_key
"""

# The measure, its member and fund. A column of last year's, or of changes, of a balance or of money received has no name.
_MEANING = r"""
    select
        *,
        case
            when has_phases then case when said ~ '@' then 'fund_three_public' else 'three_public' end
            when basis in ('prior_year', 'share') and of_what ~ '^(opening_(balance|basic|project)|closing_|revenue)'
                or said ~ '^change' and of_what ~ '^(opening_(balance|basic|project)|closing_|revenue|initial_budget|adjusted_budget)'
                then 'unmapped'
            when of_what ~ '^(opening|closing)_balance$' or of_what = 'revenue' then 'total'
            when basis in ('opening', 'closing', 'received') then regexp_replace(of_what, '^(opening|closing|revenue)_', '')
            when of_what in ('initial_budget', 'adjusted_budget') then 'amount'
            when of_what ~ '^(basic_|project_)?economic:'
                then coalesce(nullif(rtrim(split_part(of_what, 'economic:', 1), '_'), ''), 'total')
            when of_what ~ '^other:' then 'unmapped'
            when of_what ~ '^(subtotal|region|year):' then split_part(of_what, ':', 1)
            when of_what ~ '^fund_(@ONE_FUND@)$' then 'fund_total'
            when of_what ~ '^opening_(@ONE_FUND@)$' then 'fund_opening'
            when of_what ~ '^(basic|project|personnel|public)_of_(@ONE_FUND@)$' then 'fund_' || split_part(of_what, '_of_', 1)
            when of_what = 'appropriation_general_public' then 'fund_appropriation'
            when of_what = any(string_to_array('@MEASURES@', ' ')) then of_what
            else 'item'
        end as measure
    from apart
"""

_MEMBER = r"""
    select
        *,
        case
            when has_phases then of_what
            when of_what ~ '^(other|subtotal|region|year|(basic_|project_)?economic):'
                then substr(of_what, strpos(of_what, ':') + 1)
            when measure = 'unmapped' then regexp_replace(column_path, '^.*/', '')
            when measure = 'item' then of_what
            else ''
        end as member,
        case
            when said ~ '@' then split_part(split_part(said, '@', 2), ':', 1)
            when measure = 'unmapped' then form_fund
            when measure in ('fund_total', 'fund_opening') then substr(of_what, strpos(of_what, '_') + 1)
            when measure = 'fund_appropriation' then 'general_public'
            when of_what ~ '_of_' and measure ~ '^fund_' then split_part(of_what, '_of_', 2)
            when measure in ('fund_basic', 'fund_project') and column_path ~ '公共预算' then 'general_public'
            when measure in ('fund_basic', 'fund_project') and column_path ~ '基金' then 'government_fund'
            when measure in ('fund_basic', 'fund_project') then 'state_capital'
            when measure in ('fiscal', 'general_public', 'government_fund', 'state_capital', 'special_account', 'unit_funds', 'other_funds')
                then measure
            else form_fund
        end as fund
    from meaning
"""

# Back: one string for the four. What had no string of its own has that of the nearest.
_SAID = r"""
    update core.figure set measure = case
        when measure in ('three_public', 'fund_three_public')
            then basis || case measure when 'fund_three_public' then '@' || fund else '' end || ':' || member
        when basis = 'prior_year' and measure = 'amount' then 'prior_amount'
        when basis = 'prior_year' then 'prior:'
        when basis in ('this_year', 'opening', 'received', 'closing', 'initial_budget', 'adjusted_budget') then ''
        else basis || ':'
    end || case
        when measure in ('three_public', 'fund_three_public') or (basis = 'prior_year' and measure = 'amount') then ''
        when basis in ('initial_budget', 'adjusted_budget') then basis
        when basis in ('opening', 'closing') and measure = 'total' then basis || '_balance'
        when basis in ('opening', 'closing') then basis || '_' || measure
        when basis = 'received' and measure = 'total' then 'revenue'
        when basis = 'received' then 'revenue_' || measure
        when measure in ('total', 'basic', 'project') and member <> ''
            then case measure when 'total' then '' else measure || '_' end || 'economic:' || member
        when measure = 'unmapped' then 'other:' || member
        when measure in ('subtotal', 'region', 'year') then measure || ':' || member
        when measure = 'item' then member
        when measure = 'fund_total' then 'fund_' || fund
        when measure = 'fund_opening' then 'opening_' || fund
        when measure = 'fund_appropriation' then 'appropriation_general_public'
        when measure in ('fund_basic', 'fund_project', 'fund_personnel', 'fund_public') then substr(measure, 6) || '_of_' || fund
        else measure
    end
"""

_FIGURES = """
    with apart as (@APART@),

    meaning as (@MEANING@),

    member as (@MEMBER@)

    update core.figure as f set basis = m.basis, measure = m.measure, member = m.member, fund = m.fund
    from member as m
    where
        f.report_key = m.report_key and f.figure_no = m.figure_no
        and f.agency_key = m.agency_key and f.fiscal_year = m.fiscal_year
"""
_REVENUE = r"""
    update core.fact_revenue as f set
        source = case when f.source ~ '^opening_(@ONE_FUND@)$' then 'opening' else f.source end,
        fund = case
            when f.source ~ '^opening_(@ONE_FUND@)$' then substr(f.source, 9)
            when f.source in ('fiscal', 'general_public', 'government_fund', 'state_capital') then f.source
            when f.source in ('special_account', 'unit_funds') and f.statement_key <> 'budget_revenue_list' then f.source
            else s.fund
        end
    from core.report_statement as s
    where f.report_key = s.report_key and f.statement_seq = s.statement_seq
"""


def _one_of(name: str, words: str) -> str:
    return f"{name} in ({', '.join(repr(word) for word in words.split())})"


def _filled(query: str) -> str:
    """A query with the lists and patterns that it names."""
    given = {
        "@APART@": _APART,
        "@MEANING@": _MEANING,
        "@MEMBER@": _MEMBER,
        "@ONE_FUND@": _ONE_FUND,
        "@PHASE@": _PHASE,
        "@CHANGE@": _CHANGE,
        "@MEASURES@": _MEASURES,
        "%": "%%",
    }
    for name, text in given.items():
        query = query.replace(name, text)
    return query


def upgrade() -> None:
    """To this version. Views that read a changed table are dropped before and created after."""
    bind = op.get_bind()
    drop_views(bind)
    for name, default in (("basis", "this_year"), ("member", ""), ("fund", "all")):
        op.add_column(
            "figure",
            sa.Column(name, sa.Text(), nullable=False, server_default=default, comment=_COMMENTS[name]),
            schema="core",
        )
    _comment("figure.measure", _COMMENTS["measure"])
    bind.exec_driver_sql(_filled(_FIGURES))
    for name, words in (("basis", _BASES), ("measure", _MEASURES), ("fund", _FUNDS)):
        op.create_check_constraint(name, "figure", _one_of(name, words), schema="core")
    op.add_column(
        "fact_revenue",
        sa.Column("fund", sa.Text(), nullable=False, server_default="all", comment=_FACT_FUND),
        schema="core",
    )
    _comment("fact_revenue.source", _SOURCE[1])
    bind.exec_driver_sql(_filled(_REVENUE))
    create_views(bind)


def downgrade() -> None:
    """Back to the version before."""
    bind = op.get_bind()
    drop_views(bind)
    for name in ("basis", "measure", "fund"):
        op.drop_constraint(op.f(f"ck_figure_{name}"), "figure", schema="core")
    bind.exec_driver_sql(_SAID)
    for name in ("basis", "member", "fund"):
        op.drop_column("figure", name, schema="core")
    _comment("figure.measure", _OLD_COMMENTS["measure"])
    bind.exec_driver_sql(
        "update core.fact_revenue set source = source || '_' || fund where source = 'opening' and fund <> 'all'"
    )
    op.drop_column("fact_revenue", "fund", schema="core")
    _comment("fact_revenue.source", _SOURCE[0])
    create_views(bind)


def _comment(column: str, text: str) -> None:
    op.execute("comment on column core.{} is '{}'".format(column, text.replace("'", "''")))
