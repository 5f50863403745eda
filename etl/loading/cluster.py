"""Reading files on a Dask cluster: the same reports in the same order as by processes of one machine (`gongkai[dask]`).

A task is a file. A worker that dies costs nothing: Dask gives its files to others, and only a file on which several workers died fails, by name.
Workers must see the files under the same paths, a shared folder, or be able to open their URLs, and run the same version of gongkai with the same catalogue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from etl.errors import GongkaiError
from etl.head import StatedHead
from etl.loading.reading import PATIENCE, TIMEOUT, Outcome, Unread, read_one
from etl.loading.sources import Source
from etl.version import loader_version

AHEAD = 4
"""Files handed out for each thread of the cluster: enough that none waits, few enough that what is read fits in memory."""
LEAST_AHEAD = 16


def read_on_cluster(
    files: Sequence[Source],
    scheduler: str,
    *,
    timeout: float = TIMEOUT,
    stated: Mapping[Source, StatedHead] | None = None,
    idle: Callable[[], None] = lambda: None,
) -> Generator[tuple[Source, Outcome], None, None]:
    """Each file with its report, or why there is none, in the order given; `scheduler` is the address of Dask's, tcp://host:port.

    `timeout` is in seconds that a file is waited for once those before it are done. `idle` is called whenever the next report lets wait.
    Closing the iterator takes back what is handed out. GongkaiError if the scheduler doesn't answer, or a worker is of another version.
    """
    if not files:
        return
    try:
        from distributed import Client
    except ImportError:
        raise GongkaiError("Dask isn't installed", next_step="pip install 'gongkai[dask]'") from None
    try:
        client = Client(scheduler, set_as_default=False)
    except (OSError, ValueError) as error:
        raise GongkaiError(
            f"the scheduler doesn't answer: {' '.join(str(error).split())}",
            place=scheduler,
            next_step="check the address, and that dask scheduler runs",
        ) from None
    with closing(client):
        todo, waiting = deque(files), deque[tuple[Source, Any]]()
        while todo or waiting:
            most = max(LEAST_AHEAD, AHEAD * sum(client.nthreads().values()))
            while todo and len(waiting) < most:
                path = todo.popleft()
                waiting.append(
                    (
                        path,
                        client.submit(
                            _read,
                            path.absolute() if isinstance(path, Path) else path,
                            (stated or {}).get(path),
                            pure=False,
                        ),
                    )
                )
            path, future = waiting.popleft()
            yield path, _outcome(path, future, timeout, idle)


def _read(path: Source, stated: StatedHead | None) -> tuple[str, Outcome]:
    """On a worker: the version that reads, and what it read."""
    return loader_version(), read_one(path, {path: stated} if stated is not None else None)


def _outcome(path: Source, future: Any, timeout: float, idle: Callable[[], None]) -> Outcome:
    from distributed import CancelledError

    waited = 0.0
    while True:
        try:
            reason = future.exception(timeout=PATIENCE)
        except TimeoutError:
            waited += PATIENCE
            idle()
            if waited >= timeout:
                future.cancel(force=True)
                return Unread(
                    f"{path.name}: not read, no worker had it done in {timeout:g} s → the others are loaded; "
                    "look at the workers, or give it more with --timeout",
                    "timeout",
                    waited,
                )
        except CancelledError as error:
            reason = error
            break
        else:
            break
    if reason is not None:
        return Unread(
            f"{path.name}: not read, the cluster gave it up ({' '.join(str(reason).split())[:300]}) → the others are loaded; "
            "see the logs of the workers",
            "crashed",
        )
    version, outcome = future.result()
    if version != loader_version():
        raise GongkaiError(
            f"a worker runs gongkai {version}, this is {loader_version()}",
            next_step="install the same version, and the same catalogue, on all workers",
        )
    read: Outcome = outcome
    return read
