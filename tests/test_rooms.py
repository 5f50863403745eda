"""The tree in docs/architecture.md is that of the repository: who looks for a room finds it there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LINE = re.compile(r"(?P<indent> *)(?P<name>\S+)  +\S")


def named_paths(page: str) -> list[str]:
    """Paths that the tree of a page names, in its order; folders end with a slash."""
    tree = page.partition("## The rooms\n\n```\n")[2].partition("```")[0]
    above: list[str] = []
    paths = []
    for line in tree.splitlines():
        found = _LINE.match(line)
        assert found, f"a line without a name and its purpose: {line!r}"
        del above[len(found["indent"]) // 2 :]
        paths.append("".join([*above, found["name"]]))
        above.append(found["name"])
    return paths


def rooms() -> set[str]:
    """Every folder of the program and each module outside them, and the top folders that hold code or pages."""
    program = ROOT / "etl"
    folders = {path.parent for path in program.rglob("*") if path.suffix in {".py", ".yaml"}}
    top = {path.parent for path in ROOT.glob("*/__init__.py")} | {ROOT / "dbt", ROOT / "docs", ROOT / "tests"}
    modules = {path.relative_to(ROOT).as_posix() for path in program.glob("*.py") if path.name != "__init__.py"}
    return {f"{folder.relative_to(ROOT).as_posix()}/" for folder in folders | top} | modules


def test_each_room_has_its_line_in_the_tree() -> None:
    named = named_paths((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    assert sorted(rooms() - set(named)) == []
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert len(named) == len(set(named))


def test_a_tree_is_read_by_its_indents() -> None:
    page = "## The rooms\n\n```\netl/      program\n  words/    text\n    old/  frozen\n  cli.py  commands\ndocs/  pages\n```\n"
    assert named_paths(page) == ["etl/", "etl/words/", "etl/words/old/", "etl/cli.py", "docs/"]


def test_commands_hold_no_sql() -> None:
    asked = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "etl" / "commands").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany", "copy"}
    ]
    assert asked == []
