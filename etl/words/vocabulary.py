"""Reads a file of words and patterns; {money} in it stands for the units of money, {things} for one of things, {numerals} for the characters of
Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from etl.words.data import load_yaml
from etl.words.numerals import NUMERALS
from etl.words.units import MONEY, THINGS


@cache
def read_vocabulary(path: Path) -> Any:
    """What a YAML file holds, with the words of the field that stand in `etl/words` written out. Read once: whoever takes it changes nothing."""
    text = path.read_text(encoding="utf-8")
    return load_yaml(text.replace("{money}", MONEY).replace("{things}", THINGS).replace("{numerals}", NUMERALS))


@cache
def pattern_in(path: Path, key: str) -> re.Pattern[str]:
    """The pattern under a key of a YAML file (`section.name`), its `macros` written out; alternatives of a list are joined. Raises KeyError."""
    value = _under(path, key)
    return re.compile(
        filled("|".join(value) if isinstance(value, list) else value, read_vocabulary(path).get("macros", {}))
    )


def filled(pattern: str, macros: Mapping[str, str]) -> str:
    """A pattern with each {name} of `macros` written out, and those within them. Raises KeyError for a name that is none."""
    return re.sub(r"\{([a-z_]+)\}", lambda m: filled(macros[m[1]], macros), pattern)


def listed_in(path: Path, key: str) -> tuple[str, ...]:
    """The words under a key of a YAML file, in the order of the file. Raises KeyError."""
    return tuple(_under(path, key))


def rules_in(path: Path, key: str) -> tuple[Mapping[str, str], ...]:
    """The rules under a key of a YAML file, each a mapping of texts. Raises KeyError."""
    return tuple(_under(path, key))


def _under(path: Path, key: str) -> Any:
    value = read_vocabulary(path)
    for part in key.split("."):
        value = value[part]
    return value
