"""Facts about administrative divisions and the names that begin with one."""

from __future__ import annotations

from dataclasses import fields

import pytest

from etl.reference.regions import Region, find_region, region_by_code, regions
from models.dimensions import DimRegion


def code_of(name: str) -> str | None:
    region = find_region(name)
    return region.region_code if region else None


def test_every_province_has_a_six_digit_code() -> None:
    provinces = [r for r in regions() if r.level == "province"]
    assert len(provinces) == 34
    assert {r.region_code[2:] for r in provinces} == {"0000"}
    assert {"内蒙古自治区", "上海市", "香港特别行政区", "台湾省", "陕西省"} <= {r.name for r in provinces}


def test_there_are_333_prefectures_and_about_2850_counties_in_force() -> None:
    in_force = [r for r in regions() if r.is_current]
    assert sum(r.level == "city" for r in in_force) == 333
    assert 2840 <= sum(r.level == "county" for r in in_force) <= 2860


def test_codes_are_unique_and_every_parent_is_a_division_too() -> None:
    codes = [r.region_code for r in regions()]
    assert codes == sorted(set(codes))
    for region in regions():
        assert region_by_code(region.province_code) is not None
        assert region.city_code is None or region_by_code(region.city_code) is not None


def test_a_region_is_a_row_of_its_dimension() -> None:
    assert {field.name for field in fields(Region)} == set(DimRegion.__table__.columns.keys())


def test_placeholders_and_development_zones_are_no_divisions() -> None:
    names = {r.name for r in regions()}
    assert not names & {"市辖区", "县", "省直辖县级行政区划", "苏州工业园区", "郑州经济技术开发区"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("陕西省医疗保障局", "610000"),
        ("西安市城市管理局", "610100"),
        ("西安市市场监督管理局", "610100"),
        ("西安市莲湖区医疗保障局", "610104"),
        ("陕西省西安市莲湖区教育局", "610104"),
        ("陕西西安市莲湖区教育局", "610104"),
        ("上海市财政局", "310000"),
        ("上海市普陀区规划和自然资源局", "310107"),
        ("上海市浦东新区财政局", "310115"),
        ("内蒙古自治区财政厅", "150000"),
        ("内蒙古呼伦贝尔市财政局", "150700"),
        ("凉山彝族自治州财政局", "513400"),
        ("四川省凉山州西昌市财政局", "513401"),
        ("大通县教育局", "630121"),
        ("鄂温克旗财政局", "150724"),
        ("吉林长春市朝阳区财政局", "220104"),
        ("吉林省吉林市财政局", "220200"),
        ("中共西安市莲湖区委宣传部", "610104"),
        ("中国共产主义青年团西安市委员会", "610100"),
        ("莲湖区教育局", "610104"),
    ],
)
def test_the_path_in_front_of_a_name_gives_its_division(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("湖北省仙桃市财政局", "429004"),
        ("济源市财政局", "419001"),
        ("石河子市财政局", "659001"),
        ("海南省琼海市教育局", "469002"),
    ],
)
def test_a_county_run_by_its_province_has_no_city(name: str, code: str) -> None:
    region = find_region(name)
    assert region is not None
    assert (region.region_code, region.level, region.city) == (code, "county", None)


def test_danzhou_is_a_prefecture_without_counties() -> None:
    region = find_region("儋州市教育局")
    assert region is not None
    assert (region.region_code, region.level, region.is_current) == ("460400", "city", True)


@pytest.mark.parametrize("name", ["城中区医疗保障局", "朝阳区财政局", "鼓楼区财政局", "郊区财政局"])
def test_a_name_that_several_places_share_is_not_decided(name: str) -> None:
    assert find_region(name) is None


def test_the_city_decides_between_districts_of_one_name() -> None:
    assert code_of("西宁市城中区医疗保障局") == "630103"
    assert code_of("长春市朝阳区财政局") == "220104"
    assert code_of("北京市朝阳区财政局") == "110105"


@pytest.mark.parametrize(
    "name",
    [
        "西安市高新区财政局",
        "西安高新技术产业开发区管理委员会",
        "陕西省西咸新区财政局",
        "河北省雄安新区管理委员会",
        "蓝田县工业园区管理委员会",
    ],
)
def test_an_agency_of_a_zone_is_not_its_citys(name: str) -> None:
    assert find_region(name) is None


@pytest.mark.parametrize(
    "rest",
    [
        "社区矫正管理局",
        "县域经济发展局",
        "区域合作办公室",
        "自然保护区管理局",
        "风景名胜区管理委员会",
        "文化市场综合执法支队",
        "农业区划研究所",
        "城市规划设计院",
    ],
)
def test_a_word_that_ends_like_a_division_is_none(rest: str) -> None:
    assert code_of("西安市" + rest) == "610100"
    assert code_of("陕西省" + rest) == "610000"


def test_every_division_in_force_is_found_by_its_full_path() -> None:
    for region in regions():
        path = region.province + (region.city or "") + (region.county or "")
        if region.is_current:
            assert find_region(f"{path}财政局") == region


def test_a_district_that_its_city_does_not_have_is_not_replaced_by_the_city() -> None:
    assert find_region("西安市城中区财政局") is None


@pytest.mark.parametrize(
    "name", ["国家医疗保障局", "新疆生产建设兵团第八师财政局", "陕西师范大学", "云泽省青溪市财政局", "财政局", ""]
)
def test_a_name_without_a_division_gives_none(name: str) -> None:
    assert find_region(name) is None


def test_an_abolished_division_is_found_and_marked() -> None:
    region = find_region("天津市静海县财政局")
    assert region is not None
    assert (region.region_code, region.is_current) == ("120223", False)


def test_a_renamed_division_keeps_its_code() -> None:
    assert code_of("襄樊市财政局") == code_of("襄阳市财政局") == "420600"


def test_a_county_that_was_moved_is_found_under_either_city() -> None:
    assert code_of("巢湖市庐江县财政局") == "341421"
    assert code_of("合肥市庐江县财政局") == "340124"
    assert code_of("庐江县财政局") == "340124"


def test_a_code_given_to_another_place_is_not_a_former_name() -> None:
    assert code_of("加格达奇区财政局") != "232701"
    assert code_of("重庆市万盛区财政局") is None
