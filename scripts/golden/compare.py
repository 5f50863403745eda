"""What differs between two dumps, relation by relation, and whether the map declares it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.golden.declared import Declared

RELATIONS = "relations"
COMMANDS = ("inspect", "audit")
LISTING = "inputs.sha256"

SHOWN = 3
"""Rows or lines of each side that are shown."""
_PAIRED_AT_MOST = 400
"""So many rows of a side are paired by likeness, each with each; more are counted only."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of which relation or file, what it is with a few of its rows, and why it is meant ('' if it isn't)."""

    of: str
    what: str
    examples: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        lines = [f"{self.of}: {self.what}{f'  [meant: {self.reason}]' if self.reason else ''}"]
        return "\n".join([*lines, *(f"    {line}" for line in self.examples)])


@dataclass(frozen=True, slots=True)
class Dumped:
    """A relation as read from a dump."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[Row, ...]


def compare(old: Path, new: Path, declared: Declared) -> list[Difference]:
    """All differences between the dumps of two folders, those that are meant included. FileNotFoundError where one is no dump, or none that was finished."""
    return [
        *_inputs(old, new),
        *_relations(old / RELATIONS, new / RELATIONS, declared),
        *_commands(old, new, declared),
    ]


def _inputs(old: Path, new: Path) -> Iterator[Difference]:
    """Dumps of other reports differ everywhere: said first."""
    before, after = (set((folder / LISTING).read_text(encoding="utf-8").splitlines()) for folder in (old, new))
    if before != after:
        names = sorted({line.split("  ", 1)[1] for line in before ^ after})
        yield Difference(
            "inputs", f"{len(names)} reports differ: write the new dump with --inputs {old}", tuple(names[:SHOWN])
        )


def _relations(old: Path, new: Path, declared: Declared) -> Iterator[Difference]:
    before = {declared.relations_renamed.get(path.stem, path.stem): path for path in sorted(old.glob("*.tsv"))}
    after = {path.stem: path for path in sorted(new.glob("*.tsv"))}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Difference(name, "the relation is gone", reason=declared.relations_dropped.get(name, ""))
        elif name not in before:
            yield Difference(name, "a new relation", reason=declared.relations_added.get(name, ""))
        elif not _same_bytes(before[name], after[name]):
            yield from compare_relation(name, _read(before[name]), _read(after[name]), declared)


def _same_bytes(old: Path, new: Path) -> bool:
    return old.stat().st_size == new.stat().st_size and old.read_bytes() == new.read_bytes()


def _read(path: Path) -> Dumped:
    # Split at line feeds only: COPY escapes those in texts, and texts may hold other line ends of Unicode.
    columns, types, *rows = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return Dumped(tuple(columns.split("\t")), tuple(types.split("\t")), tuple(tuple(row.split("\t")) for row in rows))


def compare_relation(name: str, old: Dumped, new: Dumped, declared: Declared) -> Iterator[Difference]:
    """Columns that came, went or changed their type, then rows that differ in the columns that both have."""
    renamed = declared.columns_renamed.get(name, {})
    before = [renamed.get(column, column) for column in old.columns]
    for column in before:
        if column not in new.columns:
            yield Difference(name, f"column {column} is gone", reason=_reason(declared.columns_dropped, name, column))
    for column in new.columns:
        if column not in before:
            yield Difference(name, f"a new column {column}", reason=_reason(declared.columns_added, name, column))
    both = [column for column in before if column in new.columns]
    of_old, of_new = [before.index(column) for column in both], [new.columns.index(column) for column in both]
    for column, i, j in zip(both, of_old, of_new, strict=True):
        if old.types[i] != new.types[j]:
            yield Difference(
                name,
                f"column {column} was {old.types[i]}, is {new.types[j]}",
                reason=_reason(declared.columns_retyped, name, column),
            )
    yield from _row_differences(name, both, _picked(old.rows, of_old), _picked(new.rows, of_new), declared)


def _reason(columns: Mapping[str, Mapping[str, str]], relation: str, column: str) -> str:
    """What is declared of a column; relations and columns may be patterns."""
    return next(
        (
            reason
            for of, names in columns.items()
            if fnmatchcase(relation, of)
            for name, reason in names.items()
            if fnmatchcase(column, name)
        ),
        "",
    )


def _picked(rows: Sequence[Row], positions: Sequence[int]) -> Counter[Row]:
    return Counter(tuple(row[i] for i in positions) for row in rows)


def _row_differences(
    name: str, columns: Sequence[str], old: Counter[Row], new: Counter[Row], declared: Declared
) -> Iterator[Difference]:
    pairs, gone, came = pair(sorted((old - new).elements()), sorted((new - old).elements()))
    changed = [[i for i, (a, b) in enumerate(zip(*both, strict=True)) if a != b] for both in pairs]
    counts = Counter(columns[i] for places in changed for i in places)
    if not pairs and not gone and not came:
        return
    meant = next(
        (one for one in declared.meant(name) if one.allows(list(counts), len(pairs), len(gone) + len(came))), None
    )
    reason = meant.reason if meant else ""
    if pairs:
        told = ", ".join(f"{column} ({n})" for column, n in counts.most_common())
        yield Difference(
            name, f"{len(pairs)} rows differ in {told}", tuple(_changes(columns, pairs[:SHOWN], changed)), reason
        )
    for what, rows in (("gone", gone), ("new", came)):
        if rows:
            yield Difference(name, f"{len(rows)} rows {what}", tuple(" | ".join(row) for row in rows[:SHOWN]), reason)


def _changes(columns: Sequence[str], pairs: Sequence[tuple[Row, Row]], changed: Sequence[list[int]]) -> Iterator[str]:
    """What the first changed rows say: which row by what it keeps, then each change."""
    for (old, new), places in zip(pairs, changed, strict=False):
        kept = [value for i, value in enumerate(old) if i not in places and value not in ("", r"\N")]
        yield " | ".join(kept[:12])
        yield from (f"  {columns[i]}: {old[i]} → {new[i]}" for i in places)


def pair(old: Sequence[Row], new: Sequence[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Rows of both sides that are one row with some values changed, then what is left of each side.

    First by all columns whose values are the same on both sides, in order; then each with the one most like it, at least half of whose
    values are the same.
    """
    pairs: list[tuple[Row, Row]] = []
    if old and len(old) == len(new):
        stable = [i for i in range(len(old[0])) if Counter(r[i] for r in old) == Counter(r[i] for r in new)]
        if len(stable) * 2 >= len(old[0]):
            pairs, old, new = _paired_by(stable, old, new)
    if len(old) <= _PAIRED_AT_MOST and len(new) <= _PAIRED_AT_MOST:
        likeness = sorted(
            (
                (-alike, i, j)
                for i, a in enumerate(old)
                for j, b in enumerate(new)
                if (alike := sum(x == y for x, y in zip(a, b, strict=True))) * 2 >= len(a)
            )
        )
        left, right = dict(enumerate(old)), dict(enumerate(new))
        for _, i, j in likeness:
            if i in left and j in right:
                pairs.append((left.pop(i), right.pop(j)))
        old, new = list(left.values()), list(right.values())
    return pairs, list(old), list(new)


def _paired_by(
    positions: Sequence[int], old: Sequence[Row], new: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    waiting: dict[Row, list[Row]] = {}
    for row in reversed(new):
        waiting.setdefault(tuple(row[i] for i in positions), []).append(row)
    pairs, left = [], []
    for row in old:
        partners = waiting.get(tuple(row[i] for i in positions))
        if partners:
            pairs.append((row, partners.pop()))
        else:
            left.append(row)
    return pairs, left, sorted(row for rows in waiting.values() for row in rows)


def _commands(old: Path, new: Path, declared: Declared) -> Iterator[Difference]:
    """What the commands say of each report, line by line."""
    before = {
        (Path(declared.commands_renamed.get(command, command)) / path.relative_to(old / command)).as_posix(): path
        for command in COMMANDS
        for path in _texts(old / command)
    }
    names = {*COMMANDS, *declared.commands_renamed.values()}
    after = {path.relative_to(new).as_posix(): path for command in names for path in _texts(new / command)}
    for name in sorted(before.keys() | after.keys()):
        if name not in after or name not in before:
            yield Difference(name, "is said of it no more" if name not in after else "is said of it now")
        elif not _same_bytes(before[name], after[name]):
            before_lines, after_lines = (
                path.read_text(encoding="utf-8").splitlines() for path in (before[name], after[name])
            )
            changed = [
                line
                for line in difflib.unified_diff(before_lines, after_lines, lineterm="", n=0)
                if line[:1] in "+-" and line[:3] not in ("+++", "---")
            ]
            meant = next((one for one in declared.meant(name) if one.allows((), 0, len(changed))), None)
            yield Difference(
                name, f"{len(changed)} lines differ", tuple(changed[: 2 * SHOWN]), meant.reason if meant else ""
            )


def _texts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
