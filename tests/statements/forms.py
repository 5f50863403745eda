"""Small documents in memory, for tests of the statements step: a cover, then titled tables as tab-separated text."""

from __future__ import annotations

import textwrap
from pathlib import Path

from etl.documents.plain.reader import read_text
from etl.statements.catalogue_entries import Catalogue
from etl.statements.interpret import interpret
from etl.statements.model import Figure, Interpretation, Statement

COVER = "青山市白石区档案局\n2024年度部门决算\n"
BUDGET_COVER = "青山市白石区档案局\n2024年部门预算\n"


def report(*parts: str, cover: str = COVER, catalogue: Catalogue | None = None) -> Interpretation:
    """Interpret a report made of a cover and forms. In a form `|` stands for a tab; leading spaces of lines are dropped."""
    text = cover + "\n" + "\n\n".join(textwrap.dedent(part).strip().replace("|", "\t") for part in parts) + "\n"
    return interpret(read_text(Path("report.txt"), text.encode()), catalogue)


def only(interpretation: Interpretation) -> Statement:
    """The one statement of a report."""
    (statement,) = interpretation.statements
    return statement


def said(figure: Figure) -> str:
    """What a figure is of, as its column says it: basis (but for this year's), measure, member; the fund where one pays a part."""
    fund = figure.fund if figure.measure.startswith("fund_") else ""
    return str(figure.meaning._replace(fund=fund))


def cells(statement: Statement) -> list[tuple[str, str, str, str]]:
    """(code, label, what it is of, value) of each figure, in order."""
    return [(f.row_code, f.row_label, said(f), str(f.value)) for f in statement.figures]


def figure(statement: Statement, label: str, measure: str) -> Figure:
    """The figure of a row, by what it is of (`said`)."""
    return next(f for f in statement.figures if f.row_label == label and said(f) == measure)
