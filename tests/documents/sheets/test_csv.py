"""Comma-separated values are a sheet; a text with commas is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.documents import read_document
from etl.documents.detect import Kind, detect

FORM = """青山市地名馆2023年度部门决算
支出决算表
单位：万元
科目编码,科目名称,合计,基本支出
,合计,"2,120.00","2,100.00"
206,科学技术支出,"2,120.00","2,100.00"
"""


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "form.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_quoted_thousands_stand_in_one_cell(tmp_path: Path, encoding: str) -> None:
    document = read_document(written(tmp_path, FORM, encoding))
    assert document.format == "csv"
    assert [paragraph.text for paragraph in document.paragraphs] == FORM.splitlines()[:3]
    assert document.tables[0].rows[1] == ("", "合计", "2,120.00", "2,100.00")


def test_a_sheet_exported_with_commas_behind_each_line_has_the_same_cells(tmp_path: Path) -> None:
    lines = FORM.splitlines()
    padded = "\r\n".join([f"{line},,," for line in lines[:3]] + lines[3:])
    assert read_document(written(tmp_path, padded)).tables == read_document(written(tmp_path, FORM)).tables


def test_forms_below_each_other_are_tables_of_their_own(tmp_path: Path) -> None:
    second = "收入决算表\n单位：万元\n科目编码,科目名称,合计,财政拨款,其他收入\n,合计,7.00,6.00,1.00\n206,科学技术支出,7.00,6.00,1.00\n"
    document = read_document(written(tmp_path, FORM + second))
    assert [table.width for table in document.tables] == [4, 5]
    assert document.paragraphs[3].text == "收入决算表"


def test_note_of_a_sentence_in_one_field_makes_no_text_of_a_sheet(tmp_path: Path) -> None:
    empty = "政府性基金支出表\n单位：万元\n科目编码,科目名称,合计,基本支出,项目支出\n备注：本单位无政府性基金支出，本表无数据。,,,,\n"
    document = read_document(written(tmp_path, empty + FORM))
    assert document.format == "csv"
    assert document.tables[-1].rows[1] == ("", "合计", "2,120.00", "2,100.00")


@pytest.mark.parametrize(
    "text",
    [
        "青山市地名馆2023年度部门决算\n国有资产占用情况表\n项目,数量\n车辆合计,18\n其他用车,12\n",
        "青山市地名馆2023年度部门决算\n“三公”经费支出决算表\n单位：万元\n项目,预算数,决算数\n合计,3.00,2.15\n",
        FORM.replace('"', "").replace("2,1", "21").replace(",", ";"),
    ],
    ids=["two columns", "one row", "semicolons"],
)
def test_small_tables_and_other_marks_are_fields_too(tmp_path: Path, text: str) -> None:
    document = read_document(written(tmp_path, text))
    assert document.format == "csv"
    assert [table.rows[-1][0] for table in document.tables] == [text.splitlines()[-1].replace(";", ",").split(",")[0]]


@pytest.mark.parametrize(
    "text",
    [
        "本馆概况：\n地址,青山路\n收入合计 1,234\n支出合计 1,100\n",
        "支出1,234.50万元,增加20,300.00元,其中:基本1,000.00元。\n收入1,234.50万元,增加2,300.00元,其他1.00元。\n结余1,200.00万元,减少1,300.00元,无。\n",
        "| a | b |\n|---|---|\n| 1,2,3 | 4,5,6 |\n| 1,2,3 | 4,5,6 |\n",
        "科目\t合计\n301\t1,234,567.00\n302\t2,234,567.00\n303\t3,234,567.00\n",
        "本馆概况\n" * 9 + "a,b,c\n1,2,3\n4,5,6\n",
        "合计 1,234,567.00 2,000,000.00\n基本 1,234,567.00 2,000,000.00\n项目 1,234,567.00 2,000,000.00\n",
        "a,b,c\n1,2,3\n",
    ],
    ids=["thousands", "sentences", "markdown", "tabs", "mostly lines", "amounts apart by spaces", "too short"],
)
def test_text_with_commas_stays_text(text: str) -> None:
    assert detect(text.encode(), "a.csv") is Kind.TEXT
