"""A report as frames: what it prints, exactly or in 万元, codes with their order and their Chinese names."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from etl.api import GongkaiError, labels, read
from etl.api.frames import FrameColumn, columns_of, make_frame

TEXT = """青溪市地名办公室
2024年度部门决算

收入决算表
公开02表
单位：万元
科目编码\t科目名称\t本年收入合计\t财政拨款收入
\t合计\t80.50\t79.00
208\t社会保障和就业支出\t80.50\t79.00
20805\t行政事业单位养老支出\t80.50\t79.00

2024年度收入合计80.50万元，比上年增加1.50万元。
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A report with one form and a sentence."""
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_amounts_are_exact_yuan_or_wan_as_floats(file: Path) -> None:
    exact = read(file).figures
    assert list(exact.amount_yuan[exact.row_code == "20805"]) == [Decimal("805000.00"), Decimal("790000.00")]
    wan = read(file, money="wan").figures
    assert wan.amount_wan.dtype == "float64"
    assert list(wan.amount_wan[wan.row_code == "20805"]) == [80.5, 79.0]
    assert "amount_yuan" not in wan


def test_codes_are_ordered_categories_with_chinese_names(file: Path) -> None:
    figures = read(file).figures
    assert figures.role.cat.ordered
    assert list(figures.role.cat.categories[:3]) == ["total", "subtotal", "leaf"]
    chinese = read(file, zh=True).figures
    assert list(chinese["角色"].cat.categories[:3]) == ["合计", "小计", "明细"]
    assert set(chinese["角色"]) == {labels("role")[role] for role in figures.role}
    assert [column.name_zh for column in columns_of("figures")] == list(chinese.columns)


def test_places_count_from_one_as_a_reader_counts(file: Path) -> None:
    figures = read(file).figures
    assert (figures.table.min(), figures.row.min(), figures.column.min()) == (1, 2, 3)


def test_prose_gaps_and_the_account_are_there(file: Path) -> None:
    report = read(file)
    assert Decimal("805000.00") in list(report.disclosures.amount_yuan)
    assert report.account.numbers[report.account.state == "figure"].sum() == len(report.figures) == 6
    assert list(report.gaps.columns) == ["place", "detail"]
    assert report.projects.empty
    assert report.indicators.empty
    assert list(report.forms.title) == ["收入决算表"]
    assert report.head.fiscal_year == 2024
    assert "青溪市地名办公室 2024 部门决算: 1 forms, 6 figures" in repr(report)


def test_what_a_person_says_of_the_head_goes_first(file: Path) -> None:
    assert read(file, agency="云泽省青溪市民政局", year=2023).head.fiscal_year == 2023


def test_names_from_a_report_are_text_in_a_notebook(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT.replace("收入决算表", "收入决算表<script>alert(1)</script>"), encoding="utf-8")
    assert "<script>" not in read(path)._repr_html_()


def test_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError) as told:
        read(tmp_path / "none.pdf")
    assert "none.pdf" in str(told.value)
    assert told.value._render_traceback_() == [f"{type(told.value).__name__}: {told.value}"]


def test_money_of_another_name_is_refused(file: Path) -> None:
    with pytest.raises(ValueError, match="'yuan'"):
        read(file, money="万元").figures  # type: ignore[arg-type]  # noqa: B018


def test_script_without_a_main_guard_reads_a_file_once(file: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        f"from etl.api import read\nprint(len(read({str(file)!r}).figures), 'figures')\n", encoding="utf-8"
    )
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert (run.stdout, run.returncode) == ("6 figures\n", 0), run.stderr


def test_unknown_code_is_kept_behind_the_known_ones() -> None:
    column = FrameColumn("kind", "种类代码", codes={"budget": "预算", "final_account": "决算"})
    made = make_frame([column], [("other",), ("budget",), (None,)], zh=True)
    assert list(made["种类代码"].cat.categories) == ["预算", "决算", "other"]
    assert made["种类代码"].isna().sum() == 1


def test_whole_numbers_that_may_be_missing_stay_whole() -> None:
    made = make_frame([FrameColumn("page", "页码"), FrameColumn("posts", "编制人数")], [(None, 3), (2, 4)])
    assert [str(kind) for kind in made.dtypes] == ["Int64", "int64"]
