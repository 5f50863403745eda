"""Reader for image files: photographs and scans of pages, by OCR."""

from __future__ import annotations

import hashlib
from pathlib import Path

from etl.documents.model import Document
from etl.documents.pdf.pages import blocks_of, scanned_page
from etl.documents.scans.picture_pages import INSTALL, available
from etl.errors import DocumentError, UnrecognisedError


def read_picture(path: Path, data: bytes | None = None) -> Document:
    """Read an image file (PNG, JPEG, TIFF with one or more pages …); its tables carry a confidence.

    Raises UnrecognisedError: the extra `ocr` isn't installed, nothing recognised in it; DocumentError: damaged or oversized.
    """
    data = path.read_bytes() if data is None else data
    name = path.name
    if not available():
        raise UnrecognisedError("a picture", place=name, next_step=f"{INSTALL}, or load the published PDF")
    from etl.documents.scans.recognise_text import scan
    from etl.documents.scans.render import pictures_of_file

    try:
        scans = [scan(picture, number) for number, picture in enumerate(pictures_of_file(data), start=1)]
    except Exception as error:
        raise DocumentError(
            f"a picture that can't be read ({type(error).__name__})", place=name, next_step="fetch the file again"
        ) from error
    blocks = blocks_of([scanned_page(one) for one in scans])
    if not blocks:
        raise UnrecognisedError("no text was recognised in the picture", place=name, next_step="load the published PDF")
    return Document(
        file_name=name,
        format="image",
        sha256=hashlib.sha256(data).hexdigest(),
        byte_size=len(data),
        page_count=len(scans),
        blocks=blocks,
        warnings=tuple(f"page {one.sheet.number}: a picture, read by OCR: {one.summary()}" for one in scans),
    )
