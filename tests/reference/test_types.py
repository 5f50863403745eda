"""Facts about the tree of types of agencies."""

from __future__ import annotations

from collections import Counter

import pytest

from etl.reference.types import agency_types, central_reforms, find_type, local_reforms, type_named


@pytest.mark.parametrize(
    ("rest", "path", "is_listed"),
    [
        ("乡镇卫生院", ("事业单位", "医疗卫生机构", "医院", "乡镇卫生院"), True),
        ("渡口镇中心卫生院", ("事业单位", "医疗卫生机构", "医院", "乡镇卫生院"), False),
        ("雾山实验小学", ("事业单位", "学校", "小学"), False),
        ("渡口事务管理局", ("政府机关", "政府部门"), False),
        ("财政厅", ("政府机关", "政府部门", "财政局"), True),
    ],
)
def test_a_name_that_is_not_listed_falls_to_the_nearest_wider_type(
    rest: str, path: tuple[str, ...], is_listed: bool
) -> None:
    found = find_type(rest)
    assert found.type is not None
    assert (found.type.path, found.is_listed) == (path, is_listed)


def test_only_what_falls_to_a_wide_type_awaits_a_person() -> None:
    waiting = {
        rest: find_type(rest).awaits_a_person for rest in ("雾山实验小学", "渡口局", "渡口事务中心", "财政局", "甲乙丙")
    }
    assert waiting == {"雾山实验小学": False, "渡口局": True, "渡口事务中心": True, "财政局": False, "甲乙丙": True}


def test_every_name_means_one_type() -> None:
    names = Counter(one.name for one in agency_types())
    assert [name for name, count in names.items() if count > 1] == []
    assert all(type_named(one.name) == one for one in agency_types())


def test_every_type_has_its_wider_ones_before_it() -> None:
    seen: set[str] = set()
    for one in agency_types():
        assert one.wider is None or one.wider in seen
        seen.add(one.name)


def test_reforms_name_types_of_the_list_and_their_documents() -> None:
    for one in local_reforms():
        assert all(type_named(name) for name in (*one.before, one.after)), one
        assert "20" in one.document
    assert {(reform.year, "国家卫生健康委员会" in reform.after) for reform in central_reforms()} >= {
        (2018, True),
        (2023, False),
    }
    assert all(str(reform.year) in reform.document for reform in central_reforms())
