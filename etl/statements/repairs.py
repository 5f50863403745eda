"""What conversions break across a whole report: cut names, cut and garbled codes, cut digits. Every repair is recorded with its rule."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from etl.reference.subjects import clean_label, name_of_cut_line
from etl.statements.draft import DraftCell, DraftRow
from etl.statements.model import Repair
from etl.words.numbers import Number

_OF_FUNCTIONS = frozenset(("expenditure", "function", ""))
"""Sides of a summary form whose lines name functional classes."""


def mend_damaged_codes(rows: list[DraftRow]) -> None:
    """A class code that lost or garbled characters (`02`, `)3`) above rows of one class (302.., 303..) is that class's code."""
    for i, row in enumerate(rows):
        damaged = row.code if row.code and len(row.code) < 3 else row.attributes.pop("damaged_code", "")
        if not damaged:
            continue
        below = next((r.code for r in rows[i + 1 :] if r.kind == "item"), "")
        digits = re.sub(r"\D", "", damaged)
        above = rows[i - 1].code if i else ""
        if len(digits) == 2 and len(below) == 7 and below[3:5] == digits and above.startswith(below[:3]):
            row.code = below[:5]  # 208, then 05, then 2080505: the section prints its own two digits only
            row.repairs.append(Repair("short_code", damaged, row.code))
        elif len(below) in (5, 7) and below[:3].endswith(digits):
            row.code = below[:3]
            row.repairs.append(Repair("garbled_code", damaged, row.code))


def canonical_names(rows: Iterable[DraftRow]) -> dict[str, str]:
    """The full name of each code: the spelling that most rows print, whole or cut at its end; of several the longest."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.code and row.label and row.kind == "item":
            names[row.code][row.label] += 1
    full: dict[str, str] = {}
    for code, counts in names.items():
        rows_of = {name: sum(n for other, n in counts.items() if name.startswith(other)) for name in counts}
        best = max(counts, key=lambda name: (rows_of[name], counts[name], len(name)))
        longer = [name for name in counts if name.startswith(best) and len(name) > len(best)]
        full[code] = max(longer, key=len) if longer else best
    return full


def mend_overprinted_names(forms: list[list[DraftRow]]) -> None:
    """A name printed over the wrapped end of the name above it (出抚恤 below 其他行政事业单位养老支): the end completes the name above, and
    what is left is a name, or its beginning, that the code has elsewhere in the report. `forms` are the rows of each form, in order."""
    names: dict[str, set[str]] = defaultdict(set)
    for rows in forms:
        for row in rows:
            if row.code and row.kind == "item":
                names[row.code].add(row.label)
    for rows in forms:
        whole: set[str] = set()  # what the name above may be, and how much of it its row prints
        visible = ""
        for row in rows:
            known = names[row.code] if row.code and row.kind == "item" else set()
            ends = {name[len(visible) :] for name in whole if visible and name.startswith(visible) and name != visible}
            found = {
                (name, taken)
                for name in known - {row.label}
                for end in ends
                if (taken := len(row.label) - len(end)) > 1 and _interleaved(row.label, end, name[:taken])
            }
            name, taken = max(found, key=lambda one: len(one[0]), default=("", 0))
            if name and all(name.startswith(other) and taken == same for other, same in found):
                row.repairs.append(Repair("overprinted_name", row.label, name))
                row.label, visible = name, name[:taken]
            else:
                visible = row.label
            whole = known


def _interleaved(text: str, one: str, other: str) -> bool:
    """Whether a text is made of the characters of two others, each in its own order."""
    reached = {0}  # how many characters of `one` the text so far may have used
    for i, char in enumerate(text):
        reached = {
            n + step
            for n in reached
            for step in (0, 1)
            if (step and one[n : n + 1] == char) or (not step and other[i - n : i - n + 1] == char)
        }
    return len(text) == len(one) + len(other) and len(one) in reached


def mend_cut_names(rows: Iterable[DraftRow], names: dict[str, str]) -> None:
    """A name that is the beginning of the code's name elsewhere in the report was cut by the conversion."""
    for row in rows:
        name = names.get(row.code, "")
        if row.kind == "item" and row.label and name != row.label and name.startswith(row.label):
            row.repairs.append(Repair("cut_name", row.label, name))
            row.label = name


def mend_cut_lines(rows: Iterable[DraftRow]) -> None:
    """A line of a summary form that is the beginning of one class's name, and of no other's, was cut at its cell's border."""
    for row in rows:
        if row.kind != "item" or row.line or row.code or row.side not in _OF_FUNCTIONS:
            continue
        name = name_of_cut_line(row.label)
        if name is not None:
            whole = row.label + name[len(clean_label(row.label)) :]
            row.repairs.append(Repair("cut_name", row.label, whole))
            row.label = whole


def mend_cut_digits(statements: list[list[DraftRow]]) -> None:
    """A last digit cut off: a column of one decimal in a form of two takes the one number of the report that begins with its digits."""
    full: dict[str, set[Decimal]] = defaultdict(set)
    for rows in statements:
        for row in rows:
            for cell in row.cells:
                if cell.number.decimals == 2:
                    text = f"{cell.number.value:.2f}"
                    full[text[:-1]].add(cell.number.value)
    for rows in statements:
        columns: dict[tuple[int, int], list[DraftCell]] = defaultdict(list)
        for row in rows:
            for cell in row.cells:
                if cell.value_column.role in {"value", "of_which"}:
                    columns[cell.table_index, cell.column].append(cell)
        for key, cells in columns.items():
            others = [c for k, column in columns.items() if k != key and k[0] == key[0] for c in column]
            cut = [cell for cell in cells if cell.number.decimals == 1]
            whole = [cell for cell in cells if cell.number.decimals == 2]
            if (
                not cut
                or len(whole) >= len(cut)
                or len(others) < 3
                or any(c.number.decimals != 2 for c in others if c not in cut)
            ):
                continue
            for cell in cut:
                candidates = full.get(f"{cell.number.value:.1f}", set())
                if len(candidates) == 1:
                    value = next(iter(candidates))
                    cell.repairs.append(Repair("cut_last_digit", cell.printed.strip(), str(value)))
                    cell.number = Number(value, cell.number.unit, 2)
