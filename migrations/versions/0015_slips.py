"""Slips of the pen; words that compare outturn with budget; names of what was paid; targets as numbers

Revision: 0015, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KIND = "种类：nil 无此项、zero 金额为 0、empty_form 空表注明无此项、direction 只说增减、reason 只说原因、comparison 决算数与预算数相比的说法、listed 主要包括所列的名称 | nil, zero (an amount of 0), empty_form (an empty form that says so), direction, reason, comparison (outturn against budget, in words) or listed (a name of what was paid)"
_KIND_BEFORE = "种类：nil 无此项、zero 金额为 0、empty_form 空表注明无此项、direction 只说增减、reason 只说原因 | nil, zero (an amount of 0), empty_form (an empty form that says so), direction or reason"


def upgrade() -> None:
    """To this version. Reports of before have the new rows when they are read again."""
    op.add_column(
        "remark",
        sa.Column(
            "group_no",
            sa.Integer(),
            nullable=True,
            comment="comparison 所说的披露分组 | Group of disclosures that a comparison is about",
        ),
        schema="core",
    )
    op.add_column(
        "remark",
        sa.Column(
            "item_code",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="科目代码 | Code of the subject, or empty",
        ),
        schema="core",
    )
    op.add_column(
        "remark",
        sa.Column(
            "base",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="comparison 所比的预算：年初预算、全年预算 | Budget that a comparison names, or empty",
        ),
        schema="core",
    )
    op.add_column(
        "remark",
        sa.Column(
            "printed",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="所说的字句 | The words that say it, or empty",
        ),
        schema="core",
    )
    op.alter_column(
        "remark",
        "kind",
        existing_type=sa.Text(),
        existing_nullable=False,
        existing_comment=_KIND_BEFORE,
        comment=_KIND,
        schema="core",
    )
    op.add_column(
        "fact_performance_indicator",
        sa.Column(
            "target_relation",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="指标值与完成值应有的大小：>=、<=；不是同单位的一个数时为空 | What the value reached has to be to the target: >= or <=; empty where the two aren't one number of one unit",
        ),
        schema="core",
    )
    op.add_column(
        "fact_performance_indicator",
        sa.Column("target_value", sa.Numeric(30, 8), nullable=True, comment="指标值的数 | The target as a number"),
        schema="core",
    )
    op.add_column(
        "fact_performance_indicator",
        sa.Column(
            "actual_value", sa.Numeric(30, 8), nullable=True, comment="完成值的数 | What was reached as a number"
        ),
        schema="core",
    )
    op.add_column(
        "fact_performance_indicator",
        sa.Column("target_unit", sa.Text(), server_default="", nullable=False, comment="二者的单位 | Unit of both"),
        schema="core",
    )
    op.create_table(
        "slip",
        sa.Column("report_key", sa.Text(collation="C"), autoincrement=False, nullable=False, comment="报告键 | Report"),
        sa.Column(
            "slip_no", sa.Integer(), autoincrement=False, nullable=False, comment="序号 | Number in the report, from 0"
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="段落次序 | Paragraph"),
        sa.Column("page", sa.Integer(), nullable=True, comment="页码 | Page"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="种类：doubled_punctuation 标点重复、impossible_year 年份不成立、date_of_another_year 日期为另一年、another_agency 他部门名称、purpose_of_another_subject 用途属于另一科目 | doubled_punctuation, impossible_year, date_of_another_year, another_agency or purpose_of_another_subject",
        ),
        sa.Column("printed", sa.Text(), nullable=False, comment="所印 | What stands there"),
        sa.Column(
            "expected",
            sa.Text(),
            nullable=False,
            comment="应为，无从知道时为空 | What should stand there; empty where nobody can know",
        ),
        sa.Column("sentence", sa.Text(), nullable=False, comment="前后文字 | The words around it"),
        sa.ForeignKeyConstraint(
            ["report_key"], ["core.dim_report.report_key"], name=op.f("fk_slip_report_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_key", "slip_no", name=op.f("pk_slip")),
        schema="core",
        comment="文字中的笔误，一处一行 | One row per slip of the pen in the prose",
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("slip", schema="core")
    for column in ("target_unit", "actual_value", "target_value", "target_relation"):
        op.drop_column("fact_performance_indicator", column, schema="core")
    op.alter_column(
        "remark",
        "kind",
        existing_type=sa.Text(),
        existing_nullable=False,
        existing_comment=_KIND,
        comment=_KIND_BEFORE,
        schema="core",
    )
    for column in ("printed", "base", "item_code", "group_no"):
        op.drop_column("remark", column, schema="core")
