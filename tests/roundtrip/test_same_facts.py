"""The same report as text, page, Word, Excel and PDF gives the same facts: of its forms, its prose and its performance tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import read_report
from etl.reference.agencies import KnownAliases
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.rows.report import report_rows
from samples.maker.roundtrip import make_trip
from samples.maker.writers import FORMATS

PLACE = {"page", "pages", "position", "table_index", "row_index", "column_index", "row_no", "parent_row_no", "line_no"}
"""Columns that say where something stands: a page is a page in PDF only, and a table over two pages is two there."""
AS_SET = {"printed", "sentence"}
"""Columns that say how this file prints it: a workbook shows -0.00 as 0.00, a sentence of a PDF may end where its line ends."""
OF_THE_FILE = {
    "paragraph",
    "document_table",
    "left_cells",
    "number_account",
    "accounted_number",
    "review_item",
    "statement",
    "head_evidence",
}
"""Tables that hold the file as it is, and what its reader had to say of it."""

FAMILIES = ("qinghai-final-account-2024", "shaanxi-budget-2024", "central-budget-2024")


def facts(family: str, suffix: str, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of core, table by table, without their places."""
    trip = make_trip(77, folder, family=family, suffix=suffix, defects=[], vary=False)
    rows = report_rows(read_report(trip.path), load_catalogue(), KnownAliases({}))
    found: dict[str, list[dict[str, Any]]] = {"report": [rows.report]}
    for table, own in (*rows.dimensions.items(), *rows.rows.items()):
        if table.name not in OF_THE_FILE:
            found[table.name] = [
                {name: value for name, value in row.items() if name not in PLACE | AS_SET} for row in own
            ]
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_same_report_gives_the_same_facts_in_every_format(family: str, tmp_path: Path) -> None:
    wanted = facts(family, "txt", tmp_path)
    assert len(wanted["figure"]) > 30
    assert any(name.startswith("fact_") for name in wanted)
    for suffix in FORMATS[1:]:
        have = facts(family, suffix, tmp_path)
        assert have.keys() == wanted.keys(), suffix
        for name, rows in wanted.items():
            assert have[name] == rows, (suffix, name)
