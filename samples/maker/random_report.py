"""Random reports for property tests and benchmarks: the same seed gives the same report."""

from __future__ import annotations

import random
from decimal import Decimal

from samples.maker.activity import EXPENSE_SUBJECTS, ZERO, Activity, Spending, split
from samples.maker.derive import report_figures
from samples.maker.figures import Kind, ReportFigures
from samples.maker.layout import Family, subject_names

_PERSONNEL = (
    "30101",
    "30102",
    "30103",
    "30107",
    "30108",
    "30109",
    "30110",
    "30112",
    "30113",
    "30199",
    "30302",
    "30305",
)
_PUBLIC = (
    "30201",
    "30202",
    "30205",
    "30206",
    "30207",
    "30209",
    "30211",
    "30213",
    "30215",
    "30216",
    "30217",
    "30227",
    "30228",
    "30231",
    "30239",
    "30299",
    "31002",
)
_TITLES = (
    "{title}",
    "{year}年度{title}",
    "{agency}{year}年{title}",
    "表{number} {title}",
    "{ordinal}{title}",
    "附表{number}：{title}",
)
_PROJECT = ("30201", "30202", "30213", "30227", "30305", "31002")
_PLACES = ("云泽省青溪市", "云泽省青溪市临湖区", "云泽省", "南屏省松原岭市", "东栖省海棠市白塔县")
_BODIES = ("图书档案局", "水文站", "文化馆", "公园管理局", "儿童活动中心", "地名办公室", "测绘局")


def random_activity(seed: int, kind: Kind, *, year: int | None = None) -> Activity:
    """A random agency's year in yuan and fen: any number of subjects, funds and sources; all sums hold."""
    rng = random.Random(seed)  # noqa: S311 - test data, not a secret
    items = [code for code in subject_names("function") if len(code) == 7]
    chosen = sorted(rng.sample(items, rng.randint(1, min(24, len(items)))))
    spending = [_spending(rng, code, kind) for code in chosen]
    if not any(s.fund == "general_public" for s in spending):
        spending.append(Spending("2010301", personnel=_money(rng) + 100000, public=_money(rng)))
    if rng.random() < 0.35:
        funds = [code for code in subject_names("government_fund") if len(code) == 7]
        for code in sorted(rng.sample(funds, rng.randint(1, len(funds)))):
            amount = _money(rng)
            spending.append(Spending(code, project=amount, fund="government_fund", opening=_part(rng, amount)))
    general = [s for s in spending if s.fund == "general_public"]
    personnel = sum((s.personnel for s in general), ZERO)
    public = sum((s.public for s in general), ZERO)
    project = sum((s.project for s in general), ZERO)
    economic: dict[str, tuple[Decimal, Decimal]] = {}
    for total, codes, place in ((personnel, _PERSONNEL, 0), (public, _PUBLIC, 1)):
        for code, amount in _split(rng, total, codes).items():
            economic[code] = (amount, ZERO) if place == 0 else (ZERO, amount)
    year = year or rng.randint(2019, 2025)
    outturn_total = sum((s.total for s in spending), ZERO)
    units = [("401001", f"{rng.choice(_PLACES)}{rng.choice(_BODIES)}（本级）", Decimal(rng.randint(1, 9)))]
    if rng.random() < 0.5:
        units.append(("401002", "青溪市古籍修复所", Decimal(rng.randint(1, 9))))
    three = {"budget": _three_public(rng), "outturn": _three_public(rng), "prior": _three_public(rng)}
    if rng.random() < 0.25:
        three = {}
    economic = _within_expenses(economic, three.get("outturn" if kind == "final_account" else "budget", {}))
    projects = tuple(
        (name, "", amount)
        for name, amount in zip(
            ("馆藏数字化加工", "设备更新", "公共活动经费"),
            split(project, [Decimal(3), Decimal(2), Decimal(1)]),
            strict=True,
        )
        if amount > 0
    )
    purchases = tuple(
        (rng.choice(items), name, catalogue, Decimal(rng.randint(1, 40)), _money(rng))
        for name, catalogue in (("采购书架", "A05010500台柜架类"), ("数据加工服务", "C16990000其他信息技术服务"))
        if rng.random() < 0.6
    )
    return Activity(
        agency=rng.choice(_PLACES) + rng.choice(_BODIES),
        year=year,
        kind=kind,
        spending=tuple(sorted(spending, key=lambda s: s.code)),
        economic=dict(sorted(economic.items())),
        project_economic=dict(sorted(_split(rng, project, _PROJECT).items())),
        three_public=three,
        procurement=_procurement(rng),
        staffing={"establishment": ["30", "10", "20"], "actual": ["28", "9", "19"], "retired": str(rng.randint(0, 40))},
        operating=_operating(rng, public, kind),
        units=tuple(units),
        projects=projects,
        purchases=purchases,
        prior_revenue=outturn_total + _money(rng),
        reason="馆舍维修分两年进行",
        wording=rng.choice(("plain", "formal")),
        file_stem=f"random-{seed}",
    )


def random_figures(seed: int, kind: Kind) -> ReportFigures:
    """The figures of a random report."""
    return report_figures(random_activity(seed, kind))


def random_style(seed: int, family: Family) -> Family:
    """The family with the parts of its style that provinces vary changed at random."""
    rng = random.Random(seed * 7919 + 1)  # noqa: S311
    changes: dict[str, object] = {}
    for name, values in {
        "separators": (True, False),
        "blank": ("", "", "0.00", "—", "-"),
        "indent": (False, False, True),
        "total_cell": ("code", "name", "merged"),
        "column_numbers": ("none", "none", "code", "name", "merged"),
        "page_rows": (0, 0, 14, 25),
        "head": ("lines", "joined", "inside"),
        "note_inside": (True,),
        "number_first": (True, False),
        "title_format": _TITLES,
        "glue": ("[{code}]{name}", "{code}{name}", "{code}-{name}", "{code} {name}", "({code}){name}"),
        "continuation": ("header", "continued", "none"),
    }.items():
        if rng.random() < 0.4:
            changes[name] = rng.choice(values)
    if rng.random() < 0.2 and family.style.unit_label:
        changes["unit"] = rng.choice(("元", "万元"))
    return family.restyled(changes)


def _money(rng: random.Random) -> Decimal:
    """An amount between some yuan and some hundred millions, mostly in the tens of thousands."""
    magnitude = rng.choice((3, 5, 6, 6, 7, 7, 8, 10, 11))
    return Decimal(rng.randint(100, 10**magnitude)) / 100


def _spending(rng: random.Random, code: str, kind: Kind) -> Spending:
    basic = rng.random() < 0.6
    own = rng.random() < 0.12
    total = [_money(rng) if basic else ZERO, _money(rng) if basic and rng.random() < 0.7 else ZERO]
    project = _money(rng) if not basic or rng.random() < 0.4 else ZERO
    spent = sum(total, ZERO) + project
    return Spending(
        code,
        personnel=total[0],
        public=total[1],
        project=project,
        fund="" if own else "general_public",
        source=rng.choice(("business", "operation", "other", "superior")) if own else "fiscal",
        opening=_part(rng, spent),
        closing=_part(rng, spent) if kind == "final_account" else ZERO,
        initial=_money(rng) if kind == "final_account" and rng.random() < 0.85 else None,
        prior=_money(rng) if rng.random() < 0.85 else None,
    )


def _part(rng: random.Random, amount: Decimal) -> Decimal:
    """Now and then some part of an amount, else nothing."""
    return (amount * rng.randint(1, 90) / 100).quantize(Decimal("0.01")) if rng.random() < 0.12 else ZERO


def _split(rng: random.Random, total: Decimal, codes: tuple[str, ...]) -> dict[str, Decimal]:
    if not total:
        return {}
    chosen = sorted(rng.sample(codes, rng.randint(1, len(codes))))
    parts = split(total, [Decimal(rng.randint(1, 99)) for _ in chosen])
    return {code: part for code, part in zip(chosen, parts, strict=True) if part}


def _within_expenses(
    economic: dict[str, tuple[Decimal, Decimal]], expenses: dict[str, Decimal]
) -> dict[str, tuple[Decimal, Decimal]]:
    """The subjects of the “三公” expenses have no more than these expenses, which hold projects too; what is too much goes to 30299."""
    within = dict(economic)
    for name, code in EXPENSE_SUBJECTS.items():
        amount, most = within.pop(code, (ZERO, ZERO))[1], expenses.get(name, ZERO)
        if least := min(amount, most):
            within[code] = (ZERO, least)
        if over := amount - least:
            within["30299"] = (ZERO, within.get("30299", (ZERO, ZERO))[1] + over)
    return within


def _three_public(rng: random.Random) -> dict[str, Decimal]:
    amounts = {
        name: Decimal(rng.randint(1, 60000)) * 100 / 100
        for name in ("abroad", "vehicle_purchase", "vehicle_running", "reception", "meeting", "training")
        if rng.random() < 0.6
    }
    vehicles = amounts.get("vehicle_purchase", ZERO) + amounts.get("vehicle_running", ZERO)
    if vehicles:
        amounts["vehicles"] = vehicles
    total = vehicles + amounts.get("abroad", ZERO) + amounts.get("reception", ZERO)
    if total:
        amounts["total"] = total
    return amounts


def _procurement(rng: random.Random) -> dict[str, Decimal]:
    if rng.random() < 0.3:
        return {}
    money = {name: _money(rng) for name in ("goods", "works", "services") if rng.random() < 0.7}
    total = sum(money.values(), ZERO)
    if not total:
        return {}
    medium = (total * rng.randint(1, 100) / 100).quantize(Decimal("0.01"))
    return {"total": total, **money, "small_medium": medium, "small": (medium / 2).quantize(Decimal("0.01"))}


def _operating(rng: random.Random, public: Decimal, kind: Kind) -> dict[str, Decimal]:
    """What keeping the offices running costs: what its form lists, as the outturn of a final account and as a budget's budget."""
    if not public:
        return {}
    more = _money(rng)
    return {"budget": public} if kind == "budget" else {"outturn": public, "budget": public + more}
