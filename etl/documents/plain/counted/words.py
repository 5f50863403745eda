"""The words of a line of copied text: amounts, dashes, codes, names; a row of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from etl.words.numerals import NUMERALS

MONEY = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)%?")
DASH = re.compile(r"[-—–－─]{1,4}")
WHOLE = re.compile(r"-?\d{1,6}")
CODE = re.compile(r"[2-5]\d{2}(?:\d{2}){0,2}|\d{6}(?:\d{3})?")
HAN = re.compile(r"[\u4e00-\u9fff]")
LABEL_HEAD = re.compile(
    r"^(?:.*科目(?:编码|代码|名称)|.*分类科目|(?:单位|项目)?(?:编码|代码|名称)|项\s*目|类|款|项|行次|栏次|序号)$"
)
NUMBERING = re.compile(r"^栏\s*次$|^(?:列|栏)次$")
TOTAL = re.compile(r"^(?:合\s*计|小\s*计|总\s*计)$")
ORDINAL = re.compile(rf"^(?:([{NUMERALS}]{{1,3}})[、.．]|[（(]([{NUMERALS}]{{1,3}})[)）])")


@dataclass(slots=True)
class Row:
    """A line with figures: its words with their kinds. `label` holds the lines of a wrapped label beside it."""

    words: list[str]
    kinds: str
    label: str = ""


class RefusedError(Exception):
    """Counting leaves a choice."""


def words_of(line: str) -> list[str]:
    """The words of a line; 合 计 and 项 目 are one."""
    words: list[str] = []
    for word in line.split():
        alone = len(word) == 1 and HAN.fullmatch(word) and word not in "类款项"
        if alone and words and len(words[-1]) <= 3 and HAN.fullmatch(words[-1][-1]) and words[-1] not in "类款项":
            words[-1] += word
        else:
            words.append(word)
    return words


def kind_of(word: str) -> str:
    if DASH.fullmatch(word) or MONEY.fullmatch(word):
        return "V"
    if WHOLE.fullmatch(word) or CODE.fullmatch(word):
        return "I"
    return "W"


def number_of(cell: str) -> Decimal:
    return Decimal(re.sub("[,，]", "", cell)) if MONEY.fullmatch(cell) and "%" not in cell else Decimal(0)
