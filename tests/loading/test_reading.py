"""Reading in processes: what crashes, hangs or eats memory costs one file, and nothing is left behind."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from etl.errors import GongkaiError
from etl.loading import reading
from etl.loading.reading import Outcome, Unread, read_all
from tests.loading import misbehaving

pytestmark = pytest.mark.timeout(60)


def files(folder: Path, orders: Sequence[str]) -> list[Path]:
    """One file an order."""
    made = [folder / f"{number:03}.txt" for number in range(len(orders))]
    for path, order in zip(made, orders, strict=True):
        path.write_text(order, encoding="utf-8")
    return made


def messages(paths: Sequence[Path], *, workers: int = 2, timeout: float = 30) -> list[str]:
    """What became of each, in the order in which it came."""
    found = []
    for path, outcome in read_all(paths, workers=workers, timeout=timeout, memory=2**30, read=misbehaving.read):
        assert isinstance(outcome, Unread)
        assert outcome.message.startswith(path.name)
        found.append(outcome.message)
    return found


def alive(pid: int) -> bool:
    """Whether the process still runs (one that has ended and waits to be noticed doesn't)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_results_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    paths = files(tmp_path, ["slow", *[""] * 8])
    found = messages(paths)
    assert [m.split()[0] for m in found] == [p.name for p in paths]
    assert len({m.split()[-1] for m in found}) == 2


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("exit", "exit code 3"),
        ("leave", "exit code 0"),
        ("segfault", "SIGSEGV"),
        ("send", "SIGKILL"),
        ("eat", "too much memory"),
    ],
)
def test_a_crash_costs_its_own_file(tmp_path: Path, order: str, said: str) -> None:
    found = messages(files(tmp_path, ["", order, "", "", order, ""]))
    assert [said in m for m in found] == [False, True, False, False, True, False]


def test_what_is_read_and_not_taken_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each result has a megabyte: as two of them and a bit wait, no more files are handed out but those that are being read."""
    monkeypatch.setattr(reading, "WAITING_BYTES", 2_500_000)
    paths = files(tmp_path, ["much"] * 12)
    with closing(read_all(paths, workers=2, read=misbehaving.read)) as outcomes:
        next(outcomes)
        time.sleep(2)
        assert 3 <= len(list(tmp_path.glob("*.read"))) <= 1 + 3 + 1
        assert [path.name for path, _ in outcomes] == [path.name for path in paths[1:]]
    assert len(list(tmp_path.glob("*.read"))) == 12


def test_a_file_that_takes_too_long_costs_itself_only(tmp_path: Path) -> None:
    started = time.monotonic()
    found = messages(files(tmp_path, ["hang", "", "", "hang", ""]), timeout=2)
    assert ["longer than 2 s" in m for m in found] == [True, False, False, True, False]
    assert time.monotonic() - started < 30


def test_ending_early_leaves_no_process(tmp_path: Path) -> None:
    paths = files(tmp_path, ["", *["hang"] * 5])
    started = time.monotonic()
    with closing(read_all(paths, workers=2, read=misbehaving.read)) as outcomes:
        _, first = next(outcomes)
    assert isinstance(first, Unread)
    assert time.monotonic() - started < 30
    assert not alive(int(first.message.split()[-1]))


def _fails_to_start(path: Path) -> Outcome:
    raise AssertionError(path)


def test_processes_that_cannot_start_are_one_error_and_not_one_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A name that the process doesn't find in its module: it ends before it says that it is ready.
    monkeypatch.setattr(_fails_to_start, "__qualname__", "nowhere", raising=False)
    monkeypatch.setitem(globals(), "nowhere", _fails_to_start)
    with pytest.raises(GongkaiError, match="can't be started"):
        list(read_all(files(tmp_path, [""] * 5), workers=2, read=_fails_to_start))


def test_a_process_of_ones_own_reads_a_single_file_too_if_asked(tmp_path: Path) -> None:
    (only,) = messages(files(tmp_path, [""]), workers=1)
    assert int(only.split()[-1]) != os.getpid()
