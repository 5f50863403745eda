"""Loads the vocabulary (vocabulary.yaml) and compiles it once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.words.vocabulary import filled, listed_in, pattern_in, read_vocabulary, rules_in

Named = tuple[tuple[str, re.Pattern[str]], ...]
"""Patterns by name, in the order in which they are tried."""


_NIL_PATTERNS = ("said", "said_behind", "said_alone", "other_year", "back", "part", "budget_only")


@dataclass(frozen=True)
class ThingWords:
    """The words for vehicles and equipment of which there are none: whether held or bought, and what is only a part of them."""

    as_of: re.Pattern[str]
    aside: re.Pattern[str]
    section: re.Pattern[str]
    part: re.Pattern[str]
    all: re.Pattern[str]
    vehicle: re.Pattern[str]
    official_vehicle: re.Pattern[str]
    equipment: re.Pattern[str]
    held: re.Pattern[str]
    bought: re.Pattern[str]


@dataclass(frozen=True)
class NilWords:
    """The words by which a report says that there is none of something, and what they are said of."""

    said: re.Pattern[str]
    said_behind: re.Pattern[str]
    said_alone: re.Pattern[str]
    other_year: re.Pattern[str]
    back: re.Pattern[str]
    part: re.Pattern[str]
    budget_only: re.Pattern[str]
    subjects: Named
    things: ThingWords
    forms: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Grammar:
    """The compiled vocabulary. Names are those of vocabulary.yaml."""

    leading: re.Pattern[str]
    trailing: re.Pattern[str]
    direction: re.Pattern[str]
    up: re.Pattern[str]
    each: re.Pattern[str]
    be: re.Pattern[str]
    money_noun: re.Pattern[str]
    no_subject: re.Pattern[str]
    section_kinds: Named
    silent_kinds: frozenset[str]
    heading_end: re.Pattern[str]
    noise_lines: re.Pattern[str]
    reason: re.Pattern[str]
    purpose: re.Pattern[str]
    compare_prior: re.Pattern[str]
    compare_prior_word: str
    prior_year: str
    compare_budget: re.Pattern[str]
    beside_budget: re.Pattern[str]
    flat: re.Pattern[str]
    roughly_flat: re.Pattern[str]
    not_comparable: re.Pattern[str]
    for_one: Named
    measures: Named
    completion: re.Pattern[str]
    share: re.Pattern[str]
    share_metrics: Named
    fund_part: re.Pattern[str]
    three_public_item: re.Pattern[str]
    three_public_subject: re.Pattern[str]
    three_public_counts: Named
    procurement_part: re.Pattern[str]
    procurement_total: re.Pattern[str]
    staffing_items: Named
    staffing_kinds: Named
    staffing_outside: re.Pattern[str]
    staffing_served: re.Pattern[str]
    staffing_own: re.Pattern[str]
    staffing_besides: re.Pattern[str]
    staffing_bare: re.Pattern[str]
    staffing_plain: re.Pattern[str]
    staffing_lead: re.Pattern[str]
    opens_list: re.Pattern[str]
    count_filler: re.Pattern[str]
    abroad: re.Pattern[str]
    foreign: re.Pattern[str]
    annual: re.Pattern[str]
    per: Named
    asset_money: re.Pattern[str]
    asset_noun: re.Pattern[str]
    purchase: re.Pattern[str]
    vehicle_use: re.Pattern[str]
    performance_money: Named
    performance_percent: Named
    performance_score: Named
    performance_subjects: tuple[re.Pattern[str], ...]
    performance_generic: re.Pattern[str]
    nil: NilWords
    units_sentence: re.Pattern[str]
    whole_names: tuple[str, ...]
    subject_kinds: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]  # two kinds for a joint total


_PATH = Path(__file__).with_name("vocabulary.yaml")


@cache
def grammar() -> Grammar:
    """The vocabulary that stands beside this module."""
    return compile_grammar(read_vocabulary(_PATH))


def step_pattern(key: str) -> re.Pattern[str]:
    """The pattern of a step, `module.name` below `steps` of vocabulary.yaml."""
    return pattern_in(_PATH, f"steps.{key}")


def step_words(key: str) -> tuple[str, ...]:
    """The words of a step, `module.name` below `steps` of vocabulary.yaml."""
    return listed_in(_PATH, f"steps.{key}")


def step_rules(key: str) -> tuple[Mapping[str, str], ...]:
    """The rules of a step, each a mapping of texts, `module.name` below `steps` of vocabulary.yaml."""
    return rules_in(_PATH, f"steps.{key}")


def compile_grammar(source: dict[str, Any]) -> Grammar:
    """Compile a vocabulary; `source` has the keys of vocabulary.yaml. Raises KeyError and re.error on a faulty one."""
    macros: dict[str, str] = source["macros"]

    def fill(pattern: str) -> str:
        return filled(pattern, macros)

    def one(pattern: str) -> re.Pattern[str]:
        return re.compile(fill(pattern))

    def many(patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{fill(pattern)})" for pattern in patterns))

    def named(pairs: list[list[str]], template: str = "%s") -> Named:
        return tuple((name, re.compile(template % fill(pattern))) for name, pattern in pairs)

    ending = r"^(?P<subject>.*?)(?P<measure>%s)" + macros["be"] + "$"
    either = f"(?:{macros['up']}|{macros['down']})"
    words = source["performance"]
    return Grammar(
        leading=many(source["leading"]),
        trailing=many(source["trailing"]),
        direction=re.compile(
            rf"(?P<direction>{either})(?:(?:{macros['or_else']}){either}）?)?(?:额|金额|数|率|幅度|幅|了|支出|收入|资金|拨款)*{macros['each']}{macros['be']}$"
        ),
        up=re.compile(macros["up"]),
        each=re.compile(f"{macros['each']}$"),
        be=re.compile(f"{macros['be']}$"),
        money_noun=re.compile(f"{macros['money_noun']}(?:（[^（）]*）)?$"),
        no_subject=one(source["no_subject"]),
        section_kinds=named(source["section_kinds"]),
        silent_kinds=frozenset(source["silent_kinds"]),
        heading_end=one(source["heading_end"] + "(?:（[^（）]*）)?$"),
        noise_lines=many(source["noise_lines"]),
        reason=one(source["reason"]),
        purpose=one(source["purpose"]),
        compare_prior=one(source["compare"]["prior"]),
        compare_prior_word=source["compare"]["prior_word"],
        prior_year=source["compare"]["prior_year"],
        compare_budget=one(source["compare"]["budget"]),
        beside_budget=re.compile(
            rf"^(?P<subject>.*?)(?:支出)?(?:决算)?数?(?:(?P<over>{source['over']})|{source['under']})"
            rf"(?P<base>(?:20[0-9]{{2}}年度?)?(?:年初|全年|当年|调整后?|年度)?(?:支出|部门)?预算)(?:安排|批复)?数?{macros['be']}$"
        ),
        flat=one(source["flat"]),
        roughly_flat=one(source["roughly_flat"]),
        not_comparable=one(source["not_comparable"]),
        for_one=named(source["for_one"], ending),
        measures=named(source["measures"], ending),
        completion=one(r"^(?P<subject>.*?)" + source["completion"] + "{be}$"),
        share=one(r"^(?P<subject>.*?)" + source["share"] + "{be}$"),
        share_metrics=named(source["share_metrics"]),
        fund_part=one(source["fund_part"]),
        three_public_item=one(source["three_public_item"]),
        three_public_subject=one(source["three_public_subject"]),
        three_public_counts=named(source["three_public_counts"], "%s$"),
        procurement_part=one(source["procurement_part"]),
        procurement_total=one(source["procurement_total"]),
        staffing_items=named(source["staffing"]["items"]),
        staffing_kinds=named(source["staffing"]["kinds"]),
        staffing_outside=one(source["staffing"]["outside"]),
        staffing_served=one(source["staffing"]["served"]),
        staffing_own=one(source["staffing"]["own"]),
        staffing_besides=one(source["staffing"]["besides"]),
        staffing_bare=one(source["staffing"]["bare"]),
        staffing_plain=one(source["staffing"]["plain"]),
        staffing_lead=one(source["staffing"]["lead"]),
        opens_list=one(source["opens_list"]),
        count_filler=one(source["count_filler"]),
        abroad=one(source["abroad"]),
        foreign=one(source["foreign"]),
        annual=one(source["annual"]),
        per=named(source["per"]),
        asset_money=one(source["asset_money"]),
        asset_noun=one(source["asset_noun"]),
        purchase=one(source["purchase"]),
        vehicle_use=one(source["vehicle_use"]),
        performance_money=named(words["money"], ending),
        performance_percent=named(words["percent"], ending),
        performance_score=named(words["score"], ending),
        performance_subjects=tuple(one(pattern) for pattern in words["subjects"]),
        performance_generic=one(words["generic"]),
        nil=NilWords(
            **{name: one(source["nil"][name]) for name in _NIL_PATTERNS},
            subjects=named(source["nil"]["subjects"]),
            things=ThingWords(**{name: one(pattern) for name, pattern in source["nil"]["things"].items()}),
            forms={form: tuple(subjects) for form, subjects in source["nil"]["forms"].items()},
        ),
        whole_names=tuple(source["whole_names"]),
        units_sentence=one(source["units_sentence"]),
        subject_kinds=tuple(
            ((kinds,) if isinstance(kinds, str) else tuple(kinds), re.compile(fill(pattern)))
            for kinds, pattern in source["subject_kinds"]
        ),
    )
