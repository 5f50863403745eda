"""Where the embedded server keeps its data, and with whose rights. No rights of folders that aren't ours are ever changed."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from etl.errors import WarehouseError
from etl.warehouse.embedded.account import Account, choose

SOCKET_PATH_BYTES = 107
"""Longest path of a Unix socket (sizeof sun_path less one on Linux; macOS allows 103, and the fallback is shorter)."""


@dataclass(frozen=True, slots=True)
class Place:
    """The server's folders.

    `folder` (GONGKAI_HOME/postgres) holds what clients read: lock, port, password. `root` holds what the server owns:
    `data`, the log, the socket. They are the same folder for an ordinary user, and may lie apart for root.
    """

    folder: Path
    root: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.root / "postgres.log"

    def prepare(self) -> None:
        """Make the folders that are missing, private to us and to the server's user."""
        mode = 0o711 if self.account else 0o700  # the server's user passes through; it can't list
        try:
            for missing in reversed([p for p in (self.folder, *self.folder.parents) if not p.exists()]):
                missing.mkdir(mode=mode, exist_ok=True)
            if not self.root.exists():
                if self.root.parent != self.folder:
                    self.root.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
                self.root.mkdir(mode=0o700, exist_ok=True)
                self.hand_over(self.root)
        except OSError as error:
            raise WarehouseError(
                f"can't make the folder of the embedded server: {error.strerror}",
                place=str(error.filename or self.folder),
                next_step="set GONGKAI_HOME to a folder that you may write to",
            ) from error

    def hand_over(self, path: Path) -> None:
        """Give a folder of the server's to its user; a file for clients to the owner of `folder`."""
        if os.geteuid() != 0:
            return
        owner = self.account if path == self.root else owner_of(self.folder)
        if owner is not None:
            os.chown(path, owner.uid, owner.gid)

    def sockets(self, port: int) -> Path:
        """The private folder of the socket: beside the data, or a temporary one where that path is too long for a socket."""
        beside = self.root / "socket"
        if _fits(beside, port) and not _odd(beside):
            beside.mkdir(mode=0o700, exist_ok=True)
            self._give(beside)
            return beside
        note = self.root / "socket.path"
        with contextlib.suppress(OSError, ValueError):
            known = Path(note.read_text("utf-8"))
            seen = known.lstat()
            uid = self.account.uid if self.account else os.geteuid()
            # A folder that someone else put there isn't used.
            if (
                stat.S_ISDIR(seen.st_mode)
                and seen.st_uid == uid
                and not stat.S_IMODE(seen.st_mode) & 0o077
                and _fits(known, port)
            ):
                return known
        temporary = Path(tempfile.mkdtemp(prefix="gongkai-"))
        if not _fits(temporary, port):
            temporary.rmdir()
            temporary = Path(tempfile.mkdtemp(prefix="gongkai-", dir="/tmp"))
        self._give(temporary)
        write_private(note, str(temporary), self.account)
        return temporary

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)


def locate(folder: Path, system_user: str, private_root: Path) -> Place:
    """Decide where the server of `folder` lives and who runs it; creates nothing but, for root, the system user.

    An ordinary user's server lives in `folder/server`. So does root's, where the system user that runs it may pass through
    the folders above; where it may not (below /root, say), it lives in `private_root/<hash of the folder>`.
    """
    near = folder / "server"
    account = choose(near / "data", system_user)
    if account is None:
        return Place(folder, near, None)
    name = blake2b(os.fsencode(folder.resolve()), digest_size=8).hexdigest()
    far = private_root / name
    # Where data is, there the server stays, even if folders have been opened or closed since.
    if (near / "data").exists():
        return Place(folder, near, account)
    existing = next(p for p in (near, *near.parents) if p.exists())
    if not (far / "data").exists() and account.can(existing):
        return Place(folder, near, account)
    return Place(folder, far, choose(far / "data", system_user))


def owner_of(folder: Path) -> Account | None:
    """Whose folder it is, where we are root and it isn't root's; else None."""
    if os.geteuid() != 0:
        return None
    seen = folder.stat()
    return Account("", seen.st_uid, seen.st_gid) if seen.st_uid else None


def write_private(path: Path, text: str, owner: Account | None) -> None:
    """Write a file that only its owner reads (0600), whole or not at all; `owner` None: we."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if owner is not None and os.geteuid() == 0:
            shutil.chown(name, owner.uid, owner.gid)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fits(folder: Path, port: int) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{port}.lock")) <= SOCKET_PATH_BYTES


def _odd(folder: Path) -> bool:
    """Characters that the list of socket folders in postgresql.conf can't hold."""
    return any(c in str(folder) for c in '"\n\r')
