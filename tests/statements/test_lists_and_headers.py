"""Forms that other provinces print as lists, under headers of one year, or with rates below one header."""

import pytest

from tests.statements.forms import BUDGET_COVER, COVER, cells, only, report, said


def test_revenue_printed_a_row_a_source_is_read_by_its_lines() -> None:
    statement = only(
        report(
            """
            部门收入总体情况表
            单位：万元
            项目|预算数
            一、一般公共预算财政拨款收入|12.00
            二、政府性基金预算财政拨款收入|3.00
            五、事业收入|1.00
            本年收入合计|16.00
            上年结转|4.00
            收入总计|20.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert statement.form == "budget_revenue_list"
    assert [(row.line, row.kind) for row in statement.rows] == [
        ("general_public", "item"),
        ("government_fund", "item"),
        ("operating_activity", "item"),
        ("current_revenue", "subtotal"),
        ("opening_balance", "item"),
        ("total", "total"),
    ]
    leaves = sum(figure.value for figure in statement.figures if figure.role == "leaf")
    assert leaves == next(figure.value for figure in statement.figures if figure.role == "total")


def test_year_alone_heads_the_amounts_of_a_summary() -> None:
    statement = only(
        report(
            """
            部门收支总体情况表
            单位：万元
            收入||||支出|||
            项目|2023年|2024年|2024年比2023年增减%|项目|2023年|2024年|2024年比2023年增减%
            一、一般公共预算|9.00|10.00|11.11|一、教育支出|9.00|10.00|11.11
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(said(f), f.unit) for f in statement.figures][:3] == [
        ("prior_year amount", "万元"),
        ("amount", "万元"),
        ("change_percent amount", "%"),
    ]


def test_totals_below_a_header_of_rates_are_rates() -> None:
    statement = only(
        report(
            """
            一般公共预算支出表
            单位：万元
            科目编码|科目名称|2024年预算数|||2024年预算数比2023年预算数增减%||
            ||合计|基本支出|项目支出|合计|基本支出|项目支出
            20101|人大事务|9.00|5.00|4.00|12.50|25.00|0.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(said(f), f.unit) for f in statement.figures][3:] == [
        ("change_percent total", "%"),
        ("change_percent basic", "%"),
        ("change_percent project", "%"),
    ]


def test_quantity_below_a_header_in_yuan_is_no_money() -> None:
    statement = only(
        report(
            """
            新增资产配置表
            资产名称|计量单位|财政部门批复数（元）||
            ||数量|单价|金额
            台式计算机|台|3|6,000.00|18,000.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(said(f), f.unit, f.amount_yuan is None) for f in statement.figures] == [
        ("quantity", "", True),
        ("unit_price", "元", False),
        ("total", "元", False),
    ]


@pytest.mark.parametrize("title", ["政府性基金预算收入表", "财务收支预算总表部门"])
def test_form_with_nothing_in_it_is_a_form_whatever_its_header(title: str) -> None:
    statement = only(report(f"{title}\n单位：万元\n项目|本年安排\n合计|", cover=BUDGET_COVER))
    assert statement.is_empty


def test_operating_costs_by_unit_are_no_economic_subjects() -> None:
    statement = only(
        report(
            """
            机关运行经费预算财政拨款情况统计表
            单位：万元
            单位名称|合计|一般公共预算
            合计|8.00|8.00
            地名办公室|8.00|8.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert statement.form == "operating_costs_by_unit"
    assert cells(statement)[0] == ("", "合计", "total", "8.00")


def test_education_fee_beside_other_sources_is_a_source() -> None:
    def found(header: str) -> list[tuple[str, str]]:
        text = f"部门收入总表\n单位：万元\n{header}\n2050203|初中教育|5.00|3.00|2.00"
        return [(said(figure), figure.role) for figure in only(report(text, cover=BUDGET_COVER)).figures][2:]

    assert found("科目编码|科目名称|合计|财政拨款收入|教育收费资金收入") == [("special_account", "leaf")]
    assert found("科目编码|科目名称|合计|事业收入|\n|||金额|其中：教育收费") == [("of_which", "of_which")]


SUMMARY = "部门收支总表\n单位：万元\n收入||支出|\n项目|预算数|项目|预算数\n"


@pytest.mark.parametrize(
    ("fund", "roles"), [("1.00", ["subtotal", "leaf", "leaf"]), ("0.50", ["leaf", "of_which", "of_which"])]
)
def test_parts_after_the_first_of_which_add_up_to_the_line_or_none_does(fund: str, roles: list[str]) -> None:
    text = f"一、财政拨款|8.00|一、教育支出|8.00\n其中：一般公共预算|7.00||\n政府性基金|{fund}||"
    statement = only(report(SUMMARY + text, cover=BUDGET_COVER))
    assert [figure.role for figure in statement.figures if figure.side == "revenue"] == roles


def test_first_row_without_name_above_all_others_is_their_total() -> None:
    statement = only(
        report(
            """
            一般公共预算支出情况表
            单位：万元
            类|款|项|单位代码|单位（科目名称）|合计|基本支出|项目支出
            |||||3.00|2.00|1.00
            |||104001|地名办公室|3.00|2.00|1.00
            201|26|01|104001|行政运行|2.00|2.00|
            201|26|04|104001|档案馆|1.00||1.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [row.kind for row in statement.rows] == ["total", "item", "item", "item"]
    assert [f.role for f in statement.figures if said(f) == "total"] == ["total", "subtotal", "total", "total"]


def measures(title: str, header: str, row: str, cover: str = BUDGET_COVER) -> list[tuple[str, str]]:
    statement = only(report(f"{title}\n单位：万元\n{header}\n{row}", cover=cover))
    return [(said(figure), figure.unit) for figure in statement.figures]


def test_shares_are_percentages_of_the_amounts_beside_them() -> None:
    assert measures(
        "支出预算总表",
        "科目编码|科目名称|合计||基本支出||项目支出|\n||金额|占比|金额|占比|金额|占比",
        "20126|档案事务|4.00|100.00|3.00|75.00|1.00|25.00",
    ) == [
        ("total", "万元"),
        ("share total", "%"),
        ("basic", "万元"),
        ("share basic", "%"),
        ("project", "万元"),
        ("share project", "%"),
    ]


@pytest.mark.parametrize("code", ["201.26.01", "201-26-01", "201 26 01"])
def test_code_printed_in_parts_is_one_code(code: str) -> None:
    text = f"一般公共预算支出表\n单位：万元\n科目编码|科目名称|合计|基本支出\n201.26|档案事务|3.00|3.00\n{code}|行政运行|3.00|3.00"
    rows = only(report(text, cover=BUDGET_COVER)).rows
    assert [row.code for row in rows] == ["20126", "2012601"]
    assert rows[1].parent == 0


def test_public_fiscal_budget_is_the_old_name_of_the_general_public_one() -> None:
    header = "收入||支出|||\n项目|金额|项目|合计|公共财政预算|政府性基金预算"
    found = measures("财政拨款收支总表", header, "一、本年收入|6.00|一、本年支出|6.00|5.00|1.00")
    assert [measure for measure, _ in found] == ["amount", "amount", "general_public", "government_fund"]


def test_transfers_by_region_are_parts_of_the_total() -> None:
    header = "单位名称（项目）|资金来源||地区|\n|合计|一般公共预算|青山市|白石区"
    found = measures("市对下转移支付预算表", header, "绿化补助|9.00|9.00|5.00|4.00")
    assert [measure for measure, _ in found] == ["total", "general_public", "region 青山市", "region 白石区"]


def test_year_of_the_report_is_the_total_among_several_planned() -> None:
    header = "单位名称|项目类别|项目名称|项目金额||\n|||2024年|2025年|2026年"
    text = f"项目支出中期规划预算表\n单位：万元\n{header}\n|312 民生类|绿化养护|1.00|2.00|3.00"
    statement = only(report(text, cover=BUDGET_COVER))
    assert [(f.row_label, said(f)) for f in statement.figures] == [
        ("绿化养护", "total"),
        ("绿化养护", "year 2025年"),
        ("绿化养护", "year 2026年"),
    ]


@pytest.mark.parametrize(
    ("cover", "title"),
    [(BUDGET_COVER, "一般公共预算项目支出表"), (COVER, "一般公共预算财政拨款项目支出决算表")],
)
def test_projects_by_functional_subject_are_expenditure(cover: str, title: str) -> None:
    text = f"{title}\n单位：万元\n科目编码|科目名称|金额\n|合计|3.00\n20126|档案事务|3.00\n2012604|档案馆|3.00"
    statement = only(report(text, cover=cover))
    assert statement.form.endswith("general_public_project_by_function")
    assert [(said(f), f.role) for f in statement.figures] == [
        ("project", "total"),
        ("project", "subtotal"),
        ("project", "leaf"),
    ]


def test_service_bought_names_its_row() -> None:
    header = "预算项目|政府购买服务项目|基本支出/项目支出|所属服务类别|合计|一般公共预算"
    text = f"政府购买服务预算表\n单位：万元\n{header}\n绿化养护|物业管理服务|项目支出|后勤服务|5.00|5.00"
    assert cells(only(report(text, cover=BUDGET_COVER)))[0] == ("", "物业管理服务", "total", "5.00")


def test_section_and_item_by_name_below_a_line_are_its_parts_not_its_neighbours() -> None:
    text = (
        "一、土地出让收入|20.00|一、城乡社区支出|20.00\n||国有土地使用权出让收入安排的支出|20.00\n"
        "||城市建设支出|15.00\n||农村基础设施建设支出|5.00"
    )
    statement = only(report(SUMMARY.replace("部门收支总表", "政府性基金预算收支表") + text, cover=BUDGET_COVER))
    assert [f.role for f in statement.figures if f.side == "expenditure"] == ["subtotal", "subtotal", "leaf", "leaf"]


def test_blocks_of_two_classifications_add_up_each_by_itself() -> None:
    statement = only(
        report(
            """
            一般公共预算基本支出表
            单位：万元
            部门预算支出经济分类|||政府预算支出经济分类||
            科目编码|科目名称|金额|科目编码|科目名称|金额
            301|工资福利支出|6.00|501|机关工资福利支出|6.00
            30101|基本工资|6.00|50101|工资奖金津补贴|6.00
            合计||6.00|合计||6.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(f.side.partition("_")[0], f.row_code, f.role) for f in statement.figures] == [
        ("department", "301", "subtotal"),
        ("government", "501", "subtotal"),
        ("department", "30101", "leaf"),
        ("government", "50101", "leaf"),
        ("department", "", "total"),
        ("government", "", "total"),
    ]


def test_basic_expenditure_below_each_fund_is_a_part_of_the_fund() -> None:
    header = "科目编码|科目名称|合计|一般公共预算拨款|||政府性基金预算拨款||\n|||小计|基本支出|项目支出|小计|基本支出|项目支出"
    row = "2012601|行政运行|6.00|5.00|4.00|1.00|1.00||1.00"
    statement = only(report(f"财政拨款支出表\n单位：万元\n{header}\n{row}", cover=BUDGET_COVER))
    assert (statement.form, statement.fund) == ("budget_fiscal_by_function", "fiscal")
    assert [said(f) for f in statement.figures] == [
        "total",
        "fund_total general_public",
        "fund_basic general_public",
        "fund_project general_public",
        "fund_total government_fund",
        "fund_project government_fund",
    ]


def test_project_within_another_names_the_row() -> None:
    header = "单位名称|一级项目名称|二级项目名称|合计|一般公共预算"
    text = f"部门项目支出表\n单位：万元\n{header}\n地名办公室|地名管理|地名普查|2.00|2.00"
    assert cells(only(report(text, cover=BUDGET_COVER)))[0][1] == "地名普查"


def test_expenditure_by_nature_repeats_that_by_function() -> None:
    header = "收入||支出（按功能分类）||支出（按支出性质）|\n项目|预算数|项目|预算数|项目|预算数"
    rows = "一、财政拨款收入|8.00|一、教育支出|8.00|一、基本支出|6.00\n||||二、项目支出|2.00\n收入总计|8.00|支出总计|8.00|支出总计|8.00"
    statement = only(report(f"收支预算总表\n单位：万元\n{header}\n{rows}", cover=BUDGET_COVER))
    assert [f.side for f in statement.figures] == [
        "revenue",
        "expenditure",
        "nature",
        "nature",
        "revenue",
        "expenditure",
        "nature",
    ]


def test_expenditure_below_revenue_in_one_block_is_expenditure() -> None:
    rows = "一、财政拨款收入|8.00\n收入总计|8.00\n一、教育支出|8.00\n结转下年|0.00\n支出总计|8.00"
    statement = only(report(f"收支总表\n单位：万元\n项目|预算数\n{rows}", cover=BUDGET_COVER))
    assert [(f.side, f.role) for f in statement.figures] == [
        ("revenue", "leaf"),
        ("revenue", "total"),
        ("expenditure", "leaf"),
        ("expenditure", "leaf"),
        ("expenditure", "total"),
    ]


def test_table_without_title_is_a_summary_only_if_it_prints_lines_of_one() -> None:
    header = "单位：万元\n收入||支出|\n项目|金额|项目|金额\n"
    other = report(
        f"{header}一、代收款|12.00|一、代付款|10.00\n二、押金|3.00|二、退还押金|5.00\n合计|15.00|合计|15.00",
        cover=BUDGET_COVER,
    )
    assert (other.statements, len(other.unknown)) == ((), 1)
    lines = "一、一般公共预算拨款收入|12.00|一、教育支出|15.00\n二、事业收入|3.00||\n收入总计|15.00|支出总计|15.00"
    assert only(report(header + lines, cover=BUDGET_COVER)).form == "budget_summary"


def test_unit_of_money_in_a_header_is_no_part_of_its_words() -> None:
    header = "科目代码|科目名称|本年支出合计（元）|基本支出（元）|项目支出（元）"
    statement = only(report(f"支出决算表\n{header}\n2012601|行政运行|3.00|2.00|1.00"))
    assert [(said(f), f.unit) for f in statement.figures] == [("total", "元"), ("basic", "元"), ("project", "元")]
    three = only(report("“三公”经费支出决算表\n项目|本年决算数（元）|增减率（%）\n三、公务接待费|5,000.00|-50.00"))
    assert [(f.unit, f.amount_yuan) for f in three.figures] == [("元", three.figures[0].value), ("%", None)]


def test_names_in_columns_of_their_levels_are_no_codes() -> None:
    header = "功能分类科目编码|||功能分类科目名称|||合计|基本支出\n类|款|项|类|款|项||"
    rows = "201|||一般公共服务支出|||3.00|3.00\n|29|||群众团体事务||3.00|3.00\n||01|||行政运行|3.00|3.00"
    statement = only(report(f"部门支出总体情况表\n单位：万元\n{header}\n{rows}", cover=BUDGET_COVER))
    assert [(row.code, row.label) for row in statement.rows] == [
        ("201", "一般公共服务支出"),
        ("20129", "群众团体事务"),
        ("2012901", "行政运行"),
    ]


def test_basic_and_projects_below_a_fund_and_below_the_units_own_money_are_parts_of_each() -> None:
    header = "科目编码|科目名称|总计|一般公共预算拨款|||事业单位资金|\n|||小计|基本支出|项目支出|基本支出|项目支出"
    form = f"支出总表\n单位：万元\n{header}\n|合计|9.00|6.00|4.00|2.00|2.00|1.00\n213|农林水支出|9.00|6.00|4.00|2.00|2.00|1.00\n"
    found = {said(figure) for figure in only(report(form, cover=BUDGET_COVER)).figures}
    assert found == {
        "total",
        "fund_total general_public",
        "fund_basic general_public",
        "fund_project general_public",
        "fund_basic unit_funds",
        "fund_project unit_funds",
    }


@pytest.mark.parametrize("content", ["购买服务内容", "主要内容", "内容"])
@pytest.mark.parametrize(("title", "named"), [("政府购买服务预算表", "购买项目"), ("项目支出预算表", "项目名称")])
def test_amounts_with_what_they_are_for_are_a_form_and_no_contents(title: str, named: str, content: str) -> None:
    rows = f"单位：万元\n序号|{named}|{content}|预算金额\n|合计||42.00\n1|地名热线|热线值守|42.00\n"
    statement = only(report(f"{title}\n{rows}", cover=BUDGET_COVER))
    assert [figure.value for figure in statement.figures] == [42, 42]


@pytest.mark.parametrize(
    "header",
    ["公开内容及名称|备注", "目录内容|页次", "预算公开内容|预算公开页码", "公开事项内容|页码"],
)
def test_contents_without_amounts_are_no_form(header: str) -> None:
    read = report(f"序号|{header}\n1|收支预算总表|3\n2|支出预算表|5\n", cover=BUDGET_COVER)
    assert ([kind for _, kind in read.other_tables], read.statements, read.unknown) == (["contents"], (), ())
