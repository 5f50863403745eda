"""类, 款 and 项 in columns of their own are known by what they hold, where their headers are damaged."""

from __future__ import annotations

import pytest

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
COUNTED = """
    支出决算表
    单位：万元
    功能分类科目编码||人数|科目名称|合计|基本支出|项目支出
    类|款|人数||||
    201|||一般公共服务支出|30.00|10.00|20.00
    201|03|12|政府办公厅（室）及相关机构事务|12.00|10.00|2.00
    201|26|18|档案事务|18.00||18.00
"""
ECONOMIC = """
    一般公共预算财政拨款基本支出决算表
    单位：万元
    经济分类科目编码||科目名称|合计|人员经费|公用经费
    粪|款||||
    301||工资福利支出|20.00|20.00|
    301|01|基本工资|12.00|12.00|
    301|02|津贴补贴|8.00|8.00|
    302||商品和服务支出|5.00||5.00
    302|01|办公费|5.00||5.00
"""
CODES = ["201", "20103", "2010301", "20126", "2012604"]


def codes(form: str) -> list[str]:
    statement = only(report(form))
    assert {figure.row_code for figure in statement.figures} == set(CODES)
    assert len(statement.figures) == 13
    return [row.code for row in statement.rows]


def test_names_in_the_columns_of_codes_name_the_lowest_level() -> None:
    named = only(
        report("""
    一般公共预算支出表
    单位：万元
    功能分类||合计|基本支出
    类|项||
    农林水支出|水利工程建设|3.00|1.00
    |水利工程运行与维护|2.00|2.00
    |小计|5.00|3.00
    合计||5.00|3.00
""")
    )
    assert [row.label for row in named.rows] == ["水利工程建设", "水利工程运行与维护", "小计", "合计"]


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
    statement = only(report(COUNTED))
    assert {row.code for row in statement.rows} - {""} == {"201", "20103", "20126"}
    assert {figure.printed for figure in statement.figures} >= {"12", "18"}


@pytest.mark.parametrize("classes", [("301", "302"), ("501", "502")])
def test_classes_of_economic_subjects_are_known_by_what_they_are(classes: tuple[str, str]) -> None:
    form = ECONOMIC.replace("301", classes[0]).replace("302", classes[1])
    expected = [classes[0], f"{classes[0]}01", f"{classes[0]}02", classes[1], f"{classes[1]}01"]
    assert [row.code for row in only(report(form)).rows] == expected


def test_zero_that_a_part_of_a_code_lost_is_put_back() -> None:
    form = FORM.replace("|03|01|", "|03|1|").replace("201|03|", "201|3|")
    assert codes(form) == CODES
    repaired = {(r.rule, r.printed, r.taken) for figure in only(report(form)).figures for r in figure.repairs}
    assert repaired == {("zero_of_code", "3", "03"), ("zero_of_code", "1", "01")}
