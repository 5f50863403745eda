"""Word files before 2007, RTF and OpenDocument text through a real LibreOffice, where one is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest

from etl.documents import read_document
from etl.documents.model import Span
from tests.documents import makers

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice isn't installed")
KINDS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One and the same form as each kind, in one run of LibreOffice a kind."""
    folder = tmp_path_factory.mktemp("old")
    document = docx.Document(io.BytesIO(makers.word(lines=[makers.TITLE, makers.UNIT])))
    document.add_paragraph("注：本表反映收入情况。")
    document.save(str(folder / "form.docx"))
    for kind in KINDS.values():
        command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", str(folder), str(folder / "form.docx")], check=True, timeout=300, capture_output=True
        )
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_form_of_an_old_word_file_has_its_grid(kind: str, files: Path) -> None:
    document = read_document(files / f"form.{kind}")
    assert document.format == "doc"
    assert [p.text for p in document.paragraphs] == [makers.TITLE, makers.UNIT, "注：本表反映收入情况。"]
    (table,) = document.tables
    assert [list(row) for row in table.rows] == makers.FORM
    assert table.spans == (Span(0, 0, 1, 2), Span(0, 2, 2, 1), Span(0, 3, 2, 1))


def test_old_word_files_are_read_side_by_side(files: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(read_document, [files / "form.doc", files / "form.rtf", files / "form.doc"]))
    assert [document.tables[0].rows[2][1] for document in found] == ["合计"] * 3
    assert found[0].blocks == found[2].blocks
