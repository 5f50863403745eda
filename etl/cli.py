"""The command `gongkai`: which commands there are. A command's module is imported when it is called."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from etl import __version__
from etl.commands.help_page import HelpPage
from etl.errors import GongkaiError, in_a_line
from etl.language import LANGUAGES, N_, NEXT, _, choose, shown, wanted
from etl.safe_text import escape

COMMANDS = {
    # name: (module of etl.commands, what it has there, the first line of its help)
    "load": (
        "load",
        "load",
        N_("Load documents into the warehouse. Exit code 1 if any failed; the others are loaded all the same."),
    ),
    "build": (
        "build",
        "build",
        N_("Build and test the marts with dbt. Exit code 1 if not all was built, 3 if reports were left out of marts."),
    ),
    "run": ("load", "run", N_("Create or update the schema, load documents and build the marts: all that it takes.")),
    "watch": (
        "watch",
        "watch",
        N_("Load what is put into a folder, as it comes, and keep the marts up to date, until told to end."),
    ),
    "inspect": ("inspect", "inspect", N_("Say what is recognised in a file and what isn't, without a database.")),
    "audit": (
        "audit",
        "audit",
        N_(
            "Say where reports contradict themselves. Exit code 4 if there is an error, 3 a warning, 0 neither; 1 if a file can't be read."
        ),
    ),
    "demo": (
        "demo",
        "demo",
        N_(
            "Load the sample reports into a warehouse of their own, build the marts and print a comparison of agencies."
        ),
    ),
    "export": (
        "export",
        "export",
        N_("Write the marts to a workbook with number formats, or to CSV or Parquet files."),
    ),
    "docs": (
        "docs",
        "docs",
        N_(
            "Describe the warehouse (tables, columns, lineage, metrics) as one HTML file with a search; it needs no server."
        ),
    ),
    "metrics": (
        "metrics",
        "metrics",
        N_(
            "Ask for metrics of the marts: expenditure, project_share, budget_completion, …; without a name, list them."
        ),
    ),
    "profile": (
        "profile",
        "profile",
        N_(
            "Write one HTML page about an agency: years, peers, change, execution with reasons, contradictions. It needs no server."
        ),
    ),
    "show": (
        "show",
        "show",
        N_("Show where a figure stands: file, page, table, row and column, what was printed there, what was repaired."),
    ),
    "reports": ("reports", "reports", N_("List the reports in the warehouse, or those of one agency.")),
    "runs": (
        "runs",
        "runs",
        N_(
            "List what was loaded when: runs of load and watch with the number of files that were loaded and that failed."
        ),
    ),
    "forget": (
        "forget",
        "forget",
        N_("Take a document out of the warehouse; its publication then consists of the documents that are left."),
    ),
    "review": (
        "reports",
        "review",
        N_(
            "List what awaits a person, and what to do about it: questions about agencies, forms, columns and cells that weren't understood."
        ),
    ),
    "settle": (
        "settle",
        "app",
        N_(
            "Settle what awaits a person: which version of a report holds, what an agency is, what becomes of a finding. It stays settled."
        ),
    ),
    "versions": (
        "versions",
        "versions",
        N_(
            "Show the versions of an agency's reports side by side: documents, evidence, and the figures in which they differ."
        ),
    ),
    "distribute": (
        "distribute",
        "distribute",
        N_(
            "Spread figures and facts over the machines of a Citus cluster by agency; without Citus in the database nothing is done."
        ),
    ),
    "db": ("db", "app", N_("The database: the embedded server, its tables and roles.")),
    "layout": ("layout", "app", N_("Describe a form that isn't in the catalogue.")),
}


class _Later(TyperCommand):
    """A command as the list of commands shows it; the command itself, and all that it needs, is imported when it is called."""

    def __init__(self, name: str, module: str, attribute: str, summary: str) -> None:
        super().__init__(name, help=shown(summary), short_help=shown(summary))
        self._module, self._attribute = module, attribute

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        return imported(self.name or "", self._module, self._attribute).make_context(info_name, args, parent, **extra)


def imported(name: str, module: str, attribute: str) -> Any:
    """The command, from its module: a function with typer's annotations, or a group of such functions."""
    found = getattr(import_module(f"etl.commands.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        function, found = found, typer.Typer(add_completion=False)
        found.command(name=name)(function)
    return in_language(get_command(found))


def in_language(command: Any) -> Any:
    """The command with its help, and that of its arguments, options and commands below it, in the language that is spoken."""
    command.help = shown(command.help or "")
    # Its help is drawn as `HelpPage` does, and the list of commands has whole sentences.
    command.rich_markup_mode = None
    command.short_help = command.help.partition("\n\n")[0]
    given = command.get_params

    def translated(context: Any) -> Any:
        found = given(context)  # `--help` is among them only here
        for parameter in found:
            if getattr(parameter, "help", None):
                parameter.help = shown(parameter.help)
        return found

    command.get_params = translated
    for below in getattr(command, "commands", {}).values():
        if not isinstance(below, _Later):  # translates itself
            in_language(below)
    return command


_Context: Any = typer.Context.__mro__[1]
_Context.formatter_class = HelpPage
_UsageError: Any = typer.BadParameter.__mro__[1]
"""What the library raises of a command line that can't be; it has no public name."""


class _Commands(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        in_language(self)
        for name, (module, attribute, summary) in COMMANDS.items():
            self.add_command(_Later(name, module, attribute, summary))

    def main(
        self,
        args: Any = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """As the library's, but what is wrong with the command line is told in the language that is spoken."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except _UsageError as error:
            _tell(error)
            sys.exit(error.exit_code)
        except typer.Abort:
            _complain(_("Aborted!"))
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _tell(error: Any) -> None:
    """A line on how the command is used, one on where that is told, and what is wrong; nothing where the help stands there already."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return
    if error.ctx is not None:
        _complain(escape(error.ctx.get_usage()), highlight=False, soft_wrap=True)
        asked = f"{error.ctx.command_path} --help"
        _complain(_("{command} says more").format(command=escape(asked)), style="dim", highlight=False, soft_wrap=True)
    _complain(_("[red]error:[/]"), escape(shown(error.format_message())), highlight=False, soft_wrap=True)


app = typer.Typer(
    cls=_Commands,
    help="A data warehouse for the budgets and final accounts that Chinese government agencies publish (部门预决算公开).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _complain(*words: str, **how: Any) -> None:
    """Print to standard error, in rich's markup."""
    from rich.console import Console  # takes a third of `--help`, which prints without it

    Console(stderr=True).print(*words, **how)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gongkai {__version__}")
        raise typer.Exit


def _spoken(language: str) -> str:
    """`main` has read it before anything is imported."""
    if language and language not in LANGUAGES:
        raise typer.BadParameter(_("say zh or en"))
    return language


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            metavar="zh|en",
            callback=_spoken,
            is_eager=True,
            help="Speak Chinese or English; default: GONGKAI_LANG, else as the locale says.",
            show_default=False,
        ),
    ] = "",
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
    choose(wanted(sys.argv[1:]))
    _import_command(sys.argv[1:])
    signals = _Signals()
    signals.install()
    try:
        app(standalone_mode=True)
    except (KeyboardInterrupt, SystemExit):  # the former becomes the latter inside of typer
        if not signals.received:
            refused = _refused_output()
            if refused is not None:
                _end(refused)
            raise
    except Exception as error:  # noqa: BLE001 - whatever it is, people get a line of it
        # A library may make an error of its own of an interrupt.
        if not signals.received:
            if os.environ.get("GONGKAI_TRACEBACK"):
                _complain(traceback.format_exc(), markup=False, highlight=False)
            _refused_output()
            _end(error)
    _complain(_("interrupted; what was loaded stays, run the same command again to go on"))
    sys.exit(128 + signals.received)


def _end(error: Exception) -> NoReturn:
    """Tell an error in a line, and end with its exit code."""
    told = in_a_line(error)
    _complain(_("[red]error:[/]"), escape(in_words(told)), highlight=False, soft_wrap=True)
    sys.exit(told.exit_code)


def _refused_output() -> OSError | None:
    """What the system refuses of the last lines of standard output (a full disk); None where they are out, or nobody reads them any more.

    Left to the interpreter, they would end it with a traceback of its own and exit code 120.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        return None if isinstance(error, BrokenPipeError) else error
    return None


def in_words(error: GongkaiError) -> str:
    """An error with its place and next step, in the language that is spoken."""
    said = f"{shown(error.place)}: {shown(error.message)}" if error.place else shown(error.message)
    return f"{said}{NEXT}{shown(error.next_step)}" if error.next_step else said


def _import_command(arguments: list[str]) -> None:
    """Import what the command needs before our own handlers of signals are there: an interrupt in the middle of an import ends it at once."""
    name = next((argument for argument in arguments if argument in COMMANDS), None)
    if name is not None:
        import_module(f"etl.commands.{COMMANDS[name][0]}")


if __name__ == "__main__":
    main()
