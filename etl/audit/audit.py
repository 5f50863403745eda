"""Audits files: load them into a database of their own, run the rules, read what they found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psycopg

from etl.audit.result import Audit, read_audit
from etl.audit.rule_queries import load_plan, run_plan
from etl.audit.scratch import scratch_database
from etl.audit.unnamed import load_unnamed
from etl.errors import WarehouseError
from etl.head import StatedHead
from etl.loading.load import load_files
from etl.loading.loaded import Loaded
from etl.loading.reading import TIMEOUT
from etl.loading.sources import Source
from etl.settings import Settings, settings_to_read
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.find_agency import find_agency
from etl.warehouse.findings import copy_settlements
from etl.warehouse.schema import check_schema


def audit_files(
    files: Sequence[Source],
    settings: Settings | None = None,
    *,
    timeout: float = TIMEOUT,
    stated: StatedHead | None = None,
) -> tuple[Audit, list[Loaded]]:
    """Audit reports without a warehouse; several are compared with each other too. Also what became of each file.

    Documents that don't say whose they are are audited under the name of their file (`Audit.assumed`).
    `timeout` is in seconds a file, `stated` what a person says of their heads.
    """
    settings = settings or settings_to_read()
    with scratch_database(settings) as url, connect(url, application="gongkai audit") as connection:
        loaded = load_files(files, connection, timeout=timeout, stated=stated)
        loaded, assumed = load_unnamed(loaded, connection, timeout=timeout, stated=stated)
        with connect(warehouse_url(settings), application="gongkai audit") as warehouse:
            copy_settlements(warehouse, connection)
        run_plan(connection, load_plan(settings, url))
        return replace(read_audit(connection), assumed=assumed), loaded


def audit_agency(url: str, agency: str, wanted: StatedHead) -> Audit:
    """What the warehouse at `url` found in the current reports of an agency, of the year, kind and scope that are `wanted` where any are.

    `agency` is a name, a spelling or parts of a name. Raises WarehouseError where none or several fit, or the marts weren't built.
    """
    with connect(url) as connection:
        check_schema(connection)
        _check_built(connection)
        meant = find_agency(connection, agency)
        keys = [
            row[0]
            for row in connection.execute(
                """
                select r.report_key from core.dim_report as r
                where r.agency_key = %(agency)s and r.is_current
                    and coalesce(r.fiscal_year = %(year)s, true)
                    and coalesce(r.kind = %(kind)s, true)
                    and coalesce(r.scope = %(scope)s, true)
                """,
                {
                    "agency": meant.agency_key,
                    "year": wanted.fiscal_year,
                    "kind": wanted.kind,
                    "scope": wanted.scope,
                },
            )
        ]
        if not keys:
            raise WarehouseError(
                "no such report", place=meant.name, next_step=f"gongkai reports {meant.name} lists them"
            )
        return read_audit(connection, keys)


def _check_built(connection: psycopg.Connection[Any]) -> None:
    built = connection.execute("select to_regclass('marts.reconciliation_coverage')").fetchone()
    if built is None or built[0] is None:
        raise WarehouseError("the marts aren't built yet", next_step="run gongkai build")


def audit_report(name: str, url: str) -> Audit:
    """What the warehouse at `url` found in a report when its marts were built; `name` is its key, or its file name.

    Raises WarehouseError where no report has that name, or the marts weren't built.
    """
    with connect(url) as connection:
        _check_built(connection)
        keys = [
            row[0]
            for row in connection.execute(
                """
                select distinct r.report_key
                from core.dim_report as r
                inner join core.report_document as p on r.report_key = p.report_key
                inner join raw.document as d on p.document_key = d.document_key
                where r.report_key::text = %(name)s or d.file_name = %(name)s
                """,
                {"name": name},
            )
        ]
        if not keys:
            raise WarehouseError("no such report", place=name, next_step="see gongkai reports for the names of files")
        return read_audit(connection, keys)
