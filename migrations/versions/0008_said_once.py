"""What words say is told once, by the loader: marks of sentences and figures, items of the three public expenses, subjects, bare names

Revision: 0008, after 0007. Rows of before get what the loader would give them, from the words that they keep.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

from migrations.helpers import create_views, drop_views

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXT = {"nullable": False, "server_default": ""}
_OF_SUBJECT = "对象所指的“三公”事项：total、abroad、vehicle、reception、meeting …；其他为空 | Item of the three public expenses, meetings or training that the subject names: total, abroad …; else empty"
_COLUMNS = {
    "disclosure": (
        sa.Column(
            "bare_name",
            sa.Text(),
            comment="事项的简名：无引号、括号和“项目、经费”等字 | Bare name of the item: without marks and words for its kind (项目, 经费); one name for a thing",
            **_TEXT,
        ),
        sa.Column(
            "marks",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            server_default="{}",
            comment="文字所说：各词义的名称，见 etl/narrative/marks.yaml | What its words say: names of meanings, of etl/narrative/marks.yaml",
        ),
        sa.Column(
            "three_public_item",
            sa.Text(),
            comment="事项所指的“三公”等经费：total、abroad、vehicle、reception、meeting …；其他为空 | Which of the three public expenses, meetings or training its item names: total, abroad, vehicle …; else empty",
            **_TEXT,
        ),
        sa.Column(
            "three_public_count",
            sa.Text(),
            comment="所述数量是“三公”等经费的哪一项：abroad_groups、vehicles_held、meeting_people …；其他为空 | What it counts beside the three public expenses: abroad_groups, vehicles_held, meeting_people …; else empty",
            **_TEXT,
        ),
        sa.Column(
            "opening_year",
            sa.Integer(),
            nullable=True,
            comment="句首年份 | Year that the sentence opens with and is about",
        ),
        sa.Column(
            "compared_year",
            sa.Integer(),
            nullable=True,
            comment="文字所比年份 | Year with which the sentence says that it compares",
        ),
    ),
    "figure": (
        sa.Column(
            "subject_code",
            sa.Text(),
            comment="科目代码：行上所印，或总表一行的名称所指的类 | Code of the subject that the row is of: as printed, or of the class that a summary form's line names; else empty",
            **_TEXT,
        ),
        sa.Column(
            "marks",
            postgresql.ARRAY(sa.Text()),
            nullable=True,
            comment="行、列和表注所说：各词义的名称，见 etl/statements/marks.yaml；没有则为空 | What its row, column and form say: names of meanings, of etl/statements/marks.yaml; null for none",
        ),
    ),
    "fact_project": (
        sa.Column(
            "bare_name",
            sa.Text(),
            comment="项目的简名：无引号、括号和“项目、经费”等字 | Bare name: without marks and words for its kind (项目, 经费); what forms, tables and prose are compared by",
            **_TEXT,
        ),
        sa.Column(
            "is_task_total",
            sa.Boolean(),
            nullable=False,
            server_default="false",
            comment="任务名称是否为合计 | Whether the task is named as the total of the tasks (金额合计)",
        ),
    ),
    "fact_budget_execution": (sa.Column("three_public_item", sa.Text(), comment=_OF_SUBJECT, **_TEXT),),
    "fact_year_change": (sa.Column("three_public_item", sa.Text(), comment=_OF_SUBJECT, **_TEXT),),
}
_KIND = (
    "对象种类：function、total、three_public、operating、other | What kind of subject",
    "对象种类：function、total、three_public、three_public_item、operating、other | What kind of subject",
)


def upgrade() -> None:
    """To this version. Views that read a changed table are dropped before and created after."""
    bind = op.get_bind()
    drop_views(bind)
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, column, schema="core")
    op.execute(f"comment on column core.fact_budget_execution.subject_kind is '{_KIND[1]}'")
    context.config.attributes["program"].say_once(bind)
    create_views(bind)


def downgrade() -> None:
    """Back to the version before."""
    drop_views(op.get_bind())
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.drop_column(table, column.name, schema="core")
    op.execute(f"comment on column core.fact_budget_execution.subject_kind is '{_KIND[0]}'")
    create_views(op.get_bind())
