"""What auditing a report takes beside loading it into an empty warehouse, as a user calls them: a process each, its start included."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.server import warehouse


def main(files: list[Path]) -> None:
    """Print of each file the seconds of `gongkai load` and `gongkai audit`, and how many times as long the audit takes.

    Neither takes the file from the cache of documents. The rules are compiled before, as a first build or audit leaves them.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        compiled = Path(folder) / "compiled"
        with warehouse() as url:
            first = _seconds(["audit", str(files[0])], url, compiled)
        print(f"auditing a report beside loading it (first audit, which compiles the rules: {first:.1f} s)")
        loads, audits = 0.0, 0.0
        for number, file in enumerate(files):
            with warehouse() as url:
                load = _seconds(["load", str(file)], url, Path(folder) / f"load{number}")
                home = Path(folder) / f"audit{number}"
                shutil.copytree(
                    compiled / "audit", home / "audit", ignore=lambda _, names: {n for n in names if n == "dbt"}
                )
                audit = _seconds(["audit", str(file)], url, home)
            loads, audits = loads + load, audits + audit
            print(f"  {file.name:<44}load {load:6.2f} s  audit {audit:6.2f} s  {audit / load:5.2f} ×")
        print(f"  {'all':<44}load {loads:6.2f} s  audit {audits:6.2f} s  {audits / loads:5.2f} ×")


def _seconds(arguments: list[str], url: str, home: Path) -> float:
    """Elapsed time of one call of the program; raises CalledProcessError where it fails (an audit's findings are no failure)."""
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 — this program, no shell
        [sys.executable, "-m", "etl", *arguments],
        env={**os.environ, "GONGKAI_DATABASE_URL": url, "GONGKAI_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode not in (0, 3, 4):
        raise subprocess.CalledProcessError(done.returncode, done.args)
    return time.perf_counter() - started
