"""Loading many files: read them side by side, write each whole or not at all, and say what became of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any

import psycopg

from etl.errors import GongkaiError
from etl.head import StatedHead
from etl.loading.batch import Batch
from etl.loading.cache import document_cache
from etl.loading.cluster import read_on_cluster
from etl.loading.companions import read_with_company
from etl.loading.loaded import WRITTEN, Loaded, what_was_read
from etl.loading.reading import TIMEOUT, Outcome, Unread, read_all, read_one
from etl.loading.record import Record
from etl.loading.sources import Source, sha256_of
from etl.version import loader_version
from etl.warehouse.agencies import refresh_agencies
from etl.warehouse.reference import sync_reference
from etl.warehouse.revisions import is_done
from etl.warehouse.writer import loaded_versions, refresh_statistics


def load_files(
    files: Sequence[Source],
    connection: psycopg.Connection[Any] | None,
    *,
    workers: int | None = None,
    timeout: float = TIMEOUT,
    scheduler: str | None = None,
    named: Collection[Source] = (),
    stated: StatedHead | None = None,
    progress: Callable[[Loaded], None] = lambda _: None,
) -> list[Loaded]:
    """Read files, by `workers` processes or on the Dask cluster of `scheduler`, and write them; without a connection nothing is written.

    A file that can't be read, or is no report, fails alone: its message is in the result, the others load. ServerTroubleError where the
    server goes away or has no room: what was written stays, and the same files again go on from there. What has failed before is read
    again where `etl.warehouse.attempts` says so, and where it is among `named`, the files that a person asks for by their names.

    `stated` is what a person says of the head of each: what has failed is read again; a file that is loaded already keeps the head it has.
    """
    hashes = _hashes(files) if connection is not None else {}
    unchanged = _unchanged(hashes, connection) if connection is not None else set()
    record = Record(connection, hashes)
    held = record.held_back(hashes.keys() - unchanged - set(named)) if stated is None else {}
    # In company of its main file it may be a part.
    held = {path: one for path, one in held.items() if one.cause != "headless" or len(files) == 1}
    record.close(unchanged)
    results: list[Loaded] = []

    def report(one: Loaded) -> None:
        results.append(one)
        progress(one)

    if connection is not None:
        sync_reference(connection)
    for path in files:
        if path in unchanged:
            report(Loaded(path, "unchanged"))
        elif path in held:
            report(held[path])
    batch = Batch(connection, lambda one: report(record.note(one))) if connection is not None else None
    unread = [file for file in files if file not in unchanged and file not in held]

    def write() -> None:
        if batch is not None:
            batch.write()
            record.write()

    reading = (
        read_on_cluster(unread, scheduler, timeout=timeout, stated=stated, idle=write)
        if scheduler is not None
        else read_all(unread, workers=workers, timeout=timeout, read=partial(read_one, stated=stated), idle=write)
    )

    def take(path: Source, outcome: Outcome) -> None:
        read = what_was_read(path, outcome)
        if isinstance(outcome, Unread) or read.status == "failed":
            report(record.note(read))
        elif batch is None:
            report(read)
        else:
            batch.add(read, outcome)
            record.write()

    parts: list[tuple[Source, Unread]] = []
    with closing(reading) as outcomes:
        for path, outcome in outcomes:
            if batch is not None and isinstance(outcome, Unread) and outcome.headless is not None:
                parts.append((path, outcome))
            else:
                take(path, outcome)
    if batch is not None:
        write()
        # When their folder's other files are in the warehouse.
        for path, unread_part in parts:
            take(path, read_with_company(path, unread_part, files, batch.connection))
        write()
        refresh_agencies(batch.connection)
        refresh_statistics(batch.connection, sum(one.figures for one in results if one.status in WRITTEN))
    document_cache().prune()
    order = {file: i for i, file in enumerate(files)}
    return sorted(results, key=lambda result: order[result.path])


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


def _unchanged(hashes: Mapping[Source, str], connection: psycopg.Connection[Any]) -> set[Source]:
    """Files whose very bytes this version, or a newer one, has loaded already."""
    versions, ours = loaded_versions(connection, hashes.values()), loader_version()
    return {file for file, sha in hashes.items() if sha in versions and is_done(ours, versions[sha])}
