"""Which money a report says that there is none of: 无“三公”经费支出, 未发生公务接待费, 政府性基金预算支出为零, an empty form that says so.

What is said to be none is an amount of 0. The words are vocabulary.yaml's (`nil`), the subjects those of `Remark.subjects`. Whoever
says only a part of a subject (无外宾接待费, 无其他政府性基金支出) or another year (上年无…) says nothing of the subject itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from etl.narrative.drafts import Draft
from etl.narrative.grammar import NilWords, grammar, step_pattern
from etl.narrative.lines import normalise
from etl.narrative.model import Narrative, Remark
from etl.statements.empty import EmptyForm
from etl.words.units import YUAN

_CLAUSE = re.compile("[^，。；]+")
_YEAR = step_pattern("nil.year")
_FUND_SIDES = {
    "government_fund": ("government_fund_revenue", "government_fund_expenditure"),
    "state_capital": ("state_capital_revenue", "state_capital_expenditure"),
}


@dataclass(frozen=True, slots=True)
class Nil:
    """What a clause says there is none of, in its words (政府性基金预算财政拨款收支); "" where it says 无 and nothing else."""

    what: str
    is_bare: bool  # no number stands in the clause


def nils(text: str, words: NilWords, year: int) -> Iterator[Nil]:
    """What a normalised sentence says there is none of in the report's year, clause by clause."""
    said_year = year
    for clause in _CLAUSE.finditer(text):
        years = [int(found) for found in _YEAR.findall(clause[0])]
        said_year = years[-1] if years else said_year
        if said_year != year or words.other_year.search(clause[0]):
            continue
        bare = re.search(r"\d", _YEAR.sub("", clause[0])) is None
        if behind := words.said_behind.search(clause[0]):
            yield Nil(behind["what"] + (behind["tail"] or ""), bare)
        elif said := words.said.search(clause[0]):
            yield Nil(said["what"], bare)
        elif words.said_alone.search(clause[0]):
            yield Nil("", bare)


def nil_subjects(what: str, heading: str, kind: str, words: NilWords) -> tuple[str, ...]:
    """The subjects (`Remark.subjects`) that words say there is none of; none for other things and for parts of a subject.

    Words that only point back (此项支出) mean what the heading names. `kind` is the report's: a final account without a budget of
    something may have spent on it all the same.
    """
    thing = heading if words.back.fullmatch(what) else what
    if words.part.search(thing):
        return ()
    found = [subject for subject, pattern in words.subjects if pattern.search(thing)]
    funds = [subject for subject in found if subject in _FUND_SIDES]
    if not funds and kind == "final_account" and words.budget_only.search(what):
        return ()
    if funds and len(found) > len(funds):
        return ()  # no “三公” of a fund: of other money there may be
    says = what if re.search("[收支]", what) else thing
    return tuple(
        name for subject in found for name in (_sides(subject, says) if subject in _FUND_SIDES else (subject,))
    )


def told_subject(text: str, words: NilWords) -> str:
    """The subject that a sentence puts before a colon (因公出国（境）费：未安排预算), "" where none stands there."""
    title, colon, _ = text.partition("：")
    return title if colon and any(pattern.search(title) for _, pattern in words.subjects) else ""


def nil_things(what: str, heading: str, nil_words: NilWords) -> tuple[str, ...]:
    """The vehicles and equipment that words say there are none of, as `counted` of the marts names them; none for a part of these.

    Words that name neither 购置 nor 占有 speak of what is held, those that only point back (无。) of what the heading names.
    """
    words = nil_words.things
    on_assets = words.section.search(heading) is not None
    thing = words.aside.sub("", heading if on_assets and nil_words.back.fullmatch(what) else what)
    if words.part.search(thing):
        return ()
    every = words.all.search(thing) is not None
    bought, held = words.bought.search(thing) is not None, words.held.search(thing) is not None
    vehicle = every or words.vehicle.search(thing) or (on_assets and words.official_vehicle.search(thing))
    kinds = [
        kind for kind, named in (("vehicles", vehicle), ("equipment", every or words.equipment.search(thing))) if named
    ]
    movements = [word for word, said in (("held", held or not bought), ("purchased", bought)) if said]
    found = [f"asset_{kind}_{movement}" for kind in kinds for movement in movements]
    if not on_assets and words.official_vehicle.search(thing):
        found += [f"vehicles_{movement}" for movement in movements]
    return tuple(found)


def _sides(fund: str, says: str) -> tuple[str, ...]:
    """Revenue, expenditure or both of a fund, by whether the words speak of 收 or 支; of both where they speak of neither."""
    revenue, expenditure = _FUND_SIDES[fund]
    if "收" in says and "支" not in says:
        return (revenue,)
    return (expenditure,) if "支" in says and "收" not in says else (revenue, expenditure)


def zero_subjects(draft: Draft, heading: str, amounts: Iterable[str], kind: str, words: NilWords) -> tuple[str, ...]:
    """The subjects of which a sentence states an amount of 0 for the report's year; in a section on one subject its name may be left out."""
    if draft.value or draft.metric not in amounts or draft.unit not in YUAN or draft.topic == "performance":
        return ()
    item = normalise(draft.item)
    found = nil_subjects(item, heading, kind, words)
    return () if words.back.fullmatch(item) and len(found) > 1 else found


def with_empty_forms(narrative: Narrative, forms: Iterable[EmptyForm]) -> Narrative:
    """The narrative with what forms say that are published empty.

    In words (本表无数据) that is `empty_form`, without any `blank_form`, told once a form.
    """
    subjects: Mapping[str, tuple[str, ...]] = grammar().nil.forms
    remarks = [
        Remark(
            form.said.position,
            form.title,
            form.title,
            form.said.text,
            "empty_form" if form.in_words else "blank_form",
            page=form.said.page,
            subjects=subjects[form.form],
        )
        for form in forms
        if form.form in subjects
    ]
    return replace(narrative, remarks=(*narrative.remarks, *remarks)) if remarks else narrative
