"""`python -m scripts.images`: whether the images and programs of the team's server are old, by the dates in `images.yaml`; no network is asked.

Ends with 1 and a line for each where the list wasn't looked through for long, or the support of a version ends within half a year.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import yaml

LIST = Path(__file__).with_name("images.yaml")
AHEAD = timedelta(days=182)
"""How long before the end of its support a version is told: a major upgrade takes planning."""


@dataclass(frozen=True, slots=True)
class Part:
    """An image or a program: its tag or version, and until when its line gets security releases (None: not said)."""

    version: str
    supported_until: date | None


@dataclass(frozen=True, slots=True)
class Images:
    """The list, the day it was last looked through, and after how many days it is to be looked through again."""

    looked: date
    look_again_after_days: int
    parts: Mapping[str, Part]

    def old(self, today: date) -> list[str]:
        """A sentence for each thing that is to be done."""
        said = []
        if today > self.looked + timedelta(days=self.look_again_after_days):
            said.append(
                f"{LIST.name} was looked through on {self.looked}: look whether there are newer releases, then write the day"
            )
        for name, part in self.parts.items():
            if part.supported_until is not None and today > part.supported_until - AHEAD:
                said.append(
                    f"{name} {part.version} is supported until {part.supported_until}: plan the next major version"
                )
        return said


def read_images(file: Path = LIST) -> Images:
    """The list."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    parts = {name: Part(str(one["version"]), one["supported_until"]) for name, one in content["parts"].items()}
    return Images(content["looked"], content["look_again_after_days"], parts)


def main() -> None:
    """Say what is old."""
    said = read_images().old(datetime.now(UTC).date())
    sys.stdout.write("".join(f"{line}\n" for line in said) or "nothing is old by the dates\n")
    sys.exit(1 if said else 0)


if __name__ == "__main__":
    main()
