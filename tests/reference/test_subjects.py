"""Facts about subjects of expenditure."""

from __future__ import annotations

import itertools

import pytest

from etl.reference import subjects
from etl.reference.subjects import (
    canonical_name,
    class_of_line,
    code_of_path,
    item_names,
    looks_cut,
    name_of_cut_line,
    names_of,
)


def test_a_codes_length_is_its_level() -> None:
    assert [subjects.level(code) for code in ("208", "20805", "2080505")] == ["class", "section", "item"]
    for wrong in ("20", "2080", "20805051", "2O8", ""):
        with pytest.raises(ValueError, match="no subject code"):
            subjects.level(wrong)


def test_a_code_contains_its_ancestors() -> None:
    assert subjects.ancestors("2080505") == ("208", "20805")
    assert subjects.ancestors("30101") == ("301",)
    assert subjects.ancestors("208") == ()


def test_codes_of_the_three_systems_are_told_apart() -> None:
    assert subjects.is_function_code("2080505")
    assert subjects.is_department_economic_code("30299")
    assert subjects.is_government_economic_code("50901")
    assert not subjects.is_function_code("301")
    assert not subjects.is_department_economic_code("501")
    assert not subjects.is_government_economic_code("30101")


@pytest.mark.parametrize("number", ["200", "218", "2080", "306", "3010101", "515", "50", "208.05", "２０８"])
def test_a_number_that_is_no_code_is_refused(number: str) -> None:
    assert not subjects.is_function_code(number)
    assert not subjects.is_department_economic_code(number)
    assert not subjects.is_government_economic_code(number)


@pytest.mark.parametrize(
    ("code", "before", "after", "changed"),
    [
        ("207", "文化体育与传媒支出", "文化旅游体育与传媒支出", 2019),
        ("210", "医疗卫生与计划生育支出", "卫生健康支出", 2019),
        ("215", "资源勘探信息等支出", "资源勘探工业信息等支出", 2021),
        ("220", "国土海洋气象等支出", "自然资源海洋气象等支出", 2019),
        ("20805", "行政事业单位离退休", "行政事业单位养老支出", 2020),
        ("310", "其他资本性支出", "资本性支出", 2018),
    ],
)
def test_a_subject_that_was_renamed_has_a_name_by_year(code: str, before: str, after: str, changed: int) -> None:
    assert canonical_name(code, changed - 1) == before
    assert canonical_name(code, changed) == after
    assert canonical_name(code) == after


def test_a_code_that_is_not_listed_has_no_name() -> None:
    assert canonical_name("20897", 2024) is None
    assert canonical_name("2080505") is None


def test_names_of_a_subject_never_overlap() -> None:
    codes = [code for system in ("function", "department", "government") for code in subjects._list()[system]]
    for code in codes:
        names = subjects.names_of(code)
        for earlier, later in itertools.pairwise(names):
            assert earlier.until is not None
            assert later.since == earlier.until + 1


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("八、社会保障和就业支出", "208"),
        ("8. 社会保障和就业支出", "208"),
        ("（八）社会保障和就业支出", "208"),
        ("二十一、国有资本经营预算支出", "223"),
        ("21.国有资本经营预算支出", "223"),
        ("社会保障和就业支出（类）", "208"),
        ("十四、资源勘探信息等支出", "215"),
        ("十四、资源勘探工业信息等支出", "215"),
        ("九、社会保险基金支出", "209"),
        ("卫 生 健 康 支 出", "210"),
        ("13、农林水", "213"),
        ("二十六、抗疫特别国债安排的支出", "234"),
    ],
)
def test_a_line_of_a_summary_form_names_a_class(label: str, code: str) -> None:
    assert class_of_line(label) == code


@pytest.mark.parametrize(
    "label", ["本年支出合计", "一、一般公共预算财政拨款收入", "社会保障和就业支", "工资福利支出", "其他", ""]
)
def test_a_line_that_is_no_class_gives_none(label: str) -> None:
    assert class_of_line(label) is None


def test_a_cut_name_is_part_of_the_full_one() -> None:
    assert looks_cut("社会保障和就业支", "社会保障和就业支出")
    assert looks_cut("会保障和就业支出", "社会保障和就业支出")
    assert not looks_cut("社会保障和就业支出", "社会保障和就业支出")
    assert not looks_cut("社会", "社会保障和就业支出")
    assert not looks_cut("卫生健康支", "社会保障和就业支出")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("十七、援助其他地区支", "援助其他地区支出"),
        ("社会保障和就业支", "社会保障和就业支出"),
        ("资源勘探", None),  # the beginning of several names
        ("医疗卫生支出", None),
        ("债务", None),
        ("其他", None),
        ("年末结转和结余", None),
    ],
)
def test_line_without_its_end_is_the_one_class_that_begins_so(label: str, name: str | None) -> None:
    assert name_of_cut_line(label) == name


def test_brackets_and_spaces_make_no_other_name() -> None:
    assert subjects.clean_label("因公出国(境) 费用") == canonical_name("30212")


def test_subjects_of_the_old_economic_classification_keep_their_names() -> None:
    assert canonical_name("30311", 2016) == "住房公积金"
    assert canonical_name("30311", 2022) == "代缴社会保险费"


def test_path_gives_the_code_that_the_official_list_has_for_it() -> None:
    assert code_of_path(("住房保障支出", "住房改革支出", "住房公积金")) == "2210201"
    assert code_of_path(("教育", "普通教育", "小学教育")) == "2050202"
    assert code_of_path(("", "行政事业单位养老支出", "机关事业单位职业年金缴费支出")) == "2080506"
    assert code_of_path(("社会保障和就业支出", "", "")) == "208"
    assert code_of_path(("其他支出", "彩票公益金安排的支出", "用于社会福利的彩票公益金支出")) == "2296002"
    assert code_of_path(("", "", "行政运行")) == ""
    assert code_of_path(("教育支出", "住房改革支出", "住房公积金")) == ""
    assert code_of_path(("", "", "")) == ""


def test_items_stand_below_listed_sections() -> None:
    assert all(names_of(code[:5]) for code in item_names())
