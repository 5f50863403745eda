"""A row that the page's end cuts stands whole on the page that has its figures."""

from __future__ import annotations

from etl.documents.page.geometry import Area
from etl.documents.page.grid import Cell
from etl.documents.pdf.cut_rows import with_whole_row
from etl.documents.pdf.ruled_tables import Found

HEADER = ("项目编码", "项目名称", "金额")
FIRST = ("P1", "渠道衬砌", "3.00")


def table(*rows: tuple[str, ...]) -> Found:
    cells = tuple(
        Cell(r, c, 1, 1, Area(80.0 * c, 20.0 * r, 80.0 * c + 80, 20.0 * r + 20))
        for r in range(len(rows))
        for c in range(3)
    )
    return Found(Area(0, 0, 240, 20.0 * len(rows)), rows, cells)


def rows(before: Found, after: Found) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    one, other = with_whole_row(before, after)
    assert [max(cell.row for cell in found.cells) + 1 for found in (one, other)] == [len(one.rows), len(other.rows)]
    return one.rows, other.rows


def test_end_of_a_name_goes_back_to_the_figures_above() -> None:
    before = table(HEADER, FIRST, ("P2", "闸门维修（含", "2.00"))
    after = table(("", "监理）", ""), ("P3", "绿化", "1.00"))
    assert rows(before, after) == (
        (HEADER, FIRST, ("P2", "闸门维修（含\n监理）", "2.00")),
        (("P3", "绿化", "1.00"),),
    )


def test_code_that_is_cut_with_its_name_stands_whole() -> None:
    before = table(HEADER, ("208", "养老", "3.00"), ("20805\n05", "养老保险", "2.00"), ("208050", "职业", "1.00"))
    after = table(("6", "年金", ""), ("210", "医疗", "1.00"))
    assert rows(before, after)[0][-1] == ("208050\n6", "职业\n年金", "1.00")
    before = table(HEADER, ("208", "养老", "3.00"), ("20805\n05", "养老保险", "2.00"), ("208", "职业", "1.00"))
    after = table(("6", "年金", ""), ("210", "医疗", "1.00"))
    assert with_whole_row(before, after) == (before, after), "208 is a row's code, the row below a group's number"


def test_code_that_is_cut_without_its_name_stands_whole() -> None:
    before = table(HEADER, ("208", "养老", "3.00"), ("20805\n05", "养老保险", "2.00"), ("208050", "职业年金", "1.00"))
    after = table(("6", "", ""), ("210", "医疗", "1.00"))
    assert rows(before, after) == (
        (*before.rows[:-1], ("208050\n6", "职业年金", "1.00")),
        (("210", "医疗", "1.00"),),
    )
    after = table(("66", "", ""), ("210", "医疗", "1.00"))
    assert with_whole_row(before, after) == (before, after), "no code is as long"


def test_begin_of_a_name_goes_on_to_the_figures_below() -> None:
    before = table(HEADER, FIRST, ("", "闸门维修（含", ""))
    after = table(("P2", "监理）", "2.00"), ("P3", "绿化", "1.00"))
    assert rows(before, after) == ((HEADER, FIRST), (("P2", "闸门维修（含\n监理）", "2.00"), ("P3", "绿化", "1.00")))


def test_page_may_begin_and_end_with_a_piece() -> None:
    before = table(HEADER, FIRST, ("P2", "闸门维修（含", "2.00"))
    after = table(("", "监理）", ""), ("P3", "绿化", "1.00"), ("", "标牌（含", ""))
    assert rows(before, after)[0][-1] == ("P2", "闸门维修（含\n监理）", "2.00")


def test_header_printed_again_stands_between_the_pieces() -> None:
    before = table(HEADER, FIRST, ("", "闸门维修（含", ""))
    after = table(HEADER, ("P2", "监理）", "2.00"), ("P3", "绿化", "1.00"))
    assert rows(before, after)[1][1] == ("P2", "闸门维修（含\n监理）", "2.00")


def test_head_of_a_group_at_the_end_of_a_page_is_no_piece() -> None:
    before = table(HEADER, ("", "一、基建项目", ""), FIRST, ("", "二、维修项目", ""))
    after = table(("P2", "闸门维修", "2.00"), ("P3", "绿化", "1.00"))
    assert with_whole_row(before, after) == (before, after)


def test_amount_cut_within_its_decimals_is_whole() -> None:
    before = table(HEADER, FIRST, ("P2", "闸门维修（含", "1,204.5"))
    after = table(("", "监理）", "6"), ("P3", "绿化", "1.00"))
    assert rows(before, after) == (
        (HEADER, FIRST, ("P2", "闸门维修（含\n监理）", "1,204.56")),
        (("P3", "绿化", "1.00"),),
    )


def test_row_with_an_amount_of_its_own_is_no_piece() -> None:
    before = table(HEADER, FIRST, ("P2", "闸门维修", "1,204.50"))
    after = table(("", "其他", "6.00"), ("P3", "绿化", "1.00"))
    assert with_whole_row(before, after) == (before, after)
