"""The reports that a dump is made of: published ones, the samples and made-up ones, kept beside the dump for the next."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from scripts.golden.program import Program

SYNTHETIC = 100
"""Made-up reports."""
SEED = 14
"""Of the made-up reports: the same ones each time."""
YEARS = "2021-2024"

_NO_REPORT = {".md", ".py"}
"""Endings of files that stand beside reports without being any."""


@dataclass(frozen=True, slots=True)
class Input:
    """One report to be loaded: `published`, `samples` or `synthetic`, and its file."""

    group: str
    path: Path

    @property
    def name(self) -> str:
        """How a dump calls it."""
        return f"{self.group}/{self.path.name}"


def gather(
    program: Program, folder: Path, reports: Sequence[Path], kept: Path | None = None, synthetic: int = SYNTHETIC
) -> list[Input]:
    """Put samples and made-up reports into `folder`, those of an earlier dump's folder `kept` where given, and list all in their order.

    Published reports are read where they are.
    """
    for group in ("samples", "synthetic"):
        (folder / group).mkdir(parents=True)
        if kept is not None:
            shutil.copytree(kept / group, folder / group, dirs_exist_ok=True)
    if kept is None:
        for path in _files(program.folder / "samples"):
            shutil.copy(path, folder / "samples")
        if synthetic:
            program.write_synthetic(folder / "synthetic", reports=synthetic, years=YEARS, seed=SEED)
    found = [Input("published", path) for given in reports for path in (_files(given) if given.is_dir() else [given])]
    found += [Input(group, path) for group in ("samples", "synthetic") for path in _files(folder / group)]
    return found


def shuffled(inputs: Sequence[Input], seed: int) -> list[Input]:
    """The same reports in another order: nothing may depend on it."""
    return random.Random(seed).sample(list(inputs), len(inputs))  # noqa: S311 - an order, not a secret


def listing(inputs: Sequence[Input]) -> str:
    """The names and the content of all of them: two dumps are of the same reports where their listings are equal."""
    lines = sorted(f"{sha256(one.path.read_bytes()).hexdigest()}  {one.name}\n" for one in inputs)
    return "".join(lines)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.casefold() not in _NO_REPORT)
