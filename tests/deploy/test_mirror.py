"""`make` behind a mirror: a pip.conf that names an index with a certificate of its own is all that the machine knows of packages.

The recipes of the Makefile themselves run, with uv, against an index on loopback that has two tiny packages; nothing else can be reached.
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import shutil
import ssl
import subprocess
import sys
import sysconfig
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME, VERSION = "gongkai-mirrored", "1.0"
WHEEL = "gongkai_mirrored-1.0-py3-none-any.whl"
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


@dataclass(frozen=True)
class Mirror:
    """An index: its address, the certificate that vouches for it, what was asked of it, and the hash of its wheel."""

    url: str
    certificate: Path
    asked: list[str]
    sha256: str


def _wheel(folder: Path) -> Path:
    """A wheel with one module."""
    files = {
        "gongkai_mirrored.py": "WHERE = 'the mirror'\n",
        "gongkai_mirrored-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\n",
        "gongkai_mirrored-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}\n"
        for path, text in files.items()
    )
    path = folder / WHEEL
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
        wheel.writestr("gongkai_mirrored-1.0.dist-info/RECORD", record + "gongkai_mirrored-1.0.dist-info/RECORD,,\n")
    return path


def _certificates(folder: Path) -> tuple[Path, Path, Path]:
    """An office's own authority, and a key and certificate of localhost that it signed."""
    authority, authority_key = folder / "office ca.pem", folder / "ca.key"
    key, request, certificate = folder / "mirror.key", folder / "mirror.csr", folder / "mirror.pem"
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n", encoding="utf-8")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for command in (
        ["req", "-x509", *new_key, "-keyout", authority_key, "-out", authority, "-days", "2", "-subj", "/CN=Office"],
        ["req", *new_key, "-keyout", key, "-out", request, "-subj", "/CN=localhost"],
        [
            "x509",
            "-req",
            "-in",
            request,
            "-CA",
            authority,
            "-CAkey",
            authority_key,
            "-CAcreateserial",
            "-out",
            certificate,
            "-days",
            "2",
            "-extfile",
            extensions,
        ],
    ):
        openssl = shutil.which("openssl")
        assert openssl, "the test needs openssl for its certificates"
        subprocess.run([openssl, *map(str, command)], check=True, capture_output=True)
    return authority, key, certificate


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    """The index, as long as the test runs."""
    folder = tmp_path / "index"
    page = folder / "simple" / NAME
    page.mkdir(parents=True)
    wheel = _wheel(page)
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (page / "index.html").write_text(f'<a href="{WHEEL}#sha256={sha256}">{WHEEL}</a>', encoding="utf-8")
    authority, key, certificate = _certificates(tmp_path)
    asked: list[str] = []

    class Index(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Mirror(f"https://localhost:{server.server_port}/simple", authority, asked, sha256)
    server.shutdown()
    server.server_close()


@pytest.fixture
def clone(tmp_path: Path, mirror: Mirror) -> Path:
    """A clone with the Makefile as it is and a lock of the one package that the mirror has."""
    folder = tmp_path / "a clone"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "scripts" / "uv-settings", folder / "scripts")
    (folder / "requirements.lock").write_text(
        f"{NAME}=={VERSION} \\\n    --hash=sha256:{mirror.sha256}\n", encoding="utf-8"
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


def test_make_takes_packages_from_the_mirror_that_pip_conf_names(clone: Path, mirror: Mirror) -> None:
    done = _make(clone, f"[global]\nindex-url = {mirror.url}\ncert = {mirror.certificate}\n")
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"/simple/{NAME}/{WHEEL}" in mirror.asked
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
