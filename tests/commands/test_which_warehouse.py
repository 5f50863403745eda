"""Which warehouse is looked at: one's own as soon as there is one, the demo's before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from etl.audit import audit
from etl.cli import app
from etl.commands.which_warehouse import settings_told
from etl.errors import GongkaiError
from etl.settings import FOLDER, Settings, demo_settings, load_settings
from etl.warehouse.embedded.server import EmbeddedServer


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for warehouses, and no server named."""
    monkeypatch.delenv("GONGKAI_DATABASE_URL", raising=False)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    return tmp_path


def test_demo_is_looked_at_as_long_as_it_is_all_there_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settings_told().home == home
    assert capsys.readouterr().err == f"warehouse: {home}\n"
    (home / "demo" / "postgres").mkdir(parents=True)
    assert settings_told().home == home / "demo"
    assert "demo's warehouse" in capsys.readouterr().err
    (home / "postgres").mkdir()
    assert settings_told().home == home
    assert capsys.readouterr().err == f"warehouse: {home}\n"


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


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person with data of programs in `data`, who works in a/b/c."""
    for name in ("GONGKAI_DATABASE_URL", "GONGKAI_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    here = tmp_path / "a" / "b" / "c"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    return here


def test_every_folder_without_a_warehouse_has_the_users(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = nowhere.parents[2] / "data"
    assert load_settings().home == data / "gongkai"
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert load_settings().home == data.parent / ".local/share/gongkai"


def test_the_nearest_warehouse_upwards_is_taken(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far, near = nowhere.parents[1] / FOLDER, nowhere.parent / FOLDER
    (far / "postgres").mkdir(parents=True)
    assert load_settings().home == far
    near.mkdir()  # one that is to be made there
    assert load_settings().home == near
    monkeypatch.setenv("GONGKAI_HOME", str(nowhere / "named"))
    assert load_settings().home == nowhere / "named"


def test_the_demos_is_nobodys_own(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    demo = nowhere.parent / FOLDER / "demo"
    (demo / "postgres").mkdir(parents=True)
    users = nowhere.parents[2] / "data" / "gongkai"
    assert load_settings().home == users
    assert settings_told().home == demo
    assert "demo's warehouse" in capsys.readouterr().err
    (users / "postgres").mkdir(parents=True)
    assert settings_told().home == users
    assert demo_settings(load_settings()).home == demo
    (demo.parent / "cache").mkdir()
    assert settings_told().home == users
    (demo.parent / "postgres").mkdir()  # a warehouse from before, beside the demo's
    assert settings_told().home == demo.parent


def test_the_demo_is_made_where_it_is_run(nowhere: Path) -> None:
    assert demo_settings(load_settings()).home == nowhere / FOLDER / "demo"


def test_what_another_user_put_above_is_not_taken(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    above, here = nowhere.parent / FOLDER, nowhere / FOLDER
    (above / "postgres").mkdir(parents=True)
    (here / "postgres").mkdir(parents=True)
    ours = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: ours + 1)
    assert load_settings().home == nowhere.parents[2] / "data" / "gongkai"
    monkeypatch.setattr(os, "geteuid", lambda: ours)
    if ours == 0:  # root takes another's where it works, and nowhere above
        for folder in (above, here):
            os.chown(folder, 12345, -1)
        assert load_settings().home == here
        here.rename(nowhere / "away")
        assert load_settings().home == nowhere.parents[2] / "data" / "gongkai"


def test_a_working_folder_that_is_gone_is_no_obstacle(nowhere: Path) -> None:
    nowhere.rmdir()
    assert load_settings().home == nowhere.parents[2] / "data" / "gongkai"


def test_a_warehouse_of_a_folder_becomes_the_users(nowhere: Path, server_url: str) -> None:
    """What `gongkai db move` does: the server, its rows and all that lies beside it, but the demo's."""
    server = EmbeddedServer(Settings(database_url=None, home=nowhere / FOLDER, durable=False))
    with psycopg.connect(server.ensure(), autocommit=True) as connection:
        connection.execute("create table t as select 1 as n")
    (nowhere / FOLDER / "documents").mkdir()
    (nowhere / FOLDER / "demo").mkdir()
    users = nowhere.parents[2] / "data" / "gongkai"
    try:
        done = CliRunner().invoke(app, ["db", "move"])
        assert (done.exit_code, done.exception) == (0, None)
        assert load_settings().home == users
        assert sorted(one.name for one in users.iterdir()) == ["documents", "postgres"]
        assert [one.name for one in (nowhere / FOLDER).iterdir()] == ["demo"]
        moved = EmbeddedServer(load_settings())
        with psycopg.connect(moved.ensure()) as connection:
            assert connection.execute("select n from t").fetchone() == (1,)
        again = CliRunner().invoke(app, ["db", "move"])
        assert "there is a warehouse already" in str(again.exception)
    finally:
        EmbeddedServer(Settings(database_url=None, home=users)).stop()
        server.stop()


def test_no_warehouse_is_looked_for_above_ones_home(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    above, home = nowhere.parents[1], nowhere.parent
    (above / FOLDER / "postgres").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    assert load_settings().home == nowhere.parents[2] / "data" / "gongkai"
    (home / FOLDER / "postgres").mkdir(parents=True)
    assert load_settings().home == home / FOLDER
