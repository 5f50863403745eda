"""The files of the dbt project that repeat what is defined elsewhere: they are made with each copy of the project and kept nowhere.

- `models/sources.yml`: the tables, columns and descriptions of `models/` and its views
- `models/marts_zh`: for each mart a view with the Chinese names that the descriptions of its columns begin with, and Chinese values of codes
- `seeds/subject_name.csv`: the subjects of `etl/reference`
- `macros/units.sql`: the units of money of `etl/words`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from etl.reference.subjects import all_names
from etl.warehouse.project.described import Mart, MartColumn, code_names, column_name_zh, described_marts
from etl.words.units import YUAN
from models import VIEWS, metadata
from models.base import described

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""libyaml's where PyYAML has it: six times as fast."""
_WORD_BEGINS = "(?<![A-Za-z_.])"
_WORD_ENDS = "(?![A-Za-z_])"
_QUALIFIED = re.compile(r"(?<![A-Za-z_.])(?P<mart>[a-z_]+)\.(?P<column>[a-z_]+)(?![A-Za-z_])")


def generated_files() -> Mapping[Path, str]:
    """Path within the project → content."""
    return {
        Path("models", "sources.yml"): sources_yaml(),
        Path("seeds", "subject_name.csv"): subject_names_csv(),
        Path("macros", "units.sql"): units_sql(),
        **chinese_marts(described_marts()),
    }


def sources_yaml() -> str:
    """Schemas `raw` and `core` as the SQLAlchemy models describe them."""
    sources = []
    for schema, description in (
        ("raw", described("文件的原样内容", "What the files say, nothing lost")),
        ("core", described("星型模型与登记簿，由载入程序写入", "The star and its registers, written by the loader")),
    ):
        tables: list[dict[str, Any]] = [
            {
                "name": str(table.name),
                "description": table.comment or "",
                "columns": [
                    {"name": str(column.name), "description": column.comment or ""} for column in table.columns
                ],
            }
            for table in metadata.sorted_tables
            if table.schema == schema
        ]
        if schema == "core":
            tables += [{"name": view.name, "description": described(view.zh, view.en)} for view in VIEWS]
        tables.sort(key=lambda table: str(table["name"]))
        sources.append({"name": schema, "schema": schema, "description": description, "tables": tables})
    return _dump({"version": 2, "sources": sources})


def subject_names_csv() -> str:
    """Every name of every listed subject and the years in which it holds; the classifications share no code."""
    lines = ["system,code,name,valid_from,valid_to"]
    lines += [f"{n.system},{n.code},{n.name},{n.since or ''},{n.until or ''}" for n in all_names()]
    return "\n".join(lines) + "\n"


def units_sql() -> str:
    """A macro: what one unit of money is in yuan."""
    branches = "\n".join(f"        when '{unit}' then {factor}" for unit, factor in YUAN.items())
    return (
        "{# How many yuan one unit of money is; 1 for counts and percentages. #}\n"
        "{% macro unit_factor(unit) -%}\n"
        f"    (case {{{{ unit }}}}\n{branches}\n        else 1\n    end)::numeric\n"
        "{%- endmacro %}\n"
    )


@dataclass(frozen=True, slots=True)
class _ViewColumn:
    """A column of a Chinese view: the mart's column, its name there, and what its codes are called."""

    column: MartColumn
    name: str
    codes: Mapping[str, str]

    @property
    def sql(self) -> str:
        """What the view selects for it."""
        if not self.codes:
            return f'    {self.column.name} as "{self.name}"'
        text = self.column.name if self.column.type == "text" else f"{self.column.name}::text"
        cases = "\n".join(f"        when '{code}' then '{zh}'" for code, zh in self.codes.items())
        return f'    case {text}\n{cases}\n        else {text}\n    end as "{self.name}"'


def chinese_marts(marts: Iterable[Mart]) -> Mapping[Path, str]:
    """For each mart a view with Chinese names and values: of the mart, of its columns with their units, of codes.

    A code that has its Chinese twin in the mart (kind, kind_zh) is left to the twin. In one yml the descriptions, which name the keys that
    no tool sees on a view, and the test that no two columns are exchanged. ValueError where a mart has no Chinese name, or two columns one.
    """
    folder = Path("models", "marts_zh")
    files: dict[Path, str] = {}
    models = []
    tests = []
    known = {mart.name: mart for mart in marts}
    words = _Words(known, {mart.name: _names(mart, _view_columns(mart)) for mart in known.values()})
    for mart in known.values():
        if not mart.name_zh:
            raise ValueError(f"mart {mart.name} has no Chinese name: write config: {{meta: {{name_zh: …}}}} in its yml")
        columns = _view_columns(mart)
        _refuse_repeated(mart.name, [column.name for column in columns])
        selected = ",\n".join(column.sql for column in columns)
        files[folder / f"{mart.name}_zh.sql"] = (
            f"{{{{ config(alias='{mart.name_zh}') }}}}\n\nselect\n{selected}\nfrom {{{{ ref('{mart.name}') }}}}\n"
        )
        models.append(
            {
                "name": f"{mart.name}_zh",
                "description": _with_keys(mart, words),
                "columns": [
                    {"name": column.name, "quote": True, "description": _of_column(mart, column, words)}
                    for column in columns
                ],
            }
        )
        tests.append(_test_of_names(mart, columns))
    files[folder / "marts_zh.yml"] = _dump({"version": 2, "models": models, "unit_tests": tests})
    return files


def _view_columns(mart: Mart) -> tuple[_ViewColumn, ...]:
    names = {column.name for column in mart.columns}
    return tuple(
        _ViewColumn(
            column,
            column_name_zh(column.description),
            code_names().get(column.name, {}) if column.type in ("text", "integer") else {},
        )
        for column in mart.columns
        if f"{column.name}_zh" not in names
    )


def _names(mart: Mart, columns: Sequence[_ViewColumn]) -> Mapping[str, str]:
    """Each column's name in the view; a code that is left to its twin goes by the twin's."""
    shown = {column.column.name: column.name for column in columns}
    return {**{one.removesuffix("_zh"): name for one, name in shown.items()}, **shown}


def _with_keys(mart: Mart, words: _Words) -> str:
    """The description of a view: that of its mart, and the keys by the view's own names."""
    names = words.names[mart.name]
    chinese, _, english = mart.description.partition(" | ")
    ways = [way for way in mart.ways if way.column in names and way.target in words.known]
    if ways:
        targets = (f"{names[way.column]} → {words.known[way.target].name_zh}" for way in ways)
        chinese += "外键：" + "，".join(targets) + "。"
        english += " Foreign keys: " + ", ".join(f"{way.column} leads to {way.target}" for way in ways) + "."
    return f"{words.in_view(mart, chinese)} | {english}"


def _of_column(mart: Mart, column: _ViewColumn, words: _Words) -> str:
    """The description of a view's column: codes by the values that the view shows, columns and marts by their Chinese names."""
    chinese, _, english = column.column.description.partition(" | ")
    for code, zh in column.codes.items():
        # printed 表内所印: the value alone where the words behind the code are the same.
        chinese = re.sub(rf"{_WORD_BEGINS}{code}{_WORD_ENDS}(?: ?{re.escape(zh)})?", zh, chinese)
    return f"{words.in_view(mart, chinese)} | {english}"


@dataclass(frozen=True, slots=True)
class _Words:
    """What marts and their columns are called in the Chinese views."""

    known: Mapping[str, Mart]
    names: Mapping[str, Mapping[str, str]]  # mart → column → name

    def in_view(self, mart: Mart, text: str) -> str:
        """A text of a mart by the names of the views: `mart.column`, columns of its own, marts."""
        text = _QUALIFIED.sub(self._qualified, text)
        for column, name in self.names[mart.name].items():
            text = re.sub(rf"{_WORD_BEGINS}{column}{_WORD_ENDS}", name, text)
        for name, other in self.known.items():
            if "_" in name:
                text = re.sub(rf"{_WORD_BEGINS}{name}{_WORD_ENDS}", other.name_zh, text)
        return text

    def _qualified(self, found: re.Match[str]) -> str:
        mart, column = found["mart"], found["column"]
        if column not in self.names.get(mart, {}):
            return found[0]
        return f"{self.known[mart].name_zh}.{self.names[mart][column]}"


def _refuse_repeated(mart: str, names: list[str]) -> None:
    """A view can't have two columns of one name: say which mart and name."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"mart {mart}: several columns are named {'、'.join(repeated)}; name them apart in its yml")


def _test_of_names(mart: Mart, columns: Sequence[_ViewColumn]) -> dict[str, Any]:
    """The unit test that each column of a mart stands below its Chinese name: a row whose values all differ."""
    row = {column.name: _value(number, column) for number, column in enumerate(mart.columns, start=1)}
    expected = {
        column.name: str(row[column.column.name]) if column.codes else row[column.column.name] for column in columns
    }
    return {
        "name": f"{mart.name}_columns_have_their_chinese_names",
        "description": "每一列都在其中文列名之下 | Each column stands below its Chinese name",
        "model": f"{mart.name}_zh",
        "given": [{"input": f"ref('{mart.name}')", "rows": [row]}],
        "expect": {"rows": [expected]},
    }


def _value(number: int, column: MartColumn) -> object:
    if column.type == "boolean":
        return bool(number % 2)
    if column.type == "text[]":
        return f"{{{column.name}}}"
    if column.type == "date":
        return f"{1900 + number}-01-01"
    if column.type.startswith("timestamp"):
        return f"{1900 + number}-01-01 00:00:00+00"
    return column.name if column.type == "text" else number


def _dump(content: object) -> str:
    return yaml.dump(content, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=120)
