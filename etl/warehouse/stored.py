"""From the warehouse back to documents: what `raw` keeps of a file is all that interpreting it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from etl.documents.model import Box, Document, Link, Paragraph, Span, Table
from etl.head import Evidence

Connection = psycopg.Connection[Any]


def stored_documents(connection: Connection, keys: Sequence[str]) -> dict[str, Document]:
    """The documents with these keys, as they were read."""
    blocks: dict[str, list[Paragraph | Table]] = defaultdict(list)
    for row in _rows(connection, "paragraph", keys):
        blocks[row["document_key"]].append(
            Paragraph(row["position"], row["text"], row["page"], row["line"], row["heading"])
        )
    for row in _rows(connection, "document_table", keys):
        blocks[row["document_key"]].append(_table(row))
    links: dict[str, list[Link]] = defaultdict(list)
    for row in sorted(_rows(connection, "document_link", keys), key=lambda row: row["link_no"]):
        links[row["document_key"]].append(Link(row["href"], row["text"]))
    return {
        row["document_key"]: Document(
            file_name=row["file_name"],
            format=row["format"],
            sha256=row["sha256"],
            byte_size=row["byte_size"],
            page_count=row["page_count"],
            blocks=tuple(sorted(blocks[row["document_key"]], key=lambda block: block.position)),
            encoding=row["encoding"],
            warnings=tuple(row["warnings"]),
            links=tuple(links[row["document_key"]]),
        )
        for row in _rows(connection, "document", keys)
    }


def stored_evidence(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[Evidence, ...]]:
    """What says whose the documents with these keys are, the heaviest first."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in sorted(_rows(connection, "head_evidence", keys), key=lambda row: row["evidence_no"]):
        found[row["document_key"]].append(
            Evidence(
                row["place"],
                row["weight"],
                row["text"],
                row["agency"],
                row["fiscal_year"],
                row["kind"],
                row["scope"],
                tuple(row["marks"]),
            )
        )
    return {key: tuple(several) for key, several in found.items()}


def _rows(connection: Connection, table: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    cursor = connection.cursor(row_factory=dict_row)
    query = f"select * from raw.{table} where document_key = any(%s::text[])"  # noqa: S608 - one of five names
    return cursor.execute(query, (list(keys),)).fetchall()


def _table(row: Mapping[str, Any]) -> Table:
    reading = row["reading"] or {}
    confidence = reading.get("confidence")
    return Table(
        position=row["position"],
        index=row["table_index"],
        rows=tuple(map(tuple, row["cells"])),
        page=row["page"],
        line=row["line"],
        spans=tuple(Span(*span) for span in row["spans"] or ()),
        boxes=None
        if row["boxes"] is None
        else tuple(tuple(None if box is None else Box(*box) for box in line) for line in row["boxes"]),
        confidence=None if confidence is None else tuple(map(tuple, confidence)),
        name=row["name"],
        hidden=reading.get("hidden", False),
        told_by=reading.get("told_by", ""),
        doubts=tuple(reading.get("doubts", ())),
        header_doubt=reading.get("header_doubt", ""),
    )
