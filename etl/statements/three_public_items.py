"""Which of the three public expenses (“三公”经费), meetings and training a text names: a label of a form, or the subject of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from etl.statements.labels import split_ordinal
from etl.words.data import load_yaml
from etl.words.measures import named

COUNTS = frozenset({"count", "asset"})


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    label: re.Pattern[str]
    excluded: re.Pattern[str] | None
    name: str
    group: str
    unit: str = ""


@cache
def words() -> dict[str, Any]:
    """The words of the field for these expenses."""
    data: dict[str, Any] = load_yaml(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return data


@cache
def _items() -> tuple[_Item, ...]:
    counts = [
        _Item(key, re.compile(entry["label"]), None, _name(key, entry), entry.get("group", "count"), entry["unit"])
        for key, entry in words()["counts"].items()
    ]
    items = [
        _Item(
            entry.get("as", key),
            re.compile(entry["label"]),
            re.compile(entry["not"]) if "not" in entry else None,
            _name(entry.get("as", key), entry),
            entry["group"],
        )
        for key, entry in words()["items"].items()
    ]
    return (*counts, *items)


def _name(key: str, entry: dict[str, str]) -> str:
    """How the register of figures calls an item: by the closed list, or as its entry says where facts don't have it."""
    return entry.get("name") or named("three_public_items")[key][0]


@cache
def names() -> dict[str, tuple[str, str]]:
    """Item → the name that the register prints, and its group."""
    named = {item.key: (item.name, item.group) for item in reversed(_items())}
    return {**named, "all": (words()["all_name"], "all")}


def item_group(item: str) -> str:
    """three_public, meeting, training, count, asset (counts that forms print beside them), total, all or of_which."""
    return names().get(item, ("", "three_public"))[1]


def item_of(text: str) -> str:
    """The item that a folded label names, "" for none."""
    bare = split_ordinal(text)[1]
    is_count = bool(re.search(words()["says_count"], bare))
    for item in _items():
        if (
            (item.group == "asset" or (item.group == "count") == is_count)
            and item.label.search(bare)
            and not (item.excluded and item.excluded.search(bare))
        ):
            return item.key
    return ""


@cache
def _stated_items() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["item"], re.compile(entry["says"])) for entry in words()["stated"]["items"])


@cache
def _stated_counts() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None, frozenset[str], frozenset[str]], ...]:
    """(count, words of the item, words that it hasn't, its units, its metrics)."""
    things = words()["stated"]["things"]
    return tuple(
        (
            entry["count"],
            re.compile(entry["says"]),
            re.compile(entry["not"]) if "not" in entry else None,
            frozenset(things[entry["of"]]["units"]),
            frozenset(things[entry["of"]].get("metrics", ())),
        )
        for entry in words()["stated"]["counts"]
    )


def whole_of(subject: str) -> str:
    """What a subject is a part of by a name of its own (公务接待费/上级检查 → 公务接待费); "" for a whole, and for what one fund gives of it."""
    whole, _, part = subject.rpartition("/")
    return "" if re.search(words()["stated"]["fund"], part) else whole


@lru_cache(maxsize=8192)
def stated_item(subject: str) -> str:
    """The item whose money a sentence speaks of, by its subject; "" where that names several or none, or a part of one (公务接待费/上级检查)."""
    if sum(word in subject for word in words()["stated"]["one_of"]) > 1:
        return ""
    item, whole = _item_said(subject), whole_of(subject)
    return "" if whole and _item_said(whole) == item else item


def _item_said(words_of: str) -> str:
    return next((item for item, says in _stated_items() if says.search(words_of)), "")


@lru_cache(maxsize=8192)
def stated_count(item: str, metric: str, unit: str) -> str:
    """What a number of a sentence counts (abroad_groups, vehicles_held …), by its item, metric and unit; "" for none of them, and for some of what is
    counted (公务接待费/国内同行交流)."""
    count, whole = _count_said(item, metric, unit), whole_of(item)
    return "" if whole and _count_said(whole, metric, unit) == count else count


def _count_said(item: str, metric: str, unit: str) -> str:
    return next(
        (
            count
            for count, says, says_not, units, metrics in _stated_counts()
            if (unit in units or metric in metrics)
            and says.search(item)
            and not (says_not is not None and says_not.search(item))
        ),
        "",
    )
