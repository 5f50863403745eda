"""Who runs the embedded server: PostgreSQL refuses root, so root hands it to a system user."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import WarehouseError

NAME = "gongkai"
"""The system user that is created where none of the usual ones exists."""


@dataclass(frozen=True, slots=True)
class Account:
    """A system user to run the server as."""

    name: str
    uid: int
    gid: int

    @property
    def options(self) -> Mapping[str, Any]:
        """What makes `subprocess` run as this user, without root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, path: Path) -> bool:
        """Whether the user may enter this folder or run this program (asked of the kernel: modes, ACLs and mounts count)."""
        test = shutil.which("test") or "/usr/bin/test"
        command: Sequence[str] = [test, "-x", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.options).returncode == 0  # noqa: S603 — no shell


def choose(data: Path, wanted: str = "") -> Account | None:
    """Who runs the server whose data folder is `data`: None for ourselves, an account when we are root.

    A data folder that exists is run by its owner. Otherwise `wanted` (GONGKAI_SYSTEM_USER), else gongkai or postgres,
    whichever exists, else gongkai is created, else nobody. WarehouseError if there is none.
    """
    if os.geteuid() != 0:
        return None
    import pwd

    try:
        owner = data.stat().st_uid
    except OSError:  # not there; what else may be wrong shows when it is made
        owner = 0
    if owner:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            raise WarehouseError(
                f"the data folder belongs to user number {owner}, which this system doesn't know",
                place=str(data),
                next_step="give it to a user of this system (chown -R), or set GONGKAI_HOME to another folder",
            ) from None
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    names = (wanted,) if wanted else (NAME, "postgres")
    account = _first(names)
    if account is None and not wanted:
        _create()
        account = _first((NAME, "nobody"))
    if account is None or account.uid == 0:
        raise WarehouseError(
            f"PostgreSQL can't run as root, and there is no system user {wanted or NAME} to run it",
            next_step="name one in GONGKAI_SYSTEM_USER, run as an ordinary user, or set GONGKAI_DATABASE_URL",
        )
    return account


def _first(names: Sequence[str]) -> Account | None:
    import pwd

    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    return None


def _create() -> None:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd:
        command = [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            NAME,
        ]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603 — fixed words; failing, `nobody` is taken
