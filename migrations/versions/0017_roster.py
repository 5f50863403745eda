"""roster: which agencies have to publish, in which years

Revision: 0017, after 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version. The roster is empty until a user gives one."""
    op.create_table(
        "roster",
        sa.Column("agency", sa.Text(), nullable=False, comment="部门（归一化后） | Agency, normalised as aliases are"),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False, comment="财政年度 | Fiscal year"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="种类：budget 预算、final_account 决算 | budget or final_account",
        ),
        sa.Column("due_on", sa.Date(), nullable=True, comment="应公开日期 | Day by which it is due"),
        sa.CheckConstraint("kind in ('budget', 'final_account')", name=op.f("ck_roster_kind")),
        sa.PrimaryKeyConstraint("agency", "fiscal_year", "kind", name=op.f("pk_roster")),
        schema="core",
        comment="应公开的部门名单：一个部门、年度、种类一行，由使用者提供 | One row per agency, year and kind that is due by a roster that a user gave",
    )


def downgrade() -> None:
    """To the version before."""
    op.drop_table("roster", schema="core")
