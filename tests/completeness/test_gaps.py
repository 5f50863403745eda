"""A report that isn't whole says so: its contents, the forms that each report publishes, its sums and its end tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.completeness import words
from etl.documents.plain.reader import read_text
from etl.pipeline import interpret_report
from etl.statements.catalogue_entries import load_catalogue

COVER = "青山市白石区档案局\n\n2024年度部门决算\n\n"
CONTENTS = "目 录\n\n第一部分 部门概况\n\n第二部分 2024年度部门决算表\n\n一、收入决算表……3\n\n二、支出决算表……4\n\n第三部分 名词解释\n\n"
PROSE = "第一部分 部门概况\n\n档案局保管本区的档案。\n\n第二部分 2024年度部门决算表\n\n"
REVENUE = """\
收入决算表

单位：万元

科目编码\t科目名称\t本年收入合计\t财政拨款收入\t其他收入
\t合计\t30.00\t29.00\t1.00
201\t一般公共服务支出\t20.00\t19.00\t1.00
20126\t档案事务\t20.00\t19.00\t1.00
221\t住房保障支出\t10.00\t10.00\t
22102\t住房改革支出\t10.00\t10.00\t
"""
EXPENDITURE = """
支出决算表

单位：万元

科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
\t合计\t30.00\t25.00\t5.00
201\t一般公共服务支出\t20.00\t15.00\t5.00
20126\t档案事务\t20.00\t15.00\t5.00
221\t住房保障支出\t10.00\t10.00\t
22102\t住房改革支出\t10.00\t10.00\t
"""
GLOSSARY = "\n第三部分 名词解释\n\n基本支出：养人和维持运转的开支。\n\n项目支出：办一件事的开支。\n"
WHOLE = COVER + CONTENTS + PROSE + REVENUE + EXPENDITURE + GLOSSARY


def told(text: str) -> list[str]:
    """What is told of a report, but for the forms that these short reports leave out."""
    report = interpret_report(read_text(Path("report.txt"), text.encode()))
    said = [*report.document.warnings, *(gap.detail for gap in report.gaps)]
    return [one for one in said if "each report of its kind" not in one]


def test_whole_report_says_nothing() -> None:
    assert told(WHOLE) == []


@pytest.mark.parametrize(
    ("end", "words_told"),
    [
        ("第三部分 名词解释", "nothing follows the heading 第三部分"),
        ("\n22102\t住房改革支出\t10.00\t10.00\t\n\n支出决算表", "no table follows the title 支出决算表"),
        ("20126\t档案事务\t20.00\t15.0", "ends within a row"),
        ("20126\t档案事务\t20.00\t15.00\t5.00\n", "add up to less than its totals"),
        ("办一件事", "ends with “项目支出"),
    ],
)
def test_cut_text_tells_where_it_ends(end: str, words_told: str) -> None:
    cut = WHOLE[: WHOLE.rindex(end) + len(end)]
    assert any(words_told in one for one in told(cut)), told(cut)


def test_contents_announce_what_a_cut_text_lacks() -> None:
    cut = told(COVER + CONTENTS + PROSE + REVENUE)
    assert any("支出决算表" in one and "第三部分名词解释" in one for one in cut)


def test_form_announced_in_the_middle_is_missed() -> None:
    (gap,) = told(COVER + CONTENTS + PROSE + EXPENDITURE + GLOSSARY)
    assert "收入决算表" in gap
    assert "not found" in gap


def test_form_declared_empty_in_the_list_of_forms_may_be_left_out() -> None:
    listed = "报表目录\n\n序号\t报表名称\t是否空表\n表1\t收入决算表\t否\n表2\t支出决算表\t否\n表3\t政府性基金预算财政拨款收入支出决算表\t{}\n\n"
    text = COVER + CONTENTS + PROSE + listed + REVENUE + EXPENDITURE + GLOSSARY
    assert told(text.format("是")) == []
    assert any("政府性基金" in one for one in told(text.format("否")))


def test_form_that_the_list_of_forms_marks_empty_is_told() -> None:
    listed = "报表目录\n\n序号\t报表名称\t是否空表\n表1\t收入决算表\t否\n表2\t支出决算表\t否\n表3\t{}\t{}\n\n"
    text = COVER + CONTENTS + PROSE + listed + REVENUE + EXPENDITURE + GLOSSARY

    def remarks(title: str, mark: str) -> list[tuple[str, str, tuple[str, ...]]]:
        report = interpret_report(read_text(Path("report.txt"), text.format(title, mark).encode()))
        return [(r.kind, r.sentence, r.subjects) for r in report.narrative.remarks if r.kind == "blank_form"]

    fund = "政府性基金预算财政拨款收入支出决算表"
    both = ("government_fund_revenue", "government_fund_expenditure")
    assert remarks(fund, "是") == [("blank_form", f"表3 {fund} 是", both)]
    assert remarks(fund, "否") == []


def test_forms_that_each_report_publishes_are_named() -> None:
    report = interpret_report(read_text(Path("report.txt"), WHOLE.encode()))
    (gap,) = report.gaps
    assert "收入支出决算总表" in gap.detail
    assert "、收入决算表" not in gap.detail


def test_report_without_forms_says_that_they_are_elsewhere() -> None:
    assert told(COVER + "一、部门概况\n\n本年收入30.00万元。\n") == [
        "no form of the catalogue was found: the report's tables may be in another file"
    ]


def test_form_without_its_total_is_told() -> None:
    text = WHOLE.replace("\t合计\t30.00\t25.00\t5.00\n", "")
    assert any("支出决算表: no row of its total" in one for one in told(text))


def test_form_printed_twice_is_told() -> None:
    assert any("printed twice" in one for one in told(COVER + REVENUE + REVENUE + EXPENDITURE))


def test_heading_numbers_that_jump_tell_of_a_lost_piece() -> None:
    text = WHOLE + "一、基本支出\n\n人员的开支。\n\n{}四、项目支出\n\n其他开支。\n"
    assert any("their numbers jump" in one for one in told(text.format("")))
    assert told(text.format("二、公用支出\n\n办公的开支。\n\n三、其他\n\n无。\n\n")) == []


def test_sentences_that_stand_twice_are_told() -> None:
    sentences = "".join(f"本部门{one}2024年度支出合计30.00万元，比上年增加1.00万元。\n\n" for one in "甲乙丙丁")
    assert told(WHOLE + sentences) == []
    assert any("stand in it twice" in one for one in told(WHOLE + sentences + sentences))


@pytest.mark.parametrize("signed", ["青山市白石区档案局", "2025年8月20日", "附件：支出决算明细表", "- 12 -"])
def test_signature_below_the_last_sentence_is_no_cut(signed: str) -> None:
    assert told(WHOLE + f"\n{signed}\n") == []


def test_required_forms_are_those_of_the_catalogue() -> None:
    catalogue = load_catalogue()
    for kind in ("budget", "final_account"):
        for keys in words.required(kind):
            assert all(kind in catalogue.by_key(key).kinds for key in keys)


def test_parts_headed_without_their_number_end_the_contents_and_the_name_of_all_forms_is_no_form() -> None:
    contents = (
        "目 录\n\n一、单位主要职能\n\n二、单位决算表\n\n1. 收入决算表\n\n2. 支出决算表\n\n三、其他重要事项说明\n\n"
    )
    duties = "青山市白石区档案局（本级）主要职能\n\n保管本区的档案。\n\n"
    rest = "\n三、其他重要事项的情况说明\n\n机关运行经费支出1.00万元，与上年持平。\n"
    assert told(COVER + contents + duties + REVENUE + EXPENDITURE + rest) == []
    (gap,) = told(COVER + contents + duties + REVENUE + rest)
    assert "2.支出决算表" in gap


def test_three_public_form_that_prints_its_total_alone_lacks_no_row() -> None:
    form = "\n财政拨款“三公”经费支出决算表\n\n单位：万元\n\n项目\t预算数\t决算数\n合计\t8.00\t6.70\n"
    assert not any("add up to less" in one for one in told(COVER + REVENUE + EXPENDITURE + form))


@pytest.mark.parametrize(("unit", "found"), [("单位：元", 1), ("单位：万元", 0), ("", 0)])
def test_next_page_in_another_unit_is_told(unit: str, found: int) -> None:
    page = f"\n支出决算表（续）\n\n{unit}\n\n科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n22102\t住房改革支出\t10.00\t10.00\t\n"
    assert sum("this page says 元" in one for one in told(COVER + REVENUE + EXPENDITURE + page)) == found


def test_unit_of_a_further_page_is_that_of_a_form_whose_first_page_prints_none() -> None:
    page = "\n支出决算表（续）\n\n单位：元\n\n科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n22103\t城乡社区住宅\t2.00\t2.00\t\n"
    for revenue in (REVENUE, ""):
        text = COVER + revenue + EXPENDITURE.replace("单位：万元", "") + page
        report = interpret_report(read_text(Path("report.txt"), text.encode()))
        form = report.interpretation.statements[-1]
        assert (form.unit, len(form.table_indexes), form.other_units) == ("元", 2, ())
        assert {figure.unit for figure in form.figures} == {"元"}


@pytest.mark.parametrize(
    ("contents", "heading"),
    [
        ("三、项目经费情况说明", "机关运行经费情况说明"),
        ("三、整体支出绩效情况说明\n\n四、项目支出绩效情况说明", "整体支出绩效情况说明"),
        ("三、档案修复经费情况说明\n\n四、项目经费情况说明", "档案修复经费情况说明"),
    ],
)
def test_heading_of_another_section_is_not_that_of_an_entry_that_leaves_its_name_open(
    contents: str, heading: str
) -> None:
    announced = CONTENTS.replace("第三部分 名词解释", f"第三部分 名词解释\n\n{contents}")
    report = COVER + announced + PROSE + REVENUE + EXPENDITURE + GLOSSARY + f"\n{heading}\n\n与上年持平。\n"
    assert contents.splitlines()[-1] in " ".join(told(report))


def test_entry_that_leaves_the_name_of_its_thing_open_is_headed_with_the_name() -> None:
    contents = CONTENTS.replace("第三部分 名词解释", "第三部分 名词解释\n\n三、项目经费情况说明")
    report = COVER + contents + PROSE + REVENUE + EXPENDITURE + GLOSSARY
    named = "\n档案修复经费情况说明\n\n修复旧档案。\n"
    assert told(report + named) == []
    (gap,) = told(report + "\n二、机关运行经费情况说明\n\n与上年持平。\n")
    assert "三、项目经费情况说明" in gap
