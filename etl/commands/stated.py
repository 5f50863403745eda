"""Options by which a person says what a document doesn't: `--agency`, `--year`, `--kind`, `--scope`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from etl.errors import GongkaiError
from etl.head import StatedHead
from etl.language import _
from etl.loading.provenance import web_address
from etl.words.folding import printed_label

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Kind(StrEnum):
    """The kinds of reports."""

    BUDGET = "budget"
    FINAL_ACCOUNT = "final_account"


class Scope(StrEnum):
    """Whose money a report is about."""

    DEPARTMENT = "department"
    UNIT = "unit"


Agency = Annotated[
    str | None,
    typer.Option(
        "--agency", help="Whose report it is, where the document doesn't say it, or wrongly.", show_default=False
    ),
]
Year = Annotated[
    int | None,
    typer.Option("--year", help="Its fiscal year.", min=_FIRST_YEAR, max=_LAST_YEAR, show_default=False),
]
KindOption = Annotated[
    Kind | None, typer.Option("--kind", help="budget (预算) or final_account (决算).", show_default=False)
]
ScopeOption = Annotated[
    Scope | None, typer.Option("--scope", help="department (部门) or unit (单位).", show_default=False)
]


SourceUrl = Annotated[
    str | None,
    typer.Option(
        "--source-url", help="Where it was published: the address of the page or the file.", show_default=False
    ),
]


def checked_url(url: str | None) -> str | None:
    """The address that a person gives. GongkaiError where it is none."""
    if url is not None and not web_address(url.strip()):
        raise GongkaiError(
            _("no address of the web"), place=f"--source-url {url[:80]}", next_step=_("write it with https://")
        )
    return url.strip() if url is not None else None


def stated_head(agency: str | None, year: int | None, kind: Kind | None, scope: Scope | None) -> StatedHead | None:
    """A person's word, None where none is given. GongkaiError for an agency without a name."""
    name = None if agency is None else printed_label(agency)
    if name == "":
        raise GongkaiError(
            _("--agency has no name"), next_step=_("give the agency's full name, 青山市水务局 for example")
        )
    if name is None and year is None and kind is None and scope is None:
        return None
    return StatedHead(
        name,
        year,
        "budget" if kind is Kind.BUDGET else "final_account" if kind else None,
        scope.value if scope else None,
    )
