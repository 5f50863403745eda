"""The versions of an agency's publications side by side: what each consists of, why it holds or doesn't, and in which figures they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg

from etl.publication.model import Amount
from etl.publication.overlap import same
from etl.words.folding import fold
from etl.words.units import YUAN

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version of a publication; `documents` are names of files with the beginnings of their hashes."""

    report_key: str
    publication: tuple[str, int, str, str]
    agency: str
    revision: int
    is_current: bool
    standing: str
    published_at: date | None
    published_hint: date | None
    source_url: str | None
    evidence: str
    statements: int
    figures: int
    documents: tuple[tuple[str, str], ...]

    @property
    def told(self) -> str:
        """Its number, and whether it is current."""
        return f"{self.revision}{' (current)' if self.is_current else ''}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure, or a value of the prose, as two versions print it; "" where one doesn't."""

    statement: str
    row: str
    column: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a version prints otherwise than another: forms that only one has, and figures of the forms that both have."""

    only_here: tuple[str, ...]
    only_there: tuple[str, ...]
    differences: tuple[Difference, ...]


def list_versions(
    connection: Connection, agency_key: str, *, year: int | None = None, kind: str = "", scope: str = ""
) -> list[ListedVersion]:
    """The versions of an agency's publications, by year, kind and scope, from the first number."""
    rows = connection.execute(
        """
        with forms as (
            select s.report_key, count(*) as forms
            from core.report_statement as s
            where s.agency_key = %(agency)s
            group by s.report_key
        ),
        counted as (
            select f.report_key, count(*) as figures
            from core.figure as f
            where f.agency_key = %(agency)s
            group by f.report_key
        ),
        holding as (
            select
                p.report_key,
                array_agg(d.file_name order by p.part_no) as names,
                array_agg(left(d.sha256, 12) order by p.part_no) as hashes
            from core.report_document as p
            inner join raw.document as d on p.document_key = d.document_key
            inner join core.dim_report as r on p.report_key = r.report_key
            where r.agency_key = %(agency)s
            group by p.report_key
        )
        select
            r.report_key, r.agency_key, r.fiscal_year, r.kind, r.scope, a.name, r.revision, r.is_current, r.standing,
            r.published_at, r.published_hint, r.source_url, r.evidence,
            coalesce(s.forms, 0), coalesce(f.figures, 0),
            d.names, d.hashes
        from core.dim_report as r
        inner join core.dim_agency as a on r.agency_key = a.agency_key
        left join holding as d on r.report_key = d.report_key
        left join forms as s on r.report_key = s.report_key
        left join counted as f on r.report_key = f.report_key
        where r.agency_key = %(agency)s and (%(year)s::integer is null or r.fiscal_year = %(year)s)
            and (%(kind)s = '' or r.kind = %(kind)s) and (%(scope)s = '' or r.scope = %(scope)s)
        order by r.fiscal_year, r.kind, r.scope, r.revision
        """,
        {"agency": agency_key, "year": year, "kind": kind, "scope": scope},
    ).fetchall()
    found = []
    for report, key, fiscal_year, its_kind, its_scope, *told, names, hashes in rows:
        name, number, current, standing, printed, hint, url, evidence, statements, figures = told
        found.append(
            ListedVersion(
                report,
                (key, fiscal_year, its_kind, its_scope),
                name,
                number,
                current,
                standing,
                printed,
                hint,
                url,
                evidence,
                statements,
                figures,
                tuple(zip(names, hashes, strict=True)),
            )
        )
    return found


def compare_versions(connection: Connection, here: str, there: str) -> Comparison:
    """What the version with the key `here` prints otherwise than `there`."""
    one, other = _titles(connection, here), _titles(connection, there)
    forms = one.keys() & other.keys()
    figures = _differences(_figures(connection, here, forms), _figures(connection, there, forms))
    stated = _differences(_stated(connection, here), _stated(connection, there))
    return Comparison(
        tuple(title for key, title in one.items() if key not in other),
        tuple(title for key, title in other.items() if key not in one),
        (*figures, *stated),
    )


@dataclass(frozen=True, slots=True)
class _Printed:
    """Where a figure stands, for people, and what is printed there."""

    place: tuple[str, str, str]
    amounts: tuple[Amount, ...]
    printed: tuple[str, ...]


_Values = dict[tuple[str, ...], _Printed]


def _titles(connection: Connection, report: str) -> dict[str, str]:
    rows = connection.execute(
        "select s.statement_key, s.title from core.report_statement as s where s.report_key = %s order by s.statement_seq",
        (report,),
    )
    found: dict[str, str] = {}
    for key, title in rows:
        found.setdefault(key, title)
    return found


def _figures(connection: Connection, report: str, forms: Iterable[str]) -> _Values:
    """The figures by form, side, row and what they are of, as versions are compared."""
    rows = connection.execute(
        """
        select
            f.statement_key, f.side, f.row_code, f.row_label, f.basis, f.measure, f.member, f.fund, s.title,
            coalesce(nullif(f.column_path, ''), f.column_label), f.value, f.decimals, f.unit, f.amount_yuan is not null
        from core.figure as f
        inner join core.report_statement as s
            on f.agency_key = s.agency_key and f.report_key = s.report_key and f.statement_seq = s.statement_seq
        where f.report_key = %s and f.statement_key = any(%s::text[])
        order by f.figure_no
        """,
        (report, sorted(forms)),
    )
    found: dict[tuple[str, ...], list[tuple[tuple[str, str, str], Amount, str]]] = {}
    for form, side, code, label, *meaning, title, column, value, decimals, unit, is_money in rows:
        factor = Decimal(YUAN.get(unit, 1)) if is_money else Decimal(1)
        printed = f"{value:,.{decimals}f} {unit}".strip()
        found.setdefault((form, side, code or fold(label), *meaning), []).append(
            ((title, f"{code} {label}".strip(), column), Amount(value * factor, factor.scaleb(-decimals)), printed)
        )
    return _collected(found)


def _stated(connection: Connection, report: str) -> _Values:
    """What the prose states, by item and metric."""
    rows = connection.execute(
        "select d.item, d.metric, d.value, d.unit, d.decimals from core.disclosure as d where d.report_key = %s order by d.disclosure_no",
        (report,),
    )
    found: dict[tuple[str, ...], list[tuple[tuple[str, str, str], Amount, str]]] = {}
    for item, metric, value, unit, decimals in rows:
        factor = Decimal(YUAN.get(unit, 1))
        amount = Amount(value * factor, factor.scaleb(-decimals))
        printed = f"{value:,.{max(decimals, 0)}f} {unit}".strip()
        several = found.setdefault((item, metric), [])
        if printed not in [one[2] for one in several]:
            several.append((("正文", item, metric), amount, printed))
    return _collected(found)


def _collected(found: dict[tuple[str, ...], list[tuple[tuple[str, str, str], Amount, str]]]) -> _Values:
    return {
        key: _Printed(
            several[0][0], tuple(sorted(amount for _, amount, _ in several)), tuple(text for _, _, text in several)
        )
        for key, several in found.items()
    }


def _differences(here: _Values, there: _Values) -> Sequence[Difference]:
    """Values that only one has, or that differ as far as they are printed, in the order in which they stand."""
    found = []
    for key in (*here, *(key for key in there if key not in here)):
        one, other = here.get(key), there.get(key)
        if one is not None and other is not None and same(one.amounts, other.amounts):
            continue
        printed = one or other
        if printed is not None:
            statement, row, column = printed.place
            found.append(Difference(statement, row, column, _told(one), _told(other)))
    return found


def _told(printed: _Printed | None) -> str:
    return "" if printed is None else ", ".join(printed.printed)


__all__ = ["Comparison", "Difference", "ListedVersion", "compare_versions", "list_versions"]
