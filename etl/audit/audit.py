"""Audits files: load them into a database of their own, run the rules, read what they found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Literal

import psycopg

from etl.audit.result import Audit, read_audit
from etl.audit.rule_queries import load_plan, run_plan
from etl.audit.scratch import scratch_database
from etl.audit.unnamed import load_unnamed
from etl.errors import WarehouseError
from etl.head import StatedHead
from etl.loading.load import load_files
from etl.loading.loaded import Loaded
from etl.loading.meant import reports_meant
from etl.loading.reading import TIMEOUT
from etl.loading.sources import Source
from etl.settings import Settings, settings_to_read
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.findings import copy_settlements
from etl.warehouse.schema_check import check_schema

Progress = Callable[[Literal["files", "rules"], int, int], None]


def audit_files(
    files: Sequence[Source],
    settings: Settings | None = None,
    *,
    timeout: float = TIMEOUT,
    stated: StatedHead | None = None,
    progress: Progress = lambda what, done, total: None,
) -> tuple[Audit, list[Loaded]]:
    """Audit reports without a warehouse; several are compared with each other too. Also what became of each file.

    Documents that don't say whose they are are audited under the name of their file (`Audit.assumed`).
    `timeout` is in seconds a file, `stated` what a person says of their heads. `progress` is told what is done (files, rules), and how many of how many.
    """
    settings = settings or settings_to_read()
    with scratch_database(settings) as url, connect(url, application="gongkai audit") as connection:
        read = count(1)
        loaded = load_files(
            files,
            connection,
            timeout=timeout,
            stated=stated,
            progress=lambda _: progress("files", next(read), len(files)),
        )
        loaded, assumed = load_unnamed(loaded, connection, timeout=timeout, stated=stated)
        with connect(warehouse_url(settings), application="gongkai audit") as warehouse:
            copy_settlements(warehouse, connection)
        run_plan(connection, load_plan(settings, url), lambda done, total: progress("rules", done, total))
        return replace(read_audit(connection), assumed=assumed), loaded


def audit_stored(url: str, name: str, wanted: StatedHead) -> Audit:
    """What the warehouse at `url` found, when its marts were built, in the reports that `name` means (`etl.loading.meant`): an agency's, a
    file's, the one with that key; of the year, kind and scope that are `wanted` where any are.

    Raises WarehouseError where nothing or too much is meant, or the marts weren't built.
    """
    with connect(url) as connection:
        check_schema(connection)
        _check_built(connection)
        return read_audit(connection, reports_meant(connection, name, wanted))


def _check_built(connection: psycopg.Connection[Any]) -> None:
    built = connection.execute("select to_regclass('marts.statement_coverage')").fetchone()
    if built is None or built[0] is None:
        raise WarehouseError("the marts aren't built yet", next_step="run gongkai build")
