"""The embedded server starts wherever a user puts it, survives crashes, and believes nothing but an answer."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.errors import WarehouseError
from etl.settings import Settings
from etl.warehouse.embedded.account import Account
from etl.warehouse.embedded.place import locate
from etl.warehouse.embedded.postmaster import Postmaster
from etl.warehouse.embedded.server import EmbeddedServer

pytestmark = pytest.mark.integration

Make = Callable[..., EmbeddedServer]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may pass through, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def make() -> Iterator[Make]:
    """Servers that are stopped at the end of the test."""
    made: list[EmbeddedServer] = []

    def server(home: Path) -> EmbeddedServer:
        made.append(EmbeddedServer(Settings(database_url=None, home=home, durable=False)))
        return made[-1]

    yield server
    for one in made:
        one.stop()


def _answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def _run(command: list[Any], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def _processes(data: Path) -> list[int]:
    """The processes that work in the data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").samefile(data):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _parent(process: int) -> int | None:
    """The parent of a process; None for one that has ended since it was listed, as workers of a server do at any time."""
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def test_a_process_that_has_ended_has_no_parent() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert _parent(ended.pid) is None
    assert _parent(os.getpid()) == os.getppid()


def test_it_starts_in_a_folder_with_spaces_quotes_and_chinese_characters(folder: Path, make: Make) -> None:
    server = make(folder / "某 局's 100% $HOME `x`")
    assert _answers(server.ensure())


def test_it_starts_in_a_folder_too_deep_for_a_socket(folder: Path, make: Make) -> None:
    server = make(folder / "很深的文件夹" / "很深的文件夹" / "很深的文件夹" / "很深的文件夹")
    assert _answers(server.ensure())
    with psycopg.connect(server.ensure()) as connection:
        (where,) = connection.execute("show unix_socket_directories").fetchone() or ("",)
    sockets = Path(where.strip('"'))
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    server.stop()
    shutil.rmtree(sockets)  # as a cleaner of temporary files would
    assert _answers(server.ensure())
    again = Path((server.status().data.parent / "socket.path").read_text("utf-8"))
    assert again != sockets
    server.stop()
    shutil.rmtree(again)


def test_the_database_is_as_designed(folder: Path, make: Make) -> None:
    with psycopg.connect(make(folder / "home").ensure()) as connection:
        found = connection.execute(
            "select datlocprovider::text, datlocale, pg_encoding_to_char(encoding) from pg_database where datname = current_database()"
        ).fetchone()
        assert found == ("b", "C.UTF-8", "UTF8")
        assert connection.execute("select upper('é') = 'É'").fetchone() == (True,)
        methods = connection.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
        assert methods == [("scram-sha-256",)]
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)


def test_only_its_owner_reads_the_password_and_the_data(folder: Path, make: Make) -> None:
    server = make(folder / "home")
    server.ensure()
    assert stat.S_IMODE((folder / "home/postgres/password").stat().st_mode) == 0o600
    data = server.status().data
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data.parent / "socket").stat().st_mode) == 0o700
    assert not (data.parent / "password.once").exists()


def test_a_wrong_password_is_refused(folder: Path, make: Make) -> None:
    url = make(folder / "home").ensure()
    wrong = url.replace(url.split(":")[2].split("@")[0], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_stopping_and_starting_keeps_data_and_port(folder: Path, make: Make) -> None:
    server = make(folder / "home")
    url = server.ensure()
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 42 as n")
    assert server.stop()
    assert not server.stop()
    assert server.url_if_alive() is None
    assert server.ensure() == url
    with psycopg.connect(url) as connection:
        assert connection.execute("select n from kept").fetchone() == (42,)


def test_a_killed_server_is_started_again(folder: Path, make: Make) -> None:
    server = make(folder / "home")
    url = server.ensure()
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 42 as n")
    pid = server.status().pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    with psycopg.connect(server.ensure()) as connection:
        assert connection.execute("select n from kept").fetchone() == (42,)


def test_a_pid_file_that_names_a_strangers_process_is_not_believed(folder: Path, make: Make) -> None:
    server = make(folder / "home")
    server.ensure()
    data = server.status().data
    left = (data / "postmaster.pid").read_text()
    server.stop()
    (data / "postmaster.pid").write_text(left.replace(left.split("\n", 1)[0], str(os.getpid()), 1))
    if os.geteuid() == 0:
        shutil.chown(data / "postmaster.pid", data.stat().st_uid, data.stat().st_gid)
    assert not server.status().running
    assert not server.stop()
    assert _answers(server.ensure())


def test_a_zombie_is_no_server(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], cwd=tmp_path)
    (tmp_path / "postmaster.pid").write_text(f"{child.pid}\n")
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child.pid}/stat").read_text().split()[2] != "Z" and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, 0)  # it is still in the table of processes
    assert Postmaster.of(tmp_path) is None
    child.wait()


def test_another_port_is_taken_when_somebody_has_ours(folder: Path, make: Make) -> None:
    import socket

    server = make(folder / "home")
    url = server.ensure()
    server.stop()
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", int(url.rsplit(":", 1)[1].split("/")[0])))
        stranger.listen()
        assert server.url_if_alive() is None
        moved = server.ensure()
        assert moved != url
        assert _answers(moved)


def test_processes_that_start_it_at_once_end_on_one_server(folder: Path, make: Make) -> None:
    home = folder / "home"
    code = """
from etl.settings import load_settings
from etl.warehouse.embedded.server import EmbeddedServer
print(EmbeddedServer(load_settings()).ensure())
"""
    environment = {**os.environ, "GONGKAI_HOME": str(home), "GONGKAI_DURABLE": "false", "GONGKAI_DATABASE_URL": ""}
    command = [sys.executable, "-c", code]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    urls = {process.communicate(timeout=120)[0] for process in started}
    server = make(home)
    assert urls == {f"{server.ensure()}\n"}
    works_there = _processes(server.status().data)
    parents = {_parent(process) for process in works_there}
    # One main process, whose children the others are.
    assert len([p for p in parents if p in works_there]) == 1


def test_workers_that_outlive_their_server_are_waited_for(folder: Path, make: Make) -> None:
    """A second server beside them would ruin the data."""
    server = make(folder / "home")
    server.ensure()
    data = server.status().data
    server.stop()
    handle = os.open(data.parent / "in-use", os.O_RDWR)
    worker = subprocess.Popen(["/bin/sleep", "1"], pass_fds=(handle,))
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.close(handle)
    began = time.monotonic()
    assert _answers(server.ensure())
    assert time.monotonic() - began > 0.8
    worker.wait()


def test_an_interrupted_making_of_the_data_folder_is_done_again(folder: Path, make: Make) -> None:
    server = make(folder / "home")
    half = folder / "home/postgres/server/data.new"
    half.mkdir(parents=True)
    for parent in (folder / "home", folder / "home/postgres"):
        parent.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    if os.geteuid() == 0:
        shutil.chown(half.parent, "postgres" if _known("postgres") else "nobody")
    assert _answers(server.ensure())


def _known(name: str) -> bool:
    import pwd

    return name in {entry.pw_name for entry in pwd.getpwall()}


def test_data_of_another_version_is_refused_with_both_versions_named(folder: Path, make: Make) -> None:
    server = make(folder / "home")
    server.ensure()
    server.stop()
    (server.status().data / "PG_VERSION").write_text("13\n")
    with pytest.raises(WarehouseError, match=r"PostgreSQL 13.*programs are 18"):
        server.ensure()


def test_a_folder_that_cannot_be_made_is_named(folder: Path, make: Make) -> None:
    (folder / "file").write_text("")
    with pytest.raises(WarehouseError, match="GONGKAI_HOME"):
        make(folder / "file" / "home").ensure()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may be kept from widening rights")
def test_root_leaves_the_rights_of_folders_above_alone(tmp_path: Path, folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    place = locate(closed / "home" / "postgres", "", folder / "private")
    assert place.root.parent == folder / "private"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    open_ = locate(folder / "open" / "postgres", "", folder / "private")
    assert open_.root == folder / "open" / "postgres" / "server"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
def test_root_starts_it_below_a_folder_of_its_own(folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.warehouse.embedded.server.PRIVATE_ROOT", folder / "private")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = make(closed / "home")
    assert _answers(server.ensure())
    assert server.status().data.is_relative_to(folder / "private")
    assert server.status().pid
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    closed.chmod(0o755)
    assert make(closed / "home").status().running  # the data stays where it is


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
def test_programs_that_the_servers_user_cannot_reach_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from etl.warehouse.embedded import binaries

    monkeypatch.setattr("etl.warehouse.embedded.binaries.PRIVATE_ROOT", folder / "private")
    monkeypatch.setattr(Account, "can", lambda self, path: False)
    programs = binaries.programs_for(Account("nobody", 65534, 65534))
    assert programs.is_relative_to(folder / "private")
    done = _run([programs / "postgres", "--version"], cwd="/", **Account("nobody", 65534, 65534).options)
    assert "PostgreSQL" in done.stdout
    assert binaries.programs_for(Account("nobody", 65534, 65534)) == programs


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user")
def test_an_ordinary_user_starts_it_as_himself(folder: Path) -> None:
    home = folder / "user's home"
    home.mkdir()
    shutil.chown(home, 65534, 65534)
    code = (
        "from etl.settings import load_settings; from etl.warehouse.embedded.server import EmbeddedServer; import psycopg\n"
        "server = EmbeddedServer(load_settings()); url = server.ensure()\n"
        "print(psycopg.connect(url).execute('select 1').fetchone(), server.status().run_as, server.stop())"
    )
    nobody = Account("nobody", 65534, 65534)
    version = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    python = next((p for p in (sys.executable, version) if Path(p).exists() and nobody.can(Path(p))), None)
    if python is None:
        pytest.skip("no interpreter that another user may run")
    environment = {
        **os.environ,
        "GONGKAI_HOME": str(home / "g"),
        "GONGKAI_DURABLE": "false",
        "GONGKAI_DATABASE_URL": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = _run([python, "-c", code], env=environment, **nobody.options)
    assert done.stdout.strip() == "(1,)  True", done.stderr


@pytest.mark.timeout(60)
def test_a_server_that_refuses_our_password_is_told_and_not_waited_for(
    folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after the roles of another server were taken over, its owner's among them."""
    monkeypatch.setattr("etl.warehouse.embedded.server.REFUSED_SECONDS", 0.5)
    url = make(folder / "home").ensure()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter role gongkai password 'another'")
        with pytest.raises(WarehouseError, match="refuses the password of its owner gongkai"):
            make(folder / "home").ensure()
        password = (folder / "home" / "postgres" / "password").read_text("ascii").strip()
        connection.execute(f"alter role gongkai password '{password}'")
    assert _answers(make(folder / "home").ensure())
