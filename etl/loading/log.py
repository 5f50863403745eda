"""What a run did, as lines for machines: one JSON object a line on standard error."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it brings what reads documents, which commands that only look at the warehouse don't need
    from etl.loading.loaded import Loaded


def line(event: str, **facts: Any) -> str:
    """One event: its time (UTC), its name and what belongs to it; ASCII, so that no text can end the line or colour it."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": now, "event": event, **facts}, default=str)


def write(event: str, **facts: Any) -> None:
    """Write one event at once."""
    sys.stderr.write(line(event, **facts) + "\n")
    sys.stderr.flush()


def of_file(loaded: Loaded) -> dict[str, Any]:
    """What became of a file: its path, its status, what it is, counts, and the error if there is one."""
    facts = {**asdict(loaded), "seconds": round(loaded.seconds, 3)}
    return {name: value for name, value in facts.items() if value not in ("", 0, None)}


def counters(results: Iterable[Loaded], seconds: float) -> dict[str, Any]:
    """The counts of a run: files by status, what was found in those that are loaded, and the time it took."""
    results = list(results)
    good = [one for one in results if one.status != "failed"]
    totals = ("statements", "figures", "disclosures", "indicators", "not_understood", "unknown_tables")
    return {
        "files": len(results),
        **dict(sorted(Counter(one.status for one in results).items())),
        **{name: sum(getattr(one, name) for one in good) for name in totals},
        "seconds": round(seconds, 3),
    }
