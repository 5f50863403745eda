"""Broken and hostile files end in a message that says what to do, within bounded time and memory."""

from __future__ import annotations

import io
import os
import random
import resource
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from etl.documents import limits, read_document
from etl.documents.model import Document
from etl.errors import DocumentError
from tests.documents import makers

SECONDS = 10
"""Processor time that one broken file may take; most take milliseconds."""
LINES = [makers.TITLE, makers.UNIT, "一、部门概况"]
WHOLE = {
    "docx": makers.word(lines=LINES),
    "xlsx": makers.workbook(lines=LINES),
    "xls": makers.old_workbook(lines=LINES),
    "ods": makers.open_document(lines=LINES),
    "html": makers.page(lines=LINES),
    "zip": makers.zipped({"page.html": makers.page(lines=LINES), "annex.xlsx": makers.workbook()}),
    "text": ("\n".join(LINES) + "\n" + "\n".join("\t".join(row) for row in makers.FORM)).encode(),
}
ROUNDS = 60
"""Broken files per kind: a third cut off, a third with bytes flipped, a third with a piece taken out or doubled."""


def attempt(folder: Path, data: bytes, name: str = "report.bin") -> Document | DocumentError:
    """Read the file; anything but a document or a message is a failure, and so is a long time."""
    path = folder / name
    path.write_bytes(data)
    started = time.process_time()
    result = read_or_message(path)
    assert time.process_time() - started < SECONDS
    if isinstance(result, DocumentError):
        assert name in str(result)
        assert result.next_step
    return result


def read_or_message(path: Path) -> Document | DocumentError:
    try:
        return read_document(path)
    except DocumentError as error:
        return error


def refused(folder: Path, data: bytes, *words: str, name: str = "report.bin") -> None:
    result = attempt(folder, data, name)
    assert isinstance(result, DocumentError)
    for word in words:
        assert word in str(result)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The data with one defect of transport or storage."""
    match chance.randrange(3):
        case 0:
            return data[: chance.randrange(1, len(data))]
        case 1:
            changed = bytearray(data)
            for _ in range(chance.choice((1, 4, 30))):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            return bytes(changed)
        case _:
            start = chance.randrange(len(data))
            end = min(len(data), start + chance.randrange(1, 600))
            return data[:start] + data[start:end] * chance.choice((0, 2)) + data[end:]


def repacked(data: bytes, chance: random.Random) -> bytes:
    """A packed file whose parts are damaged but whose packing is sound, so that the damage reaches the parser."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    victim = chance.choice(sorted(parts))
    if chance.random() < 0.2:
        del parts[victim]
    else:
        parts[victim] = damaged(parts[victim], chance)
    return makers.zipped(parts)


@pytest.mark.parametrize("kind", WHOLE)
def test_damaged_files_end_in_a_message(kind: str, tmp_path: Path) -> None:
    chance = random.Random(f"broken {kind}")  # noqa: S311
    for _ in range(ROUNDS):
        attempt(tmp_path, damaged(WHOLE[kind], chance))


@pytest.mark.parametrize("kind", ["docx", "xlsx", "ods", "zip"])
def test_damaged_parts_in_sound_packing_end_in_a_message(kind: str, tmp_path: Path) -> None:
    chance = random.Random(f"repacked {kind}")  # noqa: S311
    for _ in range(ROUNDS):
        attempt(tmp_path, repacked(WHOLE[kind], chance))


@pytest.mark.parametrize("kind", WHOLE)
def test_the_name_says_nothing_of_the_kind(kind: str, tmp_path: Path) -> None:
    for suffix in (".pdf", ".txt", ".docx", ".xls", ""):
        result = attempt(tmp_path, WHOLE[kind], "report" + suffix)
        assert isinstance(result, Document)
        assert result.format == kind


@pytest.mark.parametrize("data", [b"", b"  \r\n\t\n", b"\x00" * 4096, b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes, tmp_path: Path) -> None:
    refused(tmp_path, data, "empty")


def test_a_program_named_txt_is_refused(tmp_path: Path) -> None:
    data = b"\x7fELF\x02\x01\x01" + random.Random(1).randbytes(5000)  # noqa: S311
    refused(tmp_path, data, "binary", name="report.txt")


def test_fifty_megabytes_of_text_are_refused_at_once(tmp_path: Path) -> None:
    refused(tmp_path, "一般公共预算\n".encode() * 2_800_000, "MB of text")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"missing\.pdf"):
        read_document(tmp_path / "missing.pdf")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.pdf")
    with pytest.raises(DocumentError, match="ordinary"):
        read_document(tmp_path / "report.pdf")


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "pict"),
    ],
)
def test_a_format_without_reader_is_named(head: bytes, word: str, tmp_path: Path) -> None:
    refused(tmp_path, head + b"\x00" * 100, word)


def test_an_ofd_file_without_pages_is_named(tmp_path: Path) -> None:
    refused(tmp_path, makers.zipped({"OFD.xml": b"<ofd/>"}), "OFD", "without pages")


def bomb(name: str, size: int) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open(name, "w", force_zip64=True) as stream,
    ):
        for _ in range(size // 1_000_000):
            stream.write(b" " * 1_000_000)
    return buffer.getvalue()


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    data = bomb("word/document.xml", 300_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(tmp_path, data, "MB", "word/document.xml")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # kilobytes


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    data = bytearray(bomb("word/document.xml", 100_000_000))
    directory = data.rindex(b"PK\x01\x02")
    # the central directory says a thousand bytes, the stream holds a hundred million
    data[directory + 24 : directory + 28] = struct.pack("<I", 1000)
    refused(tmp_path, bytes(data), "word/document.xml")


def test_an_archive_of_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    refused(tmp_path, makers.zipped({"a.zip": bomb("big.txt", 200_000_000)}), "MB")


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, makers.zipped({f"{k}.txt": b"x" for k in range(limits.MAX_PARTS + 1)}), "files")


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><a>&c;&x;</a>"""


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("docx", "word/document.xml"),
        ("docx", "word/styles.xml"),
        ("xlsx", "xl/sharedStrings.xml"),
        ("xlsx", "xl/worksheets/sheet1.xml"),
        ("ods", "content.xml"),
    ],
)
def test_entities_are_neither_expanded_nor_fetched(kind: str, part: str, tmp_path: Path) -> None:
    whole = makers.bare_workbook("") if kind == "xlsx" else WHOLE[kind]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = ENTITIES
    refused(tmp_path, makers.zipped(parts), "entities", part.rpartition("/")[2].partition(".")[0][:5])


def test_entities_in_another_encoding_are_not_expanded(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE["ods"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = ENTITIES.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")
    refused(tmp_path, makers.zipped(parts))


def test_a_password_on_a_new_office_file_is_named(tmp_path: Path) -> None:
    refused(tmp_path, makers.compound_file("EncryptedPackage", b"\x01" * 5000), "password", name="report.xlsx")


def test_a_password_on_an_old_word_file_is_named(tmp_path: Path) -> None:
    refused(tmp_path, makers.compound_file("WordDocument", b"\xec\xa5\xc1\x00" + b"\x00" * 6 + b"\x00\x01"), "password")


def test_a_password_on_an_old_workbook_is_named(tmp_path: Path) -> None:
    book = struct.pack("<HHHH", 0x0809, 16, 0x0600, 5) + b"\x00" * 12 + struct.pack("<HH", 0x002F, 6) + b"\x00" * 6
    refused(tmp_path, makers.compound_file("Workbook", book), "password")


def test_a_password_on_an_archive_is_named(tmp_path: Path) -> None:
    data = bytearray(makers.zipped({"page.html": makers.page()}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    refused(tmp_path, bytes(data), "password")


def test_an_old_word_file_without_libreoffice_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refused(tmp_path, makers.compound_file("WordDocument", b"\xec\xa5\xc1\x00" + b"\x00" * 60), "LibreOffice", ".docx")


def test_a_libreoffice_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(limits, "CONVERSION_SECONDS", 1)
    refused(tmp_path, b"{\\rtf1 text}", "didn't finish")


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html", "ods", "text"])
def test_a_table_of_ten_thousand_columns_is_refused(kind: str, tmp_path: Path) -> None:
    row = ["1"] * 10_000
    match kind:
        case "docx":
            cells = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 10_000
            with zipfile.ZipFile(io.BytesIO(WHOLE["docx"])) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            parts["word/document.xml"] = parts["word/document.xml"].replace(
                b"<w:sectPr", f"<w:tbl><w:tr>{cells}</w:tr></w:tbl><w:sectPr".encode()
            )
            data = makers.zipped(parts)
        case "xlsx":
            data = makers.workbook([row], [])
        case "html":
            data = makers.page([row], [])
        case "ods":
            data = makers.open_document([row], [])
        case _:
            data = "\t".join(row).encode()
    refused(tmp_path, data, "columns")


def test_a_million_rows_are_refused(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c t="str"><v>x</v></c></row>' % k for k in range(1, 1_000_001))
    with zipfile.ZipFile(io.BytesIO(WHOLE["xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )
    refused(tmp_path, makers.zipped(parts), "rows")


def test_merged_cells_that_overlap_without_end_are_refused(tmp_path: Path) -> None:
    rows = '<row><c t="str"><v>a</v></c><c><v>1</v></c></row>' * 2000
    merges = "".join(f'<mergeCell ref="A{k % 9 + 1}:B2000"/>' for k in range(4000))
    refused(tmp_path, makers.bare_workbook(rows, after=f"<mergeCells>{merges}</mergeCells>"), "overlap")


def test_a_cell_at_the_end_of_the_sheet_is_no_table_as_large_as_the_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in makers.FORM:
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    result = attempt(tmp_path, makers.saved_workbook(book))
    assert isinstance(result, Document)
    assert sum(len(table.rows) * table.width for table in result.tables) < 1000


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li"])
def test_a_page_nested_without_end_is_no_crash(tag: str, tmp_path: Path) -> None:
    opening = f"<{tag}>"
    attempt(tmp_path, b"<html><body>" + opening.encode() * 100_000 + b"1")


def test_word_tables_nested_without_end_are_no_crash(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE["docx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    cell = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    nested = f"<w:tbl><w:tr>{cell}<w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", f"{nested}<w:sectPr".encode())
    attempt(tmp_path, makers.zipped(parts))
