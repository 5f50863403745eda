"""Pages that show where the numbers of reports stand: one a report, with the pictures of its documents' pages and an anchor for each number.

Dashboards and profiles lead there: `sources/REPORT.html#f17` is the cell of figure 17 (`etl.site.places`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import psycopg

from etl.desk.page_files import PageFiles, file_name, in_percent
from etl.site.page import Sheet
from etl.site.places import Paged, Place, read_places

FOLDER = "sources"
_AT_ONCE = 100
"""Reports whose places are read together."""


def source_name(report_key: str) -> str:
    """The file of a report's page."""
    return f"{report_key}.html"


def read_sheets(
    connection: psycopg.Connection[Any], wanted: Iterable[Paged], files: PageFiles
) -> Iterator[tuple[Paged, tuple[Sheet, ...]]]:
    """These reports, each with the pages that its numbers stand on, drawn as far as they can be."""
    waiting = iter(wanted)
    while reports := list(islice(waiting, _AT_ONCE)):
        places = read_places(connection, [report.report_key for report in reports])
        for report in reports:
            yield report, _sheets(places.get(report.report_key, ()), files)


def _sheets(places: Sequence[Place], files: PageFiles) -> tuple[Sheet, ...]:
    by_page: defaultdict[tuple[str, int], list[Place]] = defaultdict(list)
    pages: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        if (place.sha256, place.page) not in by_page:
            pages[place.sha256, place.format].append(place.page)
        by_page[place.sha256, place.page].append(place)
    sizes = {sha256: files.drawn(sha256, format_, numbers) for (sha256, format_), numbers in pages.items()}
    return tuple(
        _sheet(number, those, sizes[sha256]) for number, ((sha256, _), those) in enumerate(by_page.items(), start=1)
    )


def _sheet(number: int, places: Sequence[Place], sizes: Mapping[int, tuple[int, int]]) -> Sheet:
    first = places[0]
    size = sizes.get(first.page)
    if size is None:
        return Sheet(f"p{number}", first.file_name, first.page, tuple(places))
    marks = tuple(
        (place.anchor, "、".join(place.subjects), in_percent(place.box, size)) for place in places if place.box
    )
    path = f"../pages/{file_name(first.sha256, first.page)}"
    return Sheet(f"p{number}", first.file_name, first.page, tuple(places), path, *size, marks)
