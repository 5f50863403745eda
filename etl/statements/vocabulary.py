"""The words that forms share, compiled once from vocabulary.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("vocabulary.yaml").read_text(encoding="utf-8"))
    return data


@cache
def pattern(key: str) -> re.Pattern[str]:
    """The pattern under `key` (alternatives joined), for folded text."""
    value = _data()[key]
    return re.compile("|".join(value) if isinstance(value, list) else value)


@cache
def column_kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(kind, pattern of its header) in the order in which they are tried."""
    return tuple((kind, re.compile(text)) for kind, text in _data()["column_kinds"].items())


def is_total(label: str) -> bool:
    """Whether a folded label is that of a grand total."""
    return bool(pattern("total_labels").match(label))


def is_subtotal(label: str) -> bool:
    """Whether a folded label is that of a subtotal."""
    return bool(pattern("subtotal_labels").match(label))


def is_group_total(label: str) -> bool:
    """Whether a folded label is the total of personnel or of public expenditure."""
    return bool(pattern("group_total_labels").match(label))


def is_of_which(label: str) -> bool:
    """Whether a folded label is a part (其中) that must not be added."""
    return bool(pattern("of_which").match(label))
