"""Finds headings and the section that a sentence stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.narrative.grammar import Grammar, step_pattern
from etl.narrative.lines import normalise
from etl.words import numerals

_LEVELS: dict[numerals.Style, int] = {
    "part": 1,
    "chinese": 2,
    "chinese_bracket": 3,
    "digit": 4,
    "digit_bracket": 5,
    "circled": 6,
}
_LEADER = re.compile(r"[.…·\s]{2,}[-\s]*\d*[-\s]*$")
_FIGURE = step_pattern("sections.figure")
_EVALUATION = step_pattern("sections.evaluation")
_ANNEX = step_pattern("sections.annex")
_AND_MORE = step_pattern("sections.and_more")
_BARE = step_pattern("sections.bare")
_OPEN_PATH = step_pattern("sections.open_path")
_PATH_END = step_pattern("sections.path_end")
_LABEL = step_pattern("sections.label")
_ONLY_TELLS = step_pattern("sections.only_tells")
_KINDS_OF_ONE = ("three_public", "operating", "procurement", "asset", "staffing")
"""Kinds of sections on one thing."""
UNNUMBERED = 7
"""Level of a heading without an ordinal: it ends with the next numbered one."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 (第一部分) to 6 (①), 7 without ordinal; `title` as printed without ordinal."""

    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """Where a sentence stands: the headings above it, outermost first, and what the innermost telling one is about."""

    headings: tuple[Heading, ...] = ()
    kind: str = ""

    @property
    def title(self) -> str:
        """The headings from 一、 downwards, joined by "/"; an outer one only where there is no inner one."""
        titles = [heading.title for heading in self.headings if heading.level > 1]
        return "/".join(titles or [heading.title for heading in self.headings])

    def is_of_several(self, words: Grammar) -> bool:
        """Whether its innermost heading names an expense beside evaluations (机关运行经费、政府采购及绩效情况): not all of its text is on these."""
        named = {kind for kind, pattern in words.section_kinds if pattern.search(self.leaf)}
        return self.kind in named and bool(named.intersection(_KINDS_OF_ONE))

    @property
    def leaf(self) -> str:
        """The innermost heading."""
        return self.headings[-1].title if self.headings else ""


def ordinal(text: str) -> tuple[int, str]:
    """The level of the ordinal that a normalised line begins with and the rest of the line; (0, text) without one."""
    found = numerals.ordinal(text)
    if found is None or found.style not in _LEVELS:
        return 0, text
    return _LEVELS[found.style], found.rest


def ordinal_value(text: str) -> int | None:
    """The number of the ordinal that a normalised line begins with, None without one."""
    found = numerals.ordinal(text)
    return found.value if found and found.style in _LEVELS else None


def heading_of(line: str, marked: bool, words: Grammar) -> tuple[Heading, str] | None:
    """The heading that a normalised line is, and what follows it on the same line; None where it is text.

    `marked` says that the source marks it as a heading (a style, Markdown): believed only where the words allow it.
    """
    level, rest = ordinal(line)
    rest = _LEADER.sub("", rest)
    title = rest.rstrip("。：")
    if _may_be_title(rest, title):
        if level and _is_numbered_title(level, rest, title, words):
            return Heading(level, title), ""
        if not level and _is_unnumbered_title(rest, title, marked, words):
            return Heading(1 if _EVALUATION.search(title) else UNNUMBERED, title), ""
    return _lead_heading(level, rest, words)


def bare_heading(line: str, follower: str) -> Heading | None:
    """The heading that a line without ordinal is which names nothing but what a section is about (三公经费), above a line of text that ends as a sentence
    (`follower`); None elsewhere: above another cell of a table that was copied a cell a line."""
    is_text = follower.endswith("。") and ordinal(follower)[0] in (0, *range(3, UNNUMBERED))
    return Heading(UNNUMBERED, line) if is_text and _BARE.fullmatch(line) else None


def is_cut_path(line: str, follower: str) -> bool:
    """Whether a line ends within the path of a subject whose 项 the next line (`follower`) begins with, whatever word it is cut behind."""
    return _OPEN_PATH.search(line) is not None and _PATH_END.match(follower) is not None


def _may_be_title(rest: str, title: str) -> bool:
    """Whether a line is short, one sentence at most, and states no figure."""
    return (
        bool(rest)
        and len(rest) <= 120
        and len(title) <= 60
        and not re.search("[。；]", title)
        and not _FIGURE.search(title)
    )


def _is_numbered_title(level: int, rest: str, title: str, words: Grammar) -> bool:
    """Whether a line with an ordinal is a heading, by what kind of heading it may be."""
    return (
        level == 1
        or _ends_as_title(level, title, words)
        or _is_bare_chapter(level, rest, title)
        or _names_one_subject(level, rest, title, words)
        or _is_short_item(level, rest, title)
    )


def _ends_as_title(level: int, title: str, words: Grammar) -> bool:
    """三、收入支出决算总体情况说明: the last word says it; below （一） no clause may stand before it."""
    return ("，" not in title or level <= 3) and words.heading_end.search(title) is not None


def _is_bare_chapter(level: int, rest: str, title: str) -> bool:
    """二、政府性基金预算: behind 一、 a few words without punctuation."""
    return level == 2 and len(title) <= 30 and re.search("[，：]", title) is None and rest == title


def _names_one_subject(level: int, rest: str, title: str, words: Grammar) -> bool:
    """（二）公务接待费支出: the name of one thing that reports have a section on."""
    one = level >= 3 and len(rest) <= 22 and re.search("[，、。]|（[类款项]）", rest) is None
    return one and kind_of(title, words) in _KINDS_OF_ONE


def _is_short_item(level: int, rest: str, title: str) -> bool:
    """1.收入预算。: a few words with a full stop, and no list or path among them."""
    return level >= 4 and rest.endswith("。") and len(title) <= 20 and re.search("[，、]|（[类款项]）", title) is None


def _is_unnumbered_title(rest: str, title: str, marked: bool, words: Grammar) -> bool:
    """Whether a line without ordinal is a heading: it ends as one, and the source marks it or it names a kind of section."""
    if re.search("[，：]", title) or len(title) > 45 or words.heading_end.search(title) is None:
        return False
    bare = rest == title or re.search("(?:自评|评价)(?:情况|结果|综述)：$", rest) is not None
    return marked or (bare and _says_kind(title, words))


def _says_kind(title: str, words: Grammar) -> bool:
    return bool(kind_of(title, words)) and title.endswith(("说明", "情况", "报告", "目录"))


def _lead_heading(level: int, rest: str, words: Grammar) -> tuple[Heading, str] | None:
    """A short title that ends with a full stop or colon before the text of its paragraph: 国有资产占用情况。截至…"""
    match = re.match(r"^([^，。；：0-9]{2,40}(?:情况|说明|结果))(?:。|：)(?=.)", rest)
    if match is None or not (level or kind_of(match[1], words)):
        return None
    if _LABEL.fullmatch(match[1]) and not _ONLY_TELLS.fullmatch(match[1]):
        return None
    if level == 0 and re.search("(?:完成|使用|执行)情况$", match[1]):
        return None
    return Heading(level or UNNUMBERED, match[1]), rest[match.end() :]


def kind_of(title: str, words: Grammar) -> str:
    """What a heading is about, "" where it doesn't say."""
    text = _AND_MORE.sub("", normalise(title))
    return next((kind for kind, pattern in words.section_kinds if pattern.search(text)), "")


def leave(section: Section, level: int, words: Grammar) -> Section:
    """The section outside a heading of that level and all below it."""
    kept = tuple(above for above in section.headings if above.level < level)
    outside = Section(kept[:-1])
    return enter(outside, kept[-1], words) if kept else outside


def enter(section: Section, heading: Heading, words: Grammar) -> Section:
    """The section below a new heading: headings of its level and deeper end."""
    kept = tuple(above for above in section.headings if above.level < heading.level)
    headings = (*kept, heading)
    kind = ""
    for above in reversed(headings):
        kind = kind_of(above.title, words)
        if kind:
            break
    # A form's name inside the explanations (一般公共预算财政拨款支出决算表) opens no table section, a glossary entry no money section
    outer = kind_of(kept[0].title, words) if kept else ""
    if outer in ("glossary", "tables") and kept[0].level == 1:
        kind = outer
    if _is_own_report(Section(headings), words):
        kind = outer
    return Section(headings, kind)


def begins_annex(line: str, section: Section, words: Grammar) -> bool:
    """Whether a normalised line (附件2：…) ends the report of its own that the section belongs to; elsewhere annexes are named in passing."""
    return _is_own_report(section, words) and _ANNEX.match(line) is not None


def _is_own_report(section: Section, words: Grammar) -> bool:
    """Whether the outermost heading is the title of an evaluation report, whose sections are all on performance."""
    outer = section.headings[0] if section.headings else None
    return (
        outer is not None
        and outer.level == 1
        and "报告" in outer.title
        and kind_of(outer.title, words) == "performance"
    )
