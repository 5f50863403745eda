"""A warehouse in frames: its marts, SQL, metrics, and where a number comes from. Nothing in it is changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, LiteralString, cast

import pandas as pd
import psycopg
from pydantic import SecretStr, ValidationError

from etl.api.frames import FrameColumn, Money, labels, make_frame, numbers
from etl.api.origin import Origin
from etl.errors import GongkaiError, SettingsError, WarehouseError, in_a_line
from etl.evidence.figure import evidence_of
from etl.evidence.headline import headline_source, source_of_subject
from etl.evidence.picture import Picture, kept_picture
from etl.export.marts import Column, MartTable, find_marts, rows
from etl.loading.meant import agency_meant
from etl.settings import Settings, settings_to_read
from etl.warehouse.engine import connect, existing_url
from etl.warehouse.originals import kept_originals
from etl.warehouse.schema_check import check_schema

if TYPE_CHECKING:
    from etl.metrics.query import Metrics

_KEY = ("report_key", "报告键")
_NUMBER = ("figure_no", "数字序号")
_SUBJECT = (
    "subject_key",
    "对象键",
    "function_code",
    "功能科目代码",
    "economic_code",
    "经济科目代码",
    "item",
    "事项代码",
)
"""Columns that say of which subject or item a row is, as `marts.subject_source` calls it."""


def warehouse(url: str | None = None, *, money: Money = "yuan", zh: bool = False) -> Warehouse:
    """Open the warehouse that is there, to read it: that of `url` (postgresql://…), else the one that commands read from this folder.

    `money`: "yuan" gives exact Decimals in yuan, "wan" floats in 万元. `zh`: names of columns and codes in Chinese. Both can be said for
    each frame, too. Standard error says where a server had to be started.

    Raises WarehouseError where there is none, which says how one is made.

    >>> w = warehouse(money="wan")
    >>> w.mart("agency_year", fiscal_year=2024, kind="final_account").plot.barh(x="agency", y="expenditure_wan")
    """
    settings = settings_to_read() if url is None else _of_server(url)
    connection = connect(existing_url(settings, _tell), application="notebook")
    _made_to_read(connection)
    return Warehouse(settings, connection, money, zh)


def _of_server(url: str) -> Settings:
    try:
        return Settings(database_url=SecretStr(url))
    except ValidationError as error:
        said = error.errors(include_input=False)[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(
            said, place="warehouse(url)", next_step="say postgresql://user:password@host:port/name"
        ) from None


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def _made_to_read(connection: psycopg.Connection[Any]) -> None:
    """Whatever is asked changes nothing. A login that may see the marts alone isn't asked for the version of the tables below."""
    connection.execute("set default_transaction_read_only = on")
    connection.execute("set search_path = marts, core, raw")
    try:
        check_schema(connection)
    except psycopg.errors.InsufficientPrivilege:
        return
    except GongkaiError:
        connection.close()
        raise


class Warehouse:
    """An open warehouse; `warehouse()` gives it. Close it, or use it in a `with`, where many are opened."""

    def __init__(self, settings: Settings, connection: psycopg.Connection[Any], money: Money, zh: bool) -> None:
        """Use `warehouse()`."""
        self._settings, self._connection = settings, connection
        self._money: Money = money
        self._zh = zh

    def marts(self) -> pd.DataFrame:
        """One row per mart: its name and what one row of it is."""
        with self._asking():
            found = find_marts(self._connection)
        return pd.DataFrame({"mart": [m.name for m in found], "description": [m.description for m in found]})

    def columns(self, name: str) -> pd.DataFrame:
        """One row per column of a mart: name, Chinese name, type, description. Raises WarehouseError where there is no such mart."""
        mart = self._find(name)
        names = ("name", "name_zh", "type", "description")
        return pd.DataFrame([[getattr(column, one) for one in names] for column in mart.columns], columns=list(names))

    def agencies(self, part: str = "") -> pd.DataFrame:
        """One row per agency of the marts; `part`: only those with these characters in their name."""
        found = self.mart("agency")
        name = "部门" if self._zh else "agency"
        return found[found[name].str.contains(part, regex=False)] if part else found

    def mart(self, name: str, *, money: Money | None = None, zh: bool | None = None, **filters: Any) -> pd.DataFrame:
        """The rows of a mart, by agency, year, kind and scope.

        `filters` name columns: a value, None for empty, or several values (`fiscal_year=range(2020, 2025)`). `agency` is a name, a
        spelling or parts of a name with spaces between them, as for every command; it must mean one agency. Amounts in filters are
        yuan. Columns of codes are ordered categories; `labels(column)` says what they mean in Chinese, and either may be asked for
        (`kind="final_account"`, `kind="决算"`).

        Raises WarehouseError where the mart, a filter's column or the agency isn't there: it names the nearest that are.

        >>> w.mart("budget_execution", agency="莲湖 医疗保障", subject_kind="function", level="item")
        """
        mart = self._find(name)
        with self._asking(f"look at the filters; w.columns({name!r}) has the types of columns"):
            where = {name: _code(name, value) for name, value in filters.items()}
            if isinstance(where.get("agency"), str) and any(column.name == "agency" for column in mart.columns):
                where["agency"] = agency_meant(self._connection, where["agency"]).name
            with self._connection.transaction():
                found = list(rows(self._connection, mart, where))
        return make_frame(
            [_frame_column(column) for column in mart.columns],
            found,
            money=self._money if money is None else money,
            zh=self._zh if zh is None else zh,
        )

    def sql(self, query: str, **parameters: Any) -> pd.DataFrame:
        """The answer of a SELECT; `%(name)s` in it stands for a parameter. Numbers have the scale that the query gives them.

        Amounts of `marts` and `core` are yuan. With money="wan" decimals are floats, unscaled: divide by 10000 in the query. Raises
        WarehouseError with what the database says.

        >>> w.sql("select agency, expenditure from marts.agency_year where fiscal_year = %(year)s", year=2024)
        """
        with (
            self._asking("look at the query; w.marts() and w.columns(mart) list what there is"),
            self._connection.transaction(),
        ):
            cursor = self._connection.execute(cast(LiteralString, query.encode()), parameters or None)
            if cursor.description is None:
                return pd.DataFrame()
            return self._plain([column.name for column in cursor.description], cursor.fetchall())

    def metrics(
        self,
        *names: str,
        by: Sequence[str] = (),
        where: Sequence[str] = (),
        agency: str = "",
        order: Sequence[str] = (),
    ) -> pd.DataFrame:
        """The answer to named measures (`expenditure`, `project_share` …); without names, which there are.

        `by`: dimensions to group by (`report__agency`, `metric_time__year`; `dimensions(*names)` lists them). `where`: conditions as
        "{{ Dimension('report__province') }} = '陕西省'". `order`: columns of the answer, a leading - for the highest first. Amounts are
        yuan. Raises WarehouseError for what the metrics don't know.
        """
        from etl.metrics.query import of_agency

        known = self._metrics()
        if not names:
            listed = known.all()
            return pd.DataFrame([(m.name, m.label, m.description) for m in listed], columns=["metric", "name", "what"])
        conditions = list(where)
        with self._asking():
            if agency:
                conditions.append(of_agency(agency_meant(self._connection, agency).name))
            answer = known.query(self._connection, known.sql(names, list(by), conditions, list(order)))
        return self._plain(answer.columns, answer.rows)

    def dimensions(self, *names: str) -> list[str]:
        """What these metrics can all be grouped by."""
        return self._metrics().dimensions(names)

    def where_from(self, row: Any, total: str = "") -> Origin:
        """Where a number comes from: its cell, what stands around it, and the page's picture where the file was kept.

        `row` is a row of a frame with `report_key` and `figure_no` (`subject_source`, `core.figure`), or a figure's key REPORT_KEY-NO.
        For a row without `figure_no`, `total` names the column whose number is meant: a total of the report (expenditure, three_public …
        of `agency_year`), or, where the row is of a subject or item, one of that (outturn of `budget_execution`, amount of
        `function_comparison`).

        >>> w.where_from(w.mart("agency_year", fiscal_year=2024).iloc[0], "expenditure")
        >>> w.where_from(w.mart("budget_execution", level="item").iloc[0], "outturn")
        """
        with self._asking():
            key, words = self._key(row, total)
            if not key:
                return Origin(None, Picture(None, words), words)
            evidence = evidence_of(self._connection, key)
        return Origin(evidence, kept_picture(evidence, kept_originals(self._settings)))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def __enter__(self) -> Warehouse:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Which warehouse it is, without a password."""
        info = self._connection.info
        where = f"{self._settings.home}" if self._settings.is_embedded else f"{info.host}:{info.port}/{info.dbname}"
        return f"<warehouse {where}>"

    def _find(self, name: str) -> MartTable:
        with self._asking():
            (mart,) = find_marts(self._connection, [name])
        return mart

    def _metrics(self) -> Metrics:
        # MetricFlow takes seconds to import, and most notebooks don't ask it.
        from etl.metrics.query import Metrics, has_manifest
        from etl.warehouse.build import build

        if not has_manifest(self._settings):  # a warehouse that was restored, or built from elsewhere
            build(self._settings, command="parse")
        return Metrics(self._settings)

    def _key(self, row: Any, total: str) -> tuple[str, str]:
        """(key of the figure, "") or ("", where the number comes from in words)."""
        if isinstance(row, str) and not total:
            return row, ""
        if isinstance(row, pd.DataFrame):
            if len(row) != 1:
                raise WarehouseError(
                    f"one row is traced, not {len(row)}", place="where_from", next_step="choose one: frame.iloc[0]"
                )
            row = row.iloc[0]
        find = _values(row)
        report, number = find(_KEY), find(_NUMBER)
        if report is None:
            raise WarehouseError(
                "no report_key in this row", place="where_from", next_step="keep report_key among its columns"
            )
        if total:
            named = total.removesuffix("_wan").removesuffix("_yuan")
            subject = find(_SUBJECT)
            if subject is None or subject == named:
                source = headline_source(self._connection, str(report), named)
            else:
                source = source_of_subject(self._connection, str(report), str(subject), named)
            return source.key, source.words
        if number is None:
            raise WarehouseError(
                "no figure_no in this row",
                place="where_from",
                next_step="name the column that is meant: where_from(row, 'expenditure'), where_from(row, 'outturn')",
            )
        return f"{report}-{int(number)}", ""

    def _plain(self, names: Sequence[str], found: Sequence[Sequence[Any]]) -> pd.DataFrame:
        """A frame of a query; of two columns with one name the second is name_2."""
        told: dict[str, pd.Series[Any]] = {}
        for place, name in enumerate(names):
            number = 1
            while (free := name if number == 1 else f"{name}_{number}") in told:
                number += 1
            told[free] = numbers([row[place] for row in found], self._money)
        return pd.DataFrame(told)

    @contextmanager
    def _asking(self, next_step: str = "") -> Iterator[None]:
        """What the database says, as a line; of what the asker wrote it is the `next_step` that helps."""
        try:
            yield
        except (psycopg.ProgrammingError, psycopg.DataError) as error:
            if not next_step or isinstance(error, psycopg.errors.InsufficientPrivilege):
                raise in_a_line(error) from None
            said = error.diag.message_primary or " ".join(str(error).split())
            raise WarehouseError(f"the database refused it: {said}", place="query", next_step=next_step) from None
        except psycopg.Error as error:
            raise in_a_line(error) from None


def _code(column: str, value: Any) -> Any:
    """A filter of a column of codes, where it is said in Chinese as the code. WarehouseError where it is neither: nothing would be found."""
    codes = labels(column)
    if not codes or not isinstance(value, str | list | tuple | set | frozenset):
        return value
    if not isinstance(value, str):
        return [_code(column, one) for one in value]
    if value in codes or not value:
        return value
    meant = [code for code, said in codes.items() if said == value]
    if len(meant) == 1:
        return meant[0]
    listed = ", ".join(f"{code} {said}" for code, said in codes.items())
    raise WarehouseError("no such code", place=f"{column}={value!r}", next_step=f"there are {listed}")


def _frame_column(column: Column) -> FrameColumn:
    return FrameColumn(
        column.name,
        column.name_zh,
        column.name_zh.endswith("_元") and column.type.startswith("numeric"),
        (labels(column.name) or None) if column.type == "text" else None,
    )


def _values(row: Any) -> Callable[[Sequence[str]], Any]:
    """How a row's value is found by one of its names: a Series or mapping, a named tuple; None where it has none."""

    there: Mapping[str, Any] = row if isinstance(row, Mapping) else getattr(row, "_asdict", dict)()
    if isinstance(row, pd.Series):
        there = {str(name): value for name, value in row.items()}

    def find(names: Sequence[str]) -> Any:
        return next((there[name] for name in names if name in there and not pd.isna(there[name])), None)

    return find
