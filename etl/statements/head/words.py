"""The words and patterns of titles, compiled once from words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from etl.words.data import load_yaml
from etl.words.dates import YEAR
from etl.words.numerals import NUMERALS

_PLACEHOLDERS = {"{N}": rf"[{NUMERALS}\d]", "{C}": f"[{NUMERALS}]", "{H}": r"[\u4e00-\u9fff]", "{Y}": YEAR}


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return data


@cache
def words(key: str) -> tuple[str, ...]:
    """The words under `key`, longest first."""
    return tuple(sorted(_data()[key], key=len, reverse=True))


@cache
def any_of(key: str) -> str:
    """A pattern that matches any word under `key`, the longest first."""
    return _either(words(key))


@cache
def pattern(key: str) -> str:
    """The patterns under `key` as alternatives of one."""
    found = "|".join(_data()["patterns"][key])
    for placeholder, characters in _PLACEHOLDERS.items():
        found = found.replace(placeholder, characters)
    return f"(?:{found})"


@cache
def compiled(key: str) -> re.Pattern[str]:
    """The patterns under `key`, to search with."""
    return re.compile(pattern(key))


@cache
def marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(mark, pattern of the words that say it)."""
    return tuple((mark, re.compile(_either(found))) for mark, found in _data()["marks"].items())


def weight(place: str) -> int:
    """How much a place says about the head of a report."""
    return int(_data()["weights"][place])


def _either(found: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, found)) + ")"
