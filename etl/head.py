"""Whose a report is, of which year, kind and scope, and what says so: known to every step after reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReportKind = Literal["budget", "final_account"]
Scope = Literal["department", "unit"]


@dataclass(frozen=True, slots=True)
class StatedHead:
    """What a person says of a report (`--agency`, `--year`, `--kind`, `--scope`), before all that the document says. None where nothing."""

    agency: str | None = None
    fiscal_year: int | None = None
    kind: ReportKind | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class HeadlessSays:
    """What a document without a head says all the same; `preparers` are the agencies of its lines 编制单位：… and of its cover's table,
    those of 主管部门 left out."""

    agency: str = ""
    fiscal_year: int | None = None
    kind: str = ""
    preparers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place of a document that says something about the report's head.

    `place` and `weight` are those of `statements/head/words.yaml`, `text` is what stands there; the fields are what it says, "" and None for nothing.
    `marks` are words of versions in it: correction, revision, supplement, draft, test, withdrawn, proposal.
    """

    place: str
    weight: int
    text: str
    agency: str = ""
    fiscal_year: int | None = None
    kind: str = ""
    scope: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Who published, for which year, which kind and scope; `aliases` are the other spellings of the agency in the document.

    `evidence` is what decided and what didn't, the heaviest first; `marks` are the words of versions in the titles and the file's name;
    `published` is the printed day of publication (2024-08-30), "" where none is.
    """

    agency: str
    fiscal_year: int
    kind: ReportKind
    scope: Scope
    title: str
    aliases: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    marks: tuple[str, ...] = ()
    published: str = ""
