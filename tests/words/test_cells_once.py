"""A cell is folded and parsed once, into the grid (etl/documents/cells.py): steps that read forms don't do it again."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_ONCE = {"fold", "parse_number", "is_nothing", "looks_numeric"}
_OTHER_TEXTS = {
    "etl/completeness/contents.py": {"fold"},  # lines of the contents
    "etl/completeness/ends.py": {"fold"},  # lines at the end of a document
    "etl/completeness/prose.py": {"fold"},  # headings of the prose
    "etl/performance/targets.py": {"fold"},  # a target and what was reached, compared as texts
    "etl/statements/balance.py": {"fold"},  # a label from which the code before it is taken
    "etl/statements/counted_rows.py": {"fold"},  # labels of rows, repaired by then
    "etl/statements/draft_entry.py": {"fold"},  # what a drafted entry looks for
    "etl/statements/economic.py": {"fold"},  # names of the official list
    "etl/statements/empty.py": {"fold"},  # notes below a form
    "etl/statements/subjects.py": {"fold", "looks_numeric"},  # a label that stood glued to its code
    "etl/statements/surroundings.py": {"fold"},  # lines above a table
    "etl/statements/tree.py": {"fold"},  # labels of rows, repaired by then
}
"""What modules fold that is no cell as printed."""


def taken_from_words(source: str) -> set[str]:
    """The functions of etl/words that a module takes to fold or parse a text by itself."""
    return {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("etl.words")
        for alias in node.names
        if alias.name in _ONCE
    }


def test_cells_are_folded_and_parsed_in_the_grid_only() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): names
        for room in ("statements", "performance", "completeness")
        for path in (ROOT / "etl" / room).rglob("*.py")
        if (names := taken_from_words(path.read_text(encoding="utf-8")))
    }
    assert found == _OTHER_TEXTS


def test_a_module_that_parses_by_itself_is_seen() -> None:
    source = "from etl.words.numbers import DASHES, parse_number\n"
    assert taken_from_words(source) == {"parse_number"}
