"""Writes the page: style and search inside, nothing fetched from anywhere; it works from a folder."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from etl.handbook.content import Content

SCHEMAS = {
    "marts": "一张表回答一个问题，供分析和图表使用；marts_zh 是同样的表，表名、列名和代码值均为中文",
    "core": "星型模型（维度和可加的事实，单位为元）和登记簿",
    "raw": "文件原貌：段落和表格",
}


def page(content: Content) -> str:
    """The page as HTML; every text is escaped."""
    environment = Environment(
        loader=PackageLoader("etl.handbook", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = {table.name for table in content.tables}
    return environment.get_template("page.html").render(content=content, schemas=SCHEMAS, shown=shown)
