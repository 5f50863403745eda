"""`make bench`: what loading takes, for the samples or the files given."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import loading
from etl.load import find_files

if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    loading.main(find_files(given or [Path(__file__).resolve().parents[1] / "samples"]))
