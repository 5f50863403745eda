"""The catalogue: forms are data, and one more needs no Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import GongkaiError
from etl.statements.forms import CATALOGUE, load_catalogue
from tests.statements.forms import only, report

FORM = """
key: state_asset_lease
name: {zh: 国有资产出租收入表, en: Lease of state assets}
kinds: [final_account]
shape: subjects
codes: unit
fact: none
breadth: 1
order: 5
title: '国有资产出租.*表'
columns:
  - {measure: area, leaf: '面积', role: count}
  - {measure: total, leaf: '租金'}
"""


def test_new_form_is_added_by_a_file_alone(tmp_path: Path) -> None:
    (tmp_path / "state_asset_lease.yaml").write_text(FORM, encoding="utf-8")
    published = """
        国有资产出租收入表
        单位：万元
        单位编码|单位名称|面积(平方米)|年租金
        |合计|90|4.50
        152001|青山市白石区档案馆|90|4.50
    """
    assert not report(published).statements
    statement = only(report(published, catalogue=load_catalogue(tmp_path)))
    assert statement.form == "state_asset_lease"
    assert [(f.row_label, f.measure, str(f.value), f.unit) for f in statement.figures] == [
        ("合计", "area", "90", "平方米"),
        ("合计", "total", "4.50", "万元"),
        ("青山市白石区档案馆", "area", "90", "平方米"),
        ("青山市白石区档案馆", "total", "4.50", "万元"),
    ]


def test_entry_with_a_mistake_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text(FORM.replace("shape: subjects", "shape: circles"), encoding="utf-8")
    with pytest.raises(GongkaiError, match=r"wrong\.yaml: shape must be one of"):
        load_catalogue(tmp_path)


def test_each_form_has_a_file_of_its_own_and_names_in_two_languages() -> None:
    forms = load_catalogue().forms
    assert len(forms) == len([path for path in CATALOGUE.glob("*.yaml") if path.name != "shared.yaml"])
    assert all(form.name_zh and form.name_en.isascii() for form in forms)
