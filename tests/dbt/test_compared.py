"""How much of what the samples print is compared, and what of their prose no rule names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg

from etl.words.data import load_yaml

KNOWN = load_yaml((Path(__file__).parent / "uncompared.yaml").read_text(encoding="utf-8"))


def test_what_no_rule_names_is_known(samples: psycopg.Connection[Any]) -> None:
    said = samples.execute(
        """
        select distinct split_part(said, '：', 1) from dbt_quality.printed_statement
        where place = 'prose' and reason = '没有与之比较的数'
        """
    ).fetchall()
    patterns = [re.compile(f"(?:.*/)?{one['says']}") for one in KNOWN]
    assert [what for (what,) in sorted(said) if not any(p.fullmatch(what) for p in patterns)] == []
    for pattern in patterns:
        assert any(pattern.fullmatch(what) for (what,) in said), pattern.pattern


def test_every_number_read_is_in_the_coverage_once(samples: psycopg.Connection[Any]) -> None:
    (counted,) = samples.execute(
        "select sum(printed_count) from marts.statement_coverage where place in ('figure', 'prose')"
    ).fetchone() or (0,)
    (read,) = samples.execute(
        """
        select (select count(*) from core.figure as f inner join core.dim_report as r using (report_key) where r.is_current)
            + (select count(*) from core.disclosure as d inner join core.dim_report as r using (report_key) where r.is_current)
        """
    ).fetchone() or (0,)
    assert counted == read > 0


def test_every_word_of_comparison_on_a_budget_is_compared(samples: psycopg.Connection[Any]) -> None:
    uncompared = samples.execute(
        "select said, reason from dbt_quality.printed_statement where place = 'word' and reason = '没有与之比较的数'"
    ).fetchall()
    assert uncompared == []


def test_rule_operands_are_of_rules_and_metrics_that_there_are(samples: psycopg.Connection[Any]) -> None:
    unknown = samples.execute(
        """
        select operand.rule from dbt_staging.rule_operand as operand
        left join dbt_staging.reconciliation_rule as rule on operand.rule = rule.rule
        where rule.rule is null or operand.reach not in ('row', 'column', 'children', 'group', 'section', 'list', 'item')
        """
    ).fetchall()
    assert unknown == []
