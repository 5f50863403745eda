"""Tells what a file is from its content; its name is never looked at.

Instead of libmagic or puremagic, because they go by first bytes: those are alike for an old workbook and an old Word file, for a new workbook
and a new Word file, and text has none.
"""

from __future__ import annotations

import re
import struct
from enum import StrEnum

from etl.documents.package import Package
from etl.documents.sheets import compound
from etl.documents.sheets.compound import CompoundFile
from etl.documents.sheets.csv_sheet import is_csv
from etl.documents.text_encoding import decode
from etl.errors import DocumentError


class Kind(StrEnum):
    """A format that a reader exists for."""

    TEXT = "text"
    PDF = "pdf"
    OFD = "ofd"
    DOCX = "docx"
    DOC = "doc"  # anything LibreOffice turns into docx: .doc, .wps, .rtf, .odt
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    XML_SHEET = "xml_sheet"  # "XML Spreadsheet 2003", what many systems export under the name .xls
    CSV = "csv"
    HTML = "html"
    MHTML = "mhtml"
    ZIP = "zip"
    IMAGE = "image"


_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_BMP = b"BM"
_ARCHIVES = {b"Rar!": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|style|script|link)\b)",
    re.I | re.S,
)
_HTML_FRAGMENT = re.compile(r"\s*<(?:div|section|article|center)\b", re.I)
_XML_SHEET_START = re.compile(r"\s*<(?:\?xml|(?:\w+:)?Workbook)\b")
_CONTAINER = re.compile(r"<(/?)(?:div|section|article|center|p|table|ul|ol|h[1-6])\b[^>]*>", re.I)
_MARKUP = re.compile(rb"<script\b.*?</script>|<style\b.*?</style>|<!--.*?-->|<[^>]*>", re.I | re.S)
_STRAY_BYTES = 40
"""Text outside a page's elements that isn't taken for a sign of converted text."""
_MHTML = re.compile(r"^content-type:\s*multipart/related", re.I | re.M)
_MAIL_HEADER = re.compile(r"\s*(?:from|mime-version|subject|date|content-type|snapshot-content-location):", re.I)


def detect(data: bytes, place: str) -> Kind:
    """The kind of a file's content. `place` is its name for messages.

    Raises DocumentError: empty, protected by a password, or a format that no reader exists for.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DocumentError("the file is empty", place=place, next_step="fetch the file again")
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed(data, place)
    if data.startswith(compound.SIGNATURE):
        return _compound(data, place)
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or _is_bmp(data):
        return Kind.IMAGE
    if data.startswith(b"{\\rtf"):
        return Kind.DOC
    for signature, name in _ARCHIVES.items():
        if data.startswith(signature):
            raise DocumentError(
                f"a {name} archive", place=place, next_step="unpack it and load the files, or pack them as .zip"
            )
    return _text(data, place)


def _packed(data: bytes, place: str) -> Kind:
    package = Package(data, place)
    if "mimetype" in package:
        mimetype = package.read("mimetype", 200)
        if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return Kind.ODS
        if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
            return Kind.DOC
    if "OFD.xml" in package:
        return Kind.OFD
    if "xl/workbook.bin" in package:
        raise _unread("a binary workbook (.xlsb)", place, "open it and save it as .xlsx")
    if "[Content_Types].xml" in package:
        types = package.read("[Content_Types].xml")
        if b"wordprocessingml" in types:
            return Kind.DOCX
        if b"spreadsheetml" in types:
            return Kind.XLSX
        if b"presentationml" in types:
            raise _unread("a presentation", place, "load the published PDF or Word file")
    if "word/document.xml" in package:
        return Kind.DOCX
    if "xl/workbook.xml" in package:
        return Kind.XLSX
    return Kind.ZIP


def _compound(data: bytes, place: str) -> Kind:
    file = CompoundFile(data, place)
    if "EncryptedPackage" in file:
        raise DocumentError(
            "protected by a password", place=place, next_step="remove the password and load the file again"
        )
    if "WordDocument" in file:
        head = file.read("WordDocument")[:12]
        # bit fEncrypted of the file information block ([MS-DOC] 2.5.2)
        if len(head) == 12 and struct.unpack_from("<H", head, 10)[0] & 0x0100:
            raise DocumentError(
                "protected by a password", place=place, next_step="remove the password and load the file again"
            )
        return Kind.DOC
    if "Workbook" in file or "Book" in file:
        return Kind.XLS
    file.refuse_damaged()
    raise _unread("an Office file that is neither Word nor Excel", place, "load the published PDF, Word or Excel file")


def _text(data: bytes, place: str) -> Kind:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:8192].decode("utf-16", "replace")
    else:
        head = data[:8192].decode("utf-8", "replace").removeprefix("\ufeff")
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and _XML_SHEET_START.match(head):
        return Kind.XML_SHEET
    if "schemas.microsoft.com/office/word/2003/wordml" in head or "pkg:package" in head:
        return Kind.DOC
    if _HTML_START.match(head) and not _goes_on_after_page(data):
        return Kind.HTML
    if _MAIL_HEADER.match(head) and _MHTML.search(head):
        return Kind.MHTML
    if _HTML_FRAGMENT.match(head) and data.rstrip().endswith(b">") and b"\f" not in data and _is_fragment(head):
        return Kind.HTML
    return Kind.CSV if _is_csv(data, place) else Kind.TEXT


def _is_csv(data: bytes, place: str) -> bool:
    try:
        return (b"," in data or b";" in data) and is_csv(decode(data, place)[0])
    except DocumentError:  # the reader of text says what is wrong
        return False


def _goes_on_after_page(data: bytes) -> bool:
    """Whether text follows a page's end: converters put each table of a text into a page of its own."""
    _, end, rest = data.partition(b"</html>")
    return bool(end) and len(_MARKUP.sub(b"", rest).strip()) > _STRAY_BYTES


def _is_fragment(head: str) -> bool:
    """Whether nearly all text stands within elements; a converter's text has lines between them."""
    depth = outside = position = 0
    for tag in _CONTAINER.finditer(head):
        if depth == 0:
            outside += len(head[position : tag.start()].strip())
        depth = max(0, depth - 1) if tag[1] else depth + 1
        position = tag.end()
    if depth == 0:
        outside += len(head[position:].strip())
    return outside <= _STRAY_BYTES


def _is_bmp(data: bytes) -> bool:
    return data.startswith(_BMP) and len(data) > 26 and struct.unpack_from("<I", data, 2)[0] == len(data)


def _unread(what: str, place: str, next_step: str) -> DocumentError:
    return DocumentError(f"{what}, which can't be read", place=place, next_step=next_step)
