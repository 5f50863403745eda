"""Compare what a loader read from a rendered report with what the report prints: nothing missing, nothing extra, units right."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from etl.statements.model import Statement
from samples.maker.grid import PrintedFigure

_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[.、．]|[（(][一二三四五六七八九十\d]+[)）]|其中[:：])+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is missing (printed, not read) or extra (read, not printed)."""

    kind: str
    statement: str
    row: str
    value: Decimal
    unit: str


def plain(text: str) -> str:
    """Fold width and drop spaces, quotes and ordinals, which spelling may change."""
    text = re.sub(r"[\s\"'“”‘’·]", "", unicodedata.normalize("NFKC", text))
    return _ORDINAL.sub("", text) or text


_BEFORE_TITLE = re.compile(
    r"^(?:附?表(?:\d{1,2}?(?=20\d\d年)|\d+):?|[一二三四五六七八九十]+、|.{0,40}?20\d\d年度?(?=.{4}))+"
)


def _title(text: str) -> str:
    """A title without what layouts set around it: number, agency and year, (续)."""
    bare = re.sub(r"\(续\)|续表?$", "", re.sub(r"[\s\"'“”‘’·]", "", unicodedata.normalize("NFKC", text)))
    return _BEFORE_TITLE.sub("", bare)


def _key(code: str, label: str) -> str:
    return re.sub(r"\D", "", code) or plain(label)


Fact = tuple[str, str, Decimal, str]


def printed_facts(figures: Iterable[PrintedFigure]) -> list[Fact]:
    """Printed figures as (statement, code or label, value, unit); counts and percents without unit."""
    return [(_title(f.statement), _key(f.code, f.label), f.value, f.unit if f.unit != "%" else "") for f in figures]


def read_facts(statements: Iterable[Statement]) -> list[Fact]:
    """What the interpreter read, in the same terms."""
    return [
        (
            _title(s.title),
            _key(f.row_code, f.row_label),
            f.value,
            f.unit if f.amount_yuan is not None else "",
        )
        for s in statements
        for f in s.figures
    ]


def differences(printed: Iterable[PrintedFigure], statements: Iterable[Statement]) -> list[Difference]:
    """Everything that differs, missing first; empty where the round trip is whole.

    Figures are compared as a multiset by statement, row and value; columns are compared by `misplaced_columns`.
    """
    want, have = Counter(printed_facts(printed)), Counter(read_facts(statements))
    return [Difference("missing", *fact) for fact in (want - have).elements()] + [
        Difference("extra", *fact) for fact in (have - want).elements()
    ]


def misplaced_columns(printed: Iterable[PrintedFigure], statements: Iterable[Statement]) -> list[str]:
    """Printed columns whose figures were read under more than one measure, or that share a measure with another column.

    A column is a statement and a printed header path; figures are tied by row and value, ambiguous ones left out.
    """
    wanted: dict[Fact, list[str]] = {}
    for figure, fact in zip(figures := list(printed), printed_facts(figures), strict=True):
        wanted.setdefault(fact, []).append(figure.column)
    measures: dict[tuple[str, str], set[str]] = {}
    statements = list(statements)
    read = [(s, f) for s in statements for f in s.figures]
    for (_s, f), fact in zip(read, read_facts(statements), strict=True):
        columns = set(wanted.get(fact, ()))
        if len(columns) == 1:
            measures.setdefault((fact[0], columns.pop()), set()).add(
                ":".join((f.side, f.basis, f.measure, f.member, f.fund))
            )
    problems = [
        f"{title}: column {column} read as {', '.join(sorted(found))}"
        for (title, column), found in measures.items()
        if len(found) > 1
    ]
    taken: dict[tuple[str, str], str] = {}
    for (title, column), found in measures.items():
        for measure in found:
            other = taken.setdefault((title, measure), column)
            if other != column:
                problems.append(f"{title}: columns {other} and {column} both read as {measure}")
    return problems


def wrong_names(printed: Iterable[PrintedFigure], statements: Iterable[Statement], *, cut: bool = False) -> list[str]:
    """Coded rows whose label isn't the printed name; with `cut`, a name without its end is let pass (nothing else prints it in full)."""
    names: dict[str, set[str]] = {}
    for one in printed:
        names.setdefault(re.sub(r"\D", "", one.code), set()).add(plain(one.label))
    problems = set()
    for statement in statements:
        for figure in statement.figures:
            code, label = re.sub(r"\D", "", figure.row_code), plain(figure.row_label)
            known = names.get(code, set()) if code else set()
            if known and label not in known and not (cut and label and any(name.startswith(label) for name in known)):
                problems.add(f"{statement.title}: {code} named {figure.row_label}, printed {'/'.join(sorted(known))}")
    return sorted(problems)
