"""`make` behind a mirror: a pip.conf that names an index with a certificate of its own is all that the machine knows of packages.

The recipes of the Makefile themselves run, with uv, against an index on loopback that has one tiny package; nothing else can be reached.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.mirror import Mirror, Wheel, add, served

ROOT = Path(__file__).resolve().parents[2]
NAME, VERSION = "gongkai-mirrored", "1.0"
_BACKEND = """
import base64, hashlib, zipfile


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "gongkai_clone-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        written = {
            "gongkai_clone-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: gongkai-clone\\nVersion: 1.0\\n",
            "gongkai_clone-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        }
        for path, text in written.items():
            wheel.writestr(path, text)
        wheel.writestr("gongkai_clone-1.0.dist-info/RECORD", "".join(f"{path},,\\n" for path in written))
    return name
"""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    """The index, as long as the test runs."""
    with served(tmp_path) as index:
        yield index


@pytest.fixture
def wheel(mirror: Mirror) -> Wheel:
    """The one package that the index has: a module."""
    return add(mirror, NAME, VERSION, {"gongkai_mirrored.py": "WHERE = 'the mirror'\n"})


@pytest.fixture
def clone(tmp_path: Path, wheel: Wheel) -> Path:
    """A clone with the Makefile as it is and a lock of the one package that the mirror has."""
    folder = tmp_path / "a clone"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "scripts" / "uv-settings", folder / "scripts")
    (folder / "requirements.lock").write_text(
        f"{NAME}=={VERSION} \\\n    --hash=sha256:{wheel.sha256}\n", encoding="utf-8"
    )
    (folder / "backend.py").write_text(_BACKEND, encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "gongkai-clone"\nversion = "1.0"\n'
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        encoding="utf-8",
    )
    return folder


def _make(clone: Path, pip_conf: str) -> subprocess.CompletedProcess[str]:
    """`make setup` on a machine that knows of packages what its pip.conf says."""
    configuration = clone.parent / "pip.conf"
    configuration.write_text(pip_conf, encoding="utf-8")
    tools = clone.parent / "tools"
    tools.mkdir()
    (tools / "uv").symlink_to(Path(sysconfig.get_path("scripts")) / "uv")
    environment = {
        "PATH": f"{tools}:/usr/bin:/bin",
        "HOME": str(clone.parent),
        "PIP_CONFIG_FILE": str(configuration),
        "UV_CACHE_DIR": str(clone.parent / "cache"),
        "UV_HTTP_RETRIES": "0",
        "UV_PYTHON_DOWNLOADS": "never",
        "NO_PROXY": "*",
    }
    return subprocess.run(
        ["/usr/bin/make", "setup", f"PYTHON={getattr(sys, '_base_executable', sys.executable)}"],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_make_takes_packages_from_the_mirror_that_pip_conf_names(clone: Path, mirror: Mirror, wheel: Wheel) -> None:
    done = _make(clone, f"[global]\nindex-url = {mirror.url}\ncert = {mirror.certificate}\n")
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"/simple/{NAME}/{wheel.path.name}" in mirror.asked
    shown = subprocess.run(
        [clone / ".venv/bin/python", "-c", "import gongkai_mirrored; print(gongkai_mirrored.WHERE)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "the mirror\n"


def test_without_its_certificate_the_mirror_is_refused(clone: Path, mirror: Mirror) -> None:
    """The test above is one of the certificate, too."""
    done = _make(clone, f"[global]\nindex-url = {mirror.url}\n")
    assert done.returncode != 0
    assert "certificate" in done.stderr.lower() or "UnknownIssuer" in done.stderr
    assert mirror.asked == []


def test_without_the_mirror_nothing_is_asked_of_it(clone: Path, mirror: Mirror) -> None:
    """The test above is one of the index, too: where pip.conf names none on loopback, uv asks another."""
    done = _make(clone, f"[global]\nindex-url = https://localhost:9/simple\ncert = {mirror.certificate}\n")
    assert done.returncode != 0
    assert mirror.asked == []
