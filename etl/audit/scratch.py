"""A database that lives for one audit: whoever checks a report before release needs no warehouse, and none is touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from etl.settings import Settings
from etl.warehouse.engine import warehouse_url
from etl.warehouse.schema import create_from_models
from etl.warehouse.scratch import empty_database


@contextmanager
def scratch_database(settings: Settings) -> Iterator[str]:
    """The URL of a new database with empty `raw` and `core`, on the server that the settings name; dropped at the end.

    Raises WarehouseError where the role may not create databases.
    """
    step = "unset GONGKAI_DATABASE_URL to use the embedded server, or load the file and use --report"
    with empty_database(warehouse_url(settings), "audit", step) as scratch:
        create_from_models(scratch)
        yield scratch
