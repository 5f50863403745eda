"""Runs the audit on changed documents, hundreds at a time, and says of each what it found that the unchanged one doesn't have.

Each document goes the audit's own way: interpreted, written to `raw` and `core`, evaluated by the rules. A batch lies in one database beside
each other, each as the report of an agency of its own, for versions of one report would replace each other and rules between reports
would compare them. The rules run once for a batch. Each process has a database of its own and does all of that: the rules' queries take as
long as reading does, and one database runs them one after the other.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from etl.audit.rule_queries import load_plan, run_plan, run_step
from etl.audit.scratch import scratch_database
from etl.documents.model import Document
from etl.errors import GongkaiError
from etl.pipeline import interpret_report
from etl.report import Report
from etl.settings import Settings
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.engine import connect
from etl.warehouse.merge import KnownRows
from etl.warehouse.reference import sync_reference
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.rows import report_rows
from etl.warehouse.writer import write_reports

BATCH = 100
"""Documents a batch: as many as keep the rules' tables in memory, and few enough that the processes end at about the same time."""

_OWN = "#"
"""Between the name of a document's agency and its number, while it is written."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit said of one document: findings (with the cause that they are folded under), all evaluations, what was read.

    `error` where it was no report any more.
    """

    findings: tuple[tuple[Key, bool], ...] = ()
    evaluations: tuple[tuple[Key, Key, str, str], ...] = ()
    """Each as (place, numbers, relation, status)."""
    read: str = ""
    """A digest of the figures and statements that were read."""
    error: str = ""


class Auditors:
    """So many processes that audit documents, each in a database of its own; a context manager."""

    def __init__(self, settings: Settings, count: int | None = None) -> None:
        self._settings, self._count = settings, count or os.cpu_count() or 1
        self._open = ExitStack()

    def __enter__(self) -> Auditors:
        urls = [self._open.enter_context(scratch_database(self._settings)) for _ in range(self._count)]
        load_plan(self._settings, urls[0])
        waiting: Any = multiprocessing.get_context().Queue()
        for url in urls:
            waiting.put(url)
        self._pool = self._open.enter_context(
            ProcessPoolExecutor(self._count, initializer=_begin, initargs=(self._settings, waiting))
        )
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def audit(self, documents: Sequence[Document]) -> list[Audited]:
        """What the audit says of each, in their order."""
        size = min(BATCH, -(-len(documents) // self._count) or 1)
        batches = [documents[start : start + size] for start in range(0, len(documents), size)]
        return [one for batch in self._pool.map(_audit, batches) for one in batch]


_auditor: Auditor
"""That of this process."""


def _begin(settings: Settings, waiting: Any) -> None:
    global _auditor
    url = waiting.get()
    _auditor = Auditor(connect(url), settings, url)


def _audit(documents: Sequence[Document]) -> list[Audited]:
    return _auditor.audit(documents)


class Auditor:
    """A database in which documents are audited, a batch a call."""

    def __init__(self, connection: psycopg.Connection[Any], settings: Settings, url: str) -> None:
        self._connection = connection
        sync_reference(connection)
        connection.execute("alter table core.dim_agency drop constraint uq_dim_agency_name")
        self._steps = load_plan(settings, url)
        self._ready = False
        self._number = 0

    def audit(self, documents: Sequence[Document]) -> list[Audited]:
        """What the audit says of each, in their order. The documents of the call before are forgotten."""
        self._connection.execute("truncate raw.document, core.dim_report, core.dim_agency cascade")
        reports = [_interpreted(document) for document in documents]
        keys = self._write(reports)
        self._evaluate()
        audited = self._read([key for key in keys if key])
        return [audited[key] if key else Audited(error=str(report)) for key, report in zip(keys, reports, strict=True)]

    def _write(self, reports: Sequence[Report | str]) -> list[str]:
        """Write those that were read; of each the key of its report, "" where there is none."""
        rows: list[ReportRows] = []
        places: list[int] = []
        aliases, catalogue = WarehouseAliases(self._connection), load_catalogue()
        for n, report in enumerate(reports):
            if not isinstance(report, str):
                self._number += 1
                rows.append(_as_own_agency(report, self._number, aliases, catalogue))
                places.append(n)
        outcomes = write_reports(self._connection, rows, KnownRows())
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        self._connection.execute("update core.dim_agency set name = split_part(name, %s, 1)", (_OWN,))
        by_document = dict(
            self._connection.execute(
                "select d.sha256, r.report_key from core.dim_report as r inner join raw.document as d on r.document_key = d.document_key"
            ).fetchall()
        )
        keys = [""] * len(reports)
        for n, one in zip(places, rows, strict=True):
            keys[n] = str(by_document[one.document["sha256"]])
        self._connection.execute("select core.analyze_partitioned()")
        return keys

    def _evaluate(self) -> None:
        if not self._ready:
            run_plan(self._connection, self._steps)
            self._ready = True
            return
        for step in self._steps:
            if step.kind == "table":
                # Views that read a table are dropped with it.
                run_step(self._connection, step)
            elif step.kind == "view":
                run_step(self._connection, step)

    def _read(self, keys: Sequence[str]) -> dict[str, Audited]:
        findings = _grouped(self._connection, _FINDINGS)
        evaluations = _grouped(self._connection, _EVALUATIONS)
        read = {key: rows[0][0] for key, rows in _grouped(self._connection, _READ).items()}
        return {
            key: Audited(
                tuple((tuple(row[:-1]), row[-1]) for row in findings.get(key, ())),
                tuple((tuple(row[:6]), tuple(row[6:9]), row[9], row[10]) for row in evaluations.get(key, ())),
                read.get(key, ""),
            )
            for key in keys
        }


# A finding is known by what it compares where, and with which numbers; not by the number of its row, which changes where one is left out.
_FINDINGS = """
    select report_key::text, rule, statement_title, row_label, column_label, left_label, right_label, trim_scale(left_value)::text,
        trim_scale(right_value)::text, consequence_of is not null
    from marts.reconciliation_finding
"""
_EVALUATIONS = """
    select report_key::text, rule, statement_seq, row_label, column_label, left_label, right_label, trim_scale(left_value)::text,
        trim_scale(right_value)::text, skip_reason, relation, status
    from dbt_quality.reconciliation_evaluation
"""
_READ = """
    select r.report_key::text, md5(concat_ws(
        '|',
        (select string_agg(concat_ws(' ', f.statement_key, f.row_label, f.column_label, f.value, f.unit), ';' order by f.figure_no)
            from core.figure as f where f.report_key = r.report_key),
        (select string_agg(concat_ws(' ', d.item, d.metric, d.value, d.direction), ';' order by d.disclosure_no)
            from core.disclosure as d where d.report_key = r.report_key),
        (select string_agg(concat_ws(' ', m.kind, m.direction, m.item, m.printed), ';' order by m.remark_no)
            from core.remark as m where m.report_key = r.report_key),
        (select string_agg(p::text, ';' order by p::text) from core.fact_performance_indicator as p where p.report_key = r.report_key)
    ))
    from core.dim_report as r
"""


def _grouped(connection: psycopg.Connection[Any], query: str) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for key, *row in connection.execute(sql.SQL(query)):
        found.setdefault(key, []).append(tuple(row))
    return found


def _interpreted(document: Document) -> Report | str:
    try:
        return interpret_report(document)
    except GongkaiError as error:
        return str(error)


def _as_own_agency(report: Report, number: int, aliases: WarehouseAliases, catalogue: Any) -> ReportRows:
    head = report.interpretation.head
    own = replace(head, agency=f"{head.agency}{_OWN}{number}", aliases=())
    sha256 = hashlib.sha256(f"{report.document.sha256} {number}".encode()).hexdigest()
    rows = report_rows(
        replace(
            report,
            document=replace(report.document, sha256=sha256),
            interpretation=replace(report.interpretation, head=own),
        ),
        catalogue,
        aliases,
    )
    named = {"published_agency_name": head.agency, "spellings": sorted({head.agency, *head.aliases})}
    return replace(rows, report={**rows.report, **named}, read=None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change: noticed, by how many findings of their own; if not, why not."""

    noticed: bool
    findings: int
    rules: tuple[str, ...] = ()
    reason: str = ""


REASONS = {
    "free": "contradicts nothing: nothing that is printed agreed with it before and doesn't now",
    "known": "the unchanged report already has a finding there, with other numbers",
    "unread": "what was read of the document is the same: nobody looks at the place",
    "rounding": "compared, and within what the printed digits allow",
    "bound": "compared only as a part that is no more than its whole",
    "skipped": "compared, but the rule's precondition is gone or doubtful",
    "gone": "what compared it has nothing left to look at",
    "single": "read, and no rule compares it",
}
"""Why a change isn't noticed: by the document for `free`, else by the evaluations that one of the two has and the other hasn't."""


def outcome_of(before: Audited, after: Audited, *, depends: bool) -> Outcome:
    """What a change did, from what the audit says before and after."""
    if after.error:
        return Outcome(noticed=True, findings=1, rules=("refused",))
    known = Counter(key for key, _ in before.findings)
    new = Counter(key for key, _ in after.findings) - known
    places = {key[:6] for key in known}
    noticed = [key for key in new if key[:6] not in places]
    if noticed:
        own = Counter(key for key, folded in after.findings if not folded) - known
        return Outcome(noticed=True, findings=own.total(), rules=tuple(sorted({key[0] for key in own})))
    if new:
        return Outcome(noticed=False, findings=0, reason="known")
    if not depends:
        return Outcome(noticed=False, findings=0, reason="free")
    return Outcome(noticed=False, findings=0, reason=next(_reasons(before, after)))


def _reasons(before: Audited, after: Audited) -> Iterator[str]:
    """Why nothing was found, the nearest reason first."""
    if before.read == after.read:
        yield "unread"
    was, now = Counter(before.evaluations), Counter(after.evaluations)
    places_before = {place for place, _, _, _ in before.evaluations}
    moved = [one for one in now - was if one[0] in places_before]
    if any(status == "pass" and relation == "=" for _, _, relation, status in moved):
        yield "rounding"
    if any(status == "pass" for _, _, _, status in moved):
        yield "bound"
    if any(status == "skip" for _, _, _, status in now - was):
        yield "skipped"
    if was - now:
        yield "gone"
    yield "single"
