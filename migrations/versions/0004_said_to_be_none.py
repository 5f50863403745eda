"""What a report says there is none of: the subjects of remarks and their pages; procurement's stated total

Revision: 0004, after 0003. Reports that were loaded before have no subjects until their files are loaded again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COMMENTS = {
    ("remark", None): (
        "不含数字的说明：无此项、只说增减、只说原因 | Statements without a number: none of it, a direction, a reason",
        "不含金额的说明：无此项、只说增减、只说原因 | Statements without an amount: none of it, a direction, a reason",
    ),
    ("remark", "section"): (
        "所在章节 | Heading it stands under",
        "所在章节 | Heading it stands under, or title of the empty form",
    ),
    ("remark", "item"): ("事项 | Subject", "事项 | Subject, in its words"),
    ("remark", "kind"): (
        "种类：nil 无此项、direction 只说增减、reason 只说原因 | nil, direction or reason",
        "种类：nil 无此项、zero 金额为 0、empty_form 空表注明无此项、direction 只说增减、reason 只说原因"
        " | nil, zero (an amount of 0), empty_form (an empty form that says so), direction or reason",
    ),
    ("fact_procurement", "origin"): (
        "来源：form 报表、narrative 文字 | form or narrative",
        "来源：form 报表、narrative 文字、declared_nil 称无政府采购 | form, narrative or declared_nil",
    ),
    ("fact_procurement", "category"): (
        "类别：goods 货物、works 工程、services 服务、unspecified 未分类；sme 中小企业、micro 小微企业（不与前者相加）"
        " | goods, works, services, unspecified; sme and micro are parts of these and not to be added to them",
        "类别：goods 货物、works 工程、services 服务、unspecified 未分类；total 文字所述总额，sme 中小企业、micro 小微企业（均不与前者相加）"
        " | goods, works, services, unspecified; total as the prose states it, and sme and micro, are not to be added to these",
    ),
}
"""Table and column → the comment before and after."""


def upgrade() -> None:
    """To this version."""
    op.add_column(
        "remark",
        sa.Column("page", sa.Integer(), nullable=True, comment="页码 | Page"),
        schema="core",
    )
    op.add_column(
        "remark",
        sa.Column(
            "subjects",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            server_default="{}",
            comment="所称没有的事项：three_public、abroad、vehicle、reception、government_fund_expenditure、procurement …；其他事项为空"
            " | What there is said to be none of: three_public, abroad, vehicle, reception, government_fund_expenditure, procurement …; else empty",
        ),
        schema="core",
    )
    op.execute(
        "update core.remark as said set page = paragraph.page from core.dim_report as report, raw.paragraph as paragraph"
        " where said.report_key = report.report_key and report.document_key = paragraph.document_key"
        " and said.position = paragraph.position and paragraph.page is not null"
    )
    _comment(1)


def downgrade() -> None:
    """Back to the version before."""
    _comment(0)
    op.drop_column("remark", "subjects", schema="core")
    op.drop_column("remark", "page", schema="core")


def _comment(which: int) -> None:
    for (table, column), texts in _COMMENTS.items():
        what = f"table core.{table}" if column is None else f"column core.{table}.{column}"
        op.execute(f"comment on {what} is '{texts[which]}'")
