"""The page of an audit and its work list: what they show, and that nothing of a stranger's acts in them."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl.audit.place import Place, TableAt
from etl.audit.result import Audit, Coverage, Doubtful, Finding
from etl.desk.illustrations import Illustrations
from etl.desk.page import page
from etl.desk.view import files_of
from etl.desk.work_list import write_work_list
from etl.desk.write import check_suffix
from etl.documents.model import Box
from etl.errors import OutputError
from etl.evidence.page_pictures import PagePicture

FINDING = Finding(
    rule="total_of_rows",
    severity="error",
    file="报告.pdf",
    page=3,
    statement="支出决算表",
    row="合计",
    column="本年支出合计",
    left=Decimal("100.10"),
    right=Decimal("99"),
    difference=Decimal("1.10"),
    tolerance=Decimal("0.02"),
    message="合计为100.10万元，最上级2行之和为99万元",
    rule_zh="合计行等于最上级各行之和",
    issue_key="0123456789abcdef",
    finding_key="fedcba9876543210",
    unit="万元",
)
COVERAGE = (
    Coverage("total_of_rows", 3, 2, 1, 0, (), "合计行等于最上级各行之和"),
    Coverage("prose_share", 0, 0, 0, 1, ("前提不具备：同句述及金额",), "文字所述占比与数额一致"),
)
CELLS = (("项目", "决算数"), ("工资", "60"), ("房租", "39"), ("合计", "100.10"))
IN_TABLE = Place("报告.xlsx", "a" * 64, "xlsx", None, TableAt(0, "支出", 3, 1, CELLS))
PICTURE = PagePicture(595, 842, b"webp", {"0": (Box(100, 200, 180, 212),)})
HOSTILE = "=cmd|'/c calc'!A1<script>alert(1)</script>\x1b[31m\u202etxt.exe\x00"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs


def tags(html: str) -> _Tags:
    parser = _Tags()
    parser.feed(html)
    return parser


def test_page_asks_for_nothing_outside_and_runs_nothing() -> None:
    place = Place("报告.pdf", "a" * 64, "pdf", 3, None, "原文", words=("原文",))
    found = replace(FINDING, place=place)
    html = page(Audit((found,), COVERAGE), Illustrations({("a" * 64, 3): PICTURE}))
    seen = tags(html)
    assert not {"script", "link", "iframe", "object", "embed"} & set(seen.names)
    leads = [value or "" for name, value in seen.attributes if name in ("href", "src", "xlink:href", "action")]
    assert leads
    assert all(lead.startswith(("#", "data:image/webp;base64,")) for lead in leads)
    assert "url(" not in html
    assert "default-src 'none'" in html


def test_what_strangers_wrote_is_shown_and_does_not_act() -> None:
    found = replace(
        FINDING,
        file=HOSTILE, statement=HOSTILE, row=HOSTILE, column=HOSTILE, message=HOSTILE, consequences=(HOSTILE,),
        place=replace(IN_TABLE, file_name=HOSTILE, table=TableAt(0, HOSTILE, 0, 0, ((HOSTILE, "1"),))),
    )  # fmt: skip
    html = page(Audit((found,), COVERAGE, (Doubtful(HOSTILE, HOSTILE, HOSTILE),)), unread=[HOSTILE])
    assert "script" not in tags(html).names
    assert "&lt;script&gt;" in html
    assert not re.search("[\x00\x1b\u202e]", html)


def test_work_list_has_no_formula_whatever_a_text_begins_with(tmp_path: Path) -> None:
    found = replace(FINDING, file=HOSTILE, row="=1+1", message="@SUM(1)", consequences=("-2+3",))
    write_work_list(tmp_path / "a.xlsx", Audit((found,), COVERAGE, (Doubtful("+1", "=2", ""),)), unread=["=3"])
    book = load_workbook(tmp_path / "a.xlsx")
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    (row,) = [cell for cell in book["问题清单"][2] if cell.value == "=1+1"]
    assert row.quotePrefix


def test_work_list_is_one_to_work_with(tmp_path: Path) -> None:
    write_work_list(tmp_path / "a.xlsx", Audit((FINDING,), COVERAGE))
    sheet = load_workbook(tmp_path / "a.xlsx")["问题清单"]
    head = [cell.value for cell in sheet[1]]
    line = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    assert (line["一数"], line["另一数"], line["差额"], line["单位"]) == (100.1, 99, 1.1, "万元")
    assert (line["级别"], line["规则"], line["处理情况"]) == ("错误", FINDING.rule_zh, "待处理")
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    (choice,) = sheet.data_validations.dataValidation
    assert "待处理" in choice.formula1
    assert not any(re.fullmatch("[a-z_]+", str(name)) for name in head)


def test_finding_is_marked_on_its_page_and_numbered_alike() -> None:
    places = [Place("报告.pdf", "a" * 64, "pdf", 3, None, words=("原文",)), None]
    findings = tuple(replace(FINDING, place=place) for place in places)
    illustrations = Illustrations({("a" * 64, 3): PICTURE})
    ((group,),) = [file.groups for file in files_of(Audit(findings, ()), illustrations)]
    assert group.sheet is not None
    assert [mark.number for mark in group.sheet.marks] == [
        item.number for item in group.items if item.finding is findings[0]
    ]
    html = page(Audit(findings, ()), illustrations)
    assert html.count("base64,") == 1  # the page once, however often it is shown
    assert html.count('<use href="#p0"/>') == 2


def test_table_is_drawn_with_the_cell_marked_and_named_as_on_its_sheet() -> None:
    found = replace(FINDING, file="报告.xlsx", page=None, place=IN_TABLE)
    illustrations = Illustrations(sheets={"a" * 64: {0: ((4, 5, 7, 8), (1, 3))}})
    html = page(Audit((found,), ()), illustrations)
    assert "支出!D9" in html
    assert re.search(r'<tr><th>9</th><td>合计</td><td class="here">100\.10</td></tr>', html)
    assert "<th>B</th><th>D</th>" in html


def test_words_at_fault_are_marked_in_their_sentence() -> None:
    place = Place("报告.docx", "a" * 64, "docx", None, None, "支出100.10万元，增长5%。", "增长5%")
    html = page(Audit((replace(FINDING, page=None, place=place),), ()))
    assert "支出100.10万元，<mark>增长5%</mark>。" in html


def test_findings_stand_by_page_and_place_not_by_rule() -> None:
    findings = tuple(replace(FINDING, page=number, severity=grave) for number, grave in ((9, "error"), (2, "notice")))
    ((first, second),) = [file.groups for file in files_of(Audit(findings, ()), Illustrations())]
    assert (first.page, second.page) == (2, 9)


def test_rules_have_chinese_names_only() -> None:
    html = page(Audit((FINDING,), COVERAGE))
    assert "合计行等于最上级各行之和" in html
    assert "total_of_rows" not in html
    assert "prose_share" not in html


def test_file_that_cannot_be_read_stands_first_and_nothing_is_praised() -> None:
    html = page(Audit((), COVERAGE), unread=["坏.pdf: damaged"])
    assert html.index("坏.pdf: damaged") < html.index("核对了什么")
    assert "未发现不符（仅就已读取的文件而言）" in html


def test_ten_thousand_findings_are_written(tmp_path: Path) -> None:
    findings = tuple(
        replace(FINDING, page=1 + i // 40, row=f"第{i}行", place=replace(IN_TABLE, page=1 + i // 40))
        for i in range(10_000)
    )
    started = time.process_time()
    html = page(Audit(findings, COVERAGE))
    write_work_list(tmp_path / "a.xlsx", Audit(findings, COVERAGE))
    assert time.process_time() - started < 60
    assert html.count('<li id="f') == 10_000
    assert len(html) < 20_000_000
    assert load_workbook(tmp_path / "a.xlsx")["问题清单"].max_row == 10_001


def test_file_whose_end_says_no_format_is_refused() -> None:
    check_suffix(Path("结果.HTML"))
    with pytest.raises(OutputError, match=r"\.html, \.htm, \.xlsx"):
        check_suffix(Path("结果.pdf"))
