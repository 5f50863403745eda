"""A name of a column means one thing in all marts: one type, one description."""

from __future__ import annotations

from collections import defaultdict

from etl.warehouse.project.described import described_marts
from etl.warehouse.project.source import source_folder

ABOUT_BUILDS_AND_RULES = {
    "build_status",
    "reconciliation_coverage",
    "reconciliation_evaluation",
    "reconciliation_finding",
}
"""Their rows are of marts and rules, not of reports' contents: a place is that of an evaluation, a status that of a build."""

DIMENSIONS = {path.stem for path in (source_folder() / "models" / "marts" / "dimensions").glob("*.sql")}
"""What their columns say is of their own members: the level of a region isn't that of a subject."""


def test_a_name_has_one_type_and_one_description_in_all_marts() -> None:
    meanings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for mart in described_marts():
        for column in mart.columns if mart.name not in ABOUT_BUILDS_AND_RULES | DIMENSIONS else ():
            meanings[column.name].add((column.type, column.description))
    assert len(meanings) > 100
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


def test_money_and_counts_have_the_types_of_money_and_counts() -> None:
    columns = {(c.name, c.type) for mart in described_marts() for c in mart.columns}
    assert {kind for name, kind in columns if name.endswith("_percent")} == {"numeric(28, 4)"}
    counted = {kind for name, kind in columns if name == "count" or name.endswith("_count")}
    assert counted <= {"integer", "bigint"}
