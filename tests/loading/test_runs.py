"""A run that is ended or killed leaves whole reports and no process; the next goes on; several at once double nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.loading.load import load_files
from etl.warehouse.schema import empty
from samples.maker.synth import write_reports
from tests.warehouse.test_writer import contents

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

ROOT = Path(__file__).resolve().parents[2]
REPORTS = 72
"""More than one process reads in the time of four transactions, on a fast machine too."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of nine agencies."""
    made = tmp_path_factory.mktemp("reports")
    assert len(list(write_reports(made, reports=REPORTS, years=range(2021, 2025), seed=5))) == REPORTS
    return made


def loader(folder: Path, url: str, tag: str) -> subprocess.Popen[str]:
    """`gongkai load` in a session of its own; `tag` marks all its processes."""
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load", str(folder), "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "GONGKAI_DATABASE_URL": url, "GONGKAI_TEST_TAG": tag},
        start_new_session=True,
    )


def processes(tag: str) -> list[int]:
    """The processes that run with that tag."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if f"GONGKAI_TEST_TAG={tag}".encode() in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


def documents(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select count(*) from raw.document").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="tells processes by /proc")
def test_ended_killed_and_run_again_by_two_at_once_the_rows_are_those_of_one_quiet_run(
    folder: Path, database: str, connection: psycopg.Connection[Any]
) -> None:
    for number, (how, code) in enumerate(((signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9))):
        before = documents(connection)
        run = loader(folder, database, f"{how.name}-{os.getpid()}")
        while documents(connection) < before + 1 + number:
            assert run.poll() is None, run.stdout
            time.sleep(0.01)
        run.send_signal(how)
        output, _ = run.communicate(timeout=30)
        assert run.returncode == code, output
        assert "Traceback" not in output
        assert how == signal.SIGKILL or "run the same command again to go on" in " ".join(output.split())
        limit = time.monotonic() + 10
        while processes(f"{how.name}-{os.getpid()}") and time.monotonic() < limit:
            time.sleep(0.05)
        assert processes(f"{how.name}-{os.getpid()}") == []
        assert before < documents(connection) < REPORTS
    two = [loader(folder, database, "two") for _ in range(2)]
    for run in two:
        output, _ = run.communicate(timeout=120)
        assert run.returncode == 0, output
    assert documents(connection) == REPORTS
    after = contents(connection)
    empty(connection)
    quiet = load_files(sorted(folder.iterdir()), connection, workers=1)
    assert {result.status for result in quiet} == {"loaded"}
    assert contents(connection) == after
    assert {result.status for result in load_files(sorted(folder.iterdir()), connection)} == {"unchanged"}
