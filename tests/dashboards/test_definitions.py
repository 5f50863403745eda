"""Dashboards read the marts and nothing else, and say the same in Superset's files, in dbt's exposures and in their definitions."""

from __future__ import annotations

import importlib.util
import shutil
import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg import sql

from dashboards.assets import ADDRESS, ASSETS, EXPOSURES, code_names, exposures, files, label
from dashboards.definition import DEFINITIONS, DefinitionError, columns_in, read_definitions
from dashboards.serve import environment, secret
from etl.warehouse.roles import READ

SUPERSET = ASSETS.parent


def _assets(kind: str) -> dict[str, Any]:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(ASSETS.glob(f"{kind}/**/*.yaml"))
    }


def test_assets_and_exposures_are_written_from_the_definitions() -> None:
    definitions = read_definitions()
    wanted = files(definitions)
    assert set(ASSETS.rglob("*.yaml")) == set(wanted)
    assert [path.name for path, text in wanted.items() if path.read_text(encoding="utf-8") != text] == []
    assert EXPOSURES.read_text(encoding="utf-8") == exposures(definitions)


def test_every_dataset_is_a_mart_and_no_query() -> None:
    datasets = _assets("datasets")
    assert {one["schema"] for one in datasets.values()} <= set(READ)
    assert [name for name, one in datasets.items() if one["sql"] is not None] == []


def test_exposures_name_what_the_charts_read() -> None:
    tables = {one["uuid"]: one["table_name"] for one in _assets("datasets").values()}
    charts = {one["uuid"]: tables[one["dataset_uuid"]] for one in _assets("charts").values()}
    read: dict[str, set[str]] = {}
    for one in _assets("dashboards").values():
        placed = {p["meta"]["uuid"] for p in one["position"].values() if isinstance(p, dict) and p["type"] == "CHART"}
        filters = {t["datasetUuid"] for f in one["metadata"]["native_filter_configuration"] for t in f["targets"]}
        read[one["slug"]] = {charts[key] for key in placed} | {tables[key] for key in filters}
    told = yaml.safe_load(EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    assert read == {
        one["url"].rstrip("/").rsplit("/", 1)[-1]: {ref.split("'")[1] for ref in one["depends_on"]} for one in told
    }
    assert len(read) == 5


def test_every_number_of_a_dataset_can_be_asked_of_the_warehouse(samples: psycopg.Connection[Any]) -> None:
    for name, one in _assets("datasets").items():
        made = [column["expression"] for column in one["columns"] if column.get("expression")]
        own = [f'"{column["column_name"]}"' for column in one["columns"] if not column.get("expression")]
        table = sql.Identifier(one["schema"], one["table_name"])
        query = sql.SQL("select {} from {}")
        rows = samples.execute(query.format(sql.SQL(", ".join(own + made)), table)).fetchall()
        assert rows, name
        numbers = [metric["expression"] for metric in one["metrics"]]
        if numbers:
            row = samples.execute(query.format(sql.SQL(", ".join(numbers)), table)).fetchone()
            assert row is not None
            assert None not in row, (name, numbers)


def test_every_code_that_occurs_has_a_chinese_name(samples: psycopg.Connection[Any]) -> None:
    definitions = read_definitions()
    without = []
    for mart in definitions.marts.values():
        for column in {column.name for column in mart.columns} & set(definitions.codes):
            query = sql.SQL("select distinct {}::text from {}").format(
                sql.Identifier(column), sql.Identifier("marts", mart.name)
            )
            found = {code for (code,) in samples.execute(query) if code is not None}
            without += [(mart.name, column, code) for code in found - set(definitions.codes[column])]
    assert without == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("overview.yaml", "x: agency_text,", "x: agncy,", "mart agency_year has no agncy"),
        ("overview.yaml", "metrics: [project_share]", "metrics: [projekt_share]", "has no projekt_share"),
        ("overview.yaml", "mart: headline_source", "mart: stg_figure", "stg_figure is not in datasets.yaml"),
        ("datasets.yaml", "agency_year_over_year:", "int_headline:", "int_headline is no mart"),
        ("datasets.yaml", "sum(revenue)", "sum(revenues)", "no column revenues"),
        ("datasets.yaml", "count(*)", "(select count(*) from core.figure)", "no column core, figure, from, select"),
        ("agency.yaml", "filters: [one_agency", "filters: [an_agency", "no filter an_agency"),
    ],
)
def test_what_is_not_in_a_mart_is_refused(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(DEFINITIONS, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        read_definitions(folder)


def test_columns_of_a_metric_are_told_from_the_words_of_sql() -> None:
    assert columns_in("100 * sum(outturn) filter (where budget is not null) / nullif(sum(budget), 0)") == {
        "outturn",
        "budget",
    }


def test_label_keeps_the_unit() -> None:
    assert label("本年支出（元）：本年支出合计 | Expenditure of the year in yuan") == "本年支出（元）"
    assert label("同类中位数 | Median") == "同类中位数"


def test_code_without_a_name_stays_as_it_is() -> None:
    assert code_names("origin", {"form": "报表"}) == "case origin::text when 'form' then '报表' else origin::text end"


def test_amounts_in_charts_say_their_unit() -> None:
    wrong = [
        (mart, metric.name)
        for mart, metrics in read_definitions().metrics.items()
        for metric in metrics
        if ("万元" in metric.zh) != ("/ 10000" in metric.sql) or ("%" in metric.zh) != metric.sql.startswith("100 *")
    ]
    assert wrong == []


def test_no_secret_and_no_host_is_in_the_assets() -> None:
    assert _assets("databases")["gongkai"]["sqlalchemy_uri"] == ADDRESS
    assert ":XXXXXXXXXX@127.0.0.1:" in ADDRESS
    for lock in SUPERSET.glob("*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")


def test_browser_may_ask_this_server_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret-key").write_text("0" * 40)
    monkeypatch.setenv("GONGKAI_SUPERSET_HOME", str(tmp_path))
    spec = importlib.util.spec_from_file_location("superset_config", SUPERSET / "superset_config.py")
    assert spec is not None
    assert spec.loader is not None
    config = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(config)
    policy = config.TALISMAN_CONFIG["content_security_policy"]
    named = {source for sources in policy.values() for source in ([sources] if isinstance(sources, str) else sources)}
    assert named <= {"'self'", "'none'", "'unsafe-inline'", "'strict-dynamic'", "blob:", "data:"}
    assert "'unsafe-inline'" not in policy["script-src"]
    assert config.TALISMAN_ENABLED


def test_secret_is_kept_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = secret(tmp_path, "admin-password")
    assert len(first) >= 24
    assert secret(tmp_path, "admin-password") == first
    assert secret(tmp_path, "admin-password", "chosen") == "chosen"
    assert stat.S_IMODE((tmp_path / "admin-password").stat().st_mode) == 0o600


def test_superset_gets_none_of_the_warehouse_owner_s_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", "postgresql://owner:fen-li-mu@127.0.0.1/gongkai")
    given = environment(tmp_path)
    assert "fen-li-mu" not in " ".join(given.values())
    assert given["SCARF_ANALYTICS"] == "false"
