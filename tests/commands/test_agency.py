"""Commands that take an agency find it alike, and settling one is done by command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner, Result

from etl.audit.audit import audit_stored
from etl.cli import app
from etl.errors import GongkaiError, WarehouseError
from etl.export.export import export_csv
from etl.head import StatedHead
from etl.loading.load import load_files
from etl.metrics.query import of_agency
from tests.publication.made import PROSE, expenditure, report, write

AGENCY, OTHER = "西安市莲湖区卫生健康委员会", "西安市莲湖区卫健委"


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def warehouse(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A warehouse with two spellings of an agency, a year each."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    monkeypatch.chdir(tmp_path)
    made = {
        f"{year}.txt": report(expenditure(40), PROSE, title=f"{year}年度部门决算", agency=agency)
        for year, agency in ((2022, OTHER), (2023, AGENCY))
    }
    with psycopg.connect(database, autocommit=True) as connection:
        assert [one.error for one in load_files(write(tmp_path, made), connection, workers=1)] == ["", ""]
    return database


@pytest.mark.parametrize(
    "command", [("reports",), ("profile",), ("show", "--agency"), ("audit", "--agency"), ("settle", "agency")]
)
def test_every_command_lists_the_candidates_with_region_and_years(warehouse: str, command: tuple[str, ...]) -> None:
    with psycopg.connect(warehouse, autocommit=True) as connection:
        connection.execute(
            "create schema marts; create table marts.agency_year (n int); create table marts.reconciliation_coverage (n int);"
            "create table marts.statement_coverage (n int)"
        )
    more = ("--ok",) if command[0] == "settle" else ()
    problem = gongkai(*command, "莲湖", *more).exception
    assert isinstance(problem, GongkaiError)
    told = str(problem)
    assert f"1 {OTHER}（陕西省西安市莲湖区, 2022–2022）" in told
    assert f"2 {AGENCY}（陕西省西安市莲湖区, 2023–2023）" in told


def test_reports_of_one_agency_are_listed(warehouse: str) -> None:
    assert "1 reports" in gongkai("reports", "莲湖#2").output
    assert "2 reports" in gongkai("reports").output


def test_what_is_asked_is_settled_by_command_and_not_asked_again(warehouse: str) -> None:
    assert f"may be {AGENCY}" in " ".join(gongkai("review", "--kind", "spelling").output.split())
    done = gongkai("settle", "agency", OTHER, "--alias-of", AGENCY)
    assert (done.exit_code, OTHER in done.output) == (0, True)
    assert "0 agencies" in gongkai("review").output
    assert gongkai("reports", OTHER).output.count(AGENCY) == 2
    assert "taken back: 1" in gongkai("settle", "agency", OTHER, "--undo").output
    assert gongkai("settle", "agency", OTHER, "--ok").exit_code == 0
    assert "0 agencies" in gongkai("review").output
    assert "nothing is asked" in gongkai("settle", "agency", OTHER, "--ok").output


def test_a_settle_file_is_settled_by_command(warehouse: str, tmp_path: Path) -> None:
    (tmp_path / "settle.csv").write_bytes(f"部门,同一部门\n{OTHER},{AGENCY}\n".encode("gbk"))
    assert "settled: 1 things about 1 agencies" in gongkai("settle", "--from", "settle.csv").output
    assert "0 agencies" in gongkai("review").output


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("agency", AGENCY), "what is it?"),
        (("agency", AGENCY, "--ok", "--undo"), "what is it?"),
        (("agency", AGENCY, "--type", "渡口机构"), "渡口机构: no such type"),
        (("agency", AGENCY, "--region", "雾城市"), "雾城市: no such division"),
        (("agency", AGENCY, "--parent", "雾城市渡口局"), "no such agency"),
        (("--from", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_what_can_not_be_settled_says_why(warehouse: str, arguments: tuple[str, ...], problem: str) -> None:
    error = gongkai("settle", *arguments).exception
    assert isinstance(error, GongkaiError)
    assert problem in str(error)


def test_marts_of_one_agency_are_exported_and_audited(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    name = "西安市莲湖区医疗保障局"
    written = export_csv(samples, tmp_path, ["agency_year"], agency=name)
    assert [one.rows for one in written] == [1]
    url = make_conninfo(samples.info.dsn, password=samples.info.password)
    whole = audit_stored(url, "莲湖", StatedHead())
    assert whole.coverage
    with pytest.raises(WarehouseError, match="no such report"):
        audit_stored(url, "莲湖", StatedHead(fiscal_year=1999))
    assert of_agency("某'局") == "{{ Dimension('report__agency') }} = '某''局'"
