"""Lists with a column for everything: projects or units with money, goal and indicators side by side."""

from __future__ import annotations

from decimal import Decimal

from tests.performance.support import one, tables

UNITS = (
    "整体支出绩效目标表\n单位：万元\n\n"
    "单位代码|单位名称|年度预算申请||||整体绩效目标|部门整体支出年度绩效目标|||||\n"
    "||资金总额|按收入性质分|按支出性质分|||一级指标|二级指标|三级指标|指标值|度量单位|备注\n"
    "|||一般公共预算|基本支出|项目支出|||||||\n"
    "402001|路灯所|30.00|30.00|20.00|10.00|路灯常亮|产出指标|数量指标|更换路灯|≥80|盏|\n"
    "||||||||质量指标|完好率|=98|%|\n"
)


def test_unit_with_money_by_nature_and_indicators_in_one_row() -> None:
    table = one(UNITS)
    assert (table.kind, table.project, table.expected_goal) == ("department_target", "路灯所", "路灯常亮")
    assert [(m.source, m.label, m.initial_budget, m.section) for m in table.money] == [
        ("total", "资金总额", Decimal("30.00"), "年度预算申请"),
        ("general_public", "一般公共预算", Decimal("30.00"), "年度预算申请"),
        ("basic", "基本支出", Decimal("20.00"), "年度预算申请"),
        ("project", "项目支出", Decimal("10.00"), "年度预算申请"),
    ]
    assert [(i.level1, i.level2, i.name, i.target) for i in table.indicators] == [
        ("产出指标", "数量指标", "更换路灯", "≥80盏"),
        ("产出指标", "质量指标", "完好率", "=98%"),
    ]


def test_unit_above_its_projects_is_no_project() -> None:
    found = tables(
        "项目支出绩效目标表\n\n单位编码|单位（专项）名称|资金总额|绩效目标|绩效指标||||\n"
        "||||一级指标|二级指标|三级指标|指标值|评（扣）分标准\n"
        "402001|路灯所|30.00||||||\n"
        "402001|路灯维护|20.00|路灯常亮|产出指标|数量指标|更换路灯|80盏|少一盏扣一分\n"
        "402001|照明监测|10.00|设备联网|产出指标|数量指标|联网灯杆|50根|按比例\n"
    )
    assert [(t.project, t.money[0].initial_budget, t.expected_goal, len(t.indicators)) for t in found] == [
        ("路灯维护", Decimal("20.00"), "路灯常亮", 1),
        ("照明监测", Decimal("10.00"), "设备联网", 1),
    ]


def test_project_with_its_code_in_front_and_totals_of_several_years() -> None:
    table = one(
        "项目支出绩效信息表\n单位：万元\n\n单位名称|项目名称|项目总额|项目当年预算|绩效目标|一级指标|二级指标|三级指标|指标性质|本年指标值|计量单位|指标权重\n"
        "路灯所|51000022T000000002-路灯维护|60.00|20.00|路灯常亮|产出指标|数量指标|更换路灯|≥|80|盏|50\n"
    )
    assert (table.project, table.implementer) == ("路灯维护", "路灯所")
    assert [(m.source, m.span, m.initial_budget) for m in table.money] == [
        ("total", "period", Decimal("60.00")),
        ("total", "year", Decimal("20.00")),
    ]
    assert [(i.target, i.weight) for i in table.indicators] == [("≥80盏", Decimal(50))]


def test_evaluations_listed_with_budget_execution_and_points() -> None:
    first, second = tables(
        "项目支出绩效自评表\n单位：万元\n\n项目名称|全年预算数|全年执行数|执行率|一级指标|二级指标|三级指标|指标值|完成值|分值|得分\n"
        "路灯维护|20.00|18.00|90%|产出指标|数量指标|更换路灯|80盏|85盏|90|88\n"
        "照明监测|10.00|10.00|100%|产出指标|数量指标|联网灯杆|50根|50根|90|90\n"
    )
    assert first.kind == "project_self_evaluation"
    line = first.money[0]
    assert (line.annual_budget, line.executed, line.execution_rate) == (Decimal("20.00"), Decimal("18.00"), Decimal(90))
    assert [(i.name, i.actual, i.score) for i in second.indicators] == [("联网灯杆", "50根", Decimal(90))]


def test_goal_of_the_year_stands_right_of_that_of_several_years() -> None:
    table = one(
        "项目支出绩效目标表\n\n项目名称|路灯维护||\n项目资金（万元）|年度资金总额|20.00|\n"
        "总体目标|中期目标（2024年—2026年）|年度目标|\n|三年换新全部路灯|当年换新三成路灯|\n"
        "绩效指标|一级指标|二级指标|三级指标|指标值\n|产出指标|数量指标|更换路灯|80盏\n"
    )
    assert table.expected_goal == "当年换新三成路灯"


def test_goals_headed_by_the_whole_year_stand_side_by_side() -> None:
    table = one(
        "2024年度项目绩效自评表\n\n项目名称：|路灯维护||项目负责人及电话：|某某|\n"
        "预算执行情况（万元）||全年预算数|全年执行数|执行率|\n|年度资金总额：|20|18|90%|\n"
        "年度绩效目标|年初设定目标||全年完成情况||\n|主干道路灯常亮||路灯常亮，坏灯已换||\n"
        "绩效指标|一级指标|二级指标|三级指标|指标值|完成值\n|产出指标|数量指标|更换路灯|80盏|85盏\n"
    )
    assert (table.project, table.expected_goal, table.actual_goal) == (
        "路灯维护",
        "主干道路灯常亮",
        "路灯常亮，坏灯已换",
    )


def test_transfer_names_its_project_and_the_money_of_the_centre() -> None:
    table = one(
        "转移支付区域（项目）绩效自评表\n\n转移支付（项目）名称|路灯补助|||\n资金投入情况（万元）||全年预算数|全年执行数|预算执行率\n"
        "|年度资金总额|20|18|90%\n|其中：中央财政资金|20|18|90%\n"
        "绩效指标|一级指标|二级指标|三级指标|指标值\n|产出指标|数量指标|更换路灯|80盏\n"
    )
    assert (table.kind, table.project, [m.source for m in table.money]) == (
        "special_fund",
        "路灯补助",
        ["total", "superior"],
    )


def test_first_levels_with_columns_of_their_own() -> None:
    found = tables(
        "部门（单位）预算项目绩效目标汇总表\n单位：万元\n\n"
        "单位编码（项目编码）|项目单位（项目名称）|项目金额||绩效目标|||||\n||资金总额|政府预算资金|成本指标||产出指标||满意度指标|\n"
        "||||三级指标|指标值|三级指标|指标值|三级指标|指标值\n"
        "402001|路灯所|20.00|20.00||||||\n"
        "410000240000000001|路灯维护|20.00|20.00|每盏费用|≤300元|更换路灯|≥80盏|居民满意度|≥90%\n||||||完好率|98%||\n"
    )
    (table,) = found
    assert (table.project, [m.source for m in table.money]) == ("路灯维护", ["total", "fiscal"])
    assert [(i.level1, i.name, i.target) for i in table.indicators] == [
        ("成本指标", "每盏费用", "≤300元"),
        ("产出指标", "更换路灯", "≥80盏"),
        ("满意度指标", "居民满意度", "≥90%"),
        ("产出指标", "完好率", "98%"),
    ]


def test_weight_and_unit_before_the_target() -> None:
    table = one(
        "项目支出绩效目标表\n\n项目名称|50000024T000000001-路灯维护|业务主管部门|市政局|||\n当年预算（万元）|20.00|||||\n"
        "当年绩效目标|全区主干道路灯常亮|||||\n"
        "绩效指标|指标名称|指标权重|计量单位|指标性质|指标值|是否核心指标\n|更换路灯|30|盏|≥|80|是\n|完好率|20|%|≥|98|否\n"
    )
    assert (table.project, table.expected_goal) == ("路灯维护", "全区主干道路灯常亮")
    assert [(i.name, i.target, i.weight, i.score) for i in table.indicators] == [
        ("更换路灯", "≥80盏", Decimal(30), None),
        ("完好率", "≥98%", Decimal(20), None),
    ]


def test_target_of_this_year_beside_what_was_reached_before() -> None:
    table = one(
        "项目支出绩效目标表\n\n项目名称|路灯维护|||||\n项目总预算（万元）|60.00|||项目当年预算（万元）|20.00\n"
        "长期绩效目标|三年换新全部路灯||||\n年度绩效目标|当年换新三成路灯||||\n"
        "年度绩效目标表|一级指标|二级指标|指标名称|指标值||指标值确定依据\n||||上年实现|预计当年实现|\n"
        "|产出指标|数量指标|更换路灯|60盏|80盏|工作计划\n"
    )
    assert (table.expected_goal, [i.target for i in table.indicators]) == ("当年换新三成路灯", ["80盏"])


def test_department_with_tasks_without_money_and_its_budget_by_source() -> None:
    table = one(
        "部门（单位）整体绩效目标表\n\n部门（单位）名称|市政局|||\n年度履职目标|保障道路照明和排水。|||\n"
        "年度主要任务|任务名称|主要内容||\n|照明|路灯的更换巡查和照明监测平台运行||\n"
        "预算情况|部门预算总额（万元）|30.00||\n|1、资金来源：（1）政府预算资金|20.00||\n|（2）单位资金|10.00||\n"
        "|2、资金结构：（1）基本支出|18.00||\n|（2）项目支出|12.00||\n"
        "一级指标|二级指标|三级指标|指标值|指标值说明\n产出指标|重点工作任务完成|更换路灯|≥80盏|台账\n"
        "效益指标|履职效益|夜间出行|便利|调查\n|满意度|居民满意度|≥90%|问卷\n"
    )
    assert table.expected_goal == "保障道路照明和排水。"
    assert [(m.source, m.initial_budget) for m in table.money] == [
        ("total", Decimal("30.00")),
        ("fiscal", Decimal("20.00")),
        ("unit_income", Decimal("10.00")),
        ("basic", Decimal("18.00")),
        ("project", Decimal("12.00")),
    ]
    assert [(i.level1, i.level2) for i in table.indicators] == [
        ("产出指标", "重点工作任务完成"),
        ("效益指标", "履职效益"),
        ("效益指标", "满意度"),
    ]
