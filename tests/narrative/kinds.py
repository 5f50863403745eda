"""Sentences by kinds of faults (kinds.yaml): what the program reads of them, and what of that isn't right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from etl.narrative import Disclosure, Narrative, read_narrative
from etl.words.data import load_yaml
from tests.narrative.prose import document, head

FILE = Path(__file__).with_name("kinds.yaml")


@dataclass(frozen=True)
class Case:
    """One input: its kind, number within the kind, and what is to come of it."""

    kind: str
    number: int
    report: str
    lines: tuple[str, ...]
    states: tuple[list[Any], ...]
    never: tuple[list[Any], ...]
    left: tuple[str, ...]
    bare: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"

    def read(self) -> Narrative:
        kind, year = self.report.split()
        return read_narrative(document(*self.lines), head(kind, int(year)), {})


def cases() -> Iterator[Case]:
    """All inputs of the file."""
    for kind, group in load_yaml(FILE.read_text("utf-8")).items():
        for number, case in enumerate(group, 1):
            lines = tuple(case["lines"].splitlines())
            rows = [tuple(case.get(key, ())) for key in ("states", "never", "left", "bare")]
            yield Case(kind, number, case["report"], lines, *rows)


def is_named(have: str, want: str) -> bool:
    """Whether a name is one of `want` ("a|b", "~part", "=with/all/before/it"); any is, where none is wanted."""
    return not want or any(
        w[1:] in have if w.startswith("~") else w in (f"={have}", have.rpartition("/")[2].strip("“”"))
        for w in want.split("|")
    )


def fits(d: Disclosure, item: str, metric: str, value: Any, last: str = "") -> bool:
    """Whether a statement is the wanted one; `last` is its unit or its code."""
    return (
        is_named(d.item, item)
        and is_named(d.metric, metric)
        and d.value == Decimal(str(value))
        and (not last or (d.item_code == last if last.isdigit() else d.unit == last))
    )


def faults(case: Case, found: Narrative) -> list[str]:
    """What isn't as the case says, in words."""
    wrong = [f"missing: {want}" for want in case.states if not any(fits(d, *want) for d in found.disclosures)]
    wrong += [f"stated: {want}" for want in case.never if any(fits(d, *want) for d in found.disclosures)]
    listed = [sentence for _, sentence in found.not_understood]
    wrong += [f"silent: {number}" for number in case.left if not any(number in sentence for sentence in listed)]
    bare = [d for d in found.disclosures if d.lacks_unit]
    wrong += [f"not marked: {number}" for number in case.bare if not any(d.printed.endswith(number) for d in bare)]
    return wrong + [f"marked: {d.printed}" for d in bare if not d.printed.endswith(case.bare)]
