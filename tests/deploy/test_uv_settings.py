"""What pip is told of mirrors and certificates reaches uv, which reads none of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A Python whose pip is configured for a mirror in `pip.conf`."""
    stub = tmp_path / "python"
    stub.write_text(
        """#!/bin/sh
[ "$*" = "-m pip config list" ] || exit 2
cat <<'THERE'
:env:.timeout='9'
global.index-url='https://mirror.invalid/simple'
global.trusted-host='\\nmirror.invalid\\nother.invalid'
global.cert="/etc/the office's ca.pem"
install.cert="/etc/the office's own ca.pem"
THERE
""",
        encoding="utf-8",
    )
    stub.chmod(0o755)
    return stub


def settings(python: Path, **environment: str) -> dict[str, str]:
    """What a shell holds of uv's settings after it has taken those over."""
    script = 'eval "$(sh scripts/uv-settings "$STUB")"; env -0'
    shown = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "STUB": str(python), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = dict(line.split("=", 1) for line in shown.split("\0") if line)
    return {name: value for name, value in found.items() if name.startswith("UV_") or name == "SSL_CERT_FILE"}


def test_configuration_of_pip_is_handed_over(python: Path) -> None:
    assert settings(python) == {
        "UV_DEFAULT_INDEX": "https://mirror.invalid/simple",
        "UV_INSECURE_HOST": "mirror.invalid other.invalid",
        "SSL_CERT_FILE": "/etc/the office's own ca.pem",
    }


def test_variables_of_pip_come_before_its_configuration(python: Path) -> None:
    given = {
        "PIP_INDEX_URL": "https://user:it's $HOME@office.invalid/simple",
        "PIP_EXTRA_INDEX_URL": "https://a.invalid/simple\n https://b.invalid/simple",
        "PIP_TRUSTED_HOST": "office.invalid",
        "PIP_CERT": "/etc/office ca.pem",
    }
    assert settings(python, **given) == {
        "UV_DEFAULT_INDEX": given["PIP_INDEX_URL"],
        "UV_INDEX": "https://a.invalid/simple https://b.invalid/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_INSECURE_HOST": "office.invalid",
        "SSL_CERT_FILE": "/etc/office ca.pem",
    }


def test_what_uv_is_told_itself_stays(python: Path) -> None:
    own = {
        "UV_DEFAULT_INDEX": "https://uv.invalid/simple",
        "UV_INDEX": "https://more.invalid/simple",
        "UV_INSECURE_HOST": "uv.invalid",
        "SSL_CERT_FILE": "/etc/uv.pem",
    }
    others = {"PIP_INDEX_URL": "x", "PIP_EXTRA_INDEX_URL": "x", "PIP_TRUSTED_HOST": "x", "PIP_CERT": "x"}
    assert settings(python, **own, **others) == own


def test_without_pip_nothing_is_handed_over(tmp_path: Path) -> None:
    assert settings(tmp_path / "no-python") == {}


def test_every_recipe_that_calls_uv_for_packages_hands_them_over() -> None:
    recipes = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ").splitlines()
    calls = [line for line in recipes if line.startswith("\t") and (" uv pip " in line or "$$uv pip " in line)]
    assert len(calls) >= 5
    assert all("$(PIPS)" in line for line in calls)
