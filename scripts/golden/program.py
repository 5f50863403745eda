"""The program that is asked: a checkout with its own interpreter, spoken to by its command line alone, so that any commit can be asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

HERE = Path(__file__).resolve().parents[2]
"""The checkout that this script is of."""
ASK = Path(__file__).with_name("ask.py")

_NOT_PASSED_ON = ("GONGKAI_DATABASE_URL", "GONGKAI_HOME", "GONGKAI_CACHE", "PYTHONPATH")


class ProgramError(RuntimeError):
    """The program couldn't do what was asked of it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A call of the command line whose output is kept: its arguments, and the file for what it prints."""

    arguments: tuple[str, ...]
    output: Path


@dataclass(frozen=True, slots=True)
class Program:
    """A checkout and the environment in which its commands run."""

    folder: Path
    environment: dict[str, str] = field(default_factory=lambda: _clean_environment())

    @property
    def python(self) -> str:
        """The checkout's own interpreter; this one where it has none, or is ours."""
        own = self.folder / ".venv" / "bin" / "python"
        return str(own) if self.folder != HERE and own.exists() else sys.executable

    def run(self, *arguments: str) -> str:
        """What a command prints; ProgramError with its last lines where it fails."""
        return self._python("-m", "etl", *arguments)

    def write_synthetic(self, folder: Path, *, reports: int, years: str, seed: int) -> None:
        """Have made-up reports written into a folder."""
        self._python(
            "-m", "samples.maker", "-n", str(reports), "--years", years, "--seed", str(seed), "--output", str(folder)
        )

    def ask(self, questions: Sequence[Question], workers: int) -> None:
        """Answer many questions by some processes, each of which imports the program once."""
        given = [{"arguments": one.arguments, "output": str(one.output)} for one in questions]
        self._python(str(ASK), str(workers), given=json.dumps(given))

    def _python(self, *arguments: str, given: str = "") -> str:
        done = subprocess.run(  # noqa: S603 - the interpreter of a checkout of ours
            [self.python, *arguments],
            cwd=self.folder,
            env=self.environment | {"PYTHONPATH": str(self.folder)},
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            said = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise ProgramError(f"{' '.join(arguments[:6])} … ended with exit code {done.returncode}:\n{said}")
        return done.stdout


@contextmanager
def on_empty_database(folder: Path) -> Iterator[tuple[Program, str]]:
    """The program of a checkout with an empty database, and its URL: on the server of GONGKAI_TEST_DATABASE_URL, else on one of its own."""
    with tempfile.TemporaryDirectory(prefix="gongkai-golden-") as home:
        Path(home).chmod(0o711)  # as root the embedded server is another user's
        environment = _clean_environment() | {"GONGKAI_HOME": str(Path(home) / "home"), "GONGKAI_DURABLE": "false"}
        program = Program(folder.resolve(), environment)
        server = os.environ.get("GONGKAI_TEST_DATABASE_URL")
        if server:
            with _new_database(server) as url:
                yield Program(program.folder, environment | {"GONGKAI_DATABASE_URL": url}), url
            return
        program.run("db", "start")
        try:
            yield program, program.run("db", "url").strip()
        finally:
            program.run("db", "stop")


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    name = sql.Identifier(found := f"gongkai_golden_{os.getpid()}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {} template template0").format(name))
        try:
            yield urlsplit(server)._replace(path=f"/{quote(found)}").geturl()
        finally:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))


def _clean_environment() -> dict[str, Any]:
    return {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
