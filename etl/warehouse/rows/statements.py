"""Forms → register and facts. A fact takes the leaves of its form only, so that sums give the published totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from etl.statements.catalogue_entries import Catalogue, StatementSpec
from etl.statements.labels import split_ordinal
from etl.statements.marks import marks_of
from etl.statements.model import Figure, Interpretation, LeftCell, Repair, Statement, StatementRow
from etl.statements.three_public import RATES
from etl.statements.three_public_items import item_group
from etl.statements.vocabulary import step_pattern
from etl.warehouse.rows.counted import Counted, assets, staffing
from etl.warehouse.rows.subjects import Subjects, subject_of_line
from etl.words.measures import PRIOR_YEAR, THIS_YEAR, UNMAPPED, Meaning, named, of_year
from etl.words.names import bare_name

Row = dict[str, Any]
_Cell = tuple[int, int, int, int, int]
"""A cell of a form: the form's number, its table, row and column, and the logical row."""

EXPENDITURE_MEASURES = {
    **{
        name: of_year(name)
        for name in (
            "total",
            "basic",
            "project",
            "personnel",
            "public",
            "special",
            "remitted_to_superior",
            "operating",
            "affiliate_subsidy",
        )
    },
    "opening_balance": Meaning("opening", "total"),
    "revenue": Meaning("received", "total"),
    "closing_balance": Meaning("closing", "total"),
}
"""Columns of fact_expenditure, and what they are of."""
ECONOMIC_MEASURES = {name: of_year(name) for name in ("total", "basic", "project", "personnel", "public", "special")}
PRIOR = Meaning(PRIOR_YEAR, "total")
_NO_MONEY = frozenset({"none", "staffing", "asset"})
"""Facts that take no money: amounts of their forms stay in the register."""
_GENERAL_PUBLIC = step_pattern("facts.general_public")
SOURCE_OF_LINE = {
    "opening_balance": "opening",
    "other_revenue": "other",
    "use_of_non_fiscal_surplus": "use_of_surplus",
    "current_revenue": "unspecified",
    "total": "unspecified",
}
"""Lines of a summary whose money a form with a column a source names otherwise."""
SOURCE_OF_COLUMN = {"total": "unspecified", "fund_opening": "opening"}
"""The same of columns of a revenue form."""
REVENUE_SOURCES = frozenset(named("revenue_sources"))


def statement_dimension(catalogue: Catalogue) -> list[Row]:
    """The rows of dim_statement: one for each entry of the catalogue."""
    return [
        {
            "statement_key": form.key,
            "name_zh": form.name_zh,
            "name_en": form.name_en,
            "kind": "both" if len(form.kinds) > 1 else next(iter(form.kinds)),
            "fact": form.fact,
            "breadth": form.breadth,
        }
        for form in catalogue.forms
    ]


def register_rows(interpretation: Interpretation, facts: StatementFacts) -> dict[str, list[Row]]:
    """report_statement, figure and left_cells rows of all forms; `facts` are those that were made of them."""
    statements: list[Row] = []
    figures: list[Row] = []
    left: list[LeftCell] = []
    for statement in interpretation.statements:
        statements.append(
            {
                "statement_seq": statement.seq,
                "statement_key": statement.form,
                "title": statement.title,
                "number": statement.number,
                "unit": statement.unit,
                "fund": statement.fund,
                "is_empty": statement.is_empty,
                "pages": list(statement.pages),
                "table_indexes": list(statement.table_indexes),
                "note": statement.note,
                "blank_lines": list(_blank_lines(statement)),
                "blank_budget_items": _blank_items(statement, "budget"),
                "blank_outturn_items": _blank_items(statement, "outturn"),
            }
        )
        by_no = {row.row_no: row for row in statement.rows}
        for figure in statement.figures:
            row = by_no[figure.row_no]
            figures.append(
                {**_figure_row(len(figures), statement, figure, row), **facts.place_of(statement, figure, row)}
            )
        left += statement.left
    return {"report_statement": statements, "figure": figures, "left_cells": _left_rows(left)}


_BALANCES = ("opening_balance", "closing_balance")


def _blank_lines(statement: Statement) -> Iterator[str]:
    """The balances that a filled form has a line of and prints no number for; a part of a balance (其中) that is printed fills it."""
    if statement.is_empty:
        return
    of_year = {figure.row_no for figure in statement.figures if figure.basis == THIS_YEAR}
    told = {dict(row.attributes).get("flow", "") for row in statement.rows if row.row_no in of_year}
    for line in _BALANCES:
        if line.removesuffix("_balance") not in told and any(row.line == line for row in statement.rows):
            yield line


def _blank_items(statement: Statement, phase: str) -> list[str]:
    """The items of the three public expenses whose cells are blank in every row of a phase that has one for them."""
    printed = {figure.member for figure in statement.figures if figure.basis == phase}
    return sorted({item for row in statement.rows if row.line == phase for item in row.blanks} - printed)


def _left_rows(cells: Iterable[LeftCell]) -> list[Row]:
    """The cells, those of a table and reason in one row, in the order of the table."""
    by_table: dict[tuple[int, str], list[LeftCell]] = defaultdict(list)
    for cell in cells:
        by_table[cell.table_index, cell.reason].append(cell)
    return [
        {
            "table_index": table_index,
            "reason": reason,
            "page": found[0].page,
            "row_indexes": [cell.row for cell in found],
            "column_indexes": [cell.column for cell in found],
            "texts": [cell.text for cell in found],
        }
        for (table_index, reason), found in by_table.items()
    ]


def _figure_row(number: int, statement: Statement, figure: Figure, row: StatementRow) -> Row:
    return {
        "figure_no": number,
        "statement_seq": statement.seq,
        "statement_key": statement.form,
        "table_index": figure.table_index,
        "page": figure.page,
        "row_index": figure.row,
        "column_index": figure.column,
        "row_no": figure.row_no,
        "parent_row_no": row.parent,
        "side": figure.side,
        "row_kind": row.kind,
        "line": row.line,
        "row_code": figure.row_code,
        "row_code2": figure.row_code2,
        "row_label": figure.row_label,
        "column_label": figure.column_label,
        "column_path": figure.column_path,
        "basis": figure.basis,
        "measure": figure.measure,
        "member": figure.member,
        "fund": figure.fund,
        "printed": figure.printed,
        "value": figure.value,
        "unit": figure.unit,
        "decimals": figure.decimals,
        "amount_yuan": figure.amount_yuan,
        "role": figure.role,
        "repairs": [_repair(repair) for repair in figure.repairs] or None,
        "confidence": figure.confidence,
        "subject_code": figure.row_code or subject_of_line(figure.side, row.line, figure.row_label),
        "marks": marks_of(statement, figure) or None,
    }


def _repair(repair: Repair) -> Row:
    return {"rule": repair.rule, "printed": repair.printed, "taken": repair.taken}


def once(statements: Iterable[Statement]) -> list[Statement]:
    """The statements that facts are made of: of forms that a report prints twice (for its units, or with more columns) the one best
    understood, so that no money is in the facts twice. Forms of one kind with different rows (personnel, public) are all taken."""
    taken: list[Statement] = []
    ranked = sorted(statements, key=lambda s: (s.is_empty, len(s.unmapped_columns), not _names_its_fund(s), s.seq))
    for statement in ranked:
        keys = _printed_rows(statement)
        same = [other for other in taken if other.form == statement.form]
        if not any(2 * len(keys & _printed_rows(other)) > min(len(keys), len(_printed_rows(other))) for other in same):
            taken.append(statement)
    return sorted(taken, key=lambda s: s.seq)


def _names_its_fund(statement: Statement) -> bool:
    """Whether a title says that its money is the general public budget's: beside 财政拨款基本支出 of all funds, the form of that one is it."""
    return statement.fund != "general_public" or bool(_GENERAL_PUBLIC.search(statement.title))


def _printed_rows(statement: Statement) -> set[tuple[str, str, str]]:
    kinds = {row.row_no: row.kind for row in statement.rows}
    return {(f.side, f.row_code, f.row_label) for f in statement.figures if kinds[f.row_no] in {"item", "of_which"}}


class StatementFacts:
    """Builds the facts of a report's forms."""

    def __init__(self, catalogue: Catalogue, subjects: Subjects) -> None:
        self._catalogue = catalogue
        self._subjects = subjects
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._taken: dict[_Cell, list[str]] = defaultdict(list)  # a form's cell → the facts that have it
        self._seen: set[int] = set()

    def add(self, statement: Statement) -> None:
        """Add the facts of one form."""
        self._seen.add(statement.seq)
        form = self._catalogue.by_key(statement.form)
        figures: dict[int, list[Figure]] = defaultdict(list)
        for figure in statement.figures:
            figures[figure.row_no].append(figure)
        builder = {
            "revenue": self._revenue_lines if form.shape == "balance" else self._revenue,
            "expenditure": self._expenditure,
            "economic_expenditure": self._economic,
            "balance": self._balance,
            "three_public": self._three_public,
            "project": self._project,
            "procurement": self._procurement if form.shape == "balance" else self._procurement_items,
            "staffing": self._staffing,
            "asset": self._assets,
        }.get(form.fact)
        if builder is not None:
            builder(statement, form, figures)
        for row in statement.rows:
            if row.code2 and row.code:
                self._subjects.pair(self._subjects.economic(row.code, row.label), self._subjects.economic(row.code2))

    def _take(self, fact: str, statement: Statement, *figures: Figure | None) -> None:
        """Note that a row of a fact has figures of a form."""
        for figure in figures:
            if figure is not None:
                self._taken[_cell(statement, figure)].append(fact)

    @property
    def taken_twice(self) -> list[_Cell]:
        """Cells that stand in two rows of facts: there are none, or money is counted twice."""
        return [cell for cell, facts in self._taken.items() if len(facts) > 1]

    def place_of(self, statement: Statement, figure: Figure, row: StatementRow) -> Row:
        """Which fact has a figure ("" for none), and why none has it, if it is a leaf ("" else)."""
        fact = next(iter(self._taken.get(_cell(statement, figure), ())), "")
        left = figure.role == "leaf" and not fact
        return {"fact": fact, "left_reason": self._reason(statement, figure, row) if left else ""}

    def _reason(self, statement: Statement, figure: Figure, row: StatementRow) -> str:
        if statement.seq not in self._seen:
            return "repeated"
        if self._catalogue.by_key(statement.form).fact in _NO_MONEY:
            return "register_only"
        if figure.amount_yuan is None:
            return "no_unit"
        if figure.measure == UNMAPPED:
            return "unmapped"
        if row.side == "government_economic":
            return "second_classification"
        rows = (one for one in statement.figures if one.row_no == figure.row_no and one is not figure)
        return "within_total" if any(_cell(statement, one) in self._taken for one in rows) else "no_subject"

    def _head(self, statement: Statement, row: StatementRow) -> Row:
        return {"statement_seq": statement.seq, "statement_key": statement.form, "row_no": row.row_no}

    def _subject_of(self, statement: Statement, form: StatementSpec, row: StatementRow) -> Row:
        """Function key, or unit code and name, of a row: what its code is, the form and the other codes tell."""
        by_function = form.codes == "function" or (
            form.codes == "auto" and any(len(r.code) == 7 and r.code[0] == "2" for r in statement.rows)
        )
        key = self._subjects.function(row.code, row.label) if by_function else None
        if key is not None or by_function:
            return {"function_key": key, "unit_code": "", "unit_name": ""}
        return {"function_key": None, "unit_code": row.code, "unit_name": row.label}

    def _revenue(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        for row in statement.rows:
            for figure in _leaves(figures[row.row_no]):
                self._take("fact_revenue", statement, figure)
                self.rows["fact_revenue"].append(
                    {
                        **self._head(statement, row),
                        **self._subject_of(statement, form, row),
                        **_source(figure),
                        "fund": figure.fund,
                        "amount": figure.amount_yuan,
                    }
                )

    def _revenue_lines(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        """A form that prints a row a source: the line is the source."""
        for row in statement.rows:
            amount = _column(_lowest(figures[row.row_no]), form, of_year("amount"))
            if amount is None:
                continue
            source = SOURCE_OF_LINE.get(row.line, row.line)
            self._take("fact_revenue", statement, amount)
            self.rows["fact_revenue"].append(
                {
                    **self._head(statement, row),
                    "function_key": None,
                    "unit_code": "",
                    "unit_name": "",
                    **_listed_source(source, split_ordinal(row.label)[1]),
                    "fund": dict(row.attributes).get("fund") or form.fund,
                    "amount": amount.amount_yuan,
                }
            )

    def _wide(
        self, figures: list[Figure], form: StatementSpec, measures: Mapping[str, Meaning]
    ) -> dict[str, Figure | None] | None:
        leaves = _lowest(figures)
        printed = {name: _column(leaves, form, meaning) for name, meaning in measures.items()}
        if all(figure is None for figure in printed.values()):
            return None
        printed["prior_year"] = _column(figures, form, PRIOR)
        return printed

    def _expenditure(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        for row in statement.rows:
            measures = self._wide(figures[row.row_no], form, EXPENDITURE_MEASURES)
            if measures is not None:
                self._take("fact_expenditure", statement, *measures.values())
                self.rows["fact_expenditure"].append(
                    {
                        **self._head(statement, row),
                        **self._subject_of(statement, form, row),
                        "fund": form.fund,
                        **_amounts(measures),
                    }
                )

    def _economic(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        if form.columns_are == "economic":
            self._economic_by_column(statement, form, figures)
            return
        beside = {row.side for row in statement.rows} >= {"department_economic", "government_economic"}
        for row in statement.rows:
            if beside and row.side == "government_economic":
                continue  # the same money by the government's classification: it is in the register
            measures = self._wide(figures[row.row_no], form, ECONOMIC_MEASURES)
            code = row.code or dict(row.attributes).get("named_code", "")
            key = self._subjects.economic(code, row.label)
            if measures is None or key is None:
                continue
            self._take("fact_economic_expenditure", statement, *measures.values())
            government = self._subjects.economic(row.code2) if row.code2 else None
            self.rows["fact_economic_expenditure"].append(
                {
                    **self._head(statement, row),
                    "economic_key": key,
                    "government_economic_key": government,
                    "fund": form.fund,
                    "coverage": form.coverage,
                    **_amounts(measures),
                }
            )

    def _economic_by_column(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        """A form whose columns are economic subjects: one fact a figure, for the subject that heads its column."""
        for row in statement.rows:
            for figure in _lowest(figures[row.row_no]):
                key = self._subjects.economic(figure.member)
                if key is None or figure.measure not in ECONOMIC_MEASURES:
                    continue
                self._take("fact_economic_expenditure", statement, figure)
                self.rows["fact_economic_expenditure"].append(
                    {
                        **self._head(statement, row),
                        "economic_key": key,
                        "government_economic_key": None,
                        "fund": form.fund,
                        "coverage": form.coverage,
                        **dict.fromkeys((*ECONOMIC_MEASURES, "prior_year")),
                        figure.measure: figure.amount_yuan,
                        "total": figure.amount_yuan,
                    }
                )

    def _balance(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        for row in statement.rows:
            attributes = dict(row.attributes)
            for figure in _leaves(figures[row.row_no]):
                if figure.member:
                    continue
                function, economic = self._subjects.of_line(row.side, row.label) if not row.line else (None, None)
                fund = _fund_of_line(figure, attributes.get("fund") or form.fund)
                self._take("fact_balance", statement, figure)
                self.rows["fact_balance"].append(
                    {
                        **self._head(statement, row),
                        "side": row.side or "revenue",
                        "line": row.line,
                        "label": row.label,
                        "fund": fund,
                        "flow": attributes.get("flow") or "current",
                        "function_key": function,
                        "economic_key": economic,
                        "amount": figure.amount_yuan,
                    }
                )

    def _three_public(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        codes = {dict(row.attributes).get("unit_code", "") for row in statement.rows} - {""}
        by_unit = any(dict(row.attributes).get("unit_name") and row.kind == "item" for row in statement.rows)
        for row in statement.rows:
            attributes = dict(row.attributes)
            code = attributes.get("unit_code", "")
            if by_unit and (
                row.kind == "total" or any(other != code and other.startswith(code) for other in codes if code)
            ):
                continue
            printed = {figure.member for figure in figures[row.row_no]}
            for figure in figures[row.row_no]:
                item = figure.member
                group = item_group(item)
                if figure.measure != "three_public" or figure.basis in RATES:
                    continue  # the part that one fund pays; a rate of two phases
                # A total stands for its parts only where none of them is printed
                alone = item == "total" and not printed & {"abroad", "vehicle", "reception"}
                if item not in named("three_public_items") or (item == "total" and not alone):
                    continue
                if item == "vehicle" and printed & {"vehicle_purchase", "vehicle_running"}:
                    continue
                if group != "count" and figure.amount_yuan is None:
                    continue  # of a form that prints no unit
                self._take("fact_three_public", statement, figure)
                self.rows["fact_three_public"].append(
                    {
                        **self._head(statement, row),
                        "phase": figure.basis,
                        "item_group": "three_public" if item == "total" else group,
                        "item": item,
                        "unit_code": code,
                        "amount": figure.amount_yuan if group != "count" else None,
                        "count": figure.value if group == "count" else None,
                        "count_unit": figure.unit if group == "count" else None,
                    }
                )

    def _project(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        by_no = {row.row_no: row for row in statement.rows}
        for row in statement.rows:
            total = _column(_lowest(figures[row.row_no]), form, of_year("total"))
            if total is None:
                continue
            unit = row
            while unit.parent is not None and not (unit.code and unit is not row):
                unit = by_no[unit.parent]
            has_unit = unit is not row and bool(unit.code)
            self._take("fact_project", statement, total)
            self.rows["fact_project"].append(
                {
                    "project": row.label,
                    "bare_name": bare_name(row.label),
                    "origin": "project_form",
                    "performance_kind": "",
                    "statement_seq": statement.seq,
                    "row_no": row.row_no,
                    "table_index": row.table_index,
                    "row_index": row.row,
                    "title": statement.title,
                    "task": "",
                    "unit_code": unit.code if has_unit else "",
                    "unit_name": unit.label if has_unit else dict(row.attributes).get("unit_name", ""),
                    "source": "total",
                    "span": "year",
                    "amount": total.amount_yuan,
                    "amount_decimals": total.decimals,
                    "summary": dict(row.attributes).get("summary", ""),
                }
            )

    def _staffing(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        self._counted("fact_staffing", statement, staffing([(row, figures[row.row_no]) for row in statement.rows]))

    def _assets(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        rows = [(row, figures[row.row_no]) for row in statement.rows]
        self._counted("fact_asset", statement, assets(rows, to_buy=form.key.startswith("budget_")))

    def _counted(self, fact: str, statement: Statement, found: Iterable[tuple[StatementRow, Counted]]) -> None:
        for row, counted in found:
            self._take(fact, statement, *counted.figures)
            place = {"statement_seq": statement.seq, "row_no": row.row_no, "group_no": None}
            self.rows[fact].append({**place, **counted.row})

    def _procurement(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        phase = "outturn" if "final_account" in form.kinds else "budget"
        parts = any(row.line in {"goods", "works", "services"} and figures[row.row_no] for row in statement.rows)
        for row in statement.rows:
            amount = _column(figures[row.row_no], form, of_year("amount"))
            category = "unspecified" if row.line == "total" else row.line
            if (
                amount is None
                or (row.line == "total" and parts)
                or category not in {"goods", "works", "services", "sme", "micro", "unspecified"}
            ):
                continue
            self._take("fact_procurement", statement, amount)
            self.rows["fact_procurement"].append(
                _procurement(
                    origin="form",
                    statement_seq=statement.seq,
                    row_no=row.row_no,
                    phase=phase,
                    category=category,
                    item=row.label,
                    amount=amount.amount_yuan,
                )
            )

    def _procurement_items(self, statement: Statement, form: StatementSpec, figures: dict[int, list[Figure]]) -> None:
        for row in statement.rows:
            amount = _column(_lowest(figures[row.row_no]), form, of_year("total"))
            if amount is None:
                continue
            attributes = dict(row.attributes)
            self._take("fact_procurement", statement, amount)
            quantity = next((f.value for f in figures[row.row_no] if f.role == "count"), None)
            self.rows["fact_procurement"].append(
                _procurement(
                    origin="form",
                    statement_seq=statement.seq,
                    row_no=row.row_no,
                    phase="budget",
                    category="unspecified",
                    item=row.label,
                    function_key=self._subjects.function(row.code),
                    economic_key=self._subjects.economic(attributes.get("department_economic_code", "")),
                    unit_code=attributes.get("unit_code", ""),
                    quantity=quantity,
                    amount=amount.amount_yuan,
                )
            )


def _procurement(
    *,
    origin: str,
    phase: str,
    category: str,
    item: str,
    amount: Decimal | None,
    statement_seq: int | None = None,
    row_no: int | None = None,
    group_no: int | None = None,
    function_key: str | None = None,
    economic_key: str | None = None,
    unit_code: str = "",
    quantity: Decimal | None = None,
    share: Decimal | None = None,
) -> Row:
    return locals()


def _column(figures: Iterable[Figure], form: StatementSpec, meaning: Meaning) -> Figure | None:
    """The figure of a row in the column of a meaning, None where the row prints none."""
    wanted = meaning._replace(fund=meaning.fund or form.fund)
    return next((figure for figure in figures if figure.meaning == wanted), None)


def _cell(statement: Statement, figure: Figure) -> _Cell:
    return statement.seq, figure.table_index, figure.row, figure.column, figure.row_no


def _amounts(figures: Mapping[str, Figure | None]) -> Row:
    return {name: figure and figure.amount_yuan for name, figure in figures.items()}


def _fund_of_line(figure: Figure, fund: str) -> str:
    """The fund of a figure of a summary: that which its column is of, in a column that names none `fund`, its line's or the form's."""
    if figure.measure == "amount":
        return fund
    return figure.measure if figure.measure in named("funds") else figure.fund or fund


def _source(figure: Figure) -> Row:
    """The source of money that a column of a revenue form is of, as `_listed_source` gives it."""
    source = SOURCE_OF_COLUMN.get(figure.measure, figure.measure)
    return _listed_source("" if figure.member else source, figure.member or figure.column_label)


def _listed_source(source: str, label: str) -> Row:
    """Source of money, and its name as printed where the closed list has no word for it."""
    if source in REVENUE_SOURCES:
        return {"source": source, "source_label": ""}
    return {"source": "unlisted", "source_label": label}


def _leaves(figures: list[Figure]) -> list[Figure]:
    """A row's figures that add up to the form's total."""
    return [one for one in figures if one.role == "leaf" and one.basis == THIS_YEAR and one.amount_yuan is not None]


def _lowest(figures: list[Figure]) -> list[Figure]:
    """A row's figures in whose columns no row below prints one, sums of other columns among them."""
    return [one for one in figures if one.is_lowest and one.amount_yuan is not None]
