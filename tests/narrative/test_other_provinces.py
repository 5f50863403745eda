"""Wording of other provinces: lists of numbers, parts and wholes, budgets behind 其中, other scripts. Sentences of our own."""

from __future__ import annotations

import pytest

from etl.narrative.lines import normalise
from etl.warehouse.rows.narrative import narrative_rows
from tests.narrative.prose import D, head, one, read, stated

OVERVIEW = "一、收入支出决算总体情况说明"
THREE_PUBLIC = "七、财政拨款“三公”经费支出决算情况说明"
EXECUTION = "五、一般公共预算财政拨款支出决算情况说明"
ASSETS = "三、国有资产占有使用情况"
BUDGET = "一、支出预算情况说明"


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年度收入、支出总计分别为50.00万元、48.00万元，较上年分别增加5.00万元、减少2.00万元。",
        "2024年度收、支总计各是50.00，48.00万元，比上年增加5.00万元、减少2.00万元。",
    ],
)
def test_numbers_listed_side_by_side_belong_to_one_subject_each(sentence: str) -> None:
    found = read(OVERVIEW, sentence)
    assert [one(found, item, "金额").value for item in ("收入总计", "支出总计")] == [D("50.00"), D("48.00")]
    assert [one(found, item, "比上年增减额").value for item in ("收入总计", "支出总计")] == [D("5.00"), D("-2.00")]
    assert not found.not_understood


def test_more_numbers_than_subjects_are_left_and_not_shared_out() -> None:
    found = read(OVERVIEW, "2024年度收入总计、支出总计分别为50万元、48万元、2万元。")
    assert found.disclosures == ()
    assert found.not_understood


def test_rate_behind_an_amount_that_nothing_explains_is_not_that_of_the_subject_before() -> None:
    found = read(OVERVIEW, "项目支出2万元，占4%；若干事宜3万元，占6%，比上年增长20%。")
    assert stated(found) == [("项目支出", "金额", 2, "万元"), ("项目支出", "占比", 4, "%")]


def test_parts_behind_a_budget_are_budgets() -> None:
    found = read(
        THREE_PUBLIC,
        "“三公”经费预算9万元，其中：公务用车运行维护费6万元，公务接待费3万元。支出决算为8万元，其中：公务用车运行维护费5万元，公务接待费3万元。",
    )
    assert [(d.item, d.metric) for d in found.disclosures] == [
        ("“三公”经费", "预算数"),
        ("公务用车运行维护费", "预算数"),
        ("公务接待费", "预算数"),
        ("“三公”经费", "决算数"),
        ("公务用车运行维护费", "决算数"),
        ("公务接待费", "决算数"),
    ]


def test_rate_tells_whether_the_change_is_that_of_the_last_part_or_of_the_whole() -> None:
    whole = read(BUDGET, "支出预算20万元，其中：基本支出8万元，项目支出12万元，同比增加4万元，增长25%。", kind="budget")
    assert one(whole, "支出预算", "比上年增减额").value == 4
    assert one(whole, "支出预算", "比上年增减率").value == 25
    part = read(BUDGET, "支出预算20万元，其中：基本支出8万元，项目支出12万元，同比增加4万元，增长50%。", kind="budget")
    assert one(part, "项目支出", "比上年增减额").value == 4


def test_behind_parts_named_with_including_the_text_goes_on_with_the_whole() -> None:
    found = read(
        BUDGET, "支出总预算20万元，含水文站经费3万元，水库管理处经费5万元；比上年预算减少2万元。", kind="budget"
    )
    assert one(found, "支出总预算", "比上年增减额").value == -2


def test_full_stop_in_a_bracket_ends_no_sentence() -> None:
    found = read(
        THREE_PUBLIC,
        "公务用车购置及运行费8万元（公务用车购置费2万元，比上年增加2万元；公务用车运行费6万元。）比上年增加1万元，增长14.3%。",
    )
    assert one(found, "公务用车购置及运行费", "比上年增减额").value == 1
    assert one(found, "公务用车购置费", "比上年增减额").value == 2


def test_more_or_less_than_the_budget_is_a_difference_from_it() -> None:
    found = read("五、一般公共预算财政拨款支出决算情况", "财政拨款支出9万元，决算数大于预算数2万元。")
    assert one(found, "财政拨款支出", "较预算数增减额").value == 2
    found = read("五、一般公共预算财政拨款支出决算情况", "财政拨款支出9万元，决算数低于年初预算数3万元。")
    assert one(found, "财政拨款支出", "较预算数增减额").value == -3


@pytest.mark.parametrize("words", ["同比无变化", "与上年持平", "较上年无增减变化", "同比无增减变化"])
def test_no_change_is_said_in_many_ways(words: str) -> None:
    found = read(BUDGET, f"项目支出预算48100元，{words}。", kind="budget")
    assert [(d.value, d.unit) for d in found.disclosures if d.metric == "比上年增减额"] == [(0, "元")]


def test_class_named_as_a_class_is_that_class() -> None:
    found = read(BUDGET, "（一）教育支出类科目5,806,105.16元，占支出总预算82.27%。", kind="budget")
    assert stated(found, "item", "item_code", "metric") == [("教育支出", "205", "金额"), ("教育支出", "205", "占比")]


def test_change_keeps_the_base_that_its_paragraph_compares_with() -> None:
    found = read(
        THREE_PUBLIC,
        "“三公”经费支出预算9万元。与2023年预算相比增长12%，其中公务用车运行费增加1万元。公务接待费减少0.5万元。",
        kind="budget",
    )
    assert one(found, "公务用车运行费", "比上年增减额").value == 1
    assert one(found, "公务接待费", "比上年增减额").value == D("-0.5")


def test_clause_that_says_what_the_money_is_names_no_subject() -> None:
    found = read(OVERVIEW, "1.上级补助收入8万元，为开展业务活动取得的收入。较2023年度决算数减少2万元，下降20%。")
    assert {d.item for d in found.disclosures} == {"上级补助收入"}


def test_later_reasons_of_a_list_state_nothing() -> None:
    found = read(OVERVIEW, "收入总计9万元，比上年减少3万元，主要原因：一是减员；二是上年发放抚恤金7万元；三是压减。")
    assert [d.value for d in found.disclosures] == [9, -3]
    assert one(found, "收入总计", "比上年增减额").reason == "一是减员；二是上年发放抚恤金7万元；三是压减"
    assert not found.not_understood


def test_money_for_one_person_or_vehicle_is_no_amount_of_the_expense() -> None:
    found = read(
        THREE_PUBLIC,
        "公务用车运行维护费支出5万元，保有量3辆，平均每辆1.67万元。公务接待费3万元，国内公务接待25批次、200人次，人均150元。",
    )
    assert one(found, "公务用车运行维护费", "车均额").value == D("1.67")
    assert [(d.value, d.unit) for d in found.disclosures if d.metric == "人均额"] == [(150, "元")]


def test_visits_and_people_in_brackets_and_in_words() -> None:
    found = read("一、其他说明", "公务接待费用4万元，接待74批（次）813人。")
    assert stated(found, "metric", "value")[1:] == [("数量", 74), ("人次", 813)]
    found = read("一、其他说明", "国内公务接待批次为52个，接待人次为420人。")
    assert stated(found, "metric", "value") == [("数量", 52), ("人次", 420)]


def test_groups_abroad_are_named_without_who_sends_them() -> None:
    found = read(THREE_PUBLIC, "全年安排本部门组织的出国团组2个，参加其他单位组织的出国团组1个，累计5人次。")
    assert stated(found, "item", "metric") == [("出国", "团组数"), ("出国", "团组数"), ("出国", "人次")]


def test_assets_have_values() -> None:
    found = read(
        ASSETS,
        "固定资产原值3500.5万元，其中：房屋面积2000平方米，价值800万元；车辆3辆，价值60万元。累计折旧500万元。",
    )
    assert [(d.item, d.metric, d.value) for d in found.disclosures] == [
        ("固定资产原值", "金额", D("3500.5")),
        ("房屋面积", "数量", 2000),
        ("房屋价值", "金额", 800),
        ("车辆", "数量", 3),
        ("车辆价值", "金额", 60),
        ("累计折旧", "金额", 500),
    ]


def test_traditional_characters_and_sounds_in_brackets_are_read_as_simplified_ones() -> None:
    assert normalise("公務(wù)用車購(gòu)置費(fèi)5萬元") == "公务用车购置费5万元"
    found = read("一、“三公”經費預算情況", "公務接待費2萬元,比上年減少1萬元。", kind="budget")
    assert one(found, "公务接待费", "比上年增减额").value == -1
    assert "公務接待費" in one(found, "公务接待费", "预算数").sentence


def test_line_a_little_short_of_full_goes_on_where_its_sentence_does() -> None:
    full = "工程建设项目前期工作按计划推进并且完成了初步设计的审批。"
    lines = [full] * 20 + ["本单位总支出125.08万元，其中本年度支出合", "计116.12万元，较2023年度决算数增加19.68万元。"]
    found = read(OVERVIEW, *lines)
    assert [d.value for d in found.disclosures if d.metric == "金额"] == [D("125.08"), D("116.12")]


def test_parts_of_an_outturn_beside_its_budget_are_no_budgets() -> None:
    found = read(
        THREE_PUBLIC,
        "“三公”经费支出8万元，年初预算为9万元。其中：公务接待费支出3万元，年初预算为4万元。",
    )
    assert one(found, "公务接待费", "金额").value == 3
    assert one(found, "公务接待费", "年初预算").value == 4


def test_parts_of_what_a_final_account_calls_a_budget_are_budgets() -> None:
    found = read("一、收支预算安排与执行", "收入预算总额为60万元，其中，人员经费为50万元，日常公用经费为10万元。")
    assert one(found, "人员经费", "预算数").value == 50
    assert one(read("一、收支", "2024年预算中财政补助收入为60万元。"), "财政补助收入", "预算数").value == 60


def test_growth_compares_with_the_year_before() -> None:
    found = read("一、收支", "其中：人员经费增长率为40.83%，培训费增长率为-25.09%。")
    assert [(d.item, d.value) for d in found.disclosures] == [("人员经费", D("40.83")), ("培训费", D("-25.09"))]


def test_people_behind_a_bracket_are_not_those_in_it() -> None:
    found = read("二、单位情况", "在职教师71人，退休教师46人（含师范退休一人）学生人数为284人。")
    assert [d.value for d in found.disclosures] == [71, 46]


def test_meetings_and_courses_are_counted_beside_their_money() -> None:
    found = read(
        "（三）一般性支出情况",
        "会议费预算2万元，拟召开3次会议，人数100人，内容为工作会；培训费预算1万元，拟开展2次培训，人数50人。",
        kind="budget",
    )
    assert stated(found, "item", "metric", "value") == [
        ("会议费", "预算数", 2),
        ("会议费", "数量", 3),
        ("会议费", "人次", 100),
        ("培训费", "预算数", 1),
        ("培训费", "数量", 2),
        ("培训费", "人次", 50),
    ]


def test_basic_expenditure_keeps_its_noun_before_a_budget() -> None:
    found = read("（一）基本支出", "2024年本部门基本支出预算数500万元，主要是保障运转。", kind="budget")
    assert [(d.item, d.value) for d in found.disclosures] == [("基本支出", 500)]


def test_a_word_that_needs_another_is_no_subject() -> None:
    found = read(OVERVIEW, "拟举办0次节庆活动，经费5万元。")
    assert found.disclosures == ()
    assert found.not_understood


def test_split_codes_make_one_path() -> None:
    found = read(
        "（三）一般公共预算当年拨款具体使用情况",
        "1．一般公共服务（201）政府办公厅（室）及相关机构事务（03）行政运行（01）2024年预算数为300万元，主要用于运转。",
        "2．“机关事业单位基本养老保险缴费支出”（2080505）2024年预算数为60万元，主要用于缴费。",
        kind="budget",
    )
    assert stated(found, "item", "item_code", "value") == [
        ("一般公共服务/政府办公厅（室）及相关机构事务/行政运行", "2010301", 300),
        ("机关事业单位基本养老保险缴费支出", "2080505", 60),
    ]


def test_rate_behind_the_budget_it_completes() -> None:
    found = read(EXECUTION, "财政拨款支出480万元，完成年初预算450万元的106.67%。其中：基本支出决算400万元。")
    assert one(found, "财政拨款支出", "年初预算").value == 450
    assert one(found, "财政拨款支出", "完成率").value == D("106.67")
    assert one(found, "基本支出", "支出决算").value == 400


def test_funds_listed_in_a_bracket_are_parts_of_the_amount() -> None:
    found = read(OVERVIEW, "财政拨款收入470万元（其中：一般公共预算460万元，政府性基金预算10万元），占97.92%。")
    assert stated(found) == [
        ("财政拨款收入", "金额", 470, "万元"),
        ("财政拨款收入/一般公共预算", "金额", 460, "万元"),
        ("财政拨款收入/政府性基金预算", "金额", 10, "万元"),
        ("财政拨款收入", "占比", D("97.92"), "%"),
    ]


def test_both_sides_change_together() -> None:
    found = read(OVERVIEW, "收入总计500万元，支出总计500万元。收支较上年决算数减少50万元，下降9.1%。")
    for item in ("收入总计", "支出总计"):
        assert one(found, item, "比上年增减额").value == -50
        assert one(found, item, "比上年增减率").value == D("-9.1")


def test_the_expense_is_the_subject_of_its_cost() -> None:
    found = read(THREE_PUBLIC, "公务车运行维护费5万元，主要用于加油。费用支出较年初预算数减少1万元。")
    assert one(found, "公务车运行维护费", "较预算数增减额").value == -1


def test_list_before_the_word_that_counts_is_no_list_of_subjects() -> None:
    found = read("（一）基本支出情况", "办公费、印刷费等公用经费50万元，占基本支出的12.5%。")
    assert stated(found, "item", "metric") == [("公用经费", "金额"), ("公用经费", "占比")]


def test_value_is_of_what_was_counted_and_of_nothing_else() -> None:
    found = read(ASSETS, "处置车辆1辆，账面原值15万元；报废资产20项，账面原值5万元。")
    assert [(d.item, d.value) for d in found.disclosures if d.metric == "金额"] == [("处置车辆账面原值", 15)]
    assert found.not_understood


def test_what_was_disposed_of_is_not_held() -> None:
    found = read(ASSETS, "共有车辆3辆。处置车辆1辆，出租房屋100平方米。")
    assert [row["quantity"] for row in narrative_rows(found, head())["fact_asset"]] == [3]


def test_land_and_buildings_are_no_equipment() -> None:
    found = read(ASSETS, "房屋面积1,200平方米，共有车辆3辆，单价50万元以上通用设备2台。")
    assert [row["quantity"] for row in narrative_rows(found, head())["fact_asset"]] == [3, 2]


def test_parts_within_a_part_end_with_their_sentence() -> None:
    found = read(
        "三、“三公”经费财政拨款预算说明",
        "3、公务用车购置及运行维护费。2024年预算数9万元，其中，公务用车购置费2024年预算数0万元，公务用车运行维护费2024年预算数9万元，其中：公务用车加油3万元，公务用车维修6万元。比2023年预算数10万元减少1万元，主要原因：压减。",
        kind="budget",
    )
    assert one(found, "公务用车购置及运行维护费", "上年数").value == 10
    assert one(found, "公务用车购置及运行维护费", "比上年增减额").value == -1
    assert one(found, "公务用车维修", "预算数").value == 6


def test_budget_compared_with_may_name_its_subject() -> None:
    found = read(THREE_PUBLIC, "2024年“三公”经费决算数8万元，比2024年“三公”经费财政拨款年初预算10万元减少2万元。")
    assert one(found, "“三公”经费", "年初预算").value == 10
    assert one(found, "“三公”经费", "较预算数增减额").value == -2


def test_units_of_the_agency_are_no_three_public_count() -> None:
    found = read(THREE_PUBLIC, "“三公”经费包括本部门所属1个行政单位、2个事业单位。")
    assert found.disclosures == ()


def test_words_that_join_or_introduce_are_no_part_of_a_name() -> None:
    found = read(
        BUDGET,
        "基本支出40万元，包括人员经费35万元和日常公用经费5万元；项目支出10万元，主要为防汛经费10万元。",
        kind="budget",
    )
    assert [d.item for d in found.disclosures] == ["基本支出", "人员经费", "日常公用经费", "项目支出", "防汛经费"]
