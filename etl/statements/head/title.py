"""A title taken apart: agency, year, kind, scope and the words that say which version it is.

The year and the kind are found first; what stands before, between and behind them must be words of titles or an agency's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.statements.head.names import government_of, is_agency, scope_of, township_of
from etl.statements.head.words import any_of, marks, words
from etl.words.dates import YEAR, year_of
from etl.words.folding import half_brackets, printed_label, simplified
from etl.words.numerals import NUMERALS

MOST = 80
"""A title is no longer than this; a sentence often is."""

_YEAR = re.compile(rf"(?<!\d)(?P<year>{YEAR})(?!\d|[-.]\d\d?\b|年\d{{1,2}}月)年?度?")
_SHORT_YEAR = re.compile(r"(?<![\d.,第\-])(?P<year>[12]\d)年(?:度|(?=部门|单位|[预决]))")
_EXTENSION = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|html?|txt|md|zip)$", re.IGNORECASE)
_VERSION = re.compile(r"[-_.]?[vV]\d{1,2}(?:\.\d{1,2})*$")
_MARKDOWN = re.compile(r"^[#*\s]+|[*\s]+$")
_CHAPTER = re.compile(rf"^第[{NUMERALS}\d]+(?:部分|章|节)")
_NUMBER = re.compile(
    rf"^(?:附件[{NUMERALS}\d]*[:：.、_-]?|第[{NUMERALS}\d]+号|序号\d+[:：.、_-]?|[Nn][Oo][.:：]?\d+[.、_-]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{{1,4}}[、.．]|\d{{3,4}}(?=[\u4e00-\u9fff]{{2,6}}[省市州盟区县旗])|[{NUMERALS}]+[、.]|\([{NUMERALS}\d]+\)|20\d\d[-.]\d{{1,2}}[-.]\d{{1,2}}(?!\d)[_-]?|\d{{5,}}[_-]?|\d{{1,3}}[.、．_-]|0?\d{{1,2}}(?=[\u4e00-\u9fff(《【])|[①-⑳●◆■·•★])+(?!\d*年)"
)
_YEAR_IN_BRACKETS = re.compile(rf"\((?P<year>(?:{YEAR})年?度?)\)")
_COLON_BEFORE = re.compile(r"^(?P<word>(?:更正|勘误|订正|修订|补充|公告|公示|通知)(?:公告|公示|公开|说明|通知)?)[:：]")
"""更正：青湾市水务局2023年度部门决算."""
_SENTENCE = re.compile(r"[。；;!！?？]|.[:：].")
_BRACKET_END = re.compile(r"\((?P<inside>[^()]{1,20})\)$")
_BRACKET_BEHIND = re.compile(r"(?<=[算开示布明])\((?P<inside>[^()]{1,20})\)$")
_BRACKET_START = re.compile(r"^\((?P<inside>[^()]{1,20})\)")
_SCOPE = re.compile(r"部门|单位")
_KIND = re.compile(r"预决算|预算|决算")
_QUOTES = "《》“”\"'‘’〈〉「」【】[]"
_JOINTS = "-—–_·:：、,，|~+ "


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says; "" and None for what it doesn't. `government` is the place whose whole government's account it is, `fund` the social
    insurance fund whose account it is: neither is an agency's.

    `residue` is what stands in it that is neither an agency's name nor a word of titles. `numbered`: an ordinal stands before it; `chapter`: 第一部分;
    `runs_on`: a kind stands before the year, or another year behind it.
    """

    agency: str = ""
    year: int | None = None
    kind: str = ""
    scope: str = ""
    marks: tuple[str, ...] = ()
    government: str = ""
    fund: str = ""
    residue: str = ""
    numbered: bool = False
    chapter: bool = False
    runs_on: bool = False

    @property
    def of_no_agency(self) -> bool:
        """Whether the account is a whole government's or a social insurance fund's."""
        return bool(self.government or self.fund)


def folded(text: str) -> str:
    """The spelling in which titles are compared: simplified characters, no spaces, ASCII brackets."""
    return half_brackets(simplified(printed_label(text)))


def find_year(text: str) -> re.Match[str] | None:
    """The first year of a folded text that is no date's."""
    return _YEAR.search(text)


def is_lead(text: str) -> bool:
    """Whether a folded text is what stands before the year of a title: nothing, an ordinal, an agency's name, words of titles."""
    text = text[found.end() :].lstrip(_JOINTS) if (found := _CHAPTER.match(text)) else text
    text = _pieces(text[found.end() :] if (found := _NUMBER.match(text)) else text)
    return not text or is_agency(text) or not _strip_words(text)


def kinds_in(text: str) -> list[tuple[int, int, str]]:
    """Where a folded text says 预算, 决算 or 预决算 (begin, end, kind; "" for both): never the name of a fund, nor how a budget was carried out."""
    masked = _nothing_of_the_kind().sub(lambda match: "＿" * len(match.group()), text)
    found = []
    for match in _KIND.finditer(masked):
        kind = {"预算": "budget", "决算": "final_account"}.get(match.group(), "")
        found.append((match.start(), match.end(), kind))
    return found


def read_marks(text: str) -> tuple[str, ...]:
    """The marks of a version that words in a folded text say."""
    return tuple(mark for mark, pattern in marks() if pattern.search(text))


def read_title(text: str) -> Title | None:
    """Take a title apart. None for what is no title: too long, a sentence, or neither a year nor a kind in it."""
    plain = _COLON_BEFORE.sub(r"\g<word>", _VERSION.sub("", _MARKDOWN.sub("", _EXTENSION.sub("", folded(text)))))
    plain = _YEAR_IN_BRACKETS.sub(r"\g<year>", plain)
    if not 2 <= len(plain) <= MOST or _SENTENCE.search(_NUMBER.sub("", plain)):
        return None
    chapter = _CHAPTER.match(plain)
    plain = plain[chapter.end() :].lstrip(_JOINTS) if chapter else plain
    number = _NUMBER.match(plain)
    plain = plain[number.end() :] if number else plain
    year = _YEAR.search(plain) or _SHORT_YEAR.search(plain)
    kinds = kinds_in(plain)
    if year is None and not kinds:
        return None
    body = _without_bracket_behind(plain)
    if year is None:
        before, after = "", body
    else:
        before, after = body[: year.start()], _YEAR.sub("", body[year.end() :])
    kind = next(
        (kind for start, _, kind in kinds if year is None or start >= year.start()), kinds[0][2] if kinds else ""
    )
    inside, outside = _pieces(before), _pieces(after)
    agency, rest_before = _agency_in(inside)
    other, rest_after = _agency_in(outside) if not agency else ("", _rest(outside))
    agency = agency or other
    residue = rest_before + rest_after
    # A bracket may hold the agency's other name; what says a version stands in the title's own words.
    said = plain.replace(agency, "") if agency else plain
    scope = _scope_in(body) or _scope_in(said)  # （含下属单位） behind 部门决算 makes no unit of it
    fund = _fund(said, scope)
    government = "" if fund else _government(said, residue, agency, scope)
    if agency and agency.startswith(residue) and government_of(residue):
        residue = ""  # the place of the agency, said once more: 青湾市2022年度部门决算（青湾市水务局）
    return Title(
        agency="" if government or fund else agency,
        year=_number_of(year),
        kind=kind,
        scope=scope_of(agency) or scope,
        marks=read_marks(said),
        government=government,
        fund=fund,
        residue="" if government or fund else residue,
        numbered=bool(number),
        chapter=bool(chapter),
        runs_on=year is not None
        and (any(start < year.start() for start, _, _ in kinds) or find_year(plain[year.end() :]) is not None),
    )


def _number_of(year: re.Match[str] | None) -> int | None:
    """The year that a match says: 2024, 二〇二四, 24."""
    if year is None:
        return None
    return year_of(year["year"]) if len(year["year"]) == 4 else 2000 + int(year["year"])


def _without_bracket_behind(text: str) -> str:
    """A title without the bracket behind it, whatever it says of the version or the extent (二次公开, 含下属单位); one that names an agency,
    a place, a year or a kind is the title's own."""
    bracket = _BRACKET_BEHIND.search(text)
    if bracket is None:
        return text
    inside = bracket["inside"]
    is_own = is_agency(inside) or government_of(inside) or township_of(inside)
    return text if is_own or find_year(inside) or _KIND.search(inside) else text[: bracket.start()]


def _scope_in(said: str) -> str:
    """部门 or 单位 as the title's own words say it: the last before the kind, or in brackets."""
    found: list[str] = _SCOPE.findall(said)
    if not found:
        return ""
    return "unit" if found[-1] == "单位" else "department"


def _pieces(text: str) -> str:
    """A part of a title without signs and words that stand around a name: 关于公开…, brackets that hold words of titles."""
    previous = None
    while text != previous:
        previous = text
        text = text.strip(_JOINTS)
        text = re.sub(rf"^{any_of('leading_words')}", "", text)
        text = text.strip("《》〈〉「」【】[]")
        bracket = _BRACKET_START.match(text)
        if bracket and not _strip_words(bracket["inside"]):
            text = text[bracket.end() :]
    return text


def _agency_in(text: str) -> tuple[str, str]:
    """The agency that a part of a title names, and what is left of it: words of titles are taken from both ends until a name is there."""
    if not text:
        return "", ""
    name = _name_of(text)
    if name:
        return name, ""
    name = re.sub(r"(?:部门|单位)$", "", text)
    for candidate in (text, name):
        head, tail = candidate, ""
        while head:
            shorter, word = _without_last_word(head)
            if not word:
                break
            head, tail = shorter, word + tail
            name = _name_of(head)
            if name:
                return name, ""
    # Words of titles before the name: 2023年市级部门决算（水务局） begins with none; 部门预算青湾市水务局 does.
    tail_free = _strip_ends(text)
    for start in range(1, len(tail_free)):
        if not _strip_words(tail_free[:start]) and is_agency(tail_free[start:]):
            return tail_free[start:], ""
    bracket = _BRACKET_END.search(text)  # 2023年度部门决算（青湾市水务局）
    if bracket and is_agency(bracket["inside"]) and not _strip_words(text[: bracket.start()]):
        return bracket["inside"], ""
    return "", _strip_words(text)


def _name_of(text: str) -> str:
    """A text as an agency's name, "" where it is none; an open bracket belongs to the words behind it."""
    text = text.strip(_JOINTS + _QUOTES.replace("“", "").replace("”", ""))
    if text.startswith("(") or text.count("(") != text.count(")"):
        text = text.strip("()")
    shorter = re.sub(r"(?:部门|单位|\((?:部门|单位)\))$", "", text)
    text = shorter if is_agency(shorter) else text
    return text if is_agency(text) else ""


def _without_last_word(text: str) -> tuple[str, str]:
    """A text without the word of titles, sign or bracket that it ends with, and that word."""
    if text[-1] in _JOINTS + _QUOTES:
        return text[:-1], text[-1]
    bracket = _BRACKET_END.search(text)
    if bracket and not _strip_words(bracket["inside"]):
        return text[: bracket.start()], bracket.group()
    for word in words("title_words"):
        if text.endswith(word):
            return text[: -len(word)], word
    return text, ""


def _strip_ends(text: str) -> str:
    while text:
        text, word = _without_last_word(text)
        if not word:
            break
    return text


def _rest(text: str) -> str:
    return _strip_words(text)


def _strip_words(text: str) -> str:
    """What is left of a text without words of titles, words of versions and signs."""
    return _title_words().sub("", text)


@cache
def _title_words() -> re.Pattern[str]:
    versions = "|".join(pattern.pattern for _, pattern in marks())
    return re.compile(
        rf"{any_of('title_words')}|{versions}|{any_of('leading_words')}|[{re.escape(_JOINTS + _QUOTES)}()]|第?[一二三\d]次?[版稿]?(?=$|\))"
    )


@cache
def _nothing_of_the_kind() -> re.Pattern[str]:
    return re.compile(f"{any_of('funds')}|{any_of('not_the_kind')}")


def _fund(said: str, scope: str) -> str:
    """The social insurance fund whose account a title is, "" where it is an agency's."""
    match = re.search(any_of("insurance_funds"), said)
    return match.group() if match and not scope else ""


def _government(said: str, residue: str, agency: str, scope: str) -> str:
    """The place whose whole government a title is of, "" where it is an agency's."""
    signs = bool(
        re.search(f"{any_of('whole_government')}|{any_of('whole_places')}|{any_of('government_matters')}", said)
    )
    whole = re.search(any_of("whole_places"), said)
    if agency:
        place = government_of(agency) or (township_of(agency) if signs else "") or (whole.group() if whole else "")
        return "" if scope else place
    if scope and not whole:
        return ""
    residue = re.sub(any_of("government_matters"), "", residue)
    place = government_of(residue) or township_of(residue)
    if place:
        return place if signs or not scope else ""
    return whole.group() if whole else residue if signs and "政府" in residue else ""
