"""Loading many files: read them side by side, write each whole or not at all, and say what became of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import psycopg

from etl.errors import GongkaiError, ServerTroubleError
from etl.head import StatedHead
from etl.loading.batch import Batch, message_of
from etl.loading.cache import document_cache
from etl.loading.cluster import read_on_cluster
from etl.loading.companions import read_in_company
from etl.loading.loaded import WRITTEN, Loaded, counted, what_was_read
from etl.loading.provenance import Provenance, provenance_of
from etl.loading.reading import TIMEOUT, Headless, Outcome, Unread, read_all, read_one
from etl.loading.record import Record
from etl.loading.sources import Source, local, sha256_of
from etl.version import loader_version
from etl.warehouse.agencies import refresh_agencies
from etl.warehouse.originals import Originals
from etl.warehouse.parts import join_parts, lacking_heads, parts_near, publications_of_parts, write_part
from etl.warehouse.places import FoundAt, add_places
from etl.warehouse.reference import sync_reference
from etl.warehouse.revisions import is_done
from etl.warehouse.rows import part_rows
from etl.warehouse.stated import added, stated_heads
from etl.warehouse.waiting import waiting_parts
from etl.warehouse.writer import loaded_versions, refresh_statistics

Connection = psycopg.Connection[Any]
Tell = Callable[[Loaded], None]


def load_files(
    files: Sequence[Source],
    connection: Connection | None,
    *,
    workers: int | None = None,
    timeout: float = TIMEOUT,
    scheduler: str | None = None,
    named: Collection[Source] = (),
    stated: StatedHead | None = None,
    source_url: str | None = None,
    originals: Originals | None = None,
    progress: Tell = lambda _: None,
) -> list[Loaded]:
    """Read files, by `workers` processes or on the Dask cluster of `scheduler`, and write them; without a connection nothing is written.

    A file that can't be read, or is no report, fails alone: its message is in the result, the others load. ServerTroubleError where the
    server goes away or has no room: what was written stays, and the same files again go on from there. What has failed before is read
    again where `etl.warehouse.attempts` says so, and where it is among `named`, the files that a person asks for by their names.

    `stated` is what a person says of the head of each, `source_url` where each was published: both are remembered by content. A document
    without a head becomes a part of the publication of its folder or of the page that links to it; else it waits for it. Files that are in
    the warehouse afterwards are kept in `originals`; where that fails, `note` of the result says so.
    """
    reading = _Reading(workers, timeout, scheduler)
    provenance = provenance_of(files, source_url)
    order = {file: i for i, file in enumerate(files)}
    results: list[Loaded] = []

    def report(one: Loaded) -> None:
        results.append(one)
        progress(one)

    for path, problem in provenance.problems.items():
        report(Loaded(path, "failed", error=problem, cause="failed"))
    if connection is None:
        _read_only(files, reading, provenance, dict.fromkeys(files, stated) if stated else {}, report)
    else:
        keep = _Keeper(originals, report) if originals is not None else report
        _Run(files, connection, reading, provenance, set(named), stated, keep).load()
        refresh_statistics(connection, sum(one.figures for one in results if one.status in WRITTEN))
    document_cache().prune()
    return sorted(results, key=lambda result: order.get(result.path, len(order)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """How files are read."""

    workers: int | None
    timeout: float
    scheduler: str | None

    def outcomes(
        self, files: Sequence[Source], stated: Mapping[Source, StatedHead], idle: Callable[[], None]
    ) -> Generator[tuple[Source, Outcome], None, None]:
        """Each file with what was read of it, in the order given."""
        if self.scheduler is not None:
            return read_on_cluster(files, self.scheduler, timeout=self.timeout, stated=stated, idle=idle)
        own = {file: stated[file] for file in files if file in stated}
        return read_all(
            files, workers=self.workers, timeout=self.timeout, read=partial(read_one, stated=own), idle=idle
        )


def _read_only(
    files: Sequence[Source],
    reading: _Reading,
    provenance: Provenance,
    stated: Mapping[Source, StatedHead],
    report: Tell,
) -> None:
    """Read files and say what is in them; a part is read with the head of the publication that it would join."""
    reports: dict[Source, Any] = {}
    parts: list[tuple[Source, Unread, Headless]] = []
    with closing(reading.outcomes(files, stated, lambda: None)) as outcomes:
        for path, outcome in outcomes:
            if isinstance(outcome, Unread):
                if outcome.headless is not None:
                    parts.append((path, outcome, outcome.headless))
                    continue
            else:
                reports[path] = outcome
            report(what_was_read(path, outcome))
    for path, unread, headless in parts:
        report(
            what_was_read(path, read_in_company(headless, unread, provenance.found[path], reports, provenance.found))
        )


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Keeps the file of what is in the warehouse, then reports."""

    originals: Originals
    report: Tell

    def __call__(self, one: Loaded) -> None:
        if one.status != "failed":
            one = replace(one, note=self._keep(one.path))
        self.report(one)

    def _keep(self, path: Source) -> str:
        """ "" where the original is kept, else why not."""
        try:
            sha256 = sha256_of(path)
            if sha256 is None or self.originals.has(sha256):
                return ""
            with local(path) as file:
                return self.originals.keep(sha256, file)
        except GongkaiError as error:
            return error.message


@dataclass
class _Run:
    """One run over files into a warehouse."""

    files: Sequence[Source]
    connection: Connection
    reading: _Reading
    provenance: Provenance
    named: Collection[Source]
    stated: StatedHead | None
    report: Tell
    _hashes: dict[Source, str] = field(default_factory=dict)

    def load(self) -> None:
        """Load what isn't there, then join the parts that belong to what is there now."""
        self._hashes = hashes = _hashes(self.files)
        remembered = stated_heads(self.connection, hashes.values())
        words = {file: added(self.stated, remembered.get(hashes.get(file, ""))) for file in self.files}
        self._words = {file: word for file, word in words.items() if word is not None}
        unchanged = self._unchanged(remembered)
        self._record = Record(self.connection, hashes)
        held = self._held(unchanged)
        self._record.close(unchanged)
        sync_reference(self.connection)
        add_places(
            self.connection, [(hashes[file], self.provenance.found[file]) for file in self.files if file in unchanged]
        )
        lacking = lacking_heads(self.connection, [hashes[file] for file in unchanged])
        parts_there = [file for file in self.files if file in unchanged and hashes[file] in lacking]
        for path in self.files:
            if path in held:
                self.report(held[path])
            elif path in unchanged and hashes[path] not in lacking:
                self.report(Loaded(path, "unchanged"))
        unread = [file for file in self.files if file not in unchanged and file not in held]
        parts = self._load(unread)
        join_parts(
            self.connection, parts_near(self.connection, [hashes[file] for file in self.files if file in hashes])
        )
        refresh_agencies(self.connection)
        self._tell_parts(parts, parts_there)

    def _held(self, unchanged: set[Source]) -> dict[Source, Loaded]:
        """Files that failed before and aren't due."""
        if self.stated is not None:
            return {}
        return self._record.held_back(self._hashes.keys() - unchanged - set(self.named))

    def _unchanged(self, remembered: Mapping[str, StatedHead]) -> set[Source]:
        """Files whose very bytes this version, or a newer one, has loaded already, and of which nothing new is said."""
        versions, ours = loaded_versions(self.connection, self._hashes.values()), loader_version()
        found = set()
        for file, sha256 in self._hashes.items():
            is_here = sha256 in versions and is_done(ours, versions[sha256])
            if is_here and self._words.get(file) == remembered.get(sha256):
                found.add(file)
        return found

    def _load(self, unread: Sequence[Source]) -> dict[Source, Loaded]:
        """Read files and write them; of the parts among them, what was read."""
        batch = Batch(self.connection, lambda one: self.report(self._record.note(one)))
        parts: list[tuple[Source, Headless]] = []

        def write() -> None:
            batch.write()
            self._record.write()

        with closing(self.reading.outcomes(unread, self._words, write)) as outcomes:
            for path, outcome in outcomes:
                if isinstance(outcome, Unread) and outcome.headless is not None:
                    parts.append((path, outcome.headless))
                    continue
                read = what_was_read(path, outcome)
                if isinstance(outcome, Unread) or read.status == "failed":
                    self.report(self._record.note(read))
                else:
                    batch.add(read, outcome, self._found_at(path, outcome.document.url), self._words.get(path))
                    self._record.write()
        write()
        written = {}
        for path, headless in parts:
            one = self._write_part(path, headless)
            if one is not None:
                written[path] = one
        return written

    def _write_part(self, path: Source, headless: Headless) -> Loaded | None:
        """Write a document without a head; what was read of it, None where that failed."""
        rows = part_rows(headless.report, headless.says)
        rows = replace(rows, found_at=self._found_at(path, headless.report.document.url))
        try:
            write_part(self.connection, rows)
        except ServerTroubleError:
            raise
        except Exception as error:  # noqa: BLE001 - it costs this document
            self.report(self._record.note(Loaded(path, "failed", cause="failed", error=message_of(path, error))))
            return None
        return counted(path, headless.report)

    def _found_at(self, path: Source, url: str) -> FoundAt:
        """Where a file lies; of a page that says where it stands, that is its source where nothing else is known."""
        found = self.provenance.found[path]
        return found if found.source_url or not url else replace(found, source_url=url)

    def _tell_parts(self, parts: Mapping[Source, Loaded], unchanged: Sequence[Source]) -> None:
        """Say what became of the parts, those that were there too: one may still wait, or have found its main file."""
        hashes = {self._hashes[file] for file in (*parts, *unchanged)}
        waiting = {one.sha256: one.why for one in waiting_parts(self.connection, hashes)}
        joined = publications_of_parts(self.connection, hashes)
        for path in unchanged:
            why = waiting.get(self._hashes[path])
            if why is None:
                self.report(Loaded(path, "unchanged"))
            else:
                self.report(Loaded(path, "waiting", error=_waits(path, why), cause="headless"))
        for path, read in parts.items():
            why = waiting.get(self._hashes[path])
            if why is None:
                one = replace(read, status="joined", detail=f"part of {joined.get(self._hashes[path], '')}")
            else:
                one = replace(read, status="waiting", error=_waits(path, why), cause="headless")
            self.report(self._record.note(one))
        self._record.write()


def _waits(path: Source, why: str) -> str:
    return f"{path.name}: it doesn't say whose it is; {why} → load its main file with it, or say --agency, --year and --kind"


def stored_among(files: Sequence[Source], connection: psycopg.Connection[Any]) -> list[Source]:
    """Those of the files whose very bytes are in the warehouse, whatever they are called now."""
    hashes = _hashes(files)
    stored = loaded_versions(connection, hashes.values())
    return [file for file in files if hashes.get(file) in stored]


def _hashes(files: Sequence[Source]) -> dict[Source, str]:
    """The hash of each file's content. What can't be opened has none: reading it says why."""
    hashes: dict[Source, str] = {}
    for file in files:
        try:
            sha256 = sha256_of(file)
        except GongkaiError:
            continue
        if sha256 is not None:
            hashes[file] = sha256
    return hashes
