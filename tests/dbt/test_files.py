"""The dbt project as files: what is written by hand is complete, and what is made from it says what the definitions say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from etl.reference.subjects import all_names
from etl.warehouse.project.described import Mart, MartColumn, Way, chinese_name, described_marts
from etl.warehouse.project.generated import chinese_marts, generated_files, sources_yaml, subject_names_csv
from etl.warehouse.project.source import source_folder
from etl.warehouse.roles import BUILT
from etl.words.data import load_yaml
from models import VIEWS, metadata

MODELS = source_folder() / "models"


def test_nothing_that_is_generated_is_kept() -> None:
    assert [path for path in generated_files() if (source_folder() / path).exists()] == []


def test_sources_name_every_table_view_and_column_with_its_comment() -> None:
    sources = load_yaml(sources_yaml())["sources"]
    named = {f"{source['name']}.{table['name']}": table for source in sources for table in source["tables"]}
    assert set(named) == {str(table) for table in metadata.tables} | {f"core.{view.name}" for view in VIEWS}
    for name, table in metadata.tables.items():
        assert named[name]["columns"] == [{"name": c.name, "description": c.comment} for c in table.columns]
        assert named[name]["description"] == table.comment


def test_seed_of_subject_names_has_a_line_for_every_listed_name() -> None:
    header, *lines = subject_names_csv().splitlines()
    assert header == "system,code,name,valid_from,valid_to"
    assert len(lines) == len(set(lines)) == len(list(all_names()))


def test_every_mart_has_a_view_and_a_test_of_its_chinese_names() -> None:
    made = generated_files()
    (yml,) = (load_yaml(text) for path, text in made.items() if path.name == "marts_zh.yml")
    marts = {f"{mart.name}_zh": mart for mart in described_marts()}
    assert {path.stem for path in made if path.suffix == ".sql" and path.parent.name == "marts_zh"} == set(marts)
    english = {model["name"]: model["description"].partition(" | ")[2] for model in yml["models"]}
    assert english.keys() == marts.keys()
    for name, mart in marts.items():
        assert english[name].startswith(mart.description.partition(" | ")[2])
        assert all(f"{way.column} leads to {way.target}" in english[name] for way in mart.ways)
    assert {test["model"] for test in yml["unit_tests"]} == set(marts)


def test_view_shows_each_column_under_its_chinese_name_and_unit_and_each_code_in_chinese() -> None:
    columns = (
        MartColumn("agency", "text", "部门：某部门 | Agency"),
        MartColumn("amount", "numeric(20, 2)", "金额（元）：本年数 | Amount"),
        MartColumn("share", "numeric(28, 4)", "占比（%）：占总额 | Share"),
        MartColumn("kind", "text", "种类代码：budget | budget"),
        MartColumn("kind_zh", "text", "种类：预算 | The same in Chinese"),
        MartColumn("phase", "text", "阶段：预算、决算 | Phase"),
    )
    mart = Mart(
        "spent",
        "每行一笔。先选定 kind。 | One row per payment.",
        columns,
        "付款",
        ("agency",),
        (Way("agency", "spent"),),
    )
    made = chinese_marts([mart])
    query = made[Path("models/marts_zh/spent_zh.sql")]
    assert query == (
        "{{ config(alias='付款') }}\n\nselect\n"
        '    agency as "部门",\n    amount as "金额_元",\n    share as "占比_百分比",\n    kind_zh as "种类",\n'
        "    case phase\n        when 'budget' then '预算'\n        when 'outturn' then '决算'\n        else phase\n    end as \"阶段\"\n"
        "from {{ ref('spent') }}\n"
    )
    described = load_yaml(made[Path("models/marts_zh/marts_zh.yml")])
    (test,) = described["unit_tests"]
    assert test["expect"] == {
        "rows": [{"部门": "agency", "金额_元": 2, "占比_百分比": 3, "种类": "kind_zh", "阶段": "phase"}]
    }
    assert described["models"][0]["description"] == (
        "每行一笔。先选定 种类。外键：部门 → 付款。 | One row per payment. Foreign keys: agency leads to spent."
    )


def test_a_column_speaks_of_other_columns_by_their_names_in_the_views() -> None:
    one = Mart(
        "spent_once",
        "每行一笔。 | One row per payment.",
        (
            MartColumn(
                "amount", "numeric(20, 2)", "金额（元）：须先选定 kind；全年预算见 plan_of_year.annual_budget | Amount"
            ),
            MartColumn("kind_zh", "text", "种类：见 plan_of_year；kind_of_thing 不是列 | Kind"),
        ),
        "付款",
    )
    other = Mart(
        "plan_of_year",
        "每行一年。 | One row per year.",
        (MartColumn("annual_budget", "numeric(20, 2)", "全年预算（元）：调整后 | Budget"),),
        "计划",
    )
    described = load_yaml(chinese_marts([one, other])[Path("models/marts_zh/marts_zh.yml")])
    assert [column["description"] for column in described["models"][0]["columns"]] == [
        "金额（元）：须先选定 种类；全年预算见 计划.全年预算_元 | Amount",
        "种类：见 计划；kind_of_thing 不是列 | Kind",
    ]


def test_a_mart_without_a_chinese_name_is_refused() -> None:
    with pytest.raises(ValueError, match="nameless has no Chinese name"):
        chinese_marts([Mart("nameless", "", ())])


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


def test_two_columns_of_one_chinese_name_are_refused() -> None:
    columns = tuple(MartColumn(name, "text", "部门：某部门 | Agency") for name in ("agency", "office"))
    with pytest.raises(ValueError, match="twice: several columns are named 部门"):
        chinese_marts([Mart("twice", "", columns, "两次")])


def test_description_that_models_share_is_put_in(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "marts"
    folder.mkdir(parents=True)
    (tmp_path / "models" / "docs.md").write_text("{% docs agency %}\n部门：某部门 | Agency\n{% enddocs %}\n", "utf-8")
    column = {"name": "agency", "data_type": "text", "description": "{{ doc('agency') }}"}
    models = [
        {"name": "spent", "description": "每行一笔\n| One row", "columns": [column]},
        {"name": "untyped", "description": "", "columns": [{"name": "agency", "description": ""}]},
    ]
    (folder / "spent.yml").write_text(yaml.safe_dump({"models": models}, allow_unicode=True), "utf-8")
    assert list(described_marts(tmp_path)) == [
        Mart("spent", "每行一笔 | One row", (MartColumn("agency", "text", "部门：某部门 | Agency"),))
    ]


def test_every_model_has_a_grain_test() -> None:
    without = []
    for path in (*MODELS.glob("staging/*.yml"), *MODELS.glob("intermediate/*.yml"), *MODELS.glob("marts/*.yml")):
        for model in load_yaml(path.read_text(encoding="utf-8"))["models"]:
            combined = any({"unique_combination", "key"} & set(test) for test in model.get("data_tests", []))
            single = any("unique" in column.get("data_tests", []) for column in model["columns"])
            if not (combined or single):
                without.append(model["name"])
    assert without == []


def test_every_model_is_in_a_yml_file() -> None:
    """The rules of reconciliation are ephemeral: their catalogue is a seed."""
    named = {
        model["name"]
        for path in MODELS.rglob("*.yml")
        for model in load_yaml(path.read_text(encoding="utf-8")).get("models", [])
    }
    relations = {path.stem for path in MODELS.rglob("*.sql") if path.parent.name != "rules"}
    assert relations == named


def test_builder_owns_every_schema_that_dbt_writes() -> None:
    """A schema that the roles don't know can't be made by the builder, who may not create schemas."""
    project = (source_folder() / "dbt_project.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"^\s+\+schema: (\w+)$", project, re.MULTILINE)) == set(BUILT)


def test_each_mart_says_its_key_whether_it_adds_up_and_a_question_that_it_answers() -> None:
    blocks = dict(
        re.findall(
            r"\{% docs (hazard_when_summing|nothing_to_sum|sums_within_report)_zh %\}(.*?)\{%",
            (source_folder() / "models" / "docs.md").read_text(encoding="utf-8"),
        )
    )
    assert len(blocks) == 3
    keys = {
        model["name"]: constraint["columns"]
        for path in (source_folder() / "models").glob("**/*.yml")
        for model in load_yaml(path.read_text(encoding="utf-8")).get("models", [])
        for constraint in model.get("constraints", [])
        if constraint["type"] == "primary_key"
    }
    for mart in described_marts():
        chinese, _, english = mart.description.partition(" | ")
        assert chinese.startswith("每行"), mart.name
        assert f"键：{'、'.join(keys[mart.name])}。" in chinese, mart.name
        assert f"Key: {', '.join(keys[mart.name])}." in english, mart.name
        assert sum(text in chinese for text in blocks.values()) == 1, mart.name
        assert "例：" in chinese, mart.name
        assert "Example: " in english, mart.name


STILL_READS_CORE = {
    "quality/rules/amount_unit.sql",
    "quality/rules/indicator_parts.sql",
    "quality/rules/performance_target_missed.sql",
    "quality/rules/template_residue.sql",
}
"""Rules on performance indicators and on whole tables, which no table of `quality/base` has. This list may only shrink."""


def test_no_model_past_staging_reads_core() -> None:
    """What the rules take from `core` (quality/base) and what builds note of it (increment) is staging of theirs."""
    staging = {"staging", "increment", "base"}
    found = {
        path.relative_to(MODELS).as_posix()
        for path in MODELS.rglob("*.sql")
        if path.parent.name not in staging and "source('core'" in path.read_text(encoding="utf-8")
    }
    assert found == STILL_READS_CORE


def test_what_counts_once_follows_the_reports_of_the_family() -> None:
    """A final account that comes later, or a department's report, changes what the budget's or unit's rows count for."""
    found = {
        path.stem: strategy[1] if (strategy := re.search(r"incremental_strategy='(\w+)'", text)) else "by_report"
        for path in sorted((source_folder() / "models" / "marts").glob("*.sql"))
        if "ref('int_counts_once')" in (text := path.read_text(encoding="utf-8"))
    }
    assert {"agency_year", "procurement", "three_public"} <= found.keys()
    assert {name: one for name, one in found.items() if one not in {"by_family", "by_peers"}} == {}
    peers = (source_folder() / "models" / "increment" / "changed_peer_report.sql").read_text(encoding="utf-8")
    assert "ref('changed_family_report')" in peers
