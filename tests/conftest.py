"""Databases for tests: one server a session, a fresh database a test, one warehouse of the samples for all that only read it.

The server is the embedded one in a folder of the session's, which its processes share, or the one that GONGKAI_TEST_DATABASE_URL names (its role must be
allowed to create databases). What the developer's own GONGKAI_DATABASE_URL names is never touched.
"""

from __future__ import annotations

import fcntl
import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from etl.settings import Settings
from etl.warehouse.compiled_rules import kept_plan

if TYPE_CHECKING:
    from etl.warehouse.embedded.server import EmbeddedServer

os.environ.setdefault("GONGKAI_HOME", str(Path(__file__).parents[1] / ".cache" / "home"))  # never the developer's own
os.environ["GONGKAI_LANG"] = "en"  # whatever the developer's locale is; tests of the language set their own


_OBJECTS = 50_000
"""New objects, after which Python looks for garbage. Tests stay in memory once they are collected: with Python's 700, a third of the time that collecting
them takes went into looking through them again."""


_FOLDER = "GONGKAI_TEST_FOLDER"
"""The variable that names the folder of the session to its processes: what one of them made there the others use."""


_BUILDS = "home-with-builds"
"""The home, below that folder, in which a first build of the samples and one of changed reports are kept."""


_ROOM = 6 * 2**30
"""Bytes that have to be free in memory: what the server of all tests at once leaves there is less than half of it."""


def _memory() -> Path | None:
    """Linux's file system in memory, where there is room; None: the temporary folder.

    A test's own database is 700 files: to make and drop them on a disk's file system takes eight times the processor time.
    """
    shared, told = Path("/dev/shm"), Path("/proc/meminfo")  # noqa: S108 — mkdtemp makes a folder of the session's in it
    if not (told.exists() and os.access(shared, os.W_OK)):
        return None
    disk = os.statvfs(shared)
    kilobytes = next(
        (line.split()[1] for line in told.read_text().splitlines() if line.startswith("MemAvailable:")), "0"
    )
    return shared if min(disk.f_bavail * disk.f_frsize, int(kilobytes) * 1024) >= _ROOM else None


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the session, before its processes are started, and have none of them look for garbage all the time."""
    gc.set_threshold(_OBJECTS)
    if not hasattr(config, "workerinput"):
        # Directly below the temporary folder and not in pytest's, which is private to us: as root the server is another user's.
        folder = Path(tempfile.mkdtemp(prefix="gongkai-test-", dir=_memory()))
        folder.chmod(0o711)
        os.environ[_FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Once all processes of the session have ended: nothing of it stays, on a server that was named neither."""
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ[_FOLDER])
    samples = folder / "samples"
    if samples.exists() and "GONGKAI_TEST_DATABASE_URL" in os.environ:
        _drop(os.environ["GONGKAI_TEST_DATABASE_URL"], samples.read_text("utf-8"))
    if (folder / "home").exists():
        _server(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of the session, of all its processes."""
    return Path(os.environ[_FOLDER])


@contextmanager
def _alone(folder: Path, what: str) -> Iterator[None]:
    """The processes of the session do this one after the other."""
    with (folder / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _server(folder: Path) -> EmbeddedServer:
    from etl.warehouse.embedded.server import EmbeddedServer

    return EmbeddedServer(Settings(database_url=None, home=folder / "home", durable=False))


@pytest.fixture(scope="session")
def server_url(shared_folder: Path) -> str:
    """The libpq URL of a PostgreSQL server on which tests may create databases, one for all processes of the session."""
    given = os.environ.get("GONGKAI_TEST_DATABASE_URL")
    if given:
        return given
    with _alone(shared_folder, "server"):
        return _server(shared_folder).ensure()


def _named(url: str, database: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{quote(database)}").geturl()


def _create(server: str, name: str, template: str = "template0") -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        # PostgreSQL 15 and newer otherwise write each page of the copy to the log, too; before, this was the only way.
        way = "strategy file_copy" if connection.info.server_version >= 150_000 else ""
        connection.execute(
            sql.SQL("create database {} template {} {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.SQL(way)
            )
        )


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def _template(server_url: str) -> Iterator[str]:
    """A database with all tables and views of the models, which `database` copies."""
    from etl.warehouse.schema import create_from_models

    name = f"gongkai_template_{secrets.token_hex(4)}"
    _create(server_url, name)
    try:
        create_from_models(_named(server_url, name))
        yield name
    finally:
        _drop(server_url, name)


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """The libpq URL of a database with nothing in it."""
    name = f"gongkai_test_{secrets.token_hex(4)}"
    _create(server_url, name)
    try:
        yield _named(server_url, name)
    finally:
        _drop(server_url, name)


@pytest.fixture
def database(server_url: str, _template: str) -> Iterator[str]:
    """The libpq URL of an empty warehouse: all tables and views, no rows."""
    name = f"gongkai_test_{secrets.token_hex(4)}"
    _create(server_url, name, _template)
    try:
        yield _named(server_url, name)
    finally:
        _drop(server_url, name)


@pytest.fixture(scope="module")
def module_database(server_url: str, _template: str) -> Iterator[str]:
    """The same for all tests of a module, for those that load once and then only read."""
    name = f"gongkai_test_{secrets.token_hex(4)}"
    _create(server_url, name, _template)
    try:
        yield _named(server_url, name)
    finally:
        _drop(server_url, name)


@pytest.fixture(scope="session")
def _compiled_rules(server_url: str, shared_folder: Path) -> Path:
    """The folder with the rules of an audit as dbt compiles them: by the first process of the session that asks, while others wait."""
    from etl.audit.rule_queries import load_plan
    from etl.audit.scratch import scratch_database

    home = shared_folder / "compiled-rules"
    home.mkdir(exist_ok=True)
    settings = Settings(database_url=SecretStr(server_url), home=home)
    with _alone(shared_folder, "compiled-rules"):
        if kept_plan(settings) is None:
            with scratch_database(settings) as url:
                load_plan(settings, url)
    return home / "audit"


@pytest.fixture(scope="module")
def home_with_rules(_compiled_rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the module's own that holds the compiled rules, as after an audit."""
    home = tmp_path_factory.mktemp("home")
    (home / "audit").mkdir()
    for plan in _compiled_rules.glob("plan-*.json"):
        shutil.copy(plan, home / "audit")
    return home


@pytest.fixture(scope="session")
def samples_home(shared_folder: Path) -> Path:
    """The folder in which the build of `samples` leaves dbt's manifests."""
    return shared_folder / "samples-home"


@pytest.fixture(scope="session")
def samples(
    server_url: str, _template: str, samples_home: Path, shared_folder: Path
) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a warehouse of the samples with its marts, built once a session: only read it."""
    from etl.warehouse.build import build
    from scripts.queries import fill_with_samples

    made = shared_folder / "samples"
    with _alone(shared_folder, "samples"):
        if not made.exists():
            name = f"gongkai_samples_{secrets.token_hex(4)}"
            _create(server_url, name, _template)
            try:
                settings = Settings(database_url=SecretStr(_named(server_url, name)), home=samples_home)
                fill_with_samples(settings)
                # Again of one report, which changes no row: both kinds of builds are kept then, in a copy of the home.
                shutil.copytree(samples_home, shared_folder / _BUILDS)
                with psycopg.connect(_named(server_url, name), autocommit=True) as opened:
                    opened.execute(
                        "update dbt_intermediate.built_report set version = '' where report_key = (select min(report_key) from core.dim_report)"
                    )
                assert build(settings.model_copy(update={"home": shared_folder / _BUILDS})).ok
            except BaseException:
                _drop(server_url, name)
                raise
            made.write_text(name, "utf-8")
    with psycopg.connect(_named(server_url, made.read_text("utf-8")), autocommit=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def home_with_builds(
    samples: psycopg.Connection[Any], shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home of the module's own that holds what builds of the samples left there: a first build, and one of few changed reports, are said
    again without dbt (etl/warehouse/repeated.py), in a second or two each. For tests of what marts hold; those of dbt itself ask dbt."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(shared_folder / _BUILDS, home, dirs_exist_ok=True)
    return home


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to an empty warehouse, in autocommit mode."""
    with psycopg.connect(database, autocommit=True) as opened:
        yield opened


@pytest.fixture
def server_roles(server_url: str) -> Iterator[None]:
    """The roles of the whole server are this test's alone: others that make or drop them, in other processes, wait.

    The test begins without them, and they are gone when its databases are: this fixture is asked for before a database.
    """
    from etl.warehouse.roles import GROUPS, SERVICES

    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext('roles of the server'))")
        left = connection.execute("select rolname from pg_roles where rolname = any(%s)", ([*SERVICES, *GROUPS],))
        assert left.fetchall() == [], "a test made the server's roles without the fixture server_roles"
        yield
        for name in (*people(connection), *SERVICES, *GROUPS):
            connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))


def people(connection: psycopg.Connection[Any]) -> list[str]:
    """The logins of persons on the server: members of gongkai's groups that aren't services."""
    from etl.warehouse.roles import GROUPS, SERVICES

    found = connection.execute(
        """
        select distinct r.rolname from pg_auth_members as m
        inner join pg_roles as r on m.member = r.oid inner join pg_roles as g on m.roleid = g.oid
        where g.rolname = any(%s) and r.rolname <> all(%s) and not r.rolsuper
        """,
        (list(GROUPS), list(SERVICES)),
    )
    return [name for (name,) in found]


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, each content once: for tests of what becomes of what was read."""
    import etl.loading.load
    from etl.loading.reading import Outcome, read_one
    from etl.loading.sources import Source

    known: dict[tuple[str, bytes], Outcome] = {}

    def read_all(files: Sequence[Path], **_: Any) -> Iterator[tuple[Source, Outcome]]:
        for file in files:
            key = (file.name, file.read_bytes())
            if key not in known:
                known[key] = read_one(file)
            yield file, known[key]

    monkeypatch.setattr(etl.loading.load, "read_all", read_all)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many processes again as there are cores: a test waits for the server a third of its time."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + (cores + 1) // 2


_MADE_ONCE = ("samples", "_compiled_rules")
"""Fixtures that the first process that asks makes in half a minute or more, while others that ask wait for it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the server is marked `integration`, so that nobody has to remember.

    Of the modules that want what is made once a session, one is the first of all, and the others are the last: nobody waits.
    """
    wanted: dict[str, set[str]] = {}
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "server_url" in fixtures:
            item.add_marker(pytest.mark.integration)
        wanted.setdefault(item.location[0], set()).update(name for name in _MADE_ONCE if name in fixtures)
    makers = {next((module for module, names in wanted.items() if name in names), "") for name in _MADE_ONCE}
    items.sort(key=lambda item: (item.location[0] not in makers, bool(wanted[item.location[0]])))
