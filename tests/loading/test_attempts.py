"""The record of attempts: a file that fails is read again when it or the program has changed, or when its time has come."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

import etl.loading.load
import etl.loading.record
from etl.cli import app
from etl.commands import inspect as inspect_command
from etl.commands import layout
from etl.loading.load import load_files
from etl.loading.reading import read_all
from etl.loading.watch import Inbox, Loader
from tests.loading import misbehaving
from tests.loading.test_watch import REPORT, Told

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]

Connection = psycopg.Connection[Any]


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Makes reading do what a file's text says (`misbehaving`), in a second at most; the names of what was read."""
    read: list[str] = []

    def read_and_tell(files: Any, **options: Any) -> Any:
        for path, outcome in read_all(files, **{**options, "timeout": 1, "read": misbehaving.read}):
            read.append(path.name)
            yield path, outcome

    monkeypatch.setattr(etl.loading.load, "read_all", read_and_tell)
    return read


def attempts(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute("select file_name, outcome from raw.load_attempt order by attempt_no").fetchall()


def hours_pass(connection: Connection, hours: float) -> None:
    connection.execute("update raw.load_attempt set attempted_at = attempted_at - %s", (timedelta(hours=hours),))


def test_what_failed_and_what_was_loaded_is_on_record(tmp_path: Path, connection: Connection) -> None:
    shutil.copy(REPORT, tmp_path / "good.txt")
    (tmp_path / "empty.txt").touch()
    load_files([tmp_path / "empty.txt", tmp_path / "good.txt"], connection)
    found = connection.execute(
        "select path, file_name, length(sha256), outcome, message, seconds > 0 from raw.load_attempt order by file_name"
    ).fetchall()
    message = "empty.txt: the file is empty → fetch it again"
    assert [row[:4] for row in found] == [
        (str(tmp_path / "empty.txt"), "empty.txt", 64, "failed"),
        (str(tmp_path / "good.txt"), "good.txt", 64, "loaded"),
    ]
    assert found[0][4].startswith(message.partition(" →")[0])
    assert (found[1][4], found[1][5]) == ("", True)


def test_nothing_is_recorded_without_a_warehouse(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (one,) = load_files([tmp_path / "empty.txt"], None)
    assert (one.status, one.cause, one.again_at) == ("failed", "failed", None)


def test_a_single_file_that_never_ends_fails_alone(tmp_path: Path, connection: Connection, reading: list[str]) -> None:
    poison = tmp_path / "poison.txt"
    poison.write_text("hang", "utf-8")
    (one,) = load_files([poison], connection)
    assert (one.status, one.cause) == ("failed", "timeout")
    assert one.error == "poison.txt: not read, it took longer than 1 s → give it more with --timeout"
    assert one.again_at is not None
    assert one.again_at - datetime.now(UTC) > timedelta(minutes=59)


def test_a_file_that_failed_is_left_alone_until_it_changes(
    tmp_path: Path, connection: Connection, reading: list[str]
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("first", "utf-8")
    for _ in range(2):
        (one,) = load_files([bad], connection)
        assert (one.status, one.cause) == ("failed", "failed")
    assert "tried again when the file or gongkai changes" in one.error
    hours_pass(connection, 1000)
    load_files([bad], connection)
    assert reading == ["bad.txt"]
    bad.write_text("second", "utf-8")
    load_files([bad], connection)
    assert reading == ["bad.txt"] * 2


def test_a_file_that_failed_is_read_by_another_version_of_the_program(
    tmp_path: Path, connection: Connection, reading: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("first", "utf-8")
    load_files([bad], connection)
    monkeypatch.setattr(etl.loading.record, "loader_version", lambda: "0.2.0+ffffffff")
    load_files([bad], connection)
    load_files([bad], connection)
    assert reading == ["bad.txt"] * 2


def test_a_file_that_is_named_is_always_read(tmp_path: Path, connection: Connection, reading: list[str]) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("first", "utf-8")
    load_files([bad], connection, named=[bad])
    load_files([bad], connection, named=[bad])
    assert reading == ["bad.txt"] * 2


def test_the_pause_after_a_timeout_grows(tmp_path: Path, connection: Connection, reading: list[str]) -> None:
    poison = tmp_path / "poison.txt"
    poison.write_text("hang", "utf-8")
    load_files([poison], connection)
    for hours, times in ((0.9, 1), (0.2, 2), (1.9, 2), (0.2, 3)):
        hours_pass(connection, hours)
        load_files([poison], connection)
        assert len(reading) == times, hours


def test_a_watch_reads_a_poisonous_file_once_whatever_comes_and_after_a_restart(
    tmp_path: Path, database: str, connection: Connection, reading: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    (tmp_path / "poison.txt").write_text("hang", "utf-8")
    told = Told()
    for _ in range(2):  # the second time after a restart
        loader = Loader(Inbox(tmp_path), told)
        for _ in range(4):
            loader()
    assert reading == ["poison.txt"]
    assert told.files == [("poison.txt", "failed")] * 2
    hours_pass(connection, 2)
    loader = Loader(Inbox(tmp_path), told)
    loader(), loader()
    assert reading == ["poison.txt"] * 2


def test_an_inbox_gives_a_file_again_when_its_time_has_come(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("a", "utf-8")
    inbox = Inbox(tmp_path)
    inbox.settled()
    inbox.take(file, datetime.now(UTC) + timedelta(hours=1))
    assert inbox.settled() == []
    inbox.take(file, datetime.now(UTC) - timedelta(seconds=1))
    assert inbox.settled() == [file]
    inbox.take(file)
    assert inbox.settled() == []


@pytest.fixture
def review(database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What `gongkai review` says."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    monkeypatch.setenv("COLUMNS", "300")

    def run(*options: str) -> str:
        done = CliRunner().invoke(app, ["review", *options])
        assert done.exit_code == 0, done.output
        return done.output

    return run


def test_review_lists_what_failed_until_it_is_loaded(
    tmp_path: Path, connection: Connection, review: Callable[..., str]
) -> None:
    file = tmp_path / "report.txt"
    file.touch()
    load_files([file], connection)
    assert "failed: 1 files" in review()
    assert "the file is empty" in review("--kind", "failed", "--file", "report.txt")
    other = tmp_path / "other.txt"
    other.write_bytes(REPORT.read_bytes() + b"\n")
    load_files([other], connection)
    assert "failed" not in review("--file", "other.txt")
    shutil.copy(REPORT, file)
    load_files([file], connection)
    assert "failed" not in review()


def test_content_that_failed_is_done_when_it_is_loaded_under_another_name(
    tmp_path: Path, connection: Connection, review: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    shutil.copy(REPORT, first)
    with monkeypatch.context() as refusing:
        refusing.setattr(etl.loading.load, "read_one", misbehaving.refuse)
        load_files([first], connection)
    assert "failed: 1 files" in review()
    first.rename(second)
    load_files([second], connection, named=[second])
    assert "failed" not in review()


def test_a_failure_whose_success_was_not_recorded_is_closed_when_the_file_is_met_again(
    tmp_path: Path, connection: Connection, review: Callable[..., str]
) -> None:
    file = tmp_path / "report.txt"
    file.touch()
    load_files([file], connection)
    shutil.copy(REPORT, file)
    load_files([file], connection)
    connection.execute("delete from raw.load_attempt where outcome = 'loaded'")
    assert "failed: 1 files" in review()
    assert load_files([file], connection)[0].status == "unchanged"
    assert "failed" not in review()


def test_a_failure_may_be_put_aside(tmp_path: Path, connection: Connection, review: Callable[..., str]) -> None:
    file = tmp_path / "report.txt"
    file.touch()
    load_files([file], connection)
    done = CliRunner().invoke(app, ["forget", str(file)])
    assert (done.exit_code, "no longer listed" in done.output) == (0, True)
    assert "failed" not in review()
    assert load_files([file], connection)[0].status == "failed"
    assert "failed" not in review()
    assert [outcome for _, outcome in attempts(connection)] == ["failed", "forgotten"]


def test_names_that_no_database_holds_are_recorded(tmp_path: Path, connection: Connection) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    file.touch()
    load_files([file], connection)
    assert attempts(connection) == [("\N{REPLACEMENT CHARACTER}.txt", "failed")]


@pytest.mark.parametrize(
    ("module", "name", "command"),
    [
        (inspect_command, "read_report_in_folder", ["inspect", "report.txt"]),
        (layout, "_draft", ["layout", "new", "report.txt", "--table", "1"]),
    ],
)
def test_looking_at_a_file_has_an_end_too(
    module: Any, name: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text("hang", "utf-8")
    monkeypatch.setattr(module, name, misbehaving.read_anyhow)
    done = CliRunner().invoke(app, [*command, "--timeout", "1"])
    assert "report.txt: not read, it took longer than 1 s → give it more with --timeout" in str(done.exception)
