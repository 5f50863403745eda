"""OFD is read from its own texts and paths, as PDF is, or refused for its cause."""

from __future__ import annotations

import io
from dataclasses import astuple
from pathlib import Path

import pytest
from PIL import Image

from etl.documents import read_document
from etl.documents.model import Document
from etl.documents.ofd.values import matrix as matrix_of
from etl.documents.ofd.values import offsets, path
from etl.errors import DocumentError
from tests.documents import makers

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(
    content: str, x: float = 20, y: float = 20, *, size: float = 4, more: str = "", inner: str = "", delta: str = ""
) -> str:
    """A text object at a place, in millimetres."""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 {size}" Font="9" Size="{size}" {more}>{inner}'
        f'<ofd:TextCode X="0" Y="{0.85 * size}" {delta}>{content}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float, data: str = "") -> str:
    data = data or f"M 0 0 L {x1 - x0} {y1 - y0}"
    return (
        f'<ofd:PathObject Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def page(objects: str, *, before: str = "", area: str = "", layer: str = "") -> bytes:
    return (
        f'<ofd:Page {SPACE}>{area}{before}<ofd:Content><ofd:Layer ID="2" {layer}>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    ).encode()


def package(
    *pages: bytes,
    common: str = "",
    resources: str = "",
    parts: dict[str, bytes] | None = None,
    root: str = "",
    places: list[str] | None = None,
) -> bytes:
    """An OFD file of these pages. `places` are what the document says of where they are."""
    places = places or [f"Pages/Page_{n}/Content.xml" for n in range(len(pages))]
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="{place}"/>' for n, place in enumerate(places, start=1))
    return makers.zipped(
        {
            "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>{root}</ofd:OFD>".encode(),
            "Doc_0/Document.xml": (
                f"<ofd:Document {SPACE}><ofd:CommonData>{common}<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
                f"<ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
            ).encode(),
            "Doc_0/Res.xml": f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="9" FontName="宋体"/></ofd:Fonts>{resources}</ofd:Res>'.encode(),
            **{f"Doc_0/Pages/Page_{n}/Content.xml": content for n, content in enumerate(pages)},
            **(parts or {}),
        }
    )


def read(folder: Path, data: bytes) -> Document:
    file = folder / "report.ofd"
    file.write_bytes(data)
    return read_document(file)


def lines_of(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def refused(folder: Path, data: bytes, *words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(folder, data)
    assert caught.value.next_step
    for word in ("report.ofd", *words):
        assert word in str(caught.value)


FORM = "".join(
    [line(20, y, 140, y) for y in (30, 40, 50)]
    + [line(x, 30, x, 50) for x in (20, 80, 140)]
    + [text("科目名称", 22, 33), text("合计", 82, 33), text("教育支出", 22, 43), text("1,234.50", 82, 43)]
)


def test_cells_are_those_that_lines_part_and_boxes_are_in_points(tmp_path: Path) -> None:
    (table,) = read(tmp_path, package(page(FORM))).tables
    assert table.rows == (("科目名称", "合计"), ("教育支出", "1,234.50"))
    assert table.boxes is not None
    assert table.page == 1
    box = table.boxes[1][1]
    assert box is not None
    assert [round(one / 72 * 25.4, 1) for one in astuple(box)] == [80, 40, 140, 50]


@pytest.mark.parametrize(
    ("of", "deltas", "gaps"),
    [
        ("DeltaX", "2 2 2", "abcd"),
        ("DeltaX", "g 3 2", "abcd"),
        ("DeltaX", "2", "abcd"),
        ("DeltaX", "2 20 2", "ab cd"),
        ("DeltaX", "g 1 2 g 1 20 2", "ab cd"),
    ],
)
def test_characters_stand_where_the_steps_between_them_say(of: str, deltas: str, gaps: str, tmp_path: Path) -> None:
    document = read(tmp_path, package(page(text("abcd", delta=f'{of}="{deltas}"'))))
    assert lines_of(document) == [gaps]


def test_text_without_steps_is_read(tmp_path: Path) -> None:
    assert lines_of(read(tmp_path, package(page(text("合计120.00万元"))))) == ["合计120.00万元"]


def test_text_codes_of_one_object_go_on_from_each_other(tmp_path: Path) -> None:
    more = '<ofd:TextCode X="0" Y="3.4" DeltaX="2">ab</ofd:TextCode><ofd:TextCode X="4" DeltaX="2">cd</ofd:TextCode>'
    content = f'<ofd:TextObject Boundary="20 20 90 4" Font="9" Size="4">{more}</ofd:TextObject>'
    assert lines_of(read(tmp_path, package(page(content)))) == ["abcd"]


def test_text_set_downwards_and_turned_text_are_read(tmp_path: Path) -> None:
    down = text("合计金额", 20, 20, delta='DeltaX="0 0 0" DeltaY="4 4 4"')
    assert "".join(lines_of(read(tmp_path, package(page(down))))) == "合计金额"
    turned = [
        f'<ofd:TextObject Boundary="{100 - 8 * n} 20 4 40" CTM="0 1 -1 0 4 0" Font="9" Size="4"><ofd:TextCode X="0" Y="0.6">{word}</ofd:TextCode></ofd:TextObject>'
        for n, word in enumerate(("本年收入合计", "本年支出合计"))
    ]
    assert lines_of(read(tmp_path, package(page("".join(turned))))) == ["本年收入合计", "本年支出合计"]


def test_objects_in_blocks_composed_objects_and_templates_are_read(tmp_path: Path) -> None:
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70" Width="90" Height="9"><ofd:Content>{text("composed", 0, 0)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    objects = f'<ofd:PageBlock ID="5"><ofd:PageBlock ID="6">{text("block", 20, 40)}</ofd:PageBlock></ofd:PageBlock><ofd:CompositeObject ID="7" ResourceID="70" Boundary="20 60 90 9" CTM="2 0 0 2 0 0"/>'
    document = read(
        tmp_path,
        package(
            page(objects, before='<ofd:Template TemplateID="3" ZOrder="Background"/>'),
            common='<ofd:TemplatePage ID="3" BaseLoc="Tpls/T.xml"/>',
            resources=unit,
            parts={"Doc_0/Tpls/T.xml": page(text("template", 20, 20))},
        ),
    )
    assert lines_of(document) == ["template", "block", "composed"]


@pytest.mark.parametrize(
    ("more", "inner", "why"),
    [
        ('Visible="false"', "", "not drawn"),
        ('Fill="false"', "", "not drawn"),
        ('Alpha="0"', "", "transparent"),
        ("", '<ofd:FillColor Value="255 255 255"/>', "background"),
        ("", '<ofd:FillColor Value="0 0 0" Alpha="0"/>', "transparent"),
        ('DrawParam="60"', "", "background"),
    ],
)
def test_text_that_nobody_sees_is_no_data_and_is_told(more: str, inner: str, why: str, tmp_path: Path) -> None:
    parameters = '<ofd:DrawParams><ofd:DrawParam ID="61"><ofd:FillColor Value="255 255 255"/></ofd:DrawParam><ofd:DrawParam ID="60" Relative="61"/></ofd:DrawParams>'
    unseen = text("9999.99", 20, 60, more=more, inner=inner)
    document = read(tmp_path, package(page(text("12.00") + unseen), resources=parameters))
    assert lines_of(document) == ["12.00"]
    (warning,) = document.warnings
    assert why in warning
    assert "9999.99" in warning


def image(data_name: str, box: str) -> str:
    width, height = box.split()[2:]
    return f'<ofd:ImageObject ID="8" ResourceID="{data_name}" Boundary="{box}" CTM="{width} 0 0 {height} 0 0"/>'


def media(mode: str, colour: tuple[int, ...]) -> tuple[str, dict[str, bytes]]:
    stream = io.BytesIO()
    Image.new(mode, (20, 10), colour).save(stream, "PNG")
    listed = '<ofd:MultiMedias><ofd:MultiMedia ID="50" Type="Image" Format="PNG"><ofd:MediaFile>p.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    return listed, {"Doc_0/Res/p.png": stream.getvalue()}


@pytest.mark.parametrize(("mode", "colour", "seen"), [("RGB", (9, 9, 9), False), ("RGBA", (200, 0, 0, 90), True)])
def test_text_under_a_picture_is_no_data_unless_the_picture_lets_it_through(
    mode: str, colour: tuple[int, ...], seen: bool, tmp_path: Path
) -> None:
    listed, parts = media(mode, colour)
    objects = text("12.00") + text("9999.99", 20, 60) + image("50", "18 58 60 9")
    document = read(tmp_path, package(page(objects), resources=listed, parts=parts))
    assert ("9999.99" in lines_of(document)) == seen
    assert any("9999.99" in one for one in document.warnings) != seen


def test_characters_known_by_their_number_in_the_font_only_are_told(tmp_path: Path) -> None:
    glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="4" GlyphCount="4"><ofd:Glyphs>11 12 13 14</ofd:Glyphs></ofd:CGTransform>'
    document = read(tmp_path, package(page(text("¤¤¤¤", inner=glyphs))))
    assert any("can't be decoded" in one for one in document.warnings)
    known = read(tmp_path, package(page(text("12.5", inner=glyphs))))
    assert lines_of(known) == ["12.5"]
    assert known.warnings == ()


def test_annotations_and_seals_are_no_text_of_the_document(tmp_path: Path) -> None:
    parts = {"Doc_0/Annots/A.xml": page(text("9999.99")), "Doc_0/Signs/Signatures.xml": b"<a/>"}
    document = read(
        tmp_path,
        package(page(text("12.00")), parts=parts, root="<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"),
    )
    assert lines_of(document) == ["12.00"]


@pytest.mark.parametrize(
    "place", ["/Doc_0/Pages/Page_0/Content.xml", "./Pages/Page_0/../Page_0/Content.xml", "pages\\page_0\\content.xml"]
)
def test_a_part_is_found_however_it_is_named(place: str, tmp_path: Path) -> None:
    assert lines_of(read(tmp_path, package(page(text("12.00")), places=[place]))) == ["12.00"]


@pytest.mark.parametrize("place", ["../../../etc/passwd", "/../etc/passwd", "Pages/../../../x.xml"])
def test_a_part_outside_of_the_file_is_refused(place: str, tmp_path: Path) -> None:
    data = package(page(text("12.00")), places=[place])
    with pytest.raises(DocumentError, match="outside of the file"):
        read(tmp_path, data)


def test_a_missing_page_is_refused_or_told(tmp_path: Path) -> None:
    refused(tmp_path, package(page(""), places=["Pages/none.xml"]), "missing")
    places = [f"Pages/Page_{n}/Content.xml" for n in range(20)]
    places[1] = "Pages/none.xml"
    pages = [page(text("本年支出" * n, 20, 10 * n)) for n in range(1, 21)]
    document = read(tmp_path, package(*pages, places=places))
    assert len({paragraph.page for paragraph in document.paragraphs}) == 19
    assert [one for one in document.warnings if "page 2" in one and "missing" in one]


def test_a_missing_template_is_told_as_a_damaged_page(tmp_path: Path) -> None:
    refused(tmp_path, package(page(text("1"), before='<ofd:Template TemplateID="3"/>')), "template")


@pytest.mark.parametrize(
    "data",
    [
        package(page(text("1")), root="<ofd:Encryptions>Encryptions.xml</ofd:Encryptions>"),
        package(page(text("1")), parts={"Encryptions.xml": b"<a/>"}),
        package(b"\x8f\x02\x99" * 40, parts={"Doc_0/decryptseed.dat": b"\1\2"}),
    ],
)
def test_an_encrypted_file_is_refused(data: bytes, tmp_path: Path) -> None:
    refused(tmp_path, data, "encrypted")


def test_pages_of_pictures_are_told_as_scans(tmp_path: Path) -> None:
    listed, parts = media("RGB", (9, 9, 9))
    data = package(page(image("50", "0 0 210 297")), resources=listed, parts=parts)
    refused(tmp_path, data, "a scan")


def test_text_drawn_as_outlines_is_told(tmp_path: Path) -> None:
    curves = line(20, 20, 24, 24, "M 0 0 B 1 1 2 2 3 3 Q 1 1 2 2 A 1 1 0 0 1 3 3 C")
    refused(tmp_path, package(page(curves * 40)), "outlines")


def test_a_file_cut_off_a_damaged_page_and_entities_are_refused(tmp_path: Path) -> None:
    data = package(page(FORM))
    refused(tmp_path, data[: len(data) // 2], "damaged or cut off")
    refused(tmp_path, package(page(FORM)[:300]), "damaged")
    refused(tmp_path, package(b'<!DOCTYPE a [<!ENTITY b "c">]>' + page(FORM)), "entities")


def test_a_part_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    refused(tmp_path, package(page(" " * 60_000_000 + text("1"))), "unpacks to")


def test_a_page_beyond_the_bounds_of_a_report_is_left_out(tmp_path: Path) -> None:
    refused(tmp_path, package(page(text("1" * 70_000))), "characters")
    nested = "<ofd:PageBlock>" * 30 + text("1") + "</ofd:PageBlock>" * 30
    refused(tmp_path, package(page(nested)), "nested")
    loop = '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="70"><ofd:Content><ofd:CompositeObject ResourceID="70"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    refused(tmp_path, package(page('<ofd:CompositeObject ResourceID="70"/>'), resources=loop), "nested")
    assert len(offsets("g 999999999 1 g 999999999 1")) <= 200_000


@pytest.mark.parametrize("value", ["", "x", "1 2", "g", "g 2", "g x y", "1e999 nan", "M L B", "- . +"])
def test_damaged_values_raise_nothing(value: str) -> None:
    assert isinstance(offsets(value), list)
    assert isinstance(list(path(value)), list)
    assert len(matrix_of(value)) == 6
