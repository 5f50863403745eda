"""`core`: agencies, their names, types, parents and successors, and what a person said of them."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, ForeignKey, Integer, Text, func

from models.base import KEY, Base, column, described


class DimAgencyType(Base):
    """One row per type of agency: a tree, as etl/reference/types.yaml has it."""

    __tablename__ = "dim_agency_type"
    __table_args__ = {
        "schema": "core",
        "comment": described("部门和单位的类型（树），一类一行", "One row per type of agency, as a tree"),
    }

    agency_type = column(Text, "类型", "Type", primary_key=True)
    wider_type = column(Text, "上一级类型", "The next wider type; empty for the widest", nullable=True)
    path = column(Text, "由最宽到本类型的各级类型", "The types from the widest to this one: 事业单位/医疗卫生机构/医院")
    is_wide = column(Boolean, "是否过宽、不宜比较", "Whether it says too little to compare its agencies")
    sort_order = column(Integer, "排序", "Order of the tree")


class DimAgency(Base):
    """One row per agency."""

    __tablename__ = "dim_agency"
    __table_args__ = {"schema": "core", "comment": described("部门和单位，一个一行", "One row per agency")}

    agency_key = column(KEY, "部门键", "Key: hash of the normalised name", primary_key=True, autoincrement=False)
    name = column(Text, "名称", "Name", unique=True)
    agency_type = column(
        Text,
        "类型：医疗保障局、乡镇卫生院 …（见 dim_agency_type）；名录外的取最近的上级类型",
        "Type, comparable across regions (dim_agency_type); of a name that isn't listed the nearest wider type",
        nullable=True,
    )
    type_as_named = column(Text, "名称去掉地名后的部分", "The name without its place: 县域经济发展局", nullable=True)
    type_is_listed = column(
        Boolean,
        "名称所示类型是否在名录内",
        "Whether the name's own type is in the list, or a person said the type",
        server_default="true",
    )
    region_code = column(
        Text, "行政区划代码", "Region", ForeignKey("core.dim_region.region_code"), nullable=True, index=True
    )
    admin_level = column(Text, "层级：central、province、city、county、township", "Administrative level", nullable=True)
    parent_agency_key = column(
        KEY,
        "主管部门",
        "Parent department, where it is in the warehouse",
        ForeignKey("core.dim_agency.agency_key"),
        nullable=True,
        index=True,
    )
    parent_name = column(Text, "主管部门名称", "Name of the parent department, in the warehouse or not", nullable=True)
    parent_source = column(
        Text,
        "主管部门的依据：person 人工确认、unit_list 主管部门的单位清单、own_report 本单位报告",
        "What says so: person, unit_list (a department lists it) or own_report (its own report names the department)",
        nullable=True,
    )
    first_year = column(Integer, "报告最早年度", "First fiscal year of its reports", nullable=True)
    last_year = column(Integer, "报告最晚年度", "Last fiscal year of its reports", nullable=True)
    needs_review = column(
        Boolean, "待人工核对", "Whether a question about it is open (agency_question)", server_default="false"
    )


class AgencyAlias(Base):
    """One row per spelling of an agency's name, with the years in which reports print it."""

    __tablename__ = "agency_alias"
    __table_args__ = (
        CheckConstraint("source in ('name', 'report', 'person')", name="source"),
        {
            "schema": "core",
            "comment": described(
                "部门名称的各种写法及其使用年度",
                "One row per spelling of an agency's name, with the years of its reports",
            ),
        },
    )

    alias = column(Text, "写法（归一化后）", "Spelling, normalised", primary_key=True)
    agency_key = column(
        KEY,
        "部门键",
        "Agency",
        ForeignKey("core.dim_agency.agency_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    source = column(
        Text,
        "来源：name 本名、report 报告中出现、person 人工确认",
        "name: its own; report: seen in one of its reports; person: said by a person to be its. Reports follow names and persons only",
    )
    valid_from = column(Integer, "最早使用年度", "First fiscal year whose report prints it", nullable=True)
    valid_to = column(Integer, "最晚使用年度", "Last fiscal year whose report prints it", nullable=True)


class ReportTie(Base):
    """One row per agency that a report names as its department or lists as one of its units."""

    __tablename__ = "report_tie"
    __table_args__ = (
        CheckConstraint("relation in ('department', 'unit')", name="relation"),
        {
            "schema": "core",
            "comment": described(
                "报告所称的主管部门和所属单位，一个一行",
                "One row per agency that a report names as its department or lists as one of its units",
            ),
        },
    )

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    tie_no = column(Integer, "序号", "Number in the report, from 0", primary_key=True, autoincrement=False)
    relation = column(
        Text,
        "关系：department 主管部门、unit 所属单位",
        "department: the report's agency belongs to it; unit: it belongs to the report's agency",
    )
    name = column(Text, "名称（归一化后）", "Name, normalised", index=True)
    position = column(Integer, "段落或表格次序", "Position of the paragraph or table that says so")
    page = column(Integer, "页码", "Page", nullable=True)


class AgencySuccession(Base):
    """One row per predecessor and successor."""

    __tablename__ = "agency_succession"
    __table_args__ = {
        "schema": "core",
        "comment": described("机构沿革，一前一后一行", "One row per predecessor and successor; n:m"),
    }

    predecessor = column(Text, "前身名称", "Name of the predecessor", primary_key=True)
    successor = column(Text, "后继名称", "Name of the successor", primary_key=True)
    predecessor_key = column(
        KEY,
        "前身部门键",
        "Predecessor, where it is in the warehouse",
        ForeignKey("core.dim_agency.agency_key"),
        nullable=True,
        index=True,
    )
    successor_key = column(
        KEY,
        "后继部门键",
        "Successor, where it is in the warehouse",
        ForeignKey("core.dim_agency.agency_key"),
        nullable=True,
        index=True,
    )
    year = column(Integer, "改革年度", "Year of the reform", nullable=True)
    source = column(
        Text, "来源：reform 机构改革方案、person 人工确认", "reform: a published reform; person: a person said so"
    )
    document = column(Text, "依据文件", "The reform's document, or empty")


class AgencySettlement(Base):
    """One row per thing that a person said of an agency. Loads, rebuilds and `gongkai forget` leave it alone."""

    __tablename__ = "agency_settlement"
    __table_args__ = (
        CheckConstraint("act in ('ok', 'alias', 'successor', 'type', 'parent', 'region')", name="act"),
        {
            "schema": "core",
            "comment": described("人工对部门的认定，一条一行", "One row per thing that a person said of an agency"),
        },
    )

    agency = column(Text, "名称（归一化后）", "Name, normalised", primary_key=True)
    act = column(
        Text,
        "认定：ok 某问题无误、alias 是另一部门的写法、successor 是某部门的后继、type 类型、parent 主管部门、region 区划",
        "ok: a question is answered; alias: a spelling of another; successor: of another; type, parent, region: what it has",
        primary_key=True,
    )
    object = column(
        Text,
        "对象：另一部门、类型、区划代码，或所答问题",
        "The other agency, the type, the code of the region, or the question that is answered",
        primary_key=True,
    )
    settled_at = column(DateTime(timezone=True), "认定时间", "When", server_default=func.now())


class AgencyQuestion(Base):
    """One row per question about an agency that only a person can answer."""

    __tablename__ = "agency_question"
    __table_args__ = (
        CheckConstraint("kind in ('region', 'spelling', 'successor', 'type')", name="kind"),
        {
            "schema": "core",
            "comment": described(
                "待人工回答的部门问题，一题一行", "One row per question about an agency that only a person can answer"
            ),
        },
    )

    agency_key = column(
        KEY,
        "部门键",
        "Agency",
        ForeignKey("core.dim_agency.agency_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    kind = column(
        Text,
        "种类：region 区划不明、spelling 同地两种写法、successor 可能的前身后继、type 类型不在名录",
        "region: not told; spelling: two in one place that may be one; successor: possibly of another; type: not in the list",
        primary_key=True,
    )
    object = column(
        Text, "对象：另一部门或类型，无则为空", "The other agency or the type; empty where none", primary_key=True
    )
    detail = column(Text, "说明", "The question, in words")


class RosterEntry(Base):
    """One row per agency, year and kind that a user's roster says is due."""

    __tablename__ = "roster"
    __table_args__ = (
        CheckConstraint("kind in ('budget', 'final_account')", name="kind"),
        {
            "schema": "core",
            "comment": described(
                "应公开的部门名单：一个部门、年度、种类一行，由使用者提供",
                "One row per agency, year and kind that is due by a roster that a user gave",
            ),
        },
    )

    agency = column(Text, "部门（归一化后）", "Agency, normalised as aliases are", primary_key=True)
    fiscal_year = column(Integer, "财政年度", "Fiscal year", primary_key=True, autoincrement=False)
    kind = column(Text, "种类：budget 预算、final_account 决算", "budget or final_account", primary_key=True)
    due_on = column(Date, "应公开日期", "Day by which it is due", nullable=True)
