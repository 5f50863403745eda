"""From what an agency spent to what the text of its report states, section by section; amounts in 万元 as prose prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from samples.maker.activity import ZERO, Activity, Spending, function_names, percent
from samples.maker.layout import subject_names

_NOTHING = "0.00"
_FEW = 6
"""As many names of what was paid are all told."""


def _wan(amount: Decimal) -> str:
    """An amount in 万元 as prose prints it."""
    return f"{(amount / 10000).quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f}"


def _changed(amount: Decimal, prior: Decimal | None, reason: str) -> dict[str, str]:
    """The change as the prose states it, taken from the amounts in 万元 that it prints."""
    if prior is None:
        return {}
    if not prior:
        return {"comparable": "false", "reason": reason}
    return {"change": _wan(amount - prior), "percent": f"{percent(amount - prior, prior)}", "reason": reason}


def prose_facts(activity: Activity) -> tuple[dict[str, Any], ...]:
    """What the report's text states, section by section."""
    return _final_account_facts(activity) if activity.kind == "final_account" else _budget_facts(activity)


def _general(activity: Activity) -> tuple[list[Spending], Decimal]:
    general = [s for s in activity.spending if s.fund == "general_public"]
    return general, sum((s.total for s in general), ZERO)


def _final_account_facts(activity: Activity) -> tuple[dict[str, Any], ...]:
    spending = activity.spending
    revenue = sum((s.revenue for s in spending), ZERO)
    opening = sum((s.opening for s in spending), ZERO)
    spent = sum((s.total for s in spending), ZERO)
    general, outturn = _general(activity)
    names = function_names()
    prior = (
        sum((s.prior for s in general if s.prior is not None), ZERO)
        if any(s.prior is not None for s in general)
        else None
    )
    by_source: dict[str, Decimal] = defaultdict(Decimal)
    for s in spending:
        by_source[s.source] += s.revenue
    source_names = {
        "fiscal": "财政拨款收入",
        "business": "事业收入",
        "operation": "经营收入",
        "other": "其他收入",
        "superior": "上级补助收入",
        "subordinate": "附属单位上缴收入",
    }
    basic = sum((s.personnel + s.public for s in spending), ZERO)
    initial = sum((s.initial or ZERO for s in general), ZERO)
    personnel = sum((p for p, _ in activity.economic.values()), ZERO)
    public = sum((q for _, q in activity.economic.values()), ZERO)
    economic_names = subject_names("department_economic")
    sections: list[dict[str, Any]] = []
    if activity.staffing:
        sections.append(
            {"heading": "机构和人员情况", "facts": [{"fact": "units"}, {"fact": "staffing", **activity.staffing}]}
        )
    total_change = _changed(revenue + opening, activity.prior_revenue, activity.reason)
    sections += [
        {
            "heading": "收入支出决算总体情况说明",
            "facts": [
                {"fact": "totals", "item": "收入总计、支出总计", "amount": _wan(revenue + opening), **total_change}
            ],
        },
        {
            "heading": "收入决算情况说明",
            "facts": [
                {
                    "fact": "composition",
                    "item": "本年收入合计",
                    "amount": _wan(revenue),
                    "parts": [
                        [source_names[source], _wan(amount), str(percent(amount, revenue))]
                        for source, amount in by_source.items()
                    ],
                }
            ],
        },
        {
            "heading": "支出决算情况说明",
            "facts": [
                {
                    "fact": "composition",
                    "item": "本年支出合计",
                    "amount": _wan(spent),
                    "parts": [
                        ["基本支出", _wan(basic), str(percent(basic, spent))],
                        ["项目支出", _wan(spent - basic), str(percent(spent - basic, spent))],
                    ],
                }
            ],
        },
        {
            "heading": "一般公共预算财政拨款支出决算情况说明",
            "facts": [
                {
                    "fact": "execution_total",
                    "item": "一般公共预算财政拨款支出",
                    "budget": _wan(initial),
                    "outturn": _wan(outturn),
                    "rate": str(percent(outturn, initial)),
                    "share": str(percent(outturn, spent)),
                    **_changed(outturn, prior, activity.reason),
                },
                *(_execution(s, names) for s in general),
            ],
        },
        {
            "heading": "一般公共预算财政拨款基本支出决算情况说明",
            "facts": [
                {
                    "fact": "basic",
                    "amount": _wan(personnel + public),
                    "personnel": _wan(personnel),
                    "public": _wan(public),
                    "personnel_items": _listed(economic_names, {c: p for c, (p, _) in activity.economic.items()}),
                    "public_items": _listed(economic_names, {c: q for c, (_, q) in activity.economic.items()}),
                }
            ],
        },
    ]
    sections += _fund_sections(activity)
    sections += _three_public_sections(activity)
    sections += _operating_sections(activity)
    sections += _procurement_sections(activity)
    return tuple(sections)


def _listed(names: Mapping[str, str], paid: Mapping[str, Decimal]) -> str:
    """What money was paid for, as far as its amounts are printed: all, or the first four as examples where they are many.

    A list that leaves out one or two would be at fault.
    """
    printed = [names[code] for code, amount in paid.items() if _wan(amount) != _NOTHING]
    return "、".join(printed if len(printed) <= _FEW else printed[:4])


def _execution(s: Spending, names: Mapping[str, str]) -> dict[str, Any]:
    initial = s.initial if s.initial is not None else ZERO
    fact: dict[str, Any] = {
        "fact": "execution",
        "path": [names[s.code[:3]], names[s.code[:5]], names[s.code]],
        "budget": _wan(initial),
        "outturn": _wan(s.total),
        "reason": s.reason or "年中按实际工作量调整",
    }
    if initial:
        fact["rate"] = str(percent(s.total, initial))
    return fact


def _fund_sections(activity: Activity) -> list[dict[str, Any]]:
    sections = []
    for fund, heading, nil in (
        ("government_fund", "政府性基金预算财政拨款收入支出决算情况说明", "政府性基金预算财政拨款收支"),
        ("state_capital", "国有资本经营预算财政拨款支出决算情况说明", "国有资本经营预算财政拨款收支"),
    ):
        spent = sum((s.total for s in activity.spending if s.fund == fund), ZERO)
        name = "政府性基金预算财政拨款支出" if fund == "government_fund" else "国有资本经营预算财政拨款支出"
        fact = {"fact": "amount", "item": name, "amount": _wan(spent)} if spent else {"fact": "nil", "item": nil}
        sections.append({"heading": heading, "facts": [fact]})
    return sections


_EXPENSES = {
    "total": "财政拨款“三公”经费",
    "abroad": "因公出国（境）费",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_running": "公务用车运行维护费",
    "reception": "公务接待费",
    "meeting": "会议费",
    "training": "培训费",
}


def _three_public_sections(activity: Activity) -> list[dict[str, Any]]:
    budget, outturn = activity.three_public.get("budget", {}), activity.three_public.get("outturn", {})
    facts: list[dict[str, Any]] = []
    for measure, item in _EXPENSES.items():
        planned, spent = budget.get(measure, ZERO), outturn.get(measure, ZERO)
        if planned:
            facts.append(
                {
                    "fact": "expense",
                    "item": item,
                    "budget": _wan(planned),
                    "outturn": _wan(spent),
                    "rate": str(percent(spent, planned)),
                    "reason": "从严控制此类开支" if spent < planned else "活动场次比计划多",
                }
            )
        elif not spent and measure != "total":
            facts.append({"fact": "nil", "item": f"财政拨款{item}支出"})
    return [{"heading": "财政拨款“三公”经费及会议费、培训费支出决算情况说明", "facts": facts}] if facts else []


def _operating_sections(activity: Activity) -> list[dict[str, Any]]:
    if "outturn" not in activity.operating:
        return []
    amount, budget = activity.operating["outturn"], activity.operating.get("budget")
    fact: dict[str, Any] = {
        "outturn": _wan(amount),
        **_changed(amount, activity.operating.get("prior"), "办公设备统一报修"),
    }
    if budget:
        fact |= {"fact": "operating", "budget": _wan(budget), "rate": str(percent(amount, budget))}
    else:
        fact["fact"] = "operating_bare"
    return [{"heading": "机关运行经费支出情况说明", "facts": [fact]}]


def _procurement_sections(activity: Activity) -> list[dict[str, Any]]:
    money = activity.procurement
    if not money:
        return []
    total, medium, small = money["total"], money.get("small_medium", ZERO), money.get("small", ZERO)
    facts = [{"fact": "procurement", **{k: _wan(money.get(k, ZERO)) for k in ("total", "goods", "works", "services")}}]
    if medium:
        facts.append(
            {
                "fact": "small_medium",
                "small_medium": _wan(medium),
                "small_medium_share": str(percent(medium, total)),
                "small": _wan(small),
                "small_share": str(percent(small, medium)),
            }
        )
    return [{"heading": "政府采购支出情况说明", "facts": facts}]


def _budget_facts(activity: Activity) -> tuple[dict[str, Any], ...]:
    general, amount = _general(activity)
    prior = (
        sum((s.prior for s in general if s.prior is not None), ZERO)
        if any(s.prior is not None for s in general)
        else None
    )
    names = function_names()
    revenue = sum((s.revenue for s in activity.spending), ZERO)
    # What was carried over is spent and no revenue of the year.
    both = revenue == sum((s.total for s in activity.spending), ZERO)
    sections: list[dict[str, Any]] = []
    if activity.staffing:
        sections.append(
            {"heading": "机构和人员情况", "facts": [{"fact": "units"}, {"fact": "staffing", **activity.staffing}]}
        )
    sections += [
        {
            "heading": "收支预算总体情况",
            "facts": [
                {
                    "fact": "totals",
                    "item": "预算收入、预算支出" if both else "预算收入",
                    "amount": _wan(revenue),
                    **_changed(revenue, activity.prior_revenue, activity.reason),
                }
            ],
        },
        {
            "heading": "一般公共预算支出情况",
            "facts": [
                {
                    "fact": "amount",
                    "item": "一般公共预算支出",
                    "amount": _wan(amount),
                    **_changed(amount, prior, activity.reason),
                },
                *(
                    {
                        "fact": "budget_item",
                        "name": names[s.code],
                        "code": s.code,
                        "amount": _wan(s.total),
                        **_changed(s.total, s.prior, s.reason or "按定额标准测算"),
                    }
                    for s in general
                ),
            ],
        },
    ]
    budget, before = activity.three_public.get("budget", {}), activity.three_public.get("prior", {})
    expenses = [
        {
            "fact": "amount",
            "item": f"“三公”经费预算中{item}" if measure not in ("total", "meeting", "training") else f"{item}预算",
            "amount": _wan(budget[measure]),
            **_changed(budget[measure], before.get(measure), "按上级要求压减"),
        }
        for measure, item in _EXPENSES.items()
        if measure in budget
    ]
    if expenses:
        sections.append({"heading": "“三公”经费及会议费、培训费预算情况", "facts": expenses})
    if activity.operating:
        money = activity.operating["budget"]
        fact = {
            "fact": "operating_budget",
            "budget": _wan(money),
            **_changed(money, activity.operating.get("prior"), "定额标准调整"),
        }
        sections.append({"heading": "机关运行经费安排情况", "facts": [fact]})
    return tuple(sections)
