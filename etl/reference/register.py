"""All agencies together → who is whose department, who followed whom, and the questions that only a person can answer.

The result follows from names, reports and what a person said; never from the order in which reports came. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from etl.reference.agencies import NamedAgency, describe_agency, normalise_name
from etl.reference.regions import region_by_code
from etl.reference.ties import Relation
from etl.reference.types import AgencyType, agency_types, central_reforms, local_reforms, type_named
from etl.words.numerals import NUMERALS

QuestionKind = Literal["region", "spelling", "successor", "type"]
ParentSource = Literal["person", "unit_list", "own_report"]

NEAR_LENGTH = 6
"""Two names that differ in one character may be one from this length on: 财政局 and 民政局 aren't."""

TELLING = frozenset(f"{NUMERALS}东西南北中上下前后左右内外新老大小甲乙丙丁0123456789")
"""Characters by which names are told apart on purpose: 第一中学, 第二中学."""


@dataclass(frozen=True, slots=True)
class Published:
    """An agency by its reports: the fiscal years of the first and the last (None without reports), and the spellings printed in them."""

    name: str
    first_year: int | None
    last_year: int | None
    spellings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StatedTie:
    """In its newest report that says so (`fiscal_year`), `agency` names another as its department, or as one of its units."""

    agency: str
    relation: Relation
    name: str
    fiscal_year: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What persons said: answered questions, spellings → agencies, (successor, predecessor), and agencies' types, parents, codes of regions."""

    answered: frozenset[tuple[str, str]] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict)
    successors: frozenset[tuple[str, str]] = frozenset()
    types: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)

    def agency_of(self, name: str) -> str:
        """The agency that a name is a spelling of: itself, where nobody said otherwise."""
        seen = {name}
        while (following := self.aliases.get(name)) is not None and following not in seen:
            name = following
            seen.add(name)
        return name


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of an agency, all sources together. `type_is_listed` is true, too, where a person said the type."""

    name: str
    agency_type: str | None
    type_as_named: str
    type_is_listed: bool
    region_code: str | None
    admin_level: str | None
    parent: str | None
    parent_name: str | None
    parent_source: ParentSource | None


@dataclass(frozen=True, slots=True)
class Succession:
    """`successor` took the place of `predecessor`; `document` is that of the reform, "" where a person says so."""

    predecessor: str
    successor: str
    year: int | None
    source: Literal["reform", "person"]
    document: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question about an agency. `object` is the other agency or the type, "" where there is none."""

    agency: str
    kind: QuestionKind
    object: str
    detail: str

    @property
    def answer(self) -> str:
        """What a settlement keeps of it."""
        return f"{self.kind}:{self.object}"


@dataclass(frozen=True, slots=True)
class Register:
    """What follows from all agencies together, each list in the order of names."""

    agencies: tuple[Described, ...]
    successions: tuple[Succession, ...]
    questions: tuple[Question, ...]


def register_agencies(published: Sequence[Published], ties: Iterable[StatedTie], settled: Settled) -> Register:
    """Put together what is known of all agencies. Names that are a spelling of another agency (`settled.aliases`) are left out."""
    own = sorted((one for one in published if one.name not in settled.aliases), key=lambda one: one.name)
    index = _Index([describe_agency(one.name) for one in own], settled)
    parents = _parents(index, ties, settled)
    described = {one.name: _described(one.name, parents, settled) for one in own}
    for name in described:
        described[name] = _with_place_of_parent(name, described)
    successions = tuple(sorted(_successions(index, settled), key=lambda one: (one.predecessor, one.successor)))
    asked = _Asker(own, index, described, successions, settled)
    return Register(tuple(described.values()), successions, tuple(asked.questions()))


class _Index:
    """Agencies by name, and by what remains of it without the place."""

    def __init__(self, agencies: Sequence[NamedAgency], settled: Settled) -> None:
        self._settled = settled
        self.by_name = {one.name: one for one in agencies}
        self.by_rest: dict[str, list[NamedAgency]] = defaultdict(list)
        for one in agencies:
            self.by_rest[one.rest].append(one)
        self._central = {_bare(one.name): one.name for one in agencies if one.is_central}

    def central(self, name: str) -> str | None:
        """The central department of this name, with or without 中华人民共和国 in front."""
        return self._central.get(name)

    def find(self, name: str, near: NamedAgency) -> str | None:
        """The agency that a report of `near` means by a name: that of the name, or the one of its place that the name without place fits."""
        name = self._settled.agency_of(name)
        if name in self.by_name:
            return name
        meant = describe_agency(name)
        if not (meant.place or near.place):
            return None
        fitting = [
            one.name
            for one in self.by_rest.get(meant.rest, ())
            if one.place and _same_place(one, near) and (_ends(one.place, meant.place) or _ends(meant.place, one.place))
        ]
        return fitting[0] if len(fitting) == 1 else None


def _parents(
    index: _Index, ties: Iterable[StatedTie], settled: Settled
) -> dict[str, tuple[str | None, str, ParentSource]]:
    """Agency → its department's name in the warehouse (None), its name as said, and what says so: a person, else the newest report."""
    said: dict[str, list[tuple[int, bool, bool, str, str | None, ParentSource]]] = defaultdict(list)
    for tie in ties:
        agency = index.by_name.get(settled.agency_of(tie.agency))
        if agency is None:
            continue
        other = index.find(tie.name, agency)
        if other == agency.name:
            continue
        if tie.relation == "department":
            said[agency.name].append(
                (tie.fiscal_year, other is not None, False, other or tie.name, other, "own_report")
            )
        elif other is not None:
            said[other].append((tie.fiscal_year, True, True, agency.name, agency.name, "unit_list"))
    parents: dict[str, tuple[str | None, str, ParentSource]] = {}
    for name, found in said.items():
        *_, shown, key, source = max(found, key=lambda one: (one[0], one[1], one[2], one[3]))
        parents[name] = (key, shown, source)
    for name, parent in settled.parents.items():
        parent = settled.agency_of(parent)
        if name in index.by_name and parent != name:
            parents[name] = (parent if parent in index.by_name else None, parent, "person")
    for name in sorted(parents, key=lambda one: (parents[one][2] == "person", one)):
        if _leads_back(name, parents):
            del parents[name]
    return parents


def _leads_back(name: str, parents: Mapping[str, tuple[str | None, str, ParentSource]]) -> bool:
    """Whether an agency's departments lead back to itself."""
    seen: set[str] = set()
    above = parents[name][0]
    while above is not None and above not in seen:
        if above == name:
            return True
        seen.add(above)
        above = parents[above][0] if above in parents else None
    return False


def _described(name: str, parents: Mapping[str, tuple[str | None, str, ParentSource]], settled: Settled) -> Described:
    own = describe_agency(name)
    said = type_named(settled.types.get(name, ""))
    region = region_by_code(settled.regions.get(name, "")) or own.region
    parent, parent_name, source = parents.get(name, (None, None, None))
    return Described(
        name=name,
        agency_type=said.name if said else own.agency_type,
        type_as_named=own.rest,
        type_is_listed=said is not None or own.type.is_listed,
        region_code=region.region_code if region else None,
        admin_level=own.admin_level or (region.level if region else None),
        parent=parent,
        parent_name=parent_name,
        parent_source=source,
    )


def _with_place_of_parent(name: str, described: Mapping[str, Described]) -> Described:
    """An agency whose name tells no region, or no level, has those of its department."""
    own = described[name]
    above = described.get(own.parent or "")
    while above is not None and above.region_code is None and above.parent:
        above = described.get(above.parent)
    if above is None:
        return own
    region = own.region_code or above.region_code
    return replace(own, region_code=region, admin_level=own.admin_level or above.admin_level)


def _successions(index: _Index, settled: Settled) -> Iterator[Succession]:
    said = {(settled.agency_of(before), settled.agency_of(after)) for after, before in settled.successors}
    for before, after in said:
        yield Succession(before, after, None, "person", "")
    for reform in central_reforms():
        for before in reform.before:
            for after in reform.after:
                pair = (index.central(before) or before, index.central(after) or after)
                if pair not in said and (pair[0] in index.by_name or pair[1] in index.by_name):
                    yield Succession(*pair, reform.year, "reform", reform.document)


class _Asker:
    """What only a person can tell of agencies that have reports."""

    def __init__(
        self,
        published: Sequence[Published],
        index: _Index,
        described: Mapping[str, Described],
        successions: Sequence[Succession],
        settled: Settled,
    ) -> None:
        self._published = {one.name: one for one in published if one.first_year is not None}
        self._named = {name: index.by_name[name] for name in self._published}
        self._index, self._described, self._settled = index, described, settled
        self._linked = {frozenset((one.predecessor, one.successor)) for one in successions}
        self._linked |= {frozenset((name, one.parent)) for name, one in described.items() if one.parent}

    def questions(self) -> list[Question]:
        """All that are open, by agency."""
        asked = {(one.agency, one.kind, one.object): one for one in self._asked() if not self._is_answered(one)}
        return [asked[key] for key in sorted(asked)]

    def _is_answered(self, one: Question) -> bool:
        answered = self._settled.answered
        if one.kind == "type" and (one.agency, "type:") in answered:
            return True
        return (one.agency, one.answer) in answered or (one.object, f"{one.kind}:{one.agency}") in answered

    def _asked(self) -> Iterator[Question]:
        for name, own in self._named.items():
            if own.is_central:
                continue
            # A unit's region follows from its department's, whose own is asked for.
            if self._described[name].region_code is None and self._described[name].parent not in self._named:
                yield Question(name, "region", "", "no division of the list is told by its name or its department")
            if own.type.awaits_a_person and not self._described[name].type_is_listed:
                taken = self._described[name].agency_type
                detail = f"not in the list of types; taken as {taken}" if taken else "not in the list of types"
                yield Question(name, "type", own.rest, f"{own.rest}: {detail}")
        found = list(self._successors())
        yield from found
        following = {frozenset((one.agency, one.object)) for one in found}
        for one, other, why in self._alike():
            pair = frozenset((one, other))
            if pair not in self._linked and pair not in following:
                shorter, longer = sorted(pair, key=lambda name: (len(name), name))
                yield Question(shorter, "spelling", longer, f"may be {longer}: {why}")

    def _alike(self) -> Iterator[tuple[str, str, str]]:
        """Pairs of names in one place that may mean one agency, and why."""
        for name, published in self._published.items():
            for spelling in published.spellings:
                if spelling != name and spelling in self._named and self._near(name, spelling):
                    yield name, spelling, f"a report of {name} prints that name, too"
        for group in self._by_place():
            yield from ((a, b, "same type in the same place") for a, b in _pairs(group))
        for rest, agencies in self._index.by_rest.items():
            for a, b in self._places_that_may_be_one(agencies):
                yield a, b, f"both are {rest}, and their places may be one"
        for a, b in self._misprinted():
            yield a, b, "the names differ in one character"

    def _places_that_may_be_one(self, agencies: Sequence[NamedAgency]) -> Iterator[tuple[str, str]]:
        """Pairs of agencies whose names differ in the place only. Two of known regions are near only in one region: few are compared."""
        placed = [one for one in agencies if one.place and one.name in self._named]
        by_region: dict[str | None, list[str]] = defaultdict(list)
        for one in placed:
            by_region[one.region_code].append(one.name)
        for region, names in by_region.items():
            others = [one.name for one in placed if one.region_code is not None] if region is None else []
            for a, b in (*_pairs(names), *((name, other) for name in names for other in others)):
                if self._near(a, b):
                    yield a, b

    def _near(self, a: str, b: str) -> bool:
        return _same_place(self._named[a], self._named[b])

    def _by_place(self) -> Iterator[list[str]]:
        """Agencies of one place and one listed type."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, one in self._named.items():
            found = one.agency_type if one.type.is_listed else None
            place = one.region_code or one.place
            if found and place and not one.is_central:
                groups[place, found].append(name)
        yield from (sorted(group) for group in groups.values() if len(group) > 1)

    def _misprinted(self) -> Iterator[tuple[str, str]]:
        """Pairs of one place whose names without the place differ in one character that tells nothing; listed types are no misprints."""
        holes: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for name, one in self._named.items():
            place = one.region_code or one.place
            if len(one.rest) >= NEAR_LENGTH and place:
                for i, character in enumerate(one.rest):
                    if character not in TELLING:
                        holes[place, f"{one.rest[:i]}?{one.rest[i + 1 :]}"].add((name, character))
                        holes[place, f"{one.rest[:i]}{one.rest[i + 1 :]}"].add((name, character))
                holes[place, one.rest].add((name, ""))
        for found in holes.values():
            for a, b in _pairs(sorted({name for name, _ in found})):
                if not (self._named[a].type.is_listed and self._named[b].type.is_listed) and _differ_once(
                    self._named[a].rest, self._named[b].rest
                ):
                    yield a, b

    def _successors(self) -> Iterator[Question]:
        """Agencies of one place of which the earlier one's reports end where the later one's begin, and whose types followed each other."""
        by_type: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, one in self._named.items():
            place, kind = one.region_code or one.place, self._described[name].agency_type
            if place and kind and not one.is_central:
                by_type[place, kind].append(name)
        places = sorted({place for place, _ in by_type})
        for place in places:
            for before, after, document in _followed():
                for a in by_type.get((place, before), ()):
                    for b in by_type.get((place, after), ()):
                        if self._follows(a, b):
                            why = (
                                f"{before} became {after}: {document}" if document else f"{after} is a kind of {before}"
                            )
                            yield Question(b, "successor", a, f"may have followed {a}: {why}")

    def _follows(self, a: str, b: str) -> bool:
        last, first = self._published[a].last_year, self._published[b].first_year
        return last is not None and first is not None and last < first and frozenset((a, b)) not in self._linked


@lru_cache(maxsize=1)
def _followed() -> tuple[tuple[str, str, str], ...]:
    """Type before, type after, and the document of the reform; "" where one is but a kind of the other."""
    reformed = [(before, one.after, one.document) for one in local_reforms() for before in one.before]
    kinds = [(str(kind.wider), kind.name) for kind in _narrow_types()]
    return (*reformed, *((a, b, "") for a, b in kinds), *((b, a, "") for a, b in kinds))


def _narrow_types() -> Iterator[AgencyType]:
    """Types whose next wider type is one of agencies, not a heading: 教育体育局 of 教育局."""
    by_name = {one.name: one for one in agency_types()}
    for one in by_name.values():
        above = by_name.get(one.wider or "")
        if above is not None and above.name.endswith("局") and not above.wide:
            yield one


def _differ_once(a: str, b: str) -> bool:
    if a == b:
        return False
    if len(a) == len(b):
        different = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        return len(different) == 1 and not TELLING & set(different[0])
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return len(longer) == len(shorter) + 1 and any(
        longer[:i] + longer[i + 1 :] == shorter and longer[i] not in TELLING for i in range(len(longer))
    )


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            yield a, b


def _same_place(a: NamedAgency, b: NamedAgency) -> bool:
    """Whether two agencies are of one place as far as their names tell: one region, or one's place ends the other's."""
    if a.region_code and b.region_code:
        return a.region_code == b.region_code
    return a.is_central == b.is_central and (_ends(a.place, b.place) or _ends(b.place, a.place))


def _ends(place: str, ending: str) -> bool:
    return place.endswith(ending)


def _bare(name: str) -> str:
    return normalise_name(name).removeprefix("中华人民共和国")
