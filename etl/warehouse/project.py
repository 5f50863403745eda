"""The dbt project: where it is, and what tells its versions apart."""

from __future__ import annotations

import hashlib
from pathlib import Path

from etl import __version__
from etl.errors import WarehouseError


def project_folder() -> Path:
    """The dbt project: carried by the installed package, or beside `etl` in the source tree."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_dbt", package.parent / "dbt"):
        if (folder / "dbt_project.yml").is_file():
            return folder
    raise WarehouseError("the dbt project isn't installed", place=str(package), next_step="install gongkai again")


def project_digest() -> str:
    """Changes with any file of the dbt project and with the program's version."""
    digest = hashlib.sha256(__version__.encode())
    project = project_folder()
    for file in sorted(p for p in project.rglob("*") if p.suffix in {".sql", ".yml", ".csv", ".md"}):
        digest.update(str(file.relative_to(project)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
