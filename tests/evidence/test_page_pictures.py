"""Words are found on a page whatever breaks are within them, and pages are drawn small."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from etl.documents.model import Box
from etl.evidence.page_pictures import DPI, PageText, Sought, Wanted, page_pictures
from tests.documents.pdf.maker import Sheets


def letters(*lines: str) -> list[tuple[str, float, float, float, float]]:
    """Lines of letters ten points wide and high, twenty apart."""
    return [(c, 10 * x, 20 * y, 10 * x + 10, 20 * y + 10) for y, line in enumerate(lines) for x, c in enumerate(line)]


def test_words_over_two_lines_have_a_box_in_each() -> None:
    text = PageText(letters("本年支出合计", "１００ 万元。"))
    assert text.boxes_of(Sought(("支出合计100万元",))) == (Box(20, 0, 60, 10), Box(0, 20, 60, 30))


def test_sentence_that_goes_on_behind_the_page_is_marked_as_far_as_it_stands_there() -> None:
    text = PageText(letters("其中人员经费四千八百九十六万元主要"))
    assert text.boxes_of(Sought(("其中人员经费四千八百九十六万元主要包括基本工资",))) == (Box(0, 0, 170, 10),)


def test_first_words_that_the_page_has_are_meant_and_a_digit_is_no_words() -> None:
    text = PageText(letters("三公经费支出"))
    assert text.boxes_of(Sought(("会议费支出", "三公经费"))) == (Box(0, 0, 40, 10),)
    assert text.boxes_of(Sought(("三",))) == ()


def test_of_a_sentence_the_words_at_fault_are_marked() -> None:
    text = PageText(letters("支出100万元。本年支出100万元，增长"))
    assert text.boxes_of(Sought(("本年支出100万元，增长",), "100万元")) == (Box(120, 0, 170, 10),)


def test_page_is_drawn_with_its_words_in_points(tmp_path: Path) -> None:
    sheets = Sheets()
    sheets.text(100, 100, "收入决算表合计")
    path = tmp_path / "report.pdf"
    path.write_bytes(sheets.data())
    drawn = page_pictures([Wanted(1, {"7": Sought(("收入决算表",))}), Wanted(9, {})], "pdf", path)
    assert list(drawn) == [1]
    image = Image.open(io.BytesIO(drawn[1].webp))
    assert abs(image.width - drawn[1].width * DPI / 72) < 2
    (box,) = drawn[1].words["7"]
    zoom = DPI / 72
    inside = image.convert("L").crop(tuple(round(v * zoom) for v in (box.left, box.top, box.right, box.bottom)))  # type: ignore[arg-type]
    assert inside.getextrema()[0] < 120  # type: ignore[operator]
