"""Row labels: ordinals and their depth."""

from __future__ import annotations

from etl.statements.vocabulary import step_pattern
from etl.words import numerals

OF_WHICH = step_pattern("labels.of_which")


def split_ordinal(label: str) -> tuple[str, str]:
    """(style of the ordinal, label without ordinal and 其中); style "" where there is none. Takes a folded label."""
    found = numerals.ordinal(label)
    if found is None:
        return "", OF_WHICH.sub("", label)
    return found.style, OF_WHICH.sub("", found.rest)
