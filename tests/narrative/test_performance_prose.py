"""The prose on performance: scores and money of projects, and nothing of what the agency achieved."""

from __future__ import annotations

from tests.narrative.prose import D, one, read, stated

SECTION = "十三、预算绩效情况说明"


def test_scores_and_money_of_a_project() -> None:
    narrative = read(
        SECTION,
        "（三）项目绩效自评结果。",
        "渠道清淤项目绩效自评综述：项目全年预算数17.00万元，执行数15.00万元，执行率88.2%，自评得分90分，结果为“优”。",
    )
    assert stated(narrative) == [
        ("渠道清淤项目", "全年预算数", 17, "万元"),
        ("渠道清淤项目", "全年执行数", 15, "万元"),
        ("渠道清淤项目", "预算执行率", D("88.2"), "%"),
        ("渠道清淤项目", "自评得分", 90, "分"),
    ]


def test_a_heading_names_the_project_and_actual_spending_is_the_execution_of_its_budget() -> None:
    narrative = read(
        SECTION,
        "1. 水质监测项目绩效自评情况：",
        "对照设定的目标，项目自评得分92分。该项目全年预算数40万元，实际支出30万元，完成年度预算的75%。",
    )
    assert {item for (item,) in stated(narrative, "item")} == {"水质监测项目"}
    assert [m for (m,) in stated(narrative, "metric")] == ["自评得分", "全年预算数", "全年执行数", "预算执行率"]


def test_a_score_without_its_unit_is_a_score() -> None:
    narrative = read(SECTION, "根据年度设定的绩效目标，部门整体支出自评得分98，全年预算数10万元。")
    assert one(narrative, "部门整体支出", "自评得分").unit == "分"


def test_business_statistics_are_left_out() -> None:
    narrative = read(
        SECTION,
        "从评价情况来看，全年供水1706.63万元，惠及19.19万人，共检查单位173家，追回水费282.16万元，线上办理2.68万人次，覆盖率达到95%，执行27项水务服务项目。",
    )
    assert stated(narrative) == []


def test_money_that_an_evaluation_covers_and_its_share() -> None:
    narrative = read(
        SECTION,
        "本部门在部门决算中反映渠道清淤1个一级项目的绩效自评结果，涉及预算资金66.00万元，占部门预算项目支出总额的98.65%。",
    )
    assert one(narrative, "渠道清淤", "涉及预算资金").value == 66
    assert one(narrative, "渠道清淤", "占部门预算项目支出总额比例").value == D("98.65")


def test_levels_of_projects_do_not_take_the_money_of_the_evaluation() -> None:
    narrative = read(
        SECTION,
        "我单位组织对2024年度一般公共预算项目支出全面开展绩效自评，其中，一级项目5个，二级项目12个，共涉及资金49.00万元。",
    )
    assert one(narrative, "一般公共预算项目支出", "涉及资金").value == 49
    assert one(narrative, "一般公共预算项目支出/二级项目", "数量").value == 12


def test_a_quoted_project_keeps_its_name_without_quotes() -> None:
    narrative = read(SECTION, "组织对“渠道清淤（二期）”1个项目开展了部门重点评价，涉及预算资金9.09万元。")
    assert one(narrative, "渠道清淤（二期）", "涉及预算资金").value == D("9.09")


def test_the_score_of_an_indicator_is_not_the_projects() -> None:
    narrative = read(
        "第五部分 附件",
        "2024年清溪县水务局渠道清淤项目绩效评价报告",
        "三、绩效评价指标分析",
        "（2）资金执行率。",
        "年初预算20万元，实际支出15万元，预算执行率75%。评价得分2.7分。",
        "1. 产出类指标标准分值50分，综合得分41分。",
    )
    assert one(narrative, "资金执行率", "得分").value == D("2.7")
    assert one(narrative, "产出类指标", "得分").value == 41
    assert one(narrative, "渠道清淤项目", "年初预算").value == 20


def test_the_whole_departments_score_is_its_own() -> None:
    narrative = read(SECTION, "我单位对2024年度部门整体支出开展绩效自评，自评得分95.6分。")
    assert one(narrative, "部门整体支出", "自评得分").value == D("95.6")


def test_a_part_of_the_money_is_not_the_projects_total() -> None:
    narrative = read(
        SECTION, "渠道清淤项目绩效自评综述：预算资金共计37.00万元，其中：省级预算资金35.00万元，上年结转2.00万元。"
    )
    assert one(narrative, "渠道清淤项目", "预算总额").value == 37
    assert one(narrative, "渠道清淤项目", "省级预算资金").value == 35


def test_a_score_behind_a_bare_weight_is_printed_as_the_words_before_it() -> None:
    line = "护林项目绩效自评得分95分。产出指标权重50，得分48。"
    assert one(read("九、绩效评价情况说明", line), "产出指标", "得分").printed == "得分48"
