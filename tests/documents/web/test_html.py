"""Web pages: the report without the page around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.documents import limits, read_document
from etl.documents.model import Document, Span
from etl.documents.web import html
from etl.errors import DocumentError
from tests.documents import makers

PROSE = "本部门负责全市图书与档案的收藏、整理与借阅，并指导各区的档案工作。" * 4
TABLE = "<table><tr><th>项目</th><th>决算数</th></tr><tr><td>教育支出</td><td>12.50</td></tr></table>"


def read(folder: Path, page: str | bytes) -> Document:
    path = folder / "report.html"
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return read_document(path)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def texts(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs]


def test_paragraphs_headings_and_line_breaks(tmp_path: Path) -> None:
    document = read(
        tmp_path, page("<h2>第一部分</h2><p>一、职责<br>　　二、机构</p><div>三、\n人员<span>情况</span></div>")
    )
    assert texts(document) == ["第一部分", "一、职责", "二、机构", "三、人员情况"]
    assert document.paragraphs[0].heading == 2


def test_merged_cells_become_spans(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        page(
            "<table><tr><td rowspan='2'>科目</td><td colspan='2'>支出</td></tr><tr><td>基本</td><td>项目</td></tr>"
            "<tr><td>教育</td><td>1</td><td>2</td></tr></table>"
        ),
    )
    (table,) = document.tables
    assert table.rows == (("科目", "支出", ""), ("", "基本", "项目"), ("教育", "1", "2"))
    assert table.spans == (Span(0, 0, 2, 1), Span(0, 1, 1, 2))


def test_the_rows_of_head_body_and_foot_come_as_shown(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        page(
            "<table><thead><tr><td>项目</td><td>数</td></tr></thead><tfoot><tr><td>合计</td><td>1</td></tr></tfoot>"
            "<tbody><tr><td>教育</td><td>1</td></tr></tbody></table>"
        ),
    )
    assert [row[0] for row in document.tables[0].rows] == ["项目", "教育", "合计"]


def test_a_table_that_lays_out_the_page_is_no_table(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        page(f"<table><tr><td>左栏</td><td><p>{PROSE}</p>{TABLE}</td></tr></table>"),
    )
    assert [t.rows for t in document.tables] == [(("项目", "决算数"), ("教育支出", "12.50"))]
    assert PROSE in texts(document)


def test_a_table_in_a_cell_of_a_form_is_a_table_of_its_own(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        page(f"<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2{TABLE}</td></tr></table>"),
    )
    assert [t.rows for t in document.tables] == [
        (("a", "1"), ("b", "2")),
        (("项目", "决算数"), ("教育支出", "12.50")),
    ]


FURNITURE = (
    "<div class='header-nav'><a>首页</a> <a>政务公开</a></div><div class='breadcrumb'>首页 > 政务公开 > 决算</div>{}"
    "<div class='bdsharebuttonbox'>分享到：微信</div><p>扫一扫在手机打开当前页</p><p>上一篇：关于开放时间的通知</p>"
    "<p>【打印】【关闭】</p><div id='footer'>版权所有 青溪市 京ICP备0000号</div><script>var a = 1;</script>"
    "<div style='display:none'>隐藏</div>"
)


def test_page_furniture_is_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, page(FURNITURE.format(f"<div><p>{PROSE}</p>{TABLE}</div>")))
    assert texts(document) == [PROSE]
    assert len(document.tables) == 1


def test_the_known_article_element_is_read_alone(tmp_path: Path) -> None:
    body = f"<div>栏目一 栏目二</div><div class='TRS_Editor'><p>{PROSE}</p>{TABLE}</div><div>友情链接 各部门网站</div>"
    assert texts(read(tmp_path, page(body))) == [PROSE]


def test_an_article_element_without_the_tables_is_not_read_alone(tmp_path: Path) -> None:
    document = read(tmp_path, page(f"<div class='TRS_Editor'><p>{PROSE}</p></div><div>{TABLE}</div>"))
    assert len(document.tables) == 1


def test_a_name_like_furniture_does_not_hide_the_report(tmp_path: Path) -> None:
    document = read(tmp_path, page(f"<div class='page-bottom'><p>{PROSE}</p>{TABLE}</div><p>附注</p>"))
    assert texts(document) == [PROSE, "附注"]
    assert len(document.tables) == 1


def test_the_title_comes_from_the_page_where_the_article_has_none(tmp_path: Path) -> None:
    head = "<title>青溪市档案局2024年度部门决算_青溪市人民政府</title>"
    document = read(tmp_path, page(f"<p>{PROSE}</p>", head))
    assert texts(document)[0] == "青溪市档案局2024年度部门决算"
    assert document.paragraphs[0].heading == 1
    again = read(tmp_path, page(f"<h1>青溪市档案局2024年度部门决算</h1><p>{PROSE}</p>", head))
    assert texts(again) == ["青溪市档案局2024年度部门决算", PROSE]


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8"])
def test_the_declared_encoding_is_used(charset: str, tmp_path: Path) -> None:
    source = f"<html><head><meta http-equiv=Content-Type content='text/html; charset={charset}'></head><p>决算说明</p>"
    document = read(tmp_path, source.encode("gb18030" if charset.startswith("gb") else charset))
    assert texts(document) == ["决算说明"]


def test_a_wrong_declaration_is_seen_through(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "<html><meta charset='utf-8'><p>决算说明</p>".encode("gb18030"))) == ["决算说明"]


def test_attachments_of_a_page_are_named(tmp_path: Path) -> None:
    document = read(tmp_path, page(f"<p>{PROSE}</p><a href='./P02.xlsx'>附件</a>"))
    assert "./P02.xlsx" in document.warnings[0]


def test_a_page_saved_as_one_file_is_read(tmp_path: Path) -> None:
    data = (
        'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"<html><body><p>决算说明</p>{TABLE}</body></html>\r\n--b--\r\n"
    )
    document = read(tmp_path, data)
    assert document.format == "mhtml"
    assert texts(document) == ["决算说明"]
    assert document.tables[0].rows[1] == ("教育支出", "12.50")


def test_control_characters_in_a_page_do_no_harm(tmp_path: Path) -> None:
    document = read(tmp_path, page("<p>决算&#1;<script>x</script>&#2;说明\x03<script>y</script>\x04。</p>"))
    assert "决算" in texts(document)[0]
    text = read(tmp_path, "说明\n<table><tr><td>1<br>&#1;2</td></tr></table>")
    assert text.tables[0].rows[0][0].startswith("1\n")


def test_hidden_prose_is_left_out_and_told(tmp_path: Path) -> None:
    document = read(tmp_path, page(f"<p>决算说明</p><div style='display: none'>{PROSE}</div>"))
    assert texts(document) == ["决算说明"]
    assert "hidden text" in document.warnings[0]


def test_struck_out_amounts_are_left_out_and_told(tmp_path: Path) -> None:
    """30 withdrawn and 36 put beside it are no 3036; a cell struck out stays in its column."""
    row = "<td>甲</td><td style='text-decoration: line-through'>5</td><td><del>30</del><ins>36</ins></td><td><s>7</s>8</td>"
    document = read(
        tmp_path,
        page(f"<p>决算说明</p><table><tr><td>项目</td><td>一</td><td>二</td><td>三</td></tr><tr>{row}</tr></table>"),
    )
    assert document.tables[0].rows[1] == ("甲", "", "36", "8")
    assert "3 pieces of struck out text" in document.warnings[0]


def test_a_struck_out_row_keeps_its_cells(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=3>甲</td><td>1</td></tr><tr style='text-decoration:line-through'><td><s>2</s>4</td></tr><tr><td>3</td></tr>"
    document = read(tmp_path, page(f"<p>决算说明</p><table>{rows}</table>"))
    assert document.tables[0].rows == (("甲", "1"), ("", ""), ("", "3"))
    assert "1 pieces of struck out text" in document.warnings[0]


def test_page_cut_off_within_a_table_is_refused(tmp_path: Path) -> None:
    whole = makers.page(lines=["概况"])
    (tmp_path / "cut.html").write_bytes(whole[: whole.index(b"80.50")])
    with pytest.raises(DocumentError, match=r"cut\.html: the page ends within a table"):
        read_document(tmp_path / "cut.html")


def test_page_without_an_end_is_told(tmp_path: Path) -> None:
    whole = makers.page(lines=["概况"])
    (tmp_path / "cut.html").write_bytes(whole[: whole.index(b"</body>")])
    assert "no end" in read_document(tmp_path / "cut.html").warnings[0]


FORM = [["项目", "决算数"], ["教育支出", "12.50"]]
MARKUP = "<table><tr><td>项目</td><td>决算数</td></tr><tr><td>教育支出</td><td>12.50</td></tr></table>"


@pytest.mark.parametrize(
    "holder",
    [
        '<script>document.write("' + MARKUP.replace("/", "\\/") + '")</script>',
        "<script>var a = '" + MARKUP.replace("<tr>", "' +\n '<tr>").replace("教育", "\\u6559\\u80b2") + "';</script>",
        "<textarea style='display:none'>" + MARKUP.replace("<", "&lt;") + "</textarea>",
        "<input type=hidden value='" + MARKUP.replace("<", "&lt;") + "'>",
    ],
)
def test_table_that_a_script_or_a_field_holds_is_read_and_told(holder: str, tmp_path: Path) -> None:
    document = read(tmp_path, page(f"<p>收入决算表</p>{holder}"))
    assert [[list(row) for row in table.rows] for table in document.tables] == [FORM]
    assert "1 tables were taken" in document.warnings[0]


def test_scripts_of_a_page_with_tables_are_left_alone(tmp_path: Path) -> None:
    document = read(tmp_path, page(TABLE + f"<script>var other = '{MARKUP}'</script>"))
    assert len(document.tables) == 1


def test_elements_shown_as_a_table_are_a_table(tmp_path: Path) -> None:
    cells = "".join(
        "<div style='display: table-row'>"
        + "".join(f"<div style='width:9px;display:table-cell'>{text}</div>" for text in row)
        + "</div>"
        for row in FORM
    )
    (table,) = read(tmp_path, page(f"<div style='display:table;'>{cells}</div>")).tables
    assert [list(row) for row in table.rows] == FORM


def test_page_of_frames_names_the_files_that_hold_it(tmp_path: Path) -> None:
    frames = "<html><frameset><frame src='report.files/sheet001.htm'></frameset></html>"
    with pytest.raises(DocumentError, match=r"report\.files/sheet001\.htm"):
        read(tmp_path, frames)


def test_workbook_saved_as_a_page_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "report.files").mkdir()
    (tmp_path / "report.htm").write_text("<html><frameset><frame src='report.files/sheet001.htm'></frameset></html>")
    for number, text in enumerate(("收入决算表", "支出决算表"), start=1):
        (tmp_path / "report.files" / f"sheet{number:03}.htm").write_text(
            page(f"<p>{text}</p>{TABLE}"), encoding="utf-8"
        )
    (tmp_path / "report.files" / "tabstrip.htm").write_text(page("<p>Sheet1</p>"))
    document = read_document(tmp_path)
    assert texts(document) == ["收入决算表", "支出决算表"]
    assert len(document.tables) == 2


@pytest.mark.parametrize("damage", [("<td>12.50", "<td~12.50"), ("12.50</td>", "12.50<'td>")])
def test_damaged_tag_is_told(damage: tuple[str, str], tmp_path: Path) -> None:
    assert read(tmp_path, page(MARKUP)).warnings == ()
    (warning,) = read(tmp_path, page(MARKUP.replace(*damage))).warnings
    assert "damaged tags" in warning


def test_page_hands_over_what_it_says_about_itself(tmp_path: Path) -> None:
    page = """<html><head><title>某局2023年度部门决算 - 某县门户网站</title><meta name="ArticleTitle" content="某局2023年度部门决算">
        <meta name="PubDate" content="2024-08-30 09:26"><meta name="keywords" content="财政"></head>
        <body><h1>某局<br>2023年度部门决算</h1><p>正文</p></body></html>"""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    document = read_document(tmp_path / "page.html")
    assert [(one.name, one.text) for one in document.page_data] == [
        ("ArticleTitle", "某局2023年度部门决算"),
        ("PubDate", "2024-08-30 09:26"),
        ("h1", "某局 2023年度部门决算"),
        ("title", "某局2023年度部门决算 - 某县门户网站"),
    ]


@pytest.mark.parametrize(
    "body", ["<tr><td>1.25</td></tr>" * 3, "<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>", "<b></b>" * 7]
)
def test_a_page_beyond_the_bounds_is_refused_before_it_becomes_a_tree(
    monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    monkeypatch.setattr(limits, "MAX_CELLS", 3)
    monkeypatch.setattr(limits, "MAX_TAGS", 14)
    monkeypatch.setattr(html.lxml_html, "document_fromstring", lambda *_, **__: pytest.fail("a tree was built"))
    with pytest.raises(DocumentError, match="more than"):
        html.read_html(Path("a.html"), f"<table>{body}</table>".encode())


def test_the_only_h2_of_a_page_is_its_heading(tmp_path: Path) -> None:
    one, several = "<h2>某局2023年度部门决算</h2>", "<h2>一、概况</h2><h2>二、决算表</h2>"
    assert [(d.name, d.text) for d in read(tmp_path, page(one)).page_data if d.name != "title"] == [
        ("h2", "某局2023年度部门决算")
    ]
    assert not [d for d in read(tmp_path, page(several)).page_data if d.name != "title"]
    assert [d.name for d in read(tmp_path, page("<h1>某局</h1>" + one)).page_data if d.name != "title"] == ["h1"]
