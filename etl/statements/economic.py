"""Economic subjects as columns: forms that print functional subjects (or projects) by row and 工资福利支出, 办公费 … by column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache

from etl.reference import subjects as reference
from etl.statements.vocabulary import step_words
from etl.words.folding import fold
from etl.words.measures import THIS_YEAR, Meaning

SYSTEMS = {"department": (*range(301, 320), 399), "government": (*range(501, 520), 599)}
_SUM = frozenset(step_words("economic.sum"))


@lru_cache(maxsize=4096)
def _spelling(name: str) -> str:
    """A subject's name without brackets, 的, ordinal and code, as headers vary in these."""
    return re.sub(r"[()（）的]", "", re.sub(r"^\d{3,5}", "", reference.clean_label(fold(name))))


@cache
def _codes(system: str) -> dict[str, tuple[str, ...]]:
    """Spelling → codes of the classes and sections that bear the name, classes first."""
    found: dict[str, list[str]] = defaultdict(list)
    for size in (0, 2):
        for number in SYSTEMS[system]:
            for code in [str(number)] if not size else [f"{number}{part:02d}" for part in range(1, 100)]:
                for name in reference.names_of(code):
                    if code not in found[_spelling(name.name)]:
                        found[_spelling(name.name)].append(code)
    return {name: tuple(codes) for name, codes in found.items()}


def economic_columns(paths: Sequence[tuple[str, ...]], title: str = "") -> dict[int, str]:
    """Column → code of the economic subject that heads it; empty where fewer than two columns are headed by different subjects.

    `paths` are the folded header paths. The government's classification (501 …) is meant where the title or a header says so,
    or where the departments' one doesn't know a header (机关工资福利支出). A name that several classes share is told by the class above it.
    """
    words = {part for path in paths for part in path}
    told = bool(re.search("政府(预算)?(支出)?经济", title + "".join(words)))
    department, government = ({c: code for c, path in enumerate(paths) if (code := _code(path, s))} for s in SYSTEMS)
    chosen = government if told or len(government) > len(department) else department
    return chosen if len(set(chosen.values())) >= 2 else {}


def covers(paths: Sequence[tuple[str, ...]], columns: Collection[int]) -> bool:
    """Whether economic subjects split up all of the expenditure: where basic and project expenditure have columns, both must be split."""
    for kind in ("基本支出", "项目支出"):
        under = [c for c, path in enumerate(paths) if any(kind in part for part in path)]
        if under and any("支出" in part for path in paths for part in path) and not set(under) & set(columns):
            return False
    return True


def _code(path: Iterable[str], system: str) -> str:
    parts = [part for part in path if part]
    if not parts:
        return ""
    known = _codes(system)

    def classes(part: str) -> tuple[str, ...]:  # 工资福利支出 above or alone is short for 机关工资福利支出
        return known.get("机关" + _spelling(part), ()) or known.get(_spelling(part), ())

    above = next((codes[0] for part in reversed(parts[:-1]) if (codes := classes(part))), "")
    if parts[-1] in _SUM:
        return above if len(parts) > 1 and classes(parts[-2]) else ""
    spelling = _spelling(parts[-1])
    codes = known.get(spelling, ()) or known.get(spelling.removesuffix("支出"), ())
    below = next((code for code in codes if above and code != above and code.startswith(above)), "")
    return below or next(iter(classes(parts[-1]) or codes), "")


def code_of_name(label: str, above: str, title: str = "") -> str:
    """The code of the economic subject that a row's label names where no code is printed; sections of the class `above` come first."""
    system = "government" if re.search("政府(预算)?(支出)?经济", title) else "department"
    codes = _codes(system).get(_spelling(label), ())
    below = next((code for code in codes if above and len(code) > 3 and code.startswith(above[:3])), "")
    return below or next(iter(codes), "")


def economic_meaning(code: str, path: str) -> Meaning:
    """What such a column is of: total, basic or project expenditure of the subject."""
    measure = "basic" if "基本支出" in path else "project" if "项目支出" in path else "total"
    return Meaning(THIS_YEAR, measure, code)


def is_split_up(meaning: Meaning, printed: Iterable[Meaning]) -> bool:
    """Whether a class's column (of 302) repeats columns of its sections (of 30201) that the same row prints."""
    code = meaning.member
    return (
        len(code) == 3
        and code.isdigit()
        and any(
            other.measure == meaning.measure and len(other.member) > 3 and other.member.startswith(code)
            for other in printed
            if other.basis == meaning.basis
        )
    )
