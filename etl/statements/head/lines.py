"""The lines among which a report's title is looked for, without what web pages and converters put around them; and the agency that a text
without a title says it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.statements.head.names import is_agency
from etl.words.folding import printed_label, simplified

_FURNITURE = re.compile(
    r"^[\[【•·\-|]*(?:索引号|文号|发文字号|发布(?:日期|机构|时间|单位)|发文(?:机构|单位|日期)|(?:成文|生成|公文生成|生效|废止|公开)(?:日期|时间)|信息来源|来源|责任编辑|编辑|作者|"
    r"浏览|阅读|点击|访问(?:次数|量)|字体|字号|分享|打印|关闭|当前(?:的)?位置|您(?:当前)?(?:的|所在)位置|所在位置|主题(?:分类|词)|体裁分类|有效性|公开(?:目录|方式)|标题)[\]】]?(?:[:：]|$|\d)"
)
"""What a government site prints around a page's title: a name of its record, then a colon, a number or nothing."""
_RECORD_NUMBER = re.compile(r"^.{0,40}?监督索引号\d+")
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|html?)$", re.IGNORECASE)
_CONTENTS = re.compile(r"[(（]?目录[)）]?(?:第一部分.*)?$|[(（]?目录[)）]?第.*$|第一部分.*$|目第一部分.*$")
_TITLE_WORD = re.compile(r"20\d\d.{0,30}[预决]算|[预决]算.{0,10}20\d\d")
_OVERVIEW = re.compile(r"^第一部分[:：、]?(?P<name>.{4,40}?)(?:(?:部门|单位)?(?:概况|概括|基本情况|简介))")
_PREDICATE = re.compile(
    r"^(?P<name>[^，。；：:,;、\d]{4,30}?)(?:(?:[(（]以下简称[^)）]*[)）])|(?:是|为|系|属|隶属)(?:.{0,12}?)(?:市|区|县|省|州|旗|政府|党委|人民)|下设|内设|成立于|现有|共有|设有)"
)
_REGION = re.compile(r"[省市区县州旗盟镇乡]")
_SEARCHED = 400
"""How many lines from the beginning name the agency."""


def title_lines(texts: Sequence[str]) -> list[str]:
    """The lines as labels in simplified script, one for each text: "" for a site's own lines, a title without the contents that a converter glued to it."""
    return [_title_line(text) for text in texts]


def _title_line(text: str) -> str:
    line = simplified(printed_label(text))
    if _FURNITURE.match(line):
        return ""
    line = _FILE_NAME.sub("", _RECORD_NUMBER.sub("", line))
    if cut := _CONTENTS.search(line):
        before = line[: cut.start()]
        if _TITLE_WORD.search(before):
            return before
    return line


def agency_in_text(lines: Sequence[str]) -> str:
    """The agency that the text says it is of, where no title does: 第一部分 …局概况, else …局是市政府工作部门. "" where neither stands there.

    A name without a place (办公室是…) is none.
    """
    for pattern in (_OVERVIEW, _PREDICATE):
        for line in lines[:_SEARCHED]:
            match = pattern.match(line)
            if match is None:
                continue
            name = match["name"].strip("()（）")
            if is_agency(name) and _REGION.search(name) and not re.search("部门|本单位|我", name):
                return name
    return ""
