"""类, 款 and 项 in columns of their own are known by what they hold, where their headers are damaged."""

from __future__ import annotations

from tests.statements.forms import only, report

FORM = """
    支出决算表
    单位：万元
    项目||||本年支出||
    功能分类科目编码|||科目名称|合计|基本支出|项目支出
    类|款|项||||
    栏次||||1|2|3
    201|||一般公共服务支出|30.00|10.00|20.00
    201|03||政府办公厅（室）及相关机构事务|12.00|10.00|2.00
    201|03|01|行政运行|12.00|10.00|2.00
    201|26||档案事务|18.00||18.00
    201|26|04|档案馆|18.00||18.00
"""
CODES = ["201", "20103", "2010301", "20126", "2012604"]


def codes(form: str) -> list[str]:
    statement = only(report(form))
    assert {figure.row_code for figure in statement.figures} == set(CODES)
    assert len(statement.figures) == 13
    return [row.code for row in statement.rows]


def test_headers_that_are_read_tell_the_columns() -> None:
    assert codes(FORM) == CODES


def test_dirt_in_a_header_changes_no_column() -> None:
    assert codes(FORM.replace("类|款|项", "类|こ款|项")) == CODES
    assert codes(FORM.replace("类|款|项", "类|款|码 项")) == CODES


def test_two_headers_in_one_cell_change_no_column() -> None:
    assert codes(FORM.replace("类|款|项", "类|款 项|")) == CODES


def test_label_that_took_the_first_number_of_the_columns_is_no_row() -> None:
    assert codes(FORM.replace("栏次||||1|2|3", "栏次1||||1|2|3")) == CODES


def test_counts_beside_codes_are_no_parts_of_codes() -> None:
    form = FORM.replace("科目名称|合计", "人数|合计").replace("项目支出", "车辆数")
    assert only(report(form)) is not None
