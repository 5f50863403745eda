"""Documents of a publication in the warehouse: in whatever order and grouping they come, the rows are the same."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.documents import read_document
from etl.pipeline import interpret_report
from etl.reference.agencies import KnownAliases
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse import keys
from etl.warehouse.reference import sync_reference
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.revisions import Outcome
from etl.warehouse.rows import report_rows
from etl.warehouse.schema import empty
from etl.warehouse.stored import stored_documents
from etl.warehouse.writer import forget, write_report, write_reports
from tests.publication.made import (
    AGENCY,
    PROSE,
    RECEPTION,
    contents,
    expenditure,
    report,
    revenue,
    rows,
    versions,
    write,
)

Connection = psycopg.Connection[Any]

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

PUBLICATION = {
    "1.txt": report(expenditure(40)),
    "2.txt": report(revenue(), PROSE),
    "3.txt": report(RECEPTION, "公开日期：2024年9月30日"),
    "4.txt": report(expenditure(41), below_title="更正说明：以本件为准。"),
    "5.txt": report(expenditure(40), PROSE),
    "6.txt": report(expenditure(39), below_title="（征求意见稿）"),
}


def statuses(outcomes: list[Outcome | Exception]) -> list[str]:
    return [f"{one.status} {one.detail}".strip() if isinstance(one, Outcome) else repr(one) for one in outcomes]


@pytest.fixture(autouse=True)
def _forms(connection: Connection) -> None:
    sync_reference(connection)


@pytest.fixture
def read(tmp_path: Path, connection: Connection) -> list[ReportRows]:
    return rows(connection, write(tmp_path, PUBLICATION))


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_grouping_gives_the_same_rows(connection: Connection, read: list[ReportRows], seed: int) -> None:
    write_reports(connection, read)
    expected = contents(connection)
    assert versions(connection) == [
        (["6.txt"], False),
        (["1.txt", "2.txt", "3.txt", "5.txt"], False),
        (["2.txt", "3.txt", "4.txt"], True),
    ]
    rng = random.Random(seed)  # noqa: S311 - a sequence that anyone can run again
    empty(connection)
    order = rng.sample(read, len(read))
    while order:
        size = rng.randint(1, 3)
        write_reports(connection, order[:size])
        order = order[size:]
    assert contents(connection) == expected
    assert {one.split()[0] for one in statuses(write_reports(connection, read))} == {"unchanged"}
    assert contents(connection) == expected


def test_what_is_forgotten_leaves_the_rows_of_those_left(connection: Connection, read: list[ReportRows]) -> None:
    write_reports(connection, read[:3])
    expected = contents(connection)
    write_reports(connection, read[3:])
    for one in read[3:]:
        assert forget(connection, str(one.document["sha256"]))
    assert contents(connection) == expected
    for one in read[1:3]:
        assert forget(connection, str(one.document["sha256"]))
    left = contents(connection)
    empty(connection)
    write_report(connection, read[0])
    alone = contents(connection)
    # Agencies and subjects stay; the report's own rows are those of a report that was alone from the first.
    own = [
        name
        for name in alone
        if name.startswith("raw.") or "report" in name or name in ("core.figure", "core.disclosure")
    ]
    assert {name: left[name] for name in own} == {name: alone[name] for name in own}


def test_the_status_stands_at_the_file_that_it_is_said_of(connection: Connection, read: list[ReportRows]) -> None:
    first, second, _, correction, *_ = read
    assert statuses(write_reports(connection, [first])) == ["loaded"]
    assert statuses(write_reports(connection, [second])) == ["joined part of 1.txt"]
    assert statuses(write_reports(connection, [correction])) == ["current in place of 1.txt"]
    assert statuses(write_reports(connection, [first])) == ["unchanged"]
    empty(connection)
    write_reports(connection, [correction])
    assert statuses(write_reports(connection, [first])) == ["kept current is 4.txt"]


def test_a_part_that_a_newer_program_read_changes_its_own_rows_only(
    connection: Connection, read: list[ReportRows]
) -> None:
    write_reports(connection, read)
    before = contents(connection)
    again = replace(read[1], document={**read[1].document, "loader_version": "99"})
    assert statuses(write_reports(connection, [again])) == ["reloaded"]
    after = contents(connection)
    assert {name for name in after if after[name] != before[name]} == {"raw.document"}


def test_a_document_read_anew_as_another_agencys_leaves_the_first_agencys_publication(
    connection: Connection, read: list[ReportRows]
) -> None:
    write_reports(connection, read[:2])
    report = read[1].read
    assert report is not None
    head = replace(report.interpretation.head, agency="云梦省雾城市船闸所")
    again = report_rows(interpret_report(report.document, head=head), load_catalogue(), KnownAliases({}))
    again = replace(again, document={**again.document, "loader_version": "99"})
    assert statuses(write_reports(connection, [again])) == ["reloaded"]
    assert versions(connection) == [(["1.txt"], True), (["2.txt"], True)] or versions(connection) == [
        (["2.txt"], True),
        (["1.txt"], True),
    ]


def test_each_figure_leads_to_its_own_file(connection: Connection, read: list[ReportRows]) -> None:
    write_reports(connection, read[:3])
    assert connection.execute(
        "select distinct file_name, statement_title from core.published_figure order by 1"
    ).fetchall() == [("1.txt", "支出决算表"), ("2.txt", "收入决算表")]
    stated = connection.execute("select file_name from core.published_disclosure where item = '公务接待费'").fetchall()
    assert set(stated) == {("3.txt",)}
    off = connection.execute(
        """
        select count(*) from core.figure as f
        inner join core.report_document as p on f.report_key = p.report_key
        inner join raw.document_table as t on p.document_key = t.document_key and f.table_index = p.first_table + t.table_index
        where t.cells -> f.row_index ->> f.column_index = f.printed
        """
    ).fetchone()
    assert off == connection.execute("select count(*) from core.figure").fetchone()


def test_review_asks_about_the_version_that_is_not_current(connection: Connection, tmp_path: Path) -> None:
    whole, short = rows(
        connection,
        write(tmp_path, {"a.txt": report(expenditure(40), revenue(), PROSE), "b.txt": report(expenditure(41), PROSE)}),
    )
    for order in ([whole, short], [short, whole]):
        empty(connection)
        for one in order:
            write_report(connection, one)
        ((place, detail),) = connection.execute(
            "select place, detail from core.review_item where kind = 'version'"
        ).fetchall()
        assert place == "b.txt"
        assert AGENCY in detail
        assert "收入决算表" in detail


@pytest.mark.parametrize(
    "path", sorted(SAMPLES.glob("*.txt"))[:3] + sorted(SAMPLES.glob("*.pdf"))[:1], ids=lambda p: p.name
)
def test_a_document_comes_back_from_the_warehouse_as_it_was_read(connection: Connection, path: Path) -> None:
    document = read_document(path)
    (given,) = rows(connection, [path])
    write_report(connection, given)
    key = keys.document_key(document.sha256)
    back = stored_documents(connection, [key])[key]
    for ours, theirs in zip(back.blocks, document.blocks, strict=True):
        if getattr(theirs, "boxes", None) is None:  # boxes are kept to a tenth of a point
            assert ours == theirs
