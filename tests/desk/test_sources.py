"""Where numbers stand: a link of a dashboard's row arrives at the page of the document, on the picture of it, at the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image
from pydantic import SecretStr

from dashboards.assets import files
from dashboards.definition import PAGE_LINK, read_definitions
from etl.audit.scratch import scratch_database
from etl.desk.profiles import write_profiles
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect
from etl.warehouse.originals import kept_originals
from etl.words.data import load_yaml
from samples.maker.layout import load_family
from samples.maker.report import render
from samples.maker.samples import sample_reports
from samples.maker.writers import write

PUBLISHED = "https://files.example/budgets/"


class _Page(HTMLParser):
    """The ids of a page, those of marks on pictures, and its pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.marks: dict[str, str] = {}
        self.pictures: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "i":
            self.marks[given["id"]] = self.pictures[-1]
        if tag == "img":
            self.pictures.append(given["src"])


@dataclass(frozen=True)
class Made:
    """The profiles of a warehouse of a PDF and a text."""

    connection: psycopg.Connection[Any]
    folder: Path
    settings: Settings


@pytest.fixture(scope="module")
def made(server_url: str, home_with_builds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("sources")
    reports = [one for one in sample_reports() if one.file_stem.startswith("qingxi-library-2023")]
    paths = [
        write(render(figures, load_family(figures.family)), folder / f"{figures.file_stem}.{suffix}")
        for figures, suffix in zip(reports, ("txt", "pdf"), strict=True)
    ]
    settings = Settings(database_url=SecretStr(server_url), home=home_with_builds)
    with scratch_database(settings) as url:
        settings = settings.model_copy(update={"database_url": SecretStr(url)})
        with connect(url) as connection:
            assert failures(load_files(paths, connection, originals=kept_originals(settings))) == []
        assert build(settings).ok
        with psycopg.connect(url, autocommit=True) as connection:
            write_profiles(connection, folder / "out", originals=kept_originals(settings), pictures=True)
            yield Made(connection, folder / "out", settings)


def _links(connection: psycopg.Connection[Any], pages: str) -> list[tuple[str, str, int | None, str | None]]:
    """Of each row of the mart: report, file, page, and what the dashboards' SQL makes of it."""

    dataset = load_yaml(files(read_definitions(), pages=pages)["datasets/gongkai/subject_source.yaml"])
    (expression,) = [one["expression"] for one in dataset["columns"] if one["column_name"] == PAGE_LINK]
    query = f"select report_key, file_name, page, {expression} from marts.subject_source"
    return connection.execute(query.encode()).fetchall()


def test_every_number_on_a_page_has_a_link_that_arrives(made: Made) -> None:
    links = _links(made.connection, PUBLISHED)
    told = {
        report: _Page((made.folder / "sources" / f"{report}.html").read_text("utf-8"))
        for report, _, page, _ in links
        if page
    }
    arrived = 0
    for report, file, page, link in links:
        if page is None:
            assert link is None, (report, file)
            continue
        found = re.fullmatch(r'<a href="([^"#]+)#([^"]+)" target="_blank">第 (\d+) 页</a>', link or "")
        assert found is not None, link
        address, anchor, shown = found.groups()
        assert address == f"{PUBLISHED}sources/{report}.html"
        assert int(shown) == page
        assert told[report].ids.count(anchor) == 1, (report, anchor)
        arrived += 1
    assert arrived > 50


def test_a_figure_s_link_arrives_at_its_cell_on_the_picture_of_its_page(made: Made) -> None:
    rows = made.connection.execute(
        "select distinct report_key, figure_no, page from marts.subject_source where figure_no is not null and page is not null"
    ).fetchall()
    assert rows
    for report, figure, page in rows:
        shown = made.folder / "sources" / f"{report}.html"
        picture = _Page(shown.read_text("utf-8")).marks[f"f{figure}"]
        assert picture.endswith(f"-{page}.webp")
        with Image.open((shown.parent / picture).resolve()) as opened:
            assert opened.width > 500


def test_a_mark_lies_on_the_printed_number(made: Made) -> None:
    """What the picture has within the mark is ink, and the page has the very text there."""
    ((report, figure, box),) = made.connection.execute(
        """
        select s.report_key, s.figure_no, t.boxes -> f.row_index -> f.column_index
        from marts.subject_source as s
        inner join core.figure as f using (report_key, figure_no)
        inner join core.report_document as d on s.report_key = d.report_key
        inner join raw.document_table as t on d.document_key = t.document_key and f.table_index = t.table_index
        where s.measure = 'headline' and s.subject_key = 'expenditure' and s.page is not null
        """
    ).fetchall()
    text = (made.folder / "sources" / f"{report}.html").read_text("utf-8")
    found = re.search(
        rf'<i id="f{figure}"[^>]*style="left:([\d.]+)%;top:([\d.]+)%;width:([\d.]+)%;height:([\d.]+)%"', text
    )
    assert found is not None
    left, top, width, height = map(float, found.groups())
    image = re.search(rf'src="([^"]+)" width="(\d+)" height="(\d+)"(?:(?!<img).)*<i id="f{figure}"', text, re.DOTALL)
    assert image is not None
    pixels = 110 / 72
    assert left * int(image[2]) / 100 == pytest.approx(box[0] * pixels, abs=1.5)
    assert top * int(image[3]) / 100 == pytest.approx(box[1] * pixels, abs=1.5)
    with Image.open((made.folder / "sources" / image[1]).resolve()) as opened:
        x, y = left * opened.width / 100, top * opened.height / 100
        cell = opened.convert("L").crop(
            (int(x) + 2, int(y) + 2, int(x + width * opened.width / 100) - 2, int(y + height * opened.height / 100) - 2)
        )
        assert min(cell.tobytes()) < 100, "nothing is printed there"


def test_profile_leads_to_the_page_too(made: Made) -> None:
    leading = [
        (path, link)
        for path in (made.folder / "profiles").iterdir()
        for link in re.findall(r'href="(\.\./sources/[^"]+)"', path.read_text("utf-8"))
    ]
    assert leading
    for path, link in leading:
        name, _, anchor = link.partition("#")
        assert anchor in _Page((path.parent / name).resolve().read_text("utf-8")).ids


def test_only_what_changed_is_made_again_and_what_is_gone_goes(made: Made) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in (made.folder / "sources").iterdir()}
    again = write_profiles(made.connection, made.folder, originals=kept_originals(made.settings), pictures=True)
    assert (again.made, again.pictures, again.gone) == (0, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in (made.folder / "sources").iterdir()} == stamps
    assert write_profiles(made.connection, made.folder).gone == len(stamps)
    assert list((made.folder / "sources").iterdir()) == []
    write_profiles(made.connection, made.folder, originals=kept_originals(made.settings), pictures=True)
    assert set((made.folder / "sources").iterdir()) == set(stamps)


def test_without_the_original_the_anchors_are_there_and_the_page_says_why_no_picture(
    made: Made, tmp_path: Path
) -> None:
    write_profiles(made.connection, tmp_path, originals=None, pictures=True)
    for path in (made.folder / "sources").iterdir():
        text = (tmp_path / "sources" / path.name).read_text("utf-8")
        assert "没有这一页的图" in text
        assert sorted(_Page(text).ids) == sorted(_Page(path.read_text("utf-8")).ids)
