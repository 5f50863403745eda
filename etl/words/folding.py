"""Characters that look alike are one character: the spelling in which texts are read, compared and published.

Three steps, each for one use. `plain_characters` is what a reader of the page sees: no character without a look, no radical in place of a
character. `fold` is the spelling in which labels and titles are compared. `printed_label` is the spelling in which labels and titles are shown.
A mark of a footnote (①, ¹, [²]) is never a digit: NFKC would make 380.00① 380.001, so no step hands marks to NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import opencc

from etl.words.data import load_yaml

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
MARKS = f"{_SUPERSCRIPTS}①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴➀-➓⓵-⓾㊀-㊉"
"""Characters that mark a footnote, as the inside of a character class."""
NOTE_MARK = rf"(?:[\[(（〔［⁽]?注?[{MARKS}]+[\])）〕］⁾]?)"
"""One mark of a footnote, with the brackets and the 注 that stand raised beside it."""
_TRAILING_MARKS = re.compile(rf"(?<=[\u4e00-\u9fff)）”])\s*(?:{NOTE_MARK}|[,，、](?={NOTE_MARK}))+$")
_MARKED = re.compile(f"[{MARKS}㎠㎡㎢㎤㎥]+")
"""What NFKC would make digits of: marks, and the units of area and volume (㎡)."""
_LOOKALIKE = "\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f"
"""Radicals and compatibility forms, as the inside of a character class."""
_FORMAT = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters without a look: zero-width spaces and joiners, directions, variation selectors, soft hyphens, byte order marks."""
_SHOWN_WIDE = "“”‘’《》（）：、，；"
"""Chinese punctuation that published labels keep in its width."""
_NOT_SHOWN_WIDE = re.compile(f"[^{_SHOWN_WIDE}]+")
_WIDE_BRACKETS = str.maketrans("()[]【】〔〕", "（）（）（）（）")
_HALF_BRACKETS = str.maketrans("（）〔〕［］[]【】", "()()()()()")
_WIDE_SIGNS = str.maketrans("();?!〔〕", "（）；？！（）")
_LAYOUT = re.compile(r"(?P<kept>(?<=[A-Za-z])\s+(?=[A-Za-z]))|\s+")
_LAYOUT_OR_NUMBERS = re.compile(r"(?P<kept>(?<=[A-Za-z])\s+(?=[A-Za-z])|(?<=\d)\s+(?=\d))|\s+")
_RAISED = str.maketrans("0123456789", _SUPERSCRIPTS)
_LEVEL = str.maketrans(_SUPERSCRIPTS, "0123456789")
_NOTE = re.compile(r"\s*[\[(（〔［]?注?\s*\d{1,3}(?:[,，、]\s*\d{1,3})*[\])）〕］]?\s*")


def plain_characters(text: str) -> str:
    """What a reader of the page sees: characters without a look dropped, radicals and compatibility forms (⽔, ⺟, 行) and old forms of the
    same look (靑) as ordinary characters.

    Width, white space, script and marks stay as printed.

    >>> plain_characters("⽔⽂\\u200b局 380．00①")
    '水文局 380．00①'
    """
    if text.isascii():
        return text
    return _lookalike().sub(_ordinary, _FORMAT.sub("", text))


@cache
def _lookalike() -> re.Pattern[str]:
    return re.compile(f"[{_LOOKALIKE}{''.join(_radicals())}]")


def _ordinary(match: re.Match[str]) -> str:
    return _radicals().get(match[0]) or unicodedata.normalize("NFKC", match[0])


@cache
def _radicals() -> dict[str, str]:
    return dict(load_yaml(Path(__file__).with_name("radicals.yaml").read_text(encoding="utf-8")))


def half_width(text: str) -> str:
    """NFKC for all but marks of footnotes: full-width digits, letters and punctuation become half-width, marks stay what they are."""
    if text.isascii():
        return text
    text = plain_characters(text)
    if _MARKED.search(text) is None:
        return unicodedata.normalize("NFKC", text)
    kept = [*_MARKED.findall(text), ""]
    rest = [unicodedata.normalize("NFKC", piece) for piece in _MARKED.split(text)]
    return "".join(piece + mark for piece, mark in zip(rest, kept, strict=True))


def compact(text: str) -> str:
    """Half-width without white space; script and marks as printed: the spelling in which whole lines are compared."""
    return "".join(half_width(text).split())


def close_up(text: str, *, numbers_apart: bool = False) -> str:
    """A text as printed, without the white space that a layout put between its characters; between Latin words stays one space, between digits
    where two numbers may stand side by side (`numbers_apart`).

    >>> close_up("项 目 IT  system 2 431"), close_up("2023 2024年", numbers_apart=True)
    ('项目IT system2431', '2023 2024年')
    """
    return (_LAYOUT_OR_NUMBERS if numbers_apart else _LAYOUT).sub(lambda gap: " " if gap["kept"] else "", text.strip())


def wide_brackets(text: str) -> str:
    """A text whose brackets, of any shape, are the Chinese ones: the spelling of names."""
    return text.translate(_WIDE_BRACKETS)


def half_brackets(text: str) -> str:
    """A text whose brackets, of any shape, are half-width round ones: the spelling of titles."""
    return text.translate(_HALF_BRACKETS)


def chinese_punctuation(text: str) -> str:
    """A half-width text with the punctuation of Chinese prose; a comma stays between the groups of a number, a colon between digits.

    >>> chinese_punctuation("收入(万元):1,234.50,其中")
    '收入（万元）：1,234.50，其中'
    """
    text = text.translate(_WIDE_SIGNS)
    text = re.sub(r",(?!\d{3}(?!\d))|(?<!\d),", "，", text)
    return re.sub(r"(?<!\d):|:(?!\d)", "：", text)


@lru_cache(maxsize=65536)  # the same labels and headers come again and again
def fold(text: str) -> str:
    """The spelling in which labels, titles and headers are compared: half-width, no white space, simplified script, no mark of a footnote behind
    its last word.

    >>> fold("決算 數（万元）①")
    '决算数(万元)'
    """
    return simplified(without_marks(compact(text)))


@lru_cache(maxsize=65536)
def printed_label(text: str) -> str:
    """A label or title as published: no white space and line breaks, digits and letters half-width, Chinese punctuation and script as printed,
    no mark of a footnote behind its last word."""
    return without_marks("".join(_NOT_SHOWN_WIDE.sub(lambda run: half_width(run[0]), text).split()))


def without_marks(text: str) -> str:
    """A label without the marks of footnotes behind its last word (合计①, 决算数[²]); a mark in front is an ordinal and stays, as does m²."""
    return _TRAILING_MARKS.sub("", text)


def raise_note(text: str) -> str:
    """A mark that a page prints raised, in characters that stay raised in plain text: 1 is ¹, [1] is [¹]; any other raised text as it is.

    >>> raise_note("[12]"), raise_note("1,179.02")
    ('[¹²]', '1,179.02')
    """
    return text.translate(_RAISED) if _NOTE.fullmatch(text) else text


def lower_whole(text: str) -> str:
    """A cell or paragraph that holds nothing but raised digits: what is raised as a whole marks nothing, and its digits are digits."""
    bare = text.strip()
    return text.translate(_LEVEL) if bare and not bare.strip(_SUPERSCRIPTS) else text


_FIELD_SPELLING = str.maketrans("帐", "账")
"""帳 has two simplified forms; reports of today print 账."""


def simplified(text: str) -> str:
    """Traditional script as simplified; a text in simplified script as it is.

    Only a text with a character that nothing but traditional script has is converted: 乾 and 於 also stand in names of simplified
    texts (乾县), where a conversion would change the name.

    >>> simplified("財政撥款收入"), simplified("乾县财政局")
    ('财政拨款收入', '乾县财政局')
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        if any(_only_traditional(char) for char in text):
            return _convert(text)
    return text


@cache
def _only_traditional(char: str) -> bool:
    """Whether a character is of traditional script only: the national standard of simplified script (GB 2312) lacks it, and it has a simplified form."""
    return "\u3400" <= char <= "\u9fff" and not _is_standard(char) and _converter().convert(char) != char


def _is_standard(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=8192)
def _convert(text: str) -> str:
    """A text of traditional script, simplified. Characters of both scripts (乾, 後) need the phrases that they stand in; any other is told alone."""
    if not _of_both_scripts().isdisjoint(text):
        return _converter().convert(text).translate(_FIELD_SPELLING)
    return text.translate(_simple_forms)


class _SimpleForms(dict[int, str]):
    """The simplified form of each character, by its code; looked up once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = form = _converter().convert(char).translate(_FIELD_SPELLING) if _only_traditional(char) else char
        return form


_simple_forms = _SimpleForms()


@cache
def _of_both_scripts() -> frozenset[str]:
    """Characters of GB 2312 that conversion changes where the phrase doesn't say otherwise."""
    return frozenset(
        char
        for first in range(0xB0, 0xF8)
        for second in range(0xA1, 0xFF)
        if (char := bytes((first, second)).decode("gb2312", "ignore")) and _converter().convert(char) != char
    )


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
