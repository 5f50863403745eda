"""Writes a profile as HTML: alone, style and drawings inside, or among others, with their style; no script, nothing fetched from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from etl.site.chart import HEIGHT, WIDTH, chart_of_years
from etl.site.data import Profile
from etl.site.places import Paged, Place

_SEVERITY = {"error": "错误", "warning": "警告", "notice": "提示"}
_ORIGIN = {
    "printed": "报表",
    "summed": "明细之和",
    "stated": "文字说明",
    "declared_nil": "称无此项",
    "empty_form": "公开为空表",
    "blank_cell": "表中为空格",
}
_PRIOR = {"report": "上年报告", "disclosed": "本报告披露"}
_BUDGET = {"report": "预算报告", "disclosed": "本报告所述", "none": ""}


@dataclass(frozen=True, slots=True)
class PageShown:
    """A page of a document in a profile: what is read on it, where its picture lies (relative to the profile), its size in pixels of the
    page, and the boxes of the figures as left, top, width and height in percent of it."""

    title: str
    path: str
    width: int
    height: int
    marks: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The pages that a profile stands among: where their style is, the index, and the pages of agencies, by report key; relative to it.

    `sources`: the page that shows where the report's numbers stand, "" where there is none.
    """

    style: str
    index: str
    pages: Mapping[str, str]
    pictures: Sequence[PageShown] = ()
    sources: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a document with all places on it. `path` is the picture's, relative, "" where there is none, `width` and `height` its pixels;
    `marks` are anchor, title and box (in percent of the page) of the cells that are marked on it."""

    anchor: str
    file_name: str
    page: int
    places: tuple[Place, ...]
    path: str = ""
    width: int = 0
    height: int = 0
    marks: tuple[tuple[str, str, tuple[float, float, float, float]], ...] = ()

    @property
    def marked(self) -> frozenset[str]:
        """The anchors that stand on the picture."""
        return frozenset(anchor for anchor, _, _ in self.marks)


def page(profile: Profile, among: Surroundings | None = None) -> str:
    """The page, by itself or among those of other agencies. Whatever comes from a report is escaped."""
    names = {"severity": _SEVERITY, "origin": _ORIGIN, "prior": _PRIOR, "budget": _BUDGET}
    return (
        _environment()
        .get_template("page.html")
        .render(
            profile=profile,
            main=profile.main,
            chart=chart_of_years(profile.years),
            width=WIDTH,
            height=HEIGHT,
            names=names,
            among=among,
        )
    )


def sources_page(report: Paged, sheets: Sequence[Sheet], profile: str) -> str:
    """The pages that a report's numbers stand on, each number with an anchor. `profile` leads to the agency's of that year, "" where it has none."""
    return _environment().get_template("sources.html").render(report=report, sheets=sheets, profile=profile)


def index_page(agencies: str, count: int, made: str) -> str:
    """The page that leads to all profiles. `agencies` is JSON for the script of the page, `made` says when and from what."""
    return _environment().get_template("index.html").render(agencies=Markup(agencies), count=count, made=made)  # noqa: S704 - JSON without <, made by `etl.desk.profiles`


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("etl.site", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        wan=_wan, told=_told, short=_short, percent=_percent, signed=_signed, yuan=_yuan, bar=_bar
    )
    return environment


def _wan(yuan: Decimal | None) -> str:
    """Yuan as 万元 with two decimals; a dash where nothing is published."""
    return "—" if yuan is None else f"{_rounded(yuan / 10000, '0.01'):,f}"


def _told(yuan: Decimal | None, source: str) -> str:
    """The same, with 无 for what the report says there is none of, and 未公开 where it says nothing; a published zero is 0.00."""
    return "无" if source in {"declared_nil", "empty_form"} else "未公开" if yuan is None else _wan(yuan)


def _short(yuan: Decimal | None) -> str:
    """万元 for a drawing: without decimals from a thousand on, where neighbours would touch."""
    if yuan is None:
        return "—"
    wan = yuan / 10000
    return f"{_rounded(wan, '1' if abs(wan) >= 1000 or wan == wan.to_integral_value() else '0.01'):,f}"


def _yuan(yuan: Decimal | None) -> str:
    return "—" if yuan is None else f"{_rounded(yuan, '1'):,f}"


def _percent(value: Decimal | None) -> str:
    return "—" if value is None else f"{_rounded(value, '0.1'):,f}%"


def _signed(value: Decimal | None) -> str:
    """A change in percent with its sign."""
    return "—" if value is None else f"{_rounded(value, '0.1'):+,f}%"


def _bar(value: Decimal | None, whole: Decimal | None = None) -> str:
    """The length of a bar in percent of its place, from 0 to 100."""
    if value is None or not (whole := Decimal(100) if whole is None else whole):
        return "0"
    return f"{min(Decimal(100), max(Decimal(0), 100 * value / whole)):.1f}"


def _rounded(value: Decimal, unit: str) -> Decimal:
    rounded = value.quantize(Decimal(unit), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)
