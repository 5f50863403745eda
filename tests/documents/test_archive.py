"""A folder or archive of the parts of one report is one document."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from etl.documents import read_document
from etl.documents.model import Document, Paragraph
from etl.errors import DocumentError, UnrecognisedError
from tests.documents import makers

PAGE = makers.page([["a", "b"], ["1", "2"]], [], ["概况"])
ANNEX = makers.workbook(lines=["收入决算表"])


def archive(folder: Path, files: dict[str, bytes]) -> Document:
    path = folder / "report.zip"
    path.write_bytes(makers.zipped(files))
    return read_document(path)


def test_a_page_and_its_annex_are_one_report(tmp_path: Path) -> None:
    document = archive(tmp_path, {"附件1.xlsx": ANNEX, "说明.html": PAGE})
    assert (document.file_name, document.format) == ("report.zip", "zip")
    assert [p.text for p in document.paragraphs] == ["概况", "收入决算表"]
    assert [t.index for t in document.tables] == [0, 1]
    assert [block.position for block in document.blocks] == [0, 1, 2, 3]


def test_a_folder_gives_what_its_archive_gives(tmp_path: Path) -> None:
    parts = tmp_path / "2024决算"
    (parts / "附件").mkdir(parents=True)
    (parts / "说明.html").write_bytes(PAGE)
    (parts / "附件" / "1.xlsx").write_bytes(ANNEX)
    folder = read_document(parts)
    packed = archive(tmp_path, {"说明.html": PAGE, "附件/1.xlsx": ANNEX})
    assert (folder.file_name, folder.format) == ("2024决算", "folder")
    assert folder.blocks == packed.blocks


def test_the_hash_of_a_folder_changes_with_its_parts(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    before = read_document(tmp_path).sha256
    assert read_document(tmp_path).sha256 == before
    (tmp_path / "page.html").write_bytes(PAGE.replace(b"2", b"3"))
    assert read_document(tmp_path).sha256 != before


def test_parts_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    files = {f"附件{n}.txt": f"第{n}部分".encode() for n in ("10", "2", "1")}
    assert [p.text for p in archive(tmp_path, files).paragraphs] == ["第1部分", "第2部分", "第10部分"]
    chinese = {f"附件{n}.txt": f"第{n}部分".encode() for n in ("三", "一", "二")}
    assert [p.text for p in archive(tmp_path, chinese).paragraphs] == ["第一部分", "第二部分", "第三部分"]


def test_names_in_gbk_are_readable(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        out.writestr("abcdefgh.html", PAGE)
        out.writestr("ijklmnop.html", b"")
    data = buffer.getvalue().replace(b"ijklmnop", "部门决算".encode("gbk"))
    (tmp_path / "report.zip").write_bytes(data)
    assert "部门决算.html is empty" in read_document(tmp_path / "report.zip").warnings[0]


def test_names_that_lead_out_of_the_archive_write_nothing(tmp_path: Path) -> None:
    inside = tmp_path / "in" / "deep"
    inside.mkdir(parents=True)
    document = archive(inside, {"../../evil.txt": b"text", "/etc/evil.txt": b"more text", "C:\\evil.txt": b"third"})
    assert len(document.paragraphs) == 3
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["report.zip"]


def test_what_programs_leave_behind_is_no_part(tmp_path: Path) -> None:
    document = archive(
        tmp_path,
        {
            "__MACOSX/._page.html": b"x",
            "Thumbs.db": b"x",
            "page_files/a.js": b"x",
            ".DS_Store": b"x",
            "page.html": PAGE,
        },
    )
    assert [p.text for p in document.paragraphs] == ["概况"]
    assert document.warnings == ()


def test_an_archive_in_an_archive_is_opened_once(tmp_path: Path) -> None:
    inner = makers.zipped({"page.html": PAGE, "again.zip": makers.zipped({"a.txt": b"deep"})})
    document = archive(tmp_path, {"inner.zip": inner})
    assert [p.text for p in document.paragraphs] == ["概况"]
    assert "again.zip" in document.warnings[0]


def test_the_same_part_twice_is_read_once(tmp_path: Path) -> None:
    document = archive(tmp_path, {"a.html": PAGE, "b.html": PAGE})
    assert len(document.tables) == 1
    assert "b.html" in document.warnings[0]


def test_a_part_that_cannot_be_read_is_named_and_nothing_is_half_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"report\.zip, annex\.xlsx"):
        archive(tmp_path, {"page.html": PAGE, "annex.xlsx": ANNEX[:200]})


def test_an_archive_without_any_report_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no file of a report"):
        archive(tmp_path, {"logo.png": picture(90, 30)})


def test_a_damaged_page_of_scans_is_named_and_nothing_is_half_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"2\.jpg"):
        archive(tmp_path, {"说明.html": PAGE, "2.jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 50})


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no file of a report"):
        read_document(tmp_path)


def picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height), 255).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def _recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures whose text is their height, without the seconds that recognition takes."""

    def read(path: Path, data: bytes) -> Document:
        height = Image.open(io.BytesIO(data)).height
        if height == 999:
            raise UnrecognisedError("no text was recognised in the picture", place=path.name, next_step="load the PDF")
        return Document(path.name, "image", "", 0, 1, (Paragraph(0, f"第{height}页", 1),))

    monkeypatch.setattr("etl.documents.picture.read_picture", read)


@pytest.mark.usefixtures("_recognised")
class TestScannedPages:
    def test_a_folder_of_page_scans_is_one_report_in_the_order_of_their_numbers(self, tmp_path: Path) -> None:
        for number in (10, 9, 1):
            (tmp_path / f"{number}.png").write_bytes(picture(700, 900 + number))
        document = read_document(tmp_path)
        assert [(p.text, p.page) for p in document.paragraphs] == [("第901页", 1), ("第909页", 2), ("第910页", 3)]
        assert document.page_count == 3

    def test_scans_and_annexes_are_one_report(self, tmp_path: Path) -> None:
        document = archive(tmp_path, {"1.png": picture(700, 901), "附件.xlsx": ANNEX})
        assert document.paragraphs[0].text == "第901页"
        assert len(document.tables) == 1

    def test_logos_and_banners_are_no_pages(self, tmp_path: Path) -> None:
        document = archive(
            tmp_path, {"说明.html": PAGE, "logo.png": picture(200, 100), "banner.png": picture(1900, 601)}
        )
        assert len(document.paragraphs) == 1
        assert [warning.partition(" ")[0] for warning in document.warnings] == ["banner.png", "logo.png"]

    def test_photograph_beside_a_report_is_left_out_with_the_reason(self, tmp_path: Path) -> None:
        document = archive(tmp_path, {"说明.html": PAGE, "photo.png": picture(800, 999)})
        assert [p.text for p in document.paragraphs] == ["概况"]
        assert any("photo.png was left out: no text" in warning for warning in document.warnings)

    def test_pictures_alone_that_say_nothing_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="no text was recognised"):
            archive(tmp_path, {"photo.png": picture(800, 999)})


NUMBERS = [["项目", "决算数"], *[[f"项目{n}", f"1,{n:03}.50"] for n in range(30)]]


def test_the_annex_that_repeats_the_pages_forms_is_not_counted_twice(tmp_path: Path) -> None:
    page = makers.page(NUMBERS, [], ["概况"])
    annex = makers.workbook([[cell.replace(",", "") for cell in row] for row in NUMBERS], [], ["概况", "附表说明"])
    document = archive(tmp_path, {"附件.xlsx": annex, "说明.html": page})
    assert len(document.tables) == 1
    assert [p.text for p in document.paragraphs] == ["概况", "附表说明"]
    assert "附件.xlsx has the figures of 说明.html once more" in document.warnings[0]


def test_annex_with_other_figures_is_kept(tmp_path: Path) -> None:
    other = [[cell.replace(".50", ".60") for cell in row] for row in NUMBERS]
    document = archive(tmp_path, {"a.html": makers.page(NUMBERS, []), "b.html": makers.page(other, [])})
    assert len(document.tables) == 2


def test_the_larger_of_two_parts_that_say_the_same_is_kept(tmp_path: Path) -> None:
    document = archive(tmp_path, {"a.html": makers.page(NUMBERS[:25], []), "b.html": makers.page(NUMBERS, [])})
    assert [len(table.rows) for table in document.tables] == [31]


@pytest.mark.parametrize(("start", "name"), [(b"Rar!\x1a\x07\x01\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z")])
def test_archive_of_another_kind_says_what_to_do(start: bytes, name: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=rf"a {name} archive.*\.zip"):
        archive(tmp_path, {"page.html": PAGE, "annex.rar": start + b"\x00" * 100})


def test_names_in_gbk_give_the_order_of_the_parts(tmp_path: Path) -> None:
    names = {f"file{n:04}.txt": f"附件{n}.txt" for n in (2, 10)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for plain, shown in names.items():
            out.writestr(plain, shown)
    data = buffer.getvalue()
    for plain, shown in names.items():
        raw = shown.encode("gbk")
        data = data.replace(plain.encode(), raw + b"_" * (len(plain) - len(raw)))
    (tmp_path / "report.zip").write_bytes(data)
    assert [p.text for p in read_document(tmp_path / "report.zip").paragraphs] == ["附件2.txt", "附件10.txt"]


def test_annexes_stand_in_the_order_of_their_numerals(tmp_path: Path) -> None:
    numerals = ["一", "二", "九", "十", "十一", "十二", "十九", "二十", "廿一", "一百零三"]
    names = [f"附件{numeral}.txt" for numeral in numerals]
    document = archive(tmp_path, {name: name.encode() for name in reversed(names)})
    assert [p.text for p in document.paragraphs] == names
