"""Row labels: ordinals and their depth."""

from __future__ import annotations

import re

_STYLES = (
    ("chinese", re.compile(r"^[一二三四五六七八九十]+[、.．:：]")),
    ("bare", re.compile(r"^、")),  # an ordinal whose numeral a conversion lost
    ("chinese_bracket", re.compile(r"^[(（][一二三四五六七八九十]+[)）][、.]?")),
    ("digit", re.compile(r"^\d{1,2}[、.．](?!\d)")),
    ("digit_bracket", re.compile(r"^[(（]\d{1,2}[)）][、.]?")),
    ("circled", re.compile(r"^[①-⑳]")),
)
OF_WHICH = re.compile(r"^其中[:：]?")


def ordinal(label: str) -> tuple[str, str]:
    """(style of the ordinal, label without ordinal and 其中); style "" where there is none. Takes a folded label."""
    for style, pattern in _STYLES:
        match = pattern.match(label)
        if match:
            return style, OF_WHICH.sub("", label[match.end() :])
    return "", OF_WHICH.sub("", label)
