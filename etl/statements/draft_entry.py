"""A first draft of a catalogue entry, made from a table as printed: what the table shows is filled in, the rest is left to a person."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from etl.documents.cells import Grid, grid_of
from etl.documents.model import Document
from etl.errors import DocumentError, NotAReportError
from etl.head import ReportHead
from etl.statements.balance import read_balance_rows
from etl.statements.catalogue_entries import Catalogue, ColumnRule, StatementSpec, parse_form, shared_rules
from etl.statements.columns import Block, Plan, ValueColumn, plan_columns, with_sides
from etl.statements.draft import DraftRow, Marks
from etl.statements.head import read_head
from etl.statements.header_paths import Header, read_header
from etl.statements.recognise import code_system, other_kind
from etl.statements.subjects import read_subject_rows
from etl.statements.surroundings import Heading, heading_of
from etl.statements.three_public_items import item_of
from etl.statements.vocabulary import is_of_which
from etl.words.data import load_yaml
from etl.words.folding import fold
from etl.words.measures import THIS_YEAR

Kind = Literal["budget", "final_account"]

_THREE_PUBLIC = {"abroad", "vehicle", "vehicle_purchase", "vehicle_running", "reception"}
_YEAR = re.compile(r"20\d\d")
_UNKNOWN_TO_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_YEAR = 1  # of a document whose year isn't known: no header names it or the year before


@dataclass(frozen=True, slots=True)
class LayoutDraft:
    """A draft: the entry's key and its YAML text, which `parse_form` takes as it stands."""

    key: str
    text: str


def draft_layout(
    document: Document, number: int, *, kind: Kind | None = None, key: str = "", performance: Sequence[int] = ()
) -> LayoutDraft:
    """Draft the entry of table `number` (from 1) of a document.

    `kind` is that of the reports that publish the form, by default as the title or the cover says. `key` names the entry.
    `performance` are the indexes of performance tables. Raises DocumentError: no such table, or one that is no form of money.
    """
    tables = document.tables
    if not 1 <= number <= len(tables):
        raise DocumentError(
            f"no table {number}; it has {len(tables)}",
            place=document.file_name,
            next_step="gongkai inspect lists the tables that aren't recognised",
        )
    table = tables[number - 1]
    heading = heading_of(document, table)
    grid = grid_of(table)
    what = other_kind(grid, heading, lambda one, _: one.index in performance)
    if what:
        raise DocumentError(
            f"table {number} is no form of money ({what})",
            place=document.file_name,
            next_step="performance tables are described in etl/performance/vocabulary.yaml"
            if what == "performance"
            else "name another table",
        )
    head = _head(document)
    kinds = _kinds(kind, heading, head)
    guess = _guess(grid, heading, read_header(grid, heading.rows), kinds, head.fiscal_year if head else _NO_YEAR)
    if not guess.title and not guess.leaves:
        raise DocumentError(
            f"table {number} has neither title nor header, so nothing tells its form",
            place=document.file_name,
            next_step="if it goes on from the page before, describe the table there",
        )
    name = key or "form_" + hashlib.sha256((guess.title or "|".join(guess.leaves)).encode()).hexdigest()[:6]
    place = f"table {number}" + (f", page {table.page}" if table.page else "")
    return LayoutDraft(name, "\n".join(_lines_of(name, place, guess)) + "\n")


def with_draft(catalogue: Catalogue, draft: LayoutDraft) -> Catalogue:
    """A catalogue with the draft in it, as if its file lay in the folder of GONGKAI_CATALOGUE."""
    form = parse_form(draft.text, shared_rules(), draft.key)
    others = (other for other in catalogue.forms if other.key != form.key)
    return Catalogue(tuple(sorted((form, *others), key=lambda one: (one.order, one.key))))


@dataclass(frozen=True, slots=True)
class _Guess:
    """What a table shows of its form."""

    grid: Grid
    header: Header
    heading: Heading
    kinds: tuple[Kind, ...]
    title: str
    stub: StatementSpec
    plan: Plan
    rows: tuple[DraftRow, ...]

    @property
    def leaves(self) -> list[str]:
        """The distinct leaf headers, left to right."""
        found = (self.header.leaf(column) for column in range(self.grid.width))
        return list(dict.fromkeys(leaf for leaf in found if leaf))


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return data


def _head(document: Document) -> ReportHead | None:
    """The report's head, None where the document doesn't say whose report it is: a form can be described all the same."""
    try:
        return read_head(document, [heading_of(document, table) for table in document.tables])
    except NotAReportError:
        return None


def _kinds(kind: Kind | None, heading: Heading, head: ReportHead | None) -> tuple[Kind, ...]:
    if kind is not None:
        return (kind,)
    if "决算" in heading.bare:
        return ("final_account",)
    if "预算表" in heading.bare:
        return ("budget",)
    return (head.kind,) if head is not None else ("budget", "final_account")


def _guess(grid: Grid, heading: Heading, header: Header, kinds: tuple[Kind, ...], year: int) -> _Guess:
    stub = StatementSpec(
        key="draft",
        name_zh=heading.bare,
        name_en="draft",
        kinds=frozenset(kinds),
        shape="subjects",
        fact="none",
        breadth=1,
        title=re.compile(""),
        not_title=None,
        codes=code_system(grid, header),
    )
    if _is_three_public(grid, header, heading):
        stub = replace(stub, shape="three_public", fact="three_public", codes="")
        return _Guess(grid, header, heading, kinds, heading.bare, stub, Plan((), header), ())
    plan = plan_columns(grid, header, stub, year)
    if not stub.codes and any(block.codes for block in plan.blocks):
        stub = replace(stub, codes="auto")  # an empty form, or codes of a system of its own
    if not stub.codes and len(plan.blocks) > 1:
        stub = replace(stub, shape="balance", fact="balance", lines=_shared_lines())
    elif stub.codes:
        stub = replace(stub, fact=_fact(stub.codes, heading.bare))
    stub = replace(stub, columns=_shared_columns(stub.fact))
    plan = with_sides(plan_columns(grid, header, stub, year), stub)
    marks = Marks()
    rows = (
        read_balance_rows(grid, plan, stub, header.end, marks)
        if stub.shape == "balance"
        else read_subject_rows(grid, plan, stub, header.end, marks, None)
    )
    return _Guess(grid, header, heading, kinds, heading.bare, stub, plan, tuple(rows))


def _is_three_public(grid: Grid, header: Header, heading: Heading) -> bool:
    """Whether the form prints the three public expenses (“三公”经费), as columns or as rows."""
    if "三公" in heading.bare:
        return True
    columns = {item_of(header.leaf(column)) for column in range(grid.width)}
    rows = {item_of(row[0].folded) for row in grid.rows[header.end :]}
    return len(columns & _THREE_PUBLIC) >= 2 or len(rows & _THREE_PUBLIC) >= 2


def _fact(codes: str, title: str) -> str:
    return next(
        (
            str(entry["fact"])
            for entry in _words()["facts"]
            if entry["codes"] == codes and re.search(entry["title"], title)
        ),
        "none",
    )


def _first(key: str, text: str) -> str:
    """The first word of a list of patterns that fits, "all" where none does."""
    return next((word for word, pattern in _words()[key].items() if re.search(pattern, text)), "all")


def _expanded(rules: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rules with the lists that they take over (`use`) put in their place."""
    for rule in rules:
        if "use" in rule:
            yield from _expanded(shared_rules()["columns"][rule["use"]])
        else:
            yield rule


def _shared_columns(fact: str) -> tuple[ColumnRule, ...]:
    """The measures that are tried for the columns of a fact."""
    entry = _words()["columns"].get(fact, {})
    rules = [rule for group in entry.get("use", ()) for rule in shared_rules()["columns"][group]]
    return tuple(
        ColumnRule(
            rule["measure"],
            re.compile(rule["leaf"]),
            re.compile(rule["path"]) if "path" in rule else None,
            rule.get("role", "value"),
            rule.get("part_of", ""),
            basis=rule.get("basis", THIS_YEAR),
            member=rule.get("member", ""),
            fund=rule.get("fund", ""),
        )
        for rule in (*_expanded(rules), *entry.get("own", ()))
    )


def _shared_lines() -> tuple[Any, ...]:
    text = "\n".join(
        (
            "{key: lines, name: {zh: 行, en: lines}, kinds: [budget], shape: balance, fact: balance, breadth: 1, title: '',",
            "lines: [{use: revenue}, {use: expenditure}]}",
        )
    )
    return parse_form(text, shared_rules(), "shared.yaml").lines


# The text


def _lines_of(key: str, place: str, guess: _Guess) -> Iterator[str]:
    stub, heading = guess.stub, guess.heading
    yield f"# Draft of a catalogue entry, from {place}. What it says was guessed from that one table: check every line, see to the TODOs,"
    yield "# then drop the comments. docs/adding-a-layout.md explains each key."
    yield f"key: {key}  # TODO a name: lower-case English words joined by _"
    yield f"name: {{zh: {_quoted(guess.title or 'TODO')}, en: 'TODO the name in English'}}"
    yield f"kinds: [{', '.join(guess.kinds)}]"
    yield f"shape: {stub.shape}  # subjects: rows are subjects, units or projects; balance: lines of a summary; three_public: “三公”经费"
    if stub.codes:
        yield f"codes: {stub.codes}  # what the codes of the rows are: function, economic, unit; auto: as the codes themselves say"
    yield f"fact: {stub.fact}  # TODO right? none keeps the figures in the register only"
    fund = _first("funds", guess.title)
    if fund != "all":
        yield f"fund: {fund}"
    coverage = _first("coverages", guess.title)
    if stub.codes == "economic" and coverage != "all":
        yield f"coverage: {coverage}"
    if stub.shape == "three_public":
        yield f"phase: {'outturn' if 'final_account' in guess.kinds else 'budget'}"
    yield "breadth: 1  # TODO how much of the agency's money the form covers; compare with the entries of the same fact"
    yield from _recognition(guess, heading)
    if stub.shape == "subjects":
        yield from _groups(guess)
    if stub.shape != "three_public":
        yield from _columns(guess)
    if stub.shape == "balance":
        yield from _balance_lines(guess)


def _recognition(guess: _Guess, heading: Heading) -> Iterator[str]:
    if guess.title:
        yield "order: 5  # tried before the entries whose titles say less"
        yield f"title: {_quoted('^' + _pattern(guess.title))}  # printed: {_printed(heading.title)}"
        return
    above = next((line for line in heading.lines if fold(line)), "")
    yield "order: 850  # tried after the entries that are known by their titles"
    yield f"title: '(?!)'  # no title was found above the table (nearest line: {_printed(above)}), so it is known by its headers"
    yield f"headers: [{', '.join(_quoted('^' + _pattern(leaf) + '$') for leaf in guess.leaves[:8])}]"


def _groups(guess: _Guess) -> Iterator[str]:
    """Rows without code among rows with one: headings of groups, for all that the table shows."""
    if not any(row.code for row in guess.rows):
        return
    labels = [row.label for row in guess.rows if not row.code and row.kind == "item" and row.label]
    if labels:
        listed = "|".join(_pattern(fold(label)) for label in dict.fromkeys(labels[:8]))
        yield f"# groups: {_quoted(f'^({listed})$')}  # TODO rows without code: do they add up the rows below them?"


def _columns(guess: _Guess) -> Iterator[str]:
    yield "columns:"
    yield "  - {use: texts}"
    seen: set[tuple[str, str]] = set()  # blocks side by side have the same columns
    for block in guess.plan.blocks:
        yield from _texts(guess, block)
        leaves = Counter(guess.header.leaf(value.index) for value in block.values)
        for value in block.values:
            leaf, path = guess.header.leaf(value.index), guess.header.path(value.index)
            if not leaf or (leaf, path) not in seen:
                seen.add((leaf, path))
                yield _column(guess, value, alone=leaves[leaf] == 1)


def _texts(guess: _Guess, block: Block) -> Iterator[str]:
    for column, _ in block.texts:
        leaf = guess.header.leaf(column)
        name = next((name for name, words in _words()["attributes"].items() if re.search(words, leaf)), "")
        if name:
            yield f"  - {{measure: {name}, leaf: {_quoted('^' + _pattern(leaf) + '$')}, role: text}}"


def _column(guess: _Guess, value: ValueColumn, *, alone: bool) -> str:
    """The rule of one column; a comment where its measure isn't known, so that it goes on being reported."""
    leaf, path = guess.header.leaf(value.index), guess.header.path(value.index)
    where = f"column {value.index + 1}: {_printed(path)}"
    if not leaf:
        return f"  # TODO {where} has no header; its numbers are kept without a measure"
    rule = next(
        (
            one
            for one in guess.stub.columns
            if one.leaf.search(leaf) and (one.path is None or one.path.search(path)) and one.role != "text"
        ),
        None,
    )
    told = f"leaf: {_quoted('^' + _pattern(leaf) + '$')}"
    if not alone:
        told += f", path: {_quoted('(^|/)' + _pattern(path) + '$')}"
    if value.basis in _TOLD_BY_HEADER and (rule is None or rule.basis == THIS_YEAR):
        return f"  # {where}: {_TOLD_BY_HEADER[value.basis]}, told from its header; kept as {value.meaning}" + (
            "" if rule is None else f"\n  - {{{_said(rule)}, {told}}}"
        )
    if rule is None or not value.mapped:
        role = (
            ", role: of_which" if is_of_which(leaf) else ", role: count" if re.search(_words()["counts"], leaf) else ""
        )
        return f"  # - {{measure: item, member: TODO, {told}{role}}}  # {where}"
    more = f", role: {rule.role}" if rule.role != "value" else ""
    more += f", part_of: {rule.part_of}" if rule.part_of and rule.part_of in _measures(guess) else ""
    return f"  - {{{_said(rule)}, {told}{more}}}  # {where}"


_TOLD_BY_HEADER = {"prior_year": "the year before", "change": "a change", "change_percent": "a change in percent"}


def _said(rule: ColumnRule) -> str:
    """What a rule says that its column is of, as it stands in an entry."""
    words = {"measure": rule.measure, "basis": rule.basis, "member": rule.member, "fund": rule.fund}
    return ", ".join(f"{key}: {word}" for key, word in words.items() if word and (key, word) != ("basis", THIS_YEAR))


def _measures(guess: _Guess) -> set[str]:
    return {value.measure for block in guess.plan.blocks for value in block.values if value.mapped}


def _balance_lines(guess: _Guess) -> Iterator[str]:
    yield "lines: [{use: revenue}, {use: expenditure}]"
    unnamed = [row for row in guess.rows if not row.line and row.kind == "item" and row.label]
    if unnamed:
        yield "# TODO lines that no shared rule names. Subjects (一般公共服务支出 …) need none; for others add a rule:"
        yield "#   - {line: key, label: '…', side: revenue}"
    for row in unnamed:
        yield f"#   {row.side or 'one side'}: {_printed(row.label)}"


def _pattern(text: str) -> str:
    """A regular expression for folded text as printed, good for every year."""
    return _YEAR.sub(lambda _: r"20\d\d", re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", fold(text)))


def _quoted(text: str) -> str:
    """A YAML string; a sign that YAML doesn't know becomes a dot, which as a pattern fits it."""
    return "'" + _UNKNOWN_TO_YAML.sub(".", text).replace("'", "''") + "'"


def _printed(text: str) -> str:
    """Text of the document fit for a comment: one line, not too long."""
    plain = " ".join(_UNKNOWN_TO_YAML.sub("", text).split())
    return (plain[:80] + "…" if len(plain) > 80 else plain) or "—"
