"""Each year's rows bear that year's official names of subjects, whatever the agency's other years print."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from etl.loading.load import load_files
from etl.settings import Settings
from etl.warehouse.build import build
from tests.publication.made import write


def account(agency: str, year: int, code: str, names: tuple[str, str, str]) -> str:
    """A final account with one class, its section and item."""
    class_name, section, item = names
    return "\n".join(
        [
            f"{agency}{year}年度部门决算",
            "一般公共预算财政拨款支出决算表",
            "单位：万元",
            "科目编码\t科目名称\t合计\t基本支出\t项目支出",
            "\t合计\t90.00\t50.00\t40.00",
            f"{code}\t{class_name}\t90.00\t50.00\t40.00",
            f"{code}01\t{section}\t90.00\t50.00\t40.00",
            f"{code}0101\t{item}\t90.00\t50.00\t40.00",
        ]
    )


CULTURE_BEFORE = ("文化体育与传媒支出", "文化", "行政运行")
CULTURE = ("文化旅游体育与传媒支出", "文化和旅游", "行政运行")
LAND_BEFORE = ("国土海洋气象等支出", "国土资源事务", "行政运行")
LAND = ("自然资源海洋气象等支出", "自然资源事务", "行政运行")
REPORTS = {
    "1/b.txt": account("雾城市文化馆", 2017, "207", CULTURE_BEFORE),
    "1/a.txt": account("雾城市文化馆", 2023, "207", CULTURE),
    "2/a.txt": account("雾城市测绘所", 2018, "220", LAND_BEFORE),
    "2/b.txt": account("雾城市测绘所", 2020, "220", LAND),
}
NAMES = [
    ("207", 2017, CULTURE_BEFORE[0]),
    ("207", 2023, CULTURE[0]),
    ("220", 2018, LAND_BEFORE[0]),
    ("220", 2020, LAND[0]),
]


@pytest.fixture(scope="module")
def built(module_database: str, home_with_builds: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    with psycopg.connect(module_database, autocommit=True) as connection:
        loaded = load_files(write(tmp_path_factory.mktemp("reports"), REPORTS), connection)
    assert [one.error for one in loaded if one.error] == []
    build(Settings(database_url=module_database, home=home_with_builds))
    return module_database


def test_rows_of_a_year_bear_the_official_name_of_that_year(built: str) -> None:
    with psycopg.connect(built) as connection:
        marts = connection.execute(
            """
            select table_name from information_schema.columns
            where table_schema = 'marts' and column_name in ('class_code', 'class_name', 'fiscal_year')
            group by table_name
            having count(*) = 3
            """
        ).fetchall()
        assert marts
        for (mart,) in marts:
            named = connection.execute(
                sql.SQL(
                    "select distinct class_code, fiscal_year, class_name from marts.{} where class_code in ('207', '220')"
                ).format(sql.Identifier(mart))
            ).fetchall()
            assert sorted(named) == (sorted(NAMES) if named else [])
        assert any(
            connection.execute(
                sql.SQL("select 1 from marts.{} where class_code = '207'").format(sql.Identifier(mart))
            ).fetchone()
            for (mart,) in marts
        )
