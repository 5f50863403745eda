"""A watched inbox: what stands still is loaded once, failures are said once, and a server that goes away is waited for."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.errors import DocumentError
from etl.loading import watch
from etl.loading.loaded import Loaded
from etl.loading.watch import Builder, Inbox, Loader, ServerAwayError, Watch, fingerprint
from etl.settings import Settings
from etl.warehouse.build import BuildResult

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "samples" / "chengzhong-2024-final-account.txt"


class Told:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []

    def __call__(self, event: str, **facts: Any) -> None:
        self.events.append((event, facts))

    @property
    def files(self) -> list[tuple[str, str]]:
        loaded: list[Loaded] = [facts["loaded"] for event, facts in self.events if event == "file"]
        return [(one.path.name, one.status) for one in loaded]


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_a_file_is_taken_when_two_looks_show_the_same(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    file = tmp_path / "report.txt"
    file.write_text("a", "utf-8")
    assert inbox.settled() == []
    with file.open("a", encoding="utf-8") as growing:
        growing.write("b")
    assert inbox.settled() == []
    assert names(inbox.settled()) == ["report.txt"]


def test_a_taken_file_is_taken_again_only_when_it_has_changed_or_come_back(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    file = tmp_path / "report.txt"
    file.write_text("a", "utf-8")
    inbox.settled()
    inbox.take(*inbox.settled())
    assert inbox.settled() == []
    os.utime(file, ns=(1, 1))  # the same size
    assert inbox.settled() == []
    assert names(inbox.settled()) == ["report.txt"]
    inbox.take(file)
    file.unlink()
    inbox.settled()
    file.write_text("a", "utf-8")
    os.utime(file, ns=(1, 1))
    inbox.settled()
    assert names(inbox.settled()) == ["report.txt"]


def test_a_file_that_changed_while_it_was_read_is_taken_again(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    file = tmp_path / "report.txt"
    file.write_text("a", "utf-8")
    inbox.settled()
    (found,) = inbox.settled()
    file.write_text("abc", "utf-8")
    inbox.take(found)
    inbox.settled()
    assert names(inbox.settled()) == ["report.txt"]


def test_names_of_files_that_are_still_being_copied_are_left_alone(tmp_path: Path) -> None:
    for name in (
        ".report.pdf.Xy12",
        "report.pdf.part",
        "report.pdf.tmp",
        "~$report.docx",
        "report.crdownload",
        ".hidden/report.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a", "utf-8")
    (tmp_path / "青溪市").mkdir()
    (tmp_path / "青溪市" / "决算.TXT").write_text("a", "utf-8")
    inbox = Inbox(tmp_path)
    inbox.settled()
    assert names(inbox.settled()) == ["决算.TXT"]


def test_a_failure_is_said_once_and_again_when_the_file_has_changed(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    shutil.copy(REPORT, tmp_path / "good.txt")
    bad = tmp_path / "bad.txt"
    bad.write_text("苹果\t三斤\n", "utf-8")
    told = Told()
    loader = Loader(Inbox(tmp_path), told, workers=1)
    assert [loader() for _ in range(4)] == [False, True, False, False]
    assert sorted(told.files) == [("bad.txt", "failed"), ("good.txt", "loaded")]
    bad.write_text("梨\t两斤\n", "utf-8")
    assert [loader() for _ in range(3)] == [False, False, False]
    assert sorted(told.files)[:2] == [("bad.txt", "failed")] * 2
    assert loader.failed == 2


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_server_that_goes_away_costs_no_file(
    when: str, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(REPORT, tmp_path / "good.txt")
    told = Told()
    loader = Loader(Inbox(tmp_path), told)
    kept = Watch([loader], told, interval=0)
    kept.look()
    if when == "before":
        monkeypatch.setenv("GONGKAI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    else:
        monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
        load_files = watch.load_files

        def cut_off(files: Any, connection: psycopg.Connection[Any], **options: Any) -> Any:
            with psycopg.connect(database, autocommit=True) as other:
                other.execute("select pg_terminate_backend(%s)", (connection.info.backend_pid,))
            return load_files(files, connection, **options)

        monkeypatch.setattr(watch, "load_files", cut_off)
    kept.look()
    kept.look()
    assert [event for event, _ in told.events] == ["waiting"]
    monkeypatch.undo()
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    kept.look()
    assert [event for event, _ in told.events] == ["waiting", "file", "back"]
    assert told.files == [("good.txt", "loaded")]


def test_a_server_that_is_away_at_the_start_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(ServerAwayError, match="can't connect"):
        Watch([Builder(Settings(), Told())], Told(), interval=0).forever()


def test_the_longer_the_server_is_away_the_longer_the_wait() -> None:
    waited: list[float] = []

    def away() -> bool:
        if len(waited) < 1:
            return False
        if len(waited) == 6:
            raise KeyboardInterrupt
        raise ServerAwayError("no answer")

    told = Told()
    with pytest.raises(KeyboardInterrupt):
        Watch([away], told, interval=10, wait=waited.append).forever()
    assert waited == [10, 20, 40, 60, 60, 60]
    assert [event for event, _ in told.events] == ["waiting"]


def test_the_folder_may_go_away_for_a_while(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    told = Told()
    kept = Watch([Loader(Inbox(inbox), told)], told, interval=0)
    kept.look()
    inbox.rmdir()
    kept.look()
    kept.look()
    inbox.mkdir()
    kept.look()
    assert [event for event, _ in told.events] == ["waiting", "back"]
    inbox.rmdir()
    with pytest.raises(DocumentError, match="no such file or folder"):
        Loader(Inbox(inbox), told)()


def test_an_end_that_dbt_takes_for_a_failure_ends_the_watch() -> None:
    stopped = []

    def build() -> bool:
        stopped.append(True)
        raise ServerAwayError("dbt stopped: KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        Watch([build], Told(), interval=0, stopped=lambda: bool(stopped)).look()


def test_marts_are_built_at_the_start_and_when_the_warehouse_has_changed(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    shutil.copy(REPORT, tmp_path / "good.txt")
    built: list[Settings] = []

    def build(settings: Settings) -> BuildResult:
        built.append(settings)
        return BuildResult(models=1, tests=0, seconds=0.0)

    monkeypatch.setattr(watch, "build_marts", build)
    told = Told()
    loader, builder = Loader(Inbox(tmp_path), told), Builder(Settings(), told)
    assert [builder(), builder()] == [True, False]
    loader()
    loader()
    assert [builder(), builder()] == [True, False]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("update core.dim_agency set parent_name = '某县水务局'")
        assert [builder(), builder()] == [True, False]
        connection.execute("delete from core.dim_report")
        assert [builder(), builder()] == [True, False]
    assert len(built) == 4


def test_a_warehouse_without_tables_has_no_fingerprint(empty_database: str) -> None:
    with (
        psycopg.connect(empty_database, autocommit=True) as connection,
        pytest.raises(watch.WarehouseError, match="run gongkai db migrate"),
    ):
        fingerprint(connection)


def watching(folder: Path, url: str, home: Path, *options: str) -> subprocess.Popen[str]:
    """`gongkai watch` as a process that writes JSON."""
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "watch", str(folder), "--no-build", "--log-format", "json", *options],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "GONGKAI_DATABASE_URL": url, "GONGKAI_HOME": str(home)},
    )


@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_watch_creates_the_schema_loads_and_ends_in_order(
    how: signal.Signals, tmp_path: Path, empty_database: str
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    process = watching(inbox, empty_database, tmp_path / "home", "--interval", "0.1")
    assert process.stderr is not None
    assert [json.loads(process.stderr.readline())["event"] for _ in range(2)] == ["warehouse", "watching"]
    shutil.copy(REPORT, inbox)
    told = json.loads(process.stderr.readline())
    assert (told["event"], told["status"], told["fiscal_year"]) == ("file", "loaded", 2024)
    process.send_signal(how)
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 0
    assert [json.loads(line)["event"] for line in rest.splitlines()] == ["stopped"]


@pytest.mark.timeout(120)
def test_once_ends_by_itself_and_tells_by_its_exit_code_that_a_file_failed(tmp_path: Path, database: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "empty.txt").touch()
    process = watching(inbox, database, tmp_path / "home", "--once", "--interval", "0.1")
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert [json.loads(line).get("status") for line in told.splitlines()] == [None, None, "failed"]
