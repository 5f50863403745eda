"""README.zh-CN.md walked through in a Chinese locale: every command that it shows, and no English sentence but quoted causes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.messages import ROOT

README = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
REPORT = "samples/qingxi-library-2023-final-account.txt"
GIVEN = {"报告.pdf": REPORT, "文件夹/": "samples", "部门名": "图书档案", "部门名称": "图书档案"}
_COMMAND = re.compile(r"^\.venv/bin/(?:python -m etl|gongkai) ([^#\n]+?)\s*(?:#.*)?$", re.MULTILINE)
_LEFT_OUT = ("db psql", "db roles --password", "docs")
"""They wait for a person at a terminal, or ask dbt for half a minute: the page in Chinese is looked at in tests/dbt/test_marts.py."""
_QUOTED = re.compile(r"“[^”]*”|'[^']*'|\"[^\"]*\"|`[^`]*`|\S*[_/.=:→]\S*|gongkai [a-z ]+|→.*")
_SENTENCE = re.compile(r"(?:\b[a-z]{2,}(?:'[a-z]+)?\b[ ,]+){2,}[a-z]{2,}\b")


def commands() -> list[list[str]]:
    """The arguments of the commands in README.zh-CN.md, with samples in place of the reader's files."""
    return [
        [GIVEN.get(word, word) for word in shlex.split(found)]
        for found in _COMMAND.findall(README)
        if not found.startswith(_LEFT_OUT)
    ]


def english(text: str) -> list[str]:
    """Lines in which three English words follow each other outside of quotes, commands and names."""
    return [line for line in text.splitlines() if _SENTENCE.search(_QUOTED.sub("|", line))]


def test_english_sentences_are_found_and_names_are_not() -> None:
    assert english("10 models built, all tests passed\n没有文件 → gongkai run FILES") == [
        "10 models built, all tests passed"
    ]
    assert english("数据库拒绝：“relation does not exist here”\n预算 three_public total") == []


def test_readme_shows_the_commands() -> None:
    shown = {words[0] for words in commands()}
    assert {"inspect", "run", "audit", "review", "versions", "show", "profile", "metrics", "export"} <= shown


@pytest.fixture(scope="module")
def environment(home_with_builds: Path) -> Iterator[dict[str, str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "LC_", "LANG"))}
    given = kept | {
        "GONGKAI_HOME": str(home_with_builds),
        "GONGKAI_DURABLE": "false",
        "LANG": "zh_CN.UTF-8",
        "PYTHONUTF8": "1",
    }
    yield given
    _said(["db", "stop"], given)


def _said(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl", *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.mark.integration
def test_every_command_of_the_readme_speaks_chinese(environment: dict[str, str], tmp_path: Path) -> None:
    walked = sorted(commands(), key=lambda words: words[0] != "run")  # the others look at what it loads
    for words in walked:
        to = ["--to", str(tmp_path / "p.html")] if words[0] == "profile" and "--all" not in words else []
        asked = [str(tmp_path / word) if word.endswith(".xlsx") or word == "概览/" else word for word in (*words, *to)]
        done = _said(asked, environment)
        assert "Traceback" not in done.stderr, (asked, done.stderr)
        assert done.returncode in (0, 3, 4), (asked, done.stdout, done.stderr)
        assert english(done.stdout + done.stderr) == [], asked
