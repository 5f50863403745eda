"""Parts and versions: the documents of a version, what they say of themselves, why a version holds; how tables were read

Revision: 0005, after 0004. Each report of before is a version of one document. What a document says of itself (更正, its date of
publication) and how its tables were read isn't known until its file is loaded again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.helpers import create_views, drop_views

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STANDING = "性质：original 原件、correction 更正、draft 征求意见稿、withdrawn 作废"
_PUBLISHED = "公开日期（所印） | Printed date of publication"

_COMMENTS = {
    "dim_report": (
        "公开的报告，一个版本一行 | One row per revision of a published report",
        "公开的报告，一个版本一行 | One row per version of a published report",
    ),
    "dim_report.report_key": (
        "报告键 | Key: hash of document and report",
        "报告键 | Key: hash of documents and report",
    ),
    "dim_report.document_key": (
        "文件键 | Document",
        "主文件键（其余文件见 report_document） | Its first document; all of them: report_document",
    ),
    "dim_report.revision": (
        "版本号 | Revision, from 1",
        "版本号：依证据排序，与载入次序无关 | Number of the version, from 1: by what speaks for it, not by when it was loaded",
    ),
    "dim_report.is_current": (
        "是否现行版本 | Whether it is the current revision",
        "是否现行版本 | Whether it is the version that holds",
    ),
    "review_item.kind": (
        "种类：unknown_table、unmapped_column、not_understood、new_agency、unknown_region、unknown_unit、sentence、performance、document、doubtful、incomplete | What kind of thing",
        "种类：unknown_table、unmapped_column、not_understood、new_agency、unknown_region、unknown_unit、sentence、performance、document、doubtful、incomplete、version | What kind of thing",
    ),
    "load_attempt.outcome": (
        "结果：loaded、failed、timeout、crashed、unreachable、forgotten | loaded: it is in the warehouse; failed: the file can't be read or "
        "is no report; timeout, crashed: reading it took too long, or ended its process; unreachable: it couldn't be opened; forgotten: "
        "a person put the failure aside",
        "结果：loaded、failed、timeout、crashed、unreachable、headless、forgotten | loaded: it is in the warehouse; failed: the file can't be "
        "read or is no report; timeout, crashed: reading it took too long, or ended its process; unreachable: it couldn't be opened; "
        "headless: it doesn't say whose it is; forgotten: a person put the failure aside",
    ),
}
"""Table, or column of a table → the comment before and after."""


def upgrade() -> None:
    """To this version. Views that read a changed table are dropped before and created after."""
    drop_views(op.get_bind())
    op.add_column(
        "document_table",
        sa.Column(
            "reading",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="读取时的存疑：是否隐藏、按何分栏、疑点、识别置信度；均无则为空 | How it was read, where that isn't certain: hidden, told_by, doubts, header_doubt, confidence; null if none of it",
        ),
        schema="raw",
    )
    op.add_column(
        "dim_report",
        sa.Column(
            "standing",
            sa.Text(),
            nullable=False,
            server_default="original",
            comment=f"{_STANDING} | What it says of itself: original, correction, draft or withdrawn",
        ),
        schema="core",
    )
    op.add_column("dim_report", sa.Column("published_at", sa.Date(), nullable=True, comment=_PUBLISHED), schema="core")
    op.add_column(
        "dim_report",
        sa.Column(
            "evidence",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="现行与否的依据 | Why it holds or doesn't; empty where there is no other version",
        ),
        schema="core",
    )
    op.create_check_constraint(
        op.f("ck_dim_report_standing"),
        "dim_report",
        "standing in ('original', 'correction', 'draft', 'withdrawn')",
        schema="core",
    )
    op.create_table(
        "report_document",
        sa.Column("report_key", sa.BigInteger(), autoincrement=False, nullable=False, comment="报告键 | Report"),
        sa.Column(
            "part_no",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="文件次序 | Number of the document in the report, from 0",
        ),
        sa.Column("document_key", sa.BigInteger(), nullable=False, comment="文件键 | Document"),
        sa.Column(
            "first_position",
            sa.Integer(),
            nullable=False,
            comment="首段在报告中的次序 | Position in the report of the document's first paragraph or table",
        ),
        sa.Column(
            "first_table",
            sa.Integer(),
            nullable=False,
            comment="首表在报告中的序号 | Number in the report of the document's first table, from 0",
        ),
        sa.Column(
            "block_count", sa.Integer(), nullable=False, comment="段落和表格数 | Number of its paragraphs and tables"
        ),
        sa.Column("table_count", sa.Integer(), nullable=False, comment="表格数 | Number of its tables"),
        sa.Column(
            "has_own_head",
            sa.Boolean(),
            nullable=False,
            comment="是否自带部门、年度、种类 | Whether it says itself whose it is, of which year and kind",
        ),
        sa.Column(
            "title",
            sa.Text(),
            nullable=False,
            comment="标题 | Title as printed; that of its publication where it has none",
        ),
        sa.Column(
            "published_agency_name",
            sa.Text(),
            nullable=False,
            comment="公开的部门名称 | The agency's name as printed in it",
        ),
        sa.Column(
            "spellings",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="文件中部门名称的各种写法 | Spellings of the agency's name in it",
        ),
        sa.Column(
            "standing",
            sa.Text(),
            nullable=False,
            comment=f"{_STANDING} | What the document says of itself: original, correction, draft or withdrawn",
        ),
        sa.Column("words", sa.Text(), nullable=False, comment="据以判断的原文 | The words that say so"),
        sa.Column("published_at", sa.Date(), nullable=True, comment=_PUBLISHED),
        sa.ForeignKeyConstraint(
            ["document_key"], ["raw.document.document_key"], name=op.f("fk_report_document_document_key")
        ),
        sa.ForeignKeyConstraint(
            ["report_key"],
            ["core.dim_report.report_key"],
            name=op.f("fk_report_document_report_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_key", "part_no", name=op.f("pk_report_document")),
        schema="core",
        comment="报告版本所含的文件，一份一行 | One row per document of a version of a report",
    )
    op.create_index(
        op.f("ix_report_document_document_key"), "report_document", ["document_key"], unique=False, schema="core"
    )
    op.execute(
        """
        insert into core.report_document (
            report_key, part_no, document_key, first_position, first_table, block_count, table_count,
            has_own_head, title, published_agency_name, spellings, standing, words
        )
        select
            r.report_key, 0, r.document_key, 0, 0,
            (select count(*) from raw.paragraph as p where p.document_key = r.document_key)
            + (select count(*) from raw.document_table as t where t.document_key = r.document_key),
            (select count(*) from raw.document_table as t where t.document_key = r.document_key),
            true, r.title, r.published_agency_name, r.spellings, 'original', ''
        from core.dim_report as r
        """
    )
    _allow_outcomes("'loaded', 'failed', 'timeout', 'crashed', 'unreachable', 'headless', 'forgotten'")
    _comment(1)
    create_views(op.get_bind())


def downgrade() -> None:
    """Back to the version before. A report of several documents can't stand without them: load its files again."""
    drop_views(op.get_bind())
    op.drop_index(op.f("ix_report_document_document_key"), table_name="report_document", schema="core")
    op.drop_table("report_document", schema="core")
    op.drop_constraint(op.f("ck_dim_report_standing"), "dim_report", schema="core", type_="check")
    for column in ("evidence", "published_at", "standing"):
        op.drop_column("dim_report", column, schema="core")
    op.drop_column("document_table", "reading", schema="raw")
    op.execute("update raw.load_attempt set outcome = 'failed' where outcome = 'headless'")
    _allow_outcomes("'loaded', 'failed', 'timeout', 'crashed', 'unreachable', 'forgotten'")
    _comment(0)
    create_views(op.get_bind())


def _allow_outcomes(names: str) -> None:
    op.drop_constraint(op.f("ck_load_attempt_outcome"), "load_attempt", schema="raw", type_="check")
    op.create_check_constraint(op.f("ck_load_attempt_outcome"), "load_attempt", f"outcome in ({names})", schema="raw")


def _comment(which: int) -> None:
    for name, texts in _COMMENTS.items():
        schema = "raw" if name.startswith("load_attempt") else "core"
        kind = "column" if "." in name else "table"
        comment = texts[which].replace("'", "''")
        op.execute(f"comment on {kind} {schema}.{name} is '{comment}'")
