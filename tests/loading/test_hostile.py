"""Names and cells that try to act — as SQL, YAML, template, path, escape sequence, formula — stay text everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.safe_text import escape, printable, spreadsheet
from models import metadata

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "chengzhong-2024-final-account.txt"

ATTACKS = (
    "'; drop table core.figure cascade; --",
    '"; $$ drop schema core cascade $$ \\',
    "!!python/object/apply:os.mkdir ['made-by-yaml']",
    "%(amount)s %s {0.__class__} {{ 7 * 7 }} ${HOME} `touch made-by-shell`",
    "../../../made-by-path.txt",
    "\x1b[2J\x1b]0;title\x07\x9b31m[red]markup[/]\u202e反",
    '=HYPERLINK("http://example.invalid","x")',
    "\\N \\. \\x41",
    "<script>alert(1)</script>",
)


@pytest.mark.integration
def test_hostile_names_and_cells_leave_no_trace_beyond_text(tmp_path: Path, database: str) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    text = SAMPLE.read_text(encoding="utf-8")
    assert "行政运行" in text
    attacked = text.replace("行政运行", f"行政运行{' '.join(ATTACKS[:-3])}")
    attacked += (
        "\n" + "\n".join(ATTACKS) + "\n" + "\n".join(f"{attack}共计{n}.00万元。" for n, attack in enumerate(ATTACKS))
    )
    # Beside a name that no shell, terminal or encoding likes.
    name = os.fsencode("$(touch x); '--\x1b[31m[bold]\n=1+1") + b"\xff.txt"
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(attacked, encoding="utf-8")
    (folder / "empty\x1b[2J.txt").write_bytes(b"")

    surroundings = {"GONGKAI_DATABASE_URL": database, "GONGKAI_HOME": str(tmp_path / "home")}
    load = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(folder)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, **surroundings, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
    )
    assert load.returncode == 1, load.stdout + load.stderr  # the empty file
    assert b"1 loaded" in load.stdout
    assert b"Traceback" not in load.stdout + load.stderr
    said = [(load.stdout + load.stderr).decode()]
    (only,) = [path for path in folder.iterdir() if b"\xff" in os.fsencode(path)]
    for command in (["inspect", str(only)], ["reports"]):
        run = CliRunner(env=surroundings).invoke(app, command)
        assert run.exception is None or isinstance(run.exception, SystemExit)
        said.append(run.output)
    for output in said:
        assert output
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(output)
    with psycopg.connect(database) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('raw', 'core')"
        ).fetchall()
        assert {table.fullname for table in metadata.sorted_tables} <= {name for (name,) in tables}
        lines = {line for (line,) in connection.execute("select text from raw.paragraph").fetchall()}
        assert set(ATTACKS) <= {line.strip() for line in lines}
        assert connection.execute("select count(*) from raw.document").fetchone() == (1,)
    assert {path.name for path in tmp_path.iterdir()} <= {"reports", "home"}
    assert not (ROOT / "made-by-yaml").exists()


def test_text_for_the_screen_is_one_line_without_controls() -> None:
    assert printable("甲\x1b[31m乙\n丙\x9b\u202e丁\udcff") == "甲\u241b[31m乙 丙\ufffd\ufffd丁\ufffd"
    assert escape("[red]甲") == "\\[red]甲"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "＝1+1", "\t=1"])
def test_formulas_are_text_in_spreadsheets(text: str) -> None:
    assert spreadsheet(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-", "－", "-3.00", "-1,234.5%", "甲=乙", ""])
def test_numbers_and_dashes_stay_as_they_are(text: str) -> None:
    assert spreadsheet(text) == text
