"""Progress tells how much is done of how much and what time is left; where nobody looks it says nothing."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from etl.commands.progress import counted
from etl.export.export import _told
from etl.warehouse.build import _Counter


def _terminal() -> tuple[Console, io.StringIO]:
    said = io.StringIO()
    return Console(file=said, force_terminal=True, width=100, color_system=None), said


def test_counts_and_time_left_are_shown() -> None:
    console, said = _terminal()
    with counted("loading", 40, console=console) as tell:
        for done in range(1, 11):
            tell(done, 40)
    assert "loading" in said.getvalue()
    assert "10/40" in said.getvalue()
    assert "left: " in said.getvalue()


def test_one_bar_shows_what_comes_after_the_other() -> None:
    console, said = _terminal()
    with counted("files", 2, console=console) as tell:
        tell(2, 2)
        tell(1, 300, "rules")
    assert "rules" in said.getvalue()
    assert "1/300" in said.getvalue()


@pytest.mark.parametrize("quiet", [True, False])
def test_nothing_is_said_where_nobody_looks(quiet: bool) -> None:
    console, said = _terminal() if quiet else (Console(file=(written := io.StringIO()), force_terminal=False), None)
    with counted("loading", 1, quiet=quiet, console=console) as tell:
        tell(1, 1)
    assert (said.getvalue() if said is not None else written.getvalue()) == ""


def test_a_build_counts_what_dbt_finishes() -> None:
    told: list[tuple[int, int]] = []
    counter = _Counter(lambda done, total: told.append((done, total)))
    for name, data in (
        ("MainReportVersion", {}),
        ("LogStartLine", {"total": 3}),
        ("NodeFinished", {}),
        ("LogStartLine", {"total": 3}),
        ("NodeFinished", {}),
    ):
        counter(_event(name, **data))
    assert told == [(0, 3), (1, 3), (1, 3), (2, 3)]


def _event(name: str, **data: Any) -> Any:
    return SimpleNamespace(info=SimpleNamespace(name=name), data=SimpleNamespace(**data))


def test_an_export_tells_before_each_mart_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    assert list(_told(["a", "b"], lambda done, total: told.append((done, total)))) == ["a", "b"]
    assert told == [(0, 2), (1, 2), (2, 2)]
