"""Names that a line end may cut: those of subjects, and of the expenses that every report states."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from etl.narrative.grammar import step_pattern
from etl.narrative.lines import plain
from etl.reference.subjects import all_names, item_names

_JOINED = step_pattern("names.joined")
_ENDING = step_pattern("names.ending")
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


def joins_names(text: str, at: int) -> bool:
    """Whether the 与 or 和 at text[at] joins the parts of one subject's name, and compares nothing with anything.

    >>> joins_names("社会保障和就业支出年初预算数为", 4), joins_names("支出决算与年初预算数相比", 4)
    (True, False)
    """
    return any(match.start() < at < match.end() for match in _joined_names().finditer(text))


@cache
def official_names() -> frozenset[str]:
    """The plain names of all listed subjects, each also without its 支出: 公共安全 for 公共安全支出. Too short a name may be any word."""
    items = (name for names in item_names().values() for name in names)
    names = {plain(name) for name in (*(n.name for n in all_names()), *items)}
    names |= {_ENDING.sub("", name) for name in names}
    return frozenset(name for name in names if len(name) >= _SHORTEST)


@cache
def _joined_names() -> re.Pattern[str]:
    """The names of subjects that have a word in them by which a text compares, without their 支出."""
    items = (name for names in item_names().values() for name in names)
    names = {_ENDING.sub("", plain(name)) for name in (*(n.name for n in all_names()), *items)}
    joined = sorted((name for name in names if _JOINED.search(name)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, joined)))


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
