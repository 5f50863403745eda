"""forms that count: headcounts, vehicles and equipment of forms are facts beside those of the prose

Revision: 0023, after 0022. Reports loaded before keep what their prose says; the forms' numbers come when they are loaded again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLES = ("fact_staffing", "fact_asset")
_GROUP = "披露分组 | Group of statements; leads to core.disclosure"
_GROUP_OR_NONE = "披露分组；表内所列为空 | Group of statements, leads to core.disclosure; null of what a form prints"
_RULE = (
    "所在：sentence、line、numeral、cell、performance、units、unknown_table；存疑时为存疑的原因 | "
    "Where it stands: sentence, line, numeral, cell, performance, units, unknown_table; of a doubtful one, why"
)
_RULE_WITH_LABEL = (
    "所在：sentence、line、numeral、cell、label 无文字的标签、performance、units、unknown_table；存疑时为存疑的原因 | "
    "Where it stands: sentence, line, numeral, cell, label (a cell of a form without a word), performance, units, unknown_table; of a doubtful one, why"
)


def upgrade() -> None:
    """To this version."""
    for table in _TABLES:
        for name, comment in (
            ("statement_seq", "报表次序；文字所述为空 | Form in the report; null of what the prose states"),
            ("row_no", "逻辑行号；文字所述为空 | Logical row of the form; null of what the prose states"),
        ):
            op.add_column(table, sa.Column(name, sa.Integer(), nullable=True, comment=comment), schema="core")
        op.alter_column(
            table, "group_no", nullable=True, comment=_GROUP_OR_NONE, existing_type=sa.Integer(), schema="core"
        )
    op.alter_column("accounted_number", "rule", comment=_RULE_WITH_LABEL, existing_type=sa.Text(), schema="core")


def downgrade() -> None:
    """To the version before: what forms count goes."""
    op.alter_column("accounted_number", "rule", comment=_RULE, existing_type=sa.Text(), schema="core")
    for table in _TABLES:
        op.execute(f"delete from core.{table} where group_no is null")  # noqa: S608 - names of our own
        op.alter_column(table, "group_no", nullable=False, comment=_GROUP, existing_type=sa.Integer(), schema="core")
        op.drop_column(table, "row_no", schema="core")
        op.drop_column(table, "statement_seq", schema="core")
