"""`python -m benchmarks.soak_watched [--minutes 30]`: a watched folder that is given no rest, compared with an undisturbed load.

`gongkai watch` runs as a user starts it. Files come into its folder (whole, in pieces, under a passing name), are replaced by corrections
or by other reports, come again under another name, and go; damaged and hostile ones come among them. The loader and the server are killed
with SIGKILL, and the warehouse's disk runs full (as root on Linux, where a small file system can be mounted; else that is left out and
said). The last third is without kills of the loader, so that its memory can be told over a long life.

In the end each file of the folder must have been dealt with, and what was loaded must be there. The same documents are then loaded in the
same order into a warehouse of its own and built from nothing: all rows of `raw`, `core` and `marts` must be the same. Times,
the record of attempts, and the places where files were found (also of those that failed) are left out of that.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import make_url

from benchmarks.broken import damaged, hostile
from etl.loading.load import load_files
from etl.loading.loaded import WRITTEN
from etl.loading.sources import find_files
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.embedded.postmaster import Postmaster
from etl.warehouse.embedded.server import EmbeddedServer
from etl.warehouse.engine import connect
from etl.warehouse.schema import create_from_models
from samples.maker.synth import orders, write_order

Connection = psycopg.Connection[Any]
GONGKAI = (sys.executable, "-m", "etl")
LOOK = 1.0
"""Seconds between two looks of the watch."""
SUFFIXES = ("txt", "txt", "html", "html", "docx", "xlsx", "pdf")
CORRECTED = "更正说明：本次公开为第{n}次更正后的版本。"
LEFT_OUT = frozenset({"raw.load_attempt", "raw.document_place"})
DISK_MEGABYTES = 3_000
FULL_SECONDS = 12.0
LOADER_LIVES_FROM = 2 / 3
"""From this share of the time on the loader isn't killed any more."""
PATIENCE = 600.0
"""Seconds within which the watch must have dealt with all that lies in the folder."""
FLAT = 1.1
"""Memory of the loader at the end of its last life, by that after its first quarter: what is above isn't flat."""
GOOD = WRITTEN | {"unchanged"}


@dataclass
class Told:
    """What the watch says: its events, a JSON object a line, read as they come."""

    events: list[dict[str, Any]] = field(default_factory=list)
    since: int = 0

    def follow(self, process: subprocess.Popen[str]) -> None:
        """Read the lines of a process in a thread until it ends."""
        self.since = len(self.events)

        def read() -> None:
            assert process.stderr is not None
            for line in process.stderr:
                with contextlib.suppress(ValueError):
                    self.events.append(json.loads(line))

        threading.Thread(target=read, daemon=True).start()

    def files(self, first: int = 0) -> list[dict[str, Any]]:
        """What became of files, from an event on."""
        return [one for one in self.events[first:] if one.get("event") == "file"]


@dataclass
class Chaos:
    """The folder, what is put into it, the watch and the server."""

    home: Path
    inbox: Path
    disk: Path | None
    chance: random.Random
    server: EmbeddedServer
    poison: list[tuple[str, bytes]]
    made: Iterator[tuple[str, bytes]]
    told: Told = field(default_factory=Told)
    done: Counter[str] = field(default_factory=Counter)
    known: dict[str, bytes] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    corrections: int = 0
    watch: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the watch, as a user does."""
        self.watch = subprocess.Popen(  # noqa: S603
            [*GONGKAI, "watch", str(self.inbox), "--interval", str(LOOK), "--timeout", "60", "--log-format", "json"],
            env={**os.environ, "GONGKAI_HOME": str(self.home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.memory = []
        self.told.follow(self.watch)

    def put(self, name: str, data: bytes) -> None:
        """Write a file in one of the ways in which files come."""
        self.known[sha256(data).hexdigest()] = data
        way = self.chance.choice(("whole", "pieces", "renamed"))
        path = self.inbox / name
        if way == "renamed":
            passing = path.with_name(f"{path.name}.part")
            passing.write_bytes(data)
            passing.replace(path)
        elif way == "pieces":
            with path.open("wb") as file:
                for first in range(0, len(data), max(1, len(data) // 4)):
                    file.write(data[first : first + max(1, len(data) // 4)])
                    file.flush()
                    time.sleep(LOOK / 3)
        else:
            path.write_bytes(data)

    def new(self) -> None:
        """A report comes."""
        self.put(*next(self.made))

    def corrected(self) -> None:
        """A report that lies there is replaced by one that says a sentence more."""
        path = self._any("txt", "html")
        if path is None:
            return
        self.corrections += 1
        sentence = CORRECTED.format(n=self.corrections)
        text = path.read_text("utf-8")
        more = (
            text.replace("</body>", f"<p>{sentence}</p></body>") if path.suffix == ".html" else f"{text}\n{sentence}\n"
        )
        self.put(path.name, more.encode())

    def other(self) -> None:
        """Another report comes under the name of one that lies there."""
        path = self._any()
        name, data = next(self.made)
        if path is not None and path.suffix == Path(name).suffix:
            name = path.name
        self.put(name, data)

    def again(self) -> None:
        """A file comes again under another name."""
        path = self._any()
        if path is not None:
            self.put(f"again-{self.chance.randrange(10**6)}{path.suffix}", path.read_bytes())

    def deleted(self) -> None:
        """A file goes."""
        path = self._any()
        if path is not None:
            path.unlink()

    def poisonous(self) -> None:
        """A damaged or hostile file comes."""
        name, data = self.chance.choice(self.poison)
        self.put(f"poison-{self.chance.randrange(10**6)}-{name}", data)

    def kill_loader(self) -> None:
        """The watch is killed, and started again."""
        assert self.watch is not None
        self.watch.kill()
        self.watch.wait()
        self.start()

    def kill_server(self) -> None:
        """The server's first process is killed; the watch starts it again."""
        found = Postmaster.of(self.server.status().data)
        if found is not None:
            os.kill(found.pid, signal.SIGKILL)

    def disk_full(self) -> None:
        """The disk of the warehouse is full for some seconds."""
        if self.disk is None:
            self.done["disk_full"] -= 1
            return
        ballast = self.disk / "ballast"
        try:
            with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):  # until there is no room
                while True:
                    file.write(bytes(1_000_000))
            for _ in range(2):
                self.new()
            time.sleep(FULL_SECONDS)
        finally:
            ballast.unlink(missing_ok=True)

    def step(self, share: float) -> None:
        """One event, at this share of the whole time."""
        weights = {self.new: 34, self.corrected: 14, self.other: 8, self.again: 5, self.deleted: 8, self.poisonous: 14}
        rare = {self.kill_server: 1.5, self.disk_full: 0.7}
        if share < LOADER_LIVES_FROM:
            rare[self.kill_loader] = 3.0
        events: dict[Callable[[], None], float] = {**weights, **rare}
        (event,) = self.chance.choices(list(events), list(events.values()))
        self.done[event.__name__] += 1
        event()
        self.note_memory()

    def note_memory(self) -> None:
        """MB that the loader's first process holds."""
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{self.watch.pid if self.watch else 0}/status").read_text().splitlines()
            self.memory.append(int(next(x for x in lines if x.startswith("VmRSS")).split()[1]) / 1024)

    def settle(self) -> list[str]:
        """Wait until a new watch has told of each file that lies there, has built, and rests; the files of which it hasn't told."""
        self.kill_loader()
        until, rested = time.monotonic() + PATIENCE, 0
        while time.monotonic() < until and rested < 5:
            time.sleep(LOOK)
            told = {Path(one["path"]).name for one in self.told.files(self.told.since)}
            lacking = sorted({path.name for path in self.documents()} - told)
            has_built = any(one["event"] == "build" for one in self.told.events[self.told.since :])
            rested = rested + 1 if has_built and not lacking and self._rests() else 0
        assert self.watch is not None
        self.watch.terminate()
        self.watch.wait(60)
        return lacking

    def documents(self) -> list[Path]:
        """What lies in the folder under a name that a document may have: the rest (picture.png) is left alone."""
        return [path for path in find_files([self.inbox]) if isinstance(path, Path)]

    def _rests(self) -> bool:
        """Whether the watch says that it has nothing to do."""
        with contextlib.suppress(OSError, ValueError):
            return bool(json.loads((self.home / "pulse.json").read_text("utf-8"))["state"] == "resting")
        return False

    def _any(self, *suffixes: str) -> Path | None:
        """A report that lies in the folder; None where there is none."""
        found = [
            path
            for path in sorted(self.inbox.iterdir())
            if not path.name.startswith("poison") and (not suffixes or path.suffix[1:] in suffixes)
        ]
        return self.chance.choice(found) if found else None


def reports(folder: Path, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents of synthetic reports without end, in all formats, in a mixed order of agencies and years."""
    chance = random.Random(seed)  # noqa: S311
    for part in range(1_000):
        some = list(orders(60, range(2021, 2025), seed + part))
        chance.shuffle(some)
        for order in some:
            path = write_order(order, folder, chance.choice(SUFFIXES))
            yield f"{part}-{path.name}", path.read_bytes()
            path.unlink()


def tables(connection: Connection) -> dict[str, list[str]]:
    """The tables of `raw`, `core` and `marts` that are compared, with their columns; times left out."""
    found = connection.execute(
        """
        select c.table_schema || '.' || c.table_name, array_agg(c.column_name::text order by c.column_name)
        from information_schema.columns as c
        inner join information_schema.tables as t using (table_schema, table_name)
        inner join pg_class as p on p.oid = format('%I.%I', table_schema, table_name)::regclass and not p.relispartition
        where c.table_schema in ('raw', 'core', 'marts') and t.table_type = 'BASE TABLE' and c.data_type not like 'timestamp%'
        group by 1
        """
    )
    return {str(name): columns for name, columns in found if name not in LEFT_OUT}


def rows(connection: Connection, table: str, columns: list[str]) -> set[str]:
    """The rows of a table as JSON."""
    query = sql.SQL("select to_jsonb(r)::text from (select {} from {}) as r").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(*table.split("."))
    )
    return {str(row) for (row,) in connection.execute(query)}


def unlike(here: Connection, there: Connection) -> tuple[int, list[str]]:
    """How many rows were compared, and of each table whose rows aren't the same, how many are only here or there, and one of each."""
    compared, told = 0, []
    columns = tables(here)
    for table in sorted(columns.keys() | tables(there).keys()):
        ours, theirs = rows(here, table, columns[table]), rows(there, table, columns[table])
        compared += len(ours)
        if ours != theirs:
            one, other = sorted(ours - theirs), sorted(theirs - ours)
            told.append(f"rows differ: {table}: {len(one)} only here, {len(other)} only there: {one[:1]} {other[:1]}")
    return compared, told


def loaded_documents(connection: Connection) -> list[tuple[str, str]]:
    """(SHA-256, file name) of each document, in the order in which they were loaded."""
    return [
        (str(sha), str(name))
        for sha, name in connection.execute("select sha256, file_name from raw.document order by loaded_at, file_name")
    ]


def one_by_name(documents: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The documents in their order, in groups in which no two have one file name."""
    group: dict[str, tuple[str, str]] = {}
    for one in documents:
        if one[1] in group:
            yield list(group.values())
            group = {}
        group[one[1]] = one
    yield list(group.values())


def undisturbed(chaos: Chaos, documents: list[tuple[str, str]]) -> str:
    """Load the documents in this order into a warehouse of its own, build it from nothing; its address."""
    url = chaos.server.ensure()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create database undisturbed")
    address = make_url(url).set(database="undisturbed").render_as_string(hide_password=False)
    create_from_models(address)
    for path in chaos.inbox.iterdir():
        path.unlink()
    with connect(address) as connection:
        for group in one_by_name(documents):
            paths = [chaos.inbox / name for _, name in group]
            for path, (sha, _) in zip(paths, group, strict=True):
                path.write_bytes(chaos.known[sha])
            load_files(paths, connection)
            for path in paths:
                path.unlink()
    result = build(Settings(database_url=SecretStr(address), home=chaos.home), full_refresh=True)
    if result.errors:
        raise RuntimeError(f"the build of the undisturbed warehouse failed: {result.errors[0].message}")
    return address


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own below a folder; None where that can't be had."""
    place = folder / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=0755", "gongkai", str(place)]
    is_root = sys.platform == "linux" and os.geteuid() == 0
    mounted = is_root and not subprocess.run(command, capture_output=True, check=False).returncode  # noqa: S603
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607


def verdict(chaos: Chaos, lacking: list[str]) -> list[str]:
    """What isn't as it should be; empty if all is. Prints the counts."""
    with connect(chaos.server.ensure()) as connection:
        documents = loaded_documents(connection)
    told = [one for one in chaos.told.files() if one["status"] in GOOD]
    lying = {sha256(path.read_bytes()).hexdigest(): path.name for path in chaos.documents()}
    address = undisturbed(chaos, documents)
    with connect(chaos.server.ensure()) as here, connect(address) as there:
        compared, differing = unlike(here, there)
    held = {sha for sha, _ in documents}
    last = chaos.told.files(chaos.told.since)
    refused = {Path(one["path"]).name for one in last if one["status"] not in GOOD}
    wrong = [f"never taken: {name}" for name in lacking]
    wrong += [
        f"lies there, is no failure, isn't loaded: {name}"
        for sha, name in lying.items()
        if sha not in held and name not in refused
    ]
    wrong += [
        f"refused though it is sound: {name}" for name in sorted(refused) if not name.startswith(("poison", "again"))
    ]
    wrong += differing
    print(f"\n{len(documents)} documents, {len(told)} times told as loaded, {compared:,} rows compared")
    return wrong


def growth(memory: list[float]) -> tuple[float, float] | None:
    """MB of the loader after the first quarter of its last life and at its end: medians of a tenth each. None where it was too short."""
    if len(memory) < 40:
        return None
    tenth = len(memory) // 10
    return statistics.median(memory[len(memory) // 4 :][:tenth]), statistics.median(memory[-tenth:])


def soak(minutes: float, seed: int) -> int:
    """Run it, print what happened; 1 where something isn't as it should be."""
    chance = random.Random(seed)  # noqa: S311
    with tempfile.TemporaryDirectory(prefix="gongkai-soak-") as name, small_disk(Path(name)) as disk:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server is another user's
        for each in ("inbox", "made", "poison"):
            (folder / each).mkdir()
        home = (disk or folder) / "home"
        os.environ["GONGKAI_HOME"] = str(home)
        os.environ.pop("GONGKAI_DATABASE_URL", None)
        poison = [(one.name, one.data) for one in (*damaged(chance, folder / "poison"), *hostile())]
        server = EmbeddedServer(Settings(database_url=None, home=home))
        chaos = Chaos(home, folder / "inbox", disk, chance, server, poison, reports(folder / "made", seed))
        if disk is None:
            print("no small file system can be mounted here: the disk doesn't run full")
        try:
            started, said = time.monotonic(), 0.0
            chaos.start()
            while (passed := time.monotonic() - started) < minutes * 60:
                chaos.step(passed / (minutes * 60))
                time.sleep(chance.uniform(0.2, 2.0))
                if passed - said > 60:
                    said = passed
                    print(f"{passed / 60:.0f} min: {dict(chaos.done)}, {chaos.memory[-1:]} MB", flush=True)
            grown = growth(chaos.memory)
            wrong = verdict(chaos, chaos.settle())
        finally:
            if chaos.watch is not None:
                chaos.watch.kill()
            server.stop()
    events = ", ".join(f"{number} {event.replace('_', ' ')}" for event, number in chaos.done.most_common())
    print(f"{minutes:g} minutes, seed {seed}: {events}")
    if grown is None:
        wrong.append("the loader's last life was too short to tell its memory: more minutes")
    else:
        before, after = grown
        print(f"memory of the loader in its last life: {before:.0f} MB after a quarter, {after:.0f} MB at its end")
        if after > FLAT * before:
            wrong.append("the loader's memory grows")
    print("\n".join(wrong) if wrong else "all as an undisturbed load")
    return bool(wrong)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak_watched", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the file system is taken away again
    sys.exit(soak(given.minutes, given.seed))
