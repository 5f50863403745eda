"""Pages as an office scans them: sealed, askew, turned, grey and unevenly lit, with broken lines, grain, punched holes, saved small.

All kinds of wear come together on one page, as they do in an office. `samples/maker/scan.py` has each kind alone.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from etl.documents.page.geometry import Rule, Sheet
from etl.documents.page.seen import sheet_of
from etl.documents.pdf.pdfium import PdfiumDocument
from samples.maker.figures import ReportFigures
from samples.maker.grid import PageBreak, Rendered
from samples.maker.layout import family_names, load_family
from samples.maker.random_report import random_figures, random_style
from samples.maker.report import render
from samples.maker.scan import TYPEFACES, drawn, excerpt, font

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

KEPT_ASIDE = (
    "central-budget-2024",
    "ministry-final-account-2023",
    "qinghai-final-account-2024",
    "shanghai-budget-2024",
    "yunnan-final-account-2023",
)
"""Families whose layouts nobody looks at while the reader is tuned: two layouts each, ten in all."""
_STYLES_ASIDE = 2
_TUNED = 20
_FEWEST = 20
"""A form with fewer figures tells little."""
_SEAL = 119.0
"""Diameter of an agency's seal (42 mm), in points."""
_HOLE = 17.0
"""Diameter of a punched hole (6 mm), in points."""
_HOLES_APART = 227.0
"""80 mm, in points."""
_RED = (205.0, 30.0, 40.0)

Pixels = npt.NDArray[np.float32]
"""Rows × columns × 3, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of scanned forms: a family in one of its styles. The seed chooses style, figures, form and wear."""

    family: str
    seed: int

    def __str__(self) -> str:
        return f"{self.family}/{self.seed}"


def layouts(*, kept_aside: bool = False) -> list[Layout]:
    """The twenty layouts to tune with, or the ten that are kept aside."""
    if kept_aside:
        return [Layout(name, 9000 + 10 * n + k) for n, name in enumerate(KEPT_ASIDE) for k in range(_STYLES_ASIDE)]
    names = [name for name in family_names() if name not in KEPT_ASIDE]
    return [Layout(names[n % len(names)], 1 + n) for n in range(_TUNED)]


@dataclass(frozen=True, slots=True)
class Wear:
    """What became of a page between print and file. Lengths are in points, angles in degrees (counter-clockwise)."""

    dpi: int
    quality: int
    turned: int
    slant: float
    paper: float
    unevenness: float
    blur: float
    grain: float
    thickness: float
    shade: int
    gaps: float
    sealed: bool
    punched: bool
    edged: bool

    def __str__(self) -> str:
        marks = [name for name in ("sealed", "punched", "edged") if getattr(self, name)]
        return f"{self.dpi} dpi, JPEG {self.quality}, {self.slant:+.1f}°, turned {self.turned}, {' '.join(marks)}"


def chosen_wear(rng: random.Random) -> Wear:
    """Wear as chance has it: everything in bounds that a person still reads."""
    return Wear(
        dpi=rng.choice((150, 200, 200, 300)),
        quality=rng.randint(40, 75),
        turned=rng.choice((0, 0, 0, 90, 180)),
        slant=rng.choice((-1, 1)) * rng.uniform(0.3, 2.0),
        paper=rng.uniform(200, 245),
        unevenness=rng.uniform(0.05, 0.25),
        blur=rng.uniform(0.0, 0.25),
        grain=rng.uniform(2, 9),
        thickness=rng.uniform(0.25, 0.6),
        shade=rng.randint(0, 90),
        gaps=rng.uniform(0.0, 0.02),
        sealed=rng.random() < 0.7,
        punched=rng.random() < 0.3,
        edged=rng.random() < 0.4,
    )


@dataclass(frozen=True, slots=True)
class ScannedForm:
    """A form without its report's cover: what it prints, whose it is, the PDF of its scanned pages, and how they were worn."""

    printed: Rendered
    report: ReportFigures
    data: bytes
    wear: Wear


def scanned_form(layout: Layout, folder: Path) -> ScannedForm:
    """One form of a layout, scanned; its print is left in the folder."""
    from samples.maker.writers import write

    rng = random.Random(layout.seed * 101 + 7)  # noqa: S311 - test data, not a secret
    family = load_family(layout.family)
    if not family.style.unit_label:  # such reports state the unit in their prose, which the excerpt leaves out
        family = family.restyled({"unit_label": "单位："})
    styled = random_style(layout.seed, family)
    seed = layout.seed
    figures = random_figures(seed, family.kind)
    report = one_form(render(figures, styled), rng)
    while len(report.figures()) < _FEWEST:
        figures = random_figures(seed := rng.randrange(10**6), family.kind)
        report = one_form(render(figures, styled), rng)
    wear = chosen_wear(rng)
    path = write(report, folder / f"{layout.family}-{layout.seed}.pdf")
    return ScannedForm(report, figures, as_pdf(worn_pages(path.read_bytes(), wear, rng), wear), wear)


def one_form(report: Rendered, rng: random.Random) -> Rendered:
    """One form of the report, without its cover."""
    blocks = excerpt(report, 1, rng).blocks
    starts = [n for n, block in enumerate(blocks) if isinstance(block, PageBreak)]
    return report.with_blocks(blocks[starts[0] :] if starts else ())


def worn_pages(printed: bytes, wear: Wear, rng: random.Random) -> list[Image.Image]:
    """The pages of a PDF that have tables, in colour, worn. A sealed page has its seal across a table's header and figures."""
    pdf = PdfiumDocument(printed)
    typeface = rng.choice(TYPEFACES)
    sheets = [sheet_of(pdf.page(index), index + 1) for index in range(pdf.count())]
    return [worn(sheet, wear, typeface, rng) for sheet in sheets if sheet.rules]


def as_pdf(pages: Sequence[Image.Image], wear: Wear) -> bytes:
    """The pictures as a PDF of scans."""
    stream = io.BytesIO()
    pages[0].save(
        stream,
        "PDF",
        save_all=True,
        append_images=list(pages[1:]),
        resolution=float(wear.dpi),
        quality=wear.quality,
    )
    return stream.getvalue()


def worn(sheet: Sheet, wear: Wear, typeface: str, rng: random.Random) -> Image.Image:
    """One page as the office's scanner saved it."""
    return saved(inked_page(sheet, wear, typeface, rng), wear, rng)


def inked_page(sheet: Sheet, wear: Wear, typeface: str, rng: random.Random, *, at_header: bool = False) -> Pixels:
    """One page before it is laid on the scanner: its print, the seal (`at_header`: on the table's first rows), the holes."""
    sheet = replace(sheet, rules=_broken(sheet.rules, wear.gaps, rng))
    grey = drawn(sheet, typeface, dpi=wear.dpi, thickness=wear.thickness, shade=wear.shade)
    pixels = np.repeat(np.asarray(grey, dtype=np.float32)[:, :, None], 3, axis=2)
    scale = wear.dpi / 72
    if wear.sealed:
        x, y = _seal_place(sheet, rng)
        if at_header:
            y = min((rule.at for rule in sheet.rules if rule.horizontal), default=y) + 20
        pixels *= _seal(pixels.shape[:2], (x, y), scale, "".join(glyph.text for glyph in sheet.glyphs[:14]), rng)
    if wear.punched:
        _punch(pixels, scale)
    return pixels


def saved(pixels: Pixels, wear: Wear, rng: random.Random) -> Image.Image:
    """Print laid on the scanner: askew, on grey paper, unevenly lit, blurred, grained, turned."""
    from PIL import Image, ImageFilter

    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    image = image.rotate(wear.slant, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if wear.blur:
        image = image.filter(ImageFilter.GaussianBlur(wear.blur * wear.dpi / 72))
    lit = np.asarray(image, dtype=np.float32) * (wear.paper / 255) * _light(image.height, image.width, wear, rng)
    lit = 20 + lit * (235 / 255)  # toner is no black
    if wear.edged:
        _darken_edge(lit, wear, rng)
    chance = np.random.default_rng(rng.randrange(2**32))
    lit += chance.normal(0, wear.grain, lit.shape[:2])[:, :, None]
    done = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
    return done.rotate(wear.turned, expand=True) if wear.turned else done


def _broken(rules: Sequence[Rule], gaps: float, rng: random.Random) -> list[Rule]:
    """Ruling lines with gaps of up to 2.5 points; `gaps` of them a point of length."""
    pieces: list[Rule] = []
    for rule in rules:
        start = rule.start
        while gaps and (end := start + rng.expovariate(gaps)) < rule.end:
            pieces.append(rule._replace(start=start, end=end))
            start = min(rule.end, end + rng.uniform(0.5, 2.5))
        pieces.append(rule._replace(start=start))
    return pieces


def _seal_place(sheet: Sheet, rng: random.Random) -> tuple[float, float]:
    """Where the seal's middle stands, in points: on the upper half of what is ruled, else on the page's lower right."""
    if not sheet.rules:
        return sheet.width * 0.7, sheet.height * 0.6
    left = min(rule.start if rule.horizontal else rule.at for rule in sheet.rules)
    right = max(rule.end if rule.horizontal else rule.at for rule in sheet.rules)
    top = min(rule.at if rule.horizontal else rule.start for rule in sheet.rules)
    bottom = max(rule.at if rule.horizontal else rule.end for rule in sheet.rules)
    return rng.uniform(left + 0.3 * (right - left), right - 40), top + rng.uniform(0.05, 0.5) * (bottom - top)


def _seal(shape: tuple[int, ...], centre: tuple[float, float], scale: float, words: str, rng: random.Random) -> Pixels:
    """What a round seal lets through of the light, rows × columns × 3: ring, star, words along the ring, unevenly inked."""
    from PIL import Image, ImageDraw

    size = round(_SEAL * scale)
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    line = max(2, round(2.8 * scale))
    draw.ellipse((line, line, size - line, size - line), outline=255, width=line)
    middle = size / 2
    points = [
        (middle + radius * math.sin(n * math.pi / 5), middle - radius * math.cos(n * math.pi / 5))
        for n in range(10)
        for radius in ((0.2 * size) if n % 2 == 0 else (0.08 * size),)
    ]
    draw.polygon(points, fill=255)
    face = font("serif", round(0.12 * size))
    for n, char in enumerate(words):
        angle = math.radians(-125 + 250 * n / max(1, len(words) - 1))
        one = Image.new("L", (2 * face.size, 2 * face.size), 0)  # type: ignore[arg-type]
        ImageDraw.Draw(one).text((face.size, face.size), char, 255, face, anchor="mm")
        one = one.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = middle + 0.37 * size * math.sin(angle), middle - 0.37 * size * math.cos(angle)
        mask.paste(255, (round(x - face.size), round(y - face.size)), one)
    mask = mask.rotate(rng.uniform(-15, 15), Image.Resampling.BICUBIC)
    chance = np.random.default_rng(rng.randrange(2**32))
    coarse = Image.fromarray(chance.integers(150, 255, (24, 24), dtype=np.uint8)).resize((size, size))
    inked = np.asarray(mask, dtype=np.float32) / 255 * np.asarray(coarse, dtype=np.float32) / 255 * rng.uniform(0.75, 1)
    through = np.ones((*shape[:2], 3), np.float32)
    x0, y0 = round(centre[0] * scale - size / 2), round(centre[1] * scale - size / 2)
    left, top = max(0, x0), max(0, y0)
    right, bottom = min(shape[1], x0 + size), min(shape[0], y0 + size)
    part = inked[top - y0 : bottom - y0, left - x0 : right - x0, None]
    through[top:bottom, left:right] = 1 - part * (1 - np.array(_RED, np.float32) / 255)
    return through


def _punch(pixels: Pixels, scale: float) -> None:
    """Two holes at the left edge, through which the scanner's dark lid is seen."""
    rows, columns = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
    for way in (-0.5, 0.5):
        y, x = pixels.shape[0] / 2 + way * _HOLES_APART * scale, 26 * scale
        pixels[(rows - y) ** 2 + (columns - x) ** 2 < (_HOLE / 2 * scale) ** 2] = 40


def _light(height: int, width: int, wear: Wear, rng: random.Random) -> Pixels:
    """How light falls on the page: weaker towards one side, and where the page bends."""
    across, down = rng.uniform(-1, 1), rng.uniform(-1, 1)
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    slope = across * (x - 0.5) + down * (y - 0.5)
    bend = 0.5 * np.exp(-(((x - rng.choice((0.05, 0.95))) / 0.12) ** 2))
    light: Pixels = (1 - wear.unevenness * np.clip(slope + 0.5 + bend, 0, 1.5))[:, :, None].astype(np.float32)
    return light


def _darken_edge(pixels: Pixels, wear: Wear, rng: random.Random) -> None:
    """A dark band along one edge, where the page did not cover the glass."""
    band = rng.uniform(3, 12) * wear.dpi / 72
    edge = rng.choice(("left", "right", "top", "bottom"))
    length = pixels.shape[0] if edge in ("left", "right") else pixels.shape[1]
    for place in range(length):
        depth = max(1, round(band * (1 + 0.8 * math.sin(place / length * 3))))
        line = pixels[place, :] if edge in ("left", "right") else pixels[:, place]
        line[: depth if edge in ("left", "top") else 0] = 35
        if edge in ("right", "bottom"):
            line[-depth:] = 35
