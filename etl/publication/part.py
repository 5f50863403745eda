"""A report as read → the part of a publication that its document is: what it publishes, comparably, and what it says of its standing."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from etl.publication.model import Amount, Content, Form, Key, Notice, Part
from etl.publication.notice import read_notice
from etl.report import Report
from etl.statements.model import Figure, Statement
from etl.words.folding import fold
from etl.words.units import YUAN


def part_of(report: Report, notice: Notice | None = None) -> Part:
    """The part that a document is, from what is read in it alone; `notice` where what it says of its standing is known."""
    return Part(report, _content(report), notice or read_notice(report.document, report.interpretation.head))


def _content(report: Report) -> Content:
    stated: dict[tuple[str, str], set[Decimal]] = defaultdict(set)
    for one in report.narrative.disclosures:
        stated[one.item, one.metric].add(one.value * YUAN.get(one.unit, Decimal(1)))
    return Content(
        tuple(_form(statement) for statement in report.interpretation.statements),
        {key: frozenset(values) for key, values in stated.items()},
    )


def _form(statement: Statement) -> Form:
    amounts: dict[Key, list[Amount]] = defaultdict(list)
    for figure in statement.figures:
        # By measure and not by header: the same form in a workbook and on a page may word its headers differently.
        key = (statement.form, figure.side, figure.row_code or fold(figure.row_label), *figure.meaning)
        amounts[key].append(_amount(figure))
    return Form(
        statement.form,
        statement.title,
        statement.table_indexes,
        {key: tuple(sorted(several)) for key, several in amounts.items()},
    )


def _amount(figure: Figure) -> Amount:
    factor = Decimal(YUAN.get(figure.unit, 1)) if figure.amount_yuan is not None else Decimal(1)
    return Amount(figure.value * factor, factor.scaleb(-figure.decimals))
