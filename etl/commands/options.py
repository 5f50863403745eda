"""Options, arguments and exit codes that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

LEFT_OUT = 3
"""Exit code of a build that left reports out of marts; all else was built."""

Paths = Annotated[
    list[str],
    typer.Argument(help="Files, folders of files, or URLs of either that fsspec opens (s3://…).", show_default=False),
]
OF_AGENCY = "An agency: its name, a spelling of it, parts of its name with spaces between them, or its key; or a file or folder of its reports."
"""What every command takes for the name of one (`etl.loading.meant`)."""
OfAgency = Annotated[str, typer.Option("--agency", help=OF_AGENCY, show_default=False)]

Workers = Annotated[
    int | None, typer.Option("--workers", "-j", help="Processes that read files; default: one a core.", min=1)
]
Timeout = Annotated[
    float, typer.Option("--timeout", help="Seconds that a file may take; one that takes longer fails alone.", min=1)
]

Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        help="Read on the Dask cluster of this scheduler, tcp://host:port; its workers see the files under the same paths.",
    ),
]


class LogFormat(StrEnum):
    """How a run tells what it does: a table for people, or a JSON object a line on standard error."""

    TEXT = "text"
    JSON = "json"


Log = Annotated[
    LogFormat,
    typer.Option("--log-format", help="text: a table; json: a line a file and the counts, on standard error."),
]
