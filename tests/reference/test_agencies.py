"""Facts about the names of agencies."""

from __future__ import annotations

import pytest

from etl.head import ReportHead
from etl.reference.agencies import KnownAliases, admin_level, describe_agency, normalise_name, resolve
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
    ("name", "kind", "is_listed"),
    [
        ("西安市莲湖区医疗保障局", "医疗保障局", True),
        ("城中区医疗保障局", "医疗保障局", True),
        ("云泽省青溪市财政局", "财政局", True),
        ("省医疗保障局", "医疗保障局", True),
        ("陕西省财政厅", "财政局", True),
        ("西安市城市管理局", "城市管理局", True),
        ("西安市文化市场综合执法支队", "文化市场综合执法队", True),
        ("西安市区划地名中心", "事业单位", False),
        ("西安市县域经济发展局", "政府机关", False),
        ("城中区市场监督管理局", "市场监督管理局", True),
        ("西安市莲湖区人民法院", "人民法院", True),
        ("陕西省高级人民法院", "高级人民法院", True),
        ("西安市第一中学", "中学", False),
        ("中共西安市莲湖区委宣传部", "党委宣传部", True),
        ("中国共产党西安市委员会组织部", "党委组织部", True),
        ("西安市委办公厅", "党委办公室", True),
        ("中国人民政治协商会议西安市莲湖区委员会", "政协委员会", True),
        ("共青团西安市委员会", "共青团委员会", True),
        ("蓝田县汤峪镇中心卫生院", "乡镇卫生院", False),
        ("蓝田县汤峪镇人民政府", "镇人民政府", False),
        ("西安市长安区王寺街道办事处", "街道办事处", False),
        ("国家医疗保障局", "医疗保障局", True),
    ],
)
def test_agencies_of_one_kind_compare_across_regions(name: str, kind: str, is_listed: bool) -> None:
    agency = describe_agency(name)
    assert (agency.agency_type, agency.type.is_listed) == (kind, is_listed)


def test_a_predecessor_is_another_type_unless_listed() -> None:
    predecessor, agency, short = map(
        describe_agency, ("西安市卫生和计划生育局", "西安市卫生健康委员会", "西安市卫健委")
    )
    assert predecessor.agency_type != agency.agency_type
    assert short.agency_type == agency.agency_type


def test_a_name_is_its_place_and_the_rest() -> None:
    places = [
        (one.place, one.rest)
        for one in map(describe_agency, ("云泽省青溪市档案馆", "档案馆", "中共西安市莲湖区委宣传部"))
    ]
    assert places == [("云泽省青溪市", "档案馆"), ("", "档案馆"), ("西安市莲湖区", "党委宣传部")]


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


def test_a_report_is_of_the_agency_that_bears_its_name() -> None:
    agency = resolve(head("西安市莲湖区医疗保障局（汇总）"), NOBODY)
    assert (agency.name, agency.named.agency_type, agency.named.region_code) == (
        "西安市莲湖区医疗保障局",
        "医疗保障局",
        "610104",
    )


def test_a_spelling_that_a_person_settled_decides_the_agency() -> None:
    known = KnownAliases({"莲湖医保局": "西安市莲湖区医疗保障局"})
    agency = resolve(head("莲湖医保局"), known)
    assert agency.name == "西安市莲湖区医疗保障局"
    assert agency.aliases == ("西安市莲湖区医疗保障局", "莲湖医保局")
    assert agency.printed == {"莲湖医保局"}


def test_the_nearest_name_is_never_taken() -> None:
    known = KnownAliases({"西安市莲湖区医保局": "西安市莲湖区医疗保障局"})
    assert resolve(head("西安市莲湖区医疗保险局"), known).name == "西安市莲湖区医疗保险局"


def test_names_in_one_report_are_spellings_that_decide_nothing() -> None:
    agency = resolve(
        head("西安市碑林区医疗保险经办中心", "西安市碑林区医疗保险经办机构", "西安市碑林区医疗保险经办中心（本级）"),
        KnownAliases({"西安市碑林区医疗保险经办机构": "西安市碑林区医疗保障局"}),
    )
    assert agency.name == "西安市碑林区医疗保险经办中心"
    assert agency.aliases == ("西安市碑林区医疗保险经办中心", "西安市碑林区医疗保险经办机构")


def test_a_zone_has_no_region_and_a_central_department_needs_none() -> None:
    zone, central = describe_agency("西安市高新区财政局"), describe_agency("国家医疗保障局")
    assert (zone.region, zone.is_central) == (None, False)
    assert (central.region, central.admin_level, central.is_central) == (None, "central", True)
