"""A warehouse of its own for a measurement, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.settings import Settings
from etl.warehouse.embedded.server import EmbeddedServer
from etl.warehouse.engine import warehouse_url
from etl.warehouse.schema import create_from_models


@contextmanager
def warehouse() -> Iterator[str]:
    """The URL of an empty warehouse in an embedded server, with the settings that a user's has."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the server is another user's
        settings = Settings(database_url=None, home=Path(folder) / "home")
        url = warehouse_url(settings)
        try:
            create_from_models(url)
            yield url
        finally:
            EmbeddedServer(settings).stop()
