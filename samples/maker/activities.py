"""An agency's years as data (YAML): the fictional agency whose three years show comparison, execution and contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from samples.maker.activity import EXPENSE_SUBJECTS, Activity, Spending, split
from samples.maker.data import read_texts
from samples.maker.derive import report_figures
from samples.maker.figures import ReportFigures


def load_activities(path: Path) -> tuple[Activity, ...]:
    """Every report of the agency in the file: one Activity per year and kind. Money is in yuan.

    A report gives what differs from the agency's common values, such as a unit's name and `scope`; `spending` rows are
    [code, personnel, public, project, initial budget, reason, {field: value}]. `economic_shares` splits personnel, public and
    project spending of the general public budget by economic subject; the subjects of the “三公” expenses take these expenses' amounts.
    """
    data = read_texts(path)
    common = {key: value for key, value in data.items() if key != "reports"}
    activities: list[Activity] = []
    for report in data["reports"]:
        values = {**common, **report}
        earlier = [a for a in activities if a.kind == values["kind"] and a.year == int(values["year"]) - 1]
        activities.append(_activity(values, earlier[0] if earlier else None))
    return tuple(activities)


def _money(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or "0")


def _amounts(value: Mapping[str, str]) -> dict[str, Decimal]:
    return {key: _money(text) for key, text in value.items()}


def _activity(values: Mapping[str, Any], earlier: Activity | None) -> Activity:
    before = {s.code: s.total for s in earlier.spending} if earlier else {}
    spending = tuple(_spending(row, before, has_prior=earlier is not None) for row in values["spending"])
    three_public = {key: _amounts(row) for key, row in values.get("three_public", {}).items()}
    if earlier and values["kind"] == "budget":
        three_public["prior"] = dict(earlier.three_public["budget"])
    expenses = three_public.get("outturn" if values["kind"] == "final_account" else "budget", {})
    economic, project_economic = _economic(values["economic_shares"], spending, expenses)
    prior_revenue = sum((s.revenue + s.opening for s in earlier.spending), Decimal(0)) if earlier else None
    return Activity(
        agency=values["agency"],
        year=int(values["year"]),
        kind=values["kind"],
        scope=values.get("scope", "department"),
        spending=spending,
        economic=economic,
        project_economic=project_economic,
        three_public=three_public,
        procurement=_amounts(values.get("procurement", {})),
        staffing=values.get("staffing", {}),
        operating=_amounts(values.get("operating", {})),
        units=tuple((code, name, Decimal(share)) for code, name, share in values.get("units", ())),
        projects=tuple((name, code, _money(amount)) for name, code, amount in values.get("projects", ())),
        prior_revenue=prior_revenue,
        reason=values.get("reason", ""),
        wording=values.get("wording", "plain"),
        family=values["family"],
        file_stem=values["file_stem"],
    )


def _economic(
    shares: Mapping[str, Mapping[str, str]], spending: tuple[Spending, ...], expenses: Mapping[str, Decimal]
) -> tuple[dict[str, tuple[Decimal, Decimal]], dict[str, Decimal]]:
    general = [s for s in spending if s.fund == "general_public"]
    fixed = {code: expenses[name] for name, code in EXPENSE_SUBJECTS.items() if expenses.get(name)}
    personnel = _parts(sum((s.personnel for s in general), Decimal(0)), shares["personnel"])
    public = _parts(sum((s.public for s in general), Decimal(0)) - sum(fixed.values()), shares["public"]) | fixed
    project = _parts(sum((s.project for s in general), Decimal(0)), shares["project"])
    economic = {code: (amount, Decimal(0)) for code, amount in personnel.items()}
    economic |= {code: (Decimal(0), amount) for code, amount in public.items()}
    return dict(sorted(economic.items())), project


def _parts(total: Decimal, shares: Mapping[str, str]) -> dict[str, Decimal]:
    return dict(zip(shares, split(total, [Decimal(share) for share in shares.values()]), strict=True)) if total else {}


def plant(figures: ReportFigures, planted: Iterable[Mapping[str, str]]) -> ReportFigures:
    """The report with contradictions put in on purpose: `{form, key, measure, amount}` or `{heading, fact, field, value}` each."""
    forms, prose = dict(figures.forms), [dict(section) for section in figures.prose]
    for change in planted:
        if "form" in change:
            amount = _money(change["amount"])
            forms[change["form"]] = tuple(
                replace(row, amounts={**row.amounts, change["measure"]: amount}) if row.key == change["key"] else row
                for row in forms[change["form"]]
            )
            continue
        for section in prose:
            if section.get("heading") == change["heading"]:
                section["facts"] = [
                    {**fact, change["field"]: change["value"]} if fact["fact"] == change["fact"] else fact
                    for fact in section["facts"]
                ]
    return replace(figures, forms=forms, prose=tuple(prose))


def load_reports(path: Path) -> list[ReportFigures]:
    """The figures of every report of the agency in the file, with a title of its own, what its text says besides (`more`: sections of
    prose facts), its performance tables and what is planted in it."""
    data = read_texts(path)
    return [
        _completed(plant(report_figures(activity), report.get("planted", ())), report)
        for activity, report in zip(load_activities(path), data["reports"], strict=True)
    ]


def _completed(figures: ReportFigures, report: Mapping[str, Any]) -> ReportFigures:
    return replace(
        figures,
        title=report.get("title", ""),
        prose=(*figures.prose, *report.get("more", ())),
        performance=tuple(report.get("performance", ())),
    )


def _spending(row: list[Any], before: Mapping[str, Decimal], *, has_prior: bool) -> Spending:
    code, personnel, public, project, *rest = row
    initial = rest[0] if rest else ""
    reason = rest[1] if len(rest) > 1 else ""
    more: Mapping[str, str] = rest[2] if len(rest) > 2 else {}
    return Spending(
        code,
        personnel=_money(personnel),
        public=_money(public),
        project=_money(project),
        initial=_money(initial) if initial else None,
        prior=before.get(code, Decimal(0)) if has_prior else None,
        reason=reason,
        fund=more.get("fund", "general_public"),
        source=more.get("source", "fiscal"),
        opening=_money(more.get("opening", "")),
        closing=_money(more.get("closing", "")),
    )
