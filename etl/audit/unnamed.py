"""Drafts and templates that don't say whose they are: audited under the name of their file, in the year that they speak of most.

Documents of one folder of which no two print the same form are parts of one report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg

from etl.documents.model import Document
from etl.errors import GongkaiError, NoHeadError
from etl.head import ReportHead, ReportKind, StatedHead
from etl.loading.cache import document_cache
from etl.loading.load import load_files
from etl.loading.loaded import Loaded
from etl.loading.reading import read_apart
from etl.loading.sources import Source, folder_of, local
from etl.pipeline import interpret_report

_YEAR = re.compile(r"(?<!\d)20\d\d(?=\s*年)")
_YEAR_OF_NAME = re.compile(r"(?<!\d)20\d\d(?!\d)")
_KIND_ZH = {"budget": "预算", "final_account": "决算"}
_BUDGET = "budget_"
"""How the catalogue's keys of the forms of a budget begin."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """What a document without a whole head says: "" and None for nothing. `forms` are the keys of those that it prints."""

    agency: str
    fiscal_year: int | None
    kind: ReportKind
    forms: tuple[str, ...]
    lacks: tuple[str, ...]
    """What was taken from elsewhere, in words."""


def load_unnamed(
    loaded: Sequence[Loaded],
    connection: psycopg.Connection[Any],
    *,
    timeout: float,
    stated: StatedHead | None,
) -> tuple[list[Loaded], tuple[str, ...]]:
    """Load what failed for want of a head under the name of its file; what became of each file then, and what was assumed, a sentence a report."""
    found: dict[Source, Unnamed] = {}
    for one in loaded:
        if one.status == "waiting" or (one.status == "failed" and one.cause in ("failed", "headless")):
            unnamed = _looked_at(one.path, timeout)
            if unnamed is not None:
                found[one.path] = unnamed
    again: dict[Source, Loaded] = {}
    assumed: list[str] = []
    for files in _reports_of(found):
        chief = max(files, key=lambda file: len(found[file].forms))
        year = next(filter(None, (found[file].fiscal_year for file in (chief, *files))), _last_year())
        agency = next(filter(None, (found[file].agency for file in files)), _stem(chief))
        head = _head(agency, year, found[chief].kind, stated)
        results = load_files(files, connection, workers=1, timeout=timeout, stated=head)
        again |= {result.path: result for result in results}
        if any(result.status != "failed" for result in results):
            assumed.append(_told(files, found, head))
    return [again.get(one.path, one) for one in loaded], tuple(assumed)


def _looked_at(source: Source, timeout: float) -> Unnamed | None:
    """What a file says of its head; None where it can't be read, or where that isn't what it lacks."""
    try:
        with local(source) as path:
            return read_apart(partial(what_it_says, name=source.name), path, timeout=timeout)
    except GongkaiError:
        return None


def what_it_says(path: Path, name: str) -> Unnamed | None:
    """What a document without a head says; None for one with a head. Raises as a reader does."""
    document = document_cache().read(path)
    try:
        interpret_report(document)
    except NoHeadError as error:
        year = error.fiscal_year or _year(document, name)
        kind: ReportKind = "budget" if error.kind == "budget" else "final_account"
        head = ReportHead(error.agency or name, year or _last_year(), kind, "department", "")
        report = interpret_report(document, head=head)
        forms = tuple(sorted({one.form for one in report.interpretation.statements}))
        if not error.kind and 2 * sum(form.startswith(_BUDGET) for form in forms) > len(forms):
            kind = "budget"
        lacks = (("部门", error.agency), ("年度", error.fiscal_year), ("预算或决算", error.kind))
        return Unnamed(error.agency, year, kind, forms, tuple(word for word, said in lacks if not said))
    return None


def _year(document: Document, name: str) -> int | None:
    """The year in the file's name, else the one of which the text speaks most, the later of two."""
    in_name = _YEAR_OF_NAME.findall(name)
    if in_name:
        return int(in_name[0])
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell for table in document.tables for row in table.rows[:3] for cell in row]
    counts = Counter(int(year) for text in texts for year in _YEAR.findall(text))
    return max(counts, key=lambda year: (counts[year], year), default=None)


def _last_year() -> int:
    return datetime.now(UTC).year - 1


def _reports_of(found: dict[Source, Unnamed]) -> list[list[Source]]:
    """The files put together to reports: those of one folder that say nothing different and of which no two print the same form."""
    reports: list[list[Source]] = []
    for file, unnamed in found.items():
        for report in reports:
            if folder_of(report[0]) == folder_of(file) and all(_may_be_one(unnamed, found[part]) for part in report):
                report.append(file)
                break
        else:
            reports.append([file])
    return reports


def _may_be_one(one: Unnamed, other: Unnamed) -> bool:
    return (
        not set(one.forms) & set(other.forms)
        and (not one.agency or not other.agency or one.agency == other.agency)
        and (one.kind == other.kind or not one.forms or not other.forms)
        and (one.fiscal_year == other.fiscal_year or None in (one.fiscal_year, other.fiscal_year))
    )


def _head(agency: str, year: int, kind: ReportKind, stated: StatedHead | None) -> StatedHead:
    given = stated or StatedHead()
    return StatedHead(given.agency or agency, given.fiscal_year or year, given.kind or kind, given.scope)


def _stem(source: Source) -> str:
    return PurePosixPath(source.name).stem or source.name


def _told(files: Sequence[Source], found: Mapping[Source, Unnamed], head: StatedHead) -> str:
    names = "、".join(file.name for file in files)
    lacks = "、".join(word for word in found[files[0]].lacks if all(word in found[file].lacks for file in files))
    return f"{names}：没有写明{lacks or '部门、年度'}，按“{head.agency}”{head.fiscal_year}年度{_KIND_ZH[head.kind or 'final_account']}核对"
