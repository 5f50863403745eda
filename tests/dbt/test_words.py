"""SQL understands no words: the loader says what they mean, and SQL asks for the name of the meaning."""

from __future__ import annotations

import csv
import re

from etl.narrative.marks import disclosure_marks
from etl.statements.marks import figure_marks
from etl.warehouse.project.source import source_folder

PROJECT = source_folder()


def test_sql_asks_for_marks_that_there_are() -> None:
    """A mark that no file names would make a rule silent; one that nobody asks for is in vain."""
    asked = {
        mark
        for path in PROJECT.rglob("*.sql")
        for mark in re.findall(r"marked\('(\w+)'", path.read_text(encoding="utf-8"))
    }
    for seed, column in (
        ("prose_figure", "item"),
        ("prose_figure", "label"),
        ("headline_rule", "label"),
        ("shared_amount", "label"),
    ):
        with (PROJECT / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as stream:
            asked |= {line[column] for line in csv.DictReader(stream) if line[column]}
    assert asked == disclosure_marks().names | figure_marks().names


STILL_READS_WORDS = {
    # Titles, names and notes in paragraphs and cells of `raw`, which no column of `core` has yet.
    "macros/titles.sql": "numbers and years before a title, dots and pages behind it",
    "models/intermediate/int_listed_unit.sql": "tables of units, by their header",
    "models/quality/base/quality_title.sql": "titles of forms among lines and contents",
    "models/quality/rules/agency_name.sql": "names of agencies in lines and headings",
    "models/quality/rules/amount_unit.sql": "an amount in the text of an indicator",
    "models/quality/rules/announced_form_missing.sql": "titles of performance tables",
    "models/quality/rules/empty_form_note.sql": "notes on emptiness in paragraphs",
    "models/quality/rules/form_year.sql": "years of titles and headings",
    "models/quality/rules/indicator_parts.sql": "a total and its parts in the text of an indicator",
    "models/quality/rules/model_row_listed.sql": "labels of rows without an amount, which have no figure",
    "models/quality/rules/template_residue.sql": "what a template left in paragraphs and cells",
    # Spellings that are made alike before they are compared; no word is understood.
    "macros/subject_name.sql": "numbering, brackets and levels (类、款、项) off a label",
    "models/quality/rules/unit_in_department.sql": "brackets and 本级 off the name of a unit",
    # What a finding says to people.
    "models/quality/reconciliation_finding.sql": "whether a label begins a clause",
}
"""Files of dbt/ whose regular expressions hold Chinese characters, and why. The list may only shrink."""

_HAN = re.compile("[\u4e00-\u9fff]")
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_PATTERN = re.compile(r"[\[\]^$|*?\\]|\{\d")
_MATCHED = re.compile(r"(?:~\*?|\blike|\bsimilar to|\btranslate\(.*|\bregexp_\w+\(.*|\bsubstring\(.*)\s*\(?\s*$")


def _patterns(sql: str) -> list[str]:
    """The Chinese texts of a file that are matched as patterns, or look like one; comments aside."""
    code = re.sub(r"\{#.*?#\}|--[^\n]*", "", sql, flags=re.DOTALL)
    return [
        literal[1]
        for literal in _LITERAL.finditer(code)
        if _HAN.search(literal[1])
        and (_PATTERN.search(literal[1]) or _MATCHED.search(code[: literal.start()].rpartition("\n")[2]))
    ]


def test_sql_matches_no_chinese_text() -> None:
    """Words are understood once, by the loader; SQL that matches them a second time would drift from it."""
    found = {
        path.relative_to(PROJECT).as_posix()
        for path in PROJECT.rglob("*.sql")
        if _patterns(path.read_text(encoding="utf-8"))
    }
    assert found == STILL_READS_WORDS.keys()


def test_seeds_hold_no_patterns_of_chinese_text() -> None:
    pattern = re.compile(r"[\^$|*?\\]|\.\*")
    found = {
        (path.name, cell)
        for path in (PROJECT / "seeds").glob("*.csv")
        for line in csv.reader(path.open(encoding="utf-8", newline=""))
        for cell in line
        if _HAN.search(cell) and pattern.search(cell)
    }
    assert found == set()
