"""What is printed in a font that neither the file nor the machine has."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import ImageFont

from etl.documents.pdf.stand_in_font import font_file
from tests.documents.pdf.maker import LEFT, Sheets

READ_WITHOUT_FONTS = """
import ctypes, sys
from pathlib import Path
import pypdfium2.raw as pdfium

paths = (ctypes.c_char_p * 2)(sys.argv[2].encode(), None)
folders = ctypes.cast(paths, ctypes.POINTER(ctypes.POINTER(ctypes.c_char)))
pdfium.FPDF_DestroyLibrary()
pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=folders))

from etl.documents.pdf import read_pdf

print(*[paragraph.text for paragraph in read_pdf(Path(sys.argv[1])).paragraphs], sep="|")
"""


@pytest.mark.parametrize("character", ["元", "3", "𠮷"])
def test_each_character_is_a_square(character: str) -> None:
    assert ImageFont.truetype(io.BytesIO(font_file()), 100).getbbox(character) == (0, 0, 100, 100)


def test_a_character_that_stands_alone_is_read_on_a_machine_without_fonts(tmp_path: Path) -> None:
    sheets = Sheets()
    sheets.text(LEFT, 100, "购置车辆")
    sheets.text(LEFT, 124, "3")
    sheets.text(LEFT, 148, "元")
    (tmp_path / "report.pdf").write_bytes(sheets.data())
    (tmp_path / "fonts").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", READ_WITHOUT_FONTS, str(tmp_path / "report.pdf"), str(tmp_path / "fonts")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "购置车辆|3|元"
