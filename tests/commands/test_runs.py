"""What was loaded when: attempts that follow each other are a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.warehouse.attempts import Attempt, list_runs, record

BEGAN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def loaded(connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """Two runs a day apart, one by a newer program right after, and a failure put aside by a person."""
    attempts = [
        (0, Attempt("/in/a/1.pdf", "1.pdf", "1", "0.1", "loaded", seconds=2)),
        (1, Attempt("/in/b/2.pdf", "2.pdf", "2", "0.1", "failed", "it is damaged", seconds=1)),
        (9, Attempt("/in/a/3.pdf", "3.pdf", "3", "0.1", "timeout", "it took too long", seconds=300)),
        (1440, Attempt("/in/a/3.pdf", "3.pdf", "3", "0.1", "loaded", seconds=4)),
        (1441, Attempt("/in/b/2.pdf", "2.pdf", "2", "0.1", "forgotten")),
        (1442, Attempt("/in/a/3.pdf", "3.pdf", "3", "0.2", "loaded", seconds=5)),
    ]
    record(connection, [attempt for _, attempt in attempts])
    for number, (minutes, _) in enumerate(attempts, 1):
        connection.execute(
            "update raw.load_attempt set attempted_at = %s where attempt_no = %s",
            (BEGAN + timedelta(minutes=minutes), number),
        )
    return connection


def test_attempts_without_a_pause_and_by_one_program_are_a_run(loaded: psycopg.Connection[Any]) -> None:
    found = list_runs(loaded, limit=10)
    assert [(run.loader_version, run.loaded, run.failed) for run in found] == [
        ("0.2", 1, {}),
        ("0.1", 1, {}),
        ("0.1", 1, {"failed": 1, "timeout": 1}),
    ]
    first = found[-1]
    assert (first.began_at, first.ended_at) == (BEGAN, BEGAN + timedelta(minutes=9))
    assert (first.reading_seconds, first.folders) == (303, ("/in/a", "/in/b"))


def test_the_newest_or_those_since_a_day_are_listed(loaded: psycopg.Connection[Any]) -> None:
    assert [run.loader_version for run in list_runs(loaded, limit=1)] == ["0.2"]
    assert len(list_runs(loaded, limit=10, since=BEGAN + timedelta(hours=1))) == 2


def test_command_tells_counts_and_failures(
    loaded: psycopg.Connection[Any], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    said = CliRunner().invoke(app, ["runs", "--failures"])
    assert said.exit_code == 0, said.output
    assert "2 (1 failed, 1 timeout)" in said.output
    assert "failed: 2.pdf: it is damaged" in said.output
    assert CliRunner().invoke(app, ["runs", "--since", "2027-01-01"]).stdout.startswith("nothing was loaded since 2027")
