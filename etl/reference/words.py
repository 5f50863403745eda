"""The words of names (names.yaml), read once."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from etl.words.data import load_yaml


@lru_cache(maxsize=1)
def name_words() -> dict[str, Any]:
    """The content of names.yaml, by its top-level keys."""
    words: dict[str, Any] = load_yaml(files(__package__).joinpath("names.yaml").read_text(encoding="utf-8"))
    return words
