"""The catalogue of reconciliation rules: each rule is in every list it belongs to, tested both ways, and speaks on the samples."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from etl.warehouse.project.source import source_folder
from etl.words.data import load_yaml
from scripts.spread_queries import read_manifest

PROJECT = source_folder()
SUITE = PROJECT / "models" / "unit_tests"
AMOUNTS = ("left_amount", "right_amount", "tolerance")


def catalogue() -> list[str]:
    with (PROJECT / "seeds" / "reconciliation_rule.csv").open(encoding="utf-8", newline="") as stream:
        return [line["rule"] for line in csv.DictReader(stream)]


def status(evaluation: dict[str, Any]) -> str:
    """What `evaluations_of` (dbt/macros/quality.sql) makes of a rule's row."""
    if evaluation["skip_reason"]:
        return "skip"
    left, right, tolerance = (Decimal(str(evaluation[column])) for column in AMOUNTS)
    difference = left - right if evaluation["relation"] == "<=" else abs(left - right)
    return "pass" if difference <= tolerance else "fail"


def unit_tests() -> dict[str, list[set[str]]]:
    """Of each model with unit tests, the statuses that each of them expects."""
    found: dict[str, list[set[str]]] = defaultdict(list)
    rules = set(catalogue())
    for path in sorted(SUITE.rglob("*.yml")):
        for test in load_yaml(path.read_text(encoding="utf-8"))["unit_tests"]:
            if test["model"] in rules:
                found[test["model"]].append({status(row) for row in test["expect"]["rows"]})
    return found


def test_catalogue_models_and_evaluation_name_the_same_rules() -> None:
    models = {path.stem for path in (PROJECT / "models" / "quality" / "rules").glob("*.sql")}
    evaluated = re.search(
        r"macro reconciliation_rules.*?return\(\[(.*?)\]\)",
        (PROJECT / "macros" / "quality.sql").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert evaluated is not None
    assert set(catalogue()) == models == set(re.findall(r"'(\w+)'", evaluated[1]))


def test_each_rule_is_evaluated_by_one_of_several_queries(samples: psycopg.Connection[Any], samples_home: Path) -> None:
    """PostgreSQL works on one query with one core."""
    del samples
    nodes = read_manifest(samples_home)["nodes"].values()
    asked = [
        [above.removeprefix("model.gongkai.") for above in node["depends_on"]["nodes"]]
        for node in nodes
        if node["name"].startswith("evaluated_") and node["resource_type"] == "model"
    ]
    assert len(asked) >= 4
    rules = Counter(rule for one in asked for rule in one if rule in set(catalogue()))
    assert rules == Counter(catalogue())


def test_every_rule_has_a_unit_test_that_passes_and_one_that_fails() -> None:
    tested = unit_tests()
    assert [rule for rule in catalogue() if {"pass"} not in tested[rule]] == []
    assert [rule for rule in catalogue() if not any("fail" in statuses for statuses in tested[rule])] == []


def test_status_follows_from_the_printed_numbers(samples: psycopg.Connection[Any]) -> None:
    """The unit tests above expect rows of rules, without a status: this is how the build derives it."""
    rows = samples.execute(
        "select status, left_value, right_value, tolerance, relation, skip_reason from dbt_quality.reconciliation_evaluation"
    ).fetchall()
    names = ("left_amount", "right_amount", "tolerance", "relation", "skip_reason")
    assert {row[0] for row in rows} == {"pass", "fail", "skip"}
    assert [row for row in rows if row[0] != status(dict(zip(names, row[1:], strict=True)))] == []


def test_no_rule_is_silent_on_the_samples(samples: psycopg.Connection[Any]) -> None:
    silent = samples.execute(
        "select rule from marts.reconciliation_coverage group by rule having sum(evaluated) = 0 order by rule"
    ).fetchall()
    assert [rule for (rule,) in silent] == []
