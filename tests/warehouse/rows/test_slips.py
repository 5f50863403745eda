"""Slips that a report's forms show, beside those of its prose."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.documents.plain.reader import read_text
from etl.pipeline import interpret_report
from etl.reference.agencies import KnownAliases
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.rows.report import report_rows
from models import CoreSlip
from tests.warehouse.samples import table

FORM = """青山市白石区档案局

2024年度部门决算

支出决算表

单位：万元

科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
\t合计\t30.00\t25.00\t5.00
201\t一般公共服务支出\t20.00\t15.00\t5.00
20126\t档案事务\t20.00\t15.00\t5.00

支出决算表（续）

{unit}

科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
221\t住房保障支出\t10.00\t10.00\t
22102\t住房改革支出\t10.00\t10.00\t
"""


@pytest.mark.parametrize(
    ("unit", "found"), [("单位：元", [("元", "万元", "支出决算表")]), ("单位：万元", []), ("", [])]
)
def test_page_of_a_form_in_another_unit_is_a_slip(unit: str, found: list[tuple[str, str, str]]) -> None:
    report = interpret_report(read_text(Path("report.txt"), FORM.format(unit=unit).encode()))
    slips = report_rows(report, load_catalogue(), KnownAliases({})).rows.get(table(CoreSlip), [])
    assert [
        (row["printed"], row["expected"], row["sentence"]) for row in slips if row["kind"] == "unit_of_page"
    ] == found
