"""What a statement is about: cleans noun phrases, splits joint subjects, reads 类/款/项 paths, resolves codes exactly."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.narrative.grammar import Grammar, step_pattern, step_words
from etl.narrative.lines import plain
from etl.narrative.names import official_names
from etl.reference.subjects import code_of_path

_COUNT = step_pattern("subjects.count")
_CODE_BEFORE = step_pattern("subjects.code_before")
_LEVEL = step_pattern("subjects.level")
_NAME = re.compile(r"[^，。；：]+$")
_CODE = step_pattern("subjects.code")
_MEASURE_BEHIND = step_pattern("subjects.measure_behind")
_YEAR_BEHIND = step_pattern("subjects.year_behind")
_LONGEST = 240
"""No name of a subject is longer; a text without punctuation isn't searched for one."""
_EDGE = re.compile(r"^[、，：；。\s/—\-–>．.]+|[、，：；\s/—\-–>]+$")
_LISTED = step_pattern("subjects.listed")
_JOINED = step_pattern("subjects.joined")
_JOINT = step_pattern("subjects.joint")
_SIDES = step_words("reading.sides")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number belongs to: the item as the register names it, its code where printed, and whether it is a 类/款/项 path."""

    item: str
    code: str = ""
    is_path: bool = False


@dataclass(slots=True)
class Path:
    """The functional subject that the text is in: 类, 款 and 项 are carried over the numbered parts below them."""

    names: list[str] = field(default_factory=lambda: ["", "", ""])

    def update(self, text: str) -> str | None:
        """Take the levels that the text names; returns what follows the last one, or None where it names none."""
        last = 0
        found = False
        for match in _LEVEL.finditer(text):
            name = _EDGE.sub("", text[last : match.start()])
            name = _COUNT.sub("", _EDGE.sub("", re.split("[，。；：]", name)[-1]).strip('“”"'))
            name = _CODE_BEFORE.sub("", name)
            last = match.end()
            if not name:
                continue
            level = "类款项".index(match["a"])
            if not found and level == 0:
                self.names = ["", "", ""]
            found = True
            self.names[level] = name
            for deeper in range(level + 1, 3):
                self.names[deeper] = ""
        return text[last:] if found else None

    def extend(self, ending: str) -> None:
        """Complete the innermost name: 教育（类）支出 is 教育支出."""
        deepest = max(level for level, name in enumerate(self.names) if name)
        self.names[deepest] += ending

    @property
    def item(self) -> str:
        """The name path, levels joined by "/"."""
        return "/".join(name for name in self.names if name)


_CODED = step_pattern("subjects.coded")
_NESTED = step_pattern("subjects.nested")


def coded_path(text: str) -> tuple[Subject, str] | None:
    """A path whose levels each have their part of the code, and what follows it; None where the text begins with none.

    >>> coded_path("教育支出（205）进修及培训（08）培训支出（03）2024年预算数为")
    (Subject(item='教育支出/进修及培训/培训支出', code='2050803', is_path=True), '2024年预算数为')
    """
    match = _CODED.match(text.strip('“”"'))
    if match is None:
        return _nested_path(text)
    names = [name.strip('“”"、') for name in (match["a"], match["b"], match["c"]) if name]
    code = match["x"] + match["y"] + (match["z"] or "")
    return Subject("/".join(names), code, is_path=True), text.strip('“”"')[match.end() :].lstrip('”"')


def _nested_path(text: str) -> tuple[Subject, str] | None:
    """A path of two levels or more whose levels each print the whole of their code, and what follows it.

    >>> _nested_path("抚恤（20808）死亡抚恤（2080801）支出决算为")
    (Subject(item='抚恤/死亡抚恤', code='2080801', is_path=True), '支出决算为')
    """
    names: list[str] = []
    code, end = "", 0
    while (level := _NESTED.match(text, end)) and level["code"] != code and level["code"].startswith(code):
        names.append(level["name"])
        code, end = level["code"], level.end()
    return (Subject("/".join(names), code, is_path=True), text[end:]) if len(names) > 1 else None


def trim(text: str) -> str:
    """A piece of a sentence without the punctuation at its ends; a bracket that closes inside stays."""
    text = text.strip("、，。")
    if "“" not in text or "”" not in text:
        text = text.strip("“”")
    while text.startswith("）") or (text.endswith("）") and "（" not in text):
        text = text.strip("）、，")
    return text


def clean_subject(text: str, words: Grammar) -> tuple[str, str]:
    """A noun phrase without time, organisation, verbs and measure words; and the code printed in it.

    >>> from etl.narrative.grammar import grammar
    >>> clean_subject("2024年度本部门机关运行经费支出", grammar())
    ('机关运行经费', '')
    """
    if len(text) > _LONGEST:
        return "", ""
    code = ""
    if found := _CODE.search(text):
        code = found[1] or found[2]
        behind = text[found.end() :]
        text = text[: found.start()] + ("" if _MEASURE_BEHIND.fullmatch(behind) else _YEAR_BEHIND.sub("", behind))
    before = None
    while before != text:
        before = text
        if match := words.leading.match(text):
            text = text[match.end() :]
            if not code and (found := _CODE.match(text)) and found[2]:
                code, text = found[2], text[found.end() :]
        if not code and (match := words.trailing.search(text)):
            text = text[: match.start()]
        text = _EDGE.sub("", text)
    if re.fullmatch('[“"][^“”"]+[”"]', text):
        text = text[1:-1]
    if text.count("（") < text.count("）"):
        text = text.rpartition("）")[2]
    elif text.count("（") > text.count("）"):
        text = text.partition("（")[2] if text.startswith("（") else text
    return text, code


def joint(text: str, of_each: bool = True) -> tuple[str, ...]:
    """The subjects that a joint one stands for: 收入、支出总计 → 收入总计, 支出总计. A single one is returned alone.
    `of_each`: what is said is said of each, so that expenses are subjects of their own: 因公出国费和公务接待费均为0; one amount of all is of all together.

    >>> joint("财政拨款收、支总决算")
    ('财政拨款收入总决算', '财政拨款支出总决算')
    """
    match = _JOINT.match(text)
    if match is None or "、" in match["head"] or "、" in match["head2"] or not (match["b"] or match["a"]):
        if not of_each:
            return (text,)
        parts = (_LISTED if "购置" in text else _JOINED).split(text)  # 公务用车购置费及运行费 is one
        if len(parts) == 2 and {parts[0][-2:], parts[1]} == set(_SIDES):
            parts[1] = parts[0][:-2] + parts[1]  # 财政拨款收入和支出
        return tuple(parts) if "等" not in text and "三公" not in text else (text,)
    tail = match["b"] or match["a"]
    full = {"收": "收入", "支": "支出"}
    first = match["head"] + full.get(match["first"], match["first"]) + (match["a"] or tail)
    head = match["head2"] or match["head"]
    second = head + full.get(match["second"], match["second"]) + tail
    return first, second


class Codes:
    """Codes by the names that the report's own forms print: exact names only, and only where one code fits."""

    def __init__(self, subject_names: Mapping[str, str]) -> None:
        self._names = {code: plain(name) for code, name in subject_names.items()}
        self._codes: dict[str, list[str]] = defaultdict(list)
        self._loosely: dict[str, list[str]] = defaultdict(list)  # 对个人和家庭补助 is 对个人和家庭的补助
        for code, name in self._names.items():
            self._codes[name].append(code)
            self._loosely[name.replace("的", "")].append(code)

    def knows(self, name: str) -> bool:
        """Whether a form of the report prints this subject, or the official list names it."""
        name = plain(name)
        return name in self._codes or name.replace("的", "") in self._loosely or name in official_names()

    def of_path(self, levels: list[str]) -> str:
        """The functional code of a path by its names of 类, 款, 项 ("" where a level isn't named): as the report's forms print it,
        else as the official list has it; "" where neither names it, or names it twice."""
        named = [name for name in levels if name]
        return self._in_forms(named) or (code_of_path((levels[0], levels[1], levels[2])) if named else "")

    def _in_forms(self, named: list[str]) -> str:
        names = [plain(name) for name in named]
        depth = {1: 3, 2: 5, 3: 7}.get(len(names))
        fits = [code for code in self._by_name(names[-1]) if code[0] == "2" and len(code) == depth]
        if len(fits) > 1:
            fits = [code for code in fits if self._agrees(code, names)]
        if not fits and len(names) < 3:
            fits = [code for code in self._by_name(names[-1]) if code[0] == "2"]
        return fits[0] if len(fits) == 1 else ""

    def of_name(self, name: str, economic: str) -> str:
        """The code of a bare name: among functional subjects, or among the economic ones that begin with `economic` (3, 5)."""
        fits = [code for code in self._by_name(plain(name)) if code[0] == (economic or "2")]
        return fits[0] if len(fits) == 1 else ""

    def _by_name(self, name: str) -> list[str]:
        bare = name.replace("的", "")
        return (
            self._codes.get(name)
            or self._codes.get(name + "支出")
            or self._loosely.get(bare)
            or self._loosely.get(bare.removesuffix("支出"))
            or []
        )

    def _agrees(self, code: str, names: list[str]) -> bool:
        above = [self._names.get(code[:3], ""), self._names.get(code[:5], "")][: len(names) - 1]
        return all(not have or have in (want, want + "支出") for have, want in zip(above, names, strict=False))
