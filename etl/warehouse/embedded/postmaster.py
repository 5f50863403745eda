"""Whether a process runs on a data folder: what postmaster.pid says, checked against the processes there are."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The main process of a server."""

    pid: int

    @classmethod
    def of(cls, data: Path) -> Postmaster | None:
        """The server on this data folder, None if none runs. A crashed server's number may belong to anyone by now."""
        pid = _noted(data)
        if pid is None or not _is_alive(pid) or not _works_in(pid, data):
            return None
        return cls(pid)

    @staticmethod
    def forget_stale(data: Path) -> None:
        """Remove the pid file of a server that is gone, which would keep a new one from starting.

        Only to be called when `of` gave None. Workers that outlive their server are still noticed: PostgreSQL asks
        the shared memory of the data folder, not this file.
        """
        (data / "postmaster.pid").unlink(missing_ok=True)


def _noted(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text("utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # someone else's
    try:
        # The state follows the name, which may hold anything, in parentheses.
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return not Path("/proc/self").exists() and not _ps(pid, "stat=").startswith("Z")
    except (OSError, IndexError):
        return True


def _works_in(pid: int, data: Path) -> bool:
    """Whether the process is a server on this folder: a server's working directory is its data folder."""
    proc = Path(f"/proc/{pid}")
    try:
        return os.path.samefile(proc / "cwd", data)
    except FileNotFoundError:
        # No /proc (macOS): the command line names the program.
        return not Path("/proc/self").exists() and "postgres" in _ps(pid, "command=")
    except OSError:
        # Another user's: its name is readable at least.
        try:
            return (proc / "comm").read_text("utf-8", "replace").strip() == "postgres"
        except OSError:
            return False


def _ps(pid: int, field: str) -> str:
    command = ["/bin/ps", "-o", field, "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 — no shell
