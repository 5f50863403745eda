"""A warehouse as frames: marts with filters, SQL, metrics, and the cell that a number stands in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from etl.api import Warehouse, labels, warehouse
from etl.api.origin import Origin
from etl.errors import SettingsError, WarehouseError
from etl.evidence.picture import Picture
from etl.loading.load import load_files
from etl.settings import Settings
from etl.warehouse.originals import kept_originals
from tests.commands.test_show import AGENCY, pdf


@pytest.fixture(scope="module")
def w(samples: psycopg.Connection[Any], samples_home: Path, server_url: str) -> Iterator[Warehouse]:
    """The warehouse of the samples."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_HOME", str(samples_home))
        with warehouse(urlsplit(server_url)._replace(path=f"/{samples.info.dbname}").geturl()) as opened:
            yield opened


def test_mart_has_its_rows_with_exact_amounts(w: Warehouse, samples: psycopg.Connection[Any]) -> None:
    frame = w.mart("agency_year")
    (total,) = samples.execute("select sum(expenditure) from marts.agency_year").fetchone() or ()
    assert frame.expenditure.dropna().sum() == total
    assert isinstance(frame.expenditure.dropna().iloc[0], Decimal)


def test_wan_is_told_by_the_name_of_the_column(w: Warehouse) -> None:
    exact, wan = w.mart("agency_year"), w.mart("agency_year", money="wan")
    assert list(wan.expenditure_wan.dropna()) == pytest.approx([float(a) / 10000 for a in exact.expenditure.dropna()])
    assert "expenditure" not in wan
    assert wan.project_share_percent.dtype == "float64"


def test_chinese_names_are_those_of_marts_zh(w: Warehouse, samples: psycopg.Connection[Any]) -> None:
    found = w.mart("three_public", zh=True)
    view = samples.execute("select * from marts_zh.三公经费 limit 0").description or ()
    assert {column.name for column in view} <= set(found.columns)
    assert set(found["决算来源"].dropna()) <= set(labels("outturn_source").values())
    assert "本年支出_万元" in w.mart("agency_year", zh=True, money="wan")


def test_filters_are_values_lists_and_nothing(w: Warehouse) -> None:
    everything = w.mart("agency_year")
    assert len(w.mart("agency_year", fiscal_year=2024, kind="budget")) == sum(
        (everything.fiscal_year == 2024) & (everything.kind == "budget")
    )
    assert set(w.mart("agency_year", fiscal_year=range(2022, 2024)).fiscal_year) == {2022, 2023}
    assert len(w.mart("agency_year", people=None)) == everything.people.isna().sum() > 0
    assert w.mart("agency_year", fiscal_year=[]).empty


def test_agency_means_what_it_means_to_commands(w: Warehouse) -> None:
    assert set(w.mart("budget_execution", agency="莲湖 医疗保障").agency) == {"西安市莲湖区医疗保障局"}
    with pytest.raises(WarehouseError, match="several agencies fit"):
        w.mart("agency_year", agency="医疗保障局")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda w: w.mart("agency_years"), "is it agency_year"),
        (lambda w: w.mart("agency_year", fiscal_yaer=2024), "is it fiscal_year"),
        (lambda w: w.mart("agency_year", fiscal_year="neither"), "look at the filters"),
        (lambda w: w.mart("agency_year", agency="不存在的局"), "no such agency"),
        (lambda w: w.columns("agency_yea"), "is it agency_year"),
        (lambda w: w.sql("select nothing from marts.agency_year"), '"nothing" does not exist'),
        (lambda w: w.sql("drop table marts.coverage"), "read-only"),
        (lambda w: w.metrics("spending_of_all"), "gongkai metrics lists the metrics"),
        (lambda w: w.where_from(w.mart("agency_year").iloc[0]), "name the column that is meant"),
        (lambda w: w.where_from(w.mart("agency_year").iloc[0], "spent"), "it has revenue"),
        (lambda w: w.where_from(w.mart("agency_year")), "one row is traced"),
        (lambda w: w.where_from({"figure_no": 1}), "no report_key"),
    ],
)
def test_errors_say_the_next_step(w: Warehouse, ask: Any, said: str) -> None:
    with pytest.raises(WarehouseError) as told:
        ask(w)
    assert said in str(told.value)


def test_query_after_a_refused_one_is_answered(w: Warehouse) -> None:
    with pytest.raises(WarehouseError):
        w.sql("selec 1")
    assert w.sql("select 1 as one").one.tolist() == [1]


def test_sql_takes_parameters_and_keeps_both_of_two_columns_with_one_name(w: Warehouse) -> None:
    found = w.sql("select agency, agency from marts.agency_year where fiscal_year = %(year)s", year=2021)
    assert list(found.columns) == ["agency", "agency_2"]
    assert len(found) == 1
    assert w.sql("select '5 %' as share").share.tolist() == ["5 %"]


def test_metrics_are_those_of_the_command(w: Warehouse) -> None:
    assert "expenditure" in list(w.metrics().metric)
    assert "report__agency" in w.dimensions("expenditure")
    found = w.metrics("expenditure", by=["report__agency"], agency="莲湖 医疗保障")
    assert found.expenditure.tolist() == w.mart("agency_year", agency="莲湖 医疗保障").expenditure.tolist()


def test_total_leads_to_its_cell(w: Warehouse) -> None:
    row = w.mart("agency_year", agency="莲湖 医疗保障").iloc[0]
    origin = w.where_from(row, "expenditure")
    assert origin.evidence is not None
    assert origin.evidence.amount_yuan == row.expenditure
    page = origin._repr_html_()
    assert origin.evidence.printed in page
    assert "no picture of the page" in page


def test_row_with_a_figure_leads_to_its_cell_by_every_way_of_naming_it(w: Warehouse) -> None:
    rows = w.mart("subject_source", agency="莲湖 医疗保障", origin="form", measure="headline")
    row = rows[rows.figure_no.notna()].iloc[0]
    key = f"{row.report_key}-{row.figure_no}"
    named = next(rows[rows.figure_no.notna()].itertuples())
    for one in (row, rows[rows.figure_no.notna()].head(1), dict(row), named, key):
        evidence = w.where_from(one).evidence
        assert evidence is not None
        assert evidence.name.key == key


def test_number_of_the_prose_leads_to_its_sentence(w: Warehouse) -> None:
    origin = w.where_from(w.mart("agency_year", agency="莲湖 医疗保障"), "operating_costs")
    assert origin.evidence is None
    assert "机关运行经费" in origin._repr_html_()


def test_page_is_shown_with_the_cell_marked(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    monkeypatch.delenv("GONGKAI_DOCUMENTS", raising=False)
    with psycopg.connect(database, autocommit=True) as connection:
        load_files([pdf(tmp_path / "report.pdf")], connection, originals=kept_originals(Settings(home=tmp_path)))
    with warehouse(database) as opened:
        row = opened.sql(
            "select report_key, figure_no, row_code from core.figure join core.dim_report using (report_key) order by figure_no"
        ).iloc[-1]
        origin = opened.where_from(row)
    assert origin.evidence is not None
    assert origin.evidence.name.agency == AGENCY
    assert (origin._repr_png_() or b"").startswith(b"\x89PNG")
    assert "data:image/png;base64," in origin._repr_html_()


def test_what_a_report_says_is_text_in_a_notebook() -> None:
    assert "<b>" not in Origin(None, Picture(None, ""), "<b>1</b>")._repr_html_()


def test_no_warehouse_is_one_sentence_with_the_way_to_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    with pytest.raises(WarehouseError, match="there is no warehouse in this folder → gongkai run"):
        warehouse()
    with pytest.raises(SettingsError, match="must begin with postgresql://"):
        warehouse("mysql://somewhere")


def test_warehouse_without_marts_says_to_build(database: str) -> None:
    with warehouse(database) as opened, pytest.raises(WarehouseError, match="run gongkai build"):
        opened.mart("agency_year")


def test_a_number_of_a_subject_is_traced_by_its_column(w: Warehouse) -> None:
    """A person who looks for the item most over budget asks next where that stands."""
    items = w.mart("budget_execution", subject_kind="function", level="item")
    row = items[items.completion_percent > 150].iloc[0]
    stated = w.where_from(row, "budget")
    assert "年初预算" in stated.words
    spent = w.mart("function_comparison", level="item", report_key=row.report_key, function_code=row.function_code)
    cell = w.where_from(spent.iloc[0], "amount_wan")
    assert cell.evidence is not None
    assert cell.evidence.amount_yuan == spent.iloc[0].amount
    with pytest.raises(WarehouseError, match=r"no such number.*it has .*budget"):
        w.where_from(row, "people")
    with pytest.raises(WarehouseError, match="name the column that is meant"):
        w.where_from(row)


def test_a_filter_may_be_said_in_chinese_and_none_that_means_nothing(w: Warehouse) -> None:
    assert len(w.mart("agency_year", kind="决算")) == len(w.mart("agency_year", kind="final_account")) > 0
    assert len(w.mart("agency_year", kind=["预算", "final_account"])) == len(w.mart("agency_year"))
    with pytest.raises(WarehouseError, match="no such code → there are budget 预算, final_account 决算"):
        w.mart("agency_year", kind="account")


def test_sql_finds_marts_without_their_schema(w: Warehouse) -> None:
    assert w.sql("select count(*) as n from agency_year").n[0] == len(w.mart("agency_year"))
