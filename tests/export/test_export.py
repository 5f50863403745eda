"""Marts as files: exact numbers, Chinese headers, no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
from psycopg import sql
from pyarrow import parquet

from etl.errors import GongkaiError
from etl.export.csv_file import write_csv
from etl.export.export import export_csv, export_parquet, export_workbook, export_workbooks
from etl.export.marts import Column, MartTable, Origins, find_marts
from etl.export.parquet import write_parquet
from etl.export.workbook import MartWorkbook

HOSTILE = ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1"]
_TABLE = MartTable(
    "mart",
    "每行一个 | One row each",
    (
        Column("name", "名称", "text", "名称：什么 | Name"),
        Column("amount", "金额", "numeric(20,2)", "金额（元）：多少 | Amount"),
        Column("report_key", "报告键", "bigint", "报告键：键 | Key"),
    ),
    (),
)


_MADE = Origins(
    datetime(2024, 8, 1, 9, 30, tzinfo=UTC),
    "gongkai",
    "127.0.0.1:5432/gongkai",
    "",
    (("甲局", 2023, "决算", "部门", "=决算.pdf", 1, "正式", date(2024, 7, 30), "https://example.invalid/"),),
)


def _csv(rows: list[tuple[Any, ...]], *, raw: bool = False) -> list[list[str]]:
    stream = io.StringIO()
    write_csv(stream, ["name", "amount"], rows, raw=raw)
    return list(csv.reader(io.StringIO(stream.getvalue())))[1:]


def _sheet(tmp_path: Path, rows: list[tuple[Any, ...]]) -> Any:
    book = MartWorkbook(chinese=True)
    book.add(_TABLE, rows)
    book.save(tmp_path / "book.xlsx", _MADE)
    return openpyxl.load_workbook(tmp_path / "book.xlsx")["mart"]


@pytest.mark.parametrize("text", HOSTILE)
def test_formula_in_csv_is_text(text: str) -> None:
    assert _csv([(text, None)]) == [[f"'{text}", ""]]
    assert _csv([(text, None)], raw=True) == [[text, ""]]


def test_negative_amount_stays_a_number_in_csv() -> None:
    assert _csv([("甲", Decimal("-1234.50"))]) == [["甲", "-1234.50"]]


@pytest.mark.parametrize("text", HOSTILE)
def test_formula_in_workbook_is_text(tmp_path: Path, text: str) -> None:
    cell = _sheet(tmp_path, [(text, Decimal(1), 1)])["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_amount_has_the_format_of_money_and_a_key_keeps_its_digits(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, [("甲", Decimal("-1234.50"), 8292154208466939738)])
    assert [cell.value for cell in sheet[1]] == ["名称", "金额", "报告键"]
    assert (sheet["B2"].value, sheet["B2"].number_format) == (-1234.5, "#,##0.00")
    assert sheet["C2"].value == "8292154208466939738"


def test_amount_beyond_a_spreadsheets_digits_is_text(tmp_path: Path) -> None:
    assert _sheet(tmp_path, [("甲", Decimal("12345678901234.56"), 1)])["B2"].value == "12345678901234.56"


def test_characters_that_a_workbook_cannot_hold_are_marked(tmp_path: Path) -> None:
    assert _sheet(tmp_path, [("甲\x0b乙", None, 1)])["A2"].value == "甲\ufffd乙"


def test_every_row_of_a_mart_is_exported(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    (written,) = export_csv(samples, tmp_path, ["agency_year"])
    with written.path.open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    printed = samples.execute("select agency, expenditure::text from marts.agency_year").fetchall()
    assert sorted((row["agency"], row["expenditure"]) for row in found) == sorted(printed)
    assert written.rows == len(printed) > 0


def test_chinese_headers_are_those_of_marts_zh(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    (written,) = export_csv(samples, tmp_path, ["three_public"], chinese=True)
    headers = written.path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    view = samples.execute("select * from marts_zh.三公经费 limit 0").description or ()
    # The view leaves a code to its Chinese twin.
    assert [header for header in headers if not header.endswith("代码") or header == "行政区划代码"] == [
        column.name for column in view
    ]


def test_workbook_has_a_sheet_per_mart_and_a_guide(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    written = export_workbook(samples, tmp_path / "all.xlsx", chinese=True)
    book = openpyxl.load_workbook(tmp_path / "all.xlsx", read_only=True)
    names = {mart.name: mart.name_zh for mart in find_marts(samples)}
    assert book.sheetnames == ["说明", "来源", *(names[one.mart] for one in written)]
    assert names["three_public"] == "三公经费"
    assert {one.mart: one.rows for one in written}["agency_year"] == len(list(book[names["agency_year"]].rows)) - 1
    assert [path.name for path in tmp_path.iterdir()] == ["all.xlsx"]


def test_one_workbook_per_mart(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    export_workbooks(samples, tmp_path, ["counted_item", "coverage"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counted_item.xlsx", "coverage.xlsx"]


def test_parquet_keeps_decimals_and_descriptions(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    written = export_parquet(samples, tmp_path)
    for one in written:
        table = parquet.read_table(one.path)
        query = sql.SQL("select count(*) from marts.{}").format(sql.Identifier(one.mart))
        assert samples.execute(query).fetchone() == (table.num_rows,) == (one.rows,)
        assert all(field.metadata[b"description"] for field in table.schema)
    years = parquet.read_table(tmp_path / "agency_year.parquet").to_pydict()
    wanted = samples.execute("select report_key, expenditure from marts.agency_year").fetchall()
    assert dict(zip(years["report_key"], years["expenditure"], strict=True)) == dict(wanted)


def test_rows_of_parquet_are_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.export.parquet._AT_ONCE", 2)
    rows = [("甲", Decimal("1.10"), 1), ("乙", None, 2), ("丙", Decimal("-3.00"), 3)]
    assert write_parquet(tmp_path / "mart.parquet", _TABLE, rows, chinese=True) == 3
    table = parquet.read_table(tmp_path / "mart.parquet")
    assert table.column_names == ["名称", "金额", "报告键"]
    assert list(zip(*table.to_pydict().values(), strict=True)) == rows


def test_unknown_mart_is_named(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match=r"nonsense.*agency_year"):
        export_csv(samples, tmp_path, ["nonsense"])


def test_file_that_cannot_be_written_leaves_nothing_behind(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    (tmp_path / "counted_item.csv").mkdir()
    with pytest.raises(GongkaiError, match=r"counted_item\.csv"):
        export_csv(samples, tmp_path, ["counted_item"])
    assert [path.name for path in tmp_path.iterdir()] == ["counted_item.csv"]


def test_marts_not_built_are_said_to_be_so(connection: psycopg.Connection[Any], tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="gongkai build"):
        export_csv(connection, tmp_path)


def test_one_mart_goes_to_the_one_file_that_is_named(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    (written,) = export_csv(samples, tmp_path / "one.csv", ["agency_year"])
    assert written.path == tmp_path / "one.csv"
    assert written.path.is_file()
    (written,) = export_parquet(samples, tmp_path / "one.parquet", ["agency_year"])
    assert parquet.read_table(tmp_path / "one.parquet").num_rows == written.rows
    (tmp_path / "folder.csv").mkdir()
    (written,) = export_csv(samples, tmp_path / "folder.csv", ["agency_year"])
    assert written.path == tmp_path / "folder.csv" / "agency_year.csv"


def test_one_file_for_several_marts_is_refused(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="one file is named for 2 marts"):
        export_csv(samples, tmp_path / "one.csv", ["agency_year", "three_public"])
    assert list(tmp_path.iterdir()) == []


def test_agency_stays_in_sight_and_heads_have_units(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    export_workbook(samples, tmp_path / "one.xlsx", ["three_public", "fiscal_year"])
    book = openpyxl.load_workbook(tmp_path / "one.xlsx")
    sheet = book["three_public"]
    heads = [cell.value for cell in sheet[1]]
    assert (heads[0], sheet.freeze_panes) == ("agency", "B2")
    assert "budget (yuan)" in heads
    row = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert samples.execute(
        "select agency, budget::float8 from marts.three_public where (report_key, item) = (%s, %s)",
        (row["report_key"], row["item"]),
    ).fetchone() == (row["agency"], row["budget (yuan)"])
    assert book["fiscal_year"].freeze_panes == "A2"


def test_sheet_tells_when_and_from_which_files(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    agency = "云泽省青溪市图书档案局"
    export_workbook(samples, tmp_path / "one.xlsx", ["agency_year"], agency=agency)
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx")["sources"]
    facts = {row[0].value: row[1].value for row in sheet["A1:B5"]}
    assert datetime.strptime(facts["exported"], "%Y-%m-%d %H:%M:%S %z").date() >= date(2024, 1, 1)
    assert facts["agency"] == agency
    files = [row[4].value for row in sheet.iter_rows(min_row=8)]
    found = samples.execute(
        "select file_name from marts.publication join marts.agency using (agency_key) where agency = %s", (agency,)
    ).fetchall()
    assert sorted(files) == sorted(name for (name,) in found) != []
    assert facts["reports"] == str(len(found))


def test_names_of_files_are_no_formulas_in_the_sheet_of_sources(tmp_path: Path) -> None:
    _sheet(tmp_path, [])
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["来源"]
    assert (sheet["E8"].value, sheet["E8"].data_type, sheet["E8"].quotePrefix) == ("=决算.pdf", "s", True)
