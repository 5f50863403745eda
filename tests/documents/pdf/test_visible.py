"""What a reader of the page sees is data; what nobody sees is none, and is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.colors import CMYKColor, Color, black, grey, white
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from etl.documents.model import Document
from etl.documents.page.geometry import Glyph
from etl.documents.pdf import read_pdf
from etl.documents.pdf.visible_glyphs import undecodable
from etl.documents.scans import picture_pages
from tests.documents.pdf.maker import FONT, FORM, LEFT, ROW, TOP, WIDTHS, Sheets, rows

UNSEEN_AMOUNT = "99999.99"
EMPTY = (LEFT + 340, TOP + 2 * ROW + 5)
"""Within the form's empty cell."""
OVER = (LEFT + 245, TOP + ROW + 5)
"""Over an amount of the form."""

Draw = Callable[[Sheets], None]


def form(sheets: Sheets) -> None:
    sheets.text(LEFT, 80, "青山市档案局2024年度部门决算")
    sheets.rules()
    sheets.words()


def read(draw: Draw, **options: object) -> Document:
    sheets = Sheets(**options)  # type: ignore[arg-type]
    draw(sheets)
    return sheets.read()


def printed(document: Document) -> str:
    cells = [cell for table in document.tables for row in table.rows for cell in row]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def opaque(size: tuple[int, int] = (40, 12), colour: tuple[int, ...] = (255, 255, 255)) -> ImageReader:
    mode = "RGBA" if len(colour) == 4 else "RGB"
    return ImageReader(Image.new(mode, size, colour))


def picture(sheets: Sheets, x0: float, top: float, x1: float, bottom: float, image: ImageReader) -> None:
    sheets.canvas.drawImage(image, x0, sheets.height - bottom, x1 - x0, bottom - top, mask="auto")


def mode(sheets: Sheets, x: float, top: float, text: str, render: int) -> None:
    line = sheets.canvas.beginText(x, sheets.height - top - 8)
    line.setFont(FONT, 9)
    line.setTextRenderMode(render)
    line.textOut(text)
    line.setTextRenderMode(0)
    sheets.canvas.drawText(line)


# Text that is drawn and not shown


def render_mode_3_over_an_amount(sheets: Sheets) -> None:
    form(sheets)
    mode(sheets, *OVER, UNSEEN_AMOUNT, 3)


def render_mode_3_in_an_empty_cell(sheets: Sheets) -> None:
    form(sheets)
    mode(sheets, *EMPTY, UNSEEN_AMOUNT, 3)


def render_mode_3_between_the_lines(sheets: Sheets) -> None:
    form(sheets)
    mode(sheets, LEFT, 400, f"本年支出合计{UNSEEN_AMOUNT}万元。", 3)


def render_mode_7_only_clips(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.saveState()
    mode(sheets, *EMPTY, UNSEEN_AMOUNT, 7)
    sheets.canvas.restoreState()


def render_mode_3_in_a_stored_form(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.beginForm("hidden")
    mode(sheets, *EMPTY, UNSEEN_AMOUNT, 3)
    sheets.canvas.endForm()
    sheets.canvas.doForm("hidden")


def without_any_opacity(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.setFillAlpha(0)
    sheets.text(*EMPTY, UNSEEN_AMOUNT)
    sheets.canvas.setFillAlpha(1)


# Text in the colour of what lies behind it


def white_in_an_empty_cell(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.setFillColor(white)
    sheets.text(*EMPTY, UNSEEN_AMOUNT)


def nearly_white_in_a_line(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.setFillColor(Color(0.99, 0.99, 0.99))
    sheets.text(LEFT, 400, f"本年支出合计{UNSEEN_AMOUNT}万元。")


def white_in_four_colours(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.setFillColor(CMYKColor(0, 0, 0, 0))
    sheets.text(*EMPTY, UNSEEN_AMOUNT)


def white_in_grey_scale(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.setFillGray(1)
    sheets.text(*OVER, UNSEEN_AMOUNT)


def grey_on_the_same_grey(sheets: Sheets) -> None:
    sheets.canvas.setFillColor(grey)
    sheets.box(LEFT + 320, TOP + 2 * ROW, LEFT + 410, TOP + 3 * ROW, fill=True)
    sheets.text(*EMPTY, UNSEEN_AMOUNT)
    sheets.canvas.setFillColor(black)
    form(sheets)


def black_under_a_black_bar(sheets: Sheets) -> None:
    sheets.box(LEFT + 320, TOP + 2 * ROW, LEFT + 410, TOP + 3 * ROW, fill=True)
    form(sheets)
    sheets.text(*EMPTY, UNSEEN_AMOUNT)


# Text that something covers


def under_a_picture(sheets: Sheets) -> None:
    sheets.text(*EMPTY, UNSEEN_AMOUNT)
    picture(sheets, EMPTY[0] - 4, EMPTY[1] - 3, EMPTY[0] + 60, EMPTY[1] + 12, opaque())
    form(sheets)


def under_a_white_rectangle(sheets: Sheets) -> None:
    sheets.text(*EMPTY, UNSEEN_AMOUNT)
    sheets.canvas.setFillColor(white)
    sheets.box(EMPTY[0] - 4, EMPTY[1] - 3, EMPTY[0] + 60, EMPTY[1] + 12, fill=True, stroke=False)
    sheets.canvas.setFillColor(black)
    form(sheets)


def under_a_black_bar(sheets: Sheets) -> None:
    form(sheets)
    sheets.text(LEFT, 400, f"本年支出合计{UNSEEN_AMOUNT}万元。")
    sheets.box(LEFT - 4, 397, LEFT + 200, 414, fill=True, stroke=False)


def under_a_bar_of_a_stored_form(sheets: Sheets) -> None:
    form(sheets)
    sheets.text(LEFT, 400, f"本年支出合计{UNSEEN_AMOUNT}万元。")
    sheets.canvas.beginForm("bar")
    sheets.canvas.setFillColor(white)
    sheets.box(LEFT - 4, 397, LEFT + 200, 414, fill=True, stroke=False)
    sheets.canvas.endForm()
    sheets.canvas.doForm("bar")


def under_a_picture_on_a_turned_page(sheets: Sheets) -> None:
    sheets.canvas.setPageRotation(180)
    under_a_picture(sheets)


# Text outside of what is shown of the page


def right_of_the_page(sheets: Sheets) -> None:
    form(sheets)
    sheets.text(sheets.width + 10, 200, UNSEEN_AMOUNT)


def above_the_page(sheets: Sheets) -> None:
    form(sheets)
    sheets.text(LEFT, -40, UNSEEN_AMOUNT)


def left_of_the_page(sheets: Sheets) -> None:
    form(sheets)
    sheets.text(-80, 300, UNSEEN_AMOUNT)


def below_the_page(sheets: Sheets) -> None:
    form(sheets)
    sheets.text(LEFT, sheets.height + 30, UNSEEN_AMOUNT)


def outside_the_crop_box(sheets: Sheets) -> None:
    sheets.canvas.setCropBox((40, 100, sheets.width - 40, sheets.height - 60))
    form(sheets)
    sheets.text(LEFT, sheets.height - 50, UNSEEN_AMOUNT)


def clipped(sheets: Sheets, x0: float, top: float, x1: float, bottom: float) -> None:
    path = sheets.canvas.beginPath()
    path.rect(x0, sheets.height - bottom, x1 - x0, bottom - top)
    sheets.canvas.clipPath(path, stroke=0, fill=0)


def below_what_its_box_shows_on_the_page(sheets: Sheets) -> None:
    form(sheets)
    sheets.canvas.saveState()
    clipped(sheets, LEFT, 380, sheets.width, 411)
    sheets.text(LEFT, 400, "本年支出合计12.00万元。")
    sheets.text(LEFT, 412, f"本年收入合计{UNSEEN_AMOUNT}万元。")
    sheets.canvas.restoreState()


UNSEEN = (
    below_what_its_box_shows_on_the_page,
    render_mode_3_over_an_amount,
    render_mode_3_in_an_empty_cell,
    render_mode_3_between_the_lines,
    render_mode_7_only_clips,
    render_mode_3_in_a_stored_form,
    without_any_opacity,
    white_in_an_empty_cell,
    nearly_white_in_a_line,
    white_in_four_colours,
    white_in_grey_scale,
    grey_on_the_same_grey,
    black_under_a_black_bar,
    under_a_picture,
    under_a_white_rectangle,
    under_a_black_bar,
    under_a_bar_of_a_stored_form,
    under_a_picture_on_a_turned_page,
    right_of_the_page,
    above_the_page,
    left_of_the_page,
    below_the_page,
    outside_the_crop_box,
)


@pytest.mark.parametrize("draw", UNSEEN)
def test_what_nobody_sees_is_no_data_and_is_told(draw: Draw) -> None:
    document = read(draw)
    assert [list(row) for row in document.tables[0].rows] == rows()
    assert "99" not in printed(document)
    (warning,) = [one for one in document.warnings if "invisible" in one]
    assert warning.startswith("page 1: ")
    assert UNSEEN_AMOUNT in warning


# Text that is seen, though it looks like the above


def white_on_a_dark_header(sheets: Sheets) -> None:
    sheets.canvas.setFillColor(Color(0.1, 0.2, 0.5))
    sheets.box(LEFT, 390, LEFT + 200, 420, fill=True, stroke=False)
    sheets.canvas.setFillColor(white)
    sheets.text(LEFT + 4, 400, UNSEEN_AMOUNT)


def white_on_a_picture(sheets: Sheets) -> None:
    picture(sheets, LEFT, 390, LEFT + 200, 420, opaque(colour=(20, 40, 120)))
    sheets.canvas.setFillColor(white)
    sheets.text(LEFT + 4, 400, UNSEEN_AMOUNT)


def white_on_a_thick_line(sheets: Sheets) -> None:
    sheets.canvas.setLineWidth(24)
    sheets.across(405, LEFT, LEFT + 200)
    sheets.canvas.setLineWidth(1)
    sheets.canvas.setFillColor(white)
    sheets.text(LEFT + 4, 400, UNSEEN_AMOUNT)


def white_on_a_round_field(sheets: Sheets) -> None:
    sheets.canvas.setFillColor(Color(0.5, 0, 0))
    sheets.canvas.roundRect(LEFT, sheets.height - 420, 200, 30, 6, fill=1, stroke=0)
    sheets.canvas.setFillColor(white)
    sheets.text(LEFT + 4, 400, UNSEEN_AMOUNT)


def white_with_a_dark_outline(sheets: Sheets) -> None:
    sheets.canvas.setFillColor(white)
    mode(sheets, LEFT, 400, UNSEEN_AMOUNT, 2)


def white_on_a_shading(sheets: Sheets) -> None:
    sheets.canvas.linearGradient(
        LEFT, sheets.height - 420, LEFT + 200, sheets.height - 390, (black, Color(0, 0, 0.4)), extend=False
    )
    sheets.canvas.setFillColor(white)
    sheets.text(LEFT + 4, 400, UNSEEN_AMOUNT)


def under_a_seal_that_lets_it_through(sheets: Sheets) -> None:
    sheets.text(LEFT, 400, UNSEEN_AMOUNT)
    picture(sheets, LEFT - 4, 390, LEFT + 100, 420, opaque(colour=(200, 0, 0, 90)))


def under_a_field_that_lets_it_through(sheets: Sheets) -> None:
    sheets.text(LEFT, 400, UNSEEN_AMOUNT)
    sheets.canvas.setFillAlpha(0.3)
    sheets.box(LEFT - 4, 390, LEFT + 100, 420, fill=True, stroke=False)


def under_a_field_that_is_cut_away(sheets: Sheets) -> None:
    sheets.text(LEFT, 400, UNSEEN_AMOUNT)
    sheets.canvas.saveState()
    path = sheets.canvas.beginPath()
    path.rect(300, 100, 50, 50)
    sheets.canvas.clipPath(path, stroke=0, fill=0)
    sheets.canvas.setFillColor(white)
    sheets.box(0, 0, sheets.width, sheets.height, fill=True, stroke=False)
    sheets.canvas.restoreState()


def over_a_field_of_the_whole_page(sheets: Sheets) -> None:
    sheets.page()
    sheets.canvas.setFillColor(white)
    sheets.box(0, 0, sheets.width, sheets.height, fill=True, stroke=False)
    sheets.canvas.setFillColor(black)
    sheets.text(LEFT, 400, UNSEEN_AMOUNT)


def in_pale_grey(sheets: Sheets) -> None:
    sheets.canvas.setFillGray(0.8)
    sheets.text(LEFT, 400, UNSEEN_AMOUNT)


def wider_than_its_cell_shows(sheets: Sheets) -> None:
    clipped(sheets, LEFT + 20, 390, LEFT + 200, 420)
    sheets.text(LEFT, 400, UNSEEN_AMOUNT)


def half_as_high_as_its_cell_shows(sheets: Sheets) -> None:
    clipped(sheets, LEFT, 380, LEFT + 200, 405)
    sheets.text(LEFT, 400, UNSEEN_AMOUNT)


SEEN = (
    wider_than_its_cell_shows,
    half_as_high_as_its_cell_shows,
    white_on_a_dark_header,
    white_on_a_picture,
    white_on_a_thick_line,
    white_on_a_round_field,
    white_with_a_dark_outline,
    white_on_a_shading,
    under_a_seal_that_lets_it_through,
    under_a_field_that_lets_it_through,
    under_a_field_that_is_cut_away,
    over_a_field_of_the_whole_page,
    in_pale_grey,
)


@pytest.mark.parametrize("draw", SEEN)
def test_what_is_seen_is_read(draw: Draw) -> None:
    def page(sheets: Sheets) -> None:
        form(sheets)
        draw(sheets)

    document = read(page)
    assert UNSEEN_AMOUNT in printed(document)
    assert not any("invisible" in one for one in document.warnings)


# Files that anybody opens


@pytest.mark.parametrize("strength", [40, 128])
@pytest.mark.parametrize("permissions", [{}, {"canCopy": 0, "canPrint": 0, "canModify": 0}])
def test_a_file_with_an_owner_password_only_is_read(strength: int, permissions: dict[str, int]) -> None:
    locked = StandardEncryption("", ownerPassword="owner", strength=strength, **permissions)
    document = read(form, encrypt=locked)
    assert [list(row) for row in document.tables[0].rows] == rows()
    assert document.warnings == ()


# Amounts that a narrow cell breaks


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("120.0\n0", "120.00"),
        ("1,234.\n56", "1,234.56"),
        ("12,345,\n678.90", "12,345,678.90"),
        ("1,234,5\n67.89", "1,234,567.89"),
        ("-98,765\n.43", "-98,765.43"),
        ("123456\n78.90", "12345678.90"),
    ],
)
def test_an_amount_that_a_narrow_cell_breaks_is_one(lines: str, whole: str) -> None:
    first, rest = lines.split("\n")
    widths = (70.0, 160.0, 4.6 * len(first) + 4, 90.0)
    broken = ((*FORM[0][:2], "合计", "拨款"), ("208", "社会保障和就业支出", "", "79.00"), FORM[2])

    def draw(sheets: Sheets) -> None:
        sheets.rules(widths=widths, row=26)
        sheets.words(broken, widths=widths, row=26)
        end = LEFT + sum(widths[:3]) - 2
        sheets.right(end, TOP + 26 + 3, first)
        sheets.right(end, TOP + 26 + 13, rest)

    assert read(draw).tables[0].rows[1][2] == whole


def test_decimals_of_the_column_tell_an_amount_that_a_wide_cell_breaks() -> None:
    def draw(sheets: Sheets) -> None:
        sheets.rules(rows=4, row=26)
        sheets.words((FORM[0], ("208", "社会保障和就业支出", "80.5\n0", "79.00"), FORM[2], FORM[2]), row=26)

    assert read(draw).tables[0].rows[1][2] == "80.50"


@pytest.mark.parametrize("lines", ["120.00\n80.50", "1,234.56\n7.89", "12\n34", "2024\n1.00", "合计\n12.00"])
def test_two_numbers_below_each_other_stay_two(lines: str) -> None:
    first, rest = lines.split("\n")

    def draw(sheets: Sheets) -> None:
        sheets.rules(row=26)
        sheets.words((FORM[0], ("208", "社会保障和就业支出", "", "79.00"), FORM[2]), row=26)
        end = LEFT + sum(WIDTHS[:3]) - 4
        sheets.right(end, TOP + 26 + 3, first)
        sheets.right(end, TOP + 26 + 13, rest)

    cells = [cell for row in read(draw).tables[0].rows for cell in row]
    assert first + rest not in cells


# Characters that the file gives no code for


def without_codes(font: str, encoding: bytes, ordering: bytes, draw: Callable[[Sheets, str], None]) -> bytes:
    """A PDF in which one of two fonts says no more than the number of each character in it."""
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    sheets = Sheets()
    sheets.rules()
    draw(sheets, font)
    data = sheets.data()
    return data.replace(encoding, b"/Identity-H".ljust(len(encoding))).replace(
        ordering, b"(Identity)".ljust(len(ordering))
    )


def draw_digits(sheets: Sheets, font: str) -> None:
    for r, row in enumerate(FORM):
        for text, x in zip(row, (64.0, 134.0, 294.0, 384.0), strict=True):
            sheets.canvas.setFont(font if text.isascii() else FONT, 9)
            sheets.canvas.drawString(x, sheets.height - TOP - r * ROW - 13, text)


@pytest.mark.parametrize(
    ("font", "encoding", "ordering"),
    [
        ("HeiseiMin-W3", b"/UniJIS-UCS2-H", b"(Japan1)"),
        ("HeiseiKakuGo-W5", b"/UniJIS-UCS2-H", b"(Japan1)"),
        ("HYSMyeongJo-Medium", b"/UniKS-UCS2-H", b"(Korea1)"),
        ("HYGothic-Medium", b"/UniKS-UCS2-H", b"(Korea1)"),
    ],
)
def test_digits_without_codes_are_no_figures_and_are_told(
    font: str, encoding: bytes, ordering: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_pages, "available", lambda: False)
    document = read_pdf(Path("report.pdf"), without_codes(font, encoding, ordering, draw_digits))
    assert any("can't be decoded" in one and "page 1" in one for one in document.warnings)


def test_bullets_of_private_use_are_no_reason_to_read_a_page_as_a_picture() -> None:
    text = "本年收入合计九百万元比上年增加" * 2
    assert not undecodable([Glyph(char, 0, 0, 9, 9, 9) for char in "\uf06c\uf0b7" + text])
    assert undecodable([Glyph(char, 0, 0, 9, 9, 9) for char in ("(cid:17)", "(cid:18)", *text)])
