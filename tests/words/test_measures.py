"""What figures are of is said in closed lists, and no string of it is taken apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint

from etl.errors import GongkaiError
from etl.statements.catalogue_entries import load_catalogue, parse_form
from etl.warehouse.project.source import source_folder
from etl.words.measures import FUND_PART, Meaning, named
from models import metadata

ROOT = Path(__file__).resolve().parents[2]
LISTS = {"basis": "bases", "measure": "measures", "fund": "funds"}
_TAKES_APART = {"partition", "rpartition", "split", "rsplit", "startswith", "endswith", "removeprefix", "removesuffix"}
_COLUMN = r"(?:\w+\.)?(?:\w*_)?(?:measure|basis)\b"
_SQL = re.compile(
    rf"{_COLUMN}\s+(?:not\s+)?(?:like|similar)\b|{_COLUMN}\s*!?~|{_COLUMN}\s*\|\||\|\|\s*{_COLUMN}"
    rf"|\b(?:split_part|starts_with|substr(?:ing)?|left|right|strpos|replace|regexp_\w+)\(\s*{_COLUMN}",
    re.IGNORECASE,
)
"""What takes a basis or a measure apart, or puts one together, in SQL."""


def checked(column: str) -> set[str]:
    """The words that a CHECK of core.figure lets a column hold."""
    constraint = next(
        one
        for one in metadata.tables["core.figure"].constraints
        if isinstance(one, CheckConstraint) and str(one.sqltext).startswith(f"{column} in ")
    )
    return set(re.findall(r"'(\w+)'", str(constraint.sqltext)))


@pytest.mark.parametrize(("column", "words"), LISTS.items())
def test_check_of_the_register_holds_the_list(column: str, words: str) -> None:
    assert checked(column) == set(named(words))


def said_by_the_catalogue() -> dict[str, set[str]]:
    rules = [rule for form in load_catalogue().forms for rule in form.columns if rule.role != "text"]
    return {
        "bases": {rule.basis for rule in rules},
        "measures": {rule.measure for rule in rules},
        "funds": {rule.fund for rule in rules if rule.fund} | {form.fund for form in load_catalogue().forms},
    }


def test_catalogue_says_words_of_the_lists_only() -> None:
    for words, said in said_by_the_catalogue().items():
        assert said <= set(named(words)), words


def test_no_measure_is_listed_that_neither_the_catalogue_nor_the_interpreter_says() -> None:
    interpreted = {"item", "unmapped", "subtotal", "three_public", "amount", *FUND_PART.values()}
    assert set(named("measures")) - said_by_the_catalogue()["measures"] - interpreted == set()


@pytest.mark.parametrize(
    "column", ["measure: rent", "measure: total, basis: next_year", "measure: total, fund: lottery"]
)
def test_entry_with_a_word_of_its_own_is_refused(column: str) -> None:
    entry = (
        "{key: lease, name: {zh: 租金, en: Rent}, kinds: [budget], shape: subjects, fact: none, breadth: 1, title: 租金,"
        f" columns: [{{{column}, leaf: 租金}}]}}"
    )
    with pytest.raises(GongkaiError, match=r"measures\.yaml"):
        parse_form(entry, {"columns": {}, "lines": {}}, "lease.yaml")


def test_meaning_is_shown_by_what_is_said_of_it() -> None:
    shown = {
        "total": Meaning("this_year", "total"),
        "prior_year basic": Meaning("prior_year", "basic"),
        "outturn three_public abroad": Meaning("outturn", "three_public", "abroad"),
        "general_public": Meaning("this_year", "general_public", "", "general_public"),
        "fund_basic state_capital": Meaning("this_year", "fund_basic", "", "state_capital"),
    }
    assert {text: str(meaning) for text, meaning in shown.items()} == {text: text for text in shown}


def taken_apart(source: str) -> Iterator[int]:
    """Lines of a module where a method of strings is called on a basis or a measure, or one is put together of pieces."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TAKES_APART:
            of = node.func.value
            name = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
            if name in {"measure", "basis"}:
                yield node.lineno
        if (
            isinstance(node, ast.keyword)
            and node.arg in {"measure", "basis"}
            and isinstance(node.value, ast.JoinedStr | ast.BinOp)
        ):
            yield node.value.lineno


def test_no_module_takes_a_measure_apart() -> None:
    assert list(taken_apart("kind, _, of = figure.measure.partition(':')\nreplace(v, measure=f'prior:{m}')")) == [1, 2]
    modules = [path for room in ("etl", "models", "dashboards") for path in (ROOT / room).rglob("*.py")]
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules
        if (lines := list(taken_apart(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_no_model_takes_a_measure_apart() -> None:
    assert all(
        _SQL.search(text)
        for text in (
            "where figure.measure like 'prior%'",
            "measure not like '%:%'",
            "split_part(measure, ':', 1)",
            "and part.measure !~ '^prior'",
            "phase || ':' || item = figure.basis || ''",
        )
    )
    found = {
        path.relative_to(source_folder()).as_posix(): match[0]
        for path in sorted(source_folder().rglob("*.sql"))
        if (match := _SQL.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}
