"""The codes of facts stand in closed lists: whatever a producer may give is in them, and the tables hold nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint

from etl.errors import GongkaiError
from etl.narrative.grammar import grammar
from etl.performance.vocabulary import vocabulary
from etl.statements import three_public, three_public_items
from etl.statements.catalogue_entries import load_catalogue, parse_form
from etl.warehouse.project.source import source_folder
from etl.warehouse.rows.statements import SOURCE_OF_COLUMN, SOURCE_OF_LINE
from etl.words.data import load_yaml
from etl.words.measures import named
from models import metadata

LISTS: dict[str, dict[str, tuple[str, str]]] = load_yaml(
    (Path(__file__).resolve().parents[2] / "etl/words/codes.yaml").read_text(encoding="utf-8")
)
"""Every list of codes, by its name."""
FREE = {
    "fact_asset": {"asset_kind"},  # as printed
}
"""Columns of codes that hold words of reports, too."""
CODED = re.compile(
    r"fund|coverage|side|flow|phase|item_group|origin|source|span|category|measure|movement|asset|direction|prior_is_derived"
    r"|budget_basis|three_public_item|(?:performance|staff|subject|asset)_kind"
)


def checks(table: str) -> dict[str, set[str]]:
    """Column → the words that a CHECK of a fact lets it hold."""
    found: dict[str, set[str]] = {}
    for one in metadata.tables[f"core.{table}"].constraints:
        match = re.match(r"(\w+) in \(", str(one.sqltext)) if isinstance(one, CheckConstraint) else None
        if match:
            found[match[1]] = set(re.findall(r"'(\w*)'", str(one.sqltext)))  # type: ignore[attr-defined]
    return found


def test_every_column_of_codes_in_a_fact_has_its_check() -> None:
    facts = {table.name: table for table in metadata.sorted_tables if table.name.startswith("fact_")}
    coded = {
        name: {column.name for column in table.columns if CODED.fullmatch(column.name)} for name, table in facts.items()
    }
    assert {name: columns - FREE.get(name, set()) for name, columns in coded.items()} == {
        name: set(checks(name)) - {"item"} for name in facts
    }


def test_every_list_is_the_check_of_a_column() -> None:
    facts = [table.name for table in metadata.sorted_tables if table.name.startswith("fact_")]
    held = [words - {""} for name in facts for words in checks(name).values()]
    assert [name for name, words in LISTS.items() if set(words) not in held] == []


def test_every_word_of_a_list_is_told_in_chinese_and_english() -> None:
    assert [
        (name, word)
        for name, words in LISTS.items()
        for word, (zh, en) in words.items()
        if not (re.search("[一-龥]", zh) and re.search("[a-z]", en))
    ] == []


def said() -> Iterator[tuple[str, set[str]]]:
    """List → all that its producers' vocabularies can give."""
    forms = load_catalogue().forms
    yield "coverages", {form.coverage for form in forms}
    yield "flows", {line.flow for form in forms for line in form.lines}
    yield "funds", {line.fund for form in forms for line in form.lines if line.fund}
    yield "sides", {form.side for form in forms if form.side}
    yield "bases", {form.phase for form in forms if form.phase} | set(three_public.PHASE_NAMES)
    items = {item: group for item, (_, group) in three_public_items.names().items()}
    taken = {item for item, group in items.items() if group not in {"all", "of_which", "asset"}}
    yield "three_public_items", taken
    yield "item_groups", {items[item] for item in taken} - {"total"}
    yield "three_public_items", {entry["item"] for entry in three_public_items.words()["stated"]["items"]} - {""}
    yield "subject_kinds", {kind for kinds, _ in grammar().subject_kinds for kind in kinds}
    words = vocabulary()
    columns = {column for form in forms if form.fact == "revenue" for column in form.columns if column.role == "value"}
    given = {SOURCE_OF_COLUMN.get(column.measure, column.measure) for column in columns if column.measure != "amount"}
    yield "revenue_sources", given | set(SOURCE_OF_LINE.values())
    yield "project_sources", {source for source, _ in words.money_source} | set(words.money_parts.values())
    yield "performance_kinds", {rule["kind"] for rule in words.title} | set(words.section_of_kind)


@pytest.mark.parametrize(("words", "given"), list(said()))
def test_what_a_vocabulary_gives_is_in_the_list(words: str, given: set[str]) -> None:
    assert given
    assert given <= set(named(words))


def test_no_item_of_the_three_public_expenses_is_listed_that_no_text_names() -> None:
    assert set(named("three_public_items")) <= set(three_public_items.names())


@pytest.mark.parametrize(
    "entry", ["coverage: half", "side: left", "phase: someday", "lines: [{line: rent, label: 租金, flow: out}]"]
)
def test_entry_with_a_code_of_its_own_is_refused(entry: str) -> None:
    text = (
        "{key: lease, name: {zh: 租金, en: Rent}, kinds: [budget], shape: balance, fact: balance, breadth: 1, title: 租金,"
        f" {entry}}}"
    )
    with pytest.raises(GongkaiError, match=r"codes\.yaml"):
        parse_form(text, {"columns": {}, "lines": {}}, "lease.yaml")


ROOT = Path(__file__).resolve().parents[2]
_CODE = (
    r"(?:(?:\w+\.)?(?:\w*_)?(?:measure|basis|member|source|span|subject_key|item_group|counted|origin|coverage|phase|direction|subject_kind"
    r"|performance_kind|staff_kind)\b|\{\{ ?column ?\}\})"
)
"""A column of codes. `item` and `fund` aren't among them: of sentences they are names as printed."""
APART = re.compile(
    rf"{_CODE}\s+(?:not\s+)?i?(?:like|similar)\b|{_CODE}\s*!?~"
    rf"|\b(?:split_part|starts_with|substr(?:ing)?|left|right|strpos|replace|regexp_\w+)\(\s*(?!\{{){_CODE}",
    re.IGNORECASE,
)
METHODS = re.compile(
    r"\b(?:measure|basis|member|fund|source|subject_key|reason|performance_kind|kind|_kinds?\(\w+\))"
    r"\.(?:r?partition|r?split|startswith|endswith|removeprefix|removesuffix)\("
)
KINDS_OF_COLUMNS = {"etl/statements/columns.py", "etl/statements/economic.py"}
"""Where `kind` is that of a column's header, and `member` the code of a subject, whose digits are its levels."""


def test_no_code_is_taken_apart_in_sql() -> None:
    assert all(
        APART.search(text)
        for text in (
            "when source like '%multi_year' then",
            "project.source not like '%x'",
            "starts_with(subject_key, 'vehicle')",
            "when {{ column }} like 'abroad%' then",
            "performance_kind ~ '^department'",
            "split_part(origin, ':', 1)",
        )
    )
    assert not APART.search("when source = 'total' and span = 'year'")
    files = [
        *source_folder().rglob("*.sql"),
        *(ROOT / "dashboards" / "definitions").rglob("*.yaml"),
        *(ROOT / "models").rglob("*.py"),
    ]
    assert len(files) > 100
    assert {str(path): found[0] for path in files if (found := APART.search(path.read_text(encoding="utf-8")))} == {}


def test_no_code_is_taken_apart_in_python() -> None:
    assert METHODS.search('code = reason.partition(":")[2]')
    assert METHODS.search('line.source.endswith("_multi_year")')
    files = {
        path.relative_to(ROOT).as_posix(): path
        for room in ("etl", "models", "dashboards")
        for path in (ROOT / room).rglob("*.py")
    }
    found = {name: hit[0] for name, path in files.items() if (hit := METHODS.search(path.read_text(encoding="utf-8")))}
    assert {name: hit for name, hit in found.items() if name not in KINDS_OF_COLUMNS} == {}
