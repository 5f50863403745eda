"""The messages of the program: found in its source, written into the catalogues, compiled.

`python -m scripts.messages` brings `etl/locale/*/LC_MESSAGES/gongkai.po` to what the source says (new messages come without a translation,
those that nothing says any more go) and writes the `.mo` beside it. `tests/language` says what is still to be translated.

Three kinds of messages are found (docs/architecture.md, "Languages"): what a command marks with `_` or `N_`; the help of commands, arguments
and options; sentences of the rooms, which mark nothing: what they raise, warn of, or note as a gap. The fields of the last are named after
the values that stand in the f-string. `others.txt` beside the catalogue lists sentences that are put together elsewhere in a room, and those
of the libraries that read the command line.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "etl" / "locale"
OTHERS = LOCALES / "others.txt"
CATALOGUE = LOCALES / "zh_CN" / "LC_MESSAGES" / "gongkai.po"
DASHBOARDS = "dashboards/serve.py"
"""A command that is no room of its own: it raises its errors itself."""
_MARKS = frozenset({"_", "N_"})
_NOTED = frozenset({"warn", "Gap"})
"""Calls of the rooms whose texts people read."""
_WORD = re.compile(r"[A-Za-z]{2}")
_TAG = re.compile(r"\[/?[a-z ]*\]")
FIELD = re.compile(r"\{([a-z_0-9]+)(?:![a-z])?(?::[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A message and where it stands: path and line."""

    text: str
    path: str
    line: int


def says_something(text: str) -> bool:
    """Whether a template has English words outside its fields and rich's markup."""
    return bool(_WORD.search(_TAG.sub("", FIELD.sub("", text))))


def template(node: ast.expr, *, specs: bool = False) -> str | None:
    """A literal or an f-string as a message with named fields, with the format of each if asked for; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("{", "{{").replace("}", "}}") if specs else node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = template(node.left, specs=specs), template(node.right, specs=specs)
        return left + right if left is not None and right is not None else None
    if not isinstance(node, ast.JoinedStr):
        return None
    named = fields(node)
    text = ""
    for piece in node.values:
        if isinstance(piece, ast.Constant):
            text += str(piece.value).replace("{", "{{").replace("}", "}}")
        elif isinstance(piece, ast.FormattedValue):
            spec = ""
            if specs and piece.conversion != -1:
                spec += f"!{chr(piece.conversion)}"
            if specs and isinstance(piece.format_spec, ast.JoinedStr):
                spec += ":" + "".join(
                    str(part.value) for part in piece.format_spec.values if isinstance(part, ast.Constant)
                )
            text += f"{{{named[ast.dump(piece.value)]}{spec}}}"
    return text


def fields(node: ast.JoinedStr) -> dict[str, str]:
    """The values of an f-string, each as `ast.dump` has it → the name of its field; two values never share one."""
    named: dict[str, str] = {}
    for piece in node.values:
        if isinstance(piece, ast.FormattedValue) and (key := ast.dump(piece.value)) not in named:
            name, number = _name(piece.value), 2
            while name in named.values():
                name, number = f"{name.rstrip('0123456789_')}_{number}", number + 1
            named[key] = name
    return named


_HANDED_ON = frozenset(
    {"str", "escape", "shown", "masked", "sorted", "repr", "set", "list", "map", "_wan", "_masked", "_"}
)


def _name(node: ast.expr) -> str:
    """What a person would call the value: its last name, or that of what is counted, joined, chosen."""
    match node:
        case ast.Name():
            name = node.id
        case ast.Attribute():
            name = node.attr
        case ast.Call(func=ast.Attribute(attr="join"), args=[inner, *_]):
            return _name(inner)
        case ast.Call(func=ast.Name(id="len" | "sum"), args=[inner, *_]):
            return f"number_{_name(inner)}" if isinstance(inner, ast.Name | ast.Attribute) else "number"
        case ast.Call(func=ast.Name(id=function), args=[inner, *_]) if function in _HANDED_ON:
            return _name(inner)
        case ast.Call(func=ast.Attribute(value=inner)):
            return _name(inner)
        case ast.Call(func=ast.Name(id=function)):
            name = function
        case ast.BoolOp(values=[first, *_]) | ast.IfExp(body=first) | ast.BinOp(left=first):
            return _name(first)
        case ast.Subscript(value=inner) | ast.Starred(value=inner) | ast.UnaryOp(operand=inner):
            return _name(inner)
        case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner) | ast.SetComp(elt=inner):
            return _name(inner)
        case _:
            name = "value"
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "value"


def required() -> Iterator[Message]:
    """Every message that the source says and that wants a translation."""
    for path in sorted([*(ROOT / "etl").rglob("*.py"), ROOT / DASHBOARDS]):
        name = path.relative_to(ROOT).as_posix()
        is_command = name.startswith("etl/commands/") or name in ("etl/cli.py", "etl/__main__.py", DASHBOARDS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text in (
                *(_of_command(node) if is_command else ()),
                *(_of_room(node) if not is_command or name == DASHBOARDS else ()),
            ):
                if says_something(text):
                    yield Message(text, name, getattr(node, "lineno", 1))
    for line in others():
        yield Message(line, OTHERS.relative_to(ROOT).as_posix(), 1)


def others() -> list[str]:
    """The messages that no rule here finds, as a person listed them; `\\n` stands for the end of a line."""
    lines = OTHERS.read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def _of_command(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = _called(node)
        if name in _MARKS and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)
        elif name in ("Option", "Argument", "Typer", "add_typer"):
            for keyword in node.keywords:
                if keyword.arg == "help" and (text := template(keyword.value)):
                    yield text
    elif isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == "OF_AGENCY" for one in node.targets
    ):
        yield template(node.value) or ""
    elif isinstance(node, ast.FunctionDef) and _is_command(node):
        yield inspect.cleandoc(ast.get_docstring(node) or "")
        yield (ast.get_docstring(node) or "").partition("\n")[0]


def _is_command(node: ast.FunctionDef) -> bool:
    """Whether a function's docstring is the help of a command: it is registered, or takes options of typer."""
    registered = any(
        _called(one) in ("command", "callback") for one in node.decorator_list if isinstance(one, ast.Call)
    )
    return registered or (not node.name.startswith("_") and "typer.Option" in ast.unparse(node.args))


def _of_room(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _is_noted(node):
        for value in (*node.args, *(keyword.value for keyword in node.keywords if keyword.arg != "place")):
            yield from _values(value)


def _is_noted(node: ast.Call) -> bool:
    name = _called(node)
    if name == "append":
        return isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).endswith("warnings")
    return name in _NOTED or (name.endswith("Error") and not hasattr(builtins, name))


def _values(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be."""
    if isinstance(node, ast.IfExp):
        yield from _values(node.body)
        yield from _values(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _values(value)
    elif (text := template(node)) is not None:
        yield text
    if isinstance(node, ast.JoinedStr):
        for piece in node.values:
            if isinstance(piece, ast.FormattedValue) and isinstance(piece.value, ast.IfExp | ast.BoolOp):
                yield from _values(piece.value)


def _called(node: ast.expr) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def catalogue() -> Catalog:
    """The Chinese catalogue as it is."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="gongkai")


def brought_up() -> Catalog:
    """The catalogue with every message of the source, and no other; translations stay."""
    before = catalogue() if CATALOGUE.is_file() else Catalog("zh_CN")
    after = Catalog(
        "zh_CN", project="gongkai", creation_date=_DATE, revision_date=_DATE, fuzzy=False, header_comment=_HEAD
    )
    for message in required():
        told = before.get(message.text)
        after.add(message.text, told.string if told is not None else "", locations=[(message.path, None)])
    return after


_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_HEAD = "# What gongkai says, in Chinese. `python -m scripts.messages` keeps its messages; the translations are written here."


def written(found: Catalog) -> tuple[bytes, bytes]:
    """The `.po` and the `.mo` of a catalogue."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, found, width=0, sort_output=True, include_lineno=False)
    write_mo(mo, found)
    return po.getvalue(), mo.getvalue()


def main() -> None:
    """Write both, and say what has no translation."""
    found = brought_up()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    po, mo = written(found)
    CATALOGUE.write_bytes(po)
    CATALOGUE.with_suffix(".mo").write_bytes(mo)
    missing = [message.id for message in found if message.id and not message.string]
    for message in missing:
        print(f"no translation: {message}")
    print(f"{len(found)} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
