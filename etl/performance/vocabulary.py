"""The words of the official performance forms, read from `vocabulary.yaml` once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl.documents.cells import read_cell
from etl.words.vocabulary import listed_in, pattern_in, read_vocabulary

_PATH = Path(__file__).with_name("vocabulary.yaml")


def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_vocabulary(_PATH)
    return data


def step_pattern(key: str) -> re.Pattern[str]:
    """The pattern of a step, `module.name` below `steps` of vocabulary.yaml."""
    return pattern_in(_PATH, f"steps.{key}")


def step_words(key: str) -> tuple[str, ...]:
    """The words of a step, `module.name` below `steps` of vocabulary.yaml."""
    return listed_in(_PATH, f"steps.{key}")


@lru_cache(maxsize=1)
def _variants() -> dict[int, str]:
    return str.maketrans(_data()["variants"])


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The spelling in which words are compared, characters of other scripts put for a simplified one included."""
    return read_cell(text).folded.translate(_variants())


@dataclass(frozen=True, slots=True)
class Level2:
    """A second-level indicator of the form: its name, the first level it belongs to, cues of its indicators."""

    name: str
    level1: str
    words: tuple[str, ...]
    cue: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words → what they mean; every key is folded (`fold`)."""

    level1: Mapping[str, str]
    level2: tuple[Level2, ...]
    framework: frozenset[str]
    side_letters: frozenset[str]
    header: Mapping[str, str]
    header_start: tuple[tuple[str, str], ...]
    target_years: Mapping[str, str]
    money_header: Mapping[str, str]
    money_parts: Mapping[str, str]
    money_source: tuple[tuple[str, tuple[str, ...]], ...]
    head: Mapping[str, str]
    head_tail: tuple[tuple[str, str], ...]
    goal: frozenset[str]
    goal_expected: tuple[str, ...]
    goal_actual: tuple[str, ...]
    goal_period: tuple[str, ...]
    task_header: frozenset[str]
    task_columns: Mapping[str, str]
    task_total: frozenset[str]
    task_sum: frozenset[str]
    total: frozenset[str]
    section: tuple[str, ...]
    section_of_kind: Mapping[str, str]
    title: tuple[Mapping[str, Any], ...]
    title_longest: int
    title_never: tuple[str, ...]
    foot_note: tuple[str, ...]
    foot_note_line: tuple[str, ...]
    value_words: tuple[str, ...]
    goods_header: frozenset[str]
    project_list: Mapping[str, frozenset[str]]


def _inverted(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {fold(word): key for key, words in groups.items() for word in words}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Read `vocabulary.yaml` beside this module."""
    data = _data()
    return Vocabulary(
        level1=_inverted(data["level1"]),
        level2=tuple(
            Level2(name, entry["level1"], tuple(map(fold, entry["words"])), tuple(entry.get("cue", ())))
            for name, entry in data["level2"].items()
        ),
        framework=frozenset(map(fold, data["level2_framework"])),
        side_letters=frozenset(data["side_letters"]),
        header=_inverted(data["header"]),
        header_start=tuple((fold(word), field) for field, words in data["header_start"].items() for word in words),
        target_years=_inverted(data["target_years"]),
        money_header=_inverted(data["money_header"]),
        money_parts=_inverted(data["money_parts"]),
        money_source=tuple((source, tuple(map(fold, words))) for source, words in data["money_source"]),
        head=_inverted(data["head"]),
        head_tail=tuple((fold(word), field) for field, words in data["head_tail"].items() for word in words),
        goal=frozenset(map(fold, data["goal"])),
        goal_expected=tuple(map(fold, data["goal_expected"])),
        goal_actual=tuple(map(fold, data["goal_actual"])),
        goal_period=tuple(map(fold, data["goal_period"])),
        task_header=frozenset(map(fold, data["task_header"])),
        task_columns=_inverted(data["task_columns"]),
        task_total=frozenset(map(fold, data["task_total"])),
        task_sum=frozenset(map(fold, data["task_sum"])),
        total=frozenset(map(fold, data["total"])),
        section=tuple(map(fold, data["section"])),
        section_of_kind=data["section_of_kind"],
        title=tuple(data["title"]),
        title_longest=data["title_line"]["longest"],
        title_never=tuple(data["title_line"]["never"]),
        foot_note=tuple(data["foot_note"]),
        foot_note_line=tuple(data["foot_note_line"]),
        value_words=tuple(data["value_words"]),
        goods_header=frozenset(map(fold, data["goods_header"])),
        project_list={key: frozenset(map(fold, words)) for key, words in data["project_list"].items()},
    )
