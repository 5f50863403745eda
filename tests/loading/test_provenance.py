"""Where a document was published: a list beside the files, a person's word, the page itself; and what was said of a head is remembered."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

import etl.loading.load
import etl.warehouse.rows.report
from etl.cli import app
from etl.errors import DocumentError, GongkaiError
from etl.head import StatedHead
from etl.loading.load import load_files
from etl.loading.provenance import FILE_NAME, read_sources
from tests.publication.made import AGENCY, PROSE, RECEPTION, expenditure, report, versions, write

Connection = psycopg.Connection[Any]

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def sources(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select source_url, retrieved_at, published_hint from core.dim_report order by source_url"
    ).fetchall()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_list_beside_the_files_says_where_they_were_published(tmp_path: Path, encoding: str) -> None:
    text = "文件名,网址,下载时间,公开日期\n正文.txt,https://town.example/1.txt,2024-09-02T08:30:00+00:00,2024年8月30日\n\n附件1.xlsx,,,\n"
    (tmp_path / FILE_NAME).write_bytes(text.encode(encoding))
    found = read_sources(tmp_path / FILE_NAME)
    assert found["正文.txt"].source_url == "https://town.example/1.txt"
    assert found["正文.txt"].retrieved_at == datetime(2024, 9, 2, 8, 30, tzinfo=UTC)
    assert found["正文.txt"].published_hint == date(2024, 8, 30)
    assert found["附件1.xlsx"].source_url is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("名称,说明\na.txt,b\n", "line 1: its first line names no columns"),
        ("file,url\n,https://town.example/1\n", "line 2: no file is named"),
        ("file,url\na.txt,ftp:/1\n", "line 2: no address of the web"),
        ("file,url,published_at\na.txt,https://town.example/1,soon\n", "line 2: no day: soon"),
        ("file,url\na.txt,https://town.example/1\na.txt,https://town.example/2\n", "line 3: a.txt stands in it twice"),
    ],
)
def test_a_list_with_a_mistake_counts_for_nothing_and_names_the_line(
    connection: Connection, tmp_path: Path, text: str, message: str
) -> None:
    (file,) = write(tmp_path, {"a.txt": report(expenditure())})
    (tmp_path / FILE_NAME).write_text(text, "utf-8")
    with pytest.raises(DocumentError, match=re.escape(message)):
        read_sources(tmp_path / FILE_NAME)
    loaded, problem = load_files([file], connection, workers=1)
    assert (loaded.status, problem.status, problem.path.name) == ("loaded", "failed", FILE_NAME)
    assert sources(connection) == [(None, None, None)]


def test_the_source_stands_beside_the_report_and_follows_the_list(connection: Connection, tmp_path: Path) -> None:
    files = write(tmp_path, {"a.txt": report(expenditure()), "b.txt": report(PROSE)})
    load_files(files, connection, workers=1)
    assert sources(connection) == [(None, None, None)]
    (tmp_path / FILE_NAME).write_text("file,url,published_at\nb.txt,https://town.example/b,2024-08-30\n", "utf-8")
    assert [one.status for one in load_files(files, connection, workers=1)] == ["unchanged", "unchanged"]
    assert sources(connection) == [("https://town.example/b", None, date(2024, 8, 30))]
    # A part that comes later makes the report anew; what is known of its sources stays.
    (more,) = write(tmp_path, {"c.txt": report(RECEPTION)})
    load_files([more], connection, workers=1)
    assert sources(connection) == [("https://town.example/b", None, date(2024, 8, 30))]
    load_files([more], connection, workers=1, source_url="https://town.example/c")
    assert connection.execute(
        "select source_url from core.report_document where source_url is not null order by 1"
    ).fetchall() == [("https://town.example/b",), ("https://town.example/c",)]


def test_a_saved_page_says_where_it_stood(connection: Connection, tmp_path: Path) -> None:
    page = (
        "<!-- saved from url=(0027)https://town.example/p.html -->"
        f"<html><head><title>{AGENCY}2023年度部门决算</title></head><body><p>{PROSE}</p></body></html>"
    )
    load_files(write(tmp_path, {"p.html": page}), connection, workers=1)
    assert sources(connection) == [("https://town.example/p.html", None, None)]


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": report(expenditure())})
    refused = CliRunner().invoke(app, ["load", "--dry-run", str(tmp_path / "a.txt"), "--source-url", "town"]).exception
    assert isinstance(refused, GongkaiError)
    assert "no address of the web" in str(refused)


def test_a_hint_of_the_source_decides_nothing(connection: Connection, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("file,published_at\na.txt,2024-08-30\nb.txt,2024-09-30\n", "utf-8")
    files = write(
        tmp_path, {"a.txt": report(expenditure(40), PROSE, RECEPTION), "b.txt": report(expenditure(41), PROSE)}
    )
    load_files(files, connection, workers=1)
    assert versions(connection)[-1] == (["a.txt"], True)


def test_what_held_on_a_day_by_publication_and_by_loading(connection: Connection, tmp_path: Path) -> None:
    """The queries of docs/operations.md, as they stand there."""
    files = write(
        tmp_path,
        {
            "a.txt": report(expenditure(40), "公开日期：2024年8月30日"),
            "b.txt": report(expenditure(41), "公开日期：2025年2月10日"),
            "c.txt": report(expenditure(42), title="2023年度部门决算（作废）"),
        },
    )
    load_files(files, connection, workers=1)
    connection.execute(
        """
        update core.dim_report as r set loaded_at = '2024-12-01' from raw.document as d
        where r.document_key = d.document_key and d.file_name = 'b.txt'
        """
    )
    by_publication, by_loading = re.findall(r"```sql\n(select distinct on .*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    name = "select d.file_name from ({}) as r inner join raw.document as d using (document_key)"
    assert connection.execute(name.format(by_publication.rstrip(";\n "))).fetchall() == [("a.txt",)]  # type: ignore[call-overload]
    assert connection.execute(name.format(by_loading.rstrip(";\n "))).fetchall() == [("b.txt",)]  # type: ignore[call-overload]


def test_a_persons_word_on_a_head_holds_when_a_newer_program_reads_the_file(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = write(tmp_path, {"a.txt": report(expenditure())})
    load_files([file], connection, workers=1)
    other = StatedHead("云梦省雾城市船闸所", None, None, None)

    def agency() -> list[tuple[Any, ...]]:
        return connection.execute(
            "select a.name, r.fiscal_year from core.dim_report as r inner join core.dim_agency as a using (agency_key)"
        ).fetchall()

    # A file that is there is read again with a person's word.
    assert load_files([file], connection, workers=1, stated=other)[0].status == "reloaded"
    assert agency() == [("云梦省雾城市船闸所", 2023)]
    assert load_files([file], connection, workers=1)[0].status == "unchanged"
    assert load_files([file], connection, workers=1, stated=other)[0].status == "unchanged"
    # A second word is added to the first.
    load_files([file], connection, workers=1, stated=StatedHead(fiscal_year=2022))
    assert agency() == [("云梦省雾城市船闸所", 2022)]
    for module in (etl.loading.load, etl.warehouse.rows.report):
        monkeypatch.setattr(module, "loader_version", lambda: "99.0")
    assert load_files([file], connection, workers=1)[0].status == "reloaded"
    assert agency() == [("云梦省雾城市船闸所", 2022)]
    assert connection.execute("select loader_version from raw.document").fetchone() == ("99.0",)
    places = connection.execute(
        "select place, agency, fiscal_year from raw.head_evidence order by evidence_no"
    ).fetchall()
    assert places[0] == ("person", "云梦省雾城市船闸所", 2022)
    assert ("cover", AGENCY, 2023) in places
