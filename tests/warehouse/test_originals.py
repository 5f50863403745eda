"""The files that were loaded are kept by content: whole or not at all, held against their hash, within bounds, in backups."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.errors import UnreachableError
from etl.loading.load import load_files
from etl.settings import Settings
from etl.warehouse.originals import Originals, archive, kept_originals, unpack
from tests.commands.test_show import AGENCY, TEXT, pdf
from tests.publication.made import ANNEX, expenditure, report, write

Connection = psycopg.Connection[Any]

STORES = ["folder", "memory"]


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    """An empty store: a folder, or a place that fsspec opens."""
    if request.param == "folder":
        return Originals(str(tmp_path / "kept"), 1_000_000)
    MemoryFileSystem.store.clear()
    return Originals("memory://kept", 1_000_000)


def file_of(folder: Path, content: bytes) -> tuple[Path, str]:
    path = folder / "file"
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("store", STORES, indirect=True)
def test_what_is_kept_comes_back_and_can_be_forgotten(store: Originals, tmp_path: Path) -> None:
    path, sha256 = file_of(tmp_path, b"page")
    assert not store.has(sha256)
    with store.opened(sha256) as none:
        assert none is None
    assert store.keep(sha256, path) == ""
    assert store.has(sha256)
    assert list(store.listed()) == [(sha256, 4)]
    assert Originals(store.url, 1).used() == 4
    with store.opened(sha256) as kept:
        assert kept is not None
        assert kept.read_bytes() == b"page"
    store.forget(sha256)
    assert not store.has(sha256)
    store.forget(sha256)


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_an_original_that_cannot_be_taken_out_is_told(store: Originals) -> None:
    sha256 = "0" * 64
    (Path(store.url) / sha256[:2] / sha256).mkdir(parents=True)
    with pytest.raises(UnreachableError, match="can't be taken out"):
        store.forget(sha256)


@pytest.mark.parametrize("store", STORES, indirect=True)
def test_a_file_that_changed_since_it_was_read_is_not_kept_and_leaves_nothing(store: Originals, tmp_path: Path) -> None:
    path, _ = file_of(tmp_path, b"page")
    assert "changed" in store.keep("0" * 64, path)
    assert list(store.listed()) == []
    if store.is_folder:
        assert names(Path(store.url)) == []


@pytest.mark.parametrize("store", STORES, indirect=True)
def test_a_damaged_original_is_none(store: Originals, tmp_path: Path) -> None:
    path, sha256 = file_of(tmp_path, b"page")
    store.keep(sha256, path)
    if store.is_folder:
        (Path(store.url) / sha256[:2] / sha256).write_bytes(b"pagf")
    else:
        MemoryFileSystem().pipe_file(f"/kept/{sha256[:2]}/{sha256}", b"pagf")
    with store.opened(sha256) as kept:
        assert kept is None


def test_what_does_not_fit_is_not_kept(tmp_path: Path) -> None:
    path, sha256 = file_of(tmp_path, b"page")
    store = Originals(str(tmp_path / "kept"), 3)
    assert "GONGKAI_DOCUMENTS_MB" in store.keep(sha256, path)
    assert not store.has(sha256)


def test_a_place_that_cannot_be_written_is_told_and_no_error(tmp_path: Path) -> None:
    path, sha256 = file_of(tmp_path, b"page")
    (tmp_path / "kept").write_text("a file", "utf-8")
    store = Originals(str(tmp_path / "kept"), 100)
    assert "can't be written" in store.keep(sha256, path)
    assert not store.has(sha256)


def test_files_are_private(tmp_path: Path) -> None:
    path, sha256 = file_of(tmp_path, b"page")
    store = Originals(str(tmp_path / "kept"), 100)
    store.keep(sha256, path)
    kept = tmp_path / "kept" / sha256[:2] / sha256
    assert (kept.stat().st_mode & 0o077, kept.parent.stat().st_mode & 0o077) == (0, 0)


def test_an_archive_of_originals_fills_another_store(tmp_path: Path) -> None:
    path, sha256 = file_of(tmp_path, b"page")
    one, other = Originals(str(tmp_path / "one"), 100), Originals(str(tmp_path / "other"), 100)
    one.keep(sha256, path)
    assert archive(one, tmp_path / "kept.zip") == 1
    assert unpack(other, tmp_path / "kept.zip") == 1
    assert other.has(sha256)
    (tmp_path / "kept.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(UnreachableError, match="can't be read"):
        unpack(other, tmp_path / "kept.zip")


def test_settings_say_where_and_whether(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    for name in ("GONGKAI_DOCUMENTS", "GONGKAI_KEEP_DOCUMENTS", "GONGKAI_DOCUMENTS_MB"):
        monkeypatch.delenv(name, raising=False)
    found = kept_originals(Settings())
    assert found is not None
    assert found.url == str(tmp_path / "documents")
    monkeypatch.setenv("GONGKAI_DOCUMENTS", "s3://user:secret@bucket/kept")
    monkeypatch.setenv("GONGKAI_DOCUMENTS_MB", "2")
    found = kept_originals(Settings())
    assert found is not None
    assert (found.url, found.most_bytes, "secret" in found.place) == ("s3://user:secret@bucket/kept", 2_000_000, False)
    monkeypatch.setenv("GONGKAI_KEEP_DOCUMENTS", "0")
    assert kept_originals(Settings()) is None


# In a warehouse


@pytest.fixture
def home(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands keep things, beside an empty warehouse."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_page_of_a_figure_is_shown_when_the_file_has_gone(home: Path, tmp_path: Path) -> None:
    file = pdf(tmp_path / "report.pdf")
    assert gongkai("load", str(file)).exit_code == 0
    file.unlink()
    run = gongkai("show", "--agency", AGENCY, "--row", "208", "--column", "fiscal", "--output", "page.png")
    assert (run.exit_code, "page 2 written to page.png" in run.output) == (0, True)
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
    (kept,) = [path for path in (home / "documents").rglob("*") if path.is_file()]
    kept.unlink()
    (tmp_path / "page.png").unlink()
    run = gongkai("show", "--agency", AGENCY, "--row", "208", "--column", "fiscal", "--output", "page.png")
    assert (run.exit_code, "no picture: its original isn't kept" in run.output) == (0, True)
    assert not (tmp_path / "page.png").exists()


def test_originals_of_what_is_in_the_warehouse_are_kept_and_forgotten_with_it(home: Path, tmp_path: Path) -> None:
    files = write(tmp_path, {"a.txt": report(expenditure()), "空.txt": "", "z/附件1.html": ANNEX})
    gongkai("load", *map(str, files))
    wanted = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in (files[0], files[2]))
    assert names(home / "documents") == wanted
    for name in names(home / "documents"):
        (home / "documents" / name[:2] / name).unlink()
    gongkai("load", str(files[0]))  # unchanged, and kept all the same
    assert len(names(home / "documents")) == 1
    assert gongkai("forget", "a.txt").exit_code == 0
    assert names(home / "documents") == []


def test_nothing_is_kept_where_it_is_switched_off(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_KEEP_DOCUMENTS", "0")
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    assert gongkai("load", "report.txt").exit_code == 0
    assert not (home / "documents").exists()
    run = gongkai("show", "--agency", AGENCY, "--row", "208", "--column", "fiscal", "--output", "page.png")
    assert (run.exit_code, "originals aren't kept" in run.output) == (0, True)


def test_an_original_without_room_is_told_and_the_report_is_loaded(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DOCUMENTS_MB", "0")
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    run = gongkai("load", "report.txt")
    assert (run.exit_code, "1 originals aren't kept: no room" in run.output) == (0, True)


def test_a_backup_has_the_originals_beside_it(
    home: Path, tmp_path: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    gongkai("load", "report.txt")
    run = gongkai("db", "backup", "warehouse.dump")
    assert (run.exit_code, "1 originals" in run.output) == (0, True)
    kept = names(home / "documents")
    monkeypatch.setenv("GONGKAI_DATABASE_URL", empty_database)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "other"))
    run = gongkai("db", "restore", "warehouse.dump")
    assert (run.exit_code, "1 originals are there" in run.output) == (0, True)
    assert names(tmp_path / "other" / "documents") == kept
    assert "0.0 MB" in gongkai("db", "status").output


def test_loading_without_a_store_keeps_nothing(connection: Connection, home: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    assert [one.note for one in load_files([tmp_path / "report.txt"], connection, workers=1)] == [""]
    assert not (home / "documents").exists()
