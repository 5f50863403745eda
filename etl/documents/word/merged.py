"""The grid of a Word table while it is read: cells from left to right, merged sideways and downwards."""

from __future__ import annotations

from etl.documents.model import Span


class MergedGrid:
    """Cells at their places. A cell merged downwards says in each further row that it goes on; `column` is where the next cell stands."""

    def __init__(self) -> None:
        self.column = 0
        self.width = 0
        self._row = 0
        self._texts: dict[tuple[int, int], str] = {}
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._open: dict[int, tuple[int, int]] = {}  # column → the cell above that goes on downwards
        self._last: tuple[int, int] | None = None  # the last cell of this row that has a place of its own

    def begin_row(self, row: int, column: int) -> None:
        """Go on with a row whose first cell stands in a column."""
        self._row, self.column, self._last = row, column, None
        self.width = max(self.width, column)

    def add(self, text: str, across: int, *, begins_merge: bool) -> None:
        """Add a cell that covers `across` columns; `begins_merge`: cells below may go on with it."""
        self._last = self._row, self.column
        self._texts[self._last] = text
        self._spans[self._last] = (1, across)
        if begins_merge:
            self._open[self.column] = self._last
        else:
            self._open.pop(self.column, None)
        self._step(across)

    def widen_last(self, across: int) -> bool:
        """Add a cell that goes on with the one on its left. False where none stands there."""
        if self._last is None:
            return False
        down, before = self._spans[self._last]
        self._spans[self._last] = (down, before + across)
        self._step(across)
        return True

    def is_below_merged(self) -> bool:
        """Whether the next cell stands below one that may go on downwards."""
        return self.column in self._open

    def lengthen_above(self, across: int) -> str:
        """Add a cell that goes on with the one above it; the text of that one."""
        origin = self._open[self.column]
        self._spans[origin] = (self._row - origin[0] + 1, self._spans[origin][1])
        self._step(across)
        return self._texts[origin]

    def rows(self, height: int) -> list[list[str]]:
        """The texts, row by row; "" where a merged cell covers a place."""
        return [[self._texts.get((r, c), "") for c in range(self.width)] for r in range(height)]

    def merged_cells(self) -> list[Span]:
        """The cells that cover more than one place, in reading order."""
        return [Span(r, c, down, across) for (r, c), (down, across) in sorted(self._spans.items()) if down * across > 1]

    def _step(self, across: int) -> None:
        self.column += across
        self.width = max(self.width, self.column)
