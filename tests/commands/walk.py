"""All commands, taken from the parser itself, with arguments that each would take: a new command is in the walk, or the walk fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.cli import COMMANDS, imported

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "chengzhong-2024-final-account.txt"

VALUES = {"agency": "没有这个单位", "name": "nobody", "document": "没有这个文件.pdf", "table": "1", "key": "nothing"}
"""Name of a parameter that must be given and is no path → something that it may be."""
IN_SHORT = {
    ("watch",): ("--once", "--interval", "0.1"),
    ("db", "watchdog"): ("--once",),
    ("db", "psql"): ("-c", "select 1"),
}
"""Commands that don't end by themselves, or ask, and what makes them end."""
NOT_WALKED = {("demo",): "makes a warehouse and loads for half a minute", ("db", "psql"): "becomes psql"}


@dataclass(frozen=True)
class Command:
    """A command: its words, what it must be given besides paths, and the paths that it takes (None for an argument, else the option)."""

    words: tuple[str, ...]
    given: tuple[str, ...]
    paths: tuple[tuple[str | None, bool], ...]

    def line(self, path: Path, option: str | None = None) -> list[str]:
        """The command line: `path` for the option, or for the argument where that is None; other arguments are a sound file."""
        line = [*self.words, *self.given]
        for its, required in self.paths:
            if its is None and (required or option is None):
                line.append(str(path if option is None else SAMPLE))
            elif its is not None and its == option:
                line += [its, str(path)]
        return line

    @property
    def name(self) -> str:
        """As a person types it."""
        return " ".join(self.words)


def commands() -> list[Command]:
    """Every command of the program, in the order of its help."""
    found = []
    for name, (module, attribute, _) in COMMANDS.items():
        for words, command in _leaves((name,), imported(name, module, attribute)):
            if words not in NOT_WALKED:
                found.append(_described(words, command))
    return found


def _leaves(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from _leaves((*words, name), below)
    else:
        yield words, command


def _described(words: tuple[str, ...], command: Any) -> Command:
    given: list[str] = [*IN_SHORT.get(words, ())]
    paths = []
    for parameter in command.params:
        is_argument = parameter.param_type_name == "argument"
        if _is_path(parameter):
            paths.append((None if is_argument else parameter.opts[0], parameter.required))
        elif parameter.required:
            assert parameter.name in VALUES, f"the walk of errors must be told what {parameter.name} of {words} is"
            given += [VALUES[parameter.name]] if is_argument else [parameter.opts[0], VALUES[parameter.name]]
    return Command(words, tuple(given), tuple(paths))


def _is_path(parameter: Any) -> bool:
    annotation = str(parameter.type_descriptor.annotation)
    return "pathlib" in annotation or parameter.name == "paths"
