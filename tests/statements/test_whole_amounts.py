"""Where a header ends above whole amounts, however small."""

from __future__ import annotations

import pytest

from etl.documents.cells import Grid, grid_of, read_cell
from etl.documents.model import Span, Table, rectangular
from etl.statements.header_paths import is_numbering, read_header


def table(*rows: str, spans: tuple[Span, ...] = ()) -> Grid:
    return grid_of(Table(0, 0, rectangular([row.split("|") for row in rows]), spans=spans))


@pytest.mark.parametrize("amounts", ["36|0|30|18|12|6", "0|0|0|0|0|0", "0|—|—|—|—|—", "36①|0|30|18|12|6"])
def test_whole_amounts_below_a_complete_header_are_data(amounts: str) -> None:
    form = table(
        "合计|出国费|公务用车||  |接待费",
        "||小计|购置费|运行费|",
        amounts,
        spans=(Span(0, 0, 2, 1), Span(0, 1, 2, 1), Span(0, 2, 1, 3), Span(0, 5, 2, 1)),
    )
    assert read_header(form, 0).end == 2


def test_label_before_small_amounts_is_data() -> None:
    assert read_header(table("|上年数|本年数", "接待用品|5|3"), 0).end == 1


@pytest.mark.parametrize("numbers", ["1|2|3", "7|8|9", "栏次|1|2", "（1）|（2）|（3）", "|2023|2024"])
def test_numbers_of_columns_and_years_are_header(numbers: str) -> None:
    assert read_header(table("合计|上年数|本年数", numbers, "支出|5.00|3.00"), 0).end == 2


def test_numbers_below_a_header_that_names_half_of_the_columns_are_no_data() -> None:
    assert read_header(table("合计|本年||", "9|5|0|0", "支出|5.00|3.00|1.00"), 0).end == 2


@pytest.mark.parametrize("label", ["合计", "公务接待费", "基本支出", "本年收入合计"])
def test_amounts_that_count_up_from_one_behind_a_label_number_no_columns(label: str) -> None:
    assert not is_numbering(tuple(map(read_cell, (label, "1", "2"))))


@pytest.mark.parametrize(
    "row", [("栏次", "1", "2"), ("", "1", "2"), ("甲", "乙", "1", "2"), ("类款项", "**", "1", "2")]
)
def test_numbers_that_count_up_from_one_number_the_columns(row: tuple[str, ...]) -> None:
    assert is_numbering(tuple(map(read_cell, row)))
