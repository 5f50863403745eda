"""A number is read as the workbook shows it."""

from __future__ import annotations

import pytest

from etl.documents.sheets.number_format import built_in_formats, shown

ACCOUNTING = built_in_formats()[43]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("7060.47", "General", "7060.47"),
        ("1234.5", "0.00", "1234.50"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("-1234567", "#,##0", "-1,234,567"),
        ("0.98765", "0.00%", "98.77%"),
        ("1", "0%", "100%"),
        ("2.675", "0.00", "2.68"),
        ("-0.001", "0.00", "0.00"),
        ("0.5", "#.##", ".5"),
        ("208", "0000000", "0000208"),
        ("20805", "@", "20805"),
        ("1E-7", "General", "0.0000001"),
        ("2.5E+7", "General", "25000000"),
    ],
)
def test_decimals_separators_and_percent_follow_the_format(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_noise_of_binary_arithmetic_is_no_part_of_a_figure() -> None:
    assert shown("1234.5600000000004") == "1234.56"
    assert shown("0.30000000000000004") == "0.3"


def test_accounting_formats_show_zero_as_a_dash() -> None:
    assert shown("0", ACCOUNTING) == "-"
    assert shown("-5.5", ACCOUNTING) == "-5.50"
    assert shown("1500", ACCOUNTING) == "1,500.00"


def test_a_format_may_hide_zero() -> None:
    assert shown("0", "0.00;-0.00;;@") == ""
    assert shown("0", "#,##0.00;-#,##0.00;") == ""


def test_negative_figures_in_brackets_keep_their_brackets() -> None:
    assert shown("-3", r"#,##0.00_);[Red]\(#,##0.00\)") == "(3.00)"


def test_formats_that_show_yuan_as_ten_thousands_are_followed() -> None:
    assert shown("12345678", "0!.0000") == "1234.5678"
    assert shown("12345678", '0!.0,"万"') == "1234.6万"
    assert shown("1234567", "#,##0.00,") == "1,234.57"


def test_conditions_choose_the_section() -> None:
    assert shown("1500", "[>=1000]#,##0;0.0") == "1,500"
    assert shown("15", "[>=1000]#,##0;0.0") == "15.0"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("45413", "yyyy/m/d", "2024/5/1"),
        ("45413", '[$-804]yyyy"年"m"月"d"日";@', "2024年5月1日"),
        ("45413", "yyyy-mm-dd", "2024-05-01"),
        ("45413.5", "yyyy/m/d h:mm", "2024/5/1 12:00"),
        ("0.75", "h:mm AM/PM", "6:00 PM"),
        ("1.5", "[h]:mm", "36:00"),
    ],
)
def test_dates_and_times_follow_the_format(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    assert shown("43951", "yyyy/m/d", date1904=True) == "2024/5/1"


@pytest.mark.parametrize(
    "code", ["", ";;;", '"', "[", "E+", "0" * 100, "[>x]0", "\\", "yyyyyyyyyyy", "# ?/?", "0.0E+0"]
)
def test_an_odd_format_never_fails(code: str) -> None:
    for value in ("0", "-1.5", "1e300", "1e999", "nan", "abc", "99999999"):
        assert isinstance(shown(value, code), str)
