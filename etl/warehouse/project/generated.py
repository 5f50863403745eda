"""The files of the dbt project that repeat what is defined elsewhere: they are made with each copy of the project and kept nowhere.

- `models/sources.yml`: the tables, columns and descriptions of `models/` and its views
- `models/marts_zh`: for each mart a view with the Chinese names that the descriptions of its columns begin with
- `seeds/subject_name.csv`: the subjects of `etl/reference`
- `macros/units.sql`: the units of money of `etl/words`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from etl.reference.subjects import all_names
from etl.warehouse.project.described import Mart, MartColumn, chinese_name, described_marts
from etl.words.units import YUAN
from models import VIEWS, metadata
from models.base import described

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""libyaml's where PyYAML has it: six times as fast."""


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


def chinese_marts(marts: Iterable[Mart]) -> Mapping[Path, str]:
    """For each mart a view with Chinese column names; in one yml their descriptions, and the test that no two columns are exchanged.

    ValueError where two columns of a mart have one Chinese name.
    """
    folder = Path("models", "marts_zh")
    files: dict[Path, str] = {}
    models = []
    tests = []
    for mart in marts:
        names = {column.name: chinese_name(column.description) for column in mart.columns}
        _refuse_repeated(mart.name, list(names.values()))
        selected = ",\n".join(f'    {column} as "{name}"' for column, name in names.items())
        files[folder / f"{mart.name}_zh.sql"] = (
            f"{{{{ config(alias='{mart.name}') }}}}\n\nselect\n{selected}\nfrom {{{{ ref('{mart.name}') }}}}\n"
        )
        columns = [
            {"name": names[column.name], "quote": True, "description": column.description} for column in mart.columns
        ]
        models.append({"name": f"{mart.name}_zh", "description": mart.description, "columns": columns})
        tests.append(_test_of_names(mart, names))
    files[folder / "marts_zh.yml"] = _dump({"version": 2, "models": models, "unit_tests": tests})
    return files


def _refuse_repeated(mart: str, names: list[str]) -> None:
    """A view can't have two columns of one name: say which mart and name."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"mart {mart}: several columns are named {'、'.join(repeated)}; name them apart in its yml")


def _test_of_names(mart: Mart, names: Mapping[str, str]) -> dict[str, Any]:
    """The unit test that each column of a mart stands below its Chinese name: a row whose values all differ."""
    row = {column.name: _value(number, column) for number, column in enumerate(mart.columns, start=1)}
    return {
        "name": f"{mart.name}_columns_have_their_chinese_names",
        "description": "每一列都在其中文列名之下 | Each column stands below its Chinese name",
        "model": f"{mart.name}_zh",
        "given": [{"input": f"ref('{mart.name}')", "rows": [row]}],
        "expect": {"rows": [{names[column]: value for column, value in row.items()}]},
    }


def _value(number: int, column: MartColumn) -> object:
    if column.type == "boolean":
        return bool(number % 2)
    if column.type == "text[]":
        return f"{{{column.name}}}"
    return column.name if column.type == "text" else number


def _dump(content: object) -> str:
    return yaml.dump(content, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=120)
