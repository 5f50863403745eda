"""Keys: short texts that follow from what a thing is."""

from __future__ import annotations

import re

import psycopg

from etl.warehouse import keys, schema
from models import metadata
from models.base import KEY


def test_a_key_is_the_same_on_every_machine() -> None:
    assert keys.agency_key("甲局") == "bt3jjgyvmf4vb"
    assert keys.project_key(keys.agency_key("甲局"), "渡船更新") == "ftyvlfmfcxld3"
    assert keys.report_key(["b", "a"], keys.agency_key("甲局"), 2023, "budget", "unit") == keys.report_key(
        ["a", "b"], keys.agency_key("甲局"), 2023, "budget", "unit"
    )


def test_no_key_is_taken_for_a_number_or_a_formula() -> None:
    for number in range(1000):
        assert re.fullmatch("[a-h][a-z2-7]{12}", keys.key("test", number))


def test_a_key_writes_63_bits() -> None:
    assert keys.number_of("a" * 13) == 0
    assert keys.number_of("h" + "7" * 12) == 2**63 - 1


def test_every_key_of_the_models_is_compared_byte_by_byte() -> None:
    words = {"statement_key"}
    for table in metadata.tables.values():
        for column in table.columns:
            if column.name.endswith("_key") and column.name not in words:
                assert column.type is KEY or getattr(column.type, "collation", None) == "C", f"{table}.{column.name}"


NUMBERS = [1, 31, 32, 2**53 + 1, 2**63 - 1, *(keys.number_of(keys.key("test", i)) for i in range(50))]


def test_keys_of_before_become_what_the_program_writes_and_go_back(empty_database: str) -> None:
    schema.upgrade(empty_database, "0010")
    with psycopg.connect(empty_database, autocommit=True) as connection:
        for number in NUMBERS:
            connection.execute("insert into core.dim_agency (agency_key, name) values (%s, %s)", (number, str(number)))
        schema.upgrade(empty_database)
        found = connection.execute("select agency_key, name from core.dim_agency").fetchall()
        assert len(found) == len(NUMBERS)
        assert [keys.number_of(key) for key, _ in found] == [int(number) for _, number in found]
        assert all(re.fullmatch("[a-h][a-z2-7]{12}", key) for key, _ in found)
        schema.downgrade(empty_database, "0010")
        assert connection.execute("select count(*) from core.dim_agency where agency_key::text = name").fetchone() == (
            len(NUMBERS),
        )
