"""Pages that offices treat worse than `office_scan` does: faxed, copied at a book's fold, stamped, written upon, set small or without a header's lines.

A series is fourteen layouts, one of each treatment, in families and styles that its number chooses: a reader that was mended by one series is
measured by the next.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from etl.documents.page.geometry import Glyph, Rule, Sheet
from etl.documents.page.seen import sheet_of
from etl.documents.pdf.pdfium import PdfiumDocument
from samples.maker.figures import ReportFigures
from samples.maker.grid import PageBreak, Rendered
from samples.maker.layout import Column, Family, family_names, load_family
from samples.maker.office_scan import Pixels, ScannedForm, Wear, as_pdf, chosen_wear, inked_page, one_form, saved
from samples.maker.random_report import random_figures, random_style
from samples.maker.report import render
from samples.maker.scan import TYPEFACES, excerpt, font

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

_FEWEST, _MOST = 20, 260
"""A form with fewer figures tells little; one with more takes minutes."""
_TRIES, _STYLES = 200, 5
"""So many reports are made of a style, and so many styles of a family, until one has such a form."""
_SMALL = 0.74
"""Print set small is so much of its usual size: 9 points become 6.7."""
_BLUE, _BLACK = (40.0, 60.0, 170.0), (30.0, 30.0, 36.0)


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to a layout: how its forms are set (`family`, `forms`, `sheet`), what its page bears (`marks`), how it is worn and copied.

    `wear` changes fields of the wear that chance chose; `copied` gets the scanned picture.
    """

    name: str
    wear: dict[str, Any]
    family: Callable[[Family], Family] | None = None
    forms: int = 1
    sheet: Callable[[Sheet], Sheet] | None = None
    marks: Callable[[Pixels, Sheet, float, random.Random], None] | None = None
    copied: Callable[[Image.Image, random.Random], Image.Image] | None = None


@dataclass(frozen=True, slots=True)
class HardLayout:
    """A layout of a series: a family, and the seed of its style, figures and wear; its treatment."""

    family: str
    seed: int
    treatment: Treatment

    def __str__(self) -> str:
        return f"{self.treatment.name} {self.family}/{self.seed}"


def series(number: int) -> list[HardLayout]:
    """The fourteen layouts of a series (from 1)."""
    names = family_names()
    random.Random(number).shuffle(names)  # noqa: S311 - test data, not a secret
    return [HardLayout(names[n % len(names)], 100_000 * number + n, one) for n, one in enumerate(TREATMENTS)]


def hard_form(layout: HardLayout, folder: Path) -> ScannedForm:
    """The form or forms of a layout, treated; their print is left in the folder. Raises ValueError where no report of the family has such forms."""
    from samples.maker.writers import write

    rng = random.Random(layout.seed * 101 + 7)  # noqa: S311
    treatment = layout.treatment
    report, figures = styled_report(layout, rng)
    wear = replace(chosen_wear(rng), **treatment.wear)
    path = write(report, folder / f"{layout.family}-{layout.seed}.pdf")
    pages = [_treated(sheet, wear, treatment, rng) for sheet in _sheets(path.read_bytes())]
    return ScannedForm(report, figures, as_pdf(pages, wear), wear)


def styled_report(layout: HardLayout, rng: random.Random) -> tuple[Rendered, ReportFigures]:
    """A report of the layout's family in its own style, in another where that has no form of a suitable size. Raises ValueError where none has."""
    family = load_family(layout.family)
    if not family.style.unit_label:  # such reports state the unit in their prose, which the excerpt leaves out
        family = family.restyled({"unit_label": "单位："})
    for style in range(layout.seed, layout.seed + _STYLES):
        styled = random_style(style, family)
        if layout.treatment.family is not None:
            styled = layout.treatment.family(styled)
        found = one_report(styled, layout.treatment, rng)
        if found is not None:
            return found
    raise ValueError(f"{layout.family}: no report with a form of {_FEWEST} to {_MOST} figures")


def one_report(family: Family, treatment: Treatment, rng: random.Random) -> tuple[Rendered, ReportFigures] | None:
    """A report with the form or forms of a treatment, of a size that tells something; None where many have none."""
    for _ in range(_TRIES):
        figures = random_figures(rng.randrange(10**6), family.kind)
        report = one_form(render(figures, family), rng) if treatment.forms == 1 else _together(figures, family, rng)
        if _FEWEST <= len(report.figures()) <= _MOST:
            return report, figures
    return None


def _together(figures: ReportFigures, family: Family, rng: random.Random) -> Rendered:
    """Two forms, one below the other on a page where there is room."""
    report = excerpt(render(figures, family), 2, rng)
    starts = [n for n, block in enumerate(report.blocks) if isinstance(block, PageBreak)]
    body = report.blocks[starts[0] + 1 :]
    is_wide = any(isinstance(block, PageBreak) and block.landscape for block in report.blocks)
    return report.with_blocks([PageBreak(is_wide), *(block for block in body if not isinstance(block, PageBreak))])


def _sheets(printed: bytes) -> list[Sheet]:
    pdf = PdfiumDocument(printed)
    sheets = [sheet_of(pdf.page(index), index + 1) for index in range(pdf.count())]
    return [sheet for sheet in sheets if sheet.rules]


def _treated(sheet: Sheet, wear: Wear, treatment: Treatment, rng: random.Random) -> Image.Image:
    if treatment.sheet is not None:
        sheet = treatment.sheet(sheet)
    pixels = inked_page(sheet, wear, rng.choice(TYPEFACES), rng, at_header="header" in treatment.name)
    if treatment.marks is not None:
        treatment.marks(pixels, sheet, wear.dpi / 72, rng)
    image = saved(pixels, wear, rng)
    return treatment.copied(image, rng) if treatment.copied is not None else image


# How forms are set


def _three_levels(family: Family) -> Family:
    """Headers of three levels: all columns of amounts below one more header."""
    over = "决算数" if family.kind == "final_account" else "预算数"
    return replace(
        family,
        forms=tuple(
            replace(form, columns=tuple(_below(over, column) for column in form.columns))
            if form.shape == "table" and form.form not in ("three_public", "projects")
            else form
            for form in family.forms
        ),
    )


def _below(over: str, column: Column) -> Column:
    return replace(column, path=(over, *column.path))


def _landscape(family: Family) -> Family:
    return family.restyled({"landscape_from": 1})


def _small(sheet: Sheet) -> Sheet:
    """The page's print at a smaller size, at the page's top left."""
    left = sheet.width * (1 - _SMALL) / 2

    def x(value: float) -> float:
        return left + value * _SMALL

    def y(value: float) -> float:
        return 30 + value * _SMALL

    def glyph(one: Glyph) -> Glyph:
        return one._replace(x0=x(one.x0), x1=x(one.x1), top=y(one.top), bottom=y(one.bottom), size=one.size * _SMALL)

    def rule(one: Rule) -> Rule:
        along, across = (x, y) if one.horizontal else (y, x)
        return one._replace(at=across(one.at), start=along(one.start), end=along(one.end))

    return replace(sheet, glyphs=[glyph(one) for one in sheet.glyphs], rules=[rule(one) for one in sheet.rules])


def _without_header_lines(sheet: Sheet) -> Sheet:
    """The table without the lines of its header: what lies above the line over the first amounts."""
    bottom = _header_bottom(sheet)
    kept = []
    for rule in sheet.rules:
        if rule.horizontal and rule.at >= bottom - 1:
            kept.append(rule)
        elif not rule.horizontal and rule.end > bottom + 1:
            kept.append(rule._replace(start=max(rule.start, bottom)))
    return replace(sheet, rules=kept)


def _header_bottom(sheet: Sheet) -> float:
    """The height of the line over the first amounts of a page, the table's top where there are none."""
    across = sorted(rule.at for rule in sheet.rules if rule.horizontal)
    first = min((one.y for one in sheet.glyphs if one.text == "." and one.y > across[0]), default=across[0])
    return max((at for at in across if at <= first), default=across[0])


# What is put on the page


def _ticked(pixels: Pixels, sheet: Sheet, scale: float, rng: random.Random) -> None:
    """What a person writes on a page: ticks beside rows, a stroke below one, a ring around a figure, a name at the foot."""
    from PIL import ImageDraw

    layer = _blank(pixels)
    draw = ImageDraw.Draw(layer)
    width = max(1, round(rng.uniform(0.8, 1.4) * scale))
    left, top, right, bottom = _ruled(sheet)
    for _ in range(rng.randint(3, 8)):
        x, y = rng.uniform(right - 6, right + 14), rng.uniform(top, bottom)
        places = [(x, y), (x + 3, y + 5), (x + 11, y - 8)]
        draw.line([(a * scale, b * scale) for a, b in places], fill=255, width=width)
    for _ in range(2):
        x, y = rng.uniform(left, right - 90), rng.uniform(top + 30, bottom)
        places = [(x + 3 * n, y + rng.uniform(-0.8, 0.8)) for n in range(26)]
        draw.line([(a * scale, b * scale) for a, b in places], fill=255, width=width)
    digits = [one for one in sheet.glyphs if one.text == "."]
    if digits:
        one = rng.choice(digits)
        box = (one.x0 - 34, one.top - 4, one.x1 + 22, one.bottom + 4)
        draw.ellipse([value * scale for value in box], outline=255, width=width)
    x, y = rng.uniform(left, right - 80), min(sheet.height - 30, bottom + 25)
    places = [(x + 2.6 * n, y + 9 * math.sin(n * rng.uniform(0.8, 1.2))) for n in range(30)]
    draw.line([(a * scale, b * scale) for a, b in places], fill=255, width=width)
    _inked(pixels, layer, rng.choice((_BLUE, _BLACK)), rng.uniform(0.7, 0.95))


def _stamped(pixels: Pixels, sheet: Sheet, scale: float, rng: random.Random) -> None:
    """A dated stamp in a frame, askew across figures."""
    from PIL import Image, ImageDraw

    width, height = round(110 * scale), round(48 * scale)
    stamp = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(stamp)
    line = max(2, round(1.6 * scale))
    draw.rectangle((line, line, width - line, height - line), outline=255, width=line)
    face = font("sans", round(17 * scale))
    draw.text((width / 2, height * 0.3), rng.choice(("已审核", "收讫", "存档")), 255, face, anchor="mm")
    draw.text(
        (width / 2, height * 0.74), f"20{rng.randint(19, 25)}.{rng.randint(1, 12):02d}.08", 255, face, anchor="mm"
    )
    stamp = stamp.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC, expand=True)
    layer = _blank(pixels)
    left, top, right, bottom = _ruled(sheet)
    x, y = rng.uniform(left + 0.3 * (right - left), right - 110), rng.uniform(top, max(top, bottom - 60))
    layer.paste(stamp, (round(x * scale), round(y * scale)))
    _inked(pixels, layer, rng.choice((_BLUE, (200.0, 40.0, 50.0))), rng.uniform(0.6, 0.9))


def _stamped_and_written_upon(pixels: Pixels, sheet: Sheet, scale: float, rng: random.Random) -> None:
    _stamped(pixels, sheet, scale, rng)
    _ticked(pixels, sheet, scale, rng)


def _blank(pixels: Pixels) -> Image.Image:
    from PIL import Image

    return Image.new("L", (pixels.shape[1], pixels.shape[0]), 0)


def _inked(pixels: Pixels, layer: Image.Image, colour: tuple[float, float, float], strength: float) -> None:
    """Lay ink of a colour on the page where the layer is light."""
    mask = np.asarray(layer, dtype=np.float32)[:, :, None] / 255 * strength
    pixels *= 1 - mask * (1 - np.array(colour, np.float32) / 255)


def _ruled(sheet: Sheet) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is ruled, in points."""
    across = [rule for rule in sheet.rules if rule.horizontal]
    return (
        min(rule.start for rule in across),
        min(rule.at for rule in across),
        max(rule.end for rule in across),
        max(rule.at for rule in across),
    )


# How the scan is copied


def _faxed(image: Image.Image, rng: random.Random) -> Image.Image:
    """Black and white at the fine resolution of a fax, with specks, a streak down the page and lines that came twice."""
    from PIL import Image

    width, height = image.size
    coarse = image.convert("L").resize((round(width * 204 / 200), round(height * 196 / 200)), Image.Resampling.BOX)
    pixels = np.asarray(coarse, dtype=np.float32)
    chance = np.random.default_rng(rng.randrange(2**32))
    light = float(np.median(pixels))
    black = pixels + chance.normal(0, 14, pixels.shape) < 0.72 * light
    black ^= chance.random(pixels.shape) < 0.0006
    column = rng.randrange(pixels.shape[1])
    black[:, column] |= chance.random(pixels.shape[0]) < 0.4
    for _ in range(rng.randint(2, 5)):
        row = rng.randrange(1, pixels.shape[0])
        black[row] = black[row - 1]
    done = Image.fromarray(np.where(black, 0, 255).astype(np.uint8))
    return done.resize((width, height), Image.Resampling.NEAREST)


def _at_the_fold(image: Image.Image, rng: random.Random) -> Image.Image:
    """The shadow of a book's fold along one side, where the page also bends: what stands there is lower by some pixels."""
    from PIL import Image

    pixels = np.asarray(image, dtype=np.float32).copy()
    height, width = pixels.shape[:2]
    reach = rng.uniform(0.06, 0.12) * width
    is_left = rng.random() < 0.5
    deepest, sunk = rng.uniform(0.35, 0.6), rng.uniform(0.001, 0.003) * height
    for x in range(width):
        off = (x if is_left else width - 1 - x) / reach
        if off > 4:
            continue
        near = math.exp(-off * off)
        pixels[:, x] = np.roll(pixels[:, x], round(sunk * near), axis=0) * (1 - deepest * near)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _grey_copy(image: Image.Image, _rng: random.Random) -> Image.Image:
    return image.convert("L").convert("RGB")


TREATMENTS: Sequence[Treatment] = (
    Treatment("seal on header", {"sealed": True, "dpi": 200}),
    Treatment("slant", {"slant": 1.9, "dpi": 150}),
    Treatment("grey copy", {"sealed": True, "paper": 190.0, "dpi": 200}, copied=_grey_copy),
    Treatment("300 dpi, strong JPEG", {"dpi": 300, "quality": 22}),
    Treatment("thin broken lines", {"thickness": 0.2, "shade": 110, "gaps": 0.05, "dpi": 200}),
    Treatment("turned", {"turned": 270, "dpi": 200}),
    Treatment("header without lines", {"dpi": 200, "sealed": False}, sheet=_without_header_lines),
    Treatment("three levels", {"dpi": 200}, family=_three_levels),
    Treatment("landscape", {"dpi": 150, "slant": -1.2}, family=_landscape),
    Treatment("two tables", {"dpi": 200}, forms=2),
    Treatment("small print", {"dpi": 200, "blur": 0.05}, sheet=_small),
    Treatment("fax", {"dpi": 200, "sealed": False, "unevenness": 0.05, "blur": 0.1}, copied=_faxed),
    Treatment("stamp and pen", {"dpi": 200, "sealed": True}, marks=_stamped_and_written_upon),
    Treatment("fold and holes", {"punched": True, "dpi": 200}, copied=_at_the_fold),
)
"""One of each kind; what a treatment doesn't set is as chance has it."""
