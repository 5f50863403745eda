"""Writes the files of the dbt project that repeat what is defined elsewhere: `sources.yml`, the models of `marts_zh`, subject names, units.

`sources.yml` repeats the tables, columns and descriptions of `models/` (and its views), `marts_zh` the marts with the Chinese
names that their descriptions begin with, `seeds/subject_name.csv` the list of subjects of `etl/reference`, `macros/units.sql` the units
of money of `etl/words`. A test compares the files
with what this module would write. Run it after a change of any of them: `python -m etl.warehouse.dbt_files`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from etl.reference.subjects import all_names
from etl.words.units import YUAN
from models import VIEWS, metadata
from models.base import described

PROJECT = Path(__file__).resolve().parents[2] / "dbt"
"""The dbt project in the source tree (an installed package carries it as etl/_dbt and never writes there)."""

GENERATED = "# Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.\n"

_NAME = re.compile(r"^\s*([^：|（]+?)\s*(?:[：|（]|$)")
_DOC_REFERENCE = re.compile(r"""^\{\{\s*doc\(\s*['"](\w+)['"]\s*\)\s*\}\}$""")
_DOC_BLOCK = re.compile(r"\{% docs (\w+) %\}(.*?)\{% enddocs %\}", re.DOTALL)


def chinese_name(description: str) -> str:
    """The Chinese name of a mart's column: its description up to the first colon, bracket or bar."""
    match = _NAME.match(description)
    if match is None:
        raise ValueError(f"no Chinese name at the beginning of {description!r}: write 名称：说明 | English")
    return match.group(1)


def sources_yaml() -> str:
    """`models/sources.yml`: schemas `raw` and `core` as the SQLAlchemy models describe them."""
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
    return GENERATED + _dump({"version": 2, "sources": sources})


def subject_names_csv() -> str:
    """`seeds/subject_name.csv`: every name of every listed subject and the years in which it holds; the classifications share no code."""
    lines = ["system,code,name,valid_from,valid_to"]
    lines += [f"{n.system},{n.code},{n.name},{n.since or ''},{n.until or ''}" for n in all_names()]
    return "\n".join(lines) + "\n"


def units_sql() -> str:
    """`macros/units.sql`: what one unit of money is in yuan."""
    branches = "\n".join(f"        when '{unit}' then {factor}" for unit, factor in YUAN.items())
    return (
        f"{{{GENERATED.rstrip()}#}}\n\n"
        "{# How many yuan one unit of money is; 1 for counts and percentages. #}\n"
        "{% macro unit_factor(unit) -%}\n"
        f"    (case {{{{ unit }}}}\n{branches}\n        else 1\n    end)::numeric\n"
        "{%- endmacro %}\n"
    )


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


def described_marts(project: Path = PROJECT) -> Iterator[Mart]:
    """The marts with the descriptions of their columns, wherever these are written."""
    blocks = _blocks(project)
    for mart in marts(project):
        yield Mart(
            str(mart["name"]),
            " ".join(str(mart["description"]).split()),
            tuple(
                MartColumn(str(c["name"]), str(c["data_type"]), _text(c["description"], blocks))
                for c in mart["columns"]
            ),
        )


def _blocks(project: Path) -> dict[str, str]:
    """Descriptions that models share, name → text."""
    return {
        name: text.strip()
        for path in sorted(project.glob("models/**/*.md"))
        for name, text in _DOC_BLOCK.findall(path.read_text(encoding="utf-8"))
    }


def _text(description: str, blocks: Mapping[str, str]) -> str:
    reference = _DOC_REFERENCE.match(description)
    return blocks[reference.group(1)] if reference else description


def chinese_marts(project: Path = PROJECT) -> Mapping[Path, str]:
    """The files of `models/marts_zh`, path → content: a view for each mart with Chinese column names, and their descriptions."""
    blocks = _blocks(project)
    folder = project / "models" / "marts_zh"
    files: dict[Path, str] = {}
    models = []
    tests = []
    for mart in marts(project):
        name = str(mart["name"])
        columns = []
        for column in mart["columns"]:
            text = _text(column["description"], blocks)
            columns.append((str(column["name"]), chinese_name(text), text))
        _refuse_repeated(name, [zh for _, zh, _ in columns])
        selected = ",\n".join(f'    {source} as "{zh}"' for source, zh, _ in columns)
        files[folder / f"{name}_zh.sql"] = (
            f"-- {GENERATED[2:]}{{{{ config(alias='{name}') }}}}\n\nselect\n{selected}\nfrom {{{{ ref('{name}') }}}}\n"
        )
        models.append(
            {
                "name": f"{name}_zh",
                "description": mart["description"],
                "columns": [{"name": zh, "quote": True, "description": text} for _, zh, text in columns],
            }
        )
        tests.append(
            _test_of_names(
                name,
                [(str(c["data_type"]), c["name"], zh) for c, (_, zh, _) in zip(mart["columns"], columns, strict=True)],
            )
        )
    files[folder / "marts_zh.yml"] = GENERATED + _dump({"version": 2, "models": models, "unit_tests": tests})
    return files


def _test_of_names(mart: str, columns: list[tuple[str, str, str]]) -> dict[str, Any]:
    """The unit test that each column of a mart (type, name, Chinese name) stands below its Chinese name: a row whose values all differ."""
    values = [_value(number, type_, name) for number, (type_, name, _) in enumerate(columns, start=1)]
    given = {name: value for (_, name, _), value in zip(columns, values, strict=True)}
    expected = {zh: value for (_, _, zh), value in zip(columns, values, strict=True)}
    return {
        "name": f"{mart}_columns_have_their_chinese_names",
        "description": "每一列都在其中文列名之下 | Each column stands below its Chinese name",
        "model": f"{mart}_zh",
        "given": [{"input": f"ref('{mart}')", "rows": [given]}],
        "expect": {"rows": [expected]},
    }


def _value(number: int, type_: str, name: str) -> object:
    if type_ == "boolean":
        return bool(number % 2)
    if type_ == "text[]":
        return f"{{{name}}}"
    return name if type_ == "text" else number


def write(project: Path = PROJECT) -> None:
    """Write all into the source tree; files of marts that are gone are removed."""
    (project / "models" / "sources.yml").write_text(sources_yaml(), encoding="utf-8")
    (project / "seeds" / "subject_name.csv").write_text(subject_names_csv(), encoding="utf-8")
    (project / "macros" / "units.sql").write_text(units_sql(), encoding="utf-8")
    folder = project / "models" / "marts_zh"
    folder.mkdir(exist_ok=True)
    files = chinese_marts(project)
    for path in folder.iterdir():
        if path not in files:
            path.unlink()
    for path, content in files.items():
        path.write_text(content, encoding="utf-8")


def marts(project: Path = PROJECT) -> Iterator[dict[str, Any]]:
    """The yml entries of the marts, by name: the models that promise the type of every column."""
    for folder in ("marts", "quality"):
        for path in sorted((project / "models" / folder).glob("*.yml")):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                if all("data_type" in column for column in model["columns"]):
                    yield model


def _refuse_repeated(mart: str, names: list[str]) -> None:
    """A view can't have two columns of one name: say which mart and name."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"mart {mart}: several columns are named {'、'.join(repeated)}; name them apart in its yml")


def _dump(content: object) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


if __name__ == "__main__":
    write()
