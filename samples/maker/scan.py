"""Pages as a scanner gives them: the pages of a rendered PDF drawn as pictures, laid askew, with noise, blurred, compressed.

Drawn with fonts of a development dependency, so that every machine gives the same pictures.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from etl.documents.page.geometry import Sheet
from etl.documents.page.seen import sheet_of
from etl.documents.pdf.pdfium import PdfiumDocument
from samples.maker.grid import Grid, Line, PageBreak, Rendered

if TYPE_CHECKING:
    from PIL import Image, ImageFont

DPI = 200
CONDITIONS = ("clean", "askew", "noisy", "jpeg", "faint")
"""How a page comes from the scanner: as printed; turned by up to 1.5 degrees; with grain and specks; blurred and compressed to
a tenth; grey and pale."""
TYPEFACES = ("serif", "sans")
_FINER = 2
"""Drawn so many times finer than scanned, as a scanner's cells lie where they like on the print."""


def excerpt(report: Rendered, forms: int, rng: random.Random) -> Rendered:
    """The report's cover and so many of its forms, chosen at random, each with its continuation pages. Prose is left out."""
    groups: list[list[Any]] = [[]]
    for block in report.blocks:
        if isinstance(block, PageBreak):
            groups.append([])
        groups[-1].append(block)
    starts = [n for n, group in enumerate(groups) if n and _figures(group) and _has_title(group)]
    chosen = sorted(rng.sample(starts, min(forms, len(starts))))
    kept = list(groups[0])
    for start in chosen:
        kept += groups[start]
        for group in groups[start + 1 :]:
            if _has_title(group) or not _figures(group):
                break
            kept += group
    return report.with_blocks(kept)


def _figures(group: Sequence[Any]) -> int:
    return sum(len(block.figures()) for block in group if isinstance(block, Grid))


def _has_title(group: Sequence[Any]) -> bool:
    """Whether a page begins a form: its title stands above it, or in its first row, or in its second, below the form's number."""
    inside = any(
        cell is not None and cell.columns == block.width and "表" in cell.text
        for block in group
        if isinstance(block, Grid)
        for row in block.rows[:2]
        for cell in row
    )
    return inside or any(isinstance(block, Line) and block.role in ("title", "heading") for block in group)


def scanned(printed: bytes, condition: str, rng: random.Random) -> list[Image.Image]:
    """The pages of a PDF as grey pictures at DPI, in one of CONDITIONS. Raises KeyError for any other."""
    pdf = PdfiumDocument(printed)
    typeface = rng.choice(TYPEFACES)
    return [
        _worn(drawn(sheet_of(pdf.page(index), index + 1), typeface), condition, rng) for index in range(pdf.count())
    ]


def as_pdf(pages: Sequence[Image.Image], condition: str) -> bytes:
    """The pictures as a PDF of scans."""
    stream = io.BytesIO()
    quality = 35 if condition == "jpeg" else 92
    pages[0].save(stream, "PDF", save_all=True, append_images=list(pages[1:]), resolution=float(DPI), quality=quality)
    return stream.getvalue()


def drawn(sheet: Sheet, typeface: str, *, dpi: int = DPI, thickness: float = 0.54, shade: int = 0) -> Image.Image:
    """A page in black on white, in one of TYPEFACES; its ruling lines so thick (points) and so dark (0 black)."""
    from PIL import Image, ImageDraw

    scale = dpi * _FINER / 72
    image = Image.new("L", (round(sheet.width * scale), round(sheet.height * scale)), 255)
    draw = ImageDraw.Draw(image)
    width = max(1, round(thickness * scale))
    for rule in sheet.rules:
        at, start, end = rule.at * scale, rule.start * scale, rule.end * scale
        draw.line((start, at, end, at) if rule.horizontal else (at, start, at, end), fill=shade, width=width)
    for glyph in sheet.glyphs:
        face = font(typeface, round(glyph.size * scale))
        room = (glyph.x1 - glyph.x0) * scale
        if face.getlength(glyph.text) > room:  # the file was set in a font with narrower digits
            face = font(typeface, max(1, int(face.size * room / face.getlength(glyph.text))))
        # 0.88 of the size above the baseline is where both typefaces have the top of a character's square
        draw.text((glyph.x0 * scale, glyph.bottom * scale - 0.12 * face.size), glyph.text, 0, face, anchor="ls")
    return image.resize((image.width // _FINER, image.height // _FINER), Image.Resampling.BOX)


@cache
def font(typeface: str, size: int) -> ImageFont.FreeTypeFont:
    """One of TYPEFACES in a size of pixels."""
    import pylopdf_fonts_zh_cn as fonts
    from PIL import ImageFont

    path = fonts.serif_path() if typeface == "serif" else fonts.sans_path()
    return ImageFont.truetype(str(path), size)


def use_own_typefaces() -> None:
    """Start pdfium again with TYPEFACES at hand, before any document is open.

    Where a machine has no Chinese typeface and the file brings none, pdfium gives the characters no width, and leaves out each that stands alone on
    its line: the pages drawn from such a file would lack them.
    """
    import ctypes
    from pathlib import Path

    import pylopdf_fonts_zh_cn as fonts
    import pypdfium2.raw as pdfium

    paths = (ctypes.c_char_p * 2)(str(Path(fonts.serif_path()).parent).encode(), None)
    folders = ctypes.cast(paths, ctypes.POINTER(ctypes.POINTER(ctypes.c_char)))
    pdfium.FPDF_DestroyLibrary()
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=folders))
    # pdfium keeps the paths, not copies of them
    _FOLDERS.append(paths)


_FOLDERS: list[Any] = []


def _worn(image: Image.Image, condition: str, rng: random.Random) -> Image.Image:
    """The page as the scanner saw it."""
    from PIL import Image, ImageFilter

    match condition:
        case "clean":
            return image
        case "askew":
            return image.rotate(rng.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=255)
        case "noisy":
            return _grained(image, rng, 18)
        case "jpeg":
            return image.filter(ImageFilter.GaussianBlur(0.8))
        case "faint":
            return _grained(image.point(lambda value: 90 + value * 140 // 255), rng, 5)
    raise KeyError(condition)


def _grained(image: Image.Image, rng: random.Random, spread: float) -> Image.Image:
    """The picture with the grain of a sensor and specks of dust."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(rng.randrange(2**32))
    pixels = np.asarray(image, dtype=np.float32) + chance.normal(0, spread, (image.height, image.width))
    for _ in range(image.width * image.height // 40_000):
        x, y = rng.randrange(image.width - 3), rng.randrange(image.height - 3)
        pixels[y : y + rng.randint(1, 2), x : x + rng.randint(1, 2)] = 60
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
