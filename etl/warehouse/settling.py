"""What a person says of agencies: checked as a whole, written as a whole, and kept whatever is loaded, built or taken out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import psycopg

from etl.errors import DocumentError, GongkaiError, UnreachableError, WarehouseError
from etl.reference.agencies import normalise_name
from etl.reference.regions import region_by_code, region_prefix, regions
from etl.reference.types import agency_types, type_named
from etl.warehouse import keys
from etl.warehouse.agencies import read_settled, refresh_agencies
from etl.warehouse.find_agency import FoundAgency, find_agency
from etl.warehouse.transaction import transaction

Connection = psycopg.Connection[Any]
Find = Callable[[Connection, str], FoundAgency]
Act = Literal["ok", "alias", "successor", "type", "parent", "region"]

COLUMNS: Mapping[str, str] = {
    "agency": "agency",
    "部门": "agency",
    "ok": "ok",
    "无误": "ok",
    "alias_of": "alias",
    "同一部门": "alias",
    "successor_of": "successor",
    "前身": "successor",
    "type": "type",
    "类型": "type",
    "parent": "parent",
    "主管部门": "parent",
    "region": "region",
    "区划": "region",
}
"""Column of a settle file → what it says."""

YES = frozenset({"yes", "y", "true", "1", "ok", "x", "是", "无误", "√"})
ONE_EACH = ("alias", "type", "parent", "region")
"""Of these an agency has one: what is said later replaces what was said."""
FAULTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a person says of an agency, as given. `line` is that of a file, 0 elsewhere; `object` is "" for ok."""

    agency: str
    act: Act
    object: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settling came to: how many things are kept, and the agencies that they are about."""

    kept: int
    agencies: tuple[str, ...]


def settle_agencies(
    connection: Connection, said: Sequence[Said], *, place: str = "settle", find: Find = find_agency
) -> Settlement:
    """Keep what a person says of agencies, all of it or, where anything is wrong with it, nothing; then put all agencies together anew.

    `find` says which agency a name means.
    WarehouseError lists what is wrong, by line: unknown or ambiguous names, unknown types and divisions, what is said twice, and circles.
    It may be done while others load or build: loads follow what was said when they end, marts with the next build.
    """
    resolved: list[tuple[str, Act, str]] = []

    def keep() -> None:
        resolved.clear()
        connection.execute("select pg_advisory_xact_lock(%s)", (keys.number_of(keys.agencies_key()),))
        resolved.extend(_resolved(connection, said, place, find))
        for agency, act, about in resolved:
            if act in ONE_EACH:
                connection.execute("delete from core.agency_settlement where agency = %s and act = %s", (agency, act))
            connection.execute(
                "insert into core.agency_settlement (agency, act, object) values (%s, %s, %s) on conflict do nothing",
                (agency, act, about),
            )

    transaction(connection, place, keep)
    refresh_agencies(connection)
    return Settlement(len(resolved), tuple(dict.fromkeys(agency for agency, _, _ in resolved)))


def take_back(connection: Connection, agency: str, find: Find = find_agency) -> int:
    """Take back all that was said of an agency, which `find` finds, or of a spelling; gives how many things. WarehouseError if nothing was."""
    own = normalise_name(agency)

    def remove() -> int:
        connection.execute("select pg_advisory_xact_lock(%s)", (keys.number_of(keys.agencies_key()),))
        gone = connection.execute("delete from core.agency_settlement where agency = %s", (own,)).rowcount
        if not gone:
            name = find(connection, agency).name
            gone = connection.execute("delete from core.agency_settlement where agency = %s", (name,)).rowcount
        if not gone:
            raise WarehouseError(
                "nothing was settled about it", place=agency, next_step="gongkai review lists what is asked"
            )
        return gone

    gone = transaction(connection, agency, remove)
    refresh_agencies(connection)
    return gone


def read_settle_file(path: Path) -> list[Said]:
    """The lines of a settle file: CSV in UTF-8 or GBK with a header (COLUMNS), a line an agency. DocumentError names the line at fault."""
    reader = csv.reader(io.StringIO(decoded_file(path), newline=""))
    try:
        header = next(reader, [])
        named = [COLUMNS.get(cell.strip().lower()) for cell in header]
        if "agency" not in named:
            raise DocumentError(
                f"no column agency (部门) in its first line: {', '.join(header) or 'it is empty'}",
                place=f"{path.name}, line 1",
                next_step=f"the first line names columns, of {', '.join(COLUMNS)}",
            )
        unknown = [cell for cell, name in zip(header, named, strict=True) if name is None and cell.strip()]
        if unknown:
            raise DocumentError(
                f"unknown columns: {', '.join(unknown)}",
                place=f"{path.name}, line 1",
                next_step=f"columns are {', '.join(COLUMNS)}",
            )
        said: list[Said] = []
        for row in reader:
            said += _said_in(row, named, reader.line_num)
    except csv.Error as error:
        raise DocumentError(
            f"no CSV: {error}", place=f"{path.name}, line {reader.line_num}", next_step="save it as CSV anew"
        ) from None
    if not said:
        raise DocumentError("it says nothing", place=path.name, next_step="each line names an agency and what it is")
    return said


def decoded_file(path: Path) -> str:
    """The text of a CSV file in UTF-8 or GBK. UnreachableError and DocumentError name the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreachableError(error.strerror or str(error), place=str(path), next_step="name a CSV file") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentError("neither UTF-8 nor GBK", place=path.name, next_step="save it as CSV in UTF-8")


def _said_in(row: Sequence[str], named: Sequence[str | None], line: int) -> Iterable[Said]:
    cells: dict[str, list[str]] = {}
    for name, cell in zip(named, row, strict=False):
        if name and cell.strip():
            cells.setdefault(name, []).append(cell.strip())
    agency = next(iter(cells.pop("agency", [])), "")
    if not agency and not cells:
        return
    if not cells:
        yield Said(agency, "ok", "?", line)  # says nothing: told with the other faults
    for act, values in cells.items():
        for value in values:
            yield Said(agency, act, value, line)  # type: ignore[arg-type]


@dataclass
class _Faults:
    place: str
    found: list[str] = field(default_factory=list)

    def note(self, one: Said, problem: str) -> None:
        where = f"line {one.line}: " if one.line else ""
        self.found.append(f"{where}{problem}")

    def raise_if_any(self) -> None:
        if not self.found:
            return
        shown = "; ".join(self.found[:FAULTS_SHOWN])
        more = f"; … {len(self.found) - FAULTS_SHOWN} more" if len(self.found) > FAULTS_SHOWN else ""
        raise WarehouseError(
            f"{shown}{more}", place=self.place, next_step="nothing was settled; mend it and settle again"
        )


def _resolved(connection: Connection, said: Sequence[Said], place: str, find: Find) -> list[tuple[str, Act, str]]:
    """What is said, with names as the warehouse has them. Raises WarehouseError with all that is wrong."""
    faults = _Faults(place)
    resolved: list[tuple[str, Act, str]] = []
    first: dict[tuple[str, str], Said] = {}
    for one in said:
        agency = _agency(connection, one, one.agency, faults, find)
        if agency is None:
            continue
        for act, about in _objects(connection, one, agency, faults, find):
            key = (agency, act if act in ONE_EACH else f"{act}:{about}")
            earlier = first.setdefault(key, one)
            if earlier is not one:
                which = f" (as in line {earlier.line})" if earlier.line else ""
                faults.note(one, f"{one.act} of {agency} is said twice{which}")
            resolved.append((agency, act, about))
    _find_circles(connection, resolved, said, faults)
    faults.raise_if_any()
    return resolved


def _agency(connection: Connection, one: Said, given: str, faults: _Faults, find: Find) -> str | None:
    if not given.strip():
        faults.note(one, "no agency is named")
        return None
    try:
        return find(connection, given).name
    except GongkaiError as error:
        # Parted as lists of errors are: each part is a sentence of its own in every language.
        faults.note(one, f"{given}: {error.message}; {error.next_step}")
        return None


def _objects(connection: Connection, one: Said, agency: str, faults: _Faults, find: Find) -> list[tuple[Act, str]]:
    """What `one` says of an agency as it is kept: nothing where it is wrong, several things for ok."""
    if one.act == "ok":
        if one.object and one.object.lower() not in YES:
            problem = "nothing is said of" if one.object == "?" else f"{one.object} is no yes: of"
            faults.note(one, f"{problem} {agency}")
            return []
        return [("ok", answer) for answer in _open_questions(connection, agency)]
    if one.act == "type":
        found = type_named(one.object)
        if found is None:
            faults.note(one, f"{one.object}: no such type{_perhaps(one.object, [t.name for t in agency_types()])}")
            return []
        return [("type", found.name)]
    if one.act == "region":
        code = _region(one.object)
        if code is None:
            faults.note(one, f"{one.object}: no such division; say its six-digit code or full name")
            return []
        return [("region", code)]
    other = _agency(connection, one, one.object, faults, find)
    if other is None:
        return []
    if other == agency:
        faults.note(one, f"{agency} can't be its own {one.act}")
        return []
    return [(one.act, other)]


def _open_questions(connection: Connection, agency: str) -> list[str]:
    found = connection.execute(
        """
        select q.kind, case when a.name = %(agency)s then q.object else a.name end
        from core.agency_question as q
        inner join core.dim_agency as a on q.agency_key = a.agency_key
        where a.name = %(agency)s or q.object = %(agency)s
        order by 1, 2
        """,
        {"agency": agency},
    ).fetchall()
    return [f"{kind}:{about}" for kind, about in found]


def _region(given: str) -> str | None:
    text = normalise_name(given)
    if region_by_code(text) is not None:
        return text
    prefix = region_prefix(text)
    if prefix is not None and not prefix.rest:
        return prefix.region.region_code
    named = [one.region_code for one in regions() if one.name == text and one.is_current]
    return named[0] if len(named) == 1 else None


def _perhaps(given: str, names: Sequence[str]) -> str:
    near = get_close_matches(given, names, n=3, cutoff=0.4)
    return f"; is it {'、'.join(near)}?" if near else "; core.dim_agency_type has them"


def _find_circles(
    connection: Connection, resolved: Sequence[tuple[str, Act, str]], said: Sequence[Said], faults: _Faults
) -> None:
    """Spellings and departments that would lead back to themselves."""
    stored = read_settled(connection)
    for act, known in (("alias", stored.aliases), ("parent", stored.parents)):
        step = {**known, **{agency: other for agency, kind, other in resolved if kind == act}}
        new = {agency for agency, kind, _ in resolved if kind == act}
        for agency in sorted(new):
            seen, here = {agency}, step.get(agency)
            while here is not None and here not in seen:
                seen.add(here)
                here = step.get(here)
            if here == agency:
                line = next((one for one in said if one.act == act and normalise_name(one.agency) == agency), said[0])
                faults.note(line, f"{act}: {agency} would lead back to itself")
