"""The workbooks that tests write are packages that office programs open."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from lxml import etree

from tests.documents import makers


def test_a_bare_workbook_is_opened_by_another_library() -> None:
    data = makers.bare_workbook(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2</v></c></row>', strings="<si><t>科目</t></si>"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [[cell.value for cell in row] for row in sheet.rows] == [["科目", 2]]


def test_every_part_of_a_bare_workbook_has_a_type_and_a_way_to_it() -> None:
    with zipfile.ZipFile(io.BytesIO(makers.bare_workbook(""))) as archive:
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        typed = {element.get("PartName", "").lstrip("/") for element in types}
        parts = {name for name in archive.namelist() if name.startswith("xl/") and name.endswith(".xml")}
        assert parts <= typed
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        assert {f"xl/{link.get('Target')}" for link in links} == parts - {"xl/workbook.xml"}


def test_an_open_document_says_its_kind_first_and_lists_its_parts() -> None:
    with zipfile.ZipFile(io.BytesIO(makers.open_document())) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        manifest = etree.fromstring(archive.read("META-INF/manifest.xml"))
        assert {entry.values()[0] for entry in manifest} == {"/", "content.xml"}
