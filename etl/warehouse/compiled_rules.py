"""What the rules compile to: dbt's models of the reconciliation as SQL in the order they are built, kept once a version.

The first build of a warehouse's marts compiles the models that an audit needs, and keeps them for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from etl.settings import Settings
from etl.warehouse.project.folder import project_digest, project_folder

GOALS = ("reconciliation_finding", "reconciliation_coverage", "statement_coverage")
"""The models that an audit reads; the plan is what they need."""

REGISTER = "changed_audit_report"
"""Which reports a build of a warehouse evaluates again: an audit has none."""


@dataclass(frozen=True, slots=True)
class Step:
    """One relation: `kind` is view, table or seed, `text` the query, or of a seed its CSV, `types` the types of a seed's columns."""

    kind: str
    schema: str
    name: str
    text: str
    types: tuple[tuple[str, str], ...] = ()


def kept_plan(settings: Settings) -> tuple[Step, ...] | None:
    """The steps of this version of the dbt project, as kept under `settings.home`; None where they aren't, or were cut off."""
    try:
        stored = json.loads(_cache(settings).read_text(encoding="utf-8"))
        return tuple(Step(**{**step, "types": tuple(map(tuple, step["types"]))}) for step in stored)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep_plan(settings: Settings) -> bool:
    """Keep for audits what a build of the marts has just compiled; whether there is a plan now.

    Only the first build of a warehouse compiles `quality_report` for all reports, as an audit needs it; later ones name those loaded
    since. A selection of models has no plan.
    """
    if _cache(settings).exists():
        return True
    try:
        steps = compiled_steps(settings)
    except KeyError:  # a model that this build left out
        return False
    if any(REGISTER in step.text for step in steps):
        return False
    store_plan(settings, steps)
    return True


def store_plan(settings: Settings, steps: tuple[Step, ...]) -> None:
    """Written beside and put in place at once: another audit may read it."""
    cache = _cache(settings)
    part = cache.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # where it can't be kept, the next audit compiles again
        cache.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_text(json.dumps([asdict(step) for step in steps], ensure_ascii=False), encoding="utf-8")
        part.replace(cache)


def compiled_steps(settings: Settings) -> tuple[Step, ...]:
    """The relations that the goals need, each after those it reads, from what dbt left in its manifest; KeyError where it didn't compile one."""
    manifest = json.loads((settings.home / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))
    return tuple(_steps(manifest["nodes"], project_folder(settings.home)))


def _cache(settings: Settings) -> Path:
    return settings.home / "audit" / f"plan-{project_digest()}.json"


def _steps(nodes: Mapping[str, Any], project: Path) -> Iterator[Step]:
    done: set[str] = set()

    def visit(key: str) -> Iterator[Step]:
        # What a warehouse notes about its builds is no part of an audit: it evaluates every report of its database.
        if key in done or key not in nodes or "increment" in nodes[key]["fqn"]:
            return
        done.add(key)
        node = nodes[key]
        for earlier in node["depends_on"].get("nodes", ()):
            yield from visit(earlier)
        materialized = node["config"]["materialized"]
        if node["resource_type"] == "seed":
            yield _seed(node, project)
        elif materialized != "ephemeral":
            # dbt names the database too, and an audit runs in another one.
            text = node["compiled_code"].replace(f'"{node["database"]}".', "")
            yield Step("view" if materialized == "view" else "table", node["schema"], node["name"], text)

    for goal in GOALS:
        yield from visit(f"model.gongkai.{goal}")


def _seed(node: Mapping[str, Any], project: Path) -> Step:
    text = (project / node["original_file_path"]).read_text(encoding="utf-8")
    types = node["config"]["column_types"]
    header = text.splitlines()[0].split(",")
    return Step(
        "seed", node["schema"], node["name"], text, tuple((column, types.get(column, "text")) for column in header)
    )
