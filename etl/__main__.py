"""`gongkai` and `python -m etl`. Nothing else is imported here: processes that read files import the main module too."""

import os
import signal
import sys
from contextlib import suppress
from types import FrameType


def main() -> None:
    """Entry point of `gongkai`. Importing takes a second, in which a signal ends it without a traceback: nothing has begun."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end_at_once)
    from etl import language

    language.choose(language.wanted(sys.argv[1:]))
    from etl.cli import main as command

    command()


def _end_at_once(number: int, frame: FrameType | None) -> None:
    said = "interrupted before anything was done"
    with suppress(ImportError, AttributeError):  # the language itself is only being imported
        from etl.language import _

        said = _("interrupted before anything was done")
    os.write(2, f"{said}\n".encode())
    os._exit(128 + number)


if __name__ == "__main__":
    main()
