"""`python ask.py WORKERS`, in the interpreter of the checkout that is asked: answers the questions on standard input.

Standard input is a JSON list of {arguments, output}. The file `output` gets what the command prints; where it ends with another exit code
than 0 or writes to standard error, a file `output`.told gets these. Nothing but the program's command line is imported: this runs with checkouts older than this file.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from etl.cli import app


def answer(question: dict[str, Any]) -> None:
    """Run one command in this process and write what it prints."""
    done = CliRunner().invoke(app, question["arguments"])
    told = done.stderr
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        told += f"{type(done.exception).__name__}: {done.exception}\n"
    if done.exit_code:
        told += f"exit code {done.exit_code}\n"
    output = Path(question["output"])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(done.stdout, encoding="utf-8")
    if told:
        output.with_name(f"{output.name}.told").write_text(told, encoding="utf-8")


def main() -> None:
    """Answer all questions, the first alone: what it leaves for the others (caches, plans) is made once."""
    first, *others = json.load(sys.stdin)
    # No multiprocessing.Pool: the program reads files in processes of its own, and the workers of a Pool may not have any.
    with ProcessPoolExecutor(int(sys.argv[1]), multiprocessing.get_context("fork")) as pool:
        pool.submit(answer, first).result()
        list(pool.map(answer, others))


if __name__ == "__main__":
    main()
