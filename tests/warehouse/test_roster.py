"""A roster says who has to publish; unknown agencies, and those that stand in it twice, are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.errors import DocumentError
from etl.warehouse.roster import keep_roster, read_roster

Connection = psycopg.Connection[Any]


def roster(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_line_is_a_report_a_year_and_kind_due_in_the_year_of_its_publication(
    connection: Connection, tmp_path: Path
) -> None:
    path = roster(tmp_path, "agency,from_year,to_year,kind,due\n甲县渡口局,2022,2023,,09-30\n乙县渡口局,2023,,决算,\n")
    kept = keep_roster(connection, read_roster(path))
    assert (kept.rows, kept.agencies, kept.doubled) == (5, 2, ())
    assert connection.execute('select * from core.roster order by agency collate "C", 2, 3').fetchall() == [
        ("乙县渡口局", 2023, "final_account", None),
        ("甲县渡口局", 2022, "budget", date(2022, 9, 30)),
        ("甲县渡口局", 2022, "final_account", date(2023, 9, 30)),
        ("甲县渡口局", 2023, "budget", date(2023, 9, 30)),
        ("甲县渡口局", 2023, "final_account", date(2024, 9, 30)),
    ]


def test_unknown_and_doubled_agencies_are_told(connection: Connection, tmp_path: Path) -> None:
    connection.execute("insert into core.dim_agency (agency_key, name) values ('a', '甲县渡口局')")
    connection.execute(
        "insert into core.agency_alias (alias, agency_key, source) values"
        " ('甲县渡口局', 'a', 'name'), ('甲县渡口管理局', 'a', 'person')"
    )
    path = roster(
        tmp_path, "agency,from_year,kind\n甲县渡口局,2023,budget\n甲县渡口管理局,2023,budget\n丙县渡口局,2023,budget\n"
    )
    kept = keep_roster(connection, read_roster(path))
    assert kept.unknown == ("丙县渡口局",)
    assert kept.doubled == ("甲县渡口局", "甲县渡口管理局")


def test_a_roster_replaces_the_one_before(connection: Connection, tmp_path: Path) -> None:
    keep_roster(connection, read_roster(roster(tmp_path, "agency,from_year\n甲局,2020\n")))
    keep_roster(connection, read_roster(roster(tmp_path, "agency,from_year\n乙局,2021\n", "gb18030")))
    assert connection.execute("select distinct agency, fiscal_year from core.roster").fetchall() == [("乙局", 2021)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no columns agency and from_year"),
        ("name,year\n甲局,2020\n", "no columns agency and from_year"),
        ("agency,from_year\n", "names nobody"),
        ("agency,from_year\n甲局,今年\n", "no years"),
        ("agency,from_year,to_year\n甲局,2024,2020\n", "no span of years"),
        ("agency,from_year,kind\n甲局,2024,年报\n", "unknown kind"),
        ("agency,from_year,due\n甲局,2024,02-30\n", "no day of the year"),
        ("agency,from_year\n,2024\n", "no agency"),
    ],
)
def test_a_line_that_says_nothing_clear_is_refused_by_its_number(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        read_roster(roster(tmp_path, text))


def test_command_tells_who_is_unknown(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, connection: Connection
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    run = CliRunner().invoke(
        app, ["settle", "roster", str(roster(tmp_path, "agency,from_year,to_year\n甲局,2020,2022\n"))]
    )
    assert run.exit_code == 0, run.output
    assert "6 reports of 1 agencies are due" in run.output
    assert "甲局" in run.output
    assert connection.execute("select count(*) from core.roster").fetchone() == (6,)
