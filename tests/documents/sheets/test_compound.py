"""Compound files: streams of every size, and headers that state more than the file holds."""

from __future__ import annotations

import io
import struct
import time

import olefile
import pytest
import xlwt

from etl.documents.detect import Kind, detect
from etl.documents.sheets.compound import CompoundFile
from etl.errors import DocumentError
from tests.documents import makers

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def with_numbers(data: bytes, *numbers: tuple[int, int]) -> bytes:
    """The file with these 32-bit numbers at these offsets."""
    changed = bytearray(data)
    for offset, value in numbers:
        struct.pack_into("<I", changed, offset, value)
    return bytes(changed)


SOUND = makers.compound_file("Workbook", b"\x09\x08\x10\x00" * 2000)
DIRECTORY = 1024


def test_a_stream_is_read_whole() -> None:
    file = CompoundFile(SOUND, "a.xls")
    assert "Workbook" in file
    assert "Book" not in file
    assert "Root Entry" not in file
    assert file.read("Workbook") == b"\x09\x08\x10\x00" * 2000


def test_a_short_stream_lies_among_other_short_ones() -> None:
    short = b"\xec\xa5\xc1\x00" * 25
    data = bytearray(makers.compound_file("WordDocument", short.ljust(64 * 64, b"\0")))
    # the stream becomes the one in which short streams lie; its table is a sector at the end
    struct.pack_into("<II", data, DIRECTORY + 116, 2, 64 * 64)
    struct.pack_into("<II", data, DIRECTORY + 128 + 116, 0, len(short))
    sector = len(data) // 512 - 1
    struct.pack_into("<II", data, 60, sector, 1)
    struct.pack_into("<I", data, 512 + 4 * sector, END)
    data += struct.pack("<2I", 1, END).ljust(512, b"\xff")
    assert CompoundFile(bytes(data), "a.doc").read("WordDocument") == short
    assert detect(bytes(data), "a.doc") is Kind.DOC


def test_a_file_of_more_than_seven_megabytes_is_read() -> None:
    book = xlwt.Workbook()
    for n in range(4):
        sheet = book.add_sheet(str(n))
        for row in range(900):
            for column in range(6):
                sheet.write(row, column, f"{n}{row}{column}" * 80)
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    assert len(data) > 7_000_000
    assert (
        CompoundFile(data, "a.xls").read("Workbook")
        == olefile.OleFileIO(io.BytesIO(data)).openstream("Workbook").read()
    )


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        (
            [(44, 0x7FFFFFFF), (68, 1), (72, 0x7FFFFFFF // 127)],
            "larger than the file",
        ),  # the table of the table in a circle
        ([(60, 2), (64, 0x00FFFFFF), (DIRECTORY + 128 + 120, 100)], "larger than the file"),  # table of short streams
        ([(DIRECTORY + 128 + 120, 0x7FFF0000)], "larger than the file"),
        ([(512 + 4 * 2, 2)], None),  # a stream in a circle gives what its size says
        ([(512 + 4 * 5, END)], "cut off"),
        ([(512 + 4 * 5, 0x00FFFFFF)], "cut off"),
        ([(48, 0x00FFFFFF)], "damaged or cut off"),
        ([(DIRECTORY + 76, 0x00FFFFFF)], "no stream"),
        ([(28, 0x0010FFFE)], "sector size"),
    ],
)
def test_a_header_that_lies_costs_no_time(numbers: list[tuple[int, int]], reason: str | None) -> None:
    started = time.process_time()
    data = with_numbers(SOUND, *numbers)
    if reason is None:
        assert len(CompoundFile(data, "a.xls").read("Workbook")) == 8000
    else:
        with pytest.raises(DocumentError, match=rf"a\.xls.*{reason}.*fetch the file again"):
            CompoundFile(data, "a.xls").read("Workbook")
    assert time.process_time() - started < 2


def test_a_file_cut_anywhere_is_refused() -> None:
    whole = CompoundFile(SOUND, "a.xls").read("Workbook")
    end = DIRECTORY + 512 + len(whole)
    for size in range(8, end, 97):
        with pytest.raises(DocumentError, match="damaged or cut off"):
            CompoundFile(SOUND[:size], "a.xls").read("Workbook")
    assert CompoundFile(SOUND[:end], "a.xls").read("Workbook") == whole


def test_a_chain_of_entries_as_long_as_the_directory_is_refused_or_read() -> None:
    entries = 4000
    directory = b""
    for k in range(entries):
        name = f"s{k}".encode("utf-16-le")
        left = k + 1 if k + 1 < entries else FREE
        directory += name.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(name) + 2, 5 if k == 0 else 2, 1, left if k else FREE, FREE, FREE if k else 1
        )
        directory += b"\0" * 36 + struct.pack("<IQ", 2, 5000)
    inner = makers.compound_file("x", directory)
    data = with_numbers(inner, (48, 2))  # the stream is the directory
    with pytest.raises(DocumentError, match="damaged or cut off"):
        CompoundFile(data, "a.xls").read("Workbook")


def test_a_directory_at_fault_is_damage_and_no_other_kind_of_file() -> None:
    """A piece of the file lies where its directory begins; a sound file of another program is told by that."""
    data = makers.old_workbook()
    start = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    broken = data[:start] + bytes(512) + data[start + 512 :]
    with pytest.raises(DocumentError, match="damaged or cut off"):
        detect(broken, "broken.xls")
    with pytest.raises(DocumentError, match="neither Word nor Excel"):
        detect(makers.compound_file("PowerPoint Document", b"slides"), "slides.ppt")
