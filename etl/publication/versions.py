"""The versions of a publication, and which of them holds: decided by what the documents say, never by names or the order of loading.

Documents that hold together are parts of one version; one that contradicts none belongs to each. A person's word goes before all else.
Of two versions the one holds that has the better evidence (更正; else the later printed date of publication), unless it lacks what the
other has; without evidence the fuller one holds. What isn't settled by evidence alone is asked of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from etl.publication.model import Amount, Decision, Key, Part, Version, summary
from etl.publication.overlap import hold_together, same
from etl.report import Report

Interpret = Callable[[Sequence[Part]], Report]
"""Reads the parts of a version together."""

_SOME = 8
"""So many forms are named in a question."""
_FIGURES = 3
"""So many figures that differ are named in a question."""


def arrange(parts: Sequence[Part], interpret: Interpret, decisions: Sequence[Decision] = ()) -> tuple[Version, ...]:
    """The versions of a publication that consists of these documents, from the one that counts least to the one that holds.

    The same documents give the same versions in whatever order they are given. `decisions` are what persons said, in the order of time.
    """
    several = {part.sha256: part for part in parts}
    public = _grouped([one for one in several.values() if one.notice.standing in ("original", "correction")])
    drafts = _grouped([one for one in several.values() if one.notice.standing == "draft"])
    withdrawn = _grouped([one for one in several.values() if one.notice.standing == "withdrawn"])
    ordered = [
        *_ordered(_versions(withdrawn, interpret)),
        *_ordered(_versions(drafts, interpret)),
        *_ordered(_versions(public, interpret)),
    ]
    settled = _settled(ordered, decisions)
    if settled is not None:
        version, decision = settled
        ordered = [*(one for one in ordered if one is not version), version]
        return tuple(_settled_by(decision, one, version) for one in ordered)
    holds = ordered[-1] if ordered and ordered[-1].standing != "withdrawn" else None
    return tuple(_judged(version, holds, alone=len(ordered) == 1) for version in ordered)


def _settled(versions: Sequence[Version], decisions: Sequence[Decision]) -> tuple[Version, Decision] | None:
    """The version that the last decision means, which is the one with most of the documents that a person chose; None where none does."""
    for decision in reversed(decisions):
        shared = [len(decision.holds.intersection(version.hashes)) for version in versions]
        most = max(shared, default=0)
        if most and shared.count(most) == 1:
            return versions[shared.index(most)], decision
    return None


def _settled_by(decision: Decision, version: Version, holds: Version) -> Version:
    """The version with what a person's word makes of it. Asked is only what came since."""
    if version is holds:
        return replace(version, is_current=True, evidence=decision.words)
    unseen = not decision.seen.issuperset(version.hashes)
    question = f"{_difference(version, holds)}; it came after that was settled" if unseen else ""
    return replace(version, evidence=f"another holds: {decision.words}", question=question)


def _grouped(parts: Sequence[Part]) -> list[tuple[Part, ...]]:
    """Documents that hold together, by document from the one with the best evidence; those that contradict none in every group."""
    left = sorted(parts, key=_preference)
    groups: list[tuple[Part, ...]] = []
    everything = tuple(left)
    while left:
        group = [left[0]]
        for one in (*left[1:], *everything):
            if one not in group and all(hold_together(one, other) for other in group):
                group.append(one)
        left = [one for one in left if one not in group]
        groups.append(tuple(sorted(group, key=lambda part: part.rank)))
    return groups


def _preference(part: Part) -> tuple[object, ...]:
    published = part.notice.published_at
    return (part.notice.standing != "correction", -published.toordinal() if published else 0, part.rank)


def _versions(groups: Sequence[tuple[Part, ...]], interpret: Interpret) -> list[Version]:
    shared = set.intersection(*({part.sha256 for part in group} for group in groups)) if len(groups) > 1 else set()
    return [
        Version(group, interpret(group), summary(part.notice for part in group if part.sha256 not in shared))
        for group in groups
    ]


def _ordered(versions: Sequence[Version]) -> list[Version]:
    """By the number of others that each goes before; the one that goes before most is the last."""
    wins = {
        version.hashes: sum(_goes_before(version, other) for other in versions if other is not version)
        for version in versions
    }
    return sorted(versions, key=lambda version: (wins[version.hashes], _fullness(version)))


def _goes_before(one: Version, other: Version) -> bool:
    evidence = _evidence(one, other)
    if evidence is not None:
        return not _lacks(one, other)
    if _evidence(other, one) is not None:
        return bool(_lacks(other, one))
    return _fullness(one) > _fullness(other)


def _evidence(one: Version, other: Version) -> str | None:
    """What says that a version holds and not the other; None where nothing does."""
    own, theirs = one.own, other.own
    if own.standing != theirs.standing:
        return f"a correction: {own.words}" if own.standing == "correction" else None
    if own.published_at and theirs.published_at and own.published_at > theirs.published_at:
        return f"published on {own.published_at}, the other on {theirs.published_at}"
    return None


@dataclass(frozen=True, slots=True)
class _Extent:
    forms: frozenset[str]
    figures: int
    stated: int
    gaps: frozenset[tuple[str, str]]


def _extent(version: Version) -> _Extent:
    keys: set[Key] = {key for part in version.parts for key in part.content.amounts}
    return _Extent(
        frozenset(form.key for part in version.parts for form in part.content.forms),
        len(keys),
        len({key for part in version.parts for key in part.content.stated}),
        frozenset((gap.place, gap.detail) for gap in version.report.gaps),
    )


def _fullness(version: Version) -> tuple[object, ...]:
    """Forms, then signs that something is missing, then figures, then what the prose states; else the smaller hash."""
    extent = _extent(version)
    return (
        len(extent.forms),
        -len(extent.gaps),
        extent.figures,
        extent.stated,
        tuple(-int(sha256[:15], 16) for sha256 in version.hashes),
    )


def _lacks(one: Version, other: Version) -> str:
    """What a version lacks of another, in words; "" where it has everything."""
    own, wanted = _extent(one), _extent(other)
    said = []
    if missing := wanted.forms - own.forms:
        said.append(f"it lacks {_titles(other, missing)}")
    if own.figures < wanted.figures:
        said.append(f"it has {own.figures} figures, the other {wanted.figures}")
    if not own.forms and not wanted.forms and own.stated < wanted.stated:
        said.append(f"it states {own.stated} things, the other {wanted.stated}")
    # By place: the forms that a report of its kind should have are named in one line, and both may lack some.
    places = {place for place, _ in wanted.gaps}
    if signs := sorted(detail for place, detail in own.gaps if place not in places):
        said.append(f"it doesn't look whole: {signs[0]}")
    return "; ".join(said)


def _titles(version: Version, keys: frozenset[str]) -> str:
    titles = list(
        dict.fromkeys(form.title for part in version.parts for form in part.content.forms if form.key in keys)
    )
    return "、".join(titles[:_SOME]) + (f" and {len(titles) - _SOME} more" if len(titles) > _SOME else "")


def _judged(version: Version, holds: Version | None, *, alone: bool) -> Version:
    """The version with whether it holds, why, and what is asked of a person."""
    if holds is None:
        return replace(version, evidence=f"it says that it is void: {version.own.words}")
    if version is holds:
        return replace(version, is_current=True, evidence="the only one" if alone else "it goes before all others")
    if version.standing == "withdrawn":
        return replace(version, evidence=f"it says that it is void: {version.own.words}")
    lacks, more = _lacks(version, holds), _lacks(holds, version)
    if version.standing == "draft" and holds.standing != "draft":
        asked = _difference(version, holds) if lacks or more else ""
        return replace(version, evidence=f"it says that it is a draft: {version.own.words}", question=asked)
    evidence = _evidence(holds, version)
    if evidence is not None:
        return replace(
            version, evidence=f"another holds: {evidence}", question=_difference(version, holds) if more else ""
        )
    overruled = _evidence(version, holds)
    why = f"{overruled}, but {lacks}" if overruled is not None else "without evidence the fuller one holds"
    return replace(version, evidence=why, question=_difference(version, holds))


def _difference(version: Version, holds: Version) -> str:
    """What a person has to look at: what each lacks, and how many figures differ."""
    own, other = _amounts(version), _amounts(holds)
    differing = [key for key in own.keys() & other.keys() if not same(own[key], other[key])]
    differing.sort(key=lambda key: (key[0], -len(key[2]), key))  # items before their sections and totals
    head = version.report.interpretation.head
    kind = "决算" if head.kind == "final_account" else "预算"
    said = [f"{head.agency} {head.fiscal_year} {kind}: this version isn't the current one, which is {_files(holds)}"]
    if lacks := _lacks(version, holds):
        said.append(lacks)
    if more := _lacks(holds, version):
        said.append(f"of the current one: {more}")
    if differing:
        titles = {form.key: form.title for part in version.parts for form in part.content.forms}
        named = [
            f"{titles[key[0]]} {key[2]}: {_printed(own[key])}, of the current one {_printed(other[key])}"
            for key in differing[:_FIGURES]
        ]
        more = f" and {len(differing) - _FIGURES} more" if len(differing) > _FIGURES else ""
        said.append(f"{len(differing)} of the figures that both have differ ({'; '.join(named)}{more})")
    return "; ".join(said)


def _printed(amounts: tuple[Amount, ...]) -> str:
    """Amounts for people, in yuan (a count as it is)."""
    return ", ".join(_without_zeros(amount.value) for amount in amounts)


def _without_zeros(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amounts(version: Version) -> dict[Key, tuple[Amount, ...]]:
    return {key: amounts for part in version.parts for key, amounts in part.content.amounts.items()}


def _files(version: Version) -> str:
    return ", ".join(sorted({part.name for part in version.parts}))


__all__ = ["Interpret", "arrange"]
