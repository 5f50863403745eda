"""Names that a line end may cut: those of subjects, and of the expenses that every report states."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from etl.narrative.lines import plain
from etl.reference.subjects import all_names, item_names

_SHORTEST = 4
"""A name of fewer characters proves nothing where two lines meet."""


def broken_name(last: str, following: str, more: tuple[str, ...]) -> str:
    """The part of a name at the end of one line whose rest begins the next, "" where no name is broken; `more` are names beside those of
    subjects.

    >>> broken_name("1.公务用车运", "行维护费支出6.00万元", ("公务用车运行维护费",))
    '公务用车运'
    """
    beginnings = _beginnings(more)
    tails = (last[-length:] for length in range(1, min(len(last), 40) + 1))
    return next((tail for tail in tails if any(following.startswith(r) for r in beginnings.get(tail, ()))), "")


@lru_cache(maxsize=4)
def _beginnings(more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Beginning of a name → what must follow."""
    items = (name for names in item_names().values() for name in names)
    found: dict[str, set[str]] = defaultdict(set)
    for name in {plain(name) for name in (*(n.name for n in all_names()), *items, *more)}:
        if len(name) >= _SHORTEST:
            for cut in range(1, len(name)):
                if len(name) > _SHORTEST or cut != 2:  # 项目 and 支出 are words of their own
                    found[name[:cut]].add(name[cut:])
    return {beginning: tuple(rests) for beginning, rests in found.items()}
