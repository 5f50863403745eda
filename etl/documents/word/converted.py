"""Word files before 2007 (.doc), .wps, .rtf and .odt: turned into .docx by LibreOffice, where that is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from etl.documents import limits
from etl.documents.model import Document
from etl.documents.word.docx import read_docx
from etl.errors import DocumentError

_PROGRAMS = ("soffice", "libreoffice")
_NO_MACROS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""


def read_doc(path: Path, data: bytes) -> Document:
    """Read a Word file of an older kind through LibreOffice; `path` names it in messages.

    Raises DocumentError: LibreOffice isn't installed, can't read the file, or takes more than two minutes.
    """
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise DocumentError(
            "a Word file of a kind (.doc, .wps, .rtf, .odt) that only LibreOffice reads",
            place=path.name,
            next_step="install LibreOffice (Debian: apt-get install libreoffice-writer), or save the file as .docx",
        )
    document = read_docx(path, _as_docx(program, path, data))
    return replace(document, format="doc", sha256=sha256(data).hexdigest(), byte_size=len(data))


def _as_docx(program: str, path: Path, data: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_NO_MACROS, encoding="utf-8")
        # a name of our own: nothing of the file's name reaches the command line
        source = Path(folder, "report.doc")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={profile.parent.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(source),
        ]
        _run(command, path)
        result = Path(folder, "report.docx")
        if not result.is_file():
            raise DocumentError(
                "LibreOffice can't read it", place=path.name, next_step="open it, see what it is, and save it as .docx"
            )
        if result.stat().st_size > limits.MAX_FILE_BYTES:
            raise DocumentError("too large once converted", place=path.name, next_step="split it into reports")
        return result.read_bytes()


def _run(command: list[str], path: Path) -> None:
    """Run LibreOffice and end it with all its children when its time is over."""
    with subprocess.Popen(  # noqa: S603 (a fixed command; the file's content is data to it)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=limits.CONVERSION_SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise DocumentError(
                f"LibreOffice didn't finish within {limits.CONVERSION_SECONDS} seconds",
                place=path.name,
                next_step="save the file as .docx or PDF and load that",
            ) from error
