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
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import psycopg

from etl import __version__
from etl.desk.page_files import PageFiles, file_name, in_percent
from etl.desk.sources import FOLDER, read_sheets, source_name
from etl.errors import OutputError
from etl.evidence.figure import Evidence, evidence_of
from etl.evidence.marked_page import FORMATS
from etl.output import write_changed, writing
from etl.site.data import Profile, count_profiles, read_profiles
from etl.site.page import PageShown, Surroundings, index_page, page, sources_page
from etl.site.places import paged_reports
from etl.warehouse.originals import Originals

Connection = psycopg.Connection[Any]

MADE = "made.json"
_ASSETS = ("page.css", "index.js")
_TEMPLATES = ("page.html", "index.html", "sources.html", *_ASSETS)
_NAME = re.compile(rf"(?:[a-z2-7]{{13}}-\d{{4}}|{FOLDER}/[a-z2-7]{{13}})\.html")
"""What `made.json` calls a profile, and a page of sources: nothing else is ever removed."""


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

    `pictures`: also the pages that numbers stand on, from `originals`, as far as they are kept and have pages. `progress` is told
    how many pages are done of how many. OutputError where the folder holds something else or can't be written.
    """
    before = _made_before(folder)
    total = count_profiles(connection)
    files = PageFiles(originals, folder)
    made: dict[str, str] = {}
    new = 0
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        pages = _pages(connection)
        reports = paged_reports(connection) if pictures else []
        total += len(reports)
        # Before the profiles, which lead to them.
        for number, (report, sheets) in enumerate(read_sheets(connection, reports, files), start=1):
            name = f"{FOLDER}/{source_name(report.report_key)}"
            made[name] = _digest(repr(report), repr(sheets))
            if again or _is_new(folder, name, before, made):
                of_year = pages.get(report.report_key)
                leads_to = f"../profiles/{of_year}" if of_year else ""
                write_changed(_path(folder, name), sources_page(report, sheets, leads_to))
            progress(number, total)
        listed: dict[str, list[Profile]] = defaultdict(list)
        for number, profile in enumerate(read_profiles(connection), start=len(reports) + 1):
            name = _name(profile.main.agency_key, profile.main.fiscal_year)
            places = f"{FOLDER}/{source_name(profile.main.report_key)}"
            among = Surroundings(
                "../assets/page.css",
                "../index.html",
                _of_profile(pages, profile),
                _pictures(connection, profile, files) if pictures else (),
                f"../{places}" if places in made else "",
            )
            made[name] = _digest(repr(profile), repr(among))
            listed[profile.main.agency_key].append(profile)
            if again or _is_new(folder, name, before, made):
                write_changed(_path(folder, name), page(profile, among))
                new += 1
            progress(number, total)
    gone = [name for name in before if name not in made and _NAME.fullmatch(name)]
    with writing(folder):
        for name in gone:
            _path(folder, name).unlink(missing_ok=True)
    for asset in _ASSETS:
        write_changed(folder / "assets" / asset, _text(asset))
    write_changed(folder / "index.html", index_page(*_index(listed.values())))
    write_changed(folder / MADE, json.dumps({"version": _version(), "pages": made}, indent=0, sort_keys=True))
    return Written(sum(map(len, listed.values())), new, len(listed), files.new, len(gone))


def _is_new(folder: Path, name: str, before: Mapping[str, str], made: Mapping[str, str]) -> bool:
    """Whether a page isn't there, or was made of something else."""
    return before.get(name) != made[name] or not _path(folder, name).is_file()


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


def _path(folder: Path, name: str) -> Path:
    """Where a page stands that `made.json` names."""
    return folder / name if "/" in name else folder / "profiles" / name


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


def _pictures(connection: Connection, profile: Profile, files: PageFiles) -> tuple[PageShown, ...]:
    """The pages that headline figures stand on, as far as they can be drawn, in the order of the sources."""
    found: dict[tuple[str, int], list[tuple[str, Evidence]]] = defaultdict(list)
    for source in profile.sources:
        if source.figure_no is None or source.page is None:
            continue
        evidence = evidence_of(connection, f"{profile.main.report_key}-{source.figure_no}")
        if evidence.page is not None and evidence.format in FORMATS:
            found[evidence.sha256, evidence.page].append((source.subject, evidence))
    shown = []
    for sha256 in dict.fromkeys(sha256 for sha256, _ in found):
        pages = {number: those for (of, number), those in found.items() if of == sha256}
        sizes = files.drawn(sha256, next(iter(pages.values()))[0][1].format, sorted(pages))
        for number, those in pages.items():
            if number in sizes:
                shown.append(_shown(sha256, number, sizes[number], those))
    return tuple(shown)


def _shown(sha256: str, number: int, size: tuple[int, int], those: Sequence[tuple[str, Evidence]]) -> PageShown:
    """A page with the cells of its figures in percent of it."""
    marks = {in_percent(evidence.box, size) for _, evidence in those if evidence.box is not None}
    subjects = "、".join(dict.fromkeys(subject for subject, _ in those))
    title = f"{those[0][1].file_name} 第 {number} 页：{subjects}"
    return PageShown(title, f"../pages/{file_name(sha256, number)}", *size, tuple(sorted(marks)))
