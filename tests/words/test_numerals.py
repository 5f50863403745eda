"""Chinese numerals and ordinals."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

import etl
from etl.completeness.prose import prose
from etl.documents.model import Document, Paragraph
from etl.narrative.sections import ordinal as heading_ordinal
from etl.statements.head.title import read_title
from etl.statements.labels import split_ordinal as label_ordinal
from etl.words.folding import printed_label
from etl.words.numerals import Ordinal, counted, ordinal, value_of


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("七", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十六", 26),
        ("廿一", 21),
        ("卅", 30),
        ("一百", 100),
        ("一百零三", 103),
        ("一百一十二", 112),
        ("一百廿五", 125),
        ("三千五百", 3500),
        ("一千零一十", 1010),
        ("二千〇二", 2002),
        ("两千零二十", 2020),
        ("九千九百九十九", 9999),
        ("二〇二四", 2024),
        ("二○二一", 2021),
        ("12", 12),
    ],
)
def test_numeral_is_a_number(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("两", 2),
        ("五万六千", 56_000),
        ("一百零三万", 1_030_000),
        ("二亿三千六百万", 236_000_000),
        ("一亿零五十万", 100_500_000),
        ("壹万贰仟", 12_000),
        ("叁佰捌拾", 380),
        ("亿", None),
        ("一万二万", None),
        ("五亿亿", None),
    ],
)
def test_numeral_of_a_large_number_is_a_number(numeral: str, value: int | None) -> None:
    assert counted(numeral) == value


@pytest.mark.parametrize("text", ["", "十十", "百", "十二十", "一百二", "部分", "1.5", "二十六个", "廿十"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert value_of(text) is None


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("第十二部分：名词解释", Ordinal("part", 12, "名词解释")),
        ("第三章收支情况", Ordinal("part", 3, "收支情况")),
        ("第二节收支情况", Ordinal("passage", 2, "收支情况")),
        ("二十六、预备费", Ordinal("chinese", 26, "预备费")),
        ("一百零三、其他支出", Ordinal("chinese", 103, "其他支出")),
        ("（十一）节能环保支出", Ordinal("chinese_bracket", 11, "节能环保支出")),
        ("12.行政运行", Ordinal("digit", 12, "行政运行")),
        ("1.2023年度收入", Ordinal("digit", 1, "2023年度收入")),
        ("(3)专用设备", Ordinal("digit_bracket", 3, "专用设备")),
        ("⑫其他", Ordinal("circled", 12, "其他")),
        ("、其他收入", Ordinal("bare", None, "其他收入")),
    ],
)
def test_ordinal_has_a_style_a_value_and_a_rest(printed: str, found: Ordinal) -> None:
    assert ordinal(printed) == found


@pytest.mark.parametrize("text", ["一般公共预算", "3.25", "其中：中央", "十二月", "2024年", "第一批"])
def test_text_without_an_ordinal_has_none(text: str) -> None:
    assert ordinal(text) is None


def test_labels_and_headings_read_the_same_ordinals() -> None:
    assert label_ordinal("一百零三、其他支出") == ("chinese", "其他支出")
    assert heading_ordinal("一百零三、其他支出") == (2, "其他支出")
    assert heading_ordinal("第二节收支情况") == (0, "第二节收支情况")


def test_headings_beyond_a_hundred_jump() -> None:
    lines = ("九十九、渡船检修情况", "一百零三、航标维护情况")
    document = Document("a.txt", "text", "", 0, None, tuple(Paragraph(i, line) for i, line in enumerate(lines)))
    assert [place for place, _ in prose(document)] == ["headings"]


def test_numerals_are_listed_in_one_place() -> None:
    """No module but etl/words lists the Chinese numerals; Word's numbering writes them, weekdays have no numeral beyond six."""
    root = Path(etl.__file__).parent
    found = [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*"))
        if path.suffix in (".py", ".yaml")
        and path.relative_to(root).parts[0] != "words"
        and "一二三四五六七八九" in _said(path)
    ]
    assert found == ["documents/word/numbering.py"]


@pytest.mark.parametrize("read", [ordinal, read_title])
def test_what_a_long_paragraph_begins_with_keeps_no_paragraph(read: Callable[[str], object]) -> None:
    class Text(str):
        """A text that says when nothing holds it."""

        __slots__ = ("__weakref__",)

    text = Text("一、" + "本年收入" * 100)
    is_held = weakref.ref(text)
    read(text)
    printed_label.cache_clear()  # labels are kept by a cache of their own
    del text
    assert is_held() is None


def _said(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        return text
    return "\n".join(
        str(node.value)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
