"""`python -m samples.maker`: made-up reports in any number, as files or straight into the warehouse."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from etl.errors import GongkaiError
from etl.loading.load import load_files
from etl.output import writing
from etl.safe_text import escape
from etl.warehouse.engine import warehouse_url
from etl.warehouse.schema import connect_ready
from samples.maker.synth import orders, write_order, years_of

BATCH = 500
"""Reports that lie on the disk at once while they are loaded."""


def synth(
    reports: Annotated[int, typer.Option("--reports", "-n", help="How many.", min=1)] = 100,
    years: Annotated[str, typer.Option("--years", help="2021-2024, or 2022,2024.")] = "2021-2024",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same reports.", min=0)] = 1,
    format: Annotated[str, typer.Option("--format", help="txt, html, docx, xlsx, xls or pdf.")] = "txt",  # noqa: A002
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write into.")] = None,
    load: Annotated[bool, typer.Option("--load", help="Load them into the warehouse instead.")] = False,
    workers: Annotated[int | None, typer.Option("--workers", "-j", help="Processes that read.", min=1)] = None,
) -> None:
    """Write made-up reports of made-up agencies, for measuring and for trying out; their sums hold."""
    console = Console(width=None if Console().is_terminal else 150)
    if load == (output is not None):
        raise GongkaiError("say where they go", next_step="--output FOLDER writes files, --load loads them")
    try:
        wanted = orders(reports, years_of(years), seed)
        first = next(wanted)
        with tempfile.TemporaryDirectory(prefix="made-up-") as folder:
            write_order(first, Path(folder), format)
    except ValueError as error:
        raise GongkaiError(str(error), next_step="see python -m samples.maker --help") from error
    wanted = orders(reports, years_of(years), seed)
    if output is not None:
        with writing(output, "name another folder with --output"):
            output.mkdir(parents=True, exist_ok=True)
            written = sum(write_order(order, output, format).stat().st_size for order in wanted)
        console.print(f"{reports} reports, {written / 1e6:.1f} MB", highlight=False)
        return
    counts = Counter[str]()
    with connect_ready(warehouse_url()) as connection:
        while batch := list(islice(wanted, BATCH)):
            with tempfile.TemporaryDirectory(prefix="made-up-") as folder:
                files = [write_order(order, Path(folder), format) for order in batch]
                for result in load_files(files, connection, workers=workers):
                    counts[result.status] += 1
                    counts["figures"] += result.figures
                    if result.error:
                        console.print(f"[red]✗[/] {escape(result.error)}", highlight=False)
    figures = counts.pop("figures")
    console.print(", ".join(f"{n} {status}" for status, n in sorted(counts.items())) + f"; {figures:,} figures")
    if counts["failed"]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(synth)
