"""Reader for PDF: tables with their merged cells, and the printed lines between them, built from positions.

pdfium reads the file (`engine`). Instead of pdfplumber's tables, because those (the same where lines part all cells)
- lose the columns and the header at the sides where a table has no border, and make one row of rows that no line parts;
- name no merged cells: what one covers, across or down, is a cell without text;
- put watermarks, and what is printed twice to look bold, into the text of cells.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from etl.documents.model import Document
from etl.documents.page.drawn import Fault
from etl.documents.pdf.engine import Limits, Opened, Pages
from etl.documents.pdf.pages import MAX_PAGES, File, laid_out
from etl.documents.scans.picture_pages import Reader
from etl.errors import DocumentError

OPEN_SECONDS = 60.0
PAGE_SECONDS = 30.0
"""How long opening a file and reading what a page draws may take."""


def read_pdf(path: Path, data: bytes | None = None) -> Document:
    """Read a PDF. Page numbers and running heads are left out of the paragraphs; watermarks are ignored.

    Pages that are pictures are recognised where the extra `ocr` is installed; their tables carry a confidence.
    Raises DocumentError: damaged, protected by a password, beyond the bounds of a report, or no text at all (a scan
    without the extra).
    """
    data = path.read_bytes() if data is None else data
    name = path.name
    warnings: list[str] = []
    with Pages(data, Limits(OPEN_SECONDS, PAGE_SECONDS, MAX_PAGES)) as source:
        opened = _opened(name, source.opened)
        if opened.is_damaged:
            warnings.append(
                "a part of the file can't be unpacked whole: pages or figures may be missing; fetch the file again"
            )
        blocks = laid_out(File(name, "PDF", opened.pages), source, Reader(data, warnings), warnings)
    return Document(
        file_name=name,
        format="pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        byte_size=len(data),
        page_count=opened.pages,
        blocks=blocks,
        warnings=tuple(warnings),
    )


def _opened(name: str, opened: Opened | Fault) -> Opened:
    """The file as opened. Raises DocumentError where it can't be."""
    if isinstance(opened, Opened):
        return opened
    if opened.is_locked:
        raise DocumentError(
            "protected by a password", place=name, next_step="save it without a password, or fetch the published file"
        )
    raise DocumentError(f"damaged PDF ({opened.reason})", place=name, next_step="fetch the file again")
