"""`gongkai db …` shows people no password and gives programs all they need."""

from __future__ import annotations

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from etl.commands.db import app
from etl.errors import WarehouseError
from samples.maker.__main__ import synth

runner = CliRunner()

made_up = typer.Typer()
made_up.command()(synth)


@pytest.fixture(autouse=True)
def _named_server(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", empty_database)


def test_status_says_what_to_do_and_hides_the_password(empty_database: str) -> None:
    password = psycopg.conninfo.conninfo_to_dict(empty_database)["password"]
    shown = runner.invoke(app, ["status"]).output
    assert "gongkai db migrate" in " ".join(shown.split())
    assert str(password) not in shown


def test_migrating_twice_is_no_mistake() -> None:
    assert runner.invoke(app, ["migrate"]).exit_code == 0
    assert runner.invoke(app, ["migrate"]).exit_code == 0


def test_url_is_complete_for_programs(empty_database: str) -> None:
    printed = runner.invoke(app, ["url"]).stdout.strip()
    assert printed == empty_database


@pytest.mark.parametrize("command", ["start", "stop"])
def test_a_server_that_is_not_ours_is_neither_started_nor_stopped(command: str) -> None:
    result = runner.invoke(app, [command])
    assert isinstance(result.exception, WarehouseError)
    assert "GONGKAI_DATABASE_URL" in str(result.exception)


def test_roles_before_tables_are_refused() -> None:
    result = runner.invoke(app, ["roles"])
    assert isinstance(result.exception, WarehouseError)
    assert "gongkai db migrate" in str(result.exception)


def test_made_up_reports_load_into_a_database_without_a_warehouse(empty_database: str) -> None:
    shown = runner.invoke(made_up, ["--reports", "2", "--load", "--workers", "1"])
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("2 loaded; ")
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("select count(*) from core.dim_report").fetchone() == (2,)
