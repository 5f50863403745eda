"""A title taken apart: agency, year, kind, scope and the words that say which version it is.

The year and the kind are found first; what stands before, between and behind them must be words of titles or an agency's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from etl.statements.head.names import government_of, has_place, is_agency, of_place, scope_of, township_of
from etl.statements.head.words import any_of, compiled, marks, pattern, words
from etl.words.dates import YEAR, year_of
from etl.words.folding import half_brackets, printed_label, simplified

MOST = 80
"""A title is no longer than this; a sentence often is."""
_KEPT = 3 * MOST
"""What was read of lines no longer than this is kept: titles with the spaces between their characters, no paragraphs."""

_MARKDOWN = re.compile(r"^[#*★☆◆◇●○■□※~=\s]+|[*★☆◆◇●○■□※~=\s]+$")
_CHAPTER = re.compile(rf"^{pattern('chapter')}")
_NUMBER = re.compile(rf"^{pattern('ordinal')}+(?!\d*年)")
_EXTENSION = re.compile(rf"{pattern('extension')}$", re.IGNORECASE)
_VERSION = re.compile(rf"{pattern('version')}$")
_ANNOUNCED = re.compile(rf"^(?P<word>{pattern('announcement')})[:：]")
_YEAR_IN_BRACKETS = re.compile(rf"\((?P<year>(?:{YEAR})年?度?)\)")
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
    `runs_on`: a kind stands before the year, which is none in brackets at the end, or another year behind it. `of_two`: it names two reports (2023年决算及2024年预算).
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
    of_two: bool = False

    @property
    def of_no_agency(self) -> bool:
        """Whether the account is a whole government's or a social insurance fund's."""
        return bool(self.government or self.fund)


def folded(text: str) -> str:
    """The spelling in which titles are compared: simplified characters, no spaces, ASCII brackets."""
    return half_brackets(simplified(printed_label(text)))


def find_year(text: str) -> re.Match[str] | None:
    """The first year of a folded text that is no date's."""
    return compiled("year").search(text)


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
    return _kept_title(text) if len(text) <= _KEPT else _title(text)


@lru_cache(maxsize=1024)  # a line is looked at alone, as the end of a broken title and as the title of a table
def _kept_title(text: str) -> Title | None:
    return _title(text)


def _title(text: str) -> Title | None:
    plain = _own_words(text)
    if not 2 <= len(plain) <= MOST or _is_sentence(plain):
        return None
    chapter = _CHAPTER.match(plain)
    plain = plain[chapter.end() :].lstrip(_JOINTS) if chapter else plain
    number = _NUMBER.match(plain)
    plain = plain[number.end() :] if number else plain
    kinds = kinds_in(plain)
    year = _year_of_kind(plain, kinds) or compiled("short_year").search(plain)
    if year is None and not kinds:
        return None
    body = _without_bracket_behind(plain)
    agency, residue = _agency_around(body, year)
    # A bracket may hold the agency's other name; what says a version stands in the title's own words.
    said = plain.replace(agency, "") if agency else plain
    # （含下属单位） behind 部门决算 makes no unit of it.
    scope = _scope_behind(plain) or _scope_in(body) or _scope_in(said)
    fund = _fund(said, scope)
    government = "" if fund else _government(said, residue, agency, scope)
    if government_of(residue) and (agency or scope):
        agency, residue = (
            of_place(agency, residue),
            "",
        )  # 青湾市2024年区级部门预算 names no agency, its place says nothing
    title = Title(
        agency=agency,
        year=_number_of(year),
        kind=_kind_behind(year, kinds),
        scope=scope_of(agency) or scope,
        marks=read_marks(said),
        government=government,
        fund=fund,
        residue=residue,
        numbered=bool(number),
        chapter=bool(chapter),
        runs_on=_runs_on(plain, year, kinds) and not compiled("ends_with_year").search(folded(text)),
        of_two=_names_two(plain),
    )
    return replace(title, agency="", residue="", of_two=False) if title.of_no_agency else title


def _own_words(text: str) -> str:
    """A folded title without a file's extension, a version's number, Markdown's signs, ornaments and what the report has besides (含三公经费)."""
    plain = _VERSION.sub("", _MARKDOWN.sub("", _EXTENSION.sub("", folded(text))))
    return compiled("besides").sub("", _YEAR_IN_BRACKETS.sub(r"\g<year>", _ANNOUNCED.sub(r"\g<word>|", plain)))


def _is_sentence(plain: str) -> bool:
    return bool(_SENTENCE.search(_NUMBER.sub("", plain)) or compiled("publishing").search(plain))


def _agency_around(body: str, year: re.Match[str] | None) -> tuple[str, str]:
    """The agency that a title names before its year, else behind it, and what is left of both parts."""
    before = compiled("year").sub("", body[: year.start()]) if year else ""
    after = compiled("year").sub("", body[year.end() :]) if year else body
    agency, rest_before = _agency_in(_pieces(before))
    if agency:
        return agency, rest_before + _strip_words(_pieces(after))
    agency, rest_after = _agency_in(_pieces(after))
    return agency, rest_before + rest_after


def _year_of_kind(plain: str, kinds: Sequence[tuple[int, int, str]]) -> re.Match[str] | None:
    """The first year of a title; of two joined ones (2023年预算执行情况及2024年部门预算) the second, where no kind stands behind the first."""
    first = compiled("year").search(plain)
    second = compiled("year").search(plain, first.end()) if first else None
    if first is None or second is None or not _is_joined(plain[: second.start()]):
        return first
    behind = [start for start, _, _ in kinds if start > second.start()]
    between = [start for start, _, _ in kinds if first.start() < start < second.start()]
    return second if behind and not between and not compiled("compares").search(plain) else first


def _is_joined(before: str) -> bool:
    """Whether a title goes on to a second report behind this part of it (和, 及)."""
    return re.search(rf"{pattern('joins_two')}[^和及与、]{{0,20}}$", before) is not None


def _kind_behind(year: re.Match[str] | None, kinds: Sequence[tuple[int, int, str]]) -> str:
    """The first kind behind the year; without one, the first."""
    behind = [kind for start, _, kind in kinds if year is None or start >= year.start()]
    return next(iter([*behind, *(kind for _, _, kind in kinds)]), "")


def _runs_on(plain: str, year: re.Match[str] | None, kinds: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a kind stands before the year, or another year behind it."""
    if year is None:
        return False
    return any(start < year.start() for start, _, _ in kinds) or find_year(plain[year.end() :]) is not None


def _number_of(year: re.Match[str] | None) -> int | None:
    """The year that a match says: 2024, 二〇二四, 24."""
    if year is None:
        return None
    return year_of(year["year"]) if len(year["year"]) == 4 else 2000 + int(year["year"])


def _names_two(text: str) -> bool:
    """Whether a title names the reports of two years and kinds, one after the other."""
    if compiled("compares").search(text):
        return False
    outside = re.sub(r"\([^()]*\)", "", text)
    years = list(compiled("year").finditer(outside))
    if len(years) < 2:
        return False
    said = {
        (year_of(year["year"]), kind)
        for year, end in zip(years, [*(one.start() for one in years[1:]), len(outside)], strict=True)
        for _, _, kind in kinds_in(outside[year.end() : end])[:1]
        if kind
    }
    joined = all(_is_joined(outside[: year.start()]) for year in years[1:])
    return joined and len({year for year, _ in said}) > 1 and len({kind for _, kind in said}) > 1


def _without_bracket_behind(text: str) -> str:
    """A title without the bracket behind it, whatever it says of the version or the extent (二次公开, 含下属单位); one that names an agency,
    a place, a year or a kind is the title's own."""
    bracket = _BRACKET_BEHIND.search(text)
    if bracket is None:
        return text
    inside = bracket["inside"]
    is_own = is_agency(inside) or government_of(inside) or township_of(inside)
    return text if is_own or find_year(inside) or _KIND.search(inside) else text[: bracket.start()]


def _scope_behind(text: str) -> str:
    """The scope that a bracket behind the kind says: 2023年度部门决算（本级） is of the agency without its subordinate units."""
    bracket = _BRACKET_BEHIND.search(text)
    return scope_of(bracket.group()) if bracket else ""


def _scope_in(said: str) -> str:
    """部门 or 单位 as the title's own words say it: the last before the kind, or in brackets; of 部门（单位） the first."""
    found: list[str] = _SCOPE.findall(compiled("scope_in_brackets").sub("", said))
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


@lru_cache(maxsize=4096)
def _agency_in(text: str) -> tuple[str, str]:
    """The agency that a part of a title names, and what is left of it: words of titles are taken from both ends until a name is there."""
    if not text:
        return "", ""
    above = compiled("belongs_to").search(text)
    if above and is_agency(text[: above.start()]) and is_agency(behind := _pieces(text[above.end() :])):
        is_whole = has_place(behind) or behind[:2] == text[:2]
        return (behind if is_whole else text), ""
    about = compiled("about").search(text)
    if about and about.start() and is_agency(behind := _pieces(text[about.end() :])):
        return behind, ""
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
        if not _strip_words(tail_free[:start]) and is_agency(name := _pieces(tail_free[start:])):
            return name, ""
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
    for word in _ends().get(text[-1], ()):
        if text.endswith(word):
            return text[: -len(word)], word
    return text, ""


@cache
def _ends() -> Mapping[str, Sequence[str]]:
    """The words of titles by their last character, in their order."""
    found: dict[str, list[str]] = {}
    for word in words("title_words"):
        found.setdefault(word[-1], []).append(word)
    return found


def _strip_ends(text: str) -> str:
    while text:
        text, word = _without_last_word(text)
        if not word:
            break
    return text


def _strip_words(text: str) -> str:
    """What is left of a text without words of titles, words of versions and signs."""
    return _title_words().sub("", text)


@cache
def _title_words() -> re.Pattern[str]:
    versions = "|".join(pattern.pattern for _, pattern in marks())
    return re.compile(
        rf"{any_of('title_words')}|{versions}|{any_of('leading_words')}|[{re.escape(_JOINTS + _QUOTES)}()]|{pattern('which_version')}"
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
