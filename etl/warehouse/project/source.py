"""Where the part of the dbt project is that is kept."""

from __future__ import annotations

from pathlib import Path

from etl.errors import WarehouseError

PACKAGE = Path(__file__).resolve().parents[2]
"""The package `etl`, installed or in the source tree."""


def source_folder() -> Path:
    """The part of the dbt project that is kept: carried by the installed package, or beside `etl` in the source tree."""
    for folder in (PACKAGE / "_dbt", PACKAGE.parent / "dbt"):
        if (folder / "dbt_project.yml").is_file():
            return folder
    raise WarehouseError("the dbt project isn't installed", place=str(PACKAGE), next_step="install gongkai again")
