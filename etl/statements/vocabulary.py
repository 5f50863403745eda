"""The words that forms share, compiled once from vocabulary.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from etl.words.vocabulary import listed_in, pattern_in, read_vocabulary

_PATH = Path(__file__).with_name("vocabulary.yaml")


def pattern(key: str) -> re.Pattern[str]:
    """The pattern under `key` (alternatives joined), for folded text."""
    return pattern_in(_PATH, key)


def step_pattern(key: str) -> re.Pattern[str]:
    """The pattern of a step, `module.name` below `steps` of vocabulary.yaml."""
    return pattern_in(_PATH, f"steps.{key}")


def step_words(key: str) -> tuple[str, ...]:
    """The words of a step, `module.name` below `steps` of vocabulary.yaml."""
    return listed_in(_PATH, f"steps.{key}")


@cache
def column_kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(kind, pattern of its header) in the order in which they are tried."""
    return tuple((kind, re.compile(text)) for kind, text in read_vocabulary(_PATH)["column_kinds"].items())


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
