"""The sample reports: made from their data, read back to the same figures, contradictory only where they mean to be."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from etl.documents import read_document
from etl.performance import read_performance
from etl.statements.interpret import interpret
from samples.maker.compare import differences, misplaced_columns
from samples.maker.figures import ReportFigures, load_figures
from samples.maker.layout import load_family
from samples.maker.report import render
from samples.maker.samples import DATA, sample_reports
from samples.maker.writers.text import as_text

SAMPLES = {figures.file_stem: figures for figures in sample_reports()}
FICTIONAL = [figures for stem, figures in SAMPLES.items() if stem.startswith("qingxi")]


@pytest.mark.parametrize("stem", SAMPLES)
def test_committed_sample_is_what_its_data_render_to(stem: str) -> None:
    figures = SAMPLES[stem]
    committed = (DATA.parent / f"{stem}.txt").read_text(encoding="utf-8")
    assert committed == as_text(render(figures, load_family(figures.family))), "run python -m samples.maker.samples"


@pytest.mark.parametrize("stem", SAMPLES)
def test_sample_is_read_back_to_the_same_figures(stem: str) -> None:
    figures = SAMPLES[stem]
    printed = render(figures, load_family(figures.family)).figures()
    read = interpret(read_document(DATA.parent / f"{stem}.txt"))
    assert differences(printed, read.statements) == []
    assert misplaced_columns(printed, read.statements) == []
    assert read.unknown == ()
    agency = re.sub(r"[(（](?:汇总|本级)[)）]", "", figures.agency)
    assert (read.head.agency, read.head.fiscal_year, read.head.kind) == (agency, figures.year, figures.kind)


@pytest.mark.parametrize("figures", FICTIONAL, ids=lambda figures: figures.file_stem)
def test_fictional_agency_spends_what_it_receives(figures: ReportFigures) -> None:
    revenue, expenditure = figures.row("balance", "total", "revenue"), figures.row("balance", "total", "expenditure")
    assert revenue is not None
    assert expenditure is not None
    assert revenue.amounts == expenditure.amounts


def test_what_is_carried_over_is_the_opening_of_the_next_year() -> None:
    closing = SAMPLES["qingxi-library-2022-final-account"].row("balance", "closing", "expenditure")
    opening = SAMPLES["qingxi-library-2023-final-account"].row("balance", "opening", "revenue")
    assert closing is not None
    assert opening is not None
    assert closing.amounts["amount"] == opening.amounts["amount"] == Decimal(180000)


def test_only_the_planted_total_differs_from_its_parts() -> None:
    wrong = []
    for figures in FICTIONAL:
        for row in figures.rows("three_public"):
            parts = sum(row.amounts.get(part, Decimal(0)) for part in ("abroad", "vehicles", "reception"))
            if parts != row.amounts["total"]:
                wrong.append((figures.year, row.key, row.amounts["total"] - parts))
    assert wrong == [(2024, "outturn", Decimal(10000))]


@pytest.mark.parametrize("stem", [stem for stem, figures in SAMPLES.items() if figures.performance])
def test_performance_tables_are_read_back(stem: str) -> None:
    tables = read_performance(read_document(DATA.parent / f"{stem}.txt"))
    written = SAMPLES[stem].performance
    assert [table.project for table in tables] == [sheet["project"] for sheet in written]
    for table, sheet in zip(tables, written, strict=True):
        assert [i.name for i in table.indicators] == [indicator[2] for indicator in sheet["indicators"]]
        match sheet.get("kind", "project"):
            case "target":
                assert table.kind == "project_target"
                assert str(table.money[0].initial_budget) == sheet["money"][0]
                continue
            case "department":
                assert table.kind == "department_self_evaluation"
                assert f"{table.money[0].executed:,}" == sheet["tasks"][0][6]
            case _:
                assert table.kind == "project_self_evaluation"
                assert str(table.money[0].executed) == sheet["money"][0][3]
        assert [str(i.score) for i in table.indicators] == [indicator[6] for indicator in sheet["indicators"]]
        assert str(table.total_score) == sheet["total"][1]


def test_data_with_a_row_too_long_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(
        "agency: 甲\nyear: '2024'\nkind: budget\nforms:\n  revenue:\n    columns: [total]\n    rows:\n      - ['201', 乙, 1, 2]\n"
    )
    with pytest.raises(ValueError, match="form revenue, row 1"):
        load_figures(path)
