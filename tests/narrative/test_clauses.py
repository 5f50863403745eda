"""Clause by clause: subjects are carried, numbers get their measure, changes their sign. Wording of many provinces, in sentences of our own."""

from __future__ import annotations

import pytest

from etl.head import ReportHead
from etl.narrative import read_narrative
from tests.narrative.prose import SUBJECTS, D, document, one, read, stated

OVERVIEW = "一、收入支出决算总体情况说明"
EXECUTION = "五、一般公共预算财政拨款支出决算情况说明"
THREE_PUBLIC = "七、财政拨款“三公”经费支出决算情况说明"


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        ("2024年度收入总计、支出总计均为50.00万元。", ["收入总计", "支出总计"]),
        ("2024年度收、支总计50.00万元。", ["收入总计", "支出总计"]),
        ("2024年度收入、支出决算总计50.00万元。", ["收入总计", "支出总计"]),
        ("2024年度财政拨款收、支总计均为50.00万元。", ["财政拨款收入总计", "财政拨款支出总计"]),
        ("2024年度财政拨款收入总计和支出总计各50.00万元。", ["财政拨款收入总计", "财政拨款支出总计"]),
        ("清溪县水务局2024年度收入支出总计50.00万元。", ["收入支出总计"]),
        ("本部门2024年本年收入合计50.00万元。", ["本年收入合计"]),
        ("本年度总收入为50.00万元。", ["总收入"]),
    ],
)
def test_totals_are_named_alike_and_joint_ones_stated_each(sentence: str, items: list[str]) -> None:
    assert stated(read(OVERVIEW, sentence)) == [(item, "金额", 50, "万元") for item in items]


@pytest.mark.parametrize(
    ("clause", "amount", "percent"),
    [
        ("与上年相比收入总计、支出总计均增加5.00万元，增长11.1%", "5.00", "11.1"),
        ("比上年收入、支出总计各减少5.00万元，下降9.1%", "-5.00", "-9.1"),
        ("与2023年度相比，收、支总计各增加5.00万元，增长11.1%", "5.00", "11.1"),
        ("较上年增加5.00万元，上升11.1%", "5.00", "11.1"),
        ("比2023年决算数减少5.00万元，降低9.1%", "-5.00", "-9.1"),
        ("较2023年同期减少5.00万元，同比下降9.1%", "-5.00", "-9.1"),
        ("与上年度决算数相比，各减少5.00万元，减少9.1%", "-5.00", "-9.1"),
        ("较上一年度增加0.00万元，增长0%", "0.00", "0"),
    ],
)
def test_changes_against_last_year_are_signed(clause: str, amount: str, percent: str) -> None:
    narrative = read(OVERVIEW, f"2024年度收入总计、支出总计均为50.00万元，{clause}，主要原因是项目变动。")
    for item in ("收入总计", "支出总计"):
        assert one(narrative, item, "比上年增减额").value == D(amount)
        assert one(narrative, item, "比上年增减率").value == D(percent)
        assert one(narrative, item, "比上年增减额").reason == "项目变动"


def test_amounts_of_last_year_are_none_of_this_year() -> None:
    path = "“教育支出（类）-进修及培训（款）-培训支出（项）”"
    narrative = read(
        "一、单位预算编制说明",
        f"1. {path}2024年度预算6万元，2023年度预算5万元，主要用于：职工培训。2023年当年预算执行数为4万元，"
        "2024预算安排6万元，比2023年预算执行数增加50.00%。主要原因是：班次增加。",
        kind="budget",
    )
    assert stated(narrative, "metric", "value", "group") == [
        ("预算数", 6, 0),
        ("上年预算数", 5, 0),
        ("上年数", 4, 0),
        ("比上年增减率", D("50.00"), 0),
    ]


def test_an_amount_of_an_older_year_is_kept_unread() -> None:
    narrative = read(OVERVIEW, "2022年收入总计7.00万元，2024年收入总计9.00万元。")
    assert stated(narrative, "metric", "value") == [("金额", 9)]
    assert len(narrative.not_understood) == 1


def test_money_brought_forward_from_last_year_is_this_years() -> None:
    narrative = read(OVERVIEW, "2023年结转资金3.00万元。")
    assert stated(narrative) == [("结转资金", "金额", 3, "万元")]


@pytest.mark.parametrize("close", ["）", "）”", "）”科目", ")”"])
def test_a_subject_path_in_quotes_has_its_amount_behind_them(close: str) -> None:
    sentence = f"“教育支出（类）进修及培训（款）培训支出（项{close}3，050.20万元，主要用于职工的培训。"
    narrative = read("一、部门预算编制说明", f"1.{sentence}", f"2. {sentence}", kind="budget")
    assert (
        stated(narrative, "item", "item_code", "metric", "value")
        == [("教育支出/进修及培训/培训支出", "2050803", "金额", D("3050.20"))] * 2
    )


def test_unchanged_is_zero_and_roughly_unchanged_is_no_number() -> None:
    narrative = read(THREE_PUBLIC, "公务接待费支出1.00万元，与上年持平；会议费支出2.00万元，与上年基本持平。")
    assert one(narrative, "公务接待费", "比上年增减额").value == 0
    assert not [d for d in narrative.disclosures if d.item == "会议费" and d.metric == "比上年增减额"]
    assert [(r.item, r.kind, r.direction) for r in narrative.remarks] == [("会议费", "direction", "unchanged")]


def test_not_comparable_marks_the_amount_and_states_no_change() -> None:
    narrative = read(
        "3、支出按经济科目分类的明细情况",
        "工资福利支出（301）4.36万元，较上年不可比，上年基数为零，不可比的主要原因是：新增单位。",
        kind="budget",
    )
    amount = one(narrative, "工资福利支出", "金额")
    assert (amount.direction, amount.reason, amount.item_code) == ("not_comparable", "新增单位", "301")
    assert len(narrative.disclosures) == 1


def test_an_unfilled_choice_of_direction_follows_the_amount() -> None:
    narrative = read(THREE_PUBLIC, "“三公”经费支出决算数比2023年度增加0.15万元，下降（增长）27.78%。")
    assert one(narrative, "“三公”经费", "比上年增减率").value == D("27.78")


def test_a_rate_whose_percent_sign_was_lost_is_a_rate() -> None:
    narrative = read(OVERVIEW, "收入支出总计50.00万元，比上年增加5.00万元，增长11.11。主要原因：项目增加。")
    assert (
        one(narrative, "收入支出总计", "比上年增减率").value,
        one(narrative, "收入支出总计", "比上年增减率").unit,
    ) == (D("11.11"), "%")


def test_the_word_analysis_is_no_part_of_the_reason_behind_it() -> None:
    narrative = read(OVERVIEW, "2024年度总收入50.00万元，比上年增加5.00万元，主要原因分析：人员增加。")
    assert one(narrative, "总收入", "比上年增减额").reason == "人员增加"


def test_a_short_name_of_the_carried_subject_is_the_same_subject() -> None:
    narrative = read(EXECUTION, "一般公共预算财政拨款支出70.00万元。与上年相比，财政拨款支出减少7.00万元，下降9.1%。")
    assert {d.item for d in narrative.disclosures} == {"一般公共预算财政拨款支出"}


def test_shares_name_their_base_and_that_of_the_years_expenditure_has_a_name_of_its_own() -> None:
    narrative = read(
        EXECUTION, "一般公共预算财政拨款支出70.00万元，占本年支出合计的99.9%。教育（类）支出7.00万元，占10%。"
    )
    assert one(narrative, "一般公共预算财政拨款支出", "占本年支出合计比例").base == "本年支出合计"
    assert one(narrative, "教育支出", "占比").value == 10


def test_a_functional_path_is_carried_over_numbered_parts() -> None:
    narrative = read(
        EXECUTION,
        "1. 社会保障和就业支出（类）",
        "（1）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）：年初预算数5.00万元，决算数4.00万元，完成率80%。",
        "2. 教育支出（类）",
        "（1）进修及培训（款）培训支出（项）。年初预算为2.00万元，支出决算为2.00万元，完成年初预算的100%。",
    )
    assert stated(narrative, "item", "item_code")[0] == (
        "社会保障和就业支出/行政事业单位养老支出/机关事业单位基本养老保险缴费支出",
        "2080505",
    )
    assert stated(narrative, "item", "item_code")[-1] == ("教育支出/进修及培训/培训支出", "2050803")


def test_a_code_is_resolved_by_the_whole_path_and_never_by_the_nearest_name() -> None:
    narrative = read(
        EXECUTION,
        "1. 卫生健康支出（类）医疗保障管理事务（款）行政运行（项）：年初预算数1万元，决算数1万元。",
        "2. 农林水支出（类）水利（款）行政运行（项）。年初预算1万元，支出决算1万元。",
        "3. 卫生健康支出（类）医疗保障管理事务（款）行政运营（项）。年初预算1万元，支出决算1万元。",
    )
    assert [code for (code,) in stated(narrative, "item_code")[::2]] == ["2101501", "2130301", ""]


def test_outturn_is_named_after_the_budget_it_is_set_against() -> None:
    initial = read(EXECUTION, "教育支出年初预算为2.00万元，支出决算为1.00万元，完成年初预算的50%。")
    assert [m for (m,) in stated(initial, "metric")] == ["年初预算", "支出决算", "完成率"]
    plain = read(THREE_PUBLIC, "“三公”经费支出预算为2.00万元，支出决算为1.00万元，完成预算的50%。")
    assert [m for (m,) in stated(plain, "metric")] == ["预算数", "决算数", "完成率"]
    adjusted = read(EXECUTION, "教育支出年初预算2万元，调整预算3万元，支出决算3万元，完成调整预算的100%。")
    assert [m for (m,) in stated(adjusted, "metric")] == ["年初预算", "全年预算", "支出决算", "完成率"]


def test_a_purpose_names_no_subject() -> None:
    narrative = read(
        EXECUTION,
        "1、教育支出（类）进修及培训（款）培训支出（项）。主要用于：行政单位人员支出、公用支出。年初预算为2.00万元，支出决算为1.00万元。",
    )
    assert {d.item for d in narrative.disclosures} == {"教育支出/进修及培训/培训支出"}


def test_numbers_inside_a_reason_are_no_statements_unless_they_compare_with_last_year() -> None:
    narrative = read(
        EXECUTION,
        "1. 教育支出（类）进修及培训（款）培训支出（项）：年初预算数5万元，决算数3万元，完成年初预算的60%。决算数小于预算数的主要原因是调剂给3个镇办资金1.5万元。",
    )
    assert [v for (v,) in stated(narrative, "value")] == [5, 3, 60]
    explained = read(
        OVERVIEW,
        "收入支出总计50万元，比上年增加9万元，增长22%。主要原因：项目支出增加，较上一年度增加8.00万元，由于装修。",
    )
    assert one(explained, "项目支出", "比上年增减额").value == 8


def test_a_reason_over_semicolons_stays_whole_and_ends_where_the_next_subject_begins() -> None:
    narrative = read(
        THREE_PUBLIC,
        "公务用车运行维护费支出决算数比上年增加0.10万元，增长5%，主要原因是一是车辆老旧；二是油价上涨；公务接待费支出决算数比上年减少0.20万元，下降10%。",
    )
    assert one(narrative, "公务用车运行维护费", "比上年增减额").reason == "一是车辆老旧；二是油价上涨"
    assert one(narrative, "公务接待费", "比上年增减额").reason == ""


def test_a_reason_explains_the_difference_it_names() -> None:
    narrative = read(
        "十、机关运行经费支出情况说明",
        "2024年度机关运行经费预算9.00万元，支出决算6.00万元，完成预算的66.7%，决算数小于预算数的主要原因是：压减差旅。支出决算比上年减少1.00万元，下降的主要原因是：人员减少。",
    )
    assert one(narrative, "机关运行经费", "完成率").reason == "压减差旅"
    assert one(narrative, "机关运行经费", "比上年增减额").reason == "人员减少"


def test_a_direction_without_an_amount_is_kept_as_a_remark() -> None:
    narrative = read(
        THREE_PUBLIC, "培训费预算8.00万元，支出决算6.00万元，完成预算的75%。决算数较上年减少的主要原因是：压缩培训。"
    )
    assert one(narrative, "培训费", "完成率").reason == ""
    assert [(r.item, r.kind, r.direction, r.reason) for r in narrative.remarks] == [
        ("培训费", "direction", "decrease", "压缩培训"),
        ("培训费", "comparison", "decrease", ""),  # of this year's amount with last year's, in words
    ]


def test_nil_statements_are_kept_without_a_number() -> None:
    narrative = read(
        "七、政府性基金预算财政拨款收入支出决算情况说明", "本部门2024年度无政府性基金预算财政拨款收支，已公开空表。"
    )
    assert narrative.disclosures == ()
    assert [item for _, _, item, _ in narrative.nil_statements] == ["政府性基金预算财政拨款收支"]


def test_difference_from_the_budget() -> None:
    narrative = read(
        THREE_PUBLIC,
        "2024年度培训费预算数为0.34万元，支出决算0万元，决算数较预算数减少0.34万元，主要原因是：未培训。决算数与上年相比持平。",
    )
    assert one(narrative, "培训费", "较预算数增减额").value == D("-0.34")
    assert one(narrative, "培训费", "较预算数增减额").reason == "未培训"
    assert one(narrative, "培训费", "比上年增减额").value == 0


def test_behind_a_bracket_the_text_goes_on_with_the_subject_before_it() -> None:
    narrative = read(
        "四、关于2024年“三公”经费预算情况说明",
        "公务用车购置及运行费8.00万元（其中：公务用车购置费2.00万元；公务用车运行费6.00万元），比上年减少1.00万元，下降11.1%。",
        kind="budget",
    )
    assert one(narrative, "公务用车购置及运行费", "比上年增减额").value == -1


def test_parts_by_fund_in_brackets_state_the_same_measure() -> None:
    narrative = read(
        THREE_PUBLIC,
        "公务接待费支出预算9.00万元（其中：一般公共预算支出8.00万元；政府性基金预算支出1.00万元），支出决算7.00万元，完成预算的77.8%。",
    )
    assert one(narrative, "公务接待费/一般公共预算支出", "预算数").value == 8
    assert one(narrative, "公务接待费/政府性基金预算支出", "预算数").value == 1
    assert one(narrative, "公务接待费", "决算数").value == 7


def test_counts_of_the_three_public_expenses() -> None:
    narrative = read(
        THREE_PUBLIC,
        "1.因公出国（境）费支出3.00万元。全年安排因公出国（境）团组2个、累计5人次。",
        "2.公务用车运行维护费支出4.00万元。2024年末，单位开支财政拨款的公务用车保有量为3辆。",
        "3.公务接待费支出1.00万元。其中：",
        "国内接待费1.00万元。共接待国内来访团组40个、来宾320人次（不包括陪同人员）。",
        "外宾接待支出0.00万元。共接待来访团组0个、来访外宾0人次。",
    )
    assert one(narrative, "因公出国（境）", "团组数").value == 2
    assert one(narrative, "因公出国（境）", "人次").value == 5
    assert one(narrative, "公务用车保有量", "数量").unit == "辆"
    assert one(narrative, "国内接待费", "人次").value == 320
    assert one(narrative, "外宾接待", "团组数").value == 0


def test_staff_by_kind_wherever_the_report_says_it() -> None:
    narrative = read(
        "二、机构设置",
        "我局编制总数50名，其中行政编制30名，工勤编制2名，事业编制18名。年末在职人员46人，其中：行政28人，事业18人。离休人员1人，退休人员22人。",
    )
    assert stated(narrative, "item", "metric", "value") == [
        ("人员编制", "合计", 50),
        ("人员编制", "行政", 30),
        ("人员编制", "工勤", 2),
        ("人员编制", "事业", 18),
        ("实有人员", "合计", 46),
        ("实有人员", "行政", 28),
        ("实有人员", "事业", 18),
        ("离退休人员", "离休", 1),
        ("离退休人员", "退休", 22),
    ]


def test_vehicles_and_equipment_above_a_price() -> None:
    narrative = read(
        "三、国有资产占有使用情况",
        "截至2024年12月31日，本部门共有车辆4辆，其中，主要负责人用车1辆、其他用车3辆；单价50万元（含）以上的通用设备2台（套），100万元以上的专用设备0台。2024年部门预算安排购置车辆1辆。",
    )
    assert stated(narrative) == [
        ("车辆", "数量", 4, "辆"),
        ("主要负责人用车", "数量", 1, "辆"),
        ("其他用车", "数量", 3, "辆"),
        ("单价50万元（含）以上的通用设备", "数量", 2, "台（套）"),
        ("100万元以上的专用设备", "数量", 0, "台"),
        ("购置车辆", "数量", 1, "辆"),
    ]


def test_procurement_from_small_firms_and_shares_without_an_amount() -> None:
    narrative = read(
        "十一、政府采购支出情况说明",
        "授予中小企业合同金额8.00万元，占采购支出总额的80%；其中授予小微企业合同金额为0万元，占中小企业合同金额的0%；工程采购授予中小企业合同金额占工程支出金额的15%。",
    )
    assert one(narrative, "授予小微企业合同金额", "占比").base == "中小企业合同金额"
    assert one(narrative, "工程采购授予中小企业合同金额", "占比").value == 15


def test_a_condition_before_the_amount_belongs_to_the_subject() -> None:
    narrative = read(
        "（二）政府采购支出情况", "在面向中小企业预留的政府采购项目中，由中小企业供应商中标的，采购金额25.10万元。"
    )
    assert stated(narrative) == [
        ("面向中小企业预留的政府采购项目/由中小企业供应商中标的采购金额", "金额", D("25.10"), "万元")
    ]


def test_units_of_money_stay_as_printed() -> None:
    narrative = read(OVERVIEW, "2024年度收入总计1.2亿元，其他收入8,000元，捐赠收入0.39万（含物资）。")
    assert stated(narrative, "value", "unit") == [(D("1.2"), "亿元"), (8000, "元"), (D("0.39"), "万元")]


def test_a_budget_states_the_years_budget_and_its_change() -> None:
    narrative = read(
        "（三）一般公共预算当年拨款具体使用情况",
        "1.教育支出（类）进修及培训（款）培训支出（项）2024年预算数为9.00万元，比2023年执行数减少1.00万元，下降10%。主要是压减经费。",
        "2.行政运行（2010301）5,000万元，较2023年增加100万元，增长2.04%，主要原因是增人。",
        kind="budget",
    )
    assert one(narrative, "教育支出/进修及培训/培训支出", "预算数").value == 9
    assert one(narrative, "教育支出/进修及培训/培训支出", "比上年增减额").reason == "压减经费"
    assert one(narrative, "行政运行", "比上年增减额").item_code == "2010301"


def test_income_and_spending_of_one_fund_are_kept_apart_by_their_parent() -> None:
    narrative = read(
        "（一）收支预算总体情况",
        "2024年预算收入9.00万元，其中：一般公共预算拨款9.00万元，较上年增加1.00万元；2024年预算支出9.00万元，其中：一般公共预算拨款9.00万元，较上年增加1.00万元。",
        kind="budget",
    )
    assert [item for (item,) in stated(narrative, "item")] == [
        "预算收入",
        "预算收入/一般公共预算拨款",
        "预算收入/一般公共预算拨款",
        "预算支出",
        "预算支出/一般公共预算拨款",
        "预算支出/一般公共预算拨款",
    ]


def test_money_that_nothing_explains_is_listed_and_not_guessed() -> None:
    narrative = read(OVERVIEW, "另有若干事宜计划落实约30万元。")
    assert narrative.disclosures == ()
    assert [sentence for _, sentence in narrative.not_understood] == ["另有若干事宜计划落实约30万元。"]


def test_statements_on_one_item_share_a_group_and_items_do_not() -> None:
    narrative = read(OVERVIEW, "收入总计、支出总计均为5万元，比上年增加1万元，增长25%。")
    groups = {item: {d.group for d in narrative.disclosures if d.item == item} for item in ("收入总计", "支出总计")}
    assert all(len(numbers) == 1 for numbers in groups.values())
    assert groups["收入总计"] != groups["支出总计"]


def test_the_amount_compared_with_is_stated_itself() -> None:
    narrative = read(
        "二、收入预算情况说明", "2024年收入预算13.00万元，比2023年12.00万元增加1.00万元，增长8.33%。", kind="budget"
    )
    assert one(narrative, "收入预算", "上年数").value == 12
    assert one(narrative, "收入预算", "比上年增减额").value == 1
    final = read(THREE_PUBLIC, "公务接待费2024年决算数0.40万元，比2024年年初预算数1.00万元减少0.60万元。")
    assert one(final, "公务接待费", "年初预算").value == 1
    assert one(final, "公务接待费", "较预算数增减额").value == D("-0.60")


def test_an_amount_of_something_else_in_a_comparison_is_not_taken_for_the_subject() -> None:
    narrative = read(OVERVIEW, "收入总计9.00万元，比上年度经营收入3.00万元增加6.00万元。")
    assert [d.value for d in narrative.disclosures if d.item == "收入总计" and d.metric == "上年数"] == []
    assert narrative.not_understood != ()


def test_changes_against_budget_and_last_year_in_one_sentence_keep_their_reasons() -> None:
    narrative = read(
        OVERVIEW,
        "收入总计30.00万元。与年初预算相比，增加5.00万元，增长20%，变动原因：追加；与上年决算相比，减少1.50万元，减幅为4.8%，减少的原因主要是压减。",
    )
    assert one(narrative, "收入总计", "较预算数增减额").reason == "追加"
    assert one(narrative, "收入总计", "比上年增减率").value == D("-4.8")
    assert one(narrative, "收入总计", "比上年增减额").reason == "压减"


def test_small_firms_named_without_a_contract_have_an_amount_and_a_share_of_their_own() -> None:
    found = read(
        "一、政府采购支出情况说明",
        "授予中小企业合同金额90万元，占政府采购支出总额的75%，其中授予小微企业0万元，占授予中小企业合同金额的0%。",
    )
    assert stated(found) == [
        ("授予中小企业合同金额", "金额", D("90"), "万元"),
        ("授予中小企业合同金额", "占比", D("75"), "%"),
        ("授予小微企业", "金额", D("0"), "万元"),
        ("授予小微企业", "占比", D("0"), "%"),
    ]


def test_a_class_named_without_its_particle_is_that_class() -> None:
    found = read(
        "一、一般公共预算财政拨款基本支出决算情况说明",
        "其中：对个人和家庭补助支出5万元。",
        names={**SUBJECTS, "303": "对个人和家庭的补助"},
    )
    assert one(found, "对个人和家庭补助支出", "金额").item_code == "303"


def test_change_of_revenue_and_expenditure_as_a_whole_is_not_that_of_the_line_before() -> None:
    found = read(
        "一、收入支出决算情况说明", "年末结转和结余0.50万元。", "收入支出总体与上年相比，增加58.21万元，增长15.46%。"
    )
    assert one(found, "收入支出总体", "比上年增减额").value == D("58.21")


def test_sentence_that_only_compares_speaks_of_the_whole_after_its_parts() -> None:
    found = read(
        "一、支出预算情况",
        "支出预算100万元，其中：基本支出60万元，项目支出40万元。比上年减少20万元。",
        kind="budget",
    )
    assert one(found, "支出预算", "比上年增减额").value == D("-20")


def test_visits_are_counted_outside_a_section_of_their_own() -> None:
    found = read("一、其他情况说明", "国内公务接待25批次，180人次。")
    assert stated(found) == [("国内公务接待", "数量", D("25"), "批次"), ("国内公务接待", "人次", D("180"), "人次")]


def test_public_expenditure_beside_personnel_expenditure_is_a_subject() -> None:
    narrative = read("二、支出情况", "其中，人员支出750.00万元，公用支出150.00万元。", kind="final_account")
    assert [d.item for d in narrative.disclosures] == ["人员支出", "公用支出"]
    assert not narrative.not_understood


def test_vehicles_to_buy_are_told_from_those_held() -> None:
    narrative = read(
        "五、国有资产占有使用情况",
        "截至2024年8月31日，共有车辆3辆，其中：执法执勤用车2辆、其他用车1辆。",
        "2024年部门预算安排购置车辆1辆，其中：执法执勤用车1辆、其他用车0辆；购置单价100万元以上设备0台。",
        kind="budget",
    )
    assert stated(narrative, "item", "value") == [
        ("车辆", 3),
        ("执法执勤用车", 2),
        ("其他用车", 1),
        ("购置车辆", 1),
        ("购置执法执勤用车", 1),
        ("购置其他用车", 0),
        ("购置单价100万元以上设备", 0),
    ]


def test_a_budget_of_0_needs_no_unit_and_no_other_number_goes_without() -> None:
    path = "1.教育支出（类）进修及培训（款）培训支出（项）。"
    narrative = read(EXECUTION, f"{path}年初预算为0，支出决算为5.00万元。")
    assert stated(narrative, "metric", "value", "unit") == [("年初预算", 0, "万元"), ("支出决算", 5, "万元")]
    assert stated(read(EXECUTION, f"{path}年初预算为3，支出决算为5.00万元。"), "metric") == [("支出决算",)]


def test_a_quote_that_slipped_before_the_dot_of_the_number_is_no_part_of_the_item() -> None:
    narrative = read(EXECUTION, "11“. 教育支出”5.00万元，占0.52%。")
    assert stated(narrative, "item", "metric", "value") == [("教育支出", "金额", 5), ("教育支出", "占比", D("0.52"))]


def test_the_agencys_name_without_its_city_is_no_part_of_an_item() -> None:
    lines = ("（三）国有资产占有使用情况说明", "截至2024年12月31日，白石区水利和渡口管理局部门（单位）共有车辆10辆。")
    head = ReportHead("青山市白石区水利和渡口管理局", 2024, "final_account", "department", "")
    assert stated(read_narrative(document(*lines), head, {})) == [("车辆", "数量", 10, "辆")]


@pytest.mark.parametrize("aside", ["森林覆盖率达到60%", "举办培训班5期", "惠及群众12,000人"])
def test_rate_behind_a_number_of_something_else_is_not_that_of_the_expense(aside: str) -> None:
    found = read(OVERVIEW, f"项目支出120万元，{aside}，比上年增长2%。")
    assert stated(found) == [("项目支出", "金额", 120, "万元")]
    assert found.not_understood
    assert [n.rule for n in found.numbers[2:]] == [""]
    found = read(OVERVIEW, f"项目支出120万元，{aside}，比上年增加3万元，增长2.56%。")
    assert one(found, "项目支出", "比上年增减率").value == D("2.56")


def test_basic_and_project_expenditure_of_one_subject_are_not_those_of_the_report() -> None:
    said = read(
        EXECUTION,
        "1.农林水支出（类）水利（款）防汛（项）支出决算为12.00万元，其中：基本支出2.00万元，项目支出10.00万元。",
        "会议费支出决算4.60万元，其中基本支出安排2.70万元、项目支出安排1.90万元。",
        "一般公共预算财政拨款支出60.00万元，其中：基本支出20.00万元，项目支出40.00万元。",
    )
    assert [
        (d.item.rpartition("支出/")[2], d.value) for d in said.disclosures if d.item.endswith(("基本支出", "项目支出"))
    ] == [
        ("基本支出", D("2.00")),
        ("项目支出", D("10.00")),
        ("会议费/基本支出", D("2.70")),
        ("会议费/项目支出", D("1.90")),
        ("基本支出", D("20.00")),
        ("项目支出", D("40.00")),
    ]
    assert [d.item for d in said.disclosures][-2:] == ["基本支出", "项目支出"]


def test_a_final_account_compared_with_its_own_year_states_a_change() -> None:
    said = read(OVERVIEW, "2024年度收入总计50.00万元。与2024年度相比，收入总计增加5.00万元。")
    assert ("收入总计", "比上年增减额", D("5.00"), "万元") in stated(said)
    budget = read(OVERVIEW, "2024年度收入总计50.00万元。与2024年度年初预算相比，收入总计增加5.00万元。")
    assert [d.metric for d in budget.disclosures] == ["金额", "较预算数增减额"]


def test_a_functional_subject_named_after_smaller_enterprises_is_no_procurement() -> None:
    line = "2.资源勘探工业信息等支出（类）支持中小企业发展和管理支出（款）中小企业发展专项（项）12.00万元，用于清溪县的小作坊。"
    assert stated(read(line, kind="budget"), "value", "topic") == [(D("12.00"), "total")]


def test_a_part_that_is_level_is_set_against_what_the_whole_of_the_sentence_is() -> None:
    found = stated(
        read(
            "一、“三公”经费预算情况说明",
            "2024年“三公”经费预算比2023年减少1.5万元，其中因公出国（境）费持平，公务接待费减少1.5万元。",
            kind="budget",
        )
    )
    assert ("因公出国（境）费", "比上年增减额", "0") in [(item, metric, str(value)) for item, metric, value, _ in found]
