"""Functions with too many branches to be read once: radon's grades E and F. Those that are left stand in a list, which may only shrink."""

from __future__ import annotations

import csv
from pathlib import Path

from radon.complexity import cc_rank, cc_visit
from radon.visitors import Function

ROOT = Path(__file__).resolve().parents[1]
LEFT = ROOT / "tests" / "complex_functions.csv"
_SIDE_ROOMS = {"tests"}
"""A test that branches is another fault."""
_GRADES = {"E", "F"}


def complex_functions(root: Path) -> set[tuple[str, str, str]]:
    """(path, function, grade) of each function and method below a folder's packages that radon grades E (above 30 branches) or F (above 40)."""
    paths = [
        path
        for room in root.glob("*/__init__.py")
        if room.parent.name not in _SIDE_ROOMS
        for path in room.parent.rglob("*.py")
    ]
    return {
        (path.relative_to(root).as_posix(), block.fullname, grade)
        for path in paths
        for block in cc_visit(path.read_text(encoding="utf-8"))
        if isinstance(block, Function) and (grade := cc_rank(block.complexity)) in _GRADES
    }


def listed() -> list[tuple[str, str, str]]:
    with LEFT.open(encoding="utf-8", newline="") as file:
        return [(row["path"], row["function"], row["grade"]) for row in csv.DictReader(file)]


def test_no_function_is_added_to_the_list_of_complex_ones() -> None:
    """Let a new one fall into named steps. One that is listed and has become simpler leaves the list, or takes its better grade there."""
    found = complex_functions(ROOT)
    assert sorted(found - set(listed())) == [], "more branches than a reader follows: part it into named steps"
    assert sorted(set(listed()) - found) == [], (
        "simpler now: take the line out of tests/complex_functions.csv, or mend its grade"
    )


def test_the_list_is_sorted_and_names_each_function_once() -> None:
    assert listed() == sorted(set(listed()))


def test_a_function_with_many_branches_is_found(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "__init__.py").write_text("")
    branches = "".join(f"        if x == {n}:\n            return {n}\n" for n in range(30))
    (room / "one.py").write_text(
        f"class One:\n    def many(self, x):\n{branches}        return 0\n\n\ndef few(x):\n    return x\n"
    )
    assert complex_functions(tmp_path) == {("room/one.py", "One.many", "E")}
