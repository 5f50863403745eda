"""What dbt read of the project is kept for every warehouse: each build gets a copy that names its own database and folder."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from etl.warehouse import parsed
from etl.warehouse.parsed import parsed_project


def manifest(database: str, folder: Path) -> SimpleNamespace:
    """What dbt gives, as far as it names the database and the folder."""
    relation = f'"{database}"."marts"."agency_year"'
    node = {"database": database, "relation_name": relation}
    return SimpleNamespace(
        nodes={
            "model": SimpleNamespace(**node, compiled_code=None),
            "seed": SimpleNamespace(**node, root_path=str(folder)),
        },
        sources={"source": SimpleNamespace(database=database, relation_name=f'"{database}"."core"."figure"')},
        semantic_models={"years": SimpleNamespace(node_relation=SimpleNamespace(**node))},
        flat_graph={"nodes": {"model": dict(node)}, "semantic_models": {"years": {"node_relation": dict(node)}}},
    )


@pytest.fixture(autouse=True)
def _nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed, "_READ", {})


def project(home: Path) -> Path:
    folder = home / "dbt" / "project-0123"
    folder.mkdir(parents=True)
    return folder


def test_another_warehouse_gets_its_own_database_and_folder(tmp_path: Path) -> None:
    first, second = project(tmp_path / "one"), project(tmp_path / "two")
    parsed_project(first, "one", lambda: manifest("one", first))
    found = parsed_project(second, "two", lambda: pytest.fail("read again"))
    expected = manifest("two", second)
    assert found == expected


def test_what_a_run_notes_reaches_no_other(tmp_path: Path) -> None:
    folder = project(tmp_path)
    parsed_project(folder, "one", lambda: manifest("one", folder)).nodes["model"].compiled_code = "select 1"
    assert parsed_project(folder, "one", lambda: pytest.fail("read again")).nodes["model"].compiled_code is None


def test_the_next_process_finds_it_and_reads_again_what_was_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path)
    (folder.parent / "parsed-other-dbt-1.pickle").write_bytes(b"of other contents")
    parsed_project(folder, "one", lambda: manifest("one", folder))
    (kept,) = folder.parent.glob("parsed-*.pickle")
    monkeypatch.setattr(parsed, "_READ", {})
    assert parsed_project(folder, "one", lambda: pytest.fail("read again")) == manifest("one", folder)
    kept.write_bytes(kept.read_bytes()[:100])
    monkeypatch.setattr(parsed, "_READ", {})
    asked = []
    parsed_project(folder, "one", lambda: asked.append(1) or manifest("one", folder))
    assert asked == [1]
    monkeypatch.setattr(parsed, "_READ", {})
    assert parsed_project(folder, "one", lambda: pytest.fail("read again")) == manifest("one", folder)


def test_a_project_that_dbt_cannot_read_is_not_kept(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert parsed_project(folder, "one", lambda: None) is None
    assert list(folder.parent.glob("parsed-*")) == []
