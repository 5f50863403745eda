"""Every command through what goes wrong around it: no traceback, a documented exit code, one line with the next step."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_errors import ended
from tests.commands.walk import ROOT, SAMPLE, Command, commands

COMMANDS = commands()
NAMES = [command.name for command in COMMANDS]
# `run` takes the paths that `load` takes, and builds the marts whatever became of them; `docs` asks dbt first, half a minute a path.
SLOW = {("run",), ("docs",)}
WITH_PATHS = [(command, option) for command in COMMANDS for option, _ in command.paths if command.words not in SLOW]
WITHOUT_PATHS = [command for command in COMMANDS if not command.paths and command.words != ("build",)]
"""Those that only tell something. `build` takes too long for what it would tell of here."""
FUZZ = int(os.environ.get("GONGKAI_FUZZ", "0"))
CODES = {0, 1, 2, 3, 4, 5, 6}
"""What a command may end with when no fault of ours is in play (docs/operations.md)."""


def assert_told(code: Any, said: str, what: str) -> None:
    """An exit code of the list, no traceback, and where it failed a line that says what to do."""
    assert "Traceback" not in said, f"{what}: {said[-2000:]}"
    assert "internal error" not in said, f"{what}: {said[-2000:]}"
    assert code in CODES, f"{what}: exit code {code}: {said[-2000:]}"
    if code in {5, 6}:
        assert "→" in said, f"{what}: no next step: {said[-2000:]}"


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is also the current one, and a home in it without a warehouse."""
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GONGKAI_CACHE_MB", "0")
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@contextmanager
def no_server() -> Iterator[str]:
    """The URL of something that listens and is no PostgreSQL: it hangs up on everybody."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        over = threading.Event()

        def hang_up() -> None:
            while not over.is_set():
                try:
                    listener.accept()[0].close()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        yield f"postgresql://nobody@127.0.0.1:{listener.getsockname()[1]}/gongkai?sslmode=disable"
        over.set()
        thread.join()


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_wrong_addresses_and_servers_that_are_away(
    command: Command, away: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    line = command.line(SAMPLE)
    with no_server() as hangs_up:
        for url, code in (
            ("nonsense", 2),
            ("postgresql://[", 2),
            ("postgresql://nobody@127.0.0.1:1/gongkai", 5),
            ("postgresql://nobody@no-such-host.invalid/gongkai", 5),
            (hangs_up, 5),
        ):
            monkeypatch.setenv("GONGKAI_DATABASE_URL", url)
            found, said = ended(monkeypatch, capfd, *line)
            assert_told(found, said, f"{line} at {url}")
            # Those that need no server don't look at its address, or only whether it is one.
            if command.words[0] not in {"inspect", "layout", "docs", "audit"} and command.words not in {
                ("db", "start"),
                ("db", "stop"),
                ("db", "url"),
                ("watch",),
                ("settle", "roster"),
            }:
                assert found == code or found in {1, 2, 6}, f"{line} at {url}: {found}: {said}"


@pytest.mark.parametrize(("command", "option"), WITH_PATHS, ids=[f"{c.name} {o or ''}".strip() for c, o in WITH_PATHS])
def test_wrong_paths(
    command: Command,
    option: str | None,
    away: Path,
    home_with_builds: Path,
    home_with_rules: Path,
    server_roles: None,  # `db roles` is one of the commands
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for kept in (home_with_builds, home_with_rules):  # dbt is not what goes wrong here
        shutil.copytree(kept, away.parent / "home", dirs_exist_ok=True)
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    (away / "file.pdf").write_bytes(b"no document")
    (away / "folder.pdf").mkdir()
    # No device of the machine's: what a command writes over here is this folder's alone.
    special = socket.socket(socket.AF_UNIX)
    special.bind("socket.pdf")
    special.close()
    for path in (
        away / "missing.pdf",
        away / "missing" / "file.pdf",
        away / "file.pdf",
        away / "file.pdf" / "below.pdf",
        away / "folder.pdf",
        away / "socket.pdf",
        away / ("x" * 300),
    ):
        line = command.line(path, option)
        found, said = ended(monkeypatch, capfd, *line)
        assert_told(found, said, f"{line}")


@contextmanager
def without_override() -> Iterator[None]:
    """Rights of folders count, for root too: without the capabilities that pass over them (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    if os.geteuid():
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this thread
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice, for capabilities from 32 on
    assert libc.capget(header, sets) == 0
    before = sets[0]
    sets[0] &= ~0b110
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = before
        assert libc.capset(header, sets) == 0


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_folders_that_may_not_be_used(
    command: Command, away: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The home and all that is named lie in a folder that the user may not pass through."""
    shut = away / "shut"
    shut.mkdir()
    (shut / "file.pdf").write_bytes(b"x")
    shut.chmod(0)
    monkeypatch.setenv("GONGKAI_HOME", str(shut / "home"))
    try:
        for option in {option for option, _ in command.paths} or {None}:
            with without_override():
                found, said = ended(monkeypatch, capfd, *command.line(shut / "file.pdf", option))
            assert_told(found, said, f"{command.name} {option or ''}")
            assert found != 0 or command.words[0] in {"layout", "docs"}, f"{command.name}: {said}"
    finally:
        shut.chmod(0o700)


def _run(line: list[str], away: Path, url: str, home: Path | None = None, **options: Any) -> subprocess.Popen[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "GONGKAI_DATABASE_URL": url,
        "GONGKAI_HOME": str(home or away / "home"),
        "GONGKAI_CACHE_MB": "0",
        # Where files may not grow, Python would leave half of a module's byte code behind.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, "-m", "etl", *line], cwd=away, env=environment, text=True, **options)


def test_full_disk(away: Path, database: str) -> None:
    """No file may grow beyond 8 kB."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    process = _run(["db", "backup", "a.dump"], away, database, preexec_fn=bounded)
    said = process.communicate(timeout=60)[1]
    assert_told(process.returncode, said, "db backup")
    assert process.returncode in {5, 6}, said
    assert list(away.iterdir()) == []


@pytest.mark.parametrize("command", WITHOUT_PATHS, ids=[c.name for c in WITHOUT_PATHS])
def test_standard_output_that_is_full(
    command: Command, away: Path, server_roles: None, database: str, home_with_builds: Path
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = _run([*command.words, *command.given], away, database, home_with_builds, stdout=full)
        said = process.communicate(timeout=60)[1]
    assert_told(process.returncode, said, command.name)


@pytest.mark.parametrize(
    "line", [["load", str(SAMPLE)], ["reports"], ["db", "backup", "a.dump"]], ids=lambda line: line[0]
)
def test_ctrl_c_at_moments_of_a_run(line: list[str], away: Path, database: str) -> None:
    began = time.monotonic()
    assert _run(line, away, database, stderr=subprocess.DEVNULL).wait(timeout=60) == 0
    whole = time.monotonic() - began
    for tenth in range(1, 11, 1 if FUZZ else 3):
        process = _run(line, away, database)
        time.sleep(whole * tenth / 10)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        # Before the program has begun the interpreter itself ends, by the signal.
        assert process.returncode in {0, 130, -signal.SIGINT}, f"{tenth}: {process.returncode}: {said}"
        if process.returncode == 130:
            assert "Traceback" not in said, f"{tenth}: {said}"


def test_ctrl_c_while_the_language_is_being_imported() -> None:
    program = (
        "import sys, types; sys.modules['etl.language'] = types.ModuleType('etl.language');"
        "import etl.__main__; etl.__main__._end_at_once(2, None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "interrupted before anything was done\n")
