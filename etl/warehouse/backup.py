"""A warehouse as one file, and back: PostgreSQL's own pg_dump and pg_restore, of a version that fits the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from etl.errors import UnreachableError, WarehouseError
from etl.output import replacing
from etl.settings import masked
from etl.warehouse.embedded.binaries import wheel_programs
from etl.warehouse.engine import connect

OURS = ("raw", "core", "core_partition", "dbt_staging", "dbt_intermediate", "dbt_quality", "marts", "marts_zh")
"""The schemas of a warehouse; anything else in the database is not ours to copy."""

_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def backup(url: str, path: Path) -> None:
    """Write the warehouse to `path`, in pg_dump's custom format, as of one moment; loads and builds may go on meanwhile.

    The file appears whole or not at all. Owners and rights are left out: `gongkai db roles` gives them anew. Raises WarehouseError
    where no pg_dump fits the server or it fails, OutputError where the file can't be written.
    """
    with connect(url) as connection:
        program = _program("pg_dump", connection)
    with replacing(path) as new:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        schemas = [f"--schema={name}" for name in OURS]
        _run(program, url, ["--format=custom", "--no-owner", "--no-privileges", *schemas, f"--file={new}"], path)


def restore(url: str, path: Path) -> None:
    """Fill a database that holds no warehouse from a file of `backup`, in one transaction.

    Raises WarehouseError where the database holds one already, no pg_restore fits, or the file is damaged; nothing is changed then.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        raise UnreachableError(
            f"can't be opened ({error.strerror or error})",
            place=str(path),
            next_step="name a file that gongkai db backup wrote",
        ) from error
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
