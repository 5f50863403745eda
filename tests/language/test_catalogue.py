"""The Chinese catalogue and the source say the same: `python -m scripts.messages` brings the one to the other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import typer

from scripts import messages
from scripts.messages import (
    CATALOGUE,
    FIELD,
    ROOT,
    brought_up,
    catalogue,
    others,
    required,
    says_something,
    template,
    written,
)

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NAMES = re.compile(r"gongkai settle --from \{file\}|pip install '[^']*'|left_out: .*|\{file\}, \{st_size:,.1f\} MB")
"""What is the same in both languages: commands to be typed, codes, units."""
TRANSLATED = {str(message.id): str(message.string) for message in catalogue() if message.id}


def test_every_message_of_the_source_is_in_the_catalogue() -> None:
    missing = sorted({f"{one.path}:{one.line}: {one.text}" for one in required() if one.text not in TRANSLATED})
    assert missing == [], "run python -m scripts.messages and translate what it names"


def test_every_message_of_the_catalogue_is_in_the_source() -> None:
    said = {one.text for one in required()}
    assert sorted(set(TRANSLATED) - said) == [], "run python -m scripts.messages"


def test_every_message_has_a_chinese_translation() -> None:
    assert [
        message for message, told in TRANSLATED.items() if not _CHINESE.search(told) and not _NAMES.fullmatch(message)
    ] == []


def test_translations_have_the_fields_of_their_messages() -> None:
    assert [
        message
        for message, told in TRANSLATED.items()
        if {one.group() for one in FIELD.finditer(message)} != {one.group() for one in FIELD.finditer(told)}
    ] == []


def test_compiled_catalogue_is_that_of_the_translations() -> None:
    po, mo = written(brought_up())
    assert CATALOGUE.read_bytes() == po
    assert CATALOGUE.with_suffix(".mo").read_bytes() == mo, "run python -m scripts.messages"


def test_listed_messages_are_of_a_room_or_of_the_library_that_reads_the_command_line() -> None:
    """A sentence that no room says any more leaves the list. Those of the library are recognised by their longest words."""
    words = " ".join(_texts(ROOT / "etl"))
    library = " ".join(_texts(Path(typer.__file__).parent))
    gone = []
    for line in others():
        pieces = [piece.strip(" .;:()") for piece in re.split(r", ", FIELD.sub(", ", line)) if says_something(piece)]
        if not all(
            len(piece) < 2 or piece in words or piece in library or piece.startswith(_PUT_TOGETHER) for piece in pieces
        ):
            gone.append(line)
    assert gone == []


_PUT_TOGETHER = (
    "Input should be",
    "unable to parse",
    "Value error",
    "requires",
    "is not one of",
    "or",
    "Missing argument",
    "Missing option",
)
"""The library's words that stand in no literal of its own."""


def _texts(folder: Path) -> list[str]:
    return [
        node.value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("f'{len(files)} files of {agency.name}'", "{number_files} files of {name}"),
        ("f'{a.name} and {b.name}'", "{name} and {name_2}"),
        ("f'{amount:,.2f} yuan' ' in all'", "{amount} yuan in all"),
        ("f'{self.title!r}: ' + 'nothing'", "{title}: nothing"),
    ],
)
def test_sentences_of_the_rooms_are_messages_with_named_fields(source: str, message: str) -> None:
    assert template(ast.parse(source, mode="eval").body) == message


def test_what_a_room_raises_is_found() -> None:
    source = "raise DocumentError(f'{n} pages' if n else 'no page', place='page 3', next_step='look at it')"
    found = [text for node in ast.walk(ast.parse(source)) for text in messages._of_room(node)]
    assert found == ["{n} pages", "no page", "look at it"]
