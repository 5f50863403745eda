"""Which warehouse is looked at: one's own as soon as there is one, the demo's before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from etl.audit import audit
from etl.commands.which_warehouse import settings_told
from etl.errors import GongkaiError
from etl.settings import Settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for warehouses, and no server named."""
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    return tmp_path


def test_demo_is_looked_at_as_long_as_it_is_all_there_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settings_told().home == home
    assert capsys.readouterr().err == ""
    (home / "demo" / "postgres").mkdir(parents=True)
    assert settings_told().home == home / "demo"
    assert "demo's warehouse" in capsys.readouterr().err
    (home / "postgres").mkdir()
    assert settings_told().home == home
    assert capsys.readouterr().err == ""


def test_audit_of_a_file_makes_no_server_beside_the_demos(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second server of one's own would take the demo's place for every command that reads."""
    used: list[Path] = []

    @contextmanager
    def scratch(settings: Settings) -> Iterator[str]:
        used.append(settings.home)
        raise GongkaiError("far enough")
        yield ""

    monkeypatch.setattr(audit, "scratch_database", scratch)
    (home / "demo" / "postgres").mkdir(parents=True)
    with pytest.raises(GongkaiError, match="far enough"):
        audit.audit_files([home / "report.txt"])
    assert used == [home / "demo"]


def test_server_that_is_named_comes_before_the_demo(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "demo" / "postgres").mkdir(parents=True)
    monkeypatch.setenv("GONGKAI_DATABASE_URL", "postgresql://reader@127.0.0.1:1/gongkai")
    settings = settings_told()
    assert (settings.home, settings.is_embedded) == (home, False)
