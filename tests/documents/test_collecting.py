"""Cycles are looked for more rarely while a document is read, and as before afterwards, whatever happens."""

from __future__ import annotations

import gc

import pytest

from etl.documents.collecting import rarely_collected


def test_threshold_is_high_within_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="stop"):
        _stopped_within(before[0])
    assert gc.get_threshold() == before


def _stopped_within(before: int) -> None:
    with rarely_collected():
        assert gc.get_threshold()[0] > before
        raise ValueError("stop")


def test_a_caller_that_collects_never_is_left_alone() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with rarely_collected():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
