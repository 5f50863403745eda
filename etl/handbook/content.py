"""What the page holds: from the descriptions of models and marts, and from dbt's manifest, which knows what is made from what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table as CoreTable

from etl.warehouse.project.described import Mart, column_name_zh, described_marts
from models import VIEWS, metadata
from models.base import LEADS_TO


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its name in `marts_zh` ("" in `core` and `raw`), its type, what it is, what it leads to (schema.table)."""

    name: str
    name_zh: str
    type: str
    description: str
    is_key: bool = False
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view: schema.name, its Chinese name, what one row is, its columns, the tables that it is made from and those made from it."""

    name: str
    name_zh: str
    description: str
    columns: tuple[Column, ...]
    made_from: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DescribedMetric:
    """A metric: its name, its Chinese label, what it is, the marts that it is computed from."""

    name: str
    label: str
    description: str
    made_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All that the page shows, in its order."""

    tables: tuple[Described, ...]
    metrics: tuple[DescribedMetric, ...]


def read_content(manifest: Path) -> Content:
    """The content, by dbt's `manifest.json`."""
    known = json.loads(manifest.read_text(encoding="utf-8"))
    lineage = Lineage(known)
    marts = {mart.name: mart for mart in described_marts()}
    tables = [_of_mart(mart, lineage) for _, mart in sorted(marts.items())]
    for schema in ("core", "raw"):
        found = sorted(
            (table for table in metadata.tables.values() if table.schema == schema), key=lambda one: one.name
        )
        tables += [_of_table(table, lineage) for table in found]
    tables += [
        Described(f"core.{view.name}", "", view.zh, (), feeds=lineage.feeds(f"core.{view.name}")) for view in VIEWS
    ]
    metrics = tuple(
        DescribedMetric(
            str(metric["name"]), str(metric["label"]), chinese(str(metric["description"])), lineage.marts_of(key)
        )
        for key, metric in sorted(known["metrics"].items())
    )
    return Content(tuple(tables), metrics)


def chinese(description: str) -> str:
    """The Chinese part of a description (Chinese | English)."""
    return " ".join(description.partition("|")[0].split())


def _of_mart(mart: Mart, lineage: Lineage) -> Described:
    ways: dict[str, list[str]] = {}
    for way in mart.ways:
        ways.setdefault(way.column, []).append(f"marts.{way.target}")
    columns = tuple(
        Column(
            column.name,
            column_name_zh(column.description),
            column.type,
            chinese(column.description),
            column.name in mart.key,
            tuple(ways.get(column.name, ())),
        )
        for column in mart.columns
    )
    name = f"marts.{mart.name}"
    return Described(
        name, mart.name_zh, chinese(mart.description), columns, lineage.made_from(name), lineage.feeds(name)
    )


def _of_table(table: CoreTable, lineage: Lineage) -> Described:
    columns = tuple(
        Column(
            column.name,
            "",
            str(column.type).lower().removesuffix(' collate "c"'),
            chinese(column.comment or ""),
            column.primary_key,
            _led_to(column.foreign_keys, column.info),
        )
        for column in table.columns
    )
    name = f"{table.schema}.{table.name}"
    return Described(name, "", chinese(table.comment or ""), columns, feeds=lineage.feeds(name))


def _led_to(keys: Iterable[Any], info: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables that a column leads to, by foreign key or by word of the model."""
    targets = {key.target_fullname for key in keys} | {info.get(LEADS_TO)} - {None}
    return tuple(sorted({str(target).rpartition(".")[0] for target in targets}))


class Lineage:
    """What is made from what, past the steps between: marts from tables of `core` and `raw` and from each other."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self._parents: Mapping[str, list[str]] = manifest["parent_map"]
        self._shown = {key: f"{one['schema']}.{one['name']}" for key, one in manifest["sources"].items()}
        self._shown |= {
            key: f"marts.{one['name']}"
            for key, one in manifest["nodes"].items()
            if one["resource_type"] == "model" and one["schema"] == "marts"
        }
        self._keys = {name: key for key, name in self._shown.items()}
        self._feeds: dict[str, set[str]] = {}
        for key, name in self._shown.items():
            for source in self.made_from(name) if key in self._parents else ():
                self._feeds.setdefault(source, set()).add(name)

    def made_from(self, name: str) -> tuple[str, ...]:
        """The nearest tables and marts that a mart is made from."""
        return self.marts_of(self._keys[name]) if name in self._keys else ()

    def marts_of(self, key: str) -> tuple[str, ...]:
        """The same of anything that dbt knows, a metric for example."""
        found: set[str] = set()
        seen = {key}
        waiting = list(self._parents.get(key, ()))
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if one in self._shown:
                found.add(self._shown[one])
            else:
                waiting += self._parents.get(one, ())
        return tuple(sorted(found))

    def feeds(self, name: str) -> tuple[str, ...]:
        """The marts that are made from it."""
        return tuple(sorted(self._feeds.get(name, ())))
