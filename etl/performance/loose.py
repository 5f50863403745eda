"""Rows of a performance form that the conversion turned into loose lines: labels, then values, in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from etl.performance.cells import chinese, is_noise, is_value_like, squeeze
from etl.performance.model import Indicator
from etl.performance.rows import is_side, level1_of, level2_word, level_order
from etl.performance.vocabulary import vocabulary


def read_loose(
    lines: Sequence[str], known: Sequence[Indicator], elsewhere: Sequence[Indicator], table_index: int, row: int
) -> tuple[tuple[Indicator, ...], list[str]]:
    """Indicators from loose lines: names, as many values, and at least as many second levels, each in the order of the form.

    Where the form has more levels than names (empty rows), each name goes to the level that the same report puts such a name
    under (`elsewhere`), or that its words suggest, keeping the order. Numbers that don't match are reported, not guessed.
    """
    names, values, levels = [], [], []
    for line in lines:
        text = squeeze(line)
        level = level2_word(text)
        if level and not _is_name(text, elsewhere):
            levels.append(level[0])
        elif is_side(text) or (is_noise(line) and not is_value_like(text)):
            continue
        elif is_value_like(text):
            values.append(text)
        elif chinese(text) >= 2:
            names.append(text)
    if not names and not values:
        return (), []
    taken = {indicator.level2 for indicator in known}
    free = [level for level in sorted(set(levels), key=lambda name: level_order(name) or 0) if level not in taken]
    if len(names) != len(values) or len(names) > len(free):
        text = " / ".join([*names, *values])
        return (), [f"table {table_index}: loose lines below it can't be told apart and are left out: {text}"]
    counts = _counts(elsewhere)
    chosen = max(
        combinations(free, len(names)),
        key=lambda option: sum(_fit(n, v, level, counts) for n, v, level in zip(names, values, option, strict=True)),
    )
    indicators = tuple(
        Indicator(level1_of(level), level, name, value, "", None, None, "", table_index, row)
        for name, value, level in zip(names, values, chosen, strict=True)
    )
    return indicators, [f"table {table_index}: {len(names)} rows were loose lines below the table, put back in order"]


def _is_name(text: str, elsewhere: Sequence[Indicator]) -> bool:
    """`服务对象满意度` is a name in most forms and a level without its last characters in others."""
    return "指" not in text and any(indicator.name == text for indicator in elsewhere)


def _counts(indicators: Sequence[Indicator]) -> Mapping[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for indicator in indicators:
        for key in ((indicator.name, indicator.level2), ("", indicator.level2)):
            counts[key] = counts.get(key, 0) + 1
    return counts


def _fit(name: str, value: str, level: str, counts: Mapping[tuple[str, str], int]) -> float:
    """How well a name fits a level: as elsewhere in the report, by its words, and, least, by how common the level is."""
    order = level_order(level)
    cues = vocabulary().level2[order].cue if order is not None else ()
    known = min(counts.get((name, level), 0), 5)
    worded = 1 if any(cue in name for cue in cues) else 0
    common = counts.get(("", level), 0) / (1 + sum(counts.get(("", other.name), 0) for other in vocabulary().level2))
    return 3 * known + 1.5 * worded + common
