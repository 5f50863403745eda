"""Leaves of every statement add up to its printed total: of the samples, of made-up reports in all families, of the published reports at hand."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from etl.loading.sources import find_files
from etl.pipeline import read_report
from etl.statements.catalogue_entries import load_catalogue
from etl.statements.model import Figure, Statement
from etl.statements.three_public_items import item_group
from etl.warehouse.rows.statements import StatementFacts, once, register_rows
from etl.warehouse.rows.subjects import Subjects
from etl.words.units import YUAN
from samples.maker.synth import write_reports

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PUBLISHED = os.environ.get("GONGKAI_REPORTS")
BASES = {"this_year", "budget", "adjusted_budget", "outturn", "prior_budget", "prior_outturn"}
CONTRADICTED = {
    # file, form, block, basis, and why
    ("qingxi-library-2024-final-account", "three_public", "", "outturn"): "the sample contradicts itself on purpose",
    ("yanliang-2024-budget", "budget_special_projects", "", "this_year"): "one project is printed without its amount",
}
"""What contradicts itself as it is printed."""

Misfit = tuple[str, str, str]


def _half(figures: list[Figure]) -> Decimal:
    units = (YUAN.get(one.unit, Decimal(1)) * Decimal(1).scaleb(-one.decimals) / 2 for one in figures)
    return sum(units, Decimal(0))


def _amount(figures: list[Figure]) -> Decimal:
    return sum((one.amount_yuan or Decimal(0) for one in figures), Decimal(0))


def _is_of_total(figure: Figure, *, has_all: bool) -> bool:
    """Whether a figure of “三公”经费 is within the total that the form prints: meetings and training stand beside that of the three."""
    return figure.measure != "three_public" or has_all or item_group(figure.member) in {"three_public", "total"}


def _is_total(figure: Figure, row_kind: str, *, has_all: bool) -> bool:
    """Whether a figure is the total of its block: 总计 of lines or rows, in the column of the total."""
    if figure.measure == "three_public":
        return figure.role == "total" and figure.member == ("all" if has_all else "total")
    return figure.role == row_kind == "total" and figure.measure in {"total", "amount"} and not figure.member


def misfits(statement: Statement) -> Iterator[Misfit | None]:
    """Of each block and basis that prints a total: None where its leaves add up to it, else what doesn't."""
    kinds = {row.row_no: row.kind for row in statement.rows}
    has_all = any(figure.member == "all" for figure in statement.figures)
    leaves: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    totals: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in statement.figures:
        block = figure.side, figure.basis
        if figure.amount_yuan is None or figure.basis not in BASES:
            continue
        if figure.role == "leaf" and _is_of_total(figure, has_all=has_all):
            leaves[block].append(figure)
        elif _is_total(figure, kinds[figure.row_no], has_all=has_all):
            totals[block].append(figure)
    for (side, basis), printed in totals.items():
        found = leaves[side, basis]
        wholes = [[one] for one in printed] + [printed]  # one for each unit, where a form prints those of several
        fits = any(abs(_amount(whole) - _amount(found)) <= _half([*whole, *found]) for whole in wholes)
        yield None if fits else (statement.form, side, basis)


def places(path: Path) -> tuple[Counter[str], list[object]]:
    """How many leaves of a report stand in each fact, or are left for each reason; and cells in two rows of facts."""
    interpretation = read_report(path).interpretation
    facts = StatementFacts(load_catalogue(), Subjects(interpretation.head.fiscal_year, interpretation.subject_names))
    for statement in once(interpretation.statements):
        facts.add(statement)
    rows = register_rows(interpretation, facts)["figure"]
    assert all(bool(row["fact"]) != bool(row["left_reason"]) for row in rows if row["role"] == "leaf")
    return Counter(row["fact"] or row["left_reason"] for row in rows if row["role"] == "leaf"), [*facts.taken_twice]


LEFT = {"repeated", "register_only", "within_total", "second_classification", "no_subject", "unmapped"}


def test_each_leaf_stands_in_one_row_of_a_fact_or_is_left_with_a_reason(tmp_path: Path) -> None:
    made = list(write_reports(tmp_path, reports=12, years=(2023,), seed=7))
    published = find_files([Path(PUBLISHED)]) if PUBLISHED else []
    found: Counter[str] = Counter()
    for path in [*sorted(SAMPLES.glob("*.txt")), *made, *published]:
        placed, twice = places(path)
        assert twice == [], path.name
        found += placed
    assert {one for one in found if not one.startswith("fact_")} <= LEFT
    assert sum(count for one, count in found.items() if one.startswith("fact_")) > 0.8 * sum(found.values()), found


def of_files(paths: list[Path]) -> tuple[int, set[tuple[str, ...]]]:
    """How many totals were compared, and what didn't fit, by file."""
    compared, wrong = 0, set()
    for path in paths:
        for statement in read_report(path).interpretation.statements:
            for misfit in misfits(statement):
                compared += 1
                if misfit is not None:
                    wrong.add((path.stem, *misfit))
    return compared, wrong


def test_leaves_of_the_samples_add_up() -> None:
    compared, wrong = of_files(sorted(SAMPLES.glob("*.txt")))
    assert compared > 80
    assert wrong == set(CONTRADICTED)


def test_leaves_of_made_up_reports_add_up(tmp_path: Path) -> None:
    compared, wrong = of_files(list(write_reports(tmp_path, reports=24, years=(2022, 2023), seed=5)))
    assert compared > 150
    assert wrong == set()


@pytest.mark.skipif(not PUBLISHED, reason="GONGKAI_REPORTS names no folder of published reports")
def test_leaves_of_published_reports_add_up() -> None:
    compared, wrong = of_files(find_files([Path(PUBLISHED or ".")]))
    assert compared > 20
    assert wrong <= set(CONTRADICTED)
