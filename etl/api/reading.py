"""A report as read, in frames: what `gongkai inspect` and `gongkai audit` say of a file, without a warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from etl.api.frames import Money, columns_of, labels, make_frame
from etl.audit.audit import audit_files
from etl.errors import DocumentError
from etl.head import ReportHead, ReportKind, Scope, StatedHead
from etl.loading.companions import read_report_in_folder
from etl.loading.loaded import failures
from etl.loading.reading import TIMEOUT, read_apart
from etl.loading.sources import find_files
from etl.report import Report
from etl.warehouse.rows.performance import performance_facts
from etl.words.units import to_yuan


def read(
    path: str | Path,
    *,
    money: Money = "yuan",
    zh: bool = False,
    agency: str | None = None,
    year: int | None = None,
    kind: ReportKind | None = None,
    scope: Scope | None = None,
    timeout: float = TIMEOUT,
) -> ReadReport:
    """Read one published report, a file or a folder of its parts, as `gongkai inspect` does; no warehouse is needed.

    `money`: "yuan" gives exact Decimals in yuan, "wan" floats in 万元. `zh`: names of columns and codes in Chinese. `agency`, `year`,
    `kind` and `scope` say whose report it is, before all that the document says. `timeout`: seconds that reading may take.

    Raises DocumentError where the file can't be read, NotAReportError where it is no single report.

    >>> report = read("report.pdf", money="wan")
    >>> report.figures.query("form == 'expenditure' and role == 'leaf'").groupby("row_label").amount_wan.sum()
    """
    stated = StatedHead(agency, year, kind, scope)
    own = None if stated == StatedHead() else stated
    file = Path(path).expanduser()
    report = read_apart(partial(read_report_in_folder, stated=own), file, timeout=timeout)
    return ReadReport(file, report, money, zh, own, timeout)


@dataclass(frozen=True)
class ReadReport:
    """A report that was read. Its frames have a row a figure, disclosure, project …; in a notebook it shows what was recognised."""

    path: Path
    report: Report
    """The report with all that the steps found, as the program knows it."""
    money: Money = "yuan"
    zh: bool = False
    _stated: StatedHead | None = field(default=None, repr=False)
    _timeout: float = field(default=TIMEOUT, repr=False)

    @property
    def head(self) -> ReportHead:
        """Whose report it is: `agency`, `fiscal_year`, `kind`, `scope`, and what says so."""
        return self.report.interpretation.head

    @cached_property
    def forms(self) -> pd.DataFrame:
        """One row per form that was recognised: title, unit, pages, how many figures, how many cells weren't understood."""
        return self._frame(
            "forms",
            (
                (
                    form.form,
                    form.title,
                    form.number,
                    form.unit,
                    form.fund,
                    ", ".join(map(str, form.pages)),
                    len(form.rows),
                    len(form.figures),
                    form.is_empty,
                    sum(cell.reason == "not_understood" for cell in form.left),
                )
                for form in self.report.interpretation.statements
            ),
        )

    @cached_property
    def figures(self) -> pd.DataFrame:
        """One row per number of a form, leaves and totals: add up where `role` is `leaf`, one `form`, `side`, `basis` and `measure` at a time.

        `value` is as printed, in `unit`; `amount_yuan` (`amount_wan`) is the same amount of money. `table` counts from 1, `row` and
        `column` from 1 in it, as a reader counts.
        """
        return self._frame(
            "figures",
            (
                (
                    form.form,
                    form.title,
                    one.page,
                    one.table_index + 1,
                    one.row + 1,
                    one.column + 1,
                    one.side,
                    one.row_code,
                    one.row_code2,
                    one.row_label,
                    one.column_path or one.column_label,
                    one.basis,
                    one.measure,
                    one.member,
                    one.fund,
                    one.printed,
                    one.value,
                    one.unit,
                    one.amount_yuan,
                    one.role,
                    bool(one.repairs),
                    one.doubt,
                )
                for form in self.report.interpretation.statements
                for one in form.figures
            ),
        )

    @cached_property
    def disclosures(self) -> pd.DataFrame:
        """One row per number that the prose states, with its sentence; those of one sentence about one item share `group`."""
        return self._frame(
            "disclosures",
            (
                (
                    one.page,
                    one.section,
                    one.item,
                    one.item_code,
                    one.metric,
                    one.value,
                    one.unit,
                    to_yuan(one.value, one.unit),
                    one.direction,
                    one.reason,
                    one.base,
                    one.fund,
                    one.topic,
                    one.group,
                    one.sentence,
                )
                for one in self.report.narrative.disclosures
            ),
        )

    @cached_property
    def projects(self) -> pd.DataFrame:
        """One row per line of a project's money in a performance table; `is_sum` lines add the others of their table up."""
        facts = performance_facts(self.report.performance).projects
        return self._of_facts("projects", facts)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """One row per indicator of a performance table: target, what was reached, points."""
        return self._of_facts("indicators", performance_facts(self.report.performance).indicators)

    @cached_property
    def account(self) -> pd.DataFrame:
        """One row per state and rule: what became of every number of the document, and how many have that state."""
        return self._frame("account", ((c.state, c.rule, c.numbers, c.runs) for c in self.report.account.counts))

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """One row per thing that the report should hold and doesn't, or that is uncertain, in words."""
        return self._frame("gaps", ((gap.place, gap.detail) for gap in self.report.gaps))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row per contradiction that the rules find in the file, the gravest first, as `gongkai audit FILE` lists them.

        The rules run in a database of their own on the server of the settings, or on the embedded one, which is started; the first
        time it takes some seconds more. `left` and `right` are the two numbers in the printed unit.
        """
        audit, loaded = audit_files(find_files([self.path]), timeout=self._timeout, stated=self._stated)
        for problem in failures(loaded):
            raise DocumentError(problem.error)
        return self._frame(
            "findings",
            (
                (
                    one.severity,
                    one.rule,
                    one.rule_zh,
                    one.file,
                    one.page,
                    one.statement,
                    one.row,
                    one.column,
                    one.left,
                    one.right,
                    one.difference,
                    one.tolerance,
                    one.message,
                )
                for one in audit.findings
            ),
        )

    def __repr__(self) -> str:
        """Whose report, and how much of it was read."""
        return f"<{self._told()}>"

    def _repr_html_(self) -> str:
        """The same with the forms, for notebooks."""
        return f"<p><b>{escape(self._told())}</b></p>{self.forms.to_html(index=False, escape=True, border=0)}"

    def _told(self) -> str:
        head = self.head
        whose = f"{head.agency} {head.fiscal_year} {labels('scope')[head.scope]}{labels('kind')[head.kind]}"
        read = self.report.account.by_state
        counts = Counter(figures=read["figure"], disclosures=read["disclosure"], indicators=read["indicator"])
        told = ", ".join(f"{number:,} {what}" for what, number in counts.items())
        return f"{whose}: {len(self.report.interpretation.statements)} forms, {told}, {len(self.report.gaps)} gaps"

    def _of_facts(self, frame: str, facts: Iterable[Any]) -> pd.DataFrame:
        names = [column.name for column in columns_of(frame)]
        counted = ({**one, "table": one["table_index"] + 1, "row": one["row_index"] + 1} for one in facts)
        named = ({**one, "project": one["project_name"]} for one in counted)
        return self._frame(frame, ([one[name] for name in names] for one in named))

    def _frame(self, frame: str, rows: Iterable[Any]) -> pd.DataFrame:
        return make_frame(columns_of(frame), rows, money=self.money, zh=self.zh)
