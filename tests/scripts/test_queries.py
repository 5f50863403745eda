"""The query book stays true: each statement runs on the samples and gives what the page prints."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from scripts.queries import PAGE, ROOT, queries, result, with_results

BOOK = queries(PAGE.read_text(encoding="utf-8"))


def test_questions_are_numbered() -> None:
    assert [query.heading.split(".")[0] for query in BOOK] == [str(n) for n in range(1, len(BOOK) + 1)]
    assert len(BOOK) >= 23


@pytest.mark.parametrize("query", BOOK, ids=[query.heading.split(".")[0] for query in BOOK])
def test_page_prints_what_the_statement_gives(query: Any, samples: psycopg.Connection[Any]) -> None:
    assert result(query.sql, samples) == query.result, "if the change is meant: python -m scripts.queries"


@pytest.mark.parametrize("query", BOOK, ids=[query.heading.split(".")[0] for query in BOOK])
def test_each_question_has_an_answer_in_both_languages(query: Any) -> None:
    assert query.result.count("\n") >= 2
    chinese, _, english = query.heading.partition(" · ")
    assert chinese.endswith("？")
    assert english.endswith("?")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_statement_of_the_readme_is_one_of_the_book(name: str) -> None:
    found = [query.sql for query in queries((ROOT / name).read_text(encoding="utf-8"))]
    assert found
    assert set(found) <= {query.sql for query in BOOK}


def test_results_are_written_below_their_statements(samples: psycopg.Connection[Any]) -> None:
    page = "## One\n\n```sql\nselect 1234.50 as amount, 'a|b' as name;\n```\n\nProse stays.\n"
    once = with_results(page, samples)
    assert "| amount | name |\n| ---: | --- |\n| 1,234.50 | a\\|b |\n" in once
    assert once.endswith("\nProse stays.\n")
    assert with_results(once, samples) == once


def test_no_rows_are_said_to_be_none(samples: psycopg.Connection[Any]) -> None:
    page = with_results("```sql\nselect 1 as one where false;\n```\n", samples)
    assert "no rows" in page
    assert with_results(page, samples) == page
