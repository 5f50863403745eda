"""The marts as their yml files describe them: names, columns, types, and the Chinese names that descriptions begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.warehouse.project.source import source_folder
from etl.words.data import load_yaml

_NAME = re.compile(r"^\s*([^：|（]+?)\s*(?:[：|（]|$)")
_DOC_REFERENCE = re.compile(r"""\{\{\s*doc\(\s*['"](\w+)['"]\s*\)\s*\}\}""")
_REFERENCE = re.compile(r"^ref\('(\w+)'\)$")
_DOC_BLOCK = re.compile(r"\{% docs (\w+) %\}(.*?)\{% enddocs %\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MartColumn:
    """A column of a mart: its name, its type in PostgreSQL, its description (名称：说明 | English)."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Way:
    """A foreign key: the column of a mart and the mart that it leads to."""

    column: str
    target: str


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart: its name, its Chinese one, what one row is (Chinese | English), its columns in order, its keys."""

    name: str
    description: str
    columns: tuple[MartColumn, ...]
    name_zh: str = ""
    key: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


def chinese_name(description: str) -> str:
    """The Chinese name of a mart's column: its description up to the first colon, bracket or bar."""
    match = _NAME.match(description)
    if match is None:
        raise ValueError(f"no Chinese name at the beginning of {description!r}: write 名称：说明 | English")
    return match.group(1)


_UNITS = {"元": "元", "%": "百分比", "人": "人"}
_UNIT = re.compile(r"^\s*[^：|（]+?（([^）]+)）\s*：")


def unit_of(description: str) -> str:
    """The unit in brackets behind the Chinese name of a mart's column, 本年支出（元）：…; "" where there is none."""
    unit = _UNIT.match(description)
    return unit.group(1) if unit else ""


def column_name_zh(description: str) -> str:
    """The name of a mart's column in `marts_zh`: its Chinese name with the unit behind it, 本年支出_元."""
    ending = _UNITS.get(unit_of(description))
    return f"{chinese_name(description)}_{ending}" if ending else chinese_name(description)


@cache
def code_names() -> Mapping[str, Mapping[str, str]]:
    """What the codes of columns are called: column → code → Chinese name."""
    found: Mapping[str, Mapping[str, str]] = load_yaml(
        (Path(__file__).parent / "codes.yaml").read_text(encoding="utf-8")
    )
    return found


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
            yield Mart(
                str(model["name"]),
                " ".join(_text(str(model["description"]), blocks).split()),
                tuple(columns),
                str(model.get("config", {}).get("meta", {}).get("name_zh", "")),
                *_keys(model),
            )


def _keys(model: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[Way, ...]]:
    """The columns of the primary key, and the foreign keys; one that leads to the mart itself stands in its meta."""
    constraints = model.get("constraints", [])
    primary = [name for one in constraints if one["type"] == "primary_key" for name in one["columns"]]
    ways = [
        Way(one["columns"][0], _REFERENCE.sub(r"\1", one["to"])) for one in constraints if one["type"] == "foreign_key"
    ]
    if above := model.get("config", {}).get("meta", {}).get("leads_above"):
        ways.append(Way(above, str(model["name"])))
    return tuple(primary), tuple(ways)


def _models(project: Path) -> Iterator[dict[str, Any]]:
    for folder in ("marts/dimensions", "marts", "quality"):
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
    return _DOC_REFERENCE.sub(lambda reference: blocks[reference.group(1)], description)
