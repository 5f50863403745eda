"""Sentences are rebuilt from what pages, bullets and line ends broke."""

from __future__ import annotations

from etl.documents.model import Paragraph, Table
from etl.narrative.grammar import grammar
from etl.narrative.lines import normalise, squeeze
from etl.narrative.sentences import sentences
from tests.narrative.prose import D, document, one, read


def texts(*lines: str | Table) -> list[str]:
    return [sentence.text for sentence in sentences(document(*lines), grammar())]


def test_spaces_inside_numbers_go_and_full_width_digits_are_folded() -> None:
    assert normalise("总计 665. 39 万元, 占 ９８．５％") == "总计665.39万元，占98.5%"
    assert normalise("收入 16, 738, 431. 85 元；支出12，300.00万元") == "收入16,738,431.85元；支出12,300.00万元"


def test_a_comma_between_two_figures_is_no_thousands_comma() -> None:
    assert normalise("接待3批次,26人次") == "接待3批次，26人次"


def test_the_sentence_is_kept_as_printed_without_layout_spaces() -> None:
    assert squeeze("支出 3.50 万元 （其中: 甲）") == "支出3.50万元（其中:甲）"


def test_a_word_broken_by_a_page_is_joined() -> None:
    narrative = read(
        "十一、政府采购支出情况说明",
        "授予中小企业合同金额12.00万元，占政府采购支",
        "- 12 -",
        "出总额的80%，其中：授予小微企业合同金额6.00万元，占授予中小企业合同金额的50%。",
    )
    assert one(narrative, "授予中小企业合同金额", "占比").value == 80
    assert one(narrative, "授予小微企业合同金额", "占比").value == 50


def test_a_bullet_in_the_middle_of_a_sentence_is_no_minus() -> None:
    narrative = read(
        "一、支出按功能科目分类的明细情况",
        "(1) 行政运行(2010301)65.00万元,较上年增加5.00万元,增长",
        "- 8.33%, 增长的主要原因是: 人员增加;",
        kind="budget",
    )
    rate = one(narrative, "行政运行", "比上年增减率")
    assert rate.value == D("8.33")
    assert rate.reason == "人员增加"


def test_a_continued_item_starts_with_the_level_of_its_subject() -> None:
    found = texts("1. 教育支出（类）进修及培训（款）培训支出", "（项）。年初预算1万元，支出决算1万元。")
    assert found[0] == "教育支出（类）进修及培训（款）培训支出（项）。"


def test_captions_units_and_page_numbers_are_left_out() -> None:
    assert texts("收入、支出决算总计对比图（单位：万元）", "单位：万元", "第 3 页 共 40 页", "公开01表", "- 7 -") == []


def test_the_place_is_that_of_the_line_where_the_sentence_begins() -> None:
    blocks = (
        Paragraph(0, "一、收入决算情况说明", 4),
        Paragraph(1, "本年收入合计10.00万元，其中：财政拨款收入9.00万元，占90%；其他收入1.00万元，", 4),
        Paragraph(2, "占10%。本年共有捐赠收入0万元。", 5),
    )
    doc = document()
    found = list(sentences(type(doc)("r", "text", "", 0, 5, blocks), grammar()))
    assert [(s.position, s.page) for s in found] == [(1, 4), (2, 5)]


def test_printed_lines_of_a_pdf_are_joined_into_paragraphs() -> None:
    body = [
        "2024年度一般公共预算财政拨款支出年初预算为100.00万元，支",
        "出决算为90.00万元，完成年初预算的90.00%。决算数小于预算数的",
        "主要原因：项目未实施。",
    ]
    filler = ["按照预算管理的要求本单位认真落实各项规定并做好预算执行工作以及", "各类管理工作。"] * 12
    blocks = tuple(Paragraph(i, t, 1) for i, t in enumerate(["五、支出决算情况说明", *body, *filler]))
    doc = document()
    found = list(sentences(type(doc)("r", "pdf", "", 0, 1, blocks), grammar()))
    assert found[0].text.endswith("完成年初预算的90.00%。")
    assert found[1].text == "决算数小于预算数的主要原因：项目未实施。"


def test_a_wrapped_item_of_a_pdf_is_no_heading() -> None:
    body = [
        "1、社会保障和就业支出（类）行政事业单位养老支出（款）机关事业",
        "单位基本养老保险缴费支出（项）。年初预算为5.00万元。",
    ]
    filler = ["按照预算管理的要求本单位认真落实各项规定并做好预算执行工作以及", "各类管理工作。"] * 12
    blocks = tuple(Paragraph(i, t, 1) for i, t in enumerate([*body, *filler]))
    doc = document()
    found = list(sentences(type(doc)("r", "pdf", "", 0, 1, blocks), grammar()))
    assert found[0].text.endswith("机关事业单位基本养老保险缴费支出（项）。")


def test_line_that_names_a_thing_of_its_own_goes_not_on() -> None:
    found = read("一、收入情况", "一般公共预算", "财政拨款收入100万元。")
    assert [d.item for d in found.disclosures] == ["财政拨款收入"]
    found = read("一、收入情况", "一般公共预", "算财政拨款收入100万元。")
    assert [d.item for d in found.disclosures] == ["一般公共预算财政拨款收入"]
