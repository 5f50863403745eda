"""The automatic numbers of Word paragraphs (一、 (一) 1. ①), which stand in no text of the file.

Instead of python-docx, because it names the list of a paragraph and doesn't count.

Source: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from etl.documents.package import attribute, local, number

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千")
_LEGAL_UNITS = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_PLACEHOLDER = re.compile(r"%([1-9])")
_MAX_LEVEL = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None


class Numbering:
    """The lists of a document and how far each has counted. Levels are 0-based."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._overrides: dict[tuple[str, int], int] = {}
        if root is not None:
            self._read(root)

    def label(self, list_id: str, level: int) -> str:
        """Count the list on by one at `level`; its label with what parts it from the text, "" for bullets."""
        definition = self._levels.get(list_id, {}).get(level)
        if definition is None or not 0 <= level < _MAX_LEVEL:
            return ""
        abstract = self._abstract_of[list_id]
        counts = self._counts.setdefault(abstract, {})
        override = self._overrides.get((list_id, level))
        if override is not None and (list_id, level) not in self._started:
            counts[level] = override
        else:
            counts[level] = counts.get(level, definition.start - 1) + 1
        self._started.add((list_id, level))
        for deeper in [k for k in counts if k > level]:
            rule = self._levels[list_id].get(deeper)
            # restart 0: never; n: only after a level above n (1-based)
            if rule is None or rule.restart is None or (rule.restart and level < rule.restart):
                del counts[deeper]
        if definition.number_format in ("bullet", "none"):
            return ""

        def printed(match: re.Match[str]) -> str:
            wanted = int(match[1]) - 1
            shown = self._levels[list_id].get(wanted, _Level())
            return ordinal(counts.get(wanted, shown.start), shown.number_format)

        text = _PLACEHOLDER.sub(printed, definition.text)
        if not text or definition.suffix == "nothing" or text[-1] in "、，。．）)】":
            return text
        return text + " "

    def _read(self, root: etree._Element) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        for child in root:
            if local(child) == "abstractNum":
                levels = {number(attribute(lvl, "ilvl")): _level(lvl) for lvl in child if local(lvl) == "lvl"}
                abstract[attribute(child, "abstractNumId") or ""] = levels
        for child in root:
            if local(child) != "num":
                continue
            list_id = attribute(child, "numId") or ""
            reference = next((attribute(c, "val") or "" for c in child if local(c) == "abstractNumId"), "")
            levels = dict(abstract.get(reference, {}))
            for override in child:
                if local(override) != "lvlOverride":
                    continue
                at = number(attribute(override, "ilvl"))
                for item in override:
                    if local(item) == "startOverride":
                        self._overrides[list_id, at] = number(attribute(item, "val"), 1)
                    elif local(item) == "lvl":
                        levels[at] = _level(item)
            self._levels[list_id] = levels
            self._abstract_of[list_id] = reference


def _level(element: etree._Element) -> _Level:
    values = {local(child): attribute(child, "val") for child in element}
    restart = values.get("lvlRestart")
    return _Level(
        start=number(values.get("start"), 1),
        number_format=values.get("numFmt") or "decimal",
        text=values.get("lvlText") or "",
        suffix=values.get("suff") or "tab",
        restart=number(restart) if restart is not None else None,
    )


def ordinal(value: int, number_format: str) -> str:
    """A number in one of Word's number formats; in digits where the format isn't known."""
    if value < 0 or value > 9999:
        return str(value)
    match number_format:
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return chinese(value)
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return chinese(value, _LEGAL, _LEGAL_UNITS)
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital2":
            return "".join(_DIGITS[int(digit)] for digit in str(value))
        case "ideographTraditional" if 1 <= value <= 10:
            return _STEMS[value - 1]
        case "ideographZodiac" if 1 <= value <= 12:
            return _BRANCHES[value - 1]
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= value <= 20:
            return chr(0x2460 + value - 1)
        case "decimalEnclosedParen" if 1 <= value <= 20:
            return chr(0x2474 + value - 1)
        case "decimalEnclosedFullstop" if 1 <= value <= 20:
            return chr(0x2488 + value - 1)
        case "ideographEnclosedCircle" if 1 <= value <= 10:
            return chr(0x3280 + value - 1)
        case "decimalZero":
            return f"{value:02}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(0xFF10 + int(digit)) for digit in str(value))
        case "upperRoman" | "lowerRoman" if value:
            roman = _roman(value)
            return roman if number_format == "upperRoman" else roman.lower()
        case "upperLetter" | "lowerLetter" if value:
            letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
            return letter if number_format == "upperLetter" else letter.lower()
        case _:
            return str(value)


def chinese(value: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """A number from 0 to 9999 as it is said in Chinese: 12 → 十二, 105 → 一百零五."""
    if value == 0:
        return digits[0]
    out = ""
    gap = False
    figures = str(value)
    for place, digit in enumerate(map(int, figures)):
        power = len(figures) - place - 1
        if digit == 0:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + digits[digit] + units[power]
        gap = False
    return out.removeprefix("一") if 10 <= value < 20 and digits is _DIGITS else out


def _roman(value: int) -> str:
    out = ""
    for size, letters in _ROMAN:
        while value >= size:
            out += letters
            value -= size
    return out
