"""The notebook runs over the samples, its page is current and fetches nothing, and without a warehouse one sentence says the way to one."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from pydantic import SecretStr

from etl.settings import Settings
from scripts.notebook import NOTEBOOK, PAGE, as_page, notebook_warehouse, run_notebook

_PICTURE = re.compile(r'"?data:image/png;base64,[^"\']+')


def _words(page: str) -> str:
    """A page without what its pictures hold: fonts differ between machines."""
    return _PICTURE.sub("picture", page)


def test_notebook_runs_and_its_page_is_current(server_url: str, home_with_builds: Path) -> None:
    with notebook_warehouse(Settings(database_url=SecretStr(server_url), home=home_with_builds)) as settings:
        page = as_page(run_notebook(settings))
    assert _words(page) == _words(PAGE.read_text(encoding="utf-8")), "run python -m scripts.notebook"
    assert len(_PICTURE.findall(page)) == 3  # two plots, and the page of a report


def test_page_fetches_nothing() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert not re.findall(r"""<script|<link|\burl\(|src=(?!["']data:)""", page)
    assert len(page) < 1_000_000


def test_notebook_is_kept_without_what_it_gave() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_without_a_warehouse_a_notebook_gets_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "none"))
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell("from etl import api as gongkai\ngongkai.warehouse()")]
    file = tmp_path / "one.ipynb"
    nbformat.write(book, file)
    with pytest.raises(CellExecutionError) as told:
        run_notebook(None, file)
    assert told.value.traceback.rpartition("------------------")[2].strip() == (
        f"WarehouseError: {tmp_path / 'none'}: there is no warehouse in this folder → gongkai run FILES… makes one; "
        "GONGKAI_HOME names another folder, GONGKAI_DATABASE_URL a server"
    )
