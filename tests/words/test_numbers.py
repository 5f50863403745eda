"""Numbers as forms print them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.words.numbers import is_nothing, joined_thousands, looks_numeric, parse_number, without_sentence_marks
from etl.words.units import to_yuan


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("7,060.47", "7060.47"),
        ("16, 738, 431. 85", "16738431.85"),
        ("５，５９８．１１", "5598.11"),
        ("-1.50", "-1.50"),
        ("(1,234.00)", "-1234.00"),
        ("12", "12"),
        (".5", "0.5"),
    ],
)
def test_number_is_read_as_printed(printed: str, value: str) -> None:
    number = parse_number(printed)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize("text", ["1,23", "12 34", "合计", "2024-12-31", "3.2.1", "一", "", "—", "1.2万", "GB2260"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_spaces_of_a_conversion_are_told() -> None:
    assert [number.spaced for text in ("665. 39", "665.39") if (number := parse_number(text)) is not None] == [
        True,
        False,
    ]


def test_printed_precision_is_kept() -> None:
    decimals = [number.decimals for text in ("20", "20.0", "20.00") if (number := parse_number(text)) is not None]
    assert decimals == [0, 1, 2]


def test_unit_printed_with_a_number_is_its_own() -> None:
    number = parse_number("98.5%")
    assert number is not None
    assert (number.value, number.unit) == (Decimal("98.5"), "%")


@pytest.mark.parametrize("text", ["", "-", "——", "无", " － ", "/"])
def test_dashes_print_no_amount(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("dash", [chr(0x2010 + n) for n in range(6)] + ["-", "−", "─", "－"])
def test_every_dash_is_nothing_alone_and_a_minus_before_a_number(dash: str) -> None:
    assert is_nothing(dash)
    assert is_nothing(dash * 2)
    assert is_nothing(f"{dash}①")
    number = parse_number(f"{dash}5.2")
    assert number is not None
    assert number.value == Decimal("-5.2")
    assert looks_numeric(f"{dash}5.2")


def test_amounts_are_exact_in_yuan() -> None:
    assert to_yuan(Decimal("7060.47"), "万元") == Decimal("70604700.00")
    assert to_yuan(Decimal("0.01"), "元") == Decimal("0.01")
    assert to_yuan(Decimal("3"), "辆") is None


MARKED = ["380.00{}", "1,179.02{}", "88{}", "0{}", "(5.20){}", "98.5%{}", "12{}万元"]
MARKS = [
    "①",
    "②③",
    "¹",
    "²¹",
    "[¹]",
    "（²）",
    "注¹",
    "[1]",
    "［2］",
    "注1",
    "（注1）",
    "（注二）",
    "【1】",
    "[^2]",
    "㊀",
    "注",
    "*",
    "※",
    " ①",
    "①、②",
    "⒈",
    "⑴",
]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("printed", MARKED)
def test_mark_of_a_footnote_is_no_digit(printed: str, mark: str) -> None:
    marked, bare = parse_number(printed.format(mark)), parse_number(printed.format(""))
    assert bare is not None
    assert marked == bare
    assert looks_numeric(printed.format(mark)) or "万元" in printed


def test_mark_alone_is_no_number_and_a_marked_dash_no_amount() -> None:
    assert parse_number("①") is None
    assert is_nothing("—①")
    assert not is_nothing("①")


def test_digits_in_brackets_on_the_line_are_no_mark() -> None:
    assert parse_number("88(1)") is None


@pytest.mark.parametrize(
    "minus",
    ["-5.2", "−5.2", "‐5.2", "‑5.2", "△5.2", "▲5.2", "（5.2）", "—5.2", "▼5.2", "▽5.2", "↓5.2", "(5.2%)", "（5.2）%"],
)
def test_signs_of_accountants_are_minus(minus: str) -> None:
    number = parse_number(minus)
    assert number is not None
    assert number.value == Decimal("-5.2")


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f"])
def test_no_break_space_between_thousands_belongs_to_the_number(space: str) -> None:
    number = parse_number(f"2{space}431.64")
    assert number is not None
    assert (number.value, number.grouped) == (Decimal("2431.64"), True)
    assert parse_number(f"12{space}34") is None


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [("元", 1), ("千元", 1_000), ("万元", 10_000), ("十万元", 100_000), ("百万元", 1_000_000), ("亿元", 100_000_000)],
)
def test_every_unit_of_money_is_known(unit: str, yuan: int) -> None:
    number = parse_number(f"2{unit}")
    assert number is not None
    assert (number.unit, to_yuan(number.value, number.unit)) == (unit, 2 * yuan)


def test_marks_in_a_sentence_are_left_out_and_items_stay() -> None:
    printed = "支出380.00①万元，增加5万元②。其中：①人员3万元②公用2万元"
    assert without_sentence_marks(printed) == "支出380.00万元，增加5万元。其中：①人员3万元②公用2万元"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1 024.50", "12 345.67", "900.00"), ("1,024.50", "12,345.67", "900.00")),
        (("12 345.67", "900.00"), ("12 345.67", "900.00")),
        (("1 024.50", "2431.64"), ("1 024.50", "2431.64")),
        (("1 024.50", "2,431.64"), ("1 024.50", "2,431.64")),
    ],
)
def test_spaces_set_thousands_apart_where_the_table_proves_it(
    cells: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert joined_thousands((cells,)) == (expected,)
