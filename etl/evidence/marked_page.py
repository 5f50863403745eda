"""A page of a document as a picture with a cell marked on it."""

from __future__ import annotations

import io
import itertools

from PIL import Image, ImageDraw

from etl.documents.model import Box
from etl.errors import DocumentError

DPI = 150
MAX_PIXELS = 24_000_000
"""A larger page is drawn more coarsely: A3 at 150 dpi has 4 million."""
_POINTS = 72
_COLOUR = (214, 39, 40)


FORMATS = ("pdf", "image")
"""Formats whose pages can be drawn."""


def marked_page(data: bytes, format_: str, page: int, box: Box | None, *, place: str) -> bytes:
    """PNG of a page (from 1) of a PDF or an image file, a frame around `box` (points from the upper left corner as displayed).

    `place` names the document in errors. Raises DocumentError: no such page, or it can't be drawn.
    """
    image, zoom = page_image(data, format_, page, place=place)
    if box is not None:
        mark = Image.new("RGBA", image.size, (0, 0, 0, 0))
        frame = [box.left * zoom - 3, box.top * zoom - 3, box.right * zoom + 3, box.bottom * zoom + 3]
        ImageDraw.Draw(mark).rectangle(frame, fill=(*_COLOUR, 40), outline=(*_COLOUR, 255), width=3)
        image = Image.alpha_composite(image, mark)
    output = io.BytesIO()
    image.convert("RGB").save(output, "PNG", optimize=True)
    return output.getvalue()


def page_image(data: bytes, format_: str, page: int, *, place: str, dpi: int = DPI) -> tuple[Image.Image, float]:
    """A page (from 1) of a PDF or an image file as displayed, and its pixels per point. DocumentError as `marked_page`."""
    return _of_pdf(data, page, place, dpi) if format_ == "pdf" else _of_image(data, page, place)


def _of_pdf(data: bytes, page: int, place: str, dpi: int) -> tuple[Image.Image, float]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            if not 1 <= page <= len(document):
                raise _no_page(page, place)
            sheet = document[page - 1]
            width, height = sheet.get_size()
            zoom = min(dpi / _POINTS, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
            image: Image.Image = sheet.render(scale=zoom).to_pil()
            return image.convert("RGBA"), zoom
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            f"page {page} can't be drawn ({error})", place=place, next_step="open it in a viewer"
        ) from error


def _of_image(data: bytes, page: int, place: str) -> tuple[Image.Image, float]:
    """The picture as it was read, and its pixels per point."""
    from etl.documents.scans.render import pictures_of_file

    try:
        picture = next(itertools.islice(pictures_of_file(data), page - 1, None), None)
    except (OSError, ValueError) as error:
        raise DocumentError(f"can't be drawn ({error})", place=place, next_step="open it in a viewer") from error
    if picture is None:
        raise _no_page(page, place)
    return Image.fromarray(picture.pixels).convert("RGBA"), 1 / picture.scale


def _no_page(page: int, place: str) -> DocumentError:
    return DocumentError(f"no page {page}", place=place, next_step="check that it is the file that was loaded")
