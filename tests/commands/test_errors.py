"""Whatever goes wrong is one line with cause, place and next step, and an exit code; commands that only look make no warehouse."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from etl import cli
from etl.commands.which_warehouse import url_told
from etl.errors import OutputError, SettingsError, UnreachableError, WarehouseError, in_a_line
from etl.export.export import replacing
from etl.loading.sources import find_files
from etl.metrics.query import Metrics, _of_any_database
from etl.settings import load_settings
from etl.warehouse.backup import backup

ROOT = Path(__file__).resolve().parents[2]
LONG = "x" * 300


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a warehouse without one, and no server named."""
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def ended(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str]:
    """Exit code and standard error of the command, run by its entry point in this process."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    monkeypatch.setattr(sys, "argv", ["gongkai", *arguments])
    try:
        with pytest.raises(SystemExit) as end:
            cli.main()
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    return end.value.code, capfd.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (PermissionError(13, "Permission denied", "a.xlsx"), 6, "a.xlsx: Permission denied → "),
        (OSError(116, "Stale file handle"), 6, "Stale file handle → "),
        (psycopg.errors.InsufficientPrivilege("permission denied for schema core"), 5, "this role may not do that"),
        (psycopg.errors.UndefinedTable('relation "marts.x" does not exist'), 5, "gongkai build"),
        (psycopg.OperationalError("server closed the connection"), 5, "the server can't go on"),
        (SettingsError("GONGKAI_HOME: wrong"), 2, "GONGKAI_HOME: wrong"),
        (ZeroDivisionError("division by zero"), 70, "please report it"),
    ],
)
def test_what_nobody_expected_is_a_line_with_a_code(
    error: Exception,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    home: Path,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("etl.commands.reports.url_told", fail)
    found, err = ended(monkeypatch, capfd, "reports")
    assert (found, said in err, "Traceback" in err, err.count("\n")) == (code, True, False, 1)
    assert in_a_line(error).exit_code == code


@pytest.mark.parametrize("path", [LONG, "a\0b"])
def test_a_path_that_can_be_none_is_unreachable(path: str) -> None:
    with pytest.raises(UnreachableError, match="can't be opened"):
        find_files([path])


@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_folders_that_may_not_be_opened_are_named_and_cost_nothing_else(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").touch()
    for name in ("closed", ".hidden", "lost+found"):
        (tmp_path / name).mkdir()
    scandir = os.scandir

    def refuse(path: Any) -> Any:  # root may open every folder
        if Path(os.fspath(path)).name in {"closed", ".hidden", "lost+found"}:
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [path.name for path in find_files([tmp_path])] == ["a.txt", "closed"]
    with pytest.raises(UnreachableError, match="Permission denied"):
        find_files([tmp_path / "closed"])


def test_an_export_below_a_file_is_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="can't be written"), replacing(tmp_path / "file" / "a.csv"):
        pass


@pytest.mark.integration
def test_a_backup_below_a_file_is_refused_in_a_line(tmp_path: Path, database: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="can't be written"):
        backup(database, tmp_path / "file" / "a.dump")


def _besides_the_place(err: str) -> list[str]:
    """What is told besides the warehouse that is looked at."""
    return [line for line in err.splitlines() if not line.startswith("warehouse: ")]


def test_a_home_that_may_not_be_used_is_refused_in_a_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied", str(home))

    monkeypatch.setattr(Path, "exists", refuse)
    code, err = ended(monkeypatch, capfd, "reports")
    assert (code, len(_besides_the_place(err))) == (5, 1)
    assert "GONGKAI_HOME" in err


@pytest.mark.parametrize(
    "value", ["nonsense", "postgresql://nobody@127.0.0.1:1/x", "postgresql://nobody@127.0.0.1:99999/x"]
)
def test_an_address_that_leads_nowhere_is_a_line(
    value: str, home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", value)
    code, err = ended(monkeypatch, capfd, "reports")
    assert (code, len(_besides_the_place(err))) == (2 if value == "nonsense" else 5, 1)


def test_a_home_of_an_unknown_user_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_HOME", "~nobody-of-this-name/x")
    with pytest.raises(SettingsError, match="GONGKAI_HOME"):
        load_settings()


def test_kinds_of_review_that_do_not_exist_are_refused_with_those_that_do(home: Path) -> None:
    error = CliRunner().invoke(cli.app, ["review", "--kind", "nonsense"]).exception
    assert "unknown_table" in str(error)


LOOKING = (
    *(
        ["reports"],
        ["review"],
        ["show", "--figure", "1-1"],
        ["profile", "x"],
        ["metrics"],
        ["export"],
        ["docs"],
        ["build"],
    ),
    *(
        ["audit", "--report", "x"],
        ["forget", "x"],
        ["distribute"],
        ["db", "backup", "x"],
        ["db", "url"],
        ["db", "status"],
    ),
    *(["db", "stop"], ["audit", "nowhere.pdf"], ["load", "nowhere.pdf"]),
)


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
def test_looking_makes_no_warehouse_and_names_the_folder(command: list[str], home: Path) -> None:
    run = CliRunner().invoke(cli.app, command)
    assert not home.exists()
    if "nowhere.pdf" not in command and command != ["db", "stop"]:
        assert run.exit_code == 1
        assert str(home) in str(run.exception) + "".join(run.output.split())


@pytest.mark.integration
@pytest.mark.timeout(120)
def test_a_server_that_is_down_is_started_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil
    import tempfile

    from etl.warehouse.embedded.server import EmbeddedServer

    folder = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
    folder.chmod(0o711)
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(folder / "home"))
    monkeypatch.setenv("GONGKAI_DURABLE", "false")
    server = EmbeddedServer(load_settings())
    try:
        url = server.ensure()
        assert (url_told(), capsys.readouterr().err) == (url, f"warehouse: {folder / 'home'}\n")
        server.stop()
        psycopg.connect(url_told()).close()
        assert f"starting the server of the warehouse in {folder / 'home'}" in capsys.readouterr().err
        server.stop()
        shutil.rmtree(server.status().data)
        with pytest.raises(WarehouseError, match="there is no warehouse in this folder"):
            url_told()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.8])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_in_the_first_seconds_is_a_line(how: signal.Signals, seconds: float) -> None:
    code = (
        "import sys, time; from etl.__main__ import main; sys.argv = ['gongkai', 'metrics']; print(flush=True); main()"
    )
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes calls and never answers
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/x"
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "GONGKAI_DATABASE_URL": url},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(how)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in err) == (128 + how, False)
    (last,) = (line for line in err.splitlines() if not line.startswith("warehouse: "))
    assert "interrupted" in last


def test_a_question_in_plain_sql_is_refused_with_the_form_of_conditions(
    samples: psycopg.Connection[Any], samples_home: Path
) -> None:
    from etl.settings import Settings

    metrics = Metrics(Settings(database_url=None, home=samples_home))
    for condition in ("province = '陕西省'", "{{ Dimension('report__province'", "{{ foo }} = 1"):
        with pytest.raises(WarehouseError, match=r"Dimension\('report__province'\) }} = ") as refused:
            metrics.query(samples, metrics.sql(["expenditure"], where=[condition]))
        assert "Traceback" not in str(refused.value)


def test_metrics_are_asked_of_whatever_database_holds_the_marts(
    samples: psycopg.Connection[Any], samples_home: Path, tmp_path: Path
) -> None:
    """A warehouse that was restored under another name."""
    from etl.settings import Settings

    target = tmp_path / "dbt" / "target"
    target.mkdir(parents=True)
    text = (samples_home / "dbt" / "target" / "semantic_manifest.json").read_text("utf-8")
    name = samples.info.dbname
    assert name in text
    (target / "semantic_manifest.json").write_text(text.replace(name, "another"), "utf-8")
    metrics = Metrics(Settings(database_url=None, home=tmp_path))
    assert metrics.query(samples, metrics.sql(["expenditure"])).rows
    assert "another" not in _of_any_database((target / "semantic_manifest.json").read_text("utf-8"))


def test_device_or_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    """`-o /dev/null` as root would take the device away from the whole machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with replacing(pipe) as target:
        assert target == pipe
    assert pipe.is_fifo()
