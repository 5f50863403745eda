"""A loader that is killed at any moment leaves whole reports only; running it again ends as if nothing had happened."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import Any

import psycopg

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
    """Reports of three agencies, each revised many times."""
    return [report(f"版本{n}", agency=f"第{n % 3}局") for n in range(60)]


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
    connection.execute("truncate raw.document cascade")
    assert subprocess.run([sys.executable, "-c", _LOADER, database], check=False, capture_output=True).returncode == 0
    assert contents(connection) == after
    assert connection.execute("select count(*) from core.dim_report").fetchone() == (60,)
