"""Documents are read from URLs as from folders: the same names, the same rows, errors that say what to do."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from typer.testing import CliRunner

from etl.cli import app
from etl.errors import DocumentError, GongkaiError
from etl.loading.load import load_files
from etl.loading.sources import Remote, find_sources, local
from etl.warehouse.schema import empty
from tests.warehouse.test_writer import contents

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "samples" / "chengzhong-2024-final-account.txt"


@pytest.fixture
def memory() -> Iterator[Any]:
    """The file system of this process at memory://, empty."""
    MemoryFileSystem.store.clear()
    yield MemoryFileSystem()
    MemoryFileSystem.store.clear()


def test_a_folder_at_a_url_gives_what_a_folder_of_files_does(memory: Any, tmp_path: Path) -> None:
    for name in ("b.pdf", "甲/a.TXT", "README.md", "甲/.hidden.txt", ".git/c.txt", "~$x.docx", "d.part"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
        memory.pipe(f"/in/{name}", b"x")
    files = [str(one.relative_to(tmp_path)) for one in find_sources([tmp_path]) if isinstance(one, Path)]
    assert sorted(files) == ["b.pdf", "甲/a.TXT"]
    assert [str(one) for one in find_sources(["memory://in"])] == ["memory:///in/b.pdf", "memory:///in/甲/a.TXT"]
    assert [one.name for one in find_sources([tmp_path.as_uri()])] == ["b.pdf", "a.TXT"]


def test_what_is_in_an_archive_is_read_by_a_chained_url(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("甲/a.txt", "正文")
    (found,) = find_sources([f"zip://::{(tmp_path / 'in.zip').as_uri()}"])
    assert found.name == "a.txt"
    with local(found) as copy:
        assert (copy.name, copy.read_text("utf-8")) == ("a.txt", "正文")
    assert not copy.exists()


@pytest.mark.integration
def test_a_report_at_a_url_is_loaded_once_with_the_rows_of_the_file(
    tmp_path: Path, connection: psycopg.Connection[Any]
) -> None:
    shutil.copy(REPORT, tmp_path)  # not in memory://, of which each process has its own
    sources = find_sources([tmp_path.as_uri()])
    assert [one.status for one in load_files(sources, connection)] == ["loaded"]
    assert [one.status for one in load_files(sources, connection)] == ["unchanged"]
    by_url = contents(connection)
    empty(connection)
    load_files([REPORT], connection)
    by_path = contents(connection)
    assert by_path.pop("raw.document_place") != by_url.pop("raw.document_place")
    assert by_path == by_url


@pytest.mark.integration
@pytest.mark.timeout(120)
def test_processes_fetch_for_themselves_and_what_cannot_be_fetched_fails_by_name(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    shutil.copy(REPORT, tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("苹果\t三斤\n", "utf-8")
    given = ["load", tmp_path.as_uri(), "--workers", "2", "--log-format", "json"]
    result = CliRunner().invoke(app, given)
    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    files = {Path(line["path"]).name: line["status"] for line in lines if line["event"] == "file"}
    assert (result.exit_code, files) == (1, {"a.txt": "loaded", "b.txt": "failed"})


def test_a_url_without_its_package_says_what_to_install() -> None:
    with pytest.raises(GongkaiError, match=r"gs://bucket/in: .*gcsfs.*→ install it"):
        find_sources(["gs://bucket/in"])


def test_a_url_that_nobody_knows_or_that_leads_nowhere_is_an_error_that_names_it(memory: Any) -> None:
    with pytest.raises(DocumentError, match=r"nowhere://a: .*Protocol not known"):
        find_sources(["nowhere://a"])
    with pytest.raises(DocumentError, match=r"memory://a/b\.pdf: no such file"):
        find_sources(["memory://a/b.pdf"])


def test_logins_and_signatures_of_urls_are_not_shown() -> None:
    one = Remote("https://someone:secret@example.org/in/a.pdf?signature=secret")
    assert str(one) == "https://***@example.org/in/a.pdf"
    assert one.name == "a.pdf"
    assert "secret" not in repr(one)


@pytest.mark.parametrize("url", ["memory://in/..", "memory://in/", "memory://", "zip://::file:///a.zip"])
def test_no_name_leads_out_of_the_folder_of_the_copy(url: str) -> None:
    assert Remote(url).name == "document"
