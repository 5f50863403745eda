"""Subjects on their way into dimensions: each code in the year of the report, with its ancestors; what the report calls it; pairings of budgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from etl.reference import subjects as reference
from etl.warehouse import keys
from etl.words.folding import printed_label

Row = dict[str, Any]


@cache
def _economic_classes() -> dict[str, dict[str, str]]:
    """name → code of the economic classes, by system."""
    found: dict[str, dict[str, str]] = {"department": {}, "government": {}}
    for code in map(str, (*range(301, 320), 399, *range(501, 520), 599)):
        for name in reference.names_of(code):
            found["government" if code.startswith("5") else "department"][reference.clean_label(name.name)] = code
    return found


def is_function(code: str) -> bool:
    """Whether a code may be that of a functional subject: 3, 5 or 7 digits from 2."""
    return code.isascii() and code.isdigit() and len(code) in (3, 5, 7) and code[0] == "2"


def is_economic(code: str) -> bool:
    """Whether a code may be that of an economic subject of either system: 3 or 5 digits from 3 or 5."""
    return code.isascii() and code.isdigit() and len(code) in (3, 5) and code[0] in "35"


def system_of(code: str) -> str:
    """function, department or government: the classification of a code."""
    return {"2": "function", "5": "government"}.get(code[:1], "department")


def function_row(code: str, year: int, printed: Mapping[str, str]) -> Row:
    """The row of dim_function for a code in a year. `printed`: code → name, for codes that the official list doesn't have in that year."""
    section, item = code[:5] if len(code) >= 5 else None, code if len(code) == 7 else None
    named = {part: _name(part, year, printed) for part in (code[:3], section, item) if part}
    return {
        "function_key": keys.function_key(code, year),
        **_common(code, year, named[code]),
        "level": reference.LEVELS[len(code)],
        "parent_key": keys.function_key(code[:-2], year) if len(code) > 3 else None,
        "class_code": code[:3],
        "class_name": named[code[:3]],
        "section_code": section,
        "section_name": named.get(section or ""),
        "item_code": item,
        "item_name": named.get(item or ""),
        "canonical_name": _canonical_name(code, named[code]),
        "sort_order": code.ljust(7, "0"),
    }


def economic_row(code: str, year: int, printed: Mapping[str, str]) -> Row:
    """The row of dim_economic for a code in a year; see `function_row`."""
    name = _name(code, year, printed)
    return {
        "economic_key": keys.economic_key(code, year),
        "system": system_of(code),
        **_common(code, year, name),
        "level": reference.LEVELS[len(code)],
        "parent_key": keys.economic_key(code[:3], year) if len(code) > 3 else None,
        "class_code": code[:3],
        "class_name": _name(code[:3], year, printed),
        "canonical_name": _canonical_name(code, name),
        "sort_order": code.ljust(5, "0"),
    }


def _common(code: str, year: int, name: str | None) -> Row:
    listed = reference.canonical_name(code, year) is not None
    return {
        "code": code,
        "fiscal_year": year,
        "name": name,
        "named_by": "list" if listed else "reports" if name else "none",
        "canonical_code": reference.canonical_code(code),
    }


def _name(code: str, year: int, printed: Mapping[str, str]) -> str | None:
    return reference.canonical_name(code, year) or printed.get(code)


def _canonical_name(code: str, name: str | None) -> str | None:
    canonical = reference.canonical_code(code)
    return reference.latest_name(canonical) or (name if canonical == code else None)


@dataclass(slots=True)
class Subjects:
    """Collects the subjects that a report uses.

    `names` is code → name as its forms print them, `doubtful` are the codes whose rows were all read with doubt: their names decide nothing.
    """

    fiscal_year: int
    names: Mapping[str, str]
    doubtful: frozenset[str] = frozenset()
    functions: dict[str, Row] = field(default_factory=dict)
    economics: dict[str, Row] = field(default_factory=dict)
    pairings: dict[tuple[str, str], Row] = field(default_factory=dict)
    printed: dict[str, Row] = field(default_factory=dict)
    """Code → row of `core.report_subject`."""

    def function(self, code: str, label: str = "") -> str | None:
        """Key of a functional subject, noting its row and those above it; None where the code is no functional subject's or nothing names it."""
        if not is_function(code) or not self._note(code, label):
            return None
        for length in range(3, len(code) + 1, 2):
            key = keys.function_key(code[:length], self.fiscal_year)
            if key not in self.functions:
                self._note(code[:length], "")
                self.functions[key] = function_row(code[:length], self.fiscal_year, self._sure())
        return keys.function_key(code, self.fiscal_year)

    def economic(self, code: str, label: str = "") -> str | None:
        """Key of an economic subject of either system, noting its row and its class's; None where the code is none's or nothing names it."""
        if not is_economic(code) or not self._note(code, label):
            return None
        for length in range(3, len(code) + 1, 2):
            key = keys.economic_key(code[:length], self.fiscal_year)
            if key not in self.economics:
                self._note(code[:length], "")
                self.economics[key] = economic_row(code[:length], self.fiscal_year, self._sure())
        return keys.economic_key(code, self.fiscal_year)

    def pair(self, department: str | None, government: str | None) -> None:
        """Note that a budget prints a government subject beside a department one."""
        if department is not None and government is not None:
            self.pairings[department, government] = {
                "department_key": department,
                "government_key": government,
                "valid_from": self.fiscal_year,
                "valid_to": self.fiscal_year,
            }

    def of_line(self, side: str, label: str) -> tuple[str | None, str | None]:
        """(function key, economic key) of a summary form's line, by its name; None where it names no class."""
        if side in {"expenditure", "function", ""}:
            code = reference.class_of_line(label)
            return (self.function(code, reference.clean_label(label)) if code else None, None)
        if side in {"department_economic", "government_economic"}:
            code = _economic_classes()[side.partition("_")[0]].get(reference.clean_label(label))
            return (None, self.economic(code, reference.clean_label(label)) if code else None)
        return None, None

    def _note(self, code: str, label: str) -> bool:
        """Note what the report calls a subject; whether anything names it, the report or the list."""
        name = printed_label(self.names.get(code) or label)
        if name and code not in self.printed:
            self.printed[code] = {
                "code": code,
                "system": system_of(code),
                "fiscal_year": self.fiscal_year,
                "name": name,
                "is_doubtful": code in self.doubtful,
            }
        return bool(name) or reference.canonical_name(code, self.fiscal_year) is not None

    def _sure(self) -> dict[str, str]:
        return {code: row["name"] for code, row in self.printed.items() if not row["is_doubtful"]}


def subject_of_line(side: str, line: str, label: str) -> str:
    """Code of the class that a line of a summary form names, "" for a line that names none or is one of the catalogue's (`line`).

    Lines print the names of classes with small differences, an ordinal or a 的 that is missing.
    """
    if side in {"", "revenue"}:
        return ""
    if not line and side in {"expenditure", "function"}:
        code = reference.class_of_line(label)
    elif not line and side in {"department_economic", "government_economic"}:
        code = _economic_classes()[side.partition("_")[0]].get(reference.clean_label(label))
    else:
        code = None
    return code or (reference.class_called(label) or "" if side != "government_economic" else "")
