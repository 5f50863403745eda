"""A page that ends within the header of a table: the columns of a group are parted on the next page only."""

from __future__ import annotations

from etl.documents.page.geometry import Area
from etl.documents.page.grid import Cell
from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.unruled.continued import header_in_columns_of


def table(edges: list[float], *rows: tuple[str, ...]) -> Found:
    cells = tuple(
        Cell(r, c, 1, 1, Area(edges[c], 20.0 * r, edges[c + 1], 20.0 * (r + 1)))
        for r in range(len(rows))
        for c in range(len(edges) - 1)
    )
    return Found(Area(edges[0], 0.0, edges[-1], 20.0 * len(rows)), rows, cells)


NEXT = table(
    [40, 100, 300, 400, 500], ("编码", "名称", "基本支出", "项目支出"), ("201", "一般公共服务支出", "1.00", "2.00")
)


def test_header_stands_in_the_columns_of_the_page_below() -> None:
    made = header_in_columns_of(table([40, 300, 500], ("项目", "本年支出")), NEXT)
    assert made.rows == (("项目", "", "本年支出", ""),)
    assert [(cell.column, cell.columns) for cell in made.cells] == [(0, 2), (2, 2)]


def test_table_with_figures_is_no_header() -> None:
    whole = table([40, 300, 500], ("合计", "3.00"))
    assert header_in_columns_of(whole, NEXT) is whole


def test_table_with_edges_of_its_own_is_another() -> None:
    other = table([40, 250, 500], ("项目", "本年支出"))
    assert header_in_columns_of(other, NEXT) is other
