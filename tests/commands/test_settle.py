"""`gongkai settle version`: a person's word on which version holds stays, whatever comes later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.errors import GongkaiError, WarehouseError
from etl.loading.load import load_files
from etl.warehouse.writer import forget, write_reports
from tests.publication.made import PROSE, RECEPTION, contents, expenditure, report, revenue, rows, versions, write

Connection = psycopg.Connection[Any]


@pytest.fixture
def loaded(database: str, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two versions of a report, the corrected one current, and an explanation that is in both."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    monkeypatch.chdir(tmp_path)
    paths = write(
        tmp_path,
        {
            "old.txt": report(expenditure(40)),
            "new.txt": report(expenditure(41), below_title="更正说明：以本件为准。"),
            "prose.txt": report(PROSE, revenue()),
        },
    )
    assert [one.error for one in load_files(paths, connection, workers=1)] == ["", "", ""]
    assert versions(connection) == [(["old.txt", "prose.txt"], False), (["new.txt", "prose.txt"], True)]
    return paths


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def settled(connection: Connection) -> Sequence[tuple[Any, ...]]:
    return connection.execute(
        "select cardinality(holds), cardinality(seen), note, undone_at is null from core.settled_version order by 1"
    ).fetchall()


def test_a_persons_word_goes_before_a_correction_and_is_kept_as_evidence(
    connection: Connection, loaded: list[Path]
) -> None:
    run = gongkai("settle", "version", "old.txt", "--note", "the correction was for another year")
    assert (run.exit_code, "old.txt" in run.output) == (0, True)
    assert versions(connection) == [(["new.txt", "prose.txt"], False), (["old.txt", "prose.txt"], True)]
    evidence = connection.execute("select evidence from core.dim_report where is_current").fetchone()
    assert evidence is not None
    assert "settled by" in evidence[0]
    assert "the correction was for another year" in evidence[0]
    assert settled(connection) == [(2, 3, "the correction was for another year", True)]
    assert "version" not in gongkai("review", "--kind", "version").output.replace("--kind version", "")


def test_what_is_settled_stays_when_documents_come_go_and_are_read_anew(
    connection: Connection, loaded: list[Path], tmp_path: Path
) -> None:
    gongkai("settle", "version", "old.txt")
    before = contents(connection)
    # A part that joins both, a document that says nothing else, and one that goes and comes again.
    (part,) = write(tmp_path, {"part.txt": report(RECEPTION)})
    load_files([part], connection, workers=1)
    assert versions(connection)[-1] == (["old.txt", "part.txt", "prose.txt"], True)
    (again,) = rows(connection, loaded[:1])
    newer = {**again.document, "loader_version": "99"}
    write_reports(connection, [type(again)(newer, again.report, again.dimensions, again.rows, again.part, again.read)])
    assert versions(connection)[-1][0][0] == "old.txt"
    for path in (part, loaded[0]):
        sha256 = connection.execute("select sha256 from raw.document where file_name = %s", (path.name,)).fetchone()
        assert sha256 is not None
        assert forget(connection, sha256[0])
    assert versions(connection) == [(["new.txt", "prose.txt"], True)]
    load_files(loaded[:1], connection, workers=1)
    assert contents(connection)["core.dim_report"] == before["core.dim_report"]


def test_a_version_that_comes_after_it_was_settled_is_asked_about(
    connection: Connection, loaded: list[Path], tmp_path: Path
) -> None:
    gongkai("settle", "version", "old.txt")
    (later,) = write(tmp_path, {"later.txt": report(expenditure(42), below_title="更正说明：以本件为准。")})
    load_files([later], connection, workers=1)
    assert versions(connection)[-1] == (["old.txt", "prose.txt"], True)
    ((place, detail),) = connection.execute(
        "select place, detail from core.review_item where kind = 'version'"
    ).fetchall()
    assert "later.txt" in place
    assert "came after that was settled" in detail
    gongkai("settle", "version", "later.txt")
    assert versions(connection)[-1] == (["later.txt", "prose.txt"], True)
    assert connection.execute("select count(*) from core.review_item where kind = 'version'").fetchone() == (0,)


def test_undone_evidence_decides_again(connection: Connection, loaded: list[Path]) -> None:
    gongkai("settle", "version", "old.txt")
    assert gongkai("settle", "version", "old.txt", "--undo").exit_code == 0
    assert versions(connection)[-1] == (["new.txt", "prose.txt"], True)
    assert settled(connection) == [(2, 3, "", False)]
    nothing = gongkai("settle", "version", "old.txt", "--undo").exception
    assert isinstance(nothing, WarehouseError)
    assert "nothing is settled" in str(nothing)


def test_a_document_of_several_versions_settles_nothing(connection: Connection, loaded: list[Path]) -> None:
    shared = gongkai("settle", "version", "prose.txt").exception
    assert isinstance(shared, GongkaiError)
    assert "versions 1, 2" in str(shared)
    unknown = gongkai("settle", "version", "unknown.txt").exception
    assert isinstance(unknown, WarehouseError)
    assert "not in the warehouse" in str(unknown)
    assert settled(connection) == []


def test_what_was_taken_for_void_holds_by_a_persons_word(
    database: str, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    (void,) = write(tmp_path, {"void.txt": report(expenditure(), title="2023年度部门决算（作废）")})
    load_files([void], connection, workers=1)
    assert versions(connection) == [(["void.txt"], False)]
    assert gongkai("settle", "version", "void.txt").exit_code == 0
    assert versions(connection) == [(["void.txt"], True)]
    again = rows(connection, [void])[0]
    newer = {**again.document, "loader_version": "99"}
    write_reports(connection, [type(again)(newer, again.report, again.dimensions, again.rows, again.part, again.read)])
    assert versions(connection) == [(["void.txt"], True)]
