"""What a browser makes of a page before it shows it: tables written by scripts or kept in form fields, tables of styled elements."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

_DISPLAY = re.compile(
    r"display\s*:\s*(?:inline-)?(table|table-row|table-cell|table-row-group|table-header-group)\s*(?:;|$)", re.I
)
_TAGS = {
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "table-row-group": "tbody",
    "table-header-group": "thead",
}
_TABLE = re.compile(r"<table\b.*?</table\s*>", re.I | re.S)
_ESCAPES = {"n": "\n", "r": "", "t": "\t", "b": "", "f": "", "v": ""}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_JOINT = re.compile(r"""(["'`])\s*\+\s*(?:\r?\n\s*)?\1""")
_FIGURE = re.compile(r"\d")
_HOLDERS = ("script", "textarea", "template", "noscript", "input")


def unfold(root: etree._Element) -> int:
    """Turn elements that are shown as a table into one; where the page has no table with figures, put those at its end that its scripts
    and fields hold. Returns how many those are."""
    for element in root.iter():
        style = element.get("style") if isinstance(element.tag, str) else None
        shown = _DISPLAY.search(style) if style else None
        if shown is not None and element.tag in ("div", "span", "ul", "li", "section", "p"):
            element.tag = _TAGS[shown[1].lower()]
    if any(_FIGURE.search("".join(table.itertext())) for table in root.iter("table")):
        return 0
    body = root.find("body")
    found = [table for holder in root.iter(*_HOLDERS) for table in _tables(holder)]
    if not found or body is None:
        return 0
    for table in found:
        body.append(table)
    return len(found)


def _tables(holder: etree._Element) -> list[etree._Element]:
    """The tables with figures in a script's strings or a field's content."""
    text = holder.get("value") or "" if holder.tag == "input" else "".join(holder.itertext())
    if holder.tag == "script":
        text = _ESCAPE.sub(_unescaped, _JOINT.sub("", text))
    tables = []
    for markup in _TABLE.findall(text):
        try:
            table = lxml_html.fragment_fromstring(markup)
        except (etree.LxmlError, ValueError):
            continue
        if _FIGURE.search("".join(table.itertext())):
            tables.append(table)
    return tables


def _unescaped(escape: re.Match[str]) -> str:
    if escape[3] is not None:
        return _ESCAPES.get(escape[3], escape[3])
    return chr(int(escape[1] or escape[2], 16))
