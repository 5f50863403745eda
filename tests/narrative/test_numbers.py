"""Each number of the prose has one state; what counts nothing is told by the words around it."""

from __future__ import annotations

import re

import pytest

from etl.narrative.amounts import side_of
from etl.words.numbers import DIGITS
from tests.narrative.prose import read

OVERVIEW = "一、收入支出决算总体情况说明"


def states(*lines: str, kind: str = "final_account") -> list[tuple[str, str, str]]:
    return [(number.printed, number.state, number.rule) for number in read(*lines, kind=kind).numbers]


@pytest.mark.parametrize(
    ("sentence", "number", "state"),
    [
        ("2024年度收入总计50.00万元。", "50.00", "disclosure"),
        ("2024年度收入总计50.00万元。", "2024", "date"),
        ("2024年收入总计50.00万元，按第3号文编报。", "3", "ordinal"),
        ("执行《会议费管理办法》（清财行〔2019〕28号）。", "2019", "reference"),
        ("执行《会议费管理办法》（清财行〔2019〕28号）。", "28", "reference"),
        ("教育支出（205）预算安排有序。", "205", "code"),
        ("基本工资（30101）按月发放。", "30101", "code"),
        ("单价50万元以上通用设备0台。", "50", "threshold"),
        ("评价为优（90分以上为优，80-90分为良）。", "80", "threshold"),
        ("评价为优（90分以上为优，80-90分为良）。", "90", "threshold"),
        ("咨询电话：0931-8000456转802。", "802", "reference"),
        ("邮编：730000，地址：滨河路128号3楼305室。", "730000", "reference"),
        ("邮编：730000，地址：滨河路128号3楼305室。", "305", "reference"),
        ("详见http://example.cn/2024/c1203a.html。", "1203", "reference"),
        ("数据来自财决01-1表。", "1", "reference"),
        ("单位编码为[360005]青河中学。", "360005", "code"),
        ("文化（207）图书馆（01）开放。", "01", "code"),
        ("使用年限为15年。", "15", "set_aside"),
        ("公用经费按720元/生核定。", "720", "set_aside"),
        ("给予每人5万元奖励。", "5", "set_aside"),
        ("公积金按工资的12%计提。", "12", "set_aside"),
        ("购置水泵（单价2.6万元）。", "2.6", "set_aside"),
        ("准确率提高1-2个点。", "2", "not_understood"),
        ("执行《档案规定》（国家档案局令第13号）。", "13", "reference"),
        ("按照青财预〔2024〕第112号批复执行。", "112", "reference"),
        ("开放时间为9:00-17:30。", "9", "date"),
        ("开放时间为9:00-17:30。", "30", "date"),
        ("金额可能存在尾数误差±0.01。", "0.01", "set_aside"),
        ("表中数四舍五入，合计差异0.01万元。", "0.01", "set_aside"),
        ("预算与执行差异30.00万元。", "30.00", "not_understood"),
        ("治理PM2.5的支出按计划完成。", "2.5", "name"),
        ("落实省委30条规定。", "30", "reference"),
        ("本部门有4个预算单位。", "4", "set_aside"),
        ("下属2家机关和3家参公事业单位运行经费预算为5.00万元。", "2", "set_aside"),
        ("下属2家参公管理的事业单位运行经费预算为5.00万元。", "2", "set_aside"),
        ("项目补助资金每个15万元。", "15", "set_aside"),
        ("全年印发简报41份。", "41", "set_aside"),
        ("养护里程184.336公里。", "184.336", "set_aside"),
        ("拆迁涉及3个村186户。", "3", "set_aside"),
        ("拆迁涉及3个村186户。", "186", "set_aside"),
        ("门诊61.2万人次，同比增长8.3%，药占比26.4%。", "61.2", "set_aside"),
        ("门诊61.2万人次，同比增长8.3%，药占比26.4%。", "8.3", "not_understood"),
        ("门诊61.2万人次，同比增长8.3%，药占比26.4%。", "26.4", "not_understood"),
        ("护林员巡山20,000公里，完成目标任务的109%。", "20,000", "set_aside"),
        ("护林员巡山20,000公里，完成目标任务的109%。", "109", "not_understood"),
        ("航道通过率98.5%。", "98.5", "not_understood"),
        ("接待游客61.2万人次。", "61.2", "set_aside"),
        ("编制1.2万人，诊疗2.3万人次。", "2.3", "set_aside"),
        ("火灾出警5起。", "5", "set_aside"),
        ("节约用电2024度。", "2024", "set_aside"),
        ("2024度支出总额100.00万元。", "2024", "date"),
        ("通行船舶1,200艘，服务企业46家，同比增长9%。", "9", "not_understood"),
        ("水泵6台，中标价89.8万元。", "89.8", "set_aside"),
        ("救助标准由74元提高到79元。", "74", "set_aside"),
        ("救助标准由74元提高到79元。", "79", "set_aside"),
        ("值班室使用110、122、119三条专线。", "122", "name"),
        ("实施周期：2025全年度。", "2025", "date"),
        ("收入总计5.00万元，与2023相比增加1.00万元。", "2023", "date"),
        ("值班用房人均9.8平方米。", "9.8", "set_aside"),
        ("测算标准：268名代表，共计643,200元。", "268", "set_aside"),
        ("在校学生2,300人，教学班48个。", "48", "set_aside"),
        ("收入增加的主要原因：一是拨款增加200.00万元；二是捐赠减少30.00万元。", "30.00", "set_aside"),
        ("测算标准：268名代表，共计643,200元。", "643,200", "set_aside"),
        ("情况反映本级、18个派出机构的支出。", "18", "set_aside"),
        ("2024“三公”经费预算安排情况良好。", "2024", "date"),
        ("2024清溪区政府办“三公”经费预算安排情况良好。", "2024", "date"),
    ],
)
def test_number_is_told_by_the_words_around_it(sentence: str, number: str, state: str) -> None:
    assert (number, state) in [(printed, told) for printed, told, _ in states(OVERVIEW, sentence)]


def test_number_of_a_reason_is_set_aside() -> None:
    found = states(OVERVIEW, "2024年度收入总计50.00万元，比上年增加5.00万元，增长11.11%，主要原因是新招62名教师。")
    assert found[-1] == ("62", "set_aside", "reason")


def test_number_of_a_reason_that_counts_nothing_of_ours_is_set_aside_and_its_year_stays_a_date() -> None:
    found = states(OVERVIEW, "2024年度收入总计50.00万元，比上年增加5.00万元，主要原因是2023年少办培训班2期。")
    assert found[-2:] == [("2023", "date", ""), ("2", "set_aside", "reason")]


def test_document_and_code_in_a_reason_stay_what_they_are() -> None:
    reason = "主要原因是按青财〔2023〕18号文拨付，专项（项目编号2021YFC3000905）结题"
    found = states(OVERVIEW, f"2024年度收入总计50.00万元，比上年增加5.00万元，{reason}。")
    assert [state for _, state, _ in found[-4:]] == ["reference", "reference", "code", "code"]


def test_number_of_a_purpose_is_set_aside() -> None:
    found = states("七、“三公”经费支出情况", "公务用车运行维护费支出8.00万元，主要用于3辆公务用车加油。")
    assert found[-1] == ("3", "set_aside", "purpose")


def test_items_of_a_reason_are_numbered() -> None:
    reason = "主要原因是1.年中调整科目；2.项目结束"
    found = states(OVERVIEW, f"2024年度支出总计50.00万元，比上年减少5.00万元，{reason}。")
    assert [state for _, state, _ in found[-2:]] == ["ordinal", "ordinal"]


def test_what_money_was_for_is_set_aside_to_the_end_of_the_sentence() -> None:
    found = states(OVERVIEW, "2024年度支出总计50.00万元，主要用于：扫描1,200万页；改造书库3层、购置书架420个。")
    assert found[-3:] == [(number, "set_aside", "purpose") for number in ("1,200", "3", "420")]


def test_duties_state_nothing_and_their_staff_is_read() -> None:
    found = states("二、机构设置", "内设13个科室，编制20人，其中副高级职称4人，超编2人。")
    assert found == [
        ("13", "set_aside", "units"),
        ("20", "disclosure", ""),
        ("4", "disclosure", ""),
        ("2", "not_understood", ""),
    ]


def test_a_total_that_says_the_amount_before_it_again_is_stated() -> None:
    found = states("三、“三公”经费支出情况", "因公出国（境）经费9万元，拟安排出访3批次，费用1.5万元/人，共计9万元。")
    assert found[-1] == ("9", "disclosure", "")
    found = states("三、“三公”经费支出情况", "因公出国（境）经费9万元，拟安排出访3批次，费用1.5万元/人，共计8万元。")
    assert found[-1] == ("8", "not_understood", "")


def test_grounds_and_classes_are_set_aside_by_a_rule_of_their_own() -> None:
    found = states("二、人员情况", "校舍占地面积5,026平方米，编制20人，16个教学班。")
    assert found == [("5,026", "set_aside", "premises"), ("20", "disclosure", ""), ("16", "set_aside", "premises")]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("完成水稻种植面积5000亩。", "statistics"),
        ("大棚建筑面积5000平方米。", ""),
        ("执法面积20平方米。", ""),
        ("校园面积3处。", ""),
        ("完成绿化面积9公顷。", "statistics"),
    ],
)
def test_other_areas_and_other_measures_are_no_grounds(line: str, rule: str) -> None:
    assert [rule for _, _, rule in states("二、人员情况", line)] == [rule]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("专项资金到位率98%。", "98"),
        ("资产负债率40%。", "40"),
        ("编外人员2人，份额5个。", "5"),
        ("公务接待3批次，同比增长8.3%。", "8.3"),
        ("国内公务接待120批次，0.15万人次。", "0.15"),
        ("年末实有在职人员1.2万人，增长3.20%。", "1.2"),
        ("年末实有在职人员1.2万人，增长3.20%。", "3.20"),
        ("年末职工总数1.2万人。", "1.2"),
        ("项目支出完成目标任务的109.00%。", "109.00"),
        ("资金支付及时率80.00%。", "80.00"),
        ("预算绩效覆盖率90.00%。", "90.00"),
        ("培训支出5.00万元，编印教材300册，比上年增长8.30%。", "8.30"),
        ("公务接待费2.00万元，惠及6,240户，下降5.00%。", "5.00"),
        ("公务接待5起20人。", "5"),
        ("培训3起。", "3"),
    ],
)
def test_rates_and_counts_that_reports_state_are_no_statistics(line: str, number: str) -> None:
    assert (number, "not_understood", "") in states(OVERVIEW, line)


def test_a_measure_of_nothing_that_is_named_is_not_understood() -> None:
    found = read("八、预算绩效情况说明", "全年巡查河道310次，绩效自评得分95分。")
    assert [(n.printed, n.state) for n in found.numbers] == [("310", "set_aside"), ("95", "not_understood")]


def test_what_was_achieved_is_set_aside_and_money_of_a_budget_is_not() -> None:
    found = read("八、预算绩效情况说明", "全年巡查河道310次，清淤6.2公里。", "下达专项资金45.00万元。")
    assert [(n.printed, n.state) for n in found.numbers] == [
        ("310", "set_aside"),
        ("6.2", "set_aside"),
        ("45.00", "not_understood"),
    ]
    assert [sentence for _, sentence in found.not_understood] == ["下达专项资金45.00万元。"]


@pytest.mark.parametrize(
    ("line", "aside"),
    [
        ("合计65.00 64.87 0 0 公务接待费21.00 21.00", []),
        ("其中：甲镇5,572；乙镇4,446；丙镇2,340.78。", []),
        ("在园幼儿915名，校舍1000平方米，层高约4.3米。", [("915", "served"), ("4.3", "statistics")]),
        ("2024年公务用车购置数及保有量分别为1辆和130辆。", []),
        ("慰问困难职工30人，志愿者10人，慰问群众50人。", [("50", "served")]),
    ],
)
def test_no_number_is_silent(line: str, aside: list[tuple[str, str]]) -> None:
    found = read("二、“三公”经费支出决算情况说明", line)
    assert [number.printed for number in found.numbers] == re.findall(DIGITS, line)
    assert [(n.printed, n.rule) for n in found.numbers if n.state == "set_aside"] == aside
    assert {n.state for n in found.numbers} <= {"not_understood", "date", "set_aside"}
    assert found.not_understood


@pytest.mark.parametrize(
    ("measure", "side"),
    [
        ("支出决算", "支出"),
        ("决算支出", "支出"),
        ("年初预算支出", "支出"),
        ("总收入为", ""),
        ("本年度支出", ""),
        ("", ""),
    ],
)
def test_side_of_a_measure(measure: str, side: str) -> None:
    assert side_of(measure) == side


def test_total_of_so_many_says_again_what_was_stated() -> None:
    lines = (
        "七、“三公”经费预算情况说明",
        "因公出国（境）费7.00万元。计划出国（境）2人，费用3.50万元/人，共计7.00万元。",
    )
    assert [s for s in states(*lines, kind="budget") if s[1] == "not_understood"] == []
