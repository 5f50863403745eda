"""The map: which differences between two dumps are meant, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from etl.words.data import load_yaml

MAP = Path(__file__).with_name("map.yaml")

Columns = Mapping[str, Mapping[str, str]]
"""Relation → column → its new name, or the reason."""


class MapError(ValueError):
    """The map isn't written as `map.yaml` says."""


@dataclass(frozen=True, slots=True)
class MeantRows:
    """Rows that are meant to differ: of which relation, in which columns only (all if empty), how many at most, and why."""

    of: str
    reason: str
    columns: tuple[str, ...] = ()
    at_most: int | None = None

    def allows(self, columns: Sequence[str], paired: int, unpaired: int) -> bool:
        """Whether so many changed rows, in these columns, and so many rows on one side only are meant."""
        if self.columns and (unpaired or not set(columns) <= set(self.columns)):
            return False
        return self.at_most is None or paired + unpaired <= self.at_most


@dataclass(frozen=True, slots=True)
class Declared:
    """The map as read; relations in `columns_*` and `rows` go by their new names."""

    relations_renamed: Mapping[str, str] = field(default_factory=dict)
    relations_dropped: Mapping[str, str] = field(default_factory=dict)
    relations_added: Mapping[str, str] = field(default_factory=dict)
    columns_renamed: Columns = field(default_factory=dict)
    columns_dropped: Columns = field(default_factory=dict)
    columns_added: Columns = field(default_factory=dict)
    columns_retyped: Columns = field(default_factory=dict)
    commands_renamed: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[MeantRows, ...] = ()

    def meant(self, name: str) -> tuple[MeantRows, ...]:
        """What is declared of the rows of a relation, or of the lines of a command's file."""
        return tuple(one for one in self.rows if fnmatchcase(name, one.of) or fnmatchcase(name, f"{one.of}/*"))


_SECTIONS = {
    "relations": ("renamed", "dropped", "added"),
    "columns": ("renamed", "dropped", "added", "retyped"),
    "commands": ("renamed",),
}


def read_map(path: Path = MAP) -> Declared:
    """The map of a file; MapError where it has a section, or lacks a reason, that it shouldn't."""
    try:
        given: dict[str, Any] = load_yaml(path.read_text(encoding="utf-8")) or {}
        if unknown := given.keys() - _SECTIONS.keys() - {"rows"}:
            raise MapError(f"{path.name}: no section is called {', '.join(sorted(unknown))}")
        parts: dict[str, Any] = {}
        for section, names in _SECTIONS.items():
            found = given.get(section) or {}
            if unknown := found.keys() - set(names):
                raise MapError(f"{path.name}: {section} has no part {', '.join(sorted(unknown))}")
            parts |= {f"{section}_{name}": found[name] for name in names if found.get(name)}
        rows = tuple(_meant(entry) for entry in given.get("rows") or ())
        return Declared(**parts, rows=rows)
    except (TypeError, AttributeError, yaml.YAMLError) as error:
        raise MapError(f"{path.name}: {error}") from error


def _meant(entry: dict[str, Any]) -> MeantRows:
    if not entry.get("of") or not entry.get("reason"):
        raise MapError(f"rows: {entry} needs `of` and `reason`")
    return MeantRows(**{**entry, "columns": tuple(entry.get("columns") or ())})
