"""Whether a service that watches is well: it notes what it is at, and a health check reads the note.

A process that runs may have been waiting for its server since yesterday, or hang in a look: the container runtime sees neither.
`python -m etl.loading.pulse` ends with 0 where the service beside it is well, else with 1 and the reason in a line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from etl.errors import OutputError
from etl.output import replacing
from etl.settings import load_settings

FILE = "pulse.json"
LONGEST_WORK = 6 * 3600.0
"""Seconds that one look may take: a folder of thousands of scans, a build of everything."""
LONGEST_WAIT = 300.0
"""Seconds that a service may wait for its server or its folder, or say nothing between two looks, before it is called ill."""


@dataclass(frozen=True, slots=True)
class _Note:
    """What a service is at, since when (seconds of the clock), why it waits, and how long it rests between two looks."""

    state: str
    since: float
    error: str
    interval: float


@dataclass(frozen=True, slots=True)
class Pulse:
    """The note of a service in its own folder: `working` in a look, `resting` between two, `waiting` where something is away.

    `interval`: seconds between two looks.
    """

    file: Path
    interval: float = 0.0
    clock: Callable[[], float] = time.time

    def note(self, state: str, error: str = "") -> None:
        """What the service is at from now on. A `waiting` after another keeps the time of the first. A disk that is full is no reason to end."""
        before = self._read()
        since = before.since if before is not None and before.state == state == "waiting" else self.clock()
        with suppress(OutputError), replacing(self.file) as part:
            part.write_text(json.dumps(asdict(_Note(state, since, error, self.interval))), encoding="utf-8")

    def illness(self) -> str:
        """Why the service isn't well; "" where it is."""
        read = self._read()
        if read is None:
            return "has noted nothing yet"
        seconds = self.clock() - read.since
        if read.state == "waiting" and seconds > LONGEST_WAIT:
            return f"waiting for {seconds:.0f} s: {read.error}"
        if read.state == "working" and seconds > LONGEST_WORK:
            return f"at one look for {seconds:.0f} s"
        if read.state == "resting" and seconds > LONGEST_WAIT + read.interval:
            return f"no look for {seconds:.0f} s"
        return ""

    def _read(self) -> _Note | None:
        try:
            return _Note(**json.loads(self.file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def pulse_of(home: Path, interval: float = 0.0) -> Pulse:
    """The note of the service whose folder is `home`."""
    return Pulse(home / FILE, interval)


def main() -> None:
    """The health check."""
    illness = pulse_of(load_settings().home).illness()
    if illness:
        sys.stdout.write(illness + "\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
