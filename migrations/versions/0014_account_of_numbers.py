"""the account of a report's numbers: how many have each state, and each number that is doubtful or not understood

Revision: 0014, after 0012. Reports that are loaded already have no account until they are read again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

_KINDS = (
    "种类：unknown_table、unmapped_column、not_understood、unknown_unit、sentence、performance、document、doubtful、incomplete、version | What kind of thing",
    "种类：unknown_table、unmapped_column、not_understood、unknown_unit、sentence、number、performance、document、doubtful、incomplete、version | What kind of thing",
)


def upgrade() -> None:
    """To this version."""
    op.alter_column(
        "review_item",
        "kind",
        existing_type=sa.Text(),
        existing_nullable=False,
        comment=_KINDS[1],
        existing_comment=_KINDS[0],
        schema="core",
    )

    op.create_table(
        "number_account",
        sa.Column("report_key", sa.Text(collation="C"), autoincrement=False, nullable=False, comment="报告键 | Report"),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="状态：figure、disclosure、indicator、date、ordinal、code、line_number、reference、threshold、set_aside、doubtful、not_understood | State: figure, disclosure, indicator, date, ordinal, code, line_number, reference, threshold, set_aside, doubtful, not_understood",
        ),
        sa.Column(
            "rule",
            sa.Text(),
            nullable=False,
            comment="规则：据以归入该状态的规则，没有则为空 | Rule by which the numbers have the state; empty where it needs none",
        ),
        sa.Column("numbers", sa.Integer(), nullable=False, comment="数字个数 | How many numbers"),
        sa.Column(
            "digit_runs",
            sa.Integer(),
            nullable=False,
            comment="连续数字串个数（1,234.50 为三串） | In how many runs of digits they are printed (1,234.50 has three)",
        ),
        sa.ForeignKeyConstraint(
            ["report_key"],
            ["core.dim_report.report_key"],
            name=op.f("fk_number_account_report_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_key", "state", "rule", name=op.f("pk_number_account")),
        schema="core",
        comment="报告中每一个数字的去向，按状态和规则归在一行 | What became of the numbers of a report, one row per state and rule",
    )
    op.create_table(
        "accounted_number",
        sa.Column("report_key", sa.Text(collation="C"), autoincrement=False, nullable=False, comment="报告键 | Report"),
        sa.Column(
            "number_no",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="序号 | Number in the report, from 0",
        ),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="状态：doubtful、not_understood | doubtful or not_understood"
        ),
        sa.Column(
            "rule",
            sa.Text(),
            nullable=False,
            comment="所在：sentence、line、numeral、cell、performance、units、unknown_table；存疑时为存疑的原因 | Where it stands: sentence, line, numeral, cell, performance, units, unknown_table; of a doubtful one, why",
        ),
        sa.Column("printed", sa.Text(), nullable=False, comment="原文 | The number as printed"),
        sa.Column(
            "around", sa.Text(), nullable=False, comment="上下文 | The sentence or cell that it stands in, shortened"
        ),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=False,
            comment="段落次序 | Paragraph or table of the document that it stands in",
        ),
        sa.Column("page", sa.Integer(), nullable=True, comment="页码 | Page"),
        sa.Column(
            "table_index", sa.Integer(), nullable=True, comment="表格序号 | Table of the document; null in prose"
        ),
        sa.Column("row_index", sa.Integer(), nullable=True, comment="行位置 | Row of the table, from 0; null in prose"),
        sa.Column(
            "column_index", sa.Integer(), nullable=True, comment="列位置 | Column of the table, from 0; null in prose"
        ),
        sa.ForeignKeyConstraint(
            ["report_key"],
            ["core.dim_report.report_key"],
            name=op.f("fk_accounted_number_report_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_key", "number_no", name=op.f("pk_accounted_number")),
        schema="core",
        comment="存疑或未能理解的数字，一个一行 | Numbers that are doubtful or not understood, one row each",
    )


def downgrade() -> None:
    """To the version before."""
    op.drop_table("accounted_number", schema="core")
    op.drop_table("number_account", schema="core")
    op.alter_column(
        "review_item",
        "kind",
        existing_type=sa.Text(),
        existing_nullable=False,
        comment=_KINDS[0],
        existing_comment=_KINDS[1],
        schema="core",
    )
