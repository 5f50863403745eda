"""Characters that look alike are one character, and marks of footnotes are no digits."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import etl
from etl.documents.legible import legible
from etl.documents.model import Document, Paragraph, Table
from etl.words.folding import fold, half_width, plain_characters, printed_label, raise_note, simplified


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("⽔⽂局", "水文局"),  # Kangxi radicals
        ("⺠⽣", "民生"),  # radicals supplement
        ("\uf9fc別", "識別"),  # compatibility ideographs
        ("支\u200b出\ufeff决\u2060算", "支出决算"),
        ("380．00①", "380．00①"),  # width and marks stay
        ("1\u00a0179.02", "1\u00a0179.02"),
    ],
)
def test_reader_of_the_page_sees_ordinary_characters(printed: str, seen: str) -> None:
    assert plain_characters(printed) == seen


@pytest.mark.parametrize("marked", ["380.00①", "380.00¹", "380.00[²]", "①"])
def test_mark_of_a_footnote_is_never_a_digit(marked: str) -> None:
    assert half_width(marked) == marked


def test_labels_are_compared_in_one_spelling() -> None:
    assert fold(" 決算 數（万元）") == "决算数(万元)"
    assert fold("⽀出１") == "支出1"


@pytest.mark.parametrize("label", ["合计①", "合计¹", "合计[¹]", "合计（②）", "合计注³", "合计①、②", "合计\n①"])
def test_mark_behind_a_label_is_no_part_of_it(label: str) -> None:
    assert fold(label) == "合计"
    assert printed_label(label) == "合计"


@pytest.mark.parametrize("label", ["①国内接待费", "面积m²", "m²"])
def test_ordinal_in_front_and_unit_of_area_stay(label: str) -> None:
    assert fold(label) == label


def test_published_label_keeps_chinese_punctuation_and_script() -> None:
    assert printed_label("（１）決算 數：\n“三公”") == "（1）決算數：“三公”"


def test_traditional_script_is_compared_as_simplified() -> None:
    assert simplified("財政撥款收入支出決算總表") == "财政拨款收入支出决算总表"
    assert simplified("乾縣賬面餘額") == "乾县账面余额"


@pytest.mark.parametrize("name", ["乾县财政局", "於潜镇", "山东省徵镜艺术馆"])
def test_names_in_simplified_script_stay(name: str) -> None:
    assert simplified(name) == name


def test_raised_text_stays_raised() -> None:
    assert raise_note("[12]") == "[¹²]"


def test_document_keeps_what_the_file_holds() -> None:
    blocks = (Paragraph(0, "⽔⽂局"), Table(1, 0, (("⽀出", "1\u200b2"),)))
    document = Document("a.txt", "text", "", 0, None, blocks)
    shown = legible(document)
    assert [block.text for block in shown.paragraphs] == ["水文局"]
    assert shown.tables[0].rows == (("支出", "12"),)
    assert document.tables[0].rows == (("⽀出", "1\u200b2"),)
    assert legible(shown) is shown


def test_text_is_folded_in_one_place() -> None:
    """No module but etl/words brings text into another width; made-up reports and their comparison are no part of the way."""
    root = Path(etl.__file__).parent
    found = [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).parts[0] != "words"
        and any(
            isinstance(node, ast.Attribute) and node.attr == "normalize"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert found == []
