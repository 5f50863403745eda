"""An agency's years as data (YAML): the fictional agency whose three years show comparison, execution and contradiction."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from etl.samples.derive import Activity, Spending


def load_activities(path: Path) -> tuple[Activity, ...]:
    """Every report of the agency in the file: one Activity per year and kind. Money is in yuan.

    A report gives what differs from the agency's common values; `spending` rows are
    [code, personnel, public, project, initial budget, reason, {field: value}].
    """
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader builds text only
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
    economic = {code: (_money(pair[0]), _money(pair[1])) for code, pair in values["economic"].items()}
    prior_revenue = sum((s.revenue + s.opening for s in earlier.spending), Decimal(0)) if earlier else None
    return Activity(
        agency=values["agency"],
        year=int(values["year"]),
        kind=values["kind"],
        spending=spending,
        economic=economic,
        project_economic=_amounts(values.get("project_economic", {})),
        three_public={key: _amounts(row) for key, row in values.get("three_public", {}).items()},
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
