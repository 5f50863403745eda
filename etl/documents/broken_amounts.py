"""Amounts that a narrow cell breaks over two lines or more: 120.0 above 0 is 120.00. What the lines themselves tell, in any format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[-－]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.(?P<decimals>\d{1,6}))?%?")
_PIECE = re.compile(r"[-－]?[\d,，.]+%?")
_MONEY = 2
"""Decimals of an amount in print. A line with as many ends one."""


def may_be_one(texts: Sequence[str]) -> bool:
    """Whether the lines of a cell make an amount together, and none but the last has the decimals of one."""
    whole = "".join(texts)
    return (
        len(texts) > 1
        and all(map(_PIECE.fullmatch, texts))
        and decimals(whole) is not None
        and not whole.isdigit()
        and not any(decimals(text) == _MONEY for text in texts[:-1])
    )


def is_one(texts: Sequence[str], column: Iterable[str]) -> bool:
    """Whether lines that may be one amount are: one of them is no number (1,234. or .43), or only the whole has as many decimals as the
    numbers of the column (the texts of the cells above and below)."""
    return any(decimals(text) is None for text in texts) or _is_like_column(texts, column)


def decimals(text: str) -> int | None:
    """How many decimals a number prints; None for what is no number."""
    found = _NUMBER.fullmatch(text)
    return len(found["decimals"] or "") if found else None


def _is_like_column(texts: Sequence[str], column: Iterable[str]) -> bool:
    """Whether the first line ends within its decimals, if it has as many as the numbers of its column."""
    printed = {count for text in column if (count := decimals(text))}
    before = decimals(texts[0]) or 0
    return bool(before) and len(texts) == 2 and printed == {before + len(texts[1])} and texts[1].isdigit()
