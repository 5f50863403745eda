"""Each number has one state, told by what was read of it or by the words around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.account import STATES, Account
from etl.account.numbers import Told, numbers_in
from etl.account.prose import _LINE_END
from etl.documents.plain.reader import read_text
from etl.pipeline import interpret_report
from tests.narrative.kinds import Case, cases

COVER = "青山市地名馆2024年度部门决算\n\n"
FORM = """
支出决算表

单位：万元

科目编码|科目名称|本年支出合计|基本支出|项目支出
栏次||1|2|3
合计||9.00|5.00|4.00
206|科学技术支出|9.00|5.00|4.00
"""


def account(*parts: str) -> Account:
    """The account of a report; `|` stands for a tab."""
    text = COVER + "\n\n".join(part.replace("|", "\t") for part in parts) + "\n"
    return interpret_report(read_text(Path("report.txt"), text.encode())).account


def states(text: str) -> list[tuple[str, str]]:
    """(number, state) of a text by its words alone; "" where they say nothing."""
    told = Told(text)
    found = ((number, told.surely(number) or told.otherwise(number)) for number in numbers_in(text))
    return [(number.text, state[0] if state else "") for number, state in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年3月5日", ["date"] * 3),
        ("2022-2024年度", ["date"] * 2),
        ("3月至9月", ["date"] * 2),
        ("（3）人员经费", ["ordinal"]),
        ("12.公用经费", ["ordinal"]),
        ("- 17 -", ["ordinal"]),
        ("第3部分", ["ordinal"]),
        ("青财发〔2023〕14号", ["reference"] * 2),
        ("附件2", ["reference"]),
        ("公开05表", ["reference"]),
        ("联系电话：0917-3652001", ["reference"] * 2),
        ("三、决算说明........12", ["reference"]),
        ("4.2024年部门收支预算总表", ["ordinal", "date"]),
        ("五、预算表……1.2024年部门收支预算总表……", ["ordinal", "date"]),
        ("支出4.2024万元", [""]),
        ("（2060702）", ["code"]),
        ("206 科学技术支出", ["code"]),
        ("206个行政村", [""]),
        ("指标 2：办结率", ["ordinal"]),
        ("目标1:保障运转;目标2:按时发放", ["ordinal"] * 2),
        ("合格(8分):85%-90%", ["threshold"] * 3),
        ("单价50万元以上", ["threshold"]),
        ("不低于95%", ["threshold"]),
        ("不得超过5人", ["threshold"]),
        ("参保超过3.5万人", [""]),
        ("单价2.6万元", ["set_aside"]),
        ("满分共计100分", ["threshold"]),
        ("20702 文物", ["code"]),
        ("5.2025年部门收入预算总表", ["ordinal", "date"]),
        ("整体评价报告（共32页）", ["reference"]),
        ("说明第11点", ["ordinal"]),
        ("写明“增加17%”", [""]),
        ("写明“河道巡查（02项）36.5万元”", ["code", ""]),
        ("“15分钟文化圈”", ["set_aside"]),
        ("60≤得分＜80为中", ["threshold"] * 2),
        ("产出50分得48.5分", ["threshold", ""]),
        ("临审意〔2022〕第9-3号", ["reference"] * 3),
        ("口径见第12页", ["reference"]),
        ("师生比1:13.5", ["", ""]),
        ("开馆时间9:30", ["date"] * 2),
        ("尾数误差±0.01", ["set_aside"]),
        ("20702人次", [""]),
        ("农林水支出（213）水利（03）水利工程建设（05）", ["code"] * 3),
        ("金额保留2位小数，可能有0.01的尾差", ["set_aside"] * 2),
        ("均在90分以上", ["threshold"]),
        ("满分10分", ["threshold"]),
        ("“互联网+2025”", ["set_aside"]),
        ("收入12.5万元", [""]),
        ("5.5万元", [""]),
        ("下降3.20%", [""]),
    ],
)
def test_words_around_a_number_say_what_it_is(text: str, expected: list[str]) -> None:
    assert [state for _, state in states(text)] == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("九百八十万元", ["九百八十万元"]),
        ("覆盖八成", ["八成"]),
        ("百分之五", ["百分之五"]),
        ("共十二人", ["十二人"]),
        ("接待九十六人次", ["九十六人次"]),
        ("下降四分之一", ["四分之一"]),
        ("培训二十期，五个乡镇", ["二十期", "五个"]),
        ("一条路，这三个代表", []),
        ("“三公”经费", []),
        ("“十四五”规划", []),
        ("一成立就", []),
        ("第三人", []),
        ("一、收入", []),
    ],
)
def test_chinese_numerals_that_count_are_numbers(text: str, found: list[str]) -> None:
    assert [number.text for number in numbers_in(text)] == found


def test_cells_of_a_form_are_figures_codes_and_numbers_of_columns() -> None:
    found = account(FORM)
    assert {state: n for state, n in found.by_state.items() if n} == {
        "figure": 6,
        "date": 1,
        "code": 1,
        "line_number": 3,
    }
    assert found.tables == ((0, "statement"),)
    assert found.runs == 6 * 2 + 1 + 1 + 3


def test_a_number_in_a_label_is_part_of_it_and_one_without_words_is_listed() -> None:
    form = FORM.replace("科学技术支出", "5G应用支出").replace("合计||", "合计|2 第 3|")
    taken = account(form)
    assert [(one.state, one.rule, one.text) for one in taken.listed] == [
        ("not_understood", "label", "2"),
        ("not_understood", "label", "3"),
    ]
    assert taken.by_state["set_aside"] == 1


@pytest.mark.parametrize("label", ["30202印刷费", "[30202]印刷费", "30202-印刷费", "30202 印刷费"])
def test_the_code_of_a_row_is_one_within_its_label_too(label: str) -> None:
    form = f"基本支出决算表\n\n单位：万元\n\n项目|合计\n合计|9.00\n301工资福利支出|5.00\n{label}|4.00\n"
    by_state = account(form).by_state
    assert (by_state["code"], by_state["set_aside"]) == (2, 0)


def test_a_note_in_the_column_of_codes_is_no_code() -> None:
    noted = account(FORM + "注：2023年无项目支出||||\n").by_state
    assert (noted["date"], noted["code"]) == (2, 1)


def test_an_amount_with_words_behind_it_among_figures_is_listed() -> None:
    taken = account(FORM.replace("|5.00|4.00\n206", "|5.00（含上年2.00）|4.00\n206"))
    assert [(one.rule, one.text) for one in taken.listed] == [("label", "5.00"), ("label", "2.00")]


def test_ordinals_and_limits_stay_what_they_are_in_a_section_that_is_set_aside() -> None:
    prose = "二、绩效自评情况\n\n目标1:救助困难群众300人，目标2:抽检不少于20次。"
    by_state = account(FORM, prose).by_state
    without = account(FORM).by_state
    assert by_state["ordinal"] - without["ordinal"] == 2
    assert by_state["threshold"] == 1


def test_numbers_of_the_prose_are_stated_or_listed_with_their_place() -> None:
    found = account("二、收入支出决算总体情况说明", "2024年度收入总计510.00万元，街角灯亮了37回又8格。")
    assert found.by_state["disclosure"] == 1
    assert [(number.text, number.rule, number.place) for number in found.listed] == [
        ("37", "sentence", "paragraph 2"),
        ("8", "sentence", "paragraph 2"),
    ]


def test_ordinal_of_an_item_is_not_taken_for_the_number_of_its_digits_that_was_read() -> None:
    found = account("九、国有资产占用情况", "（4）国有资产占用情况：截至年底，单位共有公务用车4辆。")
    assert (found.by_state["ordinal"], found.by_state["disclosure"], found.listed) == (1, 1, ())


def test_an_amount_in_numerals_that_was_read_is_a_disclosure_and_another_is_listed() -> None:
    found = account("二、收入支出决算总体情况说明", "2024年度收入总计五百一十万元，街灯花了八千元。")
    assert found.by_state["disclosure"] == 1
    assert [(number.text, number.rule) for number in found.listed] == [("八千元", "numeral")]


@pytest.mark.parametrize(
    ("broken", "pieces"), [("5,5\n98.11", 3), ("5,598.\n11", 2), ("5,598\n.11", 2), ("5,598.1\n1", 2)]
)
def test_a_number_over_a_line_end_has_one_state(broken: str, pieces: int) -> None:
    found = account("二、收入支出决算总体情况说明", f"2024年度收入总计{broken}万元，支出总计5,598.11万元。")
    assert (found.by_state["disclosure"], found.by_state["not_understood"]) == (pieces + 1, 0)


def test_no_number_of_a_long_line_looks_for_its_end() -> None:
    assert _LINE_END.match(" 1" * 20) is not None
    assert _LINE_END.match(" 1" * 20_000) is None


def test_a_table_of_counts_ends_as_unknown_and_is_listed() -> None:
    text = COVER + "服务台\t上午\t下午\n咨询\t12\t8\n借阅\t7\t5\n"
    report = interpret_report(read_text(Path("report.txt"), text.encode()))
    assert report.account.tables == ((0, "unknown"),)
    assert [number.text for number in report.account.listed] == ["12", "8", "7", "5"]
    assert [unknown.numeric_cells for unknown in report.interpretation.unknown] == [4]


def test_a_table_that_only_numbers_its_rows_ends_as_text() -> None:
    text = COVER + "序号\t岗位\t人员\n1\t馆长\t甲\n2\t讲解\t乙\n"
    report = interpret_report(read_text(Path("report.txt"), text.encode()))
    assert (report.account.tables, report.account.by_state["ordinal"]) == (((0, "text"),), 2)
    assert report.interpretation.unknown == ()


def test_a_performance_table_s_numbers_are_indicators_or_listed() -> None:
    found = account(
        "项目支出绩效自评表",
        """项目名称||路灯维护|||||
主管部门||市政管理局|||实施单位|路灯所|
项目资金(万元)||年初预算数|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|20|22.5|18|10|80%|8
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
|产出指标|数量指标|更换路灯|≥80盏|85盏|90|88
总分||||||100|96""",
    )
    assert (found.by_state["indicator"], found.by_state["not_understood"]) == (12, 0)
    assert found.tables == ((0, "performance"),)


def test_every_state_is_counted_and_the_share_set_aside_told() -> None:
    found = account(FORM, "十、名词解释", "热线12345。")
    assert list(found.by_state) == list(STATES)
    assert found.total == sum(found.by_state.values())
    assert found.share_set_aside == found.by_state["set_aside"] / found.total
    assert Account().share_set_aside == 0


def test_cells_of_a_table_copied_a_line_each_are_not_set_aside_for_their_section() -> None:
    header = "支出决算表\n单位：万元\n科目编码\n科目名称\n本年支出合计\n基本支出"
    of = account(
        f"{header}\n合计\n312.50\n212.50\n208\n社会保障和就业支出\n1,300.00\n200.00\n221\n住房保障支出\n12.50\n12.50"
    ).by_state
    assert (of["not_understood"], of["set_aside"]) == (6, 0)


def test_rows_of_a_table_copied_a_line_each_are_not_set_aside_for_their_section() -> None:
    rows = "一、财政拨款收入 300.00 一、教育支出 280.00\n二、其他收入 12.50 二、住房保障支出 32.50"
    of = account(f"收入支出决算总表\n单位：万元\n收入 支出\n{rows}").by_state
    assert (of["not_understood"], of["set_aside"]) == (4, 0)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_no_number_of_a_sentence_is_silent(case: Case) -> None:
    """As many runs of digits are accounted for as are printed; what is neither read nor told by its words is listed with its place."""
    found = account(*case.lines)
    printed = [run for part in (COVER, *case.lines) for run in re.findall(r"\d+", part)]
    assert found.runs == len(printed)
    told = {"figure", "disclosure", "indicator", "date", "ordinal", "code", "line_number", "reference", "threshold"}
    untold = [count for count in found.counts if count.state not in told]
    assert sum(count.numbers for count in untold) == len(found.listed)


def test_month_with_the_digits_of_a_count_is_a_date() -> None:
    found = account("四、国有资产占用情况", "截至2024年8月31日，本部门共有车辆8辆。")
    assert found.by_state["not_understood"] == 0


def test_first_of_several_kinds_of_units_is_counted_too() -> None:
    found = account("五、机关运行经费", "下属3家机关和2家参公事业单位的机关运行经费支出8.00万元。")
    assert [(number.rule, number.text) for number in found.listed] == [("units", "3"), ("units", "2")]


def test_a_number_that_a_rule_sets_aside_in_the_prose_is_listed_with_its_rule() -> None:
    found = account("二、支出决算情况说明", "项目支出8.00万元，比上年增加1.00万元，主要原因是新增路灯补助2.00万元。")
    assert [(number.state, number.rule, number.text) for number in found.listed] == [("set_aside", "reason", "2.00")]
