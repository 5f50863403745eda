"""What dbt knows of the project once it has read its files, kept: reading takes longer than a build of one more report, and gives the same
for every warehouse.

What dbt gives names the database and the folder that it was read for; whoever takes it for another has them put in their place.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class _Read:
    """The project as dbt read it, pickled, and for which database."""

    database: str
    folder: str
    manifest: bytes


_READ: dict[str, _Read] = {}
"""By the name of the project's folder, which changes with its contents: of this process."""


def parsed_project(project: Path, database: str, read: Callable[[], Any]) -> Any:
    """dbt's manifest of the project for a database of that name, a copy of one's own: dbt notes in it what a run compiled.

    `read` has dbt read the project, where neither this process nor another has done so under this home; None where that failed.
    """
    file = project.parent / f"parsed-{project.name.removeprefix('project-')}-dbt-{metadata.version('dbt-core')}.pickle"
    found = _READ.get(project.name) or _kept(file)
    is_new = found is None
    if found is None:
        manifest = read()
        if manifest is None:
            return None
        found = _Read(database, str(project), pickle.dumps(manifest, pickle.HIGHEST_PROTOCOL))
    _READ.clear()
    _READ[project.name] = found
    if is_new or not file.exists():
        _keep(file, found)
    with uncollected():
        manifest = pickle.loads(found.manifest)  # noqa: S301 - our own: of this process, or of a folder that nobody else may write
    _move(manifest, found, database, str(project))
    return manifest


@contextmanager
def uncollected() -> Iterator[None]:
    """For the length of the block Python looks for no garbage: among a million objects that all stay, looking takes longer than the work."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _kept(file: Path) -> _Read | None:
    try:
        found = pickle.loads(file.read_bytes())  # noqa: S301 - as above
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError):  # cut off
        return None
    return found if isinstance(found, _Read) else None


def _keep(file: Path, read: _Read) -> None:
    """Written beside and put in place at once; those of other contents go."""
    part = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # where it can't be kept, the next process reads the project again
        part.touch(mode=0o600)
        part.write_bytes(pickle.dumps(read, pickle.HIGHEST_PROTOCOL))
        part.replace(file)
        for other in file.parent.glob("parsed-*.pickle"):
            if other != file:
                other.unlink(missing_ok=True)


def _move(manifest: Any, read: _Read, database: str, folder: str) -> None:
    """Put another database and folder in the place of those that the project was read for."""
    if (read.database, read.folder) == (database, folder):
        return
    graph = manifest.flat_graph
    for group in (manifest.nodes, manifest.sources, manifest.semantic_models):
        for one in group.values():
            _move_one(vars(one), read, database, folder)
            if getattr(one, "node_relation", None) is not None:
                _move_one(vars(one.node_relation), read, database, folder)
    for group in graph.values():
        for one in group.values() if isinstance(group, dict) else ():
            if isinstance(one, dict):
                _move_one(one, read, database, folder)
                if isinstance(one.get("node_relation"), dict):
                    _move_one(one["node_relation"], read, database, folder)


def _move_one(fields: dict[str, Any], read: _Read, database: str, folder: str) -> None:
    if fields.get("database") == read.database:
        fields["database"] = database
    before, relation = f'"{read.database}".', fields.get("relation_name")
    if relation and relation.startswith(before):
        fields["relation_name"] = f'"{database}".{relation.removeprefix(before)}'
    if fields.get("root_path") == read.folder:
        fields["root_path"] = folder
