"""Writes an audit to the file that a person names; its end says as what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from etl.audit.output import as_csv, as_json
from etl.audit.result import Audit
from etl.desk.illustrations import Files, illustrate
from etl.desk.page import page
from etl.desk.work_list import write_work_list
from etl.errors import OutputError
from etl.loading.reading import TIMEOUT
from etl.output import replacing

SUFFIXES = (".html", ".htm", ".xlsx", ".json", ".csv")
_ELSEWHERE = "name another file with --output"


def check_suffix(path: Path) -> None:
    """OutputError where an audit can't be written as a file of that name."""
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(
            "its end says of no format what it is", place=path.name, next_step=f"end it with {', '.join(SUFFIXES)}"
        )


def write_audit(
    path: Path, audit: Audit, files: Files, unread: Sequence[str] = (), *, timeout: float = TIMEOUT
) -> None:
    """Write an audit, whole or not at all; `files` give the pictures, `unread` says why files weren't audited. OutputError where the system refuses."""
    check_suffix(path)
    kind = path.suffix.lower()
    with replacing(path, _ELSEWHERE) as new:
        if kind in (".html", ".htm"):
            illustrations = illustrate(audit.findings, files, timeout=timeout)
            new.write_text(page(audit, illustrations, unread), encoding="utf-8")
        elif kind == ".xlsx":
            write_work_list(new, audit, illustrate(audit.findings, files, pictures=False, timeout=timeout), unread)
        elif kind == ".json":
            new.write_text(as_json(audit, unread), encoding="utf-8")
        else:
            # With the mark that makes spreadsheet programs take it for what it is.
            new.write_text(as_csv(audit, unread), encoding="utf-8-sig")
