"""The query book: runs the SQL of `docs/queries.md` and writes below each statement what it gives on the samples.

`python -m scripts.queries` does so in a throw-away database; a test compares the page with what its statements give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
from pydantic import SecretStr

from etl.audit.scratch import scratch_database
from etl.errors import WarehouseError
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.settings import Settings, load_settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect, warehouse_url

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "queries.md"
SAMPLES = ROOT / "samples"

_STATEMENT = re.compile(
    r"```sql\n(?P<sql>.*?)```\n(?P<result>(?:\n\|[^\n]*(?:\n\|[^\n]*)*\n|\n\*[^\n]*\*\n)?)", re.DOTALL
)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_NO_ROWS = "*（无 · no rows）*"


@dataclass(frozen=True, slots=True)
class Query:
    """A statement of a page: the heading above it, its SQL, and the result printed below it ('' if there is none)."""

    heading: str
    sql: str
    result: str


def queries(page: str) -> list[Query]:
    """The statements of a page, in order."""
    found = []
    for match in _STATEMENT.finditer(page):
        headings = _HEADING.findall(page[: match.start()])
        found.append(Query(headings[-1] if headings else "", match["sql"], match["result"].strip()))
    return found


def with_results(page: str, connection: psycopg.Connection[Any]) -> str:
    """The page with the result of each statement below it. Raises psycopg.Error where a statement is wrong."""
    return _STATEMENT.sub(lambda match: f"```sql\n{match['sql']}```\n\n{result(match['sql'], connection)}\n", page)


def result(sql: str, connection: psycopg.Connection[Any]) -> str:
    """What a statement gives, as a Markdown table; numbers with thousands, to the right."""
    cursor = connection.execute(cast(LiteralString, sql.encode()))
    rows = cursor.fetchall()
    if not rows:
        return _NO_ROWS
    names = [column.name for column in cursor.description or ()]
    numeric = [all(_is_number(row[i]) for row in rows if row[i] is not None) for i in range(len(names))]
    table = [_line(names), _line(["---:" if right else "---" for right in numeric])]
    table += [_line([_cell(value, name) for value, name in zip(row, names, strict=True)]) for row in rows]
    return "\n".join(table)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if name.endswith("year") else f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return " ".join(str(value).split()).replace("|", "\\|")


def fill_with_samples(settings: Settings) -> None:
    """Load the samples into the empty warehouse that the settings name, and build the marts.

    Raises WarehouseError where a sample or a mart failed.
    """
    with connect(warehouse_url(settings)) as connection:
        failed = failures(load_files(find_files([SAMPLES]), connection))
    built = build(settings)
    if failed or not built.ok:
        problems = [one.error for one in failed] + [f"{one.name}: {one.message}" for one in built.errors]
        raise WarehouseError("; ".join(problems), place=str(SAMPLES), next_step="run gongkai demo to see more")


@contextmanager
def sample_marts(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database that lives as long as the block, with the samples loaded and the marts built; as `fill_with_samples`."""
    with scratch_database(settings) as url:
        fill_with_samples(settings.model_copy(update={"database_url": SecretStr(url)}))
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


def main() -> None:
    """Rewrite the results in the page."""
    with sample_marts(load_settings()) as connection:
        PAGE.write_text(with_results(PAGE.read_text(encoding="utf-8"), connection), encoding="utf-8")


if __name__ == "__main__":
    main()
