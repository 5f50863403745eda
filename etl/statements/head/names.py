"""Names of agencies as titles and forms print them: which text is one, what is added to it for a report, which two are one agency's."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from etl.statements.head.words import any_of, compiled, pattern, words
from etl.words.folding import printed_label
from etl.words.units import MONEY

_ADDITION = re.compile(rf"{pattern('addition')}$")
_WITHOUT_UNITS = re.compile(rf"{pattern('without_units')}$")
_OWN_OFFICE = re.compile(rf"{pattern('own_office')}$")
_UNIT = re.compile(rf"{pattern('called_unit')}$")
_SEAL = re.compile(rf"{pattern('seal')}$")
_CODE = compiled("code")
_NO_NAME = re.compile(rf"(?:{MONEY})$|^[^\u4e00-\u9fff]|/")
_DIVISION = re.compile(any_of("division_endings"))
_DIVISIONS = re.compile(r"(?:[^省市州盟区县旗]{2,6}(?:省|自治区|市|州|盟|区|县|旗)){1,3}")


@cache
def _agency() -> re.Pattern[str]:
    ends = f"(?:{any_of('agency_endings')}|{any_of('government_endings')})"
    return re.compile(rf"^[\u4e00-\u9fff·（）()“”、0-9]{{1,50}}{ends}(?:（[^）]*）|\([^)]*\))?$")


@cache
def _no_agency() -> re.Pattern[str]:
    return re.compile(rf"^{any_of('no_agency_starts')}|{any_of('no_agency_parts')}")


@lru_cache(maxsize=8192)
def is_agency(name: str) -> bool:
    """Whether a text is the name of an agency; one of three characters only where its end leaves no doubt (教育部)."""
    if len(name) < 3 or not _agency().match(name) or name in words("no_agencies") or _no_agency().search(name):
        return False
    if name.endswith("本级"):  # 青湾市本级 is its finance, 汇总及本级 the extent of a report
        return not government_of(name) and is_agency(name.removesuffix("本级"))
    if name.count("(") + name.count("（") != name.count(")") + name.count("）"):
        return False
    return len(name) > 3 or name.endswith(words("short_agency_endings"))


def preparer_name(text: str) -> str:
    """The agency that stands behind 编制单位：, without the code before it and the seal behind it; "" for what is none (无, 人民币元, 101001, 本单位).

    A name whose end no list has is one there, too.
    """
    name = _SEAL.sub("", printed_label(text))
    code = _CODE.match(name)
    if code and is_agency(name[code.end() :]):
        name = name[code.end() :]
    if is_agency(name):
        return name
    is_other = name in words("no_agencies") or _no_agency().search(name) or _NO_NAME.search(name)
    return "" if len(name) < 4 or is_other else name


def bare(name: str) -> str:
    """A name without what is added for the report: （汇总）, （本级）, …本级, …局机关."""
    name = _ADDITION.sub("", _ADDITION.sub("", printed_label(name)))
    shorter = _OWN_OFFICE.sub("", name)
    return shorter if is_agency(shorter) else name


def scope_of(name: str) -> str:
    """The scope that a name itself says: an agency without its subordinate units is a unit, whatever the title calls the account."""
    return "unit" if _WITHOUT_UNITS.search(name) and (name.endswith((")", "）")) or bare(name) != name) else ""


def is_called_unit(name: str) -> bool:
    """Whether a name says in brackets that the account is a unit's."""
    return _UNIT.search(name) is not None


def second_name(name: str) -> tuple[str, tuple[str, ...]]:
    """The first name of an agency that has two (…局（…局）, 加挂牌子), and the second and the whole as other spellings."""
    match = re.match(r"^(?P<first>[^()（）]{4,})[(（](?P<second>[^()（）]{4,})[)）]$", name)
    if match and is_agency(match["first"]) and is_agency(match["second"]):
        return match["first"], (match["second"], name)
    return name, ()


def is_fuller(name: str, shorter: str) -> bool:
    """Whether a name is a shorter one with the divisions above it: 青山市白石区档案局, 白石区档案局."""
    above = name.removesuffix(shorter)
    return len(shorter) >= 4 and above != name and _DIVISIONS.fullmatch(above) is not None


def alike(a: str, b: str) -> bool:
    """Whether two names on one report's own forms can be one agency's: the forms of one report have one preparer; a name that shares
    less than its first half with the other is a subordinate unit's.

    The place that both begin with proves nothing: 青湾市水务局 and 青湾市财政局 are two. An abbreviation is alike: 青湾市发改委, 青湾市发展和改革委员会.
    """
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    place = max((match.end() for match in _DIVISION.finditer(a[:shared])), default=0)
    if place < min(len(a), len(b)):
        a, b, shared = a[place:], b[place:], shared - place
    shorter, longer = sorted((a, b), key=len)
    rest = iter(longer)
    return (shared * 2 >= len(shorter) and shared >= 2) or (len(shorter) >= 3 and all(one in rest for one in shorter))


def government_of(name: str) -> str:
    """The place whose whole government a text names: 青湾区人民政府, 青湾区, 全区. "" for an agency, also for a township's government."""
    place = re.sub(rf"(?:本级)?{any_of('government_endings')}?(?:本级)?$", "", name)
    if re.fullmatch(rf"(?:.{{2,}})?{any_of('whole_places')}", place):
        return name
    return name if re.fullmatch(rf"(?:[\u4e00-\u9fff]{{1,12}}{any_of('division_endings')})+", place) else ""


def of_place(agency: str, place: str) -> str:
    """The agency's name with the place that its title names apart: 青湾市2022年度部门决算（水务局） is 青湾市水务局's, as is （市水务局）."""
    place = re.sub(r"(?:[省市州盟区县旗]级|本级)+$", "", place)
    if not agency or _DIVISIONS.match(agency) or agency.startswith(place):
        return agency
    return place + agency.removeprefix(place[-1])


def has_place(name: str) -> bool:
    """Whether a name begins with the divisions that the agency is of."""
    return _DIVISIONS.match(name) is not None


def township_of(name: str) -> str:
    """The township that a text names without its government (青湾镇): "" for all else."""
    return name if re.fullmatch(rf"[\u4e00-\u9fff]{{2,20}}{any_of('township_endings')}", name) else ""
