"""Read on a Dask cluster, the rows are those of one process; a worker that dies in the middle loses nothing."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.errors import GongkaiError
from etl.loading.cluster import read_on_cluster
from etl.loading.load import load_files
from etl.loading.reading import Unread
from etl.loading.sources import Remote
from etl.warehouse.schema import empty
from samples.maker.synth import write_reports
from tests.warehouse.test_writer import contents

distributed = pytest.importorskip("distributed")

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def cluster() -> Any:
    """Two workers of one thread on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as opened:
        yield opened


def test_a_cluster_of_two_one_of_which_is_killed_gives_the_rows_of_one_process_and_of_three(
    cluster: Any, connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    files = sorted(write_reports(tmp_path, reports=10, years=range(2022, 2024), seed=3))
    address = cluster.scheduler_address
    with distributed.Client(address, set_as_default=False) as client:
        first = client.run(os.getpid)
        assert len(first) == 2
        reading = read_on_cluster(files, address)
        outcomes = [next(reading)]
        os.kill(next(iter(first.values())), signal.SIGKILL)  # whatever it reads, others read again
        outcomes += reading
        assert [path for path, _ in outcomes] == files
        assert [one for _, one in outcomes if isinstance(one, Unread)] == []
        assert load_files(files, connection, scheduler=address)[0].status == "loaded"
    by_cluster = contents(connection)
    places = by_cluster.pop("raw.document_place")  # where the files lie: paths here, URLs there
    assert len(by_cluster["raw.document"]) == len(files)
    urls = [Remote(f"file://{file}") for file in files]
    for given, options in ((files, {"workers": 1}), (files, {"workers": 3}), (urls, {"scheduler": address})):
        empty(connection)
        assert {one.status for one in load_files(given, connection, **options)} == {"loaded"}  # type: ignore[arg-type]
        again = contents(connection)
        assert len(again.pop("raw.document_place")) == len(places)
        assert again == by_cluster


def test_a_file_that_workers_do_not_see_fails_by_name(cluster: Any, tmp_path: Path) -> None:
    ((_, outcome),) = read_on_cluster([tmp_path / "无.txt"], cluster.scheduler_address)
    assert isinstance(outcome, Unread)
    assert "无.txt" in outcome.message


def test_a_worker_of_another_version_is_refused(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.loading.cluster.loader_version", lambda: "0.0+other")
    (file,) = write_reports(tmp_path, reports=1, years=[2023], seed=3)
    with pytest.raises(GongkaiError, match="same version"):
        list(read_on_cluster([file], cluster.scheduler_address))


def test_a_scheduler_that_does_not_answer_is_an_error_that_says_so() -> None:
    from dask import config

    with config.set({"distributed.comm.timeouts.connect": "1s"}), pytest.raises(GongkaiError, match="scheduler"):
        list(read_on_cluster([Path("a.txt")], "tcp://127.0.0.1:9"))
