"""The command `gongkai`: which commands there are. A command's module is imported when it is called."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from etl import __version__
from etl.errors import in_a_line
from etl.safe_text import escape

COMMANDS = {
    # name: (module of etl.commands, what it has there, the first line of its help)
    "load": (
        "load",
        "load",
        "Load documents into the warehouse. Exit code 1 if any failed; the others are loaded all the same.",
    ),
    "build": (
        "build",
        "build",
        "Build and test the marts with dbt. Exit code 1 if not all was built, 3 if reports were left out of marts.",
    ),
    "run": ("load", "run", "Create or update the schema, load documents and build the marts: all that it takes."),
    "watch": (
        "watch",
        "watch",
        "Load what is put into a folder, as it comes, and keep the marts up to date, until told to end.",
    ),
    "inspect": ("load", "inspect", "Say what is recognised in a file and what isn't, without a database."),
    "audit": (
        "audit",
        "audit",
        "Say where reports contradict themselves. Exit code 4 if there is an error, 3 a warning, 0 neither; 1 if a file can't be read.",
    ),
    "demo": (
        "demo",
        "demo",
        "Load the sample reports into a warehouse of their own, build the marts and print a comparison of agencies.",
    ),
    "export": ("export", "export", "Write the marts to a workbook with number formats, or to CSV or Parquet files."),
    "docs": (
        "docs",
        "docs",
        "Write dbt's documentation (tables, columns, lineage, tests, metrics) as one HTML file; it needs no server.",
    ),
    "metrics": (
        "metrics",
        "metrics",
        "Ask for metrics of the marts: expenditure, project_share, budget_completion, …; without a name, list them.",
    ),
    "profile": (
        "profile",
        "profile",
        "Write one HTML page about an agency: years, peers, change, execution with reasons, contradictions. It needs no server.",
    ),
    "show": (
        "show",
        "show",
        "Show where a figure stands: file, page, table, row and column, what was printed there, what was repaired.",
    ),
    "reports": ("reports", "reports", "List the reports in the warehouse, or those of one agency."),
    "forget": (
        "forget",
        "forget",
        "Take a document out of the warehouse; its publication then consists of the documents that are left.",
    ),
    "review": (
        "reports",
        "review",
        "List what awaits a person, and what to do about it: questions about agencies, forms, columns and cells that weren't understood.",
    ),
    "settle": (
        "settle",
        "app",
        "Settle what awaits a person: which version of a report holds, what an agency is. It stays settled.",
    ),
    "versions": (
        "versions",
        "versions",
        "Show the versions of an agency's reports side by side: documents, evidence, and the figures in which they differ.",
    ),
    "distribute": (
        "distribute",
        "distribute",
        "Spread figures and facts over the machines of a Citus cluster by agency; without Citus in the database nothing is done.",
    ),
    "db": ("db", "app", "The database: the embedded server, its tables and roles."),
    "layout": ("layout", "app", "Describe a form that isn't in the catalogue."),
}


class _Later(TyperCommand):
    """A command as the list of commands shows it; the command itself, and all that it needs, is imported when it is called."""

    def __init__(self, name: str, module: str, attribute: str, summary: str) -> None:
        super().__init__(name, help=summary)
        self._module, self._attribute = module, attribute

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        return imported(self.name or "", self._module, self._attribute).make_context(info_name, args, parent, **extra)


def imported(name: str, module: str, attribute: str) -> Any:
    """The command, from its module: a function with typer's annotations, or a group of such functions."""
    found = getattr(import_module(f"etl.commands.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        function, found = found, typer.Typer(add_completion=False)
        found.command(name=name)(function)
    return get_command(found)


class _Commands(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, (module, attribute, summary) in COMMANDS.items():
            self.add_command(_Later(name, module, attribute, summary))


app = typer.Typer(
    cls=_Commands,
    help="A data warehouse for the budgets and final accounts that Chinese government agencies publish (部门预决算公开).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
errors = Console(stderr=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gongkai {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of all commands."""


class _Signals:
    """Which signal ended the run. The first one ends it in order; a second one at once."""

    received = 0

    def install(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._receive)

    def _receive(self, number: int, _: object) -> None:
        self.received = number
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
        raise KeyboardInterrupt


def main() -> None:
    """Entry point: every error as one line on stderr, with its exit code; SIGTERM ends as cleanly as Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names of files and texts that the terminal's encoding lacks
    _import_command(sys.argv[1:])
    signals = _Signals()
    signals.install()
    try:
        app(standalone_mode=True)
    except (KeyboardInterrupt, SystemExit):  # the former becomes the latter inside of typer
        if not signals.received:
            raise
    except Exception as error:  # noqa: BLE001 - whatever it is, people get a line of it
        # A library may make an error of its own of an interrupt.
        if not signals.received:
            if os.environ.get("GONGKAI_TRACEBACK"):
                errors.print(traceback.format_exc(), markup=False, highlight=False)
            told = in_a_line(error)
            errors.print("[red]error:[/]", escape(str(told)), highlight=False, soft_wrap=True)
            sys.exit(told.exit_code)
    errors.print("interrupted; what was loaded stays, run the same command again to go on")
    sys.exit(128 + signals.received)


def _import_command(arguments: list[str]) -> None:
    """Import what the command needs before our own handlers of signals are there: an interrupt in the middle of an import ends it at once."""
    name = next((argument for argument in arguments if argument in COMMANDS), None)
    if name is not None:
        import_module(f"etl.commands.{COMMANDS[name][0]}")


if __name__ == "__main__":
    main()
