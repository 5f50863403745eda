"""What is awkward about a publication's documents: very many of them, loaders that meet, settling in the middle of a load."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.loading.load import load_files
from etl.warehouse.engine import connect
from etl.warehouse.reference import sync_reference
from etl.warehouse.revisions import Outcome
from etl.warehouse.schema import empty
from etl.warehouse.writer import settle_version, write_reports
from tests.publication.made import ANNEX, PROSE, contents, expenditure, report, revenue, rows, versions, write

Connection = psycopg.Connection[Any]

FILES = 300
ITEMS = ("公务接待费", "公务用车运行维护费", "会议费", "培训费")


def test_three_hundred_files_of_one_agency(connection: Connection, tmp_path: Path) -> None:
    """Parts of many years and both kinds, all of them current and each in its publication."""
    documents = {}
    for number in range(FILES):
        year, word = 2010 + number % 15, ("预算", "决算")[number // 15 % 2]
        stated = f"一、情况\n{year}年度{ITEMS[number % len(ITEMS)]}为{number + 1}.50万元。"
        documents[f"{number}.txt"] = report(stated, title=f"{year}年度部门{word}", below_title=f"第{number + 1}部分")
    sync_reference(connection)
    read = rows(connection, write(tmp_path, documents))
    started = time.process_time()
    outcomes = write_reports(connection, read)
    assert time.process_time() - started < 60
    assert all(isinstance(one, Outcome) for one in outcomes)
    found = connection.execute(
        """
        select count(distinct (r.fiscal_year, r.kind)), count(distinct p.document_key)
        from core.dim_report as r inner join core.report_document as p using (report_key)
        """
    ).fetchone()
    assert found == (30, FILES)
    assert connection.execute("select count(*) from core.dim_report where is_current").fetchone() == (30,)


@pytest.mark.parametrize("times", range(2))
def test_two_loaders_at_once_over_the_parts_of_one_publication(
    database: str, connection: Connection, tmp_path: Path, times: int
) -> None:
    files = write(
        tmp_path,
        {
            "1.txt": report(expenditure(40)),
            "附件1.html": ANNEX,
            "2.txt": report(revenue(), PROSE),
            "3.txt": report(expenditure(41), below_title="更正说明：以本件为准。"),
        },
    )
    load_files(files, connection, workers=1)
    expected = contents(connection)
    empty(connection)
    problems: list[str] = []

    def load(own: list[Path]) -> None:
        with connect(database) as other:
            problems.extend(one.error for one in load_files(own, other, workers=1) if one.status == "failed")

    threads = [threading.Thread(target=load, args=(files[i::2],)) for i in range(2)]
    threads.append(threading.Thread(target=load, args=(files,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert contents(connection) == expected


def test_a_version_is_settled_while_its_publication_is_loaded(
    database: str, connection: Connection, tmp_path: Path
) -> None:
    old, new, *more = rows(
        connection,
        write(
            tmp_path,
            {
                "old.txt": report(expenditure(40)),
                "new.txt": report(expenditure(41), below_title="更正说明：以本件为准。"),
                **{
                    f"{n}.txt": report(PROSE.replace("5.00", f"{n}.00"), revenue(), title="2023年度部门决算")
                    for n in range(3)
                },
            },
        ),
    )
    sync_reference(connection)
    write_reports(connection, [old, new])
    sha256 = str(old.document["sha256"])

    def settle() -> None:
        with connect(database) as other:
            settle_version(other, sha256)

    thread = threading.Thread(target=settle)
    thread.start()
    for one in more:
        assert isinstance(write_reports(connection, [one])[0], Outcome)
    thread.join()
    assert "old.txt" in versions(connection)[-1][0]
    assert connection.execute("select count(*) from core.settled_version").fetchone() == (1,)


def test_an_older_version_that_comes_last_changes_nothing(connection: Connection, tmp_path: Path) -> None:
    sync_reference(connection)
    new, part, old = rows(
        connection,
        write(
            tmp_path,
            {
                "new.txt": report(expenditure(41), "公开日期：2024年10月8日"),
                "part.txt": report(PROSE),
                "old.txt": report(expenditure(40), "公开日期：2024年8月30日"),
            },
        ),
    )
    write_reports(connection, [new, part])
    before = connection.execute("select report_key from core.dim_report where is_current").fetchall()
    (outcome,) = write_reports(connection, [old])
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.other) == ("kept", "new.txt")
    assert connection.execute("select report_key from core.dim_report where is_current").fetchall() == before
