"""What a build gives: the marts on a small warehouse, their keys and comments, and a source tree left alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from etl.audit.rule_queries import load_plan
from etl.commands.docs import docs
from etl.errors import WarehouseError
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.project.described import described_marts
from etl.warehouse.project.folder import project_folder
from etl.warehouse.project.source import source_folder
from etl.warehouse.roles import GROUPS, ROLES, create_roles
from tests.dbt.introspection import BESIDE_THE_STAR, declared_ways, foreign_keys, primary_keys, ways, without_comment
from tests.dbt.warehouse import fill

MARTS = {path.stem for path in (source_folder() / "models" / "marts").glob("*.sql")}
"""The marts that have rows for any report; those of reconciliation are tested with the rules."""

RELATIONS = {
    *(mart.name_zh for mart in described_marts()),
    *(path.stem for path in (source_folder() / "models").glob("*/*.sql") if path.parent.name != "quality"),
    *(mart.name for mart in described_marts()),
    "headline",
    "headline_rule",
}


NAMED = {"文件格式", "集市"}
"""Columns of `marts_zh` whose words are names of the program's."""


@pytest.fixture(scope="module")
def settings(module_database: str, home_with_builds: Path) -> Settings:
    return Settings(database_url=module_database, home=home_with_builds)


@pytest.fixture(scope="module")
def marts(settings: Settings, module_database: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the small warehouse after a build."""
    fill(module_database)
    result = build(settings)
    assert result.errors == ()
    assert result.warnings == ()
    with psycopg.connect(module_database) as connection:
        yield connection


def ask(connection: psycopg.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()  # type: ignore[arg-type]


def test_receptions_stand_beside_what_they_cost(marts: psycopg.Connection[Any]) -> None:
    assert ask(
        marts,
        """
        select counted.counted_zh, counted.count, counted.count_unit, counted.amount_origin, expense.outturn
        from marts.counted_item as counted
        inner join marts.three_public as expense
            on counted.report_key = expense.report_key and counted.expense_item = expense.item
        """,
    ) == [("公务接待批次", 3, "批次", "printed", 6)]


def test_every_mart_has_rows(marts: psycopg.Connection[Any]) -> None:
    empty = {
        name
        for name in MARTS
        if not marts.execute(sql.SQL("select 1 from marts.{} limit 1").format(sql.Identifier(name))).fetchone()
    }
    assert empty == set()


def test_superseded_revision_is_in_no_mart(marts: psycopg.Connection[Any]) -> None:
    for name in MARTS:
        query = sql.SQL("select count(*) from marts.{} where report_key = '5'").format(sql.Identifier(name))
        assert marts.execute(query).fetchone() == (0,), name


def test_agencies_of_one_type_and_level_are_compared(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select agency, amount, share_percent, peer_count, rank_in_peers, ratio_to_median from marts.function_comparison"
        " where fiscal_year = 2023 and kind = 'final_account' and function_code = '2140101' order by agency desc",
    )
    assert rows == [
        ("甲县渡口局", Decimal("400.00"), Decimal("44.4444"), 2, 1, Decimal("1.2308")),
        ("乙县渡口局", Decimal("250.00"), Decimal("100.0000"), 2, 2, Decimal("0.7692")),
    ]


def test_each_level_of_the_subject_tree_sums_to_the_total(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select distinct agency_total - sum(amount) from marts.function_comparison group by report_key, level, agency_total",
    )
    assert rows == [(Decimal("0.00"),)]


def test_headline_leads_to_its_cell(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select h.amount, h.amount_origin, h.statement_title, h.page, f.row_label from marts.subject_source as h"
        " inner join core.figure as f using (report_key, figure_no)"
        " where h.report_key = '1' and h.measure = 'headline' and h.subject_key = 'expenditure'",
    )
    assert rows == [(Decimal("900.00"), "printed", "支出决算表", 7, "合计")]


def test_last_year_comes_from_its_report_or_from_the_prose(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select report_key, headline, amount, prior_amount, prior_source, change_percent from marts.agency_year_over_year"
        " where (report_key, headline) in (('1', 'expenditure'), ('4', 'expenditure_total')) order by report_key",
    )
    assert rows == [
        ("1", "expenditure", Decimal("900.00"), Decimal("700.00"), "report", Decimal("28.5714")),
        ("4", "expenditure_total", Decimal("250.00"), Decimal("200.00"), "disclosed", Decimal("25.0000")),
    ]


def test_execution_compares_with_the_budget_report(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select budget, budget_source, budget_stated, outturn, completion_percent, reason from marts.budget_execution"
        " where report_key = '1' and function_code = '2140101'",
    )
    assert rows == [
        (Decimal("320.00"), "report", Decimal("350.00"), Decimal("400.00"), Decimal("125.0000"), "渡工增加")
    ]


def test_every_mart_declares_its_key(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select c.relname from pg_constraint as k inner join pg_class as c on k.conrelid = c.oid"
        " inner join pg_namespace as n on c.relnamespace = n.oid where n.nspname = 'marts' and k.contype = 'p'",
    )
    assert MARTS - {name for (name,) in rows} == set()


def test_every_relation_and_column_is_described_in_both_languages(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select n.nspname || '.' || c.relname || coalesce('.' || a.attname, ''), coalesce(d.description, '')"
        " from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid"
        " inner join lateral ("
        "   select 0 as attnum, null::name as attname union all"
        "   select attnum, attname from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped"
        " ) as a on true"
        " left join pg_description as d on d.objoid = c.oid and d.objsubid = a.attnum and d.classoid = 'pg_class'::regclass"
        " where n.nspname in ('marts', 'marts_zh', 'dbt_staging', 'dbt_intermediate') and c.relkind in ('r', 'v')",
    )
    shown = [(name, text) for name, text in rows if name.split(".")[1] in RELATIONS]
    assert len(shown) > 1000
    assert [name for name, text in shown if not _is_both(text)] == []


def _is_both(description: str) -> bool:
    chinese, bar, english = description.partition(" | ")
    return bool(bar) and any("一" <= c <= "鿿" for c in chinese) and english.isascii()


def test_each_mart_says_what_a_row_is(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select c.relname, obj_description(c.oid) from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid"
        " where n.nspname in ('marts', 'marts_zh') and c.relkind in ('r', 'v')",
    )
    shown = [(name, text) for name, text in rows if name in RELATIONS]
    assert {name for name, _ in shown} >= MARTS
    assert [name for name, text in shown if not (text.startswith("每行") and "| One row per " in text)] == []


def test_chinese_views_show_the_same_rows(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        'select "部门", "年度", "本年支出_元" from marts_zh.部门年度 where "种类" = \'决算\' order by "本年支出_元" desc',
    )
    assert rows == [
        ("甲县渡口局", 2023, Decimal("900.00")),
        ("甲县渡口局", 2022, Decimal("700.00")),
        ("乙县渡口局", 2023, Decimal("250.00")),
    ]


def test_money_is_never_a_float(marts: psycopg.Connection[Any]) -> None:
    rows = ask(
        marts,
        "select table_schema, table_name, column_name from information_schema.columns"
        " where table_schema in ('marts', 'marts_zh', 'dbt_staging', 'dbt_intermediate')"
        " and data_type in ('real', 'double precision')",
    )
    assert rows == []


def test_second_build_changes_nothing_and_leaves_the_project_alone(
    marts: psycopg.Connection[Any], settings: Settings
) -> None:
    before = ask(marts, "select * from marts.agency_year order by report_key")
    marts.rollback()
    folders = (source_folder(), project_folder(settings.home))
    files = [sorted(folder.rglob("*")) for folder in folders]
    assert build(settings, select=["agency_year+"]).ok
    assert ask(marts, "select * from marts.agency_year order by report_key") == before
    marts.rollback()
    assert [sorted(folder.rglob("*")) for folder in folders] == files
    assert (settings.home / "dbt" / "target" / "manifest.json").is_file()


def test_no_report_loaded_means_nothing_to_build(settings: Settings) -> None:
    assert build(settings, reports=()).models == 0


def test_build_of_an_empty_warehouse_gives_empty_marts(database: str, home_with_builds: Path) -> None:
    assert build(Settings(database_url=database, home=home_with_builds)).ok
    with psycopg.connect(database) as connection:
        assert ask(connection, "select count(*) from marts.agency_year") == [(0,)]


def test_first_build_keeps_the_rules_for_audits(marts: psycopg.Connection[Any], settings: Settings) -> None:
    kept = {step.name: step for step in load_plan(settings, "postgresql://nobody@127.0.0.1:1/none")}
    assert {"quality_report", "reconciliation_evaluation", "reconciliation_finding", "reconciliation_coverage"} <= set(
        kept
    )
    assert marts.info.dbname not in kept["reconciliation_evaluation"].text


def test_only_reports_loaded_since_and_their_agencies_are_evaluated(
    marts: psycopg.Connection[Any], settings: Settings
) -> None:
    marts.rollback()
    # The tests above and below read marts only: what is evaluated next concerns none of them.
    with psycopg.connect(str(settings.database_url.get_secret_value()), autocommit=True) as other:  # type: ignore[union-attr]
        other.execute("update core.dim_report set loaded_at = loaded_at + interval '1 second' where report_key = '4'")
        assert build(
            settings, select=["changed_subject", "changed_report", "changed_audit_report", "quality_report"]
        ).ok
        assert other.execute("select report_key from dbt_quality.quality_report").fetchall() == [("4",)]


def test_build_without_a_warehouse_says_what_to_do(empty_database: str, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="gongkai db migrate"):
        build(Settings(database_url=empty_database, home=tmp_path))


def test_password_reaches_neither_log_nor_target(settings: Settings, marts: psycopg.Connection[Any]) -> None:
    password = marts.info.password
    if not password:
        pytest.skip("this server asks for no password")
    for path in (settings.home / "dbt").rglob("*"):
        if path.is_file():
            assert password.encode() not in path.read_bytes(), path


def test_a_subject_bears_the_name_of_each_year_and_is_one_line_over_years(marts: psycopg.Connection[Any]) -> None:
    named = ask(
        marts,
        "select distinct fiscal_year, function_name, class_name from marts.function_comparison "
        "where function_code = '2140101' and kind = 'final_account' order by 1",
    )
    assert named == [(2022, "机关运行", "交通运输支出"), (2023, "行政运行", "交通运输支出")]
    lines = ask(
        marts,
        "select canonical_code, canonical_name, count(distinct fiscal_year) from marts.function_comparison "
        "where level = 'item' and kind = 'final_account' group by 1, 2 order by 1",
    )
    assert lines == [("2140101", "行政运行", 2), ("2140199", "渡口管理", 2)]


@pytest.mark.usefixtures("marts")
def test_arithmetic_of_the_models(settings: Settings) -> None:
    result = build(settings, select=["test_type:unit"], command="test")
    assert result.tests > 20
    assert result.errors == ()


def test_documentation_is_one_file_that_reports_to_nobody(
    marts: psycopg.Connection[Any], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.commands.docs.settings_told", lambda: settings)
    docs(to=tmp_path / "docs.html", show=False)
    page = (tmp_path / "docs.html").read_text(encoding="utf-8")
    for name in MARTS:
        assert f"model.gongkai.{name}" in page
    assert '"send_anonymous_usage_stats": false' in page
    docs(to=tmp_path / "文档.html", chinese=True, show=False)
    page = (tmp_path / "文档.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert '<html lang="zh' in page
    assert [name for name in MARTS if name not in page] == []


@pytest.fixture(scope="module")
def manifest(settings: Settings, marts: psycopg.Connection[Any]) -> Any:
    """What dbt knows of the project after the build."""
    return json.loads((settings.home / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))


def test_every_column_of_every_relation_is_described(manifest: Any, marts: psycopg.Connection[Any]) -> None:
    built = ask(
        marts,
        "select table_schema, table_name, column_name from information_schema.columns"
        " where table_schema ~ '^(dbt_|marts)' order by table_schema, table_name, ordinal_position",
    )
    described = {
        (node["schema"], node["alias"], column): text["description"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        for column, text in node["columns"].items()
    }
    seeds = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "seed"}
    assert len(built) > 1000
    assert [".".join(row) for row in built if row[1] not in seeds and len(described.get(row, "")) < 2] == []


def test_every_model_has_a_test(manifest: Any) -> None:
    """A data test or a unit test."""
    tests = [n for n in manifest["nodes"].values() if n["resource_type"] == "test"]
    tested = {key for test in [*tests, *manifest["unit_tests"].values()] for key in test["depends_on"]["nodes"]}
    models = {key: n for key, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    assert [n["name"] for key, n in models.items() if key not in tested] == []


def test_what_people_read_is_public_and_nothing_else(manifest: Any) -> None:
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert {node["name"] for node in models if node["access"] == "public"} == {
        node["name"] for node in models if node["schema"] in ("marts", "marts_zh")
    }


@pytest.mark.usefixtures("manifest")
def test_conventions_of_dbt_bouncer_are_kept(settings: Settings, tmp_path: Path) -> None:
    target = json.dumps(str(settings.home / "dbt" / "target"))
    conventions = (source_folder() / "dbt-bouncer.yml").read_text(encoding="utf-8")
    (tmp_path / "dbt-bouncer.yml").write_text(f"dbt_artifacts_dir: {target}\n{conventions}", encoding="utf-8")
    program = Path(sys.executable).with_name("dbt-bouncer")
    run = subprocess.run(
        [program, "--config-file", "dbt-bouncer.yml", "--output-file", "outcome.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = json.loads((tmp_path / "outcome.json").read_text(encoding="utf-8"))
    assert [o["failure_message"] for o in outcomes if o["outcome"] != "success"] == []
    assert run.returncode == 0, run.stdout + run.stderr
    assert len(outcomes) > 500


def test_a_tool_that_introspects_finds_a_comment_on_every_table_view_and_column(
    marts: psycopg.Connection[Any],
) -> None:
    assert without_comment(marts) == []


def test_a_tool_that_introspects_finds_a_primary_key_on_every_mart_and_table_of_core(
    marts: psycopg.Connection[Any],
) -> None:
    for schema in ("marts", "core", "raw"):
        keys = primary_keys(marts, schema)
        assert keys
        assert [table for table, columns in keys.items() if not columns] == []
    assert primary_keys(marts, "marts")["three_public"] == ("report_key", "item")


def test_a_tool_that_introspects_finds_the_way_from_each_fact_to_its_dimensions(marts: psycopg.Connection[Any]) -> None:
    keys = foreign_keys(marts, "core")
    facts = {table for table in primary_keys(marts, "core") if table.startswith("fact_")}
    assert len(facts) >= 10
    assert [fact for fact in facts if (fact, "report_key", "core.dim_report") not in keys] == []
    named = {
        ("function_key", "core.dim_function"),
        ("economic_key", "core.dim_economic"),
        ("government_economic_key", "core.dim_economic"),
        ("project_key", "core.dim_project"),
    }
    columns = {
        (table, column)
        for table, column in ask(
            marts,
            "select table_name::text, column_name::text from information_schema.columns where table_schema = 'core'",
        )
    }
    without = [
        (fact, column, target)
        for fact in facts
        for column, target in named
        if (fact, column) in columns and (fact, column, target) not in keys
    ]
    assert without == []
    assert ("report_statement", "statement_key", "core.dim_statement") in keys
    for column, target in (
        ("agency_key", "core.dim_agency"),
        ("fiscal_year", "core.dim_year"),
        ("document_key", "raw.document"),
    ):
        assert ("dim_report", column, target) in keys


@pytest.fixture
def reader(
    marts: psycopg.Connection[Any], server_roles: None, module_database: str
) -> Iterator[psycopg.Connection[Any]]:
    """What a person sees who may read the marts and nothing else."""
    marts.rollback()
    with psycopg.connect(module_database, autocommit=True) as owner:
        create_roles(owner)
        with psycopg.connect(module_database, autocommit=True) as connection:
            connection.execute("set session authorization gongkai_reader")
            yield connection
        owner.execute("reassign owned by gongkai_may_build to current_user")
        for name in (*ROLES, *GROUPS):
            owner.execute(sql.SQL("drop owned by {}").format(sql.Identifier(name)))


def test_the_reader_finds_one_star(reader: psycopg.Connection[Any]) -> None:
    tables = primary_keys(reader, "marts")
    assert [table for table, columns in tables.items() if not columns] == []
    found = ways(reader, "marts")
    assert found == declared_ways()
    reached, near = set(), {"publication"}
    while near:
        reached |= near
        near = {one for a, _, b in found for one in (a, b) if {a, b} & reached} - reached
    assert tables.keys() - reached == BESIDE_THE_STAR
    for table in tables:
        reader.execute(sql.SQL("select from marts.{} limit 1").format(sql.Identifier(table)))


def test_every_key_of_the_marts_leads_to_a_dimension(reader: psycopg.Connection[Any]) -> None:
    columns = reader.execute(
        "select c.relname, a.attname from pg_class as c inner join pg_attribute as a on c.oid = a.attrelid"
        " where c.relnamespace = 'marts'::regnamespace and c.relkind = 'r' and a.attname like '%\\_key' and a.attnum > 0"
    ).fetchall()
    keys = primary_keys(reader, "marts")
    leading = {(table, column) for table, column, _ in ways(reader, "marts")}
    # Words of the catalogue and of reports, and the findings' own.
    names = {"statement_key", "subject_key", "finding_key", "issue_key"}
    assert [
        (table, column)
        for table, column in columns
        if table not in BESIDE_THE_STAR
        and column not in names
        and (table, column) not in leading
        and keys[table] != (column,)
    ] == []


def test_a_row_that_leads_to_nothing_can_t_stand_in_a_mart(
    module_database: str, marts: psycopg.Connection[Any]
) -> None:
    marts.rollback()
    with psycopg.connect(module_database, autocommit=True) as other:
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            other.execute("update marts.function_comparison set function_key = 'nothing'")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            other.execute("delete from marts.publication")


def test_marts_of_earlier_versions_go_and_those_of_others_stay(
    marts: psycopg.Connection[Any], settings: Settings, module_database: str
) -> None:
    marts.rollback()
    with psycopg.connect(module_database, autocommit=True) as other:
        for name in ("gone", "used"):
            other.execute(f"create table marts.{name} (n integer)")  # type: ignore[arg-type]
            other.execute(f"comment on table marts.{name} is '每行一份报告 | One row per report'")  # type: ignore[arg-type]
        other.execute("create view marts_zh.gone as select n from marts.gone")
        other.execute("comment on view marts_zh.gone is '每行一份报告 | One row per report'")
        other.execute("create view marts.theirs as select n from marts.used")
        assert build(settings, select=["fiscal_year"]).ok
        assert other.execute(
            "select to_regclass('marts.gone'), to_regclass('marts_zh.gone'), to_regclass('marts.used'), to_regclass('marts.theirs')"
        ).fetchone() == (None, None, "marts.used", "marts.theirs")
        other.execute("drop view marts.theirs; drop table marts.used")


def test_chinese_views_hold_no_code(marts: psycopg.Connection[Any]) -> None:
    """No value is a bare English word but keys, names of files and formats, and the names of marts and rules."""
    left = set()
    for mart in described_marts():
        for (column,) in marts.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and atttypid = 'text'::regtype",
            (f'marts_zh."{mart.name_zh}"',),
        ).fetchall():
            query = sql.SQL("select {0} from marts_zh.{1} where {0} ~ '^[a-z][a-z_:@]*$' limit 1").format(
                sql.Identifier(column), sql.Identifier(mart.name_zh)
            )
            if column not in NAMED and not column.endswith("键") and marts.execute(query).fetchone():
                left.add((mart.name_zh, column))
    assert left == set()
