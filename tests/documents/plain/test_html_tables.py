"""HTML tables in converted text: what stands beside one on its line isn't lost."""

from __future__ import annotations

from pathlib import Path

from etl.documents.model import Paragraph, Table
from etl.documents.plain.reader import read_text

TABLE = "<table><tr><td>合计</td><td>120.50</td></tr></table>"


def _blocks(tmp_path: Path, content: str) -> list[str]:
    path = tmp_path / "report.md"
    path.write_text(content, encoding="utf-8")
    return [
        block.text if isinstance(block, Paragraph) else "|".join(cell for row in block.rows for cell in row)
        for block in read_text(path).blocks
        if isinstance(block, Paragraph | Table)
    ]


def test_text_beside_a_table_on_its_line_is_read(tmp_path: Path) -> None:
    assert _blocks(tmp_path, f"<p>单位：万元</p>{TABLE}注：本表含结转12.00万元。\n") == [
        "单位：万元",
        "合计|120.50",
        "注：本表含结转12.00万元。",
    ]


def test_two_tables_on_one_line_are_two(tmp_path: Path) -> None:
    second = TABLE.replace("120.50", "7.30")
    assert _blocks(tmp_path, f"{TABLE}{second}\n说明\n") == ["合计|120.50", "合计|7.30", "说明"]


def test_a_table_within_a_table_stays_inside(tmp_path: Path) -> None:
    inner = "<table><tr><td>其中：会议费</td></tr></table>"
    blocks = _blocks(tmp_path, f"表<table>\n<tr><td>项目{inner}</td><td>3.00</td></tr>\n</table> 完\n")
    assert blocks[0] == "表"
    assert blocks[-1] == "完"
    assert len(blocks) == 3


def test_a_table_over_several_lines_gives_back_the_text_behind_it(tmp_path: Path) -> None:
    assert _blocks(tmp_path, "<TABLE>\n<tr><td>合计</td>\n<td>5.00</td></tr>\n</TABLE>备注5.00\n") == [
        "合计|5.00",
        "备注5.00",
    ]
