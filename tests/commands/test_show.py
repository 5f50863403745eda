"""`gongkai show`: a figure of the warehouse leads back to its cell, on the page of the very file it was loaded from."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import psycopg
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.errors import DocumentError, GongkaiError, WarehouseError
from etl.evidence import picture
from etl.evidence.figure import evidence_of, find_figures
from etl.evidence.marked_page import DPI
from etl.loading.load import load_files
from etl.warehouse.writer import forget
from tests.documents.pdf.maker import Sheets
from tests.loading import misbehaving

AGENCY = "青溪市地名办公室"
TEXT = f"""{AGENCY}
2024年度部门决算

收入决算表
公开02表
单位：万元
科目编码\t科目名称\t本年收入合计\t财政拨款收入
\t合计\t80.50\t79.00
208\t社会保障和就业支出\t80.50\t79. 00
20805\t行政事业单位养老支出\t80.50\t79.00
"""


def pdf(path: Path) -> Path:
    """The same report as a PDF: a cover, and the form on page 2."""
    sheets = Sheets()
    sheets.text(200, 200, AGENCY, 16)
    sheets.text(200, 240, "2024年度部门决算", 16)
    sheets.canvas.showPage()
    sheets.text(240, 60, "收入决算表", 14)
    sheets.text(400, 90, "单位：万元")
    sheets.rules()
    sheets.words()
    sheets.canvas.save()
    path.write_bytes(sheets.buffer.getvalue())
    return path


@pytest.fixture
def warehouse(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A warehouse with the text."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    load(database, tmp_path / "report.txt")
    return database


def load(database: str, *files: Path) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        results = load_files(files, connection, workers=1)
    assert not [one.error for one in results if one.error]


def load_instead(database: str, file: Path, other: Path) -> None:
    """Load a file, and take out the other of the same report: both together are one version."""
    with psycopg.connect(database, autocommit=True) as connection:
        assert forget(connection, hashlib.sha256(other.read_bytes()).hexdigest())
    load(database, file)


def show(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["show", *arguments])


def test_figure_is_found_by_its_place_in_the_report(warehouse: str) -> None:
    run = show("--agency", AGENCY, "--year", "2024", "--statement", "收入", "--row", "208", "--column", "fiscal")
    assert run.exit_code == 0, run.output
    for told in (
        "report.txt (text): table 1, row 3, column 4",
        "公开02表 收入决算表 → revenue",
        "208 社会保障和就业支出",
        "财政拨款收入 → fiscal",
        "79.00 万元 = 790,000.00 yuan, subtotal",
        "▶79. 00◀",
    ):
        assert told in run.output


def test_repair_is_told(warehouse: str) -> None:
    run = show("--agency", AGENCY, "--row", "208", "--column", "fiscal")
    assert "spaces_in_number: “79. 00” → “79.00”" in run.output


def test_key_leads_to_the_same_figure(warehouse: str) -> None:
    with psycopg.connect(warehouse) as connection:
        (found,) = find_figures(connection, agency=AGENCY, row="20805", column="本年收入合计")
        evidence = evidence_of(connection, found.key)
    assert evidence.name == found
    assert evidence.cells[evidence.row][evidence.column] == "80.50"
    assert found.key in show("--figure", found.key).output


def test_exact_code_goes_before_a_code_that_begins_with_it(warehouse: str) -> None:
    with psycopg.connect(warehouse) as connection:
        assert {one.row_code for one in find_figures(connection, agency=AGENCY, row="208")} == {"208"}
        assert {one.row_code for one in find_figures(connection, agency=AGENCY, row="支出")} == {"208", "20805"}


def test_several_figures_are_listed_with_their_keys(warehouse: str) -> None:
    run = show("--agency", AGENCY, "--row", "合计")
    assert run.exit_code == 0
    assert f"2 figures of {AGENCY}" in run.output
    assert run.output.count("80.50") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--figure", "12-3"), "no such figure"),
        (("--figure", "' or 1=1"), "no such figure"),
        (("--figure", f"{2**63}-0"), "no such figure"),
        (("--agency", "青湾市"), "no such agency"),
        (("--agency", AGENCY, "--year", "2020"), "there is 2024"),
        (("--agency", AGENCY, "--row", "301"), "there is 合计; 208 社会保障和就业支出"),
        ((), "say its key"),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(warehouse: str, arguments: tuple[str, ...], message: str) -> None:
    error = show(*arguments).exception
    assert isinstance(error, GongkaiError)
    assert message in str(error)


def test_page_is_written_with_the_cell_marked(warehouse: str, tmp_path: Path) -> None:
    published = pdf(tmp_path / "report.pdf")
    load_instead(warehouse, published, tmp_path / "report.txt")
    with psycopg.connect(warehouse) as connection:
        (figure,) = find_figures(connection, agency=AGENCY, row="20805")
        box = evidence_of(connection, figure.key).box
    assert box is not None
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((290, 160, 380, 180), abs=1)
    run = show("--figure", figure.key, "--document", str(published), "--output", "page.png")
    assert run.exit_code == 0, run.output
    assert "page 2" in run.output
    drawn = Image.open(io.BytesIO((tmp_path / "page.png").read_bytes())).convert("RGB")
    zoom = DPI / 72
    assert drawn.size == pytest.approx((595 * zoom, 842 * zoom), abs=2)
    red = [
        (x, y)
        for x in range(drawn.width)
        for y in range(drawn.height)
        if (pixel := drawn.getpixel((x, y)))[0] > 200 and pixel[1] < 60  # type: ignore[index]
    ]
    assert min(x for x, _ in red) == pytest.approx(box.left * zoom - 3, abs=2)
    assert max(y for _, y in red) == pytest.approx(box.bottom * zoom + 3, abs=2)


def test_drawing_a_page_has_an_end_too(warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "draw", misbehaving.draw)
    (tmp_path / "other.pdf").write_text("hang", encoding="utf-8")
    with psycopg.connect(warehouse) as connection:
        figure = find_figures(connection, agency=AGENCY, row="20805")[0]
    run = show("--figure", figure.key, "--document", "other.pdf", "--timeout", "1")
    assert "other.pdf: not read, it took longer than 1 s" in str(run.exception)


def test_page_of_another_file_is_not_shown(warehouse: str, tmp_path: Path) -> None:
    published = pdf(tmp_path / "report.pdf")
    load_instead(warehouse, published, tmp_path / "report.txt")
    published.write_bytes(published.read_bytes() + b"\n% changed\n")
    error = show("--agency", AGENCY, "--row", "20805", "--document", str(tmp_path)).exception
    assert isinstance(error, DocumentError)
    assert "not the document that was loaded as report.pdf" in str(error)
    assert not list(tmp_path.glob("*.png"))


def test_text_has_no_page_to_draw(warehouse: str, tmp_path: Path) -> None:
    error = show(
        "--agency", AGENCY, "--row", "20805", "--column", "fiscal", "--document", str(tmp_path / "report.txt")
    ).exception
    assert isinstance(error, DocumentError)
    assert "pages of text can't be drawn" in str(error)


def test_other_versions_are_shown_by_key_only(warehouse: str, tmp_path: Path) -> None:
    with psycopg.connect(warehouse) as connection:
        (old, _) = find_figures(connection, agency=AGENCY, row="20805")
    corrected = tmp_path / "corrected.txt"
    corrected.write_text(TEXT.replace("部门决算", "部门决算（更正）").replace("80.50", "80.60"), encoding="utf-8")
    load(warehouse, corrected)
    assert "another version holds" in show("--figure", old.key).output
    with psycopg.connect(warehouse) as connection:
        assert old.key not in {one.key for one in find_figures(connection, agency=AGENCY, row="20805")}
        with pytest.raises(WarehouseError):
            evidence_of(connection, f"{old.key}9")
