"""What the interpreter gives: the recognised forms of a report, their rows and figures, and what it left. No database here."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from etl.head import ReportHead
from etl.words.measures import Meaning

Role = Literal["leaf", "subtotal", "total", "of_which", "count", "percent"]
"""What a figure is among its row and column: `leaf` adds up to the form's total; `subtotal` and `total` repeat leaves of other rows or columns;
`of_which` (其中) is a part of a leaf that must not be added; `count` and `percent` are not money."""

Side = Literal["", "revenue", "expenditure", "function", "department_economic", "government_economic", "nature"]
"""Which half or block of a summary form a row stands in; "" where a form has one block only. `nature` repeats the
expenditure by basic and project expenditure (支出性质)."""

Doubt = Literal["", "low_confidence", "structure", "decimals", "contradicted"]
"""Why a figure read by OCR should be looked at: the recogniser wasn't sure of it or of its row's code or name; its row, column or form
is odd; it has other decimals than the others of its form; the form's own sums contradict it. Figures of other documents have none: what they print is certain."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a conversion broke and a rule mended: what stood there, what was taken, and by which rule."""

    rule: str
    printed: str
    taken: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One numeric cell of a recognised form.

    `value` is as printed (in `unit`), `amount_yuan` the same in yuan (None for counts and percents). Positions are those of the
    document's table: `table_index`, and `row`/`column` from 0. `row_no` numbers the logical rows of the statement (a physical
    row of a form with blocks side by side holds several), and ties facts to their figures. `basis`, `measure`, `member` and `fund`
    say what it is of (etl/words/measures.yaml); `fund` is the column's, else the form's. `is_lowest`: no row below prints one in its column.
    """

    table_index: int
    page: int | None
    row: int
    column: int
    row_no: int
    side: str
    row_code: str
    row_code2: str
    row_label: str
    column_label: str
    column_path: str
    basis: str
    measure: str
    member: str
    fund: str
    printed: str
    value: Decimal
    unit: str
    amount_yuan: Decimal | None
    role: Role
    repairs: tuple[Repair, ...] = ()
    confidence: float | None = None
    decimals: int = 2
    doubt: Doubt = ""
    is_lowest: bool = False

    @property
    def meaning(self) -> Meaning:
        """What the column's figures are of: the same for all figures of a column, and of no other column of the form."""
        return Meaning(self.basis, self.measure, self.member, self.fund)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A logical row of a form: its codes and label (repaired), where it stands, its parent, and its figures by measure.

    `kind` is what the catalogue's row rules say of it: `item`, `total`, `subtotal`, `of_which`, `heading`.
    `line` is the catalogue's key of a summary form's line ("" elsewhere). `parent` is the row_no of the row that it is part of.
    `blanks` are the items of the three public expenses, meetings and training for which the row has a cell and prints no number: they are 0.
    """

    row_no: int
    table_index: int
    row: int
    side: str
    code: str
    code2: str
    label: str
    kind: str
    line: str = ""
    parent: int | None = None
    attributes: tuple[tuple[str, str], ...] = ()  # text columns by their catalogue name: unit_name, project_summary …
    repairs: tuple[Repair, ...] = ()
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftCell:
    """A cell that holds digits and is no figure: `reason` is line_number (行次), column_number (栏次), code, text, or not_understood."""

    table_index: int
    page: int | None
    row: int
    column: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One published form, joined over its continuation pages."""

    seq: int
    form: str  # key of the catalogue entry
    title: str  # as printed, without spaces
    number: str  # 公开01表 …, as printed, "" where there is none
    unit: str  # 万元, 元
    fund: str
    table_indexes: tuple[int, ...]
    pages: tuple[int, ...]
    rows: tuple[StatementRow, ...]
    figures: tuple[Figure, ...]
    left: tuple[LeftCell, ...] = ()
    is_empty: bool = False
    note: str = ""  # 注：…
    unmapped_columns: tuple[str, ...] = ()
    other_units: tuple[tuple[int, str], ...] = ()  # (table, unit) of later pages that print another unit than the first

    @property
    def lacks_unit(self) -> bool:
        """Whether it prints amounts of money of which nothing says the unit."""
        return any(not figure.unit and figure.role not in {"count", "percent"} for figure in self.figures)


@dataclass(frozen=True, slots=True)
class UnknownTable:
    """A table that looks like a published form (money, 合计) and isn't in the catalogue: reported by name, never dropped in silence."""

    table_index: int
    page: int | None
    title: str
    headers: tuple[str, ...]
    numeric_cells: int


@dataclass(frozen=True, slots=True)
class UnprovenForm:
    """A form set by spaces that nothing proves to be read right: none of its `figures` is given. `why` says, in words, what is missing."""

    form: str  # key of the catalogue entry
    title: str  # as printed, without spaces
    table_indexes: tuple[int, ...]
    figures: int
    why: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything the statements step found in a document."""

    head: ReportHead
    statements: tuple[Statement, ...]
    unknown: tuple[UnknownTable, ...] = ()
    other_tables: tuple[
        tuple[int, str], ...
    ] = ()  # tables that give no statement: (table_index, what it is: contents, units, performance, text, unproven)
    unproven: tuple[UnprovenForm, ...] = ()
    subject_names: dict[str, str] = field(
        default_factory=dict
    )  # code → name, as the report's forms print it (repaired)
