"""The dbt project as files: what is generated is current, what is written by hand is complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from etl.warehouse.dbt_files import PROJECT, chinese_marts, chinese_name, sources_yaml, subject_names_csv
from etl.warehouse.project import project_folder
from etl.warehouse.roles import BUILT

MODELS = project_folder() / "models"


def test_sources_repeat_the_models() -> None:
    assert (MODELS / "sources.yml").read_text(encoding="utf-8") == sources_yaml()


def test_seed_of_subject_names_repeats_the_list_of_subjects() -> None:
    assert (PROJECT / "seeds" / "subject_name.csv").read_text(encoding="utf-8") == subject_names_csv()


def test_chinese_marts_repeat_the_marts() -> None:
    files = chinese_marts()
    assert set((MODELS / "marts_zh").iterdir()) == set(files)
    assert [path.name for path, content in files.items() if path.read_text(encoding="utf-8") != content] == []


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("部门：公布报告的部门或单位 | Agency", "部门"),
        ("金额（元）：本年数 | Amount", "金额"),
        ("同类中位数 | Median", "同类中位数"),
    ],
)
def test_chinese_name_begins_the_description(description: str, name: str) -> None:
    assert chinese_name(description) == name


def test_description_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="名称"):
        chinese_name("：没有名称 | no name")


def test_two_columns_of_one_chinese_name_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "marts"
    folder.mkdir(parents=True)
    columns = [{"name": n, "data_type": "text", "description": "部门：某部门 | Agency"} for n in ("agency", "office")]
    (folder / "twice.yml").write_text(
        yaml.safe_dump({"models": [{"name": "twice", "description": "", "columns": columns}]})
    )
    with pytest.raises(ValueError, match="twice: several columns are named 部门"):
        chinese_marts(tmp_path)


def test_every_model_has_a_grain_test() -> None:
    without = []
    for path in (*MODELS.glob("staging/*.yml"), *MODELS.glob("intermediate/*.yml"), *MODELS.glob("marts/*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            combined = any("unique_combination" in test for test in model.get("data_tests", []))
            single = any("unique" in column.get("data_tests", []) for column in model["columns"])
            if not (combined or single):
                without.append(model["name"])
    assert without == []


def test_every_model_is_in_a_yml_file() -> None:
    """The rules of reconciliation are ephemeral: their catalogue is a seed."""
    named = {
        model["name"]
        for path in MODELS.rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    }
    relations = {path.stem for path in MODELS.rglob("*.sql") if path.parent.name != "rules"}
    assert relations == named


def test_builder_owns_every_schema_that_dbt_writes() -> None:
    """A schema that the roles don't know can't be made by the builder, who may not create schemas."""
    project = (project_folder() / "dbt_project.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"^\s+\+schema: (\w+)$", project, re.MULTILINE)) == set(BUILT)
