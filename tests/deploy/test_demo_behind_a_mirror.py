"""`make demo` behind a mirror, from a bare clone to its last line: a loopback index is all that the machine reaches of packages.

The wheels of the index are made of the packages in the environment of the tests, so that the test needs no network itself. The lock of the
clone names the same versions by the hashes of those wheels, of what the demo needs: packages for tests and for other formats are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deploy.mirror import Mirror, Wheel, add_installed, served

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("uv", "hatchling")
"""What the Makefile itself takes packages with, and what builds the clone's own."""
DEAD = "http://127.0.0.1:9"
"""A proxy that isn't there: whoever asks another host than localhost fails."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Directly below the temporary folder and not in pytest's, which is private to us: as root the server is another user's."""
    made = Path(tempfile.mkdtemp(prefix="gongkai-demo-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def mirror(folder: Path) -> Iterator[Mirror]:
    with served(folder) as index:
        yield index


@pytest.fixture
def wheels(mirror: Mirror) -> dict[str, Wheel]:
    """The wheels of the index, by the line of the lock that each is for."""
    return {f"{one.name}=={one.version}": add_installed(mirror, one) for one in _needed()}


@pytest.fixture
def clone(folder: Path, wheels: dict[str, Wheel]) -> Path:
    """The repository without what git leaves out, and with a lock of the mirror's wheels."""
    made = folder / "a clone"
    shutil.copytree(ROOT, made, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist"))
    locked = {_pin(line) for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if "==" in line}
    unlocked = {_pin(pin) for pin in wheels} - locked
    assert not unlocked, f"not as in requirements.lock, make setup first: {', '.join(sorted(unlocked))}"
    lines = (f"{pin} \\\n    --hash=sha256:{wheel.sha256}\n" for pin, wheel in wheels.items())
    (made / "requirements.lock").write_text("".join(lines), encoding="utf-8")
    return made


def test_make_demo_needs_nothing_but_the_mirror_that_pip_conf_names(
    clone: Path, mirror: Mirror, wheels: dict[str, Wheel]
) -> None:
    environment = _environment(clone, mirror)
    try:
        done = subprocess.run(
            ["/usr/bin/make", "demo", f"PYTHON={getattr(sys, '_base_executable', sys.executable)}"],
            cwd=clone,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    finally:
        _stop(clone, environment)
    assert re.search(r"^\d+ models built, \d+ tests", done.stdout, re.MULTILINE)
    assert done.stdout.splitlines()[-1].startswith("and load reports of yours:")
    asked = {Path(path).name for path in mirror.asked}
    assert {wheel.path.name for wheel in wheels.values()} - asked == set()


def _needed() -> list[Distribution]:
    """The packages that the demo and the Makefile need here, each once, by name."""
    found: dict[str, Distribution] = {}
    own = distribution("gongkai").requires or []
    waiting = [Requirement(line) for line in (*own, *TOOLS)]
    asked: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in asked:
            continue
        asked.add((name, extras))
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue  # left out of the lock on purpose: `tool.uv.exclude-dependencies`
        found[name] = one
        waiting += _requirements(one, extras)
    return [found[name] for name in sorted(found)]


def _requirements(one: Distribution, extras: frozenset[str]) -> list[Requirement]:
    """What a package needs with these extras."""
    found = []
    for line in one.requires or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            requirement.marker = None
            found.append(requirement)
    return found


def _pin(line: str) -> str:
    """A package and its version as one spells them, of a line `name==version ; marker \\`."""
    name, version = line.split(";")[0].strip(" \\\n").split("==")
    return f"{canonicalize_name(name)}=={version}"


def _environment(clone: Path, mirror: Mirror) -> dict[str, str]:
    """A machine without uv that knows of packages what its pip.conf says, and reaches no other host."""
    configuration = clone.parent / "pip.conf"
    configuration.write_text(
        f"[global]\nindex-url = {mirror.url}\ncert = {mirror.certificate}\nextra-index-url =\nfind-links =\n",
        encoding="utf-8",
    )
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), DEAD)
    return {
        **proxies,
        "NO_PROXY": "localhost",
        "no_proxy": "localhost",
        "PATH": "/usr/bin:/bin",
        "HOME": str(clone.parent / "home"),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "GONGKAI_LANG": "en",
        "GONGKAI_HOME": str(clone / ".gongkai"),
        "PIP_CONFIG_FILE": str(configuration),
        "UV_CACHE_DIR": str(clone.parent / "cache"),
        "UV_HTTP_RETRIES": "3",
        "UV_PYTHON_DOWNLOADS": "never",
    }


def _stop(clone: Path, environment: dict[str, str]) -> None:
    """The server that the demo started ends."""
    python = clone / ".venv" / "bin" / "python"
    if python.exists():
        home = str(clone / ".gongkai" / "demo")
        subprocess.run(
            [python, "-m", "etl", "db", "stop"], cwd=clone, env={**environment, "GONGKAI_HOME": home}, check=False
        )
