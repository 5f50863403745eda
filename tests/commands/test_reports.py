"""`gongkai reports`, `forget`, `review`: what is in the warehouse, and how a person acts on it."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.commands.reports import WHAT_TO_DO
from etl.errors import WarehouseError
from etl.loading.load import load_files
from models import ReviewItem

AGENCY = "青溪市地名办公室"
TEXT = f"""{AGENCY}
2024年度部门决算

收入决算表
单位：万元
科目编码\t科目名称\t本年收入合计\t测绘收入
\t合计\t80.50\t1.00
208\t社会保障和就业支出\t80.50\t1.00

机关信息化投入情况表
单位：万元
科目编码\t科目名称\t合计
\t合计\t3.00
208\t社会保障和就业支出\t3.00
20805\t行政事业单位养老支出\t3.00
"""


CORRECTED = TEXT.replace("部门决算", "部门决算（更正）", 1).replace("80.50", "80.60")


@pytest.fixture
def warehouse(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A warehouse with two revisions of a report."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    monkeypatch.chdir(tmp_path)
    with psycopg.connect(database, autocommit=True) as connection:
        for name, text in (("first.txt", TEXT), ("second.txt", CORRECTED)):
            (tmp_path / name).write_text(text, encoding="utf-8")
            assert load_files([tmp_path / name], connection, workers=1)[0].error == ""
    return database


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_history_lists_the_other_versions_too(warehouse: str) -> None:
    current, history = gongkai("reports").output, gongkai("reports", "--history").output
    assert ("1 reports" in current, "second.txt" in current, "first.txt" in current) == (True, True, False)
    assert ("2 reports" in history, "1 (not current)" in history, "first.txt" in history) == (True, True, True)


def test_the_other_version_becomes_current_when_the_current_one_is_forgotten(warehouse: str) -> None:
    run = gongkai("forget", "second.txt")
    assert run.exit_code == 0
    assert "current: revision 1, first.txt" in run.output
    assert "first.txt" in gongkai("reports").output


def test_document_is_named_by_its_file_or_its_hash(warehouse: str, tmp_path: Path) -> None:
    (tmp_path / "first.txt").rename(tmp_path / "renamed.txt")
    assert "forgotten: first.txt" in gongkai("forget", "renamed.txt").output
    with psycopg.connect(warehouse) as connection:
        ((sha256,),) = connection.execute("select sha256 from raw.document").fetchall()
    assert "forgotten: second.txt" in gongkai("forget", sha256[:12]).output
    assert "0 reports" in gongkai("reports").output


def test_unknown_or_ambiguous_documents_are_not_forgotten(warehouse: str, tmp_path: Path) -> None:
    with psycopg.connect(warehouse, autocommit=True) as connection:
        connection.execute("update raw.document set file_name = 'same.txt'")
    missing, ambiguous = gongkai("forget", "third.txt").exception, gongkai("forget", "same.txt").exception
    assert isinstance(missing, WarehouseError)
    assert "gongkai reports --history" in str(missing)
    assert isinstance(ambiguous, WarehouseError)
    assert "2 documents fit" in str(ambiguous)
    assert "2 reports" in gongkai("reports", "--history").output


def test_review_lists_each_thing_once_with_what_to_do(warehouse: str) -> None:
    output = gongkai("review").output
    assert "1 agencies" in output
    assert output.count(AGENCY) == 2  # its region, and its type
    assert "unknown_table: 1" in output
    assert "gongkai layout new" in output
    assert "first.txt" not in output
    only = gongkai("review", "--kind", "unknown_table").output
    assert "机关信息化投入情况表" in only
    assert AGENCY not in only


def test_every_kind_that_the_model_names_has_something_to_do() -> None:
    described = str(ReviewItem.__table__.c.kind.comment)
    assert all(kind in WHAT_TO_DO for kind in described.partition("：")[2].partition(" ")[0].split("、"))
