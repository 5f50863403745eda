"""Text of strangers, fit for a screen or a spreadsheet: what a file says or is called must not act there."""

from __future__ import annotations

import re

_BREAKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
_CONTROLS = {n: chr(0x2400 + n) for n in range(0x20)} | {0x7F: "\u2421"} | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
# Overrides and isolates turn the order of what stands beside them around.
_DIRECTIONS = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
# Halves of pairs stand for bytes of a file's name that are no text; no terminal can be given them.
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_SHOWN = _HALVES | _CONTROLS | _DIRECTIONS | _BREAKS
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""First characters by which spreadsheet programs take a text for a formula; Chinese and Japanese versions, the wide ones too."""
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?%?")


def printable(text: str) -> str:
    """The text in one line, control characters as pictures: no escape sequence, no forged line, no reversed order."""
    return text.translate(_SHOWN)


def escape(text: str) -> str:
    """The same, and no markup of rich either."""
    from rich import markup  # not all that shows a text draws

    return markup.escape(printable(text))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program might run a text instead of showing it."""
    return text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA


def spreadsheet(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; numbers and lone dashes stay."""
    harmless = len(text) == 1 or _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula(text) and not harmless else text
