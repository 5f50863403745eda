"""Version 0011: the strings of before in columns of their own, for each kind of string; and a warehouse brought over is one loaded anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.warehouse import schema

ROOT = Path(__file__).resolve().parents[3]
BEFORE, HERE = "0010", "0011"
STRINGS = [
    # form, string, header; basis, measure, member, fund
    ("expenditure", "total", "合计", "this_year", "total", "", "all"),
    ("expenditure", "basic", "基本支出", "this_year", "basic", "", "all"),
    ("expenditure", "prior_total", "上年合计", "prior_year", "total", "", "all"),
    ("expenditure", "prior:basic", "上年/基本支出", "prior_year", "basic", "", "all"),
    ("expenditure", "change:total", "增减额", "change", "total", "", "all"),
    (
        "expenditure",
        "change_percent_from_budget:total",
        "比预算增减%",
        "change_percent_from_budget",
        "total",
        "",
        "all",
    ),
    ("expenditure", "share:project", "项目支出/占比", "share", "project", "", "all"),
    ("expenditure", "other:代管资金", "代管资金", "this_year", "unmapped", "代管资金", "all"),
    ("expenditure", "prior:other:代管资金", "上年/代管资金", "prior_year", "unmapped", "代管资金", "all"),
    ("expenditure", "subtotal:津贴/小计", "津贴/小计", "this_year", "subtotal", "津贴/小计", "all"),
    ("expenditure", "fund_general_public", "一般公共预算", "this_year", "fund_total", "", "general_public"),
    ("expenditure", "fund_basic", "政府性基金拨款/基本支出", "this_year", "fund_basic", "", "government_fund"),
    ("expenditure", "basic_of_state_capital", "国有资本/基本支出", "this_year", "fund_basic", "", "state_capital"),
    ("expenditure", "unit_funds", "单位资金", "this_year", "unit_funds", "", "unit_funds"),
    ("expenditure", "maintenance", "运行维护", "this_year", "item", "maintenance", "all"),
    ("government_fund", "opening_balance", "年初结转", "opening", "total", "", "government_fund"),
    ("government_fund", "opening_project_part", "结转", "opening", "project_part", "", "government_fund"),
    ("government_fund", "closing_basic", "基本支出", "closing", "basic", "", "government_fund"),
    ("government_fund", "revenue", "本年收入", "received", "total", "", "government_fund"),
    ("government_fund", "revenue_project", "本年收入/项目支出", "received", "project", "", "government_fund"),
    ("government_fund", "prior:revenue", "上年/本年收入", "prior_year", "unmapped", "本年收入", "government_fund"),
    ("revenue", "fiscal", "财政拨款收入", "this_year", "fiscal", "", "fiscal"),
    ("revenue", "opening", "上年结转", "this_year", "opening", "", "all"),
    ("revenue", "opening_unit_funds", "上年结转/单位资金", "this_year", "fund_opening", "", "unit_funds"),
    ("fiscal_summary", "general_public", "一般公共预算", "this_year", "general_public", "", "general_public"),
    ("fiscal_summary", "prior_amount", "上年数", "prior_year", "amount", "", "fiscal"),
    ("fiscal_summary", "initial_budget", "年初预算数", "initial_budget", "amount", "", "fiscal"),
    ("fiscal_summary", "prior:initial_budget", "上年/年初预算数", "prior_budget", "amount", "", "fiscal"),
    ("function_by_economic", "economic:30201", "办公费", "this_year", "total", "30201", "all"),
    ("function_by_economic", "basic_economic:302", "基本支出/商品和服务支出", "this_year", "basic", "302", "all"),
    ("procurement", "prior_total", "上年", "prior_year", "amount", "", "all"),
    ("budget_transfers", "region:青山市", "青山市", "this_year", "region", "青山市", "all"),
    ("three_public", "outturn:total", "合计", "outturn", "three_public", "total", "all"),
    ("three_public", "change:abroad", "因公出国", "change", "three_public", "abroad", "all"),
    ("three_public", "change_percent:total", "合计", "change_percent", "three_public", "total", "all"),
    ("three_public", "budget@general_public:abroad", "其中", "budget", "fund_three_public", "abroad", "general_public"),
]
FUNDS = {"government_fund": "government_fund", "fiscal_summary": "fiscal"}


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def test_every_kind_of_string_is_brought_over_and_back(empty_database: str) -> None:
    schema.upgrade(empty_database, BEFORE)
    forms = sorted({form for form, *_ in STRINGS})
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("select core.make_partitions(2024)")
        for number, form in enumerate(forms):
            connection.execute(
                "insert into core.dim_statement (statement_key, name_zh, name_en, kind, fact, breadth) values (%s, '', '', 'both', %s, 1)",
                (form, "three_public" if form == "three_public" else "none"),
            )
            connection.execute(
                "insert into core.report_statement (report_key, statement_seq, agency_key, fiscal_year, statement_key, title, number, unit, fund,"
                " is_empty, pages, table_indexes, note) values (1, %s, 1, 2024, %s, '', '', '元', %s, false, '{}', '{}', '')",
                (number, form, FUNDS.get(form, "all")),
            )
        for number, (form, string, header, *_) in enumerate(STRINGS):
            connection.execute(
                "insert into core.figure (report_key, figure_no, agency_key, fiscal_year, statement_seq, statement_key, table_index, row_index,"
                " column_index, row_no, side, row_kind, line, row_code, row_code2, row_label, column_label, column_path, measure, printed, value,"
                " unit, decimals, role) values (1, %s, 1, 2024, %s, %s, 0, 0, 0, 0, '', 'item', '', '', '', '', %s, %s, %s, '1', 1, '元', 0, 'leaf')",
                (number, forms.index(form), form, header, header, string),
            )
    schema.upgrade(empty_database, HERE)
    query = "select basis, measure, member, fund from core.figure order by figure_no"
    expected = [
        tuple(found) for *_, basis, measure, member, fund in STRINGS for found in [(basis, measure, member, fund)]
    ]
    assert rows(empty_database, query) == expected
    schema.downgrade(empty_database, BEFORE)
    schema.upgrade(empty_database, HERE)
    assert rows(empty_database, query) == expected


def test_a_warehouse_of_the_version_before_ends_as_one_loaded_anew(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", empty_database)
    schema.upgrade(empty_database)
    names = ("qingxi-library-2024-budget.txt", "lianhu-2024-final-account.txt", "yanliang-2024-budget.txt")
    done = CliRunner().invoke(app, ["load", *(str(ROOT / "samples" / name) for name in names)])
    assert done.exit_code == 0, done.output
    queries = [
        "select report_key, figure_no, basis, measure, member, fund, role from core.figure order by report_key, figure_no",
        "select report_key, fact_no, source, fund, amount from core.fact_revenue order by report_key, fact_no",
    ]
    anew = [rows(empty_database, query) for query in queries]
    assert all(anew)
    schema.downgrade(empty_database, BEFORE)
    assert ("budget:training",) in rows(empty_database, "select distinct measure from core.figure")
    schema.upgrade(empty_database)
    assert [rows(empty_database, query) for query in queries] == anew
