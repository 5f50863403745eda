"""What a document says of its standing: 作废, 征求意见稿, 更正 in its title, its file's name or a short line; words of others say nothing."""

from __future__ import annotations

import pytest

from etl.documents.model import Document, Paragraph
from etl.publication.notice import read_notice
from etl.statements.head import read_head

BUREAU = "雾城市水务局"
TITLE = f"{BUREAU}2023年度部门决算"

CASES = [
    # (title, line below, file's name, standing)
    (f"{TITLE}（已作废）", "", "", "withdrawn"),
    (TITLE, "", f"【作废】{TITLE}.pdf", "withdrawn"),
    (TITLE, "本文件已废止。", "", "withdrawn"),
    (TITLE, "该信息已撤回", "", "withdrawn"),
    (TITLE, "（此件作废）", "", "withdrawn"),
    (TITLE, "有效性：已废止", "", "withdrawn"),
    (TITLE, "废止日期：", "", "original"),
    (TITLE, "因机构改革撤销雾城市粮食局。", "", "original"),
    (f"{TITLE}（草案）", "", "", "draft"),
    (f"{TITLE}（送审稿）", "", "", "draft"),
    (f"{TITLE}（讨论稿）", "", "", "draft"),
    (TITLE, "（征求意见稿）", "", "draft"),
    (TITLE, "", f"{TITLE}初稿.docx", "draft"),
    (TITLE, "征求意见：公众可于9月30日前提出意见。", "", "original"),
    ("雾城市软件测试中心2023年度单位决算", "", "", "original"),
    (f"{TITLE}（更正）", "", "", "correction"),
    (f"{TITLE}公开（修改）", "", "", "correction"),
    (f"{TITLE}（修订版）", "", "", "correction"),
    (f"{TITLE}（二次公开）", "", "", "correction"),
    (f"{TITLE}（第二次公开）", "", "", "correction"),
    (f"{TITLE}再次公开", "", "", "correction"),
    (f"关于重新公布{TITLE}的说明", "", "", "correction"),
    (TITLE, "因数据有误，现重新公布如下：", "", "correction"),
    (TITLE, "以此版为准。", "", "correction"),
    (TITLE, "现更正如下，原公开内容作废。", "", "correction"),
    (TITLE, "此前公开的2023年度部门决算同时作废。", "", "correction"),
    (f"{TITLE}（更正稿，原稿作废）", "", "", "correction"),
    (TITLE, "", f"更正后-{TITLE}.pdf", "correction"),
    (TITLE, "更新时间：2024-09-01", "", "original"),
    ("雾城市城市更新局2023年度部门决算", "", "", "original"),
    ("雾城市更正教育中心2023年度单位决算", "", "", "original"),
    (TITLE, "修订《雾城市取水管理办法》，公开征求意见。", "", "original"),
    (f"{TITLE}公开（最终版）", "", "", "original"),
    (f"{TITLE}补充公开", "", "", "original"),
    (TITLE, "本次公开的内容以人大批复为准。", "", "original"),
]


@pytest.mark.parametrize(("title", "line", "name", "standing"), CASES)
def test_standing_follows_from_what_the_document_says_of_itself(
    title: str, line: str, name: str, standing: str
) -> None:
    lines = [title, *([line] if line else []), "第一部分 部门概况", "2023年度收入总计310.00万元。"]
    document = Document(
        name or "1.docx", "docx", "", 0, None, tuple(Paragraph(n, text) for n, text in enumerate(lines))
    )
    assert read_notice(document, read_head(document, [])).standing == standing
