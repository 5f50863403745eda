"""`make bench-audit`: change one printed thing of a report at a time and count how often the audit notices it.

Over the reports of GONGKAI_REPORTS (the samples without) and made-up reports of other layouts; which changes are made follows from --seed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.audit.changes import KINDS, SEARCHED, Change, changes_of, count_of
from benchmarks.audit.noticed import REASONS, Auditors, Outcome, outcome_of
from benchmarks.audit.printed import Printed
from etl.documents import read_document
from etl.documents.model import Document
from etl.errors import GongkaiError
from etl.loading.sources import find_files
from etl.settings import load_settings
from samples.maker.layout import family_names
from samples.maker.roundtrip import make_trip

CHANGES = 2_000
MADE_UP = 20
FIRST_SEED = 700
"""The first of the made-up reports: seeds that no test uses."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A change of a file and what became of it."""

    file: str
    change: Change
    outcome: Outcome


def documents(paths: Sequence[Path], made_up: int, folder: Path) -> list[Document]:
    """The reports of the paths, and so many made-up ones, a layout after the other, in a format after the other."""
    families, formats = family_names(), ("txt", "html", "docx", "xlsx")
    made = [
        make_trip(
            FIRST_SEED + n, folder, family=families[n % len(families)], suffix=formats[n % len(formats)], defects=[]
        ).path
        for n in range(made_up)
    ]
    found = []
    for file in [*find_files(list(paths)), *made]:
        try:
            found.append(read_document(Path(str(file))))
        except GongkaiError as error:
            print(error)
    return found


def chosen(
    read: Sequence[Document], changes: int, seed: int, kinds: Collection[str] = tuple(KINDS)
) -> list[tuple[Document, Change]]:
    """So many changes: each kind its part, and of a kind each report an equal one, as far as it has as many."""
    printed = [Printed(document) for document in read]
    possible = [count_of(one) for one in printed]
    rng = random.Random(seed)  # noqa: S311 — which change is made is no secret
    weights = sum(KINDS[name].weight for name in kinds)
    wanted: list[dict[str, int]] = [{} for _ in printed]
    for name, kind in KINDS.items():
        if name not in kinds:
            continue
        left = round(changes * kind.weight / weights)
        # From the report that has the fewest on, so that what it lacks is made up for by the others.
        order = sorted(range(len(printed)), key=lambda n: possible[n][name])
        for rank, n in enumerate(order):
            count = min(possible[n][name], -(-left // (len(order) - rank)))
            wanted[n][name] = count
            left -= count
    return [
        (document, change)
        for document, one, of_report in zip(read, printed, wanted, strict=True)
        for change in changes_of(one, rng, of_report)
    ]


def run(
    paths: Sequence[Path], *, changes: int, made_up: int, seed: int, kinds: Collection[str] = tuple(KINDS)
) -> list[Tried]:
    """Make the changes and audit them, on as many processes as there are cores."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, Auditors(load_settings()) as auditors:
        read = documents(paths, made_up, Path(folder))
        before = dict(zip([one.sha256 for one in read], auditors.audit(read), strict=True))
        read = [one for one in read if not before[one.sha256].error]
        tried = chosen(read, changes, seed, kinds)
        after = auditors.audit([change.make(document) for document, change in tried])
        return [
            Tried(document.file_name, change, outcome_of(before[document.sha256], audited, depends=change.depends))
            for (document, change), audited in zip(tried, after, strict=True)
        ]


def lines(tried: Sequence[Tried]) -> Iterator[str]:
    """The table, a line a kind, then why changes of each weren't noticed, and how far the search for contradictions can be trusted."""
    of_kind = {name: [one for one in tried if one.change.kind == name] for name in KINDS}
    yield "| change | made | noticed | aim | contradict nothing | noticed of the others | findings of its own: median, most |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    yield from (_row(name, some) for name, some in of_kind.items() if some)
    yield ""
    for name, some in of_kind.items():
        yield from _why(name, some)
    numbers = [one for one in tried if one.change.kind in SEARCHED and one.outcome.noticed]
    if numbers:
        tied = sum(one.change.depends for one in numbers)
        yield f"Of {len(numbers)} numbers whose change was noticed the search for contradictions finds {tied} ({_percent(tied, len(numbers))})."
    yield ""
    yield from (f"{reason}: {meaning}" for reason, meaning in REASONS.items())


def _row(name: str, of_kind: Sequence[Tried]) -> str:
    kind = KINDS[name]
    noticed = [one.outcome for one in of_kind if one.outcome.noticed]
    free = sum(one.outcome.reason == "free" for one in of_kind)
    findings = [one.findings for one in noticed] or [0]
    few = ""
    if kind.findings:
        few = f", {_percent(sum(n <= kind.findings for n in findings), len(findings))} ≤ {kind.findings}"
    return (
        f"| {kind.zh} ({name}) | {len(of_kind)} | {_percent(len(noticed), len(of_kind))} | {kind.aim} % "
        f"| {free} | {_percent(len(noticed), len(of_kind) - free)} | {statistics.median(findings):g}, {max(findings)}{few} |"
    )


def _why(name: str, of_kind: Sequence[Tried]) -> Iterator[str]:
    reasons = Counter(one.outcome.reason for one in of_kind if not one.outcome.noticed)
    if reasons:
        yield f"{KINDS[name].zh}, not noticed: " + "; ".join(f"{reasons[r]} {r}" for r in REASONS if reasons[r])
    places: dict[str, list[bool]] = {}
    for one in sorted(of_kind, key=lambda one: one.change.place):
        places.setdefault(one.change.place, []).append(one.outcome.noticed)
    if len(places) > 1:
        yield "  " + "; ".join(f"{place} {sum(noticed)} of {len(noticed)}" for place, noticed in places.items())


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def main() -> None:
    """Measure and print; `--unnoticed` lists what wasn't noticed, `--noticed` what was, with the rules."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    usual = os.environ.get("GONGKAI_REPORTS") or "samples"
    parser.add_argument("paths", nargs="*", type=Path, default=[Path(usual)], help="reports, or folders of them")
    parser.add_argument("--changes", type=int, default=CHANGES, help=f"how many ({CHANGES})")
    parser.add_argument("--made-up", type=int, default=MADE_UP, help=f"reports of other layouts besides ({MADE_UP})")
    parser.add_argument("--seed", type=int, default=1, help="the same gives the same changes (1)")
    parser.add_argument(
        "--kind", action="append", choices=list(KINDS), help="only changes of this kind; may be repeated"
    )
    parser.add_argument("--unnoticed", action="store_true", help="list every change that no rule noticed")
    parser.add_argument("--noticed", action="store_true", help="list every change that was noticed, with the rules")
    arguments = parser.parse_args()
    started = time.monotonic()
    tried = run(
        arguments.paths,
        changes=arguments.changes,
        made_up=arguments.made_up,
        seed=arguments.seed,
        kinds=arguments.kind or tuple(KINDS),
    )
    print(f"{len(tried)} changes of {len({one.file for one in tried})} reports in {time.monotonic() - started:.0f} s\n")
    print("\n".join(lines(tried)))
    for one in tried:
        if arguments.noticed if one.outcome.noticed else arguments.unnoticed:
            said = " ".join(one.outcome.rules) or one.outcome.reason
            print(
                "\t".join((one.change.kind, said, str(one.outcome.findings), one.file, one.change.tie, one.change.what))
            )


if __name__ == "__main__":
    main()
