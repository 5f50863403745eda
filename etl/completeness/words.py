"""The words of words.yaml, compiled once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from etl.words.vocabulary import read_vocabulary


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_vocabulary(Path(__file__).with_name("words.yaml"))
    return data


@cache
def pattern(key: str) -> re.Pattern[str]:
    """The pattern under `key`, for folded text."""
    return re.compile(_data()[key])


def required(kind: str) -> tuple[tuple[str, ...], ...]:
    """The forms that each report of a kind publishes, as catalogue keys of which one is enough."""
    return tuple(tuple(keys) for keys in _data()["required"].get(kind, ()))
