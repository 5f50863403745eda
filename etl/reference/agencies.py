"""Agencies (部门和单位): one spelling of a name, and what the name says: place, type, region, level.

A report is of the agency that bears its name, exactly after normalisation, or of the one whose spelling a person said the name to be; never
of the nearest. What other reports say, and the order in which they come, makes no difference to that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from etl.head import ReportHead
from etl.reference.regions import Region, find_region, region_prefix, strip_organisation
from etl.reference.types import FoundType, find_type
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
    """The spellings that a person said to be an agency's."""

    def agency_of(self, alias: str) -> str | None:
        """Name of the agency that a normalised spelling belongs to, or None where nobody said so."""
        ...


@dataclass(frozen=True, slots=True)
class KnownAliases:
    """Stored aliases held in memory: normalised spelling → agency's name."""

    names: Mapping[str, str]

    def agency_of(self, alias: str) -> str | None:
        """See StoredAliases."""
        return self.names.get(alias)


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency by what its name says. `place` are the divisions in front of it, `rest` is the name without them (医疗保障局).

    `type` is the listed type, or the nearest wider one (etl.reference.types); region and level are None where the name doesn't tell.
    """

    name: str
    place: str
    rest: str
    type: FoundType
    region: Region | None
    admin_level: AdminLevel | None
    is_central: bool

    @property
    def region_code(self) -> str | None:
        """Six-digit code of the region, or None."""
        return self.region.region_code if self.region else None

    @property
    def agency_type(self) -> str | None:
        """The type's name, or None where nothing tells it."""
        return self.type.type.name if self.type.type else None


@dataclass(frozen=True, slots=True)
class ResolvedAgency:
    """The agency of a report, with the normalised spellings for `core.agency_alias`, its name among them; `printed` are those in the report."""

    named: NamedAgency
    aliases: tuple[str, ...]
    printed: frozenset[str]

    @property
    def name(self) -> str:
        """Its name."""
        return self.named.name


@lru_cache(maxsize=65_536)
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


@lru_cache(maxsize=65_536)
def describe_agency(name: str) -> NamedAgency:
    """What a name says of its agency; `name` is normalised first."""
    normal = normalise_name(name)
    place, rest = _place_and_rest(normal)
    region = find_region(normal)
    return NamedAgency(
        name=normal,
        place=place,
        rest=rest,
        type=find_type(_without_state(rest) if is_central(normal) else rest),
        region=region,
        admin_level=admin_level(normal, region),
        is_central=is_central(normal),
    )


def _place_and_rest(normal: str) -> tuple[str, str]:
    """The divisions that a name begins with, and what remains: 西安市莲湖区, 医疗保障局. What an organisation is called stands in front of the rest."""
    if is_central(normal):
        return "", normal
    organisation, whole = strip_organisation(normal)
    prefix = region_prefix(normal)
    rest = prefix.rest if prefix else whole
    while len(shorter := _without_division(rest)) < len(rest):
        rest = shorter
    place = whole[: len(whole) - len(rest)]
    if organisation == "党委" or (prefix is not None and re.match(r"委(?!员|托|派)", rest)):
        rest = "党委" + re.sub(r"^(党委|委员会|委)", "", rest)
    elif organisation:
        rest = organisation + rest
    return place, rest or normal


def _without_state(name: str) -> str:
    """A central department's name without the state's: 国家医疗保障局 → 医疗保障局."""
    return re.sub(f"^({'|'.join(name_words()['state_prefixes'])})(?=.{{3}})", "", name)


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
    """The agency that a report is of: the one that bears its name, or whose spelling a person said it to be.

    The other spellings in the report (`head.aliases`) are kept; they decide nothing.
    """
    own = normalise_name(head.agency)
    name = stored.agency_of(own) or own
    printed = dict.fromkeys(one for one in (own, *map(normalise_name, head.aliases)) if one)
    return ResolvedAgency(describe_agency(name), tuple(dict.fromkeys([name, *printed])), frozenset(printed))


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
