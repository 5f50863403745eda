"""From what an agency spent, subject by subject, to everything that its report states: the forms, with subtotals and balances.

All sums of a derived report hold exactly in yuan; what a form prints in 万元 is rounded cell by cell, as in published reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from samples.maker.activity import ZERO, Activity, Spending, function_names, percent, split
from samples.maker.figures import TOTAL, FigureRow, ReportFigures
from samples.maker.layout import subject_names
from samples.maker.prose_facts import prose_facts

_FUNDS = ("general_public", "government_fund", "state_capital")
_SOURCES = ("fiscal", "superior", "business", "operation", "subordinate", "other")


def tree(
    leaves: Iterable[tuple[str, Mapping[str, Decimal]]], names: Mapping[str, str], steps: Sequence[int] = (3, 5, 7)
) -> tuple[FigureRow, ...]:
    """Rows of a subject tree from its leaves: the total, then each subject with the sums of what is below it, by code.

    A code's ancestors are its prefixes of the lengths `steps`. Measures that no leaf below has stay absent (blank is not zero).
    """
    sums: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for code, amounts in leaves:
        for key in [TOTAL, *(code[:step] for step in steps if step <= len(code))]:
            for measure, amount in amounts.items():
                sums[key][measure] = sums[key].get(measure, ZERO) + amount
    rows = [FigureRow(key, names.get(key, ""), amounts=sums[key]) for key in sorted(set(sums) - {TOTAL})]
    return (FigureRow(TOTAL, "合计", amounts=sums[TOTAL]), *rows) if rows else ()


def report_figures(activity: Activity) -> ReportFigures:
    """Everything that the report of an activity states, in yuan."""
    forms: dict[str, tuple[FigureRow, ...]] = {}
    names = subject_names("function")
    spending = activity.spending
    general = [s for s in spending if s.fund == "general_public"]
    forms["revenue"] = tree(((s.code, _revenue(s)) for s in spending), function_names())
    forms["expenditure"] = tree(((s.code, _expenditure(s)) for s in spending), function_names())
    forms["general_public"] = _with_change(tree(((s.code, _expenditure(s) | _prior(s)) for s in general), names))
    forms["basic_function"] = tree(((s.code, _basic(s)) for s in general if s.personnel + s.public), names)
    for fund in _FUNDS[1:]:
        chosen = [s for s in spending if s.fund == fund]
        rows = tree(((s.code, _expenditure(s) | _carried(s)) for s in chosen), function_names())
        forms[fund] = forms[f"{fund}_budget"] = rows
    forms["balance"] = _balance(activity)
    forms["fiscal_balance"] = _fiscal_balance(activity)
    forms["basic_economic"] = _basic_economic(activity)
    forms |= _paired(activity)
    forms["general_public_wide"] = forms["general_public"]
    forms["operating"] = forms["operating_budget"] = _operating(activity)
    forms["three_public"] = tuple(FigureRow(key, amounts=amounts) for key, amounts in activity.three_public.items())
    forms["procurement"] = tuple(FigureRow(key, amounts={"amount": v}) for key, v in activity.procurement.items())
    forms |= _units(activity)
    forms["projects"] = _projects(activity)
    forms["project_sources"] = _project_sources(activity)
    forms["purchases"] = _purchases(activity)
    return ReportFigures(
        agency=activity.agency,
        year=activity.year,
        kind=activity.kind,
        scope=activity.scope,
        unit="元",
        forms=forms,
        prose=prose_facts(activity),
        units=tuple(name for _, name, _ in activity.units) or (activity.agency,),
        family=activity.family,
        file_stem=activity.file_stem,
        wording=activity.wording,
    )


def _nonzero(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {measure: amount for measure, amount in amounts.items() if amount}


def _revenue(s: Spending) -> dict[str, Decimal]:
    amounts = {"total": s.revenue, s.source: s.revenue, "opening": s.opening}
    if s.fund:
        amounts[s.fund] = s.revenue
    return _nonzero(amounts)


def _expenditure(s: Spending) -> dict[str, Decimal]:
    basic = s.personnel + s.public
    return _nonzero(
        {
            "total": s.total,
            "basic": basic,
            "project": s.project,
            "personnel": s.personnel,
            "public": s.public,
            "special": s.project,
        }
    )


def _basic(s: Spending) -> dict[str, Decimal]:
    return _nonzero({"total": s.personnel + s.public, "personnel": s.personnel, "public": s.public})


def _prior(s: Spending) -> dict[str, Decimal]:
    return {} if s.prior is None else {"prior": s.prior}


def _carried(s: Spending) -> dict[str, Decimal]:
    return _nonzero({"opening": s.opening, "revenue": s.revenue, "closing": s.closing})


def _with_change(rows: tuple[FigureRow, ...]) -> tuple[FigureRow, ...]:
    """Budgets show the change against last year beside the amounts."""
    result = []
    for row in rows:
        amounts = dict(row.amounts)
        prior = amounts.get("prior")
        if prior is not None:
            amounts["change"] = amounts.get("total", ZERO) - prior
            if prior:
                amounts["change_percent"] = percent(amounts["change"], prior)
        result.append(FigureRow(row.key, row.name, amounts=amounts))
    return tuple(result)


def _balance(activity: Activity) -> tuple[FigureRow, ...]:
    spending = activity.spending
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    for s in spending:
        revenue[s.fund or s.source] += s.revenue
        if s.fund:
            revenue["fiscal"] += s.revenue
    classes: dict[str, Decimal] = defaultdict(Decimal)
    for s in spending:
        classes[s.code[:3]] += s.total
    opening, closing = sum((s.opening for s in spending), ZERO), sum((s.closing for s in spending), ZERO)
    this_year, spent = sum((s.revenue for s in spending), ZERO), sum((s.total for s in spending), ZERO)
    rows = [("revenue", key, amount) for key, amount in revenue.items()]
    rows += [("revenue", "this_year", this_year), ("revenue", "this_year_total", this_year)]
    rows += [("revenue", "opening", opening), ("revenue", TOTAL, this_year + opening)]
    rows += [("expenditure", key, amount) for key, amount in classes.items()]
    rows += [(side, "this_year", spent) for side in _EXPENDITURE_SIDES]
    rows += [(side, "this_year_total", spent) for side in _EXPENDITURE_SIDES]
    rows += [(side, "closing", closing) for side in _EXPENDITURE_SIDES]
    rows += [(side, TOTAL, spent + closing) for side in _EXPENDITURE_SIDES]
    rows += _economic_lines(activity, spending)
    return tuple(FigureRow(key, side=side, amounts={"amount": amount}) for side, key, amount in rows if amount)


_EXPENDITURE_SIDES = ("expenditure", "department_economic", "government_economic")


def _economic_lines(activity: Activity, spending: Iterable[Spending]) -> list[tuple[str, str, Decimal]]:
    """The economic blocks of a budget's summary forms: classes of basic and special spending, and their government counterparts.

    The activity splits the general public budget only; what comes from elsewhere stands under 301 (personnel) and 302.
    """
    rows: list[tuple[str, str, Decimal]] = []
    department: dict[str, Decimal] = defaultdict(Decimal)
    government: dict[str, Decimal] = defaultdict(Decimal)
    pairs = subject_names("paired")
    for code, (personnel, public) in activity.economic.items():
        department["basic"] += personnel + public
        department[f"basic_{code[:3]}"] += personnel + public
        government[pairs[code][:3]] += personnel + public
    for code, amount in activity.project_economic.items():
        department["special"] += amount
        department[f"special_{code[:3]}"] += amount
        government[pairs[code][:3]] += amount
    for s in spending:
        if s.fund == "general_public":
            continue
        for group, department_class, government_class, amount in (
            ("basic", "301", "501", s.personnel),
            ("basic", "302", "502", s.public),
            ("special", "302", "502", s.project),
        ):
            department[group] += amount
            department[f"{group}_{department_class}"] += amount
            government[government_class] += amount
    rows += [("department_economic", key, amount) for key, amount in department.items()]
    rows += [("government_economic", key, amount) for key, amount in government.items()]
    return rows


def _fiscal_balance(activity: Activity) -> tuple[FigureRow, ...]:
    spending = [s for s in activity.spending if s.fund]
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    opening: dict[str, Decimal] = defaultdict(Decimal)
    classes: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    closing: dict[str, Decimal] = defaultdict(Decimal)
    for s in spending:
        revenue[s.fund] += s.revenue
        opening[s.fund] += s.opening
        for key in (s.code[:3], "this_year", "this_year_total", TOTAL):
            for measure in (s.fund, "total", "amount"):
                classes[key][measure] += s.total
        for key in ("closing", TOTAL):
            for measure in (s.fund, "total", "amount"):
                (classes[TOTAL] if key == TOTAL else closing)[measure] += s.closing
    this_year, carried = sum(revenue.values(), ZERO), sum(opening.values(), ZERO)
    lines = {**revenue, **{f"opening_{fund}": amount for fund, amount in opening.items()}}
    lines |= {"fiscal": this_year, "this_year": this_year, "this_year_total": this_year}
    lines |= {"opening": carried, TOTAL: this_year + carried}
    rows = [FigureRow(key, side="revenue", amounts={"amount": amount}) for key, amount in lines.items() if amount]
    classes["closing"] = closing
    rows += [FigureRow(key, side="expenditure", amounts=_nonzero(amounts)) for key, amounts in classes.items()]
    spent = sum((s.total for s in spending), ZERO)
    left = sum((s.closing for s in spending), ZERO)
    sides = [
        (key, amount)
        for key, amount in (("this_year", spent), ("this_year_total", spent), ("closing", left), (TOTAL, spent + left))
        if amount
    ]
    for side in _EXPENDITURE_SIDES[1:]:
        rows += [FigureRow(key, side=side, amounts={"amount": amount}) for key, amount in sides]
    rows += [
        FigureRow(key, side=side, amounts={"amount": a}) for side, key, a in _economic_lines(activity, spending) if a
    ]
    return tuple(row for row in rows if row.amounts)


def _basic_economic(activity: Activity) -> tuple[FigureRow, ...]:
    names = subject_names("department_economic")
    leaves = [
        (code, _nonzero({"amount": personnel + public, "personnel": personnel, "public": public}))
        for code, (personnel, public) in activity.economic.items()
    ]
    rows = tree(leaves, names, (3, 5))
    personnel = sum((p for p, _ in activity.economic.values()), ZERO)
    public = sum((q for _, q in activity.economic.values()), ZERO)
    totals = (("personnel", personnel), ("public", public))
    return (*rows, *(FigureRow(key, side="block", amounts={"amount": amount}) for key, amount in totals if amount))


def _paired(activity: Activity) -> dict[str, tuple[FigureRow, ...]]:
    """The budget's economic forms with the paired government subject: all spending, and basic spending only."""
    pairs, government = subject_names("paired"), subject_names("government_economic")
    names = subject_names("department_economic")
    basic = {
        code: _nonzero({"total": p + q, "personnel": p, "public": q}) for code, (p, q) in activity.economic.items()
    }
    everything = {code: dict(amounts) for code, amounts in basic.items()}
    for code, amount in activity.project_economic.items():
        amounts = everything.setdefault(code, {})
        amounts["special"] = amount
        amounts["total"] = amounts.get("total", ZERO) + amount
    forms = {}
    for form, leaves in (("economic", everything), ("basic_economic_paired", basic)):
        rows = tree(leaves.items(), names, (3, 5))
        forms[form] = tuple(
            FigureRow(
                row.key,
                row.name,
                code2=pairs.get(row.key, ""),
                name2=government.get(pairs.get(row.key, ""), ""),
                amounts=row.amounts,
            )
            for row in rows
        )
    return forms


def _operating(activity: Activity) -> tuple[FigureRow, ...]:
    leaves = [(code, {"amount": public}) for code, (_, public) in activity.economic.items() if public]
    return tree(leaves, subject_names("department_economic"), (3, 5))


def _units(activity: Activity) -> dict[str, tuple[FigureRow, ...]]:
    """Revenue and expenditure by unit: the agency, then its units; the last unit takes what rounding leaves."""
    if not activity.units:
        return {}
    whole: dict[str, Decimal] = defaultdict(Decimal)
    for s in activity.spending:
        whole[s.fund or s.source] += s.revenue
        whole[f"opening_{s.fund or 'own'}"] += s.opening
    shares = [share for _, _, share in activity.units]
    parts: list[dict[str, Decimal]] = [{} for _ in shares]
    for measure, amount in _nonzero(whole).items():
        for part, value in zip(parts, split(amount, shares), strict=True):
            if value:
                part[measure] = value
    amounts = _with_sums(whole)
    rows = [
        FigureRow(TOTAL, "合计", amounts=amounts),
        FigureRow(activity.units[0][0][:3], activity.agency, amounts=amounts),
    ]
    rows += [
        FigureRow(code, name, amounts=_with_sums(part))
        for (code, name, _), part in zip(activity.units, parts, strict=True)
    ]
    return {"unit_revenue": tuple(rows), "unit_expenditure": tuple(rows)}


def _with_sums(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Money by source with its sums: this year's, what was carried over, and both."""
    opening = sum((amount for measure, amount in amounts.items() if measure.startswith("opening_")), ZERO)
    total = sum(amounts.values(), ZERO)
    return _nonzero({**amounts, "total": total, "opening": opening, "this_year": total - opening})


def _projects(activity: Activity) -> tuple[FigureRow, ...]:
    if not activity.projects or not activity.units:
        return ()
    total = sum((amount for _, _, amount in activity.projects), ZERO)
    unit_code, unit_name, _ = activity.units[0]
    rows = [
        FigureRow(TOTAL, "合计", amounts={"amount": total}),
        FigureRow(unit_code[:3], activity.agency, amounts={"amount": total}),
        FigureRow(unit_code, unit_name, amounts={"amount": total}),
        FigureRow("group", "专用项目", amounts={"amount": total}),
        FigureRow("subgroup", "专项业务", amounts={"amount": total}),
    ]
    rows += [FigureRow(f"project{n}", name, amounts={"amount": a}) for n, (name, _, a) in enumerate(activity.projects)]
    return tuple(rows)


def _project_sources(activity: Activity) -> tuple[FigureRow, ...]:
    """Projects by type and unit with the source of their money."""
    if not activity.projects or not activity.units:
        return ()
    total = sum((amount for _, _, amount in activity.projects), ZERO)
    rows = [FigureRow(TOTAL, "合计", amounts={"total": total, "general_public": total})]
    for number, (name, _, amount) in enumerate(activity.projects):
        words = {"type": "特定目标类" if number else "其他运转类", "unit": activity.units[0][1]}
        amounts = {"total": amount, "general_public": amount}
        rows.append(FigureRow(f"project{number}", name, amounts=amounts, attributes=words))
    return tuple(rows)


def _purchases(activity: Activity) -> tuple[FigureRow, ...]:
    if not activity.purchases:
        return ()
    total = {
        "quantity": sum((quantity for *_, quantity, _ in activity.purchases), ZERO),
        "amount": sum((amount for *_, amount in activity.purchases), ZERO),
    }
    rows = [FigureRow(TOTAL, "合计", amounts=total)]
    for number, (code, name, catalogue, quantity, amount) in enumerate(activity.purchases):
        parts = {"class": code[:3], "section": code[3:5], "item": code[5:7], "catalogue": catalogue}
        rows.append(
            FigureRow(f"purchase{number}", name, amounts={"quantity": quantity, "amount": amount}, attributes=parts)
        )
    return tuple(rows)
