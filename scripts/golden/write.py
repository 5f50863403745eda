"""Writes a dump: loads the reports, builds the marts, asks the commands, and writes what they and the relations say."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.golden.compare import LISTING, RELATIONS
from scripts.golden.dump import dump
from scripts.golden.inputs import SYNTHETIC, Input, gather, listing, shuffled
from scripts.golden.program import HERE, Program, Question, on_empty_database


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is dumped, and how: of which checkout, of which reports, in another order (a seed), by how many processes."""

    folder: Path
    program: Path = HERE
    reports: tuple[Path, ...] = ()
    kept_inputs: Path | None = None
    synthetic: int = SYNTHETIC
    shuffle: int | None = None
    workers: int = 2


def write(wanted: Wanted, say: Callable[[str], None] = lambda _: None) -> None:
    """Write a dump into a new folder. FileExistsError where it holds something, ProgramError where the program fails."""
    folder = wanted.folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} holds something already: name a new folder")
    started = time.monotonic()

    def step(what: str) -> None:
        say(f"{time.monotonic() - started:5.0f} s  {what}")

    with on_empty_database(wanted.program) as (program, url):
        inputs = gather(program, folder / "inputs", wanted.reports, wanted.kept_inputs, wanted.synthetic)
        order = inputs if wanted.shuffle is None else shuffled(inputs, wanted.shuffle)
        step(f"loading {len(order)} reports")
        program.run("load", "--workers", str(wanted.workers), *(str(one.path) for one in order))
        step("building the marts")
        program.run("build")
        step("inspect and audit")
        _ask(program, inputs, folder, wanted.workers)
        step("writing the relations")
        found = dump(url, folder / RELATIONS)
        (folder / LISTING).write_text(listing(inputs), encoding="utf-8")  # last: a dump without it isn't whole
        step(f"{len(found)} relations written")


def _ask(program: Program, inputs: Sequence[Input], folder: Path, workers: int) -> None:
    """Inspect each report; audit all of them together, as some rules compare reports, and alone those that aren't made up."""
    together = ("audit", "--format", "json", *(str(one.path) for one in inputs))
    questions = [Question(together, folder / "audit" / "all.json")]
    for one in inputs:
        questions.append(Question(("inspect", str(one.path)), folder / "inspect" / f"{one.name}.txt"))
        if one.group != "synthetic":  # an audit makes a database: a hundred of them take longer than all the rest
            alone = ("audit", "--format", "json", str(one.path))
            questions.append(Question(alone, folder / "audit" / f"{one.name}.json"))
    program.ask(questions, workers)
