"""Subjects by year: one row a code and fiscal year with the name of that year, its parent and the code by which years are compared

Revision: 0009, after 0008. Rows of before are made anew from the years in which facts use them; names that reports print are those of their
register, none of them known to be doubtful.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from migrations.helpers import create_views, drop_views

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ADDED = {
    "dim_function": (
        sa.Column(
            "fiscal_year",
            sa.Integer(),
            nullable=True,
            comment="财政年度 | Fiscal year in which the code has this name and these ancestors",
        ),
        sa.Column(
            "named_by",
            sa.Text(),
            nullable=True,
            comment="名称来历：list 官方目录、reports 当年多数报告所印、none 仅有存疑的写法 | list: the official list of the year; reports: what most reports of the year print; none: read with doubt only",
        ),
        sa.Column(
            "parent_key",
            sa.BigInteger(),
            nullable=True,
            comment="上级科目键 | The subject above in the same year; null for a class",
        ),
        sa.Column(
            "canonical_code",
            sa.Text(),
            nullable=True,
            comment="通用代码：跨年度比较用 | Code by which years are compared: the one that took its place, else its own",
        ),
        sa.Column(
            "canonical_name",
            sa.Text(),
            nullable=True,
            comment="通用名称：通用代码最近的名称 | Latest name of the canonical code; one for each canonical code",
        ),
    ),
    "dim_economic": (
        sa.Column(
            "fiscal_year",
            sa.Integer(),
            nullable=True,
            comment="财政年度 | Fiscal year in which the code has this name and this class",
        ),
        sa.Column(
            "named_by",
            sa.Text(),
            nullable=True,
            comment="名称来历：list 官方目录、reports 当年多数报告所印、none 仅有存疑的写法 | list: the official list of the year; reports: what most reports of the year print; none: read with doubt only",
        ),
        sa.Column(
            "parent_key",
            sa.BigInteger(),
            nullable=True,
            comment="上级科目键 | The class in the same year; null for a class",
        ),
        sa.Column(
            "canonical_code",
            sa.Text(),
            nullable=True,
            comment="通用代码：跨年度比较用 | Code by which years are compared: the one that took its place, else its own",
        ),
        sa.Column(
            "canonical_name",
            sa.Text(),
            nullable=True,
            comment="通用名称：通用代码最近的名称 | Latest name of the canonical code; one for each canonical code",
        ),
    ),
}
_COMMENTS = {
    "dim_function": (
        "支出功能分类科目，代码加名称一行 | One row per functional subject code and name",
        "支出功能分类科目，一个代码、一个年度一行，类、款、项各为一员 | One row per functional subject code and fiscal year; classes, sections and items are members alike",
    ),
    "dim_function.function_key": (
        "科目键 | Key: hash of code and name",
        "科目键 | Key: hash of code and year",
    ),
    "dim_function.name": (
        "科目名称 | Name",
        "科目名称：类、款为当年官方名称，项为当年多数报告所印 | Name of the year: of the official list; of what it doesn't have, as most reports of the year print it",
    ),
    "dim_function.class_name": (
        "类级名称 | Name of the class",
        "类级名称 | Name of the class in that year",
    ),
    "dim_function.section_name": (
        "款级名称 | Name of the section",
        "款级名称 | Name of the section in that year",
    ),
    "dim_function.item_name": (
        "项级名称 | Name of the item",
        "项级名称 | Name of the item in that year",
    ),
    "dim_economic": (
        "支出经济分类科目，体系、代码加名称一行 | One row per economic subject: system, code and name",
        "支出经济分类科目，一个代码、一个年度一行，类、款各为一员 | One row per economic subject code and fiscal year; classes and sections are members alike",
    ),
    "dim_economic.economic_key": (
        "科目键 | Key: hash of system, code and name",
        "科目键 | Key: hash of code and year",
    ),
    "dim_economic.name": (
        "科目名称 | Name",
        "科目名称：当年官方名称，目录没有的为当年多数报告所印 | Name of the year: of the official list; of what it doesn't have, as most reports of the year print it",
    ),
    "dim_economic.class_name": (
        "类级名称 | Name of the class",
        "类级名称 | Name of the class in that year",
    ),
}
"""Table, or column of a table → the comment before and after."""
_FROM = "名称起用年度（已知最早） | First year the name is known to hold"
_TO = "名称止用年度（已知最晚） | Last year the name is known to hold"
_KEYS = {
    "dim_function": (
        ("fact_revenue", "function_key"),
        ("fact_expenditure", "function_key"),
        ("fact_balance", "function_key"),
        ("fact_procurement", "function_key"),
        ("fact_budget_execution", "function_key"),
        ("fact_year_change", "function_key"),
    ),
    "dim_economic": (
        ("fact_economic_expenditure", "economic_key"),
        ("fact_economic_expenditure", "government_economic_key"),
        ("fact_balance", "economic_key"),
        ("fact_procurement", "economic_key"),
        ("fact_year_change", "economic_key"),
    ),
}
"""Dimension → the columns of facts that refer to it."""


def upgrade() -> None:
    """To this version. Views that read a changed table are dropped before and created after."""
    bind = op.get_bind()
    drop_views(bind)
    op.create_table(
        "report_subject",
        sa.Column("report_key", sa.BigInteger(), nullable=False, autoincrement=False, comment="报告键 | Report"),
        sa.Column("code", sa.Text(), nullable=False, comment="科目代码 | Code of the subject"),
        sa.Column(
            "system",
            sa.Text(),
            nullable=False,
            comment="分类：function、department、government | Classification; these share no code",
        ),
        sa.Column("fiscal_year", sa.Integer(), nullable=False, comment="财政年度 | Fiscal year of the report"),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="所印名称（空格、括号统一） | Name as the report prints it, in one spelling",
        ),
        sa.Column(
            "is_doubtful",
            sa.Boolean(),
            nullable=False,
            comment="是否存疑：识别不准或位置不确定，不作为名称的依据 | Whether every row that prints it was read with doubt; then it decides no name",
        ),
        sa.CheckConstraint("system in ('function', 'department', 'government')", name=op.f("ck_report_subject_system")),
        sa.ForeignKeyConstraint(
            ["report_key"],
            ["core.dim_report.report_key"],
            name=op.f("fk_report_subject_report_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_key", "code", name=op.f("pk_report_subject")),
        schema="core",
        comment="报告所印的科目及其名称，一份报告一个科目一行 | One row per subject of a report, with the name that the report prints",
    )
    op.create_index("ix_report_subject_code_fiscal_year", "report_subject", ["code", "fiscal_year"], schema="core")
    program = context.config.attributes["program"]
    program.note_printed_subjects(bind)
    old = {"dim_function": "code, name", "dim_economic": "system, code, name"}
    for table, columns in _ADDED.items():
        key = table.removeprefix("dim_") + "_key"
        unique = old[table].replace(", ", "_")
        op.drop_constraint(op.f(f"uq_{table}_{unique}"), table, schema="core", type_="unique")
        op.drop_index(op.f(f"ix_{table}_code"), table, schema="core")
        for column in columns:
            op.add_column(table, column, schema="core")
        op.alter_column(table, "name", nullable=True, schema="core")
        op.drop_column(table, "valid_from", schema="core")
        op.drop_column(table, "valid_to", schema="core")
        program.subjects_by_year(bind, table, _KEYS[table])
        for column in ("fiscal_year", "named_by", "canonical_code"):
            op.alter_column(table, column, nullable=False, schema="core")
        op.create_unique_constraint(op.f(f"uq_{table}_code_fiscal_year"), table, ["code", "fiscal_year"], schema="core")
        op.create_check_constraint(
            op.f(f"ck_{table}_named_by"), table, "named_by in ('list', 'reports', 'none')", schema="core"
        )
        op.create_foreign_key(
            op.f(f"fk_{table}_parent_key"),
            table,
            table,
            ["parent_key"],
            [key],
            source_schema="core",
            referent_schema="core",
        )
        op.create_index(op.f(f"ix_{table}_parent_key"), table, ["parent_key"], schema="core")
        op.create_index(op.f(f"ix_{table}_canonical_code"), table, ["canonical_code"], schema="core")
    _comment(1)
    program.name_subjects(bind)
    create_views(bind)


def _comment(which: int) -> None:
    for place, comments in _COMMENTS.items():
        table, _, column = place.partition(".")
        target = f"column core.{table}.{column}" if column else f"table core.{table}"
        op.execute(f"comment on {target} is '{comments[which].replace(chr(39), chr(39) * 2)}'")


def downgrade() -> None:
    """Back to the version before: one row a code and name. What reports print stays in their figures; keys are those of the first year."""
    bind = op.get_bind()
    drop_views(bind)
    op.drop_table("report_subject", schema="core")
    old = {"dim_function": ["code", "name"], "dim_economic": ["system", "code", "name"]}
    for table, columns in _ADDED.items():
        key = table.removeprefix("dim_") + "_key"
        op.drop_index(op.f(f"ix_{table}_parent_key"), table, schema="core")
        op.drop_index(op.f(f"ix_{table}_canonical_code"), table, schema="core")
        op.drop_constraint(op.f(f"fk_{table}_parent_key"), table, schema="core", type_="foreignkey")
        op.drop_constraint(op.f(f"ck_{table}_named_by"), table, schema="core", type_="check")
        op.drop_constraint(op.f(f"uq_{table}_code_fiscal_year"), table, schema="core", type_="unique")
        op.execute(f"update core.{table} set name = code where name is null")  # noqa: S608
        op.add_column(table, sa.Column("valid_from", sa.Integer(), comment=_FROM), schema="core")
        op.add_column(table, sa.Column("valid_to", sa.Integer(), comment=_TO), schema="core")
        first = f"(select {key}, first_value({key}) over names as kept, min(fiscal_year) over every as since, max(fiscal_year) over every as until from core.{table} window names as (partition by code, name order by fiscal_year), every as (partition by code, name))"  # noqa: S608
        places = [*_KEYS[table]]
        if table == "dim_economic":
            places += [("economic_pairing", "department_key"), ("economic_pairing", "government_key")]
            op.execute("delete from core.economic_pairing")
        for place, column in places:
            op.execute(
                f"update core.{place} as f set {column} = o.kept from {first} as o where f.{column} = o.{key} and o.{key} <> o.kept"  # noqa: S608
            )
        op.execute(
            f"update core.{table} as d set valid_from = o.since, valid_to = o.until from {first} as o where d.{key} = o.{key}"  # noqa: S608
        )
        op.execute(f"delete from core.{table} as d using {first} as o where d.{key} = o.{key} and o.{key} <> o.kept")  # noqa: S608
        for column in ("name", "valid_from", "valid_to"):
            op.alter_column(table, column, nullable=False, schema="core")
        for added in columns:
            op.drop_column(table, added.name, schema="core")
        op.create_unique_constraint(op.f(f"uq_{table}_{'_'.join(old[table])}"), table, old[table], schema="core")
        op.create_index(op.f(f"ix_{table}_code"), table, ["code"], schema="core")
    _comment(0)
    create_views(bind)
