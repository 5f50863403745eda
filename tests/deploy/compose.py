"""docker-compose.yml as Compose reads it: variables put in, merges done; and its commands run without containers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.words.data import load_yaml

ROOT = Path(__file__).resolve().parents[2]

_VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


class MissingVariableError(Exception):
    """A variable that must be set isn't; the file's own words."""


def interpolated(text: str, variables: Mapping[str, str]) -> str:
    """`${NAME}`, `${NAME:-default}` and `${NAME:?message}` with their values, `$$` as `$`."""

    def value(match: re.Match[str]) -> str:
        if match["escaped"]:
            return "$"
        found = variables.get(match["name"], "")
        if found or match["kind"] is None:
            return found
        if match["kind"] == "?":
            raise MissingVariableError(match["rest"])
        return match["rest"]

    return _VARIABLE.sub(value, text)


def read(variables: Mapping[str, str]) -> dict[str, Any]:
    """The services, volumes and so on, as Compose has them before it starts anything."""
    # The comments speak of no variable, so that the text as a whole can be treated as Compose treats its values.
    found: dict[str, Any] = load_yaml(interpolated((ROOT / "docker-compose.yml").read_text("utf-8"), variables))
    return {name: part for name, part in found.items() if not name.startswith("x-")}


def entrypoint_of(stage: str) -> tuple[str, ...]:
    """The ENTRYPOINT of a stage of the Dockerfile."""
    (text,) = [
        part
        for part in re.split(r"(?m)^(?=FROM )", (ROOT / "Dockerfile").read_text("utf-8"))
        if re.match(rf"FROM \S+ AS {stage}\n", part)
    ]
    (found,) = re.findall(r"(?m)^ENTRYPOINT (.+)$", text)
    return tuple(json.loads(found))


def variables_of(file: Path) -> dict[str, str]:
    """What a file like .env sets."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def start(
    service: Mapping[str, Any], home: Path, replace: Mapping[str, str], entrypoint: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    """A service's process: its entrypoint or the image's, its command, its environment and no other variable.

    `replace` puts what stands on this machine for what stands in a container: the server's address, mounted folders, the interpreter.
    """

    def here(text: str) -> str:
        for there, ours in replace.items():
            text = text.replace(there, ours)
        return text

    home.mkdir(exist_ok=True)
    command = [*service.get("entrypoint", entrypoint), *service["command"]]
    image = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "PYTHONUTF8": "1", "HOME": str(home)}
    if "GONGKAI_SYSTEM_USER" in os.environ:
        image["GONGKAI_SYSTEM_USER"] = os.environ["GONGKAI_SYSTEM_USER"]
    environment = {name: here(value) for name, value in service.get("environment", {}).items()}
    return subprocess.Popen(
        [here(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**image, "GONGKAI_HOME": str(home), **environment},
    )
