"""What DBeaver, Metabase and Superset ask a server for before they show anything: relations, columns, keys, comments."""

from __future__ import annotations

from typing import Any

import psycopg

from etl.warehouse.project.source import source_folder
from etl.words.data import load_yaml

PEOPLE_READ = ("raw", "core", "marts", "marts_zh")


def without_comment(connection: psycopg.Connection[Any]) -> list[str]:
    """Tables and views, and their columns, that have no comment; partitions are their table's."""
    found = connection.execute(
        """
        select concat_ws('.', n.nspname, c.relname, a.attname)
        from pg_class as c
        inner join pg_namespace as n on c.relnamespace = n.oid
        left join lateral (
            select null::name as attname, 0 as attnum
            union all
            select column_.attname, column_.attnum
            from pg_attribute as column_
            where column_.attrelid = c.oid and column_.attnum > 0 and not column_.attisdropped
        ) as a on true
        where
            n.nspname = any(%s)
            and c.relkind in ('r', 'p', 'v', 'm')
            and not c.relispartition
            and c.relname <> 'alembic_version'
            and coalesce(case when a.attnum = 0 then obj_description(c.oid, 'pg_class') else col_description(c.oid, a.attnum) end, '') = ''
        order by 1
        """,
        (list(PEOPLE_READ),),
    )
    return [name for (name,) in found]


def primary_keys(connection: psycopg.Connection[Any], schema: str) -> dict[str, tuple[str, ...]]:
    """Table → columns of its primary key; () where there is none. Views and partitions are left out."""
    found = connection.execute(
        """
        select c.relname, coalesce(array_agg(a.attname::text order by k.place) filter (where a.attname is not null), '{}')
        from pg_class as c
        left join pg_constraint as p on c.oid = p.conrelid and p.contype = 'p'
        left join lateral unnest(p.conkey) with ordinality as k (attnum, place) on true
        left join pg_attribute as a on c.oid = a.attrelid and k.attnum = a.attnum
        where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        group by c.relname
        """,
        (schema,),
    )
    return {name: tuple(columns) for name, columns in found}


def foreign_keys(connection: psycopg.Connection[Any], schema: str) -> set[tuple[str, str, str]]:
    """Table, column and the table that the column refers to, as information_schema has them."""
    found = connection.execute(
        """
        select distinct own.table_name, own.column_name, other.table_schema || '.' || other.table_name
        from information_schema.referential_constraints as r
        inner join information_schema.key_column_usage as own
            on r.constraint_schema = own.constraint_schema and r.constraint_name = own.constraint_name
        inner join information_schema.table_constraints as other
            on r.unique_constraint_schema = other.constraint_schema and r.unique_constraint_name = other.constraint_name
        where own.table_schema = %s
        """,
        (schema,),
    )
    return {(table, column, target) for table, column, target in found}


BESIDE_THE_STAR = frozenset({"build_status"})
"""Tables of the marts that say something of the marts themselves and point to no dimension."""


def ways(connection: psycopg.Connection[Any], schema: str) -> set[tuple[str, str, str]]:
    """Table, column and the table that the column refers to, as pg_catalog has them for everyone who may look; keys of one column."""
    found = connection.execute(
        """
        select own.relname, column_.attname, target.relname
        from pg_constraint as k
        inner join pg_class as own on k.conrelid = own.oid
        inner join pg_class as target on k.confrelid = target.oid
        inner join pg_attribute as column_ on own.oid = column_.attrelid and column_.attnum = k.conkey[1]
        where k.contype = 'f' and own.relnamespace = to_regnamespace(%s) and cardinality(k.conkey) = 1 and k.convalidated
        """,
        (schema,),
    )
    return {(table, column, target) for table, column, target in found}


def declared_ways() -> set[tuple[str, str, str]]:
    """The same as the yml files of the dbt project promise them."""
    found: set[tuple[str, str, str]] = set()
    for path in (source_folder() / "models").glob("**/*.yml"):
        for model in load_yaml(path.read_text(encoding="utf-8")).get("models", []):
            for one in model.get("constraints", []):
                if one["type"] == "foreign_key":
                    found.add((model["name"], one["columns"][0], one["to"].removeprefix("ref('").removesuffix("')")))
            above = model.get("config", {}).get("meta", {}).get("leads_above")
            if above:
                found.add((model["name"], above, model["name"]))
    return found
