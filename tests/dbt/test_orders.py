"""Documents come, are corrected, settled, withdrawn and forgotten in any order, with builds anywhere between: at the end every relation of
dbt is that of a build from nothing, and every table of `core` that of a warehouse which only ever met the documents that are left.

One sequence in any run, always the same; `GONGKAI_FUZZ=N` makes N / 100 more, others each time, and `GONGKAI_SEED` the one of that seed again.
"""

from __future__ import annotations

import os
import random
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from etl.errors import WarehouseError
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import Source, sha256_of
from etl.settings import Settings
from etl.warehouse.agencies import refresh_agencies
from etl.warehouse.build import build
from etl.warehouse.project.described import described_marts
from etl.warehouse.project.source import source_folder
from etl.warehouse.schema import empty
from etl.warehouse.settling import Said, settle_agencies, take_back
from etl.warehouse.writer import forget, settle_version
from tests.dbt.introspection import declared_ways, ways
from tests.dbt.warehouse import build_from_nothing
from tests.publication.made import ANNEX, PROSE, RECEPTION, contents, expenditure, report, revenue, write

Connection = psycopg.Connection[Any]

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FUZZ = int(os.environ.get("GONGKAI_FUZZ", "0"))
SEEDS = (
    [int(os.environ["GONGKAI_SEED"])]
    if "GONGKAI_SEED" in os.environ
    else [20240315, *(secrets.randbelow(10**9) for _ in range(FUZZ // 100))]
)
STEPS = 16
BUILDS = 2
"""So many of the steps are followed by a build, besides the last."""

PEERS = ("陕西省西安市灞桥区民政局", "陕西省西安市雁塔区民政局", "陕西省西安市雁塔区水利局")
"""Two of one type and level, and a third that has no peers."""


def _sample(name: str) -> str:
    return (SAMPLES / f"{name}.txt").read_text("utf-8")


def _documents() -> dict[str, str]:
    """File → text: publications of several years and kinds, of a department and its units, of peers, and other versions of some of them."""
    account, museum = _sample("qingxi-library-2023-final-account"), _sample("baisha-museum-2024-budget")
    title = account.split("\n\n")[1].strip()
    found = {
        "qingxi/2022决算.txt": _sample("qingxi-library-2022-final-account"),
        "qingxi/2023预算.txt": _sample("qingxi-library-2023-budget"),
        "qingxi/2023决算.txt": account,
        "qingxi/2023决算更正.txt": account.replace(title, f"{title}（更正）", 1).replace("1066.39", "1066.93"),
        "baisha/部门.txt": _sample("baisha-relics-2024-budget"),
        "baisha/博物馆.txt": museum,
        "baisha/博物馆另版.txt": museum.replace("225.00", "226.00"),
        "baisha/本级.txt": _sample("baisha-relics-office-2024-budget"),
        "ferry/1.txt": report(expenditure(40), PROSE),
        "ferry/2.txt": report(revenue(), RECEPTION),
        "ferry/更正.txt": report(expenditure(45), title="2023年度部门决算（更正）"),
        "ferry/作废.txt": report(expenditure(50), title="2023年度部门决算（作废）"),
        "ferry/附件1.html": ANNEX,
    }
    for number, agency in enumerate(PEERS):
        found[f"peers/{number}.txt"] = report(expenditure(30 + 10 * number), revenue(90), PROSE, agency=agency)
        found[f"peers/{number}去年.txt"] = report(expenditure(20), title="2022年度部门决算", agency=agency)
    return found


NOTED_BY_EACH_BUILD = {
    "dbt_intermediate": {path.stem for path in (source_folder() / "models" / "increment").glob("changed_*.sql")},
    "dbt_quality": {
        path.stem
        for folder in ("base", "derived", "evaluation/evaluated")
        for path in (source_folder() / "models" / "quality" / folder).glob("*.sql")
    },
}
"""What a build makes again, what its rules read and what they give, of those reports alone: of another extent each time, by intent."""

OUTLIVE = {
    "core.agency_alias",
    "core.dim_agency",
    "core.dim_economic",
    "core.dim_function",
    "core.dim_project",
    "core.dim_year",
    "core.economic_pairing",
}
"""Dimensions, and the names of agencies: what is known of them stays when a report goes."""


def relations(connection: Connection) -> list[tuple[str, str]]:
    """Every table and view that dbt makes, as schema and name."""
    rows = connection.execute(
        "select table_schema::text, table_name::text from information_schema.tables"
        " where table_schema = any(%s) order by 1, 2",
        (["marts", "marts_zh", "dbt_staging", "dbt_intermediate", "dbt_quality"],),
    ).fetchall()
    return [(schema, name) for schema, name in rows if name not in NOTED_BY_EACH_BUILD.get(schema, ())]


def built(connection: Connection) -> dict[str, Counter[str]]:
    """Relation → its rows as text, however often each stands there."""
    found: dict[str, Counter[str]] = {}
    for schema, name in relations(connection):
        query = sql.SQL("select t::text from {} as t").format(sql.Identifier(schema, name))
        found[f"{schema}.{name}"] = Counter(text for (text,) in connection.execute(query).fetchall())
    return found


def differing(
    left: Mapping[str, Counter[str]], right: Mapping[str, Counter[str]]
) -> dict[str, tuple[list[str], list[str]]]:
    """Relation → some rows that only one side has."""
    none: Counter[str] = Counter()
    return {
        name: (
            list(left.get(name, none) - right.get(name, none))[:2],
            list(right.get(name, none) - left.get(name, none))[:2],
        )
        for name in sorted(left.keys() | right.keys())
        if name not in left or name not in right or left[name] != right[name]
    }


@dataclass
class Warehouse:
    """A warehouse to which things happen, and what was said of it by persons."""

    connection: Connection
    folder: Path
    files: Sequence[str]
    rng: random.Random
    here: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def sha256(self, name: str) -> str:
        found = sha256_of(self.folder / name)
        assert found is not None
        return found

    def step(self) -> None:
        """One thing that happens, at random: documents come more often than they go."""
        away = [name for name in self.files if name not in self.here]
        possible: list[Callable[[], str]] = [self._settle_agency, self._take_back]
        possible += [self._load] * 5 if away else []
        possible += [self._forget] * 3 + [self._settle_version] * 2 + [self._undo_version] if self.here else []
        self.told.append(self.rng.choice(possible)())

    def _load(self) -> str:
        away = [name for name in self.files if name not in self.here]
        chosen = self.rng.sample(away, min(len(away), self.rng.randint(1, 4)))
        come(self.connection, [self.folder / name for name in chosen])
        self.here += chosen
        return f"load {' '.join(chosen)}"

    def _forget(self) -> str:
        name = self.rng.choice(self.here)
        assert forget(self.connection, self.sha256(name))
        refresh_agencies(self.connection)
        self.here.remove(name)
        return f"forget {name}"

    def _settle_version(self) -> str:
        """A person withdraws the version that holds in favour of this document's."""
        name = self.rng.choice(self.here)
        settle_version(self.connection, self.sha256(name), note="以此为准")
        return f"settle version {name}"

    def _undo_version(self) -> str:
        name = self.rng.choice(self.here)
        known = self.connection.execute("select count(*) from core.settled_version").fetchone()
        if known == (0,):
            return "nothing is settled"
        try:
            settle_version(self.connection, self.sha256(name), undo=True)
        except WarehouseError as error:  # nothing was settled about this one
            return str(error)
        return f"undo version {name}"

    def _settle_agency(self) -> str:
        names = [
            name for (name,) in self.connection.execute('select name from core.dim_agency order by name collate "C"')
        ]
        if not names:
            return "no agency"
        name = self.rng.choice(names)
        settle_agencies(self.connection, [Said(name, "type", self.rng.choice(["民政局", "水利局"]))])
        return f"settle agency {name}"

    def _take_back(self) -> str:
        rows = self.connection.execute(
            'select agency from core.agency_settlement order by agency collate "C"'
        ).fetchall()
        if not rows:
            return "nothing was said"
        take_back(self.connection, rows[0][0])
        return f"take back {rows[0][0]}"


def come(connection: Connection, files: Sequence[Source]) -> None:
    assert failures(load_files(files, connection)) == []


SAID = ("core.agency_settlement", "core.settled_version")
"""What persons said, which is kept by name and by content, whatever comes later."""


def afresh(connection: Connection, warehouse: Warehouse) -> dict[str, list[str]]:
    """What `core` and `raw` hold once only the documents that are left came, after what was said."""
    said = {
        table: connection.execute(sql.SQL("select to_jsonb(t)::text from {} as t").format(_named(table))).fetchall()
        for table in SAID
    }
    empty(connection)
    for table, rows in said.items():
        for (row,) in rows:
            connection.execute(
                sql.SQL(
                    "insert into {0} overriding system value select (jsonb_populate_record(null::{0}, %s::jsonb)).*"
                ).format(_named(table)),
                (row,),
            )
    come(connection, sorted(warehouse.folder / name for name in warehouse.here))
    return contents(connection)


def _named(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))


@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize("seed", SEEDS)
def test_what_follows_any_order_of_events_is_what_a_build_from_nothing_gives(
    database: str, connection: Connection, tmp_path: Path, home_with_builds: Path, seed: int
) -> None:
    print(f"GONGKAI_SEED={seed}")
    settings = Settings(database_url=SecretStr(database), home=home_with_builds)
    documents = _documents()
    write(tmp_path / "files", documents)
    rng = random.Random(seed)  # noqa: S311 - a sequence that anyone can run again
    warehouse = Warehouse(connection, tmp_path / "files", sorted(documents), rng)
    warehouse.here += rng.sample(sorted(documents), 6)
    come(connection, [warehouse.folder / name for name in warehouse.here])
    assert build(settings).errors == ()
    followed_by_build = set(rng.sample(range(STEPS), STEPS if FUZZ else BUILDS))
    for number in range(STEPS):
        warehouse.step()
        if number in followed_by_build:
            assert build(settings).errors == (), (seed, warehouse.told)
            warehouse.told.append("build")
    assert build(settings).errors == (), (seed, warehouse.told)
    followed = built(connection)
    assert {f"marts.{mart.name}" for mart in described_marts()} <= followed.keys()
    assert ways(connection, "marts") == declared_ways()
    assert build_from_nothing(settings).errors == ()
    assert differing(followed, built(connection)) == {}, (seed, warehouse.told)

    there = contents(connection)
    fresh = afresh(connection, warehouse)
    differ = {
        name: (sorted(set(there[name]) - set(fresh[name]))[:2], sorted(set(fresh[name]) - set(there[name]))[:2])
        for name in there
        if (set(fresh[name]) - set(there[name]) if name in OUTLIVE else there[name] != fresh[name])
    }
    assert differ == {}, (seed, warehouse.told)
