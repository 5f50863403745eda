"""The table of titles as agencies print them (titles.csv), and documents that bear one the way real files do. Places and agencies are invented.

`seen_in` is where the pattern was seen: a province, or 中央. `refused` is why no agency's report bears the title.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from etl.documents.model import Document, PageDatum, Paragraph
from etl.statements.head.title import folded

_WORD = {"budget": "预算", "final_account": "决算", "department": "部门", "unit": "单位"}


@dataclass(frozen=True, slots=True)
class Case:
    """A title, what it says, and why it is refused where it is; "" and None for nothing."""

    title: str
    agency: str
    year: int | None
    kind: str
    scope: str
    refused: str
    seen_in: str

    @property
    def whole(self) -> bool:
        """Whether the title says whose report it is, of which year and kind."""
        return bool(not self.refused and self.agency and self.year and self.kind)

    @property
    def plain(self) -> str:
        """2023年度部门决算: the title in the commonest words, without the agency."""
        return f"{self.year}年度{_WORD.get(self.scope, '')}{_WORD[self.kind]}"

    @property
    def called(self) -> str:
        """The agency as the commonest words would print it: an agency without its units says so itself."""
        without_units = self.scope == "unit" and re.search(r"本级|机关[)）]", self.title)
        return self.agency + ("（本级）" if without_units else "")


def read_cases() -> list[Case]:
    with Path(__file__).with_name("titles.csv").open(encoding="utf-8", newline="") as file:
        return [
            Case(
                row["title"],
                row["agency"],
                int(row["year"]) if row["year"] else None,
                row["kind"],
                row["scope"],
                row["refused"],
                row["seen_in"],
            )
            for row in csv.DictReader(file)
        ]


def _text(case: Case) -> list[str]:
    """What stands behind a title: headings of the report's parts and a sentence with another year."""
    own = _WORD.get(case.scope, "部门")
    lines = ["目  录", f"第一部分 {own}概况", "一、主要职责", "二、机构设置"]
    if case.year and case.kind:
        kind = _WORD[case.kind]
        lines += [f"第二部分 {case.year}年度{own}{kind}表", f"第三部分 {case.year}年度{own}{kind}情况说明"]
        lines += [f"收入总计310.00万元，比{case.year - 1}年{kind}数增加1.00万元。"]
    return [*lines, "第四部分 名词解释", "一般公共预算：以税收为主体的收支预算。"]


def made(
    lines: list[str], *, name: str = "附件.docx", page: tuple[tuple[str, str], ...] = (), pages: bool = False
) -> Document:
    """A document of these lines; with `pages`, one line of text a page below the running head."""
    blocks = tuple(Paragraph(n, line, page=n // 2 + 1 if pages else None) for n, line in enumerate(lines))
    return Document(
        name, "html" if page else "docx", "", 0, None, blocks, page_data=tuple(PageDatum(*one) for one in page)
    )


def on_a_web_page(case: Case) -> Document:
    """<title> with the site's name, <h1>, ArticleTitle, among the site's own lines."""
    lines = ["首页", "政务公开", "财政预决算", "当前位置：首页 > 政务公开 > 财政预决算", case.title]
    lines += ["发布时间：2024-09-02 10:00　来源：青湾市财政局　浏览次数：", *_text(case)]
    data = (("ArticleTitle", case.title), ("h1", case.title), ("title", f"{case.title}_青湾市人民政府门户网站"))
    return made(lines, name="content_1020.html", page=data)


def in_the_title_element(case: Case) -> Document:
    """Only <title> says it, with the column and the site."""
    return made(_text(case), name="t20240902_1.html", page=(("title", f"{case.title} - 财政预决算 - 青湾市人民政府"),))


def on_a_cover(case: Case) -> Document:
    """Over several lines, with the month below."""
    title = re.sub(r"\.\w{3,4}$", "", case.title)
    at = folded(title).find(case.agency)
    parts = [title]
    if at >= 0 and len(folded(title)) == len(title) and not title[:at].endswith(("（", "(", "-")):
        end = at + len(case.agency)
        bracket = re.match(r"\s*[(（][^()（）]*[)）]", title[end:])
        end += bracket.end() if bracket else 0
        parts = [part for part in (title[:at], title[at:end], title[end:]) if part]
    return made([*parts, "二〇二四年九月", *_text(case)])


def as_a_file_name(case: Case) -> Document:
    title = case.title if re.search(r"\.\w{3,4}$", case.title) else f"{case.title}.pdf"
    return made(_text(case), name=title.replace("/", "-"))


def as_a_running_head(case: Case) -> Document:
    return made([line for text in _text(case) for line in (case.title, text)], name="1.pdf", pages=True)


def in_a_sentence(case: Case) -> Document:
    sentence = f"根据《关于做好预决算公开工作的通知》要求，现将{case.called}{case.plain}情况公开如下："
    return made([sentence, *_text(case)])


def above_a_form(case: Case) -> Document:
    """The agency stands in 编制单位 only, the title names none."""
    return made([case.plain, f"编制单位：{case.called}　　　　金额单位：万元", *_text(case)])


CARRIERS: tuple[Callable[[Case], Document], ...] = (
    on_a_web_page,
    in_the_title_element,
    on_a_cover,
    as_a_file_name,
    as_a_running_head,
    in_a_sentence,
    above_a_form,
)
