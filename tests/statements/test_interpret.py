"""What forms say, and what conversions break in them: each case on the smallest table that shows it."""

from __future__ import annotations

import pytest

from etl.errors import NotAReportError
from etl.statements.model import Statement
from tests.statements.forms import BUDGET_COVER, cells, figure, only, report, said

EXPENDITURE = """
    支出决算表
    单位：万元
    项目||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
    科目代码|科目名称||||||
    栏次||1|2|3|4|5|6
    合计||30.00|10.00|20.00|||
    201|一般公共服务支出|30.00|10.00|20.00|||
    20126|档案事务|30.00|10.00|20.00|||
    2012601|行政运行|10.00|10.00||||
    2012604|档案馆|20.00||20.00|||
"""


def left(statement: Statement) -> dict[str, int]:
    counts: dict[str, int] = {}
    for cell in statement.left:
        counts[cell.reason] = counts.get(cell.reason, 0) + 1
    return counts


def test_form_is_recognised_by_title_and_its_columns_by_headers() -> None:
    statement = only(report(EXPENDITURE))
    assert (statement.form, statement.unit, len(statement.figures)) == ("expenditure", "万元", 13)
    assert cells(statement)[:3] == [
        ("", "合计", "total", "30.00"),
        ("", "合计", "basic", "10.00"),
        ("", "合计", "project", "20.00"),
    ]


def test_only_rows_without_printed_parts_are_leaves() -> None:
    roles = {(f.row_label, said(f)): f.role for f in only(report(EXPENDITURE)).figures}
    assert roles["合计", "total"] == "total"
    assert roles["一般公共服务支出", "total"] == roles["档案事务", "total"] == "subtotal"
    assert roles["行政运行", "total"] == "total"  # of the columns beside it
    assert roles["行政运行", "basic"] == roles["档案馆", "project"] == "leaf"


def test_row_is_a_leaf_where_no_part_prints_that_measure() -> None:
    statement = only(report(EXPENDITURE.replace("2012604|档案馆|20.00||20.00", "2012604|档案馆|20.00||")))
    roles = {(f.row_label, said(f)): f.role for f in statement.figures}
    assert roles["档案事务", "project"] == "leaf"
    assert roles["一般公共服务支出", "project"] == "subtotal"


def test_every_cell_with_digits_is_accounted_for() -> None:
    statement = only(report(EXPENDITURE))
    assert left(statement) == {"column_number": 6, "code": 4}


def test_blank_is_not_zero() -> None:
    assert not [f for f in only(report(EXPENDITURE)).figures if f.value == 0]


def test_zero_printed_is_a_figure() -> None:
    statement = only(
        report(EXPENDITURE.replace("2012601|行政运行|10.00|10.00||", "2012601|行政运行|10.00|10.00|0.00|"))
    )
    assert figure(statement, "行政运行", "project").value == 0


def test_empty_form_is_published_and_empty() -> None:
    statement = only(
        report("""
        国有资本经营预算财政拨款支出决算表
        单位：万元
        项目||本年支出||
        科目代码|科目名称|合计|基本支出|项目支出
        |栏次|1|2|3
        |合计|||
        """)
    )
    assert (statement.form, statement.is_empty, statement.figures) == ("state_capital", True, ())


def test_continuation_with_the_header_repeated_is_one_statement() -> None:
    first, last = EXPENDITURE.rsplit("\n    2012604", 1)
    header = (
        "项目||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出\n    科目代码|科目名称||||||\n"
    )
    statement = only(report(first, f"\n    {header}    2012604{last}"))
    assert len(statement.table_indexes) == 2
    assert len(statement.figures) == 13
    assert figure(statement, "档案事务", "total").role == "subtotal"


def test_page_that_repeats_title_and_header_goes_on_though_a_column_is_headed_as_a_total() -> None:
    top = """
        一般公共预算财政拨款支出决算表
        单位：万元
        科目编码|科目名称|合计|基本支出|项目支出"""
    rows = (
        "\n        |合计|30.00|10.00|20.00\n        201|一般公共服务支出|30.00|10.00|20.00",
        "\n        20126|档案事务|30.00|10.00|20.00",
    )
    statement = only(report(*(top + page for page in rows)))
    assert (len(statement.table_indexes), len(statement.figures)) == (2, 9)


def test_total_may_stand_in_the_name_column() -> None:
    statement = only(report(EXPENDITURE.replace("合计||30.00", "|合计|30.00")))
    assert figure(statement, "合计", "total").role == "total"


def test_shifted_column_numbers_do_not_shift_the_columns() -> None:
    statement = only(report(EXPENDITURE.replace("栏次||1|2|3|4|5|6", "|栏次||1|2|3|4|5|6")))
    assert figure(statement, "档案馆", "project").value == 20


BLOCKS = """
    一般公共预算财政拨款基本支出决算表
    单位：万元
    科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数
    301|工资福利支出|8.00|302|商品和服务支出|2.00|310|资本性支出|
    30101|基本工资|8.00|30201|办公费|2.00|31002|办公设备购置|
    人员经费合计||8.00|公用经费合计||||2.00|
"""


def test_blocks_side_by_side_are_rows_of_one_form() -> None:
    statement = only(report(BLOCKS))
    assert [(code, value) for code, _, _, value in cells(statement)] == [
        ("301", "8.00"),
        ("302", "2.00"),
        ("30101", "8.00"),
        ("30201", "2.00"),
        ("", "8.00"),
        ("", "2.00"),
    ]


def test_total_off_its_column_is_taken_after_its_label() -> None:
    statement = only(report(BLOCKS))
    total = figure(statement, "公用经费合计", "total")
    assert (str(total.value), total.role) == ("2.00", "total")
    assert [repair.rule for repair in total.repairs] == ["total_off_its_column"]


def test_total_printed_twice_is_counted_once() -> None:
    twice = BLOCKS.replace("公用经费合计||||2.00|", "公用经费合计||2.00|||2.00")
    statement = only(report(twice))
    assert len([f for f in statement.figures if f.row_label == "公用经费合计"]) == 1
    assert left(statement)["repeat"] == 1


def test_shifted_subject_code_is_put_back() -> None:
    shifted = BLOCKS.replace("30201|办公费|2.00|31002|办公设备购置|", "30201|办公费|310||资本性支出|7.00")
    shifted = shifted.replace(
        "302|商品和服务支出|2.00|310|资本性支出|", "302|商品和服务支出|2.00|307|债务利息及费用支出|"
    )
    statement = only(report(shifted))
    found = next(f for f in statement.figures if f.row_label == "资本性支出")
    assert (found.row_code, str(found.value)) == ("310", "7.00")
    assert "shifted_code" in [repair.rule for repair in found.repairs]


SUMMARY = """
    收入支出决算总表
    单位：万元
    收入|||支出||
    项目|行次|决算数|项目|行次|决算数
    栏次||1|栏次||2
    一、一般公共预算财政拨款收入|1|28.00|一、一般公共服务支出|31|30.00
    八、其他收入|2|1.00|二、外交支出|32|
    |3||三、国防支出|33|
    本年收入合计|27|29.00|本年支出合计|57|30.00
    年初结转和结余|28|3.00|年末结转和结余|58|2.00
    总计|30|32.00|总计|60|32.00
"""


def test_line_numbers_are_not_money() -> None:
    statement = only(report(SUMMARY))
    assert len(statement.figures) == 9
    assert left(statement)["line_number"] == 12


def test_lines_of_a_summary_know_their_side_and_meaning() -> None:
    rows = {(row.side, row.label): (row.line, row.kind) for row in only(report(SUMMARY)).rows}
    assert rows["revenue", "一、一般公共预算财政拨款收入"] == ("general_public", "item")
    assert rows["revenue", "本年收入合计"] == ("current_revenue", "subtotal")
    assert rows["expenditure", "年末结转和结余"] == ("closing_balance", "item")
    assert rows["expenditure", "总计"] == ("total", "total")


def test_carried_over_funds_below_the_opening_balance_are_its_parts() -> None:
    statement = only(
        report("""
        财政拨款收入支出决算总表
        单位：万元
        收入||支出||||
        项目|决算数|项目|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款
        一、一般公共预算财政拨款|28.00|一、一般公共服务支出|30.00|30.00||
        本年收入合计|28.00|本年支出合计|30.00|30.00||
        年初财政拨款结转和结余|2.00|年末财政拨款结转和结余||||
        一般公共预算财政拨款|2.00||||||
        总计|30.00|总计|30.00|30.00||
        """)
    )
    roles = [(f.row_label, f.role) for f in statement.figures if f.side == "revenue"]
    assert ("年初财政拨款结转和结余", "subtotal") in roles
    assert ("一般公共预算财政拨款", "leaf") in roles


def test_name_cut_by_a_conversion_is_completed_from_another_form() -> None:
    cut = EXPENDITURE.replace("支出决算表", "一般公共预算财政拨款支出决算表").replace(
        "一般公共服务支出", "一般公共服务支"
    )
    first, second = report(EXPENDITURE, cut).statements
    assert second.rows[1].label == first.rows[1].label == "一般公共服务支出"
    assert [repair.rule for repair in second.rows[1].repairs] == ["cut_name"]


def test_line_of_a_summary_form_that_was_cut_at_its_cell_names_its_class() -> None:
    statement = only(
        report("""
        收入支出决算总表
        单位：万元
        收入||支出|
        项目|决算数|项目|决算数
        一、一般公共预算财政拨款收入|30.00|一、社会保障和就业支|28.00
        二、其他|1.00|二、援助其他地区支|3.00
        本年收入合计|31.00|本年支出合计|31.00
        总计|31.00|总计|31.00
        """)
    )
    rows = [row for row in statement.rows if row.repairs]
    assert [row.label for row in rows] == ["一、社会保障和就业支出", "二、援助其他地区支出"]
    assert [repair.rule for row in rows for repair in row.repairs] == ["cut_name", "cut_name"]


def test_garbled_class_code_is_that_of_the_rows_below() -> None:
    statement = only(
        report(
            """
            部门综合预算一般公共预算基本支出明细表(按支出经济分类科目)
            单位：元
            部门经济科目编码|部门经济科目名称|政府经济科目编码|政府经济科目名称|合计|人员经费支出|公用经费支出|备注
            |||合计|5.00|5.00||
            )1|工资福利支出|||5.00|5.00||
            30101|基本工资|50101|工资奖金津补贴|5.00|5.00||
            """,
            cover=BUDGET_COVER,
        )
    )
    row = next(row for row in statement.rows if row.label == "工资福利支出")
    assert (row.code, [repair.rule for repair in row.repairs]) == ("301", ["garbled_code"])


def test_lone_digit_after_an_amount_is_debris_of_it() -> None:
    statement = only(
        report(
            """
            部门收入总表
            单位：元
            单位编码|单位名称|合计|一般公共预算拨款|上级补助收入|事业收入
            |合计|16,738.85|16,738.85|5|
            152|白石区档案局|16,738.85|16,738.85||
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [f.value for f in statement.figures if said(f) == "superior_subsidy"] == []
    assert left(statement)["leaked_digit"] == 1


def test_cut_last_digit_is_restored_from_the_same_amount_elsewhere() -> None:
    form = """
        财政拨款收支总表
        单位：元
        收入||支出|
        项目|预算数|支出功能分类科目(按大类)|预算数
        一、财政拨款|12,571.77|一、一般公共服务支出|12,571.7
        本年收入合计|12,571.77|本年支出合计|12,571.7
        收入总计|12,571.77|支出总计|12,571.7
    """
    statement = only(report(form, cover=BUDGET_COVER))
    found = [f for f in statement.figures if f.side != "revenue"]
    assert {str(f.value) for f in found} == {"12571.77"}
    assert {repair.rule for f in found for repair in f.repairs} == {"cut_last_digit"}


def test_code_split_over_class_section_and_item_is_one_code() -> None:
    statement = only(
        report(
            """
            一般公共预算支出表
            单位：万元
            科目编码|||科目名称|合计|基本支出|项目支出
            类|款|项||||
            |||合计|9.00|9.00|
            201|||一般公共服务支出|9.00|9.00|
            201|26||档案事务|9.00|9.00|
            201|26|01|行政运行|9.00|9.00|
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [row.code for row in statement.rows] == ["", "201", "20126", "2012601"]


THREE = """
    财政拨款“三公”经费支出决算表
    单位：万元
"""


def test_three_public_with_phases_as_rows() -> None:
    statement = only(
        report(
            THREE
            + """
    项目|合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费
    |||小计|公务用车购置费|公务用车运行维护费|
    栏次|1|2|3|4|5|6
    预算数|9.00||8.00||8.00|1.00
    决算数|7.00||6.50||6.50|0.50
    """
        )
    )
    assert {(f.row_label, said(f), str(f.value)) for f in statement.figures} >= {
        ("预算数", "budget three_public total", "9.00"),
        ("决算数", "outturn three_public vehicle_running", "6.50"),
        ("决算数", "outturn three_public reception", "0.50"),
    }


def test_three_public_with_both_phases_side_by_side() -> None:
    statement = only(
        report(
            THREE
            + """
    预算数|||||决算数||||||
    合计|因公出国（境）费用|公务用车购置及运行维护费|||公务接待费|合计|因公出国（境）费用|公务用车购置及运行维护费|||公务接待费
    ||小计|公务用车购置费|公务用车运行维护费||||小计|公务用车购置费|公务用车运行维护费|
    1|2|3|4|5|6|7|8|9|10|11|12
    1.90||1.90||1.90||1.80||1.80||1.80|
    """
        )
    )
    assert {(f.row_label, said(f), str(f.value)) for f in statement.figures} == {
        ("预算数", "budget three_public total", "1.90"),
        ("预算数", "budget three_public vehicle", "1.90"),
        ("预算数", "budget three_public vehicle_running", "1.90"),
        ("决算数", "outturn three_public total", "1.80"),
        ("决算数", "outturn three_public vehicle", "1.80"),
        ("决算数", "outturn three_public vehicle_running", "1.80"),
    }


def test_three_public_with_items_as_rows_and_counts() -> None:
    statement = only(
        report(
            THREE
            + """
    项目|预算数|决算数
    合计|9.00|7.00
    1.因公出国（境）费||
    2.公务用车购置及运行维护费|8.00|6.50
    （1）公务用车购置费||
    （2）公务用车运行维护费|8.00|6.50
    3.公务接待费|1.00|0.50
    公务用车保有量（辆）||3
    """
        )
    )
    found = {(f.row_label, said(f), str(f.value), f.unit) for f in statement.figures}
    assert ("3.公务接待费", "outturn three_public reception", "0.50", "万元") in found
    assert ("公务用车保有量（辆）", "outturn three_public vehicles_held", "3", "辆") in found


def test_damaged_header_gives_way_to_the_order_that_adds_up() -> None:
    statement = only(
        report(
            THREE
            + """
    项目|合计|因公出国（境）费|公务用车购置及运行维护费||||会议费|公务接待费
    |||小计|公务用车购置费|公务用车运行维护费|||
    栏次|1|2|3|4|5|6|7|8
    预算数|21.00|8.00|9.00||9.00|4.00|41.00|83.00
    """
        )
    )
    measures = {said(f): str(f.value) for f in statement.figures}
    assert measures["budget three_public reception"] == "4.00"
    assert measures["budget three_public training"] == "83.00"
    assert {repair.rule for f in statement.figures for repair in f.repairs} == {"columns_by_order"}


def test_unit_that_no_form_prints_follows_from_the_prose() -> None:
    form = (
        EXPENDITURE.replace("单位：万元\n", "")
        .replace("30.00", "300,000.00")
        .replace("10.00", "100,000.00")
        .replace("20.00", "200,000.00")
    )
    interpretation = report("本年支出合计30.00万元，其中基本支出10.00万元。", form)
    assert only(interpretation).unit == "元"
    assert figure(only(interpretation), "合计", "total").amount_yuan == 300_000


def test_the_prose_tells_a_units_size_before_another_form_does() -> None:
    form = EXPENDITURE.replace("单位：万元\n", "").replace("30.00", "300,000.00")
    three_public = """
        财政拨款“三公”经费支出决算表
        单位：万元
        项目|预算数|决算数
        合计|3.00|2.00
        公务接待费|3.00|2.00
        """
    interpretation = report("本年支出合计30.00万元。", form, three_public)
    assert [statement.unit for statement in interpretation.statements] == ["元", "万元"]


def test_unit_that_nothing_tells_stays_open() -> None:
    statement = only(report(EXPENDITURE.replace("单位：万元\n", "")))
    assert statement.unit == ""
    assert {f.amount_yuan for f in statement.figures} == {None}


def test_unknown_table_of_money_is_listed_by_name() -> None:
    interpretation = report(
        EXPENDITURE,
        """
        专户资金明细表
        账户|期初余额|期末余额
        一号户|12.50|13.50
        合计|12.50|13.50
        """,
    )
    (unknown,) = interpretation.unknown
    assert (unknown.title, unknown.numeric_cells) == ("专户资金明细表", 4)
    assert unknown.headers == ("账户", "期初余额", "期末余额")


def test_unknown_column_keeps_its_figures_and_is_listed() -> None:
    form = EXPENDITURE.replace("对附属单位补助支出", "往来挂账").replace(
        "档案馆|20.00||20.00|||", "档案馆|20.00||20.00|||4.00"
    )
    statement = only(report(form))
    assert statement.unmapped_columns == ("往来挂账",)
    assert figure(statement, "档案馆", "unmapped 往来挂账").value == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("今天天气很好。\n", "no title with a year"),
        ("2024年度部门决算\n", "no agency"),
    ],
)
def test_what_is_no_report_says_what_is_missing(text: str, message: str) -> None:
    with pytest.raises(NotAReportError, match=message):
        report(cover=text)


def test_two_reports_in_one_file_are_refused() -> None:
    other = "赤水市东坡区司法局\n2024年度部门决算\n"
    with pytest.raises(NotAReportError, match="two reports in one file"):
        report(EXPENDITURE, SUMMARY, other, EXPENDITURE, SUMMARY)


def test_spellings_of_one_agency_in_one_report_are_aliases() -> None:
    forms = [f"编制部门：青山市白石区档案{word}\n{EXPENDITURE}" for word in ("局", "局（汇总）")]
    head = report(*forms[:1]).head
    assert (head.agency, head.fiscal_year, head.kind, head.scope) == (
        "青山市白石区档案局",
        2024,
        "final_account",
        "department",
    )


@pytest.mark.parametrize(
    ("line", "title", "number"),
    [
        ("支出决算表 公开03表", "支出决算表", "公开03表"),
        ("公开03表 支出决算表", "支出决算表", "公开03表"),
        ("表3：支出决算表（单位：万元）", "支出决算表", "表3"),
        ("支出决算表　　单位：万元", "支出决算表", ""),
        ("## 三、支出决算表", "三、支出决算表", ""),
    ],
)
def test_number_and_unit_on_the_title_line_are_no_part_of_the_title(line: str, title: str, number: str) -> None:
    statement = only(report(EXPENDITURE.replace("支出决算表\n", line + "\n", 1)))
    assert (statement.form, statement.title, statement.number, statement.unit) == ("expenditure", title, number, "万元")


def test_current_revenue_above_its_parts_heads_them() -> None:
    form = """
        财政拨款收支总表
        单位：万元
        收入||支出|
        项目|预算数|项目|预算数
        一、本年收入|9.00|一、本年支出|9.00
        （一）一般公共预算拨款|{part}|（一）一般公共服务支出|9.00
        二、上年结转|1.00|二、结转下年|1.00
        （一）一般公共预算拨款|1.00||
        收入总计|10.00|支出总计|10.00
    """
    printed = only(report(form.format(part="9.00"), cover=BUDGET_COVER))
    assert [(f.row_label, f.role) for f in printed.figures if f.side == "revenue"] == [
        ("一、本年收入", "subtotal"),
        ("（一）一般公共预算拨款", "leaf"),
        ("二、上年结转", "subtotal"),
        ("（一）一般公共预算拨款", "leaf"),
        ("收入总计", "total"),
    ]
    blank = only(report(form.format(part=""), cover=BUDGET_COVER))
    assert next(f.role for f in blank.figures if f.row_label == "一、本年收入") == "leaf"


def test_fiscal_money_stays_a_part_of_the_line_that_its_ordinal_puts_it_under() -> None:
    statement = only(
        report(
            """
            部门综合预算收支总表
            单位：万元
            收入||支出|
            项目|预算数|支出功能分类科目(按大类)|预算数
            一、部门预算|12.00|一、部门预算|12.00
            1、财政拨款|9.00|1、教育支出|12.00
            (1)一般公共预算拨款|9.00||
            2、其他收入|3.00||
            本年收入合计|12.00|本年支出合计|12.00
            收入总计|12.00|支出总计|12.00
            """,
            cover=BUDGET_COVER,
        )
    )
    lines = {row.row_no: row for row in statement.rows if row.side == "revenue"}
    above = {row.label: lines[row.parent].label for row in lines.values() if row.parent is not None}
    assert above == {"1、财政拨款": "一、部门预算", "(1)一般公共预算拨款": "1、财政拨款", "2、其他收入": "一、部门预算"}


@pytest.mark.parametrize(
    ("prose", "unit"),
    [
        ("支出合计30.00万元，其中基本支出10.00万元。", "万元"),
        ("支出合计300,000元，其中基本支出100,000元。", "万元"),
        ("支出合计30.00千元，其中基本支出10.00千元。", "千元"),
        ("支出合计3.00万元，其中基本支出1.00万元。", "千元"),
        ("支出合计0.03亿元。", "十万元"),
        ("支出合计30.00万元，比上年增加10.00元。", ""),
        ("培训班3期，5.00万元。", ""),
    ],
)
def test_unit_follows_from_amounts_of_the_prose_in_any_unit(prose: str, unit: str) -> None:
    form = EXPENDITURE.replace("单位：万元\n", "")
    assert only(report(form, f"支出决算情况说明\n{prose}")).unit == unit


@pytest.mark.parametrize("cell", ["增加10.60", "青山市地名馆1,800.00"])
def test_an_amount_behind_words_in_its_cell_is_told(cell: str) -> None:
    statement = only(report(f"支出决算表\n单位：万元\n科目编码|科目名称|合计|基本支出\n206|科学技术支出|{cell}|5.00"))
    assert [(left.text, left.reason) for left in statement.left if left.column == 2] == [(cell, "not_understood")]
