"""Characters that look alike are one character, and marks of footnotes are no digits."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import etl
from etl.documents.legible import legible
from etl.documents.model import Document, Paragraph, Table
from etl.narrative.lines import normalise
from etl.performance.projects import normal_name
from etl.performance.vocabulary import fold as performance_fold
from etl.reference.agencies import normalise_name
from etl.reference.subjects import clean_label
from etl.words.folding import (
    chinese_punctuation,
    close_up,
    compact,
    fold,
    half_width,
    plain_characters,
    printed_label,
    raise_note,
    simplified,
    wide_brackets,
)
from etl.words.numerals import ordinal


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("⽔⽂局", "水文局"),  # Kangxi radicals
        ("⺠⽣", "民生"),  # radicals supplement
        ("靑湾市淸溪县戸籍槪况", "青湾市清溪县户籍概况"),  # old forms
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
            (isinstance(node, ast.Attribute) and node.attr in ("normalize", "maketrans"))
            or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "replace"
                and any(isinstance(a, ast.Constant) and a.value in ("（", "）", "(", ")") for a in node.args)
            )
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    # characters of other scripts that text recognition puts into performance forms, as the vocabulary lists them, and letters that it puts
    # into numbers, where no folding would make digits of them
    assert found == ["documents/scans/second_look.py", "performance/vocabulary.py"]


def test_lines_are_compared_in_half_width_without_white_space() -> None:
    assert compact("合 计（⽀出）：\n１２①") == "合计(支出):12①"


def test_white_space_of_a_layout_is_closed_up_as_printed() -> None:
    assert close_up(" 渡 船\nIT  system（一） 2 431 ") == "渡船IT system（一）2431"
    assert close_up("2023  2024 年", numbers_apart=True) == "2023 2024年"


def test_brackets_of_any_shape_are_chinese_in_names() -> None:
    assert wide_brackets("[清溪](本级)【甲】〔乙〕") == "（清溪）（本级）（甲）（乙）"


def test_punctuation_of_prose_is_chinese_and_that_of_numbers_is_not() -> None:
    assert chinese_punctuation("收入(万元):1,234.50,其中;10:30") == "收入（万元）：1,234.50，其中；10:30"


@pytest.mark.parametrize("unit", ["㎡", "㎥"])
def test_raised_digit_of_a_unit_is_no_digit(unit: str) -> None:
    assert half_width(f"５００{unit}") == f"500{unit}"


@pytest.mark.parametrize(
    "spelling",
    [normalise, performance_fold, normal_name, normalise_name, clean_label, fold, compact],
    ids=["prose", "performance", "project", "agency", "subject", "label", "line"],
)
def test_radicals_width_and_white_space_are_alike_everywhere(spelling: Callable[[str], str]) -> None:
    assert spelling("⽔⽂ 局\u3000ＡＢ１\u200b") == "水文局AB1"


@pytest.mark.parametrize(
    "spelling",
    [performance_fold, normal_name, normalise_name, clean_label, fold],
    ids=["performance", "project", "agency", "subject", "label"],
)
def test_mark_behind_a_name_is_no_part_of_it_anywhere(spelling: Callable[[str], str]) -> None:
    assert spelling("清溪县水文局①") == "清溪县水文局"
    assert spelling("清溪縣水文局[²]") == "清溪县水文局"


@pytest.mark.parametrize("heading", ["㈢收支情况", "⑶收支情况"])
def test_ordinals_of_one_character_are_ordinals_in_prose(heading: str) -> None:
    assert ordinal(normalise(heading)) is not None
