"""Who published what: titles among a site's own lines, broken, glued to contents, or missing. Agencies are fictional."""

from __future__ import annotations

import pytest

from etl.documents.model import Document, PageDatum, Paragraph, Table
from etl.errors import NotAReportError
from etl.head import ReportHead, StatedHead
from etl.statements.head import read_head
from etl.statements.head.places import read_kind_lines, read_preparers
from etl.statements.surroundings import unit_in


def head(*lines: str, name: str = "page", page: tuple[tuple[str, str], ...] = (), **stated: object) -> ReportHead:
    """The head of a page of these lines, with the page's data and what a person says."""
    blocks = tuple(Paragraph(position, line, None) for position, line in enumerate(lines))
    data = tuple(PageDatum(*one) for one in page)
    return read_head(Document(name, "html", "", 0, None, blocks, page_data=data), [], StatedHead(**stated))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "lines",
    [
        ("监督索引号53340000131801000", "清溪县水务局2023年度部门决算", "目录"),
        ("1724750955.xlsx监督索引号53340000131801000", "清溪县水务局2023年度部门决算"),
        ("索引号：002590358/2024-1", "发布单位：清溪县水务局", "清溪县水务局（汇总）2023年度部门决算"),
        ("当前位置：首页>财政", "2023年度清溪县水务局部门决算", "发布时间：2024-09-28 信息来源：财政局"),
        ("2023年度", "清溪县水务局部门决算", "目录"),
        ("2023年度清溪县水务局（部门）", "决算公开"),
        ("清溪县水务局", "部门决算", "（2023年度）", "二〇二四年九月"),
        ("目录", "第一部分2023年部门决算编制说明", "清溪县水务局", "2023年部门决算编制说明"),
        ("清溪县水务局2023年部门决算公开的说明", "发布时间：2024-08-28"),
        (
            "2023年度部门决算公开说明-水务.pdf",
            "清溪县水务局2023年度决算公开说明（目录）第一部分：基本情况 一、主要职能",
        ),
        ("第一部分清溪县水务局概况", "一、主要职能", "第二部分2023年度部门决算表"),
        (
            "目录",
            "第一部分部门概况",
            "第二部分2023年度部门决算情况说明",
            "清溪县水务局是清溪县人民政府工作部门，主管水利。",
        ),
    ],
)
def test_agency_year_and_kind_are_found_whatever_stands_around_the_title(lines: tuple[str, ...]) -> None:
    found = head(*lines)
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县水务局", 2023, "final_account")


def test_an_agency_without_its_units_is_a_unit_whatever_the_title_calls_its_account() -> None:
    assert head("清溪县水务局（本级）2024年度部门决算公开").scope == "unit"
    assert head("清溪县水务局（汇总）2024年度部门决算公开").scope == "department"
    assert head("清溪县水务局2024年度部门决算（本级）").scope == "unit"
    assert head("清溪县水务局2024年度部门决算（汇总）").scope == "department"


def test_the_only_heading_of_a_page_is_its_title_beside_links_to_other_years() -> None:
    links = ("清溪县气象台2021年度单位决算", "清溪县气象台2022年度单位决算")
    assert head(*links, page=(("h2", "清溪县气象台2023年度单位决算"),)).fiscal_year == 2023


def test_title_stands_behind_its_name_in_the_record_of_a_page() -> None:
    found = head("索引号：0145/2023-12", "标题：清溪县气象台2022年度单位决算", "发文日期：2023年9月5日")
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县气象台", 2022, "final_account")


@pytest.mark.parametrize("years", ["报表年度：", "年度："])
def test_cover_of_a_workbook_parts_names_from_values(years: str) -> None:
    rows = (("部门名称：", "清溪县民政局"), (years, "2022年度"), ("负责人：王某", "制表人：赵某"))
    blocks = (Paragraph(0, "部门决算公开报表"), Table(1, 0, rows))
    found = read_head(Document("1.xlsx", "xlsx", "", 0, None, blocks), [])
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县民政局", 2022, "final_account")


def test_cover_may_part_names_from_values_without_a_colon() -> None:
    rows = (("部门名称", "清溪县民政局"), ("所属年度", "2022"), ("联系人", "王某"), ("传真", ""))
    blocks = (Paragraph(0, "部门决算公开"), Table(1, 0, rows))
    found = read_head(Document("1.html", "html", "", 0, None, blocks), [])
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县民政局", 2022, "final_account")


def test_line_of_the_preparer_may_say_the_year() -> None:
    found = head("部门决算公开表", "部门：清溪县民政局 2022年度 金额单位：元")
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县民政局", 2022, "final_account")
    found = head("部门决算公开表", "单位名称：清溪县民政局 2023年", "报表年度：2022年度")
    assert (found.agency, found.fiscal_year) == ("清溪县民政局", 2022)


@pytest.mark.parametrize(
    "line",
    [
        "编制单位（盖章）：清溪县民政局 2022年度 金额单位：元",
        "预算单位：清溪县民政局 2022年度 金额单位：元",
        "部门（单位）名称：清溪县民政局 2022年度",
        "部门：清溪县民政局 2022年度 公开01表 金额单位：元",
        "部门：清溪县民政局（2022年度） 金额单位：元",
    ],
)
def test_line_of_the_preparer_says_the_year_with_what_else_it_says(line: str) -> None:
    assert head("部门决算公开表", line).fiscal_year == 2022


@pytest.mark.parametrize(
    "line",
    [
        "编制单位：清溪县民政局 填报日期2023年",
        "编制单位：清溪县民政局 编制时间 2023年度",
        "部门名称：清溪县民政局 2022 单位：万元",
        "单位名称：清溪县民政局-2022",
    ],
)
def test_number_or_day_behind_the_preparer_is_no_fiscal_year(line: str) -> None:
    with pytest.raises(NotAReportError, match="no year"):
        head("部门决算公开表", line)


def test_cover_may_say_the_kind_by_its_name() -> None:
    rows = (("单位名称", "清溪县民政局"), ("预算年度", "2022"), ("报表类型", "部门预算公开表"))
    found = read_head(Document("1.xlsx", "xlsx", "", 0, None, (Table(0, 0, rows),)), [])
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县民政局", 2022, "budget")


def test_cover_may_name_a_kind_of_form_without_a_colon() -> None:
    rows = (("单位名称", "清溪县民政局"), ("年度", "2022"), ("报表类型", "部门决算公开表"), ("报表种类", "单户表"))
    found = read_head(Document("1.xlsx", "xlsx", "", 0, None, (Table(0, 0, rows),)), [])
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县民政局", 2022, "final_account")


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("报表类型：部门决算公开表",), "final_account"),
        (("报表名称：部门预算公开表",), "budget"),
        (("报表名称：预算收支总表", "报表类型：部门决算公开表"), "final_account"),
        (("报表名称：部门预算支出经济分类科目决算表",), None),
        (("报表类型：财政预算、决算",), None),
        (("报表类型：预决算公开",), None),
        (("公开类别：部门预算",), None),
        (("公开种类：部门预算",), None),
    ],
)
def test_line_that_names_the_kind_is_one_of_a_type_and_says_one_kind(lines: tuple[str, ...], kind: str | None) -> None:
    assert next((one.kind for one in read_kind_lines(lines)), None) == kind


@pytest.mark.parametrize(
    "lines", [("清溪县2023年度部门决算公开", "（水务局）"), ("★★ 《清溪县水务局2023年度部门决算》 ★★",)]
)
def test_bracket_below_and_ornaments_are_part_of_the_title(lines: tuple[str, ...]) -> None:
    assert head(*lines).agency == "清溪县水务局"


def test_second_name_in_brackets_is_another_spelling() -> None:
    found = head("清溪县水务局（清溪县河长办公室）2024年部门预算")
    assert found.agency == "清溪县水务局"
    assert "清溪县河长办公室" in found.aliases


def test_text_that_names_no_agency_with_a_place_is_refused() -> None:
    with pytest.raises(NotAReportError):
        head("目录", "第一部分部门概况", "第二部分2023年度部门决算情况说明", "办公室是综合部门，负责机关运转。")


PAGE = (
    ("ArticleTitle", "清溪县水务局2023年度部门决算"),
    ("title", "清溪县水务局2023年度部门决算-清溪县人民政府门户网站"),
)


def places(found: ReportHead) -> list[str]:
    """The places that say something, the heaviest first."""
    return [one.place for one in found.evidence]


def test_page_on_what_the_three_public_expenses_took_is_an_account_where_no_word_speaks_of_a_budget() -> None:
    title = "朝岭镇2015年“三公”经费支出说明"
    told = head(title, "因公出国（境）费0万元，与2014年持平。")
    assert (told.agency, told.fiscal_year, told.kind) == ("朝岭镇", 2015, "final_account")
    told = head("2015年朝岭县委宣传部“三公”经费增减说明", "“三公”经费包括三项。2015年“三公”经费支出合计29万元。")
    assert (told.agency, told.kind) == ("朝岭县委宣传部", "final_account")
    for lines in ((title, "公务接待费预算5万元。"), ("朝岭县2015年“三公”经费支出情况说明", "全县共5万元。")):
        with pytest.raises(NotAReportError):
            head(*lines)


def test_page_s_own_words_go_before_menus_and_other_reports_on_it() -> None:
    found = head("财政预算", "部门预算", "清溪县粮食局2022年部门预算", "2023年度一般公共预算收支情况", page=PAGE)
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县水务局", 2023, "final_account")
    assert places(found)[:2] == ["article_title", "page_title"]


@pytest.mark.parametrize("fund", ["一般公共预算", "政府性基金预算", "国有资本经营预算"])
def test_name_of_a_fund_says_no_kind(fund: str) -> None:
    with pytest.raises(NotAReportError, match=r"no kind.*--kind"):
        head("清溪县水务局", f"2023年度{fund}收支情况", f"2023年{fund}支出")
    found = head("清溪县水务局2023年度收支情况", f"2023年度{fund}收支情况", "2023年度部门决算情况说明")
    assert found.kind == "final_account"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("清溪县水务局", "部门决算", "比2022年决算增加1.00万元。"), r"no year.*--year"),
        (("清溪县水务局2023年度收支情况",), r"no kind.*--kind"),
        (("2023年度部门决算",), r"no agency.*--agency"),
        (("今天天气很好",), r"no title with a year.*--agency.*--year.*--kind"),
        (("2023年清溪县人民政府决算公开", "编制单位：清溪县财政局"), "whole government"),
        (("清溪县", "2023年政府决算"), "whole government"),
        (("2023年全县财政决算（草案）",), "whole government"),
    ],
)
def test_each_refusal_has_its_cause_and_what_to_add(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(NotAReportError, match=message):
        head(*lines)


def test_person_s_word_goes_before_the_document_and_stays_as_such() -> None:
    found = head("清溪县水务局", "部门决算", fiscal_year=2021)
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县水务局", 2021, "final_account")
    found = head("清溪县水务局2023年度部门决算", agency="清溪县水利局", fiscal_year=2022, kind="budget", scope="unit")
    assert (found.agency, found.fiscal_year, found.kind, found.scope) == ("清溪县水利局", 2022, "budget", "unit")
    assert places(found)[0] == "person"
    assert head("2023年清溪县人民政府决算公开", agency="清溪县财政局").agency == "清溪县财政局"


def test_file_name_is_the_title_where_nothing_else_is() -> None:
    found = head("单位：万元", name="清溪县水务局2023年度部门决算（更正）.txt")
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县水务局", 2023, "final_account")
    assert found.marks == ("correction",)


@pytest.mark.parametrize(
    "lines",
    [
        ("根据县财政局要求，现将清溪县水务局2023年度部门决算公开如下：", "2024年9月10日"),
        ("按照有关规定，清溪县水务局现将2023年度部门决算予以公开。",),
        ("清溪县水务局部门决算", "现将我局2023年度部门决算公示如下："),
        ("清溪县水务局部门决算", "根据《通知》要求，现将2023年度部门决", "算情况公开如下："),
    ],
)
def test_sentence_that_publishes_says_year_and_agency(lines: tuple[str, ...]) -> None:
    found = head(*lines)
    assert (found.agency, found.fiscal_year, found.kind) == ("清溪县水务局", 2023, "final_account")


SENTENCE = "现将本单位2023年度部门决算公开如下："
DATED = ("青湾市档案局", "2024年9月3日")


def test_a_text_that_publishes_without_a_name_is_of_the_agency_that_signs_it() -> None:
    found = head(SENTENCE, "2023年度收入总计310.00万元。", *DATED)
    assert (found.agency, found.fiscal_year, found.kind) == ("青湾市档案局", 2023, "final_account")
    assert "signature" not in places(head("青湾市水务局2023年度部门决算", "收入总计310.00万元。", *DATED))


def test_page_s_title_names_the_agency_beside_the_title_of_the_report() -> None:
    found = head("收入总计310.00万元。", page=(("title", "青湾市档案局 > 信息公开 > 2023年度部门决算"),))
    assert (found.agency, found.fiscal_year, found.kind) == ("青湾市档案局", 2023, "final_account")
    for title in ("青湾市人民政府 - 2023年度部门决算", "附件1 - 青湾市档案局"):
        with pytest.raises(NotAReportError):
            head("收入总计310.00万元。", page=(("title", title),))


def test_report_on_the_budgets_of_two_years_is_a_government_s() -> None:
    with pytest.raises(NotAReportError, match="政府"):
        head("关于青湾市2023年预算执行情况和2024年预算草案的报告", "2023年全市一般公共预算收入28.40亿元。")


def test_title_in_traditional_script_is_folded_and_kept_as_a_spelling() -> None:
    found = head("清溪縣水務局2023年度部門決算")
    assert (found.agency, found.aliases) == ("清溪县水务局", ("清溪縣水務局",))


def test_words_of_versions_and_the_day_of_publication_stay_on_the_head() -> None:
    found = head("清溪县水务局", "2023年度部门决算", "（征求意见稿）", "发布时间：2024-08-30 09:26")
    assert (found.marks, found.published) == (("draft",), "2024-08-30")
    assert head(page=(*PAGE, ("PubDate", "2024-9-2 10:00:00"))).published == "2024-09-02"


def test_running_head_names_the_agency() -> None:
    blocks = tuple(
        Paragraph(n, text, page=n // 2 + 1)
        for n, text in enumerate(["清溪县水务局", "2023年度部门决算表", *["清溪县水务局", "正文"] * 3])
    )
    found = read_head(Document("a.pdf", "pdf", "", 0, 4, blocks), [])
    assert "running_head" in places(found)


def test_two_digit_year_is_of_this_century() -> None:
    assert head("清溪县档案局", "23年度部门决算").fiscal_year == 2023


@pytest.mark.parametrize(
    ("line", "agency", "unit"),
    [
        ("编制单位：元岭县教育局　　　金额单位：万元", "元岭县教育局", "万元"),
        ("编制单位：元岭县教育局", "元岭县教育局", ""),
        ("编制单位：海洋部　金额单位：万元", "海洋部", "万元"),
        ("部门：101-青湾市水务局　单位：元", "青湾市水务局", "元"),
        ("编制部门：[101001]青湾市水务局（公章）", "青湾市水务局", ""),
        ("部门名称：101中学", "101中学", ""),
        ("填报单位：中共青湾市委机构编制委员会办公室", "中共青湾市委机构编制委员会办公室", ""),
        ("编制单位：青湾市水务局编制日期：2024年2月1日", "青湾市水务局", ""),
        ("单位：人民币万元", "", "万元"),
        ("单位：元/平方米", "", "元"),
        ("编制单位：无", "", ""),
        ("单位编码：101001", "", ""),
        ("部门：本单位　单位：元", "", "元"),
    ],
)
def test_line_of_the_preparer_names_an_agency_and_a_unit_of_money(line: str, agency: str, unit: str) -> None:
    assert list(read_preparers([line], [])) == ([agency] if agency else [])
    assert unit_in(line) == unit


@pytest.mark.parametrize(
    ("name", "agency", "scope"),
    [
        ("清溪县水务局机关", "清溪县水务局", "unit"),
        ("云泽省水利厅机关", "云泽省水利厅", "unit"),
        ("清溪县委机关", "清溪县委机关", "department"),
        ("清溪县政协机关", "清溪县政协机关", "department"),
    ],
)
def test_office_of_a_bureau_is_its_own_unit_without_brackets_too(name: str, agency: str, scope: str) -> None:
    found = head(f"{name}2024年部门预算")
    assert (found.agency, found.scope) == (agency, scope)
