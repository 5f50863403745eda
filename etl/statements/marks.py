"""What the words of a form say: marks of its figures (`marks.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from etl.statements.model import Figure, Statement
from etl.words.marks import Marks


@cache
def figure_marks() -> Marks:
    """The marks that figures may have."""
    return Marks(Path(__file__).with_name("marks.yaml"))


def marks_of(statement: Statement, figure: Figure) -> list[str]:
    """Names for what the row, the column and the form of a figure say, in the order of `marks.yaml`."""
    return figure_marks().of(
        label=figure.row_label,
        heading=figure.column_path + figure.column_label,
        note_and_path=statement.note + figure.column_path,
    )
