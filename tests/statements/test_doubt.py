"""Figures read by OCR: the arithmetic of the forms marks those that can't be right, and changes none."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from etl.documents.model import Table
from etl.documents.plain.reader import read_text
from etl.statements.doubt import broken_sums
from etl.statements.interpret import interpret
from etl.statements.model import Statement
from tests.statements.forms import only, report, said

EXPENDITURE = """
    支出决算表
    单位：万元
    科目代码|科目名称|本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
    合计||38.00|13.00|25.00|||
    201|一般公共服务支出|30.00|10.00|20.00|||
    20126|档案事务|30.00|10.00|20.00|||
    2012601|行政运行|10.00|10.00||||
    2012604|档案馆|20.00||20.00|||
    208|社会保障和就业支出|8.00|3.00|5.00|||
    20805|行政事业单位养老支出|8.00|3.00|5.00|||
    2080505|机关事业单位基本养老保险缴费支出|8.00|3.00|5.00|||
"""
BALANCE = """
    收入支出决算总表
    单位：万元
    收入||支出|
    项目|决算数|项目|决算数
    一、一般公共预算财政拨款收入|90.00|一、一般公共服务支出|70.00
    二、事业收入|10.00|二、教育支出|20.00
    本年收入合计|100.00|本年支出合计|90.00
    年初结转和结余|5.00|年末结转和结余|15.00
    总计|105.00|总计|105.00
"""
THREE_PUBLIC = """
    财政拨款“三公”经费支出决算表
    单位：万元
    “三公”经费合计|因公出国（境）费|公务用车购置及运行维护费小计|公务用车购置费|公务用车运行维护费|公务接待费
    5.50|1.00|3.00||3.00|1.50
"""


def recognised(form: str, confidence: float = 0.99, of: str = "", but: float = 0.0) -> Statement:
    """A form as if read by OCR with a confidence; the cells of the text `of` have another (`but`)."""
    lines = textwrap.dedent(form).strip().replace("|", "\t")
    document = read_text(Path("scan.txt"), f"青山市白石区档案局\n2024年度部门决算\n\n{lines}\n".encode())
    blocks = tuple(
        replace(
            block,
            confidence=tuple(
                tuple((but if text == of else confidence) if text else None for text in row) for row in block.rows
            ),
        )
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    (statement,) = interpret(replace(document, blocks=blocks)).statements
    return statement


def doubts(statement: Statement) -> dict[tuple[str, str], str]:
    return {(f.row_label, said(f)): f.doubt for f in statement.figures if f.doubt}


def test_form_that_adds_up_has_no_doubtful_figure() -> None:
    for form in (EXPENDITURE, BALANCE, THREE_PUBLIC):
        assert doubts(recognised(form)) == {}


def test_two_crossing_broken_sums_point_to_one_figure() -> None:
    misread = EXPENDITURE.replace("208|社会保障和就业支出|8.00|3.00|5.00", "208|社会保障和就业支出|8.00|8.00|5.00")
    assert doubts(recognised(misread)) == {("社会保障和就业支出", "basic"): "contradicted"}


def test_marked_figure_keeps_what_was_read() -> None:
    misread = EXPENDITURE.replace("208|社会保障和就业支出|8.00|3.00|5.00", "208|社会保障和就业支出|8.00|8.00|5.00")
    (marked,) = [f for f in recognised(misread).figures if f.doubt]
    assert (marked.printed, str(marked.value), marked.repairs) == ("8.00", "8.00", ())


def test_broken_sum_is_the_fault_of_the_figure_that_one_misread_digit_mends_it_with() -> None:
    form = BALANCE.replace("二、教育支出|20.00", "二、教育支出|26.00")
    assert doubts(recognised(form)) == {("二、教育支出", "amount"): "contradicted"}


def test_broken_sum_without_a_crossing_one_marks_what_no_other_sum_confirms() -> None:
    misread = BALANCE.replace("二、教育支出|20.00", "二、教育支出|37.41")
    assert doubts(recognised(misread)) == {
        ("一、一般公共服务支出", "amount"): "contradicted",
        ("二、教育支出", "amount"): "contradicted",
    }


def test_cell_that_was_not_read_breaks_the_sum_of_its_column() -> None:
    unread = EXPENDITURE.replace("2012604|档案馆|20.00||20.00", "2012604|档案馆|20.00||")
    assert ("档案事务", "project") in doubts(recognised(unread))


def test_sides_of_a_summary_form_contradict_each_other() -> None:
    misread = BALANCE.replace("总计|105.00|总计|105.00", "总计|105.00|总计|165.00")
    assert doubts(recognised(misread)) == {("总计", "amount"): "contradicted"}


def test_three_public_expenses_that_do_not_add_up_are_marked() -> None:
    misread = THREE_PUBLIC.replace("|1.50", "|7.50")
    marked = {f.member for f in recognised(misread).figures if f.doubt == "contradicted"}
    assert "reception" in marked
    assert "vehicle_running" not in marked


def test_figure_without_its_point_is_marked_where_no_sum_tells() -> None:
    misread = EXPENDITURE.replace("合计||38.00|13.00|25.00", "合计|||13|25.00")
    assert doubts(recognised(misread))["合计", "basic"] in ("decimals", "contradicted")
    alone = THREE_PUBLIC.replace("公务接待费\n", "公务接待费|会议费|培训费\n").replace("|1.50", "|1.50|2.25|310")
    assert [f.printed for f in recognised(alone).figures if f.doubt == "decimals"] == ["310"]


def test_point_is_put_where_the_sums_of_the_form_prove_it() -> None:
    form = EXPENDITURE.replace("38.00|13.00|25.00", "60183.42|13.00|60170.42").replace(
        "|30.00|10.00|20.00", "|60175.42|10.00|60165.42"
    )
    form = form.replace("20.00||20.00", "60165.42||60165.42")
    misread = form.replace("60165.42||60165.42", "60.16542||60165.42").replace(
        "|8.00|3.00|5.00|||\n    20805|", "|800|3.00|5.00|||\n    20805|"
    )
    read, printed = recognised(misread), recognised(form)
    assert [figure.value for figure in read.figures] == [figure.value for figure in printed.figures]
    assert [figure.amount_yuan for figure in read.figures] == [figure.amount_yuan for figure in printed.figures]
    assert [repair.rule for figure in read.figures for repair in figure.repairs] == ["lost_point", "lost_point"]
    assert doubts(read) == {}


def test_point_that_no_sum_proves_stays_as_it_was_read() -> None:
    misread = recognised(EXPENDITURE.replace("20126|档案事务|30.00", "20126|档案事务|3.0070"))
    assert [(f.value, f.doubt) for f in misread.figures if f.decimals == 4] == [(Decimal("3.0070"), "contradicted")]


def test_code_that_bears_its_name_is_sure_however_it_was_read() -> None:
    assert doubts(recognised(EXPENDITURE, of="2012604", but=0.6)) == {}
    other = EXPENDITURE.replace("2012604|档案馆", "2012604|行政运行")
    assert set(doubts(recognised(other, of="2012604", but=0.6)).values()) == {"low_confidence"}
    without_section = EXPENDITURE.replace("    20126|档案事务|30.00|10.00|20.00|||\n", "")
    assert doubts(recognised(without_section, of="2012604", but=0.6)) != {}


def test_item_whose_code_has_the_digits_of_none_is_doubted_in_a_form_of_few_rows() -> None:
    few = """
    政府性基金预算财政拨款收入支出决算表
    单位：万元
    科目代码|科目名称|年初结转和结余|本年收入|本年支出|基本支出|项目支出|年末结转和结余
    合计|||75.84|75.84||75.84|
    229|其他支出||75.84|75.84||75.84|
    2222996003|用于体育事业的彩票公益金支出||75.84|75.84||75.84|
    """
    assert {(label, doubt) for (label, _), doubt in doubts(recognised(few)).items()} == {
        ("用于体育事业的彩票公益金支出", "structure")
    }


def test_changes_that_a_form_leaves_out_break_no_sum() -> None:
    form = """
    一般公共预算支出表
    单位：万元
    科目编码|科目名称|2023年执行数|2024年预算数|增减额|增减%
    |合计|85.71|9.05|-76.66|-89.44%
    206|科学技术支出|85.71|9.05|-76.66|-89.44%
    20604|技术研究与开发|85.71|8.53|-77.18|-90.05%
    2060499|其他技术研究与开发支出|85.71|8.53|-77.18|-90.05%
    20699|其他科学技术支出||0.52||
    2069999|其他科学技术支出||0.52||
    """
    assert "contradicted" not in doubts(recognised(form)).values()


def test_low_confidence_of_a_figure_that_no_sum_proves_is_a_doubt() -> None:
    alone = THREE_PUBLIC.replace("公务接待费\n", "公务接待费|会议费|培训费\n").replace("|1.50", "|1.50|2.25|3.10")
    assert [f.printed for f in recognised(alone, of="2.25", but=0.6).figures if f.doubt] == ["2.25"]


def test_figure_that_a_sum_proves_is_no_doubt_whatever_the_confidence() -> None:
    assert doubts(recognised(BALANCE, of="70.00", but=0.6)) == {}


def test_low_confidence_of_the_name_beside_a_figure_is_a_doubt_where_nothing_else_tells_the_row() -> None:
    assert doubts(recognised(BALANCE, of="二、教育支出", but=0.6)) == {("二、教育支出", "amount"): "low_confidence"}
    assert doubts(recognised(BALANCE, of="二、事业收入", but=0.6)) == {}  # a line that the catalogue knows
    assert doubts(recognised(EXPENDITURE, of="档案馆", but=0.6)) == {}  # its code is beside it
    unlisted = EXPENDITURE.replace("|档案馆|", "|县档案馆|")
    assert set(doubts(recognised(unlisted, of="2012604", but=0.6)).values()) == {"low_confidence"}


def test_code_that_lost_a_digit_is_a_doubt() -> None:
    misread = EXPENDITURE.replace("2012604|", "201604|")
    assert {label for label, _ in doubts(recognised(misread))} >= {"档案馆"}


def test_published_contradiction_of_a_file_with_text_is_no_doubt_of_reading() -> None:
    lines = textwrap.dedent(BALANCE.replace("20.00", "26.00")).strip().replace("|", "\t")
    document = read_text(Path("report.txt"), f"青山市白石区档案局\n2024年度部门决算\n\n{lines}\n".encode())
    (statement,) = interpret(document).statements
    assert doubts(statement) == {}


SUBJECTS = """
    支出决算表
    单位：万元
    科目编码|科目名称|本年支出合计|基本支出|项目支出
    201|一般公共服务支出|30.00|10.00|20.00
    20126|档案事务|30.00|10.00|20.00
    2012604|档案馆|30.00|10.00|20.00
    205|教育支出|4.00|3.00|1.00
    20508|进修及培训|4.00|3.00|1.00
    2050803|培训支出|4.00|3.00|1.00
    208|社会保障和就业支出|8.00|3.00|5.00
    20805|行政事业单位养老支出|8.00|3.00|5.00
    2080505|机关事业单位基本养老保险缴费支出|8.00|3.00|5.00
    221|住房保障支出|2.00|2.00|
    22102|住房改革支出|2.00|2.00|
    2210201|住房公积金|2.00|2.00|
"""


def doubted_rows(form: str) -> dict[str, str]:
    return {f.row_label: f.doubt for f in recognised(form).figures if f.doubt}


def test_code_that_no_subject_has_is_a_doubt_of_its_row() -> None:
    assert doubted_rows(SUBJECTS) == {}
    assert doubted_rows(SUBJECTS.replace("2210201|", "221021|"))["住房公积金"]


def test_row_that_lost_its_code_is_doubted() -> None:
    assert doubted_rows(SUBJECTS.replace("2050803|", "|"))["培训支出"]


def test_code_that_stands_before_lower_ones_is_doubted() -> None:
    assert doubted_rows(SUBJECTS.replace("2050803|", "2090803|"))["培训支出"]


def test_line_that_the_catalogue_does_not_know_is_doubted_in_a_form_of_known_lines() -> None:
    misread = BALANCE.replace("本年支出合计|90.00", "本年支出含计|90.00")
    assert doubted_rows(misread)["本年支出含计"]


LONG_BALANCE = """
    收入支出决算总表
    单位：万元
    收入||支出|
    项目|决算数|项目|决算数
    一、一般公共预算财政拨款收入|90.00|一、一般公共服务支出|50.00
    二、事业收入|10.00|二、教育支出|20.00
    ||三、科学技术支出|5.00
    ||四、卫生健康支出|5.00
    ||五、农林水支出|5.00
    ||六、住房保障支出|5.00
    本年收入合计|100.00|本年支出合计|90.00
    年初结转和结余|5.00|年末结转和结余|15.00
    总计|105.00|总计|105.00
"""


def test_line_that_no_line_is_named_like_is_doubted_though_the_sums_hold() -> None:
    assert doubted_rows(LONG_BALANCE) == {}
    misread = LONG_BALANCE.replace("年末结转和结余", "年未洁转和洁余")
    assert doubted_rows(misread) == {"年未洁转和洁余": "structure"}


def test_column_whose_header_is_not_known_is_doubted_and_many_of_its_figures_make_the_form_doubtful() -> None:
    odd = recognised(SUBJECTS.replace("项目支出", "项日又出"))
    assert {figure.column_label for figure in odd.figures if figure.doubt} == {"项日又出"}
    odder = recognised(SUBJECTS.replace("项目支出", "项日又出").replace("基本支出", "墓木又山"))
    assert all(figure.doubt for figure in odder.figures)


def test_form_most_of_whose_codes_are_odd_is_doubted_as_a_whole() -> None:
    odd = SUBJECTS.replace("    20126|", "    20926|").replace("    22102|", "    22302|")
    assert all(figure.doubt for figure in recognised(odd).figures)


def test_column_of_a_header_that_was_hardly_read_is_doubted() -> None:
    marked = {said(f) for f in recognised(SUBJECTS, of="项目支出", but=0.6).figures if f.doubt}
    assert marked == {"project"}


def test_more_decimals_than_the_others_have_are_a_doubt() -> None:
    assert "教育支出" in doubted_rows(SUBJECTS.replace("205|教育支出|4.00|3.00|1.00", "205|教育支出|4.0017||"))
    longer = SUBJECTS.replace("205|教育支出|4.00|3.00|1.00", "205|教育支出|4.0000|3.00|1.00")
    assert {figure.printed: figure.doubt for figure in recognised(longer).figures if figure.doubt} == {
        "4.0000": "decimals"
    }


def test_two_lines_taken_for_one_make_the_form_doubtful() -> None:
    merged = BALANCE.replace("一、一般公共服务支出|70.00", "一、一般公共服务支出二、教育支出|70.00").replace(
        "二、教育支出|20.00", "|20.00"
    )
    figures = recognised(merged).figures
    assert figures
    assert all(figure.doubt for figure in figures)


def test_form_without_a_unit_is_doubtful() -> None:
    assert all(figure.doubt for figure in recognised(SUBJECTS.replace("    单位：万元\n", "")).figures)


def test_running_costs_count_as_the_vehicles_where_these_have_no_row() -> None:
    statement = only(
        report(
            """
            财政拨款“三公”经费支出决算表
            单位：万元
            项目|决算数
            合计|9.00
            公务用车运行维护费|6.00
            公务接待费|3.00
            """
        )
    )
    assert "9.00" not in {str(one.whole) for one in broken_sums(statement, every=True)}
