"""`--log-format json`: one object a line, whatever files are called and say; counts at the end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.commands.test_load import GOOD, gongkai


def test_each_file_is_a_line_and_the_counts_come_last(tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "good.txt")
    (tmp_path / 'bad"\n\x1b[31m.txt').write_bytes(b"")
    run = gongkai("load", "--dry-run", "--log-format", "json", str(tmp_path))
    assert run.returncode == 1
    assert run.stdout == ""
    lines = run.stderr.splitlines()
    assert "\x1b" not in run.stderr
    *files, end = [json.loads(line) for line in lines]
    assert [(Path(f["path"]).name, f["status"]) for f in files] == [
        ('bad"\n\x1b[31m.txt', "failed"),
        ("good.txt", "read"),
    ]
    assert files[1]["figures"] == end["figures"] == 191
    assert (end["event"], end["complete"], end["files"], end["failed"], end["read"]) == ("run", True, 2, 1, 1)
