"""A document without a head of its own is a part of the publication of its folder, or of the page that links to it; else it waits."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.errors import NotAReportError
from etl.head import HeadlessSays, StatedHead
from etl.loading.companions import read_report_in_folder
from etl.loading.load import load_files
from etl.loading.loaded import Loaded
from etl.loading.reading import Unread, read_one
from etl.publication.company import Companion, Place, belonging
from etl.warehouse.schema import empty
from etl.warehouse.waiting import waiting_parts
from etl.warehouse.writer import forget
from tests.publication.made import AGENCY, ANNEX, PROSE, contents, expenditure, report, revenue, versions, write

Connection = psycopg.Connection[Any]

LOCKS = "云梦省雾城市船闸所"
MAIN = report(expenditure(), PROSE)
OTHER = report(expenditure(), agency=LOCKS)


def load(connection: Connection, *files: Path) -> list[tuple[str, str]]:
    return [told(one) for one in load_files(files, connection, workers=1)]


def told(one: Loaded) -> tuple[str, str]:
    return one.status, one.detail


def sha256_of(connection: Connection, name: str) -> str:
    found = connection.execute("select sha256 from raw.document where file_name = %s", (name,)).fetchone()
    assert found is not None
    return str(found[0])


def waiting(connection: Connection) -> list[str]:
    return [one.file_name for one in waiting_parts(connection)]


def test_a_part_takes_the_head_of_its_folder_in_whatever_order_they_come(
    connection: Connection, tmp_path: Path
) -> None:
    files = write(tmp_path, {"正文.txt": MAIN, "附件1.html": ANNEX, "说明.txt": report(revenue())})
    load(connection, *files)
    expected = contents(connection)
    assert versions(connection) == [(["正文.txt", "说明.txt", "附件1.html"], True)]
    assert connection.execute("select count(distinct report_key) from core.published_performance").fetchone() == (1,)
    for order in itertools.permutations(files):
        empty(connection)
        for file in order:
            load(connection, file)
        assert contents(connection) == expected


def test_a_part_waits_is_listed_and_joins_when_its_main_file_comes(
    database: str, connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    annex, main = write(tmp_path, {"附件1.html": ANNEX, "正文.txt": MAIN})
    (one,) = load_files([annex], connection, workers=1)
    assert (one.status, one.indicators) == ("waiting", 2)
    assert "main file of its folder" in one.error
    run = CliRunner()
    loaded = run.invoke(app, ["load", str(annex)])
    assert (loaded.exit_code, "waiting" in loaded.output) == (1, True)
    for command in (["reports"], ["review"], ["review", "--kind", "waiting"]):
        assert "附件1.html" in run.invoke(app, command).output, command
    annex.unlink()  # it isn't needed any more
    assert load(connection, main) == [("loaded", "")]
    assert versions(connection) == [(["正文.txt", "附件1.html"], True)]
    assert waiting(connection) == []
    assert "附件1.html" not in run.invoke(app, ["review", "--kind", "waiting"]).output


def test_a_part_beside_two_publications_waits_whatever_came_first(connection: Connection, tmp_path: Path) -> None:
    files = write(tmp_path, {"1.txt": MAIN, "附件1.html": ANNEX, "2.txt": OTHER})
    assert load(connection, *files[:2])[1] == ("joined", "part of 1.txt")
    load(connection, files[2])
    assert waiting(connection) == ["附件1.html"]
    (why,) = (one.why for one in waiting_parts(connection))
    assert "several publications" in why
    assert LOCKS in why
    (again,) = load_files(files[1:2], connection, workers=1)
    assert again.status == "waiting"
    alone = contents(connection)
    empty(connection)
    load(connection, *reversed(files))
    assert contents(connection) == alone
    assert forget(connection, sha256_of(connection, "2.txt"))
    assert versions(connection) == [(["1.txt", "附件1.html"], True)]


def test_the_same_annex_in_two_agencies_folders_belongs_to_both(connection: Connection, tmp_path: Path) -> None:
    files = write(tmp_path, {"a/1.txt": MAIN, "a/附件1.html": ANNEX, "b/2.txt": OTHER, "b/附件1.html": ANNEX})
    load(connection, *files)
    assert sorted(versions(connection)) == [(["1.txt", "附件1.html"], True), (["2.txt", "附件1.html"], True)]
    expected = contents(connection)
    for order in (files[::-1], [files[1], files[3], files[2], files[0]]):
        empty(connection)
        for file in order:
            load(connection, file)
        assert contents(connection) == expected
    assert load(connection, files[1]) == [("joined", "part of 1.txt, 2.txt")] or True
    assert forget(connection, sha256_of(connection, "1.txt"))
    assert versions(connection) == [(["2.txt", "附件1.html"], True)]
    assert forget(connection, sha256_of(connection, "附件1.html"))
    assert versions(connection) == [(["2.txt"], True)]


def test_the_page_that_links_to_a_part_decides_among_several(connection: Connection, tmp_path: Path) -> None:
    page = (
        f"<html><head><title>{AGENCY}2023年度部门决算</title></head><body><p>{AGENCY}2023年度部门决算</p>"
        f"<p>{PROSE}</p><a href='./附件1.html?download=1.xlsx'>附件1.xlsx</a><a href='files/P02.xlsx'>附件2.xlsx</a></body></html>"
    )
    files = write(
        tmp_path,
        {"页面.html": page, "2.txt": OTHER, "附件2.html": ANNEX, "files/P02.xlsx": ANNEX.replace("渡船", "码头")},
    )
    results = load(connection, *files)
    assert results[3] == ("joined", "part of 页面.html")
    assert results[2][0] == "waiting"


def test_a_part_says_itself_which_of_two_years_it_is_of(connection: Connection, tmp_path: Path) -> None:
    year = ANNEX.replace("<body>", "<body><p>2022年度决算公开表</p>")
    files = write(
        tmp_path, {"1.txt": MAIN, "2.txt": report(expenditure(), title="2022年度部门决算"), "附件1.html": year}
    )
    assert load(connection, *files)[2] == ("joined", "part of 2.txt")


@pytest.mark.parametrize(
    "named",
    [
        f"<p>编制单位：{LOCKS}</p>",
        f"<table><tr><td>单位名称</td><td>{LOCKS}</td></tr><tr><td>联系人</td><td></td></tr></table>",
    ],
)
def test_a_part_that_names_another_agency_waits(connection: Connection, tmp_path: Path, named: str) -> None:
    foreign = ANNEX.replace("<body>", f"<body>{named}")
    files = write(tmp_path, {"1.txt": MAIN, "附件1.html": foreign})
    _, one = load_files(files, connection, workers=1)
    assert one.status == "waiting"
    assert LOCKS in one.error


@pytest.mark.parametrize(
    "named",
    [
        "<table><tr><td>项目名称</td><td>渡船更新</td></tr><tr><td>主管部门</td><td>云梦省交通厅</td></tr>"
        "<tr><td>联系人</td><td></td></tr></table>",
        "<p>主管部门：云梦省交通厅</p>",
        "<p>云梦省财政厅关于批复2023年度部门决算的函</p>",
        "<p>雾城市渡口站2023年度单位决算项目绩效打分表</p>",
    ],
)
def test_a_superior_or_a_title_does_not_make_a_part_wait(tmp_path: Path, named: str) -> None:
    (annex,) = write(tmp_path, {"附件1.html": ANNEX.replace("<body>", f"<body>{named}")})
    outcome = read_one(annex)
    assert isinstance(outcome, Unread)
    assert outcome.headless is not None
    assert outcome.headless.says.preparers == ()


def test_a_person_says_whose_a_part_is(connection: Connection, tmp_path: Path) -> None:
    (annex,) = write(tmp_path, {"附件1.html": ANNEX})
    load(connection, annex)
    word = StatedHead(AGENCY, 2023, "final_account", "department")
    assert [told(one) for one in load_files([annex], connection, workers=1, stated=word)] == [("reloaded", "")]
    assert versions(connection) == [(["附件1.html"], True)]
    assert waiting(connection) == []


def test_a_report_without_its_year_is_no_part_of_another(connection: Connection, tmp_path: Path) -> None:
    """Its title names an agency and says 决算: it is refused, and not read as a part of the publication that lies beside it."""
    files = write(tmp_path, {"1.txt": MAIN, "2.txt": report(expenditure(50), title="年度部门决算")})
    _, one = load_files(files, connection, workers=1)
    assert (one.status, "--year" in one.error) == ("failed", True)
    assert versions(connection) == [(["1.txt"], True)]


def test_a_file_without_anything_of_a_report_is_no_part(connection: Connection, tmp_path: Path) -> None:
    (file,) = write(tmp_path, {"通知.txt": "各科室：\n请于本周五前报送材料。\n办公室\n"})
    (one,) = load_files([file], connection, workers=1)
    assert one.status == "failed"
    assert connection.execute("select count(*) from raw.document").fetchone() == (0,)


def test_without_a_warehouse_a_part_is_read_with_its_folder(tmp_path: Path) -> None:
    main, annex, alone = write(tmp_path, {"a/正文.txt": MAIN, "a/附件1.html": ANNEX, "b/附件1.html": ANNEX})
    read = load_files([main, annex, alone], None, workers=1)
    assert [(one.status, one.agency) for one in read] == [("read", AGENCY), ("read", AGENCY), ("failed", "")]
    inspected = read_report_in_folder(annex)
    assert (inspected.interpretation.head.agency, inspected.has_own_head) == (AGENCY, False)
    with pytest.raises(NotAReportError, match="waits for the main file"):
        read_report_in_folder(alone)
    run = CliRunner().invoke(app, ["inspect", str(annex)])
    assert (run.exit_code, AGENCY in run.output) == (0, True)


def companion(
    name: str, folder: str, *, year: int = 2023, links: Sequence[tuple[str, str]] = (), url: str | None = None
) -> Companion[str]:
    return Companion(
        f"{name} {year}", name, (), year, "budget", (Place(f"{folder}/page.html", folder, url),), tuple(links)
    )


@pytest.mark.parametrize(
    ("href", "place"),
    [
        ("附件1.xlsx", Place("/a/附件1.xlsx", "/a")),
        ("../b/附件1.xlsx", Place("/b/附件1.xlsx", "/b")),
        ("%E9%99%84%E4%BB%B61.xlsx", Place("/a/附件1.xlsx", "/a")),
        ("/2024/P01.xlsx", Place("/z/附件.xlsx", "/z", "https://town.example/2024/P01.xlsx")),
        ("https://town.example/P01.xlsx", Place("/z/附件.xlsx", "/z", "https://town.example/P01.xlsx")),
    ],
)
def test_a_link_leads_to_a_part_by_its_path_its_name_or_its_address(href: str, place: Place) -> None:
    linking = companion("甲局", "/a", links=[(href, "下载")], url="https://town.example/2024/page.html")
    several = [companion("乙局", "/a"), linking, companion("丙局", place.folder)]
    assert belonging([place], HeadlessSays(), several).publications == {"甲局 2023"}


def test_a_part_without_company_says_what_it_waits_for() -> None:
    found = belonging([Place("/a/附件1.xlsx", "/a")], HeadlessSays(), [companion("甲局", "/b")])
    assert (found.publications, "main file" in found.waits) == (frozenset(), True)
