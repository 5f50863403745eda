"""A server whose disk is full costs no file: nothing is written by halves, and the same run goes on once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.errors import ServerTroubleError
from etl.loading.load import load_files
from etl.loading.watch import Inbox, Loader, Watch
from etl.settings import Settings
from etl.warehouse.embedded.server import EmbeddedServer
from etl.warehouse.engine import connect
from etl.warehouse.schema import create_from_models, empty
from samples.maker.synth import write_reports
from tests.warehouse.test_writer import contents

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

MEGABYTES = 160


@pytest.fixture
def disk() -> Iterator[Path]:
    """A file system of its own, small enough to be filled."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small file system takes root on Linux")
    with tempfile.TemporaryDirectory(prefix="gongkai-test-") as folder:
        Path(folder).chmod(0o711)
        place = Path(folder) / "disk"
        place.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "gongkai", str(place)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        if mounted.returncode:
            pytest.skip(f"mounting isn't allowed here: {mounted.stderr.strip()}")
        try:
            yield place
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S607


@pytest.fixture
def server(disk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedServer]:
    """A server with an empty warehouse on it."""
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(disk / "home"))
    monkeypatch.setenv("GONGKAI_CACHE_MB", "0")
    found = EmbeddedServer(Settings(database_url=None, home=disk / "home"))
    try:
        create_from_models(found.ensure())
        yield found
    finally:
        found.stop()


def fill(disk: Path, free: int) -> Path:
    """Fill the file system but for `free` bytes; the file that takes the room."""
    ballast = disk / "ballast"
    status = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, status.f_bavail * status.f_frsize - free)
    return ballast


def made(folder: Path, count: int) -> list[Path]:
    return sorted(write_reports(folder, reports=count, years=range(2022, 2024), seed=7))


def rows_of_a_quiet_run(files: list[Path], connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    empty(connection)
    assert {one.status for one in load_files(files, connection, workers=1)} == {"loaded"}
    return contents(connection)


def one_by_one(files: list[Path], connection: psycopg.Connection[Any]) -> tuple[int, str]:
    """Load files until there is no room; how many were loaded, and what was said then."""
    for number, file in enumerate(files):
        try:
            load_files([file], connection)
        except ServerTroubleError as error:
            return number, str(error)
    raise AssertionError("there was room for all")


def write_log(url: str) -> None:
    """Take up segments of the log, 16 MB each, as many as the disk could have held."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(MEGABYTES // 16):
            connection.execute("create temporary table t (a integer)")
            connection.execute("select pg_switch_wal()")
            connection.execute("drop table t")


def test_a_full_disk_ends_a_run_in_the_middle_and_the_next_goes_on(
    disk: Path, server: EmbeddedServer, tmp_path: Path
) -> None:
    files = made(tmp_path, 12)
    with connect(server.ensure()) as connection:
        load_files(files[:1], connection)
        ballast = fill(disk, free=1024 * 1024)
        loaded, said = one_by_one(files[1:], connection)
        ballast.unlink()
    assert said.startswith(files[1 + loaded].name)
    assert "No space left on device" in said
    with connect(server.ensure()) as connection:
        assert connection.execute("select count(*) from raw.document").fetchone() == (1 + loaded,)
        again = load_files(files, connection)
        assert [one.status for one in again] == ["unchanged"] * (1 + loaded) + ["loaded"] * (len(files) - 1 - loaded)
        after = contents(connection)
        assert after == rows_of_a_quiet_run(files, connection)


def test_a_watched_folder_is_loaded_once_there_is_room_again(
    disk: Path, server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server itself goes down here: there is no room for its log either. How long a start is waited for is no matter of the disk's."""
    monkeypatch.setattr("etl.warehouse.embedded.server.START_SECONDS", 10.0)
    files = made(tmp_path, 2)
    told: list[tuple[str, dict[str, Any]]] = []
    loader = Loader(Inbox(tmp_path), lambda event, **facts: told.append((event, facts)), workers=1)
    kept = Watch([loader], loader.tell, interval=0)
    kept.look()
    ballast = fill(disk, free=0)
    with pytest.raises(psycopg.OperationalError):
        write_log(server.ensure())
    kept.look()
    assert [event for event, _ in told] == ["waiting"]
    ballast.unlink()
    kept.look()
    assert [event for event, _ in told] == ["waiting", "file", "file", "back"]
    assert [facts["loaded"].status for event, facts in told if event == "file"] == ["loaded", "loaded"]
    assert loader.failed == 0
    with connect(server.ensure()) as connection:
        after = contents(connection)
        assert after == rows_of_a_quiet_run(files, connection)
