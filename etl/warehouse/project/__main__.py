"""`python -m etl.warehouse.project`: prints the folder of the complete project, for who runs dbt by hand; with a folder, writes it there."""

from __future__ import annotations

import sys
from pathlib import Path

from etl.errors import GongkaiError
from etl.settings import load_settings
from etl.warehouse.project.folder import project_folder, write_project


def main(words: list[str]) -> None:
    """`words`: nothing, or the folder to write to."""
    try:
        if words:
            folder = Path(words[0])
            write_project(folder)
        else:
            folder = project_folder(load_settings().home)
    except GongkaiError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    sys.stdout.write(f"{folder}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
