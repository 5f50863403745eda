"""Text whose cells are one space apart, as copied from a PDF viewer, isn't read: the lines are kept, and told with the title of their form."""

from __future__ import annotations

from pathlib import Path

from etl.documents.model import Document
from etl.documents.plain.reader import read_text

FORM = """\
科目编码 科目名称 本年收入合计 财政拨款收入 其他收入
合计 9.00 5.00 4.00
201 一般公共服务支出 5.00 5.00
2012601 行政运行 5.00 5.00
221 住房保障支出 4.00 4.00
"""


def document(text: str) -> Document:
    return read_text(Path("report.txt"), text.encode())


def told(text: str) -> str:
    read = document(text)
    assert read.tables == ()
    assert [block.text for block in read.paragraphs] == [line.strip() for line in text.splitlines() if line.strip()]
    (warning,) = read.warnings
    return warning


def test_rows_are_told_with_their_lines_and_the_title_above_them() -> None:
    warning = told("收入决算表\n单位：万元\n" + FORM)
    assert warning.startswith("lines 4 to 7: 收入决算表: its cells are one space apart")
    assert "load the published PDF" in warning


def test_a_form_without_a_title_is_told_all_the_same() -> None:
    assert told(FORM).startswith("lines 2 to 5: a table without a title: ")


def test_one_column_of_figures_is_told() -> None:
    assert told("支出决算表\n一、教育支出 9.00\n二、住房保障支出 1.00\n本年支出合计 10.00\n").startswith(
        "lines 2 to 4: 支出决算表"
    )


def test_counts_without_decimals_are_told() -> None:
    assert told("人员情况表\n单位 编制 实有\n本级 12 10\n所属中心 5 4\n合计 17 14\n").startswith(
        "lines 3 to 5: 人员情况表"
    )


def test_wrapped_names_do_not_end_a_table() -> None:
    text = FORM + "机关事业单位基本养老保险缴\n2080505 费支出 1.00 1.00\n"
    assert told(text).startswith("lines 2 to 7: ")


def test_each_table_is_told_by_itself() -> None:
    text = f"收入决算表\n{FORM}以上为收入。\n支出决算表\n{FORM}"
    assert [one.split(":")[1].strip() for one in document(text).warnings] == ["收入决算表", "支出决算表"]


def test_sentences_contents_and_numbered_headings_are_no_table() -> None:
    text = (
        "一、收入决算表 3\n二、支出决算表 4\n三、收入支出决算总表 5\n2024年本年收入合计 5.00 万元。\n其中：财政拨款收入 5.00 万元，占 100.00%。\n"
        "二、支出 说明\n本年支出 5.00 万元。\n比上年增加 1.00\n万元，主要是\n人员经费 2.00\n万元增加\n"
    )
    assert document(text).tables == ()
    assert document(text).warnings == ()
