"""The words of titles, compiled once from words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
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
def marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(mark, pattern of the words that say it)."""
    return tuple((mark, re.compile(_either(found))) for mark, found in _data()["marks"].items())


def weight(place: str) -> int:
    """How much a place says about the head of a report."""
    return int(_data()["weights"][place])


def _either(found: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, found)) + ")"
