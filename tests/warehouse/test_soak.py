"""The soak target (`make soak`) in short: kills at random moments leave nothing that a rerun doesn't put right."""

from __future__ import annotations

import pytest

from benchmarks.soak import soak

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]


def test_after_kills_of_loader_and_server_the_rerun_has_the_rows_of_a_quiet_run() -> None:
    found = soak(loader=2, server=1, reports=6, seed=3)
    assert (found.loader, found.server, found.different) == (2, 1, [])
    assert min(found.left) < 1
