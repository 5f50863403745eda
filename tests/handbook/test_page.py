"""The Chinese page describes every table and column, leads only to what is on it, and asks nobody."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from etl.handbook.content import Content, Lineage, chinese, read_content
from etl.handbook.page import page
from etl.warehouse.project.described import described_marts
from models import metadata


def _model(name: str, schema: str) -> dict[str, str]:
    return {"name": name, "schema": schema, "resource_type": "model"}


MANIFEST: dict[str, Any] = {
    "sources": {
        "source.raw": {"name": "document", "schema": "raw"},
        "source.core": {"name": "figure", "schema": "core"},
    },
    "nodes": {
        "model.stg": _model("stg_figure", "dbt_staging"),
        "model.agency_year": _model("agency_year", "marts"),
        "model.panel": _model("panel", "marts"),
        "test.x": {"name": "x", "schema": "marts", "resource_type": "test"},
    },
    "metrics": {
        "metric.share": {"name": "share", "label": "占比", "description": "一句 | a sentence <b>"},
    },
    "parent_map": {
        "model.stg": ["source.core", "source.raw"],
        "model.agency_year": ["model.stg", "source.raw"],
        "model.panel": ["model.agency_year", "model.stg"],
        "metric.share": ["semantic_model.report"],
        "semantic_model.report": ["model.panel"],
    },
}


@pytest.fixture
def content(tmp_path: Path) -> Content:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST), encoding="utf-8")
    return read_content(path)


def test_lineage_goes_past_the_steps_between() -> None:
    lineage = Lineage(MANIFEST)
    assert lineage.made_from("marts.agency_year") == ("core.figure", "raw.document")
    assert lineage.made_from("marts.panel") == ("core.figure", "marts.agency_year", "raw.document")
    assert lineage.feeds("marts.agency_year") == ("marts.panel",)
    assert lineage.marts_of("metric.share") == ("marts.panel",)
    assert lineage.made_from("marts.new") == ()


def test_every_table_and_column_is_on_the_page(content: Content) -> None:
    shown = {table.name: {column.name for column in table.columns} for table in content.tables}
    for mart in described_marts():
        assert shown[f"marts.{mart.name}"] == {column.name for column in mart.columns}
    for table in metadata.tables.values():
        if table.schema in ("core", "raw"):
            assert shown[f"{table.schema}.{table.name}"] == {column.name for column in table.columns}


def test_descriptions_are_whole_and_chinese(content: Content) -> None:
    assert chinese("名称：说明，一句话 | name: what it is") == "名称：说明，一句话"
    lacking = [
        f"{table.name}.{column.name}"
        for table in content.tables
        for column in table.columns
        if not re.search(r"[\u4e00-\u9fff]", column.description)
    ]
    assert lacking == []


def test_links_lead_to_what_is_on_the_page(content: Content) -> None:
    html = page(content)
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    assert {"marts.agency_year", "core.figure", "metric.share"} <= ids


def test_page_asks_nobody_and_says_so(content: Content) -> None:
    html = page(content)
    assert "default-src 'none'" in html
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|@import|fetch\(|XMLHttpRequest|<link""", html)


def test_texts_are_no_markup(content: Content, tmp_path: Path) -> None:
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["metrics"]["metric.share"]["description"] = "<script>alert(1)</script>"
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "<script>alert" not in page(read_content(path))
