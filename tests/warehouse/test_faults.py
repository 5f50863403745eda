"""A loader or server that is killed, or a connection that is cut, at any moment leaves whole reports only; running it again ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import UserDict
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.errors import WarehouseError
from etl.settings import Settings
from etl.warehouse.embedded.server import EmbeddedServer
from etl.warehouse.schema import create_from_models, empty
from etl.warehouse.writer import write_report
from tests.warehouse.samples import report
from tests.warehouse.test_writer import contents

Connection = psycopg.Connection[Any]

_LOADER = """
import sys, psycopg
from etl.warehouse.writer import write_report
from tests.warehouse.test_faults import reports
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    print("ready", flush=True)
    for one in reports():
        write_report(connection, one)
"""


def reports() -> list[Any]:
    """Reports of many agencies."""
    return [report(f"版本{n}", agency=f"第{n}局") for n in range(60)]


def test_killed_at_random_moments_and_run_again_nothing_is_lost_or_doubled(
    database: str, connection: Connection
) -> None:
    chance = random.Random(20)  # noqa: S311
    killed = 0
    for _ in range(3):
        command = [sys.executable, "-c", _LOADER, database]
        loader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert loader.stdout is not None
        assert loader.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.01, 0.25))
        killed += loader.poll() is None
        loader.kill()
        loader.communicate()
        # Each report that is there is whole: one figure and one paragraph a report.
        whole = "select (select count(*) from core.dim_report), (select count(*) from core.figure), (select count(*) from raw.paragraph)"
        assert len(set(connection.execute(whole).fetchone() or ())) == 1
    assert killed
    assert subprocess.run([sys.executable, "-c", _LOADER, database], check=False, capture_output=True).returncode == 0
    after = contents(connection)
    empty(connection)
    assert subprocess.run([sys.executable, "-c", _LOADER, database], check=False, capture_output=True).returncode == 0
    assert contents(connection) == after
    assert connection.execute("select count(*) from core.dim_report").fetchone() == (60,)


def test_a_connection_cut_in_the_middle_is_an_error_and_leaves_nothing(database: str, connection: Connection) -> None:
    with psycopg.connect(database, autocommit=True) as cut:
        write_report(cut, report("第一版"))

        class Cutting(UserDict[str, Any]):
            """A row whose reading ends the connection: the report is half written by then."""

            def __getitem__(self, name: str) -> Any:
                connection.execute("select pg_terminate_backend(%s)", (cut.info.backend_pid,))
                return super().__getitem__(name)

        one = report("更正版", agency="某县财政局")
        rows = {table: [Cutting(row) for row in given] for table, given in one.rows.items()}
        with pytest.raises(WarehouseError, match=r"更正版\.txt: .*nothing of the file was written"):
            write_report(cut, replace(one, rows=rows))
    assert connection.execute("select count(*), bool_and(is_current) from core.dim_report").fetchone() == (1, True)
    assert connection.execute("select count(*) from core.figure").fetchone() == (1,)


def test_a_server_killed_while_it_is_written_to_keeps_whole_reports_and_takes_the_rest_again() -> None:
    folder = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
    folder.chmod(0o711)
    settings = Settings(database_url=None, home=folder / "home")
    server = EmbeddedServer(settings)
    try:
        url = server.ensure()
        create_from_models(url)
        loader = subprocess.Popen(
            [sys.executable, "-c", _LOADER, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert loader.stdout is not None
        assert loader.stdout.readline() == "ready\n"
        with psycopg.connect(url) as watch:
            while (watch.execute("select count(*) from core.dim_report").fetchone() or (0,))[0] < 5:
                watch.rollback()
        (place,) = folder.rglob("postmaster.pid")
        os.kill(int(place.read_text().split()[0]), signal.SIGKILL)
        _, said = loader.communicate(timeout=60)
        assert loader.returncode
        assert "ServerTroubleError" in said
        url = server.ensure()
        whole = "select (select count(*) from core.dim_report), (select count(*) from core.figure), (select count(*) from raw.paragraph)"
        with psycopg.connect(url, autocommit=True) as connection:
            counts = connection.execute(whole).fetchone() or ()
            assert len(set(counts)) == 1
            assert 5 <= counts[0] < 60
            for one in reports():
                write_report(connection, one)
            assert connection.execute(whole).fetchone() == (60, 60, 60)
            current = connection.execute("select count(*) from core.dim_report where is_current").fetchone()
            assert current == (60,)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
