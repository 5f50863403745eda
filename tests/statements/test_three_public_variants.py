"""The three public expenses beside operating costs, cars and procurement; by fund; with the running costs of cars split up."""

from tests.statements.forms import BUDGET_COVER, COVER, only, report, said


def measures(text: str, **kwargs: str) -> dict[str, str]:
    return {said(f): f"{f.value}{f.unit}" for f in only(report(text, **kwargs)).figures}


def test_form_with_two_halves_gives_each_amount_to_the_label_left_of_it() -> None:
    found = measures(
        """
        机构运行信息表
        单位：万元
        项目|年初预算数|全年预算数|决算数|项目|决算统计数
        一、“三公”经费支出|—|—|—|二、机关运行经费|—
        （一）支出合计|10.00|9.00|8.00|（一）行政单位|245.67
        1．因公出国（境）费||||三、国有资产占用情况|—
        2．公务用车购置及运行维护费|6.00|6.00|5.00|（一）车辆数合计（辆）|3
        （2）公务用车运行维护费|6.00|6.00|5.00|3．机要通信用车|2
        3．公务接待费|4.00|3.00|3.00|（一）政府采购支出合计|80.00
        """
    )
    assert found == {
        "budget three_public total": "10.00万元",
        "adjusted_budget three_public total": "9.00万元",
        "outturn three_public total": "8.00万元",
        "outturn three_public operating_costs_administrative": "245.67万元",
        "budget three_public vehicle": "6.00万元",
        "adjusted_budget three_public vehicle": "6.00万元",
        "outturn three_public vehicle": "5.00万元",
        "outturn three_public cars": "3辆",
        "budget three_public vehicle_running": "6.00万元",
        "adjusted_budget three_public vehicle_running": "6.00万元",
        "outturn three_public vehicle_running": "5.00万元",
        "outturn three_public communication_cars": "2辆",
        "budget three_public reception": "4.00万元",
        "adjusted_budget three_public reception": "3.00万元",
        "outturn three_public reception": "3.00万元",
        "outturn three_public procurement": "80.00万元",
    }


def test_fund_beside_the_amount_is_a_part_of_it() -> None:
    found = measures(
        """
        部门“三公”经费支出表
        单位：万元
        项目|资金来源合计|一般公共预算财政拨款
        一、因公出国（境）费|2.00|2.00
        三、公务接待费|1.00|0.40
        """,
        cover=BUDGET_COVER,
    )
    assert found == {
        "budget three_public abroad": "2.00万元",
        "budget fund_three_public abroad general_public": "2.00万元",
        "budget three_public reception": "1.00万元",
        "budget fund_three_public reception general_public": "0.40万元",
    }


def test_running_costs_split_into_fuel_and_repair_are_counted_once() -> None:
    statement = only(
        report(
            """
            财政拨款“三公”经费支出表
            单位：万元
            年度|“三公”经费财政拨款预算总额|因公出国（境）费用|公务接待费|公务用车购置和运行维护费|||||
            ||||小计|公务用车购置费|公务用车运行维护费|||
            ||||||小计|公务用车加油|公务用车维修|公务用车保险
            2024年|8.50||0.50|8.00||8.00|3.50|2.50|2.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(f.member, f.role) for f in statement.figures] == [
        ("total", "total"),
        ("reception", "leaf"),
        ("vehicle", "subtotal"),
        ("vehicle_running", "leaf"),
        ("vehicle_fuel", "of_which"),
        ("vehicle_repair", "of_which"),
        ("vehicle_insurance", "of_which"),
    ]


def test_statistics_below_the_amounts_of_one_table_are_read_too() -> None:
    found = measures(
        """
        财政拨款“三公”经费、会议费和培训费支出决算表
        单位：万元
        “三公”经费||||会议费|培训费
        合计|因公出国（境）费|公务用车运行维护费|公务接待费||
        5.20||4.20|1.00|2.00|3.00
        相关统计数：|||||
        项目|统计数|项目|统计数||
        公务用车保有量（辆）|2|国内公务接待批次（个）|15||
        """
    )
    assert found == {
        "outturn three_public total": "5.20万元",
        "outturn three_public vehicle_running": "4.20万元",
        "outturn three_public reception": "1.00万元",
        "outturn three_public meeting": "2.00万元",
        "outturn three_public training": "3.00万元",
        "outturn three_public vehicles_held": "2辆",
        "outturn three_public reception_groups": "15个",
    }


def test_total_over_meetings_and_training_is_not_that_of_the_three() -> None:
    found = measures(
        """
        “三公”经费、会议费、培训费支出情况表
        单位：元
        单位名称|一般公共预算安排的“三公”经费、会议费、培训费|||||
        |总计|“三公”经费合计|因公出国（境）费用|公务接待费|会议费|培训费
        地名办公室|95.00|65.00|50.00|15.00|10.00|20.00
        """,
        cover=BUDGET_COVER,
    )
    assert (found["budget three_public all"], found["budget three_public total"]) == ("95.00元", "65.00元")


def test_rate_beside_a_change_is_a_percentage() -> None:
    found = measures(
        """
        “三公”经费支出表
        单位：万元
        项目|2023年预算数|2024年预算数|2024年预算数比2023年预算数增减|增减%
        合计|5.00|4.00|-1.00|-20.00
        公务接待费|5.00|4.00|-1.00|-20.00
        """,
        cover=BUDGET_COVER,
    )
    assert (found["change three_public reception"], found["change_percent three_public reception"]) == (
        "-1.00万元",
        "-20.00%",
    )


def test_word_of_the_group_to_the_left_does_not_reach_into_the_next_group() -> None:
    found = measures(
        """
        “三公”经费支出决算表
        单位：万元
        合计||公务用车购置及运行费||||公务接待费|
        ||购置费||运行费|||
        预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数
        9.50|8.20|0.00|0.00|8.00|7.20|1.50|1.00
        """
    )
    assert (found["budget three_public vehicle_running"], found["outturn three_public reception"]) == (
        "8.00万元",
        "1.00万元",
    )


def test_row_of_the_sum_alone_is_the_total() -> None:
    found = measures(
        """
        财政拨款“三公”经费支出决算表
        单位：万元
        项目|预算数|决算数
        合计|7.20|5.10
        """
    )
    assert found == {"budget three_public total": "7.20万元", "outturn three_public total": "5.10万元"}


def test_year_of_a_row_stands_in_any_label_column() -> None:
    found = measures(
        """
        部门“三公”经费支出表
        单位：万元
        部门名称|年度|合计|因公出国（境）费用|公务接待费|公务用车购置及运行费
        林业局|2023年|6.20|0|1.20|5.00
        林业局|2024年|5.10|0|1.10|4.00
        """,
        cover=BUDGET_COVER,
    )
    assert found == {
        "prior_budget three_public total": "6.20万元",
        "prior_budget three_public abroad": "0万元",
        "prior_budget three_public reception": "1.20万元",
        "prior_budget three_public vehicle": "5.00万元",
        "budget three_public total": "5.10万元",
        "budget three_public abroad": "0万元",
        "budget three_public reception": "1.10万元",
        "budget three_public vehicle": "4.00万元",
    }


def test_rows_of_years_before_the_last_are_no_figures_of_the_report() -> None:
    found = measures(
        """
        “三公”经费情况表
        单位：万元
        年度|“三公”经费合计|公务用车运行维护费|公务接待费
        2022年决算数|9.90|8.40|1.50
        2023年决算数|9.10|8.00|1.10
        2024年决算数|8.55|7.70|0.85
        """
    )
    assert found == {
        "prior_outturn three_public total": "9.10万元",
        "prior_outturn three_public vehicle_running": "8.00万元",
        "prior_outturn three_public reception": "1.10万元",
        "outturn three_public total": "8.55万元",
        "outturn three_public vehicle_running": "7.70万元",
        "outturn three_public reception": "0.85万元",
    }


def test_columns_of_years_before_the_last_are_no_figures_of_the_report() -> None:
    found = measures(
        """
        “三公”经费情况表
        单位：万元
        项目|2022年决算数|2023年决算数|2024年决算数
        合计|9.90|9.10|8.55
        公务用车运行维护费|8.40|8.00|7.70
        公务接待费|1.50|1.10|0.85
        """
    )
    assert found["prior_outturn three_public total"] == "9.10万元"
    assert found["outturn three_public total"] == "8.55万元"
    assert len(found) == 6


def test_a_year_left_in_the_header_of_an_old_form_is_the_report_s() -> None:
    found = measures(
        """
        “三公”经费情况表
        单位：万元
        项目|2022年决算数
        合计|8.55
        公务接待费|0.85
        """
    )
    assert found == {"outturn three_public total": "8.55万元", "outturn three_public reception": "0.85万元"}


def test_year_beside_the_expense_is_that_of_its_amount() -> None:
    found = measures(
        """
        “三公”经费预算表
        单位：万元
        项目|年度|金额
        合计|2022|7.00
        |2023|9.00
        |2024|8.40
        公务接待费|2023|3.00
        |2024|2.40
        """,
        cover=BUDGET_COVER,
    )
    assert found == {
        "prior_budget three_public total": "9.00万元",
        "budget three_public total": "8.40万元",
        "prior_budget three_public reception": "3.00万元",
        "budget three_public reception": "2.40万元",
    }


def test_bare_years_before_the_amounts_of_items_as_columns() -> None:
    found = measures(
        """
        “三公”经费预算表
        单位：万元
        单位名称|年度|合计|公务接待费|公务用车购置及运行费
        林业局|2022|7.20|1.20|6.00
        林业局|2023|6.20|1.20|5.00
        林业局|2024|5.10|1.10|4.00
        """,
        cover=BUDGET_COVER,
    )
    assert found == {
        "prior_budget three_public total": "6.20万元",
        "prior_budget three_public reception": "1.20万元",
        "prior_budget three_public vehicle": "5.00万元",
        "budget three_public total": "5.10万元",
        "budget three_public reception": "1.10万元",
        "budget three_public vehicle": "4.00万元",
    }


def test_year_merged_over_expenses_is_that_of_each() -> None:
    found = measures(
        """
        “三公”经费预算表
        单位：万元
        年度|项目|金额
        2023|公务接待费|3.00
        |因公出国（境）费|2.00
        2024|公务接待费|3.50
        |因公出国（境）费|1.00
        """,
        cover=BUDGET_COVER,
    )
    assert found == {
        "prior_budget three_public reception": "3.00万元",
        "prior_budget three_public abroad": "2.00万元",
        "budget three_public reception": "3.50万元",
        "budget three_public abroad": "1.00万元",
    }


def test_year_merged_over_units_is_that_of_each() -> None:
    form = """
        “三公”经费预算表
        单位：万元
        年度|单位名称|合计|公务接待费|公务用车购置及运行费
        2023|林业局|6.20|1.20|5.00
        |苗圃|4.10|1.10|3.00
        2024|林业局|5.10|1.10|4.00
        |苗圃|3.05|1.05|2.00
        """
    figures = only(report(form, cover=BUDGET_COVER)).figures
    of_year = [(f.basis, str(f.value)) for f in figures if f.member == "reception"]
    assert of_year == [("prior_budget", "1.20"), ("prior_budget", "1.10"), ("budget", "1.10"), ("budget", "1.05")]


def test_line_numbers_headed_as_those_of_columns_are_no_amounts() -> None:
    found = measures(
        """
        机构运行信息表
        单位：万元
        项目|栏次|统计数
        一、“三公”经费支出|1|
        （一）支出合计|2|22.00
        1．公务用车购置及运行维护费|3|20.00
        2．公务接待费|4|2.00
        （一）车辆数合计（辆）|5|6
        """
    )
    assert found == {
        "outturn three_public total": "22.00万元",
        "outturn three_public vehicle": "20.00万元",
        "outturn three_public reception": "2.00万元",
        "outturn three_public cars": "6辆",
    }


def blanks(text: str, cover: str = COVER) -> dict[str, set[str]]:
    return {row.line: set(row.blanks) for row in only(report(text, cover=cover)).rows}


_PARTED = """
    财政拨款“三公”经费及会议费、培训费支出决算表
    单位：万元
    项目|财政拨款“三公”经费||||||会议费|培训费
    |小计|因公出国（境）费|公务用车购置及运行费|||公务接待费||
    |||小计|公务用车购置费|公务用车运行维护费|||
    预算数|{}
    决算数||||||||
    """


def test_blank_cells_beside_others_are_none() -> None:
    assert blanks(_PARTED.format("|||||||0.34")) == {
        "budget": {"abroad", "vehicle_purchase", "vehicle_running", "reception", "meeting"}
    }
    assert blanks(_PARTED.format("8.50|—|8.00||8.00|0.50||2.00")) == {
        "budget": {"abroad", "vehicle_purchase", "meeting"}
    }


def test_a_blank_cell_that_a_sum_misses_is_a_lost_number() -> None:
    assert blanks(_PARTED.format("8.50||8.00||8.00|||2.00")) == {"budget": set()}


def test_vehicles_without_their_parts_leave_these_untold() -> None:
    text = _PARTED.format("8.00||8.00|||||2.00")
    assert [(f.member, str(f.value)) for f in only(report(text)).figures] == [
        ("total", "8.00"),
        ("vehicle", "8.00"),
        ("training", "2.00"),
    ]
    assert blanks(text) == {"budget": {"abroad", "reception", "meeting"}}


def test_blanks_below_a_damaged_header_are_those_of_the_order_by_which_the_row_adds_up() -> None:
    text = """
        财政拨款“三公”经费及会议费、培训费支出决算表
        单位：万元
        项目|财政拨款“三公”经费|||||会议费|培训费|
        |合计|因公出国（境）费|公务用车购置及运行维护费||||公务接待费
        |||小计|公务用车购置费|公务用车运行维护费|||
        预算数|13.92||9.00||9.00|4.92|41.66|83.68
        """
    assert blanks(text) == {"budget": {"abroad", "vehicle_purchase"}}


def test_blank_items_in_rows_are_none_in_a_column_that_has_others() -> None:
    found = blanks(
        """
        “三公”经费支出表
        单位：万元
        项目|预算数|决算数
        “三公”经费合计|3.00|
        1、因公出国（境）费||
        2、公务接待费|1.00|
        3、公务用车费|2.00|
        其中：公务用车运行维护费|2.00|
        公务用车购置费||
        """
    )
    assert found == {"budget": {"abroad", "vehicle_purchase"}}
