"""Subjects of expenditure: functional (功能分类) and economic (经济分类, of departments 301… and of governments 501…).

The source is the classification of government revenue and expenditure (政府收支分类科目) that the Ministry of Finance issues each year.
This list helps to repair and to check; the names that a warehouse shows are those that the reports print.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from etl.words.data import load_yaml
from etl.words.folding import fold, wide_brackets
from etl.words.numerals import NUMERALS

System = Literal["function", "department", "government"]
SubjectLevel = Literal["class", "section", "item"]

LEVELS: Mapping[int, SubjectLevel] = {3: "class", 5: "section", 7: "item"}
"""Digits of a code → its level: 类 3, 款 5, 项 7 (functional subjects only)."""

ORDINAL = re.compile(rf"^(其中[:：])?[（(]?(\d{{1,2}}|[{NUMERALS}]{{1,3}})[)）、.．,，:：]+|^其中[:：]")
"""What summary forms print before a line: 八、 8. （八） 其中："""

_EXPENDITURE, _OTHER = "支出", "其他"
"""What labels leave out behind the name of a subject."""


@dataclass(frozen=True, slots=True)
class SubjectName:
    """A name of a subject, and the first and last fiscal year for which it holds (None: open)."""

    system: System
    code: str
    name: str
    since: int | None
    until: int | None

    def holds_in(self, year: int) -> bool:
        """Whether the subject bears this name in a fiscal year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


def level(code: str) -> SubjectLevel:
    """class (类), section (款) or item (项), by the number of digits; ValueError for any other code."""
    if not code.isascii() or not code.isdigit() or len(code) not in LEVELS:
        raise ValueError(f"{code!r} is no subject code: 3, 5 or 7 digits expected")
    return LEVELS[len(code)]


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above a code, the class first: 2080505 → (208, 20805)."""
    level(code)
    return tuple(code[:length] for length in LEVELS if length < len(code))


def is_function_code(code: str) -> bool:
    """Whether a code is one of a known functional class: 3, 5 or 7 digits."""
    return _is_code(code, "function", (3, 5, 7))


def is_department_economic_code(code: str) -> bool:
    """Whether a code is one of a known class of the departments' economic classification: 3 or 5 digits."""
    return _is_code(code, "department", (3, 5))


def is_government_economic_code(code: str) -> bool:
    """Whether a code is one of a known class of the governments' economic classification: 3 or 5 digits."""
    return _is_code(code, "government", (3, 5))


def is_listed(code: str) -> bool:
    """Whether this very code, not only its class, is in the list."""
    return code in _names()


def names_of(code: str) -> tuple[SubjectName, ...]:
    """Every name of a class or section, the oldest first; empty for a code that isn't listed."""
    return _names().get(code, ())


def all_names() -> tuple[SubjectName, ...]:
    """Every name of every listed class and section, in the order of the list."""
    return tuple(name for names in _names().values() for name in names)


def canonical_name(code: str, year: int | None = None) -> str | None:
    """The name that a class or section bears in a fiscal year (by default its present name), or None where it isn't listed."""
    names = names_of(code)
    if year is not None:
        names = tuple(name for name in names if name.holds_in(year))
    return names[-1].name if names else None


def canonical_code(code: str) -> str:
    """The code by which years are compared: of the subject that took this one's place (successors.yaml), else its own."""
    return _successors().get(code, code)


def latest_name(code: str) -> str | None:
    """The last name of a class or section, also of one that ended; None where it isn't listed."""
    names = names_of(code)
    return names[-1].name if names else None


def class_of_line(label: str) -> str | None:
    """Code of the functional class that a line of a summary form (总表) names, with or without ordinal: 八、社会保障和就业支出 → 208.

    Names of every year count, as forms often carry the names of the year before; so do lines without the word 支出. A line that is
    no class, or a cut one, gives None.
    """
    name = clean_label(label)
    # 其他 alone may be any line's rest.
    return _classes_by_name().get(name) or (_classes_by_name().get(name + _EXPENDITURE) if name != _OTHER else None)


def name_of_cut_line(label: str) -> str | None:
    """The name of the functional class, of any year, that a line of a summary form names without its end (援助其他地区支); None where the line
    is whole, less than half of a name (`looks_cut`), or the beginning of several.
    """
    name = clean_label(label)
    # It may be any line's rest.
    if class_of_line(label) is not None or name == _OTHER:
        return None
    whole = [one for one in _classes_by_name() if one.startswith(name) and looks_cut(name, one)]
    return whole[0] if len(whole) == 1 else None


def code_of_path(names: tuple[str, str, str]) -> str:
    """The functional code of a path 类, 款, 项 ("" where a level isn't named); "" where the list doesn't know it, or knows several.

    Names of every year count, and those without the word 支出. The deepest name must be listed just so, the others must agree.

    >>> code_of_path(("住房保障支出", "住房改革支出", "住房公积金")), code_of_path(("", "", "行政运行"))
    ('2210201', '')
    """
    depth = max((level for level in range(3) if names[level]), default=-1)
    if depth < 0:
        return ""
    length = (3, 5, 7)[depth]
    fits = {code for code in _function_codes().get(_bare(names[depth]), ()) if len(code) == length}
    for level in range(depth):
        if names[level]:
            above = _function_codes().get(_bare(names[level]), frozenset())
            fits = {code for code in fits if code[: (3, 5)[level]] in above}
    return fits.pop() if len(fits) == 1 else ""


def item_names() -> Mapping[str, tuple[str, ...]]:
    """Code of every listed item (项) → its names."""
    return _items()


def bears_name(code: str, label: str) -> bool:
    """Whether a label is one of the names, of any year, that the list gives a subject's code."""
    listed = (*(name.name for name in names_of(code)), *_items().get(code, ()))
    return clean_label(label) in {clean_label(name) for name in listed}


def is_item_name(label: str) -> bool:
    """Whether a label is the name, of any year, of a listed item (项)."""
    return clean_label(label) in _item_names()


def class_called(label: str) -> str | None:
    """Code of the class, functional or of the departments' economic classification, that a label names but for its 的, brackets and commas.

    None for a label that is no class's name, or that of two.
    """
    return _classes_by_plain_name().get(_plain(ORDINAL.sub("", fold(label))))


def clean_label(label: str) -> str:
    """A label in one spelling: width, no spaces, no ordinal in front, no （类）（款）（项） behind, Chinese brackets."""
    text = fold(label)
    text = wide_brackets(ORDINAL.sub("", text))
    return re.sub("（[类款项]）$|[:：。;；]+$", "", text)


def looks_cut(name: str, full: str) -> bool:
    """Whether `name` is `full` with its end or beginning cut off by a conversion (社会保障和就业支 of 社会保障和就业支出).

    At least half of the name must be left, and two characters: less proves nothing.
    """
    short, whole = clean_label(name), clean_label(full)
    if len(short) >= len(whole) or len(short) < 2 or len(short) * 2 < len(whole):
        return False
    return whole.startswith(short) or whole.endswith(short)


def _is_code(code: str, system: System, digits: tuple[int, ...]) -> bool:
    return len(code) in digits and code.isascii() and code.isdigit() and code[:3] in _list()[system]


@lru_cache(maxsize=1)
def _list() -> Mapping[System, Mapping[str, Any]]:
    """The content of subjects.yaml."""
    content: Mapping[System, Mapping[str, Any]] = load_yaml(
        files(__package__).joinpath("subjects.yaml").read_text(encoding="utf-8")
    )
    return content


@lru_cache(maxsize=1)
def _successor_entries() -> Mapping[str, Mapping[str, Any]]:
    """The content of successors.yaml."""
    content: Mapping[str, Mapping[str, Any]] = load_yaml(
        files(__package__).joinpath("successors.yaml").read_text(encoding="utf-8")
    )
    return content


@lru_cache(maxsize=1)
def _successors() -> Mapping[str, str]:
    """Code → the code that took its place."""
    return {code: entry["successor"] for code, entry in _successor_entries().items()}


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[SubjectName, ...]]:
    """Code → its names, the oldest first."""
    names: dict[str, tuple[SubjectName, ...]] = {}
    for system, classes in _list().items():
        for code, subject in classes.items():
            names[code] = _spelled(system, code, subject["name"])
            for section, spelling in subject.get("sections", {}).items():
                names[code + section] = _spelled(system, code + section, spelling)
    return names


def _spelled(system: System, code: str, spelling: str | dict[str, list[int | None]]) -> tuple[SubjectName, ...]:
    if isinstance(spelling, str):
        return (SubjectName(system, code, spelling, None, None),)
    return tuple(SubjectName(system, code, name, since, until) for name, (since, until) in spelling.items())


@lru_cache(maxsize=1)
def _items() -> Mapping[str, tuple[str, ...]]:
    """Code of a functional item → its names, from items.yaml."""
    content = load_yaml(files(__package__).joinpath("items.yaml").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for section, items in content.items():
        shared = section.isidentifier()
        for place in items["sections"] if shared else (section,):
            for item, names in (items["names"] if shared else items).items():
                found[place + item] = (names,) if isinstance(names, str) else tuple(names)
    return found


def _bare(name: str) -> str:
    return clean_label(name).removesuffix(_EXPENDITURE)


@lru_cache(maxsize=1)
def _function_codes() -> Mapping[str, frozenset[str]]:
    """Name without 支出 of a functional class, section or item, of any year → the codes that bear it."""
    codes: dict[str, set[str]] = {}
    for name in all_names():
        if name.system == "function":
            codes.setdefault(_bare(name.name), set()).add(name.code)
    for code, names in _items().items():
        for item in names:
            codes.setdefault(_bare(item), set()).add(code)
    return {name: frozenset(found) for name, found in codes.items()}


@lru_cache(maxsize=1)
def _item_names() -> frozenset[str]:
    return frozenset(clean_label(name) for names in _items().values() for name in names)


@lru_cache(maxsize=1)
def _classes_by_name() -> Mapping[str, str]:
    """Name of a functional class, of any year → its code."""
    return {name.name: code for code in _list()["function"] for name in names_of(code)}


def _plain(name: str) -> str:
    return re.sub(r"[的（）()、\s]", "", name)


@lru_cache(maxsize=1)
def _classes_by_plain_name() -> Mapping[str, str]:
    """Plain name of a class, of any year → its code, where it is the name of one."""
    codes: dict[str, set[str]] = {}
    for name in all_names():
        if name.system != "government" and len(name.code) == 3:
            codes.setdefault(_plain(fold(name.name)), set()).add(name.code)
    return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}
