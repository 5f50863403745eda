"""What a document, and the report that it is, come to as rows: the interface between those who make rows and those who write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from etl.head import StatedHead
from etl.report import Report
from etl.warehouse.copying import Rows
from etl.warehouse.places import FoundAt
from etl.warehouse.revisions import Identity


@dataclass(frozen=True)
class ReportRows:
    """Everything that a report writes, as mappings column → value.

    `document`: columns of `raw.document` (its key may be left out). `report`: columns of `core.dim_report`, without revision,
    is_current and keys that follow from the document and the identity. `dimensions` are merged, `rows` are the report's own:
    raw, register and facts; document_key, report_key, agency_key and fiscal_year may be left out of them.
    `report` is empty of a part: a document without a head of its own, which belongs to the publication of its folder.
    `stated` is what a person said of its head, `found_at` where the document lies.
    `part`: what `core.report_document` says of the document itself, and `read` what was read in it, for when it meets other documents.
    """

    document: Mapping[str, Any]
    report: Mapping[str, Any]
    dimensions: Mapping[sa.Table, Rows] = field(default_factory=dict)
    rows: Mapping[sa.Table, Rows] = field(default_factory=dict)
    part: Mapping[str, Any] = field(default_factory=dict)
    read: Report | None = None
    stated: StatedHead | None = None
    found_at: FoundAt | None = None

    @property
    def place(self) -> str:
        """The file's name, for messages."""
        return str(self.document.get("file_name", ""))

    @property
    def is_part(self) -> bool:
        """Whether it is a document without a head of its own."""
        return not self.report

    @property
    def identity(self) -> Identity:
        """What it shares with its revisions."""
        return (
            str(self.report["agency_key"]),
            int(self.report["fiscal_year"]),
            str(self.report["kind"]),
            str(self.report["scope"]),
        )

    @property
    def count(self) -> int:
        """How many rows of its own it writes."""
        return 2 + sum(map(len, self.rows.values()))
