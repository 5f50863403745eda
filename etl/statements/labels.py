"""Row labels: ordinals and their depth, and the spelling that is published."""

from __future__ import annotations

import re
import unicodedata

_STYLES = (
    ("chinese", re.compile(r"^[一二三四五六七八九十]+[、.．:：]")),
    ("bare", re.compile(r"^、")),  # an ordinal whose numeral a conversion lost
    ("chinese_bracket", re.compile(r"^[(（][一二三四五六七八九十]+[)）][、.]?")),
    ("digit", re.compile(r"^\d{1,2}[、.．](?!\d)")),
    ("digit_bracket", re.compile(r"^[(（]\d{1,2}[)）][、.]?")),
    ("circled", re.compile(r"^[①-⑳]")),
)
OF_WHICH = re.compile(r"^其中[:：]?")


def printed_label(text: str) -> str:
    """A label as published: no line breaks and spaces; width of digits and letters folded, Chinese punctuation kept."""
    kept = "“”‘’（）：、，；《》"
    return re.sub(r"\s+", "", "".join(char if char in kept else unicodedata.normalize("NFKC", char) for char in text))


def ordinal(label: str) -> tuple[str, str]:
    """(style of the ordinal, label without ordinal and 其中); style "" where there is none. Takes a folded label."""
    for style, pattern in _STYLES:
        match = pattern.match(label)
        if match:
            return style, OF_WHICH.sub("", label[match.end() :])
    return "", OF_WHICH.sub("", label)
