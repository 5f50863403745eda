"""What an audit found: contradictions, and what each rule could look at; read from the marts of the reconciliation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg

from etl.audit.place import Place, read_places
from etl.head import StatedHead

SEVERITIES = ("error", "warning", "notice")
"""From the gravest: one of the numbers is wrong; to be checked; a hint."""

EXIT_CODES = {"error": 4, "warning": 3, "notice": 0}
"""Exit code of an audit by its gravest finding; 0 without one."""


class Keys(NamedTuple):
    """By what a finding is found again in another version: its issue, and this with both numbers."""

    issue_key: str
    finding_key: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction, or one cause of several: where, both numbers in the printed unit, how far apart, and what the printed digits would explain."""

    rule: str
    severity: str
    file: str
    page: int | None
    statement: str
    row: str
    column: str
    left: Decimal
    right: Decimal
    difference: Decimal
    tolerance: Decimal
    message: str
    rule_zh: str = ""
    issue_key: str = ""
    """The same for the same place across builds and versions."""
    consequences: tuple[str, ...] = ()
    """What this one explains (the wrong unit of a form), a sentence each: no findings of their own."""
    folded: tuple[Keys, ...] = field(default=(), repr=False)
    """The keys of these consequences, in their order: in another version each may be a finding of its own."""
    finding_key: str = ""
    """The same while the place and both numbers are."""
    unit: str = ""
    """Unit of both numbers as printed; 处 where something is said in words and there is nothing to compare."""
    since: str = ""
    """Against an earlier draft or version: `new`, `still` or `gone`; empty where none is compared."""
    state: str = "open"
    """What a person said becomes of it (gongkai settle finding): `open`, `accepted`, `explained`, `sent`; why, who and on which day."""
    note: str = ""
    settled_by: str = ""
    settled_on: str = ""
    shares_key: int = 0
    """How many other findings have the same issue_key: rows and columns of one name."""
    place: Place | None = field(default=None, compare=False)
    """Where it stands in its file; None where the file doesn't say it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often a rule was evaluated over the reports audited, and why it wasn't elsewhere."""

    rule: str
    evaluated: int
    passed: int
    failed: int
    skipped: int
    skip_reasons: tuple[str, ...]
    rule_zh: str = ""


@dataclass(frozen=True, slots=True)
class Statements:
    """The numbers or words of comparison of one kind that a report prints: how many, how many of them were compared with another, and why the
    others weren't (reason and count, the most frequent first)."""

    file: str
    place: str
    """表中, 文字, 绩效表 or 未读懂."""
    what: str
    """金额, 比例, 数量, 比较词 or 数字."""
    printed: int
    compared: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A number or word of comparison of the prose that no rule compared: where it stands, what it says, and why."""

    file: str
    page: int | None
    section: str
    said: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A figure of a scan that may have been misread: where it stands, what was read and why it is doubted. No fault of the report's."""

    file: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Findings from the gravest, the coverage in the order of the rules' families, and what of scans is doubtful."""

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    doubtful: tuple[Doubtful, ...] = ()
    assumed: tuple[str, ...] = ()
    """Reports that don't say whose they are, of which year or kind, and as what they were audited, a sentence each."""
    heads: tuple[StatedHead, ...] = ()
    """Of which publications: agency, year, kind and scope of each report."""
    against: str = ""
    """The earlier draft or version that it is compared with, as it was named."""
    gone: tuple[Finding, ...] = ()
    """Findings of that one which aren't there any more."""
    warnings: tuple[tuple[str, str], ...] = ()
    """What the reader had to leave or guess: the file, and in words (a page that can't be read). What stands there wasn't compared."""
    statements: tuple[Statements, ...] = ()
    """Of each report how much of what it prints was compared."""
    uncompared: tuple[Uncompared, ...] = ()
    """What of the prose wasn't, in reading order."""

    @property
    def exit_code(self) -> int:
        """By the gravest finding that isn't explained: 4 error, 3 warning, 0 notice or none."""
        return max((EXIT_CODES[f.severity] for f in self.findings if f.state != "explained"), default=0)


def read_audit(connection: psycopg.Connection[Any], reports: Collection[str] | None = None) -> Audit:
    """Findings and coverage of the reports of these keys, all if None."""
    keys = None if reports is None else list(reports)
    findings = connection.execute(
        """
        select
            finding.rule, finding.severity, finding.file_name, finding.page, finding.statement_title, finding.row_label, finding.column_label,
            trim_scale(finding.left_value), trim_scale(finding.right_value), trim_scale(finding.difference), trim_scale(finding.tolerance),
            finding.message, finding.rule_zh, finding.issue_key, finding.finding_key, finding.unit,
            finding.state, coalesce(finding.state_note, ''), coalesce(finding.state_by, ''),
            coalesce(to_char(finding.state_at, 'YYYY-MM-DD'), ''),
            count(*) over (partition by finding.report_key, finding.issue_key) - 1, finding.report_key, finding.evaluation_no,
            array(
                select consequence.message
                from marts.reconciliation_finding as consequence
                where consequence.report_key = finding.report_key and consequence.consequence_of = finding.evaluation_no
                order by consequence.evaluation_no
            ),
            array(
                select consequence.issue_key || ' ' || consequence.finding_key
                from marts.reconciliation_finding as consequence
                where consequence.report_key = finding.report_key and consequence.consequence_of = finding.evaluation_no
                order by consequence.evaluation_no
            )
        from marts.reconciliation_finding as finding
        where finding.consequence_of is null and (%(keys)s::text[] is null or finding.report_key = any(%(keys)s))
        order by
            array_position(%(severities)s, finding.severity), finding.file_name, finding.report_key, finding.page, finding.table_index,
            finding.row_index, finding.family, finding.rule, finding.evaluation_no
        """,
        {"keys": keys, "severities": list(SEVERITIES)},
    ).fetchall()
    coverage = connection.execute(
        """
        with audited as (
            select * from marts.reconciliation_coverage
            where %(keys)s::text[] is null or report_key = any(%(keys)s)
        ),
        reasons as (
            select each.rule, array_agg(distinct reason order by reason) as reasons
            from audited as each
            cross join lateral unnest(each.skip_reasons) as reason
            group by each.rule
        )
        select
            coverage.rule,
            sum(coverage.evaluated)::integer,
            sum(coverage.passed)::integer,
            sum(coverage.failed)::integer,
            sum(coverage.skipped)::integer,
            coalesce(reasons.reasons, '{}'),
            min(coverage.rule_zh)
        from audited as coverage
        left join reasons on coverage.rule = reasons.rule
        group by coverage.rule, coverage.family, reasons.reasons
        order by coverage.family, coverage.rule
        """,
        {"keys": keys},
    ).fetchall()
    doubtful = connection.execute(
        """
        select d.file_name, i.place, i.detail
        from core.review_item as i
        inner join core.dim_report as r on i.report_key = r.report_key
        inner join raw.document as d on r.document_key = d.document_key
        where
            i.kind = 'doubtful'
            and case when %(keys)s::text[] is null then r.is_current else r.report_key = any(%(keys)s) end
        order by d.file_name, r.report_key, i.item_no
        """,
        {"keys": keys},
    ).fetchall()
    warnings = connection.execute(
        """
        select distinct d.file_name, w.place, w.warning
        from core.dim_report as r
        inner join core.report_document as p on r.report_key = p.report_key
        inner join raw.document as d on p.document_key = d.document_key
        cross join unnest(d.warnings) with ordinality as w (warning, place)
        where case when %(keys)s::text[] is null then r.is_current else r.report_key = any(%(keys)s) end
        order by d.file_name, w.place
        """,
        {"keys": keys},
    ).fetchall()
    statements = connection.execute(_STATEMENTS, {"keys": keys}).fetchall()
    uncompared = connection.execute(_UNCOMPARED, {"keys": keys}).fetchall()
    heads = connection.execute(
        """
        select a.name, r.fiscal_year, r.kind, r.scope
        from core.dim_report as r
        inner join core.dim_agency as a on r.agency_key = a.agency_key
        where case when %(keys)s::text[] is null then r.is_current else r.report_key = any(%(keys)s) end
        order by r.report_key
        """,
        {"keys": keys},
    ).fetchall()
    places = read_places(connection, [(row[-4], row[-3]) for row in findings])
    return Audit(
        tuple(_finding(row, places.get((row[-4], row[-3]))) for row in findings),
        tuple(
            Coverage(rule, evaluated, passed, failed, skipped, tuple(reasons), rule_zh)
            for rule, evaluated, passed, failed, skipped, reasons, rule_zh in coverage
        ),
        tuple(Doubtful(*row) for row in doubtful),
        heads=tuple(StatedHead(*head) for head in heads),
        warnings=tuple((file, warning) for file, _, warning in warnings),
        statements=tuple(
            Statements(file, place, what, printed, compared, tuple((one["reason"], one["count"]) for one in reasons))
            for file, place, what, printed, compared, reasons in statements
        ),
        uncompared=tuple(Uncompared(*row) for row in uncompared),
    )


_STATEMENTS = """
    select
        d.file_name, s.place_zh, s.what_zh, sum(s.printed_count)::integer, sum(s.compared_count)::integer,
        coalesce(
            jsonb_agg(
                jsonb_build_object('reason', s.skip_reason, 'count', s.printed_count) order by s.printed_count desc, s.skip_reason
            ) filter (where s.skip_reason <> ''),
            '[]'
        )
    from marts.statement_coverage as s
    inner join core.dim_report as r on s.report_key = r.report_key
    inner join raw.document as d on r.document_key = d.document_key
    where %(keys)s::text[] is null or s.report_key = any(%(keys)s)
    group by d.file_name, s.report_key, s.place_zh, s.what_zh
    order by
        d.file_name, s.report_key, array_position(array['表中', '文字', '绩效表', '未读懂'], s.place_zh),
        array_position(array['金额', '比例', '数量', '比较词', '数字'], s.what_zh)
"""
_UNCOMPARED = """
    select d.file_name, s.page, s.section, s.said, s.reason
    from dbt_quality.printed_statement as s
    inner join core.dim_report as r on s.report_key = r.report_key
    inner join raw.document as d on r.document_key = d.document_key
    where s.place in ('prose', 'word') and s.reason <> '' and (%(keys)s::text[] is null or s.report_key = any(%(keys)s))
    order by d.file_name, s.report_key, s.place, s.number
"""


def _finding(row: tuple[Any, ...], place: Place | None) -> Finding:
    told, more = row[:12], row[12:-4]
    names = ("rule_zh", "issue_key", "finding_key", "unit", "state", "note", "settled_by", "settled_on", "shares_key")
    return replace(
        Finding(*told),
        **dict(zip(names, more, strict=True)),
        consequences=tuple(row[-2]),
        folded=tuple(Keys(*keys.split()) for keys in row[-1]),
        place=place,
    )
