"""`gongkai versions`: what the versions of a report consist of, and what each prints otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.loading.load import load_files
from etl.warehouse.find_agency import find_agency
from etl.warehouse.versions_compared import compare_versions, list_versions
from tests.publication.made import AGENCY, PROSE, RECEPTION, expenditure, report, revenue, write

Connection = psycopg.Connection[Any]


@pytest.fixture
def loaded(database: str, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A report of two versions, and one of a single version."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    paths = write(
        tmp_path,
        {
            "old.txt": report(expenditure(40), PROSE, RECEPTION, "公开日期：2024年8月30日"),
            "new.txt": report(
                expenditure(41),
                revenue(),
                PROSE.replace("5.26%", "5.27%"),
                RECEPTION,
                below_title="更正说明：以本件为准。",
            ),
            "2022.txt": report(expenditure(40), title="2022年度部门决算"),
        },
    )
    load_files(paths, connection, workers=1)
    return paths


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_versions_stand_side_by_side_with_both_printed_values(connection: Connection, loaded: list[Path]) -> None:
    run = gongkai("versions", AGENCY)
    assert run.exit_code == 0, run.output
    for told in (
        "2 (current)",
        "old.txt",
        "correction",
        "2024-08-30",
        "only in version 2: 收入决算表",
        "40.00 万元",
        "41.00 万元",
        "5.26 %",
        "5.27 %",
        "2 reports, of several versions: 1",
    ):
        assert told in run.output, told
    assert "2022.txt" not in run.output
    assert "2022.txt" in gongkai("versions", "渡口", "--all").output


def test_differences_are_the_figures_and_nothing_else(connection: Connection, loaded: list[Path]) -> None:
    old, new = list_versions(connection, find_agency(connection, AGENCY).agency_key, year=2023)
    compared = compare_versions(connection, old.report_key, new.report_key)
    assert (compared.only_here, compared.only_there) == ((), ("收入决算表",))
    rows = {(one.row, one.here, one.there) for one in compared.differences if one.statement == "支出决算表"}
    assert rows == {
        ("合计", "100.00 万元", "101.00 万元"),
        ("合计", "40.00 万元", "41.00 万元"),
        ("214 交通运输支出", "100.00 万元", "101.00 万元"),
        ("214 交通运输支出", "40.00 万元", "41.00 万元"),
        ("21401 公路水路运输", "100.00 万元", "101.00 万元"),
        ("21401 公路水路运输", "40.00 万元", "41.00 万元"),
        ("2140199 其他公路水路运输支出", "40.00 万元", "41.00 万元"),
    }
    back = compare_versions(connection, new.report_key, old.report_key)
    assert {(one.row, one.there, one.here) for one in back.differences if one.statement == "支出决算表"} == rows
