"""finding_settlement: what a person said becomes of an issue that an audit found

Revision: 0019, after 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version. Nothing is settled yet."""
    op.create_table(
        "finding_settlement",
        sa.Column(
            "issue_key",
            sa.Text(collation="C"),
            nullable=False,
            comment="问题键：见 marts.reconciliation_finding | Issue: see marts.reconciliation_finding",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="处理情况：accepted 已确认（属实，将更正）、explained 已说明（差异有正当原因）、sent 已转送（已请公开单位核实） | "
            "accepted: it is a fault and will be mended; explained: it is none, the note says why; sent: handed on to whoever published it",
        ),
        sa.Column(
            "note", sa.Text(), server_default="", nullable=False, comment="处理说明 | Why, in the person's words"
        ),
        sa.Column(
            "about",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="处理时的不符说明 | What the audit said of it then; empty where it wasn't in the marts",
        ),
        sa.Column(
            "settled_by",
            sa.Text(),
            server_default=sa.text("CURRENT_USER"),
            nullable=False,
            comment="处理人 | Who said so; by default the role of the database",
        ),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="处理时间 | When",
        ),
        sa.CheckConstraint("state in ('accepted', 'explained', 'sent')", name=op.f("ck_finding_settlement_state")),
        sa.PrimaryKeyConstraint("issue_key", name=op.f("pk_finding_settlement")),
        schema="core",
        comment="人工对不符的处理，一个问题一行 | One row per issue that an audit found of which a person said what becomes of it",
    )


def downgrade() -> None:
    """To the version before."""
    op.drop_table("finding_settlement", schema="core")
