"""Which department a unit's report names as its own (主管部门), and which units a department's report lists (所属单位)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from etl.documents.model import Document, Paragraph, Table
from etl.head import ReportHead
from etl.reference.agencies import describe_agency, normalise_name
from etl.words.folding import wide_brackets
from etl.words.vocabulary import read_vocabulary

Relation = Literal["department", "unit"]

LONGEST_LIST = 300
"""Items below a heading, at most: more of them are no list of units."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Another agency that a report names: as its `department`, or as one of its units (`unit`).

    `name` is normalised; `position` is that of the paragraph or table it stands in.
    """

    relation: Relation
    name: str
    position: int
    page: int | None


def read_ties(document: Document, head: ReportHead, unit_tables: Collection[int]) -> tuple[Tie, ...]:
    """The ties of a report, each once, by its first place. A department lists units; a unit names its department.

    `unit_tables` are the indexes of the tables that are lists of units.
    """
    own = {normalise_name(name) for name in (head.agency, *head.aliases)}
    found = _units(document, own, unit_tables) if head.scope == "department" else _departments(document, own)
    first: dict[str, Tie] = {}
    for tie in found:
        if tie.name not in own:
            first.setdefault(tie.name, tie)
    return tuple(sorted(first.values(), key=lambda tie: (tie.position, tie.name)))


def _units(document: Document, own: Collection[str], unit_tables: Collection[int]) -> Iterator[Tie]:
    for table in document.tables:
        if table.index in unit_tables:
            yield from _ties("unit", _listed(table), table)
        for department, implementer in _projects(table):
            if department in own and implementer:
                yield from _ties("unit", [implementer], table)
    blocks = document.blocks
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph) and _heads_units(squeeze(block.text)):
            yield from _ties("unit", _inline(squeeze(block.text)), block)
            for item in blocks[number + 1 : number + 1 + LONGEST_LIST]:
                if not isinstance(item, Paragraph):
                    break
                named = re.match(_words()["item"], squeeze(item.text))
                if named:
                    yield from _ties("unit", [named["name"]], item)
                elif item.text.strip():
                    break


def _departments(document: Document, own: Collection[str]) -> Iterator[Tie]:
    for table in document.tables:
        for department, implementer in _projects(table):
            if implementer in own:
                yield from _ties("department", [department], table)
    for paragraph in document.paragraphs:
        text = squeeze(paragraph.text)
        line = re.match(_words()["department_line"], text)
        if line:
            yield from _ties("department", [line["name"]], paragraph)
        if len(text) < 400:
            for pattern in _words()["department_sentences"]:
                for match in re.finditer(pattern, text):
                    yield from _ties("department", [match["name"]], paragraph)


def _ties(relation: Relation, names: Iterable[str], place: Paragraph | Table) -> Iterator[Tie]:
    for printed in names:
        name = normalise_name(re.sub(r"^[\d.\-—]+|[。；;，,、]+$", "", printed))
        if 3 <= len(name) <= 40 and not re.search(r"\d", name) and _is_agency(name):
            yield Tie(relation, name, place.position, place.page)


@lru_cache(maxsize=65_536)
def _is_agency(name: str) -> bool:
    """Whether a name ends as those of agencies do."""
    return name not in _words()["no_units"] and describe_agency(name).type.type is not None


def _listed(table: Table) -> Iterator[str]:
    """The names in a list of units."""
    if not table.rows or table.width > _words()["unit_list_columns"]:
        return
    header = [squeeze(cell) for cell in table.rows[0]]
    columns = [number for number, cell in enumerate(header) if cell in _words()["unit_columns"]]
    if columns:
        for row in table.rows[1:]:
            yield squeeze(row[columns[0]])


def _projects(table: Table) -> Iterator[tuple[str, str]]:
    """Department and implementing unit, normalised, "" where none, as the head of a project's performance table names them."""
    department = implementer = ""
    for row in table.rows:
        cells = [(squeeze(cell).rstrip("：:")) for cell in row]
        for number, cell in enumerate(cells):
            if cell in _words()["department_labels"] or cell in _words()["implementer_labels"]:
                value = next((one for one in cells[number + 1 :] if one), "")
                if value in _words()["implementer_labels"] or value in _words()["department_labels"]:
                    value = ""
                if cell in _words()["department_labels"]:
                    if department:
                        yield department, implementer
                        implementer = ""
                    department = normalise_name(value)
                elif department:
                    implementer = normalise_name(value)
    if department:
        yield department, implementer


def _heads_units(text: str) -> bool:
    return len(text) < 400 and any(re.search(pattern, text) for pattern in _words()["unit_headings"])


def _inline(text: str) -> list[str]:
    found = re.search(_words()["inline"], text)
    return re.split(_words()["between_names"], found["names"]) if found else []


def squeeze(text: str) -> str:
    """Text without spaces and with wide brackets, as the patterns see it."""
    return wide_brackets(re.sub(r"\s", "", text))


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    content: dict[str, Any] = read_vocabulary(Path(__file__).with_name("ties.yaml"))
    return content
