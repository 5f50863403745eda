"""places of leaves: which fact has a figure, and why a leaf is in none

Revision: 0016, after 0015. Facts of before don't say which cells they are made of: their leaves have the reason `read_before` until their
documents are read again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COMMENTS = {
    "fact": "所入事实表：其某行计入此数；空为未计入 | Fact that has it in one of its rows, with the same statement_seq and row_no; empty: none",
    "left_reason": "未计入事实表的原因（仅 leaf）：repeated 同一表另有一张、register_only 该表只入登记簿、within_total 其行合计已计入、no_subject 无科目、second_classification 同一金额的政府经济分类、unmapped 目录中没有的栏目、no_unit 无单位、read_before 旧版读入 | Why no fact has it, of leaves: repeated (the form is printed twice), register_only (no fact takes the form), within_total (the total of its row is in a fact), no_subject, second_classification (the same money by the government's), unmapped, no_unit, read_before (by an older version)",
}


def upgrade() -> None:
    """To this version."""
    for name, comment in _COMMENTS.items():
        op.add_column(
            "figure", sa.Column(name, sa.Text(), nullable=False, server_default="", comment=comment), schema="core"
        )
    op.execute("update core.figure set left_reason = 'read_before' where role = 'leaf'")
    op.create_check_constraint(
        "leaf_has_its_place", "figure", "role <> 'leaf' or (fact = '') <> (left_reason = '')", schema="core"
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_constraint(op.f("ck_figure_leaf_has_its_place"), "figure", schema="core")
    for name in _COMMENTS:
        op.drop_column("figure", name, schema="core")
