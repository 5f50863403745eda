"""Writers: a rendered report as a file of each format. Libraries that only writing needs are imported when a writer runs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from samples.maker.grid import Rendered

FORMATS = ("txt", "html", "docx", "xlsx", "xls", "pdf")
"""Of which chance chooses one."""
SET_AS_PDF = ("ofd",)
"""Written from what the pages of the PDF draw."""


def write(report: Rendered, path: Path) -> Path:
    """Write a report in the format of the path's suffix. Raises ValueError for a format that has no writer."""
    suffix = path.suffix.lstrip(".")
    if suffix not in (known := FORMATS + SET_AS_PDF):
        raise ValueError(f"{path.name}: samples are written as {', '.join(known)}, not {suffix!r}")
    module = {"txt": "text"}.get(suffix, suffix)
    try:
        writer: Callable[[Rendered, Path], None] = import_module(f"samples.maker.writers.{module}").write
    except ModuleNotFoundError as error:
        raise ValueError(
            f"{path.name}: writing {suffix} needs {error.name}, a development dependency; install gongkai[dev]"
        ) from error
    writer(report, path)
    return path
