"""The smallest report that has something in every layer, for tests of the writer."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl.pipeline import read_report
from etl.reference.agencies import KnownAliases
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse import keys
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.rows import report_rows, statement_dimension
from etl.warehouse.rows.subjects import function_row as made_function_row
from models import (
    CoreFigure,
    DimAgency,
    DimFunction,
    DimStatement,
    DimYear,
    FactRevenue,
    RawDocumentTable,
    RawParagraph,
    ReportStatement,
    ReportSubject,
)
from tests.publication import made


def table(model: Any) -> Any:
    """The table of a model."""
    return model.__table__


def function_row(code: str = "2101501", name: str | None = "行政运行", year: int = 2024, **more: Any) -> dict[str, Any]:
    """A row of dim_function as a report of a year gives it that prints `name`."""
    return {**made_function_row(code, year, {code: name} if name else {}), "parent_key": None, **more}


def report(
    text: str = "第一版",
    *,
    agency: str = "某县医疗保障局",
    year: int = 2024,
    kind: str = "final_account",
    version: str = "1.0",
    amount: Any = Decimal("10.00"),
    functions: list[dict[str, Any]] | None = None,
    agency_more: dict[str, Any] | None = None,
) -> ReportRows:
    """A report whose document consists of `text`, with one figure and one fact of revenue."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    subjects = functions if functions is not None else [function_row(year=year)]
    return ReportRows(
        document={
            "sha256": sha256,
            "file_name": f"{text}.txt",
            "format": "text",
            "byte_size": len(text.encode()),
            "warnings": (),
            "loader_version": version,
        },
        report={
            "agency_key": keys.agency_key(agency),
            "fiscal_year": year,
            "kind": kind,
            "scope": "department",
            "title": f"{agency}{year}年度部门决算",
            "published_agency_name": agency,
            "spellings": [agency],
            "unit": "万元",
        },
        dimensions={
            table(DimYear): [{"fiscal_year": year, "prior_year": year - 1}],
            table(DimAgency): [
                {"agency_key": keys.agency_key(agency), "name": agency, "needs_review": False, **(agency_more or {})}
            ],
            table(DimFunction): subjects,
            table(DimStatement): [
                {
                    "statement_key": "revenue",
                    "name_zh": "收入决算表",
                    "name_en": "Revenue",
                    "kind": "final_account",
                    "fact": "fact_revenue",
                    "breadth": 10,
                }
            ],
        },
        rows={
            table(RawParagraph): [{"position": 0, "text": text}],
            table(ReportSubject): [
                {
                    "code": row["code"],
                    "system": "function",
                    "fiscal_year": year,
                    "name": row["name"],
                    "is_doubtful": False,
                }
                for row in subjects
                if row["name"]
            ],
            table(RawDocumentTable): [
                {
                    "table_index": 0,
                    "position": 1,
                    "name": "",
                    "lines_before": (text,),
                    "recognised_as": "revenue",
                    "row_count": 1,
                    "column_count": 2,
                    "cells": [["行政运行", "0.001"]],
                    "reading": None,
                }
            ],
            table(ReportStatement): [
                {
                    "statement_seq": 0,
                    "statement_key": "revenue",
                    "title": "收入决算表",
                    "number": "公开02表",
                    "unit": "万元",
                    "fund": "all",
                    "is_empty": False,
                    "pages": (),
                    "table_indexes": (0,),
                    "note": "",
                }
            ],
            table(CoreFigure): [
                {
                    "figure_no": 0,
                    "statement_seq": 0,
                    "statement_key": "revenue",
                    "table_index": 0,
                    "row_index": 0,
                    "column_index": 1,
                    "row_no": 0,
                    "side": "",
                    "row_kind": "item",
                    "line": "",
                    "row_code": "2101501",
                    "row_code2": "",
                    "row_label": "行政运行",
                    "column_label": "合计",
                    "column_path": "合计",
                    "measure": "total",
                    "printed": "0.001",
                    "value": Decimal("0.001"),
                    "decimals": 3,
                    "unit": "万元",
                    "amount_yuan": amount,
                    "role": "leaf",
                    "fact": "revenue",
                    "repairs": [{"rule": "spaces", "printed": "0. 001", "taken": "0.001"}],
                    "confidence": 0.5,
                }
            ],
            table(FactRevenue): [
                {
                    "fact_no": number,
                    "statement_seq": 0,
                    "statement_key": "revenue",
                    "row_no": 0,
                    "function_key": subject["function_key"],
                    "source": "fiscal",
                    "amount": amount,
                }
                for number, subject in enumerate(subjects)
            ],
        },
    )


def published(
    name: str = "第一版",
    *,
    agency: str = "云梦省雾城市渡口局",
    year: int = 2023,
    ferry: int = 40,
    version: str = "1.0",
    below_title: str = "",
) -> ReportRows:
    """A report that was really read, so that it can meet others of its publication: two documents with another `ferry` are two versions."""
    text = made.report(
        made.expenditure(ferry), made.PROSE, title=f"{year}年度部门决算", agency=agency, below_title=below_title or name
    )
    with TemporaryDirectory() as folder:
        (path,) = made.write(Path(folder), {f"{name}.txt": text})
        rows = report_rows(read_report(path), load_catalogue(), KnownAliases({}))
    return replace(
        rows,
        document={**rows.document, "loader_version": version},
        dimensions={table(DimStatement): statement_dimension(load_catalogue()), **rows.dimensions},
    )
