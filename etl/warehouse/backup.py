"""A warehouse as one file, and back: PostgreSQL's own pg_dump and pg_restore, of a version that fits the server."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from etl.errors import UnreachableError, WarehouseError
from etl.output import replacing, writing
from etl.settings import masked
from etl.warehouse.content_hash import differing, table_hashes
from etl.warehouse.embedded.binaries import wheel_programs
from etl.warehouse.engine import connect
from etl.warehouse.scratch import empty_database

OURS = ("raw", "core", "core_partition", "dbt_staging", "dbt_intermediate", "dbt_quality", "marts", "marts_zh")
"""The schemas of a warehouse; anything else in the database is not ours to copy."""

_AGAIN = "take an older backup, and write a new one: gongkai db backup --verify"
_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def backup(url: str, path: Path) -> None:
    """Write the warehouse to `path`, in pg_dump's custom format, as of one moment; loads and builds may go on meanwhile.

    Beside it, in `path`.hash, the file's own hash and one of each table's rows at that moment, for `verify`. Both appear whole or not
    at all. Owners and rights are left out: `gongkai db roles` gives them anew. Raises WarehouseError where no pg_dump fits the server
    or it fails, OutputError where a file can't be written.
    """
    with connect(url) as connection, replacing(path) as new, replacing(_hashes_beside(path)) as hashes:
        program = _program("pg_dump", connection)
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection.execute("begin isolation level repeatable read, read only")
        (moment,) = connection.execute("select pg_export_snapshot()").fetchone() or ("",)
        schemas = [f"--schema={name}" for name in OURS]
        arguments = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={moment}",
            *schemas,
            f"--file={new}",
        ]
        _run(program, url, arguments, path)
        found = {"file": file_hash(new), "tables": table_hashes(connection, OURS)}
        connection.execute("rollback")
        with writing(path):
            hashes.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def verify(url: str, path: Path) -> int:
    """See that a file of `backup` is what was written, and that restoring it gives the rows that the warehouse had; how many tables it has.

    It is restored into a database of its own on the server of `url`, dropped at the end. Raises WarehouseError where the file is damaged,
    a table's rows aren't those that were, or the role may not create databases; UnreachableError where a file isn't there.
    """
    written = _written(path)
    _check_file(path, written)
    step = f"alter role … createdb, or restore {path.name} on another server"
    with empty_database(url, "verification", step) as scratch:
        _restore(scratch, path)
        with connect(scratch) as connection:
            found = table_hashes(connection, OURS)
    wrong = differing(written["tables"], found)
    if wrong:
        raise WarehouseError(
            f"restored, these tables aren't what they were: {', '.join(wrong[:10])}", place=str(path), next_step=_AGAIN
        )
    return len(found)


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hashes_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.hash")


def _written(path: Path) -> dict[str, Any]:
    """What was noted when the backup was written: the file's hash, and its tables'."""
    beside = _hashes_beside(path)
    try:
        noted = json.loads(beside.read_bytes())
        return {
            "file": str(noted["file"]),
            "tables": {str(name): str(value) for name, value in noted["tables"].items()},
        }
    except OSError as error:
        raise UnreachableError(
            f"can't be opened ({error.strerror or error})",
            place=str(beside),
            next_step="keep it beside the backup: gongkai db backup writes both",
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WarehouseError("is no list of hashes, or a damaged one", place=str(beside), next_step=_AGAIN) from error


def _check_file(path: Path, written: Mapping[str, Any]) -> None:
    try:
        found = file_hash(path)
    except OSError as error:
        raise _unreachable(path, error) from error
    if found != written["file"]:
        raise WarehouseError("is damaged: its bytes aren't those that were written", place=str(path), next_step=_AGAIN)


def _unreachable(path: Path, error: OSError) -> UnreachableError:
    return UnreachableError(
        f"can't be opened ({error.strerror or error})",
        place=str(path),
        next_step="name a file that gongkai db backup wrote",
    )


def restore(url: str, path: Path) -> None:
    """Fill a database that holds no warehouse from a file of `backup`, in one transaction.

    Raises WarehouseError where the database holds one already, no pg_restore fits, or the file is damaged; nothing is changed then.
    A file without its hashes beside it is taken as it is.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreachable(path, error) from error
    if _hashes_beside(path).is_file():
        _check_file(path, _written(path))
    _restore(url, path)


def _restore(url: str, path: Path) -> None:
    with connect(url) as connection:
        present = [
            name
            for (name,) in connection.execute("select nspname from pg_namespace where nspname = any(%s)", (list(OURS),))
        ]
        if present:
            raise WarehouseError(
                f"there is a warehouse already: schemas {', '.join(sorted(present))}",
                place=masked(url),
                next_step="restore into an empty database: name one in GONGKAI_DATABASE_URL, or a new folder in GONGKAI_HOME",
            )
        program = _program("pg_restore", connection)
    _run(program, url, ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(path)], path)
    with connect(url) as connection:
        connection.execute("analyze")


def _run(program: Path, url: str, arguments: list[str], path: Path) -> None:
    """Run a program on the warehouse; the password goes by the environment, which other users can't list."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    environment = dict(os.environ)
    password = parts.pop("password", None)
    if password is not None:
        environment["PGPASSWORD"] = password
    done = subprocess.run(  # noqa: S603 — PostgreSQL's program, no shell
        [program, f"--dbname={make_conninfo(**parts)}", "--no-password", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise WarehouseError(
            f"{program.name} failed: {' '.join(done.stderr.split())[:500]}",
            place=str(path),
            next_step="see that the file is whole and that the role owns the database",
        )


def _program(name: str, connection: psycopg.Connection[Any]) -> Path:
    """The program of the server's major version, or else of the next newer one: an older one can't read the server."""
    wanted = connection.info.server_version // 10_000
    found: dict[int, Path] = {}
    for path in _candidates(name):
        shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 — asks its version
        if match := _VERSION.search(shown.stdout):
            found.setdefault(int(match[1]), path)
    fitting = sorted(version for version in found if version >= wanted)
    if not fitting:
        has = f"only of {', '.join(map(str, sorted(found)))}" if found else "none"
        raise WarehouseError(
            f"no {name} for PostgreSQL {wanted} ({has})", next_step=f"install postgresql-client-{wanted} or newer"
        )
    return found[fitting[0]]


def _candidates(name: str) -> list[Path]:
    places = [shutil.which(name), *sorted(_DEBIAN.glob(f"*/bin/{name}"))]
    with suppress(WarehouseError):
        places.append(wheel_programs() / name)
    return [Path(place) for place in places if place and Path(place).is_file()]
