"""An index of packages on loopback, with a certificate of an office's own authority, and wheels to put into it."""

from __future__ import annotations

import base64
import hashlib
import http.server
import shutil
import ssl
import subprocess
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from packaging.utils import canonicalize_name

_NOT_OF_WHEELS = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"})
"""Files of a `.dist-info` that who installs writes."""


@dataclass(frozen=True)
class Mirror:
    """An index: its address, the certificate that vouches for it, its folder, and what was asked of it."""

    url: str
    certificate: Path
    folder: Path
    asked: list[str]


@dataclass(frozen=True)
class Wheel:
    """A wheel of the index and its hash."""

    path: Path
    sha256: str


class _Server(http.server.ThreadingHTTPServer):
    """Takes connections as quickly as an installer opens them: each shakes hands in its own thread, when it is first read."""

    request_queue_size = 256


@contextmanager
def served(folder: Path) -> Iterator[Mirror]:
    """An empty index under `folder`, served as long as the block runs; `add` and `add_installed` fill it."""
    pages = folder / "index"
    (pages / "simple").mkdir(parents=True)
    authority, key, certificate = _certificates(folder)
    asked: list[str] = []

    class Index(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # one connection for many packages

        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=str(pages))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    server = _Server(("127.0.0.1", 0), Index)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Mirror(f"https://localhost:{server.server_port}/simple", authority, pages / "simple", asked)
    finally:
        server.shutdown()
        server.server_close()


def add(mirror: Mirror, name: str, version: str, files: Mapping[str, str]) -> Wheel:
    """A wheel of pure Python with these files goes into the index."""
    stem = f"{name.replace('-', '_')}-{version}"
    written = {
        **files,
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}\n"
        for path, text in written.items()
    )
    path = _place(mirror, name) / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, text in written.items():
            wheel.writestr(inside, text)
        wheel.writestr(f"{stem}.dist-info/RECORD", f"{record}{stem}.dist-info/RECORD,,\n")
    return _listed(path)


def add_installed(mirror: Mirror, installed: Distribution) -> Wheel:
    """What an environment has of a package goes into the index, as a wheel again."""
    told = installed.read_text("WHEEL")
    files = installed.files
    assert told is not None, f"{installed.name} was not installed from a wheel"
    assert files is not None, f"{installed.name} has no list of its files"
    tags = [line.removeprefix("Tag: ").split("-") for line in told.splitlines() if line.startswith("Tag: ")]
    tag = "-".join(".".join(dict.fromkeys(one)) for one in zip(*tags, strict=True))
    name = canonicalize_name(installed.name).replace("-", "_")
    path = _place(mirror, installed.name) / f"{name}-{installed.version}-{tag}.whl"
    made_anew = {entry.name for entry in installed.entry_points}
    information = next(file.parts[0] for file in files if file.parts[0].endswith(".dist-info"))
    inside: list[str] = []
    with zipfile.ZipFile(path, "w") as wheel:
        for file in files:
            within = _within_wheel(file.parts, f"{name}-{installed.version}.data", made_anew)
            if within is not None:
                wheel.write(str(file.locate()), within)
                inside.append(within)
        inside.append(f"{information}/RECORD")
        wheel.writestr(inside[-1], "".join(f'"{one}",,\n' for one in inside))
    return _listed(path)


def _within_wheel(parts: tuple[str, ...], data: str, made_anew: set[str]) -> str | None:
    """Where a file of an environment stands in the wheel that it came from; None for what is made when one installs."""
    if parts[-1].endswith(".pyc") or (parts[0].endswith(".dist-info") and parts[-1] in _NOT_OF_WHEELS):
        return None
    if parts[0] != "..":
        return "/".join(parts)
    below = [part for part in parts if part != ".."]
    if below[0] != "bin":
        return "/".join((data, "data", *below))
    return None if below[-1] in made_anew else "/".join((data, "scripts", *below[1:]))


def _place(mirror: Mirror, name: str) -> Path:
    """The folder of a package in the index."""
    folder = mirror.folder / canonicalize_name(name)
    folder.mkdir()
    return folder


def _listed(path: Path) -> Wheel:
    """The page of its package names the wheel."""
    with path.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    link = f'<a href="{path.name}#sha256={sha256}">{path.name}</a>'
    (path.parent / "index.html").write_text(link, encoding="utf-8")
    return Wheel(path, sha256)


def _certificates(folder: Path) -> tuple[Path, Path, Path]:
    """An office's own authority, and a key and certificate of localhost that it signed."""
    authority, authority_key = folder / "office ca.pem", folder / "ca.key"
    key, request, certificate = folder / "mirror.key", folder / "mirror.csr", folder / "mirror.pem"
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n", encoding="utf-8")
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    signed = ["-CA", authority, "-CAkey", authority_key, "-CAcreateserial", "-days", "2", "-extfile", extensions]
    openssl = shutil.which("openssl")
    assert openssl, "the test needs openssl for its certificates"
    for command in (
        ["req", "-x509", *new_key, "-keyout", authority_key, "-out", authority, "-days", "2", "-subj", "/CN=Office"],
        ["req", *new_key, "-keyout", key, "-out", request, "-subj", "/CN=localhost"],
        ["x509", "-req", "-in", request, *signed, "-out", certificate],
    ):
        subprocess.run([openssl, *map(str, command)], check=True, capture_output=True)
    return authority, key, certificate
