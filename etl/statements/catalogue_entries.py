"""The catalogue's entries as types: what a published form looks like is data, read from YAML and checked here."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from etl.errors import GongkaiError
from etl.words.data import load_yaml
from etl.words.measures import THIS_YEAR, named

CATALOGUE = Path(__file__).with_name("catalogue")
SHAPES = ("subjects", "balance", "three_public")
FACTS = (
    "revenue",
    "expenditure",
    "economic_expenditure",
    "balance",
    "three_public",
    "project",
    "procurement",
    "staffing",
    "asset",
    "none",
)


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column of a form: what it holds, told by the leaf header and, where given, by the whole header path.

    `basis`, `measure` and `fund` are words of etl/words/measures.yaml, `fund` "" for the form's; `member` says which of several the measure is of.
    `role` is `value`, `of_which` (其中: not to be added), `subtotal` (the sum of columns beside it), `percent`, `count`, or `text` (then `measure` names an attribute).
    `part_of` names the measure that adds this one up (本年支出合计 of 基本支出), "" where none does.
    """

    measure: str
    leaf: re.Pattern[str]
    path: re.Pattern[str] | None = None
    role: str = "value"
    part_of: str = ""
    each: bool = False  # the measure is of what each column's header names: region, of 青山市
    basis: str = THIS_YEAR
    member: str = ""
    fund: str = ""


@dataclass(frozen=True, slots=True)
class LineRule:
    """One line of a summary form: its key, told by the label without ordinal, and what it means."""

    line: str
    label: re.Pattern[str]
    side: str = ""
    flow: str = "current"
    fund: str = ""
    kind: str = ""  # total, subtotal, of_which; "" for an item
    children: tuple[str, ...] = ()  # lines that are its parts when they follow it
    under: tuple[str, ...] = ()  # lines that it is part of, whatever stands between; the first of them that is printed


@dataclass(frozen=True, slots=True)
class StatementSpec:
    """A catalogue entry: how a published form is recognised and what its columns and lines mean."""

    key: str
    name_zh: str
    name_en: str
    kinds: frozenset[str]
    shape: str
    fact: str
    breadth: int
    title: re.Pattern[str]
    not_title: re.Pattern[str] | None
    headers: tuple[re.Pattern[str], ...] = ()
    not_headers: re.Pattern[str] | None = None  # of tables that are another form though the title fits
    codes: str = ""  # function, economic, unit, "" where rows have no codes
    rows_are: str = ""  # lines: at least two of its rows are lines of the entry; projects: the project names a row, not its unit or kind
    side: str = ""  # of a summary form that prints one block only
    columns_are: str = ""  # economic: the columns are economic subjects; projects: one holds codes of projects
    fund: str = "all"
    coverage: str = "all"
    phase: str = ""
    order: int = 100
    columns: tuple[ColumnRule, ...] = ()
    lines: tuple[LineRule, ...] = ()
    groups: re.Pattern[str] | None = None  # labels of rows without code that add up the rows below them
    source: str = ""
    attributes: tuple[str, ...] = field(default=())

    @property
    def is_fallback(self) -> bool:
        """Whether the entry only keeps the figures of forms that no other entry describes."""
        return self.breadth == 0

    def line_of(self, label: str, side: str) -> LineRule | None:
        """The rule of a line by its folded label without ordinal."""
        return next((rule for rule in self.lines if rule.side in {"", side} and rule.label.search(label)), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All forms, in the order in which titles are tried."""

    forms: tuple[StatementSpec, ...]

    def by_key(self, key: str) -> StatementSpec:
        """The form of that key. Raises KeyError."""
        return next(form for form in self.forms if form.key == key)


def _pattern(value: str | list[str]) -> re.Pattern[str]:
    return re.compile("|".join(value) if isinstance(value, list) else value)


def _columns(entries: list[Any], shared: dict[str, Any], place: str) -> tuple[ColumnRule, ...]:
    rules: list[ColumnRule] = []
    for entry in entries:
        if "use" in entry:
            if entry["use"] not in shared:
                raise GongkaiError(
                    f"no shared columns named {entry['use']!r}", place=place, next_step="see shared.yaml"
                )
            rules += _columns(shared[entry["use"]], shared, place)
            continue
        rules.append(
            ColumnRule(
                measure=entry["measure"],
                leaf=_pattern(entry["leaf"]),
                path=_pattern(entry["path"]) if "path" in entry else None,
                role=entry.get("role", "value"),
                part_of=entry.get("part_of", ""),
                each=bool(entry.get("each", False)),
                basis=entry.get("basis", THIS_YEAR),
                member=entry.get("member", ""),
                fund=entry.get("fund", ""),
            )
        )
    return tuple(rules)


def _unknown_words(spec: StatementSpec) -> list[str]:
    """What an entry says of its columns, lines, fund and spending in words that the closed lists don't have."""
    told = [("fund", "funds", spec.fund), ("coverage", "coverages", spec.coverage)]
    told += [("side", "sides", spec.side)] if spec.side else []
    told += [("phase", "bases", spec.phase)] if spec.phase else []
    for line in spec.lines:
        told += [("flow", "flows", line.flow)]
        told += [("fund", "funds", line.fund)] if line.fund else []
    for rule in spec.columns:
        if rule.role != "text":
            told += [("basis", "bases", rule.basis), ("measure", "measures", rule.measure)]
            told += [("fund", "funds", rule.fund)] if rule.fund else []
    return sorted({f"{key} {word}" for key, words, word in told if word not in named(words)})


def _lines(entries: list[Any], shared: dict[str, Any], place: str) -> tuple[LineRule, ...]:
    rules: list[LineRule] = []
    for entry in entries:
        if "use" in entry:
            if entry["use"] not in shared:
                raise GongkaiError(f"no shared lines named {entry['use']!r}", place=place, next_step="see shared.yaml")
            rules += _lines(shared[entry["use"]], shared, place)
            continue
        rules.append(
            LineRule(
                line=entry["line"],
                label=_pattern(entry["label"]),
                side=entry.get("side", ""),
                flow=entry.get("flow", "current"),
                fund=entry.get("fund", ""),
                kind=entry.get("kind", ""),
                children=tuple(entry.get("children", ())),
                under=tuple(entry.get("under", ())),
            )
        )
    return tuple(rules)


@cache
def shared_rules() -> dict[str, Any]:
    """The columns and lines that entries take over with `use`."""
    shared: dict[str, Any] = load_yaml((CATALOGUE / "shared.yaml").read_text(encoding="utf-8"))
    return shared


def read_form(path: Path, shared: dict[str, Any]) -> StatementSpec:
    """Read one entry. Raises GongkaiError naming the file and the key that is missing or wrong."""
    return parse_form(path.read_text(encoding="utf-8"), shared, path.name)


def parse_form(text: str, shared: dict[str, Any], place: str) -> StatementSpec:
    """An entry from its YAML text; `place` names it in errors. Raises GongkaiError."""
    try:
        data = load_yaml(text)
        spec = StatementSpec(
            key=data["key"],
            name_zh=data["name"]["zh"],
            name_en=data["name"]["en"],
            kinds=frozenset(data["kinds"]),
            shape=data["shape"],
            fact=data["fact"],
            breadth=int(data["breadth"]),
            title=_pattern(data["title"]),
            not_title=_pattern(data["not_title"]) if "not_title" in data else None,
            headers=tuple(_pattern(text) for text in data.get("headers", ())),
            not_headers=_pattern(data["not_headers"]) if "not_headers" in data else None,
            codes=data.get("codes", ""),
            rows_are=data.get("rows_are", ""),
            side=data.get("side", ""),
            columns_are=data.get("columns_are", ""),
            fund=data.get("fund", "all"),
            coverage=data.get("coverage", "all"),
            phase=data.get("phase", ""),
            order=int(data.get("order", 100)),
            columns=_columns(data.get("columns", []), shared["columns"], place),
            lines=_lines(data.get("lines", []), shared["lines"], place),
            groups=_pattern(data["groups"]) if "groups" in data else None,
            source=data.get("source", ""),
        )
    except yaml.YAMLError as error:
        raise GongkaiError(
            f"no YAML: {' '.join(str(error).split())}", place=place, next_step="see docs/adding-a-layout.md"
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise GongkaiError(
            f"not a catalogue entry: {error!r}", place=place, next_step="see docs/adding-a-layout.md"
        ) from error
    if spec.shape not in SHAPES or spec.fact not in FACTS or not spec.kinds <= {"budget", "final_account"}:
        raise GongkaiError(
            f"shape must be one of {SHAPES}, fact of {FACTS}, kinds of budget and final_account",
            place=place,
            next_step="see docs/adding-a-layout.md",
        )
    if unknown := _unknown_words(spec):
        raise GongkaiError(
            f"no words of etl/words/measures.yaml and codes.yaml: {', '.join(unknown)}",
            place=place,
            next_step="a column of your own is {measure: item, member: its_name}; see docs/adding-a-layout.md",
        )
    return spec


@cache
def load_catalogue(extra: Path | None = None) -> Catalogue:
    """The built-in catalogue and the entries of a folder of one's own (argument, else GONGKAI_CATALOGUE).

    An entry of one's own with the key of a built-in one replaces it. Raises GongkaiError.
    """
    folders = [CATALOGUE]
    if extra is None and os.environ.get("GONGKAI_CATALOGUE"):
        extra = Path(os.environ["GONGKAI_CATALOGUE"])
    if extra is not None:
        if not extra.is_dir():
            raise GongkaiError(
                "no such folder of catalogue entries", place=str(extra), next_step="check GONGKAI_CATALOGUE"
            )
        folders.append(extra)
    forms: dict[str, StatementSpec] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            if path.name != "shared.yaml":
                form = read_form(path, shared_rules())
                forms[form.key] = form
    return Catalogue(tuple(sorted(forms.values(), key=lambda form: (form.order, form.key))))
