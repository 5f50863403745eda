"""Whatever a command says is marked: a sentence that isn't would be English in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.messages import ROOT, says_something, template

_PRINTS = frozenset(
    {"print", "echo", "status", "add_column", "add_row", "add_task", "BadParameter", "rows", "prompt", "confirm"}
)
_NOT_TEXT = frozenset({"style", "justify", "header_style", "title_style", "overflow", "box", "end", "place"})
_NAMES = frozenset({"PostgreSQL", "SHA-256", "gongkai {version}"})


_SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,} ")


def unmarked(source: str) -> list[str]:
    """What the calls of a module that print or raise say without a mark, and the sentences that its functions make for them."""
    tree = list(ast.walk(ast.parse(source)))
    printed = [
        text
        for node in tree
        if isinstance(node, ast.Call) and _speaks(node)
        for value in (*node.args, *(one.value for one in node.keywords if one.arg not in _NOT_TEXT))
        for text in _said(value)
        if text not in _NAMES
    ]
    made = [
        text
        for node in tree
        if isinstance(node, ast.Return) and node.value is not None
        for text in _said(node.value)
        if _SENTENCE.search(text)
    ]
    return printed + made


def _speaks(call: ast.Call) -> bool:
    name = _called(call)
    return name in _PRINTS or name.endswith("Error")


def _called(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _said(node: ast.expr) -> Iterator[str]:
    """The words of an argument, however they are put together, but for what a mark, a lookup or another function takes."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        text = template(node)
        if text is not None and says_something(text):
            yield text
        for piece in node.values if isinstance(node, ast.JoinedStr) else ():
            if isinstance(piece, ast.FormattedValue):
                yield from _said(piece.value)
    elif isinstance(node, ast.Call):
        joins = isinstance(node.func, ast.Attribute) and node.func.attr in ("join", "rstrip", "strip")
        if joins or _called(node) == "escape":
            yield from _said(node.func.value) if isinstance(node.func, ast.Attribute) else ()
            for argument in node.args:
                yield from _said(argument)
    elif isinstance(node, ast.IfExp):
        yield from _said(node.body)
        yield from _said(node.orelse)
    elif isinstance(node, ast.BoolOp | ast.Tuple | ast.List):
        for value in node.values if isinstance(node, ast.BoolOp) else node.elts:
            yield from _said(value)
    elif isinstance(node, ast.BinOp):
        yield from _said(node.left)
        yield from _said(node.right)
    elif isinstance(node, ast.GeneratorExp | ast.ListComp):
        yield from _said(node.elt)


MODULES = [*sorted((ROOT / "etl" / "commands").glob("*.py")), ROOT / "etl" / "cli.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_commands_mark_what_they_say(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("console.print('all done')", ["all done"]),
        ("console.print(_('all done'), style='dim')", []),
        ("typer.echo(f'{n} files' if n else _('none'))", ["{n} files"]),
        ("raise GongkaiError(_('no'), next_step='look at it', place='--kind')", ["look at it"]),
        ("rows(console, _('title'), ('agency', _('year')), found)", ["agency"]),
        ("console.print(f'[red]✗[/] {escape(shown(error))}')", []),
        ("def title():\n    return f'what was loaded in {n} runs'", ["what was loaded in {n} runs"]),
        ("def key():\n    return 'set_aside'", []),
    ],
)
def test_sentence_without_a_mark_is_found(source: str, found: list[str]) -> None:
    assert unmarked(source) == found
