"""The data dictionary: `docs/data-dictionary.md` from the descriptions of the models and of the marts.

Descriptions are written once, in `models/` and in the yml of the marts; a test compares the page with what this module would
write. Run it after a change of either: `python -m scripts.dictionary`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table

from etl.warehouse.project.described import column_name_zh, described_marts
from models import VIEWS, metadata
from models.base import LEADS_TO

PAGE = Path(__file__).resolve().parents[1] / "docs" / "data-dictionary.md"

_HEAD = """\
<!-- Written by `python -m scripts.dictionary`: change what it is written from, not this file. -->
# 数据字典 · Data dictionary

`marts` 是一个问题一张表，供分析和图表使用；`marts_zh` 是同样的表，表名、列名、代码值均为中文（表名见各节标题，列名见“中文列名”一栏；有中文对照列的代码列不再列出）；`core` 是星型模型和登记簿；`raw` 是文件原样。
`marts` answers one question per table; `marts_zh` shows the same under Chinese names of tables and columns (below) with Chinese values of codes; `core` holds the star and its
registers; `raw` the files as they are. The same descriptions are comments in PostgreSQL.

怎样查 · How to ask: [查询手册 · query book](queries.md).
"""


def dictionary() -> str:
    """The page: contents, then each table with its columns, marts first."""
    marts = sorted(described_marts(), key=lambda mart: mart.name)
    tables = {
        schema: sorted((table for table in metadata.tables.values() if table.schema == schema), key=lambda t: t.name)
        for schema in ("core", "raw")
    }
    lines = [_HEAD, "## 目录 · Contents", ""]
    lines += ["| 表 · table | 每行 · one row |", "| --- | --- |"]
    lines += [f"| [marts.{mart.name}](#marts{mart.name}) | {_cell(mart.description)} |" for mart in marts]
    for schema, found in tables.items():
        lines += [f"| [{schema}.{t.name}](#{schema}{t.name}) | {_cell(t.comment or '')} |" for t in found]
    lines += [f"| core.{view.name} (view) | {_cell(f'{view.zh} | {view.en}')} |" for view in VIEWS]
    for mart in marts:
        lines += ["", f"## marts.{mart.name}", "", f"`marts_zh.{mart.name_zh}`", "", _prose(mart.description), ""]
        lines += ["| 列 · column | 中文列名 | 类型 · type | 说明 · description |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{column.name}` | {_cell(column_name_zh(column.description))} | {column.type} | {_cell(column.description)} |"
            for column in mart.columns
        ]
    for found in tables.values():
        for table in found:
            lines += _table(table)
    return "\n".join(lines) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"## {table.schema}.{table.name}", "", _prose(table.comment or ""), "")
    yield from ("| 列 · column | 类型 · type | 键 · key | 说明 · description |", "| --- | --- | --- | --- |")
    for column in table.columns:
        keys = ["主键 primary"] if column.primary_key else []
        targets = {key.target_fullname for key in column.foreign_keys} | {column.info.get(LEADS_TO)} - {None}
        keys += sorted(f"→ {target}" for target in targets)
        kind = str(column.type).lower().removesuffix(' collate "c"') + ("" if column.nullable else " not null")
        yield f"| `{column.name}` | {kind} | {', '.join(keys)} | {_cell(column.comment or '')} |"


def _prose(description: str) -> str:
    """A description as text: Chinese, then English."""
    return " · ".join(part.strip() for part in description.split("|"))


def _cell(description: str) -> str:
    """The same in a cell of a table."""
    return "<br>".join(part.strip() for part in description.replace("\n", " ").split("|"))


def main() -> None:
    """Write the page."""
    PAGE.write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    main()
