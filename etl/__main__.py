"""`gongkai` and `python -m etl`. Nothing else is imported here: processes that read files import the main module too."""

import os
import signal
from types import FrameType


def main() -> None:
    """Entry point of `gongkai`. Importing takes a second, in which a signal ends it without a traceback: nothing has begun."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end_at_once)
    from etl.cli import main as command

    command()


def _end_at_once(number: int, _: FrameType | None) -> None:
    os.write(2, b"interrupted before anything was done\n")
    os._exit(128 + number)


if __name__ == "__main__":
    main()
