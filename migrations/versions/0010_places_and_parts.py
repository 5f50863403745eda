"""places and parts: where documents were found and came from, what says whose they are, and parts that wait for their main file

Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SOURCE = (
    ("source_url", sa.Text(), "来源网址 | Where it was published, where that is known"),
    ("retrieved_at", sa.DateTime(timezone=True), "下载时间 | When it was fetched from there"),
    (
        "published_hint",
        sa.Date(),
        "公开日期（来源所示，仅供参考） | Day of publication that the source gives: a hint only",
    ),
)


def upgrade() -> None:
    """To this version. Places of documents that are loaded already are noted when they are met again."""
    op.add_column(
        "document",
        sa.Column(
            "lacks_head",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="文件未载明所属部门、年度或种类时，其所载明者（agency、fiscal_year、kind、preparers）；否则为空 | Where it doesn't say whose "
            "it is, of which year or kind: what it says all the same (agency, fiscal_year, kind, preparers); else null",
        ),
        schema="raw",
    )
    op.create_index(
        "ix_document_lacks_head",
        "document",
        ["document_key"],
        unique=False,
        schema="raw",
        postgresql_where="lacks_head is not null",
    )
    op.execute(
        """
        update raw.document as d set lacks_head = '{}'
        from core.report_document as p where d.document_key = p.document_key and not p.has_own_head
        """
    )
    op.create_table(
        "head_evidence",
        sa.Column("document_key", sa.BigInteger(), autoincrement=False, nullable=False, comment="文件键 | Document"),
        sa.Column(
            "evidence_no",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="序号：权重最大者为 0 | Number, from 0, the heaviest first",
        ),
        sa.Column(
            "place",
            sa.Text(),
            nullable=False,
            comment="所在：cover 封面、page_title 网页标题、file_name 文件名、person 人工 … | Kind of place: cover, page_title, file_name, person …",
        ),
        sa.Column("weight", sa.Integer(), nullable=False, comment="权重 | Weight of the place"),
        sa.Column("text", sa.Text(), nullable=False, comment="原文 | What stands there"),
        sa.Column("agency", sa.Text(), nullable=False, comment="部门 | Agency that it names; empty for none"),
        sa.Column("fiscal_year", sa.Integer(), nullable=True, comment="年度 | Fiscal year that it names"),
        sa.Column("kind", sa.Text(), nullable=False, comment="种类 | budget, final_account or empty"),
        sa.Column("scope", sa.Text(), nullable=False, comment="范围 | department, unit or empty"),
        sa.Column(
            "marks",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="版本用语：correction 更正、draft 征求意见稿 … | Words of versions in it: correction, draft, withdrawn …",
        ),
        sa.ForeignKeyConstraint(
            ["document_key"],
            ["raw.document.document_key"],
            name=op.f("fk_head_evidence_document_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_key", "evidence_no", name=op.f("pk_head_evidence")),
        schema="raw",
        comment="判断文件所属部门、年度、种类、范围的依据，一处一行 | One row per place of a document that says whose it is, of which year, kind or scope",
    )
    op.create_table(
        "document_link",
        sa.Column(
            "document_key", sa.BigInteger(), autoincrement=False, nullable=False, comment="文件键（网页） | The page"
        ),
        sa.Column("link_no", sa.Integer(), autoincrement=False, nullable=False, comment="序号 | Number, from 0"),
        sa.Column("href", sa.Text(), nullable=False, comment="链接 | Where it leads, as written"),
        sa.Column("text", sa.Text(), nullable=False, comment="链接文字 | Its text"),
        sa.Column("name", sa.Text(), nullable=False, comment="文件名 | Name of the file that it leads to"),
        sa.ForeignKeyConstraint(
            ["document_key"],
            ["raw.document.document_key"],
            name=op.f("fk_document_link_document_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_key", "link_no", name=op.f("pk_document_link")),
        schema="raw",
        comment="网页所链接的文件，一个链接一行 | One row per link of a web page to a file",
    )
    op.create_index(op.f("ix_document_link_name"), "document_link", ["name"], unique=False, schema="raw")
    op.create_table(
        "document_place",
        sa.Column("sha256", sa.Text(), nullable=False, comment="内容的 SHA-256 | SHA-256 of the content"),
        sa.Column("path", sa.Text(), nullable=False, comment="路径或网址 | Path, or URL without login and query"),
        sa.Column("folder", sa.Text(), nullable=False, comment="所在文件夹 | Folder of the path"),
        sa.Column(
            "source_url", sa.Text(), nullable=True, comment="来源网址 | Where it was published, where that is known"
        ),
        sa.Column(
            "retrieved_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="下载时间 | When it was fetched from there",
        ),
        sa.Column(
            "published_hint",
            sa.Date(),
            nullable=True,
            comment="公开日期（来源所示，仅供参考） | Day of publication that the source gives: a hint only",
        ),
        sa.PrimaryKeyConstraint("sha256", "path", name=op.f("pk_document_place")),
        schema="raw",
        comment="文件所在之处及来源，一份内容一处一行 | One row per place where a content was found, and where it came from",
    )
    op.create_index(op.f("ix_document_place_folder"), "document_place", ["folder"], unique=False, schema="raw")
    op.create_table(
        "stated_head",
        sa.Column("sha256", sa.Text(), nullable=False, comment="内容的 SHA-256 | SHA-256 of the content"),
        sa.Column("agency", sa.Text(), nullable=True, comment="部门 | Agency; null where nothing was said"),
        sa.Column("fiscal_year", sa.Integer(), nullable=True, comment="年度 | Fiscal year"),
        sa.Column(
            "kind", sa.Text(), nullable=True, comment="种类：budget 预算、final_account 决算 | budget or final_account"
        ),
        sa.Column("scope", sa.Text(), nullable=True, comment="范围：department 部门、unit 单位 | department or unit"),
        sa.Column(
            "stated_by",
            sa.Text(),
            server_default=sa.text("CURRENT_USER"),
            nullable=False,
            comment="指明人（数据库用户） | Role of the database",
        ),
        sa.Column(
            "stated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="指明时间 | When",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stated_head")),
        schema="raw",
        comment="人工指明的部门、年度、种类、范围，一份文件一行 | One row per document of which a person said whose it is",
    )
    for table in ("dim_report", "report_document"):
        for name, type_, comment in _SOURCE:
            op.add_column(table, sa.Column(name, type_, nullable=True, comment=comment), schema="core")
    op.execute(
        """
        insert into raw.document_place (sha256, path, folder)
        select distinct a.sha256, a.path, regexp_replace(a.path, '/[^/]*$', '')
        from raw.load_attempt as a inner join raw.document as d on a.sha256 = d.sha256
        where a.outcome = 'loaded'
        """
    )


def downgrade() -> None:
    """Back to the version before; parts that wait for their main file go."""
    for table in ("report_document", "dim_report"):
        for name, _, _ in reversed(_SOURCE):
            op.drop_column(table, name, schema="core")
    for table in ("stated_head", "document_place", "document_link", "head_evidence"):
        op.drop_table(table, schema="raw")
    op.execute(
        "delete from raw.paragraph as p using raw.document as d where p.document_key = d.document_key and d.lacks_head is not null"
        " and not exists (select from core.report_document as r where r.document_key = d.document_key)"
    )
    op.execute(
        "delete from raw.document as d where d.lacks_head is not null"
        " and not exists (select from core.report_document as r where r.document_key = d.document_key)"
    )
    op.drop_index("ix_document_lacks_head", table_name="document", schema="raw")
    op.drop_column("document", "lacks_head", schema="raw")
