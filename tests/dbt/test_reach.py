"""A model that follows reports reaches as far as what it reads, or rows stay that a build from nothing would not make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from scripts.spread_queries import read_manifest

REACHES = {
    "by_report": {"report"},
    "by_agency": {"report", "agency"},
    "by_audit": {"report", "agency", "audit"},
    "by_family": {"report", "agency", "family"},
    "by_peers": {"report", "agency", "family", "peers"},
    "by_year": {"report", "year"},
}
"""Strategy → what it makes again beside a changed report (dbt/models/increment)."""

OF_THE_REPORT_ALONE = {("agency_comparison", "agency_year"): "counts_once"}
"""Reader, read → the column that follows the family, which the reader doesn't take."""


def strategy(model: Mapping[str, Any]) -> str | None:
    config = model["config"]
    found = config.get("incremental_strategy") if config["materialized"] == "incremental" else None
    return found if found in REACHES else None


def read(nodes: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    """The models that follow reports and are read by this one, through views, queries without a table and tables made whole."""
    for above in nodes[key]["depends_on"]["nodes"]:
        model = nodes.get(above)
        if model is None or model["resource_type"] != "model" or "increment" in model["fqn"]:
            continue
        if strategy(model):
            yield model
        elif model["config"]["materialized"] != "incremental":
            yield from read(nodes, above)


def test_no_model_reaches_less_far_than_what_it_reads(samples: psycopg.Connection[Any], samples_home: Path) -> None:
    del samples
    nodes = read_manifest(samples_home)["nodes"]
    short, followers = set(), 0
    for key, model in nodes.items():
        own = strategy(model) if model["resource_type"] == "model" else None
        if own is None:
            continue
        followers += 1
        for other in read(nodes, key):
            if not REACHES[own] >= REACHES[strategy(other) or ""]:
                short.add((model["name"], other["name"]))
    assert followers > 40
    assert short == OF_THE_REPORT_ALONE.keys()
    for (reader, _), column in OF_THE_REPORT_ALONE.items():
        assert column not in nodes[f"model.gongkai.{reader}"]["raw_code"]
