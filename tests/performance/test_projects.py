"""When two names mean one project."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.performance import same_project

LISTED = Decimal("200000.00")


@pytest.mark.parametrize("name", ["路灯维护（二期）", "路灯 维护(二期)", "《路灯维护》（二期）"])
def test_spelling_of_brackets_and_spaces_does_not_matter(name: str) -> None:
    assert same_project(name, "路灯维护(二期)", None, None)


@pytest.mark.parametrize("name", ["灯维护", "路灯的维护费", "路灯维护经费支"])
def test_cut_or_overlapping_name_needs_the_amount(name: str) -> None:
    whole = "路灯维护" if name == "灯维护" else "路灯维护费" if "的" in name else "路灯维护经费支出"
    assert same_project(name, whole, LISTED, LISTED)
    assert not same_project(name, whole, LISTED, Decimal("210000.00"))
    assert not same_project(name, whole, None, LISTED)


def test_amount_printed_in_ten_thousand_is_rounded() -> None:
    assert same_project("购买电脑设备", "采购电脑设备", Decimal("43600"), Decimal("43596"))
    assert not same_project("购买电脑设备", "采购电脑设备", Decimal("43610"), Decimal("43596"))
    assert not same_project("租用电脑", "采购电脑", Decimal("43600"), Decimal("43596"))  # half the characters only


def test_other_names_with_the_same_amount_are_two_projects() -> None:
    assert not same_project("路灯维护", "公园养护", LISTED, LISTED)
    assert not same_project("", "公园养护", LISTED, LISTED)
