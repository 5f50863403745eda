from __future__ import annotations

import os
import subprocess
import sys

import pytest

from etl.cli import COMMANDS
from etl.commands.help_page import cells, folded
from etl.language import choose, shown


def test_a_chinese_character_takes_two_columns() -> None:
    assert cells("ab（预算）") == 10


def test_chinese_is_folded_without_spaces_and_words_stay_whole() -> None:
    assert folded("写成 HTML 文件", 10) == ["写成 HTML", "文件"]
    assert folded("预算决算公开", 8) == ["预算决算", "公开"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    assert folded("预算决算。公开", 8) == ["预算决", "算。公开"]
    assert folded("预算决（公开）", 8) == ["预算决", "（公开）"]


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert folded("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", [(), ("load",), ("db",), ("settle",), ("db", "user")])
@pytest.mark.parametrize("columns", [60, 80])
def test_help_is_no_wider_than_the_terminal(language: str, command: tuple[str, ...], columns: int) -> None:
    told = _help(language, columns, *command)
    assert [line for line in told.splitlines() if cells(line) > columns] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_of_commands_has_whole_sentences(language: str) -> None:
    told = _help(language, 80)
    try:
        choose(language)
        summaries = [shown(summary) for _module, _attribute, summary in COMMANDS.values()]
    finally:
        choose("en")
    squeezed = "".join(told.split())
    assert [one for one in summaries if "".join(one.split()) not in squeezed] == []


def _help(language: str, columns: int, *command: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "etl", "--lang", language, *command, "--help"],
        env=os.environ | {"COLUMNS": str(columns), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
