"""Writes rows with dlt, in the interpreter of an environment of its own: `python dlt_writer.py ROWS` prints the seconds it took.

ROWS is a pickle of table name → rows (column → value), made by benchmarks.writing; DESTINATION__POSTGRES__CREDENTIALS is the database's URL.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Extract, normalize and load every table in one run of a pipeline."""
    import dlt

    rows = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - the benchmark's own
    with tempfile.TemporaryDirectory(prefix="gongkai-dlt-") as folder:
        pipeline = dlt.pipeline("bench", destination="postgres", dataset_name="bench_dlt", pipelines_dir=folder)
        resources = [
            dlt.resource(given, name=name, max_table_nesting=0, write_disposition="append")
            for name, given in rows.items()
        ]
        started = time.perf_counter()
        pipeline.run(resources)
        print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
