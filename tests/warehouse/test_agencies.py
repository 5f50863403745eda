"""Agencies in the warehouse: the order of loading decides nothing, and what a person says stays."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.errors import DocumentError, WarehouseError
from etl.loading.load import load_files
from etl.warehouse.agencies import refresh_agencies
from etl.warehouse.find_agency import find_agencies, find_agency
from etl.warehouse.settling import Said, read_settle_file, settle_agencies, take_back
from etl.warehouse.writer import forget
from tests.publication.made import PROSE, expenditure, report, write

Connection = psycopg.Connection[Any]

FULL = "西安市莲湖区卫生健康委员会"
SHORT = "西安市莲湖区卫健委"
BEFORE = "西安市莲湖区卫生和计划生育局"
UNIT = "西安市莲湖区妇幼保健院"

LISTS = "\n\n纳入2023年度部门决算编制范围的单位共2个：\n\n序号\t单位名称\n1\t{}（本级）\n2\t{}\n"


def text(agency: str, year: int, scope: str = "部门", more: str = "") -> str:
    return report(expenditure(40), PROSE, title=f"{year}年度{scope}决算", agency=agency, below_title=agency) + more


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write(
        tmp_path,
        {
            "full.txt": text(FULL, 2023, more=LISTS.format(FULL, UNIT)),
            "short.txt": text(SHORT, 2022),
            "before.txt": text(BEFORE, 2018),
            "unit.txt": text(UNIT, 2023, "单位"),
        },
    )


def load(connection: Connection, paths: Iterable[Path]) -> None:
    assert [one.error for one in load_files(list(paths), connection, workers=1) if one.error] == []


def forget_all(connection: Connection) -> None:
    for (sha256,) in rows(connection, "select sha256 from raw.document"):
        forget(connection, sha256)
    refresh_agencies(connection)


def empty(connection: Connection) -> None:
    """A warehouse that knows nothing but what persons said."""
    forget_all(connection)
    connection.execute("truncate core.dim_agency cascade")


def rows(connection: Connection, query: str) -> Sequence[Any]:
    return connection.execute(query).fetchall()  # type: ignore[arg-type]


def content(connection: Connection) -> dict[str, list[str]]:
    """Rows of the agencies' tables and their reports, without times."""
    queries = {
        "dim_agency": "select * from core.dim_agency",
        "agency_alias": "select * from core.agency_alias",
        "agency_succession": "select * from core.agency_succession",
        "agency_question": "select * from core.agency_question",
        "report_tie": "select * from core.report_tie",
        "dim_report": "select report_key, agency_key, fiscal_year, revision, is_current from core.dim_report",
        "figure": "select report_key, agency_key, figure_no, amount_yuan from core.figure",
    }
    return {name: sorted(map(repr, rows(connection, query))) for name, query in queries.items()}


def questions(connection: Connection) -> list[tuple[str, str, str]]:
    return [
        tuple(row)
        for row in rows(
            connection,
            "select a.name, q.kind, q.object from core.agency_question as q"
            " inner join core.dim_agency as a on q.agency_key = a.agency_key order by 1, 2",
        )
    ]


def owners(connection: Connection) -> list[tuple[str, int]]:
    return [
        tuple(row)
        for row in rows(
            connection,
            "select a.name, r.fiscal_year from core.dim_report as r"
            " inner join core.dim_agency as a on r.agency_key = a.agency_key order by r.fiscal_year, a.name",
        )
    ]


def test_agencies_are_the_same_in_whatever_order_their_reports_come(connection: Connection, files: list[Path]) -> None:
    results = []
    for order in itertools.islice(itertools.permutations(files), 0, None, 5):
        empty(connection)
        for path in order:
            load(connection, [path])
        results.append(content(connection))
    assert all(one == results[0] for one in results)
    assert questions(connection) == [
        (SHORT, "spelling", FULL),
        (SHORT, "successor", BEFORE),
        (FULL, "successor", BEFORE),
    ]
    assert rows(
        connection,
        "select p.name, a.parent_source, a.first_year, a.agency_type from core.dim_agency as a"
        f" inner join core.dim_agency as p on a.parent_agency_key = p.agency_key where a.name = '{UNIT}'",
    ) == [(FULL, "unit_list", 2023, "妇幼保健院")]


def test_a_spelling_takes_its_reports_to_the_agency_and_stays_settled(
    connection: Connection, files: list[Path]
) -> None:
    load(connection, files)
    settle_agencies(connection, [Said(SHORT, "alias", FULL), Said(FULL, "successor", BEFORE)])
    settled = content(connection)
    assert owners(connection) == [(BEFORE, 2018), (FULL, 2022), (FULL, 2023), (UNIT, 2023)]
    assert questions(connection) == []
    assert rows(connection, f"select source, valid_from from core.agency_alias where alias = '{SHORT}'") == [
        ("person", 2022)
    ]
    # Read anew, taken out, loaded again, in another order: what was said holds.
    for path in reversed(files):
        load(connection, [path])
    forget_all(connection)
    for path in reversed(files):
        load(connection, [path])
    assert content(connection) == settled
    empty(connection)
    load(connection, files)
    assert content(connection) == settled


def test_what_was_said_can_be_taken_back(connection: Connection, files: list[Path]) -> None:
    load(connection, files)
    before = content(connection)
    settle_agencies(connection, [Said(SHORT, "alias", FULL)])
    assert take_back(connection, SHORT) == 1
    assert content(connection) == before
    with pytest.raises(WarehouseError, match="nothing was settled"):
        take_back(connection, SHORT)


def test_an_answer_holds_until_another_question_comes(connection: Connection, files: list[Path]) -> None:
    full, short, before, _ = files
    load(connection, [full, short])
    settle_agencies(connection, [Said(FULL, "ok")])
    assert questions(connection) == []
    load(connection, [before])
    assert {kind for _, kind, _ in questions(connection)} == {"successor"}


def test_a_report_that_a_loader_had_resolved_before_goes_to_the_agency_with_the_next_load(
    connection: Connection, files: list[Path]
) -> None:
    full, short, *_ = files
    load(connection, [full, short])
    # As if settled between the reading of short.txt and its writing.
    connection.execute(
        "insert into core.agency_settlement (agency, act, object) values (%s, 'alias', %s)", (SHORT, FULL)
    )
    load(connection, [full])
    assert owners(connection) == [(FULL, 2022), (FULL, 2023)]


def test_an_agency_is_found_by_name_spelling_and_parts(connection: Connection, files: list[Path]) -> None:
    load(connection, files)
    assert find_agency(connection, f" {UNIT} ").name == UNIT
    assert find_agency(connection, "妇幼").name == UNIT
    assert find_agency(connection, "莲湖 计划").name == BEFORE
    assert [one.name for one in find_agencies(connection, "莲湖 委")] == sorted([FULL, SHORT])
    assert find_agency(connection, "莲湖 委#2").name == sorted([FULL, SHORT])[1]
    with pytest.raises(WarehouseError) as several:
        find_agency(connection, "莲湖区卫")
    told = str(several.value)
    assert "1 " in told
    assert f"{BEFORE}（陕西省西安市莲湖区, 2018–2018）" in told
    with pytest.raises(WarehouseError, match=f"is it .*{FULL}"):
        find_agency(connection, "西安市莲湖区卫生健康委员会办公")
    settle_agencies(connection, [Said(SHORT, "alias", FULL)])
    assert find_agency(connection, SHORT).name == FULL


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_settle_file_is_read_in_utf_8_and_gbk(
    connection: Connection, files: list[Path], tmp_path: Path, encoding: str
) -> None:
    load(connection, files)
    path = tmp_path / "settle.csv"
    lines = ["部门,同一部门,前身,无误", f"{SHORT},{FULL},,", f"{FULL},,{BEFORE},是", ""]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    done = settle_agencies(connection, read_settle_file(path), place=path.name)
    assert set(done.agencies) == {SHORT, FULL}
    assert questions(connection) == []


def test_a_settle_file_with_a_fault_settles_nothing_and_names_every_line(
    connection: Connection, files: list[Path], tmp_path: Path
) -> None:
    load(connection, files)
    before = content(connection)
    path = tmp_path / "settle.csv"
    path.write_text(
        "agency,alias_of,type,region\n"
        f"{SHORT},{FULL},,\n"
        "雾山市渡口局,,水利局,\n"
        f"{UNIT},,渡口机构,\n"
        f"{SHORT},{BEFORE},,\n"
        f"{BEFORE},,,999999\n",
        encoding="utf-8",
    )
    with pytest.raises(WarehouseError) as refused:
        settle_agencies(connection, read_settle_file(path), place=path.name)
    told = str(refused.value)
    for part in (
        "line 3: 雾山市渡口局: no such agency",
        "line 4: 渡口机构: no such type",
        "line 5: ",
        "line 6: 999999",
    ):
        assert part in told
    assert "said twice (as in line 2)" in told
    assert content(connection) == before
    assert rows(connection, "select * from core.agency_settlement") == []


def test_spellings_that_lead_back_to_themselves_are_refused(connection: Connection, files: list[Path]) -> None:
    load(connection, files)
    with pytest.raises(WarehouseError, match="lead back to itself"):
        settle_agencies(connection, [Said(SHORT, "alias", FULL), Said(FULL, "alias", SHORT)])
    with pytest.raises(WarehouseError, match="its own alias"):
        settle_agencies(connection, [Said(SHORT, "alias", SHORT)])


@pytest.mark.parametrize(
    ("content_", "problem"),
    [
        ("name,ok\n某局,是\n", "line 1: no column agency"),
        ("agency,级别\n某局,县\n", "line 1: unknown columns: 级别"),
        ("", "it is empty"),
        ("agency,ok\n", "it says nothing"),
    ],
)
def test_what_is_no_settle_file_is_refused(tmp_path: Path, content_: str, problem: str) -> None:
    path = tmp_path / "settle.csv"
    path.write_text(content_, encoding="utf-8")
    with pytest.raises(DocumentError, match=problem):
        read_settle_file(path)
