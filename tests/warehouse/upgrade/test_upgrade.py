"""A warehouse that version 0.1 filled, brought over: same figures, right identities, and the files that are needed again by name."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.errors import GongkaiError
from etl.version import loader_version
from etl.warehouse import keys
from scripts.old_warehouse import DUMP, PAGE, SAMPLES, web_page

ROOT = Path(__file__).resolve().parents[3]
FIGURES = """
    select d.sha256, f.statement_key, f.table_index, f.row_index, f.column_index, f.printed, f.amount_yuan, f.role
    from core.figure as f
    inner join core.dim_report as r on f.report_key = r.report_key
    inner join raw.document as d on r.document_key = d.document_key
    where r.is_current
    order by 1, 2, 3, 4, 5, 6
"""
IDENTITIES = """
    select a.name, r.fiscal_year, r.kind, r.scope, r.revision, r.is_current from core.dim_report as r
    inner join core.dim_agency as a on r.agency_key = a.agency_key order by 1, 2, 3, 4, 5
"""
HERE = [
    ("云泽省白沙县博物馆", 2024, "budget", "unit", 1, True),
    ("云泽省白沙县文物局", 2024, "budget", "department", 1, True),
    ("云泽省白沙县文物局", 2024, "budget", "unit", 1, True),
    ("云泽省青溪市图书档案局", 2024, "budget", "department", 1, True),
    ("西安市碑林区医疗保险经办中心", 2021, "final_account", "unit", 1, True),
    ("西安市莲湖区医疗保障局", 2024, "final_account", "department", 1, True),
]


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def old(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The warehouse as version 0.1 left it."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", empty_database)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute(gzip.decompress(DUMP.read_bytes()))
    return empty_database


def test_a_warehouse_of_0_1_is_brought_over_with_its_figures_identities_and_answers(old: str) -> None:
    before = rows(old, FIGURES)
    assert len(before) > 700
    assert "gongkai db migrate" in str(gongkai("reports").exception)
    done = gongkai("db", "migrate")
    assert (done.exit_code, "6 documents were read by an older program" in done.output) == (0, True)
    assert rows(old, FIGURES) == before
    assert rows(old, IDENTITIES) == HERE
    # What a person had settled stays: the region, the answer, the spelling.
    assert rows(old, "select region_code, needs_review from core.dim_agency where name = '云泽省白沙县文物局'") == [
        ("610100", False)
    ]
    assert rows(old, "select source from core.agency_alias where alias = '白沙县文物管理局'") == [("person",)]
    # Whose unit is whose is read from what `raw` kept.
    assert rows(
        old,
        "select a.name, p.name, a.parent_source from core.dim_agency as a"
        " inner join core.dim_agency as p on a.parent_agency_key = p.agency_key",
    ) == [("云泽省白沙县博物馆", "云泽省白沙县文物局", "unit_list")]
    state = [
        rows(old, f"select * from core.{name} order by 1, 2") for name in ("dim_agency", "agency_alias", "report_tie")
    ]
    assert gongkai("db", "migrate").exit_code == 0
    assert [
        rows(old, f"select * from core.{name} order by 1, 2") for name in ("dim_agency", "agency_alias", "report_tie")
    ] == state


def test_keys_of_0_1_become_those_that_a_load_writes(old: str) -> None:
    gongkai("db", "migrate")
    for table, key, made in (
        ("raw.document as d", "d.document_key, d.sha256", keys.document_key),
        ("core.dim_agency as a", "a.agency_key, a.name", keys.agency_key),
        ("core.dim_function as s", "s.function_key, s.code, s.fiscal_year", keys.function_key),
        ("core.dim_economic as s", "s.economic_key, s.code, s.fiscal_year", keys.economic_key),
        ("core.dim_project as p", "p.project_key, p.agency_key, p.name", keys.project_key),
        (
            "core.dim_report as r inner join raw.document as d on r.document_key = d.document_key",
            "r.report_key, array[d.sha256], r.agency_key, r.fiscal_year, r.kind, r.scope",
            keys.report_key,
        ),
    ):
        stored = rows(old, f"select {key} from {table}")
        assert stored
        for own, *identity in stored:
            assert own == made(*identity)  # type: ignore[operator]


def test_documents_of_0_1_are_listed_and_read_again_from_their_files_whatever_they_are_called(
    old: str, tmp_path: Path
) -> None:
    gongkai("db", "migrate")
    listed = gongkai("review", "--kind", "read_before").output
    assert all(name in listed for name in (*SAMPLES, f"{PAGE}.html"))
    assert "page's title" in listed
    for number, name in enumerate(SAMPLES):
        (tmp_path / f"renamed-{number}.txt").write_bytes((ROOT / "samples" / name).read_bytes())
    (tmp_path / "sub").mkdir()
    page = tmp_path / "sub" / "page.html"
    page.write_text(web_page((ROOT / "samples" / f"{PAGE}.txt").read_text(encoding="utf-8")), encoding="utf-8")
    (tmp_path / "new.txt").write_text("某局\n2024年度部门预算\n", encoding="utf-8")
    stored = {sha256 for (sha256,) in rows(old, "select sha256 from raw.document")}
    # Samples that were changed since are other files.
    known = stored & {hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.rglob("*.*")}
    assert known
    amounts = rows(old, "select sum(amount_yuan) from core.figure")
    done = gongkai("load", "--again", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "new.txt" not in done.output
    read = rows(old, "select sha256 from raw.document where loader_version like '0.2.%'")
    assert {sha256 for (sha256,) in read} == known
    assert rows(old, IDENTITIES) == HERE
    assert rows(old, "select sum(amount_yuan) from core.figure") == amounts
    assert ("read_before" in gongkai("review").output) == (known != stored)
    assert loader_version().startswith("0.2.")


def test_a_folder_without_files_of_the_warehouse_is_no_use(old: str, tmp_path: Path) -> None:
    gongkai("db", "migrate")
    (tmp_path / "new.txt").write_text("某局\n2024年度部门预算\n", encoding="utf-8")
    problem = gongkai("load", "--again", str(tmp_path)).exception
    assert isinstance(problem, GongkaiError)
    assert "none of these 1 files is in the warehouse" in str(problem)
