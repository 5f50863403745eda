"""Tells which parts of a report say the same once more: a Word file and its PDF, a page and the annex with the page's forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from etl.documents.model import Document, Paragraph
from etl.words.folding import compact
from etl.words.numbers import decimal_of, without_note_marks

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_LEAST = 20
"""So many numbers at least, or two parts may have the same by chance."""
_COVERED = 0.97
"""This share of a part's numbers stands in another one: formats differ in 行次 and page numbers, not in figures."""


def without_repeats(parts: Sequence[tuple[str, Document]]) -> tuple[list[tuple[str, Document]], list[str]]:
    """The parts (name and document) without the tables and paragraphs that another part has too; and what was left out, in words.

    Of two that say the same the first is kept. A part whose tables are repeats keeps the paragraphs that are in no other.
    """
    numbers = [_numbers(document) for _, document in parts]
    repeats: dict[int, int] = {}
    for i, own in enumerate(numbers):
        if own.total() < _LEAST:
            continue
        for j, other in enumerate(numbers):
            larger = other.total() > own.total() or (other.total() == own.total() and j < i)
            if i != j and j not in repeats and larger and (own & other).total() >= _COVERED * own.total():
                repeats[i] = j
                break
    said = {_text(p.text) for i, (_, document) in enumerate(parts) if i not in repeats for p in document.paragraphs}
    kept: list[tuple[str, Document]] = []
    notes: list[str] = []
    for i, (name, document) in enumerate(parts):
        if i in repeats:
            notes.append(f"{name} has the figures of {parts[repeats[i]][0]} once more; its tables were left out")
            blocks = [b for b in document.blocks if isinstance(b, Paragraph) and _text(b.text) not in said]
            document = replace(document, blocks=tuple(blocks))
        kept.append((name, document))
    return kept, notes


def _numbers(document: Document) -> Counter[Decimal]:
    found: Counter[Decimal] = Counter()
    for table in document.tables:
        if table.hidden:
            continue
        for row in table.rows:
            for cell in row:
                text = compact(without_note_marks(cell))
                if _NUMBER.fullmatch(text) and (value := decimal_of(text)):
                    found[value] += 1
    return found


def _text(text: str) -> str:
    return compact(text)
