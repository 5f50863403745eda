"""A service that watches notes what it is at; its health check tells waiting for long and hanging from work."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import WarehouseError
from etl.loading.pulse import LONGEST_WAIT, LONGEST_WORK, Pulse, pulse_of
from etl.loading.watch import Watch


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pulse(tmp_path: Path, clock: Clock) -> Pulse:
    return Pulse(tmp_path / "home" / "pulse.json", 10.0, clock)


def test_service_that_has_noted_nothing_is_not_well_yet(pulse: Pulse) -> None:
    assert pulse.illness() == "has noted nothing yet"


@pytest.mark.parametrize(
    ("state", "longest"), [("resting", LONGEST_WAIT + 10), ("working", LONGEST_WORK), ("waiting", LONGEST_WAIT)]
)
def test_each_state_may_last_its_time_and_no_longer(pulse: Pulse, clock: Clock, state: str, longest: float) -> None:
    pulse.note(state, "the server is away")
    clock.now += longest
    assert pulse.illness() == ""
    clock.now += 1
    assert f"{longest + 1:.0f} s" in pulse.illness()


def test_waiting_counts_from_its_first_note(pulse: Pulse, clock: Clock) -> None:
    pulse.note("waiting", "the server is away")
    clock.now += LONGEST_WAIT
    pulse.note("waiting", "the server is away")
    clock.now += 1
    assert pulse.illness().endswith("the server is away")
    pulse.note("resting")
    assert pulse.illness() == ""


def test_note_that_is_no_note_is_none(pulse: Pulse) -> None:
    pulse.note("resting")
    pulse.file.write_text("[1]", encoding="utf-8")
    assert pulse.illness() == "has noted nothing yet"


def test_folder_that_cant_be_written_ends_no_service(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    pulse_of(tmp_path / "home").note("working")


def test_watch_says_what_it_is_at() -> None:
    noted: list[str] = []
    away = True

    def task() -> bool:
        if away:
            raise WarehouseError("the server is away")
        return False

    kept = Watch([task], lambda event, **facts: None, 0, note=lambda state, error: noted.append(state))
    kept.look()
    kept.look()
    away = False
    kept.look()
    kept.look()
    assert noted == ["working", "waiting", "waiting", "resting", "working", "resting"]
