"""Marks: names for what a text says, by words that stand in data; so that later steps ask for the name and know no words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl.words.data import load_yaml

_TEXTS = 8192
"""How many texts are remembered with their marks: reports say the same things again and again."""


@dataclass(frozen=True, slots=True)
class _Mark:
    name: str
    says: tuple[re.Pattern[str], ...]
    says_not: tuple[re.Pattern[str], ...]

    def fits(self, text: str) -> bool:
        return all(words.search(text) for words in self.says) and not any(words.search(text) for words in self.says_not)


class Marks:
    """The marks of a file: field → mark → words, a regular expression, or `{says: words or a list, not: words or a list}`.

    ValueError for a mark that two fields have.
    """

    def __init__(self, path: Path) -> None:
        data: Mapping[str, Mapping[str, Any]] = load_yaml(path.read_text(encoding="utf-8"))
        self._of_field = {
            field: tuple(_mark(name, words) for name, words in marks.items()) for field, marks in data.items()
        }
        names = [mark.name for marks in self._of_field.values() for mark in marks]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{path.name} has two marks called {', '.join(twice)}")
        self.names = frozenset(names)
        self._found = lru_cache(maxsize=_TEXTS)(self._find)

    def of(self, **texts: str) -> list[str]:
        """The marks of texts, each given by its field, in the order of the file."""
        return [mark for field in self._of_field if texts.get(field) for mark in self._found(field, texts[field])]

    def _find(self, field: str, text: str) -> tuple[str, ...]:
        return tuple(mark.name for mark in self._of_field[field] if mark.fits(text))


def _mark(name: str, words: Any) -> _Mark:
    given = words if isinstance(words, dict) else {"says": words}
    return _Mark(name, _patterns(given["says"]), _patterns(given.get("not", ())))


def _patterns(words: Any) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one) for one in ([words] if isinstance(words, str) else words))
