"""The kind of a file is told from its content."""

from __future__ import annotations

import pytest

from etl.documents.detect import Kind, detect
from tests.documents import makers


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\r\n\r\n%PDF-1.4", Kind.PDF),
        (makers.word(), Kind.DOCX),
        (makers.workbook(), Kind.XLSX),
        (makers.old_workbook(), Kind.XLS),
        (makers.open_document(), Kind.ODS),
        (makers.zipped({"a.txt": b"x"}), Kind.ZIP),
        (b"{\\rtf1}", Kind.DOC),
        (b"\xff\xd8\xff\xe0", Kind.IMAGE),
        ("﻿<!doctype html><p>".encode(), Kind.HTML),
        ("<html>决算".encode("utf-16"), Kind.HTML),
        ("<!-- saved -->\n<HTML>".encode("gb18030"), Kind.HTML),
        ("<div class='TRS_Editor'><p>决算</p></div>\n".encode(), Kind.HTML),
        ("决算\n<table><tr><td>1</td></tr></table>\n说明".encode(), Kind.TEXT),
        ("<table><tr><td>1</td></tr></table>\n说明".encode(), Kind.TEXT),
        ("<div>决算</div>\n\n合计\t1\n".encode(), Kind.TEXT),
        (
            ("<div align='center'>收入决算表</div>\n\n" + "本年收入较上年增加。" * 9 + "\n<table></table>").encode(),
            Kind.TEXT,
        ),
        (("<html><body><table></table></body></html>\n" + "本年收入较上年增加。" * 9).encode(), Kind.TEXT),
        (b"<html><body>1</body></html>\n<script>" + b"track();" * 20 + b"</script>", Kind.HTML),
        ("收入决算表\n".encode("gb18030"), Kind.TEXT),
        ("收入决算表\n".encode("utf-16"), Kind.TEXT),
    ],
)
def test_the_content_tells_the_kind(data: bytes, kind: Kind) -> None:
    assert detect(data, "report") == kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert detect("一般公共预算财政拨款支出决算表\n208\t1.00".encode(encoding), "report") == Kind.TEXT
