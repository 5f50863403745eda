"""Pictures of pages: a PDF page as it is displayed, or the frames of an image file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DPI = 200
"""What small print needs: characters of 8 points are 22 pixels high."""
MAX_PIXELS = 24_000_000
"""A larger page is rendered more coarsely: A3 at 200 dpi has 8 million."""
MAX_FRAMES = 300
_A4 = 842.0
_PLAUSIBLE_DPI = range(72, 1201)

Grey = npt.NDArray[np.uint8]


Colour = npt.NDArray[np.uint8]
"""Rows × columns × 3: red, green, blue."""


def as_grey(pixels: npt.ArrayLike) -> Grey:
    """What a function of OpenCV gave, whose type says less."""
    return np.asarray(pixels, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels, rows × columns × 3, 0 dark to 255 light; `scale` is points per pixel."""

    pixels: Colour
    scale: float


def rendered(data: bytes, index: int) -> Picture:
    """The page number `index` (from 0) of a PDF as it is displayed. Raises what the renderer raises on a damaged file."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        page = document[index]
        width, height = page.get_size()
        zoom = min(DPI / 72, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        pixels = page.render(scale=zoom, rev_byteorder=True).to_numpy()
    finally:
        document.close()
    return Picture(np.array(pixels[:, :, :3], dtype=np.uint8), 1 / zoom)


def pictures_of_file(data: bytes) -> Iterator[Picture]:
    """The frames of an image file, at most MAX_FRAMES. Raises OSError or ValueError where it is damaged or too large."""
    from PIL import Image, ImageOps, ImageSequence

    with Image.open(io.BytesIO(data)) as image:
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if number >= MAX_FRAMES:
                return
            if frame.width * frame.height > 8 * MAX_PIXELS:
                raise ValueError(f"a picture of {frame.width} × {frame.height} pixels")
            turned = ImageOps.exif_transpose(frame) or frame
            if turned.mode in ("RGBA", "LA", "P"):
                turned = turned.convert("RGBA")
                turned = Image.alpha_composite(Image.new("RGBA", turned.size, "white"), turned)
            yield _fitted(turned.convert("RGB"), frame.info.get("dpi"))


def _fitted(image: object, dpi: object) -> Picture:
    """The picture at about 200 dpi. Files without a believable resolution are taken for A4 pages."""
    from PIL import Image

    assert isinstance(image, Image.Image)  # noqa: S101 - narrows the type of an optional package
    given = round(float(dpi[0])) if isinstance(dpi, tuple) and dpi and dpi[0] else 0
    longest = max(image.size)
    # 72 and 96 are what programs write that don't know.
    if given not in _PLAUSIBLE_DPI or given <= 96:
        given = max(round(longest * 72 / _A4), 1)
    zoom = min(max(DPI / given, 0.25), 3.0)
    zoom = min(zoom, (MAX_PIXELS / (image.width * image.height)) ** 0.5)
    if abs(zoom - 1) > 0.05:
        image = image.resize(
            (max(1, round(image.width * zoom)), max(1, round(image.height * zoom))), Image.Resampling.LANCZOS
        )
    else:
        zoom = 1.0
    return Picture(np.array(image, dtype=np.uint8), 72 / (given * zoom))
