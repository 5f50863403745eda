"""The figures of a report as data: what a report states, apart from how a layout prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from samples.maker.data import read_texts

Kind = Literal["budget", "final_account"]
Scope = Literal["department", "unit"]

TOTAL = "total"
"""The key of a form's total row."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row of a form: its key (a subject's code, or a summary form's line), name, paired code, and amounts by measure.

    `side` tells the blocks of a summary form apart (revenue, expenditure, department_economic, government_economic); `block` marks the
    totals of an economic form's blocks.
    `attributes` are text columns by name. Amounts are in the report's unit; a measure that is absent was left blank.
    """

    key: str
    name: str = ""
    side: str = ""
    code2: str = ""
    name2: str = ""
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """Everything one report states.

    `forms` holds the rows of each form by the form's name (balance, fiscal_balance, revenue, expenditure, general_public, …; see
    samples/README.md). `unit` is the unit of all amounts here (元 or 万元). `prose` holds the facts that the text states, section by section,
    `performance` the self-evaluation of projects (samples/maker/performance.py).
    """

    agency: str
    year: int
    kind: Kind
    scope: Scope
    unit: str
    forms: Mapping[str, tuple[FigureRow, ...]]
    prose: tuple[Mapping[str, Any], ...] = ()
    units: tuple[str, ...] = ()
    family: str = ""
    file_stem: str = ""
    title: str = ""
    wording: str = "plain"
    performance: tuple[Mapping[str, Any], ...] = ()

    def rows(self, form: str, side: str = "") -> tuple[FigureRow, ...]:
        """The rows of a form (of one side of it); none where the report leaves the form empty."""
        return tuple(row for row in self.forms.get(form, ()) if not side or row.side == side)

    def row(self, form: str, key: str, side: str = "") -> FigureRow | None:
        """One row of a form by its key, None where the report has none."""
        return next((row for row in self.rows(form, side) if row.key == key), None)


def load_figures(path: Path) -> ReportFigures:
    """Read a report's figures from YAML.

    A form is `{columns: [measure, …], rows: [[key, name, amount, …], …]}`; blank amounts are ''. Optional leading columns are named by
    `lead`: any of key, name, side, code2, name2 (default: key, name); other names there become attributes. Raises ValueError naming the
    form and row where a row is too long or an amount is no number.
    """
    # BaseLoader keeps every scalar as text: codes keep their zeros, money never becomes a float.
    data = read_texts(path)
    forms = {name: tuple(_rows(path, name, form)) for name, form in data.get("forms", {}).items()}
    return ReportFigures(
        agency=data["agency"],
        year=int(data["year"]),
        kind=data["kind"],
        scope=data.get("scope", "department"),
        unit=data.get("unit", "万元"),
        forms=forms,
        prose=tuple(data.get("prose", ())),
        units=tuple(data.get("units", ())),
        family=data.get("family", ""),
        file_stem=data.get("file_stem", path.stem),
        title=data.get("title", ""),
        wording=data.get("wording", "plain"),
        performance=tuple(data.get("performance", ())),
    )


_OWN = ("key", "name", "side", "code2", "name2")


def _rows(path: Path, form_name: str, form: Mapping[str, Any]) -> list[FigureRow]:
    lead: list[str] = form.get("lead", ["key", "name"])
    measures: list[str] = form["columns"]
    rows = []
    for number, raw in enumerate(form["rows"], start=1):
        if len(raw) > len(lead) + len(measures):
            raise ValueError(f"{path.name}: form {form_name}, row {number}: more cells than lead and columns name")
        words = dict(zip(lead, raw, strict=False))
        amounts = {}
        for measure, text in zip(measures, raw[len(lead) :], strict=False):
            if text:
                try:
                    amounts[measure] = Decimal(text)
                except ArithmeticError as error:
                    raise ValueError(f"{path.name}: form {form_name}, row {number}: {text!r} is no number") from error
        rows.append(
            FigureRow(
                **{name: words.get(name, "") for name in _OWN},
                amounts=amounts,
                attributes={name: text for name, text in words.items() if name not in _OWN},
            )
        )
    return rows
