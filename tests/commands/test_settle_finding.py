"""`gongkai settle finding`: what becomes of an issue stays, in every version, in the marts and in audits of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from etl.audit.audit import audit_files
from etl.audit.result import Finding
from etl.audit.rule_queries import load_plan, run_plan
from etl.cli import app
from etl.errors import WarehouseError
from etl.loading.load import load_files
from etl.settings import Settings
from tests.publication.made import expenditure, report, write

Connection = psycopg.Connection[Any]
WRONG = expenditure().replace("\t100.00\t60.00\t40.00", "\t101.00\t60.00\t40.00", 1)


@pytest.fixture
def settings(database: str, home_with_rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    monkeypatch.setenv("GONGKAI_HOME", str(home_with_rules))
    monkeypatch.chdir(tmp_path)
    return Settings(database_url=SecretStr(database), home=home_with_rules)


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def load(connection: Connection, settings: Settings, database: str, documents: dict[str, str]) -> list[Path]:
    """Load documents and make the marts of the audit."""
    paths = write(Path.cwd(), documents)
    assert [one.error for one in load_files(paths, connection, workers=1)] == [""] * len(paths)
    run_plan(connection, load_plan(settings, database))
    return paths


def states(connection: Connection) -> dict[str, tuple[str, str | None, str | None]]:
    """State, note and who said so of each issue of the mart."""
    rows = connection.execute("select issue_key, state, state_note, state_by from marts.reconciliation_finding")
    return {key: (state, note, by) for key, state, note, by in rows}


def issue(findings: tuple[Finding, ...]) -> str:
    """The issue of the wrong total row."""
    return next(f.issue_key for f in findings if f.rule == "row_parts")


def test_state_is_in_the_mart_at_once_and_holds_in_the_next_version(
    connection: Connection, settings: Settings, database: str
) -> None:
    (path,) = load(connection, settings, database, {"一稿.txt": report(WRONG)})
    key = issue(audit_files([path], settings)[0].findings)
    assert states(connection)[key] == ("open", None, None)
    run = gongkai("settle", "finding", key[:8], "--explained", "--note", "口径不同", "--by", "张三")
    assert (run.exit_code, key in run.output, "1 findings" in run.output) == (0, True, True)
    assert states(connection)[key] == ("explained", "口径不同", "张三")
    # Another page, another number, the same issue.
    later = report(
        "一、概况\n本部门负责渡口。", WRONG.replace("101.00", "102.00"), below_title="更正说明：以本件为准。"
    )
    load(connection, settings, database, {"二稿.txt": later})
    assert states(connection)[key] == ("explained", "口径不同", "张三")


def test_state_is_shown_in_an_audit_of_the_file_and_taken_back(
    connection: Connection, settings: Settings, database: str
) -> None:
    (path,) = write(Path.cwd(), {"一稿.txt": report(WRONG)})
    key = issue(audit_files([path], settings)[0].findings)
    # Nothing is loaded: the whole key is kept all the same.
    assert gongkai("settle", "finding", key, "--sent").exit_code == 0
    found = next(f for f in audit_files([path], settings)[0].findings if f.issue_key == key)
    assert (found.state, found.note) == ("sent", "")
    assert "已转送" in gongkai("audit", str(path)).stdout
    assert gongkai("settle", "finding", key, "--accepted").exit_code == 0
    assert gongkai("settle", "finding", key, "--undo").exit_code == 0
    assert {f.state for f in audit_files([path], settings)[0].findings} == {"open"}
    assert "nothing was settled" in str(gongkai("settle", "finding", key, "--undo").exception)


@pytest.mark.parametrize("arguments", [("--accepted", "--sent"), (), ("--undo", "--sent")])
def test_one_state_is_said(settings: Settings, connection: Connection, arguments: tuple[str, ...]) -> None:
    assert "what becomes of it?" in str(gongkai("settle", "finding", "a" * 16, *arguments).exception)


def test_key_that_nothing_has_is_refused(settings: Settings, connection: Connection, database: str) -> None:
    load(connection, settings, database, {"一稿.txt": report(WRONG)})
    for key in ("zz", "123456", "a" * 17):
        problem = gongkai("settle", "finding", key, "--sent").exception
        assert isinstance(problem, WarehouseError)


def test_issues_that_share_a_key_are_counted(settings: Settings, connection: Connection) -> None:
    """Two rows of one name, each with a wrong sum: one word settles both, and the output says that there are two."""
    twice = WRONG + "\n2140102\t行政运行\t9.00\t1.00\t0.00\n2140103\t行政运行\t8.00\t1.00\t0.00"
    (path,) = write(Path.cwd(), {"一稿.txt": report(twice)})
    findings = audit_files([path], settings)[0].findings
    shared = [f for f in findings if f.rule == "row_parts" and f.row == "行政运行"]
    assert [f.shares_key for f in shared] == [1, 1]
    assert len({f.issue_key for f in shared}) == 1
    assert len({f.finding_key for f in shared}) == 2
    assert next(f.shares_key for f in findings if f.rule == "row_parts" and f.row == "合计") == 0
