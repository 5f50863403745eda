"""Indicators: levels over blank cells, drifted columns, rows cut by pages, variants of the header."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.performance.model import Indicator
from tests.performance.support import one, tables

HEAD = """
路灯项目绩效自评表

项目名称||路灯维护|||||
项目资金(万元)||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|20|20|18|10|90%|9
"""
COLUMNS = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施\n"


def read(rows: str, columns: str = COLUMNS) -> tuple[Indicator, ...]:
    return one(HEAD + columns + rows).indicators


def short(indicators: tuple[Indicator, ...]) -> list[tuple[str, ...]]:
    return [(i.level1, i.level2, i.name, i.target, i.actual, str(i.weight), str(i.score)) for i in indicators]


LAMP = ("产出指标", "数量指标", "更换路灯", "≥80盏", "85盏", "10", "10")


@pytest.mark.parametrize(
    "row",
    [
        "|产出指标|数量指标|更换路灯|≥80盏|85盏|10|10|",
        "|产出指标（50分）|数量 指标|更换 路灯|≥ 80 盏|85 盏|10|10|",
        "|||产出指标|数量指标|更换路灯|≥80盏|85盏|10|10",
        "产出指标|数量指标|更换路灯|≥80盏|85盏|10|10||",
        "|产出指标|数量指标|更换路灯||≥80盏||85盏|10|10|",
        "||数量指标|更换路灯|≥80盏|85盏|10|10|",
        "年 度|产出指|数量指标|更换路灯|≥80盏|85盏|10|10|",
    ],
    ids=["straight", "spaces", "right", "left", "gaps", "first level lost", "piece of the first level"],
)
def test_drifted_row_comes_out_the_same(row: str) -> None:
    assert short(read(row)) == [LAMP]


@pytest.mark.parametrize("mark", ["①", "¹", "[¹]", "②③"])
def test_mark_of_a_footnote_is_no_part_of_a_target(mark: str) -> None:
    row = f"|产出指标|数量指标|更换路灯{mark}|≥80盏{mark}|85盏{mark}|10{mark}|10|"
    assert short(read(row)) == [LAMP]
    (area,) = read("|产出指标|数量指标|养护面积|≥80m²|85m²|10|10|")
    assert (area.target, area.actual) == ("≥80m²", "85m²")


def test_levels_hold_for_the_blank_cells_below() -> None:
    found = read(
        "|产出指标|数量指标|更换路灯|≥80盏|85盏|10|10|\n|||新装路灯|5盏|5盏|5|5|\n||质量指标|亮灯率|≥98%|99%|5|5|\n"
    )
    assert [(i.level1, i.level2) for i in found] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
    ]


def test_first_level_follows_from_the_second() -> None:
    found = read("|产出指标|数量指标|更换路灯|≥80盏|85盏|10|10|\n||社会效益指标|夜间出行安全|提升|提升|10|10|\n")
    assert found[1].level1 == "效益指标"


def test_cost_is_a_first_level_above_economic_cost_and_a_second_one_below_output() -> None:
    newer = read(
        "|成本指标|经济成本指标|维护成本|≤20万元|18万元|10|10|\n|产出指标|数量指标|更换路灯|80盏|85盏|10|10|\n"
    )
    assert [(i.level1, i.level2) for i in newer] == [("成本指标", "经济成本指标"), ("产出指标", "数量指标")]
    older = read("|产出指标|时效指标|完成时间|12月底前|12月|10|10|\n||成本指标|维护成本|≤20万元|18万元|10|10|\n")
    assert (older[1].level1, older[1].level2) == ("产出指标", "成本指标")


def test_lost_score_stays_empty() -> None:
    (found,) = read("|产出指标|数量指标|更换路灯|80盏|85盏|10||")
    assert (found.weight, found.score) == (Decimal(10), None)


def test_blank_target_keeps_the_result_in_its_column() -> None:
    (found,) = read("|产出指标|数量指标|更换路灯||85盏|10|10|")
    assert (found.target, found.actual) == ("", "85盏")


def test_text_as_target_and_result() -> None:
    (found,) = read("|效益指标|社会效益指标|夜间出行安全|明显改善|有所改善|10|8|部分路段尚未改造")
    assert (found.target, found.actual, found.reason) == ("明显改善", "有所改善", "部分路段尚未改造")


def test_row_cut_by_the_page_is_put_together() -> None:
    found = read(
        "|产出指标|成本指标|指标1：路灯|1.2万|1.2万元|4|4|\n\n|||电费|元||||\n|||指标2：人工费|3万元|3万元|4|4|\n"
    )
    assert [(i.name, i.target, i.actual) for i in found] == [
        ("指标1：路灯电费", "1.2万元", "1.2万元"),
        ("指标2：人工费", "3万元", "3万元"),
    ]


def test_unfilled_ordinals_are_no_indicators() -> None:
    assert read("|效益指标|经济效益指标|指标1：|||||\n|||指标2：|||||\n||生态效益指标|指标:|||||\n") == ()


def test_total_is_not_an_indicator_and_ends_the_form() -> None:
    table = one(HEAD + COLUMNS + "|产出指标|数量指标|更换路灯|80盏|85盏|90|88|\n总分||||||100|97|\n")
    assert len(table.indicators) == 1
    assert (table.total_label, table.total_weight, table.total_score) == ("总分", Decimal(100), Decimal(97))


def test_label_in_the_middle_of_its_rows_holds_for_those_above() -> None:
    found = read("|||更换路灯|80盏|85盏|10|10|\n||数量指标|新装路灯|5盏|5盏|5|5|\n|||巡查次数|12次|12次|5|5|\n")
    assert {i.level2 for i in found} == {"数量指标"}


def test_lost_first_label_is_the_one_before_in_the_order_of_the_form() -> None:
    found = read("|||更换路灯|80盏|85盏|10|10|\n||质量指标|亮灯率|98%|99%|5|5|\n")
    assert [i.level2 for i in found] == ["数量指标", "质量指标"]


def test_unreadable_label_beside_a_label_is_its_other_half() -> None:
    found = read(
        "||数量指标|更换路灯|80盏|85盏|10|10|\n||W = 11|新装路灯|5盏|5盏|5|5|\n||质量指标|亮灯率|98%|99%|5|5|\n"
    )
    assert [i.level2 for i in found] == ["数量指标", "数量指标", "质量指标"]


def test_second_level_is_kept_as_printed_even_where_the_print_is_wrong() -> None:
    (found,) = read("|满意度指标|居民对照明的评价|居民满意度|≥90%|95%|10|10|")
    assert (found.level1, found.level2) == ("满意度指标", "居民对照明的评价")


def test_levels_of_an_evaluation_report_with_points() -> None:
    (table,) = tables(
        "2023年路灯维护项目绩效评价报告\n绩效评价指标体系得分表\n\n一级指标|二级指标|三级指标|目标值|完成值|综合得分\n"
        "项目决策 (20分)|决策依据(8分)|立项依据充分性|充分|充分|4\n||立项程序规范性|规范|规范|4\n合计||||100|98\n"
    )
    assert (table.kind, table.project) == ("evaluation_system", "路灯维护")
    assert [(i.level1, i.level2, str(i.score)) for i in table.indicators] == [("项目决策", "决策依据", "4")] * 2


def test_criteria_are_not_the_result() -> None:
    (found,) = read(
        "决策|项目立项|立项依据充分性|符合规划|符合规划得2分，手续齐全得2分|符合|4|4",
        "一级指标|二级指标|三级指标|目标值|评分标准|完成值|分值|得分\n",
    )
    assert (found.target, found.actual, found.weight) == ("符合规划", "符合", Decimal(4))


def test_sign_value_and_unit_in_columns_of_their_own_make_one_target() -> None:
    (found,) = read(
        "|产出指标|数量指标|更换路灯|≥|80|盏|10|",
        "绩效指标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重|备注\n",
    )
    assert (found.target, found.weight) == ("≥80盏", Decimal(10))


def test_one_table_of_many_projects_is_a_table_a_project() -> None:
    found = tables(
        "部门预算项目绩效目标表\n\n项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重\n"
        "路灯维护|20|全区亮灯|产出指标|数量指标|更换路灯|≥|80|盏|10\n|||产出指标|质量指标|亮灯率|≥|98|%|10\n"
        "公园养护|35|绿化|产出指标|数量指标|养护面积|=|1200|平方米|20\n"
    )
    assert [(t.project, [i.name for i in t.indicators]) for t in found] == [
        ("路灯维护", ["更换路灯", "亮灯率"]),
        ("公园养护", ["养护面积"]),
    ]
    assert found[1].indicators[0].target == "1200平方米"


def test_two_blocks_side_by_side_are_both_read() -> None:
    found = read(
        "|产出指标|数量指标|更换路灯|240盏|数量指标|更换路灯|80盏\n||质量指标|亮灯率|99%|质量指标|亮灯率|98%\n",
        "绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值\n",
    )
    assert [(i.level2, i.name, i.target) for i in found] == [
        ("数量指标", "更换路灯", "240盏"),
        ("质量指标", "亮灯率", "99%"),
        ("数量指标", "更换路灯", "80盏"),
        ("质量指标", "亮灯率", "98%"),
    ]


def test_header_repeated_on_the_next_page_is_no_indicator() -> None:
    found = read("|产出指标|数量指标|更换路灯|80盏|85盏|10|10|\n\n" + COLUMNS + "||质量指标|亮灯率|98%|99%|5|5|\n")
    assert [i.name for i in found] == ["更换路灯", "亮灯率"]


def test_weights_that_miss_the_stated_points_are_reported() -> None:
    table = one(HEAD + COLUMNS + "|产出指标(50分)|数量指标|更换路灯|80盏|85盏|30|30|\n|||亮灯率|98%|99%|10|10|\n")
    assert any("add up to 40" in warning and "states 50" in warning for warning in table.warnings)


def test_foot_note_in_a_cell_is_cut_off() -> None:
    (found,) = read("|满意度指标|服务对象满意度指标|居民满意度 2、根据需要可往下续表。|90%|95%|10|10|")
    assert found.name == "居民满意度"


def test_budget_beside_a_project_in_a_table_of_many_is_its_money() -> None:
    found = tables(
        "部门预算项目绩效目标表\n单位：元\n\n项目名称|预算金额|一级指标|二级指标|三级指标|指标值\n"
        "路灯维护|200000|产出指标|数量指标|更换路灯|80盏\n公园养护|350000|产出指标|数量指标|养护面积|1200平方米\n"
    )
    assert [(t.money[0].initial_budget, t.money[0].unit) for t in found] == [
        (Decimal(200000), "元"),
        (Decimal(350000), "元"),
    ]


def test_two_columns_of_criteria_are_neither_target_nor_result() -> None:
    (found,) = read(
        "投入（20分）|目标设定|目标合理性|10|是否符合职责|符合得10分|9|个别未量化",
        "一级指标|二级指标|三级指标|分值|指标说明|评分标准|得分|扣分原因\n",
    )
    assert (found.level1, found.level2, found.weight, found.score) == ("投入", "目标设定", Decimal(10), Decimal(9))
    assert (found.target, found.actual, found.reason) == ("", "", "个别未量化")


def test_points_with_their_unit() -> None:
    (found,) = read("|产出指标|数量指标|更换路灯|80盏|85盏|10分|9.5分|")
    assert (found.weight, found.score) == (Decimal(10), Decimal("9.5"))


def test_header_of_two_rows() -> None:
    found = tables(
        "部门预算项目绩效目标表\n单位：万元\n\n单位名称|项目名称|预算数|绩效指标|||指标性质|指标值|度量单位|权重\n"
        "|||一级指标|二级指标|三级指标||||\n路灯所|路灯维护|20|产出指标|数量指标|更换路灯|≥|80|盏|10\n|||||巡查次数|=|12|次|5\n"
    )
    assert [(t.project, t.money[0].initial_budget) for t in found] == [("路灯维护", Decimal(20))]
    assert [(i.level2, i.name, i.target, i.weight) for i in found[0].indicators] == [
        ("数量指标", "更换路灯", "≥80盏", Decimal(10)),
        ("数量指标", "巡查次数", "12次", Decimal(5)),
    ]


def test_label_of_a_merged_cell_that_is_printed_on_the_next_page() -> None:
    def row(*cells: str) -> str:
        return "<tr>" + "".join(cell if cell.startswith("<") else f"<td>{cell}</td>" for cell in cells) + "</tr>"

    found = tables(
        "路灯项目绩效自评表\n\n<table>"
        + row("项目名称", "<td colspan=5>路灯维护</td>")
        + row("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分")
        + row("<td rowspan=4>产出指标</td>", "<td rowspan=2>数量指标</td>", "更换路灯", "80盏", "85盏", "10")
        + row("新装路灯", "5盏", "5盏", "5")
        + row("<td rowspan=2></td>", "亮灯率", "98%", "99%", "5")
        + row("验收合格率", "100%", "100%", "5")
        + "</table>\n\n<table>"
        + row("<td rowspan=2></td>", "质量指标", "故障率", "2%", "1%", "5")
        + row("时效指标", "修复时间", "2小时", "2小时", "5")
        + "</table>\n"
    )
    assert [i.level2 for i in found[0].indicators] == ["数量指标"] * 2 + ["质量指标"] * 3 + ["时效指标"]
