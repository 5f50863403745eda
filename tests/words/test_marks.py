"""Names for what a text says, by words in a file; one name for a thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.words.marks import Marks
from etl.words.names import bare_name


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "marks.yaml"
    path.write_text(
        "item:\n  toll: '通行费$'\n  ferry: {says: [渡口, 费], not: 桥}\nsentence:\n  cut: 压减\n", encoding="utf-8"
    )
    return path


def test_each_field_has_marks_of_its_own(words: Path) -> None:
    marks = Marks(words)
    assert marks.of(item="渡口通行费", sentence="压减通行费") == ["toll", "ferry", "cut"]
    assert marks.of(item="压减", sentence="") == []


def test_all_words_have_to_stand_there_and_none_of_the_others(words: Path) -> None:
    assert Marks(words).of(item="桥渡口通行费") == ["toll"]
    assert Marks(words).of(item="渡口") == []


def test_a_mark_of_two_fields_is_refused(words: Path) -> None:
    words.write_text("item: {toll: 费}\nsentence: {toll: 费}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"marks\.yaml has two marks called toll"):
        Marks(words)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("“图书采购”专项经费", "图书采购"),
        ("图书采购项目", "图书采购"),
        ("图书采购（二期）", "图书采购二期"),
        ("经费", "经费"),
    ],
)
def test_one_name_for_a_thing(printed: str, name: str) -> None:
    assert bare_name(printed) == name
