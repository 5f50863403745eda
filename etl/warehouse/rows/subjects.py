"""Subjects on their way into dimensions: each code with the name that this report prints, its ancestors, and the pairings of budgets."""

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


@dataclass(slots=True)
class Subjects:
    """Collects the subjects that a report uses; `names` is code → name as its forms print them."""

    fiscal_year: int
    names: Mapping[str, str]
    functions: dict[int, Row] = field(default_factory=dict)
    economics: dict[int, Row] = field(default_factory=dict)
    pairings: dict[tuple[int, int], Row] = field(default_factory=dict)

    def name_of(self, code: str) -> str | None:
        """The subject's name: as this report prints it, else as the official list has it for the year."""
        return self.names.get(code) or reference.canonical_name(code, self.fiscal_year)

    def function(self, code: str, label: str = "") -> int | None:
        """Key of a functional subject, noting its row; None where the code is no functional subject's."""
        if not (code.isdigit() and len(code) in (3, 5, 7) and code[0] == "2"):
            return None
        name = printed_label(self.name_of(code) or label)
        if not name:
            return None
        key = keys.function_key(code, name)
        if key not in self.functions:
            section, item = code[:5] if len(code) >= 5 else None, code if len(code) == 7 else None
            self.functions[key] = {
                "function_key": key,
                "code": code,
                "name": name,
                "level": {3: "class", 5: "section", 7: "item"}[len(code)],
                "class_code": code[:3],
                "class_name": name if len(code) == 3 else self.name_of(code[:3]),
                "section_code": section,
                "section_name": None if section is None else name if len(code) == 5 else self.name_of(section),
                "item_code": item,
                "item_name": name if item else None,
                "valid_from": self.fiscal_year,
                "valid_to": self.fiscal_year,
                "sort_order": code.ljust(7, "0"),
            }
        return key

    def economic(self, code: str, label: str = "") -> int | None:
        """Key of an economic subject of either system, noting its row; None where the code is none's."""
        if not (code.isdigit() and len(code) in (3, 5) and code[0] in "35"):
            return None
        system = "government" if code[0] == "5" else "department"
        name = printed_label(self.names.get(code) or label or self.name_of(code) or "")
        if not name:
            return None
        key = keys.economic_key(system, code, name)
        if key not in self.economics:
            self.economics[key] = {
                "economic_key": key,
                "system": system,
                "code": code,
                "name": name,
                "level": "class" if len(code) == 3 else "section",
                "class_code": code[:3],
                "class_name": name if len(code) == 3 else self.name_of(code[:3]),
                "valid_from": self.fiscal_year,
                "valid_to": self.fiscal_year,
                "sort_order": code.ljust(5, "0"),
            }
        return key

    def pair(self, department: int | None, government: int | None) -> None:
        """Note that a budget prints a government subject beside a department one."""
        if department is not None and government is not None:
            self.pairings[department, government] = {
                "department_key": department,
                "government_key": government,
                "valid_from": self.fiscal_year,
                "valid_to": self.fiscal_year,
            }

    def of_line(self, side: str, label: str) -> tuple[int | None, int | None]:
        """(function key, economic key) of a summary form's line, by its name; None where it names no class."""
        if side in {"expenditure", "function", ""}:
            code = reference.class_of_line(label)
            return (self.function(code, reference.clean_label(label)) if code else None, None)
        if side in {"department_economic", "government_economic"}:
            code = _economic_classes()[side.partition("_")[0]].get(reference.clean_label(label))
            return (None, self.economic(code, reference.clean_label(label)) if code else None)
        return None, None


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
