"""Narrative → rows of the facts that prose feeds. Pure: no database; subjects as codes, which the warehouse turns into keys.

Rules
- Amounts are converted to yuan exactly; what is printed in no money unit is no amount.
- Last year's amount is derived where it isn't stated: amount − change where both are stated for one subject in one place; else
  amount ÷ (1 + percent) where only the percent is, rounded to a hundredth of the printed unit, which is as exact as the
  source allows; 0 where an amount is said to be unchanged is the amount itself. `prior_is_derived` says so. A change without
  an amount of its own takes the amount that its group states (金额, 支出决算, 决算数, or 预算数 in a budget), else the only
  one that its main section (一、) states for the same item.
- No figure is made up: a row has only what its group of statements states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from etl.head import ReportHead
from etl.narrative.drafts import this_year
from etl.narrative.grammar import grammar, step_words
from etl.narrative.lines import normalise, plain
from etl.narrative.marks import decimals_of
from etl.narrative.metrics import (
    AMOUNT,
    ANNUAL_BUDGET,
    BUDGET,
    CHANGE_AMOUNT,
    CHANGE_RATE,
    COMPLETION,
    COUNT,
    DIFFERENCE_AMOUNT,
    INITIAL_BUDGET,
    OUTTURNS,
    PRIOR,
    PRIOR_BUDGET,
    SHARE,
)
from etl.narrative.model import Disclosure, Narrative
from etl.statements.three_public_items import stated_item, whole_of
from etl.words.numbers import decimal_of
from etl.words.units import MONEY, YUAN

Row = dict[str, Any]

_BUDGETS = ((INITIAL_BUDGET, "initial"), (ANNUAL_BUDGET, "adjusted"), (BUDGET, "unspecified"))
_KINDS = {"行政": "administrative", "事业": "institution", "合计": "total"}
_STAFF = {"人员编制": "posts", "实有人员": "people", "离退休人员": "retired"}
_NO_FORM: Row = {"statement_seq": None, "row_no": None}
_PRIOR_BUDGET = re.compile(r"预算(?!执行)")
"""A change against last year's budget, where its budget and its outturn are both stated."""
_THREE_PUBLIC = ("three_public", "three_public_item")
_GONE = re.compile("(?:本年)?(?:处置|报废|报损|出售|出租|出借|划出|调出|拍卖)")
_THRESHOLD = re.compile(rf"(\d[\d,.]*)({MONEY})")


def yuan(value: Decimal | None, unit: str) -> Decimal | None:
    """An amount in yuan; None without one or where the unit is no money."""
    return None if value is None or unit not in YUAN else value * YUAN[unit]


def narrative_rows(narrative: Narrative, head: ReportHead) -> dict[str, list[Row]]:
    """Rows by table (fact_budget_execution, fact_year_change, fact_staffing, fact_asset, fact_procurement).

    Keys are the columns of models/facts.py without those of report and agency; instead of keys a row carries `function_code`
    and `economic_code` ("" where none). Money is in yuan.
    """
    groups: dict[int, list[Disclosure]] = {}
    for disclosure in narrative.disclosures:
        groups.setdefault(disclosure.group, []).append(disclosure)
    amounts = _amounts(narrative, head)
    rows: dict[str, list[Row]] = {
        "fact_budget_execution": [],
        "fact_year_change": [],
        "fact_staffing": [],
        "fact_asset": [],
        "fact_procurement": [],
    }
    for number, group in groups.items():
        stated = {disclosure.metric: disclosure for disclosure in group}
        rows["fact_budget_execution"] += _execution(number, stated)
        rows["fact_year_change"] += _change(number, stated, amounts, head)
        rows["fact_staffing"] += _staffing(number, group)
        rows["fact_asset"] += _asset(number, group)
        rows["fact_procurement"] += _procurement(number, stated, head)
    rows["fact_procurement"] += _no_procurement(narrative, head)
    return rows


def _amounts(narrative: Narrative, head: ReportHead) -> dict[tuple[str, str], Disclosure | None]:
    """The amount that a main section states for an item; None where it states several different ones."""
    amounts: dict[tuple[str, str], Disclosure | None] = {}
    for disclosure in narrative.disclosures:
        if disclosure.metric in this_year(head.kind) and disclosure.topic != "performance":
            place = _place(disclosure)
            known = amounts.setdefault(place, disclosure)
            if known is not None and _money(known) != _money(disclosure):
                amounts[place] = None
    return amounts


def _place(disclosure: Disclosure) -> tuple[str, str]:
    return disclosure.section.partition("/")[0], plain(disclosure.item)


def _execution(group: int, stated: dict[str, Disclosure]) -> Iterable[Row]:
    """One row per subject with a budget or a completion rate, or with the difference from its budget."""
    any_stated = next(iter(stated.values()))
    if any_stated.topic == "performance":
        return
    metric, basis = next(((m, b) for m, b in _BUDGETS if m in stated), ("", ""))
    budget = stated.get(metric)
    outturn = next((stated[m] for m in OUTTURNS if m in stated), None)
    completion = stated.get(COMPLETION)
    difference = stated.get(DIFFERENCE_AMOUNT)
    if completion is None and difference is None and (budget is None or outturn is None):
        return
    amount = outturn or (stated.get(AMOUNT) if completion or difference else None)
    basis = basis or ("initial" if completion and "年初" in completion.base else "unspecified")
    budget_yuan = _money(budget)
    outturn_yuan = _money(amount)
    main = outturn or completion or difference or any_stated
    yield {
        "group_no": group,
        "subject": main.item,
        **_kind_and_item(_kinds(main)[0], main),
        **_codes(main),
        "budget": budget_yuan,
        "budget_basis": basis,
        "outturn": outturn_yuan,
        "completion_percent": completion.value if completion else None,
        "direction": _direction(budget_yuan, outturn_yuan, completion, difference),
        "reason": next((d.reason for d in (completion, outturn, difference, budget) if d and d.reason), ""),
    }


def _direction(
    budget: Decimal | None, outturn: Decimal | None, completion: Disclosure | None, difference: Disclosure | None
) -> str:
    """Whether more or less was spent than budgeted, from what is stated; "" where nothing tells."""
    if budget is not None and outturn is not None:
        more = outturn - budget
    elif difference is not None:
        more = difference.value
    elif completion is not None and not (completion.value == 0 and not outturn):
        more = completion.value - 100  # 0 % of no budget is no underspending
    else:
        return ""
    return "increase" if more > 0 else "decrease" if more < 0 else "unchanged"


def _change(
    group: int, stated: dict[str, Disclosure], amounts: dict[tuple[str, str], Disclosure | None], head: ReportHead
) -> Iterable[Row]:
    """One row per subject and kind with a change against the year before, or said not to be comparable with it."""
    change, percent = stated.get(CHANGE_AMOUNT), stated.get(CHANGE_RATE)
    amount = next((stated[m] for m in this_year(head.kind) if m in stated), None)
    incomparable = amount is not None and amount.direction == "not_comparable"
    main = change or percent or (amount if incomparable else None)
    if main is None:
        return
    amount = amount or amounts.get(_place(main))
    prior, source = _prior(amount, change, percent)
    of_budget = _PRIOR_BUDGET.search(main.printed) is not None and PRIOR_BUDGET in stated
    printed = stated.get(PRIOR_BUDGET if of_budget else PRIOR)
    if printed is not None:
        prior, source = _money(printed), "stated"
    for kind in _kinds(main):
        yield {
            "group_no": group,
            "subject": main.item,
            **_kind_and_item(kind, main),
            **_codes(main),
            "amount": _money(amount),
            "change_amount": _money(change),
            "change_percent": percent.value if percent else None,
            "prior_amount": prior,
            "prior_is_derived": source,
            "direction": "not_comparable" if incomparable else main.direction,
            "reason": next(
                (d.reason for d in (change, percent, amount if incomparable else None) if d and d.reason), ""
            ),
        }


def _prior(
    amount: Disclosure | None, change: Disclosure | None, percent: Disclosure | None
) -> tuple[Decimal | None, str]:
    """Last year's amount in yuan and where it comes from (derived, none)."""
    this = _money(amount)
    if amount is None or this is None:
        return None, "none"
    if change is not None and (difference := _money(change)) is not None:
        return this - difference, "derived"
    if percent is not None and percent.value != -100 and decimals_of(percent) >= 0:
        exact = amount.value / (1 + percent.value / 100)
        return yuan(exact.quantize(Decimal("0.01"), ROUND_HALF_UP), amount.unit), "derived"
    return None, "none"


def _staffing(group: int, disclosures: list[Disclosure]) -> Iterable[Row]:
    for disclosure in disclosures:
        if (
            disclosure.topic == "staffing"
            and disclosure.item in _STAFF
            and disclosure.value == disclosure.value.to_integral_value()
        ):
            yield {
                **_NO_FORM,
                "group_no": group,
                "measure": _STAFF[disclosure.item],
                "staff_kind": _KINDS.get(disclosure.metric, "other"),
                "people": int(disclosure.value),
            }


_OF_BUILDINGS = frozenset(step_words("counts.of_buildings"))
"""Units of land and buildings, which the facts of assets don't have."""


def _asset(group: int, disclosures: list[Disclosure]) -> Iterable[Row]:
    for disclosure in disclosures:
        if disclosure.topic != "asset" or disclosure.metric != COUNT:
            continue
        item = normalise(disclosure.item)
        if _GONE.match(item):
            continue  # neither held nor bought
        if disclosure.unit in _OF_BUILDINGS:
            continue  # no equipment
        purchased = re.search("购置|新增|购入|更新", item) is not None
        bare = re.sub("^(?:当年|新)?(?:购置|新增|购入|更新)", "", item)
        vehicle = disclosure.unit == "辆"
        threshold = _THRESHOLD.search(item)
        yield {
            **_NO_FORM,
            "group_no": group,
            "asset": "vehicle" if vehicle else "equipment",
            "movement": "purchased" if purchased else "held",
            "asset_kind": "total" if bare in ("车辆", "公务用车", "机动车辆", "汽车") else bare,
            "quantity": disclosure.value,
            "threshold_yuan": yuan(decimal_of(threshold[1]), threshold[2]) if threshold else None,
        }


def _procurement(group: int, stated: dict[str, Disclosure], head: ReportHead) -> Iterable[Row]:
    """One row per amount or share of procurement. 中小企业, 小微企业 and, where there are any, 货物, 工程, 服务 are parts of the total."""
    amount, share = stated.get(AMOUNT), stated.get(SHARE)
    main = amount or share
    if main is None or main.topic != "procurement":
        return
    item = normalise(main.item)
    category = _category(item)
    yield {
        "origin": "narrative",
        "group_no": group,
        "phase": "budget" if head.kind == "budget" or "预算" in item else "outturn",
        "category": category,
        "item": main.item,
        "quantity": None,
        "amount": _money(amount),
        "share": share.value if share else None,
    }


def _no_procurement(narrative: Narrative, head: ReportHead) -> Iterable[Row]:
    """A row of 0 where the report says, without a number or by a form published empty, that there is no procurement."""
    said = next((r for r in narrative.remarks if "procurement" in r.subjects and r.kind != "zero"), None)
    if said is not None:
        yield {
            "origin": "empty_form" if said.kind == "blank_form" else "declared_nil",
            "group_no": None,
            "phase": "budget" if head.kind == "budget" else "outturn",
            "category": "total",
            "item": said.item,
            "quantity": None,
            "amount": Decimal(0),
            "share": None,
        }


def _category(item: str) -> str:
    if re.search("小微", item):
        return "micro"
    if re.search("中小", item):
        return "sme"
    for word, category in (("货物", "goods"), ("工程", "works"), ("服务", "services")):
        if word in item:
            return category
    return "total" if grammar().procurement_total.search(item) else "unspecified"


def _money(disclosure: Disclosure | None) -> Decimal | None:
    return None if disclosure is None else yuan(disclosure.value, disclosure.unit)


def _codes(disclosure: Disclosure) -> Row:
    code = disclosure.item_code
    return {
        "function_code": code if code.startswith("2") else "",
        "economic_code": code if code[:1] in ("3", "5") else "",
    }


def _kinds(disclosure: Disclosure) -> tuple[str, ...]:
    """What kind of subject a statement is about: by its code, else by its words (vocabulary.yaml); two for a joint total. A part by a
    name of its own is none of its whole's kind."""
    code, item = disclosure.item_code, normalise(disclosure.item)
    if code.startswith("2") or item.count("/") == 2:
        return ("function",)
    if code.startswith("3"):
        return ("department_economic",)
    if code.startswith("5"):
        return ("government_economic",)
    if item == "财政拨款支出" and "一般公共预算" in disclosure.section:
        return ("general_public_expenditure",)
    kinds = _kinds_of(item)
    whole = whole_of(item)
    return ("other",) if whole and _kinds_of(whole) == kinds else kinds


def _kinds_of(item: str) -> tuple[str, ...]:
    return next((kinds for kinds, pattern in grammar().subject_kinds if pattern.search(item)), ("other",))


def _kind_and_item(kind: str, disclosure: Disclosure) -> Row:
    """The kind of subject, and the item among the three public expenses that it names.

    A part of these isn't their total, though its name may begin with theirs.
    """
    item = stated_item(disclosure.item) if kind in _THREE_PUBLIC else ""
    is_part = kind == "three_public" and item != "total"
    return {"subject_kind": "three_public_item" if is_part else kind, "three_public_item": item}
