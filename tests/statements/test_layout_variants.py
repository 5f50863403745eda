"""Variants of layout that provinces print: codes in brackets, numbered titles, pages without header, codes of units."""

from pathlib import Path

import pytest

from etl.documents import read_document
from etl.statements.interpret import interpret
from etl.statements.model import Statement
from etl.statements.surroundings import bare_title
from tests.statements.forms import said

HEAD = "青溪市地名办公室\n\n2024年部门预算\n\n"


def read(tmp_path: Path, text: str) -> tuple[Statement, ...]:
    path = tmp_path / "report.txt"
    path.write_text(HEAD + text, encoding="utf-8")
    return interpret(read_document(path)).statements


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("表五一般公共预算支出表", "一般公共预算支出表"),
        ("表5 一般公共预算支出表", "一般公共预算支出表"),
        ("表1 2024年部门收支总表", "部门收支总表"),
        ("附表12：项目支出表", "项目支出表"),
    ],
)
def test_number_before_a_title_ends_where_the_title_begins(printed: str, bare: str) -> None:
    assert bare_title(printed) == bare


def test_code_in_brackets_before_the_name_is_the_code(tmp_path: Path) -> None:
    table = "功能分类科目\t合计\t基本支出\t项目支出\n合计\t5.00\t3.00\t2.00\n[201]一般公共服务支出\t5.00\t3.00\t2.00\n"
    statement = read(tmp_path, f"支出总体情况表\n\n单位：万元\n\n{table}")[0]
    assert {(f.row_code, f.row_label) for f in statement.figures} == {("", "合计"), ("201", "一般公共服务支出")}


def test_page_without_header_goes_on_though_its_first_row_holds_no_number(tmp_path: Path) -> None:
    first = "收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、一般公共预算拨款收入\t5.00\t一、教育支出\t5.00\n"
    second = "上年结转\t\t结转下年\t\n收入总计\t5.00\t支出总计\t5.00\n"
    statements = read(tmp_path, f"部门收支总表\n\n单位：万元\n\n{first}\n\n{second}")
    assert len(statements) == 1
    assert [f.row_label for f in statements[0].figures][-2:] == ["收入总计", "支出总计"]


def test_form_number_below_the_title_is_no_title(tmp_path: Path) -> None:
    table = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t5.00\t3.00\t2.00\n201\t一般公共服务支出\t5.00\t3.00\t2.00\n"
    assert read(tmp_path, f"部门支出总表\n\n部门公开表3\n\n单位：万元\n\n{table}")[0].title == "部门支出总表"


def test_code_of_department_or_unit_is_no_money(tmp_path: Path) -> None:
    header = "部门（单位）代码\t部门（单位）名称\t合计\t本年收入\t\t上年结转结余\n\t\t\t小计\t一般公共预算\t小计\n"
    rows = "\t合计\t5.00\t4.00\t4.00\t1.00\n401001\t地名办公室\t5.00\t4.00\t4.00\t1.00\n"
    statement = read(tmp_path, f"部门收入总表\n\n部门/单位：青溪市地名办公室\n\n单位：万元\n\n{header}{rows}")[0]
    assert {f.row_code for f in statement.figures} == {"", "401001"}
    assert [said(f) for f in statement.figures if f.row_code][-1] == "opening"


def test_number_and_colon_before_a_short_title_are_no_part_of_it(tmp_path: Path) -> None:
    table = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t5.00\t3.00\t2.00\n201\t一般公共服务支出\t5.00\t3.00\t2.00\n"
    assert read(tmp_path, f"附表2：支出总表\n\n单位：万元\n\n{table}")[0].title == "支出总表"


def test_header_printed_again_is_no_end_of_a_name(tmp_path: Path) -> None:
    header = "经济分类科目\t\t本年基本支出\t\n科目编码\t科目名称\t合计\t人员经费\n"
    table = f"{header}\t合计\t5.00\t5.00\n30211\t差旅费\t2.00\t2.00\n{header}30216\t培训费\t3.00\t3.00\n"
    statement = read(tmp_path, f"一般公共预算基本支出表\n\n单位：万元\n\n{table}")[0]
    assert {f.row_label for f in statement.figures} == {"合计", "差旅费", "培训费"}


def test_name_above_a_form_number_is_the_title_though_it_does_not_end_with_biao(tmp_path: Path) -> None:
    table = "科目编码\t科目名称\t2024年预算数\n\t合计\t5.00\n30201\t办公费\t3.00\n30211\t差旅费\t2.00\n"
    statement = read(tmp_path, f"机关运行经费\n\n预算10表\n\n单位：万元\n\n{table}")[0]
    assert (statement.form, statement.number, len(statement.figures)) == ("operating_costs", "预算10表", 3)
