"""What a report's contents (目录) and list of forms (报表目录) announce, and what of it the report doesn't hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from etl.completeness.words import pattern
from etl.documents.model import Document, Paragraph, Table
from etl.statements.catalogue_entries import Catalogue, StatementSpec
from etl.statements.empty import EmptyForm, Said
from etl.statements.model import Interpretation
from etl.statements.surroundings import bare_title
from etl.words.folding import fold

_LONGEST = 60
"""An entry of the contents is a heading; a longer line is text."""
_MOST = 150
_ALL_FORMS = re.compile(
    r"(?:本|20\d\d年度?|部门|单位|区级|市级|省级|本级)*(?:收支)?(?:预算|决算)(?:信息)?(?:公开)?(?:报|表格)?表"
)
_FILLERS = re.compile("的|情况|说明|及|和")
"""Words that a heading has and its entry in the contents hasn't: 其他重要事项的情况说明, 其他重要事项说明."""
_LEAST = 4
"""A shorter name than this is found anywhere and proves nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: as printed, folded and without ordinal and page; the number of its part (第N部分), "" where it is none."""

    printed: str
    name: str
    part: str = ""
    is_declared_empty: bool = False
    row: str = ""  # of a list of forms, the row as printed
    page: int | None = None
    position: int = 0

    @property
    def is_form(self) -> bool:
        """Whether it is the title of a form; 部门预算表 names the part that holds all forms."""
        return self.name.endswith("表") and not self.part and _ALL_FORMS.fullmatch(self.name) is None


@dataclass(frozen=True, slots=True)
class Contents:
    """The entries in their order, and the position of the first block behind them."""

    entries: tuple[Entry, ...]
    end: int


def contents_of(document: Document) -> list[Contents]:
    """The contents of a document: after a line 目录, up to the text, or the first of its entries once more."""
    found: list[Contents] = []
    at = 0
    while at < len(document.blocks):
        block = document.blocks[at]
        if isinstance(block, Paragraph) and pattern("contents").match(_folded(block.text)):
            one = _entries(document, at + 1)
            if one.entries:
                found.append(one)
                at = one.end
                continue
        at += 1
    return found


def missing(document: Document, interpretation: Interpretation, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(place, what is missing) for each of the contents: what follows the last entry that is there, and forms before it."""
    found = contents_of(document)
    empty = {entry.name for contents in found for entry in contents.entries if entry.is_declared_empty}
    for contents in found:
        body = _Body(document, contents, interpretation, catalogue)
        there = [body.has(entry) for entry in contents.entries]
        last = max((i for i, is_there in enumerate(there) if is_there), default=-1)
        behind = [
            entry
            for entry in contents.entries[last + 1 :]
            if not pattern("without_heading").match(entry.name)
            and entry.name not in empty
            and (entry.part or len(entry.name) >= _LEAST)
        ]
        if behind:
            after = f"after {contents.entries[last].printed}" if last >= 0 else "at all"
            yield (
                "contents",
                f"the contents announce {_named(behind)}; nothing of it was found {after}: the document may have been cut off",
            )
        lost = [entry for entry, is_there in zip(contents.entries[: last + 1], there, strict=False) if not is_there]
        lost = [entry for entry in lost if entry.is_form and len(entry.name) >= _LEAST and entry.name not in empty]
        if lost:
            yield "contents", f"the contents announce {_named(lost)}; not found in the document"


def listed_empty(document: Document, interpretation: Interpretation, catalogue: Catalogue) -> Iterator[EmptyForm]:
    """The forms that a list of forms marks as empty (是否空表: 是) and that stand nowhere in the document."""
    printed = {statement.form for statement in interpretation.statements}
    for contents in contents_of(document):
        for entry in contents.entries:
            if not entry.is_declared_empty:
                continue
            named = {form.key for form in _forms_named(bare_title(entry.name), interpretation.head.kind, catalogue)}
            if named and not named & printed:
                said = Said(entry.row, entry.page, entry.position)
                yield EmptyForm(min(named), entry.printed, said, in_words=False)


def _forms_named(title: str, kind: str, catalogue: Catalogue) -> Iterator[StatementSpec]:
    """The forms of the catalogue that go by a bare title in reports of a kind."""
    for form in catalogue.forms:
        is_named = form.title.search(title) and not (form.not_title and form.not_title.search(title))
        if is_named and not form.is_fallback and kind in form.kinds:
            yield form


def _named(entries: Sequence[Entry]) -> str:
    more = f" and {len(entries) - 6} more" if len(entries) > 6 else ""
    return "、".join(entry.printed for entry in entries[:6]) + more


def _folded(text: str) -> str:
    return fold(text).strip("#*")


def _entry(text: str) -> Entry | None:
    folded = _folded(text)
    part = pattern("part").match(folded)
    name = pattern("page").sub("", pattern("page").sub("", folded))
    name = pattern("ordinal").sub("", name).strip("*#")
    if not name and part is None:
        return None
    return Entry(pattern("page").sub("", folded).lstrip("-—·•●#*"), name, part["number"] if part else "")


def _entries(document: Document, start: int) -> Contents:
    entries: list[Entry] = []
    seen: set[tuple[str, str]] = set()
    at = start
    while at < len(document.blocks) and len(entries) < _MOST:
        block = document.blocks[at]
        if isinstance(block, Table):
            if entries or not _is_list(block):
                break
            return Contents(tuple(_rows(block)), at + 1)
        folded = _folded(block.text)
        if len(folded) > _LONGEST or "。" in folded:
            break
        entry = _entry(block.text)
        if entry is not None:
            if (entry.part, entry.name) in seen or _heads_a_part(folded, entries):
                break
            seen.add((entry.part, entry.name))
            entries.append(entry)
        at += 1
    return Contents(tuple(entries), at)


def _heads_a_part(line: str, entries: Sequence[Entry]) -> bool:
    """Whether a line is the heading of a part that the contents have named: 某街道办事处（本级）主要职能 after 一、单位主要职能."""
    return (
        len(entries) >= 3
        and any(
            len(name := re.sub("^(?:部门|单位)", "", entry.name)) >= _LEAST
            and line != entry.name
            and line.endswith(name)
            for entry in entries
            if not entry.is_form and not entry.part
        )
        and pattern("ordinal").match(line) is None
    )


def _is_list(table: Table) -> bool:
    """Whether a table lists forms: a column of their titles, and no amounts."""
    titles = sum(1 for row in table.rows for cell in row if fold(cell).endswith("表"))
    return titles >= 3 and not any("." in cell and cell.strip()[-1:].isdigit() for row in table.rows for cell in row)


def _rows(table: Table) -> Iterator[Entry]:
    """The forms that a list of forms names: in each row the longest cell that is a title. Those declared empty may be left out."""
    header = [fold(cell) for cell in table.rows[0]]
    empty = next((c for c, cell in enumerate(header) if "空表" in cell), None)
    for row in table.rows[1 if empty is not None or any("名称" in cell for cell in header) else 0 :]:
        titles = [
            cell for cell in row if "表" in cell and fold(cell).endswith(("表", ")")) and len(fold(cell)) >= _LEAST
        ]
        entry = _entry(max(titles, key=len)) if titles else None
        if entry is not None:
            is_empty = empty is not None and fold(row[empty]).startswith("是")
            shown = " ".join(cell.strip() for cell in row if cell.strip())
            yield replace(entry, is_declared_empty=is_empty, row=shown, page=table.page, position=table.position)


class _Body:
    """The document behind its contents, ready to be searched."""

    def __init__(
        self, document: Document, contents: Contents, interpretation: Interpretation, catalogue: Catalogue
    ) -> None:
        self._entries = contents.entries
        self._lines: list[str] = []
        self._parts: set[str] = set()
        for block in document.blocks[contents.end :]:
            if isinstance(block, Paragraph):
                self._add(block.text)
            else:
                self._add(block.name)
                for row in block.rows[:2]:
                    for cell in row:
                        self._add(cell)
        self._kind = interpretation.head.kind
        self._catalogue = catalogue
        self._forms = {statement.form for statement in interpretation.statements}
        self._titles = {bare_title(statement.title) for statement in interpretation.statements}
        self._titles |= {bare_title(table.title) for table in interpretation.unknown}
        self._titles |= {bare_title(form.title) for form in interpretation.unproven}

    def _add(self, text: str) -> None:
        folded = _folded(text)
        if folded:
            self._lines.append(folded)
            part = pattern("part").match(folded)
            if part:
                self._parts.add(part["number"])

    def has(self, entry: Entry) -> bool:
        """Whether a heading, a title or a form is what the entry names."""
        if entry.part and entry.part in self._parts:
            return True
        if len(entry.name) >= _LEAST and any(
            entry.name in line and len(line) <= len(entry.name) + _LONGEST for line in self._lines
        ):
            return True
        if entry.is_form:
            return self._has_form(entry.name)
        bare = _FILLERS.sub("", entry.name)
        in_other_words = len(bare) >= _LEAST and any(
            bare in _FILLERS.sub("", line) for line in self._lines if len(line) <= _LONGEST
        )
        return in_other_words or self._has_named(entry.name)

    def _has_named(self, name: str) -> bool:
        """Whether a heading without ordinal ends as an entry does that leaves the name of its thing open: 项目经费情况说明. One that another
        entry names, or of a section that other reports have, too, is that section's."""
        rest = pattern("placeholder").sub("", name)
        others = {entry.name for entry in self._entries if entry.name != name and len(entry.name) >= _LEAST}
        return rest != name and any(
            line.endswith(rest)
            and len(line) <= _LONGEST
            and not pattern("ordinal").match(line)
            and not pattern("known_section").search(line)
            and not any(other in line for other in others)
            for line in self._lines
        )

    def _has_form(self, name: str) -> bool:
        bare = bare_title(name)
        if bare in self._titles:
            return True
        # a title worded in another way than in the contents is that of the same form of the catalogue
        return any(form.key in self._forms for form in _forms_named(bare, self._kind, self._catalogue))
