"""A build of the reports that changed asks no test node again what the making of a table asked of its rows, or a constraint holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from etl.warehouse.build import _ASKED
from scripts.spread_queries import read_manifest

FOLLOWS = {"by_report", "by_agency", "by_audit", "by_family", "by_peers", "by_year"}


def _asks_its_rows(model: Mapping[str, Any]) -> bool:
    """As `holds_reports` of dbt/macros/left_out.sql says."""
    config = model["config"]
    return (config["materialized"] == "incremental" and config.get("incremental_strategy") in FOLLOWS) or (
        config["materialized"] == "table" and "quality" in model["tags"]
    )


def _is_held(test: Mapping[str, Any], model: Mapping[str, Any]) -> bool:
    name, given = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
    keys = [one["columns"] for one in model["constraints"] if one["type"] == "primary_key"]
    columns = given.get("columns") or [given.get("column_name")]
    own = model["columns"].get(columns[0], {}).get("constraints", [])
    if name in ("unique", "unique_combination"):
        return columns in keys
    if name == "not_null":
        return columns in keys or any(one["type"] == "not_null" for one in own)
    return name == "accepted_values" and any(one["type"] == "check" for one in own)


def test_tests_that_are_left_out_are_asked_elsewhere(samples: psycopg.Connection[Any], samples_home: Path) -> None:
    del samples
    nodes = read_manifest(samples_home)["nodes"]
    unasked, left_out = [], 0
    for node in nodes.values():
        if "asked_while_made" not in node["tags"] or node["resource_type"] != "test":
            continue
        model = nodes[node["attached_node"]]
        if node["test_metadata"]["name"] in _ASKED and model["config"]["materialized"] not in ("view", "ephemeral"):
            left_out += 1
            if not _asks_its_rows(model) and not _is_held(node, model):
                unasked.append(node["name"])
    assert left_out > 100
    assert unasked == []
