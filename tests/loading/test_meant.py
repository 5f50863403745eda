"""A name means the same to every command: a file that is there, else what the warehouse knows by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.errors import DocumentError, GongkaiError, WarehouseError
from etl.head import StatedHead
from etl.loading.load import load_files
from etl.loading.meant import agency_meant, document_meant, meant, original_meant, reports_meant
from etl.settings import Settings
from etl.warehouse.originals import kept_originals
from tests.publication.made import PROSE, expenditure, report, write

ONE, OTHER = "西安市莲湖区水务局", "西安市莲湖区审计局"


def gongkai(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def files(tmp_path: Path, connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two years of one agency, a year of another, in a warehouse; their originals are kept."""
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    made = {
        f"{name}/{year}.txt": report(expenditure(40), PROSE, title=f"{year}年度部门决算", agency=agency)
        for name, year, agency in (("one", 2022, ONE), ("one", 2023, ONE), ("other", 2023, OTHER))
    }
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    found = write(tmp_path, made)
    originals = kept_originals(Settings(home=tmp_path / "home"))
    assert {one.status for one in load_files(found, connection, workers=1, originals=originals)} == {"loaded"}
    monkeypatch.chdir(tmp_path)
    return found


def _key(connection: psycopg.Connection[Any], agency: str) -> str:
    row = connection.execute("select agency_key from core.dim_agency where name = %s", (agency,)).fetchone()
    assert row is not None
    return str(row[0])


def test_an_agency_is_meant_by_its_name_part_key_file_or_folder(
    connection: psycopg.Connection[Any], files: list[Path]
) -> None:
    for given in (ONE, "水务", "莲湖 水务", _key(connection, ONE), str(files[0]), "one", "one/2023.txt"):
        assert agency_meant(connection, given).name == ONE, given


def test_several_are_listed(connection: psycopg.Connection[Any], files: list[Path]) -> None:
    for given in ("莲湖", "."):
        with pytest.raises(WarehouseError, match=f"{OTHER}.*{ONE}|{ONE}.*{OTHER}"):
            agency_meant(connection, given)
    with pytest.raises(WarehouseError, match=r"2 documents fit: \w{12} 2022\.txt; \w{12} 2023\.txt"):
        document_meant(connection, ONE)
    with pytest.raises(WarehouseError, match="2 documents fit"):
        document_meant(connection, "2023.txt")  # as both were called; neither lies here under that name


def test_a_document_is_meant_by_its_hash_or_by_an_agency_that_has_no_other(
    connection: psycopg.Connection[Any], files: list[Path]
) -> None:
    document = document_meant(connection, OTHER)
    assert document == document_meant(connection, document.sha256[:8]) == document_meant(connection, "other")
    (report_key,) = reports_meant(connection, OTHER, StatedHead())
    assert document_meant(connection, report_key) == document
    assert reports_meant(connection, report_key, StatedHead()) == [report_key]
    assert reports_meant(connection, "other/2023.txt", StatedHead()) == [report_key]
    assert len(reports_meant(connection, ONE, StatedHead())) == 2
    assert len(reports_meant(connection, "one", StatedHead(fiscal_year=2022))) == 1


def test_a_file_that_is_there_goes_before_a_name(
    connection: psycopg.Connection[Any], files: list[Path], tmp_path: Path
) -> None:
    (tmp_path / ONE).mkdir()
    with pytest.raises(WarehouseError, match="not in the warehouse"):
        agency_meant(connection, ONE)
    assert agency_meant(connection, f"{ONE}#1").name == ONE
    (tmp_path / ONE / "of-the-other.txt").write_bytes(files[2].read_bytes())
    assert agency_meant(connection, ONE).name == OTHER


@pytest.mark.parametrize("given", ["没有这个单位", "no.txt", "", " ", "../x", "a\0b", "x" * 5000, "%", "abcdef"])
def test_what_nothing_is_called_is_told(connection: psycopg.Connection[Any], files: list[Path], given: str) -> None:
    with pytest.raises((WarehouseError, DocumentError)):
        meant(connection, given)


def test_the_original_of_a_name_is_inspected(
    connection: psycopg.Connection[Any], database: str, files: list[Path], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    originals = kept_originals(Settings(home=tmp_path / "home"))
    with original_meant(connection, originals, OTHER) as path:
        assert (path.name, path.read_bytes()) == ("2023.txt", files[2].read_bytes())
    assert not path.exists()
    with pytest.raises(WarehouseError, match="its original isn't kept"), original_meant(connection, None, OTHER):
        pass
    told = gongkai("inspect", OTHER)
    assert told.exit_code == 0
    assert OTHER in told.output


def test_every_command_takes_a_file_for_its_agency(
    connection: psycopg.Connection[Any], database: str, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    assert "2 reports" in gongkai("reports", "one").output
    assert "2 reports" in gongkai("versions", "one/2022.txt", "--all").output
    shown = gongkai("show", "one/2022.txt", "--row", "21401")
    assert shown.exit_code == 0
    assert ONE in shown.output
    refused = gongkai("load", OTHER).exception
    assert isinstance(refused, GongkaiError)
    assert "in the warehouse" in str(refused)
    missing = gongkai("load", "没有这个文件.pdf").exception
    assert "no such file or folder" in str(missing)
    assert gongkai("forget", OTHER).exit_code == 0
    assert connection.execute("select count(*) from core.dim_report where is_current").fetchone() == (2,)


def test_an_agency_is_settled_by_what_every_command_takes_for_its_name(
    connection: psycopg.Connection[Any], database: str, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    kept = "select agency, act, object from core.agency_settlement"
    for name, other in (("one", str(files[2])), ("one/2022.txt", _key(connection, OTHER)), ("水务", "审计")):
        done = gongkai("settle", "agency", name, "--parent", other)
        assert done.exit_code == 0, done.exception
        assert connection.execute(kept).fetchall() == [(ONE, "parent", OTHER)]
        assert "taken back: 1" in gongkai("settle", "agency", name, "--undo").output
        assert connection.execute(kept).fetchall() == []
    lines = "部门,主管部门\none/2023.txt,other\n"
    Path("settle.csv").write_text(lines, encoding="utf-8")
    assert gongkai("settle", "--from", "settle.csv").exit_code == 0
    assert connection.execute(kept).fetchall() == [(ONE, "parent", OTHER)]
    refused = gongkai("settle", "agency", ".", "--ok").exception
    assert "reports of several agencies" in str(refused)


def _reviewed(given: str) -> tuple[str, ...]:
    """The reports of which something is listed: the amounts that the items below name."""
    told = gongkai("review", "--file", given)
    assert told.exit_code == 0, told.exception
    return tuple(word for word in ("甲事", "乙事", "丙事", "broken.pdf") if word in told.output)


def test_review_of_a_file_takes_what_every_command_takes_for_its_name(
    connection: psycopg.Connection[Any], database: str, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    rows = connection.execute(
        """
        select r.report_key, d.sha256
        from core.dim_report as r
        inner join raw.document as d on r.document_key = d.document_key
        inner join core.dim_agency as a on r.agency_key = a.agency_key
        order by a.name = %s, r.fiscal_year
        """,
        (OTHER,),
    ).fetchall()
    for (report_key, _), word in zip(rows, ("甲事", "乙事", "丙事"), strict=True):
        connection.execute(
            "insert into core.review_item (report_key, item_no, kind, place, detail) values (%s, 900, 'cell', '', %s)",
            (report_key, word),
        )
    broken = files[0].parent / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 broken")
    assert gongkai("load", str(broken)).exit_code != 0
    assert _reviewed("one/2022.txt") == ("甲事",)
    assert (
        _reviewed(str(files[2]))
        == _reviewed("审计")
        == _reviewed(rows[2][1][:10])
        == _reviewed(rows[2][0])
        == ("丙事",)
    )
    assert _reviewed("水务") == ("甲事", "乙事")
    assert _reviewed("one") == ("甲事", "乙事", "broken.pdf")
    assert _reviewed("2023.txt") == ("乙事", "丙事")  # as both were called
    assert _reviewed("broken.pdf") == _reviewed("one/broken.pdf") == ("broken.pdf",)
    broken.unlink()
    assert _reviewed("one/broken.pdf") == ("broken.pdf",)
    unknown = gongkai("review", "--file", "没有这个文件.pdf").exception
    assert isinstance(unknown, WarehouseError)
