"""The profiles of all agencies in a folder: complete, linked, asking nobody else, made again only where something changed."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image

from etl.desk import page_files, profiles
from etl.desk.profiles import MADE, write_profiles
from etl.errors import OutputError
from etl.evidence.page_pictures import PagePicture
from etl.site.data import Profile, read_profile
from etl.site.page import Surroundings, page
from etl.warehouse.originals import Originals

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>../../x\u2028"
LIBRARY = "云泽省青溪市图书档案局"


class _Links(HTMLParser):
    """What a page refers to, and its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [
            value or "" for name, value in attrs if name in ("href", "src", "srcset", "action", "data", "poster")
        ]


@pytest.fixture(scope="module")
def made(samples: psycopg.Connection[Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profiles") / "out"
    write_profiles(samples, folder)
    return folder


def listed(folder: Path) -> list[dict[str, Any]]:
    """What the index searches."""
    text = (folder / "index.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="agencies">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    agencies: list[dict[str, Any]] = json.loads(found[1])
    return agencies


def test_every_agency_and_year_has_a_page_that_the_index_leads_to(samples: psycopg.Connection[Any], made: Path) -> None:
    wanted = samples.execute(
        "select agency, array_agg(distinct fiscal_year::text order by fiscal_year::text desc) from marts.agency_year group by agency"
    ).fetchall()
    assert {one["name"]: [year for year, _ in one["pages"]] for one in listed(made)} == dict(wanted)
    for one in listed(made):
        for year, path in one["pages"]:
            text = (made / path).read_text("utf-8")
            assert f"<h1>{one['name']}</h1>" in text
            assert f"<b>{year}</b>" in text


def test_the_page_of_a_year_is_what_profile_writes_of_it(samples: psycopg.Connection[Any], made: Path) -> None:
    (path,) = [path for one in listed(made) if one["name"] == LIBRARY for year, path in one["pages"] if year == "2023"]
    alone = page(read_profile(samples, LIBRARY, 2023))
    among = (made / path).read_text("utf-8")
    cells = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>")
    assert cells.findall(re.sub(r"</?a[^>]*>", "", among)) == cells.findall(alone) != []


def test_pages_ask_nobody_else_and_every_link_leads_somewhere(made: Path) -> None:
    pages = [made / "index.html", *sorted((made / "profiles").iterdir())]
    for path in pages:
        text = path.read_text("utf-8")
        assert "default-src 'none'" in text
        for link in _Links(text).links:
            assert not re.match(r"[a-z]+:|//|/", link), link
            assert (path.parent / link).resolve().is_file(), link
            assert (path.parent / link).resolve().is_relative_to(made.resolve())
    for asset in (made / "assets").iterdir():
        text = asset.read_text("utf-8")
        assert re.findall(r"https?:|//\w|url\(|@import|fetch|XMLHttp|WebSocket|innerHTML|import\(", text) == []


def test_only_what_changed_is_made_again(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    first = write_profiles(samples, tmp_path)
    assert (first.made, first.gone) == (first.pages, 0)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "profiles").iterdir()}
    told: list[tuple[int, int]] = []
    again = write_profiles(samples, tmp_path, progress=lambda done, total: told.append((done, total)))
    assert (again.pages, again.made) == (first.pages, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "profiles").iterdir()} == stamps
    assert told == [(number, first.pages) for number in range(1, first.pages + 1)]
    (lost, spoilt, *_) = sorted(stamps)
    lost.unlink()
    noted = json.loads((tmp_path / MADE).read_text("utf-8"))
    noted["pages"][spoilt.name] = "made from something else"
    noted["pages"]["aaaaaaaaaaaaa-1999.html"] = "of an agency that is gone"
    noted["pages"]["../../kept.html"] = "no page of ours"
    (tmp_path / MADE).write_text(json.dumps(noted), encoding="utf-8")
    (tmp_path / "profiles" / "aaaaaaaaaaaaa-1999.html").touch()
    mended = write_profiles(samples, tmp_path)
    assert (mended.made, mended.gone) == (2, 1)
    assert sorted((tmp_path / "profiles").iterdir()) == sorted(stamps)
    assert write_profiles(samples, tmp_path, again=True).made == first.pages


def test_another_program_makes_all_again(
    samples: psycopg.Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_profiles(samples, tmp_path)
    monkeypatch.setattr(profiles, "__version__", "another")
    assert write_profiles(samples, tmp_path).made == first.pages


@pytest.mark.parametrize("name", ["index.html", ".hidden"])
def test_a_folder_with_something_else_is_left_alone(
    samples: psycopg.Connection[Any], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="holds something else"):
        write_profiles(samples, tmp_path)
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [(name, "mine")]
    (tmp_path / name).unlink()
    (tmp_path / MADE).write_text("no json", encoding="utf-8")
    assert write_profiles(samples, tmp_path).made


@pytest.fixture
def two_alike(samples: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two agencies with one hostile name."""
    found = read_profile(samples, LIBRARY, 2023)

    def renamed(profile: Profile, key: str) -> Profile:
        main = dataclasses.replace(profile.main, agency=HOSTILE, agency_key=key, region=HOSTILE)
        return dataclasses.replace(profile, main=main, peers=(main,))

    keys = ("a" * 13, "b" * 13)
    monkeypatch.setattr(profiles, "read_profiles", lambda _: iter([renamed(found, key) for key in keys]))
    monkeypatch.setattr(profiles, "count_profiles", lambda _: 2)
    return keys


def test_names_are_neither_paths_nor_markup(
    samples: psycopg.Connection[Any], tmp_path: Path, two_alike: tuple[str, str]
) -> None:
    assert write_profiles(samples, tmp_path / "out").pages == 2
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert sorted(path.name for path in (tmp_path / "out" / "profiles").iterdir()) == [
        f"{key}-2023.html" for key in two_alike
    ]
    assert [one["name"] for one in listed(tmp_path / "out")] == [HOSTILE, HOSTILE]
    index = _Links((tmp_path / "out" / "index.html").read_text("utf-8"))
    assert (index.tags.count("script"), index.tags.count("img")) == (2, 0)
    for path in (tmp_path / "out" / "profiles").iterdir():
        assert {"script", "img"} & set(_Links(path.read_text("utf-8")).tags) == set()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every page can be drawn, and every figure of the headlines stands on page 1 of a PDF; the documents that were drawn."""
    opened: list[str] = []
    real = profiles.evidence_of

    def evidence(connection: Any, key: str) -> Any:
        return dataclasses.replace(real(connection, key), page=1, format="pdf", file_name=HOSTILE)

    def read(work: Any, path: Path, *, timeout: float) -> dict[int, PagePicture]:
        opened.append(path.name)
        output = io.BytesIO()
        Image.new("RGB", (60, 80)).save(output, "WEBP")
        return {one.page: PagePicture(595.0, 842.0, output.getvalue(), {}) for one in work.args[0]}

    monkeypatch.setattr(profiles, "evidence_of", evidence)
    monkeypatch.setattr(page_files, "read_apart", read)
    return opened


def test_pictures_are_drawn_once_from_the_originals(
    samples: psycopg.Connection[Any], tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read_profile(samples, LIBRARY, 2023)
    of_cells = tuple(dataclasses.replace(one, page=1) for one in found.sources if one.figure_no is not None)
    assert of_cells
    monkeypatch.setattr(profiles, "read_profiles", lambda _: iter([dataclasses.replace(found, sources=of_cells)]))
    evidence = profiles.evidence_of(samples, f"{found.main.report_key}-{of_cells[0].figure_no}")
    originals = Originals(str(tmp_path / "kept"), 10**9)
    place = originals._path(evidence.sha256)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"whatever: its drawing is replaced")
    monkeypatch.setattr(Originals, "opened", _unverified)
    done = write_profiles(samples, tmp_path / "out", originals=originals, pictures=True)
    assert (done.pictures, len(drawn)) == (1, 1)
    (shown,) = (tmp_path / "out" / "profiles").iterdir()
    text = shown.read_text("utf-8")
    links = _Links(text)
    assert links.tags.count("img") == 1
    assert "script" not in links.tags
    (picture,) = [link for link in links.links if link.startswith("../pages/")]
    assert (shown.parent / picture).resolve().is_file()
    assert 'loading="lazy"' in text
    again = write_profiles(samples, tmp_path / "out", originals=originals, pictures=True)
    assert (again.pictures, again.made, len(drawn)) == (0, 0, 1)


def test_without_originals_there_are_no_pictures(
    samples: psycopg.Connection[Any], tmp_path: Path, drawn: list[str]
) -> None:
    assert write_profiles(samples, tmp_path, originals=None, pictures=True).pictures == 0
    assert drawn == []


def _unverified(self: Originals, sha256: str) -> Any:
    from contextlib import nullcontext

    return nullcontext(self._path(sha256))


def test_marks_of_a_page_are_drawn_where_the_cells_are(samples: psycopg.Connection[Any]) -> None:
    found = read_profile(samples, LIBRARY, 2023)
    shown = profiles.PageShown("第 1 页", "../pages/x.webp", 909, 1286, ((10.0, 20.0, 5.0, 2.5),))
    text = page(found, Surroundings("../assets/page.css", "../index.html", {}, (shown,)))
    assert '<i style="left:10.0%;top:20.0%;width:5.0%;height:2.5%"></i>' in text
