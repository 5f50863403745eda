"""sources of revenue: a closed list, and the name of a source that no code has in a column of its own

Revision: 0022, after 0021. What a stored row calls a source and the list doesn't have is a name that a form prints.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.helpers import create_views, drop_views

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_SOURCES = (
    "fiscal general_public government_fund state_capital special_account superior_subsidy operating_activity education_fee business "
    "affiliate_remittance other unit_funds opening use_of_surplus cash_balance unspecified unlisted"
)
_LISTED = f"source in ({', '.join(map(repr, _SOURCES.split()))})"
_NAMES = "update core.fact_revenue set source_label = source, source = 'unlisted' where not {listed}"
_OLD_SOURCE = (
    "来源：fiscal、superior_subsidy、operating_activity、business、affiliate_remittance、other …；"
    "opening 上年结转；unspecified 未分来源"
    " | Source of money; opening is money carried over; unspecified where the form gives no sources"
)
_SOURCE = (
    "来源：fiscal、superior_subsidy、operating_activity、business、affiliate_remittance、other …；"
    "opening 上年结转；unspecified 未分来源；unlisted 表内自列，名称见 source_label"
    " | Source of money; opening is money carried over; unspecified where the form gives no sources; unlisted is a line or column of the form's own,"
    " which source_label names"
)
_LABEL = "来源名称：表内所印，仅 unlisted 有 | Name of the source as printed, where it is unlisted; empty elsewhere"


def upgrade() -> None:
    """To this version. A total or subtotal that was the only line of its form has no source."""
    connection = op.get_bind()
    drop_views(connection)
    op.add_column(
        "fact_revenue",
        sa.Column("source_label", sa.Text(), nullable=False, server_default="", comment=_LABEL),
        schema="core",
    )
    op.execute("update core.fact_revenue set source = 'unspecified' where source in ('total', 'current_revenue')")
    op.execute(_NAMES.format(listed=_LISTED))
    op.create_check_constraint("source", "fact_revenue", _LISTED, schema="core")
    op.alter_column("fact_revenue", "source", comment=_SOURCE, existing_comment=_OLD_SOURCE, schema="core")
    create_views(connection)


def downgrade() -> None:
    """Back to the version before: the name of a source takes the place of its code again."""
    connection = op.get_bind()
    drop_views(connection)
    op.drop_constraint(op.f("ck_fact_revenue_source"), "fact_revenue", schema="core")
    op.execute("update core.fact_revenue set source = source_label where source = 'unlisted'")
    op.alter_column("fact_revenue", "source", comment=_OLD_SOURCE, existing_comment=_SOURCE, schema="core")
    op.drop_column("fact_revenue", "source_label", schema="core")
    create_views(connection)
