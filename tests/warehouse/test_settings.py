"""Settings come from the environment; secrets don't come out again."""

from __future__ import annotations

import pytest

from etl.errors import WarehouseError
from etl.settings import Settings, load_settings, masked


def test_without_an_address_the_embedded_server_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", "")
    settings = load_settings()
    assert settings.is_embedded


def test_the_password_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", "postgresql://me:s3cret@db.example:5433/gongkai?sslmode=require")
    settings = load_settings()
    assert settings.database_url is not None
    assert "s3cret" not in f"{settings!r} {settings}"
    assert masked(settings.database_url.get_secret_value()) == "postgresql://me:***@db.example:5433/gongkai"


@pytest.mark.parametrize(
    "url", ["mysql://me:s3cret@db/x", "postgresql://me:s3cret@db/x?nonsense=1", "host=db password=s3cret"]
)
def test_a_wrong_address_is_named_by_its_variable_and_not_repeated(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", url)
    with pytest.raises(WarehouseError, match="GONGKAI_DATABASE_URL") as caught:
        load_settings()
    assert "s3cret" not in str(caught.value)
    assert masked(url).count("s3cret") == 0


def test_sqlalchemys_spelling_of_an_address_is_understood() -> None:
    settings = Settings(database_url="postgresql+psycopg://me@db/x")  # type: ignore[arg-type]
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://me@db/x"
