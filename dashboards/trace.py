"""From a chart's number to the page of a document, in two queries over marts: which rows the number adds up, and which cells print one.

The first query follows from the chart's definition, the second from its mart (`definitions/sources.yaml`). `docs/dashboards.md` shows both
for every chart, written by `python -m dashboards.trace`; a test runs both for every chart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards.assets import code_names
from dashboards.definition import DEFINITIONS, MADE, Chart, Condition, Definitions, columns_in, read_definitions
from etl.words.data import load_yaml

PAGE = Path(__file__).parents[1] / "docs" / "dashboards.md"
BEGIN = "<!-- Written by `python -m dashboards.trace` from here … -->\n"
END = "<!-- … to here. -->\n"

_OPERATORS = {"==": "=", ">": ">"}
_NUMERIC = re.compile(r"numeric|integer|bigint")
_PARAMETER = re.compile(r"(?<!:):([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Source:
    """How a mart's row leads to cells: the columns that its statement needs, and the statement with `:column` for their values."""

    keys: tuple[str, ...]
    sql: str


def read_sources(folder: Path = DEFINITIONS) -> Mapping[str, Source]:
    """The second queries, by mart."""
    content = load_yaml((folder / "sources.yaml").read_text(encoding="utf-8"))
    return {mart: Source(tuple(one["keys"]), one["sql"]) for mart, one in content.items()}


def traced(definitions: Definitions) -> Iterator[tuple[str, Chart]]:
    """Every chart that draws numbers, with its dashboard's slug; tables show rows of a mart as they are."""
    for dashboard in definitions.dashboards:
        for chart in dashboard.charts:
            if chart.kind != "table":
                yield dashboard.slug, chart


def measures(chart: Chart, definitions: Definitions) -> list[str]:
    """The columns of the mart whose numbers the chart's metrics add up; what they only count or choose by isn't one."""
    amounts = {column.name for column in definitions.marts[chart.mart].columns if _NUMERIC.match(column.type)}
    return sorted(
        {
            column
            for metric in definitions.metrics[chart.mart]
            if metric.name in chart.metrics
            for column in columns_in(metric.sql)
        }
        & amounts
    )


def source_mart(chart: Chart, definitions: Definitions) -> str:
    """The mart whose second query is the chart's: its own; reports that are counted, and no amount of theirs, are files."""
    counted = all(
        metric.name == "reports" for metric in definitions.metrics[chart.mart] if metric.name in chart.metrics
    )
    return "coverage" if counted or (chart.mart == "agency_year" and not measures(chart, definitions)) else chart.mart


def dimensions(chart: Chart) -> tuple[str, ...]:
    """The columns whose values name a bar, or a part of one."""
    return (*((chart.x,) if chart.x else ()), *chart.group)


def first_query(chart: Chart, definitions: Definitions, source: Source) -> str:
    """The rows of the mart behind a number of the chart: `:column` stands for what names the bar."""
    amounts = measures(chart, definitions)
    where = [condition(one, definitions) for one in chart.where]
    where += [f"{expression(column, definitions)} = :{column}" for column in dimensions(chart)]
    if amounts:
        where.append(f"coalesce({', '.join(amounts)}) is not null" if len(amounts) > 1 else f"{amounts[0]} is not null")
    columns = list(dict.fromkeys([*source.keys, *amounts]))
    text = "select\n    " + ",\n    ".join(columns) + f"\nfrom marts.{chart.mart}"
    return text + ("\nwhere\n    " + "\n    and ".join(where) if where else "") + "\n"


def bound(sql: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A statement with `:name` as psycopg takes it, and the values it names."""
    names = set(_PARAMETER.findall(sql))
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%")), {name: values[name] for name in names}


def section(definitions: Definitions) -> str:
    """The part of `docs/dashboards.md` that lists both queries."""
    sources = read_sources()
    lines = ["| chart | first query: rows of | where |", "| --- | --- | --- |"]
    titles = {dashboard.slug: dashboard.zh for dashboard in definitions.dashboards}
    for slug, chart in traced(definitions):
        query = first_query(chart, definitions, sources[source_mart(chart, definitions)])
        where = " ".join(query.partition("\nwhere\n")[2].split()).replace("|", "\\|")
        lines.append(f"| {titles[slug]}：{chart.zh} | `{chart.mart}` | {f'`{where}`' if where else '–'} |")
    lines += ["", "The first in full, for the first chart that names a bar:", ""]
    example = next(chart for _, chart in traced(definitions) if chart.x)
    lines += _fenced(first_query(example, definitions, sources[source_mart(example, definitions)]))
    for mart in sorted({source_mart(chart, definitions) for _, chart in traced(definitions)}):
        keys = ", ".join(f"`{key}`" for key in sources[mart].keys)
        charts = [chart for _, chart in traced(definitions) if source_mart(chart, definitions) == mart]
        named = sorted({name for chart in charts for name in measures(chart, definitions)})
        of = f"; `:measures` {', '.join(f'`{name}`' for name in named)}, what the chart draws" if named else ""
        lines += [
            "",
            f"Second query of `{mart}`, for a row's {keys}{of if ':measures' in sources[mart].sql else ''}:",
            "",
        ]
        lines += _fenced(sources[mart].sql)
    return "\n".join(lines) + "\n"


def write(page: Path = PAGE) -> None:
    """Write the section between its marks."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{section(read_definitions())}\n{END}{after}", encoding="utf-8")


def _fenced(sql: str) -> Sequence[str]:
    return ("```", *sql.rstrip().splitlines(), "```")


def expression(column: str, definitions: Definitions) -> str:
    """A column as the mart has it, or the SQL of one that the data set makes."""
    if column in MADE:
        return MADE[column][1]
    code = column.removesuffix("_text")
    return code_names(code, definitions.codes[code]) if column != code and code in definitions.codes else column


def condition(one: Condition, definitions: Definitions) -> str:
    """A chart's condition as SQL over its mart."""
    column = expression(one.column, definitions)
    if one.op == "IS NOT NULL":
        return f"{column} is not null"
    if one.op == "IN":
        return f"{column} in ({', '.join(_literal(value) for value in one.value)})"
    return f"{column} {_OPERATORS[one.op]} {_literal(one.value)}"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


if __name__ == "__main__":
    write()
