"""The golden net: equal loads give equal dumps, whatever differs is told, and what the map declares is meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.loading.load import load_files
from etl.warehouse.engine import connect
from etl.warehouse.schema import create_from_models
from scripts.golden.compare import COMMANDS, LISTING, RELATIONS, compare
from scripts.golden.declared import Declared, MapError, MeantRows, read_map
from scripts.golden.dump import UnknownKeyError, dump, relations
from scripts.golden.program import Program, Question

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [ROOT / "samples" / f"baisha-{name}-2024-budget.txt" for name in ("museum", "relics-office")]


def dumped(url: str, folder: Path, *, loading: Sequence[Path] = ()) -> Path:
    """A dump of `raw` and `core` alone, after some reports were loaded."""
    if loading:
        with connect(url) as connection:
            load_files(loading, connection, workers=1)
    dump(url, folder / RELATIONS, ("raw", "core"))
    (folder / LISTING).touch()
    return folder


def written(folder: Path, relations: dict[str, str], **commands: str) -> Path:
    """A dump written by hand: relation → its lines, columns parted by blanks; command → what it says of one report."""
    (folder / RELATIONS).mkdir(parents=True)
    (folder / LISTING).touch()
    for name, lines in relations.items():
        columns, *rows = [line.split() for line in lines.splitlines()]
        text = "".join("\t".join(line) + "\n" for line in (columns, ["text"] * len(columns), *rows))
        (folder / RELATIONS / f"{name}.tsv").write_text(text, encoding="utf-8")
    for command, said in commands.items():
        (folder / command).mkdir()
        (folder / command / "one.txt").write_text(said, encoding="utf-8")
    return folder


def told(old: Path, new: Path, declared: Declared | None = None) -> list[str]:
    """The differences that aren't meant, without their examples."""
    return [f"{one.of}: {one.what}" for one in compare(old, new, declared or Declared()) if not one.reason]


def test_the_same_reports_in_another_order_give_the_same_dump(
    database: str, empty_database: str, tmp_path: Path
) -> None:
    old = dumped(database, tmp_path / "old", loading=SAMPLES)
    create_from_models(empty_database)
    new = dumped(empty_database, tmp_path / "new", loading=SAMPLES[::-1])
    assert told(old, new) == []
    figures = (new / RELATIONS / "core.figure.tsv").read_text(encoding="utf-8")
    assert "\nbaisha-museum-2024-budget.txt " in figures


def test_a_change_of_the_warehouse_is_told(database: str, connection: psycopg.Connection[Any], tmp_path: Path) -> None:
    old = dumped(database, tmp_path / "old", loading=SAMPLES)
    connection.execute(
        """
        update core.fact_expenditure set total = total + 0.01
        where (report_key, fact_no) = (select report_key, fact_no from core.fact_expenditure where total > 0 limit 1)
        """
    )
    connection.execute("delete from raw.paragraph where ctid = (select min(ctid) from raw.paragraph)")
    connection.execute("alter table core.disclosure rename column sentence to said")
    found = told(old, dumped(database, tmp_path / "new"))
    assert "core.fact_expenditure: 1 rows differ in total (1)" in found
    assert "raw.paragraph: 1 rows gone" in found
    assert {"core.disclosure: column sentence is gone", "core.disclosure: a new column said"} <= set(found)
    mapped = Declared(columns_renamed={"core.disclosure": {"sentence": "said"}})
    assert not [one for one in told(tmp_path / "old", tmp_path / "new", mapped) if one.startswith("core.disclosure:")]


def test_commands_are_asked_in_processes_that_may_have_processes_of_their_own(tmp_path: Path) -> None:
    questions = [Question(("inspect", str(path)), tmp_path / f"{path.stem}.txt") for path in SAMPLES]
    Program(ROOT).ask(questions, workers=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{path.stem}.txt" for path in SAMPLES]
    assert all("figures" in one.output.read_text(encoding="utf-8") for one in questions)


def test_a_column_of_keys_that_nothing_is_said_of_is_refused(connection: psycopg.Connection[Any]) -> None:
    connection.execute("create table core.novelty (novelty_key bigint)")
    with pytest.raises(UnknownKeyError, match=r"core\.novelty\.novelty_key"):
        relations(connection, ("core",))


def test_a_changed_row_shows_what_changed(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"core.figure": "row label amount\n1 房屋 10\n2 车辆 20"})
    new = written(tmp_path / "new", {"core.figure": "row label amount\n1 房屋 10\n2 车辆 21"})
    (found,) = compare(old, new, Declared())
    assert found.what == "1 rows differ in amount (1)"
    assert found.examples == ("2 | 车辆", "  amount: 20 → 21")


def test_rows_count_even_where_they_are_alike(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"core.figure": "row amount\n1 10\n1 10"})
    new = written(tmp_path / "new", {"core.figure": "row amount\n1 10"})
    assert told(old, new) == ["core.figure: 1 rows gone"]


def test_the_order_of_columns_is_no_difference(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"core.figure": "row amount\n1 10\n2 9"})
    new = written(tmp_path / "new", {"core.figure": "amount row\n9 2\n10 1"})
    assert told(old, new) == []


def test_a_renamed_relation_is_compared_under_its_new_name(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {"core.left": "row amount\n1 10"})
    new = written(tmp_path / "new", {"core.left_cell": "row amount\n1 11"})
    assert told(old, new) == ["core.left: the relation is gone", "core.left_cell: a new relation"]
    declared = Declared(relations_renamed={"core.left": "core.left_cell"})
    assert told(old, new, declared) == ["core.left_cell: 1 rows differ in amount (1)"]


def test_what_a_command_says_is_compared_line_by_line(tmp_path: Path) -> None:
    old = written(tmp_path / "old", {}, inspect="一\n二\n", audit="{}")
    new = written(tmp_path / "new", {}, inspect="一\n三\n", check="{}")
    assert told(old, new) == [
        "audit/one.txt: is said of it no more",
        "inspect/one.txt: 2 lines differ",
    ]
    declared = Declared(commands_renamed={"audit": "check"}, rows=(MeantRows("inspect", "counted anew", at_most=2),))
    assert told(old, new, declared) == []
    assert set(COMMANDS) == {"inspect", "audit"}


@pytest.mark.parametrize(
    ("meant", "allowed"),
    [
        (MeantRows("core.figure", "rounded"), True),
        (MeantRows("core.*", "rounded", columns=("amount",), at_most=1), True),
        (MeantRows("core.figure", "rounded", columns=("row",)), False),
        (MeantRows("core.figure", "rounded", at_most=0), False),
        (MeantRows("core.remark", "rounded"), False),
    ],
)
def test_rows_that_are_meant_to_differ_are_no_others(tmp_path: Path, meant: MeantRows, allowed: bool) -> None:
    old = written(tmp_path / "old", {"core.figure": "row label amount\n1 房屋 10"})
    new = written(tmp_path / "new", {"core.figure": "row label amount\n1 房屋 11"})
    assert (told(old, new, Declared(rows=(meant,))) == []) is allowed


def test_another_type_is_told(tmp_path: Path) -> None:
    old, new = (written(tmp_path / name, {"core.figure": "amount\n1"}) for name in ("old", "new"))
    path = new / RELATIONS / "core.figure.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("text", "numeric"), encoding="utf-8")
    assert told(old, new) == ["core.figure: column amount was text, is numeric"]
    assert told(old, new, Declared(columns_retyped={"core.figure": {"amount": "money is exact"}})) == []


def test_the_map_of_the_repository_is_well_written() -> None:
    read_map()


@pytest.mark.parametrize(
    "text",
    [
        "rows: [{of: core.figure}]",
        "rows: [{of: a, reason: b, column: [c]}]",
        "tables: {}",
        "columns: {lost: {}}",
        "rows: [",
    ],
)
def test_a_map_with_a_slip_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MapError):
        read_map(path)


def test_a_map_declares_what_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        "columns: {dropped: {core.figure: {row: counted by row_no}}}\nrows: [{of: inspect, reason: sorted}]",
        encoding="utf-8",
    )
    assert read_map(path) == Declared(
        columns_dropped={"core.figure": {"row": "counted by row_no"}}, rows=(MeantRows("inspect", "sorted"),)
    )


def test_a_dump_of_other_reports_is_told(tmp_path: Path) -> None:
    old, new = (written(tmp_path / name, {}) for name in ("old", "new"))
    (new / LISTING).write_text("abc  samples/one.txt\n", encoding="utf-8")
    assert told(old, new) == [f"inputs: 1 reports differ: write the new dump with --inputs {old}"]


def test_comparing_what_is_no_dump_fails(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        compare(tmp_path, tmp_path, Declared())
