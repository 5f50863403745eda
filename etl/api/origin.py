"""Where a number comes from, as a notebook shows it: file, page and cell, what was repaired, the rows around it, the page's picture."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

from etl.evidence.figure import Evidence
from etl.evidence.picture import Picture

_AROUND, _HEAD = 2, 3
"""Rows of the table around the cell, and of its head, that are shown."""
_MARK = "background:#fde0e0;outline:2px solid #d62728;font-weight:bold;color:#000"


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of a number. In a notebook it shows itself, with the page where there is a picture of it.

    `evidence` is the figure with its place, None for a number that no single cell prints: `words` then says where it comes from.
    `picture`: PNG of the page with the cell marked, or why there is none.
    """

    evidence: Evidence | None
    picture: Picture
    words: str = ""

    def __repr__(self) -> str:
        """One line: the value, the file and the place in it."""
        if self.evidence is None:
            return f"<{self.words}>"
        return "<" + "; ".join(f"{label} {text}" for label, text in self._facts(self.evidence)) + ">"

    def _repr_html_(self) -> str:
        """Facts, the rows around the cell, and the page. Whatever comes from a report is escaped."""
        if self.evidence is None:
            return f"<p>{escape(self.words)}</p>"
        lines = "".join(
            f"<tr><th style='text-align:left'>{escape(label)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
            for label, text in self._facts(self.evidence)
        )
        return f"<table>{lines}</table>{self._cells(self.evidence)}{self._page()}"

    def _repr_png_(self) -> bytes | None:
        """The page for places that show pictures only; None where there is none."""
        return self.picture.png

    def _page(self) -> str:
        if self.picture.png is None:
            return f"<p><i>no picture of the page: {escape(self.picture.why)}</i></p>"
        data = base64.b64encode(self.picture.png).decode("ascii")
        return f"<img alt='page' style='max-width:100%' src='data:image/png;base64,{data}'>"

    @staticmethod
    def _facts(evidence: Evidence) -> list[tuple[str, str]]:
        name = evidence.name
        place = [f"page {evidence.page}"] if evidence.page else []
        place += [f"sheet {evidence.sheet}"] if evidence.sheet else []
        place += [f"table {evidence.table + 1}", f"row {evidence.row + 1}", f"column {evidence.column + 1}"]
        facts = [
            ("number", f"{name.amount}, printed “{evidence.printed}”"),
            ("report", f"{name.agency} {name.fiscal_year}{'' if name.is_current else ', another version holds'}"),
            ("file", f"{evidence.file_name}: {', '.join(place)}"),
            ("form", " ".join(filter(None, (evidence.number, name.statement)))),
            ("cell", f"{' '.join(filter(None, (name.row_code, name.row)))} × {name.column}"),
        ]
        return facts + [("repaired", f"{one.rule}: “{one.printed}” → “{one.taken}”") for one in evidence.repairs]

    @staticmethod
    def _cells(evidence: Evidence) -> str:
        shown = [
            number for number in range(len(evidence.cells)) if number < _HEAD or abs(number - evidence.row) <= _AROUND
        ]
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td style='{_MARK}'>{escape(text)}</td>"
                if (number, column) == (evidence.row, evidence.column)
                else f"<td>{escape(text)}</td>"
                for column, text in enumerate(evidence.cells[number])
            )
            + "</tr>"
            for number in shown
        )
        return f"<table>{rows}</table>"
