"""Facts about the names of agencies."""

from __future__ import annotations

import pytest

from etl.head import ReportHead
from etl.reference.agencies import KnownAliases, admin_level, agency_type, normalise_name, resolve
from etl.reference.regions import find_region

NOBODY = KnownAliases({})


def head(agency: str, *aliases: str) -> ReportHead:
    return ReportHead(agency, 2024, "final_account", "department", f"{agency}2024年度部门决算", aliases)


@pytest.mark.parametrize(
    "printed",
    [
        "西安市莲湖区医疗保障局（汇总）",
        "西安市莲湖区医疗保障局(本级)",
        " 西安市 莲湖区 医疗保障局 ",
        "“西安市莲湖区医疗保障局”",
        "<b>西安市莲湖区医疗保障局</b>",
        "西安市莲湖区医疗保障局（部门）（汇总）",
    ],
)
def test_what_a_report_adds_to_a_name_is_no_part_of_it(printed: str) -> None:
    assert normalise_name(printed) == "西安市莲湖区医疗保障局"


def test_brackets_that_belong_to_a_name_stay() -> None:
    assert normalise_name("西安市第一医院(西安市眼科医院)") == "西安市第一医院（西安市眼科医院）"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("西安市莲湖区医疗保障局", "医疗保障局"),
        ("城中区医疗保障局", "医疗保障局"),
        ("云泽省青溪市财政局", "财政局"),
        ("省医疗保障局", "医疗保障局"),
        ("陕西省财政厅", "财政局"),
        ("西安市城市管理局", "城市管理局"),
        ("西安市文化市场综合执法支队", "文化市场综合执法支队"),
        ("西安市区划地名中心", "区划地名中心"),
        ("西安市县域经济发展局", "县域经济发展局"),
        ("城中区市场监督管理局", "市场监督管理局"),
        ("西安市莲湖区人民法院", "人民法院"),
        ("陕西省高级人民法院", "高级人民法院"),
        ("西安市第一中学", "第一中学"),
        ("中共西安市莲湖区委宣传部", "党委宣传部"),
        ("中国共产党西安市委员会组织部", "党委组织部"),
        ("西安市委办公厅", "党委办公室"),
        ("中国人民政治协商会议西安市莲湖区委员会", "政协委员会"),
        ("共青团西安市委员会", "共青团委员会"),
    ],
)
def test_agencies_of_one_kind_compare_across_regions(name: str, kind: str) -> None:
    assert agency_type(name) == kind


def test_a_predecessor_is_another_type_unless_listed() -> None:
    assert agency_type("西安市卫生和计划生育局") != agency_type("西安市卫生健康委员会")
    assert agency_type("西安市卫健委") == agency_type("西安市卫生健康委员会")


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("国家医疗保障局", "central"),
        ("中华人民共和国财政部", "central"),
        ("财政部", "central"),
        ("最高人民法院", "central"),
        ("陕西省医疗保障局", "province"),
        ("上海市财政局", "province"),
        ("上海市普陀区规划和自然资源局", "county"),
        ("西安市财政局", "city"),
        ("凉山州财政局", "city"),
        ("西安市莲湖区教育局", "county"),
        ("仙桃市财政局", "county"),
        ("中共西安市委组织部", "city"),
        ("西安市乡村振兴局", "city"),
        ("西安市长安区王寺街道办事处", "township"),
        ("蓝田县汤峪镇人民政府", "township"),
        ("城中区医疗保障局", "county"),
        ("云泽省青溪县财政局", "county"),
        ("云泽省青溪市财政局", None),
        ("西安市高新区财政局", None),
    ],
)
def test_the_level_of_government_follows_from_region_and_name(name: str, level: str | None) -> None:
    assert admin_level(name, find_region(name)) == level


def test_a_new_agency_is_listed_for_review() -> None:
    agency = resolve(head("西安市莲湖区医疗保障局（汇总）"), NOBODY)
    assert (agency.name, agency.agency_type, agency.region_code) == ("西安市莲湖区医疗保障局", "医疗保障局", "610104")
    assert (agency.is_new, agency.needs_review, agency.review_reason) == (True, True, "new agency")


def test_a_known_agency_needs_no_review() -> None:
    known = KnownAliases({"西安市莲湖区医疗保障局": "西安市莲湖区医疗保障局"})
    agency = resolve(head("西安市莲湖区医疗保障局(本级)"), known)
    assert (agency.is_new, agency.review_reason) == (False, "")


def test_a_stored_alias_decides_the_agency() -> None:
    known = KnownAliases({"莲湖医保局": "西安市莲湖区医疗保障局"})
    agency = resolve(head("莲湖医保局"), known)
    assert agency.name == "西安市莲湖区医疗保障局"
    assert set(agency.aliases) == {"莲湖医保局", "西安市莲湖区医疗保障局"}


def test_the_nearest_name_is_never_taken() -> None:
    known = KnownAliases({"西安市莲湖区医疗保障局": "西安市莲湖区医疗保障局"})
    agency = resolve(head("西安市莲湖区医疗保险局"), known)
    assert (agency.name, agency.is_new) == ("西安市莲湖区医疗保险局", True)


def test_names_in_one_report_are_one_agency() -> None:
    agency = resolve(
        head("西安市碑林区医疗保险经办中心", "西安市碑林区医疗保险经办机构", "西安市碑林区医疗保险经办中心（本级）"),
        NOBODY,
    )
    assert agency.aliases == ("西安市碑林区医疗保险经办中心", "西安市碑林区医疗保险经办机构")


def test_a_spelling_of_another_agency_merges_nothing() -> None:
    known = KnownAliases({"西安市财政局": "西安市财政局"})
    agency = resolve(head("西安市财政学会", "西安市财政局"), known)
    assert agency.name == "西安市财政学会"
    assert "西安市财政局" not in agency.aliases
    assert "西安市财政局" in agency.review_reason


def test_an_unknown_region_is_left_empty_and_listed() -> None:
    agency = resolve(head("西安市高新区财政局"), NOBODY)
    assert agency.region is None
    assert "region" in agency.review_reason


def test_a_central_department_needs_no_region() -> None:
    agency = resolve(head("国家医疗保障局"), NOBODY)
    assert (agency.region, agency.admin_level, agency.review_reason) == (None, "central", "new agency")
