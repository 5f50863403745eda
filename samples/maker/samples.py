"""`python -m samples.maker.samples [FOLDER]`: write the sample reports from samples/data/ as text into FOLDER (default: samples/)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from samples.maker.activities import load_reports
from samples.maker.figures import ReportFigures, load_figures
from samples.maker.layout import load_family
from samples.maker.report import render
from samples.maker.writers import write

DATA = Path(__file__).resolve().parents[2] / "samples" / "data"


def sample_reports(data: Path = DATA) -> Iterator[ReportFigures]:
    """The figures of every sample report: those kept form by form, and those derived from an agency's years."""
    for path in sorted(data.glob("*.yaml")):
        yield load_figures(path)
    for path in sorted((data / "agencies").glob("*.yaml")):
        yield from load_reports(path)


def write_samples(folder: Path, suffix: str = "txt") -> list[Path]:
    """Write every sample report in its own layout family."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write(render(figures, load_family(figures.family)), folder / f"{figures.file_stem}.{suffix}")
        for figures in sample_reports()
    ]


def main() -> None:
    """Write the samples and print their paths."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA.parent
    sys.stdout.writelines(f"{path}\n" for path in write_samples(folder))


if __name__ == "__main__":
    main()
