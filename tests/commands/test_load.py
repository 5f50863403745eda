"""`gongkai load`: bad files fail alone, by name, and nothing of them stays; good ones load."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
GOOD = SAMPLES / "chengzhong-2024-final-account.txt"


def gongkai(*arguments: str, url: str = "", home: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    if url:
        environment["GONGKAI_DATABASE_URL"] = url
    if home is not None:
        environment["GONGKAI_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=SAMPLES.parent,
        env=environment,
    )


def spoiled(folder: Path) -> dict[str, str]:
    """Files that can't be loaded: name → what their message must say."""
    text = GOOD.read_text(encoding="utf-8")
    title = text.split("\n", 1)[0]
    cases: dict[str, tuple[bytes, str]] = {
        "empty.txt": (b"", "the file is empty"),
        "shopping.txt": ("苹果\t三斤\n梨\t两斤\n".encode(), "no title with a year"),
        "binary.txt": (bytes(range(256)) * 40, "binary content"),
        "mojibake.txt": ("预算公开".encode() * 9 + b"\xff\xff\x80", "GB18030"),
        "no-agency.txt": ("2024年度部门决算\n\n支出决算表\n单位：万元\n".encode(), "no agency"),
        "no-year.txt": (text.replace("2024", "").encode(), "no year"),
        "two.txt": (
            (text + "\n赤水市东坡区司法局\n2024年度部门决算\n" + text.split("\n", 8)[8]).encode(),
            "two reports in one file",
        ),
        "wide.txt": ((title + "\n2024年度部门决算\n" + "\t".join("列" * 10_000) + "\n").encode(), "10000 columns"),
        "huge.txt": (text.encode() + b" \n" * 25_000_000, "MB of text"),
        "broken.pdf": (b"%PDF-1.7\n" + bytes(4000), "PDF"),
    }
    for name, (content, _) in cases.items():
        (folder / name).write_bytes(content)
    return {name: message for name, (_, message) in cases.items()}


@pytest.mark.integration
def test_bad_files_fail_by_name_and_the_others_load(tmp_path: Path, database: str) -> None:
    messages = spoiled(tmp_path)
    shutil.copy(GOOD, tmp_path / "good.txt")
    (tmp_path / "gb18030.txt").write_bytes(
        (SAMPLES / "lianhu-2024-final-account.txt").read_text("utf-8").encode("gb18030")
    )
    run = gongkai("load", str(tmp_path), url=database)
    assert run.returncode == 1
    output = "".join(run.stdout.split())
    for name, message in messages.items():
        assert f"✗{name}" in output, name
        assert "".join(message.split()) in output, (name, run.stdout)
    assert "Traceback" not in run.stdout + run.stderr
    assert "internal error" not in run.stdout
    with psycopg.connect(database) as connection:
        loaded = connection.execute("select file_name from raw.document order by file_name").fetchall()
        reports = connection.execute("select count(*) from core.dim_report").fetchone()
    assert loaded == [("gb18030.txt",), ("good.txt",)]
    assert reports == (2,)


def test_truncated_report_loads_what_is_left_or_says_why(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    (tmp_path / "half.txt").write_text(text[: len(text) // 2], encoding="utf-8")
    run = gongkai("load", "--dry-run", str(tmp_path / "half.txt"))
    assert run.returncode == 0
    assert "read" in run.stdout


def test_dry_run_needs_no_database(tmp_path: Path) -> None:
    run = gongkai("load", "--dry-run", str(GOOD), url="postgresql://nobody@127.0.0.1:1/nothing")
    assert (run.returncode, "1 read" in run.stdout) == (0, True)


def test_inspect_shows_columns_and_what_was_not_understood() -> None:
    run = gongkai("inspect", str(GOOD))
    assert run.returncode == 0
    assert "not understood: 0" in run.stdout
    assert "本年支出合计 → total" in run.stdout


def test_missing_path_is_an_error_with_a_next_step() -> None:
    run = gongkai("load", "--dry-run", "nowhere.txt")
    assert run.returncode == 1
    assert "no such file or folder" in run.stderr
    assert "Traceback" not in run.stderr


def test_version_and_help() -> None:
    assert gongkai("--version").stdout.startswith("gongkai ")
    assert "inspect" in gongkai("--help").stdout
