"""What DBeaver, Metabase and Superset ask a server for before they show anything: relations, columns, keys, comments."""

from __future__ import annotations

from typing import Any

import psycopg

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
