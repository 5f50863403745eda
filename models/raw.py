"""`raw`: what the file says, nothing lost."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from models.base import KEY, Base, column, described


class RawDocument(Base):
    """One row per file that was loaded, by content."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_lacks_head", "document_key", postgresql_where="lacks_head is not null"),
        {
            "schema": "raw",
            "comment": described("已载入的文件，一份内容一行", "One row per file loaded, by content"),
        },
    )

    document_key = column(
        KEY, "文件键（内容的哈希）", "Key: hash of the content", primary_key=True, autoincrement=False
    )
    sha256 = column(Text, "内容的 SHA-256", "SHA-256 of the content", unique=True)
    file_name = column(Text, "文件名", "File name as loaded")
    format = column(Text, "格式：text、pdf、docx …", "Format told from the content")
    encoding = column(Text, "文本编码", "Encoding of a text file", nullable=True)
    byte_size = column(BigInteger, "字节数", "Size in bytes")
    page_count = column(Integer, "页数", "Number of pages, where the format has pages", nullable=True)
    warnings = column(ARRAY(Text), "读取时的警告", "What the reader had to leave or guess")
    loader_version = column(Text, "载入程序版本", "Version of gongkai that read it")
    loaded_at = column(DateTime(timezone=True), "载入时间", "When it was loaded", server_default=func.now())
    lacks_head = column(
        JSONB,
        "文件未载明所属部门、年度或种类时，其所载明者（agency、fiscal_year、kind、preparers）；否则为空",
        "Where it doesn't say whose it is, of which year or kind: what it says all the same (agency, fiscal_year, kind, preparers); else null",
        nullable=True,
    )


class RawHeadEvidence(Base):
    """One row per place of a document that says whose it is, of which year, kind or scope."""

    __tablename__ = "head_evidence"
    __table_args__ = {
        "schema": "raw",
        "comment": described(
            "判断文件所属部门、年度、种类、范围的依据，一处一行",
            "One row per place of a document that says whose it is, of which year, kind or scope",
        ),
    }

    document_key = column(
        KEY,
        "文件键",
        "Document",
        ForeignKey("raw.document.document_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    evidence_no = column(
        Integer, "序号：权重最大者为 0", "Number, from 0, the heaviest first", primary_key=True, autoincrement=False
    )
    place = column(
        Text,
        "所在：cover 封面、page_title 网页标题、file_name 文件名、person 人工 …",
        "Kind of place: cover, page_title, file_name, person …",
    )
    weight = column(Integer, "权重", "Weight of the place")
    text = column(Text, "原文", "What stands there")
    agency = column(Text, "部门", "Agency that it names; empty for none")
    fiscal_year = column(Integer, "年度", "Fiscal year that it names", nullable=True)
    kind = column(Text, "种类", "budget, final_account or empty")
    scope = column(Text, "范围", "department, unit or empty")
    marks = column(
        ARRAY(Text),
        "版本用语：correction 更正、draft 征求意见稿 …",
        "Words of versions in it: correction, draft, withdrawn …",
    )


class RawDocumentLink(Base):
    """One row per link of a web page to a file."""

    __tablename__ = "document_link"
    __table_args__ = {
        "schema": "raw",
        "comment": described("网页所链接的文件，一个链接一行", "One row per link of a web page to a file"),
    }

    document_key = column(
        KEY,
        "文件键（网页）",
        "The page",
        ForeignKey("raw.document.document_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    link_no = column(Integer, "序号", "Number, from 0", primary_key=True, autoincrement=False)
    href = column(Text, "链接", "Where it leads, as written")
    text = column(Text, "链接文字", "Its text")
    name = column(Text, "文件名", "Name of the file that it leads to", index=True)


class RawDocumentPlace(Base):
    """One row per place where a content was found."""

    __tablename__ = "document_place"
    __table_args__ = (
        Index("ix_document_place_folder", "folder"),
        {
            "schema": "raw",
            "comment": described(
                "文件所在之处及来源，一份内容一处一行",
                "One row per place where a content was found, and where it came from",
            ),
        },
    )

    sha256 = column(Text, "内容的 SHA-256", "SHA-256 of the content", primary_key=True)
    path = column(Text, "路径或网址", "Path, or URL without login and query", primary_key=True)
    folder = column(Text, "所在文件夹", "Folder of the path")
    source_url = column(Text, "来源网址", "Where it was published, where that is known", nullable=True)
    retrieved_at = column(DateTime(timezone=True), "下载时间", "When it was fetched from there", nullable=True)
    published_hint = column(
        Date, "公开日期（来源所示，仅供参考）", "Day of publication that the source gives: a hint only", nullable=True
    )


class RawStatedHead(Base):
    """One row per document of which a person said whose it is."""

    __tablename__ = "stated_head"
    __table_args__ = {
        "schema": "raw",
        "comment": described(
            "人工指明的部门、年度、种类、范围，一份文件一行", "One row per document of which a person said whose it is"
        ),
    }

    sha256 = column(Text, "内容的 SHA-256", "SHA-256 of the content", primary_key=True)
    agency = column(Text, "部门", "Agency; null where nothing was said", nullable=True)
    fiscal_year = column(Integer, "年度", "Fiscal year", nullable=True)
    kind = column(Text, "种类：budget 预算、final_account 决算", "budget or final_account", nullable=True)
    scope = column(Text, "范围：department 部门、unit 单位", "department or unit", nullable=True)
    stated_by = column(Text, "指明人（数据库用户）", "Role of the database", server_default=func.current_user())
    stated_at = column(DateTime(timezone=True), "指明时间", "When", server_default=func.now())


class RawParagraph(Base):
    """One row per paragraph or line outside tables."""

    __tablename__ = "paragraph"
    __table_args__ = {
        "schema": "raw",
        "comment": described("表格以外的段落，一段一行", "One row per paragraph outside tables"),
    }

    document_key = column(
        KEY,
        "文件键",
        "Document",
        primary_key=True,
        autoincrement=False,
        leads_to="raw.document.document_key",
    )
    position = column(
        Integer,
        "在文件中的次序",
        "Position in reading order, shared with tables",
        primary_key=True,
        autoincrement=False,
    )
    page = column(Integer, "页码", "Page, from 1", nullable=True)
    line = column(Integer, "行号", "Line of a text file, from 1", nullable=True)
    heading = column(Integer, "标题级别", "Level of a heading", nullable=True)
    text = column(Text, "文字", "Text as printed")


class RawDocumentTable(Base):
    """One row per table of a document."""

    __tablename__ = "document_table"
    __table_args__ = {
        "schema": "raw",
        "comment": described("文件中的表格，一张一行", "One row per table of a document"),
    }

    document_key = column(
        KEY,
        "文件键",
        "Document",
        ForeignKey("raw.document.document_key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    table_index = column(
        Integer, "表格序号", "Number of the table in the document, from 0", primary_key=True, autoincrement=False
    )
    position = column(Integer, "在文件中的次序", "Position in reading order, shared with paragraphs")
    page = column(Integer, "页码", "Page, from 1", nullable=True)
    line = column(Integer, "行号", "First line in a text file", nullable=True)
    name = column(Text, "工作表名", "Name of the sheet, of a workbook")
    lines_before = column(ARRAY(Text), "表前的文字", "The lines just above the table")
    recognised_as = column(Text, "识别为", "The form or kind of table it was recognised as; empty: not recognised")
    row_count = column(Integer, "行数", "Number of rows")
    column_count = column(Integer, "列数", "Number of columns")
    cells = column(JSONB, "单元格：行的数组", "Cells: an array of rows, each an array of texts")
    spans = column(
        JSONB, "合并单元格", "Merged cells [row, column, rows, columns], where the format knows them", nullable=True
    )
    boxes = column(
        JSONB,
        "单元格位置",
        "Boxes of the cells [left, top, right, bottom] in points, same shape as cells",
        nullable=True,
    )
    reading = column(
        JSONB,
        "读取时的存疑：是否隐藏、按何分栏、疑点、识别置信度；均无则为空",
        "How it was read, where that isn't certain: hidden, told_by, doubts, header_doubt, confidence; null if none of it",
        nullable=True,
    )


class RawLoadAttempt(Base):
    """One row per attempt to load a file, whatever came of it: a record of runs, which no row of the warehouse depends on."""

    __tablename__ = "load_attempt"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('loaded', 'failed', 'timeout', 'crashed', 'unreachable', 'headless', 'forgotten')",
            name="outcome",
        ),
        Index("ix_load_attempt_path", "path"),
        Index("ix_load_attempt_sha256", "sha256"),
        {
            "schema": "raw",
            "comment": described("载入记录，一次尝试一行", "One row per attempt to load a file, in the order of time"),
        },
    )

    attempt_no = column(BigInteger, "次序", "Number, in the order of time", Identity(always=True), primary_key=True)
    attempted_at = column(DateTime(timezone=True), "时间", "When it was attempted", server_default=func.now())
    path = column(Text, "路径或网址", "Path, or URL without login and query")
    file_name = column(Text, "文件名", "File name")
    sha256 = column(Text, "内容的 SHA-256", "SHA-256 of the content; null where it couldn't be opened", nullable=True)
    loader_version = column(Text, "载入程序版本", "Version of gongkai that tried")
    outcome = column(
        Text,
        "结果：loaded、failed、timeout、crashed、unreachable、headless、forgotten",
        "loaded: it is in the warehouse; failed: the file can't be read or is no report; timeout, crashed: reading it took too long, "
        "or ended its process; unreachable: it couldn't be opened; headless: it doesn't say whose it is; forgotten: a person put the "
        "failure aside",
    )
    message = column(Text, "说明", "Why it failed and what to do next; empty where it is loaded")
    seconds = column(Numeric(12, 3), "读取用时（秒）", "Seconds that reading took")
