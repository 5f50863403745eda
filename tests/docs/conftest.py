"""The samples, loaded and built once for all tests of what people read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from etl.docs.queries import sample_marts
from etl.settings import Settings


@pytest.fixture(scope="session")
def samples(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a warehouse of the samples with its marts."""
    home: Path = tmp_path_factory.mktemp("home")
    with sample_marts(Settings(database_url=SecretStr(server_url), home=home)) as connection:
        yield connection
