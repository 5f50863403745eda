"""Where a cell of a stored table stands on its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from etl.documents.model import Box


def box_of_cell(boxes: Any, spans: Sequence[Sequence[int]], row: int, column: int | None) -> Box | None:
    """The box of a cell; that of the merged cell which covers it, else of all that its row has, as without a column."""
    if not boxes or row >= len(boxes):
        return None
    own = boxes[row][column] if column is not None and column < len(boxes[row]) else None
    for top, left, rows, columns in spans:
        if own is not None or column is None:
            break
        if top <= row < top + rows and left <= column < left + columns:
            own = boxes[top][left]
    if own is not None:
        return Box(*own)
    known = [box for box in boxes[row] if box is not None]
    if not known:
        return None
    return Box(*(pick(box[i] for box in known) for i, pick in enumerate((min, min, max, max))))
