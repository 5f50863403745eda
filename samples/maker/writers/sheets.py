"""What both Excel writers share: the blocks of a report laid out on sheets, and numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from samples.maker.grid import Grid, Line, PageBreak, Rendered

_BAD_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


@dataclass(slots=True)
class Sheet:
    """One sheet: its name, and blocks with the row (from 0) at which each begins."""

    name: str
    blocks: list[tuple[int, Line | Grid]] = field(default_factory=list)
    height: int = 0

    def add(self, block: Line | Grid) -> None:
        """Put a block below the others; a blank row follows a table, except above its note."""
        below_table = bool(self.blocks) and isinstance(self.blocks[-1][1], Grid)
        if below_table and not (isinstance(block, Line) and block.role == "note"):
            self.height += 1
        self.blocks.append((self.height, block))
        self.height += len(block.rows) if isinstance(block, Grid) else 1


def sheets(report: Rendered) -> Iterator[Sheet]:
    """One sheet for the cover and prose, one for each form (its pages below each other, with a blank row between)."""
    names: set[str] = set()
    sheet = Sheet("说明")
    for block in report.blocks:
        if isinstance(block, PageBreak):
            continue
        if (
            isinstance(block, Line)
            and block.role in ("title", "heading")
            and sheet.blocks
            and not block.text.endswith("（续）")
        ):
            if block.role == "title" or sheet.name != "说明":
                yield _named(sheet, names)
                sheet = Sheet(block.text if block.role == "title" else "说明")
        elif isinstance(block, Line) and block.role == "number" and _only_text(sheet, block):
            # a number that stands above its title opens the title's sheet
            yield _named(sheet, names)
            sheet = Sheet("")
        if isinstance(block, Line) and block.role == "title" and not sheet.name:
            sheet.name = block.text
        sheet.add(block)
    yield _named(sheet, names)


def _only_text(sheet: Sheet, block: Line) -> bool:
    """Whether a number line begins a new form: no title stands above it on the sheet, or a table already does."""
    return any(isinstance(b, Grid) for _, b in sheet.blocks) or sheet.name == "说明"


def _named(sheet: Sheet, names: set[str]) -> Sheet:
    """Sheet names are unique, at most 31 characters, without the signs that Excel refuses."""
    base = _BAD_IN_NAMES.sub("", sheet.name)[:25] or "表"
    name, number = base, 1
    while name in names:
        number += 1
        name = f"{base}{number}"
    names.add(name)
    sheet.name = name
    return sheet


def number_of(text: str) -> tuple[Decimal, str] | None:
    """The value and number format of a money cell, None for text (codes and 行次 stay text)."""
    if not re.fullmatch(r"-?[\d,]+\.\d\d", text):
        return None
    return Decimal(text.replace(",", "")), "#,##0.00" if "," in text else "0.00"
