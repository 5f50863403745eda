"""The declarative base, the naming of constraints, and the two-language description that each column carries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData, Numeric, Text
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from etl.words.measures import named

MONEY = Numeric(20, 2)
"""Yuan and fen. Money is never a float."""

PRINTED = Numeric(30, 8)
"""A number as printed, in the unit that is printed with it."""

KEY = Text(collation="C")
"""Keys are short texts, hashes of the natural key (etl.warehouse.keys): the same wherever and in whatever order a report is loaded.

They are compared byte by byte, whatever the database's collation: indexes stay cheap, and SQL sorts them as Python does.
"""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = metadata


BY_YEAR = {"postgresql_partition_by": "LIST (fiscal_year)"}
"""Table arguments of what there is much of: a partition a fiscal year, made by the loader as it meets the year (migrations/helpers.py).

Primary keys hold the year, as Postgres demands of a partitioned table, and the agency, as Citus would of one distributed by it.
"""


LEADS_TO = "leads_to"
"""Under this name a column's `info` says which column it refers to without a foreign key."""


def described(zh: str, en: str) -> str:
    """The comment that Postgres shows: Chinese, then English."""
    return f"{zh} | {en}"


def one_of(name: str, words: str, *, or_none: bool = False) -> str:
    """The condition of a CHECK: a column holds a word of a closed list of etl/words (measures.yaml, codes.yaml); `or_none`: or no word, ""."""
    return f"{name} in ({', '.join(repr(word) for word in (*([''] if or_none else []), *named(words)))})"


def column(type_: Any, zh: str, en: str, *args: Any, leads_to: str | None = None, **options: Any) -> MappedColumn[Any]:
    """A mapped column with its description; not null unless `nullable=True`.

    `leads_to`: the column that it refers to without a foreign key. The rows of figures, disclosures and paragraphs are most of the
    warehouse, PostgreSQL checks foreign keys row by row, and the loader writes these keys itself, beside the row that they lead to.
    """
    options.setdefault("nullable", False)
    if leads_to:
        options["info"] = {LEADS_TO: leads_to}
    return mapped_column(type_, *args, comment=described(zh, en), **options)
