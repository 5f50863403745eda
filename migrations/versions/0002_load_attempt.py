"""load attempt: the record of attempts to load files

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version; no view reads the table."""
    op.create_table(
        "load_attempt",
        sa.Column(
            "attempt_no",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="次序 | Number, in the order of time",
        ),
        sa.Column(
            "attempted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="时间 | When it was attempted",
        ),
        sa.Column("path", sa.Text(), nullable=False, comment="路径或网址 | Path, or URL without login and query"),
        sa.Column("file_name", sa.Text(), nullable=False, comment="文件名 | File name"),
        sa.Column(
            "sha256",
            sa.Text(),
            nullable=True,
            comment="内容的 SHA-256 | SHA-256 of the content; null where it couldn't be opened",
        ),
        sa.Column("loader_version", sa.Text(), nullable=False, comment="载入程序版本 | Version of gongkai that tried"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=False,
            comment="结果：loaded、failed、timeout、crashed、unreachable、forgotten | loaded: it is in the warehouse; failed: the file "
            "can't be read or is no report; timeout, crashed: reading it took too long, or ended its process; unreachable: it couldn't "
            "be opened; forgotten: a person put the failure aside",
        ),
        sa.Column(
            "message",
            sa.Text(),
            nullable=False,
            comment="说明 | Why it failed and what to do next; empty where it is loaded",
        ),
        sa.Column(
            "seconds",
            sa.Numeric(precision=12, scale=3),
            nullable=False,
            comment="读取用时（秒） | Seconds that reading took",
        ),
        sa.CheckConstraint(
            "outcome in ('loaded', 'failed', 'timeout', 'crashed', 'unreachable', 'forgotten')",
            name=op.f("ck_load_attempt_outcome"),
        ),
        sa.PrimaryKeyConstraint("attempt_no", name=op.f("pk_load_attempt")),
        schema="raw",
        comment="载入记录，一次尝试一行 | One row per attempt to load a file, in the order of time",
    )
    op.create_index("ix_load_attempt_path", "load_attempt", ["path"], unique=False, schema="raw")
    op.create_index("ix_load_attempt_sha256", "load_attempt", ["sha256"], unique=False, schema="raw")


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("load_attempt", schema="raw")
