"""The samples, loaded into one warehouse: facts add up to the published totals, and a dry run says the same as a load."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from etl.loading.load import load_files
from etl.loading.sources import find_files
from etl.warehouse.engine import connect
from tests.pipeline.additive import misfits

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
pytestmark = pytest.mark.integration


def test_sums_of_facts_are_the_published_totals(database: str) -> None:
    files = find_files([SAMPLES])
    with connect(database) as connection:
        loaded = load_files(files, connection)
    read = load_files(files, None)
    assert [r.error for r in loaded if r.error] == []
    assert [(r.path, r.figures, r.disclosures) for r in loaded] == [(r.path, r.figures, r.disclosures) for r in read]
    with psycopg.connect(database) as connection:
        # As published: the budget's project form prints one project without its amount.
        assert set(misfits(connection)) == {
            ("西安市阎良区医疗保障局", "部门综合预算专项业务经费支出表", "", Decimal("-300000.00"))
        }
