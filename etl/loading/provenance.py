"""Where files lie and where they were published: a `sources.csv` beside them, an address that a person gives, or the URL that they are read from."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from etl.errors import DocumentError
from etl.loading.sources import Remote, Source, folder_of, path_of
from etl.warehouse.places import FoundAt
from etl.words.data import load_yaml
from etl.words.dates import date_at

FILE_NAME = "sources.csv"
_MAX_BYTES = 20_000_000
_WEB = ("http://", "https://")


@dataclass(frozen=True)
class Provenance:
    """Where each file lies and came from; `problems` are the lists that can't be used, by file, with what is wrong."""

    found: Mapping[Source, FoundAt]
    problems: Mapping[Path, str] = field(default_factory=dict)


def provenance_of(files: Sequence[Source], source_url: str | None = None) -> Provenance:
    """Where files lie and came from. `source_url` is a person's word and holds for all; else the list beside a file says it."""
    lists: dict[Path, dict[str, FoundAt]] = {}
    problems: dict[Path, str] = {}
    found: dict[Source, FoundAt] = {}
    for file in files:
        here = FoundAt(path_of(file), folder_of(file))
        if isinstance(file, Remote):
            if file.url.startswith(_WEB):
                here = replace(here, source_url=str(file), retrieved_at=datetime.now(UTC))
        else:
            folder = file.absolute().parent
            if folder not in lists:
                try:
                    lists[folder] = read_sources(folder / FILE_NAME)
                except DocumentError as error:
                    lists[folder], problems[folder / FILE_NAME] = {}, str(error)
            told = lists[folder].get(file.name)
            if told is not None:
                here = replace(told, path=here.path, folder=here.folder)
        found[file] = here if source_url is None else replace(here, source_url=source_url)
    return Provenance(found, problems)


def read_sources(path: Path) -> dict[str, FoundAt]:
    """What a list says, by name of the file; nothing where there is no list.

    UTF-8 or GBK, with a first line that names the columns: file and source_url, retrieved_at, published_at (or 文件名, 网址, 下载时间,
    公开日期). Raises DocumentError, which names the line: a list with a mistake counts for nothing.
    """
    try:
        data = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        raise DocumentError(
            f"can't be opened ({error.strerror})", place=str(path), next_step="check its rights"
        ) from error
    if len(data) > _MAX_BYTES:
        raise DocumentError("the list is too long", place=str(path), next_step="split it over the folders of the files")
    rows = (
        [row for row in csv.reader(io.StringIO(_text(path, data))) if any(cell.strip() for cell in row)] if data else []
    )
    if not rows:
        return {}
    columns = _columns(path, rows[0])
    found: dict[str, FoundAt] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[i].strip() if i < len(row) else "" for name, i in columns.items()}
        name = cells["file"]
        told = _told(f"{path}, line {number}", cells)
        if name in found and found[name] != told:
            raise DocumentError(
                f"{name} stands in it twice", place=f"{path}, line {number}", next_step="keep one line a file"
            )
        found[name] = told
    return found


def _text(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentError("neither UTF-8 nor GBK", place=str(path), next_step="save it as UTF-8")


def _columns(path: Path, header: Sequence[str]) -> dict[str, int]:
    """Which column says what."""
    written = ["".join(cell.split()).lower() for cell in header]
    columns = {
        name: written.index(known) for name, names in _names().items() for known in reversed(names) if known in written
    }
    if "file" not in columns or len(columns) == 1:
        raise DocumentError(
            f"its first line names no columns for the file and its address ({', '.join(header[:6])})",
            place=f"{path}, line 1",
            next_step="write file,source_url,retrieved_at,published_at into it",
        )
    return columns


@cache
def _names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = load_yaml(Path(__file__).with_name("provenance.yaml").read_text(encoding="utf-8"))
    return names


def _told(place: str, cells: Mapping[str, str]) -> FoundAt:
    if not cells["file"]:
        raise DocumentError("no file is named", place=place, next_step="name the file as it lies beside the list")
    url = cells.get("source_url", "")
    if url and not web_address(url):
        raise DocumentError(f"no address of the web: {url[:80]}", place=place, next_step="write it with https://")
    return FoundAt(
        "",
        "",
        url or None,
        _time(place, cells.get("retrieved_at", "")),
        _day(place, cells.get("published_at", "")),
    )


def web_address(url: str) -> bool:
    """Whether a text is an address of the web."""
    return url.startswith(_WEB) and not any(character.isspace() for character in url)


def _time(place: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        day = _day(place, text)
        return None if day is None else datetime(day.year, day.month, day.day).astimezone()


def _day(place: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    found = date_at("".join(text.split()))
    if found is None:
        raise DocumentError(f"no day: {text[:40]}", place=place, next_step="write it as 2024-08-30")
    return found


__all__ = ["FILE_NAME", "Provenance", "provenance_of", "read_sources", "web_address"]
