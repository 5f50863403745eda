"""What a number belongs to: parts and versions, agency, year, kind and scope, as small documents have it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.loading.load import load_files
from tests.publication.identity import CASES, Identity
from tests.publication.made import write

Connection = psycopg.Connection[Any]


def _names() -> list[str]:
    counted: dict[str, int] = {}
    names = []
    for case in CASES:
        counted[case.kind] = counted.get(case.kind, 0) + 1
        names.append(f"{case.kind} {counted[case.kind]}")
    return names


def test_each_kind_has_two_inputs() -> None:
    kinds = [case.kind for case in CASES]
    assert {kinds.count(kind) for kind in kinds} == {2}


@pytest.mark.parametrize("case", CASES, ids=_names())
def test_what_a_number_belongs_to(case: Identity, connection: Connection, tmp_path: Path) -> None:
    messages = []
    for files in case.loads:
        results = load_files(write(tmp_path, files), connection)
        messages = [one.error for one in results if one.status == "failed"]
    heads = connection.execute(
        """
        select a.name, r.fiscal_year, r.kind, r.scope
        from core.dim_report as r
        inner join core.dim_agency as a using (agency_key)
        where r.is_current
        """
    ).fetchall()
    assert sorted(heads) == sorted(case.reports)
    if case.refused:
        assert [word for word in case.refused if not any(word in message for message in messages)] == []
        return
    assert messages == []
    figures = connection.execute(
        "select f.row_code, f.value from core.published_figure as f inner join core.dim_report as r using (report_key) where r.is_current"
    ).fetchall()
    assert [one for one in case.has if (one[0], Decimal(one[1])) not in figures] == []
    assert [one for one in case.lacks if (one[0], Decimal(one[1])) in figures] == []
    stated = connection.execute(
        "select d.item, d.value from core.published_disclosure as d inner join core.dim_report as r using (report_key) where r.is_current"
    ).fetchall()
    assert [
        one for one in case.states if not any(one[0] in item and Decimal(one[1]) == value for item, value in stated)
    ] == []
    done = connection.execute("select project, indicator from core.published_performance").fetchall()
    assert [one for one in case.indicators if one not in done] == []
    asked = " ".join(
        detail for (detail,) in connection.execute("select detail from core.review_item where kind = 'version'")
    )
    assert [word for word in case.review if word not in asked] == []
