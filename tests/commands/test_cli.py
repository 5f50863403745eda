from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from etl.cli import COMMANDS, app, imported

HEAVY = ("sqlalchemy", "alembic", "psycopg", "pandas", "openpyxl", "dbt", "pypdfium2", "lxml", "numpy", "pydantic")


@pytest.mark.parametrize("name", COMMANDS)
def test_list_of_commands_says_what_the_command_says(name: str) -> None:
    module, attribute, summary = COMMANDS[name]
    command = imported(name, module, attribute)
    assert (command.help or "").splitlines()[0] == summary
    assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_help_imports_no_library_of_the_loader() -> None:
    code = f"import sys, etl.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_is_drawn_without_the_library_that_draws_tables() -> None:
    """It takes as long to import as all the rest of `--help`."""
    code = "import sys; from etl.cli import app; app(['--help'], standalone_mode=False); print('rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize("name", ["reports", "runs", "build", "inspect"])
def test_commands_that_write_no_row_import_nothing_that_does(name: str) -> None:
    """Neither the models nor the migrations: they take longer to import than the command to run. Of these only inspect reads documents."""
    heavy = ["sqlalchemy", "alembic", "models", "dbt", "pandas", *(["etl.pipeline"] if name != "inspect" else [])]
    module = COMMANDS[name][0]
    code = f"import sys, etl.commands.{module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(app, ["no-such-command"]).exit_code == 2
