"""`core`: the dimensions of the star."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import MappedColumn

from models.base import KEY, Base, column, described


class DimRegion(Base):
    """One row per administrative division (GB/T 2260)."""

    __tablename__ = "dim_region"
    __table_args__ = {
        "schema": "core",
        "comment": described("行政区划（GB/T 2260），一地一行", "One row per administrative division"),
    }

    region_code = column(Text, "行政区划代码（六位）", "Six-digit GB/T 2260 code", primary_key=True)
    name = column(Text, "名称", "Name")
    level = column(Text, "级别：province 省、city 市、county 县", "province, city or county")
    province_code = column(Text, "省级代码", "Code of the province")
    province = column(Text, "省级名称", "Name of the province")
    city_code = column(Text, "市级代码", "Code of the city", nullable=True)
    city = column(Text, "市级名称", "Name of the city", nullable=True)
    county = column(Text, "县级名称", "Name of the county", nullable=True)
    is_current = column(Boolean, "是否现行", "Whether the code is still in use")


class DimYear(Base):
    """One row per fiscal year."""

    __tablename__ = "dim_year"
    __table_args__ = {"schema": "core", "comment": described("财政年度", "One row per fiscal year")}

    fiscal_year = column(Integer, "财政年度", "Fiscal year", primary_key=True, autoincrement=False)
    prior_year = column(Integer, "上一年度", "The year before")


def _named_by() -> MappedColumn[Any]:
    return column(
        Text,
        "名称来历：list 官方目录、reports 当年多数报告所印、none 仅有存疑的写法",
        "list: the official list of the year; reports: what most reports of the year print; none: read with doubt only",
    )


class DimFunction(Base):
    """One row per functional subject (功能分类科目) and fiscal year: classes, sections and items, each with the name of that year."""

    __tablename__ = "dim_function"
    __table_args__ = (
        UniqueConstraint("code", "fiscal_year"),
        CheckConstraint("named_by in ('list', 'reports', 'none')", name="named_by"),
        {
            "schema": "core",
            "comment": described(
                "支出功能分类科目，一个代码、一个年度一行，类、款、项各为一员",
                "One row per functional subject code and fiscal year; classes, sections and items are members alike",
            ),
        },
    )

    function_key = column(KEY, "科目键", "Key: hash of code and year", primary_key=True, autoincrement=False)
    code = column(Text, "科目代码", "Code: 3 (类), 5 (款) or 7 (项) digits")
    fiscal_year = column(Integer, "财政年度", "Fiscal year in which the code has this name and these ancestors")
    name = column(
        Text,
        "科目名称：类、款为当年官方名称，项为当年多数报告所印",
        "Name of the year: of the official list; of what it doesn't have, as most reports of the year print it",
        nullable=True,
    )
    named_by = _named_by()
    level = column(Text, "级别：class 类、section 款、item 项", "class, section or item")
    parent_key = column(
        KEY,
        "上级科目键",
        "The subject above in the same year; null for a class",
        ForeignKey("core.dim_function.function_key"),
        nullable=True,
        index=True,
    )
    class_code = column(Text, "类级代码", "Code of the class")
    class_name = column(Text, "类级名称", "Name of the class in that year", nullable=True)
    section_code = column(Text, "款级代码", "Code of the section", nullable=True)
    section_name = column(Text, "款级名称", "Name of the section in that year", nullable=True)
    item_code = column(Text, "项级代码", "Code of the item", nullable=True)
    item_name = column(Text, "项级名称", "Name of the item in that year", nullable=True)
    canonical_code = column(
        Text,
        "通用代码：跨年度比较用",
        "Code by which years are compared: the one that took its place, else its own",
        index=True,
    )
    canonical_name = column(
        Text,
        "通用名称：通用代码最近的名称",
        "Latest name of the canonical code; one for each canonical code",
        nullable=True,
    )
    sort_order = column(Text, "排序", "Official order")


class DimEconomic(Base):
    """One row per economic subject (经济分类科目) of either system and fiscal year, with the name of that year."""

    __tablename__ = "dim_economic"
    __table_args__ = (
        UniqueConstraint("code", "fiscal_year"),
        CheckConstraint("system in ('department', 'government')", name="system"),
        CheckConstraint("named_by in ('list', 'reports', 'none')", name="named_by"),
        {
            "schema": "core",
            "comment": described(
                "支出经济分类科目，一个代码、一个年度一行，类、款各为一员",
                "One row per economic subject code and fiscal year; classes and sections are members alike",
            ),
        },
    )

    economic_key = column(KEY, "科目键", "Key: hash of code and year", primary_key=True, autoincrement=False)
    system = column(
        Text, "体系：department 部门预算（301…）、government 政府预算（501…）", "department (301…) or government (501…)"
    )
    code = column(Text, "科目代码", "Code: 3 (类) or 5 (款) digits")
    fiscal_year = column(Integer, "财政年度", "Fiscal year in which the code has this name and this class")
    name = column(
        Text,
        "科目名称：当年官方名称，目录没有的为当年多数报告所印",
        "Name of the year: of the official list; of what it doesn't have, as most reports of the year print it",
        nullable=True,
    )
    named_by = _named_by()
    level = column(Text, "级别：class 类、section 款", "class or section")
    parent_key = column(
        KEY,
        "上级科目键",
        "The class in the same year; null for a class",
        ForeignKey("core.dim_economic.economic_key"),
        nullable=True,
        index=True,
    )
    class_code = column(Text, "类级代码", "Code of the class")
    class_name = column(Text, "类级名称", "Name of the class in that year", nullable=True)
    canonical_code = column(
        Text,
        "通用代码：跨年度比较用",
        "Code by which years are compared: the one that took its place, else its own",
        index=True,
    )
    canonical_name = column(
        Text,
        "通用名称：通用代码最近的名称",
        "Latest name of the canonical code; one for each canonical code",
        nullable=True,
    )
    sort_order = column(Text, "排序", "Official order")


class EconomicPairing(Base):
    """One row per pairing of a department economic subject with a government one, as budgets publish it."""

    __tablename__ = "economic_pairing"
    __table_args__ = {
        "schema": "core",
        "comment": described("部门与政府经济分类科目的对应", "Pairings of economic subjects, as published"),
    }

    department_key = column(
        KEY,
        "部门预算经济科目",
        "Department economic subject",
        ForeignKey("core.dim_economic.economic_key"),
        primary_key=True,
    )
    government_key = column(
        KEY,
        "政府预算经济科目",
        "Government economic subject",
        ForeignKey("core.dim_economic.economic_key"),
        primary_key=True,
    )
    valid_from = column(Integer, "已知最早年度", "First year seen")
    valid_to = column(Integer, "已知最晚年度", "Last year seen")


def of_report() -> ForeignKeyConstraint:
    """The foreign key of rows that belong to a report: they carry its agency and its year, and go with it."""
    return ForeignKeyConstraint(
        ["report_key", "agency_key", "fiscal_year"],
        ["core.dim_report.report_key", "core.dim_report.agency_key", "core.dim_report.fiscal_year"],
        ondelete="CASCADE",
    )


class DimReport(Base):
    """One row per version of a publication: what an agency published for one year, kind and scope."""

    __tablename__ = "dim_report"
    __table_args__ = (
        UniqueConstraint("agency_key", "fiscal_year", "kind", "scope", "revision"),
        # What facts refer to: a report's key with its agency and year.
        UniqueConstraint("report_key", "agency_key", "fiscal_year"),
        Index(
            "uq_dim_report_current",
            "agency_key",
            "fiscal_year",
            "kind",
            "scope",
            unique=True,
            postgresql_where="is_current",
        ),
        CheckConstraint("kind in ('budget', 'final_account')", name="kind"),
        CheckConstraint("scope in ('department', 'unit')", name="scope"),
        CheckConstraint("standing in ('original', 'correction', 'draft', 'withdrawn')", name="standing"),
        {
            "schema": "core",
            "comment": described("公开的报告，一个版本一行", "One row per version of a published report"),
        },
    )

    report_key = column(KEY, "报告键", "Key: hash of documents and report", primary_key=True, autoincrement=False)
    agency_key = column(KEY, "部门键", "Agency", ForeignKey("core.dim_agency.agency_key"))
    # No index of its own: before there are statistics the checks of the facts' foreign keys would go by it, through all reports of a year.
    fiscal_year = column(Integer, "财政年度", "Fiscal year", ForeignKey("core.dim_year.fiscal_year"))
    kind = column(Text, "种类：budget 预算、final_account 决算", "budget or final_account")
    scope = column(Text, "范围：department 部门、unit 单位", "department (consolidated) or unit")
    document_key = column(
        KEY,
        "主文件键（其余文件见 report_document）",
        "Its first document; all of them: report_document",
        ForeignKey("raw.document.document_key"),
        index=True,
    )
    revision = column(
        Integer,
        "版本号：依证据排序，与载入次序无关",
        "Number of the version, from 1: by what speaks for it, not by when it was loaded",
    )
    is_current = column(Boolean, "是否现行版本", "Whether it is the version that holds")
    standing = column(
        Text,
        "性质：original 原件、correction 更正、draft 征求意见稿、withdrawn 作废",
        "What it says of itself: original, correction, draft or withdrawn",
        server_default="original",
    )
    published_at = column(Date, "公开日期（所印）", "Printed date of publication", nullable=True)
    evidence = column(
        Text,
        "现行与否的依据",
        "Why it holds or doesn't; empty where there is no other version",
        server_default="",
    )
    title = column(Text, "标题", "Title as printed")
    published_agency_name = column(Text, "公开的部门名称", "The agency's name as printed")
    spellings = column(ARRAY(Text), "本报告中部门名称的各种写法", "Spellings of the agency's name in this report")
    unit = column(Text, "金额单位", "Unit of money of most of its forms")
    layout = column(Text, "识别的版式", "Layout family recognised", nullable=True)
    loaded_at = column(DateTime(timezone=True), "载入时间", "When it was loaded", server_default=func.now())
    source_url = column(Text, "来源网址", "Where it was published, where that is known", nullable=True)
    retrieved_at = column(DateTime(timezone=True), "下载时间", "When it was fetched from there", nullable=True)
    published_hint = column(
        Date, "公开日期（来源所示，仅供参考）", "Day of publication that the source gives: a hint only", nullable=True
    )


class ReportSubject(Base):
    """One row per subject that a report prints, with the name that it prints."""

    __tablename__ = "report_subject"
    __table_args__ = (
        CheckConstraint("system in ('function', 'department', 'government')", name="system"),
        Index("ix_report_subject_code_fiscal_year", "code", "fiscal_year"),
        {
            "schema": "core",
            "comment": described(
                "报告所印的科目及其名称，一份报告一个科目一行",
                "One row per subject of a report, with the name that the report prints",
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
    code = column(Text, "科目代码", "Code of the subject", primary_key=True)
    system = column(Text, "分类：function、department、government", "Classification; these share no code")
    fiscal_year = column(Integer, "财政年度", "Fiscal year of the report")
    name = column(Text, "所印名称（空格、括号统一）", "Name as the report prints it, in one spelling")
    is_doubtful = column(
        Boolean,
        "是否存疑：识别不准或位置不确定，不作为名称的依据",
        "Whether every row that prints it was read with doubt; then it decides no name",
    )


class ReportDocument(Base):
    """One row per document of a version of a report."""

    __tablename__ = "report_document"
    __table_args__ = {
        "schema": "core",
        "comment": described("报告版本所含的文件，一份一行", "One row per document of a version of a report"),
    }

    report_key = column(
        KEY,
        "报告键",
        "Report",
        ForeignKey("core.dim_report.report_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    part_no = column(
        Integer, "文件次序", "Number of the document in the report, from 0", primary_key=True, autoincrement=False
    )
    document_key = column(KEY, "文件键", "Document", ForeignKey("raw.document.document_key"), index=True)
    first_position = column(
        Integer, "首段在报告中的次序", "Position in the report of the document's first paragraph or table"
    )
    first_table = column(Integer, "首表在报告中的序号", "Number in the report of the document's first table, from 0")
    block_count = column(Integer, "段落和表格数", "Number of its paragraphs and tables")
    table_count = column(Integer, "表格数", "Number of its tables")
    has_own_head = column(
        Boolean, "是否自带部门、年度、种类", "Whether it says itself whose it is, of which year and kind"
    )
    title = column(Text, "标题", "Title as printed; that of its publication where it has none")
    published_agency_name = column(Text, "公开的部门名称", "The agency's name as printed in it")
    spellings = column(ARRAY(Text), "文件中部门名称的各种写法", "Spellings of the agency's name in it")
    standing = column(
        Text,
        "性质：original 原件、correction 更正、draft 征求意见稿、withdrawn 作废",
        "What the document says of itself: original, correction, draft or withdrawn",
    )
    words = column(Text, "据以判断的原文", "The words that say so")
    published_at = column(Date, "公开日期（所印）", "Printed date of publication", nullable=True)
    source_url = column(Text, "来源网址", "Where it was published, where that is known", nullable=True)
    retrieved_at = column(DateTime(timezone=True), "下载时间", "When it was fetched from there", nullable=True)
    published_hint = column(
        Date, "公开日期（来源所示，仅供参考）", "Day of publication that the source gives: a hint only", nullable=True
    )


class SettledVersion(Base):
    """One row per person's word on which version of a publication holds; it belongs to documents by content, in the warehouse or not."""

    __tablename__ = "settled_version"
    __table_args__ = (
        Index("ix_settled_version_holds", "holds", postgresql_using="gin"),
        {
            "schema": "core",
            "comment": described(
                "人工认定的现行版本，一次认定一行", "One row per person's word on which version of a publication holds"
            ),
        },
    )

    settlement_no = column(Integer, "次序", "Number, in the order of time", Identity(always=True), primary_key=True)
    holds = column(ARRAY(Text), "认定为现行的文件（SHA-256）", "SHA-256 of the documents of the version that holds")
    seen = column(ARRAY(Text), "认定时已有的全部文件（SHA-256）", "SHA-256 of all documents that were there then")
    note = column(Text, "说明", "Why, in the person's words", server_default="")
    settled_by = column(Text, "认定人（数据库用户）", "Role of the database", server_default=func.current_user())
    settled_at = column(DateTime(timezone=True), "认定时间", "When", server_default=func.now())
    undone_at = column(
        DateTime(timezone=True), "撤销时间", "When it was taken back; null while it stands", nullable=True
    )


class DimStatement(Base):
    """One row per form of the catalogue."""

    __tablename__ = "dim_statement"
    __table_args__ = {
        "schema": "core",
        "comment": described("公开报表目录，一种报表一行", "One row per form of the catalogue"),
    }

    statement_key = column(Text, "报表键", "Key of the catalogue entry", primary_key=True)
    name_zh = column(Text, "报表名称", "Chinese name")
    name_en = column(Text, "英文名称", "English name")
    kind = column(Text, "种类：budget、final_account、both", "budget, final_account or both")
    fact = column(Text, "所入事实表", "Fact table that its leaves go to")
    breadth = column(
        Integer,
        "口径宽度：同一笔钱在多张表中出现时，数值最大者为准",
        "How much of the agency's money the form covers; views take the widest statement",
    )


class DimProject(Base):
    """One row per project of an agency."""

    __tablename__ = "dim_project"
    __table_args__ = (
        UniqueConstraint("agency_key", "name"),
        {"schema": "core", "comment": described("项目，一个部门的一个项目一行", "One row per project of an agency")},
    )

    project_key = column(
        KEY, "项目键", "Key: hash of agency and normalised name", primary_key=True, autoincrement=False
    )
    agency_key = column(KEY, "部门键", "Agency", ForeignKey("core.dim_agency.agency_key"))
    name = column(Text, "项目名称", "Name")
