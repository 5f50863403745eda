"""From names of metrics and dimensions to SQL on the marts, and to its answer.

MetricFlow is used as a library, as far as the SQL: it is answered over the warehouse's own connection, so that a role that may only
read the marts is enough, and amounts stay decimals. It reads the manifest that a build leaves under `GONGKAI_HOME`/dbt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.postgres import PostgresSQLSqlPlanRenderer
from metricflow_semantics.errors.error_classes import InformativeUserError
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from etl.errors import WarehouseError
from etl.settings import Settings

CONDITIONS = "write a condition as \"{{ Dimension('report__province') }} = '陕西省'\""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name, its Chinese label, and what it is, in Chinese and English."""

    name: str
    label: str
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of columns, and rows; amounts are Decimal in yuan, ratios Decimal or float as Postgres gives them."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class _NoClient:
    """What MetricFlow asks of a database before it writes SQL: the dialect. It gets no connection."""

    sql_engine_type = SqlEngine.POSTGRES
    sql_plan_renderer = PostgresSQLSqlPlanRenderer()

    def query(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError("MetricFlow only writes the SQL")

    execute = dry_run = query

    def close(self) -> None: ...

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        return f"%({bind_parameter_key})s"


def has_manifest(settings: Settings) -> bool:
    """Whether dbt has left what it knows of metrics under `GONGKAI_HOME`."""
    return _manifest(settings).is_file()


def _manifest(settings: Settings) -> Path:
    return settings.home / "dbt" / "target" / "semantic_manifest.json"


def _of_any_database(text: str) -> str:
    """The manifest without the name of the database that was built: the same marts may stand in another since, restored or renamed."""

    def without(value: Any) -> Any:
        if isinstance(value, list):
            return [without(one) for one in value]
        if not isinstance(value, dict):
            return value
        if {"alias", "schema_name", "database"} <= value.keys():
            name = f'"{value["schema_name"]}"."{value["alias"]}"'
            return {**value, "database": None, "relation_name": name}
        return {key: without(one) for key, one in value.items()}

    return json.dumps(without(json.loads(text)), ensure_ascii=False)


class Metrics:
    """The metrics that the last build knew. Raises WarehouseError where there was none."""

    def __init__(self, settings: Settings) -> None:
        path = _manifest(settings)
        try:
            text = _of_any_database(path.read_text(encoding="utf-8"))
            self._lookup = SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(text))
        except FileNotFoundError:
            raise WarehouseError(
                "no marts were built from here", place=str(path.parent), next_step="run gongkai build"
            ) from None
        except (OSError, ValueError) as error:
            raise WarehouseError(
                f"what dbt left there can't be read ({' '.join(str(error).split())[:200]})",
                place=str(path),
                next_step="remove it, and run gongkai build",
            ) from error
        self._engine = MetricFlowEngine(self._lookup, _NoClient())

    def all(self) -> list[Metric]:
        """Every metric, by name; those that are only a part of a ratio are left out."""
        return sorted(
            (
                Metric(metric.name, metric.label or "", metric.description or "")
                for metric in self._engine.list_metrics(include_dimensions=False)
                if not (metric.config and metric.config.meta.get("part_of_ratio"))
            ),
            key=lambda metric: metric.name,
        )

    def dimensions(self, names: Sequence[str]) -> list[str]:
        """What these metrics can all be grouped by: `report__agency`, `metric_time`, …"""
        with _in_our_words(names):
            return sorted({one.granularity_free_dunder_name for one in self._engine.list_dimensions(list(names))})

    def sql(
        self, names: Sequence[str], by: Sequence[str] = (), where: Sequence[str] = (), order: Sequence[str] = ()
    ) -> str:
        """The SELECT that answers `names`, grouped `by`.

        `where`: conditions in MetricFlow's form, `{{ Dimension('report__agency_type') }} = '医疗保障局'`. `order`: columns of the
        answer, a leading `-` for the highest first. Raises WarehouseError for what the metrics don't know.
        """
        with _in_our_words(names):
            request = MetricFlowQueryRequest.create(
                metric_names=list(names),
                group_by_names=list(by),
                where_constraints=list(where) or None,
                order_by_names=list(order) or None,
            )
            return self._engine.explain(request).sql_statement.sql

    def query(self, connection: psycopg.Connection[Any], sql: str) -> Answer:
        """The answer of `sql`, which comes from `sql()`."""
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql.encode())
                return Answer(tuple(column.name for column in cursor.description or ()), cursor.fetchall())
        except psycopg.Error as error:
            raise WarehouseError(
                f"the database refused the question: {error.diag.message_primary or ' '.join(str(error).split())}",
                place=f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}",
                next_step=f"{CONDITIONS}; where a mart is missing, run gongkai build",
            ) from error


def of_agency(name: str) -> str:
    """The condition, in MetricFlow's form, that a metric is of one agency, by its name in the warehouse."""
    quoted = name.replace("'", "''")
    return f"{{{{ Dimension('report__agency') }}}} = '{quoted}'"


_CAUSE = re.compile(r"\b\w+(?:Error|Exception): (.+)")


def _reason(text: str) -> str:
    """MetricFlow's words in one line: where it puts a traceback among them, the first error of it instead."""
    said, found, trace = text.partition("Got exception:")
    causes = _CAUSE.findall(trace)
    return " ".join(f"{said}{causes[0] if causes else ''}".split() if found else text.split())[:1000]


@contextmanager
def _in_our_words(names: Sequence[str]) -> Iterator[None]:
    try:
        yield
    except InformativeUserError as error:
        raise WarehouseError(
            _reason(str(error)),
            place=", ".join(names),
            next_step=f"gongkai metrics lists the metrics; with --dimensions, what they can be grouped by; {CONDITIONS}",
        ) from None
    except Exception as error:
        # A condition reaches several parsers of MetricFlow's; each raises what it likes.
        raise WarehouseError(
            f"not understood ({type(error).__name__}: {_reason(str(error))})",
            place=", ".join(names),
            next_step=f"{CONDITIONS}; gongkai metrics {' '.join(names)} --dimensions lists what can be named",
        ) from error
