"""`raw`: what the file says, nothing lost."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
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
    __table_args__ = {
        "schema": "raw",
        "comment": described("已载入的文件，一份内容一行", "One row per file loaded, by content"),
    }

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
