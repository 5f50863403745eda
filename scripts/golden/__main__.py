"""`python -m scripts.golden write FOLDER` and `… compare OLD NEW`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from scripts.golden.compare import compare
from scripts.golden.declared import MAP, MapError, read_map
from scripts.golden.inputs import SYNTHETIC
from scripts.golden.program import HERE, ProgramError
from scripts.golden.write import Wanted, write


def main() -> int:
    """Write or compare; exit code 1 where something differs that the map doesn't declare, 2 where it couldn't be done."""
    given = _arguments().parse_args()
    try:
        return _write(given) if given.action == "write" else _compare(given)
    except (OSError, ProgramError, MapError, LookupError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.golden", description=sys.modules["scripts.golden"].__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("write", help="write a dump into a new folder")
    one.add_argument("folder", type=Path)
    one.add_argument("--reports", type=Path, nargs="*", help="published reports, or folders of them (GONGKAI_REPORTS)")
    one.add_argument("--inputs", type=Path, metavar="DUMP", help="samples and made-up reports of an earlier dump")
    one.add_argument("--program", type=Path, default=HERE, help="another checkout, whose program is asked (this one)")
    one.add_argument("--synthetic", type=int, default=SYNTHETIC, help=f"made-up reports ({SYNTHETIC})")
    one.add_argument("--shuffle", type=int, metavar="SEED", help="load in another order")
    one.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="processes (one a core)")
    two = actions.add_parser("compare", help="say what differs between two dumps")
    two.add_argument("old", type=Path)
    two.add_argument("new", type=Path)
    two.add_argument("--map", type=Path, default=MAP, help="the differences that are meant (scripts/golden/map.yaml)")
    return parser


def _write(given: argparse.Namespace) -> int:
    reports = given.reports
    if reports is None:
        reports = [Path(os.environ["GONGKAI_REPORTS"])] if os.environ.get("GONGKAI_REPORTS") else []
    wanted = Wanted(
        given.folder,
        program=given.program.resolve(),
        reports=tuple(path.resolve() for path in reports),
        kept_inputs=given.inputs and given.inputs / "inputs",
        synthetic=given.synthetic,
        shuffle=given.shuffle,
        workers=given.workers,
    )
    write(wanted, lambda line: print(line, flush=True))
    return 0


def _compare(given: argparse.Namespace) -> int:
    found = compare(given.old, given.new, read_map(given.map))
    meant = [one for one in found if one.reason]
    wrong = [one for one in found if not one.reason]
    for one in (*meant, *wrong):
        print(one)
    print(f"{len(wrong)} differences, {len(meant)} more that are meant" if found else "no difference")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
