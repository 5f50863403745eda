"""settled versions: a person's word on which version of a publication holds

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version; no view reads the table."""
    op.create_table(
        "settled_version",
        sa.Column(
            "settlement_no",
            sa.Integer(),
            sa.Identity(always=True),
            nullable=False,
            comment="次序 | Number, in the order of time",
        ),
        sa.Column(
            "holds",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="认定为现行的文件（SHA-256） | SHA-256 of the documents of the version that holds",
        ),
        sa.Column(
            "seen",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="认定时已有的全部文件（SHA-256） | SHA-256 of all documents that were there then",
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False, comment="说明 | Why, in the person's words"),
        sa.Column(
            "settled_by",
            sa.Text(),
            server_default=sa.text("CURRENT_USER"),
            nullable=False,
            comment="认定人（数据库用户） | Role of the database",
        ),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="认定时间 | When",
        ),
        sa.Column(
            "undone_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="撤销时间 | When it was taken back; null while it stands",
        ),
        sa.PrimaryKeyConstraint("settlement_no", name=op.f("pk_settled_version")),
        schema="core",
        comment="人工认定的现行版本，一次认定一行 | One row per person's word on which version of a publication holds",
    )
    op.create_index(
        "ix_settled_version_holds", "settled_version", ["holds"], unique=False, schema="core", postgresql_using="gin"
    )


def downgrade() -> None:
    """Back to the version before; what persons settled is lost."""
    op.drop_table("settled_version", schema="core")
