"""The catalogue: forms are data, and one more needs no Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import GongkaiError
from etl.statements.catalogue_entries import CATALOGUE, load_catalogue
from tests.statements.forms import only, report, said

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
  - {measure: item, member: area, leaf: '面积', role: count}
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
    assert [(f.row_label, said(f), str(f.value), f.unit) for f in statement.figures] == [
        ("合计", "item area", "90", "平方米"),
        ("合计", "total", "4.50", "万元"),
        ("青山市白石区档案馆", "item area", "90", "平方米"),
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


PRINTED = [  # kind of report, title, header, first row with a code or a label → the entry it must be taken for
    ("决算", "收入决算表", "科目编码|科目名称|本年收入合计|财政拨款收入", "2012601|行政运行|1.00|1.00", "revenue"),
    (
        "决算",
        "一、2024年度支出决算总表",
        "科目编码|科目名称|本年支出合计|基本支出",
        "2012601|行政运行|1.00|1.00",
        "expenditure",
    ),
    ("决算", "基本支出决算表", "科目编码|科目名称|决算数", "30101|基本工资|1.00", "general_public_basic_expenditure"),
    ("决算", "财政拨款“三公”经费支出决算表", "项目|预算数|决算数", "公务接待费|1.00|1.00", "three_public"),
    ("预算", "部门收入总表", "部门编码|部门名称|合计|一般公共预算", "401001|档案局|1.00|1.00", "budget_revenue"),
    (
        "预算",
        "部门收支总表",
        "项目|预算数|项目|预算数",
        "一、一般公共预算收入|1.00|一、教育支出|1.00",
        "budget_summary",
    ),
    ("决算", "收入决算表（分单位）", "单位名称|本年收入合计|财政拨款收入", "地名办公室|1.00|1.00", "revenue_by_unit"),
    ("决算", "支出决算表（分单位）", "单位名称|本年支出合计|基本支出", "地名办公室|1.00|1.00", "expenditure_by_unit"),
    (
        "决算",
        "一般公共预算财政拨款项目支出决算表",
        "科目编码|科目名称|金额",
        "30201|办公费|1.00",
        "general_public_project_expenditure",
    ),
    (
        "决算",
        "财政拨款支出决算明细表",
        "科目编码|科目名称|工资福利支出|商品和服务支出",
        "2012601|行政运行|1.00|1.00",
        "general_public_function_by_economic",
    ),
    (
        "预算",
        "支出经济分类汇总表",
        "科目编码|科目名称|合计|一般公共预算",
        "30201|办公费|1.00|1.00",
        "budget_by_economic",
    ),
    (
        "预算",
        "财政专户管理资金预算支出表",
        "科目编码|科目名称|合计|基本支出",
        "2012601|行政运行|1.00|1.00",
        "budget_special_account",
    ),
    ("预算", "部门政府采购预算表", "采购项目|采购品目|数量|金额", "台式计算机|A0201|20|1.00", "budget_procurement"),
    ("预算", "新增资产配置表", "资产名称|计量单位|数量|金额", "台式计算机|台|20|1.00", "budget_assets"),
    ("预算", "非税征收计划表", "收入项目名称|2023年完成数|2024年计划数", "罚没收入|1.00|1.00", "budget_non_tax"),
    ("预算", "“三公”经费预算情况表", "项目|预算数|上年预算数", "公务接待费|1.00|1.00", "budget_three_public"),
]


@pytest.mark.parametrize(("kind", "title", "header", "row", "form"), PRINTED)
def test_printed_title_and_header_name_the_form(kind: str, title: str, header: str, row: str, form: str) -> None:
    cover = f"青山市白石区档案局\n2024年度部门{kind}\n"
    total = "合计" + "|1.00" * 2 if row.count("|") == 2 else "|合计|1.00|1.00"
    assert only(report(f"{title}\n单位：万元\n{header}\n{total}\n{row}", cover=cover)).form == form
