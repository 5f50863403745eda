"""The cells of a line set by spaces, each with the places where it begins and ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MONEY = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)%?")
HAN = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"^\d{3,9}$")
_TOKEN = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line: where it begins and ends, in characters or in columns of a screen, and its text."""

    start: int
    end: int
    text: str


def _characters(text: str) -> int:
    return len(text)


def _columns(text: str) -> int:
    """Width on a screen, where an ideograph takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def cells_of(line: str, width: Callable[[str], int] = _characters) -> list[Cell]:
    """The cells of a line: set apart by two spaces or more, numbers by one; 合  计 is one word."""
    line = line.replace("\u3000", "  ")
    found: list[Cell] = []
    for match in _TOKEN.finditer(line):
        at = match.start()
        parts: list[tuple[int, str]] = []
        for piece in re.finditer(r"\S+", match[0]):
            apart = not parts or _NUMBER.fullmatch(piece[0]) or _NUMBER.fullmatch(parts[-1][1])
            if apart:
                parts.append((at + piece.start(), piece[0]))
            else:
                start, text = parts[-1]
                parts[-1] = (start, line[start : at + piece.end()] if text else piece[0])
        for start, text in parts:
            if found and _is_spaced_word(found[-1].text, text):
                before = found.pop()
                found.append(Cell(before.start, width(line[: start + len(text)]), before.text + text))
            else:
                found.append(Cell(width(line[:start]), width(line[: start + len(text)]), text))
    return found


def cells_by_either_width(lines: Sequence[str]) -> list[list[Cell]]:
    """The cells of lines that aren't blank. Converters count an ideograph as one character or two: the count by which amounts end below each other is right."""
    readings = []
    for width in (_columns, _characters):
        cells = [cells_of(line, width) for line in lines if line.strip()]
        ends = {cell.end for row in cells for cell in row if MONEY.fullmatch(cell.text)}
        readings.append((len(ends), cells))
    return min(readings, key=lambda reading: reading[0])[1]


def _is_spaced_word(before: str, text: str) -> bool:
    """合  计, 项  目, 收  入  总  计: single characters set apart to fill a cell."""
    if text in "款项" and before in "类款":
        return False  # columns of a code in parts
    return len(text) == 1 and bool(HAN.match(text)) and len(before) <= 3 and bool(HAN.fullmatch(before[-1]))


def is_data(row: list[Cell]) -> bool:
    return len(row) >= 2 and any(MONEY.fullmatch(cell.text) or CODE.match(cell.text) for cell in row)


def is_word(text: str) -> bool:
    return bool(HAN.search(text) or CODE.match(text))
