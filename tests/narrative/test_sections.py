"""Headings, and what a section is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etl.narrative import read_narrative
from etl.narrative.grammar import grammar
from etl.narrative.sections import Section, enter, heading_of, ordinal
from tests.narrative.prose import SUBJECTS, document, head, one, read, stated


@pytest.mark.parametrize(
    ("line", "level", "title"),
    [
        ("第二部分2024年度部门决算情况说明", 1, "2024年度部门决算情况说明"),
        ("三、支出决算情况说明", 2, "支出决算情况说明"),
        ("（一）预算绩效管理工作开展情况说明。", 3, "预算绩效管理工作开展情况说明"),
        ("2.公务接待费", 4, "公务接待费"),
        ("（1）资金到位率。", 5, "资金到位率"),
        ("七、“三公”经费", 2, "“三公”经费"),
        ("十、机关运行经费支出情况说明......27", 2, "机关运行经费支出情况说明"),
    ],
)
def test_headings_of_each_depth(line: str, level: int, title: str) -> None:
    found = heading_of(line, False, grammar())
    assert found is not None
    assert (found[0].level, found[0].title) == (level, title)


@pytest.mark.parametrize(
    "line",
    [
        "（一）人员经费282.15万元，主要包括：基本工资。",
        "1.履行全民所有自然资源资产所有者职责和所有国土空间",
        "公务接待费0.00万元，较上年无增减；",
        "2024年度收入总计5万元。",
    ],
)
def test_lines_with_an_ordinal_or_money_are_no_headings(line: str) -> None:
    assert heading_of(line, False, grammar()) is None


def test_a_path_that_a_page_cuts_behind_a_word_of_headings_is_one_subject() -> None:
    cut = (
        "3、一般公共服务支出（类）社会工作事务（款）其他社会工作",
        "事务支出（项）。全年预算为2.5万元，支出决算为2.5万元。",
    )
    item = "一般公共服务支出/社会工作事务/其他社会工作事务支出"
    assert stated(read(*cut), "item", "section") == [(item, ""), (item, "")]


def test_a_heading_behind_a_class_is_one_where_the_next_line_ends_no_path() -> None:
    found = read("（一）教育支出（类）预算安排", "2024年决算数5万元。")
    assert stated(found) == [("教育支出", "决算数", 5, "万元")]


def test_an_ordinal_before_a_subject_code_is_split_off() -> None:
    assert ordinal("3.2080505机关事业单位基本养老保险缴费支出") == (4, "2080505机关事业单位基本养老保险缴费支出")
    assert ordinal("3.5万元") == (0, "3.5万元")


def test_a_deeper_heading_decides_what_the_section_is_about() -> None:
    words = grammar()
    section = Section()
    for line in ("第三部分2024年度部门决算情况说明", "十一、其他重要事项的情况说明", "（二）政府采购支出情况"):
        found = heading_of(line, False, words)
        assert found is not None
        section = enter(section, found[0], words)
    assert section.kind == "procurement"
    assert section.title == "其他重要事项的情况说明/政府采购支出情况"


def test_glossary_and_duties_state_nothing() -> None:
    narrative = read(
        "第一部分 部门概况",
        "一、部门职责",
        "（一）管理基金，全年支出100万元以上的项目须报批，基本支出80万元。",
        "第四部分 名词解释",
        "一、基本支出：指支出100万元的活动。",
    )
    assert stated(narrative) == []


def test_a_title_before_its_text_on_one_line_is_a_heading() -> None:
    narrative = read("十三、其他重要事项的情况说明", "国有资产占用情况。截至2024年12月31日，我部门共有车辆1辆。")
    assert narrative.disclosures[0].section.endswith("国有资产占用情况")
    assert stated(narrative) == [("车辆", "数量", 1, "辆")]


def test_what_an_agency_achieved_is_no_budget_statement() -> None:
    narrative = read(
        "一、2024年主要工作完成情况",
        "（一）争取项目。全年争取上级补助资金3.2亿元，完成水利投资5亿元，比上年增加1亿元。",
    )
    assert stated(narrative) == []
    assert narrative.not_understood == ()


def test_the_contents_open_no_sections_and_tell_the_titles_of_parts() -> None:
    narrative = read(
        "目 录",
        "一、部门主要职能 ……………………………… 1",
        "二、部门预算编制说明 ............ 3",
        "三、项目经费情况说明 ………………………………",
        "清溪县水务局（部门）主要职能",
        "（一）管理水务，编制水务发展规划。",
        "2024年部门预算编制说明",
        "收入预算50.00万元。",
        kind="budget",
    )
    assert stated(narrative, "section", "item", "value") == [("2024年部门预算编制说明", "收入预算", 50)]


def test_contents_without_dots_open_no_sections_either() -> None:
    narrative = read(
        "目 录",
        "一、单位主要职能",
        "四、单位预算编制说明",
        "1. 2024年预算单位收入预算总表",
        "六、其他相关情况说明",
        "清溪县水务局（本级）主要职能",
        "（一）管理水务，编制水务发展规划。",
        "2024年单位预算编制说明",
        "收入预算50.00万元。",
        "其他相关情况说明",
        "一、政府采购预算情况",
        "政府采购预算3.00万元。",
        kind="budget",
    )
    assert stated(narrative, "section", "item", "value") == [
        ("2024年单位预算编制说明", "收入预算", 50),
        ("政府采购预算情况", "政府采购预算", 3),
    ]


REPORT = (
    "渡口维护专项业务经费项目绩效评价报告",
    "一、基本情况",
    "（一）项目资金情况",
    "执行情况：全年预算100.00万元，全年执行90.00万元，预算执行率90%。",
)
COSTS = ("二、机关运行经费支出情况说明", "机关运行经费预算20.00万元，支出决算10.00万元，完成预算的50%。")


def test_the_headings_of_one_file_are_none_of_the_next() -> None:
    joined = replace(document(*REPORT, *COSTS), part_starts=(len(REPORT),))
    narrative = read_narrative(joined, head(), SUBJECTS)
    assert one(narrative, "渡口维护专项业务经费项目", "预算执行率").value == 90
    costs = [d for d in narrative.disclosures if d.position > len(REPORT)]
    assert {(d.item, d.topic) for d in costs} == {("机关运行经费", "execution")}
    # In one file they stand in the report above them.
    assert {d.topic for d in read(*REPORT, *COSTS).disclosures} == {"performance"}


def test_an_annex_ends_the_evaluation_report_before_it() -> None:
    narrative = read(*REPORT, "附件2：机关运行经费", *COSTS)
    assert {d.topic for d in narrative.disclosures if d.position > len(REPORT)} == {"execution"}
    # Elsewhere it is named in passing.
    (told,) = read("八、“三公”经费支出决算情况说明", "附件：公开表", "公务接待费支出1.00万元。").disclosures
    assert told.section == "“三公”经费支出决算情况说明"
