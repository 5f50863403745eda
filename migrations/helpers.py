"""What versions of the schema call: schemas, functions, and the views with their comments (Alembic itself knows tables only)."""

from __future__ import annotations

import psycopg
import sqlalchemy as sa

from models.base import described
from models.views import VIEWS, View

SCHEMAS = ("raw", "core")
_OF_LATER = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)
"""How the server refuses a view that reads what a later version adds."""
VERSION_SCHEMA = "core"
"""Where Alembic keeps its version: the loader's own schema, since ordinary roles may not create tables in `public`."""

PARTITIONS = "core_partition"
"""Where the partitions of `core`'s tables are, out of the way of people and tools that list tables."""

FUNCTIONS = (
    (
        "make_partitions(integer)",
        "为一个财政年度建立分区 | Makes the partitions of a fiscal year where they are missing",
        # Whoever loads needn't own the tables: the function runs with its owner's rights, and makes nothing but these partitions.
        # A loader that isn't ours could ask for any number of years; no warehouse has reports of three hundred.
        # A table is made and then attached, because `create table … partition of` would wait for everyone who reads the parent. Attaching
        # locks what its foreign keys refer to; locked in the loaders' own order, so that it can't meet one halfway.
        """
        create or replace function core.make_partitions(wanted integer) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $function$
        declare
            parent name;
            partition name;
            missing name[] := array(
                select c.relname
                from pg_partitioned_table as p
                inner join pg_class as c on p.partrelid = c.oid
                where c.relnamespace = 'core'::regnamespace
                    and to_regclass(format('core_partition.%I', c.relname || '_' || replace(wanted::text, '-', 'm'))) is null
                order by c.relname
            );
        begin
            if cardinality(missing) = 0 then
                return;
            end if;
            if (select count(*) from pg_inherits where inhparent = 'core.figure'::regclass) >= 300 then
                raise exception 'there are partitions of 300 fiscal years already, none is made for %', wanted
                    using errcode = 'program_limit_exceeded';
            end if;
            perform pg_advisory_xact_lock(hashtext('gongkai'), hashtext('partitions'));
            lock table core.dim_economic, core.dim_function, core.dim_project, core.dim_report
                in share row exclusive mode;
            foreach parent in array missing loop
                partition := parent || '_' || replace(wanted::text, '-', 'm');
                if to_regclass(format('core_partition.%I', partition)) is null then
                    execute format('create table core_partition.%I (like core.%I including all)', partition, parent);
                    execute format(
                        'alter table core.%I attach partition core_partition.%I for values in (%s)', parent, partition, wanted
                    );
                end if;
            end loop;
        end
        $function$
        """,
    ),
    (
        "analyze_partitioned()",
        "更新分区表的统计信息 | Brings the statistics of the partitioned tables up to date",
        # Autovacuum looks at partitions, never at a partitioned table as a whole.
        """
        create or replace function core.analyze_partitioned() returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $function$
        declare
            parent name;
        begin
            for parent in
                select c.relname from pg_partitioned_table as p
                inner join pg_class as c on p.partrelid = c.oid
                where c.relnamespace = 'core'::regnamespace
            loop
                execute format('analyze core.%I', parent);
            end loop;
        end
        $function$
        """,
    ),
)
"""Signature, description and definition of the functions in `core`: what loaders may have done with the owner's rights."""


def create_functions(connection: sa.Connection) -> None:
    """Create the functions of `core`; only their owner, and whom `gongkai db roles` allows it, may call them."""
    for signature, comment, definition in FUNCTIONS:
        connection.exec_driver_sql(definition.replace("%", "%%"))
        connection.exec_driver_sql(f"revoke all on function core.{signature} from public")
        connection.exec_driver_sql(f"comment on function core.{signature} is '{comment}'")


def drop_functions(connection: sa.Connection) -> None:
    """Drop the functions of `core`."""
    for signature, _, _ in FUNCTIONS:
        connection.exec_driver_sql(f"drop function if exists core.{signature}")


def create_schemas(connection: sa.Connection) -> None:
    """Create `raw`, `core` and the schema of its partitions where they are missing. A role without the right to create may use schemas made for it."""
    present = set(sa.inspect(connection).get_schema_names())
    for name in (*SCHEMAS, PARTITIONS):
        if name not in present:
            connection.execute(sa.schema.CreateSchema(name))
    comments = {
        "raw": described("文件原貌：段落、表格，一字不失", "What the files say, nothing lost"),
        "core": described(
            "星型模型：维度、事实与公开数字登记簿", "The star: dimensions, facts and the register of published figures"
        ),
        PARTITIONS: described("core 各表按财政年度的分区", "Partitions of the tables of core by fiscal year"),
    }
    for name in (*SCHEMAS, PARTITIONS):
        if name not in present:
            connection.execute(sa.text(f"comment on schema {name} is '{comments[name]}'"))


def create_views(connection: sa.Connection, views: tuple[View, ...] = VIEWS, *, complete: bool = False) -> None:
    """Create the views of `core` with their comments, in the order given (a view may read those before it).

    A version that changes a table which views read drops them first and creates them again at its end. Views that read what only a
    later version adds are left to that version; with `complete` there are none.
    """
    for view in views:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"create view core.{view.name} as {view.query.strip()}".replace("%", "%%"))
        except sa.exc.ProgrammingError as error:
            if complete or not isinstance(error.orig, _OF_LATER):
                raise
            continue
        comment = described(view.zh, view.en).replace("'", "''").replace("%", "%%")
        connection.exec_driver_sql(f"comment on view core.{view.name} is '{comment}'")
        for column, text in _column_comments(connection, view):
            comment = text.replace("'", "''").replace("%", "%%")
            connection.exec_driver_sql(f"comment on column core.{view.name}.{column} is '{comment}'")


def _column_comments(connection: sa.Connection, view: View) -> list[tuple[str, str]]:
    """Columns of a view that is there, with their descriptions; PostgreSQL gives a view's columns none by itself."""
    own = {name: described(zh, en) for name, zh, en in view.columns}
    found = connection.execute(
        sa.text(
            """
            select v.attname, (
                select col_description(t.attrelid, t.attnum)
                from unnest(cast(:tables as text[])) with ordinality as r (name, place)
                inner join pg_attribute as t on t.attrelid = to_regclass(r.name) and t.attname = v.attname
                where col_description(t.attrelid, t.attnum) is not null
                order by r.place
                limit 1
            )
            from pg_attribute as v
            where v.attrelid = to_regclass(:view) and v.attnum > 0
            order by v.attnum
            """
        ),
        {"tables": list(view.like), "view": f"core.{view.name}"},
    )
    return [(name, text) for name, like in found if (text := own.get(name, like))]


_BUILT_SCHEMAS = ("dbt_staging", "dbt_intermediate")
"""Where dbt makes views on `raw` and `core`."""


def drop_views(connection: sa.Connection, views: tuple[View, ...] = VIEWS) -> None:
    """Drop the views of `core`, the last one first; those that aren't there are passed over.

    Views of a build on `raw` and `core` go with them, and what stands on those: the next build makes them. A view of a person's own
    stays, and PostgreSQL names it where it is in the way.
    """
    built = connection.execute(
        sa.text(
            """
            select distinct v.oid::regclass::text
            from pg_class as v
            inner join pg_rewrite as r on v.oid = r.ev_class
            inner join pg_depend as d on r.oid = d.objid
            inner join pg_class as t on d.refobjid = t.oid
            where
                v.relkind = 'v' and v.relnamespace::regnamespace::text = any(:built)
                and t.relnamespace::regnamespace::text in ('raw', 'core')
            """
        ),
        {"built": list(_BUILT_SCHEMAS)},
    )
    for view in built.scalars().all():
        connection.exec_driver_sql(f"drop view if exists {view} cascade")
    for view in reversed(views):
        connection.exec_driver_sql(f"drop view if exists core.{view.name}")
