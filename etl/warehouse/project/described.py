"""The marts as their yml files describe them: names, columns, types, and the Chinese names that descriptions begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.warehouse.project.source import source_folder
from etl.words.data import load_yaml

_NAME = re.compile(r"^\s*([^：|（]+?)\s*(?:[：|（]|$)")
_DOC_REFERENCE = re.compile(r"""^\{\{\s*doc\(\s*['"](\w+)['"]\s*\)\s*\}\}$""")
_DOC_BLOCK = re.compile(r"\{% docs (\w+) %\}(.*?)\{% enddocs %\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MartColumn:
    """A column of a mart: its name, its type in PostgreSQL, its description (名称：说明 | English)."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart: its name, what one row is (Chinese | English), its columns in order."""

    name: str
    description: str
    columns: tuple[MartColumn, ...]


def chinese_name(description: str) -> str:
    """The Chinese name of a mart's column: its description up to the first colon, bracket or bar."""
    match = _NAME.match(description)
    if match is None:
        raise ValueError(f"no Chinese name at the beginning of {description!r}: write 名称：说明 | English")
    return match.group(1)


def described_marts(project: Path | None = None) -> Iterator[Mart]:
    """The marts with the descriptions of their columns, wherever these are written: the models that promise the type of every column.

    `project`: the part of the dbt project that is kept, that of the program by default.
    """
    project = project or source_folder()
    blocks = _blocks(project)
    for model in _models(project):
        if all("data_type" in column for column in model["columns"]):
            columns = (
                MartColumn(str(column["name"]), str(column["data_type"]), _text(column["description"], blocks))
                for column in model["columns"]
            )
            yield Mart(str(model["name"]), " ".join(str(model["description"]).split()), tuple(columns))


def _models(project: Path) -> Iterator[dict[str, Any]]:
    for folder in ("marts", "quality"):
        for path in sorted((project / "models" / folder).glob("*.yml")):
            yield from load_yaml(path.read_text(encoding="utf-8")).get("models", [])


def _blocks(project: Path) -> Mapping[str, str]:
    """Descriptions that models share, name → text."""
    return {
        name: text.strip()
        for path in sorted(project.glob("models/**/*.md"))
        for name, text in _DOC_BLOCK.findall(path.read_text(encoding="utf-8"))
    }


def _text(description: str, blocks: Mapping[str, str]) -> str:
    reference = _DOC_REFERENCE.match(description)
    return blocks[reference.group(1)] if reference else description
