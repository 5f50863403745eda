"""blank items: cells of the form of the three public expenses that are blank beside others are told apart from what isn't published

Revision: 0025, after 0024. Reports loaded before have none; they come when they are loaded again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_COMMENTS = {
    "blank_budget_items": (
        "“三公”经费表中预算数为空格的事项（同表其他事项有预算数，所印合计与各项相符）：abroad、vehicle_purchase、reception … | "
        "Items of the form of the three public expenses whose budget is blank, where it prints that of others and its sums hold: "
        "abroad, vehicle_purchase, reception …"
    ),
    "blank_outturn_items": (
        "“三公”经费表中决算数为空格的事项（同表其他事项有决算数，所印合计与各项相符）：abroad、vehicle_purchase、reception … | "
        "Items of the form of the three public expenses whose outturn is blank, where it prints that of others and its sums hold: "
        "abroad, vehicle_purchase, reception …"
    ),
}
_SUBJECTS_BEFORE = (
    "所称没有的事项：three_public、abroad、vehicle、reception、government_fund_expenditure、procurement …；其他事项为空 | "
    "What there is said to be none of: three_public, abroad, vehicle, reception, government_fund_expenditure, procurement …; else empty"
)
_SUBJECTS_NOW = (
    "所称没有的事项：three_public、abroad、vehicle、reception、government_fund_expenditure、procurement、asset_vehicles_held、vehicles_held …；"
    "其他事项为空 | "
    "What there is said to be none of: three_public, abroad, vehicle, reception, government_fund_expenditure, procurement, asset_vehicles_held, "
    "vehicles_held …; else empty"
)


def upgrade() -> None:
    """To this version."""
    for name, comment in _COMMENTS.items():
        op.add_column(
            "report_statement",
            sa.Column(name, ARRAY(sa.Text()), nullable=False, server_default="{}", comment=comment),
            schema="core",
        )
    _say_subjects(_SUBJECTS_NOW)


def downgrade() -> None:
    """To the version before."""
    for name in _COMMENTS:
        op.drop_column("report_statement", name, schema="core")
    _say_subjects(_SUBJECTS_BEFORE)


def _say_subjects(comment: str) -> None:
    op.alter_column("remark", "subjects", comment=comment, existing_type=ARRAY(sa.Text()), schema="core")
