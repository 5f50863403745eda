"""Progress with counts and the time that is left, on standard error where that is a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from etl.language import _


class Told(Protocol):
    """Is told how much is done, of how much, and of what where that changes."""

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Show it."""


@contextmanager
def counted(
    what: str, total: int | None = None, *, quiet: bool = False, console: Console | None = None
) -> Iterator[Told]:
    """Show a bar with `what`, how much is done of how much, the time that went by and that is left, to the end of the block."""
    errors = console or Console(stderr=True)
    bar = Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(_("left:")),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=quiet or not errors.is_terminal,
    )
    with bar:
        task = bar.add_task(what, total=total)

        now = what

        def tell(done: int, total: int, what: str = "") -> None:
            nonlocal now
            if what and what != now:
                now = what
                bar.reset(task, description=what, total=total)
            bar.update(task, completed=done, total=total)

        yield tell
