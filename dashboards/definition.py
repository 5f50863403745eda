"""What a dashboard shows, as `definitions/*.yaml` says it: typed, and refused where it names a mart or a column that isn't there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.site.places import ANCHOR
from etl.warehouse.project.described import Mart, code_names, described_marts
from etl.words.data import load_yaml

DEFINITIONS = Path(__file__).with_name("definitions")

YEAR = "fiscal_year_text"
"""The fiscal year as text, made in every data set: as a number it would be drawn and filtered as a quantity."""

PAGE_LINK = "page_link_text"
"""The link from a number to the picture of its page, made in every data set that names cells."""

PAGES = "{pages}"
"""Stands in the SQL of that link for the address under which `gongkai profile --all FOLDER --pictures` is published."""

PLAIN = "_plain"
"""Ends the name of a column that shows a text as text, whatever it looks like, in tables that draw links."""

MADE: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    YEAR: ("年度", "fiscal_year::text", ("fiscal_year",)),
    "year_scope_text": (
        "年度",
        "fiscal_year::text || case scope when 'unit' then '（单位）' else '' end",
        ("fiscal_year", "scope"),
    ),
    "report_text": (
        "报告",
        "fiscal_year::text || kind_zh || case scope when 'unit' then '（单位）' else '' end",
        ("fiscal_year", "kind_zh", "scope"),
    ),
    # A final account may tell its budget, too: what it is about is its outturn.
    "own_phase_text": (
        "本期",
        "case when (phase = 'budget') = (kind = 'budget') then '是' else '否' end",
        ("phase", "kind"),
    ),
    "agency_text": ("部门", "agency || case scope when 'unit' then '（单位）' else '' end", ("agency", "scope")),
    # Of an area that ends above the finest level, the name of what is above: a box without a name says nothing.
    "class_text": ("类", "coalesce(class_name, function_name)", ("class_name", "function_name")),
    "section_text": (
        "款",
        "coalesce(section_name, class_name, function_name)",
        ("section_name", "class_name", "function_name"),
    ),
    # The group compared, in words: its name in the mart may hold a code of a level.
    "group_text": (
        "比较组",
        "case group_kind when 'type_and_level' then agency_type || '·' || admin_level_zh"
        " when 'wider_type_and_level' then split_part(group_name, '/', 1) || '·' || admin_level_zh else group_name end",
        ("group_kind", "group_name", "agency_type", "admin_level_zh"),
    ),
    # Of a subject its code; the key of a total is a word of the program's.
    "subject_code_text": (
        "科目代码",
        "case when subject_key ~ '^[0-9]+$' then subject_key end",
        ("subject_key", "source_no"),
    ),
    "format_text": ("文件格式", "case format when 'text' then '文本' else upper(format) end", ("format", "page_count")),
    PAGE_LINK: (
        "原页",
        f"case when page is not null then '<a href=\"{PAGES}sources/' || report_key || '.html#' || {ANCHOR}"
        " || '\" target=\"_blank\">第 ' || page || ' 页</a>' end",
        ("report_key", "page", "figure_no", "group_no", "remark_no"),
    ),
    "found_text": ("有无", "case when is_found then '有' else '缺' end", ("is_found",)),
    "due_text": ("应公开", "fiscal_year::text || kind_zh", ("fiscal_year", "kind_zh", "due_by")),
}
"""Columns made in every data set that has what they are made of: name → Chinese name, SQL, columns.

A body's consolidated report contains its own unit's: a bar for each, never one of both.
"""

_WORDS = frozenset(
    {"count", "sum", "max", "distinct", "filter", "where", "is", "not", "null", "nullif", "coalesce", "and", "or", "in"}
    | {"case", "when", "then", "else", "end"}
)
"""All that a metric's SQL may hold beside columns and numbers; a metric that needs more is a column of a mart."""

_SHARED = frozenset({"datasets.yaml", "filters.yaml", "colours.yaml", "grain.yaml", "sources.yaml"})
"""Files beside the dashboards' own."""

_OF_ALL = ((YEAR, "fiscal_year"), ("kind_zh", "kind"), ("scope_zh", "scope"))
"""What amounts of every mart are never added up over: for each, the columns any of which says it."""

_ONE_KIND = frozenset({"budget_execution"})
"""Marts whose rows are of final accounts only."""

_MONEY = "numeric(20, 2)"

_KINDS = frozenset({"number", "bar", "series", "treemap", "flow", "matrix", "table"})
"""A number; bars; bars by year with a line of how many reports they are of; a treemap of levels; a flow between columns; a matrix; rows."""

FORMATS: Mapping[str, str] = {"万元": ",.2f", "元": ",.2f", "%": ",.1f"}
"""How the numbers of a unit are written on every dashboard (d3); what is counted is whole."""

LARGEST = 20
"""How many bars a chart across agencies draws, the largest first: more can't be read, and filters show the others."""


class DefinitionError(ValueError):
    """A definition that names what isn't there; says the file's dashboard and chart."""


@dataclass(frozen=True, slots=True)
class Metric:
    """An aggregate over a mart: its name, the Chinese label with its unit, its SQL, the format of its numbers (d3)."""

    name: str
    zh: str
    sql: str
    format: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that a chart always has."""

    column: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it shows of one mart, and how wide it is (of 12).

    Of a series, the last metric is the line's. `group`: the parts of a bar, the levels of a treemap from the widest, from where and where to of
    a flow, the rows of a matrix. `unit`: of a table's numbers whose columns don't say one; `page`: its rows on a page, so many
    as its height shows whole. `by_size`: the bars of a group from the least to the greatest.
    """

    key: str
    zh: str
    kind: str
    mart: str
    width: int
    metrics: tuple[str, ...] = ()
    x: str | None = None
    group: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sort: tuple[tuple[str, str], ...] = ()
    where: tuple[Condition, ...] = ()
    stacked: bool = False
    horizontal: bool = False
    by_name: bool = False
    descending: bool = False
    largest_by: str | None = None
    unit: str | None = None
    by_size: bool = False
    page: int = 10


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a dashboard: its column, whether it takes several values.

    `first`: it always holds one, to begin with the first in the order of names, or of a metric from the greatest (`most`).
    """

    key: str
    zh: str
    column: str
    multiple: bool
    first: bool = False
    most: str | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard: its address (`slug`), titles, note, filters and rows of charts with their height (in units of 8 pixels).

    `question`: what it answers. `sources`: rows of a tab of their own, which says where the numbers are printed. Filters offer the values of
    `filter_mart`, of those of its rows for which `filter_where` holds.
    """

    slug: str
    order: int
    zh: str
    en: str
    question: str
    note: str
    filter_mart: str
    filter_where: str | None
    filters: tuple[Filter, ...]
    rows: tuple[tuple[int, tuple[Chart, ...]], ...]
    sources: tuple[tuple[int, tuple[Chart, ...]], ...] = ()

    @property
    def tabs(self) -> list[tuple[str, tuple[tuple[int, tuple[Chart, ...]], ...]]]:
        """The rows of each tab with its name."""
        return [("图表", self.rows), *([("数字出处", self.sources)] if self.sources else [])]

    @property
    def charts(self) -> Iterator[Chart]:
        """All charts, in reading order."""
        for _, charts in (*self.rows, *self.sources):
            yield from charts

    @property
    def explanation(self) -> str:
        """The note, and what charts across agencies leave out."""
        limited = any(chart.kind == "bar" and chart.horizontal for chart in self.charts)
        return f"{self.note}横条图只画最大的 {LARGEST} 条，其余请用筛选。" if limited else self.note

    @property
    def marts(self) -> list[str]:
        """The marts that it reads, by name."""
        return sorted({chart.mart for chart in self.charts} | {self.filter_mart})


@dataclass(frozen=True, slots=True)
class Definitions:
    """All dashboards, the marts they read, the metrics of each mart, and what the codes of a column are called."""

    dashboards: tuple[Dashboard, ...]
    marts: Mapping[str, Mart]
    metrics: Mapping[str, tuple[Metric, ...]]
    codes: Mapping[str, Mapping[str, str]]
    colours: Mapping[str, str]


def read_definitions(folder: Path = DEFINITIONS) -> Definitions:
    """The definitions in `folder`, checked against the marts as dbt describes them; DefinitionError names what is wrong."""
    described = {mart.name: mart for mart in described_marts()}
    metrics = {
        mart: tuple(Metric(name, m["zh"], m["sql"], format_of(m["zh"])) for name, m in named.items())
        for mart, named in _load(folder / "datasets.yaml").items()
    }
    filters = {key: Filter(key, **one) for key, one in _load(folder / "filters.yaml").items()}
    dashboards = tuple(
        sorted(
            (_dashboard(_load(path), filters) for path in folder.glob("*.yaml") if path.name not in _SHARED),
            key=lambda one: one.order,
        )
    )
    codes = code_names()
    grain = _load(folder / "grain.yaml")
    _check_metrics(metrics, described)
    for dashboard in dashboards:
        _check(dashboard, metrics, described, codes)
        for chart in dashboard.charts:
            _check_filters(dashboard, chart, _names(described[chart.mart], codes))
            _check_sums(dashboard, chart, metrics[chart.mart], described[chart.mart], grain)
    marts = {name: described[name] for name in metrics}
    return Definitions(dashboards, marts, metrics, codes, _load(folder / "colours.yaml"))


def format_of(zh: str) -> str:
    """How the numbers of a metric or column are written, by the unit in its Chinese name, `（万元）`: d3's format."""
    return FORMATS.get(unit_of(zh), ",d")


def unit_of(zh: str) -> str:
    """The unit in brackets at the end of a Chinese name; "" where none is."""
    found = re.search(r"（([^（）]+)）$", zh)
    return found.group(1) if found else ""


def columns_in(sql: str) -> set[str]:
    """The columns that a metric's SQL names: every word that isn't SQL's."""
    return set(re.findall(r"[a-z_][a-z_0-9]*", re.sub(r"'[^']*'", "", sql))) - _WORDS


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(path.read_text(encoding="utf-8"))
    return content


def _dashboard(content: Mapping[str, Any], filters: Mapping[str, Filter]) -> Dashboard:
    unknown = [key for key in content["filters"] if key not in filters]
    if unknown:
        raise DefinitionError(f"dashboard {content['slug']}: no filter {', '.join(unknown)} in filters.yaml")
    return Dashboard(
        content["slug"],
        content["order"],
        content["zh"],
        content["en"],
        content["question"],
        content["note"],
        content["filter_mart"],
        content.get("filter_where"),
        tuple(filters[key] for key in content["filters"]),
        _rows(content["rows"]),
        _rows(content.get("sources", ())),
    )


def _rows(content: Iterable[Mapping[str, Any]]) -> tuple[tuple[int, tuple[Chart, ...]], ...]:
    return tuple((row["height"], tuple(_chart(chart) for chart in row["charts"])) for row in content)


def _chart(content: Mapping[str, Any]) -> Chart:
    return Chart(
        key=content["key"],
        zh=content["zh"],
        kind=content["is"],
        mart=content["mart"],
        width=content["width"],
        metrics=tuple(content.get("metrics", ())) or ((content["metric"],) if "metric" in content else ()),
        x=content.get("x"),
        group=tuple(content.get("group", ())),
        columns=tuple(content.get("columns", ())),
        sort=tuple((column, direction) for column, direction in content.get("sort", ())),
        where=tuple(Condition(**condition) for condition in content.get("where", ())),
        stacked=content.get("stacked", False),
        horizontal=content.get("horizontal", False),
        by_name=content.get("by_name", False),
        descending=content.get("descending", False),
        largest_by=content.get("largest_by"),
        unit=content.get("unit"),
        by_size=content.get("by_size", False),
        page=content.get("page", 10),
    )


def plain(column: str) -> str:
    """The SQL of a text that no table takes for markup: a `<` that would begin a tag is written at full width."""
    return f"regexp_replace({column}, '<(?=[a-zA-Z/!?])', '＜', 'g')"


def readable(column: str) -> str:
    """The name of the column that holds the Chinese names of another's codes."""
    return f"{column}_text"


def _names(mart: Mart, codes: Mapping[str, Mapping[str, str]]) -> set[str]:
    """The columns that a chart of the mart may name: its own, and those that are made in the data set."""
    names = {column.name for column in mart.columns}
    made = {name for name, (_, _, needed) in MADE.items() if names.issuperset(needed)}
    return names | {readable(name) for name in names if name in codes} | made


def _check_metrics(metrics: Mapping[str, tuple[Metric, ...]], described: Mapping[str, Mart]) -> None:
    for name, named in metrics.items():
        if name not in described:
            raise DefinitionError(f"datasets.yaml: {name} is no mart")
        for metric in named:
            unknown = columns_in(metric.sql) - {column.name for column in described[name].columns}
            if unknown:
                raise DefinitionError(f"datasets.yaml: {name}.{metric.name}: no column {', '.join(sorted(unknown))}")


def _check(
    dashboard: Dashboard,
    metrics: Mapping[str, tuple[Metric, ...]],
    described: Mapping[str, Mart],
    codes: Mapping[str, Mapping[str, str]],
) -> None:
    for chart in dashboard.charts:
        place = f"dashboard {dashboard.slug}, chart {chart.key}"
        if chart.mart not in metrics:
            raise DefinitionError(
                f"{place}: {chart.mart} is not in datasets.yaml; dashboards read the marts named there"
            )
        if chart.kind not in _KINDS:
            raise DefinitionError(f"{place}: {chart.kind} is none of {', '.join(sorted(_KINDS))}")
        named = {
            *chart.columns,
            *chart.group,
            *(column for column, _ in chart.sort),
            *(condition.column for condition in chart.where),
            *([chart.x] if chart.x else []),
        }
        unknown = named - _names(described[chart.mart], codes)
        unknown |= {*chart.metrics, *([chart.largest_by] if chart.largest_by else [])} - {
            metric.name for metric in metrics[chart.mart]
        }
        if unknown:
            raise DefinitionError(f"{place}: mart {chart.mart} has no {', '.join(sorted(unknown))}")
    missing = {one.column for one in dashboard.filters} - _names(described[dashboard.filter_mart], codes)
    missing |= columns_in(dashboard.filter_where or "") - _names(described[dashboard.filter_mart], codes)
    named = {metric.name for metric in metrics[dashboard.filter_mart]}
    missing |= {one.most for one in dashboard.filters if one.most is not None} - named
    if missing:
        raise DefinitionError(
            f"dashboard {dashboard.slug}: mart {dashboard.filter_mart} has no {', '.join(sorted(missing))}"
        )


def _check_filters(dashboard: Dashboard, chart: Chart, names: set[str]) -> None:
    """A filter that a chart can't obey is none of the dashboard's: who chooses a value would take the chart for filtered, or see it empty."""
    place = f"dashboard {dashboard.slug}, chart {chart.key}"
    fixed = {condition.column for condition in chart.where}
    for one in dashboard.filters:
        if one.column not in names:
            raise DefinitionError(f"{place}: mart {chart.mart} has no {one.column}, which the filter {one.key} chooses")
        both = fixed & _same(one.column)
        if both:
            raise DefinitionError(
                f"{place}: the filter {one.key} chooses what the chart fixes: {', '.join(sorted(both))}"
            )


def _check_sums(
    dashboard: Dashboard, chart: Chart, metrics: tuple[Metric, ...], mart: Mart, grain: Mapping[str, Any]
) -> None:
    """Amounts are added up within one year, kind and scope, and one of what `grain.yaml` says of the mart."""
    money = {column.name for column in mart.columns if column.type == _MONEY}
    drawn = [metric for metric in metrics if metric.name in chart.metrics and columns_in(metric.sql) & money]
    if not drawn:
        return
    if mart.name not in grain:
        raise DefinitionError(f"grain.yaml says nothing of {mart.name}, whose amounts a chart adds up")
    chosen = {condition.column for condition in chart.where} | {one.column for one in dashboard.filters if one.first}
    for name in (*((chart.x,) if chart.x else ()), *chart.group):
        chosen |= {name, *MADE[name][2]} if name in MADE else {name}
    for metric in drawn:
        said = chosen | (held_in(metric.sql) & {column.name for column in mart.columns})
        needed = [*_OF_ALL, *((one,) if isinstance(one, str) else tuple(one) for one in grain[mart.name])]
        if mart.name in _ONE_KIND:
            needed.remove(("kind_zh", "kind"))
        over = [" or ".join(one) for one in needed if said.isdisjoint(one)]
        if over:
            raise DefinitionError(
                f"dashboard {dashboard.slug}, chart {chart.key}: {metric.name} would be added up over several {', '.join(over)}"
            )


def held_in(sql: str) -> set[str]:
    """The columns that each aggregate of a metric holds to one value: `filter (where kind = 'budget' and …)`."""
    parts = re.findall(r"(?:sum|count)\([^()]*\)(?: filter \(where ([^()]*)\))?", sql)
    return set.intersection(*(set(re.findall(r"(\w+) = '", part)) for part in parts)) if parts else set()


def _same(column: str) -> set[str]:
    """A column and those of which it is another form: `kind_zh` and `kind`, `fiscal_year_text` and `fiscal_year`."""
    return {column, column.removesuffix("_text"), column.removesuffix("_zh")}
