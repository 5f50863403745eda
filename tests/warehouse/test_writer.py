"""A report is loaded whole or not at all, once, and its revisions are kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from etl.errors import WarehouseError
from etl.warehouse import keys
from etl.warehouse.change import without_key
from etl.warehouse.schema import empty
from etl.warehouse.writer import (
    KnownRows,
    Outcome,
    forget,
    is_older,
    loaded_versions,
    write_report,
    write_reports,
)
from models import CoreDisclosure, CoreFigure, RawDocumentTable, RawLoadAttempt, RawParagraph, metadata
from tests.warehouse.samples import function_row, published, report, table

Connection = psycopg.Connection[Any]


def contents(connection: Connection) -> dict[str, list[Any]]:
    """All rows of all tables, without the times of loading and the record of attempts, in the order of their text."""
    found = {}
    for one in metadata.sorted_tables:
        if one.name == RawLoadAttempt.__tablename__:
            continue
        columns = ", ".join(c.name for c in one.columns if c.name != "loaded_at")
        found[one.fullname] = sorted(map(repr, connection.execute(f"select {columns} from {one.fullname}").fetchall()))  # type: ignore[arg-type]
    return found


def revisions(connection: Connection) -> list[tuple[str, int, bool]]:
    return connection.execute(
        """select d.file_name, r.revision, r.is_current from core.dim_report as r inner join raw.document as d using (document_key)
           order by r.revision, 1"""
    ).fetchall()


def test_a_report_is_loaded_with_everything_it_says(connection: Connection) -> None:
    outcome = write_report(connection, report())
    assert (outcome.status, outcome.revision) == ("loaded", 1)
    assert connection.execute(
        "select value, amount_yuan, row_label, repairs, confidence from core.figure"
    ).fetchall() == [
        (
            Decimal("0.001"),
            Decimal("10.00"),
            "行政运行",
            [{"rule": "spaces", "printed": "0. 001", "taken": "0.001"}],
            Decimal("0.5"),
        )
    ]
    assert connection.execute("select amount, unit_code from core.fact_revenue").fetchall() == [(Decimal("10.00"), "")]
    assert connection.execute("select cells from raw.document_table").fetchone() == ([["行政运行", "0.001"]],)


def test_the_same_bytes_twice_change_nothing(connection: Connection) -> None:
    write_report(connection, report())
    before = contents(connection)
    again = replace(report(), document={**report().document, "file_name": "另一个名字.txt"})
    assert write_report(connection, again).status == "unchanged"
    assert contents(connection) == before


def test_another_year_or_kind_is_another_report(connection: Connection) -> None:
    for text, options in (("甲", {}), ("乙", {"year": 2023}), ("丙", {"kind": "budget"})):
        assert write_report(connection, report(text, **options)).status == "loaded"  # type: ignore[arg-type]


def test_a_newer_program_replaces_the_rows_and_keeps_the_revision(connection: Connection) -> None:
    write_report(connection, report("第一版"))
    (when,) = connection.execute("select loaded_at from core.dim_report").fetchone() or (None,)
    outcome = write_report(connection, report("第一版", version="1.1", amount=Decimal("11.00")))
    assert (outcome.status, outcome.revision) == ("reloaded", 1)
    assert revisions(connection) == [("第一版.txt", 1, True)]
    assert connection.execute("select loaded_at from core.dim_report").fetchone() == (when,)
    assert connection.execute("select sum(amount) from core.fact_revenue").fetchone() == (Decimal("11.00"),)


def test_an_older_program_leaves_what_a_newer_one_read(connection: Connection) -> None:
    write_report(connection, report(version="1.10"))
    assert write_report(connection, report(version="1.9", amount=Decimal("1"))).status == "unchanged"
    assert not is_older("1.0+bb", "1.0+aa")
    assert not is_older("1.0+aa", "1.0+bb")
    assert not is_older("unknown", "1.0")


def test_forgetting_the_current_revision_brings_the_next_best_back(connection: Connection) -> None:
    made = {
        name: published(name, ferry=40 + n, below_title=f"公开日期：2024年{n + 1}月1日")
        for n, name in enumerate(("第一版", "第二版", "第三版"))
    }
    shas = {name: str(one.document["sha256"]) for name, one in made.items()}
    for name in ("第二版", "第三版", "第一版"):
        write_report(connection, made[name])
    assert revisions(connection) == [("第一版.txt", 1, False), ("第二版.txt", 2, False), ("第三版.txt", 3, True)]
    assert forget(connection, shas["第三版"])
    assert revisions(connection) == [("第一版.txt", 1, False), ("第二版.txt", 2, True)]
    assert forget(connection, shas["第一版"])
    assert revisions(connection) == [("第二版.txt", 1, True)]
    assert not forget(connection, shas["第一版"])
    assert loaded_versions(connection, shas.values()) == {shas["第二版"]: "1.0"}


def test_forgetting_and_loading_again_gives_the_same_rows(connection: Connection) -> None:
    write_report(connection, report())
    before = contents(connection)
    forget(connection, str(report().document["sha256"]))
    assert connection.execute("select count(*) from core.figure").fetchone() == (0,)
    write_report(connection, report())
    assert contents(connection) == before


def test_a_refused_row_leaves_nothing_and_names_file_and_column(connection: Connection) -> None:
    before = contents(connection)
    with pytest.raises(WarehouseError, match=r"第一版\.txt: .*fact_revenue.*amount|第一版\.txt: .*figure.*amount_yuan"):
        write_report(connection, report(amount=Decimal("1e30")))
    assert contents(connection) == before


def test_a_refused_reload_leaves_the_report_as_it_was(connection: Connection) -> None:
    write_report(connection, report())
    before = contents(connection)
    with pytest.raises(WarehouseError):
        write_report(connection, report(version="1.1", amount=Decimal("1e30")))
    assert contents(connection) == before


def test_money_as_a_float_is_refused(connection: Connection) -> None:
    with pytest.raises(TypeError, match="float"):
        write_report(connection, report(amount=10.0))
    assert connection.execute("select count(*) from raw.document").fetchone() == (0,)


def test_a_column_that_does_not_exist_is_named(connection: Connection) -> None:
    rows = report()
    wrong = replace(rows, rows={**rows.rows, table(RawParagraph): [{"position": 0, "text": "", "colour": 1}]})
    with pytest.raises(ValueError, match=r"raw\.paragraph has no column colour"):
        write_report(connection, wrong)


def test_characters_that_postgres_cannot_hold_are_shown_as_replaced(connection: Connection) -> None:
    rows = report()
    broken = replace(
        rows,
        rows={
            **rows.rows,
            table(RawParagraph): [{"position": 0, "text": "甲\x00乙\ud83d"}],
        },
    )
    write_report(connection, broken)
    assert connection.execute("select text from raw.paragraph").fetchone() == ("甲�乙�",)


@pytest.mark.parametrize("text", ["甲\x00乙", "甲\ud83d乙", "\ud83d", '"\\', "\u2028"])
def test_cells_arrive_as_they_are_but_for_what_postgres_cannot_hold(connection: Connection, text: str) -> None:
    rows = report()
    (held,) = rows.rows[table(RawDocumentTable)]
    given = {**held, "cells": [[text, "", "1.0"]], "boxes": [[[0.5, 1e16, 3, None]]]}
    write_report(connection, replace(rows, rows={**rows.rows, table(RawDocumentTable): [given]}))
    stored = connection.execute("select cells, boxes from raw.document_table").fetchone()
    assert stored == ([[text.replace("\x00", "�").replace("\ud83d", "�"), "", "1.0"]], [[[0.5, 1e16, 3, None]]])


def test_money_within_json_is_refused(connection: Connection) -> None:
    rows = report()
    (held,) = rows.rows[table(RawDocumentTable)]
    with pytest.raises(TypeError, match="Decimal"):
        write_report(
            connection,
            replace(rows, rows={**rows.rows, table(RawDocumentTable): [{**held, "cells": [[Decimal("1.00")]]}]}),
        )


def test_hostile_text_is_only_text(connection: Connection) -> None:
    hostile = "'); drop table core.figure; -- %s {0} \\copy \\. \x1b[31m =cmd()"
    write_report(connection, report(hostile, functions=[function_row(name=hostile)]))
    assert connection.execute("select text from raw.paragraph").fetchone() == (hostile,)
    assert connection.execute("select name from core.dim_function").fetchone() == (hostile,)
    assert connection.execute("select count(*) from core.figure").fetchone() == (1,)


def test_rows_without_a_foreign_key_go_with_their_document_and_report(connection: Connection) -> None:
    stated = {
        "disclosure_no": 0,
        "position": 0,
        "section": "",
        "item": "",
        "item_code": "",
        "metric": "金额",
        "value": Decimal(1),
    }
    stated |= {
        "unit": "万元",
        "decimals": 0,
        "topic": "",
        "group_no": 0,
        "direction": "",
        "reason": "",
        "fund": "",
        "base": "",
    }
    stated |= {"printed": "1", "sentence": "1万元"}
    write_report(connection, replace(report(), rows={**report().rows, table(CoreDisclosure): [stated]}))
    for one in _history():
        write_report(connection, one)
        assert _strays(connection) == []
    for (sha256,) in connection.execute("select sha256 from raw.document").fetchall():
        assert forget(connection, sha256)
        assert _strays(connection) == []
    assert [name for name in _WITHOUT_KEY if connection.execute(f"select 1 from {name} limit 1").fetchone()] == []


_WITHOUT_KEY = {
    "raw.paragraph": ("raw.document", ("document_key",)),
    "core.disclosure": ("core.dim_report", ("report_key", "agency_key", "fiscal_year")),
    "core.figure": ("core.report_statement", ("report_key", "agency_key", "fiscal_year", "statement_seq")),
}
"""Tables without a foreign key to what their rows belong to, which is this by these columns."""


def _strays(connection: Connection) -> list[str]:
    """Tables with rows that belong to nothing; or without, for something that should have some."""
    found = []
    for name, (owner, columns) in _WITHOUT_KEY.items():
        same = " and ".join(f"own.{column} = owner.{column}" for column in columns)
        missing = f"own.{columns[0]} is null or owner.{columns[0]} is null"
        query = f"select 1 from {name} as own full join {owner} as owner on {same} where {missing} limit 1"
        if connection.execute(query).fetchone():  # type: ignore[arg-type]
            found.append(name)
    return found


def test_a_figure_of_a_form_that_is_not_there_is_refused(connection: Connection) -> None:
    rows = report()
    (figure,) = rows.rows[table(CoreFigure)]
    stray = replace(
        rows, rows={**rows.rows, table(CoreFigure): [figure, {**figure, "figure_no": 1, "statement_seq": 7}]}
    )
    with pytest.raises(
        WarehouseError, match=r"第一版\.txt: core\.figure: rows of forms that the report doesn't have: 7 revenue"
    ):
        write_report(connection, stray)
    assert connection.execute("select 1 from raw.document").fetchall() == []
    assert {table.fullname for key in ("document_key", "report_key") for table in without_key(key)} == set(_WITHOUT_KEY)


def test_the_writer_will_not_work_inside_another_transaction(connection: Connection) -> None:
    with connection.transaction(), pytest.raises(ValueError, match="transaction"):
        write_report(connection, report())


@pytest.mark.parametrize("batch", [1, 4])
def test_loaders_that_meet_neither_deadlock_nor_lose_nor_double(
    database: str, connection: Connection, batch: int
) -> None:
    """Loaders, opposite orders, same agencies and subjects, the same documents in part."""
    reports = [published(f"版本{n}", year=2020 + n % 3, ferry=40 + n) for n in range(12)]
    failures: list[BaseException] = []

    def load(order: list[Any]) -> None:
        try:
            with psycopg.connect(database, autocommit=True) as own:
                for first in range(0, 12, batch):
                    outcomes = write_reports(own, order[first : first + batch])
                    failures.extend(one for one in outcomes if isinstance(one, Exception))
        except BaseException as error:  # noqa: BLE001 — handed to the main thread
            failures.append(error)

    threads = [
        threading.Thread(target=load, args=(order,)) for order in (reports, reports[::-1], reports[6:] + reports[:6])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert connection.execute("select count(*) from raw.document").fetchone() == (12,)
    assert connection.execute(
        "select fiscal_year, array_agg(revision order by revision), max(revision) filter (where is_current) from core.dim_report group by 1 order by 1"
    ).fetchall() == [(year, [1, 2, 3, 4], 4) for year in (2020, 2021, 2022)]


def test_the_database_itself_allows_one_current_revision(connection: Connection) -> None:
    write_report(connection, published("第一版"))
    write_report(connection, published("第二版", ferry=41))
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("update core.dim_report set is_current = true")


def test_keys_are_the_same_on_every_machine() -> None:
    assert keys.key("agency", "某县医疗保障局") == keys.agency_key("某县医疗保障局") == "dqehqux2jie2l"
    assert keys.key("a", "b", "c") != keys.key("a", "bc")
    assert keys.key("a", "b") != keys.key("b", "a")


def _statuses(outcomes: list[Outcome | Exception]) -> list[str]:
    return [one.status if isinstance(one, Outcome) else type(one).__name__ for one in outcomes]


def _history() -> list[Any]:
    """Documents that meet each other: versions, the same bytes again, by a newer and an older program, of another agency."""
    return [
        published("第一版"),
        published("别的局", agency="云梦省雾城市船闸所"),
        published("第二版", ferry=41),
        published("第一版"),
        published("第一版", version="1.1"),
        published("第一版", version="1.0"),
        published("前一年", year=2022),
        published("第三版", ferry=42, below_title="更正说明：以本件为准。"),
    ]


@pytest.mark.parametrize("size", [2, 3, 10])
def test_many_in_one_transaction_give_the_rows_of_one_after_the_other(connection: Connection, size: int) -> None:
    for one in _history():
        write_report(connection, one)
    expected = contents(connection)
    empty(connection)
    known = KnownRows()
    for first in range(0, len(_history()), size):
        write_reports(connection, _history()[first : first + size], known)
    assert contents(connection) == expected
    assert set(_statuses(write_reports(connection, _history(), known))) == {"unchanged"}
    assert contents(connection) == expected


def test_a_bad_report_among_good_ones_costs_itself_only(connection: Connection) -> None:
    batch = [
        report("甲"),
        report("乙", agency="某县财政局", amount=Decimal("1e30")),
        report("丙", agency="某县档案局", amount=1.5),
        report("丁", year=2023),
    ]
    outcomes = write_reports(connection, batch)
    assert _statuses(outcomes) == ["loaded", "WarehouseError", "TypeError", "loaded"]
    assert str(outcomes[1]).startswith("乙.txt: ")
    assert connection.execute("select count(*) from core.dim_report").fetchone() == (2,)


def test_subjects_that_others_deleted_meanwhile_are_sent_again(connection: Connection) -> None:
    known = KnownRows()
    write_reports(connection, [report("甲")], known)
    connection.execute("truncate core.dim_function cascade")
    assert _statuses(
        write_reports(connection, [report("乙", agency="某县财政局"), report("丙", agency="某县档案局")], known)
    ) == [
        "loaded",
        "loaded",
    ]
    assert connection.execute("select count(*) from core.fact_revenue").fetchone() == (2,)


def test_what_a_failed_transaction_sent_is_not_taken_as_known(connection: Connection) -> None:
    known = KnownRows()
    row = function_row("2101599", "其他")
    write_reports(connection, [report("甲", functions=[row], amount=Decimal("1e30")), report("乙", year=2023)], known)
    assert connection.execute("select count(*) from core.dim_function where code = '2101599'").fetchone() == (0,)
    assert _statuses(write_reports(connection, [report("丙", functions=[row])], known)) == ["loaded"]


def test_characters_that_postgres_cannot_hold_cost_no_other_report_anything(connection: Connection) -> None:
    rows = report("甲")
    broken = replace(rows, rows={**rows.rows, table(RawParagraph): [{"position": 0, "text": "甲\x00乙\ud83d"}]})
    assert _statuses(write_reports(connection, [report("乙", year=2023), broken])) == ["loaded", "loaded"]
    assert connection.execute("select text from raw.paragraph order by 1").fetchall() == [("乙",), ("甲�乙�",)]


@pytest.mark.parametrize(
    "values", [[], ["甲"], ['"'], ['"', ""], ['","'], ["a\\", "{b}"], ["NULL", None], ["x\x00", "\ud83d"], ["", " c "]]
)
def test_texts_of_an_array_arrive_as_they_are(connection: Connection, values: list[str | None]) -> None:
    one = report("甲")
    (document_table,) = one.rows[table(RawDocumentTable)]
    rows = {**one.rows, table(RawDocumentTable): [{**document_table, "lines_before": values}]}
    assert _statuses(write_reports(connection, [replace(one, rows=rows)])) == ["loaded"]
    expected = [value and value.replace("\x00", "�").replace("\ud83d", "�") for value in values]
    assert connection.execute("select lines_before from raw.document_table").fetchone() == (expected,)
