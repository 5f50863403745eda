"""Environment → typed settings. Every name begins with GONGKAI_; secrets are masked wherever a setting is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.errors import SettingsError

_SCHEMES = ("postgresql://", "postgres://")
FOLDER = ".gongkai"
"""A folder of this name holds the warehouse of the folder it lies in, and of those below."""
_SECRETS = frozenset({"password", "sslpassword", "passfile", "oauth_client_secret"})


class Settings(BaseSettings):
    """What a run takes from its environment.

    `database_url` (GONGKAI_DATABASE_URL): any PostgreSQL ≥ 14 as libpq writes it, `postgresql://user:password@host:port/name`;
    unset, the embedded server under `home` is used. `home` (GONGKAI_HOME): folder of the embedded server and of caches, by default the
    nearest `.gongkai` of one's own from the working folder upwards, else `user_home()`.
    `system_user` (GONGKAI_SYSTEM_USER): who runs the embedded server when gongkai itself runs as root.
    `durable` (GONGKAI_DURABLE): false trades safety against a power failure for speed, for tests and throw-away warehouses.
    `cache` (GONGKAI_CACHE): folder of documents that took long to read, by default `home`/cache; `cache_mb` (GONGKAI_CACHE_MB): its
    greatest size, 0 for none.
    `documents` (GONGKAI_DOCUMENTS): where the files that are loaded are kept, a folder or a URL that fsspec opens, by default
    `home`/documents; `keep_documents` (GONGKAI_KEEP_DOCUMENTS): whether they are; `documents_mb` (GONGKAI_DOCUMENTS_MB): how many MB at most.
    `reports` (GONGKAI_REPORTS): folder of published reports that tests read.
    """

    model_config = SettingsConfigDict(
        env_prefix="GONGKAI_", env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: SecretStr | None = Field(default=None)
    home: Path = Field(default_factory=lambda: _nearest(_holds_a_warehouse) or user_home())
    system_user: str = Field(default="")
    durable: bool = Field(default=True)
    reports: Path | None = Field(default=None)
    cache: Path | None = Field(default=None)
    cache_mb: int = Field(default=1000, ge=0)

    documents: str = Field(default="")
    keep_documents: bool = Field(default=True)
    documents_mb: int = Field(default=50_000, ge=0)

    @field_validator("documents")
    @classmethod
    def _absolute_or_url(cls, place: str) -> str:
        return place if not place or "://" in place else str(Path(place).expanduser().absolute())

    @field_validator("home", "cache")
    @classmethod
    def _absolute(cls, folder: Path | None) -> Path | None:
        try:
            return None if folder is None else folder.expanduser().absolute()
        except RuntimeError as error:  # ~somebody
            raise ValueError(str(error)) from None
        except OSError as error:
            raise ValueError(f"the current folder is gone ({error.strerror}); give an absolute path") from None

    @field_validator("database_url")
    @classmethod
    def _libpq_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        text = url.get_secret_value().strip().replace("postgresql+psycopg://", "postgresql://", 1)
        if not text.startswith(_SCHEMES):
            raise ValueError("must begin with postgresql://")
        try:
            conninfo_to_dict(text)
        except psycopg.ProgrammingError:
            # Its message repeats the URL, password and all.
            raise ValueError("is no valid PostgreSQL URL; percent-encode special characters of the password") from None
        return SecretStr(text)

    @cached_property
    def is_embedded(self) -> bool:
        """Whether the embedded server is used."""
        return self.database_url is None


def load_settings() -> Settings:
    """The settings of this process; SettingsError names the variable that is wrong, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"GONGKAI_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors(include_input=False))
        raise SettingsError(wrong, place="environment", next_step="correct or unset the variable") from None


def settings_to_read() -> Settings:
    """The settings of a command that looks at what is there: the demo's warehouse where it is the only one."""
    settings = load_settings()
    return demo_settings(settings) if only_demo(settings) else settings


def only_demo(settings: Settings) -> bool:
    """Whether `gongkai demo` is all that has been run here: no server is named, and only the demo has one of its own."""
    folder = demo_settings(settings).home / "postgres"
    try:
        return settings.is_embedded and not (settings.home / "postgres").is_dir() and folder.is_dir()
    except OSError:  # a folder that we may not look into
        return False


def demo_settings(settings: Settings) -> Settings:
    """The settings of the demo's warehouse, which is apart: below the folder that GONGKAI_HOME names, else below the nearest `.gongkai`, the
    working folder's where there is none."""
    named = "home" in settings.model_fields_set
    folder = settings.home if named else _nearest(Path.is_dir) or Path(FOLDER)
    return Settings(database_url=None, home=folder / "demo", documents="")


def user_home() -> Path:
    """The folder of the user's own warehouse: `gongkai` among the data of programs (XDG_DATA_HOME)."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if Path(data).is_absolute() else Path("~/.local/share")) / "gongkai"


def _nearest(fits: Callable[[Path], bool]) -> Path | None:
    """The first `.gongkai` that fits, from the working folder upwards, below one's home not beyond it. One that another user put there isn't
    taken, but by root where it works."""
    try:
        here = Path.cwd()
    except OSError:  # it is gone
        return None
    above = list(here.parents)
    with suppress(RuntimeError, ValueError):
        above = above[: above.index(Path.home()) + 1]
    for folder in (here, *above):
        found = folder / FOLDER
        try:
            if _is_own(found, here=folder == here) and fits(found):
                return found
        except OSError:  # none there, or we may not look
            continue
    return None


def _is_own(folder: Path, *, here: bool) -> bool:
    """Whether a folder is the user's."""
    if not hasattr(os, "geteuid"):  # Windows
        return True
    ours = os.geteuid()
    return folder.stat().st_uid == ours or (ours == 0 and here)


def _holds_a_warehouse(folder: Path) -> bool:
    """Whether a `.gongkai` is a warehouse's: it has a server or originals, or is empty, to become one's. Not where it holds the demo's or a cache."""
    there = {one.name for one in folder.iterdir()}
    return not there or bool(there & {"postgres", "documents"})


def masked(url: str) -> str:
    """A libpq URL without its password and other secrets, fit for logs and screens."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "postgresql://***"
    user, host, port, name = (str(parts.get(k) or "") for k in ("user", "host", "port", "dbname"))
    login = f"{user}{':***' if _SECRETS & parts.keys() else ''}@" if user else ""
    return f"postgresql://{login}{host}{f':{port}' if port else ''}/{name}"
