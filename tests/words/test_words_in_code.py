"""Words of the field stand in data (YAML, CSV). What stays in code is listed in words_in_code.csv with its reason; the list may only shrink."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT = Path(__file__).with_name("words_in_code.csv")
_PRINTED = ("api", "audit", "cli.py", "commands", "desk", "export", "handbook", "metrics", "site", "warehouse")
"""Rooms whose Chinese is what a reader sees; of `warehouse` what makes rows of facts is looked at all the same."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def words_in(source: str) -> list[str]:
    """The texts with Chinese characters in a module, but for docstrings and what it raises: messages are written for people."""
    tree = ast.parse(source)
    spared = {id(part) for node in ast.walk(tree) if _is_for_people(node) for part in ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in spared
        and _CHINESE.search(node.value)
    ]


def _is_for_people(node: ast.AST) -> bool:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or isinstance(node, ast.Raise)


def _found() -> Iterator[tuple[str, int]]:
    for path in sorted((ROOT / "etl").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[1] in _PRINTED and not name.startswith("etl/warehouse/rows/"):
            continue
        if words := words_in(path.read_text(encoding="utf-8")):
            yield name, len(words)


def _listed() -> dict[str, tuple[int, str]]:
    with LEFT.open(encoding="utf-8", newline="") as file:
        return {row["path"]: (int(row["texts"]), row["reason"]) for row in csv.DictReader(file)}


def test_no_module_has_more_words_of_the_field_than_are_listed() -> None:
    listed = _listed()
    more = [
        f"{path}: {count} texts with words of the field, {listed.get(path, (0, ''))[0]} listed"
        for path, count in _found()
        if count > listed.get(path, (0, ""))[0]
    ]
    assert more == [], "put them into the YAML file of the room (a pattern of one step below `steps`)"


def test_what_is_listed_is_there_and_has_a_reason() -> None:
    found = dict(_found())
    assert [path for path in _listed() if path not in found] == [], "without words now: take the line out"
    assert [path for path, (_, reason) in _listed().items() if len(reason) < 10] == []


def test_words_are_told_from_messages() -> None:
    source = '"""预算"""\nWORDS = ("预算", "x")\ndef f():\n    """决算"""\n    raise ValueError(f"没有{WORDS}")\n'
    assert words_in(source) == ["预算"]
