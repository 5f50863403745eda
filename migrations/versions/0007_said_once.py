"""What words say is told once, by the loader: marks of sentences and figures, items of the three public expenses, subjects, bare names

Revision: 0007, after 0006. Rows of before get what the loader would give them, from the words that they keep.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from etl.narrative.marks import compared_year, marks_of, opening_year, subject_name
from etl.narrative.model import Disclosure
from etl.performance.vocabulary import vocabulary
from etl.statements.marks import figure_marks
from etl.statements.three_public_items import stated_count, stated_item
from etl.warehouse.rows.subjects import subject_of_line
from etl.words.names import bare_name
from migrations.helpers import create_views, drop_views

revision = "0007"
down_revision = "0006"
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
    for (report_key,) in bind.execute(sa.text("select report_key from core.dim_report order by report_key")).fetchall():
        _disclosures(bind, report_key)
        _figures(bind, report_key)
        _projects(bind, report_key)
    for table in ("fact_budget_execution", "fact_year_change"):
        _subjects(bind, table)
    create_views(bind)


def _disclosures(bind: sa.Connection, report_key: int) -> None:
    rows = bind.execute(
        sa.text(
            "select disclosure_no, position, page, section, item, item_code, metric, value, unit, sentence, topic, group_no, direction, reason, printed, fund, base from core.disclosure where report_key = :report"
        ),
        {"report": report_key},
    ).fetchall()
    if not rows:
        return
    said = [
        {
            "report": report_key,
            "no": number,
            "name": subject_name(d.item),
            "marks": marks_of(d),
            "item": stated_item(d.item),
            "count": stated_count(d.item, d.metric, d.unit),
            "opening": opening_year(d.sentence),
            "compared": compared_year(d.sentence),
        }
        for number, d in ((number, Disclosure(*rest)) for number, *rest in rows)
    ]
    bind.execute(
        sa.text(
            "update core.disclosure set bare_name = :name, marks = :marks, three_public_item = :item, three_public_count = :count, opening_year = :opening, compared_year = :compared where report_key = :report and disclosure_no = :no"
        ),
        said,
    )


def _figures(bind: sa.Connection, report_key: int) -> None:
    rows = bind.execute(
        sa.text(
            "select figure.figure_no, figure.side, figure.line, figure.row_code, figure.row_label, figure.column_path, figure.column_label, statement.note from core.figure as figure inner join core.report_statement as statement on figure.report_key = statement.report_key and figure.statement_seq = statement.statement_seq where figure.report_key = :report"
        ),
        {"report": report_key},
    ).fetchall()
    said = [
        {
            "report": report_key,
            "no": row.figure_no,
            "subject": row.row_code or subject_of_line(row.side, row.line, row.row_label),
            "marks": figure_marks().of(
                label=row.row_label,
                heading=row.column_path + row.column_label,
                note_and_path=row.note + row.column_path,
            )
            or None,
        }
        for row in rows
    ]
    if said := [row for row in said if row["subject"] or row["marks"]]:
        bind.execute(
            sa.text(
                "update core.figure set subject_code = :subject, marks = cast(:marks as text[]) where report_key = :report and figure_no = :no"
            ),
            said,
        )


def _projects(bind: sa.Connection, report_key: int) -> None:
    rows = bind.execute(
        sa.text(
            "select project.fact_no, coalesce(figure.row_label, project.project_name), project.task from core.fact_project as project left join (select distinct on (statement_seq, row_no) statement_seq, row_no, row_label from core.figure where report_key = :report order by statement_seq, row_no, figure_no) as figure on project.origin = 'project_form' and project.statement_seq = figure.statement_seq and project.row_no = figure.row_no where project.report_key = :report"
        ),
        {"report": report_key},
    ).fetchall()
    sums = vocabulary().task_sum
    if rows:
        bind.execute(
            sa.text(
                "update core.fact_project set bare_name = :name, is_task_total = :total where report_key = :report and fact_no = :no"
            ),
            [
                {"report": report_key, "no": number, "name": bare_name(name), "total": task in sums}
                for number, name, task in rows
            ],
        )


def _subjects(bind: sa.Connection, table: str) -> None:
    """A part of the three public expenses isn't their total, though its name may begin with theirs."""
    kinds = "('three_public', 'three_public_item')"
    subjects = bind.execute(sa.text(f"select distinct subject from core.{table} where subject_kind in {kinds}"))  # noqa: S608
    for (subject,) in subjects.fetchall():
        item = stated_item(subject)
        bind.execute(
            sa.text(
                f"update core.{table} set three_public_item = :item, subject_kind = case when :item = 'total' then subject_kind else 'three_public_item' end where subject = :subject and subject_kind in {kinds}"  # noqa: S608
            ),
            {"item": item, "subject": subject},
        )


def downgrade() -> None:
    """Back to the version before."""
    drop_views(op.get_bind())
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.drop_column(table, column.name, schema="core")
    op.execute(f"comment on column core.fact_budget_execution.subject_kind is '{_KIND[0]}'")
    create_views(op.get_bind())
