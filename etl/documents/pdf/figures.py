"""Words of a page that are figures: amounts, codes, and what stands for no amount."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-－—+]?[(（]?\d[\d,，]*(?:\.\d+)?%?[)）]?")
BLANK = re.compile(r"[-－—–]+")


def is_number(text: str) -> bool:
    """Whether a text is a figure, a code or what stands for no amount."""
    return bool(NUMBER.fullmatch(text) or BLANK.fullmatch(text))
