"""The profiles of all agencies in a folder: a page a year of each, an index that searches, one style for all, and pictures of pages.

Files are named after keys, never after names: two agencies may be called alike, and a name may be anything. What was made stands in
`made.json`: a page whose agency and peers haven't changed isn't made again, one that no agency has any more goes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg

from etl import __version__
from etl.errors import GongkaiError, OutputError
from etl.evidence.figure import Evidence, evidence_of
from etl.evidence.marked_page import FORMATS
from etl.evidence.page_pictures import PagePicture, Wanted, page_pictures
from etl.loading.reading import TIMEOUT, read_apart
from etl.output import replacing, writing
from etl.site.data import Profile, count_profiles, read_profiles
from etl.site.page import PageShown, Surroundings, index_page, page
from etl.warehouse.originals import Originals

Connection = psycopg.Connection[Any]

MADE = "made.json"
_ASSETS = ("page.css", "index.js")
_TEMPLATES = ("page.html", "index.html", *_ASSETS)
_NAME = re.compile(r"[a-z2-7]{13}-\d{4}\.html")
_PIXELS = 110 / 72
"""Pixels of a picture per point of its page (`etl.evidence.page_pictures.DPI`)."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was done: pages in all, of them made now, of agencies, pictures made now, pages that went."""

    pages: int
    made: int
    agencies: int
    pictures: int
    gone: int


def write_profiles(
    connection: Connection,
    folder: Path,
    *,
    originals: Originals | None = None,
    pictures: bool = False,
    again: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Written:
    """Write the profiles into `folder`, only those that changed since it was written last, all with `again`.

    `pictures`: also the pages that headline figures stand on, from `originals`, as far as they are kept and have pages. `progress` is told
    how many pages are done of how many. OutputError where the folder holds something else or can't be written.
    """
    before = _made_before(folder)
    total = count_profiles(connection)
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        pages = _pages(connection)
        drawn = _Pictures(connection, originals, folder) if pictures else None
        made: dict[str, str] = {}
        listed: dict[str, list[Profile]] = defaultdict(list)
        new = 0
        for number, profile in enumerate(read_profiles(connection), start=1):
            name = _name(profile.main.agency_key, profile.main.fiscal_year)
            among = Surroundings(
                "../assets/page.css",
                "../index.html",
                _of_profile(pages, profile),
                drawn.of(profile) if drawn is not None else (),
            )
            made[name] = _digest(repr(profile), repr(among))
            listed[profile.main.agency_key].append(profile)
            path = folder / "profiles" / name
            if again or before.get(name) != made[name] or not path.is_file():
                _write(path, page(profile, among))
                new += 1
            progress(number, total)
    gone = [name for name in before if name not in made and _NAME.fullmatch(name)]
    with writing(folder):
        for name in gone:
            (folder / "profiles" / name).unlink(missing_ok=True)
    for asset in _ASSETS:
        _write(folder / "assets" / asset, _text(asset))
    _write(folder / "index.html", index_page(*_index(listed.values())))
    _write(folder / MADE, json.dumps({"version": _version(), "pages": made}, indent=0, sort_keys=True))
    return Written(len(made), new, len(listed), drawn.new if drawn is not None else 0, len(gone))


def _made_before(folder: Path) -> Mapping[str, str]:
    """The pages that stand in the folder with what they were made from; none where another version made them."""
    path = folder / MADE
    try:
        noted = json.loads(path.read_text("utf-8"))
        pages = {str(name): str(digest) for name, digest in noted["pages"].items()}
    except FileNotFoundError:
        with writing(folder):
            if folder.exists() and any(folder.iterdir()):
                raise OutputError(
                    "the folder holds something else", place=str(folder), next_step="name an empty folder, or a new one"
                ) from None
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    except OSError as error:
        raise OutputError(
            f"can't be read ({error.strerror})", place=str(path), next_step="name another folder"
        ) from error
    return pages if noted.get("version") == _version() else dict.fromkeys(pages, "")


def _version() -> str:
    """What pages follow from besides the marts: the program and its templates."""
    return _digest(__version__, *(_text(name) for name in _TEMPLATES))


def _text(name: str) -> str:
    return (resources.files("etl.site") / name).read_text("utf-8")


def _digest(*texts: str) -> str:
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=16).hexdigest()


def _name(agency_key: str, year: int) -> str:
    return f"{agency_key}-{year}.html"


def _pages(connection: Connection) -> dict[str, str]:
    """The page of each report's agency and year."""
    found = connection.execute("select report_key, agency_key, fiscal_year from marts.agency_year").fetchall()
    return {report: _name(agency, year) for report, agency, year in found}


def _of_profile(pages: Mapping[str, str], profile: Profile) -> dict[str, str]:
    """Those of its years, one report a year, and of its peers."""
    of_year = {profile.main.fiscal_year: profile.main.report_key}
    for year in profile.years:
        if year.kind == "final_account" or year.fiscal_year not in of_year:
            of_year.setdefault(year.fiscal_year, year.report_key)
    keys = (*of_year.values(), *(peer.report_key for peer in profile.peers))
    return {key: pages[key] for key in keys if key in pages}


def _index(agencies: Iterable[Sequence[Profile]]) -> tuple[str, int, str]:
    """The list of agencies as JSON that may stand in a script, how many they are, and when it was made."""
    listed = []
    for profiles in agencies:
        last = profiles[-1].main
        amount = last.expenditure
        listed.append(
            {
                "name": last.agency,
                "region": last.region or "",
                "type": last.agency_type or "",
                "expenditure": "" if amount is None else f"{amount / 10000:,.2f}",
                "pages": [
                    [str(one.main.fiscal_year), f"profiles/{_name(one.main.agency_key, one.main.fiscal_year)}"]
                    for one in reversed(profiles)
                ],
            }
        )
    listed.sort(key=lambda one: (str(one["region"]), str(one["name"])))
    text = json.dumps(listed, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return (
        text,
        len(listed),
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M} 由 gongkai {__version__} 生成 · 金额单位：万元",
    )


def _write(path: Path, text: str) -> None:
    """Write a file where it isn't there with this very text."""
    with suppress(OSError, ValueError):
        if path.read_text("utf-8") == text:
            return
    with replacing(path) as new:
        new.write_text(text, encoding="utf-8")


class _Pictures:
    """Pictures of the pages that headline figures stand on: each drawn once, from the file as it was kept."""

    def __init__(self, connection: Connection, originals: Originals | None, folder: Path) -> None:
        self._connection, self._originals, self._folder = connection, originals, folder
        self.new = 0

    def of(self, profile: Profile) -> tuple[PageShown, ...]:
        """The pages of a profile's sources, as far as they can be drawn, in the order of the sources."""
        found: dict[tuple[str, int], list[tuple[str, Evidence]]] = defaultdict(list)
        for source in profile.sources:
            if source.figure_no is None or source.page is None:
                continue
            evidence = evidence_of(self._connection, f"{profile.main.report_key}-{source.figure_no}")
            if evidence.page is not None and evidence.format in FORMATS:
                found[evidence.sha256, evidence.page].append((source.subject, evidence))
        shown = []
        for sha256 in dict.fromkeys(sha256 for sha256, _ in found):
            pages = {number: those for (of, number), those in found.items() if of == sha256}
            sizes = self._drawn(sha256, next(iter(pages.values()))[0][1], sorted(pages))
            for number, those in pages.items():
                if number in sizes:
                    shown.append(_shown(sha256, number, sizes[number], those))
        return tuple(shown)

    def _drawn(self, sha256: str, evidence: Evidence, pages: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Sizes in pixels of the pages that have a picture; those that had none are drawn."""
        there = {number: size for number in pages if (size := self._size(sha256, number)) is not None}
        missing = [number for number in pages if number not in there]
        if not missing or self._originals is None or not self._originals.has(sha256):
            return there
        work = partial(page_pictures, tuple(Wanted(number, {}) for number in missing), evidence.format)
        made: dict[int, PagePicture] = {}
        with suppress(GongkaiError), self._originals.opened(sha256) as path:
            made = read_apart(work, path, timeout=TIMEOUT) if path is not None else {}
        for number, picture in made.items():
            size = round(picture.width * _PIXELS), round(picture.height * _PIXELS)
            with replacing(self._path(sha256, number)) as new:
                new.write_bytes(picture.webp)
            _write(self._path(sha256, number).with_suffix(".json"), json.dumps(size))
            there[number] = size
            self.new += 1
        return there

    def _size(self, sha256: str, page_number: int) -> tuple[int, int] | None:
        path = self._path(sha256, page_number)
        try:
            width, height = json.loads(path.with_suffix(".json").read_text("utf-8"))
            return (int(width), int(height)) if path.is_file() else None
        except (OSError, ValueError, TypeError):
            return None

    def _path(self, sha256: str, page_number: int) -> Path:
        return self._folder / "pages" / f"{sha256[:32]}-{page_number}.webp"


def _shown(sha256: str, number: int, size: tuple[int, int], those: Sequence[tuple[str, Evidence]]) -> PageShown:
    """A page with the cells of its figures in percent of it."""
    width, height = size[0] / _PIXELS, size[1] / _PIXELS
    marks = {
        (
            round(100 * evidence.box.left / width, 2),
            round(100 * evidence.box.top / height, 2),
            round(100 * (evidence.box.right - evidence.box.left) / width, 2),
            round(100 * (evidence.box.bottom - evidence.box.top) / height, 2),
        )
        for _, evidence in those
        if evidence.box is not None
    }
    subjects = "、".join(dict.fromkeys(subject for subject, _ in those))
    title = f"{those[0][1].file_name} 第 {number} 页：{subjects}"
    return PageShown(title, f"../pages/{sha256[:32]}-{number}.webp", *size, tuple(sorted(marks)))
