"""Tables copied with a cell a line: read where every row is whole, told where nothing says which cell is blank."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.documents.model import Table
from etl.documents.plain.reader import read_text
from etl.documents.plain.stacked import run_end, stacked

HEADER = ["项目", "预算数", "决算数"]
ROWS = [["合计", "9.60", "8.30"], ["公务接待费", "1.60", "1.10"], ["公务用车运行维护费", "8.00", "7.20"]]


def read(tmp_path: Path, lines: list[str]) -> tuple[list[Table], tuple[str, ...], list[str]]:
    """The tables, warnings and paragraphs of a file with these lines."""
    path = tmp_path / "report.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    document = read_text(path)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return tables, document.warnings, [b.text for b in document.blocks if not isinstance(b, Table)]


@pytest.mark.parametrize("ending", ["", " |", "|"])
def test_cells_below_each_other_are_a_table(tmp_path: Path, ending: str) -> None:
    cells = [cell + ending for row in (HEADER, *ROWS) for cell in row]
    tables, warnings, texts = read(tmp_path, ["三公经费支出决算表", "单位：万元", *cells, "二、说明。"])
    assert [[list(row) for row in table.rows] for table in tables] == [[HEADER, *ROWS]]
    assert not warnings
    assert texts == ["三公经费支出决算表", "单位：万元", "二、说明。"]


def test_title_without_a_unit_stays_above_the_table(tmp_path: Path) -> None:
    tables, _, texts = read(tmp_path, ["三公经费支出决算表", *(cell for row in (HEADER, *ROWS) for cell in row)])
    assert tables[0].rows[0] == tuple(HEADER)
    assert texts == ["三公经费支出决算表"]


def test_whole_numbers_and_parts_are_cells_too(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["合计", "18", "6.28"],
        ["公务用车购置及运行费", "6", "0"],
        ["其中:公务用车运行维护费", "6", "0"],
        ["公务接待费", "12", "6.28"],
    ]
    for ending in ("", " |"):
        tables, _, _ = read(
            tmp_path, ["三公经费支出决算表", *(cell + ending for row in rows for cell in row), "二、说明。"]
        )
        assert [list(row) for row in tables[0].rows] == rows


def test_codes_and_names_begin_the_rows(tmp_path: Path) -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出"],
        ["201", "一般公共服务支出", "7.50", "7.00"],
        ["20103", "政府办公厅事务", "7.50", "7.00"],
    ]
    tables, _, _ = read(tmp_path, [cell for row in rows for cell in row])
    assert [list(row) for row in tables[0].rows] == rows


def test_blank_cell_leaves_the_table_unread_and_told(tmp_path: Path) -> None:
    cells = [cell for row in (HEADER, ROWS[0], ROWS[1][:2], ROWS[2]) for cell in row]
    tables, warnings, texts = read(tmp_path, ["三公经费支出决算表", *cells])
    assert tables == []
    assert "三公经费支出决算表" in warnings[0]
    assert "a cell a line" in warnings[0]
    assert texts == ["三公经费支出决算表", *cells]


def test_contents_with_page_numbers_are_no_table(tmp_path: Path) -> None:
    lines = ["目录", "部门概况", "3", "收入决算表", "5", "支出决算表", "6", "名词解释", "9"]
    tables, warnings, texts = read(tmp_path, lines)
    assert (tables, warnings, texts) == ([], (), lines)


def test_run_ends_with_a_sentence() -> None:
    assert run_end(["合计", "", "9.60", "本年支出9.60万元，增加。", "8.30"]) == 3
    assert stacked(["合计", "9.60"]) is None
