"""Where the published reports and the lists made of them by hand lie; GONGKAI_REPORTS names the folder of reports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPORTS = Path(os.environ["GONGKAI_REPORTS"]) if os.environ.get("GONGKAI_REPORTS") else None
LISTS = REPORTS.parent / "acceptance" if REPORTS else None

needs_reports = pytest.mark.skipif(REPORTS is None or not REPORTS.is_dir(), reason="GONGKAI_REPORTS names no folder")


def published() -> list[Path]:
    """The published reports, by name."""
    if REPORTS is None or not REPORTS.is_dir():
        return []
    return sorted(path for path in REPORTS.iterdir() if path.suffix in {".txt", ".pdf"})


def listed(path: Path, what: str) -> Path | None:
    """The list of a report's tables or prose, None where there is none."""
    found = LISTS / "gold" / f"{path.stem}.{what}.csv" if LISTS else None
    return found if found is not None and found.is_file() else None
