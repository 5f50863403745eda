"""Numbers as forms print them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.words.numbers import is_nothing, parse_number
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


def test_spaces_of_a_conversion_are_recorded() -> None:
    number = parse_number("665. 39")
    assert number is not None
    assert [(r.rule, r.printed, r.taken) for r in number.repairs] == [("spaces_in_number", "665. 39", "665.39")]


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


def test_amounts_are_exact_in_yuan() -> None:
    assert to_yuan(Decimal("7060.47"), "万元") == Decimal("70604700.00")
    assert to_yuan(Decimal("0.01"), "元") == Decimal("0.01")
    assert to_yuan(Decimal("3"), "辆") is None
