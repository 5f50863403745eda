"""Forms: which tables belong to one, their head, money, kind, and the lines around them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.performance import is_performance_table, performance_table_indexes
from tests.performance.support import document, one, tables

SELF_EVALUATION = """
项目支出绩效自评表
(2023年度)

项目名称||路灯维护|||||
主管部门||市政管理局|||实施单位|路灯所|
项目资金(万元)||年初预算数|全年预算数(A)|全年执行数(B)|分值|执行率(B/A)|得分
|年度资金总额|20|22.5|18|10|80%|8
|其中：当年财政拨款|20|22.5|18|—|80%|—
|上年结转资金|0|0|0|—|0.00%|—
|其他资金||||—||—
年度总体目标|预期目标(年初设定)||||实际完成情况||
|保持全区路灯完好||||全区路灯完好||
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
|产出指标|数量指标|更换路灯|≥80盏|85盏|90|88
总分||||||100|96
"""
TARGET = """
项目名称|{name}||
主管部门|市政管理局||
|实施期资金总额:|{amount}|
资金金额 (万元)|其中: 财政拨款|{amount}|
|其他资金||
|一级指标|二级指标|指标内容|指标值|备注
|产出指标|数量指标|更换路灯|80盏|
"""
PROJECTS = """
部门综合预算专项业务经费支出表

单位编码|单位（项目）名称|项目金额|项目简介
|合计|2,050,000.00|
|城区主干道路灯维护|200,000.00|主干道路灯的更换和巡查
|公园养护费|350,000.00|
|智慧照明建设||照明监测平台建设，灯杆数据接入
"""


def test_self_evaluation_is_read_from_head_to_total() -> None:
    table = one(SELF_EVALUATION)
    assert (table.kind, table.title, table.project) == ("project_self_evaluation", "项目支出绩效自评表", "路灯维护")
    assert (table.supervisor, table.implementer) == ("市政管理局", "路灯所")
    assert (table.expected_goal, table.actual_goal) == ("保持全区路灯完好", "全区路灯完好")
    total, fiscal, carried = table.money
    assert (total.initial_budget, total.annual_budget, total.executed) == (Decimal(20), Decimal("22.5"), Decimal(18))
    assert (total.weight, total.execution_rate, total.score, total.unit) == (
        Decimal(10),
        Decimal(80),
        Decimal(8),
        "万元",
    )
    assert (fiscal.source, fiscal.label, fiscal.weight) == ("fiscal", "其中：当年财政拨款", None)
    assert (carried.source, carried.executed) == ("carry_over", Decimal(0))
    assert table.warnings == ()


@pytest.mark.parametrize(
    "header",
    [
        "项目资金(万元)|||年初预算数|全年预算数|全年执行数|分值|执行率",
        "项目资金(万元)|年初预算数|全年预算数|全年执行数|分值|执行率|得分|",
    ],
    ids=["one right, last lost", "one left"],
)
def test_money_header_out_of_line_with_its_rows(header: str) -> None:
    text = SELF_EVALUATION.replace(
        "项目资金(万元)||年初预算数|全年预算数(A)|全年执行数(B)|分值|执行率(B/A)|得分", header
    )
    total = one(text).money[0]
    assert (total.initial_budget, total.executed, total.execution_rate) == (Decimal(20), Decimal(18), Decimal(80))
    assert (total.weight, total.score) == (Decimal(10), Decimal(8))


def test_budget_target_gives_the_amount_as_initial_budget() -> None:
    table = one("项目绩效目标表\n" + TARGET.format(name="路灯维护", amount="20. 00"))
    assert (table.kind, table.project) == ("project_target", "路灯维护")
    assert [(m.section, m.label, m.initial_budget, m.unit) for m in table.money] == [
        ("资金金额", "实施期资金总额", Decimal("20.00"), "万元"),
        ("资金金额", "其中:财政拨款", Decimal("20.00"), "万元"),
    ]


def test_department_tasks_have_budget_and_execution_by_source() -> None:
    table = one(
        "部门整体支出绩效自评表\n\n部门(单位)名称|||市政管理局|||||||||\n"
        "年度主要任务完成情况|任务名称|主要内容|完成情况|全年预算数(万元)|||全年执行数(万元)|||分值|执行率|得分\n"
        "||||总额|财政拨款|其他资金|总额|财政拨款|其他资金|||\n"
        "|照明|路灯维护|完成|20|19|1|18|17|1|—|90%|—\n"
        "金额合计||||20|19|1|18|17|1|10|90%|9\n"
        "|一级指标|二级指标|指标内容|年度指标值|实际完成值|分值|得分\n|产出指标|数量指标|更换路灯|80盏|85盏|90|88\n总分|||||100|97\n"
    )
    assert (table.kind, table.project) == ("department_self_evaluation", "市政管理局")
    assert [(m.task, m.source, m.annual_budget, m.executed) for m in table.money[:3]] == [
        ("照明", "total", Decimal(20), Decimal(18)),
        ("照明", "fiscal", Decimal(19), Decimal(17)),
        ("照明", "other", Decimal(1), Decimal(1)),
    ]
    assert (table.money[3].task, table.money[3].weight, table.money[3].score) == ("金额合计", Decimal(10), Decimal(9))


@pytest.mark.parametrize("label", ["", "金额合计"])
def test_sum_of_tasks_printed_twice_counts_once(label: str) -> None:
    table = one(
        "部门整体支出绩效自评表\n\n部门(单位)名称|||市政管理局|||||||||\n"
        "年度主要任务完成情况|任务名称|主要内容|完成情况|全年预算数(万元)|||全年执行数(万元)|||分值|执行率|得分\n"
        "||||总额|财政拨款|其他资金|总额|财政拨款|其他资金|||\n"
        "|照明|路灯维护|完成|20|19|1|18|17|1|—|90%|—\n"
        f"{label}||||20|19|1|18|17|1|10|90%|9\n"
        "金额合计||||20|19|1|18|17|1|10|90%|9\n"
        "|一级指标|二级指标|指标内容|年度指标值|实际完成值|分值|得分\n|产出指标|数量指标|更换路灯|80盏|85盏|90|88\n总分|||||100|97\n"
    )
    assert [(m.task, m.source, m.is_sum) for m in table.money] == [
        ("照明", "total", False),
        ("照明", "fiscal", False),
        ("照明", "other", False),
        ("金额合计", "total", True),
        ("金额合计", "fiscal", True),
        ("金额合计", "other", True),
    ]
    assert sum(m.executed or 0 for m in table.money if m.source == "total" and m.is_sum) == 18


def test_label_and_amount_in_one_cell() -> None:
    table = one(
        "部门整体支出绩效自评表\n\n部门名称|市政管理局||||||\n年度预算申请(万元)||年初预算数|全年预算数|全年执行数|分值|执行率|得分\n"
        "|年度资金总额|90|100|99|10|99%|9.9\n|按收入性质分：|||按支出性质分：|||\n|其中：一般公共预算：80.5|||其中：基本支出：60|||\n"
        "|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n|产出指标|数量指标|更换路灯|80盏|85盏|90|88\n"
    )
    assert [(m.source, m.budget_label, m.annual_budget) for m in table.money[1:]] == [
        ("general_public", "按收入性质分", Decimal("80.5")),
        ("basic", "按支出性质分", Decimal(60)),
    ]


def test_empty_published_form_has_no_indicators() -> None:
    table = one(
        "专项资金总体绩效目标表\n\n项目名称||||||\n主管部门||||实施期限||\n资金金额 (万元)||实施期资金总额:||年度资金总额:||\n"
        "||其中: 财政拨款||其中: 财政拨款||\n|一级指标|二级指标|指标内容||指标值|备注\n|产|数量指标||||\n|出|质量指标||||\n"
        "|效益指标|社会效益 指标||||\n|标|•••••||||\n"
    )
    assert table.is_empty
    assert table.project == ""
    assert table.kind == "special_fund"


def test_next_form_without_title_is_a_form_of_its_own() -> None:
    found = tables(
        "项目绩效目标表\n" + TARGET.format(name="路灯维护", amount="20") + TARGET.format(name="公园养护", amount="35")
    )
    assert [t.project for t in found] == ["路灯维护", "公园养护"]


def test_forms_that_follow_each_other_in_one_table_are_parted() -> None:
    rows = TARGET.strip().format
    found = tables(
        "项目绩效目标表\n\n" + rows(name="路灯维护", amount="20") + "\n" + rows(name="公园养护", amount="35")
    )
    assert [(t.project, len(t.indicators)) for t in found] == [("路灯维护", 1), ("公园养护", 1)]


def test_goal_as_a_line_between_two_tables_does_not_end_the_form() -> None:
    text = TARGET.format(name="路灯维护", amount="20").replace(
        "|一级指标", "\n总体目标 保持全区路灯完好\n\n|一级指标", 1
    )
    table = one("项目绩效目标表\n" + text)
    assert len(table.indicators) == 1
    assert "保持全区路灯完好" in table.expected_goal


def test_title_is_taken_from_the_contents_where_the_form_has_none() -> None:
    table = one(
        "表13|三公经费支出表||\n表14|部门专项业务经费绩效目标表||\n\n支出说明\n"
        + TARGET.format(name="路灯维护", amount="20")
    )
    assert table.title == "部门专项业务经费绩效目标表"
    assert any("contents" in warning for warning in table.warnings)


@pytest.mark.parametrize(
    "head",
    [
        "项目名称|城区主干|道路灯维护",
        "项目名称||道路灯维护",
        "|页目名称|城区主干道K路灯维护",
        "||城区主干道|P 路灯维护",
    ],
    ids=["in pieces", "cut", "foreign sign", "no label"],
)
def test_broken_project_name_is_taken_from_the_list_by_amount(head: str) -> None:
    text = TARGET.format(name="x", amount="20").replace("项目名称|x||", head)
    assert one(PROJECTS + "\n项目绩效目标表\n" + text).project == "城区主干道路灯维护"


def test_repair_is_reported_with_the_name_as_it_stands() -> None:
    text = TARGET.format(name="道路灯维护", amount="20")
    table = one(PROJECTS + "\n项目绩效目标表\n" + text)
    assert table.printed_project == "道路灯维护"
    assert any("道路灯维护" in warning for warning in table.warnings)


def test_whole_name_stays_as_printed_though_another_project_has_its_amount() -> None:
    assert (
        one(PROJECTS + "\n项目绩效目标表\n" + TARGET.format(name="主干道灯杆维修", amount="20")).project
        == "主干道灯杆维修"
    )


def test_name_without_listed_amount_is_found_by_its_goal() -> None:
    text = TARGET.format(name="x", amount="66").replace("项目名称|x||", "邛|页目名称|智慧育")
    text = text.replace("|一级指标", "\n照明监测平台建设，灯杆数据接入\n\n|一级指标", 1)
    assert one(PROJECTS + "\n项目绩效目标表\n" + text).project == "智慧照明建设"


def test_rows_that_became_loose_lines_are_put_back() -> None:
    text = TARGET.format(name="路灯维护", amount="20") + (
        "\n保障夜间出行\n\n使用年限\n\n居民满意度\n\n100%\n\n≥1年\n\n90%\n\n满意度\n\n指标\n\n"
        "社会效益指标\n\n生态效益指标\n\n可持续影响指标\n\n服务对象满意度指\n"
    )
    table = one("项目绩效目标表\n" + text)
    assert [(i.level1, i.level2, i.name, i.target) for i in table.indicators[1:]] == [
        ("效益指标", "社会效益指标", "保障夜间出行", "100%"),
        ("效益指标", "可持续影响指标", "使用年限", "≥1年"),
        ("满意度指标", "服务对象满意度指标", "居民满意度", "90%"),
    ]


def test_loose_lines_that_do_not_match_are_reported_and_not_guessed() -> None:
    text = (
        TARGET.format(name="路灯维护", amount="20")
        + "\n保障夜间出行\n\n100%\n\n90%\n\n社会效益指标\n\n可持续影响指标\n"
    )
    table = one("项目绩效目标表\n" + text)
    assert len(table.indicators) == 1
    assert any("loose lines" in warning for warning in table.warnings)


def test_name_above_the_table_and_title_within_it() -> None:
    table = one(
        "项目名称：路灯维护    金额单位：万元\n\n项目支出绩效自评表||||||\n一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n"
        "产出指标|数量指标|更换路灯|80盏|85盏|90|88\n"
    )
    assert (table.project, table.title) == ("路灯维护", "项目支出绩效自评表")


def test_performance_tables_are_told_from_statements() -> None:
    text = (
        "收入支出决算总表\n\n部门名称：市政管理局\n\n项目|预算数|决算数\n一、财政拨款|100|99\n\n"
        "13. 部门整体支出绩效目标表\n14. 三公经费支出表\n\n单位名称|预算数|决算数\n市政管理局|3|2\n" + SELF_EVALUATION
    )
    parsed = document(text)
    assert performance_table_indexes(parsed) == {2}
    for table in parsed.tables:
        lines = [paragraph.text for paragraph in parsed.before(table)]
        assert is_performance_table(table, lines) == (table.index == 2)


def test_list_of_projects_is_no_performance_table() -> None:
    parsed = document(PROJECTS)
    assert not performance_table_indexes(parsed)


def test_list_of_evaluations_gives_a_table_a_project() -> None:
    found = tables(
        "2023年度项目支出绩效自评结果汇总表\n金额单位：万元\n\n序号|项目名称|全年预算数|全年执行数|预算执行率|自评得分\n"
        "1|路灯维护|20|18|90%|95\n2|公园养护|35.5|35.5|100%|99.5\n|合计|55.5|53.5|96.4%|\n"
    )
    assert [(t.project, t.money[0].annual_budget, t.money[0].executed, t.total_score) for t in found] == [
        ("路灯维护", Decimal(20), Decimal(18), Decimal(95)),
        ("公园养护", Decimal("35.5"), Decimal("35.5"), Decimal("99.5")),
    ]
    assert {t.money[0].unit for t in found} == {"万元"}


def test_money_of_the_whole_period_is_told_from_the_year() -> None:
    table = one(
        "项目绩效目标表\n\n项目名称|路灯维护||||\n资金金额(万元)|实施期资金总额：|60||年度资金总额：|20\n|其中：财政拨款|60||其中：财政拨款|20\n"
        "|一级指标|二级指标|三级指标|指标值|\n|产出指标|数量指标|更换路灯|80盏|\n"
    )
    assert [(m.source, m.span, m.initial_budget) for m in table.money] == [
        ("total", "period", Decimal(60)),
        ("total", "year", Decimal(20)),
        ("fiscal", "period", Decimal(60)),
        ("fiscal", "year", Decimal(20)),
    ]


def test_form_with_numbers_that_no_rule_reads_is_reported() -> None:
    table = one("项目绩效运行监控表\n\n项目名称|路灯维护|\n资金总额|进度说明|\n一季度|完成更换|25\n")
    assert table.is_empty
    assert any("no rule reads" in warning for warning in table.warnings)


def test_prose_below_a_form_is_no_loose_row() -> None:
    text = TARGET.format(name="路灯维护", amount="20") + (
        "\n以上指标由部门自行设定，评价时参考。\n\n夜间出行\n\n100%\n\n社会效益指标\n\n可持续影响指标\n"
    )
    assert len(one("项目绩效目标表\n" + text).indicators) == 1


def test_score_in_the_head_and_money_without_sources() -> None:
    table = one(
        "项目支出绩效自评表\n\n项目名称|路灯维护|自评得分|96.5\n主管部门|市政管理局|实施单位|路灯所\n"
        "资金情况|预算数(万元)|执行数(万元)|执行率\n|100|96|96%\n一级指标|二级指标|三级指标|目标值|实际值|分值|得分\n"
        "产出|数量|更换路灯|80盏|85盏|20|20\n满意度|满意度|居民满意度|≥90%|95%|10|10\n"
    )
    assert (table.project, table.total_score) == ("路灯维护", Decimal("96.5"))
    (money,) = table.money
    assert (money.source, money.annual_budget, money.executed) == ("total", Decimal(100), Decimal(96))
    assert [(i.level1, i.level2) for i in table.indicators] == [("产出", "数量"), ("满意度", "满意度")]


def test_targets_of_the_form_that_says_goal_for_indicator() -> None:
    table = one(
        "项目绩效目标申报表\n\n项目名称：|路灯维护|项目类别：|经常性\n项目总预算（元）：|500,000.00|项目当年预算（元）：|300,000.00\n"
        "一级目标|二级目标|三级目标|指标目标值\n产出目标|数量|更换路灯|=80盏\n效果目标|社会效益|夜间出行|提升\n影响力目标|满意度|居民满意度|>=90%\n"
    )
    assert [(m.source, m.span, m.initial_budget, m.unit) for m in table.money] == [
        ("total", "period", Decimal(500000), "元"),
        ("total", "year", Decimal(300000), "元"),
    ]
    assert [i.level1 for i in table.indicators] == ["产出目标", "效果目标", "影响力目标"]


@pytest.mark.parametrize(
    "header",
    [
        "预算执行情况|年度预算数（万元）|年初预算|调整后预算数|预算执行数|分值|执行率|得分",
        "预算执行情况|预算数（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    ],
    ids=["beside another word for the budget", "beside the budget itself"],
)
def test_word_of_money_above_the_labels_names_the_block(header: str) -> None:
    text = SELF_EVALUATION.replace(
        "项目资金(万元)||年初预算数|全年预算数(A)|全年执行数(B)|分值|执行率(B/A)|得分", header
    )
    total = one(text).money[0]
    assert (total.initial_budget, total.annual_budget, total.executed) == (Decimal(20), Decimal("22.5"), Decimal(18))
    assert total.budget_label == ("调整后预算数" if "调整后预算数" in header else "")


def test_sign_of_equality_in_a_column_of_its_own_adds_nothing_to_the_target() -> None:
    header = "绩效指标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|分值"
    text = SELF_EVALUATION.replace("绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分", header)
    found = [
        one(
            text.replace("|产出指标|数量指标|更换路灯|≥80盏|85盏|90|88", f"|产出指标|数量指标|更换路灯|{sign}|80|盏|90")
        )
        for sign in ("=", "≥")
    ]
    assert [table.indicators[0].target for table in found] == ["80盏", "≥80盏"]


def test_label_with_a_seal_in_brackets_is_the_label() -> None:
    table = one(SELF_EVALUATION.replace("|实施单位|", "|实施单位（盖章）|"))
    assert (table.supervisor, table.implementer) == ("市政管理局", "路灯所")
