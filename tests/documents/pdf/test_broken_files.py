"""Broken, protected and hostile PDFs end in a message that says what to do, within bounded time and memory."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import random
import resource
import signal
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from etl.documents import read_document
from etl.documents.model import Document
from etl.documents.page.drawn import Drawn
from etl.documents.pdf import MAX_PAGES, engine, guard
from etl.documents.pdf.pdfium import PdfiumDocument
from etl.errors import DocumentError
from tests.documents.pdf.maker import LEFT, TOP, Sheets

SECONDS = 20
ROUNDS = 120


def whole(**options: object) -> bytes:
    sheets = Sheets(**options)
    sheets.text(LEFT, 80, "支出决算表", 14)
    sheets.rules()
    sheets.words()
    return sheets.data()


def written(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    data = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)


def stream(content: bytes, more: bytes = b"", *, packed: bool = True) -> bytes:
    body = zlib.compress(content, 9) if packed else content
    kind = b"/Filter/FlateDecode" if packed else b""
    return b"<<%s%s/Length %d>>stream\n" % (kind, more, len(body)) + body + b"\nendstream"


def one_page(content: bytes, *, resources: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<%s>>>>" % resources,
        stream(content),
        *more,
    )


FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def attempt(folder: Path, data: bytes) -> Document | DocumentError:
    """Read it; anything but a document or a message is a failure, and so is a long time."""
    path = folder / "report.pdf"
    path.write_bytes(data)
    started = time.process_time()
    result = read_or_message(path)
    assert time.process_time() - started < SECONDS
    if isinstance(result, DocumentError):
        assert "report.pdf" in str(result)
        assert result.next_step
    return result


def read_or_message(path: Path) -> Document | DocumentError:
    try:
        return read_document(path)
    except DocumentError as error:
        return error


def refused(folder: Path, data: bytes, *words: str) -> None:
    result = attempt(folder, data)
    assert isinstance(result, DocumentError)
    for word in words:
        assert word in str(result)


@pytest.fixture(autouse=True)
def _without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognising the picture of a damaged page takes seconds and is tested with the scans."""
    monkeypatch.setattr("etl.documents.scans.picture_pages.available", lambda: False)


@pytest.mark.parametrize("compressed", [0, 1])
def test_damaged_files_end_in_a_message(compressed: int, tmp_path: Path) -> None:
    chance = random.Random(f"pdf {compressed}")  # noqa: S311
    data = whole(pageCompression=compressed)
    for _ in range(ROUNDS):
        damaged = bytearray(data)
        match chance.randrange(3):
            case 0:
                damaged = damaged[: chance.randrange(8, len(data))]
            case 1:
                for _ in range(chance.choice((1, 4, 30))):
                    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            case _:
                start = chance.randrange(len(damaged))
                del damaged[start : start + chance.randrange(1, 600)]
        attempt(tmp_path, bytes(damaged))


def test_a_file_cut_off_says_so(tmp_path: Path) -> None:
    data = whole()
    refused(tmp_path, data[: len(data) // 3], "report.pdf")


def test_a_password_is_named(tmp_path: Path) -> None:
    encrypted = whole(encrypt=StandardEncryption("secret", "owner", strength=128))
    refused(tmp_path, encrypted, "password")


def test_a_file_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    sheets = Sheets(encrypt=StandardEncryption("", "owner", canPrint=0, strength=128))
    sheets.rules()
    sheets.canvas.setFont("Helvetica", 9)
    sheets.canvas.drawString(LEFT + 4, sheets.height - TOP - 12, "7060.47")
    document = attempt(tmp_path, sheets.data())
    assert isinstance(document, Document)
    assert document.tables[0].rows[0][0] == "7060.47"


def test_a_page_with_a_picture_only_is_a_scan(tmp_path: Path) -> None:
    picture = stream(
        b"\xff" * 10_000, b"/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    data = one_page(b"q 595 0 0 842 0 0 cm /I Do Q", resources=b"/XObject<</I 5 0 R>>", more=(picture,))
    refused(tmp_path, data, "scan", "gongkai[ocr]")


def test_a_blank_file_is_named(tmp_path: Path) -> None:
    refused(tmp_path, one_page(b" "), "nothing is printed")


def test_a_file_without_pages_is_named(tmp_path: Path) -> None:
    data = written(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    refused(tmp_path, data, "pages")


def test_five_thousand_pages_are_refused_at_once(tmp_path: Path) -> None:
    kids = b" ".join(b"%d 0 R" % n for n in range(4, 5004))
    page = b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources<<%s>>>>" % FONT
    data = written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count 5000/MediaBox[0 0 595 842]>>" % kids,
        stream(b"BT /F 9 Tf (1) Tj ET"),
        *[page] * 5000,
    )
    refused(tmp_path, data, f"{MAX_PAGES} pages")


def test_a_page_tree_that_bites_its_tail_ends(tmp_path: Path) -> None:
    data = written(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>")
    refused(tmp_path, data, "pages")


def test_a_page_of_noise_is_left_out(tmp_path: Path) -> None:
    refused(tmp_path, one_page(b"BT /F 9 Tf " + b"(aaaaaaaaaa) Tj " * 200_000 + b"ET", resources=FONT), "characters")


def test_a_page_full_of_lines_is_bounded(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311
    strokes = b"".join(b"%d %d m %d %d l S " % tuple(chance.randrange(600) for _ in range(4)) for _ in range(60_000))
    attempt(tmp_path, one_page(strokes + b"BT /F 9 Tf 99 99 Td (1) Tj ET", resources=FONT))


def test_a_dense_net_of_lines_is_bounded(tmp_path: Path) -> None:
    net = b"".join(b"0 %d m 595 %d l S %d 0 m %d 842 l S " % (n, n, n, n) for n in range(0, 590, 6))
    attempt(tmp_path, one_page(net + b"BT /F 9 Tf 99 99 Td (1) Tj ET", resources=FONT))


def test_forms_that_draw_each_other_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.documents.pdf.PAGE_SECONDS", 1.0)
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>"
    calls = b"/A Do " * 40
    more = tuple(stream(calls, form % (6 + n)) for n in range(6))
    data = one_page(b"/A Do", resources=b"/XObject<</A 5 0 R>>", more=more)
    refused(tmp_path, data, "within 1 s")


def test_a_stream_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b" " * 1_000_000) for _ in range(600)) + packer.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(body) + body + b"\nendstream",
    )
    refused(tmp_path, data, "unpacks")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


def test_a_character_map_without_end_costs_no_time(tmp_path: Path) -> None:
    table = stream(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange")
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>>>"
    attempt(tmp_path, one_page(b"BT /F 9 Tf (1) Tj ET", resources=font, more=(table,)))


@pytest.mark.parametrize(
    ("code", "text"),
    [("d840dc00", "1𠀀3"), ("0000", "1(cid:0)3"), ("d840", "1(cid:55360)3"), ("dc00", "1(cid:56320)3")],
)
def test_character_of_two_halves_is_one_and_what_is_none_costs_no_page(code: str, text: str, tmp_path: Path) -> None:
    table = stream(
        b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <32> <%s> endbfchar" % code.encode()
    )
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>/G<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    rest = b" 0 99 Td /G 9 Tf (2024 2024 2024 2024 2024) Tj ET"
    document = attempt(tmp_path, one_page(b"BT /F 9 Tf 99 99 Td (123) Tj" + rest, resources=font, more=(table,)))
    assert isinstance(document, Document)
    assert text_of(document).split()[-1] == text


def test_time_up_interrupts_the_block_and_nothing_after_it() -> None:
    with pytest.raises(guard.TimeUpError):
        loop_for(30, limit=0.3)
    loop_for(0.6, limit=30)


def loop_for(seconds: float, *, limit: float) -> None:
    end = time.monotonic() + seconds
    with guard.bounded(limit):
        while time.monotonic() < end:
            pass


def test_text_without_character_codes_is_said(tmp_path: Path) -> None:
    font = (
        b"/Font<</F<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>>>"
    )
    document = attempt(tmp_path, one_page(b"BT /F 12 Tf 99 99 Td <012301240125> Tj ET", resources=font))
    assert isinstance(document, Document)
    assert "page 1: its text can't be decoded" in document.warnings[0]


def test_one_damaged_page_costs_no_other(tmp_path: Path) -> None:
    data = written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<<%s>>>>" % FONT,
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<<%s>>>>" % FONT,
        stream(b"BT /F 9 Tf " + b"(aaaaaaaaaa) Tj " * 6_001 + b"ET"),
        stream(b"BT /F 9 Tf 99 99 Td (7060.47) Tj ET"),
    )
    document = attempt(tmp_path, data)
    assert isinstance(document, Document)
    assert [(p.page, p.text) for p in document.paragraphs] == [(2, "7060.47")]
    assert "page 1" in document.warnings[0]


def test_a_file_with_many_damaged_pages_is_refused_whole(tmp_path: Path) -> None:
    page = b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<<%s>>>>"
    bad, good = 7, 8
    data = written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R 6 0 R]/Count 4/MediaBox[0 0 595 842]>>",
        *[page % (number, FONT) for number in (good, bad, good, bad)],
        stream(b"BT /F 9 Tf " + b"(aaaaaaaaaa) Tj " * 6_001 + b"ET"),
        stream(b"BT /F 9 Tf 99 99 Td (7060.47) Tj ET"),
    )
    refused(tmp_path, data, "2 of 4 pages")


def test_a_tangle_of_short_lines_is_bounded(tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311
    strokes = []
    for _ in range(12_000):
        x, y = chance.randrange(590), chance.randrange(840)
        strokes.append(b"%d %d m %d %d l S %d %d m %d %d l S " % (x, y, x + 9, y, x, y, x, y + 9))
    attempt(tmp_path, one_page(b"".join(strokes) + b"BT /F 9 Tf 99 99 Td (1) Tj ET", resources=FONT))


def of_three_pages() -> bytes:
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3/MediaBox[0 0 595 842]>>",
        *[b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<<%s>>>>" % (number, FONT) for number in (6, 7, 8)],
        *[stream(b"BT /F 9 Tf 99 99 Td (%d%d%d) Tj ET" % (n, n, n)) for n in (1, 2, 3)],
    )


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGSEGV), "broke off: SIGSEGV"),
        (lambda: ctypes.CDLL(None).abort(), "broke off: SIGABRT"),
        (lambda: time.sleep(30), "not read within 1 s"),
        (lambda: bytearray(engine.MAX_GROWTH_BYTES * 2), "MemoryError"),
    ],
)
def test_a_page_on_which_the_library_breaks_off_costs_no_other(
    end: Callable[[], object], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PdfiumDocument.page

    def breaking(document: PdfiumDocument, index: int) -> Drawn:
        if index == 1:
            faulthandler.disable()
            end()
        return page(document, index)

    monkeypatch.setattr(PdfiumDocument, "page", breaking)
    monkeypatch.setattr("etl.documents.pdf.PAGE_SECONDS", 1.0)
    monkeypatch.setattr("etl.documents.pdf.pages.MAX_FAILED_SHARE", 0.4)
    document = read(tmp_path, of_three_pages())
    assert [(p.page, p.text) for p in document.paragraphs] == [(1, "111"), (3, "333")]
    assert [one for one in document.warnings if "page 2" in one and reason in one]


def test_without_forks_pages_are_read_in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert text_of(read(tmp_path, of_three_pages())) == "111 222 333"


def test_no_process_is_left_when_reading_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    forked: list[int] = []
    fork = os.fork

    def noted() -> int:
        process = fork()
        forked.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted)
    with engine.Pages(of_three_pages(), engine.Limits(9.0, 9.0, 9)) as pages:
        assert next(iter(pages))
    assert forked
    for process in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


@pytest.mark.parametrize("count", [b"1", b"2", b"9", b"-3"])
def test_pages_are_those_of_the_tree_whatever_count_it_states(count: bytes, tmp_path: Path) -> None:
    data = of_three_pages().replace(b"/Count 3", b"/Count " + count)
    assert text_of(read(tmp_path, data)) == "111 222 333"


def test_what_characters_are_said_to_stand_for_is_not_read(tmp_path: Path) -> None:
    content = b"/Span <</ActualText (999.99)>> BDC BT /F 9 Tf 99 99 Td (12.00) Tj ET EMC"
    assert text_of(read(tmp_path, one_page(content, resources=FONT))) == "12.00"


@pytest.mark.parametrize("first", [b"3 Tr", b"1 g"])
def test_text_that_is_seen_over_the_same_text_unseen_is_read(first: bytes, tmp_path: Path) -> None:
    there = b" /F 9 Tf 99 99 Td (12.00) Tj ET "
    content = b"q BT " + first + there + b"Q BT" + there
    assert text_of(read(tmp_path, one_page(content, resources=FONT))) == "12.00"


def test_hyphen_before_a_line_end_stays_one(tmp_path: Path) -> None:
    content = b"BT /F 9 Tf 99 99 Td (ab-) Tj 0 -11 Td (cd) Tj ET"
    assert text_of(read(tmp_path, one_page(content, resources=FONT))) == "ab- cd"


def two_pages(first: bytes, second: bytes) -> bytes:
    return written(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F 7 0 R>>>>>>",
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</F 7 0 R>>>>>>",
        first,
        second,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def read(folder: Path, data: bytes) -> Document:
    path = folder / "pages.pdf"
    path.write_bytes(data)
    return read_document(path)


def text_of(document: Document) -> str:
    return " ".join(paragraph.text for paragraph in document.paragraphs)


PRINTED = b"BT /F 12 Tf 72 700 Td (total:1,234.56) Tj ET " + b" ".join(b"%d 0 m %d 9 l S" % (n, n) for n in range(400))


def test_page_whose_content_cannot_be_unpacked_whole_is_left_out_and_said(tmp_path: Path) -> None:
    good = stream(PRINTED)
    body = bytearray(good)
    at = body.index(b"stream\n") + len(b"stream\n") + 120
    body[at : at + 40] = bytes(40)
    document = read(tmp_path, two_pages(good, bytes(body)))
    assert "total:1,234.56" in text_of(document)
    assert [warning for warning in document.warnings if "page 2" in warning and "unpacked" in warning]


def test_stream_without_its_checksum_is_whole(tmp_path: Path) -> None:
    packed = zlib.compress(PRINTED)[:-4]
    cut = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"
    document = read(tmp_path, two_pages(stream(PRINTED), cut))
    assert document.warnings == ()
    assert text_of(document).count("total:1,234.56") == 2
