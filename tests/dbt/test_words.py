"""SQL understands no words: the loader says what they mean, and SQL asks for the name of the meaning."""

from __future__ import annotations

import csv
import re

from etl.narrative.marks import disclosure_marks
from etl.statements.marks import figure_marks
from etl.warehouse.project import project_folder

PROJECT = project_folder()


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
