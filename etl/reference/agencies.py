"""Agencies (部门和单位): one spelling of a name, its comparable type, its level, and the match with agencies already known.

A name is matched exactly after normalisation or by a stored alias, never by likeness; whatever is left open is a reason for review.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from etl.head import ReportHead
from etl.reference.regions import Region, find_region, region_prefix, strip_organisation
from etl.reference.words import name_words
from etl.words.folding import fold, half_width, wide_brackets

AdminLevel = Literal["central", "province", "city", "county", "township"]

QUOTES = re.compile("[\"'“”‘’「」『』《》〈〉`*#_]+")
TAGS = re.compile(r"<[^<>]{1,40}>")

UNKNOWN_DIVISION = re.compile(
    r"[^省市州盟区县旗局委会院部]{1,8}?"
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|州|盟|县(?!域)|旗(?!帜)|市(?!场)|区(?![划块]))"
)
"""A division in front of a name, told by its suffix only."""


class StoredAliases(Protocol):
    """The spellings that the warehouse knows."""

    def agency_of(self, alias: str) -> str | None:
        """Name of the agency that a normalised spelling belongs to, or None."""
        ...


@dataclass(frozen=True, slots=True)
class KnownAliases:
    """Stored aliases held in memory: normalised spelling → agency's name."""

    names: Mapping[str, str]

    def agency_of(self, alias: str) -> str | None:
        """See StoredAliases."""
        return self.names.get(alias)


@dataclass(frozen=True, slots=True)
class ResolvedAgency:
    """An agency as `core.dim_agency` holds it, with the normalised spellings (its own among them) for `core.agency_alias`.

    `is_new`: no stored spelling matches. `review_reason` is "" where nothing is left for a person to look at.
    """

    name: str
    agency_type: str | None
    region: Region | None
    admin_level: AdminLevel | None
    aliases: tuple[str, ...]
    is_new: bool
    review_reason: str

    @property
    def region_code(self) -> str | None:
        """Six-digit code of the region, or None."""
        return self.region.region_code if self.region else None

    @property
    def needs_review(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.review_reason)


def normalise_name(name: str) -> str:
    """One spelling of an agency's name: width, spaces, quotes, tags and what is added for the report (汇总, 本级, 部门) removed."""
    words = name_words()
    text = QUOTES.sub("", wide_brackets(fold(TAGS.sub("", half_width(name)))))
    text = re.sub("[,，。:：;；、.·-]+$", "", text)
    bracketed = re.compile(f"（(?:{'|'.join(words['bracketed_suffixes'])})）$")
    while True:
        shorter = bracketed.sub("", text)
        for suffix in words["plain_suffixes"]:
            if shorter.endswith(suffix) and len(shorter) > len(suffix) + 3:
                shorter = shorter.removesuffix(suffix)
        if shorter == text:
            return text
        text = shorter


def agency_type(name: str) -> str:
    """What kind of agency a name says, comparable across regions: 西安市莲湖区医疗保障局 → 医疗保障局.

    Names listed as synonyms (names.yaml) give one type; anything else stays as printed, so that 卫生和计划生育局 is not 卫生健康委员会.
    """
    normal = normalise_name(name)
    if is_central(normal):
        return normal
    organisation, rest = strip_organisation(normal)
    prefix = region_prefix(normal)
    rest = prefix.rest if prefix else rest
    while len(shorter := _without_division(rest)) < len(rest):
        rest = shorter
    if organisation == "党委" or (prefix is not None and re.match(r"委(?!员|托|派)", rest)):
        rest = "党委" + re.sub(r"^(党委|委员会|委)", "", rest)
    elif organisation:
        rest = organisation + rest
    return _synonyms().get(rest, rest) or normal


def is_central(name: str) -> bool:
    """Whether a normalised name is that of a central department (中央部门) or of one of its units."""
    words = name_words()
    if name in words["central_names"]:
        return True
    organisation, rest = strip_organisation(name)
    if organisation and region_prefix(name):
        return False
    if organisation and not rest.startswith(("中央", "全国")):
        return False
    # 中国（陕西）自由贸易试验区 … is a zone of its province.
    return name.startswith(tuple(words["central_prefixes"])) and not name.startswith("中国（")


def admin_level(name: str, region: Region | None) -> AdminLevel | None:
    """The level of government that an agency belongs to, or None where the name doesn't tell.

    上海市X局 is of province level, 上海市普陀区X局 of county level; cities of sub-provincial rank (副省级市) count as cities.
    Without a known region the suffix of the division in the name decides, where it allows one reading only (an unknown 市 doesn't).
    """
    normal = normalise_name(name)
    if is_central(normal):
        return "central"
    rest = strip_organisation(normal)[1]
    if re.search(f"({'|'.join(name_words()['township_endings'])})", rest):
        return "township"
    if region is not None:
        return region.level
    if any(zone in rest for zone in name_words()["zones"]):
        return None
    divisions: list[str] = []
    while len(shorter := _without_division(rest)) < len(rest):
        divisions.append(rest[: len(rest) - len(shorter)])
        rest = shorter
    return _level_of_suffix(divisions[-1]) if divisions else None


def resolve(head: ReportHead, stored: StoredAliases) -> ResolvedAgency:
    """The agency that a report is of: a known one by exact spelling or stored alias, else a new one with reasons for review.

    The other spellings in the same report (`head.aliases`) become aliases; where they belong to another known agency, nothing is merged
    and both names go to review.
    """
    own = normalise_name(head.agency)
    known = stored.agency_of(own)
    name = known or own
    reasons = [] if known else ["new agency"]
    aliases = [own] if own == name else [name, own]
    for spelling in dict.fromkeys(normalise_name(alias) for alias in head.aliases):
        other = stored.agency_of(spelling)
        if other not in (None, name):
            reasons.append(f"also named {spelling} in its report, which is a spelling of {other}")
        elif spelling and spelling not in aliases:
            aliases.append(spelling)
    region = find_region(name)
    if region is None and not is_central(name):
        reasons.append("region not in the list of divisions, or ambiguous")
    level = admin_level(name, region)
    if level is None:
        reasons.append("administrative level not told by the name")
    return ResolvedAgency(
        name=name,
        agency_type=agency_type(name),
        region=region,
        admin_level=level,
        aliases=tuple(aliases),
        is_new=known is None,
        review_reason="; ".join(reasons),
    )


def _without_division(text: str) -> str:
    """`text` without one division in front, known or not; a word that merely ends in 市 or 区 (城市, 社区) is none."""
    match = UNKNOWN_DIVISION.match(text) or re.match(
        r"(?:[省州盟]|县(?!域)|旗(?!帜)|市(?![场政容民域区委])|区(?![域划块委]))(?=.{3})", text
    )
    if match is None or match.group().endswith(tuple(name_words()["ordinary_words"])) or len(text) - match.end() < 2:
        return text
    return text[match.end() :]


def _level_of_suffix(division: str) -> AdminLevel | None:
    if division.endswith(("省", "自治区", "特别行政区")):
        return "province"
    if division.endswith(("自治州", "州", "地区", "盟")):
        return "city"
    if division.endswith(("县", "旗", "区")):
        return "county"
    return None


@lru_cache(maxsize=1)
def _synonyms() -> Mapping[str, str]:
    """Name of a type → the name it is compared under."""
    return {name: kept for kept, names in name_words()["type_synonyms"].items() for name in names}
