"""What starting takes: processor time of `--help`, of `inspect` of a text, of `reports` and of a build with nothing to do.

    python -m benchmarks.starts                    seconds, and × what the interpreter alone takes
    python -m benchmarks.starts --against FOLDER   × the same of another checkout, with the same packages

`reports` and `build` look at the warehouse that the environment names (make demo; GONGKAI_HOME); where there is none they are left out.
Of several runs the least counts: of a busy machine, too, one is hardly disturbed.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "--help": ("--help",),
    "inspect": ("inspect", str(ROOT / "samples" / "yanliang-2024-budget.txt")),
    "reports": ("reports",),
    "build, nothing to do": ("build",),
}


def processor_seconds(arguments: list[str], folder: Path) -> float | None:
    """What a process and those that it waited for take; None where it fails. The server's part isn't in it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return None if done.returncode else after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(arguments: list[str], folder: Path, runs: int) -> float | None:
    """The least of several runs; None where the first fails."""
    found = [processor_seconds(arguments, folder)]
    if found[0] is not None:
        found += [processor_seconds(arguments, folder) for _ in range(runs - 1)]
    return min((one for one in found if one is not None), default=None)


def main() -> None:
    """Print a line a command."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=7)
    asked.add_argument("--against", type=Path, help="another checkout")
    given = asked.parse_args()
    os.environ["PYTHONPATH"] = ""
    bare = least(["-c", "pass"], ROOT, given.runs) or 0.01
    print(f"{'the interpreter alone':24} {bare:6.3f} s")
    for name, words in COMMANDS.items():
        took = least(["-m", "etl", *words], ROOT, given.runs)
        if took is None:
            print(f"{name:24} fails here (no warehouse?)")
            continue
        told = f"{name:24} {took:6.3f} s, {took / bare:5.1f} × the interpreter"
        if given.against is not None:
            other = least(["-m", "etl", *words], given.against.resolve(), given.runs)
            told += f"; there {other:6.3f} s: {took / other:4.2f} ×" if other else "; fails there"
        print(told)


if __name__ == "__main__":
    main()
