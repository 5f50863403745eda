"""What a run leaves in the record of attempts, and which files it leaves alone because of what is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from etl.loading.loaded import Loaded
from etl.loading.sources import Source, path_of
from etl.version import loader_version
from etl.warehouse.attempts import Attempt, Failure, last_failures, record, standing_failures


@dataclass
class Record:
    """The record of one run; without a connection nothing is recorded. `hashes`: those of the files that can be opened."""

    connection: psycopg.Connection[Any] | None
    hashes: Mapping[Source, str]
    _loaded: list[Attempt] = field(default_factory=list)

    def held_back(self, files: Iterable[Source]) -> dict[Source, Loaded]:
        """Those of the files that failed before and aren't due, as failures that say when they are tried again."""
        wanted = set(files)
        if self.connection is None or not wanted:
            return {}
        failures = last_failures(self.connection, {self.hashes[file] for file in wanted}, loader_version())
        found = {file: failures.get(self.hashes[file]) for file in wanted}
        return {file: _held(file, failure) for file, failure in found.items() if failure and not failure.is_due}

    def close(self, files: Iterable[Source]) -> None:
        """Files that are in the warehouse: where one stands as a failure, its loading is recorded."""
        wanted = {path_of(file): file for file in files}
        if self.connection is None or not wanted:
            return
        hashes = {self.hashes[file] for file in wanted.values()}
        standing = standing_failures(self.connection, paths=wanted.keys(), sha256s=hashes)
        if standing:
            paths, contents = {one.path for one in standing}, {one.sha256 for one in standing}
            self._loaded += [
                self._attempt(Loaded(file, "unchanged"))
                for path, file in wanted.items()
                if path in paths or self.hashes[file] in contents
            ]
            self.write()

    def note(self, one: Loaded) -> Loaded:
        """Record what became of a file: a failure at once, which then says when the file is tried again, else with the next `write`."""
        if self.connection is None:
            return one
        self._loaded.append(self._attempt(one))
        if one.status != "failed":
            return one
        self.write()
        failure = next(iter(standing_failures(self.connection, paths=[path_of(one.path)])), None)
        return one if failure is None else replace(one, again_at=failure.again_at)

    def write(self) -> None:
        """Write what is noted."""
        if self.connection is not None and self._loaded:
            record(self.connection, self._loaded)
            self._loaded = []

    def _attempt(self, one: Loaded) -> Attempt:
        return Attempt(
            path=path_of(one.path),
            file_name=one.path.name,
            sha256=self.hashes.get(one.path),
            loader_version=loader_version(),
            outcome=one.cause or "loaded",
            message=one.error,
            seconds=one.seconds,
        )


def _held(file: Source, failure: Failure) -> Loaded:
    when = f"{failure.attempted_at.astimezone():%Y-%m-%d %H:%M}"
    again = f"after {failure.again_at.astimezone():%Y-%m-%d %H:%M}, " if failure.again_at else ""
    error = f"{failure.message} (so it was on {when}; tried again {again}when the file or gongkai changes, or by its own name)"
    return Loaded(file, "failed", error=error, cause=failure.outcome, again_at=failure.again_at)
