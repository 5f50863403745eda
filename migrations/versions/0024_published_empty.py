"""published empty: forms without a number and balances without one are told apart from what isn't published

Revision: 0024, after 0023. Reports loaded before have neither; both come when they are loaded again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ORIGIN = "origin in ({})"
_ORIGINS = "'form', 'narrative', 'declared_nil'"
_ORIGIN_BEFORE = "来源：form 报表、narrative 文字、declared_nil 称无政府采购 | form, narrative or declared_nil"
_ORIGIN_NOW = (
    "来源：form 报表、narrative 文字、declared_nil 称无政府采购、empty_form 采购表公开为空表 | "
    "form, narrative, declared_nil (said to be none) or empty_form (its form is published empty)"
)
_KIND_BEFORE = (
    "种类：nil 无此项、zero 金额为 0、empty_form 空表注明无此项、direction 只说增减、reason 只说原因、comparison 决算数与预算数相比的说法、"
    "listed 主要包括所列的名称 | "
    "nil, zero (an amount of 0), empty_form (an empty form that says so), direction, reason, comparison (outturn against budget, in words) or "
    "listed (a name of what was paid)"
)
_KIND_NOW = (
    "种类：nil 无此项、zero 金额为 0、empty_form 空表注明无此项、blank_form 公开为空表而未注明、direction 只说增减、reason 只说原因、"
    "comparison 决算数与预算数相比的说法、listed 主要包括所列的名称 | "
    "nil, zero (an amount of 0), empty_form (an empty form that says so), blank_form (a form published empty, without a word; sentence is its title or "
    "its row in the list of forms), direction, reason, comparison (outturn against budget, in words) or listed (a name of what was paid)"
)
_BLANK = (
    "表中有其行而本年数为空格的年初、年末结转：opening_balance、closing_balance | "
    "Balances whose line the form has and whose cell for the year is blank: opening_balance, closing_balance"
)


def upgrade() -> None:
    """To this version."""
    op.add_column(
        "report_statement",
        sa.Column("blank_lines", ARRAY(sa.Text()), nullable=False, server_default="{}", comment=_BLANK),
        schema="core",
    )
    _allow(f"{_ORIGINS}, 'empty_form'", _ORIGIN_NOW)
    op.alter_column("remark", "kind", comment=_KIND_NOW, existing_type=sa.Text(), schema="core")


def downgrade() -> None:
    """To the version before: what is published empty is not published again."""
    op.execute("delete from core.fact_procurement where origin = 'empty_form'")
    op.execute("delete from core.remark where kind = 'blank_form'")
    _allow(_ORIGINS, _ORIGIN_BEFORE)
    op.alter_column("remark", "kind", comment=_KIND_BEFORE, existing_type=sa.Text(), schema="core")
    op.drop_column("report_statement", "blank_lines", schema="core")


def _allow(origins: str, comment: str) -> None:
    op.drop_constraint(op.f("ck_fact_procurement_origin"), "fact_procurement", schema="core")
    op.create_check_constraint("origin", "fact_procurement", _ORIGIN.format(origins), schema="core")
    op.alter_column("fact_procurement", "origin", comment=comment, existing_type=sa.Text(), schema="core")
