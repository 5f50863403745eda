"""Forms whose columns are economic subjects, and groups of columns whose sum or opening balance stands beside them."""

from decimal import Decimal

from etl.reference import subjects as reference
from etl.statements.catalogue_entries import load_catalogue
from etl.statements.economic import economic_columns
from etl.warehouse.rows.statements import StatementFacts
from etl.warehouse.rows.subjects import Subjects
from tests.statements.forms import BUDGET_COVER, cells, figure, only, report, said

BY_DEPARTMENT = """
    支出预算分类汇总表（按部门预算经济分类）
    单位：万元
    科目编码|科目名称|总计|基本支出|||项目支出|
    |||合计|工资福利支出|商品和服务支出|合计|商品和服务支出
    |合计|9.00|5.00|3.00|2.00|4.00|4.00
    2012601|行政运行|9.00|5.00|3.00|2.00|4.00|4.00
"""


def test_columns_headed_by_economic_subjects_get_their_codes() -> None:
    statement = only(report(BY_DEPARTMENT, cover=BUDGET_COVER))
    assert statement.form == "budget_function_by_economic"
    assert statement.unmapped_columns == ()
    assert [said(f) for f in statement.figures if f.row_code] == [
        "total",
        "basic",
        "basic 301",
        "basic 302",
        "project",
        "project 302",
    ]


def test_facts_of_such_a_form_add_up_to_its_total() -> None:
    interpretation = report(BY_DEPARTMENT, cover=BUDGET_COVER)
    facts = StatementFacts(load_catalogue(), Subjects(2024, interpretation.subject_names))
    facts.add(only(interpretation))
    rows = facts.rows["fact_economic_expenditure"]
    assert sum(row["total"] for row in rows) == Decimal("90000.00")
    assert [(row["basic"], row["project"]) for row in rows] == [
        (Decimal("30000.00"), None),
        (Decimal("20000.00"), None),
        (None, Decimal("40000.00")),
    ]


def test_a_government_header_makes_all_columns_the_governments() -> None:
    paths = [
        ("科目名称",),
        ("工资福利支出", "小计"),
        ("工资福利支出", "社会保障缴费"),
        ("对事业单位经常性补助", "工资福利支出"),
    ]
    assert economic_columns(paths, "按政府预算经济分类") == {1: "501", 2: "50102", 3: "50501"}


def test_one_subject_in_a_header_is_no_form_by_subject() -> None:
    assert economic_columns([("合计",), ("其他支出",)]) == {}


def test_a_class_column_repeats_the_sections_beside_it() -> None:
    statement = only(
        report(
            """
            基本支出表
            单位：万元
            科目编码|科目名称|总计|商品和服务支出||
            |||小计|办公费|差旅费
            2012601|行政运行|5.00|5.00|2.00|3.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(said(f), f.role) for f in statement.figures] == [
        ("total", "total"),
        ("total 302", "subtotal"),
        ("total 30201", "leaf"),
        ("total 30211", "leaf"),
    ]
    assert reference.canonical_name("30211") == "差旅费"


def test_expenditure_between_opening_and_closing_balance_is_the_total() -> None:
    statement = only(
        report(
            """
            一般公共预算财政拨款收入支出决算表
            单位：万元
            科目编码|科目名称|年初结转和结余|||本年收入|||本年支出||||年末结转和结余||
            ||合计|基本支出结转|项目支出结转和结余|合计|基本支出|项目支出|合计|基本支出||项目支出|合计|基本支出结转|项目支出结转和结余
            |||||||||小计|人员经费||||
            2012601|行政运行|1.00|0.40|0.60|9.00|6.00|3.00|8.00|5.00|4.00|3.00|2.00|1.40|0.60
            """
        )
    )
    assert {said(f): str(f.value) for f in statement.figures} == {
        "opening total": "1.00",
        "opening basic": "0.40",
        "opening project": "0.60",
        "received total": "9.00",
        "received basic": "6.00",
        "received project": "3.00",
        "total": "8.00",
        "basic": "5.00",
        "personnel": "4.00",
        "project": "3.00",
        "closing total": "2.00",
        "closing basic": "1.40",
        "closing project": "0.60",
    }


def test_revenue_of_the_year_and_what_was_carried_over_are_told_apart() -> None:
    statement = only(
        report(
            """
            部门收入总表
            单位：万元
            部门（单位）代码|部门（单位）名称|合计|本年收入|||上年结转结余||
            |||小计|一般公共预算|单位资金|小计|一般公共预算|单位资金
            |合计|9.00|7.00|6.00|1.00|2.00|1.50|0.50
            136001|地名办公室|9.00|7.00|6.00|1.00|2.00|1.50|0.50
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(said(f), f.role) for f in statement.figures if f.row_code] == [
        ("total", "total"),
        ("current_revenue", "subtotal"),
        ("general_public", "leaf"),
        ("unit_funds", "leaf"),
        ("opening", "subtotal"),
        ("fund_opening general_public", "leaf"),
        ("fund_opening unit_funds", "leaf"),
    ]


def test_fiscal_appropriation_beside_its_funds_is_counted_once() -> None:
    interpretation = report(
        """
        部门收入总表
        单位：万元
        科目编码|科目名称|总计|财政拨款（补助）|一般公共预算|政府性基金预算|事业收入
        2012601|行政运行|9.00|8.00|7.00|1.00|1.00
        """,
        cover=BUDGET_COVER,
    )
    facts = StatementFacts(load_catalogue(), Subjects(2024, interpretation.subject_names))
    facts.add(only(interpretation))
    assert [row["source"] for row in facts.rows["fact_revenue"]] == [
        "general_public",
        "government_fund",
        "operating_activity",
    ]


def test_fiscal_appropriation_beside_a_fund_outside_it_is_kept() -> None:
    interpretation = report(
        """
        部门收入总表
        单位：万元
        科目编码|科目名称|总计|财政拨款|政府性基金|事业收入
        2012601|行政运行|9.00|7.00|1.00|1.00
        """,
        cover=BUDGET_COVER,
    )
    facts = StatementFacts(load_catalogue(), Subjects(2024, interpretation.subject_names))
    facts.add(only(interpretation))
    assert sum(row["amount"] for row in facts.rows["fact_revenue"]) == Decimal("90000.00")


def test_codes_of_project_function_and_economic_subject_stay_apart() -> None:
    statement = only(
        report(
            """
            部门基本支出预算表
            单位：元
            单位名称|项目代码|项目名称|功能科目编码|功能科目名称|部门经济科目编码|部门经济科目名称|合计
            地名办公室|530100210000000000001|工资支出|2012601|行政运行|30101|基本工资|600.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert statement.form == "budget_basic_projects"
    (row,) = statement.rows
    assert row.code == "2012601"
    assert row.label == "行政运行"
    assert dict(row.attributes)["department_economic_code"] == "30101"
    assert dict(row.attributes)["project_code"] == "530100210000000000001"
    assert cells(statement) == [("2012601", "行政运行", "total", "600.00")]


def test_whole_code_beside_its_parts_is_no_figure() -> None:
    statement = only(
        report(
            """
            支出总表
            单位：万元
            类|款|项|科目编码|科目名称|合计|基本支出
            201|26|01|2012601|行政运行|5.00|5.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert figure(statement, "行政运行", "total").row_code == "2012601"
    assert [cell for cell in statement.left if cell.reason == "not_understood"] == []


def test_the_one_amount_of_a_form_is_its_total() -> None:
    statement = only(
        report(
            "一般公共预算支出表\n单位：万元\n科目编码|科目名称|一般公共预算拨款\n2012601|行政运行|5.00",
            cover=BUDGET_COVER,
        )
    )
    assert cells(statement) == [("2012601", "行政运行", "total", "5.00")]


def test_second_change_is_named_by_what_it_compares_with() -> None:
    statement = only(
        report(
            """
            一般公共预算支出表
            单位：万元
            科目编码|科目名称|2024年预算数|比2023年执行数||比2023年年初预算数|
            |||增减额|增减%|增减额|增减%
            2012601|行政运行|5.00|1.00|25.00|2.00|66.67
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(said(f), str(f.value)) for f in statement.figures] == [
        ("total", "5.00"),
        ("change total", "1.00"),
        ("change_percent total", "25.00"),
        ("change_from_budget total", "2.00"),
        ("change_percent_from_budget total", "66.67"),
    ]


def test_what_a_surplus_went_to_is_part_of_its_distribution() -> None:
    statement = only(
        report(
            """
            收入支出决算总表
            单位：万元
            收入||支出|
            项目|金额|项目|金额
            一、事业收入|60.00|一、科学技术支出|40.00
            本年收入合计|60.00|本年支出合计|40.00
            年初结转和结余|0.00|结余分配|10.00
            ||其中：提取职工福利基金|4.00
            ||转入事业基金|6.00
            ||年末结转和结余|10.00
            总计|60.00|总计|60.00
            """
        )
    )
    kinds = {row.label: row.kind for row in statement.rows}
    assert (kinds["结余分配"], kinds["转入事业基金"]) == ("item", "of_which")


def test_amounts_of_a_summary_may_be_headed_zongji_and_end_with_the_years_end() -> None:
    statement = only(
        report(
            """
            财政拨款收支总表
            单位：万元
            收入||支出||
            项目|本年预算|项目|总计|一般公共预算
            一、本年收入|60.00|一、本年支出|50.00|50.00
            ||（一）一般公共服务支出|50.00|50.00
            ||二、年终结转结余|10.00|10.00
            收入总计|60.00|支出总计|60.00|60.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert figure(statement, "（一）一般公共服务支出", "amount").value == 50
    assert {row.label: row.line for row in statement.rows}["二、年终结转结余"] == "closing_balance"


def test_money_carried_over_of_each_fund_is_apart_from_that_of_the_year() -> None:
    statement = only(
        report(
            """
            项目支出预算表
            单位：万元
            项目名称|合计|本年拨款|||财政拨款结转结余|
            ||小计|一般公共预算|政府性基金预算|一般公共预算|政府性基金预算
            河道清淤|120.00|100.00|90.00|10.00|15.00|5.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(said(f), f.fund, str(f.value)) for f in statement.figures][-2:] == [
        ("fund_opening general_public", "general_public", "15.00"),
        ("fund_opening government_fund", "government_fund", "5.00"),
    ]
