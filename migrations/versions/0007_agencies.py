"""Agencies: types as a tree, parents, predecessors and successors, years of names; what persons settled, and the questions left

Revision: 0007, after 0006. What persons settled in `core.dim_agency` and `core.agency_alias` is kept. Which departments and units the reports of
before name is read from `raw` by `gongkai db migrate`, when all agencies are put together anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version; no view reads what changes."""
    op.create_table(
        "agency_settlement",
        sa.Column("agency", sa.Text(), nullable=False, comment="名称（归一化后） | Name, normalised"),
        sa.Column(
            "act",
            sa.Text(),
            nullable=False,
            comment="认定：ok 某问题无误、alias 是另一部门的写法、successor 是某部门的后继、type 类型、parent 主管部门、region 区划 | ok: a question is answered; alias: a spelling of another; successor: of another; type, parent, region: what it has",
        ),
        sa.Column(
            "object",
            sa.Text(),
            nullable=False,
            comment="对象：另一部门、类型、区划代码，或所答问题 | The other agency, the type, the code of the region, or the question that is answered",
        ),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="认定时间 | When",
        ),
        sa.CheckConstraint(
            "act in ('ok', 'alias', 'successor', 'type', 'parent', 'region')", name=op.f("ck_agency_settlement_act")
        ),
        sa.PrimaryKeyConstraint("agency", "act", "object", name=op.f("pk_agency_settlement")),
        schema="core",
        comment="人工对部门的认定，一条一行 | One row per thing that a person said of an agency",
    )
    op.create_table(
        "dim_agency_type",
        sa.Column("agency_type", sa.Text(), nullable=False, comment="类型 | Type"),
        sa.Column(
            "wider_type", sa.Text(), nullable=True, comment="上一级类型 | The next wider type; empty for the widest"
        ),
        sa.Column(
            "path",
            sa.Text(),
            nullable=False,
            comment="由最宽到本类型的各级类型 | The types from the widest to this one: 事业单位/医疗卫生机构/医院",
        ),
        sa.Column(
            "is_wide",
            sa.Boolean(),
            nullable=False,
            comment="是否过宽、不宜比较 | Whether it says too little to compare its agencies",
        ),
        sa.Column("sort_order", sa.Integer(), nullable=False, comment="排序 | Order of the tree"),
        sa.PrimaryKeyConstraint("agency_type", name=op.f("pk_dim_agency_type")),
        schema="core",
        comment="部门和单位的类型（树），一类一行 | One row per type of agency, as a tree",
    )
    op.create_table(
        "agency_question",
        sa.Column("agency_key", sa.BigInteger(), autoincrement=False, nullable=False, comment="部门键 | Agency"),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="种类：region 区划不明、spelling 同地两种写法、successor 可能的前身后继、type 类型不在名录 | region: not told; spelling: two in one place that may be one; successor: possibly of another; type: not in the list",
        ),
        sa.Column(
            "object",
            sa.Text(),
            nullable=False,
            comment="对象：另一部门或类型，无则为空 | The other agency or the type; empty where none",
        ),
        sa.Column("detail", sa.Text(), nullable=False, comment="说明 | The question, in words"),
        sa.CheckConstraint("kind in ('region', 'spelling', 'successor', 'type')", name=op.f("ck_agency_question_kind")),
        sa.ForeignKeyConstraint(
            ["agency_key"],
            ["core.dim_agency.agency_key"],
            name=op.f("fk_agency_question_agency_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_key", "kind", "object", name=op.f("pk_agency_question")),
        schema="core",
        comment="待人工回答的部门问题，一题一行 | One row per question about an agency that only a person can answer",
    )
    op.create_table(
        "agency_succession",
        sa.Column("predecessor", sa.Text(), nullable=False, comment="前身名称 | Name of the predecessor"),
        sa.Column("successor", sa.Text(), nullable=False, comment="后继名称 | Name of the successor"),
        sa.Column(
            "predecessor_key",
            sa.BigInteger(),
            nullable=True,
            comment="前身部门键 | Predecessor, where it is in the warehouse",
        ),
        sa.Column(
            "successor_key",
            sa.BigInteger(),
            nullable=True,
            comment="后继部门键 | Successor, where it is in the warehouse",
        ),
        sa.Column("year", sa.Integer(), nullable=True, comment="改革年度 | Year of the reform"),
        sa.Column(
            "source",
            sa.Text(),
            nullable=False,
            comment="来源：reform 机构改革方案、person 人工确认 | reform: a published reform; person: a person said so",
        ),
        sa.Column("document", sa.Text(), nullable=False, comment="依据文件 | The reform's document, or empty"),
        sa.ForeignKeyConstraint(
            ["predecessor_key"], ["core.dim_agency.agency_key"], name=op.f("fk_agency_succession_predecessor_key")
        ),
        sa.ForeignKeyConstraint(
            ["successor_key"], ["core.dim_agency.agency_key"], name=op.f("fk_agency_succession_successor_key")
        ),
        sa.PrimaryKeyConstraint("predecessor", "successor", name=op.f("pk_agency_succession")),
        schema="core",
        comment="机构沿革，一前一后一行 | One row per predecessor and successor; n:m",
    )
    op.create_index(
        op.f("ix_agency_succession_predecessor_key"),
        "agency_succession",
        ["predecessor_key"],
        unique=False,
        schema="core",
    )
    op.create_index(
        op.f("ix_agency_succession_successor_key"), "agency_succession", ["successor_key"], unique=False, schema="core"
    )
    op.create_table(
        "report_tie",
        sa.Column("report_key", sa.BigInteger(), autoincrement=False, nullable=False, comment="报告键 | Report"),
        sa.Column(
            "tie_no", sa.Integer(), autoincrement=False, nullable=False, comment="序号 | Number in the report, from 0"
        ),
        sa.Column(
            "relation",
            sa.Text(),
            nullable=False,
            comment="关系：department 主管部门、unit 所属单位 | department: the report's agency belongs to it; unit: it belongs to the report's agency",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="名称（归一化后） | Name, normalised"),
        sa.Column(
            "position",
            sa.Integer(),
            nullable=False,
            comment="段落或表格次序 | Position of the paragraph or table that says so",
        ),
        sa.Column("page", sa.Integer(), nullable=True, comment="页码 | Page"),
        sa.CheckConstraint("relation in ('department', 'unit')", name=op.f("ck_report_tie_relation")),
        sa.ForeignKeyConstraint(
            ["report_key"], ["core.dim_report.report_key"], name=op.f("fk_report_tie_report_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_key", "tie_no", name=op.f("pk_report_tie")),
        schema="core",
        comment="报告所称的主管部门和所属单位，一个一行 | One row per agency that a report names as its department or lists as one of its units",
    )
    op.create_index(op.f("ix_report_tie_name"), "report_tie", ["name"], unique=False, schema="core")
    op.add_column(
        "agency_alias",
        sa.Column(
            "valid_from", sa.Integer(), nullable=True, comment="最早使用年度 | First fiscal year whose report prints it"
        ),
        schema="core",
    )
    op.add_column(
        "agency_alias",
        sa.Column(
            "valid_to", sa.Integer(), nullable=True, comment="最晚使用年度 | Last fiscal year whose report prints it"
        ),
        schema="core",
    )
    op.alter_column(
        "agency_alias",
        "source",
        existing_type=sa.TEXT(),
        comment="来源：name 本名、report 报告中出现、person 人工确认 | name: its own; report: seen in one of its reports; person: said by a person to be its. Reports follow names and persons only",
        existing_comment="来源：report 报告中出现、person 人工确认 | report: seen in one of its reports; person: accepted by a person",
        existing_nullable=False,
        schema="core",
    )
    op.create_table_comment(
        "agency_alias",
        "部门名称的各种写法及其使用年度 | One row per spelling of an agency's name, with the years of its reports",
        existing_comment="部门名称的各种写法 | One row per spelling of an agency's name",
        schema="core",
    )
    op.add_column(
        "dim_agency",
        sa.Column(
            "type_as_named",
            sa.Text(),
            nullable=True,
            comment="名称去掉地名后的部分 | The name without its place: 县域经济发展局",
        ),
        schema="core",
    )
    op.add_column(
        "dim_agency",
        sa.Column(
            "type_is_listed",
            sa.Boolean(),
            server_default="true",
            nullable=False,
            comment="名称所示类型是否在名录内 | Whether the name's own type is in the list, or a person said the type",
        ),
        schema="core",
    )
    op.add_column(
        "dim_agency",
        sa.Column(
            "parent_name",
            sa.Text(),
            nullable=True,
            comment="主管部门名称 | Name of the parent department, in the warehouse or not",
        ),
        schema="core",
    )
    op.add_column(
        "dim_agency",
        sa.Column(
            "parent_source",
            sa.Text(),
            nullable=True,
            comment="主管部门的依据：person 人工确认、unit_list 主管部门的单位清单、own_report 本单位报告 | What says so: person, unit_list (a department lists it) or own_report (its own report names the department)",
        ),
        schema="core",
    )
    op.add_column(
        "dim_agency",
        sa.Column("first_year", sa.Integer(), nullable=True, comment="报告最早年度 | First fiscal year of its reports"),
        schema="core",
    )
    op.add_column(
        "dim_agency",
        sa.Column("last_year", sa.Integer(), nullable=True, comment="报告最晚年度 | Last fiscal year of its reports"),
        schema="core",
    )
    op.alter_column(
        "dim_agency",
        "agency_type",
        existing_type=sa.TEXT(),
        comment="类型：医疗保障局、乡镇卫生院 …（见 dim_agency_type）；名录外的取最近的上级类型 | Type, comparable across regions (dim_agency_type); of a name that isn't listed the nearest wider type",
        existing_comment="类型：医疗保障局、财政局 … | Type of agency, comparable across regions",
        existing_nullable=True,
        schema="core",
    )
    op.alter_column(
        "dim_agency",
        "parent_agency_key",
        existing_type=sa.BIGINT(),
        comment="主管部门 | Parent department, where it is in the warehouse",
        existing_comment="上级部门 | Parent agency, where a report names it",
        existing_nullable=True,
        schema="core",
    )
    op.alter_column(
        "dim_agency",
        "needs_review",
        existing_type=sa.BOOLEAN(),
        comment="待人工核对 | Whether a question about it is open (agency_question)",
        existing_comment="待人工核对 | Whether a person should look at it",
        existing_nullable=False,
        schema="core",
    )
    _keep_what_was_settled()
    op.drop_column("dim_agency", "review_reason", schema="core")
    op.drop_column("dim_agency", "reviewed_at", schema="core")
    op.alter_column("dim_agency", "needs_review", server_default="false", schema="core")
    op.drop_constraint(op.f("pk_agency_alias"), "agency_alias", schema="core", type_="primary")
    op.create_primary_key(op.f("pk_agency_alias"), "agency_alias", ["alias", "agency_key"], schema="core")
    op.create_check_constraint(
        op.f("ck_agency_alias_source"), "agency_alias", "source in ('name', 'report', 'person')", schema="core"
    )
    op.alter_column(
        "review_item",
        "kind",
        existing_type=sa.TEXT(),
        comment="种类：unknown_table、unmapped_column、not_understood、unknown_unit、sentence、performance、document、doubtful、incomplete、version | What kind of thing",
        existing_comment="种类：unknown_table、unmapped_column、not_understood、new_agency、unknown_region、unknown_unit、sentence、performance、document、doubtful、incomplete、version | What kind of thing",
        existing_nullable=False,
        schema="core",
    )


def downgrade() -> None:
    """Back to the version before. Successors, parents and answers are lost; spellings that persons said stay."""
    op.alter_column(
        "review_item",
        "kind",
        existing_type=sa.Text(),
        comment="种类：unknown_table、unmapped_column、not_understood、new_agency、unknown_region、unknown_unit、sentence、performance、document、doubtful、incomplete、version | What kind of thing",
        existing_comment="种类：unknown_table、unmapped_column、not_understood、unknown_unit、sentence、performance、document、doubtful、incomplete、version | What kind of thing",
        existing_nullable=False,
        schema="core",
    )
    op.add_column(
        "dim_agency",
        sa.Column(
            "reviewed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="人工核对时间；此后载入不再改动本行 | When a person settled the row; loads leave it alone from then on",
        ),
        schema="core",
    )
    op.add_column(
        "dim_agency", sa.Column("review_reason", sa.Text(), nullable=True, comment="核对原因 | Why"), schema="core"
    )
    op.alter_column(
        "dim_agency",
        "needs_review",
        existing_type=sa.BOOLEAN(),
        comment="待人工核对 | Whether a person should look at it",
        existing_comment="待人工核对 | Whether a question about it is open (agency_question)",
        existing_nullable=False,
        schema="core",
    )
    op.alter_column(
        "dim_agency",
        "parent_agency_key",
        existing_type=sa.BIGINT(),
        comment="上级部门 | Parent agency, where a report names it",
        existing_comment="主管部门 | Parent department, where it is in the warehouse",
        existing_nullable=True,
        schema="core",
    )
    op.alter_column(
        "dim_agency",
        "agency_type",
        existing_type=sa.Text(),
        comment="类型：医疗保障局、财政局 … | Type of agency, comparable across regions",
        existing_comment="类型：医疗保障局、乡镇卫生院 …（见 dim_agency_type）；名录外的取最近的上级类型 | Type, comparable across regions (dim_agency_type); of a name that isn't listed the nearest wider type",
        existing_nullable=True,
        schema="core",
    )
    _settled_as_before()
    op.drop_column("dim_agency", "last_year", schema="core")
    op.drop_column("dim_agency", "first_year", schema="core")
    op.drop_column("dim_agency", "parent_source", schema="core")
    op.drop_column("dim_agency", "parent_name", schema="core")
    op.drop_column("dim_agency", "type_is_listed", schema="core")
    op.drop_column("dim_agency", "type_as_named", schema="core")
    op.create_table_comment(
        "agency_alias",
        "部门名称的各种写法 | One row per spelling of an agency's name",
        existing_comment="部门名称的各种写法及其使用年度 | One row per spelling of an agency's name, with the years of its reports",
        schema="core",
    )
    op.alter_column(
        "agency_alias",
        "source",
        existing_type=sa.Text(),
        comment="来源：report 报告中出现、person 人工确认 | report: seen in one of its reports; person: accepted by a person",
        existing_comment="来源：name 本名、report 报告中出现、person 人工确认 | name: its own; report: seen in one of its reports; person: said by a person to be its. Reports follow names and persons only",
        existing_nullable=False,
        schema="core",
    )
    _one_agency_a_spelling()
    op.drop_column("agency_alias", "valid_to", schema="core")
    op.drop_column("agency_alias", "valid_from", schema="core")
    op.drop_index(op.f("ix_report_tie_name"), table_name="report_tie", schema="core")
    op.drop_table("report_tie", schema="core")
    op.drop_index(op.f("ix_agency_succession_successor_key"), table_name="agency_succession", schema="core")
    op.drop_index(op.f("ix_agency_succession_predecessor_key"), table_name="agency_succession", schema="core")
    op.drop_table("agency_succession", schema="core")
    op.drop_table("agency_question", schema="core")
    op.drop_table("dim_agency_type", schema="core")
    op.drop_table("agency_settlement", schema="core")


def _keep_what_was_settled() -> None:
    """An agency that a person had settled keeps what it had; a spelling that a person gave to an agency stays that agency's."""
    op.execute(
        """
        insert into core.agency_settlement (agency, act, object, settled_at)
        select a.name, s.act, s.object, a.reviewed_at
        from core.dim_agency as a
        cross join lateral (
            values
                ('ok', 'region:'), ('ok', 'type:'), ('region', a.region_code), ('type', a.agency_type),
                ('parent', (select p.name from core.dim_agency as p where p.agency_key = a.parent_agency_key))
        ) as s (act, object)
        where a.reviewed_at is not null and s.object is not null
        union all
        select l.alias, 'alias', a.name, now()
        from core.agency_alias as l
        inner join core.dim_agency as a on l.agency_key = a.agency_key
        where l.source = 'person' and l.alias <> a.name
        """
    )
    op.execute(
        """
        update core.agency_alias as l set source = 'name'
        from core.dim_agency as a where l.agency_key = a.agency_key and l.alias = a.name
        """
    )
    op.execute("update core.dim_agency set needs_review = false")
    op.execute("delete from core.review_item where kind in ('new_agency', 'unknown_region')")


def _one_agency_a_spelling() -> None:
    """A spelling belongs to one agency again: the one that bears it, or that a person said, else the one with the smallest key."""
    op.execute(
        """
        delete from core.agency_alias as l
        using core.agency_alias as o
        where l.alias = o.alias and (
            array_position(array['name', 'person', 'report'], o.source), o.agency_key
        ) < (array_position(array['name', 'person', 'report'], l.source), l.agency_key)
        """
    )
    op.drop_constraint(op.f("ck_agency_alias_source"), "agency_alias", schema="core", type_="check")
    op.execute("update core.agency_alias set source = 'report' where source = 'name'")
    op.drop_constraint(op.f("pk_agency_alias"), "agency_alias", schema="core", type_="primary")
    op.create_primary_key(op.f("pk_agency_alias"), "agency_alias", ["alias"], schema="core")


def _settled_as_before() -> None:
    """Agencies of which a person said something are settled."""
    op.execute(
        """
        update core.dim_agency as a set reviewed_at = s.settled_at, needs_review = false
        from (
            select agency, max(settled_at) as settled_at from core.agency_settlement where act <> 'alias' group by agency
        ) as s
        where a.name = s.agency
        """
    )
    op.alter_column("dim_agency", "needs_review", server_default=None, schema="core")
