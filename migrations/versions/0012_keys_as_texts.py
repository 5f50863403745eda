"""Keys as short texts: 13 characters in place of whole numbers, which JavaScript and spreadsheets round beyond 2⁵³

Revision: 0012, after 0011. Each key is turned over by one expression, the same as `etl.warehouse.keys` writes, so that what is loaded
afterwards meets what was there. The next build makes all marts anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.helpers import create_views, drop_views

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_LENGTH = 13

_TABLES = """
    select c.oid::regclass::text, array_agg(a.attname::text order by a.attnum)
    from pg_class as c inner join pg_attribute as a on c.oid = a.attrelid
    where
        c.relnamespace in ('raw'::regnamespace, 'core'::regnamespace) and c.relkind in ('r', 'p') and not c.relispartition
        and a.attname like '%_key' and not a.attisdropped and {type}
    group by c.oid
    order by c.oid::regclass::text
"""
"""Tables with the columns of keys; partitions follow their table."""
_NUMBERS = _TABLES.format(type="a.atttypid = 'bigint'::regtype")
_TEXTS = _TABLES.format(type="""a.attcollation = '"C"'::regcollation""")


def _turn(query: str, type_: str, expression: str, given: str) -> None:
    """Change all keys; `expression`: of `given`, a key as it is. Foreign keys are taken off before and put back after, views too."""
    bind = op.get_bind()
    drop_views(bind)
    bind.exec_driver_sql(
        f"create function core.key_turned(given {given}) returns {type_.split()[0]} immutable language sql as $key$ {expression} $key$"
    )
    tables = [(table, list(columns)) for table, columns in bind.execute(sa.text(query)).all()]
    references = bind.execute(
        sa.text(
            """
            select k.conrelid::regclass::text, k.conname, pg_get_constraintdef(k.oid)
            from pg_constraint as k
            where
                k.contype = 'f' and k.conparentid = 0
                and k.connamespace in ('raw'::regnamespace, 'core'::regnamespace)
                and pg_get_constraintdef(k.oid) like '%\\_key%'
            order by k.conrelid::regclass::text, k.conname
            """
        )
    ).all()
    for table, name, _ in references:
        bind.exec_driver_sql(f'alter table {table} drop constraint "{name}"')
    for table, columns in tables:
        turned = (f"alter column {name} type {type_} using core.key_turned({name})" for name in columns)
        bind.exec_driver_sql(f"alter table {table} {', '.join(turned)}")
    for table, name, definition in references:
        bind.exec_driver_sql(f'alter table {table} add constraint "{name}" {definition}')
    for table, _ in tables:
        bind.exec_driver_sql(f"analyze {table}")
    bind.exec_driver_sql("drop function core.key_turned")
    create_views(bind)


def upgrade() -> None:
    """To this version."""
    letters = " || ".join(
        f"substr('{_LETTERS}', ((given >> {5 * place}) & 31)::integer + 1, 1)" for place in reversed(range(_LENGTH))
    )
    _turn(_NUMBERS, 'text collate "C"', f"select {letters}", "bigint")


def downgrade() -> None:
    """Back to the version before."""
    numbers = " | ".join(
        f"((strpos('{_LETTERS}', substr(given, {place}, 1)) - 1)::bigint << {5 * (_LENGTH - place)})"
        for place in range(1, _LENGTH + 1)
    )
    _turn(_TEXTS, "bigint", f"select {numbers}", "text")
