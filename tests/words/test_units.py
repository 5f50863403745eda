"""Units of money are listed once, and every one is known wherever amounts are read."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

import etl
from etl.performance.projects import listed_projects
from etl.statements.surroundings import unit_in
from etl.words.data import load_yaml
from etl.words.units import YUAN
from etl.words.vocabulary import read_vocabulary
from tests.narrative.prose import read
from tests.performance.support import document, one, tables

ROOT = Path(etl.__file__).parent
UNITS = sorted(YUAN, key=len, reverse=True)
ONE = "|".join(UNITS)
LISTED = re.compile(rf"(?:(?:{ONE})[|,，、/ ]+){{1,}}(?:{ONE})(?![\u4e00-\u9fff])")
"""Two units of money one behind the other, as a pattern or a line lists them."""


@pytest.mark.parametrize("unit", UNITS)
def test_performance_form_is_read_in_its_unit(unit: str) -> None:
    table = one(
        f"项目支出绩效自评表\n\n项目名称|路灯维护||||||\n项目资金({unit})||年初预算数|全年预算数(A)|全年执行数(B)|分值|执行率(B/A)|得分\n"
        "|年度资金总额|120|120|96|10|80%|8\n一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因\n产出指标|数量指标|路灯数|30盏|30盏|50|50|\n"
    )
    assert [(line.unit, line.annual_budget) for line in table.money] == [(unit, Decimal(120))]


@pytest.mark.parametrize("unit", UNITS)
def test_list_of_evaluations_is_read_in_its_unit(unit: str) -> None:
    found = tables(
        f"2023年度项目支出绩效自评结果汇总表\n金额单位：{unit}\n\n序号|项目名称|全年预算数|全年执行数|预算执行率|自评得分\n"
        "1|路灯维护|20|18|90%|95\n2|公园养护|35.5|35.5|100%|99.5\n"
    )
    assert {line.unit for table in found for line in table.money} == {unit}


@pytest.mark.parametrize("unit", UNITS)
def test_listed_project_is_read_in_its_unit(unit: str) -> None:
    parsed = document(
        f"专项业务经费支出表\n单位：{unit}\n\n项目名称|项目金额|项目简介\n路灯维护|20|更换路灯\n公园养护|35.5|养护公园\n"
    )
    assert [project.amounts for project in listed_projects(parsed)] == [
        (20 * YUAN[unit],),
        (Decimal("35.5") * YUAN[unit],),
    ]


@pytest.mark.parametrize("unit", UNITS)
def test_prose_is_read_in_its_unit(unit: str) -> None:
    found = read("二、支出决算情况说明", f"2024年度支出合计12.5{unit}，其中：基本支出2.5{unit}，占20%。").disclosures
    assert [(d.value, d.unit) for d in found if d.unit != "%"] == [(Decimal("12.5"), unit), (Decimal("2.5"), unit)]


@pytest.mark.parametrize("unit", UNITS)
def test_line_above_a_form_names_its_unit(unit: str) -> None:
    assert unit_in(f"金额单位：{unit}") == unit


@pytest.mark.parametrize("unit", UNITS)
def test_line_of_a_sheet_with_a_unit_stands_above_its_table(unit: str) -> None:
    words = read_vocabulary(ROOT / "documents" / "sheets" / "sheet_lines.yaml")
    for kind in ("head", "unit"):
        assert any(re.match(pattern, f"单位：{unit}") for pattern in words[kind])


def test_units_are_listed_in_one_place() -> None:
    """No module or file of words but etl/words lists units of money: in a pattern, a line of words or a collection."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        if path.suffix not in (".py", ".yaml") or path.relative_to(ROOT).parts[0] == "words":
            continue
        text = path.read_text(encoding="utf-8")
        lists = _python_lists(text) if path.suffix == ".py" else _yaml_lists(text)
        if lists:
            found.append(str(path.relative_to(ROOT)))
    assert found == []


def _python_lists(source: str) -> bool:
    tree = ast.parse(source)
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)  # docstrings
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            if LISTED.search(node.value):
                return True
        elif isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            elements = node.keys if isinstance(node, ast.Dict) else node.elts
            if sum(isinstance(e, ast.Constant) and e.value in YUAN for e in elements) > 1:
                return True
    return False


def _yaml_lists(source: str) -> bool:
    waiting = [load_yaml(source)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and LISTED.search(value):
            return True
        if isinstance(value, list) and sum(isinstance(e, str) and e in YUAN for e in value) > 1:
            return True
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
    return False
