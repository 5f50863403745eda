"""Makes Superset's files and dbt's exposures from the definitions.

Superset's files are what it exports and imports itself (a database, data sets, charts, dashboards as YAML): they are made when they are
imported (`serve.py`) and kept nowhere; `python -m dashboards.assets FOLDER` writes them for a Superset of one's own.
`dbt/models/exposures.yml` tells dbt which dashboard reads which mart; `python -m dashboards.assets` writes it, after a change of the
definitions, and a test compares it with what this module would write.
"""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from dashboards.definition import (
    FORMATS,
    LARGEST,
    MADE,
    PAGE_LINK,
    PAGES,
    PLAIN,
    Chart,
    Condition,
    Dashboard,
    Definitions,
    Filter,
    Metric,
    plain,
    read_definitions,
    readable,
    unit_of,
)
from etl.errors import SettingsError
from etl.warehouse.project.described import Mart, MartColumn

EXPOSURES = Path(__file__).parents[1] / "dbt" / "models" / "exposures.yml"
WRITTEN = "# Written by `python -m dashboards.assets`: change dashboards/definitions, not this file.\n"
ADDRESS = "postgresql+psycopg2://gongkai_reader:XXXXXXXXXX@127.0.0.1:5432/gongkai"
"""Stands in the database's file where the assets are written; the real address is put in when they are imported, and never written."""

_NAMESPACE = uuid.UUID("6f0c3a52-5d0f-5b6e-9d0a-0b5d9d0a4c11")
_DATABASE = "database"
_COLORS, _LIGHT = "supersetColors", "echarts5Colors"
_LABEL = re.compile(r"^\s*(.+?)\s*(?:：|\||$)")
_SCHEMA = "marts"

PAGES_HERE = "/profiles/"
"""Where the dashboards' own Superset has the profiles of all agencies, with the pictures of pages, unless another address is named."""

_ADDRESS_OF_PAGES = re.compile(r"(?:https?://[^\s/'\"<>#?]+)?/(?:[^\s'\"<>#?]*/)?")

INDEX = "index"
"""The address of the dashboard that leads to the others."""

CSS = """
/* Filters and the list of what they do not reach stay; a table's rows end where the page says, and its words break between them. */
.dashboard .superset-chart-table td { vertical-align: top; }
"""

_LEGEND = (
    "**单位**：图中金额为万元，表中为元，人均为元，占比为%；同一单位的小数位数处处相同。  ",
    "**没有数**：`0.00` 是报告印为零；“无”是报告说没有；“未公开”是报告没有说；“—”是没有数或无从计算，旁边的“来源”列说明是哪一种。  ",
    "**从数到页**：每个看板的“数字出处”页签列出文件、报表、页码和原样；右键点图中一块，“钻取”可按款、项、部门细看，“钻取详情”列出其所含各行。",
)

CROSS_FILTERS = False
"""Whether a click on a bar or a cell filters the other charts. Superset 6.1.0 filters by a horizontal bar's value in place of its name
(apache/superset#41102), and by an amount or a page where a cell of a table is clicked: the other charts end empty."""


def identity(*path: str) -> str:
    """A UUID that stays the same from run to run, so that an import overwrites and doesn't add."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(path)))


def label(description: str) -> str:
    """The Chinese name of a column with its unit, `本年支出（元）`: its description up to the colon or bar."""
    match = _LABEL.match(description)
    if match is None:
        raise ValueError(f"no Chinese name at the beginning of {description!r}")
    return match.group(1)


def number_format(column: MartColumn, unit: str | None = None) -> str | None:
    """How a table shows a column's numbers (d3): by the unit in its name; else, of what isn't counted, by `unit`; else by its type. None for text."""
    if not re.match(r"numeric|integer|bigint", column.type):
        return None
    told = unit_of(label(column.description))
    if told in FORMATS:
        return FORMATS[told]
    if column.type in ("integer", "bigint"):
        return ",d"
    # Money is in yuan to the fen; shares and ratios have a decimal.
    by_type = {"numeric(20, 2)": FORMATS["元"], "numeric(28, 4)": FORMATS["%"]}
    return FORMATS[unit] if unit else by_type.get(column.type, ",.10~f")


def address_of_pages(given: str) -> str:
    """Where links to pages lead, with a slash at the end: an address given (GONGKAI_PAGES_URL), else `PAGES_HERE`. SettingsError where it is none."""
    address = given.strip() or PAGES_HERE
    address = address if address.endswith("/") else f"{address}/"
    if not _ADDRESS_OF_PAGES.fullmatch(address):
        raise SettingsError(
            "GONGKAI_PAGES_URL: no address of a folder", place=given, next_step="name one like https://host/profiles/"
        )
    return address


def files(definitions: Definitions, address: str = ADDRESS, pages: str = PAGES_HERE) -> Mapping[str, str]:
    """All files of the assets, path → content; `address`: the warehouse's, as SQLAlchemy writes it; `pages`: where links to pages lead."""
    found: dict[str, dict[str, Any]] = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets", "timestamp": "2025-01-01T00:00:00+00:00"},
        "databases/gongkai.yaml": _database(address),
    }
    for name, mart in definitions.marts.items():
        found[f"datasets/gongkai/{name}.yaml"] = _dataset(mart, definitions.metrics[name], definitions.codes, pages)
    for dashboard in definitions.dashboards:
        for chart in dashboard.charts:
            path = f"charts/{dashboard.slug}_{chart.key}.yaml".replace("-", "_")
            found[path] = _chart(dashboard, chart, definitions)
        found[f"dashboards/{dashboard.slug.replace('-', '_')}.yaml"] = _dashboard(dashboard, definitions.colours)
    found["dashboards/index.yaml"] = _index(definitions.dashboards)
    return {path: _dump(content) for path, content in sorted(found.items())}


def exposures(definitions: Definitions) -> str:
    """`exposures.yml`: each dashboard, and the marts it reads."""
    return WRITTEN + _dump(
        {
            "version": 2,
            "exposures": [
                {
                    "name": f"dashboard_{dashboard.slug.replace('-', '_')}",
                    "label": f"{dashboard.zh} {dashboard.en}",
                    "type": "dashboard",
                    "maturity": "high",
                    "url": f"http://127.0.0.1:8088/superset/dashboard/{dashboard.slug}/",
                    "description": f"{dashboard.note} | {dashboard.en}: {', '.join(dashboard.marts)}",
                    "depends_on": [f"ref('{mart}')" for mart in dashboard.marts],
                    "owner": {"name": "gongkai", "email": "gongkai@localhost"},
                }
                for dashboard in definitions.dashboards
            ],
        }
    )


def _database(address: str) -> dict[str, Any]:
    return {
        "database_name": "gongkai",
        "sqlalchemy_uri": address,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"allows_virtual_table_explore": True, "metadata_params": {}, "engine_params": {}},
        "uuid": identity(_DATABASE),
        "version": "1.0.0",
    }


def code_names(column: str, names: Mapping[str, str]) -> str:
    """SQL for the Chinese names of a column's codes; a code without one stays as it is."""
    cases = " ".join(f"when '{code}' then '{zh}'" for code, zh in names.items())
    return f"case {column}::text {cases} else {column}::text end"


def _dataset(
    mart: Mart, metrics: tuple[Metric, ...], codes: Mapping[str, Mapping[str, str]], pages: str
) -> dict[str, Any]:
    own = {column.name for column in mart.columns}
    columns = [
        {
            "column_name": column.name,
            "verbose_name": label(column.description),
            "description": column.description,
            "type": column.type.upper().replace(" ", ""),
            "is_dttm": False,
            # By what a number may be taken apart: names, no keys and no codes that have a name beside them.
            "groupby": not (column.name.endswith("_key") or column.name in codes or f"{column.name}_zh" in own),
            "filterable": True,
        }
        for column in mart.columns
    ]
    # A code's name is no code.
    columns += [
        _made(
            readable(column.name),
            label(column.description).removesuffix("代码"),
            code_names(column.name, codes[column.name]),
        )
        for column in mart.columns
        if column.name in codes
    ]
    made = {name: (zh, sql) for name, (zh, sql, needed) in MADE.items() if own.issuperset(needed)}
    columns += [
        _made(name, zh, sql.replace(PAGES, pages), groupby=name != PAGE_LINK) for name, (zh, sql) in made.items()
    ]
    if PAGE_LINK in made:
        columns += [
            _made(f"{column.name}{PLAIN}", label(column.description), plain(column.name), groupby=False)
            for column in mart.columns
            if column.type == "text"
        ]
    return {
        "table_name": mart.name,
        "schema": _SCHEMA,
        "description": mart.description,
        "main_dttm_col": None,
        "sql": None,
        "filter_select_enabled": True,
        "columns": columns,
        "metrics": [
            {"metric_name": m.name, "verbose_name": m.zh, "expression": m.sql, "d3format": m.format} for m in metrics
        ],
        "uuid": identity("dataset", mart.name),
        "version": "1.0.0",
        "database_uuid": identity(_DATABASE),
    }


def _made(name: str, zh: str, sql: str, *, groupby: bool = True) -> dict[str, Any]:
    """A column that the data set makes of others."""
    return {
        "column_name": name,
        "verbose_name": zh,
        "expression": sql,
        "type": "TEXT",
        "is_dttm": False,
        "groupby": groupby,
        "filterable": True,
    }


def _chart(dashboard: Dashboard, chart: Chart, definitions: Definitions) -> dict[str, Any]:
    metrics = {metric.name: metric for metric in definitions.metrics[chart.mart]}
    if chart.kind == "table":
        params = _table(chart, definitions.marts[chart.mart])
    else:
        params = _DRAWN[chart.kind](chart, [metrics[name] for name in chart.metrics])
    conditions = [_condition(condition) for condition in chart.where]
    params["adhoc_filters"] = conditions
    if chart.kind == "series":
        params["adhoc_filters_b"] = conditions
    return {
        "slice_name": chart.zh,
        "description": None,
        "viz_type": params["viz_type"],
        "params": params,
        "query_context": None,
        "cache_timeout": None,
        "uuid": identity("chart", dashboard.slug, chart.key),
        "version": "1.0.0",
        "dataset_uuid": identity("dataset", chart.mart),
    }


def _number(chart: Chart, metrics: Sequence[Metric]) -> dict[str, Any]:
    (metric,) = metrics
    return {
        "viz_type": "big_number_total",
        "metric": metric.name,
        "header_font_size": 0.4,
        "subheader_font_size": 0.15,
        "y_axis_format": metric.format,
    }


def _named(metric: Metric) -> dict[str, Any]:
    """A metric by its SQL, for charts that show its key and not its Chinese name."""
    return {
        "expressionType": "SQL",
        "sqlExpression": metric.sql,
        "label": metric.zh,
        "hasCustomLabel": True,
        "optionName": f"metric_{metric.name}",
    }


def _treemap(chart: Chart, metrics: Sequence[Metric]) -> dict[str, Any]:
    (metric,) = metrics
    return {
        "viz_type": "treemap_v2",
        "groupby": list(chart.group),
        "metric": _named(metric),
        "row_limit": 10000,
        "color_scheme": _COLORS,
        "show_labels": True,
        "show_upper_labels": True,
        "label_type": "key_value",
        "number_format": metric.format,
    }


def _flow(chart: Chart, metrics: Sequence[Metric]) -> dict[str, Any]:
    (metric,) = metrics
    source, target = chart.group
    return {
        "viz_type": "sankey_v2",
        "source": source,
        "target": target,
        "metric": _named(metric),
        "row_limit": 1000,
        "color_scheme": _COLORS,
    }


def _matrix(chart: Chart, metrics: Sequence[Metric]) -> dict[str, Any]:
    name, sql, _ = MADE[chart.x or ""]
    return {
        "viz_type": "pivot_table_v2",
        "groupbyRows": list(chart.group),
        # A pivot table shows the key of a column that the data set makes, and the label of one that it is told.
        "groupbyColumns": [{"expressionType": "SQL", "label": name, "sqlExpression": sql}],
        "metrics": [_named(metric) for metric in metrics],
        "metricsLayout": "ROWS",
        "aggregateFunction": "List Unique Values",
        "rowTotals": False,
        "colTotals": False,
        "rowOrder": "key_a_to_z",
        "colOrder": "key_z_to_a",
        "valueFormat": ",d",
        "row_limit": 10000,
    }


def _series(chart: Chart, metrics: Sequence[Metric]) -> dict[str, Any]:
    """Bars, and on an axis of its own a line of what they are of."""
    *bars, line = metrics
    return {
        "viz_type": "mixed_timeseries",
        "x_axis": chart.x,
        "metrics": [metric.name for metric in bars],
        "groupby": [],
        "seriesType": "bar",
        "show_value": True,
        "metrics_b": [line.name],
        "groupby_b": [],
        "seriesTypeB": "line",
        "yAxisIndexB": 1,
        "markerEnabledB": True,
        "markerSizeB": 8,
        "show_valueB": True,
        "order_desc": False,
        "row_limit": 1000,
        "row_limit_b": 1000,
        "xAxisForceCategorical": True,
        "color_scheme": _COLORS,
        "show_legend": True,
        "legendType": "plain",
        "legendOrientation": "top",
        "legendMargin": 40,
        "rich_tooltip": True,
        "y_axis_format": bars[0].format,
        # Between few reports the axis has parts of one.
        "y_axis_format_secondary": ",.1~f",
        "y_axis_bounds": [0, None],
        "y_axis_bounds_secondary": [0, None],
        "truncateYAxis": False,
    }


def _bar(chart: Chart, metrics: Sequence[Metric]) -> dict[str, Any]:
    several = len(chart.metrics) > 1 or bool(chart.group)
    return {
        "viz_type": "echarts_timeseries_bar",
        "x_axis": chart.x,
        "metrics": list(chart.metrics),
        "groupby": list(chart.group),
        "orientation": "horizontal" if chart.horizontal else "vertical",
        "stack": "Stack" if chart.stacked else None,
        # Years from left to right; else by the metric that chose the largest, the greatest on top, where ECharts draws from below.
        # Superset sorts groups by name only.
        "x_axis_sort": None if chart.by_name or chart.group else chart.largest_by or chart.metrics[0],
        "x_axis_sort_asc": True,
        "x_axis_sort_series": "name" if chart.by_name else "sum",
        "x_axis_sort_series_ascending": True,
        # The parts of a bar, and the legend, in one order whatever the amounts.
        "sort_series_type": "sum" if chart.by_size else "name",
        "sort_series_ascending": not chart.descending,
        "xAxisForceCategorical": True,
        # Every bar has its name: else ECharts leaves out those that stand close.
        "xAxisLabelInterval": "0" if chart.horizontal else "auto",
        "row_limit": LARGEST if chart.horizontal else 1000,
        "timeseries_limit_metric": chart.largest_by,
        "order_desc": True,
        "truncate_metric": True,
        "show_empty_columns": True,
        "color_scheme": _COLORS,
        "show_legend": several,
        # All of it stands there, in as many lines as it takes: a legend that is turned over is cut.
        "legendType": "plain",
        "legendOrientation": "top",
        # Room for the numbers above the highest bars.
        "legendMargin": (64 if chart.group else 40) if several else None,
        "show_value": not chart.stacked,
        "only_total": False,
        "rich_tooltip": True,
        "y_axis_format": metrics[0].format,
        "y_axis_bounds": [None, None],
        "truncateXAxis": False,
        "tooltipTimeFormat": "smart_date",
    }


def _table(chart: Chart, mart: Mart) -> dict[str, Any]:
    described = {column.name: column for column in mart.columns}
    config = {
        name: {"d3NumberFormat": number}
        for name in chart.columns
        if name in described and (number := number_format(described[name], chart.unit)) is not None
    }
    linked = PAGE_LINK in chart.columns
    texts = {column.name for column in mart.columns if column.type == "text"} if linked else set()
    return {
        "viz_type": "table",
        "query_mode": "raw",
        "all_columns": [f"{name}{PLAIN}" if name in texts else name for name in chart.columns],
        "order_by_cols": [json.dumps([column, direction == "asc"]) for column, direction in chart.sort],
        "row_limit": 10000,
        "page_length": chart.page,
        "include_search": True,
        "show_cell_bars": False,
        "color_pn": False,
        # What reports print is text, whatever it looks like: beside a link its columns are those that can't be taken for markup.
        "allow_render_html": linked,
        "column_config": config,
    }


_DRAWN: Mapping[str, Callable[[Chart, Sequence[Metric]], dict[str, Any]]] = {
    "number": _number,
    "bar": _bar,
    "series": _series,
    "treemap": _treemap,
    "flow": _flow,
    "matrix": _matrix,
}


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": condition.column,
        "operator": condition.op,
        "comparator": condition.value,
    }


def _dashboard(dashboard: Dashboard, colours: Mapping[str, str]) -> dict[str, Any]:
    return {
        "dashboard_title": dashboard.zh,
        "description": dashboard.en,
        "css": CSS,
        "slug": dashboard.slug,
        "uuid": identity("dashboard", dashboard.slug),
        "published": True,
        "position": _position(dashboard),
        "metadata": {
            # What is written on boxes needs light ones.
            "color_scheme": _LIGHT if any(chart.kind == "treemap" for chart in dashboard.charts) else _COLORS,
            # One thing has one colour on all dashboards, whichever others are drawn beside it.
            "label_colors": dict(colours),
            "cross_filters_enabled": CROSS_FILTERS,
            "default_filters": "{}",
            "expanded_slices": {},
            "refresh_frequency": 0,
            "timed_refresh_immune_slices": [],
            "filter_bar_orientation": "HORIZONTAL",
            "native_filter_configuration": [_filter(dashboard, one) for one in dashboard.filters],
        },
        "version": "1.0.0",
    }


def _filter(dashboard: Dashboard, one: Filter) -> dict[str, Any]:
    held = [other for other in dashboard.filters[: dashboard.filters.index(one)] if other.first]
    return {
        "id": _filter_id(dashboard, one),
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": one.zh,
        "description": "",
        "targets": [{"column": {"name": one.column}, "datasetUuid": identity("dataset", dashboard.filter_mart)}],
        "controlValues": {
            "multiSelect": one.multiple,
            "defaultToFirstItem": one.first,
            # One value, always; of those that take several, all may be taken away.
            "enableEmptyFilter": one.first,
            "inverseSelection": False,
            "searchAllOptions": False,
            "sortAscending": one.most is None,
        },
        "sortMetric": one.most,
        "adhoc_filters": [_sql_condition(dashboard.filter_where)] if dashboard.filter_where else [],
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        # Values that occur with what the filters before it always hold.
        "cascadeParentIds": [_filter_id(dashboard, other) for other in held],
        # Charts wait for the first value; without this they draw once for all years added up.
        "requiredFirst": one.first,
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
    }


def _filter_id(dashboard: Dashboard, one: Filter) -> str:
    return f"NATIVE_FILTER-{identity('filter', dashboard.slug, one.key)}"


def _sql_condition(sql: str) -> dict[str, Any]:
    return {"clause": "WHERE", "expressionType": "SQL", "sqlExpression": sql}


def _index(dashboards: Sequence[Dashboard]) -> dict[str, Any]:
    """The dashboard that leads to the others: which question is answered where."""
    rows = [f"| [{one.zh}](/superset/dashboard/{one.slug}/) | {one.question} |" for one in dashboards]
    text = "\n".join(
        [
            "### 想知道什么，看哪一个看板",
            "",
            "| 看板 | 回答的问题 |",
            "| --- | --- |",
            *rows,
            "",
            "&nbsp;",
            "",
            *_LEGEND,
        ]
    )
    position = _frame("看板索引")
    position["GRID_ID"]["children"] = ["ROW-note"]
    _place_note(position, text, ["ROOT_ID", "GRID_ID"], 18 + 4 * len(rows))
    return {
        "dashboard_title": "看板索引",
        "description": "Which dashboard answers what",
        "css": CSS,
        "slug": INDEX,
        "uuid": identity("dashboard", INDEX),
        "published": True,
        "position": position,
        "metadata": {"cross_filters_enabled": False, "native_filter_configuration": []},
        "version": "1.0.0",
    }


def _frame(title: str) -> dict[str, Any]:
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": title}},
    }


def _place_note(placed: dict[str, Any], text: str, parents: list[str], height: int) -> str:
    placed["ROW-note"] = _row("ROW-note", ["MARKDOWN-note"], parents)
    placed["MARKDOWN-note"] = {
        "id": "MARKDOWN-note",
        "type": "MARKDOWN",
        "children": [],
        "parents": [*parents, "ROW-note"],
        "meta": {"code": text, "width": 12, "height": height},
    }
    return "ROW-note"


def _position(dashboard: Dashboard) -> dict[str, Any]:
    placed = _frame(dashboard.zh)
    tabs = dashboard.tabs
    # Superset finds its charts by number while it imports; the numbers are replaced by those of the installation.
    number = 0
    for index, (title, rows) in enumerate(tabs, 1):
        tab = f"TAB-{index}"
        parents = ["ROOT_ID", "TABS-1", tab] if len(tabs) > 1 else ["ROOT_ID", "GRID_ID"]
        height = 8 if len(dashboard.explanation) < 100 else 11
        children = [_place_note(placed, dashboard.explanation, parents, height)] if index == 1 else []
        for place, (row_height, charts) in enumerate(rows, 1):
            row = f"ROW-{index}-{place}"
            keys = [f"CHART-{chart.key}" for chart in charts]
            placed[row] = _row(row, keys, parents)
            children.append(row)
            for key, chart in zip(keys, charts, strict=True):
                number += 1
                placed[key] = {
                    "id": key,
                    "type": "CHART",
                    "children": [],
                    "parents": [*parents, row],
                    "meta": {
                        "chartId": number,
                        "uuid": identity("chart", dashboard.slug, chart.key),
                        "sliceName": chart.zh,
                        "width": chart.width,
                        "height": row_height,
                    },
                }
        if len(tabs) > 1:
            placed[tab] = {
                "id": tab,
                "type": "TAB",
                "children": children,
                "parents": ["ROOT_ID", "TABS-1"],
                "meta": {"text": title},
            }
        else:
            placed["GRID_ID"]["children"] = children
    if len(tabs) > 1:
        placed["TABS-1"] = {
            "id": "TABS-1",
            "type": "TABS",
            "children": [f"TAB-{index}" for index in range(1, len(tabs) + 1)],
            "parents": ["ROOT_ID"],
            "meta": {},
        }
        placed["ROOT_ID"]["children"] = ["TABS-1"]
    return placed


def _row(key: str, children: list[str], parents: list[str]) -> dict[str, Any]:
    return {
        "id": key,
        "type": "ROW",
        "children": children,
        "parents": parents,
        "meta": {"background": "BACKGROUND_TRANSPARENT"},
    }


class _Plain(yaml.SafeDumper):
    """YAML without anchors: what is used twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(content: object) -> str:
    return yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)


def write_exposures(file: Path = EXPOSURES) -> None:
    """Write `exposures.yml`."""
    file.write_text(exposures(read_definitions()), encoding="utf-8")


def write_assets(folder: Path) -> None:
    """Write Superset's files, with an address that stands for the warehouse's; links to pages lead where GONGKAI_PAGES_URL says."""
    pages = address_of_pages(os.environ.get("GONGKAI_PAGES_URL", ""))
    for path, text in files(read_definitions(), pages=pages).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:]:
        write_assets(Path(sys.argv[1]))
    else:
        write_exposures()
