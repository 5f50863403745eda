"""Characters that look like others, or like nothing, are read alike in every format, titles included."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import opencc
import pytest

from etl.documents import read_document
from etl.pipeline import interpret_report
from tests.documents import makers

LINES = ["青山市白石区水文局", "2024年度部门决算", "支出决算表", "单位：万元"]
ROWS = [
    ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
    ["", "合计", "1,230.00", "1,225.00", "5.00"],
    ["213", "农林水支出", "1,220.00", "1,215.00", "5.00"],
    ["21303", "水利", "1,220.00", "1,215.00", "5.00"],
    ["2130301", "行政运行", "1,220.00", "1,215.00", "5.00"],
    ["221", "住房保障支出", "10.00", "10.00", ""],
]

RADICALS = str.maketrans("水文行金支青石田", "⽔⽂⾏⾦⽀⻘⽯⽥")
COMPATIBILITY = str.maketrans({"行": "\ufa08", "利": "\uf9dd", "度": "\ufa01", "金": "\uf90a"})


def between(text: str, sign: str) -> str:
    """A sign between all characters, within numbers too."""
    return sign.join(text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "radicals": lambda text: text.translate(RADICALS),
    "compatibility forms": lambda text: text.translate(COMPATIBILITY),
    "zero-width spaces": lambda text: between(text, "\u200b"),
    "joiners and soft hyphens": lambda text: between(text, "\u2060\u00ad"),
    "byte order marks": lambda text: between(text, "\ufeff"),
    "traditional script": lambda text: opencc.OpenCC("s2t").convert(text),
}


def tabbed(rows: list[list[str]], lines: list[str]) -> bytes:
    return "\n".join([*lines, *("\t".join(row) for row in rows), ""]).encode()


def piped(rows: list[list[str]], lines: list[str]) -> bytes:
    table = ["| " + " | ".join(row) + " |" for row in rows]
    table.insert(1, "|" + "---|" * len(rows[0]))
    return "\n\n".join([*lines, "\n".join(table)]).encode()


FORMATS: dict[str, Callable[[list[list[str]], list[str]], bytes]] = {
    "txt": tabbed,
    "md": piped,
    "html": lambda rows, lines: makers.page(rows, (), lines),
    "docx": lambda rows, lines: makers.word(rows, (), lines),
    "xlsx": lambda rows, lines: makers.workbook(rows, (), lines),
    "xls": lambda rows, lines: makers.old_workbook(rows, (), lines),
    "ods": lambda rows, lines: makers.open_document(rows, (), lines),
}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_report_is_read_alike_in_every_spelling(spelling: str, suffix: str, tmp_path: Path) -> None:
    spell = SPELLINGS[spelling]
    path = tmp_path / f"report.{suffix}"
    path.write_bytes(FORMATS[suffix]([[spell(cell) for cell in row] for row in ROWS], [spell(line) for line in LINES]))
    found = interpret_report(read_document(path)).interpretation
    assert (found.head.agency, found.head.fiscal_year, found.head.kind) == (LINES[0], 2024, "final_account")
    (statement,) = found.statements
    assert statement.form == "expenditure"
    assert statement.unit == "万元"
    assert sum(len(one) > 0 for row in ROWS[1:] for one in row[2:]) == len(statement.figures)
    assert {one.value for one in statement.figures} == {1230, 1225, 1220, 1215, 10, 5}


@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if name != "traditional script"])
def test_the_name_of_a_sheet_titles_its_form_in_every_spelling(spelling: str, tmp_path: Path) -> None:
    spell = SPELLINGS[spelling]
    book = makers.openpyxl.Workbook()
    book.active.title = spell("项目支出绩效自评表")
    for row in (
        LINES[:1],
        LINES[1:2],
        ["项目名称", "水文测站整修"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
    ):
        book.active.append(row)
    book.active.append(["产出指标", "数量指标", "整修测站", "≥5处", "5处"])
    book.active.append(["产出指标", "质量指标", "合格率", "≥95%", "96%"])
    path = tmp_path / "report.xlsx"
    path.write_bytes(makers.saved_workbook(book))
    (table,) = interpret_report(read_document(path)).performance
    assert table.title == "项目支出绩效自评表"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_title_of_a_page_is_read_in_every_spelling(spelling: str, tmp_path: Path) -> None:
    title = SPELLINGS[spelling]("青山市白石区水文局2024年度部门决算")
    body = f"<p>支出决算表</p><p>单位：万元</p>{makers.html_table(ROWS)}"
    path = tmp_path / "page.html"
    path.write_text(
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>",
        encoding="utf-8",
    )
    head = interpret_report(read_document(path)).interpretation.head
    assert (head.agency, head.fiscal_year, head.kind) == (LINES[0], 2024, "final_account")
