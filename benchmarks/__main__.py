"""`make bench`: what loading takes, step by step for the samples or the files given, and in numbers for synthetic reports.

Reading PDF is measured beside bare pdfplumber extraction.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import auditing, loading, reading_pdf, throughput
from etl.loading.sources import find_files

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="reports to load step by step; default: samples/")
    parser.add_argument("--reports", type=int, default=400, help="synthetic reports (400)")
    parser.add_argument("--quick", action="store_true", help="40 of them")
    parser.add_argument("--dlt", action="store_true", help="measure dlt too, installed into an environment of its own")
    given = parser.parse_args()
    files = find_files(given.files or [Path(__file__).resolve().parents[1] / "samples"])
    loading.main(files)
    auditing.main(files[:3] if given.quick else files)
    reading_pdf.run([path for path in given.files if path.suffix.lower() == ".pdf"])
    throughput.main(40 if given.quick else given.reports, with_dlt=given.dlt)
