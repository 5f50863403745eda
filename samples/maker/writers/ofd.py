"""An OFD file (GB/T 33190) of the same layout as the PDF: what each of its pages draws, as text and path objects.

Every second page is set in points under a transformation, as some programs write it, the others in millimetres.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from etl.documents.page.drawn import Colour, Drawn, Item, Run, Shape
from etl.documents.pdf.pdfium import PdfiumDocument
from samples.maker.grid import Rendered
from samples.maker.writers.pdf import Borders
from samples.maker.writers.pdf import write as write_pdf

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_MILLIMETRES = 25.4 / 72
_DESCENT = 0.271
"""By what share of its size a character of the PDF's font reaches below the baseline."""


def write(report: Rendered, path: Path, borders: Borders = "grid") -> None:
    """Write the pages of the report's PDF as an OFD file."""
    with tempfile.TemporaryDirectory(prefix="gongkai-ofd-") as folder:
        printed = Path(folder) / "report.pdf"
        write_pdf(report, printed, borders)
        document = PdfiumDocument(printed.read_bytes())
        pages = [document.page(index) for index in range(document.count())]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in _parts(pages):
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), _HEAD + text, zipfile.ZIP_DEFLATED)


def _parts(pages: Sequence[Drawn]) -> Iterator[tuple[str, str]]:
    """The parts of the package, by name."""
    yield (
        "OFD.xml",
        f'<ofd:OFD {_SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
    )
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(1, len(pages) + 1))
    yield (
        "Doc_0/Document.xml",
        f"<ofd:Document {_SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    )
    yield (
        "Doc_0/PublicRes.xml",
        f'<ofd:Res {_SPACE}><ofd:Fonts><ofd:Font ID="9001" FontName="宋体"/></ofd:Fonts></ofd:Res>',
    )
    for number, page in enumerate(pages, start=1):
        yield f"Doc_0/Pages/Page_{number}/Content.xml", _page(page, in_points=number % 2 == 0)


def _page(page: Drawn, *, in_points: bool) -> str:
    objects = "".join(_object(item, in_points) for item in page.items)
    box = f"0 0 {_number(page.width * _MILLIMETRES)} {_number(page.height * _MILLIMETRES)}"
    return (
        f"<ofd:Page {_SPACE}><ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _object(item: Item, in_points: bool) -> str:
    if isinstance(item, Run):
        return _text(item, in_points)
    return _path(item, in_points) if isinstance(item, Shape) else ""


def _place(left: float, top: float, right: float, bottom: float, in_points: bool) -> tuple[str, float]:
    """The attributes that say where an object stands, and how many of its units a point is."""
    box = " ".join(_number(one * _MILLIMETRES) for one in (left, top, right - left, bottom - top))
    transformed = f' CTM="{_number(_MILLIMETRES)} 0 0 {_number(_MILLIMETRES)} 0 0"' if in_points else ""
    return f'Boundary="{box}"{transformed}', 1.0 if in_points else _MILLIMETRES


def _text(run: Run, in_points: bool) -> str:
    letters = run.letters
    left, top = letters[0][1], letters[0][2]
    place, unit = _place(left, top, letters[-1][3], letters[0][4], in_points)
    steps = " ".join(_number((after[1] - one[1]) * unit) for one, after in pairwise(letters))
    text = escape("".join(letter[0] for letter in letters))
    return (
        f'<ofd:TextObject {place} Font="9001" Size="{_number(run.size * unit)}">{_colour("Fill", run.fill)}'
        f'<ofd:TextCode X="0" Y="{_number((1 - _DESCENT) * run.size * unit)}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def _path(shape: Shape, in_points: bool) -> str:
    points = [point for piece, _ in shape.pieces for point in piece]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    place, unit = _place(left, top, max(x for x, _ in points), max(y for _, y in points), in_points)
    data = " ".join(
        f"{'L' if index else 'M'} {_number((x - left) * unit)} {_number((y - top) * unit)}"
        for piece, _ in shape.pieces
        for index, (x, y) in enumerate(piece)
    )
    drawn = f'Stroke="{str(shape.stroked).lower()}" Fill="{str(shape.filled).lower()}" LineWidth="{_number(shape.line_width * unit)}"'
    colours = (_colour("Fill", shape.fill) if shape.filled else "") + (
        _colour("Stroke", shape.stroke) if shape.stroked else ""
    )
    return (
        f"<ofd:PathObject {place} {drawn}>{colours}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _colour(of: str, colour: Colour | None) -> str:
    return f'<ofd:{of}Color Value="{" ".join(str(round(part * 255)) for part in colour)}"/>' if colour else ""


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")
