"""A report → everything it writes: keys of agency and subjects resolved, dimensions noted, register and facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import models
from etl.account import LISTED_ELSEWHERE, Account
from etl.documents.model import Document, Table
from etl.head import HeadlessSays
from etl.narrative.marks import compared_year, decimals_of, marks_of, opening_year, subject_name
from etl.narrative.model import Slip
from etl.publication.company import file_name_of
from etl.publication.join import Places
from etl.publication.model import Notice
from etl.publication.notice import read_notice
from etl.reference.agencies import NamedAgency, ResolvedAgency, StoredAliases, normalise_name, resolve
from etl.reference.ties import read_ties
from etl.report import Report
from etl.statements.catalogue_entries import Catalogue
from etl.statements.doubt import DOUBTS
from etl.statements.three_public_items import stated_count, stated_item
from etl.version import loader_version
from etl.warehouse import keys
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.rows.narrative import narrative_rows
from etl.warehouse.rows.performance import performance_facts
from etl.warehouse.rows.statements import StatementFacts, once, register_rows
from etl.warehouse.rows.subjects import Subjects
from etl.words.units import to_yuan

Row = dict[str, Any]


def report_rows(
    report: Report, catalogue: Catalogue, aliases: StoredAliases, places: Places | None = None
) -> ReportRows:
    """The rows of one report. Pure: the same report gives the same rows, whatever is in the warehouse but for stored aliases.

    `places`: of a report in parts, where they stand; its rows of `raw` are those of its documents and not made here.
    """
    head = report.interpretation.head
    agency = resolve(head, aliases)
    agency_key = keys.agency_key(agency.name)
    subjects = Subjects(head.fiscal_year, report.interpretation.subject_names, _doubtful(report))
    facts = StatementFacts(catalogue, subjects)
    for statement in once(report.interpretation.statements):
        facts.add(statement)
    register = register_rows(report.interpretation, facts)
    projects: dict[str, Row] = {}
    fact_rows = {name: list(rows) for name, rows in facts.rows.items()}
    for name, rows in list(_other_facts(report, subjects, fact_rows).items()):
        fact_rows.setdefault(name, []).extend(rows)
    for name in ("fact_project", "fact_performance_indicator"):
        for row in fact_rows.get(name, []):
            row["project_key"] = _project(row.pop("project", "") or "", agency_key, projects)
    for rows in fact_rows.values():
        for i, row in enumerate(rows):
            row["fact_no"] = i
    raw = _raw_rows(report) if places is None else {}
    tables: dict[str, list[Row]] = {**raw, **register, "disclosure": _disclosures(report), **fact_rows}
    tables["remark"] = [
        {
            "remark_no": i,
            "position": r.position,
            "page": r.page,
            "section": r.section,
            "item": r.item,
            "subjects": list(r.subjects),
            "kind": r.kind,
            "direction": r.direction,
            "reason": r.reason,
            "sentence": r.sentence,
            "group_no": r.group,
            "item_code": r.item_code,
            "base": r.base,
            "printed": r.printed,
        }
        for i, r in enumerate(report.narrative.remarks)
    ]
    tables["slip"] = [
        {
            "slip_no": i,
            "position": s.position,
            "page": s.page,
            "kind": s.kind,
            "printed": s.printed,
            "expected": s.expected,
            "sentence": s.sentence,
        }
        for i, s in enumerate((*report.narrative.slips, *_units_of_pages(report)))
    ]
    tables["report_tie"] = _ties(report)
    tables |= _account(report.account)
    if places is not None:
        tables = {name: list(map(places.row, rows)) for name, rows in tables.items()}
    tables["review_item"] = _reviews(report, places)
    tables["report_subject"] = list(subjects.printed.values())
    notice = read_notice(report.document, head)
    return ReportRows(
        document=_document(report.document),
        report={
            "agency_key": agency_key,
            "fiscal_year": head.fiscal_year,
            "kind": head.kind,
            "scope": head.scope,
            "title": head.title,
            "published_agency_name": head.agency,
            "spellings": sorted({head.agency, *head.aliases}),
            "unit": _usual_unit(report),
            "layout": None,
            "standing": notice.standing,
            "published_at": notice.published_at,
        },
        dimensions={
            _table("dim_agency"): [agency_row(agency.named)],
            _table("agency_alias"): _aliases(agency, head.fiscal_year, normalise_name(head.agency)),
            _table("dim_year"): [{"fiscal_year": head.fiscal_year, "prior_year": head.fiscal_year - 1}],
            _table("dim_function"): list(subjects.functions.values()),
            _table("dim_economic"): list(subjects.economics.values()),
            _table("economic_pairing"): list(subjects.pairings.values()),
            _table("dim_project"): list(projects.values()),
        },
        rows={_table(name): rows for name, rows in tables.items() if rows},
        part=document_told(report, notice),
        read=report,
    )


def agency_row(named: NamedAgency) -> Row:
    """The row of `core.dim_agency` as far as the agency's name tells; the rest follows from all agencies together (etl.warehouse.agencies)."""
    return {
        "agency_key": keys.agency_key(named.name),
        "name": named.name,
        "agency_type": named.agency_type,
        "type_as_named": named.rest,
        "type_is_listed": named.type.is_listed,
        "region_code": named.region_code,
        "admin_level": named.admin_level,
    }


def _aliases(agency: ResolvedAgency, year: int, own: str) -> list[Row]:
    """The spellings of a report: the agency's name, that by which the report goes, and others."""
    return [
        {
            "alias": alias,
            "agency_key": keys.agency_key(agency.name),
            "source": "name" if alias == agency.name else "person" if alias == own else "report",
            "valid_from": year if alias in agency.printed else None,
            "valid_to": year if alias in agency.printed else None,
        }
        for alias in agency.aliases
    ]


def _doubtful(report: Report) -> frozenset[str]:
    """Codes of subjects whose rows were all read with doubt."""
    found: dict[str, bool] = {}
    for statement in report.interpretation.statements:
        for figure in statement.figures:
            for code in (figure.row_code, figure.row_code2):
                found[code] = found.get(code, True) and bool(figure.doubt)
    return frozenset(code for code, doubtful in found.items() if doubtful)


def part_rows(report: Report, says: HeadlessSays) -> ReportRows:
    """The rows of a document without a head of its own: those of `raw` alone; `says` is what it says of its head all the same."""
    told = {
        "agency": says.agency,
        "fiscal_year": says.fiscal_year,
        "kind": says.kind,
        "preparers": list(says.preparers),
    }
    return ReportRows(
        document={**_document(report.document), "lacks_head": {name: value for name, value in told.items() if value}},
        report={},
        rows={_table(name): rows for name, rows in _raw_rows(report).items() if rows},
        read=report,
    )


def document_told(report: Report, notice: Notice) -> Row:
    """What `core.report_document` says of a document itself."""
    head = report.interpretation.head
    return {
        "block_count": len(report.document.blocks),
        "table_count": len(report.document.tables),
        "has_own_head": report.has_own_head,
        "title": head.title,
        "published_agency_name": head.agency,
        "spellings": sorted({head.agency, *head.aliases}),
        "standing": notice.standing,
        "words": notice.words,
        "published_at": notice.published_at,
    }


def _table(name: str) -> sa.Table:
    raw = models.metadata.tables.get(f"raw.{name}")
    return raw if raw is not None else models.metadata.tables[f"core.{name}"]


def _project(name: str, agency_key: str, projects: dict[str, Row]) -> str | None:
    normal = re.sub(r"项目$", "", normalise_name(name)) if name else ""
    if not normal:
        return None
    key = keys.project_key(agency_key, normal)
    projects.setdefault(key, {"project_key": key, "agency_key": agency_key, "name": normal})
    return key


def _other_facts(report: Report, subjects: Subjects, facts: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Facts from prose and performance tables."""
    found: dict[str, list[Row]] = {}
    known = [(row["project"], row["amount"]) for row in facts.get("fact_project", [])]
    performance = performance_facts(report.performance, known)
    found["fact_project"] = [_columns_of("fact_project", row, "project") for row in performance.projects]
    found["fact_performance_indicator"] = [
        _columns_of("fact_performance_indicator", row, "project") for row in performance.indicators
    ]
    for name, rows in narrative_rows(report.narrative, report.interpretation.head).items():
        found.setdefault(name, []).extend(_columns_of(name, _with_subject_keys(row, subjects)) for row in rows)
    return found


def _columns_of(table: str, row: Mapping[str, Any], *also: str) -> Row:
    columns = {column.name for column in _table(table).columns} | set(also)
    return {name: value for name, value in row.items() if name in columns}


def _with_subject_keys(row: Mapping[str, Any], subjects: Subjects) -> Row:
    """Codes of subjects as the narrative gives them → keys."""
    keyed = dict(row)
    if "function_code" in keyed:
        keyed["function_key"] = subjects.function(keyed.pop("function_code") or "")
    if "economic_code" in keyed:
        keyed["economic_key"] = subjects.economic(keyed.pop("economic_code") or "")
    return keyed


def _document(document: Document) -> Row:
    return {
        "sha256": document.sha256,
        "file_name": document.file_name,
        "format": document.format,
        "encoding": document.encoding,
        "byte_size": document.byte_size,
        "page_count": document.page_count,
        "warnings": list(document.warnings),
        "loader_version": loader_version(),
    }


def _usual_unit(report: Report) -> str:
    units = Counter(s.unit for s in report.interpretation.statements if s.unit)
    return units.most_common(1)[0][0] if units else ""


def _units_of_pages(report: Report) -> Iterator[Slip]:
    """A slip for each further page of a form that prints another unit than the form's: `printed` is its unit, `expected` the form's, `sentence` the title."""
    tables = {table.index: table for table in report.document.tables}
    for statement in report.interpretation.statements:
        for index, unit in statement.other_units:
            table = tables[index]
            yield Slip(table.position, table.page, "unit_of_page", unit, statement.unit, statement.title)


def _ties(report: Report) -> list[Row]:
    units = {index for index, kind in report.interpretation.other_tables if kind == "units"}
    return [
        {"tie_no": i, "relation": tie.relation, "name": tie.name, "position": tie.position, "page": tie.page}
        for i, tie in enumerate(read_ties(report.document, report.interpretation.head, units))
    ]


def _raw_rows(report: Report) -> dict[str, list[Row]]:
    recognised = {
        index: statement.form for statement in report.interpretation.statements for index in statement.table_indexes
    }
    recognised |= dict(report.interpretation.other_tables)
    return {
        "paragraph": [
            {"position": p.position, "page": p.page, "line": p.line, "heading": p.heading, "text": _text(p.text)}
            for p in report.document.paragraphs
        ],
        "document_table": [
            _table_row(report.document, table, recognised.get(table.index, "")) for table in report.document.tables
        ],
        "head_evidence": [
            {
                "evidence_no": i,
                "place": one.place,
                "weight": one.weight,
                "text": _text(one.text),
                "agency": one.agency,
                "fiscal_year": one.fiscal_year,
                "kind": one.kind,
                "scope": one.scope,
                "marks": list(one.marks),
            }
            for i, one in enumerate(report.interpretation.head.evidence)
        ],
        "document_link": [
            {"link_no": i, "href": _text(link.href), "text": _text(link.text), "name": file_name_of(link.href)}
            for i, link in enumerate(report.document.links)
        ],
    }


def _table_row(document: Document, table: Table, recognised: str) -> Row:
    return {
        "table_index": table.index,
        "position": table.position,
        "page": table.page,
        "line": table.line,
        "name": table.name,
        "lines_before": [_text(p.text) for p in reversed(list(document.before(table, limit=6)))],
        "recognised_as": recognised,
        "row_count": len(table.rows),
        "column_count": table.width,
        "cells": [[_text(cell) for cell in row] for row in table.rows],
        "spans": [[s.row, s.column, s.rows, s.columns] for s in table.spans] or None,
        "boxes": None
        if table.boxes is None
        else [
            [None if b is None else [round(v, 1) for v in (b.left, b.top, b.right, b.bottom)] for b in row]
            for row in table.boxes
        ],
        "reading": _reading(table),
    }


def _reading(table: Table) -> Row | None:
    """How a table was read, where that isn't certain."""
    found: Row = {
        "hidden": table.hidden,
        "told_by": table.told_by,
        "doubts": list(table.doubts),
        "header_doubt": table.header_doubt,
        "confidence": table.confidence,
    }
    return {name: value for name, value in found.items() if value} or None


def _text(text: str) -> str:
    """Text without NUL, which Postgres can't store."""
    return text.replace("\x00", "")


def _disclosures(report: Report) -> list[Row]:
    return [
        {
            "disclosure_no": i,
            "position": d.position,
            "page": d.page,
            "section": d.section,
            "item": d.item,
            "item_code": d.item_code,
            "metric": d.metric,
            "value": d.value,
            "unit": d.unit,
            "decimals": decimals_of(d),
            "amount_yuan": to_yuan(d.value, d.unit),
            "topic": d.topic,
            "group_no": d.group,
            "direction": d.direction,
            "reason": d.reason,
            "fund": d.fund,
            "base": d.base,
            "printed": d.printed,
            "sentence": d.sentence,
            "bare_name": subject_name(d.item),
            "marks": marks_of(d),
            "three_public_item": stated_item(d.item),
            "three_public_count": stated_count(d.item, d.metric, d.unit),
            "opening_year": opening_year(d.sentence),
            "compared_year": compared_year(d.sentence),
        }
        for i, d in enumerate(report.narrative.disclosures)
    ]


def _account(account: Account) -> dict[str, list[Row]]:
    """Rows of `number_account` and `accounted_number`."""
    counts = [
        {"state": one.state, "rule": one.rule, "numbers": one.numbers, "digit_runs": one.runs} for one in account.counts
    ]
    listed = [
        {
            "number_no": i,
            "state": one.state,
            "rule": one.rule,
            "printed": _text(one.text),
            "around": _text(one.around[:_AROUND]),
            "position": one.position,
            "page": one.page,
            "table_index": one.table_index,
            "row_index": one.row,
            "column_index": one.column,
        }
        for i, one in enumerate(account.listed)
    ]
    return {"number_account": counts, "accounted_number": listed}


_AROUND = 200
"""So many characters of what a number stands in are kept: cells of performance tables hold whole pages."""


def _reviews(report: Report, places: Places | None) -> list[Row]:
    """What a person should look at, in the order of the document."""
    return [
        {"item_no": i, "kind": kind, "place": place, "detail": detail}
        for i, (kind, place, detail) in enumerate(_review_items(report, _Named(places)))
    ]


@dataclass(frozen=True, slots=True)
class _Named:
    """Names places in the document for people; of a report in parts with the file."""

    places: Places | None

    def table(self, index: int) -> str:
        if self.places is None:
            return f"table {index + 1}"
        file, own = self.places.table(index)
        return f"{file}, table {own + 1}"

    def on_page(self, page: int | None, place: str) -> str:
        shown = page if self.places is None else self.places.page(page)
        return f"page {shown}, {place}" if shown else place

    def paragraph(self, position: int) -> str:
        if self.places is None:
            return f"paragraph {position}"
        file, own = self.places.paragraph(position)
        return f"{file}, paragraph {own}"


def _review_items(report: Report, named: _Named) -> Iterable[tuple[str, str, str]]:
    for warning in report.document.warnings:
        yield "document", "", warning
    for gap in report.gaps:
        yield "incomplete", gap.place, gap.detail
    for unknown in report.interpretation.unknown:
        place = named.on_page(unknown.page, named.table(unknown.table_index))
        yield "unknown_table", place, f"{unknown.title or 'no title'}: {' | '.join(unknown.headers)}"
    for statement in report.interpretation.statements:
        if statement.lacks_unit:
            yield (
                "unknown_unit",
                statement.title,
                "no unit of money is printed and none follows from the prose; no amounts in yuan",
            )
        for column in statement.unmapped_columns:
            yield "unmapped_column", statement.title, column
        for cell in statement.left:
            if cell.reason == "not_understood":
                place = (
                    f"{statement.title}, {named.table(cell.table_index)}, row {cell.row + 1}, column {cell.column + 1}"
                )
                yield "not_understood", place, cell.text
        for figure in statement.figures:
            if figure.doubt:
                place = f"{statement.title}, {named.table(figure.table_index)}, row {figure.row + 1}, column {figure.column + 1}"
                detail = f"{DOUBTS[figure.doubt]}: {figure.printed} ({figure.row_code or figure.row_label}, {figure.column_label})"
                yield "doubtful", named.on_page(figure.page, place), detail
    for table in report.performance:
        for warning in table.warnings:
            yield "performance", table.title, warning
    for position, sentence in report.narrative.not_understood:
        yield "sentence", named.paragraph(position), sentence
    yield from _numbers(report.account, named)


def _numbers(account: Account, named: _Named) -> Iterable[tuple[str, str, str]]:
    """Numbers that nothing explains and that no other item lists: an item a cell or line, with all of them."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in account.listed:
        if one.state == "not_understood" and one.rule not in LISTED_ELSEWHERE:
            if one.table_index is None or one.row is None or one.column is None:
                place = named.paragraph(one.position)
            else:
                place = f"{named.table(one.table_index)}, row {one.row + 1}, column {one.column + 1}"
            found.setdefault((named.on_page(one.page, place), one.around[:_AROUND]), []).append(one.text)
    for (place, around), numbers in found.items():
        shown = ", ".join(numbers)
        yield "number", place, shown if shown == around else f"{shown} in {around}"
