"""Numbers that were read doubtfully are looked at a second time."""

from __future__ import annotations

import pytest

from etl.documents.scans import picture_pages, scanned_page

if not picture_pages.available():
    pytest.skip("the extra ocr isn't installed", allow_module_level=True)

import numpy as np

from etl.documents.scans.recogniser import as_printed
from etl.documents.scans.render import Grey
from etl.documents.scans.second_look import looked_at_again, of_both

CROP = np.full((22, 80), 255, np.uint8)


def second(first: tuple[str, float], *answers: tuple[str, float]) -> tuple[str, float]:
    """What becomes of a reading where the second looks (without specks, enlarged) give these answers."""
    given = list(answers)

    def read(crops: list[Grey]) -> list[tuple[str, float]]:
        return [given.pop(0) for _ in crops]

    (result,) = looked_at_again([first], [CROP], read)
    return result


def test_confident_number_is_not_looked_at_again() -> None:
    assert second(("1,234.50", 0.98)) == ("1,234.50", 0.98)


def test_text_and_codes_are_not_looked_at_again() -> None:
    assert second(("其他支出", 0.4)) == ("其他支出", 0.4)
    assert second(("2080505", 0.97)) == ("2080505", 0.97)


def test_speck_before_a_number_is_seen_to_be_none() -> None:
    assert second((".0.00", 0.95), ("0.00", 0.97), (".0.00", 0.9)) == ("0.00", 0.97)


def test_readings_that_differ_are_doubtful() -> None:
    text, score = second(("1,234.50", 0.8), ("1,284.50", 0.95), ("1,234.50", 0.7))
    assert text == "1,284.50"
    assert score < scanned_page.DOUBTFUL


def test_readings_that_agree_are_as_sure_as_the_surest() -> None:
    assert second(("12.50", 0.8), ("12.50", 0.97), ("12.50", 0.9)) == ("12.50", 0.97)


def test_separators_are_taken_for_what_they_must_be_and_the_number_is_marked() -> None:
    text, score = second(("8.506.25", 0.99), ("8.506.25", 0.98), ("8.506.25", 0.97))
    assert text == "8,506.25"
    assert score < scanned_page.DOUBTFUL


def test_colon_in_an_amount_is_a_point_with_dirt_above_it() -> None:
    text, score = second(("0:00", 0.9), ("0:00", 0.95), ("0:00", 0.97))
    assert text == "0.00"
    assert score < scanned_page.DOUBTFUL


def test_dirt_that_stays_beside_a_number_is_no_part_of_it_and_the_number_is_marked() -> None:
    text, score = second(("0.44.", 0.99), ("0.44.", 0.98), ("0.44.", 0.97))
    assert text == "0.44"
    assert score < scanned_page.DOUBTFUL


def test_number_that_stays_unsound_is_left_as_read() -> None:
    text, score = second(("9,48102", 0.99), ("9,48102", 0.98), ("9.481.0.2", 0.97))
    assert text == "9,48102"
    assert score < scanned_page.DOUBTFUL


def test_specks_are_removed_and_points_stay() -> None:
    crop = np.full((24, 60), 255, np.uint8)
    crop[4:20, 10:18] = 0  # a digit
    crop[4:20, 30:38] = 0  # another
    crop[18:20, 23:25] = 0  # the point between them, at the foot
    crop[8:10, 3:5] = 0  # a speck before them
    seen: list[Grey] = []

    def read(crops: list[Grey]) -> list[tuple[str, float]]:
        seen.extend(crops)
        return [("1.1", 0.9) for _ in crops]

    looked_at_again([(".1.1", 0.5)], [crop], read)
    assert seen[0][9, 4] > 128
    assert seen[0][19, 24] < 128
    assert seen[0][10, 14] < 128


def test_point_that_is_printed_and_was_not_read_is_looked_for() -> None:
    crop = np.full((24, 60), 255, np.uint8)
    crop[4:20, 10:18] = crop[4:20, 30:38] = crop[4:20, 40:48] = 0
    crop[17:20, 22:25] = 0
    answers = [("7.22", 0.93), ("722", 0.99)]
    assert looked_at_again([("722", 0.99)], [crop], lambda _: [answers.pop(0)]) == [("7.22", 0.93)]
    # what looks like a point may be the foot of a digit: digits aren't given up for it
    assert looked_at_again([("21208", 0.99)], [crop], lambda _: [("21.08", 0.95)]) == [("21208", 0.99)]


def test_letter_in_a_number_is_the_digit_it_looks_like_and_doubted() -> None:
    text, score = second(("o1", 0.98), ("o1", 0.7), ("o1", 0.7))
    assert (text, score) == ("01", 0.5)


def test_sign_in_a_number_is_looked_at_again() -> None:
    assert second(("↓1.95", 0.95), ("11.95", 0.97), ("11.95", 0.96)) == ("11.95", 0.97)
    assert second(("2024年", 0.99)) == ("2024年", 0.99)


def test_number_under_a_seal_that_two_pictures_show_alike_is_certain() -> None:
    assert of_both(("8.69", 0.7), ("8.69", 0.98)) == ("8.69", 0.98)


def test_number_under_a_seal_that_two_pictures_show_otherwise_is_doubted() -> None:
    text, score = of_both(("869", 1.0), ("8.69", 0.95))
    assert text == "8.69"
    assert score < scanned_page.DOUBTFUL


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("本年支出含计", "本年支出合计"),
        ("一：一般公共预算财政拨款", "一、一般公共预算财政拨款"),
        ("1：一般公共服务支出", "1、一般公共服务支出"),
        ("12:30", "12:30"),
        ("般公共预算财政拨款", "一般公共预算财政拨款"),
        ("一一般公共预算", "一般公共预算"),
        ("功能分类科月编码", "功能分类科目编码"),
        ("基本支出", "基本支出"),
        ("一般公共服务支出", "一般公共服务支出"),
    ],
)
def test_words_that_no_form_prints_are_those_they_are_confused_with(read: str, printed: str) -> None:
    assert as_printed(read) == printed


@pytest.mark.parametrize(("read", "printed"), [("1.21-", "1.21"), ("|1,204.50", "1,204.50"), ("1.21|-", "1.21")])
def test_strokes_of_a_border_beside_an_amount_are_no_part_of_it(read: str, printed: str) -> None:
    text, score = second((read, 0.98), (read, 0.97), (read, 0.96))
    assert text == printed
    assert score < scanned_page.DOUBTFUL


def test_dash_before_an_amount_is_a_minus() -> None:
    assert second(("-1.21", 0.98)) == ("-1.21", 0.98)


def test_dash_where_the_point_of_an_amount_stands_is_the_point() -> None:
    text, score = second(("0-34", 0.97), ("0-34", 0.9), ("0-34", 0.9))
    assert text == "0.34"
    assert score < scanned_page.DOUBTFUL
